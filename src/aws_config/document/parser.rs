//! One pass over the lines, as CPython's `RawConfigParser._read` makes it; where that one gives up, this
//! one notes a fault and goes on.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::ops::Range;

use super::parts::{Line, LineKind, Property, Section, Span, narrow};
use super::{Document, Fault, FaultKind, INHERITED};
use crate::aws_config::text;
use crate::domain::lookup::Lookup;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Where the line that starts at `start` ends, and how many bytes its line end has.
fn line_end(bytes: &[u8], start: usize) -> (usize, u8) {
    match memchr::memchr2(b'\n', b'\r', &bytes[start..]) {
        None => (bytes.len(), 0),
        Some(length) => {
            let end = start + length;
            (end, if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 })
        }
    }
}

/// The state between two lines.
pub(super) struct Parser<'b> {
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
    names: Lookup<&'b [u8], usize>,
    /// Whether the section at hand is [`INHERITED`].
    in_inherited: bool,
    /// Line numbers by key, of the section at hand.
    keys: Keys<'b>,
    /// The same for [`INHERITED`], the one section that may occur more than once.
    inherited_keys: Keys<'b>,
}

impl<'b> Parser<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        Self {
            bytes,
            text: None,
            // A profile takes about 150 bytes, a line 30. Room that is not used costs nothing.
            lines: Vec::with_capacity(bytes.len() / 24),
            sections: Vec::with_capacity(bytes.len() / 128),
            properties: Vec::with_capacity(bytes.len() / 32),
            faults: Vec::new(),
            open: None,
            indent: 0,
            names: Lookup::with_capacity_and_hasher(bytes.len() / 128, Default::default()),
            in_inherited: false,
            keys: Keys::default(),
            inherited_keys: Keys::default(),
        }
    }

    pub(super) fn parse(mut self) -> Document<'b> {
        self.note_encoding();
        let mut start = self.first_byte();
        while start < self.bytes.len() {
            let (end, ending) = line_end(self.bytes, start);
            let kind = self.line(start, end);
            self.lines.push(Line { kind, text: Span::of(start..end), ending });
            start = end + usize::from(ending);
        }
        self.finish()
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
            self.properties[open].lines.set_end(self.lines.len() + 1);
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
        self.in_inherited = text == INHERITED;
        if !self.in_inherited {
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
        self.sections.push(Section {
            header: narrow(self.lines.len()),
            name: Span::of(name),
            properties: Span::of(next..next),
        });
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
        let keys = if self.in_inherited { &mut self.inherited_keys } else { &mut self.keys };
        let span = start..start + key.len();
        let name = match self.text {
            Some(text) => Cow::Borrowed(&text[span.clone()]),
            None => String::from_utf8_lossy(key),
        };
        let name = text::lower(name);
        let is_key_lower = matches!(name, Cow::Borrowed(_));
        if let Some(first) = keys.insert(name, number) {
            self.fault(FaultKind::DuplicateKey { first });
        }
        let value_start = start + text.len() - value.len();
        self.open = Some(self.properties.len());
        self.properties.push(Property {
            lines: Span::of(self.lines.len()..self.lines.len() + 1),
            key: Span::of(span),
            value: Span::of(value_start..start + text.len()),
            is_key_lower,
        });
        if let Some(section) = self.sections.last_mut() {
            section.properties.set_end(self.properties.len());
        }
        LineKind::Property
    }

    fn finish(mut self) -> Document<'b> {
        self.faults.sort_by_key(|fault| fault.line);
        Document {
            bytes: self.bytes,
            text: self.text,
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
    more: Lookup<Cow<'b, str>, usize>,
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
