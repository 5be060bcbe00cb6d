//! The line in which a filter is typed.

use crossterm::event::{Event, KeyEvent};
use tui_input::Input;
use tui_input::InputRequest;
use tui_input::backend::crossterm::EventHandler;

/// More than anybody types, less than what makes searching slow.
const LONGEST: usize = 256;

/// A line of text and whether the keys go into it.
#[derive(Debug, Clone, Default)]
pub struct Line {
    input: Input,
    pub editing: bool,
}

impl Line {
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// The cursor's column in the text, counted in cells.
    pub fn cursor_column(&self) -> usize {
        self.input.visual_cursor()
    }

    /// Lets the key edit the text. Returns whether the key meant anything.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        if self.full() && matches!(key.code, crossterm::event::KeyCode::Char(_)) && key.modifiers.is_empty() {
            return true;
        }
        self.input.handle_event(&Event::Key(key)).is_some()
    }

    /// Inserts pasted text: one line, without control characters.
    pub fn paste(&mut self, text: &str) {
        let room = LONGEST.saturating_sub(self.text().chars().count());
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

    fn full(&self) -> bool {
        self.text().chars().count() >= LONGEST
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
}
