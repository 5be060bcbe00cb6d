//! Where a start URL leads, asked of a server that stands for a vanity domain.

use ssotui::demo::{Answer, Fault, Operation};
use ssotui::domain::names::{Region, StartUrl};
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
