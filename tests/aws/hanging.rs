//! Servers that take a request and never answer. The runtime's clock is a paused one, which moves when a request has
//! reached the server, by as much as that is waited for, and with whoever sleeps.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ssotui::aws::clock::Clock;
use ssotui::aws::{Aws, TIMEOUT};
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
        Box::pin(tokio::time::advance(duration))
    }
}

fn client(world: &World) -> Aws {
    let clock = RuntimeClock { zero: Instant::now(), start: world.clock.now() };
    Aws::new(&Env::of_variables(world.server.environment()), world.paths.clone(), Arc::new(clock))
}

/// What comes of a task whose requests for an operation are never answered, and the seconds until then.
async fn timed<T>(world: &World, operation: Operation, task: impl Future<Output = T>) -> (T, u64) {
    // The clock would move by itself whenever nothing happens here, were the server ever so busy.
    let (_end, ended) = std::sync::mpsc::channel::<()>();
    let _still = tokio::task::spawn_blocking(move || ended.recv());
    world.server.faults().always(operation, Fault::Hang);
    let start = Instant::now();
    let mut requests = 0;
    tokio::pin!(task);
    loop {
        tokio::select! {
            biased;
            outcome = &mut task => return (outcome, start.elapsed().as_secs()),
            () = world.server.wait_for(operation, requests + 1) => {
                requests += 1;
                // The runtime's timers are exact to the millisecond.
                tokio::time::advance(TIMEOUT + Duration::from_millis(1)).await;
            }
        }
    }
}

fn assert_told(failure: &Failure, seconds: u64) {
    assert!(failure.why.contains("did not answer within 30 seconds"), "{failure}");
    assert!(failure.hint.is_some(), "{failure}");
    assert!((30..=120).contains(&seconds), "{seconds} s");
}

#[tokio::test(start_paused = true)]
async fn a_portal_that_never_answers_is_given_up_within_two_minutes() {
    let (world, session) = (World::new(|_| {}), session());
    world.sign_in(&session);
    let aws = client(&world);
    let task = enumerate(&aws, &session, &|_| {});
    let (result, seconds) = timed(&world, Operation::ListAccounts, task).await;
    assert_told(&result.expect_err("no answer"), seconds);
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_that_never_begins_is_given_up_within_two_minutes() {
    let (world, session) = (World::new(|_| {}), session());
    let aws = client(&world);
    let task = sign_in(&aws, &session, Way::DeviceCode, &|_| {});
    let (result, seconds) = timed(&world, Operation::RegisterClient, task).await;
    assert_told(&result.expect_err("no answer"), seconds);
}

#[tokio::test(start_paused = true)]
async fn a_logout_that_never_ends_deletes_the_token_all_the_same() {
    let (world, session) = (World::new(|_| {}), session());
    world.sign_in(&session);
    let aws = client(&world);
    let (report, seconds) = timed(&world, Operation::Logout, sign_out(&aws, &session)).await;
    let report = report.expect("signed out");
    assert_eq!(report.tokens_deleted, 1);
    assert!(report.portal_unreachable.is_some_and(|why| why.contains("30 seconds")));
    assert!(seconds <= 120, "{seconds} s");
}
