//! From keys to actions.

use std::collections::BTreeMap;

use crokey::KeyCombination;

use super::{Action, Context};

/// One key or several in a row: `l`, `g g`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySequence(pub Vec<KeyCombination>);

/// What the keys pressed so far mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved {
    Action(Action),
    /// The beginning of a longer sequence.
    Pending,
    Nothing,
}

/// The keys in force.
#[derive(Debug, Clone)]
pub struct Keymap {
    bindings: Vec<(Context, KeySequence, Action)>,
}

impl Keymap {
    /// The defaults of [`super::ACTIONS`], with the keys of the actions in `overrides` replaced.
    pub fn new(overrides: &BTreeMap<Action, Vec<KeySequence>>) -> Self {
        let _ = overrides;
        Self { bindings: Vec::new() }
    }

    /// What `pressed` means in `contexts`, the narrowest context first.
    pub fn resolve(&self, contexts: &[Context], pressed: &[KeyCombination]) -> Resolved {
        let _ = (contexts, pressed, &self.bindings);
        Resolved::Nothing
    }

    /// The action's first key as people write it (`Ctrl-r`, `g g`, `Enter`); `None` if it has none.
    pub fn key_of(&self, action: Action) -> Option<String> {
        let _ = action;
        None
    }

    /// All of its keys, for the help.
    pub fn keys_of(&self, action: Action) -> Vec<String> {
        let _ = action;
        Vec::new()
    }
}
