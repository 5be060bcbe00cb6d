//! The state of a session in words and colour, the same in every pane.

use ratatui::style::Style;

use super::style::{Look, token_word};
use crate::app::State;
use crate::app::time_left;
use crate::domain::countdown;
use crate::domain::inventory::SessionEntry;
use crate::domain::progress::NotRenewed;
use crate::domain::token::TokenState;

/// What is shown of a session's token.
#[derive(Debug, Clone)]
pub struct Token {
    pub glyph: &'static str,
    pub word: &'static str,
    pub style: Style,
    /// How long it is still good, with its own style: it warns.
    pub left: Option<(String, Style)>,
}

impl Token {
    pub fn new(state: &State, look: &Look, entry: &SessionEntry) -> Self {
        if state.sign_ins.running.contains_key(&entry.session.id) {
            let style = look.theme.accent();
            return Self { glyph: look.spinner(), word: "signing in", style, left: None };
        }
        let token = state.token_state(entry);
        let trouble = state.upkeep.get(&entry.session.id).and_then(|upkeep| upkeep.trouble.as_ref());
        let left = entry.token.facts().filter(|_| token == TokenState::Valid).map(|facts| {
            let words = time_left::words(state.now, facts.expires_at, state.settings.reduced_motion);
            let warns = countdown::is_warning(countdown::seconds_left(state.now, facts.expires_at));
            (words, if warns { look.theme.warning() } else { look.theme.text() })
        });
        let glyph = look.token_glyph(token);
        match trouble {
            Some(NotRenewed::Offline(_)) => {
                Self { glyph, word: "offline", style: look.theme.warning(), left }
            }
            _ => Self { glyph, word: token_word(token), style: look.theme.token(token), left },
        }
    }

    /// The countdown where there is one, else the word: `● 7h 42m`, `○ expired`.
    pub fn short(&self) -> (&str, Style) {
        match &self.left {
            Some((words, style)) => (words, *style),
            None => (self.word, self.style),
        }
    }
}
