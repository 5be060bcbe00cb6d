//! The doctor's window: findings by group, the gravest first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::canvas::{self, Row};
use super::style::Look;
use super::windows::window;
use crate::app::State;
use crate::app::doctor::{DoctorLine, DoctorWindow};
use crate::domain::finding::Level;

pub fn draw(buffer: &mut Buffer, look: &Look, state: &State, doctor: &DoctorWindow, area: Rect) {
    let theme = look.theme;
    let inside = window(buffer, look, area, "Doctor");
    let lines = doctor.lines(usize::from(state.text_columns()));
    let shown = lines.iter().skip(doctor.scroll.offset()).take(usize::from(inside.height));
    for (index, line) in shown.enumerate() {
        let mut row = Row::new(buffer, look, inside, u16::try_from(index).unwrap_or(u16::MAX));
        match line {
            DoctorLine::Heading(title) => row.text(title, theme.strong()),
            DoctorLine::What(Some(level), text) => {
                let style = match level {
                    Level::Error => theme.bad(),
                    Level::Warning => theme.warning(),
                    Level::Info => theme.accent(),
                };
                row.text(level.as_str(), style).text(": ", style).text(text, theme.text())
            }
            DoctorLine::What(None, text) => row.skip(2).text(text, theme.text()),
            DoctorLine::Detail(text) => row.skip(2).text(text, theme.muted()),
            DoctorLine::Cure(text) => row.skip(2).text(text, theme.good()),
            DoctorLine::Note(text) => row.text(text, theme.text()),
            DoctorLine::Blank => &mut row,
        };
    }
    canvas::scroll_bar(buffer, look, area, doctor.scroll.offset(), lines.len(), true);
}
