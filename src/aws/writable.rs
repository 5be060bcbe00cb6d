//! Whether something could be written, asked of the system without trying.

use std::path::Path;

/// Whether the system lets this process write a file, or make files in a folder, as far as it says so: by whoever runs
/// it, lists of access, and disks that are mounted read-only. True where it says nothing. Blocking.
#[cfg(unix)]
pub fn may_write(path: &Path) -> bool {
    use rustix::fs::{Access, AtFlags, CWD, accessat};
    use rustix::io::Errno;
    let wanted = if path.is_dir() { Access::WRITE_OK | Access::EXEC_OK } else { Access::WRITE_OK };
    let answer = accessat(CWD, path, wanted, AtFlags::EACCESS);
    !matches!(answer, Err(Errno::ACCESS | Errno::PERM | Errno::ROFS))
}

/// Windows tells only whoever tries.
#[cfg(not(unix))]
pub fn may_write(_: &Path) -> bool {
    true
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn whether_something_can_be_made_in_a_folder_is_known_without_trying() {
        use std::os::unix::fs::PermissionsExt;
        let home = tempfile::tempdir().expect("a folder");
        for (mode, file) in [(0o500, "a"), (0o600, "b"), (0o700, "c")] {
            std::fs::set_permissions(home.path(), std::fs::Permissions::from_mode(mode)).expect("set");
            let can = std::fs::write(home.path().join(file), "").is_ok();
            assert_eq!(may_write(home.path()), can, "{mode:o}: root can, whatever the mode");
        }
        assert!(may_write(&home.path().join("nothing")), "nothing is known of it");
    }
}
