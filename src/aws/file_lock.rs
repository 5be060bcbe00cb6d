//! One writer at a time: locks, and what a file is known by whichever way leads to it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::safe_file::{TEMPORARY_RANDOM, TEMPORARY_SUFFIX, follow_links, temporary_prefix};

/// The one path of a file that links lead to in several ways. It need not be there yet.
pub fn real_path(path: &Path) -> PathBuf {
    let path = follow_links(path).unwrap_or_else(|_| path.to_path_buf());
    let path = std::path::absolute(&path).unwrap_or(path);
    match (path.parent().map(fs::canonicalize), path.file_name()) {
        (Some(Ok(folder)), Some(name)) => folder.join(name),
        _ => path,
    }
}

/// Waits until no other process of this program holds the lock, and holds it until the value is dropped (or the
/// process ends, however it ends). The file stays. Blocking, for ten seconds at most.
///
/// # Errors
/// `TimedOut` when another one holds it all the time; when the file cannot be created.
pub fn lock(path: &Path) -> io::Result<fs::File> {
    const ATTEMPTS: u32 = 2000;
    const PAUSE: Duration = Duration::from_millis(5);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let file = fs::OpenOptions::new().create(true).write(true).truncate(false).open(path)?;
    for _ in 0..ATTEMPTS {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            Err(fs::TryLockError::Error(error)) => return Err(error),
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}

/// Removes what a killed process has left beside the file that it was replacing. Only for a file whose writers all
/// take turns by a [`lock`] that is held now. What cannot be removed stays. Blocking.
pub fn sweep(path: &Path) {
    let Ok(target) = follow_links(path) else { return };
    let Some(Ok(entries)) = target.parent().map(fs::read_dir) else { return };
    let prefix = temporary_prefix(&target);
    for entry in entries.flatten() {
        let is_ours = entry
            .file_name()
            .to_str()
            .and_then(|name| name.strip_prefix(&prefix)?.strip_suffix(TEMPORARY_SUFFIX))
            .is_some_and(|random| random.len() == TEMPORARY_RANDOM);
        if is_ours {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The SHA-256 of a file's content in hexadecimal digits: to know it again without keeping it.
pub fn fingerprint(bytes: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_replacing_this_file_left_is_swept() {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("config");
        for name in ["config", ".ssotui-config-ab12CD.tmp", ".ssotui-config-old-ab12CD.tmp", ".ssotui-x.tmp"]
        {
            fs::write(home.path().join(name), "x").expect("write");
        }
        sweep(&file);
        let left = fs::read_dir(home.path()).expect("the folder").count();
        assert_eq!((left, home.path().join(".ssotui-config-ab12CD.tmp").exists()), (3, false));
    }

    #[test]
    fn a_lock_is_held_by_one_at_a_time() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("locks").join("x");
        let held = lock(&path).expect("the lock");
        let other = fs::File::open(&path).expect("the file");
        assert!(matches!(other.try_lock(), Err(fs::TryLockError::WouldBlock)));
        drop(held);
        other.try_lock().expect("free again");
    }
}
