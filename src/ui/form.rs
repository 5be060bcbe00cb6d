//! The fields of a form.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::canvas::{self, Row};
use super::completion;
use super::sessions::{cursor_glyph, paint_row};
use super::style::Look;
use crate::app::form::{Answer, Field, Form};
use crate::app::text::{visible, wrap};

/// Cells of the longest label and a blank.
const LABEL: u16 = 16;
/// From here on what is offered stands below the answers.
const WIDE: u16 = 60;

/// Draws the fields, and below them the help of the current one or what is wrong with it. Gives the place of the
/// cursor in a text.
pub fn draw<K: PartialEq>(buffer: &mut Buffer, look: &Look, form: &Form<K>, area: Rect) -> Option<Position> {
    let theme = look.theme;
    let [fields, help] = form.areas(area);
    let mut cursor = None;
    let shown = form.fields.iter().enumerate().skip(form.scroll.offset()).take(usize::from(fields.height));
    for (line, (place, field)) in shown.enumerate() {
        let line = u16::try_from(line).unwrap_or(u16::MAX);
        let selected = place == form.cursor;
        let style = if field.problem.is_some() { theme.bad() } else { theme.muted() };
        let mut row = Row::new(buffer, look, fields, line);
        row.text(cursor_glyph(look, selected), theme.accent()).column(field.label, LABEL, style);
        cursor = cursor.or(answer(&mut row, look, field, selected));
        if selected {
            paint_row(buffer, Rect { width: LABEL, ..fields }, line, theme.strong());
        }
    }
    // In the frame of the window, a cell of air away, beside the fields alone.
    let beside = Rect {
        x: area.x.saturating_sub(2),
        y: fields.y.saturating_sub(1),
        width: area.width + 4,
        height: fields.height + 2,
    };
    canvas::scroll_bar(buffer, look, beside, form.scroll.offset(), form.fields.len(), true);
    if let Some(field) = form.current() {
        let (text, style) = match field.shown_problem() {
            Some(problem) => (problem, theme.bad()),
            None => (&*field.help, theme.muted()),
        };
        // What can be taken has the larger part of the room.
        let most = match field.completion.is_open() {
            true => (help.height / 2).clamp(1, 3).min(help.height),
            false => help.height,
        };
        let lines = wrap(&visible(text), usize::from(help.width));
        let mut line = 0;
        for words in lines.into_iter().take(usize::from(most)) {
            Row::new(buffer, look, help, line).text(&words, style);
            line += 1;
        }
        let below = Rect { y: help.y + line, height: help.height - line, ..help };
        completion::draw(buffer, look, &field.completion, below, if help.width >= WIDE { LABEL } else { 0 });
    }
    cursor
}

fn answer<K>(row: &mut Row, look: &Look, field: &Field<K>, selected: bool) -> Option<Position> {
    let theme = look.theme;
    match &field.answer {
        Answer::Text(line) => {
            let room = usize::from(row.room()).saturating_sub(1);
            if !selected {
                row.text(line.text(), theme.text());
                return None;
            }
            let (text, column) = line.seen(room);
            let place = row.position(column);
            row.text(text, theme.accent());
            Some(place)
        }
        Answer::Choice { .. } => {
            let (left, right) = if look.glyphs.ascii { ("< ", " >") } else { ("‹ ", " ›") };
            let style = if selected { theme.accent() } else { theme.text() };
            row.text(left, theme.muted()).text(field.answer(), style).text(right, theme.muted());
            None
        }
    }
}
