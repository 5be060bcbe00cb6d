//! Several answers on one page: texts that are typed and choices that are switched.

use std::borrow::Cow;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use super::completion::Completion;
use super::line::Line;
use super::list::{Motion, Scroll};

/// Lines below the fields for what there is to say about the one with the cursor.
const HELP_LINES: u16 = 4;
/// More lines where values are offered there, too.
const OFFER_LINES: u16 = 2;

/// A question of a form. `K` names it.
#[derive(Debug, Clone)]
pub struct Field<K> {
    pub key: K,
    /// One or two words before the answer.
    pub label: &'static str,
    /// A sentence about it, shown while the cursor is on it.
    pub help: Cow<'static, str>,
    pub answer: Answer,
    /// What the answer can be, where that is known.
    pub completion: Completion,
    /// Why the answer cannot be taken.
    pub problem: Option<String>,
}

/// What stands in a field.
#[derive(Debug, Clone)]
pub enum Answer {
    Text(Line),
    /// One of these words.
    Choice {
        words: &'static [&'static str],
        chosen: usize,
    },
}

impl<K> Field<K> {
    pub fn text(key: K, label: &'static str, help: impl Into<Cow<'static, str>>, answer: &str) -> Self {
        Self::new(key, label, help.into(), Answer::Text(Line::for_value(answer)))
    }

    pub fn choice(key: K, label: &'static str, help: &'static str, words: &'static [&'static str]) -> Self {
        Self::new(key, label, help.into(), Answer::Choice { words, chosen: 0 })
    }

    fn new(key: K, label: &'static str, help: Cow<'static, str>, answer: Answer) -> Self {
        Self { key, label, help, answer, completion: Completion::default(), problem: None }
    }

    /// The same field, with values that are offered while one types.
    #[must_use]
    pub fn with_completion(mut self, completion: Completion) -> Self {
        self.completion = completion;
        self.rest();
        self
    }

    /// Nobody has typed here since: an empty field offers everything, any other has its answer.
    fn rest(&mut self) {
        match &self.answer {
            Answer::Text(line) if line.is_empty() => self.completion.follow(""),
            _ => self.completion.close(),
        }
    }

    /// What is wrong with the answer, unless it is just not typed to its end.
    pub fn shown_problem(&self) -> Option<&str> {
        self.problem.as_deref().filter(|_| !(self.completion.is_open() && self.completion.fits()))
    }

    /// What was typed, or the chosen word.
    pub fn answer(&self) -> &str {
        match &self.answer {
            Answer::Text(line) => line.text(),
            Answer::Choice { words, chosen } => words.get(*chosen).copied().unwrap_or_default(),
        }
    }
}

/// The fields, and the one with the cursor.
#[derive(Debug, Clone)]
pub struct Form<K> {
    pub fields: Vec<Field<K>>,
    pub cursor: usize,
    pub scroll: Scroll,
}

impl<K: PartialEq> Form<K> {
    pub fn new(fields: Vec<Field<K>>) -> Self {
        Self { fields, cursor: 0, scroll: Scroll::default() }
    }

    pub fn current(&self) -> Option<&Field<K>> {
        self.fields.get(self.cursor)
    }

    /// Puts an answer into a text field.
    pub(super) fn set(&mut self, key: &K, text: &str) {
        if let Some(Answer::Text(line)) = self.field_mut(key).map(|field| &mut field.answer) {
            *line = Line::for_value(text);
        }
        if let Some(field) = self.field_mut(key) {
            field.rest();
        }
    }

    /// Offers values in a field.
    pub(super) fn complete(&mut self, key: &K, completion: Completion) {
        if let Some(field) = self.field_mut(key) {
            field.completion = completion;
            field.rest();
        }
    }

    /// Where the fields stand in the room of the form, and where the help.
    pub fn areas(&self, area: Rect) -> [Rect; 2] {
        // Where the fields have to be scrolled, they have more need of the room.
        let help = if self.height() <= area.height { self.help_lines() } else { HELP_LINES };
        let help = help.min(area.height.saturating_sub(4));
        let fields = Rect { height: area.height - help, ..area };
        [fields, Rect { y: area.y + fields.height, height: help, ..area }]
    }

    /// The lines that it wants, with the help below.
    pub fn height(&self) -> u16 {
        u16::try_from(self.fields.len()).unwrap_or(u16::MAX).saturating_add(self.help_lines())
    }

    fn help_lines(&self) -> u16 {
        match self.fields.iter().any(|field| field.completion.is_known()) {
            true => HELP_LINES + OFFER_LINES,
            false => HELP_LINES,
        }
    }

    /// What stands in a field.
    pub fn answer(&self, key: &K) -> &str {
        self.field(key).map(Field::answer).unwrap_or_default()
    }

    /// Which word of a choice is chosen, counted from 0.
    pub fn chosen(&self, key: &K) -> usize {
        match self.field(key).map(|field| &field.answer) {
            Some(Answer::Choice { chosen, .. }) => *chosen,
            _ => 0,
        }
    }

    fn field(&self, key: &K) -> Option<&Field<K>> {
        self.fields.iter().find(|field| field.key == *key)
    }

    pub fn field_mut(&mut self, key: &K) -> Option<&mut Field<K>> {
        self.fields.iter_mut().find(|field| field.key == *key)
    }

    /// Takes all problems back.
    pub fn clear_problems(&mut self) {
        for field in &mut self.fields {
            field.problem = None;
        }
    }

