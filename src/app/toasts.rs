//! Short messages that come and go, and the list of all that came.

use jiff::{SignedDuration, Timestamp};

use crate::error::Failure;

const INFO_SHOWN: SignedDuration = SignedDuration::from_secs(3);
const ERROR_SHOWN: SignedDuration = SignedDuration::from_secs(8);
/// So many past messages are kept.
const KEPT: usize = 500;
/// So many messages are on the screen at once.
const SHOWN: usize = 4;

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Info,
    Error,
}

/// A message and when it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    pub tone: Tone,
    pub text: String,
    pub at: Timestamp,
    until: Timestamp,
    /// The next one of these takes its place on the screen.
    fleeting: bool,
}

/// All messages of this run, oldest first.
#[derive(Debug, Clone, Default)]
pub struct Toasts {
    log: Vec<Toast>,
}

impl Toasts {
    /// Says something for three seconds.
    pub fn info(&mut self, now: Timestamp, text: impl Into<String>) {
        self.push(now, Tone::Info, text.into(), false);
    }

    /// Says something in the place of what was last said so: keys tried one after the other fill no screen.
    pub fn fleeting(&mut self, now: Timestamp, text: impl Into<String>) {
        let text = text.into();
        let before = self.log.iter_mut().rev().take(SHOWN);
        for toast in before.filter(|toast| toast.fleeting && toast.text != text) {
            toast.until = toast.until.min(now);
        }
        self.push(now, Tone::Info, text, true);
    }

    /// Says what went wrong for eight seconds.
    pub fn error(&mut self, now: Timestamp, text: impl Into<String>) {
        self.push(now, Tone::Error, text.into(), false);
    }

    /// Shows a failure: what, why and what to do.
    pub fn failure(&mut self, now: Timestamp, failure: &Failure) {
        self.error(now, failure.to_string());
    }

    fn push(&mut self, now: Timestamp, tone: Tone, text: String, fleeting: bool) {
        let shown = if tone == Tone::Error { ERROR_SHOWN } else { INFO_SHOWN };
        let until = now.checked_add(shown).unwrap_or(now);
        // The same message again stays one message: a held key must not fill the screen.
        let mut recent = self.log.iter_mut().rev().take(SHOWN);
        if let Some(same) = recent.find(|toast| toast.text == text && toast.until > now) {
            same.until = until;
            same.fleeting |= fleeting;
            return;
        }
        if self.log.len() >= KEPT {
            self.log.remove(0);
        }
        self.log.push(Toast { tone, text, at: now, until, fleeting });
    }

    /// The messages on the screen, newest last.
    pub fn shown(&self, now: Timestamp) -> impl Iterator<Item = &Toast> {
        let recent = self.log.len().saturating_sub(SHOWN);
        self.log[recent..].iter().filter(move |toast| toast.until > now)
    }

    /// When the next message leaves the screen.
    pub fn next_end(&self, now: Timestamp) -> Option<Timestamp> {
        self.shown(now).map(|toast| toast.until).min()
    }

    /// Everything that was said, oldest first.
    pub fn log(&self) -> &[Toast] {
        &self.log
    }

    /// Takes all messages off the screen.
    pub fn dismiss(&mut self, now: Timestamp) {
        for toast in &mut self.log {
            toast.until = toast.until.min(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_again_stays_one_message_also_with_others_between() {
        let (mut toasts, now) = (Toasts::default(), Timestamp::UNIX_EPOCH);
        let later = |seconds| now + SignedDuration::from_secs(seconds);
        for second in 0..3 {
            toasts.error(later(second), "It was not remembered.");
            toasts.info(later(second), format!("Copied {second}."));
        }
        let said: Vec<_> = toasts.log().iter().map(|toast| toast.text.as_str()).collect();
        assert_eq!(said, ["It was not remembered.", "Copied 0.", "Copied 1.", "Copied 2."]);
        assert_eq!(toasts.shown(later(9)).count(), 1, "it is shown anew");
        toasts.error(later(20), "It was not remembered.");
        assert_eq!(toasts.log().len(), 5, "what is long gone is said again");
    }
}
