//! Answers that are well-formed and make no sense, and answers of somebody in AWS's place: nothing is concluded from
//! them, nothing is kept of them, and they are told.

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::SignedDuration;
use serde_json::{Value, json};
use ssotui::aws::{role_cache, token_cache};
use ssotui::demo::{Answer, Fault, Operation};
use ssotui::domain::network::ProfileNetwork;
use ssotui::domain::organization::{Account, Organization, Roles};
use ssotui::domain::progress::{EnumerateEvent, NotRenewed};
use ssotui::domain::role::ProfileRole;
use ssotui::domain::token::{TokenFacts, TokenFile};
use ssotui::error::{Failure, FailureKind};
use ssotui::tasks::enumerate::enumerate;
use ssotui::tasks::renew::{renew, usable_token};
use ssotui::tasks::role_credentials::role_credentials;
use ssotui::tasks::sign_in::{Way, sign_in};
use ssotui::tasks::sign_out::sign_out;
use ssotui::tasks::whoami::whoami;

use crate::{Events, World, session};

fn json_body(status: u16, body: &Value) -> Fault {
    Fault::body(status, body.to_string())
}

fn throttled() -> Fault {
    json_body(200, &json!({"message": "Limit exceeded", "__type": "ThrottlingException"}))
}

fn signed_in() -> World {
    let world = World::new(|options| (options.accounts, options.roles) = (3, 6));
    world.sign_in(&session());
    world
}

async fn list(world: &World) -> (Result<Organization, Failure>, Vec<EnumerateEvent>) {
    let events = Events::new();
    let result = enumerate(&world.aws, &session(), &|event| events.add(event)).await;
    (result, events.all())
}

async fn log_in(world: &World) -> Result<TokenFacts, Failure> {
    sign_in(&world.aws, &session(), Way::DeviceCode, &|_| {}).await
}

#[tokio::test]
async fn an_answer_without_the_list_of_accounts_is_no_empty_list() {
    for fault in [json_body(200, &json!({})), throttled(), json_body(200, &json!({"accountList": null}))] {
        let world = signed_in();
        world.server.faults().always(Operation::ListAccounts, fault);
        let failure = list(&world).await.0.expect_err("no list");
        assert!(failure.why.contains("no list"), "{failure}");
        assert!(failure.hint.is_some_and(|hint| hint.contains("doctor")));
        assert!(!world.paths.state.join("organizations").exists(), "nothing is kept");
    }
}

#[tokio::test]
async fn an_answer_without_the_list_of_roles_is_told_for_its_account() {
    for fault in
        [json_body(200, &json!({})), throttled(), json_body(200, &json!({"roleList": [{"roleName": null}]}))]
    {
        let world = signed_in();
        world.server.faults().next(Operation::ListAccountRoles, 1, fault);
        let (result, events) = list(&world).await;
        let organization = result.expect("the others");
        assert!(!organization.complete);
        let failed = organization.accounts.iter().filter(|account| matches!(account.roles, Roles::Failed(_)));
        assert_eq!(failed.count(), 1);
        assert!(
            events.iter().any(|event| matches!(event, EnumerateEvent::AccountFailed { .. })),
            "{events:?}"
        );
    }
}

#[tokio::test]
async fn an_account_without_an_id_makes_the_list_incomplete() {
    for missing in [json!(null), json!("")] {
        let world = signed_in();
        let spoil = Fault::edit(move |answer| answer["accountList"][1]["accountId"] = missing.clone());
        world.server.faults().next(Operation::ListAccounts, 1, spoil);
        let (result, events) = list(&world).await;
        let organization = result.expect("the others");
        assert_eq!((organization.accounts.len(), organization.complete), (2, false));
        let told = |event: &EnumerateEvent| matches!(event, EnumerateEvent::Trouble(why) if why.contains("without an id"));
        assert_eq!(events.iter().filter(|event| told(event)).count(), 1, "{events:?}");
    }
}

#[tokio::test]
async fn a_list_that_never_ends_is_given_up_for_what_it_is() {
    // Ever other tokens: nothing is repeated.
    let world = signed_in();
    let page = AtomicUsize::new(0);
    let endless = Fault::when(move |_| {
        let next = format!("page-{}", page.fetch_add(1, Ordering::Relaxed));
        Some(json_body(200, &json!({"accountList": [], "nextToken": next})))
    });
    world.server.faults().always(Operation::ListAccounts, endless);
    let failure = list(&world).await.0.expect_err("endless");
    assert!(failure.why.contains("did not end after 1000 pages"), "{failure}");
}

#[tokio::test]
async fn a_list_beyond_any_organisation_is_given_up() {
    let world = signed_in();
    let page = AtomicUsize::new(0);
    let heavy = Fault::when(move |_| {
        let page = page.fetch_add(1, Ordering::Relaxed);
        let name = "x".repeat(300);
        let accounts: Vec<Value> = (0..10_000)
            .map(|n| json!({"accountId": format!("{page:03}{n:09}"), "accountName": name}))
            .collect();
        Some(json_body(200, &json!({"accountList": accounts, "nextToken": format!("page-{page}")})))
    });
    world.server.faults().always(Operation::ListAccounts, heavy);
    let failure = list(&world).await.0.expect_err("too much");
    assert!(failure.why.contains("more than any organisation"), "{failure}");
    assert!(world.count(Operation::ListAccounts) < 50);
}

