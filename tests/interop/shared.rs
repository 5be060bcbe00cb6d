//! ssotui and boto3 on one home: each uses, renews and sees what the other wrote.

use std::time::Duration;

use serde_json::{Value, json};
use ssotui::demo::{Operation, Options};

use crate::world::World;

/// A server that approves sign-ins at once, with tokens that last so many minutes.
fn world(token_minutes: u64) -> Option<World> {
    World::start(Options {
        approve_after: Some(Duration::ZERO),
        token_ttl: Duration::from_secs(60 * token_minutes),
        ..Options::default()
    })
}

/// What `ssotui status --json` says of a session.
fn status(world: &World, session: &str) -> Value {
    let told = world.ssotui(&["status", "--json"]);
    let sessions = told["sessions"].as_array().unwrap();
    sessions.iter().find(|it| it["name"] == session).unwrap().clone()
}

#[test]
fn boto3_uses_the_tokens_that_ssotui_fetched() {
    let Some(world) = world(60) else { return };
    for session in ["corp", "partner", "lab", "https://old-demo.awsapps.com/start"] {
        world.ssotui(&["login", "--session", session, "--no-browser", "--json"]);
    }
    let told = world.python("boto3_profiles.py", &Value::Null);
    for session in ["corp", "partner", "lab"] {
        let about = &told["sessions"][session];
        assert_eq!(about["failed"], json!({}), "{session}");
        assert!(!about["works"].as_object().unwrap().is_empty(), "{session}");
    }
    let legacy = told["others"]["old-payments"].as_str().unwrap();
    assert!(world.server.organization().iter().any(|account| account.id.as_str() == legacy), "{legacy}");
    assert!(
        world
            .server
            .requests_for(Operation::CreateToken)
            .iter()
            .all(|it| it.json()["refreshToken"].is_null()),
        "good tokens are used as they are"
    );
}

#[test]
fn boto3_renews_a_token_of_ssotui_and_ssotui_sees_it() {
    // Under a quarter of an hour, botocore renews.
    let Some(world) = world(10) else { return };
    world.ssotui(&["login", "--session", "corp", "--no-browser", "--json"]);
    let token = || world.token_file("corp");
    let before = token();
    world.python("boto3_profiles.py", &Value::Null);
    let after = token();
    assert_ne!(after["accessToken"], before["accessToken"], "botocore renewed it with what ssotui had kept");
    let told = status(&world, "corp");
    assert_eq!((&told["state"], &told["renewable"]), (&json!("valid"), &json!(true)));
    assert_eq!(told["expires_at"], after["expiresAt"]);
    assert_eq!(told["registration_expires_at"], before["registrationExpiresAt"]);
    // The roles are listed with the token that botocore wrote.
    let roles = world.ssotui(&["roles", "--session", "corp", "--json"]);
    assert_eq!(roles["sessions"][0]["complete"], true);
    let asked = world.server.requests_for(Operation::ListAccounts);
    assert_eq!(asked[0].header("x-amz-sso_bearer_token"), after["accessToken"].as_str());
}

#[test]
fn boto3_is_signed_out_by_ssotui() {
    let Some(world) = world(60) else { return };
    world.home.fill_caches(&world.server).unwrap();
    world.ssotui(&["logout", "--session", "corp", "--json"]);
    assert_eq!(world.server.requests_for(Operation::Logout)[0].status, Some(200));
    let told = world.python("boto3_profiles.py", &Value::Null);
    assert_eq!(told["sessions"]["corp"]["works"], json!({}));
    assert_eq!(told["sessions"]["partner"]["failed"], json!({}), "the others' tokens stay");
}
