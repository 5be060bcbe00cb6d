//! Keys and what they do: one table of actions feeds the keymap, the footer, the help and the docs.

mod action;
mod keymap;

pub use action::{ACTIONS, Action, ActionRow, Context};
pub use keymap::{KeySequence, Keymap, Resolved};
