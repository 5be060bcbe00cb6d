//! Making a plan true: the config file as it is at that moment, changed and replaced in one step.

use super::backup::{self, Backup};
use super::config_file::{self, LockedConfig, cannot_write};
use crate::aws::clock::Clock;
use crate::aws_config::plan::{Change, Plan};
use crate::error::Failure;
use crate::paths::Paths;

/// How often the change is made anew when other programs keep writing.
const ATTEMPTS: u32 = 20;

/// What the plan would do to the config file as it is now. Blocking.
///
/// # Errors
/// When the file cannot be read; as [`Plan::against`].
pub fn preview(paths: &Paths, plan: &Plan) -> Result<Change, Failure> {
    plan.against(&config_file::read(paths)?.unwrap_or_default())
}

/// Changes the config file as planned, and says what changed: nothing, if it was so already. A backup is kept for
/// [`super::undo`]. Symbolic links, owner and mode of the file stay. Blocking.
///
/// If somebody else changes the file meanwhile, the plan is held against the new text: nobody's change is lost.
///
/// # Errors
/// As [`Plan::against`]; when the file, its folder or the state folder cannot be written. The file is then as it was.
pub fn apply(paths: &Paths, clock: &dyn Clock, plan: &Plan) -> Result<Change, Failure> {
    let config = LockedConfig::lock(paths)?;
    let backups = backup::folder(paths, &config.real);
    for _ in 0..ATTEMPTS {
        let before = config.read()?;
        let change = plan.against(before.as_deref().unwrap_or_default())?;
        if change.is_empty() {
            return Ok(change);
        }
        // Whatever can be edited is text.
        let text = before.as_ref().map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let backup = Backup::new(&plan.title, clock.now(), &config.real, text, &change.after);
        let mut stored = None;
        let replaced = config.replace(before.as_deref(), Some(&change.after), || {
            let path =
                backup::store(&backups, &backup).map_err(|error| cannot_write(paths, &backups, &error))?;
            stored = Some(path);
            Ok(())
        });
        if !matches!(replaced, Ok(true))
            && let Some(path) = stored
        {
            // What did not happen need not be undone. One that stays is passed over: its text is the present one.
            let _ = std::fs::remove_file(path);
        }
        if replaced? {
            backup::prune(&backups);
            return Ok(change);
        }
    }
    Err(Failure::new(
        format!("{} is left as it is.", paths.display(&paths.config)),
        "Another program keeps writing it.",
    )
    .hint("Try again when that program has finished."))
}
