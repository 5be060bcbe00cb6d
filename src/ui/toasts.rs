//! Messages that come and go, in the corner where they hide the least.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::canvas::{self, Row};
use super::style::Look;
use crate::app::State;
use crate::app::layout::{self, Areas, inner};
use crate::app::overlay::Overlay;
use crate::app::text::{fit, visible, width, wrap};
use crate::app::toasts::{Toast, Tone};
use crate::keys::Action;

const WIDEST: usize = 60;
/// More lines of one message are not shown: it is there to be read in passing.
const MOST_LINES: usize = 6;
/// Cells of a frame and of the air inside of it.
const FRAME: u16 = 4;

/// A line of a message.
struct Line {
    tone: Tone,
    /// Whether the message begins with it.
    first: bool,
    words: String,
}

/// Over the panes.
pub fn draw(buffer: &mut Buffer, look: &Look, state: &State, areas: &Areas) {
    let lines = lines(state.toasts.shown(state.now), areas.body.width, &more(look, state));
    draw_over(buffer, look, &lines, areas, state.cursor_row(areas));
}

/// Over whatever is there, but not over the row of the cursor.
fn draw_over(buffer: &mut Buffer, look: &Look, lines: &[Line], areas: &Areas, cursor_row: Option<u16>) {
    if lines.is_empty() {
        return;
    }
    let (columns, rows) = framed(lines);
    let area = layout::toasts(areas, columns, rows, cursor_row);
    if !area.is_empty() {
        draw_lines(buffer, look, lines, area, area.height >= 3);
    }
}

/// Where a window is open, in the first place that is large enough and hides nothing of the window: all messages, else
/// the latest one. Where there is none, a window to be read is left alone: as much of the latest one is shown as there is
/// room for.
pub fn draw_beside_window(
    buffer: &mut Buffer,
    look: &Look,
    state: &State,
    areas: &Areas,
    cursor_row: Option<u16>,
) {
    let toasts: Vec<&Toast> = state.toasts.shown(state.now).collect();
    let Some(latest) = toasts.last() else { return };
    let more = more(look, state);
    let places = layout::beside_window(areas, blank_from(buffer, look, inner(areas.window)));
    for toasts in [toasts.as_slice(), &[*latest]] {
        let lines = lines(toasts.iter().copied(), areas.body.width, &more);
        let (columns, rows) = framed(&lines);
        let fits = |place: &&Rect| place.height >= rows && place.width >= columns;
        if let Some(place) = places.iter().find(fits) {
            let (x, y) = (place.right() - columns, place.bottom() - rows);
            let area = Rect { x, y, width: columns, height: rows };
            return draw_lines(buffer, look, &lines, area, true);
        }
    }
    let Some(place) = places.into_iter().rev().max_by_key(|place| place.height) else { return };
    let mut shown = lines(std::iter::once(*latest), place.width + FRAME, &more);
    let room = usize::from(place.height);
    if shown.len() > room {
        if !state.overlays.last().is_some_and(Overlay::is_read) {
            let lines = lines(toasts.into_iter(), areas.body.width, &more);
            return draw_over(buffer, look, &lines, areas, cursor_row);
        }
        shown.truncate(room);
        if let Some(last) = shown.last_mut() {
            let mark = look.glyphs.cut;
            let columns = usize::from(place.width).saturating_sub(2 + width(mark));
            last.words = format!("{}{mark}", fit(&last.words, columns, ""));
        }
    }
    let rows = u16::try_from(shown.len()).unwrap_or(place.height);
    let area = Rect { y: place.bottom().saturating_sub(rows), height: rows, ..place };
    draw_lines(buffer, look, &shown, area, false);
}

/// The first line from which on an area is blank.
fn blank_from(buffer: &Buffer, look: &Look, area: Rect) -> u16 {
    let ground = look.theme.base().bg.unwrap_or_default();
    let is_blank = |y: u16| {
        (area.x..area.right()).all(|x| {
            buffer.cell(Position { x, y }).is_none_or(|cell| cell.symbol() == " " && cell.bg == ground)
        })
    };
    let written = (area.y..area.bottom()).rev().find(|y| !is_blank(*y));
    written.map_or(area.y, |y| y + 1)
}

/// What stands at the end of a message that is cut.
fn more(look: &Look, state: &State) -> String {
    let cut = look.glyphs.cut;
    match state.keymap.key_of(Action::Messages) {
        Some(key) => format!("{cut} {key} shows all of it."),
        None => cut.to_owned(),
    }
}

/// The messages in lines that fit a frame in so many cells; a very long one ends with `more`.
fn lines<'a>(toasts: impl Iterator<Item = &'a Toast>, columns: u16, more: &str) -> Vec<Line> {
    let room = usize::from(columns.saturating_sub(2 + FRAME)).min(WIDEST - 2);
    toasts
        .flat_map(|toast| {
            let mut words = wrap(&visible(&toast.text), room);
            if words.len() > MOST_LINES {
                words.truncate(MOST_LINES - 1);
                words.extend(wrap(more, room));
            }
            words.into_iter().enumerate().map(|(index, words)| Line {
                tone: toast.tone,
                first: index == 0,
                words,
            })
        })
        .collect()
}

/// The cells and lines that messages take with a frame around them.
fn framed(lines: &[Line]) -> (u16, u16) {
    let widest = lines.iter().map(|line| width(&line.words)).max().unwrap_or(0);
    let cells = |count: usize| u16::try_from(count).unwrap_or(u16::MAX);
    (cells(widest + 2).saturating_add(FRAME), cells(lines.len() + 2))
}

fn draw_lines(buffer: &mut Buffer, look: &Look, lines: &[Line], area: Rect, framed: bool) {
    canvas::clear(buffer, look, area);
    let error = lines.iter().any(|line| line.tone == Tone::Error);
    let inside = if framed {
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
    for (index, Line { tone, first, words }) in lines.iter().skip(skipped).enumerate() {
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
