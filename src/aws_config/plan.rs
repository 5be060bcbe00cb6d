//! A change to the config file before it is made: the one form that every command and every window uses.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::diff::Diff;
use super::edit::{self, Edit, Target};
use super::removal;
use super::verify::{Obstacle, Verification};
use crate::domain::names::{ProfileName, SessionName};
use crate::domain::profile::Profile;
use crate::error::Failure;

/// What is to be done, whatever the file looks like at that moment: it can be held against the file as often as
/// somebody else changes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What it is, as an order: "Rename profile a to b". Backups are listed by it.
    pub title: String,
    /// In order; either all are made or none, but for what [`Self::leaves_out`] says.
    pub edits: Vec<Edit>,
    /// Profiles that must use these sessions, and work, once the edits are made.
    pub must_use: Vec<(ProfileName, SessionName)>,
    /// Those of them that would not are left as they are, and the others' edits are made. Without it none is made.
    pub leaves_out: bool,
}

impl Plan {
    pub fn new(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { title: title.into(), edits, must_use: Vec::new(), leaves_out: false }
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

    /// What the plan makes of this text of the config file. The credentials file's is needed because it says what a
    /// profile gets its credentials from, too.
    ///
    /// # Errors
    /// As [`edit::edit`]: nothing is changed unless everything can be. `Usage` for a profile that would not use its
    /// session, or that worked and would not any more (unless something is deleted: what will miss it has been told).
    pub fn against(&self, config: &[u8], credentials: &[u8]) -> Result<Change, Failure> {
        let mut left = if self.leaves_out { self.cannot_be_edited(config) } else { BTreeMap::new() };
        loop {
            self.must_leave_some(&left)?;
            let after = edit::edit(config, &self.edits_without(&left))?;
            if after == config {
                return Ok(Change::new(config, after, left));
            }
            let must_use: Vec<_> =
                self.must_use.iter().filter(|(name, _)| !left.contains_key(name)).cloned().collect();
            let verification = Verification::new(config, &after, credentials);
            let mut obstacles = verification.obstacles(&must_use);
            if obstacles.is_empty() {
                if !self.edits.iter().any(|edit| matches!(edit, Edit::Delete { .. }))
                    && let Some((name, obstacle)) =
                        verification.broken(&super::read(config, credentials), &self.edits)
                {
                    return Err(obstacle.failure(&name));
                }
                return Ok(Change::new(config, after, left));
            }
            if !self.leaves_out
                && let Some((name, obstacle)) = obstacles.pop_first()
            {
                return Err(obstacle.failure(&name));
            }
            left.extend(obstacles);
        }
    }

    /// What a user should know of the change besides the difference: a sentence for each key that is taken out and still
    /// in force, or was never there, and for some of the profiles that are left out.
    pub fn remarks(&self, change: &Change) -> Vec<String> {
        /// The difference is to be seen, too.
        const MOST: usize = 5;
        let mut remarks = removal::remarks(change, &self.edits);
        let some = change.left.iter().take(MOST);
        remarks.extend(some.map(|left| format!("{} is left as it is. {}", left.name, left.why)));
        match change.left.len().saturating_sub(MOST) {
            0 => {}
            1 => remarks.push("1 profile more is left as it is.".to_owned()),
            more => remarks.push(format!("{more} profiles more are left as they are.")),
        }
        remarks
    }

    /// Profiles that stand in the file more than once.
    fn cannot_be_edited(&self, config: &[u8]) -> BTreeMap<ProfileName, Obstacle> {
        let targets: Vec<Target> =
            self.must_use.iter().map(|(name, _)| Target::Profile(name.clone())).collect();
        edit::obstacles(config, targets.iter())
            .into_iter()
            .map(|(target, failure)| {
                let cure = failure.hint.unwrap_or_default();
                (target.name().into(), Obstacle { why: failure.why, cure })
            })
            .collect()
    }

    /// That not every profile is left out.
    fn must_leave_some(&self, left: &BTreeMap<ProfileName, Obstacle>) -> Result<(), Failure> {
        let Some((first, _)) = self.must_use.first() else { return Ok(()) };
        if self.must_use.iter().any(|(name, _)| !left.contains_key(name)) {
            return Ok(());
        }
        let Some(obstacle) = left.get(first) else { return Ok(()) };
        let mut failure = obstacle.clone().failure(first);
        if self.must_use.len() > 1 {
            failure.why = format!("{first}: {}", failure.why);
            failure.what = format!("None of the {} profiles would work.", self.must_use.len());
        }
        Err(failure)
    }

    /// The edits of all other profiles, and of the sessions that one of them needs.
    fn edits_without(&self, left: &BTreeMap<ProfileName, Obstacle>) -> Cow<'_, [Edit]> {
        if left.is_empty() {
            return Cow::Borrowed(&self.edits);
        }
        let (idle, used): (Vec<_>, Vec<_>) =
            self.must_use.iter().partition(|(name, _)| left.contains_key(name));
        let used: BTreeSet<&SessionName> = used.into_iter().map(|(_, session)| session).collect();
        let idle: BTreeSet<&SessionName> =
            idle.into_iter().map(|(_, session)| session).filter(|it| !used.contains(it)).collect();
        let is_wanted = |edit: &&Edit| match edit.target() {
            Target::Profile(name) => !left.contains_key(name),
            Target::Session(name) => !idle.contains(name),
        };
        self.edits.iter().filter(is_wanted).cloned().collect()
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

/// A profile that a plan leaves as it is, because it would not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    pub name: ProfileName,
    /// Why, and what can be done, in sentences.
    pub why: String,
}

/// The config file before and after. Its `Debug` shows no text: the file may hold keys and tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct Change {
    pub before: Vec<u8>,
    pub after: Vec<u8>,
    /// In order of names.
    pub left: Vec<LeftOut>,
}

impl std::fmt::Debug for Change {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Change")
            .field("before", &self.before.len())
            .field("after", &self.after.len())
            .field("left", &self.left)
            .finish()
    }
}

impl Change {
    fn new(before: &[u8], after: Vec<u8>, left: BTreeMap<ProfileName, Obstacle>) -> Self {
        let left =
            left.into_iter().map(|(name, it)| LeftOut { name, why: format!("{} {}", it.why, it.cure) });
        Self { before: before.to_vec(), after, left: left.collect() }
    }

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
    use crate::error::FailureKind;

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
            Plan { must_use, ..Plan::new("Set", vec![set.clone()]) }.against(config.as_bytes(), b"")
        };
        assert!(using("a").is_ok());
        let failure = using("b").expect_err("another session");
        assert_eq!(
            (failure.kind, failure.why.as_str()),
            (FailureKind::Usage, "Something else in the file goes before.")
        );
    }

    #[test]
    fn some_of_those_that_are_left_out_are_named() {
        let remarks = |count: usize| {
            let left = (1..=count)
                .map(|number| LeftOut { name: format!("p{number}").into(), why: "It stands twice.".into() });
            let change = Change { before: Vec::new(), after: b"x".to_vec(), left: left.collect() };
            Plan::new("Populate corp", Vec::new()).remarks(&change)
        };
        assert_eq!(remarks(1), ["p1 is left as it is. It stands twice."]);
        assert_eq!((remarks(6).len(), remarks(6)[5].as_str()), (6, "1 profile more is left as it is."));
        assert_eq!((remarks(9).len(), remarks(9)[5].as_str()), (6, "4 profiles more are left as they are."));
    }
}
