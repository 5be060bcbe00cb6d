//! How keys are written (`ctrl-r`, `g g`, `shift-tab`), shown (`Ctrl-r`, `↑`) and told apart.
//!
//! Terminals report the same key in several ways: `G` with or without Shift, Shift-Tab as a key of its
//! own. One form of each is chosen here, for what is pressed and what is configured alike.

use std::fmt;
use std::str::FromStr;

use crokey::{KeyCombination, OneToThree};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// One key or several in a row: `l`, `g g`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySequence(pub Vec<KeyCombination>);

/// Why a text names no key. Displays as a sentence without its full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BadKey {
    Empty,
    /// No such key.
    Unknown(String),
    /// Shift with a character that is no letter: which character that gives, only the keyboard knows.
    ShiftedCharacter(String),
}

impl fmt::Display for BadKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "a key is missing"),
            Self::Unknown(key) => write!(f, "{key:?} is not a key"),
            Self::ShiftedCharacter(key) => {
                write!(f, "{key:?} depends on the keyboard: write the character that it types, such as \"!\"")
            }
        }
    }
}

impl std::error::Error for BadKey {}

/// What was pressed, in the one form that keymaps know.
pub fn combination_of(event: KeyEvent) -> KeyCombination {
    normalized(event.code, event.modifiers)
}

/// The one form of a key: letters in upper case exactly when Shift is held, no Shift with other
/// characters, Shift-Tab instead of `BackTab`.
fn normalized(code: KeyCode, mut modifiers: KeyModifiers) -> KeyCombination {
    let code = match code {
        KeyCode::BackTab => {
            modifiers |= KeyModifiers::SHIFT;
            KeyCode::Tab
        }
        KeyCode::Char('\r' | '\n') => KeyCode::Enter,
        KeyCode::Char('\t') => KeyCode::Tab,
        KeyCode::Char(c) if let Some((lower, upper)) = cases(c) => {
            if modifiers.contains(KeyModifiers::SHIFT) {
                KeyCode::Char(upper)
            } else if modifiers.intersects(KeyModifiers::CONTROL) {
                // Windows reports Ctrl-C as an upper-case letter while Caps Lock is on.
                KeyCode::Char(lower)
            } else {
                if c == upper {
                    modifiers |= KeyModifiers::SHIFT;
                }
                KeyCode::Char(c)
            }
        }
        KeyCode::Char(c) => {
            modifiers -= KeyModifiers::SHIFT;
            // AltGr, which types characters such as `@`, is reported as Ctrl and Alt on Windows.
            let alt_gr = KeyModifiers::CONTROL | KeyModifiers::ALT;
            if modifiers.contains(alt_gr) && !c.is_alphanumeric() && c != ' ' {
                modifiers -= alt_gr;
            }
            KeyCode::Char(c)
        }
        code => code,
    };
    KeyCombination::one_key(code, modifiers)
}

/// A letter in lower and in upper case; none if Shift makes no other letter of it, as with digits, with
/// `ß`, and with capitals that only mathematicians write.
fn cases(c: char) -> Option<(char, char)> {
    let lower = one_char(c.to_lowercase())?;
    let upper = one_char(c.to_uppercase())?;
    let each_gives_the_other =
        one_char(lower.to_uppercase()) == Some(upper) && one_char(upper.to_lowercase()) == Some(lower);
    (lower != upper && (c == lower || c == upper) && each_gives_the_other).then_some((lower, upper))
}

/// The only character of an iterator, for case conversions that keep to one.
fn one_char(mut chars: impl Iterator<Item = char>) -> Option<char> {
    let first = chars.next();
    if chars.next().is_some() { None } else { first }
}

/// Whether pressing it types a character.
pub(super) fn is_plain_character(key: KeyCombination) -> bool {
    matches!(key.codes, OneToThree::One(KeyCode::Char(_))) && (key.modifiers - KeyModifiers::SHIFT).is_empty()
}

impl KeySequence {
    /// The keys as settings write them: `ctrl-r`, `g g`, `up`. ASCII unless a key itself is not.
    pub fn notation(&self) -> String {
        let names: Vec<String> = self.0.iter().map(|key| written(*key)).collect();
        names.join(" ")
    }

    /// Whether `other` begins with these keys, or is the same.
    pub(super) fn is_prefix_of(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }
}

/// The keys as people read them: `Ctrl-r`, `g g`, `Enter`, `↑`.
impl fmt::Display for KeySequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.0.iter().map(|key| shown(*key)).collect();
        f.pad(&names.join(" "))
    }
}

fn written(key: KeyCombination) -> String {
    let mut key = key;
    let format = crokey::KeyCombinationFormat::default();
    match key.codes {
        OneToThree::One(KeyCode::Char(c)) if c != ' ' && c != '-' => {
            // Upper case says Shift. (crokey prints and reads all letters in lower case.)
            key.modifiers -= KeyModifiers::SHIFT;
            let modifiers = format.to_string(KeyCombination::one_key(KeyCode::Enter, key.modifiers));
            let modifiers = modifiers.strip_suffix("Enter").unwrap_or_default().to_lowercase();
            // After Ctrl the case of a letter is not kept, so there Shift is spelled out.
            match cases(c) {
                Some((lower, upper)) if c == upper && key.modifiers.contains(KeyModifiers::CONTROL) => {
                    format!("{modifiers}shift-{lower}")
                }
                _ => format!("{modifiers}{c}"),
            }
        }
        _ => format.to_string(key).to_lowercase(),
    }
}

