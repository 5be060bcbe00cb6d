//! What is offered for a field.

use insta::assert_snapshot;

use crate::support::*;
use crate::{MIDDLE, NARROW, usual_at};

fn completing(size: (u16, u16), keys: &str) -> Harness {
    let mut harness = usual_at(size);
    harness.press("n").type_text("Session").press("enter").type_text("new.awsapps.com/start").press("tab");
    harness.type_text("eu").press(keys);
    harness
}

#[test]
fn completion_narrow() {
    assert_snapshot!(completing(NARROW, "down").screen());
}

#[test]
fn completion_middle() {
    assert_snapshot!(completing(MIDDLE, "down down").screen());
}

#[test]
fn completion_very_wide() {
    let harness = &mut completing((200, 50), "down down down down down down down");
    assert_snapshot!(harness.screen());
}

#[test]
fn completion_of_a_value() {
    let mut harness = usual_at(MIDDLE);
    harness.press("e").type_text("output").press("enter").type_text("y");
    assert_snapshot!(harness.screen());
}

#[test]
fn completion_of_a_region_with_a_slip() {
    let mut harness = usual_at(NARROW);
    harness.press("e").type_text("region").press("enter ctrl-u").type_text("us-wset-2");
    assert_snapshot!(harness.screen());
}
