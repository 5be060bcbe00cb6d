//! What the config file was before each change, kept to be brought back.
//!
//! One file for each change, numbered, in a folder for each config file; the last [`MOST`] are kept. They lie in
//! ssotui's state folder with mode 0600, because a config file may hold keys.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::config_file::name_of;
use super::load::MAX_CONFIG_FILE;
use crate::aws::safe_file;
use crate::paths::Paths;

/// How many backups of one file are kept.
const MOST: usize = 20;

/// Files of another version are as good as absent.
const VERSION: u32 = 1;

/// A config file before a change.
#[derive(Serialize, Deserialize)]
pub(super) struct Backup {
    version: u32,
    /// What the change was.
    pub title: String,
    pub made_at: Timestamp,
    /// The config file, because the folder's name is a hash.
    config: PathBuf,
    /// Its text before the change; `None` when there was no file.
    pub before: Option<String>,
    /// The fingerprint of its text after the change: to see whether somebody else has changed it since.
    pub after: String,
}

impl Backup {
    pub fn new(title: &str, made_at: Timestamp, real: &Path, before: Option<String>, after: &[u8]) -> Self {
        Self {
            version: VERSION,
            title: title.to_owned(),
            made_at,
            config: real.to_path_buf(),
            before,
            after: safe_file::fingerprint(after),
        }
    }
}

/// Where the backups of the config file at `real` are.
pub(super) fn folder(paths: &Paths, real: &Path) -> PathBuf {
    paths.state.join("backups").join(name_of(real))
}

/// The numbers and paths of all backups, oldest first.
fn all(folder: &Path) -> io::Result<Vec<(u64, PathBuf)>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let number = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
        if let Some(number) = number.filter(|_| path.extension().is_some_and(|extension| extension == "json"))
        {
            found.push((number, path));
        }
    }
    found.sort();
    Ok(found)
}

/// Keeps a backup as the newest, and says where. The config file's lock must be held. Blocking.
pub(super) fn store(folder: &Path, backup: &Backup) -> io::Result<PathBuf> {
    let number = all(folder)?.last().map_or(1, |(number, _)| number.saturating_add(1));
    let path = folder.join(format!("{number:08}.json"));
    safe_file::replace(&path, &serde_json::to_vec(backup)?)?;
    Ok(path)
}

/// Deletes the oldest, so that [`MOST`] are left. One that cannot be deleted stays. Blocking.
pub(super) fn prune(folder: &Path) {
    let all = all(folder).unwrap_or_default();
    for (_, path) in all.iter().take(all.len().saturating_sub(MOST)) {
        let _ = fs::remove_file(path);
    }
}

/// All backups that can be read, newest first. Blocking.
pub(super) fn newest_first(folder: &Path) -> io::Result<impl Iterator<Item = (PathBuf, Backup)>> {
    // A text takes at most six times its room in JSON.
    Ok(all(folder)?.into_iter().rev().filter_map(|(_, path)| {
        let bytes = safe_file::read(&path, 6 * MAX_CONFIG_FILE).ok()??;
        let backup: Backup = serde_json::from_slice(&bytes).ok()?;
        (backup.version == VERSION).then_some((path, backup))
    }))
}
