//! The files change, the settings change.

use std::collections::BTreeMap;

use ssotui::app::layout::Pane;
use ssotui::app::msg::Msg;
use ssotui::domain::inventory::Inventory;
use ssotui::domain::profile::Severity;
use ssotui::error::Failure;
use ssotui::keys::Action;
use ssotui::settings::Settings;

use crate::support::*;

#[test]
fn cursor_marks_and_filter_stay_with_what_they_were_on() {
    let mut harness = Harness::new(usual());
    harness.press("j j space k 1 j 3 j 2");
    assert_eq!(harness.profile(), "dev-payments.admin");
    let mut changed = usual();
    changed.profiles.insert(0, profile("aaa", "corp", "000000000001", "Admin", 3));
    changed.sessions.insert(0, entry("first", 1, token(60, None)));
    harness.send(Msg::Loaded(Box::new(changed)));
    assert_eq!(harness.profile(), "dev-payments.admin");
    assert_eq!(harness.state.selected_session().expect("one").session.id, named("partner"));
    assert_eq!(harness.state.marked(), 1);
    harness.press("/").type_text("aaa");
    assert_eq!(harness.profile(), "aaa");
    harness.send(Msg::Loaded(Box::new(usual())));
    assert_ne!(harness.profile(), "aaa", "the filter runs again");
    assert!(harness.state.profiles.shown().len() < usual().profiles.len());
}

#[test]
fn what_is_gone_takes_its_mark_along() {
    let mut harness = Harness::new(usual());
    harness.press("1 g g space 2 G space");
    let mut changed = usual();
    changed.profiles.pop();
    changed.sessions.remove(0);
    harness.send(Msg::Loaded(Box::new(changed)));
    assert_eq!(harness.state.marked(), 0);
    assert!(harness.state.sessions.marks.is_empty());
    assert_eq!(harness.profile(), "old-payments", "the cursor is on the last row there is");
    harness.send(Msg::Loaded(Box::default()));
    assert_eq!(harness.profile(), "");
    assert!(harness.screen().contains("No AWS configuration yet"));
}

#[test]
fn a_failed_reading_keeps_what_was_read() {
    let mut harness = Harness::new(usual());
    harness.send(Msg::LoadFailed(Failure::new("Could not read ~/.aws/config.", "Permission denied.")));
    assert!(harness.screen().contains("Permission denied."));
    assert!(harness.screen().contains("prod-payments.admin"));
    let later = harness.at(60).screen();
    assert!(later.contains("As before: Could not read ~/.aws/config."), "{later}");
    assert!(!later.contains("Permission denied."), "the reason is among the messages: {later}");
    harness.send(Msg::Loaded(Box::new(usual())));
    assert!(!harness.screen().contains("As before"));

    // The file was deleted, and is a folder now.
    harness.send(Msg::Loaded(Box::default()));
    harness.send(Msg::LoadFailed(Failure::new("Could not read ~/.aws/config.", "It is a folder.")));
    let later = harness.at(60).screen();
    assert!(later.contains("It is a folder.") && !later.contains("No AWS configuration yet"), "{later}");

    let mut harness = Harness::fresh(120, 34);
    harness.send(Msg::LoadFailed(Failure::new("Could not read ~/.aws/config.", "Permission denied.")));
    assert!(harness.at(20).screen().contains("Permission denied."), "it stays where there is nothing else");
    harness.send(Msg::Loaded(Box::new(usual())));
    assert!(!harness.screen().contains("Permission denied."));
}

#[test]
fn a_fault_of_a_whole_file_is_said_once() {
    let mut broken = usual();
    let mut fault = problem("Line 7 is no setting.");
    fault.severity = Severity::Error;
    broken.problems.push(fault);
    let mut harness = Harness::new(broken.clone());
    assert!(harness.last_said().starts_with("Line 7 is no setting."));
    harness.send(Msg::Loaded(Box::new(broken)));
    assert_eq!(harness.said().len(), 1);
    harness.at(60);
    assert!(harness.screen().contains("! Line 7 is no setting."), "the detail goes on saying it");
}

#[test]
fn new_keys_work_at_once() {
    let mut harness = Harness::new(usual());
    let keys = BTreeMap::from([(Action::Down, vec!["z".parse().expect("a key")])]);
    harness.send(Msg::Settings(Box::new(Ok(Settings { keys, ..Settings::default() }))));
    assert_eq!(harness.press("z").profile(), "prod-payments.read");
    assert_eq!(harness.press("j").profile(), "prod-payments.read");
    assert!(harness.last_said().starts_with("j does nothing here."));
}

#[test]
fn bad_settings_leave_the_old_ones_in_force() {
    let mut harness = Harness::new(usual());
    let settings = Settings { reduced_motion: true, ..Settings::default() };
    harness.send(Msg::Settings(Box::new(Ok(settings.clone()))));
    let failure = Failure::new("settings.toml is not valid.", "Line 3: mouse must be true or false.");
    harness.send(Msg::Settings(Box::new(Err(failure.into()))));
    assert_eq!(harness.state.settings, settings);
    assert!(harness.last_said().contains("Line 3: mouse must be true or false."));
    assert!(harness.screen().contains("settings.toml is not valid."));
}

#[test]
fn the_first_screen_is_there_before_any_file_is_read() {
    let mut harness = Harness::fresh(80, 24);
    let screen = harness.screen();
    assert!(screen.contains("Reading ~/.aws/config"), "{screen}");
    assert!(screen.contains("q quit") || screen.contains("? help"));
    assert_eq!(harness.press("j c l enter tab").state.focus, Pane::Accounts, "keys do no harm");
}

#[test]
fn without_any_file_it_says_what_was_looked_for_and_what_helps() {
    let mut harness = Harness::new(Inventory::default());
    let screen = harness.screen();
    for text in ["~/.aws/config", "~/.aws/credentials", "ssotui demo", "sets up a session"] {
        assert!(screen.contains(text), "{text}\n{screen}");
    }
}
