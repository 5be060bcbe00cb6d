//! What a section's name makes of it, by botocore's rules (`configloader.build_profile_map`).

use std::borrow::Cow;

use super::sdk::is_identifier;
use super::shell_words;
use crate::domain::typo::typos;

/// A section of the config file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum SectionKind<'n> {
    Profile(Cow<'n, str>),
    Session(Cow<'n, str>),
    Services(Cow<'n, str>),
    /// Meant as one of these, as far as one can tell, but botocore passes over it.
    Dropped(Dropped),
    /// Something else, such as `[plugins]`.
    Other,
}

/// Why botocore passes over a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dropped {
    /// A quote is never closed, or a backslash comes last.
    Unbalanced,
    /// No name after the word.
    NoName,
    /// More than one word after the word, unquoted.
    ManyWords,
    /// Text after the closing bracket holds another bracket.
    BracketInComment,
    /// A blank right after the opening bracket.
    LeadingBlank,
    /// The word is spelt nearly, but not exactly, like this one.
    Misspelt(&'static str),
}

const WORDS: [&str; 3] = ["profile", "sso-session", "services"];

/// The kind of a section of the config file by its raw name.
pub(super) fn of_config(name: &str) -> SectionKind<'_> {
    if let Some(name) = name.strip_prefix("profile ").filter(|name| !name.is_empty() && is_identifier(name)) {
        // The usual case: one word that nothing in it could end.
        return SectionKind::Profile(Cow::Borrowed(name));
    }
    let Some(word) = WORDS.into_iter().find(|word| name.starts_with(word)) else {
        return if name == "default" { SectionKind::Profile(Cow::Borrowed(name)) } else { near_miss(name) };
    };
    match second_of_two(name) {
        Ok(name) => match word {
            "profile" => SectionKind::Profile(name),
            "sso-session" => SectionKind::Session(name),
            _ => SectionKind::Services(name),
        },
        // `[profiles]` or `[services-extra]` may well be some other program's section.
        Err(Dropped::NoName) if name.trim_end() != word => SectionKind::Other,
        Err(dropped) => SectionKind::Dropped(dropped),
    }
}

/// The second word of a name that has exactly two.
fn second_of_two(name: &str) -> Result<Cow<'_, str>, Dropped> {
    if !name.bytes().any(|b| matches!(b, b'\'' | b'"' | b'\\')) {
        // Without a copy.
        let is_blank = |c| matches!(c, ' ' | '\t' | '\r' | '\n');
        let mut words = name.split(is_blank).filter(|word| !word.is_empty());
        words.next();
        return match (words.next(), words.next()) {
            (None, _) => Err(Dropped::NoName),
            (Some(second), None) => Ok(Cow::Borrowed(second)),
            (Some(_), Some(_)) if name.contains(']') => Err(Dropped::BracketInComment),
            (Some(_), Some(_)) => Err(Dropped::ManyWords),
        };
    }
    let mut words = shell_words::split(name).ok_or(Dropped::Unbalanced)?;
    match words.len() {
        0 | 1 => Err(Dropped::NoName),
        2 => Ok(Cow::Owned(words.swap_remove(1))),
        _ if name.contains(']') => Err(Dropped::BracketInComment),
        _ => Err(Dropped::ManyWords),
    }
}

/// Tells a slip (`[Profile a]`, `[sso-sesion x]`, `[ profile a]`) from a section that means something else.
fn near_miss(name: &str) -> SectionKind<'_> {
    let trimmed = name.trim_start();
    let first = trimmed.split([' ', '\t']).next().unwrap_or_default();
    if trimmed.len() < name.len() && (WORDS.contains(&first) || trimmed.trim_end() == "default") {
        return SectionKind::Dropped(Dropped::LeadingBlank);
    }
    if name.trim_end() == "default" {
        return SectionKind::Dropped(Dropped::Misspelt("default"));
    }
    // A word alone is a slip only when it is a known one in other letters; `[preview]` is not.
    let alone = first.len() == trimmed.trim_end().len();
    let candidates: &[&str] = if alone { &["default"] } else { &WORDS };
    let is_close = |word: &&&str| {
        let few = if alone { 0 } else { word.len() / 4 };
        // A file may hold names of any length: the distance of those is not worked out.
        first.len() <= word.len() + few && typos(&first.to_ascii_lowercase(), word) <= few
    };
    match candidates.iter().find(is_close) {
        Some(word) => SectionKind::Dropped(Dropped::Misspelt(word)),
        None => SectionKind::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_rules_of_botocore() {
        let profile = |name: &str| SectionKind::Profile(Cow::Owned(name.to_owned()));
        for (raw, expected) in [
            ("default", profile("default")),
            ("profile a", profile("a")),
            ("profile  a", profile("a")),
            ("profile\ta", profile("a")),
            ("profile a ", profile("a")),
            ("profile default", profile("default")),
            ("profile \"a b\"", profile("a b")),
            ("profile 'c d'", profile("c d")),
            ("profile a\\b", profile("ab")),
            ("profile \"a\\b\"", profile("a\\b")),
            ("profile #b", profile("#b")),
            ("profile a#b", profile("a#b")),
            ("profile \"\"", profile("")),
            ("profilefoo bar", profile("bar")),
            ("sso-session default", SectionKind::Session("default".into())),
            ("sso-session 'my sso'", SectionKind::Session("my sso".into())),
            ("services s", SectionKind::Services("s".into())),
            ("profile", SectionKind::Dropped(Dropped::NoName)),
            ("profile a b", SectionKind::Dropped(Dropped::ManyWords)),
            ("profile it's", SectionKind::Dropped(Dropped::Unbalanced)),
            ("profile a] # see [b", SectionKind::Dropped(Dropped::BracketInComment)),
            (" profile a", SectionKind::Dropped(Dropped::LeadingBlank)),
            (" default ", SectionKind::Dropped(Dropped::LeadingBlank)),
            ("Default", SectionKind::Dropped(Dropped::Misspelt("default"))),
            ("default ", SectionKind::Dropped(Dropped::Misspelt("default"))),
            ("Profile a", SectionKind::Dropped(Dropped::Misspelt("profile"))),
            ("SSO-Session s", SectionKind::Dropped(Dropped::Misspelt("sso-session"))),
            ("sso-sesion x", SectionKind::Dropped(Dropped::Misspelt("sso-session"))),
            ("profle a", SectionKind::Dropped(Dropped::Misspelt("profile"))),
            ("porfile a", SectionKind::Dropped(Dropped::Misspelt("profile"))),
            ("sso_session a", SectionKind::Dropped(Dropped::Misspelt("sso-session"))),
            ("service a", SectionKind::Dropped(Dropped::Misspelt("services"))),
            ("plugins", SectionKind::Other),
            ("preview", SectionKind::Other),
            ("services-extra", SectionKind::Other),
            ("foo", SectionKind::Other),
            ("", SectionKind::Other),
        ] {
            assert_eq!(of_config(raw), expected, "[{raw}]");
        }
    }
}
