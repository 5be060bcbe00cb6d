//! The only code that waits: the terminal, the loop, the jobs and the desktop around it.
//!
//! ```text
//! the loop     event_loop, jobs (effects become tasks), signals
//! the screen   screen, device (what is drawn on), inline, console (of Windows), terminal_modes, lend, editor
//! around it    clipboard, copies, address, desktop, surroundings, checkup, settings_file, time_zone
//! ```

pub mod address;
pub mod checkup;
pub mod clipboard;
mod console;
mod copies;
pub mod desktop;
mod device;
mod editor;
mod event_loop;
mod inline;
mod jobs;
pub mod lend;
mod screen;
pub mod settings_file;
mod signals;
mod surroundings;
mod terminal_modes;
mod time_zone;

pub use console::understands_escapes;
pub use event_loop::{Outcome, Program, run};
pub use screen::{Place, Screen};
pub use surroundings::look_around;
pub use time_zone::time_zone;
