//! How well a word matches a field. The usual cases (the whole field, its beginning, the beginning of a
//! word in it, any part of it) are told without the fuzzy matcher, which is slow; it ranks what is left,
//! letters scattered over the field.

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;

use super::query::Word;

/// Points by the kind of match. A better kind wins over anything that the matcher says of a worse one.
const WHOLE: u32 = 1000;
const BEGINNING: u32 = 800;
const WORD_BEGINNING: u32 = 600;
const PART: u32 = 400;
/// The most that scattered letters get.
const SCATTERED: u32 = 300;
/// The match ends where a word ends: `prod` in `prod.admin`, not in `production`.
const WORD_END: u32 = 50;

/// A folded field, in both cases.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) cased: &'a str,
    pub(super) lower: &'a str,
}

/// How a word is found in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    /// In one piece, beginning at this byte of the text that it was compared with; with its points.
    Whole { at: usize, points: u32 },
    /// Its letters in order with others in between.
    Scattered,
}

impl<'a> Field<'a> {
    /// The text that the word is compared with.
    pub(super) fn text_for(self, word: &Word) -> &'a str {
        if word.cased { self.cased } else { self.lower }
    }

    pub(super) fn find(self, word: &Word) -> Option<Found> {
        let text = self.text_for(word);
        match self.best_piece(text, &word.text) {
            Some((at, points)) => Some(Found::Whole { at, points }),
            None if !word.digits && is_subsequence(&word.text, text) => Some(Found::Scattered),
            None => None,
        }
    }

    fn best_piece(self, text: &str, word: &str) -> Option<(usize, u32)> {
        let mut best: Option<(usize, u32)> = None;
        let mut from = 0;
        while let Some(at) = find_bytes(&text.as_bytes()[from..], word.as_bytes()).map(|at| at + from) {
            let end = at + word.len();
            let begins = if at == 0 {
                if end == text.len() { WHOLE } else { BEGINNING }
            } else if self.is_word_beginning(text, at) {
                WORD_BEGINNING
            } else {
                PART
            };
            let ends =
                text.as_bytes().get(end).is_some_and(|next| next.is_ascii_punctuation() || *next == b' ');
            let points = begins + if ends { WORD_END } else { 0 };
            if best.is_none_or(|(_, so_far)| points > so_far) {
                best = Some((at, points));
            }
            if at == 0 {
                break; // Nothing further on is better.
            }
            from = at + 1;
        }
        best
    }

    /// After punctuation, or a hump as in `PowerUser`.
    fn is_word_beginning(self, text: &str, at: usize) -> bool {
        let before = text.as_bytes()[at - 1];
        if before.is_ascii_punctuation() || before == b' ' {
            return true;
        }
        // Folding to lower case nearly never changes the length of a text; if it did, the hump is not seen.
        let cased = self.cased.as_bytes();
        self.cased.len() == self.lower.len()
            && cased[at].is_ascii_uppercase()
            && (cased[at - 1].is_ascii_lowercase() || cased[at - 1].is_ascii_digit())
    }
}

/// Fields hold a few dozen bytes: too little for a searcher with tables to pay off.
fn find_bytes(text: &[u8], word: &[u8]) -> Option<usize> {
    let (first, rest) = word.split_first()?;
    let last_start = text.len().checked_sub(word.len())?;
    (0..=last_start).find(|&at| text[at] == *first && text[at + 1..].starts_with(rest))
}

fn is_subsequence(word: &str, text: &str) -> bool {
    if word.is_ascii() {
        let mut bytes = text.bytes();
        word.bytes().all(|wanted| bytes.any(|b| b == wanted))
    } else {
        let mut chars = text.chars();
        word.chars().all(|wanted| chars.any(|c| c == wanted))
    }
}

/// The fuzzy matcher, for scattered letters.
pub(super) struct Scatter {
    matcher: SkimMatcherV2,
}

impl Scatter {
    pub(super) fn new() -> Self {
        // Both sides are folded alike already.
        Self { matcher: SkimMatcherV2::default().respect_case() }
    }

    /// The points of a word that is scattered over the field.
    pub(super) fn points(&self, field: Field<'_>, word: &Word) -> u32 {
        let score = self.matcher.fuzzy_match(field.text_for(word), &word.text).unwrap_or(0);
        // A letter gets 16 and up to 16 more where it stands well.
        let letters = i64::try_from(word.text.len()).unwrap_or(i64::MAX).max(1);
        let points = score.max(0) * i64::from(SCATTERED) / (32 * letters);
        u32::try_from(points).unwrap_or(SCATTERED).min(SCATTERED)
    }

    /// Which characters of the field (folded, counted in `char`s) the letters are.
    pub(super) fn positions(&self, field: Field<'_>, word: &Word) -> Vec<usize> {
        let text: Vec<char> = field.text_for(word).chars().collect();
        let found = self
            .matcher
            .fuzzy_indices(field.text_for(word), &word.text)
            .map(|(_, positions)| positions)
            .unwrap_or_default();
        let spells = found.windows(2).all(|pair| pair[0] < pair[1])
            && found.iter().map(|at| text.get(*at).copied()).eq(word.text.chars().map(Some));
        if spells { found } else { first_positions(&text, &word.text) }
    }
}

/// The first place of each letter after the one before.
fn first_positions(text: &[char], word: &str) -> Vec<usize> {
    let mut from = 0;
    word.chars()
        .map_while(|wanted| {
            let at = from + text[from..].iter().position(|c| *c == wanted)?;
            from = at + 1;
            Some(at)
        })
        .collect()
}
