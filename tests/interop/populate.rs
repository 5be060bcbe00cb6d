//! Profiles that ssotui writes by the hundred, as boto3 sees and uses them.

use std::time::Duration;

use serde_json::Value;
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
