//! Profiles that ssotui writes by the hundred, as boto3 sees and uses them.

use std::time::Duration;

use serde_json::{Value, json};
use ssotui::demo::Options;

use crate::world::World;

#[test]
fn boto3_lists_and_uses_populated_profiles() {
    let Some(world) = World::start(Options {
        accounts: 300,
        roles: 1050,
        approve_after: Some(Duration::ZERO),
        ..Options::default()
    }) else {
        return;
    };
    world.ssotui(&["login", "--session", "corp", "--no-browser", "--json"]);
    let plan = world.ssotui(&["populate", "--session", "corp", "--region", "eu-west-1", "--yes", "--json"]);
    let profiles: Vec<&Value> =
        ["add", "change", "keep"].iter().flat_map(|list| plan[*list].as_array().unwrap()).collect();
    assert_eq!(profiles.len(), 1050);
    let told = world.python("boto3_populated.py", &Value::Null);
    for profile in profiles {
        let theirs = &told["profiles"][profile["name"].as_str().unwrap()];
        assert_eq!(theirs["sso_session"], "corp", "{profile}");
        for (ours, key) in
            [("account_id", "sso_account_id"), ("role_name", "sso_role_name"), ("region", "region")]
        {
            assert_eq!(theirs[key], profile[ours], "{profile}");
        }
    }
    let used = told["used"].as_object().unwrap();
    assert!(used.len() >= 3, "{used:?}");
    for (name, account) in used {
        assert_eq!(*account, told["profiles"][name]["sso_account_id"], "{name}");
    }
}

#[test]
fn aws_sso_util_would_write_the_same_profiles() {
    let Some(world) = World::start(Options {
        accounts: 60,
        roles: 200,
        approve_after: Some(Duration::ZERO),
        ..Options::default()
    }) else {
        return;
    };
    let naming: [&[&str]; 3] = [
        &[],
        &["--components", "role_name,account_id,region", "--sep", "/", "--region-style", "long"],
        &["--account-name-case", "lower", "--trim-role-name", "Access$", "--include-region", "always"],
    ];
    world.ssotui(&["login", "--session", "corp", "--no-browser", "--json"]);
    let sessions = world.ssotui(&["status", "--session", "corp", "--json"]);
    let corp = &sessions["sessions"][0];
    for rules in naming {
        let regions = ["-r", "eu-west-1", "-r", "us-east-1"];
        let instance =
            ["-u", corp["start_url"].as_str().unwrap(), "--sso-region", corp["sso_region"].as_str().unwrap()];
        let arguments = [&instance[..], &regions, rules].concat();
        let theirs = world.python("aws_sso_util_populate.py", &json!({ "arguments": arguments }));
        // Profiles that the home has already, by somebody's hand, are none of theirs.
        let ours = [&["populate", "--session", "corp", "--dry-run", "--json"][..], &regions, rules].concat();
        let plan = world.ssotui(&ours);
        assert_eq!(plan["collisions"], json!([]), "the demo's names are all different");
        let ours: Vec<&Value> =
            ["add", "change", "keep"].iter().flat_map(|list| plan[*list].as_array().unwrap()).collect();
        assert_eq!(ours.len(), 400);
        assert_eq!(theirs.as_object().unwrap().len(), 400);
        for profile in ours {
            let theirs = &theirs[profile["name"].as_str().unwrap()];
            for key in ["sso_account_id", "sso_role_name", "region", "sso_auto_populated"] {
                assert_eq!(theirs[key], profile["settings"][key], "{profile}");
            }
        }
    }
}
