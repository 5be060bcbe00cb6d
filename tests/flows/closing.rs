//! Keys on their way to a window that closes by itself.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ssotui::app::msg::{Effect, JobEvent, JobKey, Msg, Run};
use ssotui::domain::progress::SignInEvent;
use ssotui::domain::token::TokenFile;
use ssotui::error::Failure;

use crate::support::*;

fn key() -> JobKey {
    JobKey::SignIn(named("corp"))
}

/// Signs in to `corp`, as far as the code.
fn waiting() -> (Harness, Run) {
    let mut harness = Harness::new(signed_out());
    let run = harness.press("l").run_of(&key());
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    (harness, run)
}

fn closed() -> Harness {
    let (mut harness, run) = waiting();
    harness.job(key(), run, JobEvent::SignedIn(Ok(token_facts(3600, None))));
    assert!(harness.state.overlays.is_empty());
    harness
}

/// A key of its own time.
fn press_at(harness: &mut Harness, milliseconds: i64, key: char) -> Vec<Effect> {
    harness.send(Msg::Now(start() + jiff::SignedDuration::from_millis(milliseconds)));
    harness.send(Msg::Key(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE))).effects.clone()
}

#[test]
fn a_key_for_the_sign_in_that_has_just_closed_does_nothing_else() {
    for key in ["y", "o", "b", "enter", "tab", "m", "p", "esc"] {
        let mut harness = closed();
        let focus = harness.state.focus;
        harness.press(key);
        assert_eq!(harness.effects, [], "{key}");
        assert!(harness.state.overlays.is_empty() && harness.state.focus == focus, "{key}");
        assert!(harness.last_said().contains("just closed"), "{key}: {}", harness.last_said());
    }
    // A moment later it has its usual meaning, and so it has after a window that the user closed.
    let mut harness = closed();
    assert_eq!(press_at(&mut harness, 200, 'y'), []);
    assert!(matches!(press_at(&mut harness, 300, 'y').as_slice(), [Effect::Copy { .. }]));
    let (mut harness, _) = waiting();
    assert!(matches!(harness.press("esc y").effects.as_slice(), [.., Effect::Copy { .. }]));
}

#[test]
fn what_had_no_use_there_or_the_same_one_is_not_held_back() {
    let mut harness = closed();
    let before = harness.profile().to_owned();
    harness.press("j");
    assert_ne!(harness.profile(), before);
    assert_eq!(harness.press("?").state.overlays.len(), 1);
    // What is typed where the user has gone since is meant for that.
    assert_eq!(closed().press("/ a d m").state.profiles.line.text(), "adm");
    for quit in ["q", "ctrl-c"] {
        assert!(matches!(closed().press(quit).effects.as_slice(), [Effect::Quit { .. }]), "{quit}");
    }
    // Nor while the window lies below another one that the user has opened.
    let (mut harness, run) = waiting();
    harness.press("?").job(key(), run, JobEvent::SignedIn(Ok(token_facts(3600, None))));
    assert!(harness.press("esc").state.overlays.is_empty());
}

#[test]
fn a_failed_sign_in_and_a_written_change_close_in_the_same_way() {
    let (mut harness, run) = waiting();
    harness.job(key(), run, JobEvent::SignedIn(Err(Failure::new("Declined.", "By you."))));
    assert_eq!(harness.press("enter").effects, []);
    // The next sign-in, which takes the window's place, is not cancelled by the way.
    let mut inventory = signed_out();
    inventory.sessions[1].token = TokenFile::Missing;
    let mut harness = Harness::new(inventory);
    let run = harness.press("1 l").run_of(&key());
    harness.press("enter j l enter k l").job(key(), run, JobEvent::SignedIn(Ok(token_facts(3600, None))));
    harness.press("esc");
    assert_eq!(harness.state.sign_ins.running.len(), 1, "partner");
}

#[test]
fn an_address_that_is_pasted_too_late_is_shown_nowhere() {
    let mut harness = closed();
    harness.send(Msg::Paste("http://127.0.0.1:1/oauth/callback?code=secret".into()));
    assert!(!harness.screen().contains("secret"), "{}", harness.screen());
    assert!(harness.state.profiles.line.is_empty());
    harness.at(1).send(Msg::Paste("123456789012".into()));
    assert_eq!(harness.state.profiles.line.text(), "123456789012");
}
