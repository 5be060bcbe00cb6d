//! What must hold of the program after whatever happened.

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ssotui::app::{self, State, text};
use ssotui::ui;

/// Cursors are in their lists, and the program is woken in the future.
pub fn state(state: &State) {
    let areas = state.areas();
    let cursor_in = |list: &app::list::List| list.is_empty() || list.cursor() < list.len();
    assert!(cursor_in(&state.sessions.list) && state.sessions.list.len() == state.inventory.sessions.len());
    assert!(cursor_in(&state.profiles.list) && state.profiles.list.len() == state.profiles.shown().len());
    if let Some(tree) = state.tree() {
        assert!(cursor_in(&tree.list) && tree.list.len() == tree.rows.len());
    }
    if let Some(row) = state.cursor_row(&areas) {
        assert!(row < state.size.height);
    }
    if let Some(wake) = state.wake_at() {
        assert!(wake > state.now, "woken in the past: {wake} is not after {}", state.now);
    }
    if let Some(id) = &state.shown_session {
        assert!(state.inventory.session(id).is_some());
    }
}

/// Nothing on the screen is a control character or reorders its neighbours.
pub fn screen(state: &State) {
    let size = state.size;
    let mut terminal = Terminal::new(TestBackend::new(size.width, size.height)).expect("a terminal");
    terminal.draw(|frame| ui::view(state, frame)).expect("drawn");
    for cell in terminal.backend().buffer().content() {
        assert_eq!(text::visible(cell.symbol()), cell.symbol(), "{:?}", cell.symbol());
    }
    // The terminal may have shrunk since the latest message said how large it is.
    let smaller = TestBackend::new(size.width / 2, size.height / 3);
    let mut terminal = Terminal::new(smaller).expect("a terminal");
    terminal.draw(|frame| ui::view(state, frame)).expect("drawn");
}
