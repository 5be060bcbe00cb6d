//! The windows over the panes. Help, past messages and a text to select are drawn here, the others in files of their own.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::canvas::{self, Row};
use super::style::Look;
use super::{change, confirm, doctor, menu, populate, prompt, sign_in, wizard};
use crate::app::State;
use crate::app::help::{self, HelpLine};
use crate::app::list::Scroll;
use crate::app::overlay::Overlay;
use crate::app::text_window::{TextLine, TextWindow};
use crate::app::toasts::Tone;

/// Draws the top window. Gives the place of the cursor, where one types.
pub fn draw(buffer: &mut Buffer, look: &Look, state: &State, area: Rect) -> Option<Position> {
    canvas::clear(buffer, look, area);
    match state.overlays.last() {
        Some(Overlay::SignIn(_)) => sign_in::draw(buffer, look, state, area),
        Some(Overlay::Help(scroll)) => draw_help(buffer, look, state, area, *scroll),
        Some(Overlay::Messages(scroll)) => draw_messages(buffer, look, state, area, *scroll),
        Some(Overlay::Text(window)) => draw_text(buffer, look, window, area),
        Some(Overlay::Menu(window)) => return Some(menu::draw(buffer, look, window, area)),
        Some(Overlay::Prompt(window)) => return Some(prompt::draw(buffer, look, window, area)),
        Some(Overlay::Confirm(window)) => confirm::draw(buffer, look, window, area),
        Some(Overlay::Wizard(window)) => return wizard::draw(buffer, look, window, area),
        Some(Overlay::Populate(window)) => return populate::draw(buffer, look, window, area),
        Some(Overlay::Change(window)) => change::draw(buffer, look, state, window, area),
        Some(Overlay::Doctor(window)) => doctor::draw(buffer, look, state, window, area),
        None => {}
    }
    None
}

/// The inside of a window with a cell of air at both sides.
pub(super) fn window(buffer: &mut Buffer, look: &Look, area: Rect, title: &str) -> Rect {
    let inside = canvas::frame(buffer, look, area, &format!(" {title} "), true);
    Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside }
}

fn draw_help(buffer: &mut Buffer, look: &Look, state: &State, area: Rect, scroll: Scroll) {
    let theme = look.theme;
    let inside = window(buffer, look, area, "Help");
    let columns = usize::from(state.text_columns());
    let lines = help::lines(&state.keymap, &state.facts.settings_path, columns);
    for (index, line) in lines.iter().skip(scroll.offset()).take(usize::from(inside.height)).enumerate() {
        let mut row = Row::new(buffer, look, inside, u16::try_from(index).unwrap_or(u16::MAX));
        match line {
            HelpLine::Heading(title) => row.text(title, theme.strong()),
            HelpLine::Keys { keys, help } => {
                let cells = u16::try_from(help::keys_width(columns)).unwrap_or(22);
                row.column(keys, cells, theme.accent()).skip(2).text(help, theme.text())
            }
            HelpLine::Note(note) => row.text(note, theme.muted()),
            HelpLine::Blank => &mut row,
        };
    }
    canvas::scroll_bar(buffer, look, area, scroll.offset(), lines.len(), true);
}

fn draw_messages(buffer: &mut Buffer, look: &Look, state: &State, area: Rect, scroll: Scroll) {
    let theme = look.theme;
    let inside = window(buffer, look, area, "Messages");
    let lines = help::messages(state, usize::from(state.text_columns()));
    if lines.is_empty() {
        Row::new(buffer, look, inside, 0).text("Nothing was said yet.", theme.muted());
    }
    for (index, line) in lines.iter().skip(scroll.offset()).take(usize::from(inside.height)).enumerate() {
        let style = match line.tone {
            Tone::Info => theme.text(),
            Tone::Error => theme.bad(),
        };
        let mut row = Row::new(buffer, look, inside, u16::try_from(index).unwrap_or(u16::MAX));
        row.column(&line.time, 8, theme.muted()).skip(2).text(&line.text, style);
    }
    canvas::scroll_bar(buffer, look, area, scroll.offset(), lines.len(), true);
}

fn draw_text(buffer: &mut Buffer, look: &Look, text: &TextWindow, area: Rect) {
    let theme = look.theme;
    let inside = window(buffer, look, area, text.heading);
    let lines = text.lines(usize::from(inside.width));
    for (index, line) in lines.iter().skip(text.scroll.offset()).take(usize::from(inside.height)).enumerate()
    {
        let mut row = Row::new(buffer, look, inside, u16::try_from(index).unwrap_or(u16::MAX));
        match line {
            TextLine::Title(line) => row.text(line, theme.muted()),
            TextLine::Text(line) => row.text(line, theme.strong()),
        };
    }
    canvas::scroll_bar(buffer, look, area, text.scroll.offset(), lines.len(), true);
}
