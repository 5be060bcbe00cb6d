//! One sign-in at a time for each session.

use std::sync::Mutex;
use std::time::Duration;

use jiff::SignedDuration;
use secrecy::ExposeSecret;
use ssotui::aws::token_cache;
use ssotui::aws::{lock, safe_file};
use ssotui::demo::Operation;
use ssotui::domain::progress::TokenEvent;
use ssotui::domain::session::{Session, SessionId};
use ssotui::domain::token::{TokenFacts, TokenFile};
use ssotui::error::Failure;
use ssotui::tasks::renew::usable_token;
use ssotui::tasks::sign_in::{Way, sign_in};
use ssotui::tasks::sign_out::sign_out;
use ssotui::tasks::single_flight::once;

use crate::{Events, World, session};

async fn sign_in_once(
    world: &World,
    session: &Session,
    seen: &TokenFile,
) -> (Result<TokenFacts, Failure>, usize) {
    let waits = Mutex::new(0);
    let on_wait = || *waits.lock().expect("lock") += 1;
    let sign_in = sign_in(&world.aws, session, Way::DeviceCode, &|_| {});
    let result = once(&world.aws, session, seen, &on_wait, sign_in).await;
    let waits = *waits.lock().expect("lock");
    (result, waits)
}

/// The file of the session's lock.
fn lock_of(world: &World, id: &SessionId) -> std::path::PathBuf {
    let token = safe_file::real_path(&token_cache::path(&world.paths, id));
    let name = &safe_file::fingerprint(token.to_string_lossy().as_bytes())[..16];
    world.paths.state.join("locks").join(format!("{name}.lock"))
}

#[tokio::test]
async fn twenty_at_once_are_one_sign_in_and_all_get_its_token() {
    let world = World::endless();
    let twenty: Vec<_> =
        (0..20).map(|_| async { sign_in_once(&world, &session(), &TokenFile::Missing).await }).collect();
    let results = futures_util::future::join_all(twenty).await;
    let facts: Vec<_> = results.iter().map(|(facts, _)| facts.clone().expect("signed in")).collect();
    assert!(facts.iter().all(|other| *other == facts[0]));
    assert_eq!(results.iter().map(|(_, waits)| *waits).max(), Some(1), "who waits says so once");
    assert_eq!(world.count(Operation::RegisterClient), 1);
    assert_eq!(world.count(Operation::StartDeviceAuthorization), 1);
}

#[tokio::test]
async fn sessions_do_not_wait_for_each_other() {
    let world = World::new(|_| {});
    let _held = lock::hold(&lock_of(&world, &session().id)).expect("free");
    let other = Session { id: SessionId::Named("other".into()), ..session() };
    let (facts, waits) = sign_in_once(&world, &other, &TokenFile::Missing).await;
    assert!(facts.is_ok());
    assert_eq!(waits, 0);
}

#[tokio::test]
async fn a_token_that_was_known_before_is_no_answer() {
    let world = World::new(|_| {});
    world.sign_in(&session());
    let seen = token_cache::read(&world.paths, &session().id);
    assert!(sign_in_once(&world, &session(), &seen).await.0.is_ok());
    assert_eq!(world.count(Operation::StartDeviceAuthorization), 1, "a new one was asked for");
    // Nor is a new one of another portal, or one that is over by now.
    let renamed = Session { start_url: Some("https://other.awsapps.com/start".into()), ..session() };
    assert!(sign_in_once(&world, &renamed, &seen).await.0.is_ok());
    world.clock.advance(Duration::from_secs(9 * 3600));
    assert!(sign_in_once(&world, &renamed, &seen).await.0.is_ok());
    assert_eq!(world.count(Operation::StartDeviceAuthorization), 3);
}

#[tokio::test]
async fn waiting_can_be_broken_off_and_a_lock_let_go_is_taken() {
    let world = World::endless();
    let held = lock::hold(&lock_of(&world, &session().id)).expect("free");
    let waiting = std::sync::Arc::new(tokio::sync::Notify::new());
    let (told, aws) = (waiting.clone(), world.aws.clone());
    let task = tokio::spawn(async move {
        let on_wait = || told.notify_one();
        let session = session();
        let sign_in = sign_in(&aws, &session, Way::DeviceCode, &|_| {});
        once(&aws, &session, &TokenFile::Missing, &on_wait, sign_in).await
    });
    waiting.notified().await;
    task.abort();
    assert!(task.await.expect_err("broken off").is_cancelled());
    assert!(world.server.requests().is_empty());
    drop(held);
    assert!(sign_in_once(&world, &session(), &TokenFile::Missing).await.0.is_ok());
}

#[tokio::test]
async fn a_renewal_waits_says_so_and_takes_what_came() {
    let world = World::new(|_| {});
    world.sign_in(&session());
    world.clock.advance(Duration::from_secs(3600));
    let held = Mutex::new(Some(lock::hold(&lock_of(&world, &session().id)).expect("free")));
    let events = Events::new();
    let on_event = |event| {
        events.add(event);
        // The other one has signed in.
        world.sign_in(&session());
        held.lock().expect("lock").take();
    };
    usable_token(&world.aws, &session(), "No.", &on_event).await.expect("the other's token");
    assert_eq!(events.all().len(), 1);
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn a_good_token_is_used_though_another_sign_in_goes_on() {
    let world = World::new(|_| {});
    world.keep(&session(), world.server.grant(SignedDuration::from_mins(14), true));
    let _held = lock::hold(&lock_of(&world, &session().id)).expect("free");
    let events = Events::new();
    let token =
        usable_token(&world.aws, &session(), "No.", &|event| events.add(event)).await.expect("a token");
    assert_eq!(token.expose_secret(), world.token_file()["accessToken"].as_str().expect("a token"));
    assert_eq!(
        events.all(),
        [TokenEvent::NotRenewed("Another program is signing in or renewing.".to_owned())]
    );
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn signing_out_does_not_wait_for_ever() {
    let world = World::new(|_| {});
    world.sign_in(&session());
    let _held = lock::hold(&lock_of(&world, &session().id)).expect("free");
    let report = sign_out(&world.aws, &session()).await.expect("signed out");
    assert_eq!(report.tokens_deleted, 1);
}

#[tokio::test]
async fn where_there_can_be_no_lock_signing_in_works_all_the_same() {
    let world = World::new(|_| {});
    std::fs::create_dir_all(world.paths.state.parent().expect("a parent")).expect("folder");
    std::fs::write(&world.paths.state, "a file in the folder's place").expect("write");
    assert!(sign_in_once(&world, &session(), &TokenFile::Missing).await.0.is_ok());
}
