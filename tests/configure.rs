//! `ssotui configure`, `migrate` and `edit`, by the real binary against the demo's Identity Center.

#[path = "support/world.rs"]
#[expect(dead_code, reason = "not every test needs all of it")]
mod world;

use std::time::Duration;

use serde_json::{Value, json};
use ssotui::demo::{Fault, Operation, Options};
use ssotui::domain::organization::{Account, Roles};
use world::World;

const URL: &str = "https://corp.awsapps.com/start";
const CORP: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access
";

fn account(id: &str, name: &str, roles: &[&str]) -> Account {
    Account {
        id: id.into(),
        name: Some(name.into()),
        email: None,
        roles: Roles::Listed(roles.iter().map(|role| (*role).into()).collect()),
    }
}

fn world(config: &str, organization: Vec<Account>) -> World {
    let options = Options {
        approve_after: Some(Duration::ZERO),
        organization: Some(organization),
        ..Options::default()
    };
    World::with(config, options)
}

fn dev_and_prod() -> Vec<Account> {
    vec![
        account("111111111111", "Dev", &["Admin", "ReadOnly"]),
        account("222222222222", "Prod", &["ReadOnly"]),
    ]
}

fn config(world: &World) -> String {
    std::fs::read_to_string(world.path(".aws/config")).unwrap_or_default()
}

fn configure<'a>(more: &[&'a str]) -> Vec<&'a str> {
    ["configure", "--no-browser"].into_iter().chain(more.iter().copied()).collect()
}

#[test]
fn the_only_account_and_role_are_chosen_by_themselves() {
    let world = world("", vec![account("012345678901", "Corp", &["Admin"])]);
    let run = world.run(&configure(&[
        "--start-url",
        "corp.awsapps.com/start/#/",
        "--sso-region",
        "us-east-1",
        "--default-region",
        "eu-west-1",
        "--output",
        "json",
        "--yes",
    ]));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        config(&world),
        format!(
            "[profile Admin-012345678901]\nsso_session = corp\nsso_account_id = 012345678901\n\
             sso_role_name = Admin\nregion = eu-west-1\noutput = json\n\n{CORP}"
        )
    );
    assert!(run.err.contains("--profile Admin-012345678901"), "{}", run.err);
    // The token that was fetched on the way is the session's.
    let status = world.json(&["status", "--json"]);
    assert_eq!(
        (&status["sessions"][0]["name"], &status["sessions"][0]["state"]),
        (&json!("corp"), &json!("valid"))
    );
    // Once more: nothing to sign in to, nothing to change.
    let again = world.json(&configure(&["--session", "corp", "--yes", "--json"]));
    assert_eq!(again["diff"], "");
    let again = world.run(&configure(&["--session", "corp", "--yes"]));
    assert!(!again.err.contains("--force"), "configure knows no such flag: {}", again.err);
    assert_eq!(world.server.requests_for(Operation::CreateToken).len(), 1);
    assert_eq!(world.run(&["undo", "--yes"]).code, 0);
    assert_eq!(config(&world), "");
}

#[test]
fn several_roles_and_names_and_an_account_by_its_name() {
    let world = world(CORP, dev_and_prod());
    let told = world.json(&configure(&[
        "--session",
        "corp",
        "--account",
        "dev",
        "--role",
        "ReadOnly",
        "--role",
        "Admin",
        "--profile",
        "r",
        "--profile",
        "a",
        "--yes",
        "--json",
    ]));
    assert_eq!(told["applied"], true);
    assert_eq!(
        told["profiles"],
        json!([
            { "name": "r", "account_id": "111111111111", "role_name": "ReadOnly", "region": null },
            { "name": "a", "account_id": "111111111111", "role_name": "Admin", "region": null },
        ])
    );
    assert!(config(&world).starts_with(CORP), "{}", config(&world));
    assert_eq!(config(&world).matches("sso_session = corp").count(), 2);
}

#[test]
fn where_account_and_role_are_given_whole_nobody_signs_in() {
    let world = world(CORP, dev_and_prod());
    let run = world.run(&configure(&[
        "--session",
        "corp",
        "--account",
        "012345678901",
        "--role",
        "Any",
        "--profile",
        "x",
        "--dry-run",
    ]));
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("+sso_role_name = Any"), "{}", run.out);
    assert_eq!(config(&world), CORP);
    assert!(world.server.requests().is_empty());
}

