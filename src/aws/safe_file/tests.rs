use super::*;

#[test]
fn the_name_of_a_temporary_file_is_not_told() {
    let home = tempfile::tempdir().expect("a folder");
    let error = temporary(&home.path().join("missing"), Path::new("x.json")).expect_err("no folder");
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
    assert!(!error.to_string().contains("x.json"), "{error}");
}

#[test]
fn a_file_may_be_as_long_as_the_limit_and_no_longer() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a");
    fs::write(&path, "four").expect("written");
    assert_eq!(read(&path, 4).expect("read"), Some(b"four".to_vec()));
    assert_eq!(read(&path, 3).expect_err("too long").kind(), io::ErrorKind::FileTooLarge);
}

#[test]
fn a_file_is_replaced_whole() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("a").join("b").join("x.json");
    replace(&path, b"one").expect("created");
    replace(&path, b"2").expect("replaced");
    assert_eq!(read(&path, 10).expect("read").as_deref(), Some(&b"2"[..]));
    let names: Vec<_> = fs::read_dir(path.parent().expect("parent")).expect("list").collect();
    assert_eq!(names.len(), 1, "no temporary file is left");
}

/// Opened as a scanner does, so that nobody else may delete or replace the file; let go after a moment.
#[cfg(windows)]
fn hold_for_a_moment(path: &Path) -> std::thread::JoinHandle<()> {
    use std::os::windows::fs::OpenOptionsExt;
    const FILE_SHARE_READ: u32 = 1;
    let held = fs::OpenOptions::new().read(true).share_mode(FILE_SHARE_READ).open(path).expect("open");
    std::thread::spawn(move || {
        std::thread::sleep(IN_USE_PAUSE * 2);
        drop(held);
    })
}

#[cfg(windows)]
#[test]
fn a_file_that_a_scanner_has_open_is_replaced_and_removed_once_it_is_free() {
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("x.json");
    fs::write(&path, "old").expect("write");
    let held = hold_for_a_moment(&path);
    replace(&path, b"new").expect("replaced");
    assert_eq!(fs::read(&path).expect("read"), b"new");
    held.join().expect("the scanner");
    let held = hold_for_a_moment(&path);
    assert!(remove(&path).expect("removed"));
    assert!(!remove(&path).expect("nothing there"));
    held.join().expect("the scanner");
}

#[cfg(unix)]
#[test]
fn secrets_are_for_the_owner_alone_and_links_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let home = tempfile::tempdir().expect("a folder");
    let link = home.path().join("link.json");
    let target = home.path().join("elsewhere").join("real.json");
    fs::create_dir(home.path().join("elsewhere")).expect("folder");
    symlink("elsewhere/real.json", &link).expect("link");
    replace(&link, b"dangling").expect("created through the link");
    fs::set_permissions(&target, fs::Permissions::from_mode(0o644)).expect("mode");
    replace(&link, b"again").expect("replaced through the link");
    assert!(fs::symlink_metadata(&link).expect("link").is_symlink());
    assert_eq!(fs::read(&target).expect("target"), b"again");
    assert_eq!(fs::metadata(&target).expect("target").permissions().mode() & 0o777, 0o600);
    symlink("loop.json", home.path().join("loop.json")).expect("link");
    replace(&home.path().join("loop.json"), b"x").expect_err("a loop");
}

#[test]
fn a_path_is_the_same_before_and_after_its_folders_are_made() {
    let home = tempfile::tempdir().expect("a folder");
    #[cfg(unix)]
    let base = {
        fs::create_dir(home.path().join("real")).expect("a folder");
        std::os::unix::fs::symlink("real", home.path().join("link")).expect("a link");
        home.path().join("link")
    };
    #[cfg(windows)]
    let base = home.path().to_path_buf();
    let file = base.join("a").join("b").join("config");
    let before = real_path(&file);
    replace(&file, b"x").expect("made");
    assert_eq!(real_path(&file), before);
}

