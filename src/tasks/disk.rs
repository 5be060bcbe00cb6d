//! What the system says where a file cannot be written, in words: the same for every file.

use std::io;

use crate::error::Failure;
use crate::paths::Paths;

/// Why nothing could be written in a folder, a sentence.
pub(super) fn why(folder: &str, error: &io::Error) -> String {
    match error.kind() {
        kind if is_full(kind) => format!("There is no room left on the disk of {folder}."),
        io::ErrorKind::ReadOnlyFilesystem => format!("{folder} is on a disk that is mounted read-only."),
        _ => format!("The system says: {error}."),
    }
}

/// What helps, where it is the same for every file.
pub(super) fn cure(error: &io::Error) -> Option<&'static str> {
    is_full(error.kind()).then_some("Free some space, then try again.")
}

fn is_full(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

/// What a sign-in was granted cannot be kept in the cache. Blocking, for a moment.
pub(super) fn unkept(what: &str, kept: &str, error: &io::Error, paths: &Paths) -> Failure {
    let folder = paths.display(&paths.sso_cache);
    if let Some(cure) = cure(error) {
        return Failure::new(what, format!("The {kept} cannot be kept. {}", why(&folder, error))).hint(cure);
    }
    let cure = if paths.sso_cache.is_dir() {
        format!("Make {folder} and the files in it writable for yourself.")
    } else if paths.sso_cache.symlink_metadata().is_ok() {
        format!("Move away what lies at {folder}: it must be a folder.")
    } else {
        format!("Make sure that the folder {folder} can be created.")
    };
    Failure::new(what, format!("The {kept} cannot be kept in {folder}: {error}.")).hint(cure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_full_disk_it_is_said_that_it_is_full() {
        let (_home, paths) = crate::aws::testing::home();
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
            let failure = unkept("Could not sign in.", "token", &kind.into(), &paths);
            let folder = paths.display(&paths.sso_cache);
            let why = format!("The token cannot be kept. There is no room left on the disk of {folder}.");
            assert_eq!(failure.why, why);
            assert_eq!(failure.hint.as_deref(), Some("Free some space, then try again."));
        }
        let failure = unkept("", "token", &io::ErrorKind::PermissionDenied.into(), &paths);
        assert!(failure.hint.is_some_and(|hint| hint.contains("can be created")));
    }
}
