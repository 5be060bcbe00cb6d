//! `ssotui doctor` by the real binary: what it says, its JSON, its exit codes, and what `--fix` does and leaves alone.

#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

#[path = "support/world.rs"]
mod world;

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;
use ssotui::demo::{Fault, Operation};
use ssotui::domain::finding::FindingKind;
use world::{Run, World};

const CONFIG: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start/#/
sso_region = us-east-1

[profile a]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = Admin
";

fn ids(run: &Run) -> BTreeSet<String> {
    let told: Value = serde_json::from_str(&run.out).expect("JSON on stdout");
    let findings = told["findings"].as_array().expect("findings");
    findings.iter().filter_map(|it| it["id"].as_str()).map(str::to_owned).collect()
}

fn config(world: &World) -> String {
    fs::read_to_string(world.path(".aws/config")).expect("the config file")
}

/// A session whose token file is broken.
fn with_broken_token() -> World {
    let world = World::new(CONFIG);
    let name = ssotui::aws::cache_file_name("corp");
    world.write(&format!(".aws/sso/cache/{name}"), "{\"accessToken\": \"verysecretindeed\"}\"}");
    world
}

#[test]
fn json_has_every_member_and_the_exit_code_counts_errors() {
    let world = World::new(CONFIG);
    let run = world.run_with(&[("AWS_PROFILE", "nope")], &["doctor", "--offline", "--json"]);
    assert_eq!(run.code, 1, "{run:?}");
    let told: Value = serde_json::from_str(&run.out).expect("JSON on stdout");
    assert_eq!(told.as_object().expect("an object").len(), 1);
    for finding in told["findings"].as_array().expect("findings") {
        let mut members: Vec<&str> =
            finding.as_object().expect("an object").keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(members, ["cure", "file", "id", "line", "severity", "what", "why"]);
        let severity = finding["severity"].as_str().expect("a severity");
        assert!(["error", "warning", "info"].contains(&severity));
        assert!(finding["file"].is_null() || finding["file"].is_string());
        assert!(finding["line"].is_null() || finding["line"].is_u64());
    }
    let sharp =
        told["findings"].as_array().expect("findings").iter().find(|it| it["id"] == "session-divergence");
    let sharp = sharp.expect("the #");
    assert_eq!(
        (&sharp["line"], sharp["file"].as_str().map(|it| it.ends_with("config"))),
        (&2.into(), Some(true))
    );
    assert!(ids(&run).contains("env-profile-unknown"));

    let run = world.run(&["doctor", "--offline"]);
    assert_eq!(run.code, 0, "warnings are no errors: {run:?}");
    assert!(run.out.contains("warning: ") && run.out.contains("[session-divergence]"), "{}", run.out);
    assert!(!run.out.contains('\u{1b}'), "no colours in a pipe");
    assert!(run.out.lines().last().is_some_and(|line| line.contains("0 errors")), "{}", run.out);
    assert!(world.server.requests().is_empty(), "offline means offline");
}

