//! A parsed TOML file, read with the line of everything in it, so that whatever is wrong is told with its line.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::domain::typo::typos;
use crate::error::{Failure, FailureKind};

/// More of a text from the file is not repeated in a message.
const SHOWN_CHARS: usize = 40;

/// The text that spans point into.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    text: &'a str,
}

/// A key with its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) key: &'a str,
    pub(super) value: &'a DeValue<'a>,
    /// The line of the key, counted from 1.
    pub(super) line: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// # Errors
    /// Where the text is no TOML.
    pub(super) fn parse(self) -> Result<Spanned<DeTable<'a>>, Failure> {
        DeTable::parse(self.text).map_err(|error| {
            let line = self.line(error.span().map_or(0, |span| span.start));
            let message: Vec<&str> = error.message().lines().map(str::trim).collect();
            refuse(line, format!("It is not valid TOML: {}.", shown(&message.join(", "), 200)))
                .hint("Texts stand in double quotes, as in shell = \"bash\"; see https://toml.io.")
        })
    }

    /// The entries of a table from top to bottom.
    pub(super) fn entries<'t>(self, table: &'t DeTable<'t>) -> Vec<Entry<'t>> {
        let mut entries: Vec<_> = table
            .iter()
            .map(|(key, value)| {
                let at = key.span().start;
                (at, Entry { key: key.get_ref(), value: value.get_ref(), line: self.line(at) })
            })
            .collect();
        entries.sort_by_key(|(at, _)| *at);
        entries.into_iter().map(|(_, entry)| entry).collect()
    }

    fn line(self, at: usize) -> usize {
        let before = self.text.as_bytes().get(..at).unwrap_or(self.text.as_bytes());
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }
}

/// The failure of a whole settings file because of one line.
pub(super) fn refuse(line: usize, why: impl Into<String>) -> Failure {
    Failure::new(format!("The settings file is not usable: line {line}."), why).kind(FailureKind::Usage)
}

/// Text of the file, made fit for a message: short, and control characters visible.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", shown(text, SHOWN_CHARS))
}

fn shown(text: &str, limit: usize) -> String {
    let mut shown: String = text.chars().take(limit).flat_map(visible).collect();
    if text.chars().nth(limit).is_some() {
        shown.push('…');
    }
    shown
}

/// Quotes stay as they are; what a terminal could obey is escaped.
fn visible(c: char) -> impl Iterator<Item = char> {
    let escaped = (!matches!(c, '"' | '\'')).then(|| c.escape_debug());
    let plain = escaped.is_none().then_some(c);
    escaped.into_iter().flatten().chain(plain)
}

impl<'a> Entry<'a> {
    pub(super) fn refuse(&self, why: impl Into<String>) -> Failure {
        refuse(self.line, why)
    }

    /// The failure that there is no such key.
    pub(super) fn unknown(&self, allowed: &[&str]) -> Failure {
        let list = allowed.join(", ");
        let hint = match nearest(self.key, allowed) {
            Some(name) => format!("Did you mean {name}? Allowed here: {list}."),
            None => format!("Allowed here: {list}."),
        };
        self.refuse(format!("There is no setting {}.", quoted(self.key))).hint(hint)
    }

    /// The failure that the value is not one of those that are allowed.
    pub(super) fn not_allowed(&self, allowed: &str) -> Failure {
        let value = match self.value {
            DeValue::String(text) => quoted(text),
            DeValue::Integer(number) => shown(&number.to_string(), SHOWN_CHARS),
            DeValue::Boolean(value) => value.to_string(),
            other => format!("a TOML {}", other.type_str()),
        };
        self.refuse(format!("{} cannot be {value}.", shown(self.key, SHOWN_CHARS)))
            .hint(format!("Allowed: {allowed}."))
    }

    pub(super) fn text(&self, allowed: &str) -> Result<&'a str, Failure> {
        self.value.as_str().ok_or_else(|| self.not_allowed(allowed))
    }

    pub(super) fn boolean(&self) -> Result<bool, Failure> {
        self.value.as_bool().ok_or_else(|| self.not_allowed("true or false"))
    }

    /// A whole number from 0 to `most`.
    pub(super) fn number(&self, most: u32) -> Result<u32, Failure> {
        self.value
            .as_integer()
            .and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok())
            .filter(|number| *number <= most)
            .ok_or_else(|| self.not_allowed(&format!("a whole number from 0 to {most}")))
    }

    pub(super) fn table(&self, example: &str) -> Result<&'a DeTable<'a>, Failure> {
        self.value.as_table().ok_or_else(|| self.not_allowed(&format!("a table, as in {example}")))
    }

    /// The tables of an array of tables.
    pub(super) fn tables(&self, example: &str) -> Result<Vec<&'a DeTable<'a>>, Failure> {
        let refuse = || self.not_allowed(&format!("tables, as in {example}"));
        let values = self.value.as_array().ok_or_else(refuse)?;
        values.iter().map(|value| value.get_ref().as_table().ok_or_else(refuse)).collect()
    }

    /// One text or a list of texts.
    pub(super) fn texts(&self, allowed: &str) -> Result<Vec<&'a str>, Failure> {
        match self.value {
            DeValue::String(text) => Ok(vec![text]),
            DeValue::Array(values) => values
                .iter()
                .map(|value| value.get_ref().as_str().ok_or_else(|| self.not_allowed(allowed)))
                .collect(),
            _ => Err(self.not_allowed(allowed)),
        }
    }
}

/// The name that was probably meant: the one that fewest typos lead away from, if few do. `-` and `_` are alike.
fn nearest<'n>(typed: &str, names: &[&'n str]) -> Option<&'n str> {
    let folded = |text: &str| text.chars().take(SHOWN_CHARS).collect::<String>().replace('_', "-");
    let typed = folded(typed);
    names
        .iter()
        .map(|name| (typos(&typed, &folded(name)), *name))
        .filter(|(typos, name)| *typos <= 1 + name.len() / 4)
        .min_by_key(|(typos, _)| *typos)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        assert_eq!(nearest("sign-in", &["shell", "sign_in"]), Some("sign_in"));
        assert_eq!(nearest("colour", &["shell", "sign_in"]), None);
    }

    #[test]
    fn nothing_from_the_file_reaches_the_terminal_raw() {
        let quoted = quoted("a\u{1b}[31m\u{202e}\"b");
        assert!(!quoted.contains('\u{1b}') && !quoted.contains('\u{202e}'), "{quoted}");
        assert_eq!(super::quoted(&"x".repeat(100)).chars().count(), SHOWN_CHARS + 3);
    }
}
