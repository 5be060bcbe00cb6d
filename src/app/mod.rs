//! The program as a value: [`State`] changed by [`update()`], which answers with effects. Pure.

pub mod change;
pub mod config_edits;
pub mod confirm;
mod copy_menu;
mod copying;
pub mod detail_scroll;
mod enumeration;
pub mod filter;
pub mod form;
pub mod help;
pub mod hint;
pub mod jobs;
pub mod layout;
pub mod line;
pub mod list;
mod marks;
pub mod menu;
pub mod mouse;
pub mod msg;
pub mod overlay;
mod palette;
pub mod pending;
mod perform;
pub mod populate;
pub mod profiles;
pub mod prompt;
pub mod sign_in;
pub mod state;
pub mod text;
pub mod time_left;
pub mod toasts;
pub mod tree;
mod update;
mod wake;

pub use state::{Facts, State};
pub use update::update;
