//! Profiles and sessions that are being put together from both files.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::botocore::Entry;
use super::problem::{shown, warning};
use crate::domain::lookup::Places;
use crate::domain::profile::{ConfigFile, Problem, Source};

/// A profile or session that is being put together.
pub(super) struct Draft<'d> {
    pub name: &'d str,
    /// The line of its header, from 1.
    line: u32,
    file: ConfigFile,
    /// The credentials file has `aws_access_key_id` for it: botocore asks that file before it asks others.
    pub access_key_in_credentials: bool,
    /// Borrowed from the view of its section, unless both files have it.
    pub entries: Cow<'d, [Entry<'d>]>,
    keys: Keys,
}

impl<'d> Draft<'d> {
    pub fn of(name: &'d str, source: Source, entries: &'d [Entry<'d>]) -> Self {
        let entries = Cow::Borrowed(entries);
        let keys = Keys::of(&entries);
        let line = u32::try_from(source.line).unwrap_or(u32::MAX);
        Self { name, line, file: source.file, access_key_in_credentials: false, entries, keys }
    }

    /// Its header.
    pub fn source(&self) -> Source {
        Source { file: self.file, line: self.line as usize }
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

/// Finds the name of a draft that counts, by its place.
fn name_in<'l>(drafts: &'l [Option<Draft<'_>>]) -> impl Fn(usize) -> &'l str {
    |place| drafts[place].as_ref().map_or("", |draft| draft.name)
}

/// Drafts in file order. A later section of the same name takes the place of the earlier.
#[derive(Default)]
pub(super) struct Drafts<'d> {
    drafts: Vec<Option<Draft<'d>>>,
    by_name: Places,
    /// What is wrong with them, by their places.
    problems: BTreeMap<usize, Vec<Problem>>,
}

impl<'d> Drafts<'d> {
    /// Room for so many.
    pub fn with_capacity(drafts: usize) -> Self {
        Self {
            drafts: Vec::with_capacity(drafts),
            by_name: Places::with_capacity(drafts),
            problems: BTreeMap::new(),
        }
    }

    /// How many there are, with those that do not count.
    pub fn len(&self) -> usize {
        self.drafts.len()
    }

    /// Those at these places that count, with what is wrong with them.
    pub fn at_places(&self, places: Range<usize>) -> impl Iterator<Item = (&Draft<'d>, &[Problem])> {
        let problems = |place: usize| self.problems.get(&place).map_or(&[][..], Vec::as_slice);
        places.filter_map(move |place| Some((self.drafts[place].as_ref()?, problems(place))))
    }

    pub fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name, name_in(&self.drafts))
    }

    /// Whether the draft at this place counts: no later one took its place.
    pub fn counts(&self, index: usize) -> bool {
        self.drafts[index].is_some()
    }

    pub fn at(&mut self, index: usize) -> Option<&mut Draft<'d>> {
        self.drafts[index].as_mut()
    }

    /// Notes what is wrong with the draft at this place.
    pub fn tell(&mut self, index: usize, problem: Problem) {
        self.problems.entry(index).or_default().push(problem);
    }

    pub fn get(&self, name: &str) -> Option<&Draft<'d>> {
        self.drafts[self.index(name)?].as_ref()
    }

    /// The index of the new draft.
    pub fn replace(&mut self, draft: Draft<'d>) -> usize {
        let index = self.drafts.len();
        let earlier = self.by_name.replace(draft.name, index, name_in(&self.drafts));
        if let Some(earlier) = earlier.and_then(|earlier| self.drafts[earlier].take()) {
            let problem = warning(
                format!("The section on line {} counts for nothing.", earlier.line),
                format!(
                    "Both sections are called {:?}: for the AWS CLI and boto3 this later one replaces the other, the SDKs \
                     merge them or prefer [profile default].",
                    shown(draft.name)
                ),
                format!("Move the keys of line {} here and remove that section.", earlier.line),
                draft.source(),
            );
            self.tell(index, problem);
        }
        self.drafts.push(Some(draft));
        index
    }
}
