//! Where everything is on the screen: one pure function of the size and a few facts, shared by the
//! view, the mouse and paging.
//!
//! ```text
//!  wide (≥ 100 columns) and middle (60–99)      narrow (< 60): one pane at a time
//!  ┌ header ───────────────────────────────┐    ┌ header ──────────────┐
//!  │╭ sessions ────╮╭ profiles ───────────╮│    │ tabs                 │
//!  │╰──────────────╯│                     ││    │╭ the focused pane ──╮│
//!  │╭ accounts ────╮│                     ││    ││                    ││
//!  ││              │╰─────────────────────╯│    │╰────────────────────╯│
//!  ││              │╭ detail ─────────────╮│    │╭ detail ────────────╮│
//!  │╰──────────────╯╰─────────────────────╯│    │╰────────────────────╯│
//!  └ footer ───────────────────────────────┘    └ footer ──────────────┘
//! ```

use ratatui::layout::{Position, Rect, Size};

/// The panes that can have the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Pane {
    Sessions,
    #[default]
    Profiles,
    Accounts,
}

impl Pane {
    pub const ALL: [Self; 3] = [Self::Sessions, Self::Profiles, Self::Accounts];

    pub fn next(self) -> Self {
        match self {
            Self::Sessions => Self::Profiles,
            Self::Profiles => Self::Accounts,
            Self::Accounts => Self::Sessions,
        }
    }

    pub fn previous(self) -> Self {
        self.next().next()
    }

    /// Its name in the title and in the tab line.
    pub fn title(self) -> &'static str {
        match self {
            Self::Sessions => "Sessions",
            Self::Profiles => "Profiles",
            Self::Accounts => "Accounts & roles",
        }
    }

    /// The digit that jumps to it.
    pub fn digit(self) -> char {
        match self {
            Self::Sessions => '1',
            Self::Profiles => '2',
            Self::Accounts => '3',
        }
    }
}

/// How much room there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Wide,
    Middle,
    Narrow,
    /// Below 20×5: only a sentence.
    TooSmall,
}

/// A window over the panes, as far as the layout cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    SignIn,
    /// A text of so many lines, the longest so wide.
    Text {
        columns: u16,
        lines: u16,
    },
    /// All that there is.
    Whole,
}

/// The facts beside the size that move things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bits {
    pub focus: Pane,
    /// Rows in the sessions pane.
    pub sessions: usize,
    pub window: Option<Window>,
    /// There is nothing to explain, and the detail's room is needed for something else.
    pub without_detail: bool,
    /// The profiles alone, with the footer below: no other pane, no header.
    pub alone: bool,
}

/// A rectangle for each part. Parts that are not shown are empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Areas {
    pub shape: Shape,
    pub header: Rect,
    /// The tab line of the narrow shape.
    pub tabs: Rect,
    pub sessions: Rect,
    pub profiles: Rect,
    pub accounts: Rect,
    pub detail: Rect,
    pub footer: Rect,
    /// The window that lies over the panes, empty if there is none.
    pub window: Rect,
    /// Everything between header and footer.
    pub body: Rect,
}

impl Areas {
    pub fn pane(&self, pane: Pane) -> Rect {
        match pane {
            Pane::Sessions => self.sessions,
            Pane::Profiles => self.profiles,
            Pane::Accounts => self.accounts,
        }
    }

    /// The pane under a position.
    pub fn pane_at(&self, position: Position) -> Option<Pane> {
        Pane::ALL.into_iter().find(|pane| self.pane(*pane).contains(position))
    }
}

/// What is inside a pane's border.
pub fn inner(area: Rect) -> Rect {
    Rect {
        x: area.x.saturating_add(1),
        y: area.y.saturating_add(1),
        width: area.width.saturating_sub(2),
        height: area.height.saturating_sub(2),
    }
}

/// From this width on the header shows the time.
pub const CLOCK_FROM: u16 = 40;
/// The smallest screen that shows panes.
const LEAST: Size = Size { width: 20, height: 5 };
/// Borders and one row.
const LEAST_PANE: u16 = 3;

