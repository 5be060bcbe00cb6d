//! Replacing files that other programs read at any moment, and deleting them.
//!
//! A file is replaced by renaming another over it, so that no reader sees a part. One that is mounted by itself
//! (`docker run -v ~/.aws/config:…`) cannot be: it is written in place, as the AWS CLI writes all of its files
//! (`customizations/configure/writer.py`, `JSONFileCache`).

use std::fs;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::zeroize::Zeroizing;

use crate::domain::hex;

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
    // At one go.
    let mut bytes = Vec::with_capacity(metadata.len() as usize + 1);
    match fs::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?.take(limit + 1).read_to_end(&mut bytes)?,
    };
    if bytes.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(Some(bytes)) }
}

/// Replaces a file that holds secrets, or creates it with its folders: readers see the old or the new content, never
/// a part (but in a file that is a mount of its own). A symbolic link stays a link and its target is replaced. Mode 0600 on Unix; on Windows the folder's
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
    create_folder(folder)?;
    let mut file = temporary(folder, &target)?;
    // Not by way of tempfile, whose errors end with a name that tells nobody anything.
    file.as_file_mut().write_all(bytes)?;
    if access == Access::Kept {
        keep_access(file.as_file(), &target)?;
    }
    file.as_file().sync_all()?;
    Ok(Replacement { file, target })
}

/// The name of a temporary file is this, random characters, and the suffix.
fn temporary_prefix(target: &Path) -> String {
    format!("{TEMPORARY_PREFIX}{}-", target.file_name().unwrap_or_default().to_string_lossy())
}

const TEMPORARY_PREFIX: &str = ".ssotui-";
const TEMPORARY_RANDOM: usize = 6;
const TEMPORARY_SUFFIX: &str = ".tmp";

/// Removes what a killed process has left beside the file that it was replacing. Only for a file whose writers all
/// take turns by a lock ([`super::lock`]) that is held now. What cannot be removed stays. Blocking.
pub fn sweep(path: &Path) {
    let Ok(target) = follow_links(path) else { return };
    if let Some(folder) = target.parent() {
        remove_temporary(folder, &temporary_prefix(&target));
    }
}

/// The same for all files of a folder in which nobody writes but who holds the lock. Blocking.
pub fn sweep_folder(folder: &Path) {
    remove_temporary(folder, TEMPORARY_PREFIX);
}

/// Removes the temporary files whose names begin so: with all of what stands before the random characters, or
/// with a part of it.
fn remove_temporary(folder: &Path, prefix: &str) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_ours = entry
            .file_name()
            .to_str()
            .and_then(|name| name.strip_prefix(prefix)?.strip_suffix(TEMPORARY_SUFFIX))
            .is_some_and(|rest| match prefix {
                TEMPORARY_PREFIX => rest.len() > TEMPORARY_RANDOM,
                _ => rest.len() == TEMPORARY_RANDOM,
            });
        if is_ours {
            let _ = fs::remove_file(entry.path());
        }
    }
}

impl Replacement {
    /// Puts another content in the prepared one's place, into the room that this has taken on the disk. Blocking.
    ///
    /// # Errors
    /// When it cannot be written: it is longer, and there is no more room.
    pub fn refill(&mut self, bytes: &[u8]) -> io::Result<()> {
        let file = self.file.as_file_mut();
        file.rewind()?;
        file.write_all(bytes)?;
        file.set_len(bytes.len() as u64)?;
        file.sync_all()
    }

