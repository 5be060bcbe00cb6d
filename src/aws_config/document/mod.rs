//! A shared file as lines that lose nothing, and the structure that botocore sees in them.
//!
//! The bytes stay as they are: every line is a span of them, so that an edit can replace just the lines
//! that it concerns and leave comments, spacing, line ends and unknown sections untouched. The structure
//! follows CPython's `configparser.RawConfigParser` (`_read`), which botocore's `configloader` uses.
//! Where that parser gives up, this one notes a [`Fault`] and goes on, so that the rest can still be shown.

mod parser;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::text;
use parser::Parser;

/// The section whose keys every other section of the file inherits.
pub(super) const INHERITED: &[u8] = b"DEFAULT";

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
    start: usize,
    end: usize,
    next: usize,
}

impl Line {
    /// The text without its line end (and, on the first line, without a byte order mark).
    pub fn text(&self) -> Range<usize> {
        self.start..self.end
    }

    /// The line end: `\n`, `\r\n`, `\r`, or nothing at the end of the file.
    pub fn ending(&self) -> Range<usize> {
        self.end..self.next
    }
}

/// A `[name]` line and the properties under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The index of the header line.
    pub line: usize,
    /// What stands between the brackets.
    pub name: Range<usize>,
    /// Indices into [`Document::properties`].
    pub properties: Range<usize>,
}

/// A key with its value, which may go on over several lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Indices of its lines, from the one with the key to the last continuation. Comments, blank lines and
    /// garbage may lie among them.
    pub lines: Range<usize>,
    /// The key as written, without blanks around it.
    pub key: Range<usize>,
    /// The part of the value that stands on the first line, without blanks around it.
    pub value: Range<usize>,
}

/// Why botocore refuses a file, and the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Counted from 1.
    pub line: usize,
    pub kind: FaultKind,
}

/// Why botocore refuses a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The file starts with a byte order mark, which hides the first header.
    ByteOrderMark,
    /// The file is UTF-16, as Windows PowerShell 5 writes it.
    Utf16,
    /// Bytes that are no UTF-8.
    NotUtf8,
    /// Text before the first section.
    OutsideSection,
    /// A header without a name: `[]`.
    EmptyHeader,
    /// A line that has neither `=` nor `:`.
    NoDelimiter,
    /// A line that starts with `=` or `:`.
    NoKey,
    /// The section stands in the file already, at this line.
    DuplicateSection { first: usize },
    /// The key stands in the section already, at this line.
    DuplicateKey { first: usize },
    /// A line of an indented block has no `=`.
    NestedWithoutEquals,
}

/// The file's bytes; known to be text where they are.
#[derive(Clone, PartialEq, Eq)]
enum Content {
    Text(String),
    Bytes(Vec<u8>),
}

/// A shared file. Its `Debug` shows no text: the file may hold keys and tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct Document {
    content: Content,
    lines: Vec<Line>,
    sections: Vec<Section>,
    properties: Vec<Property>,
    faults: Vec<Fault>,
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("bytes", &self.to_bytes().len())
            .field("lines", &self.lines.len())
            .field("sections", &self.sections.len())
            .finish_non_exhaustive()
    }
}

impl Document {
    /// Reads any bytes; never fails.
    pub fn parse(bytes: &[u8]) -> Self {
        Parser::new(bytes).parse()
    }

    /// The file's bytes, exactly as they were read.
    pub fn to_bytes(&self) -> &[u8] {
        match &self.content {
            Content::Text(text) => text.as_bytes(),
            Content::Bytes(bytes) => bytes,
        }
    }

    /// The whole file as text; `None` when it is not UTF-8.
    pub fn as_text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            Content::Bytes(_) => None,
        }
    }

    /// The bytes at a span that one of this document's parts names.
    pub fn text(&self, span: Range<usize>) -> &[u8] {
        &self.to_bytes()[span]
    }

    /// The same as text; what is no UTF-8 becomes U+FFFD (a file that holds such bytes has a fault anyway).
    pub fn decoded(&self, span: Range<usize>) -> Cow<'_, str> {
        match &self.content {
            Content::Text(text) => Cow::Borrowed(&text[span]),
            Content::Bytes(bytes) => String::from_utf8_lossy(&bytes[span]),
        }
    }

    /// Every line, in order. Their texts and line ends, one after the other, are the file (after a byte
    /// order mark, which belongs to no line).
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Every section, in order; the same name can occur again in a file that botocore refuses.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Every property, in order.
    pub fn properties(&self) -> &[Property] {
        &self.properties
    }

    /// Why botocore refuses the file, in order of lines; empty for a file that it reads.
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// The index of the line that holds the byte at `offset`.
    pub fn line_at(&self, offset: usize) -> usize {
        self.lines.partition_point(|line| line.next <= offset)
    }

    /// A property's key: lower-case, as every reader compares it.
    pub fn key(&self, property: &Property) -> Cow<'_, str> {
        text::lower(self.decoded(property.key.clone()))
    }

    /// A property's whole value as `configparser` joins it: the lines without the blanks around them, with
    /// `\n` between; blank lines inside stay, comments go.
    pub fn value(&self, property: &Property) -> Cow<'_, str> {
        let first = self.decoded(property.value.clone());
        if property.lines.len() == 1 {
            return first;
        }
        let mut value = first.into_owned();
        for line in &self.lines[property.lines.start + 1..property.lines.end] {
            match line.kind {
                LineKind::Blank => value.push('\n'),
                LineKind::Continuation => {
                    value.push('\n');
                    value.push_str(text::trim(&self.decoded(line.text())));
                }
                LineKind::Comment | LineKind::Garbage | LineKind::Header | LineKind::Property => {}
            }
        }
        Cow::Owned(value)
    }
}
