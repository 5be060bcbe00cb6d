//! Colours and themes: every cell with its style.

use ssotui::app::Facts;
use ssotui::app::msg::Msg;

use crate::support::*;
use crate::{usual_at, with_settings};

#[test]
fn overview_styled() {
    let mut harness = usual_at((100, 20));
    insta::assert_debug_snapshot!(harness.buffer());
}

#[test]
fn overview_without_colour() {
    let mut harness = Harness::with_facts(Facts { colour: false, ..facts(60, 12) });
    harness.send(Msg::Loaded(Box::new(usual())));
    insta::assert_debug_snapshot!(harness.buffer());
}

#[test]
fn themes_styled() {
    for theme in ssotui::settings::theme::built_in() {
        let mut harness = usual_at((60, 12));
        with_settings(&mut harness, &format!("theme = '{theme}'\n[[guard]]\nmatch = 'prod-*'"));
        harness.press("L");
        insta::assert_debug_snapshot!(format!("theme_{theme}"), harness.buffer());
    }
}

#[test]
fn a_theme_reaches_every_cell_and_no_colour_wins() {
    use ratatui::style::Color;
    for theme in ssotui::settings::theme::built_in().skip(1) {
        let mut harness = usual_at((100, 30));
        with_settings(&mut harness, &format!("theme = '{theme}'"));
        let background = harness.state.settings.theme.colours.expect("colours").background;
        let background = Color::Rgb(background.0, background.1, background.2);
        for keys in ["z", "/", "esc C", "esc :", "esc ?", "esc !", "esc p"] {
            let buffer = harness.press(keys).buffer();
            assert!(buffer.content().iter().all(|cell| cell.bg != Color::Reset), "{theme} {keys}");
            assert!(buffer.content().iter().any(|cell| cell.bg == background));
        }
    }
    let mut harness = Harness::with_facts(Facts { colour: false, ..facts(60, 12) });
    harness.send(Msg::Loaded(Box::new(usual())));
    with_settings(&mut harness, "theme = 'moss'");
    let content = harness.buffer().content();
    assert!(content.iter().all(|cell| cell.bg == Color::Reset && cell.fg == Color::Reset));
}
