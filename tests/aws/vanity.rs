//! Where a start URL leads, asked of a server that stands for a vanity domain.

use ssotui::aws::token_cache;
use ssotui::demo::{Answer, Fault, Operation};
use ssotui::domain::names::{Region, StartUrl};
use ssotui::domain::session::Session;
use ssotui::tasks::sign_in::{Way, sign_in};
use ssotui::tasks::vanity::region_of;

use crate::World;

const PORTAL: &str = "https://ssoins-1.portal.eu-west-3.app.aws/";

fn vanity(world: &World) -> StartUrl {
    format!("{}/start-here", world.server.base_url()).as_str().into()
}

fn methods(world: &World) -> Vec<String> {
    world.server.requests_for(Operation::Unknown).into_iter().map(|request| request.method).collect()
}

#[tokio::test]
async fn a_redirect_to_a_portal_tells_the_region() {
    let world = World::new(|_| {});
    world.server.faults().next(Operation::Unknown, 1, Fault::redirect(PORTAL));
    assert_eq!(region_of(&world.aws, &vanity(&world)).await, Some("eu-west-3".into()));
    assert_eq!(methods(&world), ["HEAD"], "the portal itself is not asked");
}

#[tokio::test]
async fn where_head_is_not_known_get_is_asked() {
    for status in [405, 501] {
        let world = World::new(|_| {});
        let faults = world.server.faults();
        faults.next(Operation::Unknown, 1, Fault::Answer(Answer::html(status, "")));
        faults.next(Operation::Unknown, 1, Fault::redirect(PORTAL));
        assert_eq!(region_of(&world.aws, &vanity(&world)).await, Some("eu-west-3".into()));
        assert_eq!(methods(&world), ["HEAD", "GET"]);
    }
}

#[tokio::test]
async fn whatever_leads_elsewhere_tells_nothing() {
    for location in [
        "http://ssoins-1.portal.eu-west-3.app.aws/",
        "https://ssoins-1.portal.eu-west-3.app.aws.evil.net/",
        "https://corp.awsapps.com/start",
        "/elsewhere",
        "",
        "https://[",
    ] {
        let world = World::new(|_| {});
        world.server.faults().next(Operation::Unknown, 1, Fault::redirect(location));
        assert_eq!(region_of(&world.aws, &vanity(&world)).await, None, "{location}");
        assert_eq!(methods(&world), ["HEAD"], "one redirect, not followed");
    }
    let world = World::new(|_| {});
    assert_eq!(region_of(&world.aws, &vanity(&world)).await, None, "404");
    world.server.faults().next(Operation::Unknown, 1, Fault::Reset);
    assert_eq!(region_of(&world.aws, &vanity(&world)).await, None, "no answer");
}

#[tokio::test]
async fn nobody_is_asked_about_a_host_of_aws() {
    let world = World::new(|_| {});
    let of = async |url: &str| region_of(&world.aws, &url.into()).await;
    assert_eq!(of(PORTAL).await, Some(Region::from("eu-west-3")));
    assert_eq!(of("https://corp.awsapps.com/start").await, None);
    assert_eq!(of("not a url").await, None);
    assert!(world.server.requests().is_empty());
}

/// A session with a start URL of the organisation's own, as it stands in the config file.
fn own_domain(world: &World, region: &str) -> Session {
    Session { start_url: Some(vanity(world)), sso_region: Some(region.into()), ..crate::session() }
}

#[tokio::test]
async fn the_service_is_told_the_portal_behind_it_and_the_files_keep_what_is_configured() {
    let world = World::new(|_| {});
    world.server.faults().next(Operation::Unknown, 1, Fault::redirect(PORTAL));
    let session = own_domain(&world, "eu-west-3");
    sign_in(&world.aws, &session, Way::DeviceCode, &|_| {}).await.expect("signed in");
    let start = &world.server.requests_for(Operation::StartDeviceAuthorization)[0];
    assert_eq!(start.json()["startUrl"], PORTAL);
    let path = token_cache::path(&world.paths, &session.id);
    let token: serde_json::Value =
        serde_json::from_slice(&std::fs::read(path).expect("a token")).expect("JSON");
    assert_eq!(token["startUrl"], vanity(&world).as_str());
    assert_eq!(token["region"], "eu-west-3");
}

#[tokio::test]
async fn a_region_that_is_not_the_portals_is_told_before_anybody_approves() {
    let world = World::new(|_| {});
    world.server.faults().next(Operation::Unknown, 1, Fault::redirect(PORTAL));
    let session = own_domain(&world, "us-east-1");
    let failure = sign_in(&world.aws, &session, Way::DeviceCode, &|_| {}).await.expect_err("another region");
    assert!(failure.why.contains("eu-west-3") && failure.why.contains("us-east-1"), "{failure}");
    let hint = failure.hint.unwrap_or_default();
    assert!(hint.contains("ssotui edit --session my-sso --set sso_region=eu-west-3"), "{hint}");
    assert!(world.server.requests_for(Operation::RegisterClient).is_empty());
}

#[tokio::test]
async fn a_domain_that_does_not_tell_is_signed_in_to_as_it_stands() {
    let world = World::new(|_| {});
    let session = own_domain(&world, "us-east-1");
    sign_in(&world.aws, &session, Way::DeviceCode, &|_| {}).await.expect("signed in");
    let start = &world.server.requests_for(Operation::StartDeviceAuthorization)[0];
    assert_eq!(start.json()["startUrl"], vanity(&world).as_str());
}

#[tokio::test]
async fn a_missing_region_is_told_where_the_start_url_tells() {
    let world = World::new(|_| {});
    world.server.faults().next(Operation::Unknown, 1, Fault::redirect(PORTAL));
    let of_aws = Session { start_url: Some(PORTAL.into()), ..crate::session() };
    for session in [own_domain(&world, ""), of_aws] {
        let session = Session { sso_region: None, ..session };
        let failure = sign_in(&world.aws, &session, Way::DeviceCode, &|_| {}).await.expect_err("no region");
        let hint = failure.hint.unwrap_or_default();
        assert!(hint.contains("sso_region = eu-west-3"), "{hint}");
    }
    let silent = Session { sso_region: None, ..crate::session() };
    let failure = sign_in(&world.aws, &silent, Way::DeviceCode, &|_| {}).await.expect_err("no region");
    assert_eq!(failure.hint.as_deref(), Some("Add sso_region to the session in the config file."));
}
