//! `list`, and what it makes of files as they are.

use serde_json::{Value, json};

use crate::world::World;
use crate::{CONFIG, world};

#[test]
fn list_tells_every_profile_with_kind_and_source() {
    let world = world();
    let list = world.json(&["list", "--json"]);
    let profiles = list["profiles"].as_array().expect("profiles");
    let found: Vec<_> = profiles.iter().map(|p| (p["name"].as_str(), p["kind"].as_str())).collect();
    assert_eq!(
        found,
        [
            (Some("prod.admin"), Some("sso")),
            (Some("old"), Some("sso-legacy")),
            (Some("bare"), Some("other")),
            (Some("keys"), Some("static")),
        ]
    );
    let prod = &profiles[0];
    assert_eq!(prod["session"], "corp");
    assert_eq!(prod["start_url"], "https://corp.awsapps.com/start");
    assert_eq!(prod["sso_region"], "us-east-1");
    assert_eq!(prod["account_id"], "012345678901");
    assert_eq!(prod["role_name"], "AdministratorAccess");
    assert_eq!(prod["region"], "eu-west-1");
    assert_eq!(prod["token"], json!({"state": "signed-out", "expires_at": null, "renewable": false}));
    assert_eq!(prod["credentials"], json!({"expires_at": null}));
    assert_eq!(prod["source"]["line"], 10);
    assert_eq!(prod["source"]["file"], world.path(".aws/config").to_str().expect("UTF-8"));
    assert_eq!(prod["problems"], json!([]));
    assert_eq!(profiles[1]["session"], Value::Null);
    assert_eq!(profiles[3]["token"]["state"], Value::Null);
    assert!(!list.to_string().contains("verysecretindeed"));
}

#[test]
fn no_files_at_all_is_an_empty_list() {
    let world = World::new("");
    assert_eq!(world.json(&["list", "--json"]), json!({"profiles": []}));
    let run = world.run(&["list"]);
    assert_eq!((run.code, run.out.as_str()), (0, ""));
    assert!(run.err.contains("ssotui configure"), "{}", run.err);
    assert_eq!(world.json(&["status", "--json"]), json!({"sessions": []}));
    assert_eq!(world.run(&["status", "--check"]).code, 4);
}

#[test]
fn a_file_that_botocore_refuses_is_listed_all_the_same_and_told() {
    let world = World::new(&format!("{CONFIG}\n[profile prod.admin]\nregion = us-east-1\n"));
    let run = world.run(&["list"]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("prod.admin") && run.out.contains("bare"), "{}", run.out);
    assert!(run.err.contains("line 25"), "{}", run.err);
}

#[cfg(target_os = "linux")]
#[test]
fn a_home_folder_whose_name_is_not_unicode_is_listed_all_the_same() {
    use std::os::unix::ffi::OsStrExt;
    let world = World::new("");
    let home = world.home.path().join(std::ffi::OsStr::from_bytes(b"h\xff"));
    std::fs::create_dir_all(home.join(".aws")).expect("a folder");
    std::fs::write(home.join(".aws").join("config"), CONFIG).expect("a file");
    let output = world.command(&["list", "--json"]).env("HOME", &home).output().expect("the program runs");
    let list: Value = serde_json::from_slice(&output.stdout).expect("JSON on stdout");
    let file = list["profiles"][0]["source"]["file"].as_str().expect("a path");
    assert!(file.ends_with("h\u{fffd}/.aws/config"), "{file}");
}
