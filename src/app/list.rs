//! A cursor over rows and the window through which they are seen.

/// How to move the cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Motion {
    Down,
    Up,
    HalfPageDown,
    HalfPageUp,
    PageDown,
    PageUp,
    Top,
    Bottom,
}

/// A cursor and a scroll offset. The number of rows and the height of the window are told by
/// [`List::settle`] after everything that may change them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct List {
    cursor: usize,
    offset: usize,
    len: usize,
    height: usize,
}

impl List {
    /// The selected row; 0 in an empty list.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The first row in the window.
    pub fn offset(&self) -> usize {
        self.offset
    }

    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The rows in the window.
    pub fn visible(&self) -> std::ops::Range<usize> {
        self.offset.min(self.len)..(self.offset + self.height).min(self.len)
    }

    /// Puts the cursor on a row, as far as there is one. The window follows at the next [`List::settle`].
    pub fn select(&mut self, row: usize) {
        self.cursor = row;
    }

    /// Moves by a motion. Returns whether the cursor could move.
    pub fn go(&mut self, motion: Motion) -> bool {
        let last = self.len.saturating_sub(1);
        let page = self.height.saturating_sub(1).max(1);
        let half = (self.height / 2).max(1);
        let before = self.cursor;
        self.cursor = match motion {
            Motion::Down => self.cursor + 1,
            Motion::Up => self.cursor.saturating_sub(1),
            Motion::HalfPageDown => self.cursor + half,
            Motion::HalfPageUp => self.cursor.saturating_sub(half),
            Motion::PageDown => self.cursor + page,
            Motion::PageUp => self.cursor.saturating_sub(page),
            Motion::Top => 0,
            Motion::Bottom => last,
        }
        .min(last);
        self.cursor != before
    }

    /// Scrolls the window by rows, dragging the cursor along at its edge (the mouse wheel).
    pub fn scroll(&mut self, rows: isize) {
        let last_offset = self.len.saturating_sub(self.height);
        self.offset = self.offset.saturating_add_signed(rows).min(last_offset);
        let bottom = (self.offset + self.height).saturating_sub(1);
        self.cursor = self.cursor.clamp(self.offset, bottom.max(self.offset)).min(self.len.saturating_sub(1));
    }

    /// Takes the number of rows and the height of the window, and brings cursor and window in line
    /// with as little scrolling as possible.
    pub fn settle(&mut self, len: usize, height: usize) {
        self.len = len;
        self.height = height;
        self.cursor = self.cursor.min(len.saturating_sub(1));
        if self.cursor < self.offset {
            self.offset = self.cursor;
        } else if height > 0 && self.cursor >= self.offset + height {
            self.offset = self.cursor + 1 - height;
        }
        self.offset = self.offset.min(len.saturating_sub(height));
    }
}

/// A window over lines without a cursor: the help, the messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scroll {
    offset: usize,
    len: usize,
    height: usize,
}

impl Scroll {
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Moves by a motion. Returns whether anything moved.
    pub fn go(&mut self, motion: Motion) -> bool {
        let last = self.len.saturating_sub(self.height);
        let page = self.height.saturating_sub(1).max(1);
        let half = (self.height / 2).max(1);
        let before = self.offset;
        self.offset = match motion {
            Motion::Down => self.offset + 1,
            Motion::Up => self.offset.saturating_sub(1),
            Motion::HalfPageDown => self.offset + half,
            Motion::HalfPageUp => self.offset.saturating_sub(half),
            Motion::PageDown => self.offset + page,
            Motion::PageUp => self.offset.saturating_sub(page),
            Motion::Top => 0,
            Motion::Bottom => last,
        }
        .min(last);
        self.offset != before
    }

    /// Takes the number of lines and the height of the window.
    pub fn settle(&mut self, len: usize, height: usize) {
        self.len = len;
        self.height = height;
        self.offset = self.offset.min(len.saturating_sub(height));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(len: usize, height: usize) -> List {
        let mut list = List::default();
        list.settle(len, height);
        list
    }

    #[test]
    fn the_window_follows_the_cursor_and_no_further() {
        let mut list = list(100, 10);
        for _ in 0..12 {
            list.go(Motion::Down);
            list.settle(100, 10);
        }
        assert_eq!((list.cursor(), list.visible()), (12, 3..13));
        list.go(Motion::Up);
        list.settle(100, 10);
        assert_eq!((list.cursor(), list.visible()), (11, 3..13));
        list.settle(100, 5);
        assert_eq!((list.cursor(), list.visible()), (11, 7..12));
    }

    #[test]
    fn fewer_rows_leave_no_empty_window() {
        let mut list = list(100, 10);
        list.go(Motion::Bottom);
        list.settle(100, 10);
        assert_eq!(list.visible(), 90..100);
        list.settle(12, 10);
        assert_eq!((list.cursor(), list.visible()), (11, 2..12));
        list.settle(0, 10);
        assert_eq!((list.cursor(), list.visible()), (0, 0..0));
    }

    #[test]
    fn the_wheel_drags_the_cursor_along() {
        let mut list = list(100, 10);
        list.scroll(3);
        assert_eq!((list.cursor(), list.offset()), (3, 3));
        list.scroll(-3);
        assert_eq!((list.cursor(), list.offset()), (3, 0));
        list.scroll(1000);
        assert_eq!((list.cursor(), list.offset()), (90, 90));
    }

    #[test]
    fn a_window_of_no_height_is_harmless() {
        let mut list = list(5, 0);
        assert!(list.go(Motion::PageDown));
        list.scroll(2);
        list.settle(5, 0);
        assert!(list.visible().is_empty());
        assert!(list.cursor() < 5);
    }
}