#[tokio::test]
async fn only_oauths_own_refusals_end_a_session() {
    for (status, body) in [
        (302, json!({})),
        (400, json!({"error": "server_error"})),
        (400, json!({"message": "Bad request"})),
        (401, json!({"message": "Who are you?"})),
        (403, json!({"message": "Forbidden"})),
        (403, json!({"error": "invalid_grant"})),
        (404, json!({"message": "not found"})),
        (407, json!({"error": "proxy auth"})),
    ] {
        let world = World::new(|_| {});
        world.keep(&session(), world.server.grant(SignedDuration::from_mins(-5), true));
        let before = world.token_file();
        world.server.faults().always(Operation::CreateToken, json_body(status, &body));
        let failure = usable_token(&world.aws, &session(), "No.", &|_| {}).await.expect_err("refused");
        assert_eq!(failure.kind, FailureKind::Failed, "{status} {body}: {failure}");
        assert!(failure.hint.is_some(), "{status} {body}: {failure}");
        let not_renewed = renew(&world.aws, &session(), &|_| {}).await.expect_err("refused");
        assert!(matches!(not_renewed, NotRenewed::Trouble(_)), "{status} {body}: {not_renewed:?}");
        assert_eq!(world.token_file(), before);
        world.server.faults().clear_all();
        usable_token(&world.aws, &session(), "No.", &|_| {}).await.expect("the session is well");
    }
}

/// Access tokens that no request can carry, or no cache can hold.
fn untransportable() -> [String; 4] {
    ["a\nb".into(), "a\0b".into(), "tokén".into(), "x".repeat(5 * 1024 * 1024)]
}

#[tokio::test]
async fn a_token_that_cannot_be_used_is_refused_on_arrival() {
    for member in ["accessToken", "refreshToken"] {
        for token in untransportable() {
            let world = World::new(|_| {});
            world.keep(&session(), world.server.grant(SignedDuration::from_mins(5), true));
            let before = world.token_file();
            let spoil = Fault::edit(move |answer| answer[member] = token.clone().into());
            world.server.faults().always(Operation::CreateToken, spoil);
            let failure = log_in(&world).await.expect_err("no token");
            assert!(failure.why.contains("token"), "{failure}");
            let not_renewed = renew(&world.aws, &session(), &|_| {}).await.expect_err("no token");
            assert!(matches!(not_renewed, NotRenewed::Trouble(_)), "{not_renewed:?}");
            assert_eq!(world.token_file(), before, "the old file stays");
        }
    }
}

#[tokio::test]
async fn a_token_file_whose_token_cannot_be_used_is_broken_and_signing_in_replaces_it() {
    for token in untransportable() {
        let world = signed_in();
        let mut file = world.token_file();
        file["accessToken"] = token.into();
        fs::write(token_cache::path(&world.paths, &session().id), file.to_string()).expect("written");
        let read = || token_cache::read(&world.paths, &session().id);
        assert!(matches!(read(), TokenFile::Broken { .. }));
        let failure = usable_token(&world.aws, &session(), "No.", &|_| {}).await.expect_err("broken");
        assert_eq!(failure.kind, FailureKind::SignInNeeded);
        assert!(failure.hint.is_some_and(|hint| hint.to_lowercase().contains("sign in again")));
        log_in(&world).await.expect("signed in");
        assert!(matches!(read(), TokenFile::Present(_)));
    }
}

#[tokio::test]
async fn only_a_dead_token_and_the_portals_own_yes_are_silent_at_logout() {
    for (fault, is_told) in [
        (Fault::status(401), true),
        (json_body(200, &json!({})), true),
        (json_body(403, &json!({"message": "Forbidden"})), false),
        (json_body(400, &json!({"message": "Bad"})), false),
        (Fault::html(200), false),
        (Fault::body(200, "hello"), false),
    ] {
        let world = signed_in();
        world.server.faults().always(Operation::Logout, fault.clone());
        let report = sign_out(&world.aws, &session()).await.expect("signed out");
        assert_eq!((report.tokens_deleted, report.portal_unreachable.is_none()), (1, is_told), "{fault:?}");
    }
}

#[tokio::test]
async fn a_sign_in_that_no_poll_of_was_answered_tells_why() {
    for (fault, told) in [
        (Fault::Reset, "broke"),
        (Fault::html(502), "502"),
        (Fault::redirect("https://proxy.example/"), "302"),
        (Fault::status(429), "429"),
    ] {
        let world = World::new(|_| {});
        world.server.faults().always(Operation::CreateToken, fault);
        let failure = log_in(&world).await.expect_err("no answer");
        assert_eq!(failure.kind, FailureKind::Failed, "{failure}");
        assert!(failure.why.contains(told) && !failure.to_string().contains("approved"), "{failure}");
    }
}

