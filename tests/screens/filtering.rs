//! The filter, and the list of `ssotui pick`.

use insta::assert_snapshot;
use ssotui::app::msg::Msg;
use ssotui::app::{Facts, Purpose};
use ssotui::domain::usage::UsageChange;

use crate::support::*;
use crate::{MIDDLE, NARROW, WIDE, usual_at};

#[test]
fn filter_wide() {
    assert_snapshot!(usual_at(WIDE).press("/").type_text("pay adm").screen());
}

#[test]
fn filter_middle() {
    assert_snapshot!(usual_at(MIDDLE).press("/").type_text("pay adm").screen());
}

#[test]
fn filter_narrow_with_many() {
    let mut harness = Harness::sized(many(2100), NARROW.0, NARROW.1);
    assert_snapshot!(harness.press("/").type_text("prod web").press("enter space space").screen());
}

#[test]
fn filter_without_a_match() {
    assert_snapshot!(usual_at(MIDDLE).press("/").type_text("zzz").screen());
}

#[test]
fn what_is_typed_is_seen_at_every_width() {
    for columns in [28, 30, 50, 80, 120] {
        let mut harness = Harness::sized(many(2100), columns, 10);
        let screen = harness.press("/").type_text("prod web").screen();
        assert!(screen.contains("─ prod web"), "{screen}");
    }
}

fn picking(columns: u16, rows: u16) -> Harness {
    let mut harness = Harness::with_facts(Facts { purpose: Purpose::Pick, ..facts(columns, rows) });
    let mut inventory = usual();
    inventory.usage.apply(&UsageChange::Pinned { profiles: vec!["partner-data".into()], pinned: true });
    harness.send(Msg::Loaded(Box::new(inventory)));
    harness
}

#[test]
fn picking_wide() {
    assert_snapshot!(picking(100, 12).screen());
}

#[test]
fn picking_narrow() {
    assert_snapshot!(picking(40, 10).type_text("pay adm").screen());
}

#[test]
fn picking_in_hardly_any_room() {
    assert_snapshot!(picking(20, 4).screen());
}
