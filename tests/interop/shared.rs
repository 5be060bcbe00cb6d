//! ssotui and boto3 (and aws-sso-util) on one home: each uses, renews and sees what the other wrote.

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
    // The roles are listed with what botocore wrote; so near its end, that is renewed once more.
    let roles = world.ssotui(&["roles", "--session", "corp", "--json"]);
    assert_eq!(roles["sessions"][0]["complete"], true);
    let asked = world.server.requests_for(Operation::ListAccounts);
    assert_eq!(asked[0].header("x-amz-sso_bearer_token"), token()["accessToken"].as_str());
    let renewed = world.server.requests_for(Operation::CreateToken);
    let last = renewed.last().map(|it| it.json()["refreshToken"].clone());
    assert_eq!(last, Some(after["refreshToken"].clone()), "with the refresh token that botocore got");
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

#[test]
fn ssotui_renews_a_token_of_boto3_and_boto3_uses_it() {
    let Some(world) = world(10) else { return };
    world.ssotui(&["login", "--session", "corp", "--no-browser", "--json"]);
    world.python("boto3_profiles.py", &Value::Null);
    let theirs = world.token_file("corp");
    // Under a quarter of an hour: renewed before the accounts are listed.
    world.ssotui(&["roles", "--session", "corp", "--json"]);
    let ours = world.token_file("corp");
    assert_ne!(ours["accessToken"], theirs["accessToken"]);
    for key in ["startUrl", "region", "clientId", "clientSecret", "registrationExpiresAt"] {
        assert_eq!(ours[key], theirs[key], "{key}");
    }
    let told = world.python("botocore_token.py", &json!({ "session": "corp" }));
    assert_eq!(told["accessToken"], ours["accessToken"], "botocore reads what ssotui wrote");
    assert_eq!(told["expiresAt"], ours["expiresAt"]);
}

#[test]
fn one_renews_while_the_other_holds_the_old_token() {
    // botocore drops a refresh token that the service does not replace; ssotui keeps it.
    for renewer_is_ssotui in [true, false] {
        let Some(world) = world(60) else { return };
        world.ssotui(&["login", "--session", "corp", "--no-browser", "--json"]);
        let old = world.token_file("corp");
        // boto3 has read the token, and uses it after ssotui has put another in its place.
        world.server.revoke_access_tokens();
        if renewer_is_ssotui {
            world.ssotui(&["roles", "--session", "corp", "--json"]);
        } else {
            let told = world.python("botocore_token.py", &json!({ "session": "corp", "renew": true }));
            assert_ne!(told["accessToken"], old["accessToken"]);
        }
        let new = world.token_file("corp");
        assert_ne!(new["accessToken"], old["accessToken"]);
        world.ssotui(&["roles", "--session", "corp", "--json"]);
        let told = world.python("boto3_profiles.py", &Value::Null);
        assert_eq!(told["sessions"]["corp"]["failed"], json!({}));
        let renewals = world.server.requests_for(Operation::CreateToken);
        let renewals = renewals.iter().filter(|it| !it.json()["refreshToken"].is_null()).count();
        assert_eq!(renewals, 1, "the other one took what was there");
    }
}

#[test]
fn a_token_that_botocore_left_without_a_refresh_token_is_used_to_its_end() {
    let Some(world) = world(10) else { return };
    world.ssotui(&["login", "--session", "corp", "--no-browser", "--json"]);
    let fault = ssotui::demo::Fault::edit(|answer| answer["refreshToken"] = Value::Null);
    world.server.faults().next(Operation::CreateToken, 1, fault);
    world.python("botocore_token.py", &json!({ "session": "corp", "renew": true }));
    assert_eq!(world.token_file("corp")["refreshToken"], Value::Null);
    let told = status(&world, "corp");
    assert_eq!((&told["state"], &told["renewable"]), (&json!("valid"), &json!(false)));
    let roles = world.ssotui(&["roles", "--session", "corp", "--json"]);
    assert_eq!(roles["sessions"][0]["complete"], true);
}

#[test]
fn aws_sso_utils_token_is_recognised_and_the_reverse() {
    // A legacy start URL: the only kind that aws-sso-util knows. It keeps members of its own in the file.
    let Some(world) = world(60) else { return };
    let url = "https://old-demo.awsapps.com/start";
    let told = world.python("aws_sso_util_login.py", &json!({ "start_url": url, "region": "us-east-1" }));
    let file = world.token_file(url);
    assert_eq!(told["accessToken"], file["accessToken"]);
    assert!(file["receivedAt"].is_string(), "aws-sso-util's own member: {file}");
    assert_eq!(status(&world, url)["state"], "valid");
    let roles = world.ssotui(&["roles", "--session", url, "--json"]);
    assert_eq!(roles["sessions"][0]["complete"], true);
    // Signed in to by ssotui, it is signed in to for aws-sso-util.
    world.ssotui(&["logout", "--session", url, "--json"]);
    world.ssotui(&["login", "--session", url, "--no-browser", "--json"]);
    let before = world.server.requests_for(Operation::StartDeviceAuthorization).len();
    let told = world.python("aws_sso_util_login.py", &json!({ "start_url": url, "region": "us-east-1" }));
    assert_eq!(told["accessToken"], world.token_file(url)["accessToken"]);
    assert_eq!(
        world.server.requests_for(Operation::StartDeviceAuthorization).len(),
        before,
        "no second sign-in"
    );
}
