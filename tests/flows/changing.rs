//! Renaming, deleting, editing and undoing on the screen: asked, shown, written.

use ssotui::app::change::ChangePhase;
use ssotui::app::msg::{Effect, Job, JobEvent, JobKey, Lend, Msg};
use ssotui::app::overlay::Overlay;
use ssotui::aws_config::diff::Diff;
use ssotui::aws_config::edit::{Edit, Target};
use ssotui::aws_config::plan::{ChangeRequest, Plan, Proposal};
use ssotui::domain::profile::{ConfigFile, Problem, Severity, Source};
use ssotui::error::Failure;

use crate::support::*;

/// What the latest keys asked to be worked out.
#[expect(clippy::panic, reason = "for tests only")]
fn proposed(harness: &Harness) -> &Plan {
    match harness.effects.as_slice() {
        [Effect::Start { key: JobKey::Change, job: Job::Propose(ChangeRequest::Apply(plan)), .. }] => plan,
        other => panic!("{other:?}"),
    }
}

/// Answers the proposal that is being worked out.
fn answer(harness: &mut Harness, overwrites: bool) {
    let run = harness.run_of(&JobKey::Change);
    let proposal = Proposal {
        title: "Rename profile a to b".to_owned(),
        diff: Diff::of(b"[profile a]\nregion = x\n", b"[profile b]\nregion = x\n"),
        remarks: Vec::new(),
        overwrites,
    };
    harness.job(JobKey::Change, run, JobEvent::Proposed(Ok(proposal)));
}

#[test]
fn a_profile_is_renamed_after_the_diff_was_seen() {
    let mut harness = Harness::new(usual());
    harness.press("m ctrl-u").type_text("q");
    assert!(harness.screen().contains("> q"), "letters are text here\n{}", harness.screen());
    harness.press("enter");
    let rename = Edit::Rename { target: Target::profile("prod-payments.admin"), to: "q".to_owned() };
    assert_eq!(proposed(&harness).edits, [rename]);
    assert!(harness.screen().contains("Working out what changes"));
    answer(&mut harness, false);
    assert!(harness.screen().contains("- [profile a]") && harness.screen().contains("+ [profile b]"));
    harness.press("enter");
    let run = harness.run_of(&JobKey::Change);
    assert!(
        matches!(&harness.effects[..], [Effect::Start { job: Job::Change(ChangeRequest::Apply(plan)), .. }] if plan.title.contains("to q"))
    );
    harness.job(JobKey::Change, run, JobEvent::Changed(Ok("Rename profile a to b".to_owned())));
    assert!(harness.state.overlays.is_empty());
    assert_eq!(harness.effects, [Effect::Load]);
    assert_eq!(harness.last_said(), "Rename profile a to b: done. u takes it back.");
}

#[test]
fn a_bad_or_taken_name_is_told_while_it_is_typed_and_not_taken() {
    let mut harness = Harness::new(usual());
    harness.press("m ctrl-u").type_text("a").press("space").type_text("b");
    assert!(harness.screen().contains("Take a-b instead."), "{}", harness.screen());
    harness.press("enter");
    assert_eq!(harness.effects, []);
    harness.press("ctrl-u").type_text("dev-payments.admin").press("enter");
    assert!(harness.screen().contains("There is a profile dev-payments.admin already."));
    harness.press("esc");
    assert!(harness.state.overlays.is_empty(), "Esc gives up");
}

#[test]
fn all_marked_profiles_are_deleted_at_once() {
    let mut harness = Harness::new(usual());
    harness.press("space space d");
    let plan = proposed(&harness);
    assert_eq!(plan.title, "Delete 2 profiles");
    assert!(plan.edits.iter().all(|edit| matches!(edit, Edit::Delete { .. })));
    answer(&mut harness, false);
    let run = harness.press("enter").run_of(&JobKey::Change);
    assert_eq!(harness.state.marked(), 2);
    harness.job(JobKey::Change, run, JobEvent::Changed(Ok("Delete 2 profiles".to_owned())));
    assert_eq!(harness.state.marked(), 0, "what was marked is done with");
}

#[test]
fn deleting_a_session_warns_of_the_profiles_that_need_it() {
    let mut harness = Harness::new(usual());
    harness.press("1 g g d");
    assert_eq!(proposed(&harness).title, "Delete session corp");
    answer(&mut harness, false);
    assert!(harness.screen().contains("sign in through it and will not work"), "{}", harness.screen());
}

#[test]
fn a_setting_is_chosen_and_changed_for_all_marked() {
    let mut harness = Harness::new(usual());
    harness.press("space space e").type_text("outp").press("enter").type_text("json").press("enter");
    let set = |name| Edit::Set {
        target: Target::profile(name),
        key: "output".to_owned(),
        value: "json".to_owned(),
    };
    assert_eq!(proposed(&harness).edits, [set("prod-payments.admin"), set("prod-payments.read")]);
}

