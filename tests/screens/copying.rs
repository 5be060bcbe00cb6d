//! What can be copied, and the question before it.

use insta::assert_snapshot;

use crate::{MIDDLE, NARROW, WIDE, usual_at, with_settings};

#[test]
fn copy_menu_wide() {
    assert_snapshot!(usual_at(WIDE).press("C").screen());
}

#[test]
fn copy_menu_middle() {
    assert_snapshot!(usual_at(MIDDLE).press("C").type_text("terra").screen());
}

#[test]
fn copy_menu_narrow() {
    assert_snapshot!(usual_at(NARROW).press("C").type_text("docker").screen());
}

#[test]
fn guarded_profile() {
    let mut harness = usual_at(MIDDLE);
    with_settings(&mut harness, "[[guard]]\nmatch = 'prod-*'");
    harness.press("c");
    assert_snapshot!(harness.screen());
}
