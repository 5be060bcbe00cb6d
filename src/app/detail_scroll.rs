//! How far the detail pane is scrolled.

use std::cell::Cell;

use super::layout::Pane;
use super::state::State;

/// The first line that is shown. Where lines break only the view knows: it tells how many there are.
#[derive(Debug, Clone, Default)]
pub struct DetailScroll {
    offset: usize,
    /// What is explained: another selection is read from its beginning.
    about: Option<(Pane, String)>,
    lines: Cell<usize>,
    height: Cell<usize>,
}

impl DetailScroll {
    /// The first line to show, where there are so many and so much room.
    pub fn offset(&self, lines: usize, height: usize) -> usize {
        self.lines.set(lines);
        self.height.set(height);
        self.offset.min(lines.saturating_sub(height))
    }

    /// Moves by lines. Returns whether anything moved.
    pub(super) fn go(&mut self, lines: isize) -> bool {
        let last = self.lines.get().saturating_sub(self.height.get());
        let before = self.offset.min(last);
        self.offset = before.saturating_add_signed(lines).min(last);
        self.offset != before
    }
}

impl State {
    /// Goes back to the first line when something else is selected.
    pub(super) fn settle_detail(&mut self) {
        let about = match self.focus {
            Pane::Sessions => self.selected_session().map(|entry| entry.session.id.to_string()),
            Pane::Profiles => self.selected_profile().map(|profile| profile.name.to_string()),
            Pane::Accounts => self.tree().and_then(|tree| {
                let account = tree.selected_account()?;
                let role = tree.selected_role().map(|(_, role)| role.name.as_str()).unwrap_or_default();
                Some(format!("{} {role}", account.id))
            }),
        };
        let about = about.map(|name| (self.focus, name));
        if self.detail.about != about {
            self.detail = DetailScroll { about, ..DetailScroll::default() };
        }
    }

    /// Scrolls the detail pane.
    pub(super) fn scroll_detail(&mut self, lines: isize) {
        if self.areas().detail.is_empty() {
            return self.info("There is no room for the detail here: enlarge the window.");
        }
        if !self.detail.go(lines) {
            self.info(if lines > 0 { "The detail ends here." } else { "The detail begins here." });
        }
    }
}