#[test]
fn where_nobody_can_be_asked_the_flag_is_named() {
    let world = world("", dev_and_prod());
    let new = ["--session", "corp", "--start-url", URL, "--sso-region", "us-east-1"];
    for (arguments, code, words) in [
        (vec!["--yes"], 2, "--start-url URL, --sso-region REGION"),
        (vec!["--session", "corp", "--yes"], 2, "--start-url URL"),
        (vec!["--session", "corp", "--start-url", URL, "--yes"], 2, "--sso-region REGION"),
        (new.to_vec(), 2, "--yes"),
        ([&new[..], &["--yes"]].concat(), 2, "--account ACCOUNT"),
        ([&new[..], &["--account", "Dev", "--yes"]].concat(), 2, "--role ROLE"),
        ([&new[..], &["--account", "nope", "--yes"]].concat(), 4, "nope"),
        ([&new[..], &["--account", "Dev", "--role", "nope", "--yes"]].concat(), 4, "nope"),
        (
            [&new[..], &["--account", "Prod", "--profile", "a", "--profile", "b", "--yes"]].concat(),
            2,
            "2 names",
        ),
        (vec!["--start-url", "http://corp.awsapps.com/start", "--yes"], 2, "https"),
        (vec!["--session", "a b", "--yes"], 2, "Take a-b instead"),
        (vec!["--session", "corp", "--start-url", URL, "--sso-region", "Ireland", "--yes"], 2, "no region"),
        ([&new[..], &["--scopes", "a b", "--yes"]].concat(), 2, "commas"),
        ([&new[..], &["--sso-session-only", "--profile", "x", "--yes"]].concat(), 2, "--profile"),
    ] {
        let run = world.run(&configure(&arguments));
        assert_eq!(run.code, code, "{arguments:?} {run:?}");
        assert!(run.err.contains(words), "{words} in {}", run.err);
        assert_eq!(config(&world), "");
    }
}

#[test]
fn the_session_alone_needs_no_sign_in() {
    let world = world("", dev_and_prod());
    let run =
        world.run(&configure(&["--sso-session-only", "--start-url", URL, "--region", "us-east-1", "--yes"]));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(config(&world), CORP);
    assert!(run.err.contains("ssotui login --session corp"), "{}", run.err);
    // What is there is proposed.
    let run = world.run(&configure(&[
        "--sso-session-only",
        "--session",
        "corp",
        "--scopes",
        "sso:account:access, x:y",
        "--yes",
    ]));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(config(&world), CORP.replace(":access\n", ":access,x:y\n"));
    assert!(world.server.requests().is_empty());
}

#[test]
fn a_vanity_domain_tells_its_region() {
    let world = world("", dev_and_prod());
    let portal = "https://ssoins-1.portal.eu-west-3.app.aws/";
    world.server.faults().next(Operation::Unknown, 1, Fault::redirect(portal));
    let url = format!("{}/corp", world.server.base_url());
    let run =
        world.run(&configure(&["--sso-session-only", "--session", "corp", "--start-url", &url, "--yes"]));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(config(&world), CORP.replace(URL, &url).replace("us-east-1", "eu-west-3"));
}

#[test]
fn a_legacy_profile_is_converted_and_shown_first() {
    let legacy = "\
[profile dev] # mine
sso_start_url = https://corp.awsapps.com/start#/
sso_region = us-east-1
sso_account_id = 111111111111
sso_role_name = Admin
cli_pager = less
";
    let world = world(legacy, dev_and_prod());
    let arguments = [
        "--start-url",
        URL,
        "--sso-region",
        "us-east-1",
        "--account",
        "111111111111",
        "--role",
        "Admin",
        "--profile",
        "dev",
    ];
    let run = world.run(&configure(&[&arguments[..], &["--dry-run"]].concat()));
    for line in [
        "-sso_start_url = https://corp.awsapps.com/start#/",
        "-sso_region = us-east-1",
        "+sso_session = corp",
    ] {
        assert!(run.out.lines().any(|it| it == line), "{line} in {}", run.out);
    }
    assert_eq!(config(&world), legacy);
    assert_eq!(world.run(&configure(&[&arguments[..], &["--yes"]].concat())).code, 0);
    assert_eq!(
        config(&world),
        format!(
            "[profile dev] # mine\nsso_account_id = 111111111111\nsso_role_name = Admin\ncli_pager = less\n\
             sso_session = corp\n\n{CORP}"
        )
    );
}

