//! What is done in windows over the panes.

use super::ActionGroup;
use crate::keys::{Action, ActionRow, Context};

const ANSWER: &[Context] = &[Context::Menu, Context::Prompt, Context::Form];

/// Windows that want an answer, and those with something to read.
pub(super) const QUESTIONS: ActionGroup = ActionGroup {
    title: "In a window that asks",
    rows: &[
        // in a window with a line of text
        ActionRow {
            action: Action::Accept,
            id: "accept",
            title: "go on",
            help: "Take the answer, or the selected row.",
            contexts: ANSWER,
            keys: &["enter"],
            footer: Some(10),
        },
        ActionRow {
            action: Action::MarkItem,
            id: "mark-item",
            title: "mark",
            help: "Mark this row of a menu in which several can be chosen.",
            contexts: &[Context::Menu],
            keys: &["tab"],
            footer: Some(20),
        },
        ActionRow {
            action: Action::NextField,
            id: "next-field",
            title: "next",
            help: "Go to the next field.",
            contexts: &[Context::Form],
            keys: &["tab"],
            footer: Some(20),
        },
        ActionRow {
            action: Action::PreviousField,
            id: "previous-field",
            title: "previous",
            help: "Go to the field before.",
            contexts: &[Context::Form],
            keys: &["shift-tab"],
            footer: None,
        },
        // while candidates are offered
        ActionRow {
            action: Action::TakeCandidate,
            id: "take-candidate",
            title: "take",
            help: "Take the value that is offered: the chosen one, or the first.",
            contexts: &[Context::Completion],
            keys: &["right"],
            footer: Some(15),
        },
        ActionRow {
            action: Action::NextCandidate,
            id: "next-candidate",
            title: "choose",
            help: "Choose the next of the values that are offered, or go to the next field.",
            contexts: &[Context::Form],
            keys: &["down", "ctrl-n"],
            footer: Some(25),
        },
        ActionRow {
            action: Action::PreviousCandidate,
            id: "previous-candidate",
            title: "previous",
            help: "Choose the one before of the values that are offered, or go to the field before.",
            contexts: &[Context::Form],
            keys: &["up", "ctrl-p"],
            footer: None,
        },
        // in the window of a change
        ActionRow {
            action: Action::Apply,
            id: "apply",
            title: "write it",
            help: "Write the change to the config file.",
            contexts: &[Context::Change],
            keys: &["enter", "y"],
            footer: Some(10),
        },
        // in the window of a text
        ActionRow {
            action: Action::CopyShown,
            id: "copy-shown",
            title: "copy",
            help: "Copy what the window shows: the ARN, or the link.",
            contexts: &[Context::Text],
            keys: &["y", "c"],
            footer: Some(10),
        },
        // where a yes or no is asked for
        ActionRow {
            action: Action::Yes,
            id: "yes",
            title: "yes",
            help: "Yes, do it.",
            contexts: &[Context::Confirm],
            keys: &["y"],
            footer: Some(10),
        },
        ActionRow {
            action: Action::No,
            id: "no",
            title: "no",
            help: "No, leave it.",
            contexts: &[Context::Confirm],
            keys: &["n"],
            footer: Some(20),
        },
    ],
};

/// A sign-in under way.
pub(super) const SIGN_IN: ActionGroup = ActionGroup {
    title: "In the window of a sign-in",
    rows: &[
        ActionRow {
            action: Action::CopyCode,
            id: "copy-code",
            title: "copy code",
            help: "Copy the code, or the address of the page.",
            contexts: &[Context::SignIn],
            keys: &["y"],
            footer: Some(10),
        },
        ActionRow {
            action: Action::OpenBrowser,
            id: "open-browser",
            title: "open browser",
            help: "Open the page in the browser again.",
            contexts: &[Context::SignIn],
            keys: &["o"],
            footer: Some(20),
        },
        ActionRow {
            action: Action::Background,
            id: "background",
            title: "in background",
            help: "Close this window; signing in goes on.",
            contexts: &[Context::SignIn],
            keys: &["enter", "b"],
            footer: Some(30),
        },
        ActionRow {
            action: Action::NextSignIn,
            id: "next-sign-in",
            title: "next sign-in",
            help: "Look at the next sign-in under way.",
            contexts: &[Context::SignIn],
            keys: &["tab"],
            footer: Some(40),
        },
        ActionRow {
            action: Action::OtherWay,
            id: "other-way",
            title: "other way",
            help: "Sign in the other way: by device code, or with the browser.",
            contexts: &[Context::SignIn],
            keys: &["m"],
            footer: Some(35),
        },
        ActionRow {
            action: Action::TypeAddress,
            id: "type-address",
            title: "type address",
            help: "Type the address at which a browser on another machine ended. Pasting it works without this key, too.",
            contexts: &[Context::SignIn],
            keys: &["p"],
            footer: Some(32),
        },
    ],
};

/// The address where a browser ended.
pub(super) const ADDRESS: ActionGroup = ActionGroup {
    title: "While typing an address there",
    rows: &[ActionRow {
        action: Action::SendAddress,
        id: "send-address",
        title: "sign in",
        help: "Sign in with it.",
        contexts: &[Context::AddressLine],
        keys: &["enter"],
        footer: Some(10),
    }],
};
