//! What the system says of a file or folder.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::aws::writable::may_write;

/// A file or folder, links followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub path: PathBuf,
    pub is_folder: bool,
    /// The rights, on Unix.
    pub mode: Option<u32>,
    /// Whether the system would let this process write there, as far as it says.
    pub may_be_written: bool,
    /// The owner's number, on Unix.
    pub owner: Option<u32>,
    pub bytes: u64,
    pub modified: Option<Timestamp>,
}

impl Entry {
    /// `None` where nothing is, or nothing can be said.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        let (mode, owner) = rights(&metadata);
        Some(Self {
            path: path.to_path_buf(),
            is_folder: metadata.is_dir(),
            mode,
            may_be_written: may_write(path),
            owner,
            bytes: metadata.len(),
            modified: metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok()),
        })
    }

    /// What a folder that is not there would have to be made in: the nearest that is. `None` for one that is there.
    pub fn above(folder: &Path) -> Option<Self> {
        let mut places = folder.ancestors();
        if places.next().and_then(Self::of).is_some() {
            return None;
        }
        places.find_map(Self::of)
    }

    /// Why nothing can be made in it: a sentence that follows its name, and the cure.
    pub fn obstacle_within(&self) -> Option<(&'static str, &'static str)> {
        if self.is_folder {
            let cure = self.write_protection()?;
            Some(("does not let you make anything in it.", cure))
        } else {
            Some(("is a file.", "Move that file away."))
        }
    }

    /// Whether any of these rights are given.
    pub fn allows(&self, rights: u32) -> bool {
        self.mode.is_some_and(|mode| mode & rights != 0)
    }

    /// What helps where it cannot be written: for its rights, which say so to root, too, or for what else the system
    /// knows.
    pub fn write_protection(&self) -> Option<&'static str> {
        if self.mode.is_some_and(|mode| mode & 0o200 == 0) {
            Some("Give yourself the right: chmod u+w")
        } else if !self.may_be_written {
            Some(
                "See whose it is and what its rights are (ls -ld), and whether its disk is mounted read-only (mount).",
            )
        } else {
            None
        }
    }
}

#[cfg(unix)]
fn rights(metadata: &fs::Metadata) -> (Option<u32>, Option<u32>) {
    use std::os::unix::fs::MetadataExt;
    (Some(metadata.mode() & 0o7777), Some(metadata.uid()))
}

#[cfg(not(unix))]
fn rights(_: &fs::Metadata) -> (Option<u32>, Option<u32>) {
    (None, None)
}