#[test]
fn what_marked_profiles_have_in_common_is_told_from_what_they_have_not() {
    let mut harness = Harness::new(usual());
    harness.press("space space e");
    let screen = harness.screen();
    for text in ["= corp", "not alike; the role in the account", "not set; json, yaml, text, table"] {
        assert!(screen.contains(text), "{text}\n{screen}");
    }
}

#[test]
fn an_emptied_setting_is_taken_out_and_an_unknown_key_can_be_typed() {
    let mut harness = Harness::new(usual());
    harness.press("e").type_text("s3_foo").press("enter enter");
    let remove = Edit::Remove { target: Target::profile("prod-payments.admin"), key: "s3_foo".to_owned() };
    assert_eq!(proposed(&harness).edits, [remove]);
    harness.press("esc e").type_text("a(b").press("enter");
    assert!(harness.last_said().contains("cannot be a key"), "{}", harness.last_said());
}

#[test]
fn legacy_profiles_are_migrated_and_what_is_migrated_must_work() {
    let config = b"[profile old]\nsso_start_url = https://old.awsapps.com/start\nsso_region = us-east-1\n\
                   sso_account_id = 210987654321\nsso_role_name = Admin\n";
    let mut inventory = usual();
    inventory.profiles = ssotui::aws_config::read(config, b"").profiles;
    let mut harness = Harness::new(inventory);
    harness.press("M");
    let plan = proposed(&harness);
    assert_eq!(plan.title, "Migrate profile old");
    assert_eq!(plan.must_use, [("old".into(), "old".into())]);
    // Those of sessions need no migration.
    let mut harness = Harness::new(usual());
    harness.press("space M");
    assert_eq!(harness.effects, []);
    assert!(harness.last_said().contains("nothing to migrate"), "{}", harness.last_said());
}

#[test]
fn a_value_that_cannot_be_typed_is_not_changed_by_the_way() {
    let mut inventory = usual();
    let source = inventory.profiles[0].source;
    let setting =
        ssotui::domain::profile_settings::Setting { key: "output", value: Some("te\u{1b}xt"), source };
    let settings = inventory.profiles[0].settings.iter().chain([setting]).collect();
    inventory.profiles[0].settings = settings;
    let mut harness = Harness::new(inventory);
    harness.press("e").type_text("output").press("enter");
    assert!(harness.state.overlays.is_empty());
    assert!(harness.last_said().contains("cannot be typed here"), "{}", harness.last_said());
}

#[test]
fn undo_over_the_work_of_others_wants_a_second_yes() {
    let mut harness = Harness::new(usual());
    harness.press("u");
    answer(&mut harness, true);
    harness.press("enter");
    assert_eq!(harness.effects, []);
    assert!(harness.last_said().contains("press Enter again"), "{}", harness.last_said());
    harness.press("enter");
    assert!(matches!(
        &harness.effects[..],
        [Effect::Start { job: Job::Change(ChangeRequest::Undo { force: true }), .. }]
    ));
}

#[test]
fn a_refusal_stays_on_the_screen_and_nothing_can_be_written() {
    let mut harness = Harness::new(usual());
    harness.press("u");
    let run = harness.run_of(&JobKey::Change);
    let failure = Failure::new("There is nothing to undo.", "No backup differs.");
    harness.job(JobKey::Change, run, JobEvent::Proposed(Err(failure)));
    assert!(harness.screen().contains("There is nothing to undo."));
    assert!(!harness.screen().contains("write it"), "what cannot be done is not offered");
    harness.press("enter");
    assert_eq!(harness.effects, []);
    harness.press("q");
    assert!(harness.state.overlays.is_empty());
}

#[test]
fn a_file_that_changes_meanwhile_is_compared_again() {
    let mut harness = Harness::new(usual());
    harness.press("d");
    answer(&mut harness, false);
    harness.send(Msg::Loaded(Box::new(usual())));
    assert_eq!(proposed(&harness).title, "Delete profile prod-payments.admin");
    let Some(Overlay::Change(window)) = harness.state.overlays.last() else { panic!("no window") };
    assert!(matches!(window.phase, ChangePhase::Proposed(_)), "the old one is shown until then");
}

#[test]
fn leaving_gives_up_what_is_worked_out_but_not_what_is_written() {
    let mut harness = Harness::new(usual());
    for leave in ["esc", "q"] {
        harness.press("d").press(leave);
        assert_eq!(harness.effects, [Effect::Cancel(JobKey::Change)], "{leave}");
        assert!(harness.state.overlays.is_empty());
    }
    harness.press("d");
    answer(&mut harness, false);
    harness.press("enter");
    let run = harness.run_of(&JobKey::Change);
    harness.press("esc");
    assert_eq!(harness.effects, []);
    harness.job(JobKey::Change, run, JobEvent::Changed(Ok("Delete profile a".to_owned())));
    assert_eq!(harness.effects, [Effect::Load]);
}

