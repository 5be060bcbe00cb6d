//! The doctor's window: asked, shown, scrolled, closed.

use ssotui::app::msg::{Effect, Job, JobEvent, JobKey};
use ssotui::domain::finding::{Finding, FindingKind, Place};
use ssotui::error::Failure;

use crate::support::*;

fn finding(kind: FindingKind, what: &str) -> Finding {
    Finding::new(kind, what, "That is why.", "Do this.")
}

/// Opens the window and answers.
fn examined(harness: &mut Harness, result: Result<Vec<Finding>, Failure>) {
    harness.press("D");
    assert!(matches!(&harness.effects[..], [Effect::Start { key: JobKey::Doctor, job: Job::Doctor, .. }]));
    let run = harness.run_of(&JobKey::Doctor);
    harness.job(JobKey::Doctor, run, JobEvent::Examined(result));
}

#[test]
fn what_is_wrong_is_shown_by_group_with_place_cause_and_cure() {
    let mut harness = Harness::new(usual());
    let mut first = finding(FindingKind::ProfileRefused, "Profile a\u{1b}[31m is no good.");
    first.place = Some(Place { file: "/h/.aws/config".into(), shown: "~/.aws/config".into(), line: Some(7) });
    first.fixable = true;
    let second = finding(FindingKind::ClockSkew, "This machine's clock is slow.");
    examined(&mut harness, Ok(vec![first, second]));
    let screen = harness.screen();
    for words in [
        "2 errors, 0 warnings, 0 remarks.",
        "ssotui doctor --fix",
        "Config",
        "error: Profile a",
        "~/.aws/config:7",
        "That is why.",
        "Do this.",
        "Network",
        "clock is slow",
    ] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
    assert!(!screen.contains('\u{1b}'));
    harness.press("esc");
    assert!(harness.state.overlays.is_empty());
}

#[test]
fn many_of_a_kind_are_counted_and_the_window_scrolls() {
    let mut harness = Harness::new(usual());
    let all: Vec<Finding> = (0..30)
        .map(|number| finding(FindingKind::RoleGone, &format!("Number {number}.")))
        .chain((0..5).map(|number| finding(FindingKind::SettingsRefused, &format!("Setting {number}."))))
        .collect();
    examined(&mut harness, Ok(all));
    assert!(harness.screen().contains("Number 4.") && !harness.screen().contains("Number 5."));
    assert!(!harness.screen().contains("Setting 4."), "{}", harness.screen());
    harness.press("G");
    assert!(harness.screen().contains("Setting 4."), "{}", harness.screen());
}

#[test]
fn closing_the_window_ends_the_looking_and_a_failure_is_shown() {
    let mut harness = Harness::new(usual());
    harness.press("D");
    assert!(harness.screen().contains("Looking at files"), "{}", harness.screen());
    harness.press("esc");
    assert_eq!(harness.effects, [Effect::Cancel(JobKey::Doctor)]);
    harness.press("D").click(0, 1);
    assert!(!harness.screen().contains("Looking at files"), "a click beside the window");
    assert_eq!(harness.effects, [Effect::Cancel(JobKey::Doctor)]);
    examined(&mut harness, Ok(Vec::new()));
    assert!(harness.screen().contains("Nothing is wrong."));
    harness.press("q");
    examined(&mut harness, Err(Failure::new("The doctor was broken off.", "Its thread was stopped.")));
    assert!(harness.screen().contains("Its thread was stopped."), "{}", harness.screen());
}
