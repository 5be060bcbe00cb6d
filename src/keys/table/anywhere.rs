//! What is done anywhere.

use super::ActionGroup;
use crate::keys::{Action, ActionRow, Context};

/// Actions that work, or nearly so, in every place.
pub(super) const ANYWHERE: ActionGroup = ActionGroup {
    title: "Anywhere",
    rows: &[
        ActionRow {
            action: Action::QuitNow,
            id: "quit-now",
            title: "quit",
            help: "Quit at once, wherever you are.",
            contexts: &[Context::Always],
            keys: &["ctrl-c"],
            footer: None,
        },
        ActionRow {
            action: Action::Quit,
            id: "quit",
            title: "quit",
            help: "Close this window, or quit.",
            contexts: &[Context::Global],
            keys: &["q"],
            footer: Some(95),
        },
        ActionRow {
            action: Action::Suspend,
            id: "suspend",
            title: "suspend",
            help: "Back to the shell until you type fg.",
            contexts: &[Context::Always],
            keys: &["ctrl-z"],
            footer: None,
        },
        ActionRow {
            action: Action::Help,
            id: "help",
            title: "help",
            help: "Show what every key does.",
            contexts: &[Context::Global],
            keys: &["?"],
            footer: Some(90),
        },
        ActionRow {
            action: Action::Messages,
            id: "messages",
            title: "messages",
            help: "Read past messages again.",
            contexts: &[Context::Global],
            keys: &["!"],
            footer: None,
        },
        ActionRow {
            action: Action::Palette,
            id: "palette",
            title: "palette",
            help: "Find any action by its name, and do it.",
            contexts: &[Context::Global],
            keys: &[":"],
            footer: None,
        },
        ActionRow {
            action: Action::Back,
            id: "back",
            title: "back",
            help: "Take back one step: a half-typed key, the filter, the marks, a window. Never quits.",
            contexts: &[
                Context::Global,
                Context::FilterLine,
                Context::AddressLine,
                Context::Menu,
                Context::Prompt,
                Context::Form,
            ],
            keys: &["esc"],
            footer: Some(80),
        },
    ],
};
