//! Bringing back the config file as it was before the last change.

use std::fs;
use std::path::PathBuf;

use jiff::Timestamp;

use super::backup::{self, Backup};
use super::config_file::{self, LockedConfig, cannot_write};
use crate::aws::safe_file;
use crate::aws_config::plan::Change;
use crate::error::Failure;
use crate::paths::Paths;

/// A change that is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undo {
    /// What the change was: "Rename profile a to b".
    pub title: String,
    pub made_at: Timestamp,
    /// From the present text to the one before the change.
    pub change: Change,
    /// There was no file before the change: it goes.
    pub removes_file: bool,
    /// Something else has changed the file since, which would be lost.
    pub overwrites: bool,
    /// Where what was lost by force is kept.
    pub kept: Option<PathBuf>,
}

struct Found {
    path: PathBuf,
    backup: Backup,
    current: Option<Vec<u8>>,
    undo: Undo,
}

/// What [`undo`] would do now. Blocking.
///
/// # Errors
/// When there is nothing to take back, or a file cannot be read.
pub fn preview(paths: &Paths) -> Result<Undo, Failure> {
    let real = safe_file::real_path(&paths.config);
    Ok(find(paths, &backup::folder(paths, &real), config_file::read(paths)?)?.undo)
}

/// Takes the last change back, byte for byte; the next call takes back the one before. Blocking.
///
/// # Errors
/// `Failed` when there is nothing to take back, or something else has changed the file since, unless
/// `force` says to lose that (it is kept in the state folder); when a file cannot be read or written.
pub fn undo(paths: &Paths, force: bool) -> Result<Undo, Failure> {
    let config = LockedConfig::lock(paths)?;
    let folder = backup::folder(paths, &config.real);
    let Found { path, backup, current, mut undo } = find(paths, &folder, config.read()?)?;
    if undo.overwrites && !force {
        return Err(foreign(paths, &undo.title));
    }
    let kept = folder.join("replaced-by-undo");
    let replaced = config.replace(current.as_deref(), backup.before.as_deref().map(str::as_bytes), || {
        if undo.overwrites {
            let bytes = current.as_deref().unwrap_or_default();
            safe_file::replace(&kept, bytes).map_err(|error| cannot_write(paths, &kept, &error))?;
        }
        Ok(())
    })?;
    if !replaced {
        return Err(foreign(paths, &undo.title));
    }
    // One that stays is passed over the next time: its text is the present one.
    let _ = fs::remove_file(path);
    undo.kept = undo.overwrites.then_some(kept);
    Ok(undo)
}

fn foreign(paths: &Paths, title: &str) -> Failure {
    Failure::new(
        format!("“{title}” was not taken back."),
        format!("{} has been changed since by something else.", paths.display(&paths.config)),
    )
    .hint("ssotui undo --dry-run shows what would be lost, ssotui undo --force takes it back all the same.")
}

