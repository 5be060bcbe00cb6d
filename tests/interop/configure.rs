//! What the wizard and migrating write, as boto3 reads and uses it.

use std::time::Duration;

use serde_json::{Value, json};
use ssotui::demo::Options;
use ssotui::domain::organization::Roles;

use crate::world::World;

fn world() -> Option<World> {
    World::start(Options { approve_after: Some(Duration::ZERO), ..Options::default() })
}

/// An account with the name of one of its roles.
fn place(world: &World) -> (String, String) {
    let organization = world.server.organization();
    let place = organization.iter().find_map(|account| match &account.roles {
        Roles::Listed(roles) => Some((account.id.to_string(), roles.first()?.to_string())),
        _ => None,
    });
    place.unwrap()
}

/// What boto3 makes of a profile: its settings, its session's, and who it is to STS.
fn read(world: &World, names: &[&str]) -> Value {
    world.python("boto3_configured.py", &json!({ "profiles": names }))
}

#[test]
fn boto3_uses_what_the_wizard_wrote() {
    let Some(world) = world() else { return };
    let (account, role) = place(&world);
    let url = "https://fresh.awsapps.com/start";
    let told = world.ssotui(&[
        "configure",
        "--start-url",
        "fresh.awsapps.com/start/#",
        "--sso-region",
        "eu-west-1",
        "--account",
        &account,
        "--role",
        &role,
        "--profile",
        "fresh",
        "--default-region",
        "eu-north-1",
        "--output",
        "yaml",
        "--no-browser",
        "--yes",
        "--json",
    ]);
    assert_eq!(told["session"]["name"], "fresh");
    world.ssotui(&["login", "--session", "fresh", "--no-browser", "--json"]);
    let fresh = &read(&world, &["fresh"])["fresh"];
    assert_eq!(
        fresh["profile"],
        json!({
            "sso_session": "fresh", "sso_account_id": account, "sso_role_name": role, "region": "eu-north-1",
            "output": "yaml",
        })
    );
    assert_eq!(
        fresh["session"],
        json!({ "sso_start_url": url, "sso_region": "eu-west-1", "sso_registration_scopes": "sso:account:access" })
    );
    assert_eq!(fresh["account"], account.as_str());
}

#[test]
fn boto3_uses_what_was_migrated() {
    let Some(world) = world() else { return };
    let before = read(&world, &["old-payments"])["old-payments"]["profile"].clone();
    let told = world.ssotui(&["migrate", "--yes", "--json"]);
    let migrated: Vec<&str> =
        told["profiles"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert!(migrated.contains(&"old-payments"), "{told}");
    let session = told["profiles"][0]["session"].as_str().unwrap();
    world.ssotui(&["login", "--session", session, "--no-browser", "--json"]);
    let read = read(&world, &migrated);
    for name in migrated {
        let it = &read[name];
        assert_eq!(it["profile"]["sso_start_url"], Value::Null, "{it}");
        assert_eq!(it["account"], it["profile"]["sso_account_id"], "{it}");
    }
    let after = &read["old-payments"];
    for key in ["sso_account_id", "sso_role_name", "region"] {
        assert_eq!(after["profile"][key], before[key], "{key}");
    }
    for key in ["sso_start_url", "sso_region"] {
        assert_eq!(after["session"][key], before[key], "{key}");
    }
}

#[test]
fn every_spelling_of_a_legacy_profile_reads_back_as_it_was() {
    let Some(world) = world() else { return };
    let mut config = String::new();
    let mut expected = serde_json::Map::new();
    let ends = ["/start", "/start/", "/start#", "/start#/", "/start/#/"];
    for (number, end) in ends.iter().cycle().take(60).enumerate() {
        let name = format!("p{number}");
        let (account, role) = (format!("{number:012}"), format!("Role+=,.@_-{number}"));
        let portal = format!("https://portal{}.awsapps.com", number % 7);
        let region = ["us-east-1", "eu-west-1", "ap-southeast-2"][number % 3];
        let keys = match number % 4 {
            0 => format!(
                "sso_start_url={portal}{end}\nsso_region={region}\nsso_account_id={account}\nsso_role_name={role}\n"
            ),
            1 => format!(
                "sso_role_name: {role}\nsso_region: {region}\nregion: eu-north-1\nsso_account_id: {account}\n\
                 sso_start_url: {portal}{end}\ncredential_process = aws-sso-util credential-process --profile {name}\n"
            ),
            2 => format!(
                "Sso_Region = {region}\nSSO_START_URL = {portal}{end}\nsso_account_id = {account}\nsso_role_name = {role}\n"
            ),
            _ => format!(
                "granted_sso_start_url = `{portal}{end}`\ngranted_sso_region = {region}\n\
                 granted_sso_account_id = {account}\ngranted_sso_role_name = {role}\n\
                 credential_process = granted credential-process --profile {name}\n"
            ),
        };
        config.push_str(&format!("[profile {name}]\n{keys}\n"));
        expected.insert(name, json!([account, role, format!("{portal}/start"), region]));
    }
    std::fs::write(world.home.folder().join(".aws").join("config"), config).unwrap();
    let told = world.ssotui(&["migrate", "--yes", "--json"]);
    assert_eq!((told["profiles"].as_array().unwrap().len(), &told["left"]), (60, &json!([])));
    let names: Vec<&str> = expected.keys().map(String::as_str).collect();
    let read = read(&world, &names);
    for (name, expected) in &expected {
        let it = &read[name];
        let found = json!([
            it["profile"]["sso_account_id"],
            it["profile"]["sso_role_name"],
            it["session"]["sso_start_url"],
            it["session"]["sso_region"],
        ]);
        assert_eq!(found, *expected, "{name}");
        // Nobody is signed in; that is all that it lacks.
        let failed = it["failed"].as_str().unwrap();
        assert!(failed.starts_with("SSOTokenLoadError"), "{name}: {failed}");
    }
}
