//! The address at which a browser on another machine ended, typed or pasted. It holds the authorization code: so it is
//! kept here, goes to the sign-in that waits for it and to nobody else, and is never shown.

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use secrecy::{ExposeSecret, ExposeSecretMut, SecretBox, SecretString};

/// More characters than any such address has.
const LONGEST: usize = 16 * 1024;

/// What an event did to the address.
#[derive(Debug)]
pub enum Taken {
    /// Nothing: the event is somebody else's.
    Not,
    /// It has so many characters now.
    Typed(usize),
    /// It came as a whole.
    Whole(SecretString),
}

/// What was typed so far.
#[derive(Debug)]
pub struct Address(SecretBox<String>);

impl Default for Address {
    fn default() -> Self {
        Self(SecretBox::new(Box::default()))
    }
}

impl Address {
    /// Takes what belongs into it: a paste, and while it is typed (`typing`) plain characters and the backspace. Many
    /// terminals, those of Windows among them, send a paste as if it were typed.
    pub fn take(&mut self, event: &Event, typing: bool) -> Taken {
        match event {
            Event::Paste(text) => {
                self.clear();
                Taken::Whole(text.chars().take(LONGEST).collect::<String>().into())
            }
            Event::Key(key) if typing && key.kind != KeyEventKind::Release => self.key(*key),
            _ => Taken::Not,
        }
    }

    fn key(&mut self, key: KeyEvent) -> Taken {
        let plain = (key.modifiers - KeyModifiers::SHIFT).is_empty()
            || key.modifiers == KeyModifiers::CONTROL | KeyModifiers::ALT; // AltGr
        let text = self.0.expose_secret_mut();
        match key.code {
            KeyCode::Char(c) if plain && !c.is_control() => {
                if text.len() < LONGEST {
                    text.push(c);
                }
            }
            KeyCode::Backspace => drop(text.pop()),
            _ => return Taken::Not,
        }
        Taken::Typed(text.chars().count())
    }

    /// Gives it away.
    pub fn give(&mut self) -> SecretString {
        let text = self.0.expose_secret().as_str().into();
        self.clear();
        text
    }

    /// Forgets it.
    pub fn clear(&mut self) {
        if !self.0.expose_secret().is_empty() {
            *self = Self::default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: KeyCode, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(code, modifiers))
    }

    #[test]
    fn it_takes_text_and_leaves_the_rest() {
        let mut address = Address::default();
        for (c, modifiers) in [
            ('h', KeyModifiers::NONE),
            ('T', KeyModifiers::SHIFT),
            ('=', KeyModifiers::CONTROL | KeyModifiers::ALT),
        ] {
            assert!(matches!(address.take(&key(KeyCode::Char(c), modifiers), true), Taken::Typed(_)));
        }
        assert!(matches!(address.take(&key(KeyCode::Backspace, KeyModifiers::NONE), true), Taken::Typed(2)));
        for other in [
            key(KeyCode::Enter, KeyModifiers::NONE),
            key(KeyCode::Esc, KeyModifiers::NONE),
            key(KeyCode::Char('c'), KeyModifiers::CONTROL),
            Event::Resize(1, 1),
        ] {
            assert!(matches!(address.take(&other, true), Taken::Not), "{other:?}");
        }
        assert!(matches!(address.take(&key(KeyCode::Char('q'), KeyModifiers::NONE), false), Taken::Not));
        assert!(!format!("{address:?}").contains("hT"));
        assert_eq!(address.give().expose_secret(), "hT");
        assert_eq!(address.give().expose_secret(), "", "given away once");
    }

    #[test]
    fn a_paste_is_the_whole_of_it() {
        let mut address = Address::default();
        address.take(&key(KeyCode::Char('x'), KeyModifiers::NONE), true);
        for typing in [false, true] {
            match address.take(&Event::Paste("code=s3cret".to_owned()), typing) {
                Taken::Whole(text) => assert_eq!(text.expose_secret(), "code=s3cret"),
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(address.give().expose_secret(), "");
        let endless = Event::Paste("x".repeat(10_000_000));
        assert!(
            matches!(address.take(&endless, false), Taken::Whole(text) if text.expose_secret().len() == LONGEST)
        );
    }
}
