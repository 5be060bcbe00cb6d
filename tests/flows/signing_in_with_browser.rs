//! Signing in with the browser: which way is taken, changing it, and the address that is typed without being shown.

use ssotui::app::Facts;
use ssotui::app::msg::{Effect, Job, JobEvent, JobKey, Msg, Run};
use ssotui::domain::progress::SignInEvent;
use ssotui::domain::session::SessionId;
use ssotui::domain::sign_in::{SignInChoice, SignInMethod, Surroundings};
use ssotui::error::Failure;
use ssotui::keys::Context;
use ssotui::settings::{SessionSettings, Settings};

use crate::support::*;

fn key() -> JobKey {
    JobKey::SignIn(named("corp"))
}

fn settings(sign_in: SignInChoice) -> Msg {
    let settings = Settings { sign_in, redirect_port: Some(8400), ..Settings::default() };
    Msg::Settings(Box::new(Ok(settings)))
}

/// The way of the latest start.
fn way(harness: &Harness) -> Option<(SignInMethod, Option<u16>)> {
    harness.effects.iter().rev().find_map(|effect| match effect {
        Effect::Start { job: Job::SignIn { method, redirect_port, .. }, .. } => {
            Some((*method, *redirect_port))
        }
        _ => None,
    })
}

/// Signs in to `corp` with the browser, as far as the page.
fn waiting() -> (Harness, Run) {
    let mut harness = Harness::new(signed_out());
    let run = harness.send(settings(SignInChoice::Browser)).press("l").run_of(&key());
    harness.sign_in_event(&named("corp"), run, SignInEvent::BrowserApproval(browser_approval()));
    (harness, run)
}

#[test]
fn the_settings_say_which_way() {
    let mut harness = Harness::new(signed_out());
    harness.send(settings(SignInChoice::Browser)).press("l");
    assert_eq!(way(&harness), Some((SignInMethod::Browser, Some(8400))));
    assert!(harness.screen().contains("Sign in to corp with the browser"));
    assert!(harness.screen().contains("With the browser, as set for all sessions. m: by device code."));
    let own = SessionSettings { sign_in: Some(SignInChoice::DeviceCode), ..SessionSettings::default() };
    let mut settings = Settings { sign_in: SignInChoice::Browser, ..Settings::default() };
    settings.sessions.insert("corp".into(), own);
    harness.press("esc").send(Msg::Settings(Box::new(Ok(settings)))).press("l");
    assert_eq!(way(&harness), Some((SignInMethod::DeviceCode, None)));
    assert!(harness.screen().contains("By device code, as set for this session."));
}

#[test]
fn the_config_file_is_heard_too() {
    let mut inventory = signed_out();
    inventory.sessions[0].session.use_device_code = Some(true);
    let mut harness = Harness::new(inventory);
    harness.send(settings(SignInChoice::Browser)).press("l");
    assert_eq!(way(&harness).map(|(method, _)| method), Some(SignInMethod::DeviceCode));
    assert!(harness.screen().contains("as sso_use_device_code in the config file says"));
}

#[test]
fn auto_looks_around() {
    let ssh = Surroundings { ssh: true, ..Surroundings::default() };
    for (surroundings, method, why) in [
        (Surroundings::default(), SignInMethod::Browser, "since there is a browser here"),
        (ssh, SignInMethod::DeviceCode, "since over SSH the browser is on another machine"),
    ] {
        let mut harness = Harness::with_facts(Facts { surroundings, ..facts(120, 34) });
        harness.send(settings(SignInChoice::Auto)).send(Msg::Loaded(Box::new(signed_out()))).press("l");
        assert_eq!(way(&harness).map(|(method, _)| method), Some(method));
        assert!(harness.screen().contains(why), "{}", harness.screen());
    }
}

#[test]
fn m_starts_again_the_other_way() {
    let (mut harness, old) = waiting();
    harness.press("m");
    assert_eq!(way(&harness).map(|(method, _)| method), Some(SignInMethod::DeviceCode));
    assert!(harness.screen().contains("Asking AWS for a code"));
    assert!(harness.screen().contains("By device code, as you asked. m: with the browser."));
    let new = harness.run_of(&key());
    assert_ne!(old, new);
    harness.job(key(), old, JobEvent::SignedIn(Err(Failure::new("Old.", "Old."))));
    assert!(harness.screen().contains("Sign in to corp"), "news of the old one are dropped");
    harness.sign_in_event(&named("corp"), new, SignInEvent::Approval(approval("RXBM-KLZQ")));
    assert!(harness.screen().contains("RXBM-KLZQ"));
    harness.press("m");
    assert_eq!(way(&harness).map(|(method, _)| method), Some(SignInMethod::Browser));
}

