//! Renewing tokens: the cases TOK-11 to TOK-20 of the AWS CLI's cache.

use std::fs;
use std::sync::Mutex;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use ssotui::aws::clock::Clock;
use ssotui::aws::token_cache;
use ssotui::demo::{ErrorPlace, Fault, Operation};
use ssotui::domain::inventory::SessionEntry;
use ssotui::domain::progress::{NotRenewed, TokenEvent};
use ssotui::domain::session::Session;
use ssotui::domain::token::{TokenEvidence, TokenState};
use ssotui::error::{Failure, FailureKind};
use ssotui::tasks::load::load;
use ssotui::tasks::renew::{renew, replacement, usable_token};

use secrecy::ExposeSecret;

use crate::{Events, World, legacy, session};

/// Asks for a token: it, or why there is none; and what was told meanwhile.
async fn ask_for(world: &World, session: &Session) -> (Result<String, Failure>, Vec<TokenEvent>) {
    let events = Events::new();
    let token = usable_token(&world.aws, session, "Nothing works.", &|event| events.add(event)).await;
    (token.map(|token| token.expose_secret().to_owned()), events.all())
}

async fn ask(world: &World) -> (Result<String, Failure>, Vec<TokenEvent>) {
    ask_for(world, &session()).await
}

/// Signed in, with so many minutes left (or over since).
fn with_left(minutes: i64, renewable: bool) -> World {
    let world = World::new(|_| {});
    world.keep(&session(), world.server.grant(SignedDuration::from_mins(minutes), renewable));
    world
}

fn edit(world: &World, change: impl FnOnce(&mut Value)) {
    let mut file = world.token_file();
    change(&mut file);
    fs::write(token_cache::path(&world.paths, &session().id), file.to_string()).expect("write");
}

/// The state that would be shown.
fn state(world: &World) -> TokenState {
    let path = &world.paths;
    let entry =
        SessionEntry { session: session(), token: token_cache::read(path, &session().id), profiles: 0 };
    entry.state(world.clock.now(), TokenEvidence::default())
}

const REFRESH: fn(&World) -> usize = |world| world.count(Operation::CreateToken);

#[tokio::test]
async fn tok_11_fourteen_minutes_left_is_renewed_once_and_the_client_stays() {
    let world = with_left(14, true);
    let before = world.token_file();
    let (token, events) = ask(&world).await;
    let after = world.token_file();
    assert_eq!(after["accessToken"], token.expect("a token"));
    assert_ne!(after["accessToken"], before["accessToken"]);
    assert_ne!(after["refreshToken"], before["refreshToken"], "the service sent a new one");
    for key in ["clientId", "clientSecret", "registrationExpiresAt", "startUrl", "region"] {
        assert_eq!(after[key], before[key], "{key}");
    }
    assert_eq!(after["expiresAt"], "2030-01-02T04:04:05Z");
    assert_eq!((REFRESH(&world), events), (1, Vec::new()));
    let asked = world.server.requests_for(Operation::CreateToken)[0].json();
    assert_eq!(
        asked,
        json!({
            "clientId": before["clientId"],
            "clientSecret": before["clientSecret"],
            "grantType": "refresh_token",
            "refreshToken": before["refreshToken"],
        })
    );
    // One line, the AWS CLI's members in its order, and no trace beside it.
    let path = token_cache::path(&world.paths, &session().id);
    let text = fs::read_to_string(&path).expect("text");
    assert!(text.starts_with(r#"{"startUrl": "https://"#) && !text.contains('\n'), "{text}");
    let keys = ["startUrl", "region", "accessToken", "expiresAt", "clientId", "clientSecret"];
    let places: Vec<_> = keys.iter().map(|key| text.find(&format!("\"{key}\"")).expect(key)).collect();
    assert!(places.is_sorted(), "{text}");
    assert_eq!(fs::read_dir(&world.paths.sso_cache).expect("list").count(), 1);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).expect("file").permissions().mode() & 0o777, 0o600);
    }
    ask(&world).await.0.expect("good for an hour");
    assert_eq!(REFRESH(&world), 1);
}

#[tokio::test]
async fn tok_12_sixteen_minutes_left_is_no_call() {
    // Nor are fifteen: it must be less.
    for minutes in [16, 15] {
        let world = with_left(minutes, true);
        let token = ask(&world).await.0.expect("a token");
        assert_eq!(token, world.token_file()["accessToken"]);
        assert!(world.server.requests().is_empty());
    }
}

