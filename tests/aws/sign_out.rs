//! Signing out: nothing that gives access stays, and nothing else goes.

use std::fs;
use std::time::Duration;

use ssotui::aws::token_cache;
use ssotui::demo::{Fault, Operation};
use ssotui::domain::progress::{SignInEvent, SignOutReport};
use ssotui::domain::session::{Session, SessionId};
use ssotui::tasks::enumerate::enumerate;
use ssotui::tasks::sign_in::{Way, sign_in_anew};
use ssotui::tasks::sign_out::{sign_out, sign_out_everywhere};

use crate::{Events, World, legacy, session};

const TOKEN: &str = "0ad374308c5a4e22f723adf10145eafad7c4031c.json";
/// The AWS CLI's cache file of role Admin in 123456789012: through the session, and through the legacy URL.
const ROLE: &str = "c30b99aca80d8f5b3178e353f05b2abcc9a4ccd3.json";
const LEGACY_ROLE: &str = "e584281fb1427cad6a1b4c7fb555a3d13a93ace6.json";

const CREDENTIALS: &str = r#"{"ProviderType": "sso", "Credentials": {"SecretAccessKey": "x", "Expiration": "2030-05-02T18:36:00UTC"}}"#;
const ASSUMED: &str =
    r#"{"Credentials": {"SecretAccessKey": "x", "Expiration": "2030-05-02T18:36:00+00:00"}}"#;

/// Signed in to two sessions, with role credentials of both and what else lies in such folders.
fn world() -> World {
    let world = World::new(|_| {});
    world.sign_in(&session());
    world.sign_in(&legacy());
    fs::create_dir_all(&world.paths.cli_cache).expect("folder");
    for (name, text) in
        [(ROLE, CREDENTIALS), (LEGACY_ROLE, CREDENTIALS), ("assumed.json", ASSUMED), ("list.json", "[]")]
    {
        fs::write(world.paths.cli_cache.join(name), text).expect("write");
    }
    for (name, text) in [
        (
            "registration.json",
            r#"{"clientId": "c", "clientSecret": "s", "expiresAt": "2031-01-01T00:00:00Z"}"#,
        ),
        ("invalid.json", "{"),
        ("number.json", "5"),
    ] {
        fs::write(world.paths.sso_cache.join(name), text).expect("write");
    }
    fs::create_dir(world.paths.sso_cache.join("folder.json")).expect("folder");
    fs::write(
        &world.paths.config,
        "[profile a]\nsso_session = my-sso\nsso_account_id = 123456789012\nsso_role_name = Admin\n\
         [sso-session my-sso]\nsso_start_url = https://d-abc123.awsapps.com/start\nsso_region = us-east-1\n",
    )
    .expect("write");
    world
}

fn names(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .expect("list")
        .map(|entry| entry.expect("entry").file_name().into_string().expect("Unicode"))
        .collect();
    names.sort();
    names
}

#[tokio::test]
async fn lo_07_one_session_goes_and_the_others_stay() {
    let world = world();
    let report = sign_out(&world.aws, &session()).await.expect("signed out");
    assert_eq!(
        report,
        SignOutReport { tokens_deleted: 1, role_credentials_deleted: 1, portal_unreachable: None }
    );
    let logout = world.server.requests_for(Operation::Logout);
    assert_eq!(logout.len(), 1);
    assert_eq!((logout[0].status, logout[0].body.as_slice()), (Some(200), &b""[..]));
    assert_eq!(logout[0].header("content-length"), Some("0"));
    assert!(!world.paths.sso_cache.join(TOKEN).exists());
    assert_eq!(names(&world.paths.sso_cache).len(), 5, "the other token, the registration, what is no token");
    assert_eq!(names(&world.paths.cli_cache), ["assumed.json", LEGACY_ROLE, "list.json"]);
    let again = sign_out(&world.aws, &session()).await.expect("nothing to do");
    assert_eq!(again, SignOutReport::default());
}

#[tokio::test]
async fn roles_that_only_the_portal_names_go_too() {
    let world = world();
    fs::remove_file(&world.paths.config).expect("no profiles");
    let mut account = world.server.organization()[0].clone();
    account.id = "123456789012".into();
    account.roles = ssotui::domain::organization::Roles::Listed(vec!["Admin".into()]);
    world.server.set_organization(vec![account]);
    fs::write(
        &world.paths.config,
        "[sso-session my-sso]\nsso_start_url = https://d-abc123.awsapps.com/start\nsso_region = us-east-1\n",
    )
    .expect("write");
    enumerate(&world.aws, &session(), &|_| {}).await.expect("listed");
    let report = sign_out(&world.aws, &session()).await.expect("signed out");
    assert_eq!(report.role_credentials_deleted, 1);
    assert!(!world.paths.cli_cache.join(ROLE).exists());
}

