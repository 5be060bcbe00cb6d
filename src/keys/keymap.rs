//! From keys to actions.

use std::collections::BTreeMap;

use crokey::KeyCombination;

use super::notation::{KeySequence, is_plain_character};
use super::{ACTIONS, Action, Context};

/// What the keys pressed so far mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolved {
    Action(Action),
    /// The beginning of a longer sequence.
    Pending,
    Nothing,
}

/// Two actions that want the same keys at the same time, or one the beginning of the other's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    pub first: (Action, KeySequence),
    pub second: (Action, KeySequence),
}

/// The keys in force.
#[derive(Debug, Clone)]
pub struct Keymap {
    keys: BTreeMap<Action, Vec<KeySequence>>,
    bindings: Vec<(Context, KeySequence, Action)>,
}

impl Keymap {
    /// The defaults of [`super::ACTIONS`], with the keys of the actions in `overrides` replaced.
    pub fn new(overrides: &BTreeMap<Action, Vec<KeySequence>>) -> Self {
        let mut keymap = Self { keys: BTreeMap::new(), bindings: Vec::new() };
        for row in ACTIONS {
            let keys = overrides.get(&row.action).cloned().unwrap_or_else(|| {
                // A test reads every default.
                row.keys.iter().filter_map(|key| key.parse().ok()).collect()
            });
            for context in row.contexts {
                for key in keys.iter().filter(|key| Self::can_bind(*context, key)) {
                    keymap.bindings.push((*context, key.clone(), row.action));
                }
            }
            keymap.keys.insert(row.action, keys);
        }
        keymap
    }

    /// Whether keys can have a meaning in a context: where text is typed, a plain character is text.
    pub fn can_bind(context: Context, keys: &KeySequence) -> bool {
        keys.0.first().is_some_and(|first| !context.is_typing() || !is_plain_character(*first))
    }

    /// What `pressed` means in `contexts`, the narrowest context first: there, a binding hides the same keys
    /// (and what they begin) in the wider ones.
    pub fn resolve(&self, contexts: &[Context], pressed: &[KeyCombination]) -> Resolved {
        if pressed.is_empty() {
            return Resolved::Nothing;
        }
        for context in contexts {
            let mut pending = false;
            for (_, keys, action) in self.bindings.iter().filter(|(bound_in, ..)| bound_in == context) {
                if keys.0 == pressed {
                    return Resolved::Action(*action);
                }
                pending |= keys.0.starts_with(pressed);
            }
            if pending {
                return Resolved::Pending;
            }
        }
        Resolved::Nothing
    }

    /// The action's first key as people write it (`Ctrl-r`, `g g`, `Enter`); `None` if it has none.
    pub fn key_of(&self, action: Action) -> Option<String> {
        self.keys.get(&action)?.first().map(ToString::to_string)
    }

    /// All of its keys, for the help.
    pub fn keys_of(&self, action: Action) -> Vec<String> {
        self.sequences_of(action).iter().map(ToString::to_string).collect()
    }

    /// All of its keys.
    pub fn sequences_of(&self, action: Action) -> &[KeySequence] {
        self.keys.get(&action).map_or(&[], Vec::as_slice)
    }

    /// Keys that would mean two things in some place, or that would keep a longer sequence from ever being
    /// finished. Fallbacks count, so that no key silently hides another. Each pair is told once.
    pub fn conflicts(&self) -> Vec<Conflict> {
        let mut conflicts: Vec<Conflict> = Vec::new();
        for context in Context::ALL {
            let chain = context.with_fallbacks();
            let here: Vec<_> = self.bindings.iter().filter(|(context, ..)| chain.contains(context)).collect();
            for (index, (_, keys, action)) in here.iter().enumerate() {
                for (_, other_keys, other) in &here[index + 1..] {
                    let clash = if action == other {
                        keys != other_keys && (keys.is_prefix_of(other_keys) || other_keys.is_prefix_of(keys))
                    } else {
                        keys.is_prefix_of(other_keys) || other_keys.is_prefix_of(keys)
                    };
                    let conflict =
                        Conflict { first: (*action, keys.clone()), second: (*other, other_keys.clone()) };
                    if clash && !conflicts.contains(&conflict) {
                        conflicts.push(conflict);
                    }
                }
            }
        }
        conflicts
    }
}