#[test]
fn legacy_profiles_and_leftovers_are_migrated_and_taken_back() {
    let legacy = "\
[profile old]
sso_start_url = https://corp.awsapps.com/start/
sso_region = us-east-1
sso_account_id = 111111111111
sso_role_name = Admin

[profile granted]
granted_sso_start_url = https://corp.awsapps.com/start
granted_sso_region = us-east-1
granted_sso_account_id = 222222222222
granted_sso_role_name = ReadOnly
credential_process = granted credential-process --profile granted

[profile leapp]
credential_process = leapp session generate 0a1b
";
    let world = world(legacy, dev_and_prod());
    let told = world.json(&["migrate", "--dry-run", "--json"]);
    assert_eq!(told["sessions"], json!([{ "name": "corp", "start_url": URL, "sso_region": "us-east-1" }]));
    assert_eq!(told["profiles"][0]["origins"], json!(["sso-legacy"]));
    assert_eq!(told["profiles"][1]["set"]["sso_account_id"], "222222222222");
    assert_eq!((&told["left"][0]["name"], &told["left"][0]["origin"]), (&json!("leapp"), &json!("leapp")));
    assert_eq!(config(&world), legacy);
    let run = world.run(&["migrate"]);
    assert_eq!((run.code, config(&world) == legacy), (2, true), "{run:?}");
    assert!(run.err.contains("--yes"), "{}", run.err);
    assert_eq!(world.run(&["migrate", "nope", "--yes"]).code, 4);
    let run = world.run(&["migrate", "old", "--yes"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(config(&world).contains("granted_sso_start_url"), "only the one that was named");
    let run = world.run(&["migrate", "--yes"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("leapp") && !config(&world).contains("granted_"), "{run:?}");
    let list = world.json(&["list", "--json"]);
    for (at, account, role) in [(0, "111111111111", "Admin"), (1, "222222222222", "ReadOnly")] {
        let profile = &list["profiles"][at];
        assert_eq!((&profile["kind"], &profile["session"]), (&json!("sso"), &json!("corp")));
        assert_eq!((&profile["account_id"], &profile["role_name"]), (&json!(account), &json!(role)));
        assert_eq!((&profile["start_url"], &profile["problems"]), (&json!(URL), &json!([])));
    }
    let run = world.run(&["migrate", "--yes"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("nothing to change"), "{run:?}");
    assert_eq!(world.run(&["undo", "--yes"]).code, 0);
    assert_eq!(world.run(&["undo", "--yes"]).code, 0);
    assert_eq!(config(&world), legacy);
}

#[test]
fn keys_are_edited_in_several_profiles_at_once() {
    let two = format!(
        "{CORP}\n[profile a]\nregion=us-east-1\n\n[profile b]\nsso_session = corp\nregion = us-east-1\n"
    );
    let world = world(&two, dev_and_prod());
    let run =
        world.run(&["edit", "a", "b", "--set", "region=eu-west-1", "--set", "output = json", "--dry-run"]);
    assert_eq!((run.code, run.out.matches("+output = json").count()), (0, 2), "{run:?}");
    assert_eq!(config(&world), two);
    let run = world.run(&["edit", "a", "b", "--set", "region=eu-west-1", "--unset", "sso_session", "--yes"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(
        config(&world),
        format!("{CORP}\n[profile a]\nregion=eu-west-1\n\n[profile b]\nregion = eu-west-1\n")
    );
    let run = world.run(&["edit", "--session", "corp", "--set", "sso_region=eu-west-1", "--yes"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(config(&world).starts_with(&CORP.replace("us-east-1", "eu-west-1")), "{}", config(&world));
    for (arguments, code, words) in [
        (&["edit", "a", "--yes"][..], 2, "--set"),
        (&["edit", "--set", "region=eu-west-1"], 2, "PROFILE"),
        (&["edit", "nope", "--set", "region=eu-west-1", "--yes"], 4, "nope"),
        (&["edit", "a", "--set", "region=eu-west-2"], 2, "--yes"),
        (&["edit", "a", "--set", "aws_secret_access_key=verysecretindeed", "--yes"], 2, "secret"),
    ] {
        let run = world.run(arguments);
        assert_eq!(run.code, code, "{run:?}");
        assert!(run.err.contains(words) && !run.err.contains("verysecretindeed"), "{words} in {}", run.err);
    }
}

#[test]
fn drift_is_told_on_both_sides_and_by_the_exit_code() {
    let world = world(CORP, dev_and_prod());
    assert_eq!(world.run(&["login", "--session", "corp", "--no-browser"]).code, 0);
    let check = ["populate", "--session", "corp", "--check"];
    let run = world.run(&check);
    assert_eq!((run.code, run.out.lines().count()), (1, 3), "{run:?}");
    assert!(run.out.contains("no profile: Admin in 111111111111 (Dev)"), "{}", run.out);
    assert_eq!(world.run(&["populate", "--session", "corp", "--region", "eu-west-1", "--yes"]).code, 0);
    let run = world.run(&check);
    assert_eq!((run.code, run.out.as_str()), (0, ""), "{run:?}");
    world.server.set_organization(vec![
        account("111111111111", "Dev", &["Admin", "Auditor"]),
        account("222222222222", "Prod", &["ReadOnly"]),
    ]);
    let told: Value = {
        let run = world.run(&["populate", "--session", "corp", "--check", "--json"]);
        assert_eq!(run.code, 1, "{run:?}");
        serde_json::from_str(&run.out).expect("JSON")
    };
    assert_eq!((&told["complete"], &told["drift"]), (&json!(true), &json!(true)));
    assert_eq!(
        (&told["gone"][0]["role_name"], &told["gone"][0]["populated"]),
        (&json!("ReadOnly"), &json!(true))
    );
    assert_eq!(told["unnamed"][0]["role_name"], "Auditor");
    let run = world.run(&["populate", "--session", "corp", "--region", "eu-west-1", "--dry-run"]);
    assert!(run.err.contains("gone: Dev.ReadOnly") && run.err.contains("no profile: Auditor"), "{run:?}");
    // Of what is not known whole nothing is said.
    world.server.faults().always(Operation::ListAccountRoles, Fault::status(403));
    let run = world.run(&["populate", "--session", "corp", "--check", "--json"]);
    let told: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(
        (run.code, &told["complete"], &told["drift"], &told["gone"]),
        (1, &json!(false), &Value::Null, &Value::Null)
    );
}

#[test]
fn without_a_terminal_everything_that_is_missing_is_told_at_once() {
    let world = world("", Vec::new());
    for (arguments, expected) in [
        (&[][..], "Give --start-url URL, --sso-region REGION; and --yes to write, or --dry-run"),
        (&["--yes"], "Give --start-url URL, --sso-region REGION."),
        (&["--session", "x", "--start-url", URL], "Give --sso-region REGION; and --yes"),
        (&["--start-url", URL, "--sso-region", "us-east-1"], "Give --yes to write, or --dry-run"),
        (&["--sso-region", "nonsense"], "\"nonsense\" is no region."),
    ] {
        let run = world.run(&configure(arguments));
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{run:?}");
        assert!(run.err.contains(expected), "{arguments:?}: {}", run.err);
    }
    let two = format!("{CORP}\n[sso-session other]\nsso_start_url = {URL}\nsso_region = us-east-1\n");
    world.write(".aws/config", &two);
    let run = world.run(&configure(&[]));
    assert!(run.err.contains("Give --session NAME (corp, other;"), "{}", run.err);
    assert_eq!(config(&world), two);
}

#[test]
fn the_session_of_the_current_profile_is_proposed() {
    let other =
        "[sso-session other]\nsso_start_url = https://other.awsapps.com/start\nsso_region = eu-west-1\n";
    let world = world(&format!("{CORP}{other}[profile now]\nsso_session = other\n"), dev_and_prod());
    let words = configure(&["--account", "111111111111", "--role", "Admin", "--yes"]);
    assert_eq!(world.run(&words).code, 2, "two sessions");
    assert_eq!(world.run_with(&[("AWS_PROFILE", "now")], &words).code, 0);
    assert!(
        config(&world).contains("[profile Admin-111111111111]\nsso_session = other\n"),
        "{}",
        config(&world)
    );
}

/// `[DEFAULT]` reaches every section: the profile would get its credentials otherwise.
#[test]
fn a_profile_that_would_not_work_is_not_configured() {
    let inherited = "[DEFAULT]\nrole_arn = arn:aws:iam::012345678901:role/x\n";
    let world = world(&format!("{CORP}\n{inherited}"), dev_and_prod());
    let before = config(&world);
    let run = world.run(&configure(&[
        "--session",
        "corp",
        "--account",
        "111111111111",
        "--role",
        "Admin",
        "--profile",
        "dev",
        "--default-region",
        "eu-west-1",
        "--yes",
    ]));
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("Profile dev would not work."), "{run:?}");
    assert!(
        run.err.contains("role_arn goes before its session (line 7 of the config file, in [DEFAULT])"),
        "{run:?}"
    );
    assert_eq!(config(&world), before);
}

#[test]
fn one_profile_that_stands_twice_does_not_stop_migrating() {
    let legacy = |header: &str| {
        format!(
            "[profile {header}]\nsso_start_url = {URL}\nsso_region = us-east-1\nsso_account_id = 111111111111\n\
             sso_role_name = Admin\n\n"
        )
    };
    let twice = legacy("l2") + &legacy("'l2'");
    let world = world(&format!("{}{twice}", legacy("l1")), dev_and_prod());
    let run = world.run(&["migrate", "--yes"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(
        run.err.contains("l2 (sso-legacy) is left as it is. It stands in the config file more than once"),
        "{run:?}"
    );
    assert!(
        config(&world).contains(&twice) && config(&world).contains("sso_session = corp"),
        "{}",
        config(&world)
    );
    let run = world.run(&["migrate", "--yes", "l2"]);
    assert_eq!(run.code, 2, "nothing else was asked for: {run:?}");
}