#[tokio::test]
async fn lo_03_a_portal_that_refuses_keeps_no_file() {
    for (status, is_told) in [(401, false), (400, true), (403, true)] {
        assert_no_token_stays(Fault::status(status), is_told).await;
    }
}

#[tokio::test]
async fn lo_04_a_network_that_fails_keeps_no_file_and_is_told() {
    for fault in [Fault::Reset, Fault::Lost, Fault::html(502), Fault::status(500), Fault::status(429)] {
        assert_no_token_stays(fault, true).await;
    }
}

/// Signs out of one session, then of the other by signing out everywhere.
async fn assert_no_token_stays(fault: Fault, unreachable: bool) {
    let world = world();
    world.server.faults().always(Operation::Logout, fault);
    let report = sign_out(&world.aws, &session()).await.expect("signed out");
    assert_eq!((report.tokens_deleted, report.portal_unreachable.is_some()), (1, unreachable));
    let report = sign_out_everywhere(&world.aws).await.expect("signed out");
    assert_eq!((report.tokens_deleted, report.portal_unreachable.is_some()), (1, unreachable));
    assert_eq!(names(&world.paths.cli_cache), ["assumed.json", "list.json"]);
}

#[tokio::test]
async fn a_broken_token_goes_without_a_call() {
    let world = world();
    fs::write(world.paths.sso_cache.join(TOKEN), "{").expect("write");
    let report = sign_out(&world.aws, &session()).await.expect("signed out");
    assert_eq!((report.tokens_deleted, world.count(Operation::Logout)), (1, 0));
}

#[tokio::test]
async fn lo_01_everywhere_means_every_token_of_every_tool_and_nothing_else() {
    let world = world();
    let foreign = r#"{"accessToken": "toolkit", "expiresAt": "2030-01-01T00:00:00Z"}"#;
    fs::write(world.paths.sso_cache.join("toolkit.whatever"), foreign).expect("write");
    let evil = r#"{"accessToken": "x", "region": "evil.example.com/#"}"#;
    fs::write(world.paths.sso_cache.join("evil.json"), evil).expect("write");
    let report = sign_out_everywhere(&world.aws).await.expect("signed out");
    assert_eq!(
        report,
        SignOutReport { tokens_deleted: 4, role_credentials_deleted: 2, portal_unreachable: None }
    );
    assert_eq!(world.count(Operation::Logout), 2, "a token without a region cannot be told to anybody");
    assert_eq!(
        names(&world.paths.sso_cache),
        ["folder.json", "invalid.json", "number.json", "registration.json"]
    );
    assert_eq!(names(&world.paths.cli_cache), ["assumed.json", "list.json"]);
}

#[tokio::test]
async fn lo_06_folders_that_are_missing_or_files_are_no_error() {
    let world = World::new(|_| {});
    assert_eq!(sign_out_everywhere(&world.aws).await.expect("nothing"), SignOutReport::default());
    assert_eq!(sign_out(&world.aws, &session()).await.expect("nothing"), SignOutReport::default());
    let nameless = Session { id: SessionId::Named(String::new().into()), ..session() };
    assert_eq!(sign_out(&world.aws, &nameless).await.expect("nothing"), SignOutReport::default());
    for cache in [&world.paths.sso_cache, &world.paths.cli_cache] {
        fs::create_dir_all(cache.parent().expect("a parent")).expect("folder");
        fs::write(cache, "a file in the folder's place").expect("write");
    }
    assert_eq!(sign_out_everywhere(&world.aws).await.expect("nothing"), SignOutReport::default());
    assert_eq!(sign_out(&world.aws, &session()).await.expect("nothing"), SignOutReport::default());
}

#[tokio::test]
async fn what_cannot_be_deleted_is_named_and_the_rest_goes() {
    let world = world();
    fs::remove_file(world.paths.sso_cache.join(TOKEN)).expect("remove");
    fs::create_dir(world.paths.sso_cache.join(TOKEN)).expect("a folder in its place");
    let failure = sign_out(&world.aws, &session()).await.expect_err("a folder stays");
    assert!(failure.why.contains(TOKEN), "{failure}");
    assert!(!world.paths.cli_cache.join(ROLE).exists(), "the role credentials are gone all the same");
}

