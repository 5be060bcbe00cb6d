//! Actions, and where keys for them are pressed. The table of all of them is in the `table` module.

use super::ACTIONS;

/// Something that the user can do. Its row in [`ACTIONS`] says the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    // work
    Filter,
    SignIn,
    SignInAll,
    SignOut,
    SignInAnew,
    Use,
    CopyLine,
    CopyMenu,
    CopyName,
    Reload,
    Mark,
    MarkAll,
    MarkRange,
    Pin,
    Sort,
    // using a profile
    Console,
    WhoAmI,
    RunShell,
    // the config file
    Edit,
    Rename,
    Delete,
    Undo,
    Populate,
    New,
    Migrate,
    OpenConfig,
    Doctor,
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
    DetailDown,
    DetailUp,
    // in the filter line
    AcceptFilter,
    // in a window with a line of text
    Accept,
    MarkItem,
    NextField,
    PreviousField,
    // while candidates are offered
    TakeCandidate,
    NextCandidate,
    PreviousCandidate,
    // in the window of a change
    Apply,
    // in the window of a text
    CopyShown,
    // where a yes or no is asked for
    Yes,
    No,
    // in the sign-in window
    CopyCode,
    OpenBrowser,
    Background,
    NextSignIn,
    OtherWay,
    TypeAddress,
    // while typing the address where a browser ended
    SendAddress,
    // anywhere
    QuitNow,
    Quit,
    Suspend,
    Help,
    Messages,
    Palette,
    Back,
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
    /// Typing the address where a browser ended.
    AddressLine,
    /// Choosing from a menu that narrows as one types.
    Menu,
    /// Typing an answer.
    Prompt,
    /// Filling in a form.
    Form,
    /// Typing where values are offered.
    Completion,
    /// The window of a change to the config file.
    Change,
    /// The window of a text.
    Text,
    /// A question to be answered with yes or no.
    Confirm,
}

impl Context {
    /// Every context.
    pub const ALL: [Self; 16] = [
        Self::Always,
        Self::Global,
        Self::List,
        Self::Sessions,
        Self::Profiles,
        Self::Accounts,
        Self::FilterLine,
        Self::SignIn,
        Self::AddressLine,
        Self::Menu,
        Self::Prompt,
        Self::Form,
        Self::Completion,
        Self::Change,
        Self::Text,
        Self::Confirm,
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
            Self::AddressLine => &[Self::AddressLine, Self::Always],
            Self::Menu => &[Self::Menu, Self::Always],
            Self::Prompt => &[Self::Prompt, Self::Always],
            Self::Form => &[Self::Form, Self::Always],
            Self::Completion => &[Self::Completion, Self::Form, Self::Always],
            Self::Change => &[Self::Change, Self::List, Self::Global, Self::Always],
            Self::Text => &[Self::Text, Self::List, Self::Global, Self::Always],
            Self::Confirm => &[Self::Confirm, Self::Global, Self::Always],
        }
    }

    /// Whether text may be typed in it. There a plain character is text, and only other keys are bound.
    pub fn is_typing(self) -> bool {
        matches!(
            self,
            Self::Always
                | Self::FilterLine
                | Self::AddressLine
                | Self::Menu
                | Self::Prompt
                | Self::Form
                | Self::Completion
        )
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
        // The table does not compile in another order than that of the variants.
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
