//! The mouse.

use crossterm::event::MouseEventKind;
use ssotui::app::layout::Pane;
use ssotui::app::msg::{Effect, Msg};
use ssotui::settings::Settings;

use crate::support::*;

#[test]
fn a_click_focuses_and_selects() {
    let mut harness = Harness::new(usual());
    let (x, y) = harness.find("dev-web.deploy");
    harness.click(x, y);
    assert_eq!(harness.profile(), "dev-web.deploy");
    let (x, y) = harness.find("partner ");
    harness.click(x, y);
    assert_eq!(harness.state.focus, Pane::Sessions);
    assert_eq!(harness.state.selected_session().expect("one").session.id, named("partner"));
    assert_eq!(harness.effects, []);
}

#[test]
fn a_double_click_is_enter() {
    let mut harness = Harness::new(usual());
    let (x, y) = harness.find("dev-web.deploy");
    harness.click(x, y).click(x + 3, y);
    assert!(
        matches!(harness.effects.as_slice(), [Effect::Copy { text, .. }] if text.contains("dev-web.deploy"))
    );
    let mut harness = Harness::new(usual());
    harness.click(x, y).at(1).click(x, y);
    assert_eq!(harness.effects, [], "too slow");
    harness.click(x, y + 1);
    assert_eq!(harness.effects, [], "another row");
}

#[test]
fn the_sign_before_an_account_opens_it() {
    let mut harness = Harness::new(usual());
    let (x, y) = harness.find("▸ Prod-Payments");
    harness.click(x, y);
    assert!(harness.screen().contains("▾ Prod-Payments"));
    harness.at(2).click(x, y);
    assert!(harness.screen().contains("▸ Prod-Payments"));
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let mut harness = Harness::new(many(500));
    let areas = harness.state.areas();
    harness.press("1");
    harness.mouse(MouseEventKind::ScrollDown, areas.profiles.x + 5, areas.profiles.y + 5);
    assert_eq!(harness.state.profiles.list.offset(), 3);
    assert_eq!(harness.state.focus, Pane::Sessions, "without taking the focus");
    harness.mouse(MouseEventKind::ScrollUp, areas.profiles.x + 5, areas.profiles.y + 5);
    assert_eq!(harness.state.profiles.list.offset(), 0);
}

#[test]
fn a_click_on_a_hint_runs_it() {
    let mut harness = Harness::new(usual());
    let (x, y) = harness.find("? help");
    harness.click(x + 3, y);
    assert_eq!(harness.state.overlays.len(), 1);
    harness.click(0, 1);
    assert!(harness.state.overlays.is_empty(), "beside a window it closes it");
}

#[test]
fn tabs_of_the_narrow_screen_can_be_clicked() {
    let mut harness = Harness::sized(usual(), 50, 20);
    let (x, y) = harness.find("3 Accounts");
    assert_eq!(harness.click(x, y).state.focus, Pane::Accounts);
    // Where only the digits of the others are there.
    let mut harness = Harness::sized(usual(), 30, 20);
    for (tab, pane) in [(" 3", Pane::Accounts), (" 1", Pane::Sessions), (" 2", Pane::Profiles)] {
        let (x, y) = harness.find(tab);
        assert_eq!(harness.click(x + 1, y).state.focus, pane);
    }
}

#[test]
fn a_stray_click_does_not_lose_a_sign_in() {
    let mut harness = Harness::new(signed_out());
    harness.press("l").click(0, 2);
    assert_eq!(harness.effects, []);
    assert_eq!(harness.state.overlays.len(), 1);
}

#[test]
fn it_can_be_turned_off() {
    let mut harness = Harness::new(usual());
    harness.send(Msg::Settings(Box::new(Ok(Settings { mouse: false, ..Settings::default() }))));
    harness.click(60, 4).mouse(MouseEventKind::ScrollDown, 60, 4);
    assert_eq!(harness.profile(), "prod-payments.admin");
}
