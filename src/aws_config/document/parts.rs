//! What a document is made of: lines, sections and properties, each as spans of the file's bytes.

use std::ops::Range;

/// Where something stands in the file's bytes, in half the room of a `Range<usize>`: a long file has many. Files of
/// more than 4 GiB, which nothing here reads, would have empty spans at their end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    start: u32,
    end: u32,
}

impl Span {
    pub(super) fn of(range: Range<usize>) -> Self {
        Self { start: narrow(range.start), end: narrow(range.end) }
    }

    pub(super) fn set_end(&mut self, end: usize) {
        self.end = narrow(end);
    }

    /// The same, further on.
    pub(super) fn moved(self, by: usize) -> Self {
        Self { start: self.start + narrow(by), end: self.end + narrow(by) }
    }

    pub(super) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

pub(super) fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// Nothing but blanks.
    Blank,
    /// Its first character that is no blank is `#` or `;`.
    Comment,
    /// `[name]`.
    Header,
    /// `key = value` or `key: value`, the first line of a property.
    Property,
    /// Indented more than the property above it: more of that property's value.
    Continuation,
    /// None of these, or a property where none may be: the file is refused because of it.
    Garbage,
}

/// One line: where its text and its line end lie in the file's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    pub kind: LineKind,
    pub(super) text: Span,
    /// How many bytes the line end has.
    pub(super) ending: u8,
}

impl Line {
    /// The text without its line end (and, on the first line, without a byte order mark).
    pub fn text(&self) -> Range<usize> {
        self.text.range()
    }

    /// The line end: `\n`, `\r\n`, `\r`, or nothing at the end of the file.
    pub fn ending(&self) -> Range<usize> {
        let start = self.text.range().end;
        start..start + usize::from(self.ending)
    }
}

/// A `[name]` line and the properties under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    pub(super) header: u32,
    pub(super) name: Span,
    pub(super) properties: Span,
}

impl Section {
    /// The index of the header line.
    pub fn line(&self) -> usize {
        self.header as usize
    }

    /// What stands between the brackets.
    pub fn name(&self) -> Range<usize> {
        self.name.range()
    }

    /// Indices into [`super::Document::properties`].
    pub fn properties(&self) -> Range<usize> {
        self.properties.range()
    }
}

/// A key with its value, which may go on over several lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    pub(super) lines: Span,
    pub(super) key: Span,
    pub(super) value: Span,
    /// The key is written in small letters.
    pub(super) is_key_lower: bool,
}

impl Property {
    /// Indices of its lines, from the one with the key to the last continuation. Comments, blank lines and
    /// garbage may lie among them.
    pub fn lines(&self) -> Range<usize> {
        self.lines.range()
    }

    /// The index of the line with the key.
    pub(in crate::aws_config) fn first_line(&self) -> u32 {
        self.lines.start
    }

    /// The key as written, without blanks around it.
    pub fn key(&self) -> Range<usize> {
        self.key.range()
    }

    /// The part of the value that stands on the first line, without blanks around it.
    pub fn value(&self) -> Range<usize> {
        self.value.range()
    }
}
