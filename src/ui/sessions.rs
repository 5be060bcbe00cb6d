//! The sessions pane: one row for each, with its token's state and countdown.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::{self, Row, face};
use super::is_focused;
use super::style::Look;
use super::token::Token;
use crate::app::State;
use crate::app::layout::Pane;
use crate::app::state::Phase;
use crate::keys::Action;

/// Cells of `● signed out`.
const STATE: u16 = 12;
/// Cells of `364d 23h` and a blank.
const LEFT: u16 = 9;

pub fn draw(buffer: &mut Buffer, look: &Look, state: &State, area: Rect) {
    let focused = is_focused(state, Pane::Sessions);
    let inside = canvas::pane(buffer, look, area, Pane::Sessions, focused);
    let theme = look.theme;
    match &state.phase {
        Phase::Loading => {
            return face(buffer, look, inside, &[("Reading the files…".to_owned(), theme.muted())]);
        }
        Phase::Failed(_) => return face(buffer, look, inside, &[("Not read.".to_owned(), theme.muted())]),
        Phase::Read => {}
    }
    if state.inventory.sessions.is_empty() {
        let hint = format!("{} adds one.", state.keymap.key_of(Action::New).unwrap_or_default());
        return face(
            buffer,
            look,
            inside,
            &[("No SSO session.".to_owned(), theme.text()), (hint, theme.muted())],
        );
    }
    let with_marks = !state.sessions.marks.is_empty() || state.sessions.anchor.is_some();
    let list = &state.sessions.list;
    for (line, index) in list.visible().enumerate() {
        let Some(entry) = state.inventory.sessions.get(index) else { continue };
        let id = &entry.session.id;
        let selected = index == list.cursor();
        let token = Token::new(state, look, entry);
        let base = row_style(look, selected, focused);
        let tint = |style: Style| if selected && focused { base } else { style };
        let y = u16::try_from(line).unwrap_or(u16::MAX);
        paint_row(buffer, inside, y, base);
        let mut row = Row::new(buffer, look, inside, y);
        row.text(cursor_glyph(look, selected), base);
        if with_marks {
            let marked = state.sessions.marks.contains(id);
            let anchored = state.sessions.anchor.as_ref() == Some(id);
            row.column(mark_glyph(look, marked, anchored), 2, tint(theme.accent()));
        }
        let with_left = row.room() >= 8 + STATE + LEFT;
        let name = row.room().saturating_sub(1 + STATE + if with_left { LEFT } else { 0 });
        row.column(id.short(), name, if selected { base.patch(theme.strong()) } else { base }).skip(1);
        if with_left {
            row.text(token.glyph, tint(token.style)).skip(1).column(token.word, STATE - 2, tint(token.style));
            if let Some((left, style)) = &token.left {
                row.reserve(1).right(left, tint(*style));
            }
        } else {
            let (words, style) = token.short();
            row.text(token.glyph, tint(token.style)).skip(1).text(words, tint(style));
        }
    }
    canvas::list_bar(buffer, look, area, list, focused);
}

/// The style of a whole row: reversed where the keys act on it.
pub fn row_style(look: &Look, selected: bool, focused: bool) -> Style {
    if selected && focused { look.theme.selected() } else { look.theme.text() }
}

/// Gives the whole row its style, so that a reversed one reaches from border to border.
pub fn paint_row(buffer: &mut Buffer, area: Rect, line: u16, style: Style) {
    if line < area.height {
        buffer.set_style(Rect { y: area.y + line, height: 1, ..area }, style);
    }
}

pub fn cursor_glyph(look: &Look, selected: bool) -> &'static str {
    if selected { look.glyphs.cursor } else { " " }
}

pub fn mark_glyph(look: &Look, marked: bool, anchored: bool) -> &'static str {
    match (marked, anchored) {
        (_, true) => look.glyphs.anchor,
        (true, false) => look.glyphs.marked,
        (false, false) => " ",
    }
}
