//! Keys and what they do: one table of actions feeds the keymap, the footer, the help and the docs.

mod action;
mod keymap;
mod notation;
mod table;

pub use action::{Action, ActionRow, Context, footer};
pub use keymap::{Conflict, Keymap, Resolved};
pub use notation::{BadKey, KeySequence, combination_of};
pub use table::{ACTIONS, ActionGroup, GROUPS};
