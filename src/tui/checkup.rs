//! What the doctor cannot see by itself: the settings in force and the desktop.

use super::clipboard::Clipboard;
use super::{desktop, settings_file};
use crate::paths::{Env, Paths};
use crate::tasks::doctor::Surroundings;

/// Looks around. Blocking.
pub fn look(env: &Env, paths: &Paths) -> Surroundings {
    Surroundings {
        env: env.clone(),
        settings: settings_file::load(paths).err().map(|unusable| unusable.failure),
        can_open_pages: desktop::can_open_pages(env),
        has_clipboard: Clipboard::new(env).exists(),
        is_installed: desktop::is_program,
    }
}
