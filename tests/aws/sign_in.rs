//! Device code, by the book.

use std::fs;
use std::time::Duration;

use serde_json::{Value, json};
use ssotui::aws::clock::Clock;
use ssotui::demo::{ErrorPlace, Fault, Operation};
use ssotui::domain::progress::SignInEvent;
use ssotui::domain::session::Session;
use ssotui::domain::token::TokenFacts;
use ssotui::error::{Failure, FailureKind};
use ssotui::tasks::sign_in::{Way, sign_in};

use crate::{Events, World, legacy, session};

async fn run(world: &World, session: &Session) -> (Result<TokenFacts, Failure>, Vec<SignInEvent>) {
    let events = Events::new();
    let result = sign_in(&world.aws, session, Way::DeviceCode, &|event| events.add(event)).await;
    (result, events.all())
}

const REGISTRATION: &str = "7af4639e6a11a78ced2d4bb3c69314f42f27dd04.json";
const SCOPED_REGISTRATION: &str = "18d9b42846b15eb5385befb03b3d864f800fcc11.json";
const TOKEN: &str = "0ad374308c5a4e22f723adf10145eafad7c4031c.json";
const LEGACY_REGISTRATION: &str = "c7029af06842ab71c7d71a4f2d85fc584e0c5528.json";
const LEGACY_TOKEN: &str = "40a89917e3175433e361b710a9d43528d7f1890a.json";

#[tokio::test]
async fn pending_three_times_then_the_token_is_where_the_aws_cli_looks() {
    let world = World::new(|_| {});
    world.server.faults().next(
        Operation::CreateToken,
        3,
        Fault::oidc("authorization_pending", ErrorPlace::Both),
    );
    let (facts, events) = run(&world, &session()).await;
    let facts = facts.expect("signed in");
    assert_eq!(world.clock.sleeps(), [1, 1, 1, 1]);
    assert!(matches!(events.as_slice(), [SignInEvent::Starting, SignInEvent::Approval(_)]), "{events:?}");

    let register = &world.server.requests_for(Operation::RegisterClient)[0];
    assert_eq!(
        register.json(),
        json!({"clientName": "botocore-client-my-sso", "clientType": "public", "scopes": ["sso:account:access"]})
    );
    assert!(register.header("user-agent").expect("an agent").starts_with("ssotui/"));
    let registration: Value = serde_json::from_slice(
        &fs::read(world.paths.sso_cache.join(REGISTRATION)).expect("the registration"),
    )
    .expect("JSON");
    let text = fs::read_to_string(world.paths.sso_cache.join(TOKEN)).expect("the token");
    let token: Value = serde_json::from_str(&text).expect("JSON");
    let member = |key: &str| token[key].as_str().expect(key).to_owned();
    let expected = format!(
        r#"{{"startUrl": "https://d-abc123.awsapps.com/start", "region": "us-east-1", "accessToken": "{}", "expiresAt": "2030-01-02T04:04:09Z", "clientId": "{}", "clientSecret": "{}", "registrationExpiresAt": "{}", "refreshToken": "{}"}}"#,
        member("accessToken"),
        registration["clientId"].as_str().expect("an id"),
        registration["clientSecret"].as_str().expect("a secret"),
        registration["expiresAt"].as_str().expect("an end"),
        member("refreshToken"),
    );
    assert_eq!(text, expected);
    assert_eq!(facts.expires_at.to_string(), "2030-01-02T04:04:09Z");
    assert!(facts.renewable_until.is_some());
    assert_eq!(world.files().len(), 2, "nothing else is left: {:?}", world.files());
    #[cfg(unix)]
    for file in world.files() {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).expect("file").permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}

#[tokio::test]
async fn the_user_sees_the_servers_own_code_and_addresses() {
    let world = World::new(|options| options.device_code_ttl = Duration::from_secs(300));
    let (_, events) = run(&world, &session()).await;
    let SignInEvent::Approval(approval) = &events[1] else { panic!("{events:?}") };
    let device = format!("{}/device", world.server.base_url());
    assert_eq!(approval.verification_uri, device);
    let complete = format!("{device}?user_code={}", approval.user_code);
    assert_eq!(approval.verification_uri_complete.as_deref(), Some(complete.as_str()));
    assert_eq!(approval.expires_at.to_string(), "2030-01-02T03:09:05Z");
}

