//! A window that closes by itself takes the keys along that are on their way to it: whoever presses `y` to copy the code
//! just as the sign-in succeeds means neither the profile's name nor the answer to the next question.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::{SignedDuration, Timestamp};

use super::state::State;
use crate::keys::{Action, Context, Resolved, combination_of};

/// How long after it closed a key may still be meant for a window: nobody sees that it is gone and reacts any faster.
const GRACE: SignedDuration = SignedDuration::from_millis(250);

/// A window that has closed by itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct JustClosed {
    /// The narrowest context of the keys in it.
    context: Context,
    at: Timestamp,
}

impl State {
    /// The window on top is about to close without the user's doing.
    pub(super) fn closes_by_itself(&mut self) {
        self.just_closed = Some(JustClosed { context: self.context(), at: self.now });
    }

    /// The context of the window that has closed by itself a moment ago.
    pub(super) fn closed_context(&self) -> Option<Context> {
        let closed = self.just_closed?;
        // A clock that is set back must not hold keys back for long.
        (self.now.duration_since(closed.at).abs() < GRACE).then_some(closed.context)
    }

    /// Whether the key is for the window that has just closed by itself: it had a use there, and has another one or
    /// none here. What means the same everywhere is never held back.
    pub(super) fn is_for_closed_window(&self, key: KeyEvent) -> bool {
        let Some(context) = self.closed_context() else { return false };
        let is_text = matches!(key.code, KeyCode::Char(_))
            && !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT);
        if context.is_typing() && is_text {
            return true;
        }
        match self.keymap.resolve(context.with_fallbacks(), &[combination_of(key)]) {
            // It closes a window, and does something else without one.
            Resolved::Action(Action::Back) => true,
            // Whoever wants to leave is not held up.
            Resolved::Action(Action::Quit) => false,
            Resolved::Action(action) => action.row().contexts.contains(&context),
            Resolved::Pending | Resolved::Nothing => false,
        }
    }
}
