//! Servers that take a request and never answer. The runtime's clock is a paused one: where nothing else happens, a
//! timeout comes at once.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ssotui::aws::Aws;
use ssotui::aws::clock::Clock;
use ssotui::demo::{Fault, Operation};
use ssotui::error::Failure;
use ssotui::paths::Env;
use ssotui::tasks::enumerate::enumerate;
use ssotui::tasks::sign_in::{Way, sign_in};
use ssotui::tasks::sign_out::sign_out;
use tokio::time::Instant;

use crate::{World, session};

/// The wall clock of the runtime's own time.
struct RuntimeClock {
    zero: Instant,
    start: Timestamp,
}

impl Clock for RuntimeClock {
    fn now(&self) -> Timestamp {
        self.start + SignedDuration::try_from(self.zero.elapsed()).unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(tokio::time::sleep(duration))
    }
}

fn client(world: &World) -> Aws {
    let clock = RuntimeClock { zero: Instant::now(), start: world.clock.now() };
    Aws::new(&Env::of_variables(world.server.environment()), world.paths.clone(), Arc::new(clock))
        .expect("a client")
}

/// What was said, and the seconds until then.
async fn timed<T>(task: impl Future<Output = T>) -> (T, u64) {
    let start = Instant::now();
    let outcome = task.await;
    (outcome, start.elapsed().as_secs())
}

fn assert_told(failure: &Failure, seconds: u64) {
    assert!(failure.why.contains("did not answer within 30 seconds"), "{failure}");
    assert!(failure.hint.is_some(), "{failure}");
    assert!((30..=120).contains(&seconds), "{seconds} s");
}

#[tokio::test(start_paused = true)]
async fn a_portal_that_never_answers_is_given_up_within_two_minutes() {
    let world = World::new(|_| {});
    world.sign_in(&session());
    world.server.faults().always(Operation::ListAccounts, Fault::Hang);
    let (result, seconds) = timed(enumerate(&client(&world), &session(), &|_| {})).await;
    assert_told(&result.expect_err("no answer"), seconds);
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_never_begins_is_given_up_within_two_minutes() {
    let world = World::new(|_| {});
    world.server.faults().always(Operation::RegisterClient, Fault::Hang);
    let (result, seconds) = timed(sign_in(&client(&world), &session(), Way::DeviceCode, &|_| {})).await;
    assert_told(&result.expect_err("no answer"), seconds);
}

#[tokio::test(start_paused = true)]
async fn a_logout_that_never_ends_deletes_the_token_all_the_same() {
    let world = World::new(|_| {});
    world.sign_in(&session());
    world.server.faults().always(Operation::Logout, Fault::Hang);
    let (report, seconds) = timed(sign_out(&client(&world), &session())).await;
    let report = report.expect("signed out");
    assert_eq!(report.tokens_deleted, 1);
    assert!(report.portal_unreachable.is_some_and(|why| why.contains("30 seconds")));
    assert!(seconds <= 120, "{seconds} s");
}