#[tokio::test]
async fn slow_down_is_for_good() {
    let world = World::new(|_| {});
    world.server.faults().next(Operation::CreateToken, 2, Fault::oidc("slow_down", ErrorPlace::Both));
    world.server.faults().next(
        Operation::CreateToken,
        1,
        Fault::oidc("authorization_pending", ErrorPlace::Both),
    );
    let (result, events) = run(&world, &session()).await;
    result.expect("signed in");
    assert_eq!(world.clock.sleeps(), [1, 6, 11, 11]);
    let slowed: Vec<u64> = events
        .iter()
        .filter_map(|event| match event {
            SignInEvent::SlowedDown { interval_seconds } => Some(*interval_seconds),
            _ => None,
        })
        .collect();
    assert_eq!(slowed, [6, 11]);
}

#[tokio::test]
async fn slow_down_counts_before_the_code_too() {
    let world = World::new(|_| {});
    world.server.faults().next(Operation::RegisterClient, 1, Fault::oidc("slow_down", ErrorPlace::Body));
    world.server.faults().next(
        Operation::StartDeviceAuthorization,
        1,
        Fault::oidc("slow_down", ErrorPlace::Header),
    );
    run(&world, &session()).await.0.expect("signed in");
    assert_eq!(world.clock.sleeps(), [5, 10, 11]);
}

#[tokio::test]
async fn the_interval_has_a_default_and_a_least() {
    for (interval, expected) in [(Value::Null, 5), (json!(0), 1), (json!(7), 7)] {
        let world = World::new(|_| {});
        let fault = Fault::edit(move |answer| answer["interval"] = interval.clone());
        world.server.faults().always(Operation::StartDeviceAuthorization, fault);
        run(&world, &session()).await.0.expect("signed in");
        assert_eq!(world.clock.sleeps(), [expected]);
    }
}

#[tokio::test]
async fn a_decision_ends_it_at_once() {
    for place in [ErrorPlace::Both, ErrorPlace::Header, ErrorPlace::Body] {
        for (code, expected) in [("access_denied", "declined"), ("expired_token", "ran out")] {
            let world = World::new(|_| {});
            world.server.faults().always(Operation::CreateToken, Fault::oidc(code, place));
            let failure = run(&world, &session()).await.0.expect_err(code);
            assert_eq!(failure.kind, FailureKind::SignInNeeded);
            assert!(failure.why.contains(expected), "{failure}");
            assert_eq!(world.count(Operation::CreateToken), 1);
            assert!(!world.paths.sso_cache.join(TOKEN).exists());
        }
    }
}

#[tokio::test]
async fn a_code_that_nobody_approves_runs_out_here_too() {
    let world = World::new(|options| options.approve_after = None);
    world
        .server
        .faults()
        .always(Operation::CreateToken, Fault::oidc("authorization_pending", ErrorPlace::Both));
    let failure = run(&world, &session()).await.0.expect_err("never approved");
    assert_eq!(failure.kind, FailureKind::SignInNeeded);
    assert_eq!(world.clock.sleeps().iter().sum::<u64>(), 600);
    assert_eq!(world.count(Operation::CreateToken), 600);
}

#[tokio::test]
async fn the_last_pause_ends_with_the_code() {
    let world = World::new(|options| options.approve_after = None);
    let faults = world.server.faults();
    faults.always(Operation::StartDeviceAuthorization, Fault::edit(|answer| answer["interval"] = json!(7)));
    faults.always(Operation::CreateToken, Fault::oidc("authorization_pending", ErrorPlace::Both));
    run(&world, &session()).await.0.expect_err("never approved");
    assert_eq!(world.clock.sleeps().iter().sum::<u64>(), 600);
    assert_eq!(world.clock.sleeps().last(), Some(&5));
}

#[tokio::test]
async fn an_endless_interval_does_not_outlive_the_code() {
    let world = World::new(|_| {});
    let fault = Fault::edit(|answer| {
        answer["interval"] = json!(u64::MAX);
        answer["expiresIn"] = json!(u64::MAX);
    });
    world.server.faults().next(Operation::StartDeviceAuthorization, 1, fault);
    world.server.faults().always(Operation::CreateToken, Fault::oidc("expired_token", ErrorPlace::Both));
    let session = session();
    // The clock cannot go that far: all that matters is that nothing overflows before the pause begins.
    let events = Events::new();
    let on_event = |event| events.add(event);
    let mut attempt = Box::pin(sign_in(&world.aws, &session, Way::DeviceCode, &on_event));
    tokio::select! {
        biased;
        () = async { while events.all().len() < 2 { tokio::task::yield_now().await } } => {}
        _ = &mut attempt => {}
    }
}

