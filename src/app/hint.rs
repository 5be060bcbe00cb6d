//! The footer: what can be done here, the most useful first, dropped whole where room is short.

use super::change::ChangePhase;
use super::menu::MenuPurpose;
use super::overlay::Overlay;
use super::state::{Phase, State};
use super::text::{counted, width};
use crate::domain::sign_in::SignInMethod;
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
            let title = title(state, context, row);
            let cells = u16::try_from(width(&key) + 1 + width(title)).ok()?;
            Some(Hint { action: row.action, key, title, x: 0, width: cells })
        })
        .collect();
    // The way back and the help, by which the others are found, go last, and last of all.
    let is_last = |hint: &Hint| matches!(hint.action, Action::Back | Action::Help);
    let mut last: Vec<Hint> = hints.extract_if(.., |hint| is_last(hint)).collect();
    let cells = |hints: &[Hint]| hints.iter().map(|hint| hint.width + GAP).sum::<u16>();
    // In a window the first key is what it is there for: rather that, and the way back, than the help.
    if let (Some(first), [_, help]) = (hints.first(), last.as_slice())
        && !state.overlays.is_empty()
    {
        let needed = begin + first.width + cells(&last);
        if needed > columns && needed - help.width - GAP <= columns {
            last.pop();
        }
    }
    let reserved = cells(&last);
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
    for mut hint in last {
        if x.saturating_add(hint.width) > columns {
            break;
        }
        hint.x = x;
        x += hint.width + GAP;
        fitting.push(hint);
    }
    Footer { left, hints: fitting }
}

/// What goes without saying, or cannot be done here, is left out.
fn is_telling(state: &State, context: Context, action: Action) -> bool {
    let in_pane = matches!(context, Context::Sessions | Context::Profiles | Context::Accounts);
    match action {
        Action::Help => true,
        // In a window it closes, as Back does.
        Action::Quit => in_pane,
        _ if in_pane && (state.is_empty() || state.phase != Phase::Read) => {
            matches!(action, Action::Reload | Action::New)
        }
        Action::Back if in_pane => state.marked() > 0 || state.line().is_some_and(|line| !line.is_empty()),
        Action::Populate => !state.inventory.sessions.is_empty(),
        Action::SignIn => state.marked() > 0 || state.session_in_focus().is_some(),
        Action::SignOut if state.marked() > 0 => state.marked_sessions().iter().any(|id| state.has_token(id)),
        Action::SignOut => state.session_in_focus().is_some_and(|entry| state.has_token(&entry.session.id)),
        Action::Use if context == Context::Accounts => match state.profiles_of_selected_role() {
            Some(0) => state.shown_session.as_ref().is_some_and(|id| !id.is_legacy()),
            Some(profiles) => profiles == 1,
            None => state.tree().is_some_and(|tree| tree.selected().is_some()),
        },
        Action::CopyName if context == Context::Accounts => {
            state.tree().is_some_and(|tree| tree.selected().is_some())
        }
        Action::Console => match context {
            Context::Sessions => false,
            Context::Accounts => state.tree().is_some_and(|tree| tree.selected_account().is_some()),
            _ => state.selected_profile().is_some_and(|profile| profile.role_name.is_some()),
        },
        Action::CopyLine => match context {
            Context::Sessions => false,
            Context::Accounts => state.profiles_of_selected_role() == Some(1),
            _ => state.selected_profile().is_some(),
        },
        Action::CopyShown => state.copies().is_some(),
        Action::CopyCode | Action::OpenBrowser => {
            state.shown_sign_in().is_some_and(|(_, running)| running.approval.is_some())
        }
        Action::TypeAddress => state.wanted_address().is_some(),
        Action::OtherWay => state.shown_sign_in().is_some_and(|(id, _)| !id.is_legacy()),
        Action::MarkItem => {
            matches!(state.overlays.last(), Some(super::overlay::Overlay::Menu(menu)) if menu.marks.is_some())
        }
        Action::Apply => state
            .change_window()
            .is_some_and(|window| matches!(window.phase, ChangePhase::Proposed(_) | ChangePhase::Failed(_))),
        // The same as the key to the next field, where that completes.
        Action::TakeCandidate => !state.next_completes(),
        Action::NextCandidate => context == Context::Completion,
        Action::NextField if context == Context::Completion => {
            state.next_completes() || !matches!(state.overlays.last(), Some(Overlay::Prompt(_)))
        }
        Action::NextSignIn => state.sign_ins.running.len() > 1,
        _ => true,
    }
}

fn is_with_browser(state: &State) -> bool {
    state.shown_sign_in().is_some_and(|(_, running)| running.decision.method == SignInMethod::Browser)
}

fn has_failed(state: &State) -> bool {
    state.change_window().is_some_and(|window| matches!(window.phase, ChangePhase::Failed(_)))
}

/// The table's word, or a more exact one for this place.
fn title(state: &State, context: Context, row: &'static ActionRow) -> &'static str {
    match (context, row.action) {
        (Context::FilterLine, Action::AcceptFilter) if state.is_picking() => "use",
        (Context::FilterLine, Action::Back) if state.is_picking() => "cancel",
        (Context::Accounts, Action::Use) => match state.profiles_of_selected_role() {
            Some(0) => "make profile",
            Some(_) => row.title,
            None => {
                let tree = state.tree();
                let open = tree.and_then(|tree| Some(tree.is_open(tree.selected_account()?)));
                if open == Some(true) { "close" } else { "open" }
            }
        },
        (Context::Menu, Action::Accept) => match state.overlays.last() {
            Some(Overlay::Menu(menu)) => match menu.purpose {
                MenuPurpose::Copy { .. } => "copy",
                MenuPurpose::Palette(_) => "do it",
                MenuPurpose::EditKey(_) | MenuPurpose::New(_) | MenuPurpose::Roles { .. } => row.title,
            },
            _ => row.title,
        },
        (Context::Completion, Action::Accept) if state.is_choosing_candidate() => "take",
        (Context::Completion, Action::NextField) if state.next_completes() => "take",
        (_, Action::Apply) if has_failed(state) => "try again",
        (Context::SignIn, Action::Back) => "cancel",
        (Context::SignIn, Action::CopyCode) if is_with_browser(state) => "copy address",
        (Context::SignIn, Action::OtherWay) if is_with_browser(state) => "device code",
        (Context::SignIn, Action::OtherWay) => "with browser",
        (Context::FilterLine | Context::Sessions | Context::Profiles | Context::Accounts, Action::Back) => {
            "clear"
        }
        (Context::Sessions, Action::Use) => "accounts",
        (Context::List | Context::Text, Action::Back) => "close",
        (Context::Text, Action::CopyShown) => state.copies().map_or(row.title, |copies| copies.title),
        (_, _) => row.title,
    }
}
