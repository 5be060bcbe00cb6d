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

/// Where a key is pressed. A context may fall back to a wider one; the text being edited takes what is left.
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
    /// Its default keys: `l`, `ctrl-r`, `g g`.
    pub keys: &'static [&'static str],
    /// Its place in the footer, lowest first; `None` keeps it out.
    pub footer: Option<u8>,
}

/// Every action.
pub const ACTIONS: &[ActionRow] = &[];
