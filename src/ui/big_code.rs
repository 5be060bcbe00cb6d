//! The user code in letters large enough to compare across a desk.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::Row;
use super::style::Look;
use crate::app::text::{visible, width};

/// Cells of a letter and the gap after it.
const ADVANCE: u16 = 6;
/// Rows of a letter: each holds two lines of dots.
pub const ROWS: u16 = 3;

/// The dots of a letter: five lines of five, the leftmost dot in the highest bit.
fn dots(letter: char) -> Option<[u8; 5]> {
    Some(match letter {
        'A' => [0b01110, 0b10001, 0b11111, 0b10001, 0b10001],
        'B' => [0b11110, 0b10001, 0b11110, 0b10001, 0b11110],
        'C' => [0b01111, 0b10000, 0b10000, 0b10000, 0b01111],
        'D' => [0b11110, 0b10001, 0b10001, 0b10001, 0b11110],
        'E' => [0b11111, 0b10000, 0b11110, 0b10000, 0b11111],
        'F' => [0b11111, 0b10000, 0b11110, 0b10000, 0b10000],
        'G' => [0b01111, 0b10000, 0b10011, 0b10001, 0b01111],
        'H' => [0b10001, 0b10001, 0b11111, 0b10001, 0b10001],
        'I' => [0b01110, 0b00100, 0b00100, 0b00100, 0b01110],
        'J' => [0b00111, 0b00010, 0b00010, 0b10010, 0b01100],
        'K' => [0b10010, 0b10100, 0b11000, 0b10100, 0b10010],
        'L' => [0b10000, 0b10000, 0b10000, 0b10000, 0b11111],
        'M' => [0b10001, 0b11011, 0b10101, 0b10001, 0b10001],
        'N' => [0b10001, 0b11001, 0b10101, 0b10011, 0b10001],
        'O' => [0b01110, 0b10001, 0b10001, 0b10001, 0b01110],
        'P' => [0b11110, 0b10001, 0b11110, 0b10000, 0b10000],
        'Q' => [0b01110, 0b10001, 0b10101, 0b10010, 0b01101],
        'R' => [0b11110, 0b10001, 0b11110, 0b10010, 0b10001],
        'S' => [0b01111, 0b10000, 0b01110, 0b00001, 0b11110],
        'T' => [0b11111, 0b00100, 0b00100, 0b00100, 0b00100],
        'U' => [0b10001, 0b10001, 0b10001, 0b10001, 0b01110],
        'V' => [0b10001, 0b10001, 0b10001, 0b01010, 0b00100],
        'W' => [0b10001, 0b10001, 0b10101, 0b11011, 0b10001],
        'X' => [0b10001, 0b01010, 0b00100, 0b01010, 0b10001],
        'Y' => [0b10001, 0b01010, 0b00100, 0b00100, 0b00100],
        'Z' => [0b11111, 0b00010, 0b00100, 0b01000, 0b11111],
        '0' => [0b01110, 0b10011, 0b10101, 0b11001, 0b01110],
        '1' => [0b00100, 0b01100, 0b00100, 0b00100, 0b01110],
        '2' => [0b11110, 0b00001, 0b01110, 0b10000, 0b11111],
        '3' => [0b11110, 0b00001, 0b01110, 0b00001, 0b11110],
        '4' => [0b10010, 0b10010, 0b11111, 0b00010, 0b00010],
        '5' => [0b11111, 0b10000, 0b11110, 0b00001, 0b11110],
        '6' => [0b01110, 0b10000, 0b11110, 0b10001, 0b01110],
        '7' => [0b11111, 0b00001, 0b00010, 0b00100, 0b00100],
        '8' => [0b01110, 0b10001, 0b01110, 0b10001, 0b01110],
        '9' => [0b01110, 0b10001, 0b01111, 0b00001, 0b01110],
        '-' => [0b00000, 0b00000, 0b01110, 0b00000, 0b00000],
        _ => return None,
    })
}

/// Writes the code large where every character has dots and there is room, else spaced and bold.
/// Gives the rows that it took.
pub fn draw(buffer: &mut Buffer, look: &Look, area: Rect, code: &str, style: Style) -> u16 {
    let letters: Option<Vec<[u8; 5]>> = code.chars().map(dots).collect();
    let fits = |count: usize| {
        u16::try_from(count).is_ok_and(|count| count.saturating_mul(ADVANCE) <= area.width + 1)
    };
    match letters {
        Some(letters) if !look.glyphs.ascii && fits(letters.len()) && area.height >= ROWS => {
            for line in 0..ROWS {
                let text: String = letters.iter().map(|letter| letter_row(*letter, line)).collect();
                Row::new(buffer, look, area, line).text(text.trim_end(), style);
            }
            ROWS
        }
        _ => {
            let plain = visible(code);
            let spaced = plain.chars().map(String::from).collect::<Vec<_>>().join(" ");
            let fits = width(&spaced) <= usize::from(area.width);
            Row::new(buffer, look, area, 0).text(if fits { &spaced } else { &plain }, style);
            1
        }
    }
}

/// One row of cells of a letter, two lines of dots in each, with the gap after it.
fn letter_row(letter: [u8; 5], row: u16) -> String {
    let line = |index: u16| letter.get(usize::from(index)).copied().unwrap_or(0);
    let (upper, lower) = (line(row * 2), line(row * 2 + 1));
    let mut text: String = (0..5)
        .rev()
        .map(|bit| match (upper >> bit & 1, lower >> bit & 1) {
            (1, 1) => '█',
            (1, _) => '▀',
            (_, 1) => '▄',
            _ => ' ',
        })
        .collect();
    text.push(' ');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_letters_look_alike() {
        let letters: Vec<char> = ('A'..='Z').chain('0'..='9').chain(['-']).collect();
        for (index, one) in letters.iter().enumerate() {
            for other in &letters[index + 1..] {
                let (a, b) = (dots(*one).expect("dots"), dots(*other).expect("dots"));
                let differing: u32 = a.iter().zip(b).map(|(x, y)| (x ^ y).count_ones()).sum();
                assert!(differing >= 2, "{one} and {other} differ in {differing} dots");
            }
        }
    }

    #[test]
    fn a_letter_is_made_of_half_blocks() {
        let rows: Vec<String> = (0..ROWS).map(|row| letter_row(dots('B').expect("dots"), row)).collect();
        assert_eq!(rows, ["█▀▀▀▄ ", "█▀▀▀▄ ", "▀▀▀▀  "]);
    }
}
