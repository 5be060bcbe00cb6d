//! A section's name as words: Python's `shlex.split`, with which botocore reads `[profile "a b"]`.

/// The words of `text` by POSIX shell rules without comments; `None` when a quote is never closed or a
/// backslash is the last character (`ValueError` in Python: botocore then drops the section).
pub(super) fn split(text: &str) -> Option<Vec<String>> {
    enum State {
        Between,
        Word,
        Single,
        Double,
        Escape { in_quotes: bool },
    }
    let mut words = Vec::new();
    let mut word = String::new();
    let mut state = State::Between;
    for c in text.chars() {
        state = match (state, c) {
            (State::Between, ' ' | '\t' | '\r' | '\n') => State::Between,
            (State::Word, ' ' | '\t' | '\r' | '\n') => {
                words.push(std::mem::take(&mut word));
                State::Between
            }
            (State::Between | State::Word, '\'') => State::Single,
            (State::Between | State::Word, '"') => State::Double,
            (State::Between | State::Word, '\\') => State::Escape { in_quotes: false },
            (State::Single, '\'') | (State::Double, '"') => State::Word,
            (State::Double, '\\') => State::Escape { in_quotes: true },
            (State::Escape { in_quotes: true }, c) => {
                // Between double quotes a backslash stands for itself unless a quote or a backslash follows.
                if !matches!(c, '"' | '\\') {
                    word.push('\\');
                }
                word.push(c);
                State::Double
            }
            (state, c) => {
                word.push(c);
                match state {
                    State::Between | State::Escape { .. } => State::Word,
                    state => state,
                }
            }
        };
    }
    match state {
        State::Between => {}
        State::Word => words.push(word),
        State::Single | State::Double | State::Escape { .. } => return None,
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_python_does() {
        for (text, expected) in [
            ("profile a", Some(vec!["profile", "a"])),
            ("profile\ta \t", Some(vec!["profile", "a"])),
            ("profile \"a b\"", Some(vec!["profile", "a b"])),
            ("profile 'a b'", Some(vec!["profile", "a b"])),
            ("profile a\\b", Some(vec!["profile", "ab"])),
            ("profile a\\ b", Some(vec!["profile", "a b"])),
            ("profile \"a\\b\\\"c\\\\\"", Some(vec!["profile", "a\\b\"c\\"])),
            ("profile 'a\\b'", Some(vec!["profile", "a\\b"])),
            ("profile #b", Some(vec!["profile", "#b"])),
            ("profile a#b", Some(vec!["profile", "a#b"])),
            ("profile \"\"", Some(vec!["profile", ""])),
            ("profile a''\"b\"c", Some(vec!["profile", "abc"])),
            ("profile", Some(vec!["profile"])),
            ("", Some(vec![])),
            ("profile it's", None),
            ("profile a\\", None),
            ("profile \"a\\", None),
        ] {
            let expected = expected.map(|words| words.into_iter().map(str::to_owned).collect::<Vec<_>>());
            assert_eq!(split(text), expected, "{text}");
        }
    }
}
