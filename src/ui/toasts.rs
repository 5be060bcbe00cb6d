//! Messages that come and go, in the corner where they hide the least.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::canvas::{self, Row};
use super::style::Look;
use crate::app::State;
use crate::app::layout::{self, Areas, inner};
use crate::app::text::{visible, width, wrap};
use crate::app::toasts::Tone;

const WIDEST: usize = 60;

pub fn draw(buffer: &mut Buffer, look: &Look, state: &State, areas: &Areas) {
    let room = usize::from(areas.body.width).saturating_sub(4).min(WIDEST);
    let mut lines: Vec<(Tone, bool, String)> = Vec::new();
    for toast in state.toasts.shown(state.now) {
        for (index, words) in wrap(&visible(&toast.text), room.saturating_sub(2)).into_iter().enumerate() {
            lines.push((toast.tone, index == 0, words));
        }
    }
    if lines.is_empty() {
        return;
    }
    let widest = lines.iter().map(|(_, _, words)| width(words)).max().unwrap_or(0) + 2;
    let columns = u16::try_from(widest + 4).unwrap_or(u16::MAX);
    let wanted = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
    // Windows have no cursor row to spare.
    let cursor = if state.overlays.is_empty() { state.cursor_row(areas) } else { None };
    let area = layout::toasts(areas, columns, wanted, cursor);
    if area.is_empty() {
        return;
    }
    canvas::clear(buffer, look, area);
    let error = lines.iter().any(|(tone, ..)| *tone == Tone::Error);
    let inside = if area.height >= 3 {
        canvas::frame(buffer, look, area, "", false);
        let style = if error { look.theme.bad() } else { look.theme.accent() };
        border_style(buffer, area, look.theme.fresh().patch(style));
        let inside = inner(area);
        Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside }
    } else {
        area
    };
    // Where not all fits, the newest stays.
    let skipped = lines.len().saturating_sub(usize::from(inside.height));
    for (index, (tone, first, words)) in lines.iter().skip(skipped).enumerate() {
        let (sign, style) = match tone {
            Tone::Error => ("!", look.theme.bad()),
            Tone::Info => (look.glyphs.dot, look.theme.accent()),
        };
        let mut row = Row::new(buffer, look, inside, u16::try_from(index).unwrap_or(u16::MAX));
        row.text(if *first { sign } else { " " }, style).skip(1).text(words, look.theme.text());
    }
}

fn border_style(buffer: &mut Buffer, area: Rect, style: ratatui::style::Style) {
    let area = area.intersection(buffer.area);
    let last = (area.bottom().saturating_sub(1), area.right().saturating_sub(1));
    for position in area.positions() {
        let on_edge =
            position.y == area.y || position.y == last.0 || position.x == area.x || position.x == last.1;
        if on_edge && let Some(cell) = buffer.cell_mut(position) {
            cell.set_style(style);
        }
    }
}
