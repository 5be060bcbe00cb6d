//! The wizard.

use insta::assert_snapshot;

use crate::{MIDDLE, NARROW, WIDE, usual_at};

#[test]
fn wizard_session_middle() {
    let mut harness = usual_at(MIDDLE);
    harness.press("n").type_text("Session").press("enter").type_text("corp.awsapps.cn/start").press("tab");
    harness.type_text("us-east-1");
    assert_snapshot!(harness.screen());
}

#[test]
fn wizard_of_a_role_with_a_profile() {
    let mut harness = usual_at(MIDDLE);
    harness.press("3 right down n");
    assert_snapshot!(harness.screen());
}

#[test]
fn wizard_roles_wide() {
    let mut harness = usual_at(WIDE);
    harness.press("n enter").type_text("pay").press("tab");
    assert_snapshot!(harness.screen());
}

#[test]
fn wizard_profiles_narrow() {
    let mut harness = usual_at(NARROW);
    harness.press("n enter").type_text("pay").press("tab tab enter");
    assert_snapshot!(harness.screen());
}

#[test]
fn roles_stand_in_columns() {
    let screen = usual_at(WIDE).press("n enter").screen();
    let places = screen.lines().filter_map(|line| Some(line.split_once("has a profile")?.0.chars().count()));
    assert_eq!(places.collect::<std::collections::BTreeSet<_>>().len(), 1, "{screen}");
}
