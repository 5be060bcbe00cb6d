//! The table of everything that a key can do.

use super::{Action, ActionRow, Context};

const ALWAYS: &[Context] = &[Context::Always];
const GLOBAL: &[Context] = &[Context::Global];
const LIST: &[Context] = &[Context::List];
const PAGES: &[Context] = &[Context::List, Context::FilterLine, Context::Menu, Context::Form];
const FORM: &[Context] = &[Context::Form];
const LIST_AND_FILTER: &[Context] = &[Context::List, Context::FilterLine, Context::Menu];
const PANES: &[Context] = &[Context::Sessions, Context::Profiles, Context::Accounts];
const FILTER_LINE: &[Context] = &[Context::FilterLine];
const SIGN_IN: &[Context] = &[Context::SignIn];
const ADDRESS_LINE: &[Context] = &[Context::AddressLine];
const SESSIONS_AND_PROFILES: &[Context] = &[Context::Sessions, Context::Profiles];
const MENU: &[Context] = &[Context::Menu];
const COMPLETION: &[Context] = &[Context::Completion];
const ANSWER: &[Context] = &[Context::Menu, Context::Prompt, Context::Form];
const CHANGE: &[Context] = &[Context::Change];
const TEXT: &[Context] = &[Context::Text];
const CONFIRM: &[Context] = &[Context::Confirm];

