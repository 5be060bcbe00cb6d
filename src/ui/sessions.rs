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
use crate::app::text::{visible, width};
use crate::keys::Action;

/// Cells of `● signed out`.
const STATE: u16 = 12;
/// Cells of `364d 23h` and a blank.
const LEFT: u16 = 9;
/// Cells of a name that say something.
const NAME: u16 = 8;

/// How the rows are divided.
#[derive(Debug, Clone, Copy)]
enum Columns {
    /// Name, state, and the countdown at the right border.
    Three,
    /// The countdown right behind the state: longer names have the room between them.
    Two { name: u16 },
    /// Either the countdown or the state.
    Short { name: u16 },
}

impl Columns {
    /// The first that cuts no name; else the last that leaves names enough cells.
    fn of(room: u16, longest: usize, tokens: &[Token]) -> Self {
        let widest = |words: &dyn Fn(&Token) -> usize| {
            u16::try_from(tokens.iter().map(|token| 2 + words(token)).max().unwrap_or(0)).unwrap_or(u16::MAX)
        };
        let left = |token: &Token| token.left.as_ref().map_or(0, |(words, _)| 1 + width(words));
        let three = room.saturating_sub(1 + STATE + LEFT);
        let two = room.saturating_sub(1 + widest(&|token| width(token.word) + left(token)));
        let short = room.saturating_sub(1 + widest(&|token| width(token.short().0)));
        let wanted = u16::try_from(longest).unwrap_or(u16::MAX);
        let is_whole = |name: u16| name >= wanted;
        match () {
            () if is_whole(three) => Self::Three,
            () if two >= NAME || is_whole(two) => Self::Two { name: two.min(wanted) },
            () => Self::Short { name: short.min(wanted) },
        }
    }

    fn name(self, room: u16) -> u16 {
        match self {
            Self::Three => room.saturating_sub(1 + STATE + LEFT),
            Self::Two { name } | Self::Short { name } => name,
        }
    }
}

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
    let sessions = &state.inventory.sessions;
    let tokens: Vec<Token> = sessions.iter().map(|entry| Token::new(state, look, entry)).collect();
    let longest = sessions.iter().map(|entry| width(&visible(entry.session.id.short()))).max().unwrap_or(0);
    let columns = Columns::of(inside.width.saturating_sub(if with_marks { 3 } else { 1 }), longest, &tokens);
    for (line, index) in list.visible().enumerate() {
        let (Some(entry), Some(token)) = (sessions.get(index), tokens.get(index)) else { continue };
        let id = &entry.session.id;
        let selected = index == list.cursor();
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
        let name = columns.name(row.room());
        row.column(id.short(), name, if selected { base.patch(theme.strong()) } else { base }).skip(1);
        row.text(token.glyph, tint(token.style)).skip(1);
        match (columns, &token.left) {
            (Columns::Three, left) => {
                row.column(token.word, STATE - 2, tint(token.style));
                if let Some((left, style)) = left {
                    row.reserve(1).right(left, tint(*style));
                }
            }
            (Columns::Two { .. }, left) => {
                row.text(token.word, tint(token.style));
                if let Some((left, style)) = left {
                    row.skip(1).text(left, tint(*style));
                }
            }
            (Columns::Short { .. }, _) => {
                let (words, style) = token.short();
                row.text(words, tint(style));
            }
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
