//! The keys of the config file about endpoints: one file, and both ssotui and boto3 go where it says.

use std::time::Duration;

use serde_json::{Value, json};
use ssotui::demo::{Operation, Options};
use ssotui::domain::organization::Roles;

use crate::world::World;

/// A world in which the environment names no endpoint, but the config file does. `{url}` stands for the server's, `{sso}`
/// for the account and role of a profile.
fn world(config: &str) -> Option<World> {
    let mut world = World::start(Options { approve_after: Some(Duration::ZERO), ..Options::default() })?;
    world.forget("AWS_ENDPOINT_URL");
    let organization = world.server.organization();
    let place = organization.iter().find_map(|account| match &account.roles {
        Roles::Listed(roles) => Some((account.id.to_string(), roles.first()?.to_string())),
        _ => None,
    });
    let (account, role) = place.unwrap();
    let sso =
        format!("sso_session = corp\nsso_account_id = {account}\nsso_role_name = {role}\nregion = eu-west-1");
    let session =
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n";
    let text = format!("{session}{config}").replace("{url}", world.server.base_url()).replace("{sso}", &sso);
    std::fs::write(world.home.folder().join(".aws").join("config"), text).unwrap();
    Some(world)
}

/// What becomes of a profile with each: the account that STS names.
fn accounts(world: &World, profile: &str) -> (Value, Value) {
    world.ssotui(&["login", profile, "--no-browser", "--json"]);
    let ours = world.ssotui(&["whoami", profile, "--json"])["account"].clone();
    let told = world.python("boto3_configured.py", &json!({ "profiles": [profile] }));
    assert_eq!(told[profile]["failed"], Value::Null, "{told}");
    (ours, told[profile]["account"].clone())
}

#[test]
fn services_of_a_profile_lead_both_to_the_same_place() {
    let config = "[profile a]\n{sso}\nservices = demo\nendpoint_url = http://127.0.0.1:1\n[services demo]\nsso =\n  \
                  endpoint_url = {url}\nsso_oidc =\n  endpoint_url = {url}\nsts =\n  endpoint_url = {url}\n";
    let Some(world) = world(config) else { return };
    let (ours, theirs) = accounts(&world, "a");
    assert!(ours.is_string() && ours == theirs, "{ours} {theirs}");
    assert_eq!(world.server.requests_for(Operation::GetCallerIdentity).len(), 2, "both asked this server");
}

#[test]
fn the_url_of_a_profile_leads_both_to_the_same_place() {
    let Some(world) =
        world("[profile a]\n{sso}\nendpoint_url = {url}\n[default]\nendpoint_url = http://127.0.0.1:1\n")
    else {
        return;
    };
    let (ours, theirs) = accounts(&world, "a");
    assert!(ours.is_string() && ours == theirs, "{ours} {theirs}");
    assert_eq!(world.server.requests_for(Operation::GetCallerIdentity).len(), 2, "both asked this server");
}
