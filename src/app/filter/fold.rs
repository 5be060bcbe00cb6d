//! Text as the filter compares it: compatibility forms and diacritics taken off, with and without case.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// More of a field is not searched. A profile or account name has at most 64 characters, a URL seldom more than 100.
const FIELD_CHARS: usize = 256;

/// What a character is compared as: nothing for a combining mark, several characters for a ligature.
/// Each comes with its lower case, one for one, so that both texts have the same character positions.
pub(super) fn fold(c: char) -> impl Iterator<Item = (char, char)> {
    std::iter::once(c).nfkd().filter(|part| !is_combining_mark(*part)).map(|part| {
        let mut lower = part.to_lowercase();
        (part, lower.next().unwrap_or(part))
    })
}

/// A field, folded, with the way back to its original characters.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) cased: String,
    pub(super) lower: String,
    /// For each folded character, the position of the original one in `char`s.
    pub(super) origin: Vec<usize>,
}

impl Folded {
    pub(super) fn new(text: &str) -> Self {
        let mut folded = Self::default();
        for (position, c) in text.chars().enumerate() {
            for (cased, lower) in fold(c) {
                if folded.origin.len() == FIELD_CHARS {
                    return folded;
                }
                folded.cased.push(cased);
                folded.lower.push(lower);
                folded.origin.push(position);
            }
        }
        folded
    }
}

/// Appends the folded field to `cased` and `lower`.
pub(super) fn append(text: &str, cased: &mut String, lower: &mut String) {
    if text.is_ascii() {
        let text = text.get(..FIELD_CHARS).unwrap_or(text);
        cased.push_str(text);
        let start = lower.len();
        lower.push_str(text);
        lower[start..].make_ascii_lowercase();
    } else {
        let folded = Folded::new(text);
        cased.push_str(&folded.cased);
        lower.push_str(&folded.lower);
    }
}

/// The set of characters of a lower-case text, as far as 64 bits tell them apart: a text that contains
/// another one's letters in any order has all bits of that one's set.
pub(super) fn letters(lower: &str) -> u64 {
    if lower.is_ascii() {
        lower.bytes().fold(0, |set, b| set | ASCII_LETTERS[usize::from(b)])
    } else {
        lower.chars().fold(0, |set, c| set | letter(c))
    }
}

/// The bit of a character.
const fn letter(c: char) -> u64 {
    let bit = match c {
        'a'..='z' => c as u32 - 'a' as u32,
        '0'..='9' => 26 + (c as u32 - '0' as u32),
        c if c.is_ascii() => 36 + c as u32 % 12,
        c => 48 + c as u32 % 16,
    };
    1 << bit
}

/// The same for the usual ones, worked out.
const ASCII_LETTERS: [u64; 128] = {
    let mut letters = [0; 128];
    let mut byte = 0_u8;
    while byte < 128 {
        letters[byte as usize] = letter(byte as char);
        byte += 1;
    }
    letters
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lower(text: &str) -> String {
        Folded::new(text).lower
    }

    #[test]
    fn diacritics_and_case_come_off() {
        assert_eq!(lower("Überwachung"), "uberwachung");
        assert_eq!(lower("produção"), "producao");
        assert_eq!(lower("İstanbul"), "istanbul");
        assert_eq!(lower("ﬁnance"), "finance");
        assert_eq!(lower("Ｐrod"), "prod");
        assert_eq!(lower("Привет"), "привет");
        assert_eq!(Folded::new("e\u{301}t").origin, [0, 2]);
    }

    proptest! {
        #[test]
        fn both_forms_have_a_character_for_each_origin(text in any::<String>()) {
            let folded = Folded::new(&text);
            prop_assert_eq!(folded.cased.chars().count(), folded.origin.len());
            prop_assert_eq!(folded.lower.chars().count(), folded.origin.len());
        }

        #[test]
        fn the_quick_way_for_ascii_is_the_same(text in "[ -~]{0,300}") {
            let (mut cased, mut lower) = (String::new(), String::new());
            append(&text, &mut cased, &mut lower);
            let folded = Folded::new(&text);
            prop_assert_eq!(cased, folded.cased);
            prop_assert_eq!(lower, folded.lower);
        }

        #[test]
        fn a_part_has_a_subset_of_the_letters(text in any::<String>(), from in 0usize..20, count in 0usize..20) {
            let part: String = text.chars().skip(from).take(count).collect();
            prop_assert_eq!(letters(&part) & !letters(&text), 0);
        }
    }
}
