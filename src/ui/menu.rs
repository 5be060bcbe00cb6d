//! The window of a choice: the line that is typed, and what it lets through.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::canvas::{self, Row};
use super::sessions::{cursor_glyph, paint_row};
use super::style::Look;
use super::windows::window;
use crate::app::menu::Menu;
use crate::app::text::{visible, width};

/// Gives the place of the cursor.
pub fn draw(buffer: &mut Buffer, look: &Look, menu: &Menu, area: Rect) -> Position {
    let theme = look.theme;
    let inside = window(buffer, look, area, &menu.title);
    let mut row = Row::new(buffer, look, inside, 0);
    row.text("> ", theme.accent());
    let cursor = row.position(menu.line.cursor_column());
    row.text(menu.line.text(), theme.text());

    let labels = menu.items.iter().map(|item| width(&visible(&item.label))).max().unwrap_or_default();
    let cells = u16::try_from(labels).unwrap_or(u16::MAX).min(inside.width / 2);
    if menu.shown().is_empty() {
        Row::new(buffer, look, inside, 2).text("Nothing like that is in the list.", theme.muted());
    }
    let shown = menu.shown().get(menu.list.visible()).unwrap_or_default();
    for (index, place) in shown.iter().enumerate() {
        let Some(item) = menu.items.get(*place) else { continue };
        let line = u16::try_from(index + 2).unwrap_or(u16::MAX);
        let selected = menu.list.offset() + index == menu.list.cursor();
        let mut row = Row::new(buffer, look, inside, line);
        let marked = menu.marks.as_ref().is_some_and(|marks| marks.contains(place));
        let sign = if marked { look.glyphs.marked } else { cursor_glyph(look, selected) };
        row.text(sign, theme.accent());
        row.column_matched(&item.label, cells, theme.strong(), &menu.highlights(&item.label));
        row.skip(2);
        let room = row.room();
        row.column_matched(&item.detail, room, theme.muted(), &menu.highlights(&item.detail));
        if selected {
            paint_row(buffer, inside, line, theme.selected());
        }
    }
    canvas::scroll_bar(buffer, look, area, menu.list.offset(), menu.shown().len(), true);
    cursor
}
