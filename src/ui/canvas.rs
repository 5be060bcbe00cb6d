//! Writing into the frame cell by cell: texts cut to their columns, panes, scroll bars.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::widgets::{Block, Clear, Widget};

use super::style::Look;
use crate::app::layout::{Pane, inner};
use crate::app::list::List;
use crate::app::text::{fit, visible, width};

/// Writes one row from left to right. Everything that does not fit is cut, and the cut marked.
#[derive(Debug)]
pub struct Row<'a> {
    buffer: &'a mut Buffer,
    look: &'a Look,
    x: u16,
    y: u16,
    end: u16,
    /// Whether styles replace what lies there instead of adding to it.
    fresh: bool,
}

impl<'a> Row<'a> {
    /// The row `line` of an area; lines outside of it take nothing.
    pub fn new(buffer: &'a mut Buffer, look: &'a Look, area: Rect, line: u16) -> Self {
        let area = area.intersection(buffer.area);
        let end = if line < area.height { area.x + area.width } else { area.x };
        Self { buffer, look, x: area.x, y: area.y + line, end, fresh: false }
    }

    /// The buffer, to write elsewhere in between.
    pub fn buffer(&mut self) -> &mut Buffer {
        self.buffer
    }

    /// Cells that are left.
    pub fn room(&self) -> u16 {
        self.end.saturating_sub(self.x)
    }

    pub fn skip(&mut self, cells: u16) -> &mut Self {
        self.x = self.x.saturating_add(cells).min(self.end);
        self
    }

    /// Leaves `cells` at the end of the row for something else.
    pub fn reserve(&mut self, cells: u16) -> &mut Self {
        self.end = self.end.saturating_sub(cells).max(self.x);
        self
    }

    /// Writes a text in as many cells as it takes.
    pub fn text(&mut self, text: &str, style: Style) -> &mut Self {
        let shown = self.shown(text);
        let fitted = fit(&shown, usize::from(self.room()), self.look.glyphs.cut);
        self.raw(&fitted, style);
        self
    }

    /// Writes a text into a column of so many cells.
    pub fn column(&mut self, text: &str, cells: u16, style: Style) -> &mut Self {
        self.column_matched(text, cells, style, &[])
    }

    /// The same with the characters at `matched` (counted in `char`s) standing out.
    pub fn column_matched(&mut self, text: &str, cells: u16, style: Style, matched: &[usize]) -> &mut Self {
        let cells = cells.min(self.room());
        let (start, end) = (self.x, self.end);
        self.end = start + cells;
        if matched.is_empty() {
            self.text(text, style);
        } else {
            self.matched(text, style, matched);
        }
        (self.x, self.end) = (start + cells, end);
        self
    }

    fn matched(&mut self, text: &str, style: Style, matched: &[usize]) {
        let shown = self.shown(text);
        let fitted = fit(&shown, usize::from(self.room()), self.look.glyphs.cut);
        let emphasis = style.patch(self.look.theme.matched());
        let mut cell = [0u8; 4];
        // Characters that were cut off are not marked, nor is the mark of the cut.
        let kept =
            if fitted.len() == shown.len() { usize::MAX } else { fitted.chars().count().saturating_sub(1) };
        let mut run = String::new();
        let mut run_style = style;
        for (index, c) in fitted.chars().enumerate() {
            let wanted = if index < kept && matched.binary_search(&index).is_ok() { emphasis } else { style };
            if wanted != run_style {
                self.raw(&run, run_style);
                run.clear();
                run_style = wanted;
            }
            run.push_str(c.encode_utf8(&mut cell));
        }
        self.raw(&run, run_style);
    }