#[tokio::test]
async fn tok_13_a_reply_without_a_refresh_token_keeps_the_old_one() {
    for missing in [json!(null), json!("")] {
        let world = with_left(-5, true);
        let before = world.token_file();
        let fault = Fault::edit(move |answer| answer["refreshToken"] = missing.clone());
        world.server.faults().next(Operation::CreateToken, 1, fault);
        ask(&world).await.0.expect("a token");
        assert_eq!(world.token_file()["refreshToken"], before["refreshToken"]);
        world.clock.advance(Duration::from_secs(3600));
        ask(&world).await.0.expect("and it can be renewed again");
    }
}

#[tokio::test]
async fn tok_14_a_registration_that_is_over_or_unknown_is_not_tried() {
    for registration in [json!("2030-01-02T03:04:04Z"), json!("nonsense"), json!(null)] {
        let world = with_left(-5, true);
        edit(&world, |file| file["registrationExpiresAt"] = registration.clone());
        let failure = ask(&world).await.0.expect_err("over");
        assert_eq!(failure.kind, FailureKind::SignInNeeded, "{failure}");
        assert!(world.server.requests().is_empty());
        assert_eq!(state(&world), TokenState::Expired);
    }
    for key in ["refreshToken", "clientId", "clientSecret", "registrationExpiresAt"] {
        let world = with_left(5, true);
        edit(&world, |file| drop(file.as_object_mut().expect("an object").remove(key)));
        assert_eq!(
            ask(&world).await,
            (Ok(world.token_file()["accessToken"].as_str().unwrap().into()), vec![])
        );
        assert!(world.server.requests().is_empty(), "{key}");
    }
}

#[tokio::test]
async fn tok_15_a_refusal_leaves_a_token_that_is_still_good_in_use() {
    for place in [ErrorPlace::Both, ErrorPlace::Header, ErrorPlace::Body] {
        let world = with_left(5, true);
        let before = world.token_file();
        world.server.faults().always(Operation::CreateToken, Fault::oidc("invalid_grant", place));
        let (token, events) = ask(&world).await;
        assert_eq!(before["accessToken"], token.expect("still good"));
        let [TokenEvent::NotRenewed(why)] = events.as_slice() else { panic!("{events:?}") };
        assert!(why.contains("The session is over"), "{why}");
        assert_eq!((world.token_file(), REFRESH(&world)), (before, 1));
        let NotRenewed::Over(failure) = renew(&world.aws, &session(), &|_| {}).await.expect_err("over")
        else {
            panic!("the session is over")
        };
        assert_eq!(failure.kind, FailureKind::SignInNeeded);
        assert!(failure.hint.is_some_and(|hint| hint.contains("Sign in")));
    }
}

#[tokio::test]
async fn tok_16_a_refusal_of_an_expired_token_needs_a_sign_in() {
    for code in ["invalid_grant", "invalid_client", "invalid_request", "unauthorized_client", "expired_token"]
    {
        let world = with_left(-5, true);
        let before = world.token_file();
        world.server.faults().always(Operation::CreateToken, Fault::oidc(code, ErrorPlace::Both));
        let failure = ask(&world).await.0.expect_err("over");
        assert_eq!(failure.kind, FailureKind::SignInNeeded, "{failure}");
        assert!(failure.why.contains("cannot be renewed"), "{failure}");
        assert_eq!((world.token_file(), REFRESH(&world)), (before, 1), "asked once, and nothing is lost");
    }
    let world = with_left(-5, true);
    world.server.end_sessions();
    assert_eq!(ask(&world).await.0.expect_err("over").kind, FailureKind::SignInNeeded);
}

