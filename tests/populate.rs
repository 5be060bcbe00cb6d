//! `ssotui populate`, by the real binary against the demo's Identity Center.

#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

#[path = "support/world.rs"]
#[expect(dead_code, reason = "not every test needs all of it")]
mod world;

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::Value;
use ssotui::demo::{Fault, Operation, Options};
use ssotui::domain::organization::Roles;
use world::World;

const CONFIG: &str = "\
# my accounts
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[profile bare]
region = us-east-1 ; mine
s3 =
  addressing_style = path
";

const POPULATE: [&str; 5] = ["populate", "--session", "corp", "--region", "eu-west-1"];

/// A home that is signed in to an organization of this size.
fn world(accounts: usize, roles: usize) -> World {
    let options = Options { approve_after: Some(Duration::ZERO), accounts, roles, ..Options::default() };
    let world = World::with(CONFIG, options);
    assert_eq!(world.run(&["login", "--session", "corp", "--no-browser"]).code, 0);
    world
}

fn config(world: &World) -> String {
    std::fs::read_to_string(world.path(".aws/config")).expect("the config")
}

fn populate<'a>(more: &[&'a str]) -> Vec<&'a str> {
    POPULATE.into_iter().chain(more.iter().copied()).collect()
}

fn count(plan: &Value, list: &str) -> usize {
    plan[list].as_array().expect("a list").len()
}

#[test]
fn every_role_of_a_large_organization_gets_a_profile_of_its_own() {
    let world = world(300, 1050);
    let plan = world.json(&populate(&["--yes", "--json"]));
    assert_eq!((count(&plan, "add"), count(&plan, "refused")), (1050, 0));
    let list = world.json(&["list", "--json"]);
    let profiles = list["profiles"].as_array().expect("profiles");
    assert_eq!(profiles.len(), 1051);
    let reached: BTreeSet<(&str, &str)> = profiles
        .iter()
        .filter_map(|it| Some((it["account_id"].as_str()?, it["role_name"].as_str()?)))
        .collect();
    let organization = world.server.organization();
    let expected: BTreeSet<(&str, &str)> = organization
        .iter()
        .flat_map(|account| {
            let Roles::Listed(roles) = &account.roles else { return Vec::new() };
            roles.iter().map(|role| (account.id.as_str(), role.as_str())).collect()
        })
        .collect();
    assert_eq!(reached, expected);
    let after = config(&world);
    assert!(after.starts_with(CONFIG), "what was there stays as it was");
    // Once more, and there is nothing to do.
    let again = world.json(&populate(&["--yes", "--json"]));
    assert_eq!((count(&again, "add"), count(&again, "change"), count(&again, "keep")), (0, 0, 1050));
    assert_eq!(config(&world), after);
    // Rules that give many the same name lose none of them.
    let twins = world.json(&populate(&["--cached", "--template", "{role_name}", "--dry-run", "--json"]));
    let names: BTreeSet<&str> =
        twins["add"].as_array().expect("a list").iter().filter_map(|it| it["name"].as_str()).collect();
    assert_eq!(names.len(), 1050);
    assert!(count(&twins, "collisions") > 1000);
    // And everything is taken back.
    assert_eq!(world.run(&["undo", "--yes"]).code, 0);
    assert_eq!(config(&world), CONFIG);
}

/// VAL-07: the AWS CLI and boto3 refuse a profile whose region is not that of its session.
#[test]
fn no_profile_is_written_that_aws_tools_would_refuse() {
    let world = world(2, 4);
    let broken =
        CONFIG.replacen("sso_region = us-east-1\n", "sso_region = us-east-1\nregion = us-east-1\n", 1);
    std::fs::write(world.path(".aws/config"), &broken).expect("written");
    for more in [&["--yes"][..], &["--dry-run"], &["--dry-run", "--json"]] {
        let run = world.run(&populate(more));
        assert_eq!(run.code, 2, "{run:?}");
        assert!(
            run.err.contains("would work.") && run.err.contains("(line 5 of the config file, in"),
            "{run:?}"
        );
        assert_eq!(config(&world), broken);
    }
    let run = world.run(&["populate", "--session", "corp", "--region", "us-east-1", "--yes"]);
    assert_eq!(run.code, 0, "the same value is taken: {run:?}");
}

#[test]
fn one_profile_that_would_not_work_does_not_stop_the_others() {
    let world = world(2, 4);
    assert_eq!(world.run(&populate(&["--yes"])).code, 0);
    let all = config(&world);
    // The last one stands there twice, and all are to get another key.
    let last = &all[all.rfind("[profile ").expect("a profile")..];
    let again = last.replacen("[profile ", "[profile \"", 1).replacen(']', "\"]", 1);
    std::fs::write(world.path(".aws/config"), format!("{all}\n{again}")).expect("written");
    let more = ["--yes", "--json", "--config-default", "cli_pager=less"];
    let run = world.run(&populate(&more));
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("left out: ") && run.err.contains("more than once (lines "), "{run:?}");
    let plan: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!((count(&plan, "change"), count(&plan, "refused")), (3, 1));
    assert_eq!(config(&world).matches("cli_pager = less").count(), 3);
}

