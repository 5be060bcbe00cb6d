//! The window of a choice: the line that is typed, what it lets through, and what the selected one stands for.

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
    let areas = menu.areas(inside);
    let mut row = Row::new(buffer, look, areas.line, 0);
    row.text("> ", theme.accent());
    let cursor = row.position(menu.line.cursor_column());
    row.text(menu.line.text(), theme.text());

    let labels = menu.items.iter().map(|item| width(&visible(&item.label))).max().unwrap_or_default();
    let cells = u16::try_from(labels).unwrap_or(u16::MAX).min(inside.width / 2);
    let notes = menu.items.iter().map(|item| width(&item.note)).max().unwrap_or_default();
    let notes = u16::try_from(notes).unwrap_or(u16::MAX).min(inside.width / 4);
    if menu.shown().is_empty() {
        Row::new(buffer, look, areas.list, 0).text("Nothing like that is in the list.", theme.muted());
    }
    let shown = menu.shown().get(menu.list.visible()).unwrap_or_default();
    for (index, place) in shown.iter().enumerate() {
        let Some(item) = menu.items.get(*place) else { continue };
        let line = u16::try_from(index).unwrap_or(u16::MAX);
        let selected = menu.list.offset() + index == menu.list.cursor();
        let mut row = Row::new(buffer, look, areas.list, line);
        let marked = menu.marks.as_ref().is_some_and(|marks| marks.contains(place));
        let sign = if marked { look.glyphs.marked } else { cursor_glyph(look, selected) };
        row.text(sign, theme.accent());
        let label = if matches!(item.text, Some(Err(_))) { theme.muted() } else { theme.strong() };
        row.column_matched(&item.label, cells, label, &menu.highlights(&item.label));
        row.skip(2);
        let room = if notes == 0 { row.room() } else { row.room().saturating_sub(notes + 2) };
        row.column_matched(&item.detail, room, theme.muted(), &menu.highlights(&item.detail));
        row.right(&item.note, theme.accent());
        if selected {
            paint_row(buffer, areas.list, line, theme.selected());
        }
    }
    draw_preview(buffer, look, menu, areas.preview);
    let beside = Rect {
        x: area.x,
        width: area.width,
        y: areas.list.y.saturating_sub(1),
        height: areas.list.height + 2,
    };
    canvas::scroll_bar(buffer, look, beside, menu.list.offset(), menu.shown().len(), true);
    cursor
}

/// What would be copied, below a line.
fn draw_preview(buffer: &mut Buffer, look: &Look, menu: &Menu, area: Rect) {
    if area.height < 2 {
        return;
    }
    let theme = look.theme;
    let rule = look.glyphs.line.repeat(usize::from(area.width));
    Row::new(buffer, look, area, 0).text(&rule, theme.muted());
    let Some(item) = menu.selected() else { return };
    let lines = item.preview(usize::from(area.width));
    let style = match item.text {
        Some(Ok(_)) => theme.accent(),
        Some(Err(_)) => theme.warning(),
        None => theme.text(),
    };
    let room = usize::from(area.height - 1);
    let kept = if lines.len() > room { room - 1 } else { room };
    for (index, text) in lines.iter().take(kept).enumerate() {
        Row::new(buffer, look, area, u16::try_from(index + 1).unwrap_or(u16::MAX)).text(text, style);
    }
    if lines.len() > room {
        let more = format!("{} {} more lines", look.glyphs.cut, lines.len() - kept);
        Row::new(buffer, look, area, area.height - 1).text(&more, theme.muted());
    }
}
