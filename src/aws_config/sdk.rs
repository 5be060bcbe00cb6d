//! The same files as the AWS SDKs read them: the grammar of the SDK specification, as smithy-rs implements
//! it (`aws-runtime`, `env_config/parse.rs` and `normalize.rs`).
//!
//! It is stricter than botocore's in some places (an indented key makes it refuse the file) and laxer in
//! others (duplicates merge). The problems that [`super::read()`] reports about other readers come from
//! holding this view against botocore's.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use crate::domain::profile::ConfigFile;

/// Blanks, to an SDK.
const BLANKS: [char; 2] = [' ', '\t'];

/// Why an SDK refuses a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SdkFault {
    /// A header line has no `]` at its end, comment aside.
    HeaderNotClosed,
    /// A key or a continuation before the first header.
    OutsideSection,
    /// An indented line where no property is open.
    ContinuationOutsideProperty,
    NoEquals,
    NoKey,
    NestedWithoutEquals,
    NestedWithoutKey,
}

impl fmt::Display for SdkFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::HeaderNotClosed => "Profile definition must end with ']'",
            Self::OutsideSection => "Expected a profile definition",
            Self::ContinuationOutsideProperty => "Expected a property definition, found continuation",
            Self::NoEquals => "Expected an '=' sign defining a property",
            Self::NoKey => "Property did not have a name",
            Self::NestedWithoutEquals => "Expected an '=' sign defining a sub-property",
            Self::NestedWithoutKey => "Sub-property did not have a name",
        })
    }
}

/// A refusal: the file, the byte at which the line starts, and the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SdkRefusal {
    pub file: ConfigFile,
    pub offset: usize,
    pub fault: SdkFault,
}

/// The profiles and sessions of both files by name, each with its values by key.
/// Its `Debug` shows no values, because they may be secrets.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SdkReading {
    pub profiles: BTreeMap<String, BTreeMap<String, String>>,
    pub sso_sessions: BTreeMap<String, BTreeMap<String, String>>,
}

impl fmt::Debug for SdkReading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SdkReading")
            .field("profiles", &self.profiles.keys())
            .field("sso_sessions", &self.sso_sessions.keys())
            .finish()
    }
}

/// Both files as an SDK reads them. Content that is no UTF-8 counts as an empty file.
///
/// # Errors
/// The first line because of which an SDK refuses a file, and with it everything.
pub fn read(config: &[u8], credentials: &[u8]) -> Result<SdkReading, SdkRefusal> {
    let mut reading = SdkReading::default();
    for (file, bytes) in [(ConfigFile::Config, config), (ConfigFile::Credentials, credentials)] {
        let text = std::str::from_utf8(bytes).unwrap_or_default();
        let parsed = SdkFile::parse(text);
        if let Some(&(offset, fault)) = parsed.faults.first() {
            return Err(SdkRefusal { file, offset, fault });
        }
        reading.merge(&parsed, file);
    }
    Ok(reading)
}

impl SdkReading {
    fn merge(&mut self, parsed: &SdkFile<'_>, file: ConfigFile) {
        let names: Vec<SdkName<'_>> =
            parsed.sections.iter().map(|section| SdkName::of(section.name, file)).collect();
        let prefixed_default = names.contains(&SdkName::Profile { name: "default", prefixed: true });
        for (section, name) in parsed.sections.iter().zip(&names) {
            let target = match *name {
                SdkName::Profile { name: "default", prefixed: false } if prefixed_default => continue,
                SdkName::Profile { name, .. } => self.profiles.entry(name.to_owned()).or_default(),
                SdkName::Session(name) => self.sso_sessions.entry(name.to_owned()).or_default(),
                SdkName::Ignored => continue,
            };
            for property in &parsed.properties[section.properties.clone()] {
                if is_identifier(&property.key) {
                    target.insert(property.key.clone().into_owned(), property.value.clone().into_owned());
                }
            }
        }
    }
}

/// What an SDK makes of a section's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SdkName<'n> {
    Profile {
        name: &'n str,
        prefixed: bool,
    },
    Session(&'n str),
    /// Passed over, or of no use for signing in.
    Ignored,
}

impl<'n> SdkName<'n> {
    pub fn of(name: &'n str, file: ConfigFile) -> Self {
        let name = name.trim_matches(BLANKS);
        match (file, name.split_once(BLANKS)) {
            (ConfigFile::Config, Some((prefix, name))) if is_identifier(name.trim()) => match prefix.trim() {
                "profile" => Self::Profile { name: name.trim(), prefixed: true },
                "sso-session" => Self::Session(name.trim()),
                _ => Self::Ignored,
            },
            (ConfigFile::Config, None) if name.trim() == "default" => {
                Self::Profile { name: name.trim(), prefixed: false }
            }
            (ConfigFile::Credentials, None) if is_identifier(name.trim()) => {
                Self::Profile { name: name.trim(), prefixed: false }
            }
            _ => Self::Ignored,
        }
    }
}

/// Whether every SDK takes the text as a name.
pub(super) fn is_identifier(text: &str) -> bool {
    let is_part = |b: &u8| matches!(b, b'a'..=b'z' | b'-'..=b':' | b'A'..=b'Z' | b'@' | b'_' | b'%' | b'+');
    text.as_bytes().iter().all(is_part)
}

