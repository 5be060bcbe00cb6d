//! A shared file as lines that lose nothing, and the structure that botocore sees in them.
//!
//! The bytes stay as they are: every line is a span of them, so that an edit can replace just the lines
//! that it concerns and leave comments, spacing, line ends and unknown sections untouched. The structure
//! follows CPython's `configparser.RawConfigParser` (`_read`), which botocore's `configloader` uses.
//! Where that parser gives up, this one notes a [`Fault`] and goes on, so that the rest can still be shown.

mod parser;
mod parts;

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::text;
pub use parts::{Line, LineKind, Property, Section};

/// The section whose keys every other section of the file inherits.
pub(super) const INHERITED: &[u8] = b"DEFAULT";

/// Why botocore refuses a file, and the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Counted from 1.
    pub line: usize,
    pub kind: FaultKind,
}

impl Fault {
    /// The same in a file that has so many more lines above.
    fn moved(self, lines: usize) -> Self {
        let kind = match self.kind {
            FaultKind::DuplicateSection { first } => FaultKind::DuplicateSection { first: first + lines },
            FaultKind::DuplicateKey { first } => FaultKind::DuplicateKey { first: first + lines },
            other => other,
        };
        Self { line: self.line + lines, kind }
    }
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

/// A shared file. Its `Debug` shows no text: the file may hold keys and tokens.
#[derive(Clone, PartialEq, Eq)]
pub struct Document<'b> {
    bytes: &'b [u8],
    /// The same as text, when it is.
    text: Option<&'b str>,
    lines: Vec<Line>,
    sections: Vec<Section>,
    properties: Vec<Property>,
    faults: Vec<Fault>,
}

impl fmt::Debug for Document<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Document")
            .field("bytes", &self.bytes.len())
            .field("lines", &self.lines.len())
            .field("sections", &self.sections.len())
            .finish_non_exhaustive()
    }
}

impl<'b> Document<'b> {
    /// Reads any bytes; never fails.
    pub fn parse(bytes: &'b [u8]) -> Self {
        parser::parse(bytes)
    }

    /// The file's bytes, exactly as they were read.
    pub fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    /// The whole file as text; `None` when it is not UTF-8.
    pub fn as_text(&self) -> Option<&'b str> {
        self.text
    }

    /// The bytes at a span that one of this document's parts names.
    pub fn text(&self, span: Range<usize>) -> &'b [u8] {
        &self.bytes[span]
    }

    /// The same as text; what is no UTF-8 becomes U+FFFD (a file that holds such bytes has a fault anyway).
    pub fn decoded(&self, span: Range<usize>) -> Cow<'b, str> {
        match self.text {
            Some(text) => Cow::Borrowed(&text[span]),
            None => String::from_utf8_lossy(&self.bytes[span]),
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
        self.lines.partition_point(|line| line.ending().end <= offset)
    }

    /// A property's key: lower-case, as every reader compares it.
    pub fn key(&self, property: &Property) -> Cow<'b, str> {
        let key = self.decoded(property.key());
        if property.is_key_lower { key } else { text::lower(key) }
    }

    /// A property's whole value as `configparser` joins it: the lines without the blanks around them, with
    /// `\n` between; blank lines inside stay, comments go.
    pub fn value(&self, property: &Property) -> Cow<'b, str> {
        let first = self.decoded(property.value());
        let lines = property.lines();
        if lines.len() == 1 {
            return first;
        }
        let mut value = first.into_owned();
        for line in &self.lines[lines.start + 1..lines.end] {
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
