//! One file's sections with the values that botocore would hand out (`configloader.raw_config_parse`).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::document::{Document, Fault, FaultKind, INHERITED, LineKind};
use super::{secret, text};
use crate::domain::profile::{ConfigFile, Source};

/// A key with its value, and where it stands.
#[derive(Clone)]
pub(super) struct Entry<'d> {
    pub key: Cow<'d, str>,
    value: Cow<'d, str>,
    pub source: Source,
    /// It stands in `[DEFAULT]`, whose keys every section inherits.
    pub inherited: bool,
    secret: bool,
}

impl<'d> Entry<'d> {
    fn of(document: &'d Document, index: usize, file: ConfigFile, inherited: bool) -> Self {
        let property = &document.properties()[index];
        let key = secret::shown_key(document, index);
        let value = finished(document.value(property));
        let secret = secret::is_secret(&key, &value);
        Self { key, value, source: Source { file, line: property.lines.start + 1 }, inherited, secret }
    }

    /// The value, unless it is a secret.
    pub fn visible(&self) -> Option<&str> {
        (!self.secret).then_some(&self.value)
    }

    /// Whether both have the same value, secret or not.
    pub fn same_value(&self, other: &Self) -> bool {
        self.value == other.value
    }

    /// Whether the value is an indented block, which botocore reads as keys of its own.
    pub fn is_nested(&self) -> bool {
        self.value.starts_with('\n')
    }

    /// The keys of an indented block, in order; the last of equal ones counts. None of a block with a secret.
    pub fn nested(&self) -> impl Iterator<Item = (&str, &str)> {
        let block = self.visible().filter(|value| value.starts_with('\n')).unwrap_or_default();
        text::split_lines(block)
            .filter_map(|line| line.split_once('='))
            .map(|(key, value)| (text::trim(key), text::trim(value)))
    }
}

/// `configparser` strips the joined value's end once more, which takes trailing blank lines off.
fn finished(value: Cow<'_, str>) -> Cow<'_, str> {
    match value {
        Cow::Owned(mut value) => {
            value.truncate(value.trim_end_matches(text::is_blank).len());
            Cow::Owned(value)
        }
        borrowed => borrowed,
    }
}

/// A section, as far as botocore tells sections apart.
pub(super) struct Block<'d> {
    pub name: Cow<'d, str>,
    /// Its header.
    pub source: Source,
    /// Every key in force, its own first, then those it inherits.
    pub entries: Vec<Entry<'d>>,
    /// The section in the document.
    pub section: usize,
    /// Those that were merged into it, in a file that has it twice.
    pub merged: Vec<usize>,
}

/// A file as botocore reads it.
pub(super) struct View<'d> {
    pub blocks: Vec<Block<'d>>,
    /// Why botocore refuses the file, in order of lines.
    pub faults: Vec<Fault>,
}

impl<'d> View<'d> {
    pub fn of(document: &'d Document, file: ConfigFile) -> Self {
        let mut blocks: Vec<Block<'d>> = Vec::with_capacity(document.sections().len());
        let mut inherited = Vec::new();
        // Most files have no section twice.
        let is_doubled = |fault: &Fault| matches!(fault.kind, FaultKind::DuplicateSection { .. });
        let mut by_name = document.faults().iter().any(is_doubled).then(HashMap::<&[u8], usize>::new);
        for (index, section) in document.sections().iter().enumerate() {
            let name = document.text(section.name.clone());
            let is_inherited = name == INHERITED;
            let properties = section.properties.clone();
            let entries = properties.map(|property| Entry::of(document, property, file, is_inherited));
            if is_inherited {
                inherited.extend(entries);
                continue;
            }
            if let Some(by_name) = &mut by_name {
                let known = *by_name.entry(name).or_insert(blocks.len());
                if let Some(block) = blocks.get_mut(known) {
                    // Botocore refuses the file; the SDKs merge, so this is the best there is to show.
                    block.entries.extend(entries);
                    block.merged.push(index);
                    continue;
                }
            }
            blocks.push(Block {
                name: document.decoded(section.name.clone()),
                source: Source { file, line: section.line + 1 },
                entries: entries.collect(),
                section: index,
                merged: Vec::new(),
            });
        }
        if !document.faults().is_empty() {
            keep_last_of_equal_keys(&mut inherited);
            blocks.iter_mut().for_each(|block| keep_last_of_equal_keys(&mut block.entries));
        }
        if !inherited.is_empty() {
            blocks.iter_mut().for_each(|block| inherit(&mut block.entries, &inherited));
        }
        let faults = all_faults(document, &blocks);
        Self { blocks, faults }
    }
}

/// In a file with duplicate keys, what every SDK does: the last one counts.
fn keep_last_of_equal_keys(entries: &mut Vec<Entry<'_>>) {
    let mut seen = HashSet::with_capacity(entries.len());
    let keep: Vec<bool> = entries.iter().rev().map(|entry| seen.insert(entry.key.as_ref())).collect();
    let mut keep = keep.into_iter().rev();
    entries.retain(|_| keep.next().unwrap_or(true));
}

fn inherit<'d>(entries: &mut Vec<Entry<'d>>, inherited: &[Entry<'d>]) {
    let own: HashSet<&str> = entries.iter().map(|entry| entry.key.as_ref()).collect();
    let missing: Vec<_> =
        inherited.iter().filter(|entry| !own.contains(entry.key.as_ref())).cloned().collect();
    entries.extend(missing);
}

/// The document's faults, and indented blocks that botocore cannot read (only those that are in force:
/// `[DEFAULT]` may hold one that every section overrides).
fn all_faults(document: &Document, blocks: &[Block<'_>]) -> Vec<Fault> {
    let mut faults = document.faults().to_vec();
    let mut seen = HashSet::new();
    for entry in blocks.iter().flat_map(|block| &block.entries).filter(|entry| entry.is_nested()) {
        if entry.inherited && !seen.insert(entry.source.line) {
            continue;
        }
        if let Some(line) = line_without_equals(document, entry) {
            faults.push(Fault { line, kind: FaultKind::NestedWithoutEquals });
        }
    }
    faults.sort_by_key(|fault| fault.line);
    faults
}

/// The first line of an indented block that has no `=`, counted from 1.
fn line_without_equals(document: &Document, entry: &Entry<'_>) -> Option<usize> {
    let broken = |text: &str| {
        text::split_lines(text).map(text::trim).any(|part| !part.is_empty() && !part.contains('='))
    };
    if !broken(&entry.value) {
        return None;
    }
    let first = entry.source.line;
    (first..document.lines().len())
        .find(|&index| {
            let line = &document.lines()[index];
            line.kind == LineKind::Continuation && broken(&document.decoded(line.text()))
        })
        .map(|index| index + 1)
        .or(Some(first))
}