#[tokio::test]
async fn a_registration_that_cannot_be_kept_is_none() {
    for member in ["clientId", "clientSecret"] {
        for text in [String::new(), "x".repeat(2 * 1024 * 1024)] {
            let world = World::new(|_| {});
            let spoil = Fault::edit(move |answer| answer[member] = text.clone().into());
            world.server.faults().always(Operation::RegisterClient, spoil);
            let failure = log_in(&world).await.expect_err("no client");
            assert!(failure.why.contains("no client"), "{failure}");
            assert_eq!(world.count(Operation::StartDeviceAuthorization), 0);
        }
    }
}

#[tokio::test]
async fn a_device_authorization_without_its_codes_is_none() {
    for member in ["userCode", "deviceCode", "verificationUri"] {
        let world = World::new(|_| {});
        let spoil = Fault::edit(move |answer| answer[member] = "".into());
        world.server.faults().always(Operation::StartDeviceAuthorization, spoil);
        let failure = log_in(&world).await.expect_err("no code");
        assert_eq!(world.count(Operation::CreateToken), 0, "{member}");
        assert!(failure.hint.is_some_and(|hint| hint.contains("doctor")), "{member}");
    }
}

fn role() -> ProfileRole {
    ProfileRole {
        profile: "prod".into(),
        session: session(),
        account: "012345678901".into(),
        role: "Admin".into(),
        region: Some("eu-west-1".into()),
        network: ProfileNetwork::default(),
    }
}

fn world_with_role() -> World {
    let world = World::new(|options| {
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

#[tokio::test]
async fn keys_that_cannot_work_are_not_handed_out() {
    // 2030-01-02T03:04:05Z is now.
    for (member, value) in [
        ("expiration", json!(0)),
        ("expiration", json!(1_893_553_440_000_u64)),
        ("expiration", json!(1_893_560_000_u64)),
        ("accessKeyId", json!("")),
        ("secretAccessKey", json!("")),
        ("sessionToken", json!("")),
        ("accessKeyId", json!("AS\nIA")),
        ("secretAccessKey", json!("a\u{1b}b")),
        ("sessionToken", json!("a\0b")),
    ] {
        let world = world_with_role();
        let sent = value.clone();
        let spoil = Fault::edit(move |answer| answer["roleCredentials"][member] = sent.clone());
        world.server.faults().always(Operation::GetRoleCredentials, spoil);
        let failure = role_credentials(&world.aws, &role(), &|_| {}).await.expect_err(member);
        assert!(failure.hint.is_some_and(|hint| hint.contains("doctor")), "{member} {value}");
        assert!(role_cache::all_files(&world.paths).expect("listed").is_empty(), "{member} {value}");
    }
}

#[tokio::test]
async fn trouble_with_keys_and_sts_is_ridden_out_alike() {
    for operation in [Operation::GetRoleCredentials, Operation::GetCallerIdentity] {
        for fault in [Fault::status(429), Fault::status(500), Fault::html(503)] {
            let world = world_with_role();
            world.server.faults().next(operation, 3, fault.clone());
            whoami(&world.aws, &role(), &|_| {}).await.expect("an identity");
            assert_eq!(world.count(operation), 4, "{operation:?} {fault:?}");
            // Not for ever.
            let world = world_with_role();
            world.server.faults().always(operation, fault.clone());
            whoami(&world.aws, &role(), &|_| {}).await.expect_err("trouble");
            assert_eq!(world.count(operation), 4, "{operation:?} {fault:?}");
        }
    }
}

#[tokio::test]
async fn what_is_empty_is_called_so() {
    for operation in [Operation::RegisterClient, Operation::StartDeviceAuthorization, Operation::CreateToken]
    {
        let world = World::new(|_| {});
        world.server.faults().always(operation, Fault::body(200, ""));
        let failure = log_in(&world).await.expect_err("nothing");
        assert!(failure.why.contains("empty") && !failure.why.contains("line"), "{failure}");
        assert!(failure.hint.is_some(), "{failure}");
    }
}

#[tokio::test]
async fn only_aws_tells_the_time() {
    let date = |answer: Answer| answer.header("Date", "Thu, 01 Jan 1970 00:00:00 GMT");
    for answer in [
        Answer::html(200, "<html>Sign in to the guests' network</html>"),
        Answer::html(502, "<html>Bad gateway</html>"),
        Answer::html(302, "").header("Location", "https://proxy.example/"),
    ] {
        let world = signed_in();
        world.server.faults().always(Operation::ListAccounts, Fault::Answer(date(answer)));
        list(&world).await.0.expect_err("no list");
        assert_eq!(world.aws.clock_skew_seconds(), None);
    }
    let world = signed_in();
    let own = Answer::portal_error(400, "InvalidRequestException", "No");
    world.server.faults().always(Operation::ListAccounts, Fault::Answer(date(own)));
    list(&world).await.0.expect_err("refused");
    assert!(world.aws.clock_skew_seconds().is_some_and(|skew| skew < -1_000_000));
}
