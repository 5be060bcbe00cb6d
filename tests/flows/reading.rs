//! What a window shows can be read, whatever else is said meanwhile, and taken along.

use ssotui::app::msg::{Effect, JobEvent, JobKey, Msg};
use ssotui::aws_config::diff::Diff;
use ssotui::aws_config::plan::Proposal;
use ssotui::domain::identity::CallerIdentity;
use ssotui::domain::progress::SignInEvent;
use ssotui::error::Failure;

use crate::support::*;

const SIZES: [(u16, u16); 6] = [(120, 34), (80, 24), (60, 16), (50, 20), (40, 14), (30, 10)];
const ARN: &str = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_AdministratorAccess_0a1b2c3d4e5f6a7b/alex.demo@example.com";

fn signing_in((columns, rows): (u16, u16)) -> Harness {
    let mut harness = Harness::sized(signed_out(), columns, rows);
    harness.press("l");
    let run = harness.run_of(&JobKey::SignIn(named("corp")));
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    let url = approval("RXBM-KLZQ").verification_uri_complete.unwrap_or_default();
    let failure = Failure::new("No browser was opened.", "There is no desktop here (DISPLAY is not set).");
    harness.send(Msg::Opened { url, result: Err(failure) });
    harness
}

fn identified((columns, rows): (u16, u16)) -> Harness {
    let mut harness = Harness::sized(usual(), columns, rows);
    harness.press("w");
    let key = JobKey::WhoAmI("prod-payments.admin".into());
    let run = harness.run_of(&key);
    let identity =
        CallerIdentity { account: "123456789012".into(), arn: ARN.into(), user_id: "AROA:me".into() };
    harness.job(key, run, JobEvent::Identified(Ok(identity)));
    harness
}

/// What stands in the window on top, from its first line to its last that is not blank, and in the footer.
fn written(harness: &mut Harness) -> Vec<String> {
    let areas = harness.state.areas();
    let screen = harness.screen();
    let lines: Vec<&str> = screen.lines().collect();
    let window = areas.window;
    let inside = lines.iter().skip(usize::from(window.y) + 1).take(usize::from(window.height) - 2);
    let column = usize::from(window.x) + 1;
    let cut = |line: &str| line.chars().skip(column).take(usize::from(window.width) - 2).collect::<String>();
    let mut written: Vec<String> = inside.map(|line| cut(line).trim().to_owned()).collect();
    while written.last().is_some_and(String::is_empty) {
        written.pop();
    }
    written.extend(lines.last().map(|footer| (*footer).to_owned()));
    written
}

#[test]
fn messages_hide_nothing_of_a_sign_in_or_of_a_text() {
    for size in SIZES {
        for mut harness in [signing_in(size), identified(size)] {
            harness.at(20);
            let before = written(&mut harness);
            harness.press("z");
            harness
                .send(Msg::LoadFailed(Failure::new("Could not read ~/.aws/config.", "Permission denied.")));
            harness.press("x X");
            let after = written(&mut harness);
            let screen = harness.screen();
            assert_eq!(after[..before.len() - 1], before[..before.len() - 1], "{size:?}\n{screen}");
            assert_eq!(after.last(), before.last(), "{size:?}\n{screen}");
            assert!(screen.contains("X does nothing"), "{size:?}\n{screen}");
        }
    }
}

#[test]
fn keys_without_a_meaning_say_so_in_one_message() {
    let mut harness = Harness::new(usual());
    let screen = harness.press("z X Z").screen();
    assert!(screen.contains("Z does nothing here"), "{screen}");
    assert_eq!(screen.matches("does nothing").count(), 1, "{screen}");
}

#[test]
fn a_narrow_sign_in_is_whole() {
    let mut harness = signing_in((50, 20));
    let screen = harness.screen();
    for words in ["user_code=RXBM", "10m", "Approve only", "DISPLAY is not set", "with the browser."] {
        assert!(screen.contains(words), "{words}\n{screen}");
    }
}

