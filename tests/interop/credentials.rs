//! The keys of a role: one cache for ssotui and the AWS CLI's botocore, and keys for programs that know no SSO.

use std::time::Duration;

use serde_json::{Value, json};
use ssotui::demo::{Operation, Options};

use crate::world::World;

/// A server that approves sign-ins at once, where somebody is signed in to the first session.
fn world() -> Option<World> {
    let world = World::start(Options { approve_after: Some(Duration::ZERO), ..Options::default() })?;
    world.ssotui(&["login", "--session", "corp", "--no-browser", "--json"]);
    Some(world)
}

/// Two profiles of the session with roles of their own.
fn profiles(world: &World) -> Vec<Value> {
    let list = world.ssotui(&["list", "--json"]);
    let mut found: Vec<Value> = Vec::new();
    for profile in list["profiles"].as_array().unwrap() {
        let is_new = || found.iter().all(|it| it["account_id"] != profile["account_id"]);
        if profile["session"] == "corp" && profile["role_name"].is_string() && is_new() {
            found.push(profile.clone());
        }
    }
    found
}

fn without_end(mut keys: Value) -> Value {
    let members = keys.as_object_mut().unwrap();
    members.remove("Version");
    members.remove("Expiration");
    keys
}

#[test]
fn each_uses_the_keys_that_the_other_has_fetched() {
    let Some(world) = world() else { return };
    let profiles = profiles(&world);
    let [ours, theirs, ..] = profiles.as_slice() else { panic!("{profiles:?}") };
    let asked = || world.server.requests_for(Operation::GetRoleCredentials).len();
    let name = |profile: &Value| profile["name"].as_str().unwrap().to_owned();
    // Fetched by ssotui, used by botocore.
    let fetched = world.ssotui(&["credential-process", &name(ours)]);
    let told = world.python("boto3_credentials.py", &json!({ "cached": name(ours) }));
    assert_eq!(told["cached"], without_end(fetched));
    assert_eq!(asked(), 1, "botocore asked nobody");
    let our_files = told["files"].as_object().unwrap().clone();
    // Fetched by botocore, used by ssotui.
    let told = world.python("boto3_credentials.py", &json!({ "cached": name(theirs) }));
    assert_eq!(asked(), 2);
    let fetched = world.ssotui(&["credential-process", &name(theirs)]);
    assert_eq!(told["cached"], without_end(fetched));
    assert_eq!(asked(), 2, "ssotui asked nobody");
    // And both write the same: the same members in the same order.
    let text = |files: &Value| {
        let written = files.as_object().unwrap().iter().find(|(name, _)| !our_files.contains_key(*name));
        written.unwrap().1.as_str().unwrap().to_owned()
    };
    let theirs_as_written = text(&told["files"]);
    let path = world.home.folder().join(".aws").join("cli").join("cache");
    std::fs::remove_dir_all(path).unwrap();
    world.ssotui(&["credential-process", &name(theirs)]);
    let again = world.python("boto3_credentials.py", &json!({ "cached": name(theirs) }));
    // The values differ.
    let shape = |text: &str| {
        let parsed: Value = serde_json::from_str(text).unwrap();
        let changing = ["AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"];
        changing.iter().fold(text.to_owned(), |text, member| {
            text.replace(parsed["Credentials"][*member].as_str().unwrap(), member)
        })
    };
    let ours_as_written = again["files"].as_object().unwrap().values().next().unwrap().as_str().unwrap();
    assert_eq!(shape(ours_as_written), shape(&theirs_as_written));
}

#[test]
fn boto3_takes_keys_from_credential_process() {
    let Some(world) = world() else { return };
    let profiles = profiles(&world);
    let profile = &profiles[0];
    let config = world.home.folder().join(".aws").join("config");
    let mut text = std::fs::read_to_string(&config).unwrap();
    let program = env!("CARGO_BIN_EXE_ssotui");
    let name = profile["name"].as_str().unwrap();
    text.push_str(&format!(
        "\n[profile by-process]\ncredential_process = \"{program}\" credential-process \"{name}\"\nregion = eu-west-1\n"
    ));
    std::fs::write(&config, text).unwrap();
    let told = world.python("boto3_credentials.py", &json!({ "process": "by-process" }));
    assert_eq!(told["method"], "custom-process");
    assert_eq!(told["account"], profile["account_id"]);
    assert_eq!(told["process"], without_end(world.ssotui(&["credential-process", name])));
}
