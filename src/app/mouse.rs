//! The mouse: a click selects, a double click is Enter, the wheel scrolls what is under it. Menus are lists, too.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use jiff::SignedDuration;
use ratatui::layout::{Position, Rect};

use super::hint;
use super::layout::{Areas, Pane, Shape, inner};
use super::list::{List, Motion};
use super::msg::Effect;
use super::overlay::Overlay;
use super::state::State;
use super::tree::{Tree, TreeRow};

/// Two clicks on one row within this time are a double click.
const DOUBLE_CLICK: SignedDuration = SignedDuration::from_millis(400);
/// Rows per notch of the wheel.
const NOTCH: isize = 3;

/// What was clicked, to know a double click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clicked {
    /// A row of a pane.
    Row(Pane, usize),
    /// A row of the menu on top.
    MenuRow(usize),
}

pub(super) fn update(state: &mut State, event: MouseEvent, effects: &mut Vec<Effect>) {
    if !state.settings.mouse {
        return;
    }
    let at = Position::new(event.column, event.row);
    let areas = state.areas();
    match event.kind {
        MouseEventKind::Down(MouseButton::Left) => click(state, &areas, at, effects),
        MouseEventKind::ScrollDown => wheel(state, &areas, at, NOTCH),
        MouseEventKind::ScrollUp => wheel(state, &areas, at, -NOTCH),
        _ => {}
    }
}

fn click(state: &mut State, areas: &Areas, at: Position, effects: &mut Vec<Effect>) {
    state.pending.clear();
    if areas.footer.contains(at) {
        let footer = hint::footer(state, areas.footer.width);
        let hit = footer.hints.iter().find(|hint| (hint.x..hint.x + hint.width).contains(&at.x));
        if let Some(action) = hit.map(|hint| hint.action) {
            state.perform(action, effects);
        }
        return;
    }
    match state.overlays.last() {
        // A sign-in is too much work to lose by a stray click.
        Some(
            Overlay::SignIn(_)
            | Overlay::Prompt(_)
            | Overlay::Confirm(_)
            | Overlay::Change(_)
            | Overlay::Populate(_)
            | Overlay::Wizard(_),
        ) => return,
        Some(Overlay::Menu(_)) if areas.window.contains(at) => return click_menu(state, areas, at, effects),
        Some(_) => {
            if !areas.window.contains(at) {
                state.close_window(effects);
            }
            return;
        }
        None => {}
    }
    if areas.shape == Shape::Narrow && areas.tabs.contains(at) {
        if let Some(pane) = tab_at(areas.tabs, state.focus, at) {
            state.focus_on(pane);
        }
        return;
    }
    let Some(pane) = areas.pane_at(at) else { return };
    if pane != state.focus {
        state.focus_on(pane);
    }
    let area = inner(areas.pane(pane));
    if !area.contains(at) {
        return;
    }
    let Some(list) = list_mut(state, pane) else { return };
    let row = list.offset() + usize::from(at.y - area.y);
    if row >= list.len() {
        return;
    }
    list.select(row);
    // On the sign before an account: it opens or closes at the first click.
    let is_account = |tree: &&mut Tree| matches!(tree.rows.get(row), Some(TreeRow::Account(_)));
    if pane == Pane::Accounts
        && at.x == area.x + 1
        && let Some(tree) = state.tree_mut().filter(is_account)
    {
        tree.toggle();
        return;
    }
    if is_second(state, Clicked::Row(pane, row)) {
        state.settle();
        state.use_it(effects);
    }
}

/// Whether it is the second click of a double click; else it may become the first.
fn is_second(state: &mut State, clicked: Clicked) -> bool {
    let now = state.now;
    let twice = state
        .last_click
        .take()
        .is_some_and(|(then, last)| last == clicked && now.duration_since(then) <= DOUBLE_CLICK);
    if !twice {
        state.last_click = Some((now, clicked));
    }
    twice
}

fn click_menu(state: &mut State, areas: &Areas, at: Position, effects: &mut Vec<Effect>) {
    let Some(Overlay::Menu(menu)) = state.overlays.last_mut() else { return };
    let area = menu.areas(inner(areas.window)).list;
    if !area.contains(at) {
        return;
    }
    let row = menu.list.offset() + usize::from(at.y - area.y);
    if row >= menu.list.len() {
        return;
    }
    menu.list.select(row);
    if is_second(state, Clicked::MenuRow(row)) {
        state.choose(effects);
    }
}

fn wheel(state: &mut State, areas: &Areas, at: Position, rows: isize) {
    if let Some(overlay) = state.overlays.last_mut() {
        if let Overlay::Menu(menu) = overlay {
            return menu.list.scroll(rows);
        }
        if let Some(scroll) = overlay.scroll_mut() {
            let motion = if rows > 0 { Motion::Down } else { Motion::Up };
            for _ in 0..rows.unsigned_abs() {
                scroll.go(motion);
            }
        }
        return;
    }
    if areas.detail.contains(at) {
        state.detail.go(rows);
        return;
    }
    if let Some(list) = areas.pane_at(at).and_then(|pane| list_mut(state, pane)) {
        list.scroll(rows);
    }
}

fn list_mut(state: &mut State, pane: Pane) -> Option<&mut List> {
    match pane {
        Pane::Sessions => Some(&mut state.sessions.list),
        Pane::Profiles => Some(&mut state.profiles.list),
        Pane::Accounts => state.tree_mut().map(|tree| &mut tree.list),
    }
}

/// Cells of a tab with its name.
pub const TAB: u16 = 12;
/// Cells of a tab that is only a digit.
const DIGIT: u16 = 4;

/// The tabs: each pane, its first cell and its cells. Where there is no room for three names, only the pane that is seen
/// has its own.
pub fn tabs(area: Rect, focus: Pane) -> [(Pane, u16, u16); 3] {
    let mut x = area.x;
    Pane::ALL.map(|pane| {
        let cells = match area.width / 3 {
            third @ TAB.. => third,
            _ if pane == focus => TAB,
            _ => DIGIT,
        };
        let tab = (pane, x, cells);
        x += cells;
        tab
    })
}

fn tab_at(area: Rect, focus: Pane, at: Position) -> Option<Pane> {
    tabs(area, focus).into_iter().find(|(_, x, width)| (*x..x + width).contains(&at.x)).map(|(pane, ..)| pane)
}
