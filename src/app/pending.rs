//! The keys pressed so far of a longer sequence such as `g g`.

use crokey::KeyCombination;
use jiff::{SignedDuration, Timestamp};

use crate::keys::KeySequence;

/// After so long, a half-typed sequence is forgotten.
const PATIENCE: SignedDuration = SignedDuration::from_secs(2);

#[derive(Debug, Clone, Default)]
pub struct Pending {
    keys: Vec<KeyCombination>,
    since: Option<Timestamp>,
}

impl Pending {
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Adds a key and gives the whole sequence.
    pub fn push(&mut self, key: KeyCombination, now: Timestamp) -> &[KeyCombination] {
        self.keys.push(key);
        self.since = Some(now);
        &self.keys
    }

    pub fn clear(&mut self) {
        self.keys.clear();
        self.since = None;
    }

    /// When the sequence is forgotten.
    pub fn ends_at(&self) -> Option<Timestamp> {
        self.since?.checked_add(PATIENCE).ok()
    }

    pub fn expire(&mut self, now: Timestamp) {
        if self.ends_at().is_some_and(|end| end <= now) {
            self.clear();
        }
    }

    /// The keys as people write them.
    pub fn words(&self) -> String {
        KeySequence(self.keys.clone()).to_string()
    }
}