#[tokio::test]
async fn tok_17_no_network_is_offline_and_no_end_of_the_session() {
    for (fault, is_offline) in [
        (Fault::Reset, true),
        (Fault::Lost, true),
        (Fault::HalfBody, true),
        (Fault::html(502), false),
        (Fault::status(500), false),
        (Fault::oidc("slow_down", ErrorPlace::Both), false),
        (Fault::wrong_types(), false),
    ] {
        let world = with_left(-5, true);
        let before = world.token_file();
        world.server.faults().always(Operation::CreateToken, fault.clone());
        let failure = ask(&world).await.0.expect_err("no answer");
        assert_eq!(failure.kind, FailureKind::Failed, "{fault:?}: {failure}");
        assert_eq!((REFRESH(&world), world.clock.sleeps()), (3, vec![1, 2]), "{fault:?}");
        assert_eq!(world.token_file(), before);
        assert_eq!(state(&world), TokenState::Renewable, "never signed out");
        let not_renewed = renew(&world.aws, &session(), &|_| {}).await.expect_err("no answer");
        assert_eq!(matches!(not_renewed, NotRenewed::Offline(_)), is_offline, "{fault:?}: {not_renewed:?}");
        assert_eq!(matches!(not_renewed, NotRenewed::Trouble(_)), !is_offline, "{fault:?}: {not_renewed:?}");
        world.server.faults().clear_all();
        ask(&world).await.0.expect("the network is back");
    }
    let world = with_left(5, true);
    world.server.faults().always(Operation::CreateToken, Fault::Reset);
    let (token, events) = ask(&world).await;
    assert_eq!(world.token_file()["accessToken"], token.expect("still good"));
    assert_eq!((events.len(), REFRESH(&world)), (1, 1), "and nothing was waited for");
}

#[tokio::test]
async fn tok_18_who_renewed_meanwhile_is_believed() {
    // Another tool, which knows no lock, has spent the refresh token while ours was on its way.
    for foreign_minutes in [60, -1] {
        let world = with_left(-5, true);
        let foreign = world.server.grant(SignedDuration::from_mins(foreign_minutes), true);
        let (access, refresh) = (foreign.access_token.clone(), foreign.refresh_token.clone());
        let path = token_cache::path(&world.paths, &session().id);
        let mut file = world.token_file();
        for (key, value) in [
            ("accessToken", Some(foreign.access_token)),
            ("refreshToken", foreign.refresh_token),
            ("clientId", Some(foreign.client_id)),
            ("clientSecret", Some(foreign.client_secret)),
            ("expiresAt", Some(foreign.expires_at.to_string())),
        ] {
            file[key] = json!(value);
        }
        let once = Mutex::new(Some(file.to_string()));
        let rotated = Fault::when(move |_| {
            let text = once.lock().expect("lock").take()?;
            fs::write(&path, text).expect("write");
            Some(Fault::oidc("invalid_grant", ErrorPlace::Both))
        });
        world.server.faults().always(Operation::CreateToken, rotated);
        let token = ask(&world).await.0.expect("a token");
        if foreign_minutes > 0 {
            assert_eq!((token, REFRESH(&world)), (access, 1), "the other's token is used");
        } else {
            let asked = world.server.requests_for(Operation::CreateToken);
            assert_eq!(asked.len(), 2, "its refresh token is tried, once");
            assert_eq!(asked[1].json()["refreshToken"], json!(refresh));
            assert_eq!(world.token_file()["accessToken"], token);
        }
    }
    // One of ours has done it before our turn came: no call at all.
    let world = World::endless();
    world.keep(&session(), world.server.grant(SignedDuration::from_mins(-5), true));
    let twenty: Vec<_> = (0..20).map(|_| ask(&world)).collect();
    let tokens = futures_util::future::join_all(twenty).await;
    assert!(
        tokens
            .iter()
            .all(|(token, _)| token.as_deref() == Ok(world.token_file()["accessToken"].as_str().unwrap()))
    );
    assert_eq!(REFRESH(&world), 1, "twenty requests at once are one renewal");
}

#[tokio::test]
async fn tok_19_a_token_of_another_start_url_is_warned_of_and_not_renewed() {
    let world = with_left(-5, true);
    edit(&world, |file| file["startUrl"] = json!("https://other.awsapps.com/start"));
    let failure = ask(&world).await.0.expect_err("another's");
    assert_eq!(failure.kind, FailureKind::SignInNeeded);
    assert!(world.server.requests().is_empty(), "renewed, it would pass for this session's");
    fs::write(
        &world.paths.config,
        "[sso-session my-sso]\nsso_start_url = https://d-abc123.awsapps.com/start\nsso_region = us-east-1\n",
    )
    .expect("write");
    let inventory = load(&world.paths).expect("read");
    let problems = &inventory.sessions[0].session.problems;
    assert!(problems.iter().any(|problem| problem.why.contains("other.awsapps.com")), "{problems:?}");
}