    /// Puts the new content in place. Blocking.
    ///
    /// # Errors
    /// When the system refuses; the old file is then whole.
    pub fn commit(self) -> io::Result<()> {
        let Self { file, target } = self;
        match persist(file, &target) {
            Err((error, file)) if cannot_be_renamed_over(&error) => {
                return write_in_place(file.as_file(), &target);
            }
            done => done.map_err(|(error, _)| error)?,
        }
        // The rename itself is safe on disk only when the folder is.
        #[cfg(unix)]
        if let Some(folder) = target.parent() {
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

/// The one path of a file that links lead to in several ways. It need not be there yet.
pub fn real_path(path: &Path) -> PathBuf {
    let path = follow_links(path).unwrap_or_else(|_| path.to_path_buf());
    in_real_folder(&std::path::absolute(&path).unwrap_or(path))
}

/// The path with the links of its folder resolved, but not a link at its end. It need not be there yet.
pub fn in_real_folder(path: &Path) -> PathBuf {
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => real_folder(folder).join(name),
        _ => path.to_path_buf(),
    }
}

/// The folder with the links of its existing part resolved.
pub fn real_folder(folder: &Path) -> PathBuf {
    for ancestor in folder.ancestors() {
        if let (Ok(real), Ok(rest)) = (fs::canonicalize(ancestor), folder.strip_prefix(ancestor)) {
            // Joining nothing would add a separator.
            return if rest.as_os_str().is_empty() { real } else { real.join(rest) };
        }
    }
    folder.to_path_buf()
}

/// The SHA-256 of a file's content in hexadecimal digits: to know it again without keeping it.
pub fn fingerprint(bytes: &[u8]) -> String {
    hex::encode(ring::digest::digest(&ring::digest::SHA256, bytes).as_ref())
}

/// Whether [`replace`] could work: the folder is there or can be made, and files can be made in it. Blocking.
///
/// # Errors
/// Why not.
pub fn check_place(path: &Path) -> io::Result<()> {
    let target = follow_links(path)?;
    let folder = target.parent().ok_or(io::ErrorKind::InvalidInput)?;
    create_folder(folder)?;
    temporary(folder, &target).map(drop)
}

/// A new file with mode 0600. Readers of the caches ignore what does not end in `.json`.
fn temporary(folder: &Path, target: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new()
        .prefix(&temporary_prefix(target))
        .suffix(TEMPORARY_SUFFIX)
        .rand_bytes(TEMPORARY_RANDOM)
        .tempfile_in(folder)
        .map_err(without_path)
}

/// tempfile says at which path it failed: a name that tells nobody anything.
fn without_path(error: io::Error) -> io::Error {
    match error.to_string().split_once(" at path ") {
        Some((words, _)) => io::Error::new(error.kind(), words.to_owned()),
        None => error,
    }
}

/// How long, and how often in it, Windows is asked again for a file that another program has open (a virus
/// scanner, an SDK reading): neither replacing nor deleting it is possible then.
const IN_USE_ATTEMPTS: u32 = 50;
const IN_USE_PAUSE: Duration = Duration::from_millis(20);

/// Renames over the target; gives the file back where that is not possible.
fn persist(file: tempfile::NamedTempFile, target: &Path) -> Result<(), (io::Error, tempfile::NamedTempFile)> {
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
            Err(failed) => return Err((failed.error, failed.file)),
        }
    }
}

/// The answer for a file that is a mount of its own.
fn cannot_be_renamed_over(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices)
}

/// Overwrites the target with what the file holds. Where that breaks off, the old content is put back.
fn write_in_place(mut file: &fs::File, target: &Path) -> io::Result<()> {
    let mut bytes = Zeroizing::new(Vec::new());
    file.seek(io::SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    let mut old = Zeroizing::new(Vec::new());
    let mut place = fs::OpenOptions::new().read(true).write(true).open(target)?;
    place.read_to_end(&mut old)?;
    let mut overwrite = |bytes: &[u8]| {
        place.seek(io::SeekFrom::Start(0))?;
        place.write_all(bytes)?;
        place.set_len(bytes.len() as u64)?;
        place.sync_all()
    };
    overwrite(&bytes).inspect_err(|_| {
        // There was room for it a moment ago.
        let _ = overwrite(&old);
    })
}

/// Windows' answer while another program has the file open, or is replacing it at this moment: access denied,
/// sharing violation, lock violation.
pub(super) fn is_in_use(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32 | 33))
}

/// Where a chain of symbolic links ends, also when nothing is there yet.
fn follow_links(path: &Path) -> io::Result<PathBuf> {
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

/// Makes a folder, and those above it, for the user alone; what is there already stays as it is.
pub(super) fn create_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

#[cfg(test)]
mod tests;
