//! The config file while it is being changed: one process of this program at a time, and never a torn file.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::load::MAX_CONFIG_FILE;
use super::{backup, disk};
use crate::aws::lock;
use crate::aws::safe_file::{self, Access};
use crate::error::{Failure, FailureKind};
use crate::paths::Paths;

/// The config file, held against other processes of this program until it is dropped. (Other programs know no
/// locks here: what they write meanwhile is found by comparing.)
pub(super) struct LockedConfig<'p> {
    paths: &'p Paths,
    /// Where the file really is.
    pub real: PathBuf,
    _lock: fs::File,
}

impl<'p> LockedConfig<'p> {
    /// Waits for its turn. Blocking.
    pub fn lock(paths: &'p Paths) -> Result<Self, Failure> {
        let real = safe_file::real_path(&paths.config);
        let locks = paths.state.join("locks").join(format!("{}.lock", name_of(&real)));
        let lock = lock::hold(&locks).map_err(|error| {
            let what = format!("{} is left as it is.", paths.display(&paths.config));
            match error.kind() {
                io::ErrorKind::TimedOut => {
                    Failure::new(what, "Another ssotui has been changing it for ten seconds.")
                        .hint("Try again when that one has finished.")
                }
                _ => cannot_write(paths, &locks, &error),
            }
        })?;
        safe_file::sweep(&real);
        safe_file::sweep_folder(&backup::folder(paths, &real));
        Ok(Self { paths, real, _lock: lock })
    }

    pub fn read(&self) -> Result<Option<Vec<u8>>, Failure> {
        read(self.paths)
    }

    /// Replaces `before` by `after`; `None` stands for no file. Whether it was done: not if the file has changed
    /// since it was read. `last_moment` is called when nothing but the replacing itself is left.
    pub fn replace(
        &self,
        before: Option<&[u8]>,
        after: Option<&[u8]>,
        last_moment: impl FnOnce() -> Result<(), Failure>,
    ) -> Result<bool, Failure> {
        let path = &self.paths.config;
        let failed = |error: io::Error| cannot_write(self.paths, path, &error);
        let replacement = after.map(|bytes| safe_file::prepare(&self.real, bytes, Access::Kept)).transpose();
        let replacement = replacement.map_err(failed)?;
        last_moment()?;
        if self.read()?.as_deref() != before {
            return Ok(false);
        }
        match replacement {
            Some(replacement) => replacement.commit().map_err(failed)?,
            None => fs::remove_file(&self.real).map_err(failed)?,
        }
        Ok(true)
    }
}

/// The config file's bytes; `None` when there is none. Blocking.
pub(super) fn read(paths: &Paths) -> Result<Option<Vec<u8>>, Failure> {
    let path = &paths.config;
    safe_file::read(path, MAX_CONFIG_FILE).map_err(|error| {
        let (why, hint) = match error.kind() {
            io::ErrorKind::IsADirectory => ("It is a folder.".to_owned(), "Move the folder away."),
            io::ErrorKind::InvalidInput => {
                ("It is no regular file.".to_owned(), "Let AWS_CONFIG_FILE name a file that can be written.")
            }
            io::ErrorKind::FileTooLarge => (
                "It is far too large for a config file.".to_owned(),
                "Let AWS_CONFIG_FILE name another file.",
            ),
            _ => (format!("The system says: {error}."), "Check who may read it."),
        };
        Failure::new(format!("{} cannot be changed.", paths.display(path)), why)
            .kind(FailureKind::Usage)
            .hint(hint)
    })
}

/// A name for what belongs to the file at this path.
pub(super) fn name_of(real: &Path) -> String {
    safe_file::fingerprint(real.to_string_lossy().as_bytes())[..16].to_owned()
}

/// A write that failed, in words. Nothing has been changed then.
pub(super) fn cannot_write(paths: &Paths, path: &Path, error: &io::Error) -> Failure {
    let folder = path.parent().map_or_else(String::new, |folder| paths.display(folder));
    // Locks and backups lie in the state folder.
    let way_out = match (path.starts_with(&paths.state), cfg!(windows)) {
        (false, _) => "AWS_CONFIG_FILE name a file",
        (true, true) => "LOCALAPPDATA name a folder",
        (true, false) => "XDG_STATE_HOME name a folder",
    };
    let (why, hint) = match error.kind() {
        io::ErrorKind::PermissionDenied => (
            format!("The file or its folder {folder} may not be written."),
            format!("Give yourself the right to write there, or let {way_out} elsewhere."),
        ),
        io::ErrorKind::ReadOnlyFilesystem => (disk::why(&folder, error), format!("Let {way_out} elsewhere.")),
        _ => {
            let cure = disk::cure(error).map(str::to_owned);
            (disk::why(&folder, error), cure.unwrap_or_else(|| format!("Check the folder {folder}.")))
        }
    };
    Failure::new(format!("{} could not be written; nothing has changed.", paths.display(path)), why)
        .hint(hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each is a copy of the config file.
    #[test]
    fn what_killed_runs_left_among_the_backups_goes() {
        let (_home, paths) = crate::aws::testing::home();
        let folder = backup::folder(&paths, &safe_file::real_path(&paths.config));
        fs::create_dir_all(&folder).expect("a folder");
        let left = folder.join(".ssotui-00000001.json-ab12CD.tmp");
        fs::write(&left, "x").expect("written");
        fs::write(folder.join("00000001.json"), "x").expect("written");
        drop(LockedConfig::lock(&paths).expect("the lock"));
        assert!(!left.exists() && folder.join("00000001.json").exists());
    }

    #[test]
    fn the_way_out_is_that_of_the_file_that_cannot_be_written() {
        let (_home, paths) = crate::aws::testing::home();
        let hint = |path: &Path| {
            cannot_write(&paths, path, &io::ErrorKind::PermissionDenied.into()).hint.unwrap_or_default()
        };
        assert!(hint(&paths.config).contains("AWS_CONFIG_FILE"));
        let state = hint(&paths.state.join("locks").join("x.lock"));
        assert!(state.contains("name a folder elsewhere") && !state.contains("AWS_CONFIG_FILE"), "{state}");
    }
}
