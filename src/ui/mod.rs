//! The screen: [`view`] draws the state. Pure: the same state gives the same frame.
//!
//! ```text
//! panes        header, sessions, profiles, accounts, detail, footer, toasts
//! windows      windows (which one, and the plain ones), menu, prompt, confirm, form, completion, change, populate,
//!              wizard, doctor, sign_in
//! drawing      canvas (cells, frames, bars), style (colours and glyphs by meaning), token (a state in words), big_code, qr
//! ```

mod accounts;
mod big_code;
mod canvas;
mod change;
mod completion;
mod confirm;
mod detail;
mod doctor;
mod footer;
mod form;
mod header;
mod menu;
mod populate;
mod profiles;
mod prompt;
pub mod qr;
mod sessions;
mod sign_in;
mod style;
mod toasts;
mod token;
mod windows;
mod wizard;

use ratatui::Frame;
use ratatui::layout::Position;

use crate::app::State;
use crate::app::layout::{Pane, Shape};
use canvas::Row;
use style::Look;

/// Draws the whole screen.
pub fn view(state: &State, frame: &mut Frame) {
    let look = Look::new(state);
    // The frame may be of another size than the latest message said; then a resize is on its way.
    let areas = state.areas();
    let buffer = frame.buffer_mut();
    buffer.set_style(buffer.area, look.theme.base());
    if areas.shape == Shape::TooSmall {
        let area = buffer.area;
        Row::new(buffer, &look, area, 0).text("window too small", look.theme.text());
        Row::new(buffer, &look, area, 1).text("q quits", look.theme.muted());
        return;
    }
    header::draw(buffer, &look, state, &areas);
    let mut cursor: Option<Position> = None;
    if !areas.sessions.is_empty() {
        sessions::draw(buffer, &look, state, areas.sessions);
    }
    if !areas.profiles.is_empty() {
        cursor = cursor.or(profiles::draw(buffer, &look, state, areas.profiles));
    }
    if !areas.accounts.is_empty() {
        cursor = cursor.or(accounts::draw(buffer, &look, state, areas.accounts));
    }
    if !areas.detail.is_empty() {
        detail::draw(buffer, &look, state, areas.detail);
    }
    footer::draw(buffer, &look, state, areas.footer);
    if !areas.window.is_empty() {
        cursor = windows::draw(buffer, &look, state, areas.window);
    }
    if state.overlays.is_empty() {
        toasts::draw(buffer, &look, state, &areas);
    } else {
        let cursor_row = cursor.map(|cursor| cursor.y);
        toasts::draw_beside_window(buffer, &look, state, &areas, cursor_row);
    }
    if let Some(position) = cursor {
        frame.set_cursor_position(position);
    }
}

/// Whether a pane has the focus and no window lies over it.
fn is_focused(state: &State, pane: Pane) -> bool {
    state.focus == pane && state.overlays.is_empty()
}
