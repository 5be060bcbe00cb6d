//! Toasts, and the messages that were.

use insta::assert_snapshot;
use ssotui::app::msg::Msg;
use ssotui::error::Failure;

use crate::support::*;
use crate::{MIDDLE, NARROW, WIDE, usual_at};

#[test]
fn toast_wide() {
    let mut harness = usual_at(WIDE);
    harness.press("c");
    let what = "the PowerShell line for prod-payments.admin".to_owned();
    harness.send(Msg::Copied { what, result: Ok(ssotui::app::msg::CopiedBy::Clipboard) });
    harness.send(Msg::LoadFailed(Failure::new("Could not read ~/.aws/config.", "Permission denied.")));
    assert_snapshot!(harness.screen());
}

#[test]
fn toast_narrow() {
    assert_snapshot!(usual_at(NARROW).press("z").screen());
}

#[test]
fn messages() {
    assert_snapshot!(usual_at(MIDDLE).press("z").at(5).press("L down L !").screen());
}

#[test]
fn no_clipboard() {
    let mut harness = usual_at(MIDDLE);
    harness.press("c");
    let what = "the PowerShell line for prod-payments.admin".to_owned();
    let failure = Failure::new("Nothing was copied.", "There is no clipboard here.");
    harness.send(Msg::Copied { what, result: Err(failure) });
    assert_snapshot!(harness.screen());
}

#[test]
fn a_very_long_message_is_cut_and_says_where_it_is_whole() {
    let failure = ssotui::settings::Settings::parse("[keys]\nsing-in = 'l'").expect_err("unknown");
    let mut harness = Harness::new(usual());
    harness.send(Msg::Settings(Box::new(Err(failure.into()))));
    let screen = harness.screen();
    for part in ["line 2", "sing-in", "Did you mean sign-in?", "… ! shows all of it."] {
        assert!(screen.contains(part), "{part}\n{screen}");
    }
    assert!(!screen.contains("detail-up"), "{screen}");
    let screen = harness.press("!").at(20).screen();
    assert!(screen.contains("detail-up"), "{screen}");
}
