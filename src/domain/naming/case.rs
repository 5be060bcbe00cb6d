//! Changes of case as Python's `str` methods make them, so that names equal those of tools written in Python.

use std::str::Chars;

/// What to do with the letters of a name: the methods of Python's `str` of the same names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// The first letter in title case, the others small.
    Capitalize,
    /// Small, and letters that differ only in form made equal: `ß` becomes `ss`.
    Casefold,
    /// All small.
    Lower,
    /// Each first letter after something that is no letter in title case, the others small.
    Title,
    /// All capital.
    Upper,
}

impl Case {
    /// All of them, in the order of aws-sso-util's help.
    pub const ALL: [Self; 5] = [Self::Capitalize, Self::Casefold, Self::Lower, Self::Title, Self::Upper];

    /// The word for it on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Capitalize => "capitalize",
            Self::Casefold => "casefold",
            Self::Lower => "lower",
            Self::Title => "title",
            Self::Upper => "upper",
        }
    }

    /// The one with this word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|case| case.as_str() == name)
    }

    /// The text with its case changed.
    pub fn apply(self, text: &str) -> String {
        match self {
            Self::Capitalize => with_title(text, |first, _| first),
            Self::Casefold => text.chars().fold(String::new(), |mut folded, c| {
                casefold(c, &mut folded);
                folded
            }),
            Self::Lower => text.to_lowercase(),
            Self::Title => with_title(text, |_, after_letter| !after_letter),
            Self::Upper => text.to_uppercase(),
        }
    }
}

/// The characters for which `wanted(first, after a cased one)` holds in title case, the others small.
fn with_title(text: &str, wanted: impl Fn(bool, bool) -> bool) -> String {
    // Small letters are taken from the whole text's: a capital sigma's depends on its neighbours.
    let lowered = text.to_lowercase();
    let mut lowered = lowered.chars();
    let mut changed = String::with_capacity(text.len());
    let mut after_letter = false;
    for (index, c) in text.chars().enumerate() {
        let small = take(&mut lowered, c.to_lowercase().count());
        if wanted(index == 0, after_letter) {
            titlecase(c, &mut changed);
        } else {
            changed.push_str(small);
        }
        after_letter = c.is_lowercase() || c.is_uppercase() || is_titlecase(c);
    }
    changed
}

/// The next `count` characters.
fn take<'a>(chars: &mut Chars<'a>, count: usize) -> &'a str {
    let rest = chars.as_str();
    for _ in 0..count {
        chars.next();
    }
    &rest[..rest.len() - chars.as_str().len()]
}

/// Whether Unicode's general category is Lt: one character for a capital and a small letter.
fn is_titlecase(c: char) -> bool {
    matches!(c,
        '\u{1c5}' | '\u{1c8}' | '\u{1cb}' | '\u{1f2}'
        | '\u{1f88}'..='\u{1f8f}' | '\u{1f98}'..='\u{1f9f}' | '\u{1fa8}'..='\u{1faf}'
        | '\u{1fbc}' | '\u{1fcc}' | '\u{1ffc}')
}

/// Unicode's full title-case mapping. The standard library knows only capitals; they differ where one
/// character becomes several, for digraphs, for the Greek iota subscript and for Georgian.
fn titlecase(c: char, out: &mut String) {
    match c {
        '\u{1c4}'..='\u{1c6}' => out.push('\u{1c5}'),
        '\u{1c7}'..='\u{1c9}' => out.push('\u{1c8}'),
        '\u{1ca}'..='\u{1cc}' => out.push('\u{1cb}'),
        '\u{1f1}'..='\u{1f3}' => out.push('\u{1f2}'),
        // Georgian has no title case: its capitals are for whole words.
        '\u{10d0}'..='\u{10ff}' => out.push(c),
        _ if is_titlecase(c) => out.push(c),
        // The small letters with iota subscript have their title-case twins eight further.
        '\u{1f80}'..='\u{1f87}' | '\u{1f90}'..='\u{1f97}' | '\u{1fa0}'..='\u{1fa7}' => {
            out.extend(char::from_u32(u32::from(c) + 8));
        }
        '\u{1fb3}' | '\u{1fc3}' | '\u{1ff3}' => out.extend(char::from_u32(u32::from(c) + 9)),
        _ => {
            let mut capitals = c.to_uppercase();
            let Some(first) = capitals.next() else { return };
            out.push(first);
            for capital in capitals {
                match capital {
                    // What is left of an iota subscript that has no character of its own.
                    '\u{399}' => out.push('\u{345}'),
                    _ if first.is_uppercase() => out.extend(capital.to_lowercase()),
                    _ => out.push(capital),
                }
            }
        }
    }
}

/// Unicode's full case folding (the statuses C and F of CaseFolding.txt): the small letters of the capitals,
/// but for a few.
fn casefold(c: char, out: &mut String) {
    match c {
        '\u{131}' => out.push(c),
        '\u{1e9e}' => out.push_str("ss"),
        // Cherokee folds to its capitals, which are older than its small letters.
        '\u{13a0}'..='\u{13f5}' => out.push(c),
        '\u{13f8}'..='\u{13fd}' | '\u{ab70}'..='\u{abbf}' => out.extend(c.to_uppercase()),
        _ => out.extend(c.to_uppercase().flat_map(char::to_lowercase)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_python_changes_them() {
        // What Python 3.11 gives.
        for (text, capitalize, casefold, lower, title, upper) in [
            (
                "my-ACCOUNT 2b",
                "My-account 2b",
                "my-account 2b",
                "my-account 2b",
                "My-Account 2B",
                "MY-ACCOUNT 2B",
            ),
            ("they're", "They're", "they're", "they're", "They'Re", "THEY'RE"),
            ("ßeta ΟΔΟΣ", "Sseta οδος", "sseta οδοσ", "ßeta οδος", "Sseta Οδος", "SSETA ΟΔΟΣ"),
            ("ǆ ﬁn", "ǅ ﬁn", "ǆ fin", "ǆ ﬁn", "ǅ Fin", "Ǆ FIN"),
            ("İı", "İı", "i̇ı", "i̇ı", "İı", "İI"),
            ("", "", "", "", "", ""),
        ] {
            assert_eq!(Case::Capitalize.apply(text), capitalize, "{text} capitalize");
            assert_eq!(Case::Casefold.apply(text), casefold, "{text} casefold");
            assert_eq!(Case::Lower.apply(text), lower, "{text} lower");
            assert_eq!(Case::Title.apply(text), title, "{text} title");
            assert_eq!(Case::Upper.apply(text), upper, "{text} upper");
        }
    }

    #[test]
    fn each_is_known_by_its_word() {
        for case in Case::ALL {
            assert_eq!(Case::from_name(case.as_str()), Some(case));
        }
        assert_eq!(Case::from_name("Upper"), None);
    }
}