    /// Says why a field's answer cannot be taken.
    pub fn refuse(&mut self, key: &K, problem: impl Into<String>) {
        if let Some(field) = self.field_mut(key) {
            field.problem = Some(problem.into());
        }
    }

    /// To the first answer that cannot be taken, with nothing offered there that would hide why. Returns whether there is one.
    pub(super) fn go_to_problem(&mut self) -> bool {
        let Some(place) = self.fields.iter().position(|field| field.problem.is_some()) else { return false };
        self.cursor = place;
        self.fields[place].completion.close();
        true
    }

    /// Takes the number of rows there are for fields, and keeps the cursor among them.
    pub(super) fn settle(&mut self, area: Rect) {
        let height = usize::from(self.areas(area)[0].height);
        self.scroll.settle(self.fields.len(), height);
        while self.cursor < self.scroll.offset() && self.scroll.go(Motion::Up) {}
        while height > 0 && self.cursor >= self.scroll.offset() + height && self.scroll.go(Motion::Down) {}
    }
}

/// What is done with a form whatever its questions are.
pub trait AnyForm {
    /// The text with the cursor, and what is offered for it.
    fn typing(&self) -> Option<(&Line, &Completion)>;
    fn typing_mut(&mut self) -> Option<(&mut Line, &mut Completion)>;
    /// Why the answer at the cursor cannot be taken.
    fn problem(&self) -> Option<&str>;
    /// To the next field, and from the last one to the first; or the other way.
    fn go(&mut self, forward: bool);
    /// The key edits the text or switches the choice. Returns whether the answer may have changed.
    fn key(&mut self, key: KeyEvent) -> bool;
    fn paste(&mut self, text: &str);
}

impl<K: PartialEq> AnyForm for Form<K> {
    fn typing(&self) -> Option<(&Line, &Completion)> {
        self.current().and_then(|field| match &field.answer {
            Answer::Text(line) => Some((line, &field.completion)),
            Answer::Choice { .. } => None,
        })
    }

    fn typing_mut(&mut self) -> Option<(&mut Line, &mut Completion)> {
        self.fields.get_mut(self.cursor).and_then(|field| match &mut field.answer {
            Answer::Text(line) => Some((line, &mut field.completion)),
            Answer::Choice { .. } => None,
        })
    }

    fn problem(&self) -> Option<&str> {
        self.current()?.problem.as_deref()
    }

    fn go(&mut self, forward: bool) {
        if let Some(field) = self.fields.get_mut(self.cursor) {
            field.rest();
        }
        let last = self.fields.len().saturating_sub(1);
        self.cursor = match forward {
            true if self.cursor >= last => 0,
            true => self.cursor + 1,
            false => self.cursor.checked_sub(1).unwrap_or(last),
        };
    }

    fn key(&mut self, key: KeyEvent) -> bool {
        if let Some((line, completion)) = self.typing_mut() {
            let before = line.text().to_owned();
            let changed = line.key(key);
            if line.text() != before {
                completion.follow(line.text());
            }
            return changed;
        }
        match self.fields.get_mut(self.cursor).map(|field| &mut field.answer) {
            Some(Answer::Choice { words, chosen }) => match key.code {
                KeyCode::Char(' ') | KeyCode::Right => {
                    *chosen = (*chosen + 1) % words.len().max(1);
                    true
                }
                KeyCode::Left => {
                    *chosen = chosen.checked_sub(1).unwrap_or(words.len().saturating_sub(1));
                    true
                }
                // The next word that begins so.
                KeyCode::Char(c) => {
                    let count = words.len();
                    let begins = |place: &usize| words[*place % count].starts_with(c);
                    let found = (*chosen + 1..=*chosen + count).find(begins);
                    *chosen = found.map_or(*chosen, |place| place % count);
                    found.is_some()
                }
                _ => false,
            },
            Some(Answer::Text(_)) | None => false,
        }
    }

    fn paste(&mut self, text: &str) {
        if let Some((line, completion)) = self.typing_mut() {
            line.paste(text);
            completion.follow(line.text());
        }
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyModifiers;

    use super::*;

    fn press(form: &mut Form<u8>, code: KeyCode) -> bool {
        form.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn choices_are_switched_and_texts_typed() {
        let mut form = Form::new(vec![
            Field::text(1, "name", "", "a"),
            Field::choice(2, "case", "", &["as it is", "lower", "upper", "ugly"]),
        ]);
        press(&mut form, KeyCode::Char('b'));
        assert_eq!(form.answer(&1), "ab");
        form.go(true);
        press(&mut form, KeyCode::Left);
        assert_eq!(form.answer(&2), "ugly");
        press(&mut form, KeyCode::Char('u'));
        assert_eq!((form.answer(&2), form.chosen(&2)), ("upper", 2));
        press(&mut form, KeyCode::Char(' '));
        press(&mut form, KeyCode::Right);
        assert_eq!(form.answer(&2), "as it is");
        assert!(!press(&mut form, KeyCode::Char('x')), "no word begins so");
        form.go(true);
        assert_eq!(form.cursor, 0);
        form.go(false);
        assert_eq!(form.cursor, 1);
    }

    #[test]
    fn the_cursor_stays_in_sight() {
        let mut form = Form::new((0..10u8).map(|key| Field::text(key, "x", "", "")).collect());
        form.go(false);
        let area = Rect::new(0, 0, 40, 6);
        form.settle(area);
        assert_eq!(form.scroll.offset(), 6);
        form.go(true);
        form.settle(area);
        assert_eq!(form.scroll.offset(), 0);
    }
}
