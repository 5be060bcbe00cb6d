//! A shared file as lines that lose nothing, and the structure that botocore sees in them.
//!
//! The bytes stay as they are: every line is a span of them, so that an edit can replace just the lines
//! that it concerns and leave comments, spacing, line ends and unknown sections untouched. The structure
//! follows CPython's `configparser.RawConfigParser` (`_read`), which botocore's `configloader` uses.
//! Where that parser gives up, this one notes a [`Fault`] and goes on, so that the rest can still be shown.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::ops::Range;

use super::text;

/// The section whose keys every other section of the file inherits.
pub(super) const INHERITED: &[u8] = b"DEFAULT";

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

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
        let mut parser = Parser::new(bytes);
        parser.note_encoding();
        let mut start = parser.first_byte();
        while start < bytes.len() {
            let (end, next) = line_end(bytes, start);
            let kind = parser.line(start, end);
            parser.lines.push(Line { kind, start, end, next });
            start = next;
        }
        parser.finish()
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

/// Where the line that starts at `start` ends, without and with its line end.
fn line_end(bytes: &[u8], start: usize) -> (usize, usize) {
    match bytes[start..].iter().position(|b| matches!(b, b'\n' | b'\r')) {
        None => (bytes.len(), bytes.len()),
        Some(length) => {
            let end = start + length;
            let ending = if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
            (end, end + ending)
        }
    }
}

struct Parser<'b> {
    bytes: &'b [u8],
    /// The same as text, when it is.
    text: Option<&'b str>,
    lines: Vec<Line>,
    sections: Vec<Section>,
    properties: Vec<Property>,
    faults: Vec<Fault>,
    /// The property that a continuation would continue. A header closes it, a line without a key too.
    open: Option<usize>,
    /// The indentation, in characters, of the last header or property.
    indent: usize,
    /// Header line numbers by name.
    names: HashMap<&'b [u8], usize>,
    /// Line numbers by key, of the section at hand.
    keys: Keys<'b>,
    /// The same for [`INHERITED`], the one section that may occur more than once.
    inherited_keys: Keys<'b>,
}