#[test]
fn the_network_is_asked_unless_offline() {
    let world = World::new(CONFIG);
    world.server.faults().always(Operation::CreateToken, Fault::html(403));
    let run = world.run(&["doctor", "--json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(ids(&run).contains("network-intercepted"), "{}", run.out);
}

#[test]
fn contradictory_endpoints_are_a_finding_and_not_the_end() {
    let world = World::new(CONFIG);
    let run = world.run_with(&[("AWS_ENDPOINT_URL_SSO", "nonsense")], &["doctor", "--json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(
        ids(&run).contains("env-endpoint-invalid") && ids(&run).contains("session-divergence"),
        "{run:?}"
    );
}

#[test]
fn a_file_that_cannot_be_read_is_a_finding_and_not_the_end() {
    let world = World::new("");
    fs::create_dir_all(world.path(".aws/config")).expect("a folder in its place");
    let run = world.run(&["doctor", "--offline", "--json"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(ids(&run).contains("file-unreadable"), "{}", run.out);
}

#[test]
fn a_wrong_settings_file_is_told_with_its_line() {
    let world = World::new(CONFIG);
    world.write("ssotui/settings.toml", "mouse = true\nnonsense = 1\n");
    let run = world.run(&["doctor", "--offline", "--json"]);
    let told: Value = serde_json::from_str(&run.out).expect("JSON on stdout");
    let found =
        told["findings"].as_array().expect("findings").iter().find(|it| it["id"] == "settings-refused");
    let found = found.expect("the settings");
    assert_eq!(found["line"], 2, "{found}");
    assert!(found["file"].as_str().is_some_and(|file| file.ends_with("settings.toml")), "{found}");
}

#[test]
fn fix_asks_and_where_nobody_can_be_asked_it_changes_nothing() {
    let world = with_broken_token();
    let before = world.files();
    let run = world.run(&["doctor", "--offline", "--fix"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("--yes"), "{}", run.err);
    assert_eq!((world.files(), config(&world).as_str()), (before.clone(), CONFIG));

    let run = world.run(&["doctor", "--offline", "--fix", "--dry-run"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("(not done)") && run.err.contains("-sso_start_url"), "{}", run.err);
    assert_eq!((world.files(), config(&world).as_str()), (before, CONFIG));
    assert_eq!(world.run(&["doctor", "--yes"]).code, 2, "--yes alone means nothing");
}

#[test]
fn fix_moves_files_aside_and_changes_the_config_file_in_a_way_that_can_be_undone() {
    let world = with_broken_token();
    let run = world.run(&["doctor", "--offline", "--fix", "--yes", "--json"]);
    assert_eq!(run.code, 0, "the error is mended: {run:?}");
    let told: Value = serde_json::from_str(&run.out).expect("JSON on stdout");
    let fixes = told["fixes"].as_array().expect("fixes");
    assert!(fixes.iter().all(|fix| fix["applied"] == true), "{told}");
    assert!(!run.out.contains("verysecretindeed") && !run.err.contains("verysecretindeed"));
    assert_eq!(config(&world), CONFIG.replace("/start/#/", "/start"));
    let name = ssotui::aws::cache_file_name("corp");
    assert!(!world.path(&format!(".aws/sso/cache/{name}")).exists());
    assert!(world.path(&format!("ssotui/set-aside/{name}")).exists());
    let again = world.run(&["doctor", "--offline", "--json"]);
    assert!(
        !ids(&again).contains("token-broken") && !ids(&again).contains("session-divergence"),
        "{again:?}"
    );
    assert_eq!(world.run(&["undo", "--yes"]).code, 0);
    assert_eq!(config(&world), CONFIG);
}

#[cfg(unix)]
#[test]
fn rights_of_others_are_told_and_taken() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new(CONFIG);
    world.write(".aws/credentials", "[x]\naws_access_key_id = A\naws_secret_access_key = verysecretindeed\n");
    let file = world.path(".aws/credentials");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("set");
    let run = world.run(&["doctor", "--offline", "--json"]);
    assert!(ids(&run).contains("file-open"), "{}", run.out);
    assert!(world.run(&["doctor", "--offline", "--fix", "--yes"]).code == 0);
    assert_eq!(fs::metadata(&file).expect("the file").permissions().mode() & 0o777, 0o600);
    assert!(!ids(&world.run(&["doctor", "--offline", "--json"])).contains("file-open"));
}

#[test]
fn everything_that_can_be_found_and_mended_is_listed() {
    let world = World::new("");
    let list = world.json(&["doctor", "--list", "--json"]);
    let listed: Vec<&str> =
        list["findings"].as_array().expect("rows").iter().filter_map(|row| row["id"].as_str()).collect();
    let all: Vec<&str> = FindingKind::ALL.iter().map(|kind| kind.row().id).collect();
    assert_eq!(listed, all);
    let plain = world.run(&["doctor", "--list"]);
    let help = world.run(&["doctor", "--help"]);
    for kind in FindingKind::ALL {
        let row = kind.row();
        assert!(plain.out.contains(row.id));
        let in_help = help.out.lines().any(|line| line.split_whitespace().next() == Some(row.id));
        assert_eq!(in_help, row.fix.is_some(), "{}", row.id);
    }
}
