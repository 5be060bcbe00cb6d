//! Requests that cannot be served, and readers that go away.

use crate::world;

#[test]
fn unknown_names_are_exit_code_4_and_an_unclear_request_2() {
    let world = world();
    for arguments in [
        &["login", "nope"][..],
        &["login", "--session", "nope"],
        &["logout", "--session", "nope"],
        &["roles", "--session", "nope"],
        &["status", "--session", "nope"],
        &["status", "nope"],
    ] {
        let run = world.run(arguments);
        assert_eq!(run.code, 4, "{arguments:?} {run:?}");
    }
    let run = world.run(&["login", "corp"]);
    assert_eq!(run.code, 4, "{run:?}");
    assert!(run.err.contains("corp is a session: give --session corp"), "{}", run.err);
    let run = world.run(&["populate", "--region", "eu-west-1", "--dry-run"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("Give --session NAME.") && !run.err.contains("--all"), "{}", run.err);
    let run = world.run(&["login"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("corp") && run.err.contains("--session"), "{}", run.err);
    assert_eq!(world.run(&["--nonsense"]).code, 2);
    assert_eq!(world.run(&["login", "bare"]).code, 1, "a profile without SSO");
    assert_eq!(world.run(&["status", "--check", "bare"]).code, 4, "1 would say that it can be renewed");
    assert_eq!(world.run_with(&[("AWS_PROFILE", "prod.admin")], &["login", "--no-browser"]).code, 0);
}

#[test]
fn without_a_terminal_the_screen_says_what_to_use_instead() {
    let run = world().run(&[]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("ssotui list"), "{}", run.err);
}

#[cfg(unix)]
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    use std::process::Stdio;

    let world = world();
    let mut child = world.command(&["settings", "default"]).stdout(Stdio::piped()).spawn().expect("it runs");
    drop(child.stdout.take());
    assert!(child.wait().expect("an end").success());
}

#[test]
fn a_variable_that_names_no_profile_is_told_with_the_nearest_and_the_cure() {
    let world = crate::world();
    for (variable, commands, code) in [
        ("AWS_PROFILE", &[&["login", "--no-browser"][..], &["whoami"], &["console", "--print"]][..], 4),
        ("AWS_DEFAULT_PROFILE", &[&["logout"], &["list"], &["status"]], 0),
    ] {
        for command in commands {
            let run = world.run_with(&[(variable, "prod.admni")], command);
            assert_eq!(run.code, if command == &["logout"] { 4 } else { code }, "{command:?} {run:?}");
            for part in [
                &*format!("{variable} names a profile that does not exist: “prod.admni”"),
                "Did you mean prod.admin?",
            ] {
                assert!(run.err.contains(part), "{part} of {command:?} in {}", run.err);
            }
            assert!(run.err.contains(&format!("Correct or unset {variable}")), "{}", run.err);
        }
    }
    for silent in [
        &["list", "--quiet"][..],
        &["list", "--json"],
        &["list", "--names"],
        &["status", "--json"],
        &["status", "--session", "corp"],
        &["status", "old"],
    ] {
        let run = world.run_with(&[("AWS_PROFILE", "prod.admni")], silent);
        assert!(run.code == 0 && run.err.is_empty(), "{silent:?} {run:?}");
    }
}
