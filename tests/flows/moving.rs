//! Moving, panes, windows, stepping back, quitting.

use ssotui::app::layout::Pane;
use ssotui::app::msg::Effect;

use crate::support::*;

#[test]
fn the_first_thing_is_to_read_the_files() {
    assert_eq!(Harness::fresh(80, 24).effects, [Effect::Load]);
}

#[test]
fn it_begins_at_the_profile_of_the_environment() {
    let mut facts = facts(120, 34);
    facts.aws_profile = Some("dev-web.deploy".to_owned());
    let mut harness = Harness::with_facts(facts);
    harness.send(ssotui::app::msg::Msg::Loaded(Box::new(usual())));
    assert_eq!(harness.profile(), "dev-web.deploy");
    harness.press("g g").send(ssotui::app::msg::Msg::Loaded(Box::new(usual())));
    assert_eq!(harness.profile(), "prod-payments.admin", "at the start only");
}

#[test]
fn letters_and_arrows_move_and_stop_at_the_ends() {
    let mut harness = Harness::new(usual());
    assert_eq!(harness.press("j down j k").profile(), "dev-payments.admin");
    assert_eq!(harness.press("G").profile(), "ci-robot");
    assert_eq!(harness.press("j").profile(), "ci-robot");
    assert_eq!(harness.press("g g").profile(), "prod-payments.admin");
    assert_eq!(harness.press("k").profile(), "prod-payments.admin");
    assert_eq!(harness.press("end home").profile(), "prod-payments.admin");
}

#[test]
fn pages_follow_the_height_of_the_pane() {
    let mut harness = Harness::sized(many(1000), 120, 34);
    let height = harness.state.areas().profiles.height - 2;
    harness.press("pagedown");
    assert_eq!(harness.state.profiles.list.cursor(), usize::from(height) - 1);
    harness.press("ctrl-u");
    assert_eq!(harness.state.profiles.list.cursor(), usize::from(height) - 1 - usize::from(height / 2));
}

#[test]
fn a_half_typed_key_is_shown_forgotten_and_taken_back() {
    let mut harness = Harness::new(usual());
    harness.press("G g");
    assert!(harness.screen().contains(" g …"), "{}", harness.screen());
    harness.at(3);
    assert!(!harness.screen().contains(" g …"));
    harness.press("g");
    assert_eq!(harness.profile(), "ci-robot", "the first g was forgotten");
    harness.press("esc");
    assert!(harness.state.pending.is_empty());
    assert!(harness.said().is_empty(), "Esc took back the key and nothing else: {:?}", harness.said());
    harness.press("g k");
    assert_eq!(harness.profile(), "old-payments", "k stands for itself after a g that leads nowhere");
}

#[test]
fn panes_by_tab_and_by_number() {
    let mut harness = Harness::new(usual());
    assert_eq!(harness.state.focus, Pane::Profiles);
    assert_eq!(harness.press("tab").state.focus, Pane::Accounts);
    assert_eq!(harness.press("tab").state.focus, Pane::Sessions);
    assert_eq!(harness.press("shift-tab").state.focus, Pane::Accounts);
    assert_eq!(harness.press("2").state.focus, Pane::Profiles);
    assert_eq!(harness.press("1").state.focus, Pane::Sessions);
    assert_eq!(harness.press("3").state.focus, Pane::Accounts);
}

#[test]
fn arrows_open_and_close_in_the_tree_and_else_change_panes() {
    let mut harness = Harness::new(usual());
    harness.press("3 right");
    assert!(harness.screen().contains("▾ Dev-Payments"));
    harness.press("down left");
    assert!(harness.screen().contains("▸ Dev-Payments"));
    assert_eq!(harness.state.tree().expect("a tree").list.cursor(), 0, "closing goes to the account");
    assert_eq!(harness.press("2 left").state.focus, Pane::Sessions);
    assert_eq!(harness.press("right").state.focus, Pane::Profiles);
}

#[test]
fn the_accounts_follow_the_selection() {
    let mut harness = Harness::new(usual());
    assert_eq!(harness.state.shown_session, Some(named("corp")));
    harness.press("1 j");
    assert_eq!(harness.state.shown_session, Some(named("partner")));
    harness.press("3");
    assert_eq!(harness.state.shown_session, Some(named("partner")), "going there changes nothing");
    harness.press("2 G k");
    assert_eq!(harness.state.shown_session, Some(named("legacy")));
    harness.press("j");
    assert_eq!(harness.profile(), "ci-robot");
    assert_eq!(harness.state.shown_session, Some(named("legacy")), "a profile without a session neither");
}

#[test]
fn escape_steps_back_one_thing_at_a_time_and_never_quits() {
    let mut harness = Harness::new(usual());
    harness.press("space / p a y").press("?");
    assert_eq!(harness.state.profiles.line.text(), "pay?", "a letter in a filter is text");
    harness.press("enter ?");
    assert_eq!(harness.state.overlays.len(), 1);
    harness.press("esc");
    assert_eq!(harness.state.overlays.len(), 0, "the window");
    harness.press("esc");
    assert_eq!(harness.state.profiles.line.text(), "", "the filter");
    assert_eq!(harness.state.marked(), 1);
    harness.press("esc");
    assert_eq!(harness.state.marked(), 0, "the marks");
    harness.press("esc");
    assert_eq!(harness.effects, []);
    assert_eq!(harness.last_said(), "Nothing to go back from. Press q to quit.");
}

