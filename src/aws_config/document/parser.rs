//! One pass over the lines, as CPython's `RawConfigParser._read` makes it; where that one gives up, this
//! one notes a fault and goes on.
//!
//! Nothing above a header says how the lines below it are read, but for names that occur twice, which are looked for in
//! the end. So a long file is parsed as two parts at once.

use std::borrow::Cow;
use std::ops::Range;

use super::parts::{Line, LineKind, Property, Section, Span, narrow};
use super::{Document, Fault, FaultKind, INHERITED};
use crate::aws_config::both::{both, is_long};
use crate::aws_config::text;
use crate::domain::lookup::{Lookup, Places};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads any bytes; never fails.
pub(super) fn parse(bytes: &[u8]) -> Document<'_> {
    parse_parts(bytes, if is_long(bytes) { middle(bytes) } else { None })
}

/// The same, as two parts at once where a line is given, by its first byte, at which the second begins. It is a header.
fn parse_parts(bytes: &[u8], middle: Option<usize>) -> Document<'_> {
    let (text, encoding) = encoding(bytes);
    let start = if bytes.starts_with(BYTE_ORDER_MARK) { BYTE_ORDER_MARK.len() } else { 0 };
    let part = |lines: Range<usize>| Parser::new(bytes, text).lines(lines);
    let (mut all, rest) = match middle {
        Some(middle) => both(true, || part(start..middle), || Some(part(middle..bytes.len()))),
        None => (part(start..bytes.len()), None),
    };
    if let Some(rest) = rest {
        all.append(rest);
    }
    all.note_doubles();
    all.faults.extend(encoding);
    all.faults.sort_by_key(|fault| fault.line);
    Document {
        bytes,
        text,
        lines: all.lines,
        sections: all.sections,
        properties: all.properties,
        faults: all.faults,
    }
}

/// The first byte of a header about half way.
fn middle(bytes: &[u8]) -> Option<usize> {
    let half = bytes.len() / 2;
    memchr::memmem::find_iter(&bytes[half..], b"\n[").map(|found| half + found + 1).find(|&start| {
        let (end, _) = line_end(bytes, start);
        header_name(text::trim_end(&bytes[start..end])).is_some()
    })
}

/// The file as text, when it is, and what is wrong about it.
fn encoding(bytes: &[u8]) -> (Option<&str>, Vec<Fault>) {
    let mut faults = Vec::new();
    if bytes.starts_with(BYTE_ORDER_MARK) {
        faults.push(Fault { line: 1, kind: FaultKind::ByteOrderMark });
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|error| {
            let utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
            let kind = if utf16 { FaultKind::Utf16 } else { FaultKind::NotUtf8 };
            faults.push(Fault { line: 1 + line_ends(&bytes[..error.valid_up_to()]), kind });
        })
        .ok();
    (text, faults)
}

/// Where the line that starts at `start` ends, and how many bytes its line end has.
fn line_end(bytes: &[u8], start: usize) -> (usize, u8) {
    match memchr::memchr2(b'\n', b'\r', &bytes[start..]) {
        None => (bytes.len(), 0),
        Some(length) => {
            let end = start + length;
            (end, if bytes[end] == b'\r' && bytes.get(end + 1) == Some(&b'\n') { 2 } else { 1 })
        }
    }
}

/// The state between two lines.
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
    /// Whether the section at hand is [`INHERITED`].
    in_inherited: bool,
    /// Line numbers by key, of the section at hand.
    keys: Keys<'b>,
}

impl<'b> Parser<'b> {
    fn new(bytes: &'b [u8], text: Option<&'b str>) -> Self {
        Self {
            bytes,
            text,
            // A profile takes about 150 bytes, a line 30. Room that is not used costs nothing.
            lines: Vec::with_capacity(bytes.len() / 24),
            sections: Vec::with_capacity(bytes.len() / 128),
            properties: Vec::with_capacity(bytes.len() / 32),
            faults: Vec::new(),
            open: None,
            indent: 0,
            in_inherited: false,
            keys: Keys::default(),
        }
    }

    fn lines(mut self, Range { mut start, end: all }: Range<usize>) -> Self {
        while start < all {
            let (end, ending) = line_end(self.bytes, start);
            let kind = self.line(start, end);
            self.lines.push(Line { kind, text: Span::of(start..end), ending });
            start = end + usize::from(ending);
        }
        self
    }

    /// Takes in what follows.
    fn append(&mut self, rest: Self) {
        let (lines, properties) = (self.lines.len(), self.properties.len());
        self.lines.extend(rest.lines);
        self.sections.extend(rest.sections.into_iter().map(|section| Section {
            header: section.header + narrow(lines),
            properties: section.properties.moved(properties),
            ..section
        }));
        self.properties.extend(
            rest.properties
                .into_iter()
                .map(|property| Property { lines: property.lines.moved(lines), ..property }),
        );
        self.faults.extend(rest.faults.into_iter().map(|fault| fault.moved(lines)));
    }