#[tokio::test]
async fn tok_20_start_url_and_region_are_the_config_files_after_a_renewal() {
    let world = with_left(-5, true);
    edit(&world, |file| {
        file["startUrl"] = json!("https://D-abc123.awsapps.com/start/#/");
        file["region"] = json!("eu-west-1");
        file["issuedBy"] = json!({"another": "tool"});
    });
    ask(&world).await.0.expect("a token");
    let file = world.token_file();
    assert_eq!(
        (&file["startUrl"], &file["region"]),
        (&json!("https://d-abc123.awsapps.com/start"), &json!("us-east-1"))
    );
    assert_eq!(file["issuedBy"], json!({"another": "tool"}), "and what others added stays");
}

#[tokio::test]
async fn a_legacy_token_is_never_renewed() {
    let world = World::new(|_| {});
    world.keep(&legacy(), world.server.grant(SignedDuration::from_mins(5), true));
    ask_for(&world, &legacy()).await.0.expect("still good");
    world.clock.advance(Duration::from_secs(301));
    assert_eq!(ask_for(&world, &legacy()).await.0.expect_err("over").kind, FailureKind::SignInNeeded);
    assert!(matches!(renew(&world.aws, &legacy(), &|_| {}).await, Err(NotRenewed::Over(_))));
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn ahead_of_time_is_ten_minutes() {
    let world = with_left(11, true);
    let before: Timestamp = world.token_file()["expiresAt"].as_str().unwrap().parse().expect("time");
    assert_eq!(renew(&world.aws, &session(), &|_| {}).await.expect("good").expires_at, before);
    assert!(world.server.requests().is_empty());
    world.clock.advance(Duration::from_secs(60));
    let facts = renew(&world.aws, &session(), &|_| {}).await.expect("renewed");
    assert_eq!(facts.expires_at, world.clock.now() + SignedDuration::from_hours(1));
    assert!(facts.renewable_until.is_some());
}

#[tokio::test]
async fn a_refused_token_is_replaced_whatever_time_it_has_left() {
    let world = with_left(60, true);
    let refused = world.token_file()["accessToken"].as_str().unwrap().into();
    let token = replacement(&world.aws, &session(), "No.", &refused, &|_| {}).await.expect("another");
    assert_eq!(world.token_file()["accessToken"], token.expose_secret());
    let again = replacement(&world.aws, &session(), "No.", &refused, &|_| {}).await.expect("the same");
    assert_eq!(
        (again.expose_secret(), REFRESH(&world)),
        (token.expose_secret(), 1),
        "nobody renews it twice"
    );
}

#[tokio::test]
async fn nothing_is_spent_that_could_not_be_kept() {
    let world = with_left(-5, true);
    let held = world.paths.sso_cache.with_file_name("elsewhere");
    fs::rename(&world.paths.sso_cache, &held).expect("moved");
    assert_eq!(ask(&world).await.0.expect_err("no token").kind, FailureKind::SignInNeeded);
    assert!(!world.paths.sso_cache.exists(), "and no folder is made for nothing");
    assert!(world.server.requests().is_empty());
}

/// The file can be read, and what would take its place has too long a name, for root too.
#[cfg(unix)]
#[tokio::test]
async fn nothing_is_spent_where_its_successor_could_not_be_kept() {
    let world = with_left(-5, true);
    let path = token_cache::path(&world.paths, &session().id);
    let real = path.with_file_name("x".repeat(250));
    fs::rename(&path, &real).expect("moved");
    std::os::unix::fs::symlink(&real, &path).expect("a link");
    assert_eq!(ask(&world).await.0.expect_err("no place").kind, FailureKind::Failed);
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn who_signed_out_meanwhile_gets_no_token_back() {
    let world = with_left(-5, true);
    let path = token_cache::path(&world.paths, &session().id);
    let removed = path.clone();
    world.server.faults().always(
        Operation::CreateToken,
        Fault::edit(move |_| {
            let _ = fs::remove_file(&removed);
        }),
    );
    let failure = ask(&world).await.0.expect_err("signed out");
    assert!(failure.why.contains("signed out meanwhile"), "{failure}");
    assert!(!path.exists());
}
