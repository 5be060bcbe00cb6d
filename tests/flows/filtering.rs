//! The filter.

use ratatui::style::Modifier;
use ssotui::app::layout::Pane;
use ssotui::app::msg::Msg;

use crate::support::*;

#[test]
fn it_filters_as_one_types_and_counts() {
    let mut harness = Harness::new(usual());
    harness.press("/").type_text("dev adm");
    assert_eq!(harness.profile(), "dev-payments.admin");
    assert!(harness.screen().contains("1 of 7"));
    harness.press("backspace backspace backspace");
    assert!(harness.screen().contains("2 of 7"));
}

#[test]
fn it_finds_the_same_whether_or_not_there_was_time_to_get_ready() {
    for ready in [false, true] {
        let mut harness = Harness::new(usual());
        let painted = |harness: &mut Harness| {
            if ready {
                harness.send(Msg::Painted);
            }
        };
        painted(&mut harness);
        harness.press("/").type_text("dev");
        assert_eq!(harness.profile(), "dev-payments.admin", "{ready}");
        let mut changed = usual();
        changed.profiles.truncate(1);
        changed.profiles.push(profile("developer", "corp", "000000000001", "Admin", 3));
        harness.send(Msg::Loaded(Box::new(changed)));
        painted(&mut harness);
        assert_eq!(harness.profile(), "developer", "{ready}");
        harness.type_text("e");
        assert_eq!(harness.profile(), "developer", "{ready}");
        harness.press("esc");
        assert_eq!(harness.state.profiles.shown().len(), 2, "{ready}");
    }
}

#[test]
fn enter_keeps_it_and_escape_clears_then_closes() {
    let mut harness = Harness::new(usual());
    harness.press("/").type_text("dev").press("enter");
    assert!(!harness.state.profiles.line.editing);
    assert_eq!(harness.state.profiles.shown().len(), 2);
    harness.press("/ esc");
    assert_eq!(harness.state.profiles.shown().len(), 7);
    assert!(harness.state.profiles.line.editing, "first the text");
    harness.press("esc");
    assert!(!harness.state.profiles.line.editing, "then the line");
}

#[test]
fn arrows_move_while_typing() {
    let mut harness = Harness::new(usual());
    harness.press("/").type_text("dev").press("down");
    assert_eq!(harness.state.profiles.list.cursor(), 1);
    harness.press("up");
    assert_eq!(harness.state.profiles.list.cursor(), 0);
    assert_eq!(harness.state.profiles.line.text(), "dev");
}

#[test]
fn matched_letters_stand_out_in_every_column() {
    let mut harness = Harness::new(usual());
    harness.press("/").type_text("web").press("enter j");
    let (x, y) = harness.find("dev-web.deploy");
    let buffer = harness.buffer();
    for (offset, bold) in [(0, false), (4, true), (5, true), (6, true)] {
        let style = buffer[(x + offset, y)].modifier;
        assert_eq!(style.contains(Modifier::UNDERLINED), bold, "letter {offset}");
    }
    harness.press("/ esc").type_text("DataSc");
    let (x, y) = harness.find("DataScientist");
    assert!(harness.buffer()[(x, y)].modifier.contains(Modifier::UNDERLINED), "the role");
}

#[test]
fn accounts_have_a_filter_of_their_own() {
    let mut harness = Harness::sized(usual(), 160, 34);
    harness.press("3 /").type_text("web");
    assert!(harness.screen().contains("Accounts & roles  1 of 3"), "{}", harness.screen());
    assert_eq!(harness.state.profiles.shown().len(), 7);
    harness.press("enter esc");
    assert_eq!(harness.state.tree().expect("a tree").shown_accounts(), 3);
}

#[test]
fn from_the_sessions_it_filters_profiles() {
    let mut harness = Harness::new(usual());
    harness.press("1 /").type_text("dev");
    assert_eq!(harness.state.focus, Pane::Profiles);
    assert_eq!(harness.state.profiles.shown().len(), 2);
}

#[test]
fn a_paste_goes_into_the_line_only_and_is_cleaned() {
    let mut harness = Harness::new(usual());
    harness.press("?").send(Msg::Paste("q".to_owned()));
    assert_eq!(harness.effects, []);
    assert_eq!(harness.last_said(), "Nothing here takes a text.");
    harness.press("esc /").send(Msg::Paste("\u{1b}dev\nadmin\r\n".to_owned()));
    assert_eq!(harness.state.profiles.line.text(), "dev admin");
    assert_eq!(harness.profile(), "dev-payments.admin");
}

#[test]
fn the_filter_given_at_the_start_works_from_the_first_row_on() {
    let mut facts = facts(120, 34);
    facts.query = Some("dev".to_owned());
    let mut harness = Harness::with_facts(facts);
    harness.send(Msg::Loaded(Box::new(usual())));
    assert_eq!(harness.state.profiles.shown().len(), 2);
    assert!(!harness.state.profiles.line.editing);
}

#[test]
fn a_long_filter_shows_where_one_types() {
    let mut harness = Harness::sized(usual(), 60, 12);
    harness.press("/").type_text(&"abcdefghij".repeat(10)).type_text("END");
    assert!(harness.screen().contains("END"), "{}", harness.screen());
}

#[test]
fn what_is_pasted_into_a_pane_is_looked_up() {
    let role = "role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_ReadOnlyAccess_0123456789abcdef";
    for (pasted, expected) in [
        ("1234-5678-9012", vec!["prod-payments.admin", "prod-payments.read"]),
        (&format!("arn:aws:iam::123456789012:{role}\n"), vec!["prod-payments.read"]),
        (
            "arn:aws:sts::345678901234:assumed-role/AWSReservedSSO_Deployer_0123456789abcdef/jane@example.com",
            vec!["dev-web.deploy"],
        ),
        (
            "https://corp.awsapps.com/start/#/console?account_id=123456789012&role_name=ReadOnlyAccess",
            vec!["prod-payments.read"],
        ),
        ("https://345678901234-ab1cd2ef.eu-west-1.console.aws.amazon.com/s3/home", vec!["dev-web.deploy"]),
        ("AWSReservedSSO_DataScientist_0123456789abcdef/jane @ 4567-8901-2345", vec!["partner-data"]),
    ] {
        for pane in ["1", "2"] {
            let mut harness = Harness::new(usual());
            harness.press(pane).send(Msg::Paste(pasted.to_owned()));
            let profiles = &harness.state.inventory.profiles;
            let shown = harness.state.profiles.shown().iter();
            let names: Vec<_> = shown.map(|row| profiles[*row].name.as_str()).collect();
            assert_eq!(names, expected, "{pasted}");
            assert!(harness.state.profiles.line.editing);
        }
    }
    let mut harness = Harness::new(usual());
    harness.press("3").send(Msg::Paste("345678901234".to_owned()));
    assert_eq!(harness.state.tree().expect("a tree").rows.len(), 1);
    harness.press("esc esc").send(Msg::Paste(" \n".to_owned()));
    assert_eq!(harness.last_said(), "Nothing here takes a text.");
}
