//! Reading files that other programs write at any moment, and replacing files that other programs read.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::Value;

pub use super::file_lock::{fingerprint, lock, real_path, sweep};

/// No token, registration or role credential is anywhere near this size: a longer file is something else.
pub const MAX_CACHE_FILE: u64 = 1024 * 1024;

/// What a cache file holds.
#[derive(PartialEq)]
pub enum JsonFile {
    Missing,
    /// There is something, but it cannot be used. Neither text quotes the file.
    Broken {
        why: String,
        cure: String,
    },
    Json(Value),
}

impl std::fmt::Debug for JsonFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The content may hold secrets.
        f.write_str(match self {
            Self::Missing => "Missing",
            Self::Broken { .. } => "Broken",
            Self::Json(_) => "Json",
        })
    }
}

/// Reads a file of at most `limit` bytes; `None` when there is none.
///
/// # Errors
/// When it cannot be read, is longer (`FileTooLarge`), or is no file at all (`IsADirectory` for a folder).
pub fn read(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        other => other?,
    };
    // Asked before opening: opening a pipe would wait for its writer.
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !metadata.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    if metadata.len() > limit {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    let mut bytes = Vec::new();
    match fs::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?.take(limit + 1).read_to_end(&mut bytes)?,
    };
    if bytes.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(Some(bytes)) }
}

/// Reads a cache file as JSON. The AWS CLI writes in place, so that a reader may see an empty or half-written file
/// for a moment: one that looks like that is read again a few times, for some milliseconds in all. Blocking.
pub fn read_json(path: &Path) -> JsonFile {
    const ATTEMPTS: u32 = 4;
    const PAUSE: Duration = Duration::from_millis(2);
    for attempt in 1..=ATTEMPTS {
        match read(path, MAX_CACHE_FILE) {
            Ok(None) => return JsonFile::Missing,
            Err(error) if attempt < ATTEMPTS && is_in_use(&error) => std::thread::sleep(PAUSE),
            Err(error) => return broken(&error),
            Ok(Some(bytes)) => match serde_json::from_slice(&bytes) {
                Ok(value) => return JsonFile::Json(value),
                Err(error) if attempt < ATTEMPTS && is_partial_write(&bytes, &error) => {
                    std::thread::sleep(PAUSE);
                }
                Err(_) if bytes.is_empty() => {
                    return JsonFile::Broken {
                        why: "The file is empty: a program was stopped while writing it.".into(),
                        cure: "Sign in again: that replaces it.".into(),
                    };
                }
                // The parser's own words may quote the file: they stay here.
                Err(_) => {
                    return JsonFile::Broken {
                        why: "The file is not JSON: it was damaged or half written.".into(),
                        cure: "Sign in again: that replaces it.".into(),
                    };
                }
            },
        }
    }
    JsonFile::Missing
}

fn broken(error: &io::Error) -> JsonFile {
    let (why, cure) = match error.kind() {
        io::ErrorKind::IsADirectory => {
            ("There is a folder where the file belongs.".into(), "Remove the folder.".into())
        }
        io::ErrorKind::NotADirectory => {
            ("There is a file where the cache folder belongs.".into(), "Move that file away.".into())
        }
        io::ErrorKind::FileTooLarge => {
            ("The file is far too large to be a token.".into(), "Delete it, then sign in again.".into())
        }
        io::ErrorKind::PermissionDenied => {
            ("The file may not be read.".into(), "Make it readable for yourself, or delete it.".into())
        }
        _ => (format!("The file cannot be read: {error}."), "Delete it, then sign in again.".into()),
    };
    JsonFile::Broken { why, cure }
}

/// Whether another program may be in the middle of writing this: nothing yet, a beginning, or a shorter text over
/// the end of a longer one.
fn is_partial_write(bytes: &[u8], error: &serde_json::Error) -> bool {
    bytes.is_empty() || error.is_eof() || (bytes.starts_with(b"{") && error.is_syntax())
}

/// Replaces a file that holds secrets, or creates it with its folders: readers see the old or the new content, never
/// a part. A symbolic link stays a link and its target is replaced. Mode 0600 on Unix; on Windows the folder's
/// rights are inherited. Blocking.
///
/// # Errors
/// When the folder cannot be created or written; the old file is then whole.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    prepare(path, bytes, Access::Private)?.commit()
}

/// Who may read and write a file that is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Its owner alone: mode 0600.
    Private,
    /// Whoever could before; a new file is private. A file that may not be written is not replaced.
    Kept,
}

/// A new content for a file: on disk beside it, and in its place once it is committed. Dropped, it leaves no trace.
#[derive(Debug)]
pub struct Replacement {
    file: tempfile::NamedTempFile,
    target: PathBuf,
}

