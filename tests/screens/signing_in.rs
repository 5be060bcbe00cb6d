//! Signing in with a device code.

use insta::assert_snapshot;
use ssotui::app::msg::{JobKey, Msg};
use ssotui::domain::progress::SignInEvent;
use ssotui::error::Failure;

use crate::support::*;
use crate::{MIDDLE, NARROW, WIDE};

fn signing_in((columns, rows): (u16, u16)) -> Harness {
    let mut harness = Harness::sized(signed_out(), columns, rows);
    let run = harness.press("l").run_of(&JobKey::SignIn(named("corp")));
    harness.sign_in_event(&named("corp"), run, SignInEvent::Starting);
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    harness.at(19);
    harness
}

#[test]
fn sign_in_wide() {
    assert_snapshot!(signing_in(WIDE).screen());
}

#[test]
fn sign_in_middle() {
    assert_snapshot!(signing_in(MIDDLE).screen());
}

#[test]
fn sign_in_narrow() {
    assert_snapshot!(signing_in(NARROW).screen());
}

#[test]
fn sign_in_tall() {
    assert_snapshot!(signing_in((80, 50)).screen());
}

#[test]
fn sign_in_troubled() {
    let mut harness = signing_in(MIDDLE);
    let run = ssotui::app::msg::Run(1);
    harness.sign_in_event(&named("corp"), run, SignInEvent::SlowedDown { interval_seconds: 10 });
    harness.sign_in_event(
        &named("corp"),
        run,
        SignInEvent::Trouble("the network is unreachable.".to_owned()),
    );
    let url = approval("RXBM-KLZQ").verification_uri_complete.expect("a URL");
    let failure = Failure::new("Could not open the browser.", "There is no display.");
    harness.send(Msg::Opened { url, result: Err(failure) });
    assert_snapshot!(harness.screen());
}

#[test]
fn sign_in_starting() {
    assert_snapshot!(Harness::sized(signed_out(), 80, 24).press("l").screen());
}

#[test]
fn sign_in_in_the_background() {
    assert_snapshot!(signing_in(MIDDLE).press("enter").screen());
}

/// A resize is seen by the terminal before the program is told.
#[test]
fn a_terminal_of_another_size_is_harmless() {
    let harness = signing_in(WIDE);
    for (columns, rows) in [(1, 1), (0, 0), (120, 5), (60, 34), (100, 30), (300, 100)] {
        let backend = ratatui::backend::TestBackend::new(columns, rows);
        let mut terminal = ratatui::Terminal::new(backend).expect("a terminal");
        terminal.draw(|frame| ssotui::ui::view(&harness.state, frame)).expect("drawn");
    }
}

#[test]
fn the_code_can_be_copied_at_every_width() {
    for columns in [30, 50, 80] {
        let screen = signing_in((columns, 15)).screen();
        let footer = screen.trim_end().lines().last().unwrap_or_default();
        assert!(footer.contains("y copy code") && footer.contains("Esc cancel"), "{footer}");
    }
}