impl<'b> Parser<'b> {
    fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            text: None,
            lines: Vec::with_capacity(bytes.len() / 32),
            sections: Vec::new(),
            properties: Vec::new(),
            faults: Vec::new(),
            open: None,
            indent: 0,
            names: HashMap::new(),
            keys: Keys::default(),
            inherited_keys: Keys::default(),
        }
    }

    fn first_byte(&self) -> usize {
        if self.bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 }
    }

    fn note_encoding(&mut self) {
        if self.bytes.starts_with(BYTE_ORDER_MARK) {
            self.faults.push(Fault { line: 1, kind: FaultKind::ByteOrderMark });
        }
        match std::str::from_utf8(self.bytes) {
            Ok(text) => self.text = Some(text),
            Err(error) => {
                let utf16 = self.bytes.starts_with(b"\xff\xfe") || self.bytes.starts_with(b"\xfe\xff");
                let kind = if utf16 { FaultKind::Utf16 } else { FaultKind::NotUtf8 };
                let before = &self.bytes[..error.valid_up_to()];
                self.faults.push(Fault { line: 1 + line_ends(before), kind });
            }
        }
    }

    /// The number of the line at hand, counted from 1.
    fn number(&self) -> usize {
        self.lines.len() + 1
    }

    fn fault(&mut self, kind: FaultKind) -> LineKind {
        self.faults.push(Fault { line: self.number(), kind });
        LineKind::Garbage
    }

    fn line(&mut self, start: usize, end: usize) -> LineKind {
        let (text, indent) = text::trim_start(&self.bytes[start..end]);
        let start = end - text.len();
        let text = text::trim_end(text);
        match text {
            [] => return LineKind::Blank,
            [b'#' | b';', ..] => return LineKind::Comment,
            _ => {}
        }
        if let Some(open) = self.open
            && indent > self.indent
        {
            self.properties[open].lines.end = self.lines.len() + 1;
            return LineKind::Continuation;
        }
        self.indent = indent;
        if let Some(name) = header_name(text) {
            return self.header(start + 1..start + 1 + name);
        }
        if self.sections.is_empty() {
            return self.fault(FaultKind::OutsideSection);
        }
        self.property(text, start)
    }

    fn header(&mut self, name: Range<usize>) -> LineKind {
        let number = self.number();
        let text = &self.bytes[name.clone()];
        self.open = None;
        self.keys.few.clear();
        self.keys.more.clear();
        if text != INHERITED {
            match self.names.entry(text) {
                Entry::Vacant(entry) => {
                    entry.insert(number);
                }
                Entry::Occupied(entry) => {
                    let first = *entry.get();
                    self.fault(FaultKind::DuplicateSection { first });
                }
            }
        }
        let next = self.properties.len();
        self.sections.push(Section { line: self.lines.len(), name, properties: next..next });
        LineKind::Header
    }

    fn property(&mut self, text: &'b [u8], start: usize) -> LineKind {
        let Some(delimiter) = text.iter().position(|b| matches!(b, b'=' | b':')) else {
            // The property above stays open, as in `configparser`.
            let empty_header = text.starts_with(b"[]");
            return self.fault(if empty_header { FaultKind::EmptyHeader } else { FaultKind::NoDelimiter });
        };
        let key = text::trim_end(&text[..delimiter]);
        if key.is_empty() {
            self.open = None;
            return self.fault(FaultKind::NoKey);
        }
        let (value, _) = text::trim_start(&text[delimiter + 1..]);
        let number = self.number();
        let inherited =
            self.sections.last().is_some_and(|section| &self.bytes[section.name.clone()] == INHERITED);
        let keys = if inherited { &mut self.inherited_keys } else { &mut self.keys };
        let span = start..start + key.len();
        let name = match self.text {
            Some(text) => Cow::Borrowed(&text[span.clone()]),
            None => String::from_utf8_lossy(key),
        };
        if let Some(first) = keys.insert(text::lower(name), number) {
            self.fault(FaultKind::DuplicateKey { first });
        }
        let value_start = start + text.len() - value.len();
        self.open = Some(self.properties.len());
        self.properties.push(Property {
            lines: self.lines.len()..self.lines.len() + 1,
            key: span,
            value: value_start..start + text.len(),
        });
        if let Some(section) = self.sections.last_mut() {
            section.properties.end = self.properties.len();
        }
        LineKind::Property
    }

    fn finish(mut self) -> Document {
        self.faults.sort_by_key(|fault| fault.line);
        Document {
            content: match self.text {
                Some(text) => Content::Text(text.to_owned()),
                None => Content::Bytes(self.bytes.to_vec()),
            },
            lines: self.lines,
            sections: self.sections,
            properties: self.properties,
            faults: self.faults,
        }
    }
}

/// The keys of a section with their line numbers: a list while they are few, as they nearly always are.
#[derive(Default)]
struct Keys<'b> {
    few: Vec<(Cow<'b, str>, usize)>,
    more: HashMap<Cow<'b, str>, usize>,
}

impl<'b> Keys<'b> {
    /// Adds a key; the line that it stands on already, if any.
    fn insert(&mut self, key: Cow<'b, str>, line: usize) -> Option<usize> {
        const FEW: usize = 16;
        if let Some((_, first)) = self.few.iter().find(|(known, _)| *known == key) {
            return Some(*first);
        }
        if self.few.len() < FEW {
            self.few.push((key, line));
            return None;
        }
        match self.more.entry(key) {
            Entry::Occupied(first) => Some(*first.get()),
            Entry::Vacant(place) => {
                place.insert(line);
                None
            }
        }
    }
}

/// The length of the name in a header line (`\[(.+)\]` in CPython 3.10 and later: up to the last bracket),
/// or `None` for a line that is no header.
fn header_name(text: &[u8]) -> Option<usize> {
    if text.first() != Some(&b'[') {
        return None;
    }
    let last = text.iter().rposition(|b| *b == b']')?;
    (last > 1).then_some(last - 1)
}

/// How many lines end in `bytes`.
fn line_ends(bytes: &[u8]) -> usize {
    let ends = bytes.iter().filter(|b| matches!(b, b'\n' | b'\r')).count();
    ends - bytes.windows(2).filter(|pair| *pair == b"\r\n").count()
}
