//! What is never said, and who may read what is written.

use std::time::Duration;

use ssotui::demo::{Fault, Operation, Options, organization};

use crate::world::World;
use crate::{CONFIG, world};

#[test]
fn hostile_names_reach_no_terminal_unmasked() {
    let world = World::with(CONFIG, Options { approve_after: Some(Duration::ZERO), ..Options::hostile() });
    assert!(!organization::hostile().is_empty());
    assert_eq!(world.run(&["login", "--session", "corp", "--no-browser"]).code, 0);
    let run = world.run(&["roles"]);
    let bad = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!run.out.contains(bad), "{:?}", run.out.chars().find(|c| bad(*c)));
    assert!(!run.err.contains(bad), "{:?}", run.err);
    world.write(".aws/config", "[profile a\u{1b}[31mb\u{202e}c]\nregion = \u{7}x\n");
    let run = world.run(&["list"]);
    assert!(run.out.contains('a') && !run.out.contains(bad), "{:?}", run.out);
}

#[test]
fn no_secret_is_anywhere_but_in_its_own_file() {
    let world = world();
    let mut said = String::new();
    for arguments in [
        &["login", "--all", "--no-browser"][..],
        &["list", "--json"],
        &["list"],
        &["status", "--json"],
        &["status"],
        &["roles", "--json"],
        &["roles"],
        &["login", "old", "--no-browser", "--force", "--json"],
        &["logout", "--session", "partner", "--json"],
    ] {
        let run = world.run(arguments);
        said += &run.out;
        said += &run.err;
    }
    world.server.faults().always(Operation::ListAccounts, Fault::status(500));
    world.server.faults().always(Operation::Logout, Fault::html(502));
    world.server.faults().always(Operation::CreateToken, Fault::wrong_types());
    for arguments in [&["logout", "--all"][..], &["list"]] {
        let run = world.run(arguments);
        said += &run.out;
        said += &run.err;
    }
    let mut secrets = world.server.secrets();
    assert!(secrets.len() > 6, "the server handed out secrets");
    secrets.push("verysecretindeed".to_owned());
    for secret in &secrets {
        assert!(!said.contains(secret), "a secret was said");
    }
    for file in world.files() {
        let path = file.to_string_lossy().into_owned();
        if path.contains(".aws") {
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&file).expect("a file")).into_owned();
        for secret in &secrets {
            assert!(!text.contains(secret), "a secret is in {path}");
        }
    }
}

#[cfg(unix)]
#[test]
fn the_files_it_writes_are_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt;

    let world = world();
    assert_eq!(world.run(&["login", "--all", "--no-browser"]).code, 0);
    assert_eq!(world.run(&["roles"]).code, 0);
    let written: Vec<_> =
        world.files().into_iter().filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    assert!(written.len() >= 6, "{written:?}");
    for path in written {
        let mode = std::fs::metadata(&path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
}