/// One file, read to its end even where an SDK would give up.
#[derive(Default)]
pub(super) struct SdkFile<'t> {
    pub sections: Vec<SdkSection<'t>>,
    pub properties: Vec<SdkProperty<'t>>,
    /// Where a line starts and why it makes an SDK refuse the file.
    pub faults: Vec<(usize, SdkFault)>,
}

pub(super) struct SdkSection<'t> {
    pub offset: usize,
    pub name: &'t str,
    pub properties: Range<usize>,
}

pub(super) struct SdkProperty<'t> {
    pub offset: usize,
    pub key: Cow<'t, str>,
    pub value: Cow<'t, str>,
}

/// What an indented line continues.
#[derive(Clone, Copy, PartialEq)]
enum Open {
    Nothing,
    /// A line that was at fault: what follows it is not held against the file again.
    Fault,
    Value,
    Block,
}

impl<'t> SdkFile<'t> {
    pub fn parse(text: &'t str) -> Self {
        Self::parse_parts(text, std::iter::once(0..text.len()))
    }

    /// Reads only these parts, in order. Each but the first must begin with a header.
    pub fn parse_parts(text: &'t str, parts: impl IntoIterator<Item = Range<usize>>) -> Self {
        let mut file = Self::default();
        for part in parts {
            file.part(&text[part.clone()], part.start);
        }
        file
    }

    fn part(&mut self, text: &'t str, mut offset: usize) {
        let mut open = Open::Nothing;
        for whole in text.split_inclusive('\n') {
            let line = whole.strip_suffix('\n').map_or(whole, |line| line.strip_suffix('\r').unwrap_or(line));
            let is_empty = line.bytes().all(|b| matches!(b, b' ' | b'\t'));
            if !(is_empty || line.starts_with(['#', ';'])) {
                let result = if line.starts_with('[') {
                    self.header(line, offset)
                } else if line.starts_with(BLANKS) {
                    self.continuation(line, open)
                } else {
                    self.property(line, offset)
                };
                open = result.unwrap_or_else(|fault| {
                    self.faults.push((offset, fault));
                    Open::Fault
                });
            }
            offset += whole.len();
        }
    }

    fn header(&mut self, line: &'t str, offset: usize) -> Result<Open, SdkFault> {
        let header = without_comment(line, false);
        let name = header.strip_prefix('[').unwrap_or(header);
        let closed = name.strip_suffix(']');
        let next = self.properties.len();
        self.sections.push(SdkSection { offset, name: closed.unwrap_or(name), properties: next..next });
        closed.map(|_| Open::Nothing).ok_or(SdkFault::HeaderNotClosed)
    }

    fn property(&mut self, line: &'t str, offset: usize) -> Result<Open, SdkFault> {
        let section = self.sections.last_mut().ok_or(SdkFault::OutsideSection)?;
        let (key, value) = split(line, SdkFault::NoEquals, SdkFault::NoKey)?;
        let key = if key.bytes().any(|b| b.is_ascii_uppercase()) {
            Cow::Owned(key.to_ascii_lowercase())
        } else {
            Cow::Borrowed(key)
        };
        self.properties.push(SdkProperty { offset, key, value: Cow::Borrowed(value) });
        section.properties.end = self.properties.len();
        Ok(if value.is_empty() { Open::Block } else { Open::Value })
    }

    fn continuation(&mut self, line: &'t str, open: Open) -> Result<Open, SdkFault> {
        match open {
            Open::Nothing if self.sections.is_empty() => return Err(SdkFault::OutsideSection),
            Open::Nothing => return Err(SdkFault::ContinuationOutsideProperty),
            Open::Fault => return Ok(open),
            Open::Value => {}
            Open::Block => {
                split(line, SdkFault::NestedWithoutEquals, SdkFault::NestedWithoutKey)?;
            }
        }
        if let Some(property) = self.properties.last_mut() {
            let value = property.value.to_mut();
            value.push('\n');
            value.push_str(line.trim_matches(BLANKS));
        }
        Ok(open)
    }
}

fn split(line: &str, no_equals: SdkFault, no_key: SdkFault) -> Result<(&str, &str), SdkFault> {
    let line = without_comment(line, true);
    let equals = line.bytes().position(|b| b == b'=').ok_or(no_equals)?;
    let key = line[..equals].trim_matches(BLANKS);
    if key.is_empty() { Err(no_key) } else { Ok((key, line[equals + 1..].trim_matches(BLANKS))) }
}

/// The line without its comment and the blanks around it. In a header a comment starts at the first `#` or
/// `;`, elsewhere only at one that follows a blank.
fn without_comment(line: &str, after_blank: bool) -> &str {
    let line = line.trim_matches(BLANKS);
    if !line.bytes().any(|b| matches!(b, b'#' | b';')) {
        return line;
    }
    let mut blank_before = false;
    let comment = line.char_indices().find(|&(_, c)| {
        let found = matches!(c, '#' | ';') && (blank_before || !after_blank);
        blank_before = c.is_whitespace();
        found
    });
    comment.map_or(line, |(start, _)| &line[..start]).trim_matches(BLANKS)
}