    /// The text as this terminal can show it, character for character.
    fn shown<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let shown = visible(text);
        if !self.look.glyphs.ascii || shown.is_ascii() {
            return shown;
        }
        let plain = |c: char| match c {
            c if c.is_ascii() => c,
            '…' => '~',
            '↑' => '^',
            '→' => '>',
            '←' => '<',
            _ => '?',
        };
        Cow::Owned(shown.chars().map(plain).collect())
    }

    fn raw(&mut self, text: &str, style: Style) {
        if self.room() > 0 {
            let style = if self.fresh { self.look.theme.fresh().patch(style) } else { style };
            let (x, _) = self.buffer.set_stringn(self.x, self.y, text, usize::from(self.room()), style);
            self.x = x.min(self.end);
        }
    }

    /// The place of the cell `cells` further right, as far as the row reaches.
    pub fn position(&self, cells: usize) -> ratatui::layout::Position {
        let x = self.x.saturating_add(u16::try_from(cells).unwrap_or(u16::MAX));
        ratatui::layout::Position { x: x.min(self.end.saturating_sub(1)), y: self.y }
    }

    /// Writes a text at the right end of the row.
    pub fn right(&mut self, text: &str, style: Style) -> &mut Self {
        let cells = u16::try_from(width(text)).unwrap_or(u16::MAX).min(self.room());
        let end = self.end;
        self.x = end - cells;
        self.text(text, style);
        self
    }
}

/// Takes away what lies in an area.
pub fn clear(buffer: &mut Buffer, look: &Look, area: Rect) {
    let area = area.intersection(buffer.area);
    Clear.render(area, buffer);
    buffer.set_style(area, look.theme.base());
}

/// A pane's border with its title and, at the right, a note. Gives what is inside.
pub fn pane(buffer: &mut Buffer, look: &Look, area: Rect, pane: Pane, focused: bool) -> Rect {
    let title = format!(" {} {} ", pane.digit(), pane.title());
    frame(buffer, look, area, &title, focused)
}

/// A border with a title. Gives what is inside.
pub fn frame(buffer: &mut Buffer, look: &Look, area: Rect, title: &str, focused: bool) -> Rect {
    Block::bordered()
        .border_set(look.glyphs.border)
        .border_style(look.theme.border(focused))
        .render(area, buffer);
    title_row(buffer, look, area).text(title, look.theme.title(focused));
    inner(area)
}

/// The upper border of a pane, to write a title on.
pub fn title_row<'a>(buffer: &'a mut Buffer, look: &'a Look, area: Rect) -> Row<'a> {
    border_row(buffer, look, area, 0)
}

/// The lower border of a pane, to write a note on.
pub fn note_row<'a>(buffer: &'a mut Buffer, look: &'a Look, area: Rect) -> Row<'a> {
    border_row(buffer, look, area, area.height.saturating_sub(1))
}

fn border_row<'a>(buffer: &'a mut Buffer, look: &'a Look, area: Rect, line: u16) -> Row<'a> {
    let row = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let mut row = Row::new(buffer, look, row, line);
    row.fresh = true;
    row
}

/// Marks on the right border which part of a list is seen.
pub fn scroll_bar(buffer: &mut Buffer, look: &Look, area: Rect, offset: usize, len: usize, focused: bool) {
    let height = usize::from(inner(area).height);
    if height == 0 || len <= height {
        return;
    }
    let thumb = (height * height / len).clamp(1, height);
    let travel = height - thumb;
    let start = (offset * travel).div_ceil(len - height).min(travel);
    let x = area.x + area.width - 1;
    for line in start..start + thumb {
        let y = area.y + 1 + u16::try_from(line).unwrap_or(0);
        if let Some(cell) = buffer.cell_mut((x, y)) {
            cell.set_symbol(look.glyphs.thumb).set_style(look.theme.border(focused));
        }
    }
}

/// [`scroll_bar`] of a list.
pub fn list_bar(buffer: &mut Buffer, look: &Look, area: Rect, list: &List, focused: bool) {
    scroll_bar(buffer, look, area, list.offset(), list.len(), focused);
}

/// What a pane shows instead of rows: what is missing and what helps. Texts are broken into lines.
pub fn face(buffer: &mut Buffer, look: &Look, area: Rect, parts: &[(String, Style)]) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let mut line = 0;
    for (text, style) in parts {
        for words in crate::app::text::wrap(&visible(text), usize::from(area.width)) {
            Row::new(buffer, look, area, line).text(&words, *style);
            line += 1;
        }
    }
}
