//! Profiles to be careful with; and the detail that scrolls.

use crossterm::event::MouseEventKind;
use ssotui::app::msg::{Effect, Msg};
use ssotui::app::overlay::Overlay;
use ssotui::settings::{Settings, Unusable};

use crate::support::*;

fn guarded(rule: &str) -> Harness {
    let mut harness = Harness::new(usual());
    harness
        .send(Msg::Settings(Box::new(Settings::parse(&format!("[[guard]]\n{rule}\n")).map_err(Into::into))));
    harness
}

fn asks(harness: &Harness) -> bool {
    matches!(harness.state.overlays.last(), Some(Overlay::Confirm(_)))
}

#[test]
fn a_guarded_profile_is_used_after_a_yes() {
    for key in ["c", "enter"] {
        let mut harness = guarded("match = 'prod-*'");
        assert_eq!(harness.press(key).effects, []);
        assert!(asks(&harness));
        let screen = harness.screen();
        assert!(screen.contains("Copy the line that uses prod-payments.admin?"), "{screen}");
        assert!(screen.contains("the rule prod-*"), "{screen}");
        assert_eq!(harness.press("enter").effects, [], "Enter twice is no yes");
        assert!(asks(&harness));
        harness.press("y");
        assert!(
            matches!(harness.effects.as_slice(), [Effect::Copy { text, .. }] if text.contains("prod-payments"))
        );
        assert!(harness.state.overlays.is_empty());
    }
}

#[test]
fn a_file_with_a_slip_still_guards() {
    let broken = |text: &str| {
        let failure = Settings::parse(text).expect_err("a slip");
        Msg::Settings(Box::new(Err(Unusable { failure, instead: Settings::instead_of(text) })))
    };
    let rule = "[[guard]]\nmatch = 'prod-*'\n";
    let mut harness = Harness::new(usual());
    harness.send(broken(&format!("bogus = 1\n{rule}")));
    assert!(harness.last_said().contains("bogus"), "{}", harness.last_said());
    assert!(asks(harness.press("c")), "from the start");
    let mut harness = guarded("match = 'dev-*'");
    harness.send(broken("bogus = 1\n"));
    assert!(asks(harness.press("j j c")), "what held before goes on");
    harness.press("esc").send(broken(&format!("bogus = 1\n{rule}")));
    assert!(asks(harness.press("home c")), "rules that came with the slip");
}

#[test]
fn no_is_no() {
    for key in ["n", "esc", "q"] {
        let mut harness = guarded("match = 'prod-*'");
        assert_eq!(harness.press("c").press(key).effects, []);
        assert!(harness.state.overlays.is_empty(), "{key}");
    }
}

#[test]
fn rules_look_at_account_and_role_and_may_only_colour() {
    for (rule, expected) in [
        ("account = 'Prod-Payments'", true),
        ("account = '123456789012'\nrole = '*Admin*'", true),
        ("account = '123456789012'\nrole = 'Read*'", false),
        ("match = ['x', 'administratoraccess']", true),
        ("match = 'prod-*'\nask = false", false),
    ] {
        assert_eq!(asks(guarded(rule).press("c")), expected, "{rule}");
    }
    let mut harness = guarded("match = 'dev-*'");
    assert!(matches!(harness.press("c").effects.as_slice(), [Effect::Copy { .. }]));
    harness.press("3 right down c");
    assert!(asks(&harness), "by its role in the tree, too");
}

#[test]
fn in_the_copy_menu_lines_ask_and_names_do_not() {
    let mut harness = guarded("match = 'prod-*'");
    harness.press("C").type_text("fish line").press("enter");
    assert!(asks(&harness));
    harness.press("y");
    assert!(matches!(harness.effects.as_slice(), [Effect::Copy { text, .. }] if text.starts_with("set -gx")));
    harness.press("C").type_text("account id").press("enter");
    assert!(matches!(harness.effects.as_slice(), [Effect::Copy { .. }]));
}

#[test]
fn temporary_keys_are_copied_after_a_yes_and_never_seen() {
    let mut harness = Harness::new(usual());
    harness.press("C").type_text("temporary").press("enter");
    assert!(asks(&harness) && harness.effects.is_empty());
    assert!(harness.screen().contains("They are secrets"), "{}", harness.screen());
    let effects = harness.press("y").effects.clone();
    let [Effect::CopyKeys { role, what, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!((role.profile.as_str(), role.role.as_str()), ("prod-payments.admin", "AdministratorAccess"));
    let failure = ssotui::error::Failure::new("Nothing was copied.", "There is no clipboard.");
    harness.send(Msg::Copied { what: what.clone(), result: Err(failure) });
    assert!(harness.state.overlays.is_empty(), "there is no text to show");
    harness.press("G C").type_text("temporary").press("enter");
    assert!(!asks(&harness), "a profile with keys of its own has no others");
    assert!(harness.last_said().contains("holds keys"), "{}", harness.last_said());
}

#[test]
fn signing_in_asks_nothing() {
    let mut harness = guarded("match = '*'");
    assert!(matches!(harness.press("l").effects.as_slice(), [Effect::Start { .. }, ..]));
}

#[test]
fn the_detail_scrolls_by_keys_and_wheel_and_begins_anew_with_another_selection() {
    let mut harness = Harness::sized(usual(), 80, 24);
    let hidden = "sso_role_name";
    assert!(!harness.screen().contains(hidden));
    for _ in 0..20 {
        harness.press("J").screen();
    }
    assert_eq!(harness.last_said(), "The detail ends here.");
    let lowest = harness.at(60).screen();
    assert!(lowest.contains(hidden), "{lowest}");
    harness.press("K");
    assert_ne!(harness.screen(), lowest, "one line up at once, however often J was pressed at the end");
    harness.press("j k");
    assert!(!harness.screen().contains(hidden));
    let areas = harness.state.areas();
    for _ in 0..3 {
        harness.mouse(MouseEventKind::ScrollDown, areas.detail.x + 3, areas.detail.y + 2);
    }
    assert_eq!(harness.screen(), lowest);
}

#[test]
fn a_message_leaves_the_line_that_is_copied_in_view() {
    for rows in [17, 18, 20, 24, 34] {
        let mut harness = Harness::sized(usual(), 80, rows);
        harness.press("z");
        assert!(harness.screen().contains("z does nothing here"));
        assert!(harness.screen().contains("$env:AWS_PROFILE='prod-payments.admin'"), "{}", harness.screen());
    }
}
