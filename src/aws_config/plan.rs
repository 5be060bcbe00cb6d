//! A change to the config file before it is made: the one form that every command and every window uses.

use super::diff::Diff;
use std::collections::BTreeSet;

use super::edit::{self, Edit, Target};
use crate::domain::names::ProfileName;
use crate::domain::profile::Profile;
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

    /// Another name for a section; whoever refers to it follows.
    pub fn rename(target: &Target, to: &str) -> Self {
        let title = format!("Rename {target} to {to}");
        Self::new(title, vec![Edit::Rename { target: target.clone(), to: to.to_owned() }])
    }

    /// Profiles taken out, and what will miss them among all `profiles`: a sentence for each.
    pub fn delete_profiles(names: &BTreeSet<ProfileName>, profiles: &[Profile]) -> (Self, Vec<String>) {
        let warnings = profiles
            .iter()
            .filter(|profile| !names.contains(&profile.name))
            .filter_map(|profile| {
                let setting = profile.settings.iter().find(|setting| setting.key == "source_profile")?;
                let source = setting.value.as_deref().filter(|source| names.contains(*source))?;
                Some(format!(
                    "profile {} gets its credentials from {source}, which will be gone.",
                    profile.name
                ))
            })
            .collect();
        let edits = names.iter().map(|name| Edit::Delete { target: Target::Profile(name.clone()) }).collect();
        let title = match names.first() {
            Some(only) if names.len() == 1 => format!("Delete profile {only}"),
            _ => format!("Delete {} profiles", names.len()),
        };
        (Self::new(title, edits), warnings)
    }

    /// What the plan makes of this text.
    ///
    /// # Errors
    /// As [`edit::edit`]: nothing is changed unless everything can be.
    pub fn against(&self, config: &[u8]) -> Result<Change, Failure> {
        Ok(Change { before: config.to_vec(), after: edit::edit(config, &self.edits)? })
    }
}

/// What is asked to be done with the config file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangeRequest {
    Apply(Plan),
    /// Take back the last change; with `force` also where something else has changed the file since.
    Undo {
        force: bool,
    },
}

/// What a request would do to the file as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// What it is, as an order.
    pub title: String,
    /// Without secrets.
    pub diff: Diff,
    /// Something else has changed the file since, which would be lost.
    pub overwrites: bool,
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
