//! Profiles and sessions that are being put together from both files.

use std::borrow::Cow;
use std::collections::HashMap;

use super::botocore::Entry;
use super::problem::{shown, warning};
use crate::domain::lookup::Lookup;
use crate::domain::profile::{Problem, Source};

/// A profile or session that is being put together.
pub(super) struct Draft<'d> {
    pub name: &'d str,
    /// Its header.
    pub source: Source,
    /// Borrowed from the view of its section, unless both files have it.
    pub entries: Cow<'d, [Entry<'d>]>,
    keys: Keys,
    pub problems: Vec<Problem>,
    /// The credentials file has `aws_access_key_id` for it: botocore asks that file before it asks others.
    pub access_key_in_credentials: bool,
}

impl<'d> Draft<'d> {
    pub fn of(name: &'d str, source: Source, entries: &'d [Entry<'d>]) -> Self {
        let entries = Cow::Borrowed(entries);
        let keys = Keys::of(&entries);
        Self { name, source, entries, keys, problems: Vec::new(), access_key_in_credentials: false }
    }

    /// Lays the credentials file's keys over those of the config file.
    pub fn overlay(&mut self, over: &'d [Entry<'d>]) {
        self.access_key_in_credentials = over.iter().any(|entry| entry.key == "aws_access_key_id");
        if self.entries.is_empty() {
            self.entries = Cow::Borrowed(over);
        } else {
            let places: HashMap<&str, usize> =
                self.entries.iter().enumerate().map(|(place, entry)| (entry.key, place)).collect();
            let entries = self.entries.to_mut();
            for entry in over {
                match places.get(entry.key) {
                    Some(&place) => entries[place] = *entry,
                    None => entries.push(*entry),
                }
            }
        }
        self.keys = Keys::of(&self.entries);
    }

    pub fn entry(&self, key: &str) -> Option<&Entry<'d>> {
        if !self.keys.may_have(key) {
            return None;
        }
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// A value that is there, not empty and no secret.
    pub fn value(&self, key: &str) -> Option<&'d str> {
        self.entry(key)?.visible().filter(|value| !value.is_empty())
    }
}

/// Which keys there may be, told at a glance: each profile is asked for dozens of keys and has a handful.
#[derive(Clone, Copy, Default)]
struct Keys(u64);

impl Keys {
    fn of(entries: &[Entry<'_>]) -> Self {
        Self(entries.iter().fold(0, |keys, entry| keys | Self::bit(entry.key)))
    }

    fn may_have(self, key: &str) -> bool {
        self.0 & Self::bit(key) != 0
    }

    /// Length and last letter tell most keys apart.
    fn bit(key: &str) -> u64 {
        let last = key.as_bytes().last().copied().unwrap_or_default();
        1 << ((key.len() * 5 + usize::from(last)) % 64)
    }
}

/// Drafts in file order. A later section of the same name takes the place of the earlier.
#[derive(Default)]
pub(super) struct Drafts<'d> {
    drafts: Vec<Option<Draft<'d>>>,
    by_name: Lookup<&'d str, usize>,
}

impl<'d> Drafts<'d> {
    pub fn reserve(&mut self, drafts: usize) {
        self.drafts.reserve(drafts);
        self.by_name.reserve(drafts);
    }

    /// Those that count, and places of those that do not.
    pub fn all(&self) -> &[Option<Draft<'d>>] {
        &self.drafts
    }

    pub fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    pub fn at(&mut self, index: usize) -> Option<&mut Draft<'d>> {
        self.drafts[index].as_mut()
    }

    pub fn get(&self, name: &str) -> Option<&Draft<'d>> {
        self.drafts[self.index(name)?].as_ref()
    }

    /// The index of the new draft.
    pub fn replace(&mut self, mut draft: Draft<'d>) -> usize {
        let index = self.drafts.len();
        let earlier = self.by_name.insert(draft.name, index);
        if let Some(earlier) = earlier.and_then(|earlier| self.drafts[earlier].take()) {
            draft.problems.push(warning(
                format!("The section on line {} counts for nothing.", earlier.source.line),
                format!(
                    "Both sections are called {:?}: for the AWS CLI and boto3 this later one replaces the other, the SDKs \
                     merge them or prefer [profile default].",
                    shown(draft.name)
                ),
                format!("Move the keys of line {} here and remove that section.", earlier.source.line),
                draft.source,
            ));
        }
        self.drafts.push(Some(draft));
        index
    }
}
