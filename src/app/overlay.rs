//! The windows that lie over the panes.

use super::list::Scroll;
use crate::domain::session::SessionId;

/// A window. The top one takes the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Overlay {
    /// The sign-in to a session, under way.
    SignIn(SessionId),
    Help(Scroll),
    /// Everything that was said.
    Messages(Scroll),
    /// A text to select with the mouse, where there is no clipboard. The title says what it is.
    Text {
        title: String,
        text: String,
    },
}

impl Overlay {
    pub fn scroll_mut(&mut self) -> Option<&mut Scroll> {
        match self {
            Self::Help(scroll) | Self::Messages(scroll) => Some(scroll),
            Self::SignIn(_) | Self::Text { .. } => None,
        }
    }
}
