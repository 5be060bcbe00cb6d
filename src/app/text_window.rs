//! The window of a text to be read, and to be taken along by a key or with the mouse.

use super::list::Scroll;
use super::msg::Effect;
use super::overlay::Overlay;
use super::state::State;
use super::text::{broken, visible, wrap_lines};

/// The window.
#[derive(Debug, Clone, Default)]
pub struct TextWindow {
    /// What the window is, in its frame.
    pub heading: &'static str,
    /// Says what the text is.
    pub title: String,
    pub text: String,
    /// What a key copies of it; `None` where there is no clipboard, or nothing that one should hold.
    pub copies: Option<Copies>,
    pub scroll: Scroll,
}

/// What can be copied of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copies {
    /// For the footer: `copy link`.
    pub title: &'static str,
    /// For the message: `the link`.
    pub what: String,
    pub text: String,
}

/// A line of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TextLine {
    Title(String),
    Text(String),
}

impl TextWindow {
    /// Its lines at a width: the title between words, the text as it is.
    pub fn lines(&self, columns: usize) -> Vec<TextLine> {
        let title = wrap_lines(&self.title, columns).into_iter().map(TextLine::Title);
        let blank = std::iter::once(TextLine::Text(String::new()));
        let text = self.text.split('\n').flat_map(|line| broken(&visible(line), columns));
        title.chain(blank).chain(text.map(TextLine::Text)).collect()
    }
}

impl State {
    /// Opens the window over what is there.
    pub(super) fn show_text(&mut self, window: TextWindow) {
        self.overlays.push(Overlay::Text(Box::new(window)));
    }

    /// What a key copies of the text on top.
    pub(super) fn copies(&self) -> Option<&Copies> {
        match self.overlays.last() {
            Some(Overlay::Text(window)) => window.copies.as_ref(),
            _ => None,
        }
    }

    pub(super) fn copy_shown(&mut self, effects: &mut Vec<Effect>) {
        match self.copies().cloned() {
            Some(Copies { what, text, .. }) => self.copy(text, what, effects),
            None => self.info("No key copies this: select it with the mouse."),
        }
    }
}
