//! The help and the palette.

use insta::assert_snapshot;

use crate::{MIDDLE, NARROW, WIDE, usual_at};

#[test]
fn help_wide() {
    assert_snapshot!(usual_at(WIDE).press("?").screen());
}

#[test]
fn help_narrow() {
    assert_snapshot!(usual_at(NARROW).press("? ctrl-d").screen());
}

#[test]
fn palette() {
    assert_snapshot!(usual_at(MIDDLE).press(":").screen());
}

#[test]
fn palette_of_what_is_not_here() {
    assert_snapshot!(usual_at(MIDDLE).press("1 :").type_text("copy-code").screen());
}
