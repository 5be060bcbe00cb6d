//! The window of a change to the config file: its difference, in colours.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::canvas::{self, Row};
use super::style::Look;
use super::windows::window;
use crate::app::State;
use crate::app::change::{ChangeLine, ChangePhase, ChangeWindow, WARNING};
use crate::app::text::{counted, visible, wrap};

pub fn draw(buffer: &mut Buffer, look: &Look, state: &State, change: &ChangeWindow, area: Rect) {
    let theme = look.theme;
    let inside = window(buffer, look, area, change.title());
    let says = |buffer: &mut Buffer, text: &str, style| {
        for (index, line) in wrap(&visible(text), usize::from(inside.width)).into_iter().enumerate() {
            let index = u16::try_from(index).unwrap_or(u16::MAX);
            Row::new(buffer, look, inside, index).text(&line, style);
        }
    };
    match &change.phase {
        ChangePhase::Preparing => return says(buffer, "Working out what changes …", theme.muted()),
        ChangePhase::Refused(failure) | ChangePhase::Failed(failure) => {
            return says(buffer, &failure.to_string(), theme.bad());
        }
        ChangePhase::Proposed(_) | ChangePhase::Writing(_) => {}
    }
    let columns = usize::from(inside.width);
    let warnings = change.warning_lines(columns);
    let lines = change.lines(&warnings).skip(change.scroll.offset()).take(usize::from(inside.height));
    for (index, line) in lines.enumerate() {
        let mut row = Row::new(buffer, look, inside, u16::try_from(index).unwrap_or(u16::MAX));
        match line {
            ChangeLine::Blank => {}
            ChangeLine::Warning(warning) => {
                let words = warning.strip_prefix(WARNING);
                let sign = if words.is_some() { WARNING } else { "" };
                row.text(sign, theme.warning()).text(words.unwrap_or(warning), theme.text());
            }
            ChangeLine::Place(number) => {
                row.text(&format!("line {number}"), theme.accent());
            }
            ChangeLine::Kept(text) => {
                row.skip(2).text(text, theme.muted());
            }
            ChangeLine::Removed(text) => {
                row.text("- ", theme.bad()).text(text, theme.bad());
            }
            ChangeLine::Added(text) => {
                row.text("+ ", theme.good()).text(text, theme.good());
            }
        }
    }
    if let Some((added, removed)) = change.counts() {
        let writing = matches!(change.phase, ChangePhase::Writing(_));
        let note = format!(
            " {} added, {} removed in {}{} ",
            counted(added, "line"),
            removed,
            state.facts.config_path,
            if writing { ": writing …" } else { "" }
        );
        let mut row = canvas::note_row(buffer, look, area);
        row.text(&note, theme.muted());
    }
    canvas::scroll_bar(buffer, look, area, change.scroll.offset(), change.height(columns), true);
}
