//! The doctor against a service that answers as it should, and as it should not.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use ssotui::aws::clock::Clock;
use ssotui::demo::{ErrorPlace, Fault, Operation};
use ssotui::domain::finding::FindingKind;
use ssotui::domain::organization::Roles;
use ssotui::paths::Env;
use ssotui::tasks::doctor::{self, Diagnosis, Surroundings};
use ssotui::tasks::enumerate;

use crate::{World, session};

fn surroundings() -> Surroundings {
    Surroundings {
        env: Env::of_variables([("HOME", "/nowhere"), ("USERPROFILE", "/nowhere")]),
        settings: None,
        can_open_pages: true,
        has_clipboard: true,
        is_installed: |_, _| true,
    }
}

fn write_config(world: &World, account: &str, role: &str) {
    let folder = world.paths.config.parent().expect("a folder");
    std::fs::create_dir_all(folder).expect("a folder");
    let text = format!(
        "[sso-session my-sso]\nsso_start_url = https://d-abc123.awsapps.com/start\nsso_region = us-east-1\n\
         [profile a]\nsso_session = my-sso\nsso_account_id = {account}\nsso_role_name = {role}\n"
    );
    std::fs::write(&world.paths.config, text).expect("written");
}

async fn examine(world: &World, online: bool) -> Vec<Diagnosis> {
    let aws = online.then_some(&world.aws);
    doctor::examine(&world.paths, surroundings(), world.clock.now(), aws).await.expect("findings")
}

/// What is found, but for the rights that this system gives to new files.
async fn kinds(world: &World) -> BTreeSet<FindingKind> {
    let rights = [FindingKind::FolderListed, FindingKind::FolderOpen, FindingKind::ConfigOpen];
    let found = examine(world, true).await;
    found.iter().map(|it| it.finding.kind).filter(|kind| !rights.contains(kind)).collect()
}

/// A world with a profile for a role that there is.
fn world() -> World {
    let world = World::new(|_| {});
    let account = &world.server.organization()[0];
    let role = match &account.roles {
        Roles::Listed(roles) => roles.first(),
        Roles::Pending | Roles::Failed(_) => None,
    };
    write_config(&world, account.id.as_str(), role.expect("a role").as_str());
    world
}

fn only(kind: FindingKind) -> BTreeSet<FindingKind> {
    BTreeSet::from([kind])
}

#[tokio::test]
async fn where_all_is_well_nothing_is_found_and_nothing_is_written() {
    let world = world();
    assert_eq!(kinds(&world).await, BTreeSet::new(), "signed out");
    assert_eq!(world.count(Operation::StartDeviceAuthorization), 1, "a sign-in could begin");
    world.sign_in(&session());
    let before = world.files();
    assert_eq!(kinds(&world).await, BTreeSet::new(), "signed in");
    assert_eq!(world.files(), before);
    assert_eq!(world.count(Operation::StartDeviceAuthorization), 1, "the token says it all");
}

#[tokio::test]
async fn offline_nobody_is_asked() {
    let world = world();
    examine(&world, false).await;
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn what_stands_in_the_way_is_told_apart() {
    let world = world();
    for (fault, kind) in [
        (Fault::html(403), FindingKind::NetworkIntercepted),
        (Fault::body(200, "<html>Welcome to our hotel"), FindingKind::NetworkIntercepted),
        (Fault::redirect("http://login.example.com/"), FindingKind::NetworkIntercepted),
        (Fault::status(503), FindingKind::ServiceTrouble),
        (Fault::Reset, FindingKind::NetworkUnreachable),
        (Fault::HalfBody, FindingKind::NetworkUnreachable),
    ] {
        world.server.faults().always(Operation::CreateToken, fault.clone());
        assert_eq!(kinds(&world).await, only(kind), "{fault:?}");
        world.server.faults().clear_all();
    }
    world.server.faults().always(Operation::ListAccounts, Fault::retry_after(429, 1));
    assert_eq!(kinds(&world).await, BTreeSet::new(), "a busy portal is one that is reached");
}

#[tokio::test]
async fn a_wrong_clock_is_told() {
    let world = world();
    for operation in [Operation::CreateToken, Operation::ListAccounts] {
        world.server.faults().always(operation, Fault::Date(SignedDuration::from_hours(1)));
    }
    assert_eq!(kinds(&world).await, only(FindingKind::ClockSkew));
}

#[tokio::test]
async fn a_start_url_that_the_region_does_not_know_is_told() {
    let world = world();
    let refused = Fault::oidc("invalid_request", ErrorPlace::Both);
    world.server.faults().always(Operation::StartDeviceAuthorization, refused);
    assert_eq!(kinds(&world).await, only(FindingKind::StartUrlRefused));
}

#[tokio::test]
async fn a_token_that_the_portal_refuses_is_told() {
    let world = world();
    world.sign_in(&session());
    world.server.revoke_access_tokens();
    assert_eq!(kinds(&world).await, only(FindingKind::TokenRefused));
}

#[tokio::test]
async fn a_role_is_gone_when_the_portal_says_so_whatever_is_cached() {
    let world = world();
    world.sign_in(&session());
    let assigned = world.server.organization();
    enumerate::enumerate(&world.aws, &session(), &|_| {}).await.expect("listed");
    assert_eq!(kinds(&world).await, BTreeSet::new());
    world.server.set_organization(Vec::new());
    assert_eq!(kinds(&world).await, BTreeSet::new(), "the cached list is trusted while it names the role");
    enumerate::enumerate(&world.aws, &session(), &|_| {}).await.expect("listed");
    assert_eq!(kinds(&world).await, only(FindingKind::RoleGone));
    let offline = examine(&world, false).await;
    assert!(offline.iter().any(|it| it.finding.kind == FindingKind::RoleGone), "by the cached list");
    world.server.set_organization(assigned);
    assert_eq!(kinds(&world).await, BTreeSet::new(), "it is assigned again");
}