#[test]
fn a_start_url_without_a_session_has_one_way() {
    let mut inventory = signed_out();
    inventory.sessions.truncate(1);
    inventory.sessions[0].session.id = SessionId::Legacy("https://corp.awsapps.com/start".into());
    let mut harness = Harness::new(inventory);
    harness.send(settings(SignInChoice::Browser)).press("1 l");
    assert_eq!(way(&harness).map(|(method, _)| method), Some(SignInMethod::DeviceCode));
    assert!(harness.screen().contains("the only way for a start URL without an sso-session"));
    assert_eq!(harness.press("m").effects, []);
    assert!(harness.last_said().contains("by device code"), "{}", harness.last_said());
}

#[test]
fn the_page_is_opened_once_and_its_address_copied() {
    let (mut harness, run) = waiting();
    let url = browser_approval().url;
    assert_eq!(harness.effects, [Effect::OpenUrl { url: url.clone(), browser: None }]);
    harness.sign_in_event(&named("corp"), run, SignInEvent::BrowserApproval(browser_approval()));
    assert_eq!(harness.effects, [], "the same page again");
    assert!(matches!(harness.press("o").effects.as_slice(), [Effect::OpenUrl { .. }]));
    assert!(matches!(harness.press("y").effects.as_slice(), [Effect::Copy { text, .. }] if *text == url));
    let failure = Failure::new("Not opened.", "There is no display.");
    harness.send(Msg::Opened { url, result: Err(failure) });
    assert!(harness.screen().contains("No browser was opened: There is no display."));
}

#[test]
fn the_address_is_typed_in_the_shell_and_only_counted_here() {
    let (mut harness, _) = waiting();
    assert_eq!(harness.state.wanted_address(), Some((&named("corp"), false)), "a paste is taken at once");
    harness.press("p");
    assert_eq!(harness.state.wanted_address(), Some((&named("corp"), true)));
    assert_eq!(harness.state.context(), Context::AddressLine);
    assert_eq!(harness.press("enter").effects, []);
    assert_eq!(harness.last_said(), "Nothing is typed yet. Esc goes back.");
    harness.send(Msg::AddressTyped(213));
    assert!(harness.screen().contains("213 characters typed, not shown."));
    assert_eq!(harness.press("enter").effects, [Effect::SendAddress(key())]);
    assert_eq!(harness.state.wanted_address(), Some((&named("corp"), false)));
}

#[test]
fn escape_stops_typing_first_and_cancels_then() {
    let (mut harness, _) = waiting();
    harness.press("p").send(Msg::AddressTyped(5));
    assert_eq!(harness.press("esc").effects, []);
    assert_eq!(harness.state.wanted_address(), Some((&named("corp"), false)));
    assert_eq!(harness.press("esc").effects, [Effect::Cancel(key())]);
    assert_eq!(harness.state.wanted_address(), None);
}

#[test]
fn no_address_is_taken_where_none_is_waited_for() {
    let mut harness = Harness::new(signed_out());
    assert_eq!(harness.state.wanted_address(), None);
    let run = harness.press("l").run_of(&key());
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    harness.press("p");
    assert_eq!(harness.state.wanted_address(), None);
    assert_eq!(harness.last_said(), "By device code no address comes back from the browser.");
    let (mut harness, run) = waiting();
    harness.press("?");
    assert_eq!(harness.state.wanted_address(), None, "another window is on top");
    harness.press("esc").sign_in_event(&named("corp"), run, SignInEvent::Answered);
    assert_eq!(harness.state.wanted_address(), None, "the answer is there");
    assert!(harness.screen().contains("Fetching the token"));
}

#[test]
fn what_was_not_used_is_told_until_something_better_comes() {
    let (mut harness, run) = waiting();
    let why = "What was pasted is not the address.".to_owned();
    harness.sign_in_event(&named("corp"), run, SignInEvent::NotUsed(why));
    assert!(harness.screen().contains("What was pasted is not the address."));
    harness.press("p");
    assert!(!harness.screen().contains("What was pasted is not the address."));
}

#[test]
fn without_a_port_the_device_code_takes_over() {
    let (mut harness, run) = waiting();
    let why = "127.0.0.1:8400 cannot be listened on: it is taken.".to_owned();
    harness.sign_in_event(&named("corp"), run, SignInEvent::DeviceCodeInstead(why));
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    let screen = harness.screen();
    assert!(screen.contains("Sign in to corp by device code"), "{screen}");
    assert!(screen.contains("By device code: 127.0.0.1:8400 cannot be listened on"), "{screen}");
}
