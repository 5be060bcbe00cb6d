//! The program as a value: [`State`] changed by [`update()`], which answers with effects. Pure.
//!
//! ```text
//! the value    state, msg (what happens and what is asked for), update (routing), jobs (which run), wake (the next change)
//! input        perform (what each action does), pending (`g g`), mouse, palette, just_closed
//! panes        layout, list, marks, profiles, order, filter, tree, detail_scroll
//! windows      overlay, menu, prompt, confirm, form, line, completion, completing, text_window, help
//! sessions     sign_in, sign_out, upkeep (renewals and ends), enumeration
//! profiles     using, acting, copying, copy_menu
//! the config   config_edits, change (a difference and its writing), wizard, populate, doctor
//! words        text, time_left, toasts, hint (the footer)
//! ```

mod acting;
pub mod change;
mod completing;
pub mod completion;
pub mod config_edits;
pub mod confirm;
mod copy_menu;
pub mod copying;
pub mod detail_scroll;
pub mod doctor;
mod enumeration;
pub mod filter;
pub mod form;
pub mod help;
pub mod hint;
pub mod jobs;
mod just_closed;
pub mod layout;
pub mod line;
pub mod list;
mod marks;
pub mod menu;
pub mod mouse;
pub mod msg;
pub mod order;
pub mod overlay;
mod palette;
pub mod pending;
mod perform;
pub mod populate;
pub mod profiles;
pub mod prompt;
pub mod sign_in;
mod sign_out;
pub mod state;
pub mod text;
pub mod text_window;
pub mod time_left;
pub mod toasts;
pub mod tree;
mod update;
pub mod upkeep;
mod using;
mod wake;
pub mod wizard;

pub use state::{Facts, Purpose, State};
pub use update::update;