#[tokio::test]
async fn lo_02_a_token_without_a_region_goes_without_a_call() {
    let world = World::new(|_| {});
    fs::create_dir_all(&world.paths.sso_cache).expect("folder");
    let token = r#"{"accessToken": "x", "expiresAt": "2031-01-01T00:00:00Z"}"#;
    fs::write(world.paths.sso_cache.join("foreign.json"), token).expect("write");
    assert_eq!(sign_out_everywhere(&world.aws).await.expect("signed out").tokens_deleted, 1);
    // A session without a region of its own, too.
    fs::write(world.paths.sso_cache.join(TOKEN), token).expect("write");
    let regionless = Session { sso_region: None, ..session() };
    assert_eq!(sign_out(&world.aws, &regionless).await.expect("signed out").tokens_deleted, 1);
    assert!(names(&world.paths.sso_cache).is_empty());
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn the_portal_that_is_told_is_the_tokens_own() {
    let world = world();
    let regionless = Session { sso_region: None, ..session() };
    sign_out(&world.aws, &regionless).await.expect("signed out");
    assert_eq!(world.count(Operation::Logout), 1);
}

#[tokio::test]
async fn lo_05_only_role_credentials_that_came_from_sso_go() {
    let world = world();
    let report = sign_out_everywhere(&world.aws).await.expect("signed out");
    assert_eq!(report.role_credentials_deleted, 2);
    assert_eq!(names(&world.paths.cli_cache), ["assumed.json", "list.json"]);
}

#[tokio::test]
async fn lo_07_tokens_of_other_tools_and_of_other_sessions_with_the_same_url_stay() {
    let world = world();
    let other = Session { id: SessionId::Named("other".into()), ..session() };
    world.sign_in(&other);
    let toolkit = world.paths.sso_cache.join("toolkit.json");
    let text = r#"{"accessToken": "t", "expiresAt": "2031-01-01T00:00:00Z", "region": "us-east-1"}"#;
    fs::write(&toolkit, text).expect("write");
    sign_out(&world.aws, &session()).await.expect("signed out");
    assert_eq!(fs::read_to_string(&toolkit).expect("there"), text);
    assert!(token_cache::path(&world.paths, &other.id).exists());
    assert_eq!(world.count(Operation::Logout), 1);
}

#[tokio::test]
async fn a_session_whose_access_token_is_over_is_ended_at_the_portal_too() {
    let world = world();
    world.clock.advance(Duration::from_secs(3600));
    sign_out(&world.aws, &session()).await.expect("signed out");
    let logout = &world.server.requests_for(Operation::Logout)[0];
    assert_eq!(logout.status, Some(200), "the portal knew the token");
    assert!(!world.paths.sso_cache.join(TOKEN).exists(), "and the renewed one was not kept");
    // Nor does it matter when that cannot be had.
    let world = self::world();
    world.clock.advance(Duration::from_secs(3600));
    world.server.faults().always(Operation::CreateToken, Fault::Reset);
    assert_eq!(sign_out(&world.aws, &session()).await.expect("signed out").tokens_deleted, 1);
}

/// Signs in anew, by device code.
async fn anew(
    world: &World,
    events: &Events<SignInEvent>,
) -> Result<ssotui::domain::token::TokenFacts, ssotui::error::Failure> {
    sign_in_anew(&world.aws, &session(), Way::DeviceCode, &|event| events.add(event)).await
}

#[tokio::test]
async fn a_new_session_ends_the_old_one_when_there_is_a_code_and_before_it_is_shown() {
    let world = world();
    let old = world.token_file();
    let events = Events::new();
    anew(&world, &events).await.expect("signed in");
    let told = events.all();
    let ended = told.iter().position(|event| matches!(event, SignInEvent::SignedOut(_)));
    let shown = told.iter().position(|event| matches!(event, SignInEvent::Approval(_)));
    assert!(ended.is_some() && ended < shown, "{told:?}");
    assert_eq!(world.count(Operation::Logout), 1);
    assert_ne!(world.token_file()["accessToken"], old["accessToken"]);
    assert!(!world.paths.cli_cache.join(ROLE).exists(), "the role's credentials are of the old session");
}

#[tokio::test]
async fn where_aws_cannot_be_reached_nobody_is_signed_out_to_sign_in_anew() {
    for operation in [Operation::RegisterClient, Operation::StartDeviceAuthorization, Operation::Logout] {
        let world = world();
        let old = world.token_file();
        world.server.faults().always(operation, Fault::Reset);
        let failure = anew(&world, &Events::new()).await.expect_err("no network");
        assert_eq!(world.token_file(), old, "{operation:?}");
        assert!(world.paths.cli_cache.join(ROLE).exists(), "{operation:?}");
        let before = usize::from(operation == Operation::Logout);
        assert_eq!(world.count(Operation::Logout), before, "{operation:?}: the portal was told first");
        if operation == Operation::Logout {
            assert!(failure.to_string().contains("you stay signed in to my-sso"), "{failure}");
        }
    }
}