impl Default for Keymap {
    fn default() -> Self {
        Self::new(&BTreeMap::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> KeySequence {
        text.parse().expect("keys")
    }

    fn resolve(keymap: &Keymap, context: Context, pressed: &str) -> Resolved {
        keymap.resolve(context.with_fallbacks(), &keys(pressed).0)
    }

    fn overriding(overrides: &[(Action, &[&str])]) -> Keymap {
        Keymap::new(
            &overrides
                .iter()
                .map(|(action, texts)| (*action, texts.iter().map(|text| keys(text)).collect()))
                .collect(),
        )
    }

    #[test]
    fn every_default_key_reaches_its_action_in_each_of_its_contexts() {
        let keymap = Keymap::default();
        for row in ACTIONS {
            for context in row.contexts {
                let mut reached = 0;
                for text in row.keys {
                    if Keymap::can_bind(*context, &keys(text)) {
                        assert_eq!(resolve(&keymap, *context, text), Resolved::Action(row.action), "{text}");
                        reached += 1;
                    }
                }
                assert!(reached > 0, "{} cannot be reached in {context:?}", row.id);
            }
        }
    }

    #[test]
    fn the_defaults_are_free_of_conflicts() {
        assert_eq!(Keymap::default().conflicts(), []);
    }

    #[test]
    fn sequences_wait_for_their_end() {
        let keymap = Keymap::default();
        assert_eq!(resolve(&keymap, Context::Profiles, "g"), Resolved::Pending);
        assert_eq!(resolve(&keymap, Context::Profiles, "g g"), Resolved::Action(Action::Top));
        assert_eq!(resolve(&keymap, Context::Profiles, "g x"), Resolved::Nothing);
        assert_eq!(resolve(&keymap, Context::Profiles, "g g g"), Resolved::Nothing);
        assert_eq!(resolve(&keymap, Context::Profiles, "G"), Resolved::Action(Action::Bottom));
        assert_eq!(keymap.resolve(Context::List.with_fallbacks(), &[]), Resolved::Nothing);
    }

    #[test]
    fn characters_are_text_in_the_filter_line() {
        let keymap = Keymap::default();
        for text in ["j", "k", "q", "?", "space", "g", "G", "1"] {
            assert_eq!(resolve(&keymap, Context::FilterLine, text), Resolved::Nothing, "{text}");
        }
        for (text, action) in [
            ("down", Action::Down),
            ("ctrl-n", Action::Down),
            ("ctrl-j", Action::Down),
            ("ctrl-k", Action::Up),
            ("enter", Action::AcceptFilter),
            ("esc", Action::Back),
            ("ctrl-c", Action::QuitNow),
        ] {
            assert_eq!(resolve(&keymap, Context::FilterLine, text), Resolved::Action(action), "{text}");
        }
    }

    #[test]
    fn the_same_key_differs_by_context() {
        let keymap = Keymap::default();
        assert_eq!(resolve(&keymap, Context::Profiles, "y"), Resolved::Action(Action::CopyName));
        assert_eq!(resolve(&keymap, Context::SignIn, "y"), Resolved::Action(Action::CopyCode));
        assert_eq!(resolve(&keymap, Context::SignIn, "j"), Resolved::Nothing);
    }

    #[test]
    fn the_narrowest_context_wins() {
        let keymap = overriding(&[(Action::Help, &["y", "l x"])]);
        assert_eq!(resolve(&keymap, Context::Profiles, "y"), Resolved::Action(Action::CopyName));
        assert_eq!(resolve(&keymap, Context::Profiles, "l"), Resolved::Action(Action::SignIn));
        assert_eq!(resolve(&keymap, Context::List, "l"), Resolved::Pending);
    }

    #[test]
    fn overrides_replace_and_unbind() {
        let keymap = overriding(&[(Action::SignIn, &["s", "f2"]), (Action::Mark, &[])]);
        assert_eq!(resolve(&keymap, Context::Profiles, "s"), Resolved::Action(Action::SignIn));
        assert_eq!(resolve(&keymap, Context::Profiles, "l"), Resolved::Nothing);
        assert_eq!(resolve(&keymap, Context::Profiles, "space"), Resolved::Nothing);
        assert_eq!(keymap.keys_of(Action::SignIn), ["s", "F2"]);
        assert_eq!(keymap.key_of(Action::Mark), None);
        assert_eq!(keymap.key_of(Action::Top).as_deref(), Some("g g"));
    }

    #[test]
    fn conflicts_are_found_across_contexts_that_are_in_force_together() {
        let pair =
            |keymap: &Keymap| keymap.conflicts().iter().map(|c| (c.first.0, c.second.0)).collect::<Vec<_>>();
        assert_eq!(pair(&overriding(&[(Action::SignIn, &["c"])])), [(Action::SignIn, Action::CopyLine)]);
        assert_eq!(
            pair(&overriding(&[(Action::Help, &["c"])])),
            [(Action::CopyLine, Action::Help), (Action::CopyShown, Action::Help)]
        );
        assert_eq!(pair(&overriding(&[(Action::SignIn, &["g"])])), [(Action::SignIn, Action::Top)]);
        assert_eq!(pair(&overriding(&[(Action::SignIn, &["z", "z z"])])), [(Action::SignIn, Action::SignIn)]);
        // Never in force together.
        assert_eq!(pair(&overriding(&[(Action::OpenBrowser, &["c"])])), []);
        assert_eq!(pair(&overriding(&[(Action::CopyCode, &["y"])])), []);
    }
}
