//! The bottom line: what can be done here.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::canvas::Row;
use super::style::Look;
use crate::app::State;
use crate::app::hint;

pub fn draw(buffer: &mut Buffer, look: &Look, state: &State, area: Rect) {
    let footer = hint::footer(state, area.width);
    Row::new(buffer, look, area, 0).skip(1).text(&footer.left, look.theme.warning());
    for hint in &footer.hints {
        let mut row = Row::new(buffer, look, area, 0);
        row.skip(hint.x).text(&hint.key, look.theme.accent().patch(look.theme.strong()));
        row.text(" ", look.theme.text()).text(hint.title, look.theme.muted());
    }
}