#[tokio::test]
async fn a_registration_is_reused_and_a_dead_one_is_replaced_once() {
    let world = World::new(|_| {});
    run(&world, &session()).await.0.expect("signed in");
    run(&world, &session()).await.0.expect("signed in");
    assert_eq!(world.count(Operation::RegisterClient), 1, "reused");
    world.server.forget_clients();
    run(&world, &session()).await.0.expect("signed in");
    assert_eq!(world.count(Operation::RegisterClient), 2, "replaced");
    fs::write(world.paths.sso_cache.join(REGISTRATION), "{").expect("write");
    run(&world, &session()).await.0.expect("signed in");
    assert_eq!(world.count(Operation::RegisterClient), 3, "a damaged one is replaced");
    world.clock.advance(Duration::from_secs(90 * 24 * 3600 - 600));
    run(&world, &session()).await.0.expect("signed in");
    assert_eq!(world.count(Operation::RegisterClient), 4, "less than 15 minutes were left");
    world.server.forget_clients();
    world.server.faults().always(Operation::RegisterClient, Fault::oidc("invalid_request", ErrorPlace::Both));
    run(&world, &session()).await.0.expect_err("no registration");
    assert!(!world.paths.sso_cache.join(REGISTRATION).exists(), "a dead one is forgotten in any case");
}

#[tokio::test]
async fn a_registration_refused_while_polling_starts_over_with_a_new_code() {
    let world = World::new(|_| {});
    world.server.faults().next(Operation::CreateToken, 1, Fault::oidc("invalid_client", ErrorPlace::Both));
    let (result, events) = run(&world, &session()).await;
    result.expect("signed in");
    let codes = events.iter().filter(|event| matches!(event, SignInEvent::Approval(_))).count();
    assert_eq!((codes, world.count(Operation::RegisterClient)), (2, 2));
}

#[tokio::test]
async fn a_service_that_refuses_every_registration_is_asked_twice() {
    for operation in [Operation::StartDeviceAuthorization, Operation::CreateToken] {
        let world = World::new(|_| {});
        world.server.faults().always(operation, Fault::oidc("invalid_client", ErrorPlace::Both));
        let failure = run(&world, &session()).await.0.expect_err("refused");
        assert_eq!(failure.kind, FailureKind::Failed);
        assert_eq!(world.count(Operation::RegisterClient), 2);
    }
}

#[tokio::test]
async fn trouble_on_the_way_is_ridden_out() {
    for (name, fault) in [
        ("500", Fault::status(500)),
        ("server_error", Fault::oidc("server_error", ErrorPlace::Both)),
        ("503", Fault::status(503)),
        ("429", Fault::status(429)),
        ("a proxy's 502", Fault::html(502)),
        ("a proxy's 403", Fault::html(403)),
        ("a captive portal", Fault::html(200)),
        ("a redirect", Fault::redirect("https://example.com/")),
        ("a reset", Fault::Reset),
        ("an answer cut off", Fault::HalfBody),
        ("an answer lost", Fault::Lost),
    ] {
        let world = World::new(|options| options.approve_after = Some(Duration::from_secs(3)));
        world.server.faults().next(Operation::CreateToken, 2, fault);
        world.server.faults().next(
            Operation::CreateToken,
            1,
            Fault::oidc("authorization_pending", ErrorPlace::Both),
        );
        let (result, events) = run(&world, &session()).await;
        result.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        let troubles = events.iter().filter(|event| matches!(event, SignInEvent::Trouble(_))).count();
        assert_eq!(troubles, 2, "{name}: {events:?}");
        assert_eq!(events.last(), Some(&SignInEvent::Recovered), "{name}: {events:?}");
    }
}

#[tokio::test]
async fn trouble_before_the_code_is_tried_again_a_few_times() {
    let world = World::new(|_| {});
    world.server.faults().next(Operation::RegisterClient, 2, Fault::Reset);
    world.server.faults().next(Operation::StartDeviceAuthorization, 1, Fault::html(502));
    run(&world, &session()).await.0.expect("signed in");
    assert_eq!(world.clock.sleeps(), [1, 2, 1, 1]);
    let world = World::new(|_| {});
    world.server.faults().always(Operation::RegisterClient, Fault::status(500));
    assert_eq!(run(&world, &session()).await.0.expect_err("given up").kind, FailureKind::Failed);
    assert_eq!(world.count(Operation::RegisterClient), 4);
}

