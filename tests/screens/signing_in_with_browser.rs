//! Signing in with the browser.

use insta::assert_snapshot;
use ssotui::app::Facts;
use ssotui::app::msg::{JobKey, Msg};
use ssotui::domain::progress::SignInEvent;
use ssotui::domain::sign_in::{SignInChoice, Surroundings};
use ssotui::error::Failure;
use ssotui::settings::Settings;

use crate::support::*;
use crate::{MIDDLE, NARROW, WIDE};

/// As [`signing_in`], with the browser.
fn signing_in_with_browser((columns, rows): (u16, u16), surroundings: Surroundings) -> Harness {
    let mut harness = Harness::with_facts(Facts { surroundings, ..facts(columns, rows) });
    let settings = Settings { sign_in: SignInChoice::Browser, ..Settings::default() };
    harness.send(Msg::Settings(Box::new(Ok(settings)))).send(Msg::Loaded(Box::new(signed_out())));
    let run = harness.press("l").run_of(&JobKey::SignIn(named("corp")));
    let page = SignInEvent::BrowserApproval(browser_approval());
    harness.sign_in_event(&named("corp"), run, page).at(19);
    harness
}

#[test]
fn browser_sign_in_wide() {
    assert_snapshot!(signing_in_with_browser(WIDE, Surroundings::default()).screen());
}

#[test]
fn browser_sign_in_middle() {
    assert_snapshot!(signing_in_with_browser(MIDDLE, Surroundings::default()).screen());
}

#[test]
fn browser_sign_in_narrow() {
    assert_snapshot!(signing_in_with_browser(NARROW, Surroundings::default()).screen());
}

#[test]
fn browser_sign_in_troubled_over_ssh() {
    let ssh = Surroundings { ssh: true, no_browser: true, ..Surroundings::default() };
    let mut harness = signing_in_with_browser(MIDDLE, ssh);
    let failure =
        Failure::new("The browser was not opened.", "There is no desktop here (DISPLAY is not set).");
    harness.send(Msg::Opened { url: browser_approval().url, result: Err(failure) }).press("p");
    let why = "What was pasted belongs to another sign-in. Take the address of the newest tab.";
    harness.send(Msg::AddressTyped(213));
    let run = ssotui::app::msg::Run(1);
    harness.sign_in_event(&named("corp"), run, SignInEvent::NotUsed(why.to_owned()));
    assert_snapshot!(harness.screen());
}

#[test]
fn browser_sign_in_answered() {
    let mut harness = signing_in_with_browser(MIDDLE, Surroundings::default());
    harness.sign_in_event(&named("corp"), ssotui::app::msg::Run(1), SignInEvent::Answered);
    assert_snapshot!(harness.screen());
}

#[test]
fn browser_sign_in_without_a_port() {
    let mut harness = signing_in_with_browser(MIDDLE, Surroundings::default());
    let run = ssotui::app::msg::Run(1);
    let why = "127.0.0.1:8400 cannot be listened on: Address already in use (os error 98).";
    harness.sign_in_event(&named("corp"), run, SignInEvent::DeviceCodeInstead(why.to_owned()));
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    assert_snapshot!(harness.screen());
}

#[test]
fn the_time_left_is_seen_at_every_width() {
    for columns in [30, 50, 80] {
        let screen = signing_in_with_browser((columns, 15), Surroundings::default()).screen();
        assert!(screen.contains("left."), "{screen}");
    }
}
