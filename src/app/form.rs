//! Several answers on one page: texts that are typed and choices that are switched.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use super::line::Line;
use super::list::{Motion, Scroll};

/// Lines below the fields for what there is to say about the one with the cursor.
const HELP_LINES: u16 = 4;

/// The lines that so many fields want, with the help below.
pub fn height(fields: usize) -> u16 {
    u16::try_from(fields).unwrap_or(u16::MAX).saturating_add(HELP_LINES)
}

/// Where the fields stand in the room of a form, and where the help.
pub fn areas(area: Rect) -> [Rect; 2] {
    let help = HELP_LINES.min(area.height.saturating_sub(4));
    let fields = Rect { height: area.height - help, ..area };
    [fields, Rect { y: area.y + fields.height, height: help, ..area }]
}

/// A question of a form. `K` names it.
#[derive(Debug, Clone)]
pub struct Field<K> {
    pub key: K,
    /// One or two words before the answer.
    pub label: &'static str,
    /// A sentence about it, shown while the cursor is on it.
    pub help: &'static str,
    pub answer: Answer,
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
    pub fn text(key: K, label: &'static str, help: &'static str, answer: &str) -> Self {
        Self { key, label, help, answer: Answer::Text(Line::for_value(answer)), problem: None }
    }

    pub fn choice(key: K, label: &'static str, help: &'static str, words: &'static [&'static str]) -> Self {
        Self { key, label, help, answer: Answer::Choice { words, chosen: 0 }, problem: None }
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

    /// To the next field, and from the last one to the first; or the other way.
    pub fn go(&mut self, forward: bool) {
        let last = self.fields.len().saturating_sub(1);
        self.cursor = match forward {
            true if self.cursor >= last => 0,
            true => self.cursor + 1,
            false => self.cursor.checked_sub(1).unwrap_or(last),
        };
    }

    /// The key edits the text or switches the choice. Returns whether the answer may have changed.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        match self.fields.get_mut(self.cursor).map(|field| &mut field.answer) {
            Some(Answer::Text(line)) => line.key(key),
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
            None => false,
        }
    }

    pub fn paste(&mut self, text: &str) {
        if let Some(Answer::Text(line)) = self.fields.get_mut(self.cursor).map(|field| &mut field.answer) {
            line.paste(text);
        }
    }

    /// Takes the number of rows there are for fields, and keeps the cursor among them.
    pub(super) fn settle(&mut self, area: Rect) {
        let height = usize::from(areas(area)[0].height);
        self.scroll.settle(self.fields.len(), height);
        while self.cursor < self.scroll.offset() && self.scroll.go(Motion::Up) {}
        while height > 0 && self.cursor >= self.scroll.offset() + height && self.scroll.go(Motion::Down) {}
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
