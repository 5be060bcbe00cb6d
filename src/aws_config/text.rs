//! Text as Python sees it: botocore reads the files with CPython's `configparser`, so its idea of a
//! blank decides where a key or a value ends.
//!
//! Everything works on bytes, because a file need not be valid UTF-8 to be shown as far as it goes. That is
//! exact for valid text: no byte pattern below can occur inside another character.

use std::borrow::Cow;

/// The length in bytes of the blank character that `text` starts with: Python's `str.isspace`.
fn blank_at_start(text: &[u8]) -> Option<usize> {
    match text {
        [b'\t'..=b'\r' | 0x1c..=0x1f | b' ', ..] => Some(1),
        [0xc2, 0x85 | 0xa0, ..] => Some(2),
        [0xe1, 0x9a, 0x80, ..] | [0xe2, 0x81, 0x9f, ..] | [0xe3, 0x80, 0x80, ..] => Some(3),
        [0xe2, 0x80, 0x80..=0x8a | 0xa8 | 0xa9 | 0xaf, ..] => Some(3),
        _ => None,
    }
}

/// The length in bytes of the blank character that `text` ends with.
fn blank_at_end(text: &[u8]) -> Option<usize> {
    // What ends with an ASCII byte is one.
    let longest = if text.last()?.is_ascii() { 1 } else { 3.min(text.len()) };
    (1..=longest).find(|length| blank_at_start(&text[text.len() - length..]) == Some(*length))
}

/// Python's `str.lstrip`, and how many characters it took off.
pub(super) fn trim_start(mut text: &[u8]) -> (&[u8], usize) {
    let mut blanks = 0;
    // Nearly always there is nothing to take off, which the first byte tells.
    while !matches!(text, [b'!'..=b'~', ..])
        && let Some(length) = blank_at_start(text)
    {
        text = &text[length..];
        blanks += 1;
    }
    (text, blanks)
}

/// Python's `str.rstrip`.
pub(super) fn trim_end(mut text: &[u8]) -> &[u8] {
    while !matches!(text, [.., b'!'..=b'~'])
        && let Some(length) = blank_at_end(text)
    {
        text = &text[..text.len() - length];
    }
    text
}

/// Python's `str.strip` on text.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_blank)
}

/// Python's `str.isspace` for one character.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}

/// Python's `str.splitlines`, which ends a line at more characters than a file's reader does.
pub(super) fn split_lines(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'])
}

/// Python's `str.lower`.
pub(super) fn lower(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.as_bytes().iter().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        text
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_those_of_python() {
        // Every character for which CPython 3.11 says `str.isspace()`.
        let python: Vec<char> = [
            0x9..=0xd,
            0x1c..=0x20,
            0x85..=0x85,
            0xa0..=0xa0,
            0x1680..=0x1680,
            0x2000..=0x200a,
            0x2028..=0x2029,
            0x202f..=0x202f,
            0x205f..=0x205f,
            0x3000..=0x3000,
        ]
        .into_iter()
        .flatten()
        .filter_map(char::from_u32)
        .collect();
        for c in '\0'..=char::MAX {
            let expected = python.contains(&c);
            assert_eq!(is_blank(c), expected, "{c:?}");
            let mut buffer = [0; 4];
            let bytes = c.encode_utf8(&mut buffer).as_bytes();
            assert_eq!(blank_at_start(bytes).is_some(), expected, "{c:?}");
            assert_eq!(blank_at_end(bytes).is_some(), expected, "{c:?}");
        }
    }

    #[test]
    fn trimming_counts_characters_not_bytes() {
        assert_eq!(trim_start("\u{a0}\u{2003} a".as_bytes()), (&b"a"[..], 3));
        assert_eq!(trim_end("a \u{3000}\u{1c}".as_bytes()), b"a");
        assert_eq!(trim_end(b"\xa0 "), b"\xa0", "half a character is not a blank");
    }
}