/// Does all of [`replace`] but the last step, which takes but a moment: the time to look whether somebody else has
/// changed the file meanwhile. Blocking.
///
/// # Errors
/// As [`replace`]; also `PermissionDenied` for a file that may not be written.
pub fn prepare(path: &Path, bytes: &[u8], access: Access) -> io::Result<Replacement> {
    let target = follow_links(path)?;
    let folder = target.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    let mut file = temporary(&target, folder)?;
    file.write_all(bytes)?;
    if access == Access::Kept {
        keep_access(file.as_file(), &target)?;
    }
    file.as_file().sync_all()?;
    Ok(Replacement { file, target })
}

/// The name of a temporary file is this, random characters, and the suffix.
pub(super) fn temporary_prefix(target: &Path) -> String {
    format!(".ssotui-{}-", target.file_name().unwrap_or_default().to_string_lossy())
}

pub(super) const TEMPORARY_RANDOM: usize = 6;
pub(super) const TEMPORARY_SUFFIX: &str = ".tmp";

impl Replacement {
    /// Puts the new content in place. Blocking.
    ///
    /// # Errors
    /// When the system refuses; the old file is then whole.
    pub fn commit(self) -> io::Result<()> {
        persist(self.file, &self.target)?;
        // The rename itself is safe on disk only when the folder is.
        #[cfg(unix)]
        if let Some(folder) = self.target.parent() {
            fs::File::open(folder)?.sync_all()?;
        }
        Ok(())
    }
}

/// Gives a new file the owner and the rights of the one whose place it will take, if there is one.
fn keep_access(file: &fs::File, target: &Path) -> io::Result<()> {
    let metadata = match fs::metadata(target) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        metadata => metadata?,
    };
    let permissions = metadata.permissions();
    // A rename would go past this protection.
    if permissions.readonly() {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is write-protected"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        let new = file.metadata()?;
        if (new.uid(), new.gid()) != (metadata.uid(), metadata.gid()) {
            fchown(file, Some(metadata.uid()), Some(metadata.gid()))?;
        }
    }
    file.set_permissions(permissions)
}

