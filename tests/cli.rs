//! The commands, by the real binary against the demo's Identity Center: output, JSON, exit codes.

#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

#[path = "cli/browser.rs"]
mod browser;
#[path = "support/world.rs"]
mod world;

use serde_json::{Value, json};
use ssotui::demo::{Fault, Operation, Options, organization};
use std::time::Duration;
use world::World;

const CONFIG: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
sso_registration_scopes = sso:account:access

[sso-session partner]
sso_start_url = https://partner.awsapps.com/start
sso_region = eu-west-1

[profile prod.admin]
sso_session = corp
sso_account_id = 012345678901
sso_role_name = AdministratorAccess
region = eu-west-1

[profile old]
sso_start_url = https://old.awsapps.com/start
sso_region = us-east-1
sso_account_id = 123456789012
sso_role_name = ReadOnly

[profile bare]
region = us-east-1
";

const CREDENTIALS: &str =
    "[keys]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = verysecretindeed\n";

fn world() -> World {
    let world = World::new(CONFIG);
    world.write(".aws/credentials", CREDENTIALS);
    world
}

fn session<'a>(status: &'a Value, name: &str) -> &'a Value {
    let sessions = status["sessions"].as_array().expect("sessions");
    sessions.iter().find(|session| session["name"] == name).expect("the session")
}

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

