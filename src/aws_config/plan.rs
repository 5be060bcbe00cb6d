//! A change to the config file before it is made: the one form that every command and every window uses.

use super::diff::Diff;
use std::collections::BTreeSet;

use super::edit::{self, Edit, Target};
use super::removal;
use crate::domain::names::{ProfileName, SessionName};
use crate::domain::profile::{Profile, ProfileKind, Severity};
use crate::domain::session::SessionId;
use crate::error::{Failure, FailureKind};

/// What is to be done, whatever the file looks like at that moment: it can be held against the file as often as
/// somebody else changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What it is, as an order: "Rename profile a to b". Backups are listed by it.
    pub title: String,
    /// In order; either all are made or none.
    pub edits: Vec<Edit>,
    /// Profiles that must use these sessions, and work, once the edits are made: else none is.
    pub must_use: Vec<(ProfileName, SessionName)>,
}

impl Plan {
    pub fn new(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), edits, must_use: Vec::new() }
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
                let source =
                    profile.settings.value("source_profile").filter(|source| names.contains(*source))?;
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
    /// As [`edit::edit`]: nothing is changed unless everything can be. `Usage` for a profile that would not use its
    /// session.
    pub fn against(&self, config: &[u8]) -> Result<Change, Failure> {
        let after = edit::edit(config, &self.edits)?;
        if !self.must_use.is_empty() {
            self.verify(&after)?;
        }
        Ok(Change { before: config.to_vec(), after })
    }

    /// What a user should know of the change besides the difference: a sentence for each key that is taken out and still
    /// in force, or was never there.
    pub fn remarks(&self, change: &Change) -> Vec<String> {
        removal::remarks(change, &self.edits)
    }

    /// That the profiles are what they should be once the config file reads so: it may hold something (keys in
    /// `[DEFAULT]`, a second section of that name) that goes against it.
    fn verify(&self, config: &[u8]) -> Result<(), Failure> {
        let reading = super::read(config, b"");
        for (name, session) in &self.must_use {
            let session = Some(SessionId::Named(session.clone()));
            let profile = reading.profiles.iter().find(|it| it.name == *name);
            let why = match profile {
                Some(it) if it.kind == ProfileKind::Sso && it.session == session => {
                    it.problems.iter().find(|it| it.severity == Severity::Error).map(|it| it.why.clone())
                }
                _ => Some("Something else in the file goes before.".to_owned()),
            };
            if let Some(why) = why {
                return Err(Failure::new(format!("Profile {name} would not work."), why)
                    .kind(FailureKind::Usage)
                    .hint("Correct it by hand, or migrate the others by naming them."));
            }
        }
        Ok(())
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
    /// What else there is to say, in sentences ([`Plan::remarks`]).
    pub remarks: Vec<String>,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_that_would_not_use_its_session_is_refused() {
        let session = |name: &str| {
            format!(
                "[sso-session {name}]\nsso_start_url = https://{name}.awsapps.com/start\nsso_region = us-east-1\n"
            )
        };
        let profile = "[profile p]\nsso_session = a\nsso_account_id = 012345678901\nsso_role_name = R\n";
        let config = session("a") + &session("b") + profile;
        let set = Edit::Set { target: Target::profile("p"), key: "output".into(), value: "json".into() };
        let using = |session: &str| {
            let must_use = vec![("p".into(), session.into())];
            Plan { must_use, ..Plan::new("Set", vec![set.clone()]) }.against(config.as_bytes())
        };
        assert!(using("a").is_ok());
        let failure = using("b").expect_err("another session");
        assert_eq!(
            (failure.kind, failure.why.as_str()),
            (FailureKind::Usage, "Something else in the file goes before.")
        );
    }
}