/// Whether [`replace`] could work: the folder is there or can be made, and files can be made in it. Blocking.
///
/// # Errors
/// Why not.
pub fn check_place(path: &Path) -> io::Result<()> {
    let target = follow_links(path)?;
    let folder = target.parent().ok_or(io::ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    temporary(&target, folder).map(drop)
}

/// A new file in the target's folder, with mode 0600. Readers of the caches ignore what does not end in `.json`.
fn temporary(target: &Path, folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(&temporary_prefix(target))
        .suffix(TEMPORARY_SUFFIX)
        .rand_bytes(TEMPORARY_RANDOM)
        .tempfile_in(folder)
}

/// How long, and how often in it, Windows is asked again for a file that another program has open (a virus
/// scanner, an SDK reading): neither replacing nor deleting it is possible then.
const IN_USE_ATTEMPTS: u32 = 50;
const IN_USE_PAUSE: Duration = Duration::from_millis(20);

/// Renames over the target.
fn persist(file: tempfile::NamedTempFile, target: &Path) -> io::Result<()> {
    let mut file = file;
    let mut attempt = 1;
    loop {
        match file.persist(target) {
            Ok(_) => return Ok(()),
            Err(failed) if attempt < IN_USE_ATTEMPTS && is_in_use(&failed.error) => {
                file = failed.file;
                attempt += 1;
                std::thread::sleep(IN_USE_PAUSE);
            }
            Err(failed) => return Err(failed.error),
        }
    }
}

/// Windows' answer while another program has the file open, or is replacing it at this moment: access denied,
/// sharing violation, lock violation.
fn is_in_use(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

/// Where a chain of symbolic links ends, also when nothing is there yet.
pub(super) fn follow_links(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_path_buf();
    for _ in 0..40 {
        match fs::read_link(&path) {
            Ok(next) => path = path.parent().unwrap_or(Path::new("")).join(next),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("too many levels of symbolic links"))
}

/// Deletes a file; whether there was one. Blocking.
///
/// # Errors
/// When it is there and stays there.
pub fn remove(path: &Path) -> io::Result<bool> {
    let mut attempt = 1;
    loop {
        match fs::remove_file(path) {
            Ok(()) => return Ok(true),
            // Below a file there is nothing either.
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Ok(false);
            }
            Err(error) if attempt < IN_USE_ATTEMPTS && is_in_use(&error) => {
                attempt += 1;
                std::thread::sleep(IN_USE_PAUSE);
            }
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("a").join("b").join("x.json");
        replace(&path, b"one").expect("created");
        replace(&path, b"2").expect("replaced");
        assert_eq!(read(&path, 10).expect("read").as_deref(), Some(&b"2"[..]));
        let names: Vec<_> = fs::read_dir(path.parent().expect("parent")).expect("list").collect();
        assert_eq!(names.len(), 1, "no temporary file is left");
    }

    /// Opened as a scanner does, so that nobody else may delete or replace the file; let go after a moment.
    #[cfg(windows)]
    fn hold_for_a_moment(path: &Path) -> std::thread::JoinHandle<()> {
        use std::os::windows::fs::OpenOptionsExt;
        const FILE_SHARE_READ: u32 = 1;
        let held = fs::OpenOptions::new().read(true).share_mode(FILE_SHARE_READ).open(path).expect("open");
        std::thread::spawn(move || {
            std::thread::sleep(IN_USE_PAUSE * 2);
            drop(held);
        })
    }

    #[cfg(windows)]
    #[test]
    fn a_file_that_a_scanner_has_open_is_replaced_and_removed_once_it_is_free() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("x.json");
        fs::write(&path, "old").expect("write");
        let held = hold_for_a_moment(&path);
        replace(&path, b"new").expect("replaced");
        assert_eq!(fs::read(&path).expect("read"), b"new");
        held.join().expect("the scanner");
        let held = hold_for_a_moment(&path);
        assert!(remove(&path).expect("removed"));
        assert!(!remove(&path).expect("nothing there"));
        held.join().expect("the scanner");
    }

    #[cfg(unix)]
    #[test]
    fn secrets_are_for_the_owner_alone_and_links_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let home = tempfile::tempdir().expect("a folder");
        let link = home.path().join("link.json");
        let target = home.path().join("elsewhere").join("real.json");
        fs::create_dir(home.path().join("elsewhere")).expect("folder");
        symlink("elsewhere/real.json", &link).expect("link");
        replace(&link, b"dangling").expect("created through the link");
        fs::set_permissions(&target, fs::Permissions::from_mode(0o644)).expect("mode");
        replace(&link, b"again").expect("replaced through the link");
        assert!(fs::symlink_metadata(&link).expect("link").is_symlink());
        assert_eq!(fs::read(&target).expect("target"), b"again");
        assert_eq!(fs::metadata(&target).expect("target").permissions().mode() & 0o777, 0o600);
        symlink("loop.json", home.path().join("loop.json")).expect("link");
        replace(&home.path().join("loop.json"), b"x").expect_err("a loop");
    }

    #[cfg(unix)]
    #[test]
    fn access_can_be_kept() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let home = tempfile::tempdir().expect("a folder");
        let (file, link) = (home.path().join("config"), home.path().join("link"));
        let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
        prepare(&file, b"1", Access::Kept).expect("prepared").commit().expect("written");
        assert_eq!(mode(&file), 0o600, "a new file is private");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("mode");
        symlink("config", &link).expect("link");
        prepare(&link, b"2", Access::Kept).expect("prepared").commit().expect("written");
        assert_eq!((mode(&file), fs::read(&file).expect("the file")), (0o640, b"2".to_vec()));
        assert!(fs::symlink_metadata(&link).expect("link").is_symlink());
        assert_eq!(real_path(&link), real_path(&file));
    }

    #[test]
    fn what_is_write_protected_stays_and_what_is_not_committed_leaves_no_trace() {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("config");
        fs::write(&file, "old").expect("write");
        drop(prepare(&file, b"new", Access::Kept).expect("prepared"));
        let mut permissions = fs::metadata(&file).expect("the file").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&file, permissions).expect("protected");
        let error = prepare(&file, b"new", Access::Kept).expect_err("protected");
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        assert_eq!(fs::read(&file).expect("the file"), b"old");
        assert_eq!(fs::read_dir(home.path()).expect("the folder").count(), 1);
    }

    #[test]
    fn what_is_no_usable_file_is_told_apart() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("x.json");
        assert_eq!(read_json(&path), JsonFile::Missing);
        let cases: [(&[u8], &str); 6] = [
            (b"", "empty"),
            (b"{", "not JSON"),
            (b"{\"a\": 1}\"}", "not JSON"),
            (b"\xef\xbb\xbf{}", "not JSON"),
            (b"\xff\xfe", "not JSON"),
            (&[b' '; MAX_CACHE_FILE as usize + 1], "too large"),
        ];
        for (bytes, expected) in cases {
            fs::write(&path, bytes).expect("write");
            let JsonFile::Broken { why, .. } = read_json(&path) else { panic!("{expected}") };
            assert!(why.contains(expected), "{why}");
        }
        let JsonFile::Broken { why, .. } = read_json(home.path()) else { panic!("a folder is no file") };
        assert!(why.contains("folder"), "{why}");
    }

    #[test]
    fn the_parser_does_not_quote_the_file() {
        let home = tempfile::tempdir().expect("a folder");
        let path = home.path().join("x.json");
        fs::write(&path, "{\"accessToken\": \"s3cret\"} s3cret").expect("write");
        assert!(!format!("{:?}", read_json(&path)).contains("s3cret"));
        let JsonFile::Broken { why, cure } = read_json(&path) else { panic!("broken") };
        assert!(!format!("{why} {cure}").contains("s3cret"));
    }
}
