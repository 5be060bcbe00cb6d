//! When the screen changes by itself: only then is the program woken.

use ssotui::app::msg::{JobKey, Msg};
use ssotui::domain::inventory::Inventory;
use ssotui::domain::progress::SignInEvent;
use ssotui::settings::Settings;

use crate::support::*;

/// Seconds from the start to the next waking.
fn next(harness: &Harness) -> Option<f64> {
    harness.state.wake_at().map(|wake| wake.duration_since(start()).as_secs_f64())
}

fn reduced(harness: &mut Harness) {
    harness.send(Msg::Settings(Box::new(Ok(Settings { reduced_motion: true, ..Settings::default() }))));
}

/// After the message that a session ends soon was read.
fn announced(mut harness: Harness) -> Harness {
    harness.press("esc");
    harness
}

#[test]
fn an_idle_screen_waits_for_the_minute_of_its_clock() {
    let mut harness = Harness::new(Inventory::default());
    assert_eq!(next(&harness), Some(60.0));
    harness.resize(39, 20);
    assert_eq!(next(&harness), None, "without a clock it sleeps for ever");
    harness.resize(10, 3);
    assert_eq!(next(&harness), None);
}

#[test]
fn a_countdown_in_seconds_wakes_every_second_while_it_is_seen() {
    let mut inventory = usual();
    inventory.role_credentials.clear();
    inventory.sessions[0].token = token(500, None);
    let mut harness = announced(Harness::new(inventory));
    assert_eq!(next(&harness), Some(1.0));
    reduced(&mut harness);
    assert_eq!(next(&harness), Some(21.0), "8m 20s to 7m 59s");
    harness.at(479);
    assert_eq!(next(&harness), Some(480.0), "the clock's minute, not each second");
    harness.at(480);
    assert_eq!(next(&harness), Some(500.0), "the end of the session");
}

#[test]
fn what_is_out_of_view_wakes_nobody() {
    let mut inventory = many(500);
    inventory.sessions.push(entry("ending", 3, token(500, None)));
    inventory.profiles.push(profile("zz-last", "ending", "000000000001", "Admin", 9));
    inventory.organizations.insert(named("ending"), organization(Vec::new(), at(-60)));
    let mut harness = announced(Harness::sized(inventory, 50, 20));
    assert_eq!(next(&harness), Some(60.0));
    harness.press("G");
    assert_eq!(next(&harness), Some(1.0));
}

#[test]
fn role_credentials_wake_where_their_column_is_shown() {
    let mut inventory = usual();
    inventory.sessions.truncate(1);
    inventory.sessions[0].token = token(7 * 3600 + 59, None);
    for end in inventory.role_credentials.values_mut() {
        *end = at(30 * 60 + 20);
    }
    let mut harness = Harness::sized(inventory, 160, 34);
    harness.press("1");
    assert_eq!(next(&harness), Some(21.0));
    harness.resize(80, 34);
    assert_eq!(next(&harness), Some(60.0));
}

#[test]
fn the_end_of_a_session_out_of_view_changes_the_header() {
    let mut inventory = many(500);
    inventory.sessions.push(entry("ending", 3, token(30, None)));
    inventory.organizations.insert(named("ending"), organization(Vec::new(), at(-60)));
    let harness = announced(Harness::sized(inventory, 50, 20));
    assert_eq!(next(&harness), Some(30.0));
}

#[test]
fn a_message_wakes_at_its_end_and_a_pending_key_too() {
    let mut harness = Harness::new(Inventory::default());
    harness.press("z");
    assert_eq!(next(&harness), Some(3.0));
    harness.at(3);
    assert_eq!(next(&harness), Some(60.0));
    harness.press("g");
    assert_eq!(next(&harness), Some(5.0));
}

#[test]
fn a_spinner_turns_only_where_motion_is_welcome() {
    let mut harness = Harness::new(signed_out());
    let run = harness.press("l").run_of(&JobKey::SignIn(named("corp")));
    assert_eq!(next(&harness), Some(0.1));
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    reduced(&mut harness);
    let before = harness.screen();
    assert_eq!(next(&harness), Some(1.0), "the code's 10m become 9m");
    harness.at(1);
    assert_eq!(next(&harness), Some(60.0));
    assert_ne!(harness.screen(), before, "woken for a change");
}

#[test]
fn every_waking_shows_something_else() {
    let mut inventory = usual();
    inventory.sessions[0].token = token(605, None);
    let mut harness = Harness::new(inventory);
    let mut wakings = 0;
    while let Some(wake) = harness.state.wake_at().filter(|wake| *wake <= at(100)) {
        let before = harness.screen();
        harness.send(Msg::Now(wake));
        assert_ne!(harness.screen(), before, "woken at {wake} for nothing");
        wakings += 1;
    }
    assert!(wakings >= 95, "{wakings}");
}
