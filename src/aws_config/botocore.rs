//! One file's sections with the values that botocore would hand out (`configloader.raw_config_parse`).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use super::document::{Document, Fault, FaultKind, INHERITED, LineKind};
use super::texts::Texts;
use super::{secret, text};
use crate::domain::profile::{ConfigFile, Source};

/// A key with its value, and where it stands.
#[derive(Clone, Copy)]
pub(super) struct Entry<'d> {
    pub key: &'d str,
    value: &'d str,
    line: u32,
    file: ConfigFile,
    /// It stands in `[DEFAULT]`, whose keys every section inherits.
    pub inherited: bool,
    is_secret: bool,
}

impl<'d> Entry<'d> {
    fn of(document: &Document<'d>, index: usize, file: ConfigFile, texts: &'d Texts) -> Self {
        let property = &document.properties()[index];
        let key = texts.keep(secret::shown_key(document, index));
        let value = texts.keep(finished(document.value(property)));
        let is_secret = secret::is_secret(key, value);
        Self { key, value, line: property.first_line(), file, inherited: false, is_secret }
    }

    pub fn source(&self) -> Source {
        Source { file: self.file, line: self.line as usize + 1 }
    }

    /// The value, unless it is a secret.
    pub fn visible(&self) -> Option<&'d str> {
        (!self.is_secret).then_some(self.value)
    }

    /// Whether both have the same value, secret or not.
    pub fn same_value(&self, other: &Self) -> bool {
        self.value == other.value
    }

    /// Whether the value is an indented block, which botocore reads as keys of its own.
    pub fn is_nested(&self) -> bool {
        self.value.starts_with('\n')
    }

    /// The keys of an indented block with their values, in order. None of a block with a secret.
    pub fn nested(&self) -> impl Iterator<Item = (&'d str, &'d str)> {
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
pub(super) struct Block {
    /// The section in the document; the first of those that were merged, in a file that has it twice.
    pub section: usize,
    /// Every key in force, its own first, then those it inherits: indices into the view's entries.
    entries: Range<usize>,
}

/// A file as botocore reads it.
pub(super) struct View<'d> {
    pub document: &'d Document<'d>,
    pub file: ConfigFile,
    texts: &'d Texts,
    /// Those of the document's properties, one for one; then, for blocks that are more or less than their section, theirs.
    entries: Vec<Entry<'d>>,
    pub blocks: Vec<Block>,
    /// Sections that were merged into a block.
    pub merged: BTreeMap<usize, Vec<usize>>,
    /// Why botocore refuses the file, in order of lines.
    pub faults: Vec<Fault>,
}

impl<'d> View<'d> {
    pub fn of(document: &'d Document<'d>, file: ConfigFile, texts: &'d Texts) -> Self {
        let properties = 0..document.properties().len();
        let mut view = Self {
            document,
            file,
            texts,
            entries: properties.map(|property| Entry::of(document, property, file, texts)).collect(),
            blocks: Vec::with_capacity(document.sections().len()),
            merged: BTreeMap::new(),
            faults: Vec::new(),
        };
        let mut inherited = Vec::new();
        // Most files have no section twice.
        let is_doubled = |fault: &Fault| matches!(fault.kind, FaultKind::DuplicateSection { .. });
        let mut by_name = document.faults().iter().any(is_doubled).then(HashMap::<&[u8], usize>::new);
        for (index, section) in document.sections().iter().enumerate() {
            let name = document.text(section.name());
            if name == INHERITED {
                let entries = &mut view.entries[section.properties()];
                entries.iter_mut().for_each(|entry| entry.inherited = true);
                inherited.extend_from_slice(entries);
                continue;
            }
            if let Some(by_name) = &mut by_name {
                let known = *by_name.entry(name).or_insert(view.blocks.len());
                if known < view.blocks.len() {
                    // Botocore refuses the file; the SDKs merge, so this is the best there is to show.
                    view.merged.entry(known).or_default().push(index);
                    continue;
                }
            }
            view.blocks.push(Block { section: index, entries: section.properties() });
        }
        view.merge();
        if !document.faults().is_empty() {
            keep_last_of_equal_keys(&mut inherited);
            view.rewrite(|entries| {
                let mut kept = entries.to_vec();
                keep_last_of_equal_keys(&mut kept);
                (kept.len() < entries.len()).then_some(kept)
            });
        }
        if !inherited.is_empty() {
            view.rewrite(|entries| Some(with_inherited(entries, &inherited)));
        }
        view.faults = view.all_faults();
        view
    }

