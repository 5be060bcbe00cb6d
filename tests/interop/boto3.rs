//! boto3: its own clients for every operation, and its profiles on the home's caches.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use ssotui::demo::{ErrorPlace, Fault, Operation, Options};
use ssotui::domain::organization::Roles;

use crate::world::World;

#[test]
fn signs_in_lists_everything_and_signs_out() {
    let Some(world) = World::start(Options { accounts: 130, roles: 420, ..Options::default() }) else {
        return;
    };
    let told = world.python("boto3_protocol.py", &json!({ "base_url": world.server.base_url() }));
    let expected: BTreeMap<String, Value> = world
        .server
        .organization()
        .into_iter()
        .map(|account| {
            let Roles::Listed(roles) = account.roles else { panic!("generated roles are listed") };
            let roles: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
            (account.id.to_string(), json!({ "name": account.name, "email": account.email, "roles": roles }))
        })
        .collect();
    assert_eq!(told["accounts"], json!(expected));
    assert_eq!(told["token_type"], "Bearer");
    assert_eq!(told["polls"], json!(["AuthorizationPendingException", "ok"]));
    assert_eq!(told["refreshed"], true);
    assert_eq!(told["unscoped_refresh_token"], Value::Null);
    let account = told["account"].as_str().unwrap();
    let role = told["role"].as_str().unwrap();
    assert_eq!(told["identity"]["Account"], account);
    let arn = told["identity"]["Arn"].as_str().unwrap();
    assert!(arn.starts_with(&format!("arn:aws:sts::{account}:assumed-role/AWSReservedSSO_{role}_")), "{arn}");
    assert_eq!(
        told["errors"],
        json!({
            "foreign keys at STS": ["InvalidClientTokenId", 403],
            "unassigned role": ["ForbiddenException", 403],
            "page of 101": ["InvalidRequestException", 400],
            "unknown token": ["UnauthorizedException", 401],
            "after logout": ["UnauthorizedException", 401],
            "refresh after logout": ["InvalidGrantException", 400],
            "wrong client secret": ["InvalidClientException", 401],
            "wrong client type": ["InvalidClientMetadataException", 400],
        })
    );
}

#[test]
fn knows_every_oauth_error_by_its_exception() {
    let Some(world) = World::start(Options::default()) else { return };
    let codes = [
        ("authorization_pending", "AuthorizationPendingException"),
        ("slow_down", "SlowDownException"),
        ("expired_token", "ExpiredTokenException"),
        ("access_denied", "AccessDeniedException"),
        ("invalid_client", "InvalidClientException"),
        ("invalid_grant", "InvalidGrantException"),
        ("invalid_request", "InvalidRequestException"),
        ("unauthorized_client", "UnauthorizedClientException"),
        ("unsupported_grant_type", "UnsupportedGrantTypeException"),
        ("invalid_scope", "InvalidScopeException"),
        ("server_error", "InternalServerException"),
    ];
    let faults = world.server.faults();
    for place in [ErrorPlace::Both, ErrorPlace::Header] {
        for (code, _) in codes {
            faults.next(Operation::CreateToken, 1, Fault::oidc(code, place));
        }
    }
    faults.next(Operation::ListAccounts, 1, Fault::retry_after(429, 1));
    let told = world.python("boto3_errors.py", &json!({ "polls": 2 * codes.len() }));
    let exceptions: Vec<&str> = codes.iter().map(|(_, exception)| *exception).collect();
    assert_eq!(told["create_token"], json!([exceptions.clone(), exceptions].concat()));
    assert_eq!(told["list_accounts"], "TooManyRequestsException");
}

#[test]
fn uses_and_renews_the_tokens_of_the_home() {
    let Some(world) = World::start(Options::default()) else { return };
    world.home.fill_caches(&world.server).unwrap();
    let told = world.python("boto3_profiles.py", &Value::Null);
    // The account of each profile that works, and what is wrong with the others.
    let outcome = |session: &str| told["sessions"][session].clone();
    assert!(outcome("corp")["profiles"].as_u64() > Some(10), "{told}");
    for session in ["corp", "partner"] {
        assert_eq!(outcome(session)["failed"], json!({}), "{session}");
    }
    assert_eq!(outcome("lab")["works"], json!({}));
    for why in outcome("lab")["failed"].as_object().unwrap().values() {
        assert_eq!(why, "SSOTokenLoadError");
    }
    assert_eq!(told["others"]["old-payments"], "UnauthorizedSSOTokenError");
    assert_eq!(told["others"]["half-written"], "InvalidConfigError");
    assert_eq!(told["others"]["static-keys"], "AKIAIOSFODNN7EXAMPLE");
    assert_eq!(world.server.requests_for(Operation::CreateToken).len(), 1, "partner was renewed, once");
    assert_eq!(world.server.requests_for(Operation::CreateToken)[0].status, Some(200));
}