#[test]
fn a_dry_run_shows_the_difference_and_writes_nothing() {
    let world = world(3, 4);
    let run = world.run(&populate(&["--dry-run"]));
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(run.out.matches("+sso_auto_populated = true").count(), 4, "{}", run.out);
    assert!(run.err.contains("4 profiles would be added"), "{}", run.err);
    assert_eq!(config(&world), CONFIG);
    let plan = world.json(&populate(&["--dry-run", "--json", "-c", "output=json"]));
    let first = &plan["add"][0];
    assert_eq!(first["settings"]["output"], "json");
    assert_eq!(first["settings"]["sso_account_id"], first["account_id"]);
    assert_eq!(first["region"], "eu-west-1");
    assert_eq!(plan["complete"], true);
    assert_eq!(config(&world), CONFIG);
}

#[test]
fn what_is_not_asked_for_any_more_goes_only_when_pruned() {
    let world = world(3, 6);
    assert_eq!(world.run(&populate(&["--yes"])).code, 0);
    let rules = [
        "--cached",
        "--template",
        "{role_name}@{account_id}",
        "--role-name-case",
        "lower",
        "--yes",
        "--json",
    ];
    let plan = world.json(&populate(&rules));
    assert_eq!((count(&plan, "add"), count(&plan, "remove")), (6, 0));
    let plan = world.json(&populate(&[&rules[..], &["--prune"]].concat()));
    assert_eq!((count(&plan, "keep"), count(&plan, "remove")), (6, 6));
    let text = config(&world);
    assert_eq!(text.matches("sso_auto_populated").count(), 6);
    assert!(text.starts_with(CONFIG) && text.contains("[profile bare]"));
}

#[test]
fn nothing_is_written_where_something_is_wrong() {
    let world = world(3, 6);
    for (arguments, code, said) in [
        (populate(&[]), 2, "--yes"),
        (populate(&["--yes", "--template", "{"]), 2, "cannot be put together"),
        (populate(&["--yes", "--trim-role-name", "("]), 2, "is no regular expression"),
        (populate(&["--yes", "-c", "region=x"]), 2, "no config default"),
        (populate(&["--yes", "-r", "EU WEST"]), 2, "is no region"),
        (populate(&["--yes", "-r", "nonsense"]), 2, "is no region"),
        (populate(&["--yes", "-r", "eu-west"]), 2, "is no region"),
        (populate(&["--yes", "--account", "nobody"]), 4, "No account nobody"),
        (populate(&["--yes", "--role", "nothing"]), 4, "No role nothing"),
        (populate(&["--yes", "--template", "x", "--on-collision", "stop"]), 2, "--on-collision"),
        (populate(&["--yes", "--template", "default"]), 1, "names no profile"),
        (populate(&["--yes", "--role-name-case", "wide"]), 2, "possible values"),
        (vec!["populate", "--session", "corp", "--yes"], 2, "Which region?"),
        (vec!["populate", "--session", "nope", "-r", "eu-west-1", "--yes"], 4, "nope"),
    ] {
        let run = world.run(&arguments);
        assert_eq!(run.code, code, "{arguments:?}: {run:?}");
        assert!(run.err.contains(said), "{arguments:?}: {run:?}");
        assert_eq!(config(&world), CONFIG, "{arguments:?}");
    }
    assert_eq!(world.run(&["logout", "--session", "corp"]).code, 0);
    assert_eq!(world.run(&populate(&["--yes"])).code, 3);
}

#[test]
fn the_environment_names_the_region_and_the_separator() {
    let world = world(2, 2);
    let run = world.run_with(
        &[("AWS_REGION", "eu-north-1"), ("AWS_CONFIGURE_SSO_DEFAULT_PROFILE_NAME_SEPARATOR", "/")],
        &["populate", "--yes"],
    );
    assert_eq!(run.code, 0, "{run:?}");
    let text = config(&world);
    assert_eq!(text.matches("region = eu-north-1").count(), 2, "{text}");
    assert!(text.lines().any(|line| line.starts_with("[profile ") && line.contains('/')), "{text}");
}

#[test]
fn a_list_that_is_missing_prunes_nothing() {
    let world = world(3, 6);
    world.json(&populate(&["--yes", "--json"]));
    let before = config(&world);
    for operation in [Operation::ListAccounts, Operation::ListAccountRoles] {
        let throttled = r#"{"message":"Limit exceeded","__type":"ThrottlingException"}"#;
        for body in ["{}", throttled] {
            world.server.faults().always(operation, Fault::body(200, body));
            let run = world.run(&populate(&["--prune", "--yes"]));
            assert!(run.code == 1 && run.err.contains("no list"), "{operation:?} {body}: {run:?}");
            assert_eq!(config(&world), before, "{operation:?} {body}");
            world.server.faults().clear_all();
        }
    }
}