fn find(paths: &Paths, folder: &std::path::Path, current: Option<Vec<u8>>) -> Result<Found, Failure> {
    let present = current.as_deref().map(safe_file::fingerprint);
    let backups = backup::newest_first(folder).map_err(|error| {
        Failure::new(
            format!("{} cannot be listed.", paths.display(folder)),
            format!("The system says: {error}."),
        )
    })?;
    for (path, backup) in backups {
        let before = backup.before.as_deref().map(str::as_bytes);
        // The process was stopped between keeping this backup and making the change, or between taking the change
        // back and deleting the backup.
        if before == current.as_deref() {
            continue;
        }
        let undo = Undo {
            title: backup.title.clone(),
            made_at: backup.made_at,
            change: Change {
                before: current.clone().unwrap_or_default(),
                after: before.unwrap_or_default().to_vec(),
                left: Vec::new(),
            },
            removes_file: before.is_none(),
            overwrites: present.as_ref() != Some(&backup.after),
            kept: None,
        };
        return Ok(Found { path, backup, current, undo });
    }
    Err(Failure::new(
        "There is nothing to undo.",
        format!("No backup of {} differs from what it is now.", paths.display(&paths.config)),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::clock::SystemClock;
    use crate::aws::testing;
    use crate::aws_config::edit::{Edit, Target};
    use crate::aws_config::plan::Plan;
    use crate::tasks::apply::apply;

    fn set(paths: &Paths, value: &str) {
        let edit = Edit::Set { target: Target::profile("a"), key: "region".into(), value: value.into() };
        apply(paths, &SystemClock, &Plan::new(format!("Set {value}"), vec![edit])).expect("applied");
    }

    fn text(paths: &Paths) -> String {
        fs::read_to_string(&paths.config).expect("the file")
    }

    fn home(config: &str) -> (tempfile::TempDir, Paths) {
        let (home, paths) = testing::home();
        fs::create_dir_all(paths.config.parent().expect("a folder")).expect("a folder");
        fs::write(&paths.config, config).expect("written");
        (home, paths)
    }

    #[test]
    fn changes_are_taken_back_one_by_one_to_the_byte() {
        let original = "# ä\r\n[profile a]\nRegion:x\r\n  # c\n\n";
        let (_home, paths) = home(original);
        set(&paths, "y");
        let between = text(&paths);
        set(&paths, "z");
        assert_eq!(preview(&paths).expect("a change").title, "Set z");
        let first = undo(&paths, false).expect("undone");
        assert_eq!((first.title.as_str(), first.overwrites, text(&paths)), ("Set z", false, between));
        undo(&paths, false).expect("undone");
        assert_eq!(text(&paths), original);
        assert_eq!(undo(&paths, false).expect_err("nothing left").what, "There is nothing to undo.");
    }

    #[test]
    fn a_long_file_comes_back() {
        let original = format!("{}[profile a]\nregion = x\n", "# one of many lines\n".repeat(10_000));
        let (_home, paths) = home(&original);
        set(&paths, "y");
        undo(&paths, false).expect("undone");
        assert_eq!(text(&paths), original);
    }

    #[test]
    fn a_file_that_was_not_there_goes() {
        let (_home, paths) = testing::home();
        let add = Edit::Add { target: Target::profile("a"), settings: Vec::new() };
        apply(&paths, &SystemClock, &Plan::new("Add a", vec![add])).expect("applied");
        assert!(undo(&paths, false).expect("undone").removes_file);
        assert!(!paths.config.exists());
    }

    #[test]
    fn what_others_wrote_since_is_lost_only_by_force_and_kept() {
        let (_home, paths) = home("[profile a]\nregion = x\n");
        set(&paths, "y");
        fs::write(&paths.config, "[profile other]\n").expect("written");
        let failure = undo(&paths, false).expect_err("changed since");
        assert!(failure.hint.is_some_and(|hint| hint.contains("--force")));
        assert_eq!(text(&paths), "[profile other]\n");
        assert!(preview(&paths).expect("a change").overwrites);
        let undone = undo(&paths, true).expect("forced");
        assert_eq!(text(&paths), "[profile a]\nregion = x\n");
        let kept = undone.kept.expect("the other text");
        assert_eq!(fs::read_to_string(kept).expect("kept"), "[profile other]\n");
    }

    /// The process was stopped after the backup was kept and before the file was replaced.
    #[test]
    fn a_change_that_never_came_about_is_passed_over() {
        let (_home, paths) = home("[profile a]\nregion = x\n");
        set(&paths, "y");
        let real = safe_file::real_path(&paths.config);
        let never = Backup::new("Never", Timestamp::UNIX_EPOCH, &real, Some(text(&paths)), b"z");
        backup::store(&backup::folder(&paths, &real), &never).expect("stored");
        assert_eq!(undo(&paths, false).expect("undone").title, "Set y");
        assert_eq!(text(&paths), "[profile a]\nregion = x\n");
    }

    #[test]
    fn a_backup_that_cannot_be_read_is_passed_over() {
        let (_home, paths) = home("[profile a]\nregion = x\n");
        set(&paths, "y");
        let folder = backup::folder(&paths, &safe_file::real_path(&paths.config));
        fs::write(folder.join("00000009.json"), "{").expect("written");
        fs::write(folder.join("note.txt"), "x").expect("written");
        let later = fs::read_to_string(folder.join("00000001.json")).expect("the backup");
        let later = later.replace(r#""version":1"#, r#""version":2"#).replace("Set y", "Of a later version");
        fs::write(folder.join("00000010.json"), later).expect("written");
        assert_eq!(undo(&paths, false).expect("undone").title, "Set y");
    }
}