    /// Notes names that occur twice, and keys in all sections of [`INHERITED`], the one that may.
    fn note_doubles(&mut self) {
        let Self { bytes, text, sections, properties, faults, .. } = self;
        let name_at = |place: usize| &bytes[sections[place].name()];
        let mut names = Places::with_capacity(sections.len());
        let mut keys = Keys::default();
        for (place, section) in sections.iter().enumerate() {
            if name_at(place) != INHERITED {
                if let Some(first) = names.keep(name_at(place), place, name_at) {
                    let first = sections[first].line() + 1;
                    faults.push(Fault {
                        line: section.line() + 1,
                        kind: FaultKind::DuplicateSection { first },
                    });
                }
                continue;
            }
            for property in &properties[section.properties()] {
                let line = property.lines().start + 1;
                let (key, _) = small(*text, bytes, property.key());
                if let Some(first) = keys.insert(key, line) {
                    faults.push(Fault { line, kind: FaultKind::DuplicateKey { first } });
                }
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
        self.open = None;
        self.keys.few.clear();
        self.keys.more.clear();
        self.in_inherited = self.bytes[name.clone()] == *INHERITED;
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
        let span = start..start + key.len();
        let (name, is_key_lower) = small(self.text, self.bytes, span.clone());
        let number = self.number();
        if !self.in_inherited
            && let Some(first) = self.keys.insert(name, number)
        {
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
}

/// A key in small letters, and whether it is written so.
fn small<'b>(text: Option<&'b str>, bytes: &'b [u8], key: Range<usize>) -> (Cow<'b, str>, bool) {
    let written = match text {
        Some(text) => Cow::Borrowed(&text[key]),
        None => String::from_utf8_lossy(&bytes[key]),
    };
    let small = text::lower(written);
    let is_lower = matches!(small, Cow::Borrowed(_));
    (small, is_lower)
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
        let first = self.more.get(&key).copied();
        if first.is_none() {
            self.more.insert(key, line);
        }
        first
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINES: [&str; 20] = [
        "[a]",
        "[b]",
        "[DEFAULT]",
        "[a] # b",
        " [c]",
        "[]",
        "[x = y",
        "k = v",
        "K = v",
        "k: w",
        "other = v",
        "  k = v",
        "  more",
        "= v",
        "word",
        "# comment",
        "  ; comment",
        "",
        "  ",
        "\u{a0}k = \u{e9}",
    ];

    proptest! {
        #[test]
        fn two_parts_are_the_whole(
            lines in prop::collection::vec((0..LINES.len(), 0..4_usize), 0..40),
            broken in any::<bool>(),
            mark in any::<bool>(),
        ) {
            let mut bytes = if mark { BYTE_ORDER_MARK.to_vec() } else { Vec::new() };
            for (line, ending) in lines {
                bytes.extend_from_slice(LINES[line].as_bytes());
                bytes.extend_from_slice([&b"\n"[..], b"\r\n", b"\r", b"\n\n"][ending]);
            }
            if broken {
                bytes.extend_from_slice(b"key = \xff");
            }
            let whole = parse_parts(&bytes, None);
            for section in whole.sections() {
                let line = whole.lines()[section.line()].text();
                if bytes[line.start] == b'[' {
                    prop_assert_eq!(&parse_parts(&bytes, Some(line.start)), &whole);
                }
            }
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_found_among_many_of_its_section() {
        let section = |name: &str| -> String {
            std::iter::once(format!("[{name}]\n"))
                .chain((0..40).map(|key| format!("key{key} = v\n")))
                .collect()
        };
        let both = section("a") + &section("b");
        assert_eq!(parse(both.as_bytes()).faults(), []);
        for key in [0, 15, 16, 17, 39] {
            let text = format!("{both}KEY{key} = v\n");
            let fault = Fault { line: 83, kind: FaultKind::DuplicateKey { first: 43 + key } };
            assert_eq!(parse(text.as_bytes()).faults(), [fault]);
        }
    }

    #[test]
    fn a_section_that_stands_twice_is_told_with_the_line_of_the_first() {
        let text = "# top\n[a]\n[b]\n[a]\n";
        let fault = Fault { line: 4, kind: FaultKind::DuplicateSection { first: 2 } };
        assert_eq!(parse(text.as_bytes()).faults(), [fault]);
    }

    #[test]
    fn the_middle_is_a_header() {
        let middle = |text: &str| middle(text.as_bytes());
        assert_eq!(middle("[a]\nx = 1\ny = 2\n[x = y\n[]\n[b] # c\nz = 3\n"), Some(26));
        assert_eq!(middle("[a]\n[b]\nx = 1\ny = 2\n"), None);
        assert_eq!(middle(""), None);
    }

    #[test]
    fn a_long_file_is_parsed_as_two_parts() {
        let section = |number: usize| format!("[{}]\nkey = v\n key = v\n", number % 5000);
        let long: String = (0..6000).map(section).collect();
        assert!(is_long(long.as_bytes()) && middle(long.as_bytes()).is_some());
        let document = parse(long.as_bytes());
        assert_eq!(document, parse_parts(long.as_bytes(), None));
        assert_eq!((document.sections().len(), document.faults().len()), (6000, 1000));
    }
}