    pub fn name(&self, block: &Block) -> &'d str {
        self.texts.keep(self.document.decoded(self.document.sections()[block.section].name()))
    }

    /// Its header.
    pub fn source(&self, block: &Block) -> Source {
        Source { file: self.file, line: self.document.sections()[block.section].line() + 1 }
    }

    pub fn entries(&self, block: &Block) -> &[Entry<'d>] {
        &self.entries[block.entries.clone()]
    }

    /// Gives the blocks the entries of the sections that were merged into them.
    fn merge(&mut self) {
        for (block, sections) in &self.merged {
            let block = &mut self.blocks[*block];
            let start = self.entries.len();
            self.entries.extend_from_within(block.entries.clone());
            for section in sections {
                self.entries.extend_from_within(self.document.sections()[*section].properties());
            }
            block.entries = start..self.entries.len();
        }
    }

    /// Gives every block other entries, where there are any.
    fn rewrite(&mut self, others: impl Fn(&[Entry<'d>]) -> Option<Vec<Entry<'d>>>) {
        for block in &mut self.blocks {
            if let Some(others) = others(&self.entries[block.entries.clone()]) {
                let start = self.entries.len();
                self.entries.extend(others);
                block.entries = start..self.entries.len();
            }
        }
    }

    /// The document's faults, and indented blocks that botocore cannot read (only those that are in force:
    /// `[DEFAULT]` may hold one that every section overrides).
    fn all_faults(&self) -> Vec<Fault> {
        let mut faults = self.document.faults().to_vec();
        let mut seen = HashSet::new();
        let in_force = self.blocks.iter().flat_map(|block| self.entries(block));
        for entry in in_force.filter(|entry| entry.is_nested()) {
            if entry.inherited && !seen.insert(entry.line) {
                continue;
            }
            if let Some(line) = line_without_equals(self.document, entry) {
                faults.push(Fault { line, kind: FaultKind::NestedWithoutEquals });
            }
        }
        faults.sort_by_key(|fault| fault.line);
        faults
    }
}

/// In a file with duplicate keys, what every SDK does: the last one counts.
fn keep_last_of_equal_keys(entries: &mut Vec<Entry<'_>>) {
    let mut seen = HashSet::with_capacity(entries.len());
    let keep: Vec<bool> = entries.iter().rev().map(|entry| seen.insert(entry.key)).collect();
    let mut keep = keep.into_iter().rev();
    entries.retain(|_| keep.next().unwrap_or(true));
}

fn with_inherited<'d>(entries: &[Entry<'d>], inherited: &[Entry<'d>]) -> Vec<Entry<'d>> {
    let own: HashSet<&str> = entries.iter().map(|entry| entry.key).collect();
    let missing = inherited.iter().filter(|entry| !own.contains(entry.key));
    entries.iter().chain(missing).copied().collect()
}

/// The first line of an indented block that has no `=`, counted from 1.
fn line_without_equals(document: &Document, entry: &Entry<'_>) -> Option<usize> {
    let broken = |text: &str| {
        text::split_lines(text).map(text::trim).any(|part| !part.is_empty() && !part.contains('='))
    };
    if !broken(entry.value) {
        return None;
    }
    let first = entry.source().line;
    (first..document.lines().len())
        .find(|&index| {
            let line = &document.lines()[index];
            line.kind == LineKind::Continuation && broken(&document.decoded(line.text()))
        })
        .map(|index| index + 1)
        .or(Some(first))
}