/// Divides the screen.
pub fn layout(size: Size, bits: Bits) -> Areas {
    let Size { width, height } = size;
    let none = Rect::default();
    let mut areas = Areas {
        shape: Shape::TooSmall,
        header: none,
        tabs: none,
        sessions: none,
        profiles: none,
        accounts: none,
        detail: none,
        footer: none,
        window: none,
        body: none,
    };
    if bits.alone {
        if width >= LEAST.width && height > LEAST_PANE {
            areas.shape = Shape::Narrow;
            areas.profiles = Rect::new(0, 0, width, height - 1);
            areas.body = areas.profiles;
            areas.footer = Rect::new(0, height - 1, width, 1);
            areas.window = bits.window.map_or(none, |window| place(window, areas.body));
        }
        return areas;
    }
    if width < LEAST.width || height < LEAST.height {
        return areas;
    }
    areas.header = Rect::new(0, 0, width, 1);
    areas.footer = Rect::new(0, height - 1, width, 1);
    let mut body = Rect::new(0, 1, width, height - 2);
    if width < 60 {
        areas.shape = Shape::Narrow;
        if height >= 7 {
            areas.tabs = Rect::new(0, 1, width, 1);
            body = Rect::new(0, 2, width, height - 3);
        }
        narrow(&mut areas, body, bits);
    } else {
        areas.shape = if width < 100 { Shape::Middle } else { Shape::Wide };
        columns(&mut areas, body, bits);
    }
    areas.body = body;
    areas.window = bits.window.map_or(none, |window| place(window, Rect::new(0, 1, width, height - 2)));
    areas
}

fn narrow(areas: &mut Areas, body: Rect, bits: Bits) {
    let detail = match body.height {
        _ if bits.without_detail => 0,
        18.. => 7,
        13..18 => 5,
        _ => 0,
    };
    let (pane, detail) = split_bottom(body, detail);
    areas.detail = detail;
    match bits.focus {
        Pane::Sessions => areas.sessions = pane,
        Pane::Profiles => areas.profiles = pane,
        Pane::Accounts => areas.accounts = pane,
    }
}

fn columns(areas: &mut Areas, body: Rect, bits: Bits) {
    let left_width = match areas.shape {
        Shape::Wide => (body.width * 3 / 10).clamp(36, 56),
        _ => (body.width * 2 / 5).clamp(26, 36),
    };
    let left = Rect { width: left_width, ..body };
    let right = Rect { x: body.x + left_width, width: body.width - left_width, ..body };

    let detail = match body.height {
        _ if bits.without_detail => 0,
        26.. => 10,
        20..26 => 8,
        15..20 => 6,
        11..15 => 4,
        _ => 0,
    };
    (areas.profiles, areas.detail) = split_bottom(right, detail);

    if left.height < 2 * LEAST_PANE {
        // No room for two: the one in use.
        if bits.focus == Pane::Accounts {
            areas.accounts = left;
        } else {
            areas.sessions = left;
        }
    } else {
        let wanted = u16::try_from(bits.sessions.max(2)).unwrap_or(u16::MAX).saturating_add(2);
        let most = (left.height * 2 / 5).max(LEAST_PANE);
        let top = wanted.min(most).max(LEAST_PANE);
        areas.sessions = Rect { height: top, ..left };
        areas.accounts = Rect { y: left.y + top, height: left.height - top, ..left };
    }
}

fn split_bottom(area: Rect, bottom: u16) -> (Rect, Rect) {
    if bottom == 0 {
        return (area, Rect::default());
    }
    let top = Rect { height: area.height - bottom, ..area };
    (top, Rect { y: area.y + top.height, height: bottom, ..area })
}

/// Centres a window, a little above the middle, and keeps it inside.
fn place(window: Window, area: Rect) -> Rect {
    let (width, height) = match window {
        Window::SignIn => sign_in(area),
        Window::Whole => (area.width, area.height),
        Window::Text { columns, lines } => (columns.saturating_add(4), lines.saturating_add(2)),
    };
    let width = width.min(area.width);
    let height = height.min(area.height);
    Rect { x: area.x + (area.width - width) / 2, y: area.y + (area.height - height) / 3, width, height }
}

/// The size of the sign-in's window: with the QR code beside the text, below it, or without one.
fn sign_in(area: Rect) -> (u16, u16) {
    match (area.width, area.height) {
        (116.., 25..) => (116, 25),
        (_, 42..) => (72, 42),
        _ => (72, 18),
    }
}

/// Lines of the detail that messages leave free: what the selection is, in up to two, and the line that is copied.
const DETAIL_KEPT: u16 = 3;

