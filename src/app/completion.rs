//! What a field can hold, shown while it is typed. Nothing is taken unless a key asks for it.

use std::sync::Arc;

use crate::domain::suggest::{Candidate, Fit, suggest};

/// Longer lists help nobody to choose.
const MOST: usize = 100;

/// The candidates of a field, and those that go with what stands there.
#[derive(Debug, Clone, Default)]
pub struct Completion {
    candidates: Arc<[Candidate]>,
    /// Whether the field holds several, with commas between.
    several: bool,
    /// Those that are offered, the best first.
    shown: Vec<usize>,
    /// Whether what is typed goes with them, or is only near to them.
    fits: bool,
    /// Whether it is something typed that they go with, and not just everything.
    narrowed: bool,
    /// The row of those shown that Up and Down have come to.
    pub cursor: Option<usize>,
}

impl Completion {
    /// For a field with one value.
    pub fn of(candidates: Vec<Candidate>) -> Self {
        Self { candidates: candidates.into(), ..Self::default() }
    }

    /// For values with commas between.
    pub fn of_several(candidates: Vec<Candidate>) -> Self {
        Self { several: true, ..Self::of(candidates) }
    }

    /// For the value of a key of the config file.
    pub fn for_key(key: &str, candidates: Vec<Candidate>) -> Self {
        Self { several: key == "sso_registration_scopes", ..Self::of(candidates) }
    }

    /// Whether the field has any candidates.
    pub fn is_known(&self) -> bool {
        !self.candidates.is_empty()
    }

    /// Offers what goes with the text.
    pub fn follow(&mut self, text: &str) {
        let (before, part) = self.parts(text);
        let is_whole = |it: &Candidate| it.value.eq_ignore_ascii_case(part);
        self.cursor = None;
        self.narrowed = !part.is_empty();
        if self.candidates.iter().any(is_whole) {
            self.shown.clear();
            return;
        }
        let there: Vec<&str> = before.split(',').map(str::trim).collect();
        let found = suggest(part, &self.candidates);
        self.fits = found.first().is_some_and(|(fit, _)| *fit != Fit::Near);
        let is_new =
            |place: &usize| !self.several || !there.contains(&self.candidates[*place].value.as_str());
        self.shown = found.into_iter().map(|(_, place)| place).filter(is_new).take(MOST).collect();
    }

    /// Offers everything, whatever stands there.
    pub fn offer_all(&mut self) {
        self.shown = (0..self.candidates.len().min(MOST)).collect();
        self.fits = true;
        self.narrowed = false;
        self.cursor = None;
    }

    /// Offers nothing more.
    pub fn close(&mut self) {
        self.shown.clear();
        self.cursor = None;
    }

    /// Whether there is something to take.
    pub fn is_open(&self) -> bool {
        !self.shown.is_empty()
    }

    /// Whether one is singled out, by what is typed or by Up and Down. Where everything is offered, none is.
    pub fn has_choice(&self) -> bool {
        self.narrowed || self.cursor.is_some()
    }

    /// Whether what is offered goes with what is typed, and is not just near to it.
    pub fn fits(&self) -> bool {
        self.fits
    }

    /// To the next one that is offered, or the one before. Returns whether there was one; above the first is the text
    /// itself.
    pub fn go(&mut self, forward: bool) -> bool {
        let to = match (self.cursor, forward) {
            (None, true) => Some(0),
            (Some(place), true) => Some(place + 1),
            (None, false) => return false,
            (Some(place), false) => place.checked_sub(1),
        };
        let exists = to.is_none_or(|place| place < self.shown.len());
        if exists {
            self.cursor = to;
        }
        exists
    }

    /// What the text becomes with the chosen one, or else the best.
    pub fn taken(&self, text: &str) -> Option<String> {
        let place = self.shown.get(self.cursor.unwrap_or_default())?;
        let (before, _) = self.parts(text);
        Some(format!("{before}{}", self.candidates[*place].value))
    }

    /// The rows that fit into so many lines, with the chosen one among them: place, and what is offered.
    pub fn rows(&self, lines: usize) -> impl Iterator<Item = (usize, &Candidate)> {
        let first = (self.cursor.unwrap_or_default() + 1).saturating_sub(lines);
        let places = self.shown.iter().enumerate().skip(first).take(lines);
        places.map(|(row, place)| (row, &self.candidates[*place]))
    }

    /// How many are offered.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// What stays when a candidate is taken, and what it replaces.
    fn parts<'a>(&self, text: &'a str) -> (&'a str, &'a str) {
        let from = match self.several {
            true => text.rfind(',').map_or(0, |comma| comma + 1),
            false => 0,
        };
        let blanks = text[from..].len() - text[from..].trim_start().len();
        let (before, part) = text.split_at(from + blanks);
        (before, part.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(completion: &Completion) -> Vec<&str> {
        completion.rows(10).map(|(_, it)| it.value.as_str()).collect()
    }

    fn formats() -> Completion {
        Completion::of(["json", "text", "table"].map(|it| Candidate::new(it, "")).to_vec())
    }

    #[test]
    fn what_goes_with_the_text_is_offered_until_it_is_there() {
        let mut completion = formats();
        assert!(!completion.is_open(), "nothing before one types");
        completion.follow("t");
        assert_eq!(values(&completion), ["text", "table"]);
        assert!(completion.fits());
        assert_eq!(completion.taken("t").as_deref(), Some("text"));
        completion.follow("Text");
        assert!(!completion.is_open() && completion.taken("Text").is_none());
        completion.follow("jsno");
        assert_eq!((values(&completion), completion.fits()), (vec!["json"], false));
        completion.follow("");
        assert_eq!(completion.len(), 3);
    }

    #[test]
    fn up_and_down_choose_and_end_at_both_ends() {
        let mut completion = formats();
        completion.follow("t");
        assert!(!completion.go(false), "the text itself is on top");
        assert!(completion.go(true) && completion.go(true) && !completion.go(true));
        assert_eq!(completion.taken("t").as_deref(), Some("table"));
        assert_eq!(completion.rows(1).map(|(row, _)| row).collect::<Vec<_>>(), [1], "in sight");
        assert!(completion.go(false) && completion.go(false) && completion.cursor.is_none());
    }

    #[test]
    fn of_several_the_last_one_is_completed() {
        let mut completion = Completion::of_several(["a:b", "a:c"].map(|it| Candidate::new(it, "")).to_vec());
        completion.follow("a:b, a");
        assert_eq!(values(&completion), ["a:c"], "what is there is not offered again");
        assert_eq!(completion.taken("a:b, a").as_deref(), Some("a:b, a:c"));
        completion.follow("a:b,");
        assert_eq!(completion.taken("a:b,").as_deref(), Some("a:b,a:c"));
    }
}