#[tokio::test]
async fn attempts_before_the_code_end_within_two_minutes() {
    let world = World::new(|_| {});
    let clock = std::sync::Arc::clone(&world.clock);
    let slow = Fault::when(move |_| {
        clock.advance(Duration::from_secs(30));
        Some(Fault::status(503))
    });
    world.server.faults().always(Operation::StartDeviceAuthorization, slow);
    let start = world.clock.now();
    run(&world, &session()).await.0.expect_err("given up");
    assert!(world.clock.now().duration_since(start).as_secs() <= 120);
    assert_eq!(world.count(Operation::StartDeviceAuthorization), 3);
}

#[tokio::test]
async fn answers_of_the_wrong_type_are_errors_and_no_token_is_kept() {
    for operation in [Operation::RegisterClient, Operation::StartDeviceAuthorization, Operation::CreateToken]
    {
        for fault in [
            Fault::wrong_types(),
            Fault::body(200, "{}"),
            Fault::body(200, "[]"),
            Fault::body(200, ""),
            Fault::body(200, [0xff, 0xfe]),
            Fault::HugeBody(20 * 1024 * 1024),
        ] {
            let world = World::new(|_| {});
            world.server.faults().always(operation, fault);
            let failure = run(&world, &session()).await.0.expect_err("no answer");
            assert_eq!(failure.kind, FailureKind::Failed, "{failure}");
            assert!(!world.paths.sso_cache.join(TOKEN).exists());
        }
    }
}

#[tokio::test]
async fn null_is_absent() {
    let world = World::new(|_| {});
    world.server.faults().always(Operation::CreateToken, Fault::nulls(&["refreshToken", "tokenType"]));
    world.server.faults().always(
        Operation::StartDeviceAuthorization,
        Fault::nulls(&["verificationUriComplete", "interval", "expiresIn"]),
    );
    let (facts, events) = run(&world, &session()).await;
    assert_eq!(facts.expect("signed in").renewable_until, None);
    let SignInEvent::Approval(approval) = &events[1] else { panic!("{events:?}") };
    assert_eq!(approval.verification_uri_complete, None);
    let text = fs::read_to_string(world.paths.sso_cache.join(TOKEN)).expect("the token");
    assert!(!text.contains("refreshToken") && !text.contains("null"), "no such member");
}

#[tokio::test]
async fn what_is_no_web_address_never_reaches_the_browser() {
    let world = World::new(|_| {});
    let fault = Fault::edit(|answer| answer["verificationUriComplete"] = json!("file:///etc/passwd"));
    world.server.faults().next(Operation::StartDeviceAuthorization, 1, fault);
    let (_, events) = run(&world, &session()).await;
    let SignInEvent::Approval(approval) = &events[1] else { panic!("{events:?}") };
    assert_eq!(approval.verification_uri_complete, None);
    let fault = Fault::edit(|answer| answer["verificationUri"] = json!("javascript:alert(1)"));
    world.server.faults().next(Operation::StartDeviceAuthorization, 1, fault);
    run(&world, &session()).await.0.expect_err("no address");
}

#[tokio::test]
async fn a_wrong_region_or_url_is_hinted_at() {
    let world = World::new(|_| {});
    world
        .server
        .faults()
        .always(Operation::StartDeviceAuthorization, Fault::oidc("invalid_request", ErrorPlace::Both));
    let failure = run(&world, &session()).await.0.expect_err("refused");
    assert!(failure.hint.expect("a hint").contains("sso_region"));
    assert_eq!(world.count(Operation::StartDeviceAuthorization), 1);
}

#[tokio::test]
async fn scopes_are_the_sessions_own_and_a_legacy_url_shares_the_aws_clis_registration() {
    let world = World::new(|_| {});
    let scopes = vec!["sso:account:access".to_owned(), "codewhisperer:completions".to_owned()];
    run(&world, &Session { scopes: Some(scopes.clone()), ..session() }).await.0.expect("signed in");
    assert_eq!(world.server.requests_for(Operation::RegisterClient)[0].json()["scopes"], json!(scopes));

    let facts = run(&world, &legacy()).await.0.expect("signed in");
    let register = world.server.requests_for(Operation::RegisterClient)[1].json();
    let seconds = world.clock.now.lock().expect("lock").as_second() - 1;
    assert_eq!(register, json!({"clientName": format!("botocore-client-{seconds}"), "clientType": "public"}));
    assert!(world.paths.sso_cache.join(LEGACY_REGISTRATION).exists());
    assert!(world.paths.sso_cache.join(LEGACY_TOKEN).exists());
    assert_eq!(facts.renewable_until, None);
}