/// Where messages are shown: at the bottom right; above the detail where they would hide its first lines; at the top
/// where they would hide the cursor's row.
pub fn toasts(areas: &Areas, columns: u16, lines: u16, cursor_row: Option<u16>) -> Rect {
    let whole = areas.body;
    // Inside the frame of the panes, where there is room for that.
    let body = if whole.height > lines + 2 && whole.width > columns + 2 { inner(whole) } else { whole };
    let width = columns.min(body.width);
    let height = lines.min(body.height);
    let x = body.x + body.width - width;
    let bottom = Rect { x, y: body.y + body.height - height, width, height };
    let hides = |area: Rect| cursor_row.is_some_and(|row| row >= area.y && row < area.y + area.height);
    let hides_detail = |area: Rect| {
        let kept = Rect { height: (1 + DETAIL_KEPT).min(areas.detail.height), ..areas.detail };
        area.intersects(kept)
    };
    // Inside the frame of the pane there.
    let above_detail = areas.detail.y.saturating_sub(height + 1);
    let above_detail = Rect { y: above_detail.max(body.y), ..bottom };
    let top = Rect { y: body.y, ..bottom };
    let places = [bottom, above_detail, top];
    if let Some(place) = places.into_iter().find(|place| !hides(*place) && !hides_detail(*place)) {
        return place;
    }
    if let Some(place) = [bottom, top].into_iter().find(|place| !hides(*place)) {
        return place;
    }
    // Neither end is free: what fits below the cursor's row, else above it.
    let row = cursor_row.unwrap_or(body.y);
    let below = (body.y + body.height).saturating_sub(row + 1);
    let above = row.saturating_sub(body.y);
    if below >= above {
        Rect { y: row + 1, height: below.min(height), ..bottom }
    } else {
        Rect { y: body.y, height: above.min(height), ..bottom }
    }
}

/// The parts of the screen that an open window leaves free, where messages hide nothing of it: below it, above it, and
/// its own lines from `blank_from` on. Last the line of the header, which always is.
pub fn beside_window(areas: &Areas, blank_from: u16) -> [Rect; 5] {
    let window = areas.window;
    let inside = inner(window);
    let lines = |area: Rect, from: u16, to: u16| Rect { y: from, height: to.saturating_sub(from), ..area };
    let whole = areas.header.union(areas.body);
    let below = lines(whole, window.bottom(), areas.footer.y);
    [
        // Inside the frame of the panes, where there is room for that.
        Rect { width: below.width.saturating_sub(1), height: below.height.saturating_sub(1), ..below },
        below,
        lines(whole, areas.header.bottom(), window.y),
        lines(inside, blank_from, inside.bottom()),
        areas.header,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(width: u16, height: u16) -> Areas {
        layout(Size { width, height }, Bits { sessions: 3, ..Bits::default() })
    }

    #[test]
    fn shapes_follow_the_width() {
        assert_eq!(at(100, 30).shape, Shape::Wide);
        assert_eq!(at(99, 30).shape, Shape::Middle);
        assert_eq!(at(60, 30).shape, Shape::Middle);
        assert_eq!(at(59, 30).shape, Shape::Narrow);
        assert_eq!(at(20, 5).shape, Shape::Narrow);
        assert_eq!(at(19, 5).shape, Shape::TooSmall);
        assert_eq!(at(20, 4).shape, Shape::TooSmall);
    }

    #[test]
    fn the_sessions_get_what_they_need_and_no_more() {
        assert_eq!(at(120, 34).sessions.height, 5);
        let many = layout(Size { width: 120, height: 34 }, Bits { sessions: 100, ..Bits::default() });
        assert_eq!(many.sessions.height, 12);
    }

    #[test]
    fn the_narrow_shape_shows_the_focused_pane_alone() {
        let areas = layout(
            Size { width: 50, height: 20 },
            Bits { focus: Pane::Accounts, sessions: 3, ..Bits::default() },
        );
        assert!(areas.sessions.is_empty() && areas.profiles.is_empty());
        assert_eq!(areas.accounts, Rect::new(0, 2, 50, 12));
        assert_eq!(areas.pane_at(Position::new(3, 5)), Some(Pane::Accounts));
    }

    #[test]
    fn messages_never_hide_the_cursor() {
        for (width, height) in [(120, 34), (50, 20), (20, 5), (80, 10)] {
            let areas = at(width, height);
            for row in areas.body.y..areas.body.y + areas.body.height {
                for lines in 1..6 {
                    let toasts = toasts(&areas, 30, lines, Some(row));
                    assert!(row < toasts.y || row >= toasts.y + toasts.height, "{width}x{height} {row}");
                    assert_eq!(toasts.intersection(areas.body), toasts);
                }
            }
        }
    }
}
