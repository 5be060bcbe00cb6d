//! Making a plan true: the config file as it is at that moment, changed and replaced in one step.

use super::backup::{self, Backup};
use super::config_file::{self, LockedConfig, cannot_write};
use super::credentials;
use crate::aws::clock::Clock;
use crate::aws_config::plan::{Change, Plan};
use crate::error::Failure;
use crate::paths::Paths;

/// How often the change is made anew when other programs keep writing.
const ATTEMPTS: u32 = 20;

/// What the plan would do to the config file as it is now. Blocking.
///
/// # Errors
/// When the file cannot be read; as [`Plan::against`] and where the credentials file stands in the way.
pub fn preview(paths: &Paths, plan: &Plan) -> Result<Change, Failure> {
    credentials::check(paths, &plan.edits)?;
    plan.against(&config_file::read(paths)?.unwrap_or_default(), &credentials::text(paths))
}

/// Changes the config file as planned, and says what changed: nothing, if it was so already. A backup is kept for
/// [`super::undo`]. Symbolic links, owner and mode of the file stay. Blocking.
///
/// If somebody else changes the file meanwhile, the plan is held against the new text: nobody's change is lost.
///
/// # Errors
/// As [`Plan::against`] and where the credentials file stands in the way; when the file, its folder or the state folder cannot be written. The file is then as it was.
pub fn apply(paths: &Paths, clock: &dyn Clock, plan: &Plan) -> Result<Change, Failure> {
    credentials::check(paths, &plan.edits)?;
    let config = LockedConfig::lock(paths)?;
    let backups = backup::folder(paths, &config.real);
    let credentials = credentials::text(paths);
    for _ in 0..ATTEMPTS {
        let before = config.read()?;
        let change = plan.against(before.as_deref().unwrap_or_default(), &credentials)?;
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

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;
    use std::pin::Pin;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    use jiff::Timestamp;

    use super::*;
    use crate::aws::clock::SystemClock;
    use crate::aws::testing;
    use crate::aws_config::edit::{Edit, Target};
    use crate::error::FailureKind;

    fn add(name: &str) -> Plan {
        Plan::new(
            format!("Add {name}"),
            vec![Edit::Add {
                target: Target::profile(name),
                settings: vec![("region".into(), "eu-west-1".into())],
            }],
        )
    }

    fn files(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .expect("the folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_new_file_is_made_with_its_folder() {
        let (_home, paths) = testing::home();
        assert!(preview(&paths, &add("a")).expect("a change").before.is_empty());
        assert!(!paths.config.exists());
        apply(&paths, &SystemClock, &add("a")).expect("applied");
        assert_eq!(fs::read_to_string(&paths.config).expect("a file"), "[profile a]\nregion = eu-west-1\n");
        assert_eq!(files(paths.config.parent().expect("a folder")), ["config"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let backups = backup::folder(&paths, &crate::aws::safe_file::real_path(&paths.config));
            for file in [&paths.config, &backups.join("00000001.json")] {
                assert_eq!(fs::metadata(file).expect("a file").permissions().mode() & 0o777, 0o600);
            }
        }
    }

    #[test]
    fn what_is_so_already_is_not_written() {
        let (_home, paths) = testing::home();
        let plan = Plan::new(
            "Set",
            vec![Edit::Set { target: Target::profile("a"), key: "region".into(), value: "eu-west-1".into() }],
        );
        apply(&paths, &SystemClock, &add("a")).expect("applied");
        assert!(apply(&paths, &SystemClock, &plan).expect("nothing to do").is_empty());
        let backups = backup::folder(&paths, &crate::aws::safe_file::real_path(&paths.config));
        assert_eq!(files(&backups).len(), 1);
    }

    #[test]
    fn the_last_twenty_backups_are_kept() {
        let (_home, paths) = testing::home();
        for number in 0..23 {
            apply(&paths, &SystemClock, &add(&format!("p{number}"))).expect("applied");
        }
        let backups = backup::folder(&paths, &crate::aws::safe_file::real_path(&paths.config));
        let kept = files(&backups);
        assert_eq!((kept.len(), kept[0].as_str()), (20, "00000004.json"));
    }

    #[test]
    fn many_writers_at_once_lose_nothing() {
        const WRITERS: usize = 8;
        const PROFILES: usize = 5;
        let (_home, paths) = testing::home();
        std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                let paths = &paths;
                scope.spawn(move || {
                    for profile in 0..PROFILES {
                        apply(paths, &SystemClock, &add(&format!("w{writer}-{profile}"))).expect("applied");
                    }
                });
            }
        });
        let reading = crate::aws_config::read(&fs::read(&paths.config).expect("a file"), b"");
        assert_eq!((reading.profiles.len(), reading.refused.len()), (WRITERS * PROFILES, 0));
    }

    /// The AWS CLI knows no lock: it may write between the reading and the replacing.
    #[test]
    fn what_another_program_writes_at_the_last_moment_is_not_overwritten() {
        let (_home, paths) = testing::home();
        let config = LockedConfig::lock(&paths).expect("the lock");
        fs::create_dir_all(paths.config.parent().expect("a folder")).expect("a folder");
        let replaced = config.replace(None, Some(b"ours"), || {
            fs::write(&paths.config, "theirs").expect("written");
            Ok(())
        });
        assert_eq!(replaced, Ok(false));
        assert_eq!(fs::read(&paths.config).expect("a file"), b"theirs");
        assert_eq!(files(paths.config.parent().expect("a folder")), ["config"]);
    }

    /// A clock that is asked between the reading and the replacing, and does something then.
    struct Meanwhile<F>(F);

    impl<F: Fn() + Send + Sync> Clock for Meanwhile<F> {
        fn now(&self) -> Timestamp {
            (self.0)();
            Timestamp::UNIX_EPOCH
        }

        fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
            SystemClock.sleep(duration)
        }
    }

    #[test]
    fn a_change_that_does_not_come_about_leaves_no_backup() {
        let (_home, paths) = testing::home();
        apply(&paths, &SystemClock, &add("a")).expect("applied");
        let backups = backup::folder(&paths, &crate::aws::safe_file::real_path(&paths.config));
        let written = AtomicU32::new(0);
        let write = || {
            let text = format!("# {}\n", written.fetch_add(1, Ordering::SeqCst));
            fs::write(&paths.config, text).expect("written");
        };
        apply(&paths, &Meanwhile(write), &add("b")).expect_err("another program keeps writing");
        assert_eq!(
            (written.load(Ordering::SeqCst), files(&backups)),
            (ATTEMPTS, vec!["00000001.json".into()])
        );
        let once = || (written.fetch_sub(1, Ordering::SeqCst) == ATTEMPTS).then(write).unwrap_or_default();
        apply(&paths, &Meanwhile(once), &add("b")).expect("applied at the second attempt");
        assert_eq!(files(&backups), ["00000001.json", "00000002.json"]);
        let replace_by_folder = || {
            fs::remove_file(&paths.config).expect("removed");
            fs::create_dir(&paths.config).expect("a folder in its place");
        };
        apply(&paths, &Meanwhile(replace_by_folder), &add("c")).expect_err("a folder");
        assert_eq!(files(&backups), ["00000001.json", "00000002.json"]);
    }

    #[test]
    fn what_a_killed_process_left_beside_the_file_goes_with_the_next_change() {
        let (_home, paths) = testing::home();
        apply(&paths, &SystemClock, &add("a")).expect("applied");
        let folder = paths.config.parent().expect("a folder");
        fs::write(folder.join(".ssotui-config-AbCd12.tmp"), "half").expect("written");
        apply(&paths, &SystemClock, &add("b")).expect("applied");
        assert_eq!(files(folder), ["config"]);
    }

    #[test]
    fn what_cannot_be_written_is_told_and_leaves_the_file_whole() {
        let (_home, paths) = testing::home();
        apply(&paths, &SystemClock, &add("a")).expect("applied");
        let before = fs::read(&paths.config).expect("a file");
        let mut permissions = fs::metadata(&paths.config).expect("a file").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&paths.config, permissions).expect("protected");
        let failure = apply(&paths, &SystemClock, &add("b")).expect_err("write-protected");
        assert!(failure.why.contains("may not be written") && failure.hint.is_some(), "{failure}");
        assert_eq!(fs::read(&paths.config).expect("a file"), before);
    }

    #[test]
    fn what_is_no_file_is_not_replaced() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(&paths.config).expect("a folder in its place");
        let failure = apply(&paths, &SystemClock, &add("a")).expect_err("a folder");
        assert_eq!((failure.kind, failure.why.as_str()), (FailureKind::Usage, "It is a folder."));
    }

    #[test]
    fn errors_of_the_system_are_put_into_words() {
        let (_home, paths) = testing::home();
        for (kind, words) in [
            (std::io::ErrorKind::StorageFull, "no room left"),
            (std::io::ErrorKind::QuotaExceeded, "no room left"),
            (std::io::ErrorKind::ReadOnlyFilesystem, "mounted read-only"),
            (std::io::ErrorKind::PermissionDenied, "may not be written"),
        ] {
            let failure = cannot_write(&paths, &paths.config, &kind.into());
            assert!(failure.why.contains(words) && failure.what.contains("nothing has changed"), "{failure}");
        }
    }
}