#[test]
fn the_values_of_a_key_are_offered_and_none_is_taken_unseen() {
    let mut harness = Harness::new(usual());
    harness.press("e").type_text("region").press("enter right");
    let answer = |harness: &Harness| match harness.state.overlays.last() {
        Some(Overlay::Prompt(prompt)) => prompt.line.text().to_owned(),
        _ => String::new(),
    };
    assert_eq!(answer(&harness), "eu-west-1", "the first is chosen, the value is as it was");
    harness.press("down tab");
    assert_ne!(answer(&harness), "eu-west-1");
    harness.press("ctrl-u").type_text("tokyo").press("tab");
    assert_eq!(answer(&harness), "ap-northeast-1");
}

#[test]
fn what_could_not_be_written_is_told_until_the_user_goes_on() {
    let mut harness = Harness::new(usual());
    harness.press("m ctrl-u").type_text("q").press("enter");
    answer(&mut harness, false);
    harness.press("enter");
    let run = harness.run_of(&JobKey::Change);
    let failure =
        Failure::new("~/.aws/config could not be written; nothing has changed.", "It is read-only.")
            .hint("Give yourself the right to write there.");
    harness.job(JobKey::Change, run, JobEvent::Changed(Err(failure)));
    assert_eq!(harness.effects, [Effect::Load]);
    // What that reads makes the reason no less true.
    harness.send(Msg::Loaded(Box::new(usual())));
    assert_eq!(harness.effects, []);
    let screen = harness.screen();
    assert!(screen.contains("nothing has changed") && screen.contains("the right to write"), "{screen}");
    assert!(screen.contains("Enter try again"), "{screen}");
    harness.press("enter");
    assert!(proposed(&harness).title.contains("to q"), "nothing of it is lost");
    answer(&mut harness, false);
    assert!(harness.screen().contains("+ [profile b]"));
}

#[test]
fn a_config_file_that_is_refused_is_told_at_the_key_and_not_after_a_form() {
    let mut inventory = usual();
    inventory.problems = vec![Problem {
        severity: Severity::Error,
        what: "Line 7 makes the config file unreadable.".into(),
        why: "The AWS CLI and boto3 refuse the whole file: this line is no header and has no “=”.".into(),
        cure: "Write key = value.".into(),
        source: Some(Source { file: ConfigFile::Config, line: 7 }),
    }];
    for keys in ["2 e", "2 m", "2 d", "2 n", "2 p", "2 M", "1 e", "1 m", "1 d", "3 right down down enter"] {
        let mut harness = Harness::new(inventory.clone());
        harness.press(keys);
        assert!(harness.state.overlays.is_empty(), "{keys}");
        assert_eq!(harness.effects, [], "{keys}");
        let said = harness.last_said();
        for part in ["~/.aws/config:7", "refuse the whole file", "Write key = value. E opens it there."] {
            assert!(said.contains(part), "{keys}: {said}");
        }
    }
    let mut harness = Harness::new(inventory.clone());
    assert_eq!(harness.press("2 G E").effects, [Effect::Lend(Lend::Editor { line: Some(7) })]);
    // Taking back the change that broke it remains possible.
    harness.press("u");
    assert_eq!(harness.state.overlays.len(), 1);
    // The credentials file is never written.
    inventory.problems[0].source = Some(Source { file: ConfigFile::Credentials, line: 7 });
    assert_eq!(Harness::new(inventory).press("2 m").state.overlays.len(), 1);
}

#[test]
fn why_taking_a_key_out_changes_nothing_is_told() {
    let mut harness = Harness::new(usual());
    harness.press("d");
    let run = harness.run_of(&JobKey::Change);
    let remarks = vec!["region stands in [DEFAULT], on line 3 of the config file.".to_owned()];
    let diff = Diff::of(b"[a]\n", b"[a]\n");
    let proposal = Proposal { title: "Edit profile a".to_owned(), diff, remarks, overwrites: false };
    harness.job(JobKey::Change, run, JobEvent::Proposed(Ok(proposal)));
    assert!(harness.screen().contains("region stands in [DEFAULT]"), "{}", harness.screen());
}

#[test]
fn what_stays_in_force_is_told_above_the_difference() {
    let mut harness = Harness::new(usual());
    harness.press("d");
    let run = harness.run_of(&JobKey::Change);
    let remarks = vec!["region stands in [DEFAULT].".to_owned()];
    let diff = Diff::of(b"[a]\nregion = x\n", b"[a]\n");
    let proposal = Proposal { title: "Edit profile a".to_owned(), diff, remarks, overwrites: false };
    harness.job(JobKey::Change, run, JobEvent::Proposed(Ok(proposal)));
    let screen = harness.screen();
    assert!(screen.contains("warning: region stands") && screen.contains("- region = x"), "{screen}");
}
