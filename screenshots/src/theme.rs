//! The colours of the pictures: a calm dark theme.

use vt100::Color;

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

pub const BACKGROUND: Rgb = Rgb(0x1a, 0x1b, 0x26);
pub const FOREGROUND: Rgb = Rgb(0xc8, 0xd0, 0xf2);
pub const TITLE_BAR: Rgb = Rgb(0x12, 0x13, 0x1b);
pub const TITLE: Rgb = Rgb(0x78, 0x7f, 0xa5);
pub const FRAME: Rgb = Rgb(0x32, 0x35, 0x4a);
pub const BUTTONS: [Rgb; 3] = [Rgb(0xf7, 0x76, 0x8e), Rgb(0xe0, 0xaf, 0x68), Rgb(0x9e, 0xce, 0x6a)];

const ANSI: [Rgb; 16] = [
    Rgb(0x24, 0x28, 0x3b),
    Rgb(0xf7, 0x76, 0x8e),
    Rgb(0x9e, 0xce, 0x6a),
    Rgb(0xe0, 0xaf, 0x68),
    Rgb(0x7a, 0xa2, 0xf7),
    Rgb(0xbb, 0x9a, 0xf7),
    Rgb(0x5f, 0xc9, 0xe0),
    Rgb(0xa9, 0xb1, 0xd6),
    Rgb(0x62, 0x69, 0x8e),
    Rgb(0xff, 0x8f, 0xa3),
    Rgb(0xb3, 0xe0, 0x82),
    Rgb(0xf5, 0xc8, 0x80),
    Rgb(0x96, 0xb8, 0xff),
    Rgb(0xcf, 0xb4, 0xff),
    Rgb(0x8b, 0xdf, 0xf0),
    Rgb(0xe6, 0xea, 0xff),
];

/// The colour that a cell's colour stands for; `default` is the terminal's own.
pub fn rgb(color: Color, default: Rgb) -> Rgb {
    match color {
        Color::Default => default,
        Color::Rgb(r, g, b) => Rgb(r, g, b),
        Color::Idx(index) => indexed(index),
    }
}

/// xterm's 256 colours: 16 of the theme, a cube of 6 × 6 × 6, and 24 greys.
fn indexed(index: u8) -> Rgb {
    match index {
        0..=15 => ANSI[usize::from(index)],
        16..=231 => {
            let cube = index - 16;
            let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
            Rgb(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
        }
        232.. => {
            let grey = 8 + 10 * (index - 232);
            Rgb(grey, grey, grey)
        }
    }
}

impl Rgb {
    /// Half way to `other`: dim text, translucent things.
    pub fn mix(self, other: Self) -> Self {
        let half = |a: u8, b: u8| a.midpoint(b);
        Self(half(self.0, other.0), half(self.1, other.1), half(self.2, other.2))
    }
}

impl std::fmt::Display for Rgb {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}