/// Every action, in the order of [`Action`] and of the help.
pub const ACTIONS: &[ActionRow] = &[
    // anywhere
    ActionRow {
        action: Action::QuitNow,
        id: "quit-now",
        title: "quit",
        help: "Quit at once, wherever you are.",
        contexts: ALWAYS,
        keys: &["ctrl-c"],
        footer: None,
    },
    ActionRow {
        action: Action::Quit,
        id: "quit",
        title: "quit",
        help: "Close this window, or quit.",
        contexts: GLOBAL,
        keys: &["q"],
        footer: Some(95),
    },
    ActionRow {
        action: Action::Suspend,
        id: "suspend",
        title: "suspend",
        help: "Back to the shell until you type fg.",
        contexts: ALWAYS,
        keys: &["ctrl-z"],
        footer: None,
    },
    ActionRow {
        action: Action::Help,
        id: "help",
        title: "help",
        help: "Show what every key does.",
        contexts: GLOBAL,
        keys: &["?"],
        footer: Some(90),
    },
    ActionRow {
        action: Action::Messages,
        id: "messages",
        title: "messages",
        help: "Read past messages again.",
        contexts: GLOBAL,
        keys: &["!"],
        footer: None,
    },
    ActionRow {
        action: Action::Palette,
        id: "palette",
        title: "palette",
        help: "Find any action by its name, and do it.",
        contexts: GLOBAL,
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
    // moving in a list
    ActionRow {
        action: Action::Down,
        id: "down",
        title: "down",
        help: "Move down.",
        contexts: LIST_AND_FILTER,
        keys: &["j", "down", "ctrl-n", "ctrl-j"],
        footer: None,
    },
    ActionRow {
        action: Action::Up,
        id: "up",
        title: "up",
        help: "Move up.",
        contexts: LIST_AND_FILTER,
        keys: &["k", "up", "ctrl-p", "ctrl-k"],
        footer: None,
    },
    ActionRow {
        action: Action::HalfPageDown,
        id: "half-page-down",
        title: "half page down",
        help: "Move down by half a page.",
        contexts: LIST,
        keys: &["ctrl-d"],
        footer: None,
    },
    ActionRow {
        action: Action::HalfPageUp,
        id: "half-page-up",
        title: "half page up",
        help: "Move up by half a page.",
        contexts: LIST,
        keys: &["ctrl-u"],
        footer: None,
    },
    ActionRow {
        action: Action::PageDown,
        id: "page-down",
        title: "page down",
        help: "Move down by a page.",
        contexts: PAGES,
        keys: &["pagedown"],
        footer: None,
    },
    ActionRow {
        action: Action::PageUp,
        id: "page-up",
        title: "page up",
        help: "Move up by a page.",
        contexts: PAGES,
        keys: &["pageup"],
        footer: None,
    },
    ActionRow {
        action: Action::Top,
        id: "top",
        title: "top",
        help: "Go to the first row.",
        contexts: LIST,
        keys: &["g g", "home"],
        footer: None,
    },
    ActionRow {
        action: Action::Bottom,
        id: "bottom",
        title: "bottom",
        help: "Go to the last row.",
        contexts: LIST,
        keys: &["G", "end"],
        footer: None,
    },
    ActionRow {
        action: Action::NextPane,
        id: "next-pane",
        title: "next pane",
        help: "Go to the next pane.",
        contexts: PANES,
        keys: &["tab"],
        footer: Some(60),
    },
    ActionRow {
        action: Action::PreviousPane,
        id: "previous-pane",
        title: "previous pane",
        help: "Go to the pane before.",
        contexts: PANES,
        keys: &["shift-tab"],
        footer: None,
    },
    ActionRow {
        action: Action::SessionsPane,
        id: "sessions-pane",
        title: "sessions",
        help: "Go to the sessions.",
        contexts: PANES,
        keys: &["1"],
        footer: None,
    },
    ActionRow {
        action: Action::ProfilesPane,
        id: "profiles-pane",
        title: "profiles",
        help: "Go to the profiles.",
        contexts: PANES,
        keys: &["2"],
        footer: None,
    },
    ActionRow {
        action: Action::AccountsPane,
        id: "accounts-pane",
        title: "accounts",
        help: "Go to the accounts and roles.",
        contexts: PANES,
        keys: &["3"],
        footer: None,
    },
    ActionRow {
        action: Action::Open,
        id: "open",
        title: "open",
        help: "Open the account, or go to the pane at the right.",
        contexts: PANES,
        keys: &["right"],
        footer: None,
    },
    ActionRow {
        action: Action::Close,
        id: "close",
        title: "close",
        help: "Close the account, or go to the pane at the left.",
        contexts: PANES,
        keys: &["left"],
        footer: None,
    },
    ActionRow {
        action: Action::DetailDown,
        id: "detail-down",
        title: "detail down",
        help: "Scroll the detail down.",
        contexts: PANES,
        keys: &["J", "ctrl-e"],
        footer: None,
    },
    ActionRow {
        action: Action::DetailUp,
        id: "detail-up",
        title: "detail up",
        help: "Scroll the detail up.",
        contexts: PANES,
        keys: &["K", "ctrl-y"],
        footer: None,
    },
    // work
    ActionRow {
        action: Action::Filter,
        id: "filter",
        title: "filter",
        help: "Type a few letters to find a row: part of a name, an account id, a role. A blank between words means both.",
        contexts: PANES,
        keys: &["/"],
        footer: Some(40),
    },
    ActionRow {
        action: Action::SignIn,
        id: "sign-in",
        title: "sign in",
        help: "Sign in to the session of the selected row, or of all marked rows.",
        contexts: PANES,
        keys: &["l"],
        footer: Some(10),
    },
    ActionRow {
        action: Action::SignInAll,
        id: "sign-in-all",
        title: "sign in everywhere",
        help: "Sign in to every session that needs it, one browser tab at a time.",
        contexts: PANES,
        keys: &["A"],
        footer: None,
    },
    ActionRow {
        action: Action::SignOut,
        id: "sign-out",
        title: "sign out",
        help: "Sign out of the session, here and at AWS.",
        contexts: PANES,
        keys: &["L"],
        footer: Some(55),
    },
    ActionRow {
        action: Action::SignInAnew,
        id: "sign-in-anew",
        title: "new session",
        help: "Sign out, then in: a session with its full time, and with permissions that were added since.",
        contexts: PANES,
        keys: &["R"],
        footer: None,
    },
    ActionRow {
        action: Action::Use,
        id: "use",
        title: "use",
        help: "Use this profile: copy the line that sets AWS_PROFILE. On an account: open or close it.",
        contexts: PANES,
        keys: &["enter"],
        footer: Some(30),
    },
    ActionRow {
        action: Action::CopyLine,
        id: "copy-line",
        title: "copy line",
        help: "Copy the line that sets AWS_PROFILE in your shell.",
        contexts: PANES,
        keys: &["c"],
        footer: Some(20),
    },
    ActionRow {
        action: Action::CopyMenu,
        id: "copy-menu",
        title: "copy menu",
        help: "Choose what to copy: lines for other shells, ids, ARNs, snippets for other tools.",
        contexts: PANES,
        keys: &["C"],
        footer: None,
    },
    ActionRow {
        action: Action::CopyName,
        id: "copy-name",
        title: "copy name",
        help: "Copy the name.",
        contexts: PANES,
        keys: &["y"],
        footer: Some(25),
    },
    ActionRow {
        action: Action::Reload,
        id: "reload",
        title: "reload",
        help: "Read the files again, or ask AWS for accounts and roles again.",
        contexts: PANES,
        keys: &["r"],
        footer: Some(50),
    },
    ActionRow {
        action: Action::Mark,
        id: "mark",
        title: "mark",
        help: "Mark this row, or take its mark off.",
        contexts: PANES,
        keys: &["space"],
        footer: Some(45),
    },
    ActionRow {
        action: Action::MarkAll,
        id: "mark-all",
        title: "mark all",
        help: "Mark all rows that are shown, or take their marks off.",
        contexts: PANES,
        keys: &["a"],
        footer: None,
    },
    ActionRow {
        action: Action::MarkRange,
        id: "mark-range",
        title: "mark range",
        help: "Start a range here; again at its other end marks all between.",
        contexts: PANES,
        keys: &["v"],
        footer: None,
    },
    ActionRow {
        action: Action::Pin,
        id: "pin",
        title: "pin",
        help: "Pin this profile, or all marked ones, to the top of the list, or take the pin out.",
        contexts: &[Context::Profiles],
        keys: &["f"],
        footer: None,
    },
    ActionRow {
        action: Action::Sort,
        id: "sort",
        title: "sort",
        help: "Sort the profiles by name, account, session, time left, last use, or as they stand in the file.",
        contexts: &[Context::Profiles],
        keys: &["s"],
        footer: None,
    },
    // using a profile
    ActionRow {
        action: Action::Console,
        id: "console",
        title: "console",
        help: "Open the AWS console as this role in the browser.",
        contexts: PANES,
        keys: &["o"],
        footer: Some(35),
    },
    ActionRow {
        action: Action::WhoAmI,
        id: "who-am-i",
        title: "who am I",
        help: "Ask AWS who this profile is: account, ARN, user.",
        contexts: PANES,
        keys: &["w"],
        footer: None,
    },
    ActionRow {
        action: Action::RunShell,
        id: "shell",
        title: "shell",
        help: "Start a shell with this profile; its end comes back here.",
        contexts: PANES,
        keys: &["x"],
        footer: None,
    },
    // the config file
    ActionRow {
        action: Action::Edit,
        id: "edit",
        title: "edit",
        help: "Change a setting of this profile or session, or of all marked profiles.",
        contexts: SESSIONS_AND_PROFILES,
        keys: &["e"],
        footer: None,
    },
    ActionRow {
        action: Action::Rename,
        id: "rename",
        title: "rename",
        help: "Rename this profile or session; what refers to it follows.",
        contexts: SESSIONS_AND_PROFILES,
        keys: &["m"],
        footer: None,
    },
    ActionRow {
        action: Action::Delete,
        id: "delete",
        title: "delete",
        help: "Take this profile, or all marked profiles, out of the config file.",
        contexts: SESSIONS_AND_PROFILES,
        keys: &["d"],
        footer: None,
    },
    ActionRow {
        action: Action::Undo,
        id: "undo",
        title: "undo",
        help: "Take back the last change to the config file.",
        contexts: PANES,
        keys: &["u"],
        footer: None,
    },
    ActionRow {
        action: Action::Populate,
        id: "populate",
        title: "populate",
        help: "Make a profile for every account and role of the session.",
        contexts: PANES,
        keys: &["p"],
        footer: Some(42),
    },
    ActionRow {
        action: Action::New,
        id: "new",
        title: "new",
        help: "Add a session, or profiles for roles that you choose.",
        contexts: PANES,
        keys: &["n"],
        footer: Some(43),
    },
    ActionRow {
        action: Action::Migrate,
        id: "migrate",
        title: "migrate",
        help: "Turn legacy profiles, and what other tools left, into profiles of a session: all, or those that are marked.",
        contexts: PANES,
        keys: &["M"],
        footer: None,
    },
    ActionRow {
        action: Action::OpenConfig,
        id: "open-config",
        title: "open config",
        help: "Open the config file in your editor ($VISUAL, $EDITOR).",
        contexts: PANES,
        keys: &["E"],
        footer: None,
    },
    ActionRow {
        action: Action::Doctor,
        id: "doctor",
        title: "doctor",
        help: "Look for what is wrong with files, environment, caches, network and access, and say what to do.",
        contexts: PANES,
        keys: &["D"],
        footer: None,
    },
    // in the filter line
    ActionRow {
        action: Action::AcceptFilter,
        id: "accept-filter",
        title: "keep",
        help: "Keep the filter and go back to the rows.",
        contexts: FILTER_LINE,
        keys: &["enter"],
        footer: Some(10),
    },
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
        contexts: MENU,
        keys: &["tab"],
        footer: Some(20),
    },
    ActionRow {
        action: Action::NextField,
        id: "next-field",
        title: "next",
        help: "Go to the next field.",
        contexts: FORM,
        keys: &["tab"],
        footer: Some(20),
    },
    ActionRow {
        action: Action::PreviousField,
        id: "previous-field",
        title: "previous",
        help: "Go to the field before.",
        contexts: FORM,
        keys: &["shift-tab"],
        footer: None,
    },
    // while candidates are offered
    ActionRow {
        action: Action::TakeCandidate,
        id: "take-candidate",
        title: "take",
        help: "Take the value that is offered: the chosen one, or the first.",
        contexts: COMPLETION,
        keys: &["right"],
        footer: Some(15),
    },
    ActionRow {
        action: Action::NextCandidate,
        id: "next-candidate",
        title: "choose",
        help: "Choose the next of the values that are offered, or go to the next field.",
        contexts: FORM,
        keys: &["down", "ctrl-n"],
        footer: Some(25),
    },
    ActionRow {
        action: Action::PreviousCandidate,
        id: "previous-candidate",
        title: "previous",
        help: "Choose the one before of the values that are offered, or go to the field before.",
        contexts: FORM,
        keys: &["up", "ctrl-p"],
        footer: None,
    },
    // in the window of a change
    ActionRow {
        action: Action::Apply,
        id: "apply",
        title: "write it",
        help: "Write the change to the config file.",
        contexts: CHANGE,
        keys: &["enter", "y"],
        footer: Some(10),
    },
    // in the window of a text
    ActionRow {
        action: Action::CopyShown,
        id: "copy-shown",
        title: "copy",
        help: "Copy what the window shows: the ARN, or the link.",
        contexts: TEXT,
        keys: &["y", "c"],
        footer: Some(10),
    },
    // where a yes or no is asked for
    ActionRow {
        action: Action::Yes,
        id: "yes",
        title: "yes",
        help: "Yes, do it.",
        contexts: CONFIRM,
        keys: &["y"],
        footer: Some(10),
    },
    ActionRow {
        action: Action::No,
        id: "no",
        title: "no",
        help: "No, leave it.",
        contexts: CONFIRM,
        keys: &["n"],
        footer: Some(20),
    },
    // in the sign-in window
    ActionRow {
        action: Action::CopyCode,
        id: "copy-code",
        title: "copy code",
        help: "Copy the code, or the address of the page.",
        contexts: SIGN_IN,
        keys: &["y"],
        footer: Some(10),
    },
    ActionRow {
        action: Action::OpenBrowser,
        id: "open-browser",
        title: "open browser",
        help: "Open the page in the browser again.",
        contexts: SIGN_IN,
        keys: &["o"],
        footer: Some(20),
    },
    ActionRow {
        action: Action::Background,
        id: "background",
        title: "in background",
        help: "Close this window; signing in goes on.",
        contexts: SIGN_IN,
        keys: &["enter", "b"],
        footer: Some(30),
    },
    ActionRow {
        action: Action::NextSignIn,
        id: "next-sign-in",
        title: "next sign-in",
        help: "Look at the next sign-in under way.",
        contexts: SIGN_IN,
        keys: &["tab"],
        footer: Some(40),
    },
    ActionRow {
        action: Action::OtherWay,
        id: "other-way",
        title: "other way",
        help: "Sign in the other way: by device code, or with the browser.",
        contexts: SIGN_IN,
        keys: &["m"],
        footer: Some(35),
    },
    ActionRow {
        action: Action::TypeAddress,
        id: "type-address",
        title: "type address",
        help: "Type the address at which a browser on another machine ended. Pasting it works without this key, too.",
        contexts: SIGN_IN,
        keys: &["p"],
        footer: Some(32),
    },
    // while typing the address where a browser ended
    ActionRow {
        action: Action::SendAddress,
        id: "send-address",
        title: "sign in",
        help: "Sign in with it.",
        contexts: ADDRESS_LINE,
        keys: &["enter"],
        footer: Some(10),
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::footer;

    #[test]
    fn the_table_is_in_the_order_of_the_variants() {
        for (index, row) in ACTIONS.iter().enumerate() {
            assert_eq!(row.action as usize, index, "{}", row.id);
            assert_eq!(row.action.row().id, row.id);
        }
        assert_eq!(ACTIONS.len(), Action::SendAddress as usize + 1, "the last variant has a row");
    }

    #[test]
    fn ids_are_unique_and_kebab_case() {
        for row in ACTIONS {
            assert_eq!(Action::from_id(row.id), Some(row.action), "{} is used twice", row.id);
            assert!(row.id.split('-').all(|word| !word.is_empty()), "{}", row.id);
            assert!(row.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", row.id);
        }
        assert_eq!(Action::from_id("no-such-action"), None);
    }

    #[test]
    fn every_row_says_something_and_works_somewhere() {
        for row in ACTIONS {
            assert!(!row.contexts.is_empty() && !row.keys.is_empty(), "{}", row.id);
            assert!(row.title.chars().count() <= 20, "{} is long for a footer", row.title);
            assert!(row.help.ends_with('.'), "{} wants a sentence", row.id);
        }
    }

    #[test]
    fn every_context_falls_back_to_always_and_starts_with_itself() {
        for context in Context::ALL {
            let chain = context.with_fallbacks();
            assert_eq!(chain.first(), Some(&context));
            assert_eq!(chain.last(), Some(&Context::Always));
        }
    }

    #[test]
    fn the_footer_is_ordered_and_fits_its_context() {
        let ids = |context| footer(context).iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(&ids(Context::Profiles)[..2], ["sign-in", "copy-line"]);
        assert_eq!(ids(Context::FilterLine), ["accept-filter", "back"]);
        assert_eq!(
            ids(Context::SignIn),
            [
                "copy-code",
                "open-browser",
                "background",
                "type-address",
                "other-way",
                "next-sign-in",
                "back",
                "help",
                "quit"
            ]
        );
        assert_eq!(ids(Context::AddressLine), ["send-address", "back"]);
    }
}
