//! A line of text that is typed: a filter, an answer.

use crossterm::event::{Event, KeyEvent};
use tui_input::Input;
use tui_input::InputRequest;
use tui_input::backend::crossterm::EventHandler;

/// In a filter: more than anybody types, less than what makes searching slow.
const LONGEST: usize = 256;
/// In an answer: longer than any value of a config file that is typed by hand.
const LONGEST_VALUE: usize = 4096;

/// A line of text and whether the keys go into it.
#[derive(Debug, Clone)]
pub struct Line {
    input: Input,
    pub editing: bool,
    longest: usize,
}

impl Default for Line {
    fn default() -> Self {
        Self { input: Input::default(), editing: false, longest: LONGEST }
    }
}

impl Line {
    /// A line for an answer, with one to begin with.
    pub fn for_value(text: &str) -> Self {
        let mut line = Self { editing: true, longest: LONGEST_VALUE, ..Self::default() };
        line.paste(text);
        line
    }

    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The cursor's column in the text, counted in cells.
    pub fn cursor_column(&self) -> usize {
        self.input.visual_cursor()
    }

    /// Whether the cursor stands behind the last letter.
    pub fn is_at_end(&self) -> bool {
        self.input.cursor() >= self.text().chars().count()
    }

    /// The part of the text around the cursor that fits into so many cells, and the cursor's column in it.
    pub fn seen(&self, cells: usize) -> (&str, usize) {
        let skipped = self.input.visual_scroll(cells);
        let mut taken = 0;
        let start = self.text().char_indices().find(|(_, c)| {
            let reached = taken >= skipped;
            taken += unicode_width::UnicodeWidthChar::width(*c).unwrap_or_default();
            reached
        });
        let text = start.map_or("", |(byte, _)| &self.text()[byte..]);
        (text, self.cursor_column().saturating_sub(skipped))
    }

    /// Lets the key edit the text. Returns whether the key meant anything.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        // A key may insert in many ways: with Shift, with AltGr, and what was cut out before.
        let before = self.input.clone();
        let meant = self.input.handle_event(&Event::Key(key)).is_some();
        if self.text().chars().count() > self.longest {
            self.input = before;
        }
        meant
    }

    /// Inserts pasted text: one line, without control characters.
    pub fn paste(&mut self, text: &str) {
        let room = self.longest.saturating_sub(self.text().chars().count());
        // Bounded before anything else: a paste may be megabytes.
        for c in text.trim().chars().filter_map(printable).take(room) {
            self.input.handle(InputRequest::InsertChar(c));
        }
    }

    pub fn set(&mut self, text: &str) {
        self.input = Input::default();
        self.paste(text);
    }

    pub fn clear(&mut self) {
        self.input.reset();
    }

    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }
}

/// Line breaks and tabs become blanks, other control characters go.
fn printable(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => Some(' '),
        c if c.is_control() => None,
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_text_is_one_clean_line() {
        let mut line = Line::default();
        line.paste("  pay\u{1b}[31m\r\nadmin\u{7}\t");
        assert_eq!(line.text(), "pay[31m admin");
        line.paste(&"x".repeat(10_000));
        assert_eq!(line.text().chars().count(), LONGEST);
    }

    #[test]
    fn a_full_line_takes_no_more_whatever_the_key() {
        use crossterm::event::{KeyCode, KeyModifiers};
        let mut line = Line::for_value("");
        line.longest = 4;
        let mut press = |code, modifiers| {
            line.key(KeyEvent::new(code, modifiers));
            line.text().to_owned()
        };
        for _ in 0..3 {
            press(KeyCode::Char('a'), KeyModifiers::NONE);
        }
        // Cut out and put back, and once more.
        press(KeyCode::Char('u'), KeyModifiers::CONTROL);
        press(KeyCode::Char('y'), KeyModifiers::CONTROL);
        assert_eq!(press(KeyCode::Char('y'), KeyModifiers::CONTROL), "aaa");
        assert_eq!(press(KeyCode::Char('B'), KeyModifiers::SHIFT), "aaaB");
        assert_eq!(press(KeyCode::Char('C'), KeyModifiers::SHIFT), "aaaB");
        assert_eq!(press(KeyCode::Char('@'), KeyModifiers::CONTROL | KeyModifiers::ALT), "aaaB");
        assert_eq!(press(KeyCode::Char('c'), KeyModifiers::NONE), "aaaB");
        assert_eq!(press(KeyCode::Backspace, KeyModifiers::NONE), "aaa");
    }
}
