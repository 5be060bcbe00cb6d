//! `p`: rules, names, diff.

use ssotui::app::msg::{Effect, Job, JobKey, Msg};
use ssotui::app::overlay::Overlay;
use ssotui::app::populate::PopulateWindow;
use ssotui::aws_config::edit::{Edit, Target};
use ssotui::aws_config::plan::{ChangeRequest, Plan};
use ssotui::domain::profile_settings::Setting;

use crate::support::*;

#[expect(clippy::panic, reason = "for tests only")]
fn window(harness: &Harness) -> &PopulateWindow {
    match harness.state.overlays.last() {
        Some(Overlay::Populate(window)) => window,
        other => panic!("{other:?}"),
    }
}

/// The names that would be added.
#[expect(clippy::expect_used, reason = "for tests only")]
fn names(harness: &Harness) -> Vec<&str> {
    let plan = window(harness).outcome.as_ref().expect("a plan");
    plan.add.iter().map(|planned| planned.name.as_str()).collect()
}

fn proposed(harness: &Harness) -> Option<&Plan> {
    harness.effects.iter().find_map(|effect| match effect {
        Effect::Start { key: JobKey::Change, job: Job::Propose(ChangeRequest::Apply(plan)), .. } => {
            Some(plan)
        }
        _ => None,
    })
}

#[test]
fn names_follow_the_rules_at_every_key() {
    let mut harness = Harness::new(usual());
    harness.press("p");
    let usual = [
        "Dev-Payments.AdministratorAccess",
        "Dev-Payments.ReadOnlyAccess",
        "Prod-Payments.AdministratorAccess",
        "Prod-Payments.ReadOnlyAccess",
    ];
    assert_eq!(names(&harness)[..2], usual[..2]);
    harness.press("tab tab ctrl-u").type_text("_");
    assert!(names(&harness).contains(&"Dev-Payments_ReadOnlyAccess"));
    // The fourth after that is what is cut from account names, then comes their case.
    harness.press("tab tab tab tab").type_text("-Payments").press("tab tab").type_text("l");
    assert!(names(&harness).contains(&"dev-payments_ReadOnlyAccess"), "case comes before trimming");
    harness.press("shift-tab shift-tab ctrl-u").type_text("-payments");
    assert!(names(&harness).contains(&"dev_ReadOnlyAccess"), "{:?}", names(&harness));
}

#[test]
fn enter_goes_on_to_the_diff_and_escape_comes_back_to_the_rules() {
    let mut harness = Harness::new(usual());
    harness.press("p enter");
    let plan = proposed(&harness).expect("a plan");
    assert!(plan.edits.iter().any(|edit| matches!(edit, Edit::Add { target, .. }
        if *target == Target::profile("Dev-Payments.ReadOnlyAccess"))));
    harness.press("esc");
    assert_eq!(window(&harness).session.as_str(), "corp");
    harness.press("tab tab ctrl-u").type_text("_").press("esc p");
    assert!(names(&harness).contains(&"Dev-Payments_ReadOnlyAccess"), "the rules are kept");
}

#[test]
fn on_a_profile_without_a_session_the_one_beside_it_is_populated() {
    let mut harness = Harness::new(usual());
    harness.press("2 G p");
    assert_eq!(harness.state.selected_profile().map(|profile| profile.name.as_str()), Some("ci-robot"));
    assert_eq!(window(&harness).session.as_str(), "corp");
}

#[test]
fn what_cannot_be_a_rule_is_told_at_its_field() {
    let mut harness = Harness::new(usual());
    harness.press("p ctrl-u").type_text("Frankfurt");
    assert!(window(&harness).outcome.is_err());
    assert!(harness.screen().contains("is no region"), "{}", harness.screen());
    harness.press("enter");
    assert_eq!(proposed(&harness), None);
    harness.press("ctrl-u").type_text("eu-west");
    assert!(harness.screen().contains("is no region"), "{}", harness.screen());
    harness.press("ctrl-u").type_text("eu-west-1").press("tab tab tab tab tab tab").type_text("(?<");
    assert!(window(&harness).form.current().is_some_and(|field| field.problem.is_some()));
}

#[test]
fn what_is_marked_or_filtered_in_the_accounts_pane_is_what_gets_profiles() {
    let mut harness = Harness::new(usual());
    harness.press("3 space p");
    assert!(names(&harness).iter().all(|name| name.starts_with("Dev-Payments.")), "{:?}", names(&harness));
    assert!(harness.screen().contains("chosen roles"), "{}", harness.screen());
    harness.press("esc esc /").type_text("prod-pay").press("enter p");
    assert!(names(&harness).iter().all(|name| name.starts_with("Prod-Payments.")), "{:?}", names(&harness));
}

#[test]
fn names_in_common_are_in_sight_and_wait_for_a_decision_when_asked_to() {
    let mut harness = Harness::new(usual());
    harness.press("p tab ctrl-u").type_text("role_name");
    assert!(
        names(&harness).iter().any(|name| name.contains("AdministratorAccess.2")),
        "{:?}",
        names(&harness)
    );
    // Two fields from the end: what becomes of them.
    harness.press("shift-tab shift-tab shift-tab").type_text("s");
    assert!(harness.screen().contains("to decide"), "{}", harness.screen());
    harness.press("enter");
    assert_eq!(proposed(&harness), None);
    assert!(harness.last_said().contains("same names"), "{}", harness.last_said());
}

#[test]
fn the_names_follow_what_is_found_meanwhile() {
    let mut harness = Harness::new(usual());
    harness.press("p");
    let before = names(&harness).len();
    let mut inventory = usual();
    let organization = inventory.organizations.get_mut(&named("corp")).expect("an organization");
    organization.accounts.truncate(1);
    harness.send(Msg::Loaded(Box::new(inventory)));
    assert!(names(&harness).len() < before);
}

#[test]
fn marked_profiles_that_are_gone_go_when_asked() {
    let mut inventory = usual();
    let mut gone = profile("Gone.Admin", "corp", "999999999999", "Admin", 90);
    let source = gone.source;
    let mark = Setting { key: "sso_auto_populated", value: Some("true"), source };
    gone.settings = gone.settings.iter().chain([mark]).collect();
    inventory.profiles.push(gone);
    let mut harness = Harness::new(inventory);
    harness.press("p shift-tab").type_text("y").press("enter");
    let plan = proposed(&harness).expect("a plan");
    assert!(plan.edits.contains(&Edit::Delete { target: Target::profile("Gone.Admin") }));
}

#[test]
fn without_accounts_it_asks_for_them_first() {
    let mut inventory = usual();
    inventory.organizations.clear();
    let mut harness = Harness::new(inventory);
    harness.press("p");
    assert!(harness.state.overlays.is_empty());
    assert!(harness.last_said().contains("not known yet"), "{}", harness.last_said());
}
