//! What the system says of a file or folder.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

/// A file or folder, links followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub path: PathBuf,
    pub is_folder: bool,
    /// The rights, on Unix.
    pub mode: Option<u32>,
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

    /// Why nothing can be made in it, as far as rights tell: a sentence that follows its name, and the cure.
    pub fn obstacle_within(&self) -> Option<(&'static str, &'static str)> {
        if !self.is_folder {
            Some(("is a file.", "Move that file away."))
        } else if self.is_write_protected() {
            Some(("does not let you make folders in it.", "Give yourself the right: chmod u+w"))
        } else {
            None
        }
    }

    /// Whether any of these rights are given.
    pub fn allows(&self, rights: u32) -> bool {
        self.mode.is_some_and(|mode| mode & rights != 0)
    }

    /// Whether its owner may not write it, as far as rights tell.
    pub fn is_write_protected(&self) -> bool {
        self.mode.is_some_and(|mode| mode & 0o200 == 0)
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
