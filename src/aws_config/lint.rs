//! Where the readers of a shared file differ: botocore's view of each section held against the SDKs'.
//!
//! What JavaScript's, Java's and Go's readers do beyond the SDK specification is from their sources:
//! `smithy-typescript` `parseIni.ts`, `aws-sdk-java-v2` `ProfileFileReader.java`, `aws-sdk-go-v2` `internal/ini`.

use std::collections::{HashMap, HashSet};

use super::document::{Document, LineKind, Property, Section};
use super::problem::{shown, warning};
use super::sdk::{SdkFault, SdkFile, SdkName, SdkProperty, is_identifier};
use super::section::{self, SectionKind};
use super::{secret, text};
use crate::domain::profile::{ConfigFile, Problem, Source};

/// A place that some reader understands differently.
pub(super) struct Divergence {
    /// The section (an index into the document's) that it stands in.
    pub section: usize,
    /// Some SDKs refuse the whole file because of it, not just this section.
    pub refuses: bool,
    pub problem: Problem,
}

/// Every divergence of a file, each kind once per section and inline comments once per key.
pub(super) fn divergences(document: &Document, file: ConfigFile) -> Vec<Divergence> {
    // A file that is not UTF-8 has one problem, which hides all others.
    let Ok(text) = std::str::from_utf8(document.to_bytes()) else { return Vec::new() };
    let start = document.lines().first().map_or(0, |line| line.text().start);
    let sdk = SdkFile::parse(&text[start..]);
    let mut lint = Lint { document, file, start, found: Vec::new() };
    let faulty: HashSet<usize> = document.faults().iter().map(|fault| fault.line - 1).collect();
    lint.refusals(&sdk, &faulty);
    let sections: HashMap<usize, &str> = sdk.sections.iter().map(|s| (s.offset, s.name)).collect();
    let properties = sdk.by_offset();
    for (index, section) in document.sections().iter().enumerate() {
        lint.header(index, section, sections.get(&lint.sdk_offset(section.line)).copied());
        let mut seen_case = false;
        for property in &document.properties()[section.properties.clone()] {
            if !seen_case && lint.key_case(index, property) {
                seen_case = true;
            }
            if let Some(sdk) = properties.get(&lint.sdk_offset(property.lines.start)) {
                lint.value(index, property, sdk);
            }
        }
    }
    lint.found
}

struct Lint<'d> {
    document: &'d Document,
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

    fn add(&mut self, section: usize, line: usize, refuses: bool, [what, why, cure]: [String; 3]) {
        let problem = warning(what, why, cure, self.source(line));
        self.found.push(Divergence { section, refuses, problem });
    }

    /// Lines because of which the SDKs refuse the whole file, unless botocore does too.
    fn refusals(&mut self, sdk: &SdkFile<'_>, faulty: &HashSet<usize>) {
        let mut seen = HashSet::new();
        for &(offset, fault) in &sdk.faults {
            let line = self.document.line_at(offset + self.start);
            let section = self.document.sections().partition_point(|section| section.line <= line);
            if section == 0 || faulty.contains(&line) {
                continue;
            }
            let kind = self.document.lines()[line].kind;
            let texts = refusal(kind, fault);
            if seen.insert((section, texts[0])) {
                self.add(section - 1, line, true, texts.map(str::to_owned));
            }
        }
    }

    /// A header whose name the SDKs read differently, or which botocore and the SDKs read but others do not.
    fn header(&mut self, index: usize, section: &Section, sdk: Option<&str>) {
        let raw = text::decode(self.document.text(section.name.clone()));
        // A header that the SDKs do not see as one is among the refusals.
        let Some(sdk) = sdk else { return };
        let same = match self.file {
            ConfigFile::Credentials => {
                let same =
                    matches!(SdkName::of(sdk, self.file), SdkName::Profile { name, .. } if name == raw);
                return if !same {
                    self.credentials_name(index, section, &raw)
                };
            }
            ConfigFile::Config => match (section::of_config(&raw), SdkName::of(sdk, self.file)) {
                (SectionKind::Profile(ours), SdkName::Profile { name, .. })
                | (SectionKind::Session(ours), SdkName::Session(name)) => ours == name,
                (SectionKind::Profile(_) | SectionKind::Session(_), _) => false,
                _ => return,
            },
        };
        let blanks = raw.split_once([' ', '\t']).is_some_and(|(_, name)| name.trim() != name);
        let (SectionKind::Profile(name) | SectionKind::Session(name)) = section::of_config(&raw) else {
            return;
        };
        let name = shown(&name);
        let texts = if same && !blanks {
            return;
        } else if same {
            [
                format!("The header of {name} has more blanks than one."),
                "The JavaScript SDK expects exactly one blank before the name and none after it, and does not find it."
                    .to_owned(),
                "Leave one blank between the word and the name, and none before the bracket.".to_owned(),
            ]
        } else if !is_identifier(&name) || name.is_empty() {
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
        self.add(index, section.line, false, texts);
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
        self.add(index, section.line, false, texts);
    }

    /// Says so when a key has capital letters.
    fn key_case(&mut self, index: usize, property: &Property) -> bool {
        let capital = self.document.text(property.key.clone()).iter().any(u8::is_ascii_uppercase);
        if capital {
            let key = secret::key_without_secret(self.document.key(property));
            let texts = [
                format!("The key {} is written with capital letters.", shown(&key)),
                "The AWS CLI and most SDKs ignore letter case; the JavaScript and Java SDKs do not find it."
                    .to_owned(),
                "Write keys in small letters.".to_owned(),
            ];
            self.add(index, property.lines.start, false, texts);
        }
        capital
    }

    /// A value that the SDKs read differently. Values themselves are never shown: they may be secrets.
    fn value(&mut self, index: usize, property: &Property, sdk: &SdkProperty<'_>) {
        let key = self.document.key(property);
        let shown_key = secret::key_without_secret(key.clone());
        let shown_key = shown(&shown_key);
        let first = text::decode(self.document.text(property.value.clone()));
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
        } else if first.len() >= 2
            && first.starts_with(['"', '\''])
            && first.as_bytes().first() == first.as_bytes().last()
            && key != "credential_process"
        {
            [
                format!("The value of {shown_key} is in quotes."),
                "The AWS CLI and most SDKs keep the quotes as part of the value; the Go SDK takes them away."
                    .to_owned(),
                "Remove the quotes.".to_owned(),
            ]
        } else if first.len() == sdk.value.len() && property.lines.len() == 1 {
            return;
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
        self.add(index, property.lines.start, false, texts);
    }
}

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
        (LineKind::Comment, SdkFault::ContinuationOutsideProperty) => [
            "A comment under the header is indented.",
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
