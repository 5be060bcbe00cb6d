//! The table of everything that a key can do.

/// Something that the user can do. Its row in [`ACTIONS`] says the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    // anywhere
    QuitNow,
    Quit,
    Suspend,
    Help,
    Messages,
    Back,
    // moving in a list
    Down,
    Up,
    HalfPageDown,
    HalfPageUp,
    PageDown,
    PageUp,
    Top,
    Bottom,
    NextPane,
    PreviousPane,
    SessionsPane,
    ProfilesPane,
    AccountsPane,
    Open,
    Close,
    // work
    Filter,
    SignIn,
    SignInAll,
    SignOut,
    Use,
    CopyLine,
    CopyName,
    Reload,
    Mark,
    MarkAll,
    MarkRange,
    // in the filter line
    AcceptFilter,
    // in the sign-in window
    CopyCode,
    OpenBrowser,
    Background,
    NextSignIn,
}

/// Where a key is pressed. A context falls back to wider ones ([`Context::with_fallbacks`]); the text being
/// edited takes what is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Context {
    /// Everywhere, also while typing.
    Always,
    /// Everywhere but while typing.
    Global,
    /// Any list or scrollable text.
    List,
    Sessions,
    Profiles,
    Accounts,
    /// Typing a filter.
    FilterLine,
    /// The window of a sign-in.
    SignIn,
}

impl Context {
    /// Every context.
    pub const ALL: [Self; 8] = [
        Self::Always,
        Self::Global,
        Self::List,
        Self::Sessions,
        Self::Profiles,
        Self::Accounts,
        Self::FilterLine,
        Self::SignIn,
    ];

    /// The context and those that are asked after it, the narrowest first.
    pub fn with_fallbacks(self) -> &'static [Self] {
        match self {
            Self::Always => &[Self::Always],
            Self::Global => &[Self::Global, Self::Always],
            Self::List => &[Self::List, Self::Global, Self::Always],
            Self::Sessions => &[Self::Sessions, Self::List, Self::Global, Self::Always],
            Self::Profiles => &[Self::Profiles, Self::List, Self::Global, Self::Always],
            Self::Accounts => &[Self::Accounts, Self::List, Self::Global, Self::Always],
            Self::FilterLine => &[Self::FilterLine, Self::Always],
            Self::SignIn => &[Self::SignIn, Self::Global, Self::Always],
        }
    }

    /// Whether text may be typed in it. There a plain character is text, and only other keys are bound.
    pub fn is_typing(self) -> bool {
        matches!(self, Self::Always | Self::FilterLine)
    }
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct ActionRow {
    pub action: Action,
    /// Its name in `[keys]` of the settings: `sign-in`.
    pub id: &'static str,
    /// One or two words for the footer: `sign in`.
    pub title: &'static str,
    /// A line for the help.
    pub help: &'static str,
    /// Where it works.
    pub contexts: &'static [Context],
    /// Its default keys as settings write them: `l`, `ctrl-r`, `g g`. The first one is shown in the footer.
    /// Those that are plain characters do not count in contexts where text is typed.
    pub keys: &'static [&'static str],
    /// Its place in the footer, lowest first; `None` keeps it out.
    pub footer: Option<u8>,
}

impl Action {
    /// What the table says about it.
    pub fn row(self) -> &'static ActionRow {
        // A test holds the table to the order of the variants.
        &ACTIONS[self as usize]
    }

    /// The action with this id, as settings name it.
    pub fn from_id(id: &str) -> Option<Self> {
        ACTIONS.iter().find(|row| row.id == id).map(|row| row.action)
    }
}

/// The rows for the footer while `context` is the narrowest one, in their order there. Fallbacks count.
pub fn footer(context: Context) -> Vec<&'static ActionRow> {
    let contexts = context.with_fallbacks();
    let mut rows: Vec<(u8, &ActionRow)> = ACTIONS
        .iter()
        .filter(|row| row.contexts.iter().any(|context| contexts.contains(context)))
        .filter_map(|row| row.footer.map(|place| (place, row)))
        .collect();
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).collect()
}

const ALWAYS: &[Context] = &[Context::Always];
const GLOBAL: &[Context] = &[Context::Global];
const LIST: &[Context] = &[Context::List];
const LIST_AND_FILTER: &[Context] = &[Context::List, Context::FilterLine];
const PANES: &[Context] = &[Context::Sessions, Context::Profiles, Context::Accounts];
const FILTER_LINE: &[Context] = &[Context::FilterLine];
const SIGN_IN: &[Context] = &[Context::SignIn];

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
        action: Action::Back,
        id: "back",
        title: "back",
        help: "Take back one step: a half-typed key, the filter, the marks, a window. Never quits.",
        contexts: &[Context::Global, Context::FilterLine],
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
        contexts: LIST_AND_FILTER,
        keys: &["pagedown"],
        footer: None,
    },
    ActionRow {
        action: Action::PageUp,
        id: "page-up",
        title: "page up",
        help: "Move up by a page.",
        contexts: LIST_AND_FILTER,
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
        action: Action::Use,
        id: "use",
        title: "use",
        help: "Use this profile: in the shell that started ssotui, else copy the line for it.",
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
    // in the sign-in window
    ActionRow {
        action: Action::CopyCode,
        id: "copy-code",
        title: "copy code",
        help: "Copy the code.",
        contexts: SIGN_IN,
        keys: &["y"],
        footer: Some(20),
    },
    ActionRow {
        action: Action::OpenBrowser,
        id: "open-browser",
        title: "open browser",
        help: "Open the page in the browser again.",
        contexts: SIGN_IN,
        keys: &["o"],
        footer: Some(30),
    },
    ActionRow {
        action: Action::Background,
        id: "background",
        title: "in background",
        help: "Close this window; signing in goes on.",
        contexts: SIGN_IN,
        keys: &["enter", "b"],
        footer: Some(10),
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
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_variants() {
        for (index, row) in ACTIONS.iter().enumerate() {
            assert_eq!(row.action as usize, index, "{}", row.id);
            assert_eq!(row.action.row().id, row.id);
        }
        assert_eq!(ACTIONS.len(), Action::NextSignIn as usize + 1, "the last variant has a row");
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
            ["background", "copy-code", "open-browser", "next-sign-in", "back", "help", "quit"]
        );
    }
}
