//! The footer: what can be done here, the most useful first, dropped whole where room is short.

use super::state::State;
use super::text::{counted, width};
use crate::keys::{self, Action, ActionRow, Context};

/// A key, what it does, and where it stands in the footer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    pub action: Action,
    pub key: String,
    pub title: &'static str,
    /// The first cell.
    pub x: u16,
    /// Cells of key and title with the blank between.
    pub width: u16,
}

/// The whole footer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Footer {
    /// Keys pressed so far, and how many rows are marked.
    pub left: String,
    pub hints: Vec<Hint>,
}

/// Cells between two hints.
const GAP: u16 = 2;

/// The footer at a width.
pub fn footer(state: &State, columns: u16) -> Footer {
    let mut parts = Vec::new();
    if !state.pending.is_empty() {
        let more = if state.ascii() { "..." } else { "…" };
        parts.push(format!("{} {more}", state.pending.words()));
    }
    if state.marked() > 0 && state.overlays.is_empty() {
        parts.push(format!("{} marked", counted(state.marked(), "row")));
    }
    let left = parts.join("  ");
    let begin = match width(&left) {
        0 => 1,
        cells => 1 + u16::try_from(cells).unwrap_or(u16::MAX).saturating_add(GAP),
    };
    let context = state.context();
    let mut hints: Vec<Hint> = keys::footer(context)
        .into_iter()
        .filter(|row| is_telling(state, context, row.action))
        .filter_map(|row| {
            let key = state.keymap.key_of(row.action)?;
            let title = title(context, row);
            let cells = u16::try_from(width(&key) + 1 + width(title)).ok()?;
            Some(Hint { action: row.action, key, title, x: 0, width: cells })
        })
        .collect();
    // The help is what the others are found by: it goes last, and last of all.
    let help = hints.iter().position(|hint| hint.action == Action::Help).map(|place| hints.remove(place));
    let reserved = help.as_ref().map_or(0, |hint| hint.width + GAP);
    let mut x = begin;
    let mut fitting = Vec::new();
    for mut hint in hints {
        let end = x.saturating_add(hint.width);
        if end.saturating_add(reserved) > columns {
            break;
        }
        hint.x = x;
        x = end + GAP;
        fitting.push(hint);
    }
    if let Some(mut hint) = help
        && x.saturating_add(hint.width) <= columns
    {
        hint.x = x;
        fitting.push(hint);
    }
    Footer { left, hints: fitting }
}

/// What goes without saying, or cannot be done here, is left out.
fn is_telling(state: &State, context: Context, action: Action) -> bool {
    let in_pane = matches!(context, Context::Sessions | Context::Profiles | Context::Accounts);
    match action {
        Action::Quit | Action::Help => true,
        _ if in_pane && state.is_empty() => action == Action::Reload,
        Action::Back if in_pane => state.marked() > 0 || state.line().is_some_and(|line| !line.is_empty()),
        Action::CopyLine => context != Context::Sessions,
        Action::Mark => context != Context::Accounts,
        Action::CopyCode | Action::OpenBrowser => {
            state.shown_sign_in().is_some_and(|(_, running)| running.approval.is_some())
        }
        Action::NextSignIn => state.sign_ins.running.len() > 1,
        _ => true,
    }
}

/// The table's word, or a more exact one for this place.
fn title(context: Context, row: &'static ActionRow) -> &'static str {
    match (context, row.action) {
        (Context::SignIn, Action::Back) => "cancel",
        (Context::FilterLine | Context::Sessions | Context::Profiles | Context::Accounts, Action::Back) => {
            "clear"
        }
        (Context::Sessions, Action::Use) => "accounts",
        (Context::List, Action::Back) => "close",
        (_, _) => row.title,
    }
}
