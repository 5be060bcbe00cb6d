//! The panes in every layout, and what their rows tell.

use insta::assert_snapshot;
use ssotui::app::msg::{JobEvent, JobKey, Msg};
use ssotui::app::{Facts, State};
use ssotui::domain::profile::Severity;
use ssotui::domain::progress::SignInEvent;
use ssotui::domain::token::TokenFile;
use ssotui::domain::usage::UsageChange;
use ssotui::settings::Settings;

use crate::support::*;
use crate::{MIDDLE, NARROW, WIDE, usual_at};

#[test]
fn overview_wide() {
    assert_snapshot!(usual_at(WIDE).screen());
}

#[test]
fn overview_middle() {
    assert_snapshot!(usual_at(MIDDLE).screen());
}

#[test]
fn overview_narrow() {
    assert_snapshot!(usual_at(NARROW).screen());
}

#[test]
fn overview_tiny() {
    assert_snapshot!(usual_at((20, 5)).screen());
}

#[test]
fn overview_very_wide() {
    assert_snapshot!(usual_at((160, 16)).screen());
}

#[test]
fn overview_ascii() {
    let mut harness =
        Harness::with_facts(Facts { ascii: true, demo: true, aws_profile: None, ..facts(100, 26) });
    harness.send(Msg::Loaded(Box::new(usual()))).press("3 G enter space 1 space");
    assert_snapshot!(harness.screen());
}

#[test]
fn ascii_terminals_get_nothing_else() {
    let mut inventory = signed_out();
    inventory.profiles[0].name = "evil\u{1b}[31m\u{202e}gnp\n".into();
    inventory.profiles[1].name = "東京の本番環境".into();
    let mut harness = Harness::with_facts(Facts { ascii: true, ..facts(80, 24) });
    assert!(harness.screen().is_ascii(), "{}", harness.screen());
    harness.send(Msg::Loaded(Box::new(inventory)));
    for keys in ["g", "esc j", "space", "z", "3 enter", "!", "esc ?", "pagedown pagedown", "esc l"] {
        assert!(harness.press(keys).screen().is_ascii(), "{keys}\n{}", harness.screen());
    }
    let run = ssotui::app::msg::Run(1);
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    assert!(harness.screen().contains("R X B M - K L Z Q"), "{}", harness.screen());
    assert!(harness.screen().is_ascii(), "{}", harness.screen());
}

#[test]
fn sessions_focused() {
    assert_snapshot!(usual_at(WIDE).press("1").screen());
}

#[test]
fn every_token_state() {
    let mut inventory = usual();
    inventory.sessions.push(entry("fresh", 60, TokenFile::Missing));
    let broken = TokenFile::Broken {
        why: "The token file is not JSON.".to_owned(),
        cure: "Sign in again to replace it.".to_owned(),
    };
    inventory.sessions.push(entry("torn", 64, broken));
    inventory.sessions.push(entry("skewed", 68, token(3000, None)));
    inventory.sessions.push(entry("ending", 72, token(500, None)));
    let mut harness = Harness::sized(inventory, 100, 34);
    let run = harness.run_of(&JobKey::Enumerate(named("skewed")));
    harness.job(JobKey::Enumerate(named("skewed")), run, JobEvent::ClockSkew { seconds: 900 });
    harness.at(10).press("1 down down down down");
    assert_snapshot!(harness.screen());
}

#[test]
fn a_role_that_is_gone() {
    let mut inventory = usual();
    let corp = inventory.organizations.get_mut(&named("corp")).expect("corp's organization");
    corp.accounts[2].roles = roles(&["AdministratorAccess"]);
    let mut harness = Harness::sized(inventory, 120, 34);
    let screen = harness.press("down").screen();
    // The footer is others' business.
    assert_snapshot!(screen.trim_end().rsplit_once('\n').expect("a footer").0);
    let mut incomplete = usual();
    let corp = incomplete.organizations.get_mut(&named("corp")).expect("corp's organization");
    (corp.accounts, corp.complete) = (Vec::new(), false);
    assert!(!Harness::sized(incomplete, 120, 34).screen().contains("gone"));
}

#[test]
fn pinned_and_sorted() {
    let mut inventory = usual();
    inventory.usage.apply(&UsageChange::Pinned { profiles: vec!["partner-data".into()], pinned: true });
    assert_snapshot!(Harness::sized(inventory, 100, 20).press("s space").at(60).screen());
}

