//! The window of populate: the rules, and the names that they give.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::canvas::{self, Row};
use super::style::Look;
use super::{form, windows};
use crate::app::populate::{PopulateWindow, Sign, summary};
use crate::app::text::{counted, visible, width, wrap};

/// Gives the place of the cursor.
pub fn draw(buffer: &mut Buffer, look: &Look, window: &PopulateWindow, area: Rect) -> Option<Position> {
    let areas = crate::app::populate::areas(area);
    let title = format!("Populate {}", window.session);
    let inside = windows::window(buffer, look, areas.rules, &title);
    let cursor = form::draw(buffer, look, &window.form, inside);
    names(buffer, look, window, areas.names);
    cursor
}

fn names(buffer: &mut Buffer, look: &Look, window: &PopulateWindow, area: Rect) {
    let theme = look.theme;
    let title = match window.narrowed_to() {
        Some(roles) => format!(" Names for {} ", counted(roles, "chosen role")),
        None => " Names ".to_owned(),
    };
    let inside = canvas::frame(buffer, look, area, &title, false);
    let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
    let plan = match &window.outcome {
        Ok(plan) => plan,
        Err(failure) => {
            let lines = wrap(&visible(&failure.to_string()), usize::from(inside.width));
            for (line, words) in lines.into_iter().enumerate() {
                let line = u16::try_from(line).unwrap_or(u16::MAX);
                Row::new(buffer, look, inside, line).text(&words, theme.bad());
            }
            return;
        }
    };
    let shown = window.rows.iter().skip(window.scroll.offset()).take(usize::from(inside.height));
    let lines: Vec<_> = shown.filter_map(|row| window.line(*row)).collect();
    let widest = lines.iter().map(|line| width(&visible(line.name))).max().unwrap_or_default();
    // The name is what this is about, and says all where nothing stands in its way; else the rest has at least a third.
    let room = inside.width.saturating_sub(2);
    let room = if lines.iter().all(|line| line.sign == Sign::Add) { room } else { room * 2 / 3 };
    let cells = u16::try_from(widest).unwrap_or(u16::MAX).min(room);
    for (index, line) in lines.iter().enumerate() {
        let (sign, style) = match line.sign {
            Sign::Bad => ("!", theme.bad()),
            Sign::Resolved => ("=", theme.warning()),
            Sign::Add => ("+", theme.good()),
            Sign::Change => ("~", theme.accent()),
            Sign::Remove => ("-", theme.bad()),
            Sign::Keep => (" ", theme.muted()),
        };
        let mut row = Row::new(buffer, look, inside, u16::try_from(index).unwrap_or(u16::MAX));
        let name = if line.sign == Sign::Add { theme.text() } else { style };
        row.text(sign, style).skip(1).column(line.name, cells, name).skip(2).text(&line.about, theme.muted());
    }
    let mut note = summary(plan);
    if !window.complete {
        note.push_str(if note.is_empty() {
            "not everything was listed"
        } else {
            "; not everything was listed"
        });
    }
    if !note.is_empty() {
        canvas::note_row(buffer, look, area).text(&format!(" {note} "), theme.muted());
    }
    canvas::scroll_bar(buffer, look, area, window.scroll.offset(), window.rows.len(), false);
}
