//! The keys of a role: the cache that is shared with the AWS CLI, the portal, STS and the console's sign-in.

use std::time::Duration;

use secrecy::ExposeSecret;
use ssotui::aws::role_cache;
use ssotui::demo::{Answer, Fault, Operation, Options};
use ssotui::domain::network::ProfileNetwork;
use ssotui::domain::organization::{Account, Roles};
use ssotui::domain::role::ProfileRole;
use ssotui::domain::session::Session;
use ssotui::error::{Failure, FailureKind};
use ssotui::tasks::role_credentials::role_credentials;
use ssotui::tasks::{console, whoami};

use crate::{World, session};

const HOUR: Duration = Duration::from_secs(3600);

fn role_of(session: Session) -> ProfileRole {
    ProfileRole {
        profile: "prod.admin".into(),
        session,
        account: "012345678901".into(),
        role: "Admin".into(),
        region: Some("eu-west-1".into()),
        network: ProfileNetwork::default(),
    }
}

fn role() -> ProfileRole {
    role_of(session())
}

/// A world where somebody is signed in for an hour, and keys last for one.
fn world() -> World {
    let world = World::new(|options: &mut Options| {
        options.role_credentials_ttl = HOUR;
        options.organization = Some(vec![Account {
            id: "012345678901".into(),
            name: None,
            email: None,
            roles: Roles::Listed(vec!["Admin".into()]),
        }]);
    });
    world.sign_in(&session());
    world
}

async fn fetch(world: &World, role: &ProfileRole) -> Result<String, Failure> {
    role_credentials(&world.aws, role, &|_| {}).await.map(|keys| keys.access_key_id)
}

fn asked(world: &World) -> usize {
    world.count(Operation::GetRoleCredentials)
}

#[tokio::test]
async fn keys_are_fetched_once_and_replaced_a_quarter_of_an_hour_before_their_end() {
    let world = world();
    let first = fetch(&world, &role()).await.expect("keys");
    assert_eq!(fetch(&world, &role()).await.as_ref(), Ok(&first));
    world.clock.advance(Duration::from_secs(45 * 60 - 1));
    assert_eq!(fetch(&world, &role()).await.as_ref(), Ok(&first));
    assert_eq!(asked(&world), 1);
    world.clock.advance(Duration::from_secs(1));
    let second = fetch(&world, &role()).await.expect("keys");
    assert_ne!(second, first);
    assert_eq!(asked(&world), 2);
    let kept = role_cache::load(&world.paths, &role().key()).expect("kept");
    assert_eq!(kept.access_key_id, second);
}

#[cfg(unix)]
#[tokio::test]
async fn the_cache_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let world = world();
    fetch(&world, &role()).await.expect("keys");
    let files = role_cache::all_files(&world.paths).expect("listed");
    assert_eq!(files.len(), 1);
    let mode = std::fs::metadata(&files[0]).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn a_cache_that_cannot_be_written_is_no_reason_to_fail() {
    let world = world();
    std::fs::create_dir_all(world.paths.cli_cache.parent().expect("parent")).expect("folder");
    std::fs::write(&world.paths.cli_cache, "in the way").expect("write");
    fetch(&world, &role()).await.expect("keys");
}

#[tokio::test]
async fn a_busy_portal_is_asked_again_and_given_time() {
    let world = world();
    world.server.faults().next(Operation::GetRoleCredentials, 1, Fault::retry_after(429, 2));
    world.server.faults().next(
        Operation::GetRoleCredentials,
        1,
        Fault::Answer(Answer::portal_error(500, "InternalServerException", "Oh")),
    );
    fetch(&world, &role()).await.expect("keys");
    assert_eq!(asked(&world), 3);
    assert_eq!(world.clock.sleeps(), [2, 1]);
    // Not for ever.
    let other = ProfileRole { role: "Other".into(), ..role() };
    world.server.faults().always(Operation::GetRoleCredentials, Fault::retry_after(429, 60));
    let failure = fetch(&world, &other).await.expect_err("busy");
    assert!(failure.hint.is_some_and(|hint| hint.contains("try again")), "{}", failure.why);
    assert_eq!(world.clock.sleeps()[2..], [10, 10, 10]);
}

#[tokio::test]
async fn where_the_portal_is_silent_keys_that_are_not_over_do() {
    let world = world();
    let first = fetch(&world, &role()).await.expect("keys");
    world.clock.advance(Duration::from_secs(50 * 60));
    world.server.faults().always(Operation::GetRoleCredentials, Fault::Reset);
    assert_eq!(fetch(&world, &role()).await, Ok(first));
    world.clock.advance(Duration::from_secs(10 * 60));
    let failure = fetch(&world, &role()).await.expect_err("they are over");
    assert_eq!(failure.kind, FailureKind::Failed);
    assert!(failure.hint.is_some_and(|hint| hint.contains("network")), "{}", failure.why);
}