#[test]
fn problems_in_the_files() {
    let mut inventory = usual();
    inventory.profiles[0].problems.push(problem("The value of region has a trailing blank."));
    inventory.profiles[1].problems.push(problem("sso_session names no section."));
    inventory.profiles[1].problems[0].severity = Severity::Error;
    assert_snapshot!(Harness::sized(inventory, 100, 30).press("j").screen());
}

#[test]
fn hostile_names() {
    let mut inventory = usual();
    inventory.profiles[0].name = "evil\u{1b}[31m\u{202e}gnp\n".into();
    inventory.profiles[1].name = "東京の本番環境の管理者プロファイル".into();
    inventory.profiles[2].name = "x".repeat(300).into();
    assert_snapshot!(Harness::sized(inventory, 100, 24).screen());
}

#[test]
fn reduced_motion() {
    let mut harness = usual_at(MIDDLE);
    let settings = Settings { reduced_motion: true, ..Settings::default() };
    harness.send(Msg::Settings(Box::new(Ok(settings))));
    harness.at(7 * 3600 + 42 * 60 - 90).press("1");
    assert_snapshot!(harness.screen());
}

/// Keeps the type in view: a state is all that a screen is made from.
#[test]
fn the_same_state_gives_the_same_screen() {
    let mut harness = usual_at(WIDE);
    let first = harness.screen();
    let copy: State = harness.state.clone();
    harness.state = copy;
    assert_eq!(first, harness.screen());
}

#[test]
fn overview_small() {
    let mut harness = usual_at((30, 10));
    for (digit, tabs) in
        [("1", " 1 Sessions  2   3 "), ("2", " 1  2 Profiles  3 "), ("3", " 1   2  3 Accounts ")]
    {
        let screen = harness.press(digit).screen();
        let line = screen.lines().nth(1).unwrap_or_default();
        assert_eq!(line.split_whitespace().collect::<Vec<_>>(), tabs.split_whitespace().collect::<Vec<_>>());
    }
    assert_snapshot!(harness.press("2").screen());
}

#[test]
fn long_session_names() {
    let mut inventory = usual();
    inventory.sessions.push(entry("the-second-organization", 60, token(500, None)));
    inventory.sessions.push(entry("a", 64, TokenFile::Missing));
    let mut harness = Harness::sized(inventory, 100, 34);
    let screen = harness.screen();
    assert!(screen.contains(" the-second-organi… ● valid 8m 20s│"), "{screen}");
    assert_snapshot!(screen);
}

#[test]
fn aws_profile_that_names_no_profile_is_marked() {
    for (columns, header) in [
        (120, "AWS_PROFILE no.such.profile (no such profile)"),
        (80, "AWS_PROFILE no.such.profile (no such profile)"),
        (60, "AWS_PROFILE no.such.p… (no such profile)"),
        (45, "AWS_PROFILE no.such.pro…!"),
        (30, "AWS_PROFILE no.su…!"),
    ] {
        let aws_profile = Some("no.such.profile".to_owned());
        let mut harness = Harness::with_facts(Facts { aws_profile, ..facts(columns, 20) });
        assert!(!harness.screen().contains('!'), "nothing is read yet");
        harness.send(Msg::Loaded(Box::new(usual())));
        let screen = harness.screen();
        assert!(screen.lines().next().unwrap_or_default().contains(header), "{columns}\n{screen}");
    }
    assert!(!usual_at(WIDE).screen().contains("no such profile"));
}

#[test]
fn a_very_long_name_leaves_id_role_and_state_and_stands_whole_in_the_detail() {
    let mut inventory = usual();
    let name: String = (0..100).map(|number| format!("{number:03}")).collect();
    inventory.profiles[0].name = name.as_str().into();
    let id = "123456789012";
    for (columns, rows, id) in [(80, 40, ""), (120, 34, id), (200, 50, id)] {
        let mut harness = Harness::sized(inventory.clone(), columns, rows);
        harness.press("2 g g");
        let screen = harness.screen();
        let row = screen.lines().find(|line| line.contains("000001")).unwrap_or_default();
        for part in ["…", id, "Administ", "7h 42m"] {
            assert!(row.contains(part), "{columns} {part}\n{screen}");
        }
        let letters: String = screen.chars().filter(char::is_ascii_digit).collect();
        assert!(letters.contains("097098099"), "{columns}\n{screen}");
    }
}
