//! Copying lines and names.

use ssotui::app::msg::{CopiedBy, Effect, Msg};
use ssotui::app::overlay::Overlay;
use ssotui::domain::shell::Shell;
use ssotui::error::Failure;
use ssotui::settings::Settings;

use crate::support::*;

fn copied(harness: &Harness) -> &str {
    let [Effect::Copy { text, .. }] = harness.effects.as_slice() else { return "not one copy" };
    text
}

#[test]
fn c_copies_the_line_for_the_detected_shell_and_enter_too() {
    let mut harness = Harness::new(usual());
    assert_eq!(copied(harness.press("c")), "$env:AWS_PROFILE='prod-payments.admin'");
    assert_eq!(copied(harness.press("enter")), "$env:AWS_PROFILE='prod-payments.admin'");
}

#[test]
fn the_set_shell_wins() {
    let mut harness = Harness::new(usual());
    let settings = Settings { shell: Some(Shell::Fish), ..Settings::default() };
    harness.send(Msg::Settings(Box::new(Ok(settings))));
    assert_eq!(copied(harness.press("c")), "set -gx AWS_PROFILE 'prod-payments.admin'");
}

#[test]
fn y_copies_the_name_of_whatever_is_selected() {
    let mut harness = Harness::new(usual());
    assert_eq!(copied(harness.press("y")), "prod-payments.admin");
    assert_eq!(copied(harness.press("1 j y")), "partner");
    assert_eq!(copied(harness.press("k 3 y")), "210987654321");
    assert_eq!(copied(harness.press("enter j y")), "AdministratorAccess");
}

#[test]
fn a_role_that_one_profile_reaches_copies_its_line() {
    let mut harness = Harness::new(usual());
    harness.press("3 right down");
    assert_eq!(copied(harness.press("c")), "$env:AWS_PROFILE='dev-payments.admin'");
    assert_eq!(copied(harness.press("enter")), "$env:AWS_PROFILE='dev-payments.admin'");
    harness.press("down c");
    assert_eq!(harness.effects, []);
    assert_eq!(harness.last_said(), "No profile reaches ReadOnlyAccess in Dev-Payments. n makes one.");
    harness.press("up up c");
    assert_eq!(harness.last_said(), "Choose a role: an account alone has no profile.");
}

#[test]
fn a_role_that_several_profiles_reach_asks_to_choose() {
    let mut inventory = usual();
    inventory.profiles.push(profile("again", "corp", "210987654321", "AdministratorAccess", 90));
    let mut harness = Harness::new(inventory);
    harness.press("3 right down c");
    assert_eq!(harness.effects, []);
    assert_eq!(
        harness.last_said(),
        "2 profiles reach AdministratorAccess in Dev-Payments: choose one in the profiles pane."
    );
    assert!(harness.screen().contains("✓ 2 profi"));
}

#[test]
fn a_legacy_profile_of_the_same_portal_reaches_the_role_too() {
    let mut inventory = usual();
    let mut legacy = profile("legacy-style", "corp", "210987654321", "ReadOnlyAccess", 90);
    let url = "https://corp.awsapps.com/start/#/";
    legacy.session = Some(ssotui::domain::session::SessionId::Legacy(url.into()));
    let mut session = entry("corp", 91, ssotui::domain::token::TokenFile::Missing);
    session.session.id = legacy.session.clone().expect("a session");
    session.session.start_url = Some(url.into());
    inventory.sessions.push(session);
    inventory.profiles.push(legacy);
    let mut harness = Harness::new(inventory);
    harness.press("3 right down down c");
    assert_eq!(copied(&harness), "$env:AWS_PROFILE='legacy-style'");
}

#[test]
fn it_is_said_what_was_copied_and_how() {
    let mut harness = Harness::new(usual());
    let Effect::Copy { what, .. } = harness.press("c").effects.remove(0) else { panic!("no copy") };
    harness.send(Msg::Copied { what: what.clone(), result: Ok(CopiedBy::Clipboard) });
    assert_eq!(harness.last_said(), "Copied the PowerShell line for prod-payments.admin.");
    harness.send(Msg::Copied { what, result: Ok(CopiedBy::Terminal) });
    assert!(harness.last_said().contains("sent to the terminal"), "{}", harness.last_said());
}

#[test]
fn without_a_clipboard_the_text_is_shown_to_select() {
    let mut harness = Harness::new(usual());
    harness.press("c");
    let failure = Failure::new("Nothing was copied.", "There is no clipboard.");
    harness.send(Msg::Copied { what: "the line".to_owned(), result: Err(failure) });
    assert!(matches!(harness.state.overlays.as_slice(), [Overlay::Text(window)]
        if window.text == "$env:AWS_PROFILE='prod-payments.admin'"));
    assert!(harness.press("esc").state.overlays.is_empty());
}

#[test]
fn a_name_that_the_shell_cannot_hold_is_refused_with_the_reason() {
    let mut inventory = usual();
    inventory.profiles[0].name = "evil\u{1b}[31m".into();
    let mut harness = Harness::new(inventory);
    assert_eq!(harness.press("c").effects, []);
    assert!(harness.last_said().contains("control character"), "{}", harness.last_said());
    assert!(!harness.screen().contains('\u{1b}'));
}

#[test]
fn nothing_selected_says_so() {
    let mut harness = Harness::new(ssotui::domain::inventory::Inventory::default());
    for keys in ["c", "y", "l", "L", "space", "1 y", "1 l", "3 y", "3 enter"] {
        let before = harness.said().len();
        harness.at(i64::try_from(before).expect("small") * 10).press(keys);
        assert_eq!(harness.effects, [], "{keys}");
        assert!(harness.said().len() > before, "{keys} said nothing");
    }
}