#[test]
fn signing_in_and_out() {
    let world = world();
    assert_eq!(world.run(&["status", "--check", "--session", "corp"]).code, 3);
    let run = world.run(&["login", "prod.admin", "--no-browser"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.contains("Signed in to corp"), "{}", run.out);
    let code = world.server.requests_for(Operation::StartDeviceAuthorization).len();
    assert_eq!(code, 1);
    assert!(run.err.contains("/device"), "the address is told on stderr: {}", run.err);

    let status = world.json(&["status", "--json"]);
    let corp = session(&status, "corp");
    assert_eq!(corp["kind"], "sso-session");
    assert_eq!(corp["state"], "valid");
    assert_eq!(corp["renewable"], true);
    assert_eq!(corp["profiles"], 1);
    assert!(corp["seconds_left"].as_i64().is_some_and(|left| left > 3000));
    for time in ["expires_at", "registration_expires_at"] {
        assert!(corp[time].as_str().is_some_and(|text| text.ends_with('Z') && text.len() == 20), "{corp}");
    }
    assert_eq!(session(&status, "partner")["state"], "signed-out");
    assert_eq!(session(&status, "https://old.awsapps.com/start")["kind"], "legacy");
    assert_eq!(world.run(&["status", "--check", "prod.admin"]).code, 0);
    assert_eq!(world.run(&["status", "--check"]).code, 3, "the worst of several");
    assert_eq!(world.run(&["status", "--check", "--session", "corp", "--min", "30m"]).code, 0);
    assert_eq!(
        world.run(&["status", "--check", "--session", "corp", "--min", "9h"]).code,
        1,
        "it can be renewed"
    );

    // A second sign-in is not needed, unless forced; the registration is used again.
    assert!(world.run(&["login", "prod.admin"]).out.contains("already"));
    assert_eq!(world.run(&["login", "prod.admin", "--force", "--no-browser"]).code, 0);
    assert_eq!(world.server.requests_for(Operation::RegisterClient).len(), 1);
    assert_eq!(world.server.requests_for(Operation::CreateToken).len(), 2);
    assert_eq!(world.server.requests_for(Operation::Logout).len(), 1, "forcing ends the session before");

    let run = world.run(&["logout", "--session", "corp"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(world.server.requests_for(Operation::Logout).len(), 2);
    assert_eq!(session(&world.json(&["status", "--json"]), "corp")["state"], "signed-out");
    assert!(world.run(&["logout", "--session", "corp"]).out.contains("no token"));
}

#[test]
fn a_legacy_sign_in_works_for_its_profile() {
    let world = world();
    let run = world.run(&["login", "old", "--no-browser"]);
    assert_eq!(run.code, 0, "{run:?}");
    let status = world.json(&["status", "--json", "old"]);
    assert_eq!(status["sessions"][0]["state"], "valid");
    assert_eq!(status["sessions"][0]["renewable"], false, "no AWS tool renews it");
}

#[test]
fn login_all_signs_in_where_it_is_needed() {
    let world = world();
    assert_eq!(world.run(&["login", "--session", "partner", "--no-browser"]).code, 0);
    let run = world.run(&["login", "--all", "--no-browser", "--json"]);
    assert_eq!(run.code, 0, "{run:?}");
    let said: Value = serde_json::from_str(&run.out).expect("JSON");
    assert_eq!(said["sessions"].as_array().map(Vec::len), Some(3));
    assert_eq!(world.server.requests_for(Operation::StartDeviceAuthorization).len(), 3, "partner only once");
    assert_eq!(world.run(&["status", "--check"]).code, 0);
    let run = world.run(&["logout", "--all"]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(world.server.requests_for(Operation::Logout).len(), 3);
}

#[test]
fn a_declined_sign_in_is_exit_code_3_and_a_broken_server_1() {
    let world = world();
    world
        .server
        .faults()
        .always(Operation::CreateToken, Fault::oidc("access_denied", ssotui::demo::ErrorPlace::Both));
    let run = world.run(&["login", "prod.admin", "--no-browser"]);
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.err.contains("declined"), "{}", run.err);
    world.server.faults().clear_all();
    world.server.faults().always(
        Operation::StartDeviceAuthorization,
        Fault::oidc("invalid_request", ssotui::demo::ErrorPlace::Both),
    );
    let run = world.run(&["login", "prod.admin", "--no-browser"]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.err.contains("sso_region"), "the likely cause is named: {}", run.err);
}

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
fn env_prints_the_line_of_each_shell() {
    let world =
        World::new("[profile it's]\nregion = x\n[profile \"it's\"]\nregion = x\n[profile a.b]\nregion = x\n");
    for (shell, line) in [
        ("powershell", "$env:AWS_PROFILE='a.b'\n"),
        ("bash", "export AWS_PROFILE='a.b'\n"),
        ("zsh", "export AWS_PROFILE='a.b'\n"),
        ("sh", "export AWS_PROFILE='a.b'\n"),
        ("fish", "set -gx AWS_PROFILE 'a.b'\n"),
        ("nushell", "$env.AWS_PROFILE = 'a.b'\n"),
        ("cmd", "set \"AWS_PROFILE=a.b\"\n"),
    ] {
        assert_eq!(world.run(&["env", "a.b", "--shell", shell]).out, line);
    }
    assert_eq!(world.run(&["env", "it's", "--shell", "bash"]).out, "export AWS_PROFILE='it'\\''s'\n");
    assert_eq!(world.run(&["env", "--unset", "--shell", "fish"]).out, "set -e AWS_PROFILE\n");
    assert_eq!(world.run(&["env", "prod", "--unset", "--shell", "fish"]).out, "set -e AWS_PROFILE\n");
    assert_eq!(world.run(&["env", "--unset", "--permanent", "--shell", "fish"]).out, "set -Ue AWS_PROFILE\n");
    let by_hand = world.run(&["env", "--unset", "--permanent", "--shell", "bash"]);
    assert!(by_hand.code == 1 && by_hand.err.contains("~/.bashrc"), "{by_hand:?}");
    assert_eq!(
        world.run(&["env", "a.b", "--permanent", "--shell", "powershell"]).out,
        "[System.Environment]::SetEnvironmentVariable('AWS_PROFILE', 'a.b', 'User')\n"
    );
    assert_eq!(
        world.json(&["env", "a.b", "--shell", "sh", "--json"]),
        json!({"profile": "a.b", "shell": "sh", "line": "export AWS_PROFILE='a.b'"})
    );
    assert_eq!(world.json(&["env", "a.b", "--shell", "PowerShell", "--json"])["shell"], "powershell");
    let run = world.run(&["env", "nope"]);
    assert_eq!(run.code, 4);
    assert!(run.err.contains("The config profile (nope) could not be found"), "{}", run.err);
    assert_eq!(world.run(&["env"]).code, 2);
}

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
fn a_role_is_signed_in_to_through_its_source() {
    let world = World::new(&format!(
        "{CONFIG}\n[profile role]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = prod.admin\n"
    ));
    assert_eq!(world.run(&["login", "role", "--no-browser"]).code, 0);
    assert_eq!(world.run(&["status", "--check", "prod.admin"]).code, 0);
    let list = world.json(&["list", "--json"]);
    let role = list["profiles"].as_array().expect("profiles").last().expect("the role");
    assert_eq!((&role["kind"], &role["session"]), (&json!("role"), &Value::Null));
    assert_eq!((&role["token"]["state"], &role["token"]["renewable"]), (&json!("valid"), &json!(true)));
}

#[test]
fn a_token_of_another_start_url_does_not_count_as_signed_in() {
    let world = world();
    assert_eq!(world.run(&["login", "prod.admin", "--no-browser"]).code, 0);
    world.write(".aws/config", &CONFIG.replace("corp.awsapps", "new.awsapps"));
    let run = world.run(&["status", "--session", "corp"]);
    assert!(run.err.contains("another session"), "{run:?}");
    assert_eq!(world.run(&["login", "prod.admin", "--no-browser"]).code, 0);
    assert_eq!(world.server.requests_for(Operation::CreateToken).len(), 2);
    assert!(!world.run(&["status", "--session", "corp"]).err.contains("another session"));
}

#[test]
fn the_settings_file_is_found_printed_and_checked() {
    let world = world();
    let path = world.run(&["settings", "path"]).out;
    assert_eq!(path.trim_end(), world.path("ssotui/settings.toml").to_str().expect("UTF-8"));
    assert_eq!(world.run(&["settings", "check"]).code, 0);
    let defaults = world.run(&["settings", "default"]).out;
    world.write("ssotui/settings.toml", &defaults);
    assert_eq!(world.run(&["settings", "check"]).code, 0);
    world.write("ssotui/settings.toml", "mouse = true\nshel = \"fish\"\n");
    let run = world.run(&["settings", "check"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("line 2") && run.err.contains("shell"), "{}", run.err);
    world.write("ssotui/settings.toml", "shell = \"fish\"\n");
    assert_eq!(world.run(&["env", "bare"]).out, "set -gx AWS_PROFILE 'bare'\n");
}

#[test]
fn hostile_names_reach_no_terminal_unmasked() {
    let world = World::with(CONFIG, Options { approve_after: Some(Duration::ZERO), ..Options::hostile() });
    assert!(!organization::hostile().is_empty());
    assert_eq!(world.run(&["login", "--session", "corp", "--no-browser"]).code, 0);
    let run = world.run(&["roles"]);
    let bad = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!run.out.contains(bad), "{:?}", run.out.chars().find(|c| bad(*c)));
    assert!(!run.err.contains(bad), "{:?}", run.err);
    world.write(".aws/config", "[profile a\u{1b}[31mb\u{202e}c]\nregion = \u{7}x\n");
    let run = world.run(&["list"]);
    assert!(run.out.contains('a') && !run.out.contains(bad), "{:?}", run.out);
}

#[test]
fn no_secret_is_anywhere_but_in_its_own_file() {
    let world = world();
    let mut said = String::new();
    for arguments in [
        &["login", "--all", "--no-browser"][..],
        &["list", "--json"],
        &["list"],
        &["status", "--json"],
        &["status"],
        &["roles", "--json"],
        &["roles"],
        &["login", "old", "--no-browser", "--force", "--json"],
        &["logout", "--session", "partner", "--json"],
    ] {
        let run = world.run(arguments);
        said += &run.out;
        said += &run.err;
    }
    world.server.faults().always(Operation::ListAccounts, Fault::status(500));
    world.server.faults().always(Operation::Logout, Fault::html(502));
    world.server.faults().always(Operation::CreateToken, Fault::wrong_types());
    for arguments in [&["logout", "--all"][..], &["list"]] {
        let run = world.run(arguments);
        said += &run.out;
        said += &run.err;
    }
    let mut secrets = world.server.secrets();
    assert!(secrets.len() > 6, "the server handed out secrets");
    secrets.push("verysecretindeed".to_owned());
    for secret in &secrets {
        assert!(!said.contains(secret), "a secret was said");
    }
    for file in world.files() {
        let path = file.to_string_lossy().into_owned();
        if path.contains(".aws") {
            continue;
        }
        let text = String::from_utf8_lossy(&std::fs::read(&file).expect("a file")).into_owned();
        for secret in &secrets {
            assert!(!text.contains(secret), "a secret is in {path}");
        }
    }
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

#[cfg(unix)]
#[test]
fn the_files_it_writes_are_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt;

    let world = world();
    assert_eq!(world.run(&["login", "--all", "--no-browser"]).code, 0);
    assert_eq!(world.run(&["roles"]).code, 0);
    let written: Vec<_> =
        world.files().into_iter().filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    assert!(written.len() >= 6, "{written:?}");
    for path in written {
        let mode = std::fs::metadata(&path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
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
