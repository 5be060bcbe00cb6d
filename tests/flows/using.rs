//! Using a profile from the shell's function, picking one, pinning and sorting.

use ssotui::app::msg::{CopiedBy, Effect, Msg};
use ssotui::app::{Facts, Purpose};
use ssotui::domain::inventory::Inventory;
use ssotui::domain::usage::{Usage, UsageChange};
use ssotui::error::Failure;
use ssotui::settings::Settings;

use crate::support::*;

fn started_for(purpose: Purpose, inventory: Inventory) -> Harness {
    let mut harness = Harness::with_facts(Facts { purpose, ..facts(80, 12) });
    harness.send(Msg::Loaded(Box::new(inventory)));
    harness
}

fn used(profile: &str, seconds: i64) -> UsageChange {
    UsageChange::Used { profile: profile.into(), at: at(seconds) }
}

fn with_usage(changes: &[UsageChange]) -> Inventory {
    let mut inventory = usual();
    for change in changes {
        inventory.usage.apply(change);
    }
    inventory
}

/// The names of the profiles in their order.
fn order(harness: &Harness) -> Vec<&str> {
    let profiles = &harness.state.inventory.profiles;
    harness.state.profiles.shown().iter().map(|row| profiles[*row].name.as_str()).collect()
}

#[test]
fn enter_gives_the_shell_its_profile() {
    let mut harness = started_for(Purpose::Choose, usual());
    assert_eq!(harness.press("j enter").effects, [Effect::Answer("prod-payments.read".into())]);
    harness.press("3 right down enter");
    assert_eq!(harness.effects, [Effect::Answer("dev-payments.admin".into())], "a role by its profile");
    harness.press("c");
    assert!(matches!(harness.effects.as_slice(), [Effect::Copy { .. }]), "copying stays copying");
    assert_eq!(harness.press("2 ctrl-c").effects, [Effect::Quit { exit_code: 130 }]);
    assert_eq!(harness.press("q").effects, [Effect::Quit { exit_code: 0 }]);
}

#[test]
fn picking_filters_as_one_types_and_takes_with_enter() {
    let mut harness = started_for(Purpose::Pick, usual());
    assert_eq!(harness.effects, [], "nothing is asked for of AWS");
    harness.type_text("dev web");
    assert_eq!(order(&harness), ["dev-web.deploy"]);
    assert_eq!(harness.press("enter").effects, [Effect::Answer("dev-web.deploy".into())]);
    harness.press("backspace backspace backspace backspace down enter");
    assert_eq!(harness.effects, [Effect::Answer("dev-web.deploy".into())], "arrows move");
    harness.send(Msg::Paste("1234-5678-9012".to_owned()));
    assert!(order(&harness).is_empty(), "the words before are still there");
    assert_eq!(harness.press("enter").effects, [], "nothing is nothing to take");
}

#[test]
fn picking_none_is_told_by_the_exit_code() {
    for keys in ["esc", "ctrl-c", "x esc"] {
        let mut harness = started_for(Purpose::Pick, usual());
        assert_eq!(harness.press(keys).effects, [Effect::Quit { exit_code: 130 }], "{keys}");
    }
    let mut harness = started_for(Purpose::Pick, usual());
    assert_eq!(harness.press("ctrl-z").effects, [], "the shell would wait for ever");
    assert!(harness.last_said().contains("waits"), "{}", harness.last_said());
}

#[test]
fn what_is_used_often_and_lately_is_on_top_when_picking() {
    let usage = [used("old-payments", -60), used("partner-data", -120), used("partner-data", -100)];
    let harness = started_for(Purpose::Pick, with_usage(&usage));
    assert_eq!(order(&harness)[..3], ["partner-data", "old-payments", "prod-payments.admin"]);
    assert_eq!(harness.profile(), "partner-data");
    let screen = started_for(Purpose::Screen, with_usage(&usage));
    assert_eq!(order(&screen)[0], "prod-payments.admin", "the screen keeps the order of the file");
}

