//! Where the readers of a shared file differ: botocore's view of each section held against the SDKs'.
//!
//! What JavaScript's, Java's and Go's readers do beyond the SDK specification is from their sources:
//! `smithy-typescript` `parseIni.ts`, `aws-sdk-java-v2` `ProfileFileReader.java`, `aws-sdk-go-v2` `internal/ini`.

use std::collections::HashSet;
use std::ops::Range;

use super::alike::alike;
use super::document::{Document, LineKind, Section};
use super::problem::{shown, warning};
use super::sdk::{SdkFault, SdkFile, SdkName, SdkProperty, is_identifier};
use super::secret;
use super::section::{self, SectionKind};
use crate::domain::profile::{ConfigFile, Problem, Source};

/// A place that some reader understands differently.
pub(super) struct Divergence {
    /// The section (an index into the document's) that it stands in; `None` above the first.
    pub section: Option<usize>,
    /// Some SDKs refuse the whole file because of it, not just this section.
    pub refuses: bool,
    pub problem: Problem,
}

/// Every divergence of a file, each kind once per section and inline comments once per key.
pub(super) fn divergences(document: &Document, file: ConfigFile) -> Vec<Divergence> {
    compare(document, file, &alike(document, file))
}

/// Every divergence outside the sections that are known to be read alike.
pub(super) fn compare(document: &Document, file: ConfigFile, alike: &[bool]) -> Vec<Divergence> {
    // A file that is not UTF-8 has one problem, which hides all others.
    let Some(text) = document.as_text() else { return Vec::new() };
    let start = document.lines().first().map_or(text.len(), |line| line.text().start);
    let sdk = SdkFile::parse_parts(&text[start..], parts(document, start, alike));
    let mut lint = Lint { document, file, start, found: Vec::new() };
    lint.refusals(&sdk);
    let at_fault: Vec<usize> =
        sdk.faults.iter().map(|(offset, _)| document.line_at(offset + start)).collect();
    let is_at_fault = |line: usize| at_fault.binary_search(&line).is_ok();
    let mut sections = Cursor::of(&sdk.sections, |section| section.offset);
    let mut properties = Cursor::of(&sdk.properties, |property| property.offset);
    let sections_to_compare = document.sections().iter().enumerate().filter(|(index, _)| !alike[*index]);
    for (index, section) in sections_to_compare {
        // A header that the SDKs do not see as one, or not to its end, is told above.
        if let Some(sdk) = sections.at(lint.sdk_offset(section.line()))
            && !is_at_fault(section.line())
        {
            lint.header(index, section, sdk.name);
        }
        let mut seen_case = false;
        for number in section.properties() {
            seen_case = seen_case || lint.key_case(index, number);
            // Where an SDK would have given up there is nothing to compare.
            let lines = &document.properties()[number].lines();
            if let Some(sdk) = properties.at(lint.sdk_offset(lines.start))
                && (at_fault.is_empty() || !lines.clone().any(is_at_fault))
            {
                lint.value(index, number, sdk);
            }
        }
    }
    lint.found
}

/// What has to be read as the SDKs read it, as spans of the text from `start` on: what stands above the first section,
/// and the sections that are not known to be alike.
fn parts(document: &Document, start: usize, alike: &[bool]) -> Vec<Range<usize>> {
    let offset = |line: usize| {
        document.lines().get(line).map_or(document.bytes().len(), |line| line.text().start) - start
    };
    let headers = document.sections().iter().map(Section::line).chain([document.lines().len()]);
    let starts = [0].into_iter().chain(headers.clone());
    let mut parts: Vec<Range<usize>> = Vec::new();
    for (part, is_alike) in starts.zip(headers).zip([false].into_iter().chain(alike.iter().copied())) {
        let span = offset(part.0)..offset(part.1);
        match parts.last_mut() {
            _ if is_alike => {}
            // What hangs together is read at once: a header may be hidden from the SDKs.
            Some(last) if last.end == span.start => last.end = span.end,
            _ => parts.push(span),
        }
    }
    parts
}

