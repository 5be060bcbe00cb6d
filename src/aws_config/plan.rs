//! A change to the config file before it is made: the one form that every command and every window uses.

use super::diff::Diff;
use super::edit::{self, Edit};
use crate::error::Failure;

/// What is to be done, whatever the file looks like at that moment: it can be held against the file as often as
/// somebody else changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What it is, as an order: "Rename profile a to b". Backups are listed by it.
    pub title: String,
    /// In order; either all are made or none.
    pub edits: Vec<Edit>,
}

impl Plan {
    pub fn new(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), edits }
    }

    /// What the plan makes of this text.
    ///
    /// # Errors
    /// As [`edit::edit`]: nothing is changed unless everything can be.
    pub fn against(&self, config: &[u8]) -> Result<Change, Failure> {
        Ok(Change { before: config.to_vec(), after: edit::edit(config, &self.edits)? })
    }
}

/// The config file before and after. Its `Debug` shows no text: the file may hold keys and tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct Change {
    pub before: Vec<u8>,
    pub after: Vec<u8>,
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Change")
            .field("before", &self.before.len())
            .field("after", &self.after.len())
            .finish()
    }
}

impl Change {
    /// Whether there is nothing to be done.
    pub fn is_empty(&self) -> bool {
        self.before == self.after
    }

    /// What changes, line by line, without secrets.
    pub fn diff(&self) -> Diff {
        Diff::of(&self.before, &self.after)
    }
}
