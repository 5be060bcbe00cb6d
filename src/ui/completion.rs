//! What is offered for a field, below it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::canvas::Row;
use super::sessions::{cursor_glyph, paint_row};
use super::style::Look;
use crate::app::completion::Completion;
use crate::app::text::{visible, width};

/// Draws as many rows as there is room for, so many cells from the left.
pub fn draw(buffer: &mut Buffer, look: &Look, completion: &Completion, area: Rect, indent: u16) {
    let theme = look.theme;
    let area = Rect { x: area.x + indent, width: area.width.saturating_sub(indent), ..area };
    if area.is_empty() || !completion.is_open() {
        return;
    }
    // The last line says how many more there are.
    let all = completion.len();
    let lines = match usize::from(area.height) {
        height if all <= height => height,
        height => height.saturating_sub(1).max(1),
    };
    let rows: Vec<_> = completion.rows(lines).collect();
    let widest = rows.iter().map(|(_, it)| width(&visible(&it.value))).max().unwrap_or_default();
    let cells = u16::try_from(widest).unwrap_or(u16::MAX).min(area.width.saturating_sub(2));
    let shown = rows.len();
    for (line, (place, candidate)) in rows.into_iter().enumerate() {
        let line = u16::try_from(line).unwrap_or(u16::MAX);
        let chosen = completion.cursor == Some(place);
        let mut row = Row::new(buffer, look, area, line);
        row.text(cursor_glyph(look, chosen), theme.accent()).column(&candidate.value, cells, theme.text());
        row.skip(2).text(&candidate.about, theme.muted());
        if chosen {
            paint_row(buffer, area, line, theme.strong());
        }
    }
    if all > shown && usize::from(area.height) > shown {
        let more = format!("{} more", all - shown);
        Row::new(buffer, look, area, u16::try_from(shown).unwrap_or(u16::MAX))
            .skip(1)
            .text(&more, theme.muted());
    }
}
