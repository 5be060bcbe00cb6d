//! The record of used and pinned profiles, in one small file of the state folder that many processes share.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::disk;
use crate::aws::{lock, safe_file};
use crate::domain::profile::{Problem, Severity};
use crate::domain::usage::{Usage, UsageChange};
use crate::error::Failure;
use crate::paths::Paths;

/// A file of a later version is neither read nor written.
const VERSION: u32 = 1;
/// A thousand profiles take about 100 KB.
const MAX_FILE: u64 = 4 * 1024 * 1024;

#[derive(Serialize, Deserialize)]
struct Stored {
    version: u32,
    profiles: Usage,
}

fn path(paths: &Paths) -> PathBuf {
    paths.state.join("usage.json")
}

/// What is remembered, and what is wrong with the file if it cannot be used: then nothing is remembered. Blocking.
pub fn load(paths: &Paths) -> (Usage, Option<Problem>) {
    match read(paths) {
        Ok(usage) => (usage, None),
        Err(why) => {
            let problem = Problem {
                severity: Severity::Warning,
                what: format!("{} is ignored.", paths.display(&path(paths))),
                why: format!("It remembers which profiles are used and pinned. {}", why.text()),
                cure: why.cure().to_owned(),
                source: None,
            };
            (Usage::default(), Some(problem))
        }
    }
}

/// Remembers something more, whatever other processes remember at the same time. Gives all that is remembered then.
/// A file that is broken is put aside as `usage.json.broken`. Blocking.
///
/// # Errors
/// When the file cannot be written, or was written by a later version.
pub fn record(paths: &Paths, change: &UsageChange) -> Result<Usage, Failure> {
    let path = path(paths);
    let what = match change {
        UsageChange::Used { .. } => "The use of the profile was not remembered.",
        UsageChange::Pinned { .. } => "What is pinned was not remembered.",
    };
    let failure = |why: String| {
        Failure::new(what, why).hint(format!("Check whether {} can be written.", paths.display(&paths.state)))
    };
    let refused = |error: std::io::Error| {
        let failure = failure(disk::why(&paths.display(&paths.state), &error));
        match disk::cure(&error) {
            Some(cure) => failure.hint(cure),
            None => failure,
        }
    };
    let _lock = lock::hold(&path.with_extension("lock")).map_err(refused)?;
    let mut usage = match read(paths) {
        Ok(usage) => usage,
        Err(Unusable::Broken) => {
            std::fs::rename(&path, path.with_extension("json.broken")).map_err(refused)?;
            Usage::default()
        }
        Err(why) => return Err(failure(why.text()).hint(why.cure())),
    };
    usage.apply(change);
    let stored = Stored { version: VERSION, profiles: usage };
    let bytes = serde_json::to_vec(&stored).map_err(|error| failure(format!("{error}.")))?;
    safe_file::replace(&path, &bytes).map_err(refused)?;
    Ok(stored.profiles)
}

/// Why there is a file, but it says nothing to us.
enum Unusable {
    Broken,
    Later(u64),
    Unreadable(std::io::Error),
}

impl Unusable {
    fn text(&self) -> String {
        match self {
            Self::Broken => "It is damaged.".to_owned(),
            Self::Later(version) => {
                format!("It is of version {version}, written by a later version of ssotui.")
            }
            Self::Unreadable(error) => format!("The system says: {error}."),
        }
    }

    fn cure(&self) -> &'static str {
        match self {
            Self::Broken => "It is put aside when a profile is used or pinned next.",
            Self::Later(_) => "Update ssotui.",
            Self::Unreadable(_) => "Check who may read it, or delete it.",
        }
    }
}

fn read(paths: &Paths) -> Result<Usage, Unusable> {
    let bytes = match safe_file::read(&path(paths), MAX_FILE) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Ok(Usage::default()),
        Err(error) if error.kind() == std::io::ErrorKind::FileTooLarge => return Err(Unusable::Broken),
        Err(error) => return Err(Unusable::Unreadable(error)),
    };
    // The version first: of a later one the rest may be anything.
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| Unusable::Broken)?;
    match value["version"].as_u64() {
        Some(version) if version > u64::from(VERSION) => return Err(Unusable::Later(version)),
        _ => {}
    }
    let stored: Stored = serde_json::from_value(value).map_err(|_| Unusable::Broken)?;
    Ok(stored.profiles)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::aws::testing;
    use jiff::Timestamp;

    fn used(profile: &str) -> UsageChange {
        UsageChange::Used { profile: profile.into(), at: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn what_is_recorded_is_remembered() {
        let (_home, paths) = testing::home();
        assert_eq!(load(&paths), (Usage::default(), None));
        record(&paths, &used("a")).expect("recorded");
        let pin = UsageChange::Pinned { profiles: vec!["b".into()], pinned: true };
        let usage = record(&paths, &pin).expect("recorded");
        assert_eq!(load(&paths), (usage.clone(), None));
        assert!(usage.is_pinned(&"b".into()) && usage.last_used(&"a".into()).is_some());
    }

    #[test]
    fn many_at_once_lose_nothing() {
        let (_home, paths) = testing::home();
        std::thread::scope(|scope| {
            for worker in 0..8 {
                let paths = &paths;
                scope.spawn(move || {
                    for _ in 0..5 {
                        record(paths, &used(&format!("p{worker}"))).expect("recorded");
                        record(paths, &used("all")).expect("recorded");
                    }
                });
            }
        });
        let (usage, problem) = load(&paths);
        assert_eq!((usage.len(), problem), (9, None));
        assert_eq!(usage.frecency(&"all".into(), Timestamp::UNIX_EPOCH), 16 * 40);
    }

    #[test]
    fn a_broken_file_is_told_and_put_aside() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(&paths.state).expect("a folder");
        let broken: [&[u8]; 4] =
            [b"", b"{\"version\": 1", b"[]", b"{\"version\": 1, \"profiles\": {\"a\": 7}}"];
        for bytes in broken {
            fs::write(path(&paths), bytes).expect("write");
            let (usage, problem) = load(&paths);
            assert!(usage.is_empty() && problem.is_some_and(|problem| problem.why.contains("damaged")));
            assert_eq!(record(&paths, &used("a")).expect("recorded").len(), 1);
            let aside = path(&paths).with_extension("json.broken");
            assert_eq!(fs::read(&aside).expect("put aside"), bytes);
        }
    }

    #[test]
    fn a_later_version_is_left_alone() {
        let (_home, paths) = testing::home();
        fs::create_dir_all(&paths.state).expect("a folder");
        let text = r#"{"version": 2, "profiles": []}"#;
        fs::write(path(&paths), text).expect("write");
        assert!(load(&paths).1.expect("told").why.contains("version 2"));
        record(&paths, &used("a")).expect_err("refused");
        assert_eq!(fs::read_to_string(path(&paths)).expect("the file"), text);
    }
}
