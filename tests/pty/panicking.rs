//! Panics.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use ssotui::app::{Facts, Purpose};
use ssotui::aws::Aws;
use ssotui::aws::clock::{Clock, SystemClock};
use ssotui::domain::shell::Shell;
use ssotui::paths::{Env, Paths};
use ssotui::tui::{self, Program};

use crate::pty::{self, Pty};

#[test]
fn a_panic_gives_the_terminal_back_before_it_speaks() {
    let mut pty = Pty::start_test("panicking::child_that_panics");
    assert_eq!(pty.exit_code(), 101);
    pty.assert_whole();
    assert!(pty.contents().contains("the roof is on fire"), "{}", pty.contents());
}

/// Not a test by itself: what [`a_panic_gives_the_terminal_back_before_it_speaks`] starts in its pseudo-terminal.
#[test]
fn child_that_panics() {
    if pty::is_child() {
        let _screen = ssotui::tui::Screen::open(true).expect("a terminal");
        std::thread::spawn(|| panic!("the roof is on fire")).join().unwrap_or_else(|payload| {
            std::panic::resume_unwind(payload);
        });
    }
}

#[test]
fn a_panic_of_a_thread_that_nobody_waits_for_ends_the_program() {
    let mut pty = Pty::start_test("panicking::child_with_a_thread_that_panics");
    assert_eq!(pty.exit_code(), 101);
    pty.assert_whole();
    assert!(pty.contents().contains("the roof is on fire"), "{}", pty.contents());
}

/// When it is first asked for the time, a thread does something.
struct Alarm {
    once: std::sync::Once,
    work: fn(),
}

impl Clock for Alarm {
    fn now(&self) -> Timestamp {
        self.once.call_once(|| drop(std::thread::spawn(self.work)));
        SystemClock.now()
    }

    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        SystemClock.sleep(duration)
    }
}

/// Not a test by itself: what [`a_panic_of_a_thread_that_nobody_waits_for_ends_the_program`] starts.
#[test]
fn child_with_a_thread_that_panics() {
    if !pty::is_child() {
        return;
    }
    let env = Env::of_process();
    let facts = Facts {
        now: SystemClock.now(),
        time_zone: jiff::tz::TimeZone::UTC,
        columns: 0,
        rows: 0,
        aws_profile: None,
        shell: Shell::Sh,
        ascii: false,
        colour: true,
        demo: false,
        approves_itself: false,
        surroundings: Default::default(),
        can_suspend: true,
        config_path: String::new(),
        credentials_path: String::new(),
        settings_path: String::new(),
        default_region: None,
        name_separator: ".".to_owned(),
        query: None,
        purpose: Purpose::Screen,
    };
    let paths = Paths::of(&env).expect("paths");
    let alarm = Alarm { once: std::sync::Once::new(), work: || panic!("the roof is on fire") };
    let aws = Aws::new(&env, paths, Arc::new(alarm));
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let outcome = runtime.block_on(tui::run(Program { env, aws, facts, mouse: true })).expect("a screen");
    std::process::exit(i32::from(outcome.exit_code));
}