#[tokio::test]
async fn a_session_without_scopes_registers_some_and_shares_the_aws_clis_file() {
    // The AWS CLI's device flow leaves a registration without scopes there, its browser flow one with scopes that
    // serves no device code. Neither is of use, and both are replaced where the AWS CLI looks.
    let world = World::new(|_| {});
    let file = world.paths.sso_cache.join(REGISTRATION);
    fs::create_dir_all(&world.paths.sso_cache).expect("folder");
    for (number, members) in
        ["", r#", "scopes": ["sso:account:access"], "grantTypes": ["authorization_code", "refresh_token"]"#]
            .into_iter()
            .enumerate()
    {
        let theirs = format!(
            r#"{{"clientId": "c", "clientSecret": "s", "expiresAt": "2031-01-01T00:00:00Z"{members}}}"#
        );
        fs::write(&file, theirs).expect("write");
        let facts = run(&world, &session()).await.0.expect("signed in");
        assert!(facts.renewable_until.is_some());
        assert_eq!(world.count(Operation::RegisterClient), number + 1);
        let ours: Value = serde_json::from_slice(&fs::read(&file).expect("read")).expect("JSON");
        assert_eq!(ours["scopes"], json!(["sso:account:access"]));
        assert_eq!(ours.get("grantTypes"), None);
    }
    // An empty list is another name, and the section that spells the default a third.
    run(&world, &Session { scopes: Some(Vec::new()), ..session() }).await.0.expect("signed in");
    let empty = world.paths.sso_cache.join("b165428e506ca0216d55388c05591e0a38685686.json");
    let ours: Value = serde_json::from_slice(&fs::read(empty).expect("read")).expect("JSON");
    assert_eq!(ours["scopes"], json!(["sso:account:access"]));
    let spelled = Session { scopes: Some(vec!["sso:account:access".to_owned()]), ..session() };
    run(&world, &spelled).await.0.expect("signed in");
    assert!(world.paths.sso_cache.join(SCOPED_REGISTRATION).exists());
    assert_eq!(world.count(Operation::RegisterClient), 4);
}

#[tokio::test]
async fn a_session_that_cannot_work_is_refused_before_any_request() {
    let world = World::new(|_| {});
    for (session, expected) in [
        (Session { start_url: None, ..session() }, "sso_start_url"),
        (Session { sso_region: None, ..session() }, "sso_region"),
        (Session { start_url: Some("http://example.com/start".into()), ..session() }, "https"),
        (Session { start_url: Some("d-abc.awsapps.com/start".into()), ..session() }, "https"),
    ] {
        let failure = run(&world, &session).await.0.expect_err(expected);
        assert_eq!(failure.kind, FailureKind::Usage);
        assert!(failure.why.contains(expected), "{failure}");
    }
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn a_cache_that_cannot_be_written_is_noticed_before_the_user_approves() {
    let world = World::new(|_| {});
    fs::create_dir_all(world.paths.sso_cache.parent().expect("parent")).expect("folder");
    fs::write(&world.paths.sso_cache, "a file in the folder's place").expect("write");
    let (result, events) = run(&world, &session()).await;
    let failure = result.expect_err("no folder");
    assert!(failure.why.contains(&world.paths.display(&world.paths.sso_cache)), "{failure}");
    assert!(failure.hint.expect("a cure").contains("must be a folder"));
    assert_eq!(events, [SignInEvent::Starting]);

    let world = World::new(|_| {});
    fs::create_dir_all(world.paths.sso_cache.join(TOKEN)).expect("folder");
    let (result, events) = run(&world, &session()).await;
    let failure = result.expect_err("a folder");
    assert!(failure.why.contains(TOKEN), "{failure}");
    assert_eq!(events, [SignInEvent::Starting]);
}

#[tokio::test]
async fn the_servers_clock_is_compared_with_ours() {
    let world = World::new(|_| {});
    assert_eq!(world.aws.clock_skew_seconds(), None);
    run(&world, &session()).await.0.expect("signed in");
    assert_eq!(world.aws.clock_skew_seconds(), Some(0));
    world.server.faults().always(Operation::CreateToken, Fault::Date(jiff::SignedDuration::from_mins(-20)));
    run(&world, &session()).await.0.expect("signed in");
    assert_eq!(world.aws.clock_skew_seconds(), Some(-1200));
}
