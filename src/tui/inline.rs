//! Drawing in place: on some rows below the cursor, among what the shell has written. Nothing asks the terminal where
//! the cursor is (the answer would come between the keys): rows are made by line ends, and every move is relative.

use std::io::{self, Write};
use std::sync::atomic::{AtomicU16, Ordering};

use crossterm::cursor::{Hide, MoveDown, MoveToColumn, MoveUp, Show};
use crossterm::queue;
use crossterm::style::{Attribute, Colors, Print, SetAttribute, SetColors};
use crossterm::terminal::{Clear, ClearType};
use ratatui::backend::{Backend, ClearType as Region, IntoCrossterm, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};
use ratatui::style::{Color, Modifier};

/// Borders, a few rows and the footer.
const LEAST_ROWS: u16 = 10;

/// The row of the cursor, counted from the first of ours: the panic hook, too, must find back there.
static ROW: AtomicU16 = AtomicU16::new(0);

/// How many rows are taken of a terminal with so many: about 40 %.
pub fn height(rows: u16) -> u16 {
    (u32::from(rows) * 2 / 5)
        .max(u32::from(LEAST_ROWS))
        .min(u32::from(rows.max(1)))
        .try_into()
        .unwrap_or(rows)
}

/// Makes room for so many rows, and goes to the first of them.
///
/// # Errors
/// When the terminal is gone.
pub fn open(out: &mut impl Write, rows: u16) -> io::Result<()> {
    let below = rows.saturating_sub(1);
    queue!(out, Print("\r"))?;
    for _ in 0..below {
        queue!(out, Print("\n"))?;
    }
    up(out, below)?;
    ROW.store(0, Ordering::SeqCst);
    out.flush()
}

/// Takes everything away again: the cursor is where it was before.
///
/// # Errors
/// When the terminal is gone.
pub fn close(out: &mut impl Write) -> io::Result<()> {
    up(out, ROW.swap(0, Ordering::SeqCst))?;
    queue!(out, Print("\r"), Clear(ClearType::FromCursorDown))?;
    out.flush()
}

fn up(out: &mut impl Write, rows: u16) -> io::Result<()> {
    // Zero would be read as one.
    if rows > 0 { queue!(out, MoveUp(rows)) } else { Ok(()) }
}

/// ratatui's way to such rows.
pub struct Inline<W: Write> {
    writer: W,
    size: Size,
    column: u16,
}

impl<W: Write> Inline<W> {
    /// On the rows that [`open()`] made.
    pub fn new(writer: W, size: Size) -> Self {
        Self { writer, size, column: 0 }
    }

    pub fn writer(&mut self) -> &mut W {
        &mut self.writer
    }

    /// Takes another size of the terminal. What was drawn is taken away.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn resize(&mut self, size: Size) -> io::Result<()> {
        close(&mut self.writer)?;
        open(&mut self.writer, size.height)?;
        (self.size, self.column) = (size, 0);
        Ok(())
    }

    fn go(&mut self, column: u16, row: u16) -> io::Result<()> {
        let from = ROW.swap(row, Ordering::SeqCst);
        if row > from {
            queue!(self.writer, MoveDown(row - from))?;
        } else {
            up(&mut self.writer, from - row)?;
        }
        self.column = column;
        queue!(self.writer, MoveToColumn(column))
    }
}

impl<W: Write> Backend for Inline<W> {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut next: Option<(u16, u16)> = None;
        let mut style: Option<(Color, Color, Modifier)> = None;
        for (x, y, cell) in content {
            if next != Some((x, y)) {
                self.go(x, y)?;
            }
            let wanted = (cell.fg, cell.bg, cell.modifier);
            if style != Some(wanted) {
                set_style(&mut self.writer, wanted)?;
                style = Some(wanted);
            }
            queue!(self.writer, Print(cell.symbol()))?;
            // After the last column terminals differ in where the cursor is: it is always placed anew.
            self.column = x.saturating_add(1);
            next = (self.column < self.size.width).then_some((self.column, y));
        }
        queue!(self.writer, SetAttribute(Attribute::Reset))
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        queue!(self.writer, Hide)
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        queue!(self.writer, Show)
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position { x: self.column, y: ROW.load(Ordering::SeqCst) })
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let Position { x, y } = position.into();
        self.go(x, y)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(Region::All)
    }

    /// Everything below the cursor, whatever region is meant: above and beside it is nothing that would not be
    /// painted next.
    fn clear_region(&mut self, region: Region) -> io::Result<()> {
        if region == Region::All {
            self.go(0, 0)?;
        }
        queue!(self.writer, Clear(ClearType::FromCursorDown))
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

const ATTRIBUTES: [(Modifier, Attribute); 5] = [
    (Modifier::BOLD, Attribute::Bold),
    (Modifier::DIM, Attribute::Dim),
    (Modifier::ITALIC, Attribute::Italic),
    (Modifier::UNDERLINED, Attribute::Underlined),
    (Modifier::REVERSED, Attribute::Reverse),
];

fn set_style(out: &mut impl Write, (fg, bg, modifier): (Color, Color, Modifier)) -> io::Result<()> {
    queue!(out, SetAttribute(Attribute::Reset))?;
    for (_, attribute) in ATTRIBUTES.iter().filter(|(wanted, _)| modifier.contains(*wanted)) {
        queue!(out, SetAttribute(*attribute))?;
    }
    if (fg, bg) != (Color::Reset, Color::Reset) {
        queue!(out, SetColors(Colors::new(fg.into_crossterm(), bg.into_crossterm())))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn about_forty_percent_and_never_more_than_there_is() {
        for (rows, expected) in [(0, 1), (1, 1), (6, 6), (10, 10), (24, 10), (50, 20), (u16::MAX, 26_214)] {
            assert_eq!(height(rows), expected, "{rows}");
        }
    }
}
