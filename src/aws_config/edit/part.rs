//! The lines of a file as parts that can be changed and put together again.

use std::borrow::Cow;

use crate::aws_config::document::{Document, Line, LineKind};
use crate::aws_config::text::is_blank;

/// What an SDK takes for a blank at the start of a line.
pub(super) const BLANKS: [char; 2] = [' ', '\t'];

/// A line.
#[derive(Clone)]
pub(super) struct Row<'d> {
    pub kind: LineKind,
    pub text: Cow<'d, str>,
    pub ending: Cow<'d, str>,
}

impl<'d> Row<'d> {
    pub fn of(document: &'d Document, line: &Line) -> Self {
        Self { kind: line.kind, text: document.decoded(line.text()), ending: document.decoded(line.ending()) }
    }

    pub fn new(kind: LineKind, text: String, ending: &str) -> Self {
        Self { kind, text: Cow::Owned(text), ending: Cow::Owned(ending.to_owned()) }
    }

    pub fn indentation(&self) -> &str {
        &self.text[..self.text.len() - self.text.trim_start_matches(BLANKS).len()]
    }

    pub fn is_indented_comment(&self) -> bool {
        self.kind == LineKind::Comment && self.text.starts_with(BLANKS)
    }

    /// The comment in the first column: below a key the SDKs take an indented one for a part of the value.
    pub fn without_indentation(self) -> Self {
        // Whatever botocore takes for a blank too: the SDKs know no comment behind it.
        let text = self.text.trim_start_matches(is_blank).to_owned();
        Self { text: Cow::Owned(text), ..self }
    }
}

/// A key with the lines of its value, and with the comments and blank lines among them.
pub(super) struct Entry<'d> {
    pub key: Cow<'d, str>,
    pub value: Cow<'d, str>,
    pub rows: Vec<Row<'d>>,
}

pub(super) enum Item<'d> {
    Entry(Entry<'d>),
    Row(Row<'d>),
}

impl<'d> Item<'d> {
    pub fn entry(&self, key: &str) -> Option<&Entry<'d>> {
        match self {
            Self::Entry(entry) if entry.key == key => Some(entry),
            Self::Entry(_) | Self::Row(_) => None,
        }
    }

    pub fn rows(&self) -> &[Row<'d>] {
        match self {
            Self::Entry(entry) => &entry.rows,
            Self::Row(row) => std::slice::from_ref(row),
        }
    }
}

/// A section with everything up to the next header. The first part has no header: it is what stands above the first
/// section; nor has one whose section was deleted and left comments behind.
pub(super) struct Part<'d> {
    pub header: Option<Row<'d>>,
    /// What stands between the brackets.
    pub name: Cow<'d, str>,
    /// Where the header stood in the file, counted from 1; 0 for a new one.
    pub line: usize,
    pub items: Vec<Item<'d>>,
}

impl<'d> Part<'d> {
    pub fn rows(&self) -> impl DoubleEndedIterator<Item = &Row<'d>> {
        self.header.iter().chain(self.items.iter().flat_map(Item::rows))
    }

    pub fn position(&self, key: &str) -> Option<usize> {
        self.items.iter().position(|item| item.entry(key).is_some())
    }

    /// Moves the comments that follow the item before `start`, up to the next key, to the first column.
    pub fn unindent_comments(&mut self, start: usize) {
        for item in &mut self.items[start..] {
            match item {
                Item::Entry(_) => return,
                Item::Row(row) if row.is_indented_comment() => *row = row.clone().without_indentation(),
                Item::Row(_) => {}
            }
        }
    }

    /// Takes a key out and leaves the comments that stood among its lines.
    pub fn take(&mut self, index: usize) {
        let Item::Entry(entry) = self.items.remove(index) else { return };
        let comments = entry.rows.into_iter().filter(|row| row.kind == LineKind::Comment);
        self.items.splice(index..index, comments.map(Item::Row));
        self.unindent_comments(index);
    }
}
