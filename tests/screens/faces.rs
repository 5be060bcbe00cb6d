//! The faces of the panes that have nothing to show: empty, loading, in error, without room.

use insta::assert_snapshot;
use ssotui::app::msg::Msg;
use ssotui::domain::inventory::Inventory;
use ssotui::error::Failure;

use crate::support::*;
use crate::{MIDDLE, NARROW, WIDE, usual_at};

#[test]
fn too_small() {
    assert_snapshot!(usual_at((19, 4)).screen());
}

fn empty((columns, rows): (u16, u16)) -> Harness {
    Harness::sized(Inventory::default(), columns, rows)
}

#[test]
fn empty_wide() {
    assert_snapshot!(empty(WIDE).screen());
}

#[test]
fn empty_middle() {
    assert_snapshot!(empty(MIDDLE).screen());
}

#[test]
fn empty_narrow() {
    assert_snapshot!(empty(NARROW).screen());
}

#[test]
fn loading_wide() {
    assert_snapshot!(Harness::fresh(WIDE.0, WIDE.1).screen());
}

#[test]
fn loading_narrow() {
    assert_snapshot!(Harness::fresh(NARROW.0, NARROW.1).screen());
}

#[test]
fn error_wide() {
    let mut harness = Harness::fresh(WIDE.0, WIDE.1);
    let failure = Failure::new("Could not read ~/.aws/config.", "Permission denied.")
        .hint("Allow yourself to read it: chmod u+r ~/.aws/config");
    harness.send(Msg::LoadFailed(failure)).at(9);
    assert_snapshot!(harness.screen());
}

#[test]
fn what_helps_a_newcomer_is_seen_where_room_is_short() {
    let screen = empty((30, 10)).screen();
    assert!(screen.contains("sets up a session"), "{screen}");
}
