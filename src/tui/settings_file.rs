//! Reading `settings.toml` from disk.

use std::io;

use crate::error::{Failure, FailureKind};
use crate::paths::Paths;
use crate::settings::Settings;

/// Reads the settings file; `None` when there is none.
///
/// # Errors
/// When it cannot be read, or says something that is not allowed.
pub fn load(paths: &Paths) -> Result<Option<Settings>, Failure> {
    match std::fs::read_to_string(&paths.settings) {
        Ok(text) => Settings::parse(&text).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::new(
            format!("{} could not be read.", paths.display(&paths.settings)),
            format!("{error}."),
        )
        .kind(FailureKind::Usage)),
    }
}