#[cfg(unix)]
#[test]
fn access_can_be_kept() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let home = tempfile::tempdir().expect("a folder");
    let (file, link) = (home.path().join("config"), home.path().join("link"));
    let mode = |path: &Path| fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    prepare(&file, b"1", Access::Kept).expect("prepared").commit().expect("written");
    assert_eq!(mode(&file), 0o600, "a new file is private");
    let inner = home.path().join("new/inner/file");
    replace(&inner, b"x").expect("written");
    assert_eq!(mode(&home.path().join("new")), 0o700, "and so is a new folder");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).expect("mode");
    symlink("config", &link).expect("link");
    prepare(&link, b"2", Access::Kept).expect("prepared").commit().expect("written");
    assert_eq!((mode(&file), fs::read(&file).expect("the file")), (0o640, b"2".to_vec()));
    assert!(fs::symlink_metadata(&link).expect("link").is_symlink());
    assert_eq!(real_path(&link), real_path(&file));
}

#[test]
fn what_is_write_protected_stays_and_what_is_not_committed_leaves_no_trace() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("config");
    fs::write(&file, "old").expect("write");
    drop(prepare(&file, b"new", Access::Kept).expect("prepared"));
    let mut permissions = fs::metadata(&file).expect("the file").permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&file, permissions).expect("protected");
    let error = prepare(&file, b"new", Access::Kept).expect_err("protected");
    assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
    assert_eq!(fs::read(&file).expect("the file"), b"old");
    assert_eq!(fs::read_dir(home.path()).expect("the folder").count(), 1);
}

#[test]
fn what_was_prepared_can_be_filled_with_less_or_more() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("token.json");
    for text in ["short", "longer than the room that was taken"] {
        let mut room = prepare(&file, &[b' '; 16], Access::Private).expect("prepared");
        room.refill(text.as_bytes()).expect("filled");
        room.commit().expect("written");
        assert_eq!(fs::read_to_string(&file).expect("the file"), text);
    }
    assert_eq!(fs::read_dir(home.path()).expect("the folder").count(), 1);
}

#[test]
fn only_what_replacing_this_file_left_is_swept() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("config");
    for name in ["config", ".ssotui-config-ab12CD.tmp", ".ssotui-config-old-ab12CD.tmp", ".ssotui-x.tmp"] {
        fs::write(home.path().join(name), "x").expect("write");
    }
    sweep(&file);
    let left = || fs::read_dir(home.path()).expect("the folder").count();
    assert_eq!((left(), home.path().join(".ssotui-config-ab12CD.tmp").exists()), (3, false));
    sweep_folder(home.path());
    assert_eq!((left(), file.exists(), home.path().join(".ssotui-x.tmp").exists()), (2, true, true));
}

/// A mount cannot be made in a test: what follows its refusal is tried alone.
#[test]
fn a_file_that_cannot_be_renamed_over_is_written_in_place() {
    let home = tempfile::tempdir().expect("a folder");
    let file = home.path().join("config");
    for (old, new) in [("old and longer", "new"), ("old", "new and longer"), ("", "x"), ("x", "")] {
        fs::write(&file, old).expect("write");
        let replacement = prepare(&file, new.as_bytes(), Access::Kept).expect("prepared");
        write_in_place(replacement.file.as_file(), &file).expect("written");
        assert_eq!(fs::read_to_string(&file).expect("the file"), new);
    }
    let gone = prepare(&home.path().join("gone"), b"x", Access::Kept).expect("prepared");
    write_in_place(gone.file.as_file(), &gone.target).expect_err("nothing to overwrite");
    #[cfg(unix)]
    for (number, expected) in
        [(rustix::io::Errno::BUSY, true), (rustix::io::Errno::XDEV, true), (rustix::io::Errno::ACCESS, false)]
    {
        assert_eq!(cannot_be_renamed_over(&io::Error::from(number)), expected, "{number}");
    }
}