/// Finds, in a list that is in order of offsets, what stands at ever greater offsets.
struct Cursor<'l, T, F> {
    list: &'l [T],
    offset: F,
}

impl<'l, T, F: Fn(&T) -> usize> Cursor<'l, T, F> {
    fn of(list: &'l [T], offset: F) -> Self {
        Self { list, offset }
    }

    fn at(&mut self, offset: usize) -> Option<&'l T> {
        while let Some((first, rest)) = self.list.split_first() {
            let here = (self.offset)(first);
            if here >= offset {
                return (here == offset).then_some(first);
            }
            self.list = rest;
        }
        None
    }
}

struct Lint<'d> {
    document: &'d Document<'d>,
    file: ConfigFile,
    /// Where the SDK's text starts in the document: after a byte order mark.
    start: usize,
    found: Vec<Divergence>,
}

impl Lint<'_> {
    fn sdk_offset(&self, line: usize) -> usize {
        self.document.lines()[line].text().start - self.start
    }

    fn source(&self, line: usize) -> Source {
        Source { file: self.file, line: line + 1 }
    }

    fn add(&mut self, section: usize, line: usize, [what, why, cure]: [String; 3]) {
        let problem = warning(what, why, cure, self.source(line));
        self.found.push(Divergence { section: Some(section), refuses: false, problem });
    }

    /// Lines because of which the SDKs refuse the whole file, unless botocore does too.
    fn refusals(&mut self, sdk: &SdkFile<'_>) {
        let faults = self.document.faults();
        let mut seen = HashSet::new();
        for &(offset, fault) in &sdk.faults {
            let line = self.document.line_at(offset + self.start);
            let below = self.document.sections().partition_point(|section| section.line() <= line);
            let kind = self.document.lines()[line].kind;
            // Keys below a header that the SDKs do not see: the header is what must be corrected.
            let follows = fault == SdkFault::OutsideSection && below > 0 && kind != LineKind::Header;
            if follows || faults.binary_search_by_key(&(line + 1), |fault| fault.line).is_ok() {
                continue;
            }
            let carriage_return = self.document.text(self.document.lines()[line].ending()) == b"\r";
            let [what, why, cure] = if carriage_return { CARRIAGE_RETURN } else { refusal(kind, fault) };
            if seen.insert((below, what)) {
                let problem = warning(what, why, cure, self.source(line));
                self.found.push(Divergence { section: below.checked_sub(1), refuses: true, problem });
            }
        }
    }

    /// A header whose name the SDKs read differently, or which botocore and the SDKs read but others do not.
    fn header(&mut self, index: usize, section: &Section, sdk: &str) {
        let raw = self.document.decoded(section.name());
        let theirs = SdkName::of(sdk, self.file);
        if self.file == ConfigFile::Credentials {
            if !matches!(theirs, SdkName::Profile { name, .. } if name == raw) {
                self.credentials_name(index, section, &raw);
            }
            return;
        }
        let kind = section::of_config(&raw);
        let (SectionKind::Profile(name) | SectionKind::Session(name)) = &kind else { return };
        let same = match (&kind, theirs) {
            (SectionKind::Profile(ours), SdkName::Profile { name, .. })
            | (SectionKind::Session(ours), SdkName::Session(name)) => ours == name,
            _ => false,
        };
        let blanks = raw.split_once([' ', '\t']).is_some_and(|(_, name)| name.trim() != name);
        let name = shown(name);
        let texts = if same && !blanks {
            return;
        } else if same {
            [
                format!("The header of {name} has more blanks than one."),
                "The JavaScript SDK expects exactly one blank before the name and none after it, and does not find it."
                    .to_owned(),
                "Leave one blank between the word and the name, and none before the bracket.".to_owned(),
            ]
        } else if !is_identifier(name) || name.is_empty() {
            [
                format!("The name {name:?} holds characters that not every AWS tool accepts."),
                "The AWS CLI and boto3 read it; most SDKs (Rust, Java, JavaScript, Go) do not find it."
                    .to_owned(),
                "Rename it: letters, digits and _ - / . % @ only.".to_owned(),
            ]
        } else if raw.contains(['"', '\'', '\\']) {
            [
                format!("The name {name} is quoted."),
                "The AWS CLI and boto3 take quotes and backslashes away; the Rust, Java and Go SDKs do not, and miss it."
                    .to_owned(),
                "Remove the quotes.".to_owned(),
            ]
        } else {
            [
                format!("The header of {name} is spelt so that only the AWS CLI and boto3 read it."),
                "They take any first word that starts like “profile” or “sso-session”; the SDKs want exactly that word."
                    .to_owned(),
                "Write [profile NAME] or [sso-session NAME], with one blank.".to_owned(),
            ]
        };
        self.add(index, section.line(), texts);
    }

    fn credentials_name(&mut self, index: usize, section: &Section, raw: &str) {
        let prefixed = section::of_config(raw);
        let texts = match prefixed {
            SectionKind::Profile(name) if name != raw => [
                format!("The profile of this section is called {:?}, with the word “profile”.", shown(raw)),
                "In the credentials file the section is the name: the AWS CLI and boto3 take the word as part of it, \
                 the SDKs pass over the section."
                    .to_owned(),
                format!("Write [{}] in the credentials file.", shown(&name)),
            ],
            SectionKind::Session(_) | SectionKind::Services(_) => [
                format!("The section {:?} is in the wrong file.", shown(raw)),
                "Only the config file can hold such sections; here it is a profile of that name.".to_owned(),
                "Move the section to the config file.".to_owned(),
            ],
            _ => [
                format!("The name {:?} holds characters that not every AWS tool accepts.", shown(raw)),
                "In the credentials file the AWS CLI and boto3 take everything between the brackets as the name, \
                 blanks and quotes too; the SDKs pass over such names or trim them."
                    .to_owned(),
                "Rename it: letters, digits and _ - / . % @ only, no blank inside the brackets.".to_owned(),
            ],
        };
        self.add(index, section.line(), texts);
    }

    /// Says so when a key has capital letters.
    fn key_case(&mut self, index: usize, number: usize) -> bool {
        let property = &self.document.properties()[number];
        let capital = self.document.text(property.key()).iter().any(u8::is_ascii_uppercase);
        if capital {
            let key = secret::shown_key(self.document, number);
            let texts = [
                format!("The key {} is written with capital letters.", shown(&key)),
                "The AWS CLI and most SDKs ignore letter case; the JavaScript and Java SDKs do not find it."
                    .to_owned(),
                "Write keys in small letters.".to_owned(),
            ];
            self.add(index, property.lines().start, texts);
        }
        capital
    }

    /// A value that the SDKs read differently. Values themselves are never shown: they may be secrets.
    fn value(&mut self, index: usize, number: usize, sdk: &SdkProperty<'_>) {
        let property = &self.document.properties()[number];
        let first = self.document.text(property.value());
        let quoted = first.len() >= 2 && matches!(first, [b'"', .., b'"'] | [b'\'', .., b'\'']);
        let alike = property.lines().len() == 1
            && first == sdk.value.as_bytes()
            && self.document.text(property.key()) == sdk.key.as_bytes();
        if alike && !quoted {
            return;
        }
        let first = self.document.decoded(property.value());
        let key = self.document.key(property);
        let shown_key = secret::shown_key(self.document, number);
        let shown_key = shown(&shown_key);
        let sdk_first = sdk.value.split('\n').next().unwrap_or_default();
        let texts = if key != sdk.key {
            [
                format!("The key {shown_key} ends at a colon."),
                "The AWS CLI and boto3 end a key at “:” or “=”, whichever comes first; the SDKs only at “=”."
                    .to_owned(),
                "Use “=”, and no colon in the key.".to_owned(),
            ]
        } else if first != sdk_first {
            let comment = first.strip_prefix(sdk_first).map(|rest| rest.trim_start().starts_with(['#', ';']));
            if comment == Some(true) {
                [
                    format!("The comment behind the value of {shown_key} is part of the value."),
                    "The AWS CLI and boto3 know comments only on lines of their own; the SDKs cut it off."
                        .to_owned(),
                    "Put the comment on a line of its own.".to_owned(),
                ]
            } else {
                differs(shown_key)
            }
        } else if quoted && key != "credential_process" {
            [
                format!("The value of {shown_key} is in quotes."),
                "The AWS CLI and most SDKs keep the quotes as part of the value; the Go SDK takes them away."
                    .to_owned(),
                "Remove the quotes.".to_owned(),
            ]
        } else {
            let ours = self.document.value(property);
            let lines = |value: &str| -> Vec<String> {
                value.split('\n').filter(|line| !line.is_empty()).map(str::to_owned).collect()
            };
            let (ours, theirs) = (lines(&ours), lines(&sdk.value));
            if ours == theirs {
                return;
            }
            if theirs.iter().any(|line| line.starts_with(['#', ';'])) {
                [
                    format!("An indented comment is part of the value of {shown_key} for some."),
                    "The AWS CLI and boto3 skip it; the Rust and Java SDKs append it to the value."
                        .to_owned(),
                    "Start comments at the first column.".to_owned(),
                ]
            } else {
                differs(shown_key)
            }
        };
        self.add(index, property.lines().start, texts);
    }
}

