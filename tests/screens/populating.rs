//! Populate.

use insta::assert_snapshot;

use crate::support::*;
use crate::{MIDDLE, NARROW, WIDE, usual_at};

fn populating(size: (u16, u16)) -> Harness {
    let mut harness = usual_at(size);
    harness.press("p");
    harness
}

#[test]
fn populate_wide() {
    assert_snapshot!(populating(WIDE).screen());
}

#[test]
fn populate_middle() {
    assert_snapshot!(populating(MIDDLE).screen());
}

#[test]
fn populate_narrow() {
    assert_snapshot!(populating(NARROW).screen());
}

#[test]
fn populate_with_names_in_common() {
    let mut harness = populating(WIDE);
    harness.press("tab ctrl-u").type_text("role_name").press("shift-tab shift-tab shift-tab").type_text("s");
    assert_snapshot!(harness.screen());
}