#[test]
fn who_one_is_and_links_are_copied_by_the_keys_that_copy() {
    for key in ["y", "c"] {
        let mut harness = identified((120, 34));
        let screen = harness.screen();
        assert!(screen.lines().last().is_some_and(|footer| footer.contains("y copy ARN")), "{screen}");
        harness.press(key);
        assert!(
            matches!(harness.effects.as_slice(), [Effect::Copy { text, .. }] if text == ARN),
            "{:?}",
            harness.effects
        );
        assert_eq!(harness.state.overlays.len(), 1, "it can still be read");

        let mut harness = Harness::new(usual());
        harness.press("o");
        let Some(Effect::OpenUrl { url, .. }) = harness.effects.first().cloned() else { panic!("no page") };
        let failure = Failure::new("The browser was not opened.", "There is no desktop here.");
        harness.send(Msg::Opened { url: url.clone(), result: Err(failure) });
        let screen = harness.screen();
        assert!(screen.lines().last().is_some_and(|footer| footer.contains("y copy link")), "{screen}");
        harness.press(key);
        assert!(matches!(harness.effects.as_slice(), [Effect::Copy { text, .. }] if *text == url));
    }
}

#[test]
fn a_text_that_could_not_be_copied_says_so_again() {
    let mut harness = Harness::new(usual());
    harness.press("c");
    let failure = Failure::new("Nothing was copied.", "There is no clipboard.");
    harness.send(Msg::Copied { what: "the line".to_owned(), result: Err(failure) });
    assert!(!harness.screen().contains("y copy"), "{}", harness.screen());
    assert_eq!(harness.press("y").effects, []);
    assert!(harness.last_said().contains("with the mouse"), "{}", harness.last_said());
}

#[test]
fn a_text_longer_than_the_screen_scrolls() {
    let mut harness = identified((30, 8));
    assert!(!harness.screen().contains("AROA:me"), "{}", harness.screen());
    assert!(harness.press("G").screen().contains("AROA:me"), "{}", harness.screen());
}

#[test]
fn a_text_keeps_its_columns() {
    let screen = identified((120, 34)).screen();
    assert!(screen.contains("account  123456789012"), "{screen}");
    assert!(screen.contains("arn      arn:aws:sts::123456789012"), "{screen}");
}

#[test]
fn what_is_refused_in_the_copy_menu_says_why_in_the_list() {
    let mut harness = Harness::new(usual());
    let screen = harness.press("G C").type_text("temporary").screen();
    let line = screen.lines().find(|line| line.contains("temporary keys")).unwrap_or_default();
    assert!(line.contains("It holds keys"), "{screen}");
}

#[test]
fn warnings_before_a_change_are_not_cut() {
    let mut harness = Harness::sized(usual(), 50, 20);
    harness.press("1 g g d");
    let run = harness.run_of(&JobKey::Change);
    let diff = Diff::of(b"[sso-session corp]\nsso_region = us-east-1\n", b"");
    let proposal =
        Proposal { title: "Delete session corp".to_owned(), diff, remarks: Vec::new(), overwrites: false };
    harness.job(JobKey::Change, run, JobEvent::Proposed(Ok(proposal)));
    let window = written(&mut harness).join("\n");
    assert!(window.contains("warning: ") && !window.contains('…'), "{window}");
    assert!(harness.press("G").screen().contains("- sso_region"), "{}", harness.screen());
}

#[test]
fn the_palette_explains_what_is_selected_in_full() {
    let mut harness = Harness::sized(usual(), 80, 24);
    let screen = harness.press(":").type_text("populate").screen();
    assert!(screen.contains("Make a profile for every account and role of the session."), "{screen}");
}

#[test]
fn a_form_with_more_fields_than_room_shows_where_one_is() {
    let mut harness = Harness::sized(usual(), 50, 20);
    let bar = |harness: &mut Harness| -> Vec<usize> {
        let screen = harness.screen();
        let rules = screen.lines().take(8).enumerate();
        rules.filter(|(_, line)| line.ends_with('┃')).map(|(line, _)| line).collect()
    };
    let first = bar(harness.press("1 g g p"));
    assert!(!first.is_empty(), "{}", harness.screen());
    let last = bar(harness.press("shift-tab"));
    assert!(last > first, "{}", harness.screen());
}
