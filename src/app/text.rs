//! Text from files and servers, made fit to be shown: nothing in it is obeyed by the terminal.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text with control characters, bidirectional controls and other invisible ones made visible.
/// Plain text is not copied.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_plain(text) || !text.chars().any(|c| mark(c).is_some()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().map(|c| mark(c).unwrap_or(c)).collect())
}

/// Whether it is all printable ASCII, as nearly all texts are: one byte, one cell each, and nothing to hide.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// Whether [`visible`] shows a mark instead of it.
pub fn is_invisible(c: char) -> bool {
    mark(c).is_some()
}

/// The mark that stands for an invisible character.
fn mark(c: char) -> Option<char> {
    match c {
        // Nearly all that is ever asked about.
        ' '..='~' => None,
        // The Unicode pictures of the control characters: U+241B for escape.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        // C1 controls, which some terminals obey, and characters that reorder or hide their neighbours.
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// The cells that a visible text takes.
pub fn width(text: &str) -> usize {
    if is_plain(text) { text.len() } else { text.width() }
}

/// Where a text must be cut to leave room for the mark of a cut: the byte and the cells before it.
/// `None` when it fits.
pub fn cut(text: &str, columns: usize, mark_width: usize) -> Option<(usize, usize)> {
    if text.len() <= columns && text.is_ascii() {
        return None;
    }
    let room = columns.saturating_sub(mark_width);
    let (mut taken, mut kept) = (0, (0, 0));
    for (start, grapheme) in text.grapheme_indices(true) {
        let cells = grapheme.width();
        if taken <= room {
            kept = (start, taken);
        }
        taken += cells;
        if taken > columns {
            return Some(kept);
        }
    }
    None
}

/// The text in at most `columns` cells, cut with `mark`.
pub fn fit<'a>(text: &'a str, columns: usize, mark: &str) -> Cow<'a, str> {
    match cut(text, columns, mark.width()) {
        None => Cow::Borrowed(text),
        Some(_) if columns < mark.width() => Cow::Borrowed(""),
        Some((end, _)) => Cow::Owned(format!("{}{mark}", &text[..end])),
    }
}

/// The text in lines of at most `columns` cells, broken between words where possible.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(1);
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        let mut used = 0;
        for word in paragraph.split(' ').filter(|word| !word.is_empty()) {
            let cells = word.width();
            if used > 0 && used + 1 + cells > columns {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            for c in word.chars() {
                let cells = c.width().unwrap_or(0);
                if used > 0 && used + cells > columns {
                    lines.push(std::mem::take(&mut line));
                    used = 0;
                }
                line.push(c);
                used += cells;
            }
        }
        lines.push(line);
    }
    lines
}

/// A text of several lines, each made visible and wrapped by itself.
pub fn wrap_lines(text: &str, columns: usize) -> Vec<String> {
    text.split('\n').flat_map(|line| wrap(&visible(line), columns)).collect()
}

/// A line that is shown as it will be pasted: broken where the room ends, with its blanks.
pub fn broken(line: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for c in line.chars() {
        let width = c.width().unwrap_or_default();
        if used + width > columns.max(1) {
            lines.push(String::new());
            used = 0;
        }
        used += width;
        if let Some(last) = lines.last_mut() {
            last.push(c);
        }
    }
    lines
}

/// A number with its thousands set apart: `2,100`.
pub fn count(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 account`, `2 accounts`.
pub fn counted(number: usize, one: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{} {one}{s}", count(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_will_be_pasted_keeps_every_blank_and_breaks_at_the_edge() {
        assert_eq!(broken("  a  b", 4), ["  a ", " b"]);
        assert_eq!(broken("", 4), [""]);
        assert_eq!(broken("東京", 3), ["東", "京"]);
    }

    #[test]
    fn no_character_takes_more_cells_than_bytes() {
        for c in '\0'..=char::MAX {
            assert!(width(&c.to_string()) <= c.len_utf8(), "{c:?}");
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown() {
        assert_eq!(visible("prod.admin"), "prod.admin");
        assert_eq!(visible("Zürich 東京"), "Zürich 東京");
        assert_eq!(visible("a\u{1b}[31mb\n\u{7f}"), "a␛[31mb␊␡");
        assert_eq!(visible("x\u{202e}y\u{9b}z\u{200b}"), "x\u{fffd}y\u{fffd}z\u{fffd}");
    }

    #[test]
    fn a_text_is_cut_by_cells() {
        assert_eq!(fit("production", 10, "…"), "production");
        assert_eq!(fit("production", 5, "…"), "prod…");
        assert_eq!(fit("東京都", 6, "…"), "東京都");
        assert_eq!(fit("東京都", 5, "…"), "東京…");
        assert_eq!(fit("東京都", 4, "…"), "東…");
        assert_eq!(fit("東京都", 1, "…"), "…");
        assert_eq!(fit("abc", 0, "…"), "");
        assert_eq!(fit("abcdef", 4, ".."), "ab..");
        assert_eq!(fit("abcdef", 1, ".."), "");
    }

    #[test]
    fn lines_break_between_words_where_they_can() {
        assert_eq!(wrap("the quick brown fox", 9), ["the quick", "brown fox"]);
        assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
        assert_eq!(wrap("a\n\nb", 5), ["a", "", "b"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap("ab", 0), ["a", "b"]);
    }

    #[test]
    fn numbers_are_readable() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(2100), "2,100");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(counted(1, "account"), "1 account");
        assert_eq!(counted(0, "account"), "0 accounts");
    }
}