#[test]
fn among_equal_matches_use_decides_and_a_better_match_comes_first_all_the_same() {
    let mut inventory = with_usage(&[used("b-pay", -60), used("zpay", -30)]);
    inventory.profiles = ["a-pay", "b-pay", "zpay"].map(|name| keys_profile(name, 1)).to_vec();
    let mut harness = Harness::new(inventory);
    harness.press("/").type_text("pay");
    assert_eq!(order(&harness), ["b-pay", "a-pay", "zpay"]);
    let settings = Settings { frecency: false, ..Settings::default() };
    harness.send(Msg::Settings(Box::new(Ok(settings))));
    assert_eq!(order(&harness), ["a-pay", "b-pay", "zpay"]);
}

#[test]
fn a_copied_line_is_a_use_and_one_that_was_not_copied_is_none() {
    let mut harness = Harness::new(usual());
    let copied = |result| Msg::Copied { what: "the line".to_owned(), result };
    harness.press("j c").send(copied(Ok(CopiedBy::Clipboard)));
    assert_eq!(harness.effects, [Effect::Record(used("prod-payments.read", 0))]);
    harness.press("c").send(copied(Err(Failure::new("Nothing was copied.", ""))));
    assert_eq!(harness.effects, []);
    harness.press("esc c y").send(copied(Ok(CopiedBy::Clipboard)));
    assert_eq!(harness.effects, [], "a name is no line");
    let settings = Settings { frecency: false, ..Settings::default() };
    harness.send(Msg::Settings(Box::new(Ok(settings)))).press("c").send(copied(Ok(CopiedBy::Terminal)));
    assert_eq!(harness.effects, [], "nor is anything remembered when that is off");
}

#[test]
fn pinned_profiles_come_first_and_are_marked() {
    let mut harness = Harness::new(usual());
    harness.press("j j j f");
    let pin = |pinned| UsageChange::Pinned { profiles: vec!["dev-web.deploy".into()], pinned };
    assert_eq!(harness.effects, [Effect::Record(pin(true))]);
    assert_eq!((order(&harness)[0], harness.profile()), ("dev-web.deploy", "dev-web.deploy"));
    assert!(harness.screen().contains("★ dev-web.deploy"), "{}", harness.screen());
    harness.press("f");
    assert_eq!(harness.effects, [Effect::Record(pin(false))]);
    assert_eq!(order(&harness)[3], "dev-web.deploy");
    assert!(!harness.screen().contains('★'));
    harness.press("g g space space f");
    assert_eq!(harness.last_said(), "Pinned 2 profiles.");
    harness.press("/").type_text("dev");
    assert_eq!(order(&harness)[0], "dev-payments.admin", "a filter is not overruled by pins");
}

#[test]
fn what_other_processes_remembered_counts_and_a_failure_is_told() {
    let mut harness = Harness::new(usual());
    let mut usage = Usage::default();
    usage.apply(&UsageChange::Pinned { profiles: vec!["ci-robot".into()], pinned: true });
    harness.send(Msg::Recorded(Ok(usage)));
    assert_eq!(order(&harness)[0], "ci-robot");
    assert_eq!(harness.profile(), "prod-payments.admin", "the cursor stays where it was");
    harness.send(Msg::Recorded(Err(Failure::new("Not remembered.", "The disk is full."))));
    assert!(harness.last_said().contains("disk is full"));
}

#[test]
fn s_sorts_by_one_thing_after_another() {
    let mut harness = Harness::new(with_usage(&[used("old-payments", -60)]));
    let in_file = order(&harness).join(" ");
    for (title, first, last) in [
        ("by name", "ci-robot", "prod-payments.read"),
        ("by account", "dev-payments.admin", "ci-robot"),
        ("by session", "dev-payments.admin", "ci-robot"),
        ("by time left", "prod-payments.admin", "ci-robot"),
        ("by last use", "old-payments", "ci-robot"),
    ] {
        let selected = harness.profile().to_owned();
        harness.press("s");
        let names = order(&harness);
        assert_eq!((names[0], names[names.len() - 1]), (first, last), "{title}");
        assert_eq!(harness.profile(), selected, "the cursor stays on its profile");
        assert!(harness.screen().contains(&format!(" 7 {title} ")), "{}", harness.screen());
    }
    assert_eq!(order(harness.press("s")).join(" "), in_file);
    assert_eq!(harness.last_said(), "Sorted as in the file.");
}