fn shown(key: KeyCombination) -> String {
    let written = written(key);
    let (modifiers, name) = split_modifiers(&written);
    let modifiers: String = modifiers.iter().map(|modifier| capitalized(modifier) + "-").collect();
    let name = match name {
        "up" => "↑".to_owned(),
        "down" => "↓".to_owned(),
        "left" => "←".to_owned(),
        "right" => "→".to_owned(),
        "pageup" => "PgUp".to_owned(),
        "pagedown" => "PgDn".to_owned(),
        "hyphen" if modifiers.is_empty() => "-".to_owned(),
        name if name.chars().count() > 1 => capitalized(name),
        name => name.to_owned(),
    };
    modifiers + &name
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

/// Splits `ctrl-alt-x` into its modifiers (as written) and the key.
fn split_modifiers(text: &str) -> (Vec<&str>, &str) {
    let mut modifiers = Vec::new();
    let mut rest = text;
    while let Some((modifier, after)) = rest.split_once('-') {
        if after.is_empty() || modifier_of(modifier).is_none() {
            break;
        }
        modifiers.push(modifier);
        rest = after;
    }
    (modifiers, rest)
}

fn modifier_of(word: &str) -> Option<KeyModifiers> {
    match word.to_ascii_lowercase().as_str() {
        "ctrl" | "control" => Some(KeyModifiers::CONTROL),
        "alt" => Some(KeyModifiers::ALT),
        "shift" => Some(KeyModifiers::SHIFT),
        "cmd" | "super" => Some(KeyModifiers::SUPER),
        _ => None,
    }
}

impl FromStr for KeySequence {
    type Err = BadKey;

    /// Reads what [`KeySequence::notation`] and `Display` write. Names are read in any case, single letters are not.
    fn from_str(text: &str) -> Result<Self, BadKey> {
        let keys = text.split_whitespace().map(parse_key).collect::<Result<Vec<_>, _>>()?;
        if keys.is_empty() { Err(BadKey::Empty) } else { Ok(Self(keys)) }
    }
}

fn parse_key(text: &str) -> Result<KeyCombination, BadKey> {
    let unknown = || BadKey::Unknown(text.to_owned());
    let (words, name) = split_modifiers(text);
    let modifiers: KeyModifiers = words.into_iter().filter_map(modifier_of).collect();
    let code = match (name, one_char(name.chars())) {
        ("↑", _) => KeyCode::Up,
        ("↓", _) => KeyCode::Down,
        ("←", _) => KeyCode::Left,
        ("→", _) => KeyCode::Right,
        (_, Some(c)) if c.is_control() => return Err(unknown()),
        (_, Some(c)) => KeyCode::Char(c),
        _ => match name.to_ascii_lowercase().as_str() {
            "pgup" => KeyCode::PageUp,
            "pgdn" | "pgdown" => KeyCode::PageDown,
            "escape" => KeyCode::Esc,
            "return" => KeyCode::Enter,
            // Several keys at once (`a-b`) are beyond most terminals.
            name => match crokey::parse(name).map_err(|_| unknown())?.codes {
                OneToThree::One(code) => code,
                _ => return Err(unknown()),
            },
        },
    };
    let typed = matches!(code, KeyCode::Char(c) if cases(c).is_none());
    if typed && modifiers.contains(KeyModifiers::SHIFT) {
        return Err(BadKey::ShiftedCharacter(text.to_owned()));
    }
    // A capital after Ctrl is read as the letter: `Ctrl-R` is how many write Ctrl and R without Shift.
    Ok(normalized(code, modifiers))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(text: &str) -> KeyCombination {
        parse_key(text).expect("a key")
    }

    fn event(code: KeyCode, modifiers: KeyModifiers) -> KeyCombination {
        combination_of(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn a_key_is_the_same_however_the_terminal_reports_it() {
        const NONE: KeyModifiers = KeyModifiers::NONE;
        const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
        const CTRL: KeyModifiers = KeyModifiers::CONTROL;
        for (text, code, modifiers) in [
            ("G", KeyCode::Char('G'), NONE),
            ("G", KeyCode::Char('G'), SHIFT),
            ("G", KeyCode::Char('g'), SHIFT),
            ("shift-g", KeyCode::Char('G'), NONE),
            ("?", KeyCode::Char('?'), SHIFT),
            ("?", KeyCode::Char('?'), NONE),
            ("!", KeyCode::Char('!'), SHIFT),
            ("shift-tab", KeyCode::BackTab, NONE),
            ("shift-tab", KeyCode::BackTab, SHIFT),
            ("backtab", KeyCode::Tab, SHIFT),
            ("ctrl-c", KeyCode::Char('c'), CTRL),
            ("ctrl-c", KeyCode::Char('C'), CTRL),
            ("Ctrl-C", KeyCode::Char('c'), CTRL),
            ("ctrl-shift-c", KeyCode::Char('C'), CTRL.union(SHIFT)),
            ("enter", KeyCode::Char('\r'), NONE),
            ("é", KeyCode::Char('é'), NONE),
            ("É", KeyCode::Char('É'), SHIFT),
            ("@", KeyCode::Char('@'), CTRL.union(KeyModifiers::ALT)),
            ("-", KeyCode::Char('-'), NONE),
            ("ctrl--", KeyCode::Char('-'), CTRL),
        ] {
            assert_eq!(event(code, modifiers), key(text), "{text}: {code:?} {modifiers:?}");
        }
    }

    #[test]
    fn different_keys_stay_different() {
        for (one, other) in
            [("r", "R"), ("a", "A"), ("ctrl-r", "r"), ("tab", "shift-tab"), ("ctrl-c", "ctrl-shift-c")]
        {
            assert_ne!(key(one), key(other));
        }
    }

    #[test]
    fn keys_as_people_read_them() {
        for (text, shown) in [
            ("ctrl-r", "Ctrl-r"),
            ("g g", "g g"),
            ("G", "G"),
            ("enter", "Enter"),
            ("esc", "Esc"),
            ("space", "Space"),
            ("shift-tab", "Shift-Tab"),
            ("up", "↑"),
            ("ctrl-left", "Ctrl-←"),
            ("pagedown", "PgDn"),
            ("ctrl-shift-c", "Ctrl-Shift-c"),
            ("f5", "F5"),
            ("-", "-"),
            ("delete", "Delete"),
            ("backspace", "Backspace"),
            ("ctrl-x ctrl-c", "Ctrl-x Ctrl-c"),
        ] {
            assert_eq!(text.parse::<KeySequence>().expect("a key").to_string(), shown);
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in
            ["", " ", "ctrl-", "hyper-x", "a-b", "nokey", "g nokey", "shift-1", "shift-space", "f99", "\u{1}"]
        {
            assert!(text.parse::<KeySequence>().is_err(), "{text:?}");
        }
        assert!(
            BadKey::Unknown("x\u{1b}y".to_owned()).to_string().is_ascii(),
            "control characters are shown"
        );
    }

    /// Random characters seldom meet them: `𝔄` without a lower case, the Kelvin sign with that of `k`.
    #[test]
    fn every_letter_with_any_modifiers_reads_back() {
        let letters = ('\0'..=char::MAX)
            .filter(|c| c.is_uppercase() || c.is_lowercase() || !c.to_lowercase().eq(c.to_uppercase()));
        for letter in letters {
            for bits in 0..16 {
                let key = event(KeyCode::Char(letter), KeyModifiers::from_bits_truncate(bits));
                let OneToThree::One(code) = key.codes else { unreachable!() };
                assert_eq!(normalized(code, key.modifiers), key);
                let sequence = KeySequence(vec![key]);
                assert_eq!(sequence.notation().parse(), Ok(sequence.clone()));
                assert_eq!(sequence.to_string().parse(), Ok(sequence));
            }
        }
    }

    fn any_key() -> impl Strategy<Value = KeyCombination> {
        let codes = prop_oneof![
            any::<char>()
                .prop_filter("typed", |c| !c.is_control() && !c.is_whitespace())
                .prop_map(KeyCode::Char),
            Just(KeyCode::Char(' ')),
            (1..=12u8).prop_map(KeyCode::F),
            prop::sample::select(vec![
                KeyCode::Esc,
                KeyCode::Enter,
                KeyCode::Tab,
                KeyCode::BackTab,
                KeyCode::Up,
                KeyCode::Left,
                KeyCode::Home,
                KeyCode::End,
                KeyCode::PageUp,
                KeyCode::PageDown,
                KeyCode::Insert,
                KeyCode::Delete,
                KeyCode::Backspace,
            ]),
        ];
        // The bits of Shift, Ctrl, Alt and Cmd.
        (codes, 0u8..16).prop_map(|(code, bits)| event(code, KeyModifiers::from_bits_truncate(bits)))
    }

    proptest! {
        #[test]
        fn both_notations_read_back(keys in prop::collection::vec(any_key(), 1..4)) {
            // The arrows, typed as characters, stand for the keys.
            prop_assume!(keys.iter().all(|key| !matches!(key.codes, OneToThree::One(KeyCode::Char('←'..='↓')))));
            let sequence = KeySequence(keys);
            prop_assert_eq!(sequence.notation().parse::<KeySequence>(), Ok(sequence.clone()));
            prop_assert_eq!(sequence.to_string().parse::<KeySequence>(), Ok(sequence));
        }

        #[test]
        fn normalizing_twice_changes_nothing(key in any_key()) {
            let OneToThree::One(code) = key.codes else { unreachable!() };
            prop_assert_eq!(normalized(code, key.modifiers), key);
        }

        #[test]
        fn any_text_is_a_key_or_refused(text in any::<String>()) {
            let _ = text.parse::<KeySequence>();
        }
    }
}
