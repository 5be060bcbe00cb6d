//! Sections that every reader reads alike, told at a glance: nearly all of them, so that only the others have to be
//! read as the SDKs read them.

use super::document::{Document, Line, LineKind, Section};
use super::sdk::is_identifier;
use crate::domain::profile::ConfigFile;

/// Which of the document's sections hold nothing that any reader could understand differently. Careful: a section that
/// is called unlike may still be alike, never the other way round.
pub(super) fn alike(document: &Document, file: ConfigFile) -> Vec<bool> {
    let Some(text) = document.as_text() else { return vec![false; document.sections().len()] };
    let glance = Glance { document, text: text.as_bytes(), file };
    let ends = document.sections().iter().skip(1).map(Section::line).chain([document.lines().len()]);
    document.sections().iter().zip(ends).map(|(section, end)| glance.is_alike(section, end)).collect()
}

struct Glance<'d> {
    document: &'d Document<'d>,
    text: &'d [u8],
    file: ConfigFile,
}

impl Glance<'_> {
    /// Whether the lines of a section up to `end` are written as everybody writes them.
    fn is_alike(&self, section: &Section, end: usize) -> bool {
        let lines = &self.document.lines()[section.line()..end];
        let mut properties = self.document.properties()[section.properties()].iter();
        // An indented header would continue this section's last value.
        self.document.lines().get(end).is_none_or(|next| self.text[next.text().start] == b'[')
            && (section.line() == 0 || self.ends_for_all(&self.document.lines()[section.line() - 1]))
            && self.is_plain_name(section)
            && lines.iter().all(|line| {
                let text = line.text();
                let is_plain = match line.kind {
                    LineKind::Blank => text.is_empty(),
                    LineKind::Comment => matches!(self.text[text.start], b'#' | b';'),
                    // The brackets are the line's ends.
                    LineKind::Header => text == (section.name().start - 1..section.name().end + 1),
                    LineKind::Property => properties.next().is_some_and(|property| {
                        let (key, value) = (property.key(), property.value());
                        text == (key.start..value.end)
                            && self.text[key.clone()].iter().all(|b| KINDS[usize::from(*b)] == KEY)
                            && self.text[key.end..value.start].iter().all(|b| matches!(b, b' ' | b'='))
                            && self.text[value.clone()].iter().all(|b| KINDS[usize::from(*b)] != OTHER)
                            && !matches!(self.text[value].first(), Some(b'"' | b'\''))
                    }),
                    LineKind::Continuation | LineKind::Garbage => false,
                };
                is_plain && self.ends_for_all(line)
            })
    }

    /// For the SDKs a carriage return alone ends no line.
    fn ends_for_all(&self, line: &Line) -> bool {
        self.text[line.ending()] != *b"\r"
    }

    fn is_plain_name(&self, section: &Section) -> bool {
        let Ok(name) = std::str::from_utf8(&self.text[section.name()]) else { return false };
        let name = match self.file {
            ConfigFile::Credentials => Some(name),
            ConfigFile::Config if name == "default" => Some(name),
            ConfigFile::Config => name.strip_prefix("profile ").or_else(|| name.strip_prefix("sso-session ")),
        };
        // In the credentials file `profile` is a name like others.
        name.is_some_and(|name| !name.is_empty() && is_identifier(name))
    }
}

/// A byte that has no meaning anywhere in a value.
const VALUE: u8 = 1;
/// The same for keys.
const KEY: u8 = 2;
const OTHER: u8 = 0;

/// What each byte is: small letters, digits and `_` are good in keys, all printable ASCII but the signs of a comment
/// in values.
const KINDS: [u8; 256] = {
    let mut kinds = [OTHER; 256];
    let mut byte = 0_u8;
    while byte < 0x7f {
        kinds[byte as usize] = match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'_' => KEY,
            b'#' | b';' => OTHER,
            b' '..=b'~' => VALUE,
            _ => OTHER,
        };
        byte += 1;
    }
    kinds
};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::aws_config::lint::compare;
    use crate::domain::profile::Problem;

    /// Lines of which each is read alike, or not, or not next to some other.
    const LINES: [&str; 34] = [
        "[profile a]",
        "[profile b-1.c/d]",
        "[sso-session s]",
        "[default]",
        "[profile  a]",
        "[profile \"a\"]",
        "[profile a] # b",
        "[profile a#]",
        "[Profile a]",
        "[services s]",
        "[plugins]",
        " [profile c]",
        "[]",
        "region = eu-west-1",
        "region=eu-west-1",
        "region =",
        "output = json ",
        "sso_region: us-east-1",
        "sso_start_url = https://d-abc123.awsapps.com/start#/",
        "a = b = c",
        "A = b",
        "a b = c",
        "a = \"b\"",
        "a = b # c",
        "a = b\u{e9}",
        "s3 =",
        "  max = 1",
        "  # c",
        "# comment",
        "; comment",
        "",
        "  ",
        "garbage",
        "a = b\r",
    ];

    fn told(document: &Document, file: ConfigFile, alike: &[bool]) -> Vec<(Option<usize>, bool, Problem)> {
        compare(document, file, alike)
            .into_iter()
            .map(|one| (one.section, one.refuses, one.problem))
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_is_missed_in_sections_that_are_passed_over(
            lines in proptest::collection::vec((0..LINES.len(), 0..20_usize), 0..40),
            bom in any::<bool>(),
        ) {
            let mut text = if bom { "\u{feff}".to_owned() } else { String::new() };
            for (line, ending) in lines {
                text.push_str(LINES[line]);
                text.push_str(match ending { 0 => "\r\n", 1 => "\r", _ => "\n" });
            }
            let document = Document::parse(text.as_bytes());
            for file in [ConfigFile::Config, ConfigFile::Credentials] {
                let glance = alike(&document, file);
                prop_assert_eq!(
                    told(&document, file, &glance),
                    told(&document, file, &vec![false; glance.len()]),
                    "{:?}", text
                );
            }
        }
    }

    #[test]
    fn usual_sections_are_passed_over() {
        let text = "# mine\n[default]\nregion=eu-west-1\n\n[profile a]\n; b\nsso_session = s\r\nx =\n[sso-session s]\n\
                    sso_start_url = https://d-abc123.awsapps.com/start\n";
        let document = Document::parse(text.as_bytes());
        assert_eq!(alike(&document, ConfigFile::Config), [true; 3]);
    }
}
