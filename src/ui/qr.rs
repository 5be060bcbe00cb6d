//! A QR code in half blocks: one cell is one module wide and two modules high, which is about square.

use qrcode::{Color as Module, EcLevel, QrCode};
use ratatui::layout::Size;
use ratatui::style::{Color, Style};
use ratatui::text::Line;

/// The light border that scanners need, in modules: four by the standard (ISO/IEC 18004, 6.3.8).
const QUIET_ZONE: usize = 4;
/// Black on white whatever the theme: many scanners cannot read the inverse, and the terminal's own
/// "black" and "white" can be any colours.
const INK: Style = Style::new().fg(Color::Rgb(0, 0, 0)).bg(Color::Rgb(255, 255, 255));

/// A QR code to be painted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Qr {
    pub lines: Vec<Line<'static>>,
    /// The cells it takes up.
    pub size: Size,
}

impl Qr {
    /// The QR code of `url`, quiet zone included. `None` if it does not fit into `area` (a part of a QR code is
    /// worthless), or if only `ascii` can be shown: there are no half blocks then.
    pub fn new(url: &str, area: Size, ascii: bool) -> Option<Self> {
        if ascii {
            return None;
        }
        // A screen has no scratches to correct: the lowest level gives the smallest code.
        let code = QrCode::with_error_correction_level(url, EcLevel::L).ok()?;
        let modules = code.width();
        let width = modules + 2 * QUIET_ZONE;
        let rows = width.div_ceil(2);
        let size = Size::new(u16::try_from(width).ok()?, u16::try_from(rows).ok()?);
        if size.width > area.width || size.height > area.height {
            return None;
        }
        let colors = code.to_colors();
        let dark = |x: usize, y: usize| {
            let inside = QUIET_ZONE..QUIET_ZONE + modules;
            inside.contains(&x)
                && inside.contains(&y)
                && colors[(y - QUIET_ZONE) * modules + x - QUIET_ZONE] == Module::Dark
        };
        let lines = (0..rows)
            .map(|row| {
                let cells: String =
                    (0..width).map(|x| half_block(dark(x, 2 * row), dark(x, 2 * row + 1))).collect();
                Line::styled(cells, INK)
            })
            .collect();
        Some(Self { lines, size })
    }
}

fn half_block(upper: bool, lower: bool) -> char {
    match (upper, lower) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const URL: &str = "https://device.sso.us-east-1.amazonaws.com/?user_code=ABCD-EFGH";
    const LARGE: Size = Size::new(200, 100);

    /// The modules that the half blocks show, row by row.
    fn modules(qr: &Qr) -> Vec<Vec<bool>> {
        qr.lines
            .iter()
            .flat_map(|line| {
                assert_eq!(line.style, INK);
                let text: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
                assert_eq!(text.chars().count(), usize::from(qr.size.width));
                ["█▀", "█▄"].map(|dark| text.chars().map(|c| dark.contains(c)).collect())
            })
            .collect()
    }

    fn assert_shows(text: &str, qr: &Qr) {
        let code = QrCode::with_error_correction_level(text, EcLevel::L).expect("a code");
        let shown = modules(qr);
        let width = code.width() + 2 * QUIET_ZONE;
        assert_eq!(usize::from(qr.size.width), width);
        assert_eq!(usize::from(qr.size.height), qr.lines.len());
        for (y, row) in shown.iter().enumerate() {
            for (x, dark) in row.iter().enumerate() {
                let expected = (QUIET_ZONE..width - QUIET_ZONE).contains(&x)
                    && (QUIET_ZONE..width - QUIET_ZONE).contains(&y)
                    && code[(x - QUIET_ZONE, y - QUIET_ZONE)] == Module::Dark;
                assert_eq!(*dark, expected, "module {x}, {y}");
            }
        }
    }

    #[test]
    fn the_modules_are_shown_exactly() {
        let qr = Qr::new(URL, LARGE, false).expect("it fits");
        assert_eq!(qr.size, Size::new(41, 21));
        assert_shows(URL, &qr);
    }

    #[test]
    fn a_code_that_does_not_fit_is_not_shown() {
        assert!(Qr::new(URL, Size::new(41, 21), false).is_some());
        assert!(Qr::new(URL, Size::new(40, 21), false).is_none());
        assert!(Qr::new(URL, Size::new(41, 20), false).is_none());
        assert!(Qr::new(URL, Size::ZERO, false).is_none());
        assert!(Qr::new(&"x".repeat(10_000), LARGE, false).is_none(), "more than any QR code holds");
        assert!(Qr::new(URL, LARGE, true).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]
        #[test]
        fn any_text_is_shown_exactly_or_not_at_all(text in any::<String>(), width in 0u16..300, height in 0u16..120) {
            if let Some(qr) = Qr::new(&text, Size::new(width, height), false) {
                prop_assert!(qr.size.width <= width && qr.size.height <= height);
                assert_shows(&text, &qr);
            }
        }
    }
}
