//! The window of a question that is answered with yes or no.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::canvas::Row;
use super::style::Look;
use super::windows::window;
use crate::app::confirm::Confirm;

pub fn draw(buffer: &mut Buffer, look: &Look, confirm: &Confirm, area: Rect) {
    let theme = look.theme;
    let inside = window(buffer, look, area, &confirm.title);
    let question = confirm.colour.map_or_else(|| theme.strong(), |colour| theme.guarded(colour));
    for (index, line) in confirm.lines(usize::from(inside.width)).iter().enumerate() {
        let style = if index == 0 { question } else { theme.text() };
        Row::new(buffer, look, inside, u16::try_from(index).unwrap_or(u16::MAX)).text(line, style);
    }
}