#[test]
fn q_closes_windows_then_quits_and_ctrl_c_quits_at_once() {
    let mut harness = Harness::new(usual());
    harness.press("? q");
    assert_eq!(harness.effects, []);
    assert!(harness.state.overlays.is_empty());
    assert_eq!(harness.press("q").effects, [Effect::Quit { exit_code: 0 }]);
    for before in ["?", "/", "1 j l"] {
        let mut harness = Harness::new(usual());
        harness.press(before);
        assert_eq!(harness.press("ctrl-c").effects, [Effect::Quit { exit_code: 0 }], "after {before}");
    }
    assert_eq!(Harness::sized(usual(), 10, 3).press("q").effects, [Effect::Quit { exit_code: 0 }]);
}

#[test]
fn ctrl_z_suspends_also_while_typing() {
    assert_eq!(Harness::new(usual()).press("ctrl-z").effects, [Effect::Suspend]);
    assert_eq!(Harness::new(usual()).press("/ ctrl-z").effects, [Effect::Suspend]);
}

#[test]
fn a_key_without_a_meaning_says_so() {
    let mut harness = Harness::new(usual());
    harness.press("z");
    assert_eq!(harness.last_said(), "z does nothing here. ? shows the keys.");
    harness.press("? l");
    assert_eq!(harness.last_said(), "l does nothing in this window. ? shows the keys.");
    harness.press("esc 3 v");
    assert!(
        harness.last_said().starts_with("Ranges are for sessions and profiles."),
        "{}",
        harness.last_said()
    );
}

#[test]
fn the_help_names_every_action_with_its_keys() {
    let mut harness = Harness::sized(usual(), 120, 200);
    let screen = harness.press("?").screen();
    for row in ssotui::keys::ACTIONS {
        let words: Vec<&str> = row.help.split(' ').take(4).collect();
        assert!(screen.contains(&words.join(" ")), "{} is not in the help", row.id);
    }
    let mut harness = Harness::sized(usual(), 80, 24);
    let top = harness.press("?").screen();
    assert_ne!(top, harness.press("pagedown").screen(), "it scrolls");
    assert_eq!(top, harness.press("g g").screen());
}

#[test]
fn messages_go_after_their_time_and_stay_in_the_list() {
    let mut harness = Harness::new(usual());
    assert!(harness.press("!").screen().contains("Nothing was said yet."));
    harness.press("esc z");
    assert!(harness.screen().contains("z does nothing here"));
    harness.at(2);
    assert!(harness.screen().contains("z does nothing here"));
    harness.at(4);
    assert!(!harness.screen().contains("z does nothing here"));
    assert!(harness.press("!").screen().contains("09:41:00  z does nothing here"));
}

#[test]
fn a_repeated_message_does_not_pile_up() {
    let mut harness = Harness::new(usual());
    harness.press("z z z z");
    assert_eq!(harness.said().len(), 1);
}

#[test]
fn marks_by_one_by_range_and_all() {
    let mut harness = Harness::new(usual());
    harness.press("space space");
    assert_eq!(harness.state.marked(), 2);
    assert_eq!(harness.profile(), "dev-payments.admin", "marking moves on");
    assert!(harness.screen().contains("2 rows marked"));
    harness.press("v j j v");
    assert_eq!(harness.state.marked(), 5);
    harness.press("a");
    assert_eq!(harness.state.marked(), 7);
    harness.press("a");
    assert_eq!(harness.state.marked(), 0);
    harness.press("/").type_text("dev").press("enter a");
    assert_eq!(harness.state.marked(), 2, "only what is shown");
}

#[test]
fn a_resize_keeps_the_selection_in_view() {
    let mut harness = Harness::sized(many(500), 120, 40);
    harness.press("G");
    let name = harness.profile().to_owned();
    for (columns, rows) in [(60, 12), (20, 5), (1, 1), (200, 60), (50, 20)] {
        harness.resize(columns, rows);
        assert_eq!(harness.profile(), name);
        if rows > 5 {
            let begin: String = name.chars().take(8).collect();
            assert!(harness.screen().contains(&begin), "{columns}x{rows}\n{}", harness.screen());
        }
    }
}

#[test]
fn the_footer_drops_hints_whole_and_keeps_the_help_last() {
    let mut harness = Harness::new(usual());
    for keys in ["2", "space", "g", "esc 3", "1", "l"] {
        harness.press(keys);
        for columns in 20..200 {
            let footer = ssotui::app::hint::footer(&harness.state, columns);
            let mut end = 0;
            for hint in &footer.hints {
                assert!(hint.x > end && hint.x + hint.width <= columns, "{columns} {footer:?}");
                end = hint.x + hint.width;
            }
            if footer.left.is_empty() {
                use ssotui::keys::Action;
                let last = footer.hints.last().expect("at least the help").action;
                let in_its_place = last == Action::Back && footer.hints.len() == 2;
                assert!(last == Action::Help || in_its_place && keys == "l", "{columns} {footer:?}");
            }
        }
    }
}
