//! The only code that waits: the terminal, the loop, the jobs and the desktop around it.

pub mod clipboard;
mod console;
mod copies;
pub mod desktop;
mod device;
mod event_loop;
mod inline;
mod jobs;
pub mod lend;
mod screen;
pub mod settings_file;
mod signals;

pub use console::understands_escapes;
pub use event_loop::{Outcome, Program, run};
pub use screen::{Place, Screen};
