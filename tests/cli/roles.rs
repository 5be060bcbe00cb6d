//! `roles`.

use std::time::Duration;

use serde_json::{Value, json};
use ssotui::demo::{Fault, Operation, Options};

use crate::CONFIG;
use crate::world::World;

#[test]
fn roles_come_from_the_portal_and_then_from_the_cache() {
    let world = World::with(
        CONFIG,
        Options { approve_after: Some(Duration::ZERO), accounts: 45, roles: 120, ..Options::default() },
    );
    let run = world.run(&["roles"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert_eq!(world.run(&["login", "--session", "corp", "--no-browser"]).code, 0);
    let roles = world.json(&["roles", "--json"]);
    let corp = &roles["sessions"][0];
    assert_eq!((&corp["name"], &corp["complete"]), (&json!("corp"), &json!(true)));
    let accounts = corp["accounts"].as_array().expect("accounts");
    assert_eq!(accounts.len(), 45);
    assert_eq!(
        accounts.iter().map(|account| account["roles"].as_array().map_or(0, Vec::len)).sum::<usize>(),
        120
    );
    assert_eq!(corp["errors"], json!([]));
    let asked = world.server.requests().len();
    assert_eq!(world.json(&["roles", "--cached", "--json"])["sessions"][0]["accounts"], corp["accounts"]);
    assert_eq!(world.server.requests().len(), asked, "the cache asks nobody");
}

#[test]
fn an_account_that_fails_is_told_and_the_others_are_listed() {
    let world = World::with(
        CONFIG,
        Options { approve_after: Some(Duration::ZERO), accounts: 5, roles: 9, ..Options::default() },
    );
    let victim = world.server.organization()[2].id.as_str().to_owned();
    let account = victim.clone();
    world.server.faults().always(
        Operation::ListAccountRoles,
        Fault::when(move |request| {
            (request.parameter("account_id") == Some(&account)).then(|| Fault::status(403))
        }),
    );
    assert_eq!(world.run(&["login", "--session", "corp", "--no-browser"]).code, 0);
    let run = world.run(&["roles", "--json"]);
    assert_eq!(run.code, 1, "not everything was listed");
    let corp = &serde_json::from_str::<Value>(&run.out).expect("JSON")["sessions"][0];
    assert_eq!(corp["complete"], false);
    assert_eq!(corp["errors"][0]["account_id"], victim.as_str());
    assert_eq!(corp["accounts"].as_array().map(Vec::len), Some(5));
}

#[test]
fn where_there_is_no_session_the_way_to_one_is_told() {
    let world = World::new("");
    for arguments in [&["roles"][..], &["populate", "--region", "eu-west-1"]] {
        let run = world.run(arguments);
        assert_eq!(run.code, 4, "{run:?}");
        assert!(
            run.err.contains("There is no session") && run.err.contains("ssotui configure"),
            "{}",
            run.err
        );
    }
}

#[test]
fn a_session_that_is_signed_out_is_told_with_the_command() {
    let run = World::new(CONFIG).run(&["roles", "--session", "corp"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.err.contains("ssotui login --session corp"), "{}", run.err);
}

#[test]
fn what_was_listed_and_could_not_be_kept_is_told_as_that() {
    let world = World::with(CONFIG, Options { approve_after: Some(Duration::ZERO), ..Options::default() });
    assert_eq!(world.run(&["login", "--session", "corp", "--no-browser"]).code, 0);
    world.write("ssotui/organizations", "a file where the folder belongs");
    let run = world.run(&["roles", "--session", "corp"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("warning: what corp reaches could not be kept for the next start:"), "{run:?}");
    assert!(!run.err.contains("trying again"), "{run:?}");
}

#[test]
fn a_token_that_looks_good_and_is_refused_is_told_with_the_command_that_replaces_it() {
    let world = World::with(CONFIG, Options { approve_after: Some(Duration::ZERO), ..Options::default() });
    assert_eq!(world.run(&["login", "--session", "corp", "--no-browser"]).code, 0);
    world.server.end_sessions();
    for command in [
        &["roles", "--session", "corp"][..],
        &["populate", "--session", "corp", "-r", "eu-west-1", "--dry-run"],
    ] {
        let run = world.run(command);
        assert_eq!(run.code, 3, "{run:?}");
        assert!(run.err.contains("ssotui login --session corp --force"), "{}", run.err);
    }
}