const CARRIAGE_RETURN: [&str; 3] = [
    "The line ends with a carriage return alone.",
    "For the AWS CLI and boto3 that ends a line, for the SDKs it does not: they refuse the file or read other values.",
    "Save the file with ordinary line ends (LF or CRLF).",
];

fn differs(key: &str) -> [String; 3] {
    [
        format!("The value of {key} is not the same for every AWS tool."),
        "Its lines hold blanks or line ends that the AWS CLI and the SDKs treat differently.".to_owned(),
        "Write the value on one line, with plain spaces.".to_owned(),
    ]
}

/// What to say about a line that makes the SDKs refuse a file which botocore reads.
fn refusal(kind: LineKind, fault: SdkFault) -> [&'static str; 3] {
    match (kind, fault) {
        (LineKind::Header, SdkFault::HeaderNotClosed) => [
            "The header holds a # or ; inside the brackets.",
            "For the Rust, Go and Java SDKs a comment starts there, the header has no end, and they refuse the whole file.",
            "Choose a name without # and ;.",
        ],
        (LineKind::Header, _) => [
            "The header is indented.",
            "For the SDKs an indented line continues a value; the Rust and Java SDKs refuse the whole file.",
            "Start headers at the first column.",
        ],
        (LineKind::Property, SdkFault::ContinuationOutsideProperty) => [
            "The keys of this section are indented.",
            "The Rust and Java SDKs refuse the whole file, and the Go SDK loses these keys.",
            "Start keys at the first column.",
        ],
        (LineKind::Comment, SdkFault::ContinuationOutsideProperty | SdkFault::OutsideSection) => [
            "A comment above the first key is indented.",
            "For the Rust and Java SDKs it continues a value that is not there, and they refuse the whole file.",
            "Start comments at the first column.",
        ],
        (LineKind::Property, SdkFault::NoEquals) => [
            "A key is followed by a colon instead of “=”.",
            "The AWS CLI, boto3 and Go accept it; the Rust and Java SDKs refuse the whole file, JavaScript skips the line.",
            "Write key = value.",
        ],
        (LineKind::Comment, SdkFault::NestedWithoutEquals | SdkFault::NestedWithoutKey) => [
            "A comment inside an indented block is indented.",
            "For the Rust SDK it is a line of the block without a value, and it refuses the whole file.",
            "Start comments at the first column.",
        ],
        (LineKind::Continuation, SdkFault::NestedWithoutKey) => [
            "A line of an indented block has no key.",
            "The AWS CLI and boto3 accept that; the Rust SDK refuses the whole file.",
            "Give the line a key, or remove it.",
        ],
        _ => [
            "The AWS SDKs cannot read this line.",
            "The AWS CLI and boto3 can, but the Rust and Java SDKs refuse the whole file.",
            "Write key = value from the first column, with plain spaces and ordinary line ends.",
        ],
    }
}