#[tokio::test]
async fn a_role_that_is_not_assigned_is_no_dead_session() {
    let world = world();
    let failure = fetch(&world, &ProfileRole { role: "Owner".into(), ..role() }).await.expect_err("403");
    assert_eq!(failure.kind, FailureKind::Failed);
    assert!(
        failure.why.contains("The role Owner in account 012345678901 is not assigned to you"),
        "{failure}"
    );
    assert!(failure.hint.is_some_and(|hint| hint.contains("sign out of my-sso and in again")));
    fetch(&world, &role()).await.expect("the session is well");
}

#[tokio::test]
async fn a_token_that_is_refused_is_renewed_once() {
    let world = world();
    world.server.revoke_access_tokens();
    fetch(&world, &role()).await.expect("keys");
    assert_eq!((asked(&world), world.count(Operation::CreateToken)), (2, 1));
    // A session that is over is over.
    world.server.end_sessions();
    let failure = fetch(&world, &ProfileRole { role: "Other".into(), ..role() }).await.expect_err("over");
    assert_eq!(failure.kind, FailureKind::SignInNeeded);
    assert!(failure.hint.is_some_and(|hint| hint.contains("Sign in to my-sso")));
}

#[tokio::test]
async fn without_a_token_or_a_region_it_is_said_what_is_missing() {
    let world = World::new(|_| {});
    let failure = fetch(&world, &role()).await.expect_err("nobody is signed in");
    assert_eq!(failure.kind, FailureKind::SignInNeeded);
    let failure =
        fetch(&world, &role_of(Session { sso_region: None, ..session() })).await.expect_err("nowhere");
    assert_eq!(failure.kind, FailureKind::Usage);
    assert_eq!(world.server.requests().len(), 0);
}

#[tokio::test]
async fn an_answer_that_makes_no_sense_is_told_without_its_words() {
    let world = world();
    for (member, value) in [
        ("expiration", serde_json::json!("s3cret")),
        ("expiration", serde_json::json!(i64::MAX)),
        ("secretAccessKey", serde_json::Value::Null),
    ] {
        let spoil = Fault::edit(move |answer| answer["roleCredentials"][member] = value.clone());
        world.server.faults().next(Operation::GetRoleCredentials, 1, spoil);
        let failure = fetch(&world, &role()).await.expect_err("nonsense");
        assert!(!failure.to_string().contains("s3cret"), "{failure}");
    }
    assert!(role_cache::load(&world.paths, &role().key()).is_none(), "nothing of it is kept");
}

#[tokio::test]
async fn sts_says_who_one_is_and_why_not() {
    let world = world();
    let identity = whoami::whoami(&world.aws, &role(), &|_| {}).await.expect("an identity");
    assert_eq!(identity.account, "012345678901");
    assert!(identity.arn.contains("AWSReservedSSO_Admin_"), "{}", identity.arn);
    let asked = world.server.requests_for(Operation::GetCallerIdentity);
    let authorization = asked[0].header("authorization").expect("signed");
    assert!(authorization.contains("/20300102/eu-west-1/sts/aws4_request"), "{authorization}");
    let faults = world.server.faults();
    for (code, hint) in [("SignatureDoesNotMatch", "clock"), ("ExpiredToken", "sign out and in again")] {
        let xml = format!(
            "<ErrorResponse><Error><Code>{code}</Code><Message>No\u{1b}</Message></Error></ErrorResponse>"
        );
        faults.next(Operation::GetCallerIdentity, 1, Fault::Answer(Answer::new(403, "text/xml", xml)));
        let failure = whoami::whoami(&world.aws, &role(), &|_| {}).await.expect_err("refused");
        assert_eq!(failure.why, "No.");
        assert!(failure.hint.is_some_and(|text| text.contains(hint)), "{code}");
    }
}

#[tokio::test]
async fn the_console_is_signed_in_to_with_keys_in_no_address() {
    let world = world();
    let link = console::sign_in_link(&world.aws, &role(), None, Some("s3"), &|_| {}).await.expect("a link");
    assert!(!format!("{link:?}").contains("SigninToken"), "a secret");
    let answer = reqwest::get(link.expose_secret()).await.expect("an answer");
    assert_eq!(answer.status(), 200);
    assert!(answer.text().await.expect("text").contains("/s3/home?region=eu-west-1"));
    let requests = world.server.requests_for(Operation::Federation);
    assert_eq!((requests[0].method.as_str(), requests[0].raw_query.as_str()), ("POST", ""));
}
