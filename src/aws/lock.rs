//! Files by which processes of this program take turns.

use std::fs;
use std::io;
use std::path::Path;
use std::time::Duration;

use super::safe_file::create_folder;

/// Opens the file of a lock, and makes it with its folders where there is none. It is not locked yet. Blocking.
///
/// # Errors
/// When the file cannot be created.
pub fn open(path: &Path) -> io::Result<fs::File> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    fs::OpenOptions::new().create(true).write(true).truncate(false).open(path)
}

/// Waits until no other process of this program holds the lock, and holds it until the value is dropped (or the
/// process ends, however it ends). The file stays. Blocking, for ten seconds at most.
///
/// # Errors
/// `TimedOut` when another one holds it all the time; when the file cannot be created.
pub fn hold(path: &Path) -> io::Result<fs::File> {
    const ATTEMPTS: u32 = 2000;
    const PAUSE: Duration = Duration::from_millis(5);
    let file = open(path)?;
    for _ in 0..ATTEMPTS {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(fs::TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_held_by_one_at_a_time() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("locks").join("x");
        let held = hold(&path).expect("the lock");
        let other = fs::File::open(&path).expect("the file");
        assert!(matches!(other.try_lock(), Err(fs::TryLockError::WouldBlock)));
        drop(held);
        other.try_lock().expect("free again");
    }
}
