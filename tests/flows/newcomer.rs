//! What somebody who sees the program for the first time meets: where it begins, what the footer
//! promises, what it says when a key can do nothing, and whether small terminals show what matters.

use ssotui::app::Facts;
use ssotui::app::hint::footer;
use ssotui::app::msg::{Effect, JobEvent, JobKey, Msg};
use ssotui::domain::inventory::Inventory;
use ssotui::domain::names::StartUrl;
use ssotui::domain::progress::{EnumerateEvent, SignInEvent};
use ssotui::domain::session::SessionId;
use ssotui::error::Failure;
use ssotui::settings::Settings;

use crate::support::*;

/// A default profile without a session stands before the others, as `aws configure` writes it.
fn with_default() -> Inventory {
    let mut inventory = usual();
    inventory.profiles.insert(0, keys_profile("default", 1));
    inventory
}

fn hints(harness: &Harness) -> Vec<&'static str> {
    footer(&harness.state, 300).hints.iter().map(|hint| hint.title).collect()
}

#[test]
fn the_cursor_begins_where_there_is_something_to_sign_in_to() {
    let facts = Facts { aws_profile: None, ..facts(120, 34) };
    let mut harness = Harness::with_facts(facts.clone());
    harness.send(Msg::Loaded(Box::new(with_default())));
    assert_eq!(harness.profile(), "prod-payments.admin");
    // From then on it stays where the user put it.
    harness.press("k").send(Msg::Loaded(Box::new(with_default())));
    assert_eq!(harness.profile(), "default");

    let mut harness = Harness::with_facts(Facts { aws_profile: Some("default".to_owned()), ..facts });
    harness.send(Msg::Loaded(Box::new(with_default())));
    assert_eq!(harness.profile(), "default", "where the environment already is");
}

#[test]
fn the_footer_promises_only_what_works_here() {
    let mut harness = Harness::new(with_default());
    harness.press("g g");
    assert_eq!(harness.profile(), "default");
    assert!(!hints(&harness).contains(&"sign in") && !hints(&harness).contains(&"sign out"));
    harness.press("j");
    assert!(hints(&harness).contains(&"sign in") && hints(&harness).contains(&"sign out"));
    harness.press("3");
    assert!(hints(&harness).contains(&"open") && !hints(&harness).contains(&"copy line"));
    harness.press("enter");
    assert!(hints(&harness).contains(&"close"));
    harness.press("j");
    assert!(hints(&harness).contains(&"use") && hints(&harness).contains(&"copy line"));
}

#[test]
fn a_window_says_how_to_leave_it_and_does_not_call_it_quitting() {
    let mut harness = Harness::new(signed_out());
    for (keys, way) in [("?", "close"), ("esc l", "cancel")] {
        harness.press(keys);
        assert!(!hints(&harness).contains(&"quit"), "{keys}");
        for columns in 20..60 {
            let titles: Vec<_> =
                footer(&harness.state, columns).hints.iter().map(|hint| hint.title).collect();
            let before_the_help = titles.len() == 2 && titles[1] == way;
            assert!(titles.ends_with(&[way, "help"]) || before_the_help, "{columns} {titles:?}");
        }
    }
}

#[test]
fn a_session_that_has_no_section_is_called_so() {
    let mut inventory = usual();
    inventory.profiles[0].session = Some(named("gone"));
    let mut harness = Harness::new(inventory);
    harness.press("g g l");
    assert_eq!(
        harness.last_said(),
        "prod-payments.admin names the session gone, and ~/.aws/config has no section [sso-session gone]."
    );
    assert_eq!(harness.effects, []);
}

#[test]
fn signing_out_ends_a_sign_in_that_would_write_a_token_after_it() {
    let mut harness = Harness::new(usual());
    let key = JobKey::SignIn(named("corp"));
    let run = harness.press("l").run_of(&key);
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    harness.press("enter L");
    assert!(harness.effects.contains(&Effect::Cancel(key.clone())), "{:?}", harness.effects);
    assert!(harness.state.sign_ins.running.is_empty());
    harness.job(key, run, JobEvent::SignedIn(Ok(token_facts(3600, None))));
    assert!(!harness.said().contains(&"Signed in to corp."), "{:?}", harness.said());
}

#[test]
fn a_session_without_profiles_says_how_to_get_some() {
    let inventory = Inventory { profiles: Vec::new(), ..signed_out() };
    let mut harness = Harness::fresh(120, 34);
    harness.send(Msg::Loaded(Box::new(inventory)));
    let screen = harness.screen();
    assert!(screen.contains("makes one for every account and role"), "{screen}");
    assert_eq!(hints(&harness).first(), Some(&"sign in"), "the session is selected");
    harness.press("l");
    assert!(matches!(harness.effects.as_slice(), [Effect::Start { .. }, ..]), "{:?}", harness.effects);
}

#[test]
fn where_nothing_is_selected_the_key_that_helps_is_named() {
    let mut harness = Harness::fresh(120, 34);
    harness.send(Msg::Loaded(Box::default()));
    for keys in ["c", "y", "C", "w", "enter", "m", "e"] {
        harness.press(keys);
        assert_eq!(harness.last_said(), "There is no profile yet. n adds a session to begin with.", "{keys}");
    }
    assert!(!hints(&harness).contains(&"populate"));
    harness.press("1 y");
    assert_eq!(harness.last_said(), "There is no session yet. n adds one.");
    let mut harness = Harness::new(usual());
    harness.press("/").type_text("nosuch").press("enter c");
    assert_eq!(harness.last_said(), "No row matches the filter. Esc clears it.");
}

#[test]
fn where_nothing_can_be_suspended_the_key_says_why() {
    let mut harness = Harness::with_facts(Facts { can_suspend: false, ..facts(80, 24) });
    harness.press("ctrl-z");
    assert_eq!(harness.effects, []);
    assert!(harness.last_said().starts_with("Windows cannot stop a program"), "{}", harness.last_said());
    assert_eq!(Harness::new(usual()).press("ctrl-z").effects, [Effect::Suspend]);
}

#[test]
fn a_small_terminal_shows_the_code_before_all_else() {
    for (columns, rows) in [(20, 5), (24, 6), (40, 8), (40, 12), (60, 10), (80, 12), (120, 14)] {
        let mut harness = Harness::sized(signed_out(), columns, rows);
        let run = harness.press("l").run_of(&JobKey::SignIn(named("corp")));
        harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
        let failure =
            Failure::new("The browser was not opened.", "None of $BROWSER could be started: missing.");
        let url = "https://device.sso.us-east-1.amazonaws.com/?user_code=RXBM-KLZQ".to_owned();
        harness.send(Msg::Opened { url, result: Err(failure) });
        let screen = harness.screen();
        let code = ["RXBM-KLZQ", "R X B M - K L Z Q"];
        assert!(code.iter().any(|code| screen.contains(code)), "{columns}x{rows}\n{screen}");
        if columns >= 40 && rows >= 8 {
            assert!(screen.contains("https://device.sso"), "{columns}x{rows}\n{screen}");
            assert!(screen.contains("10m left"), "{columns}x{rows}\n{screen}");
        }
    }
}

#[test]
fn the_demo_says_that_it_approves_by_itself_and_where_its_page_opens() {
    let mut harness = Harness::with_facts(Facts { demo: true, approves_itself: true, ..facts(120, 34) });
    harness.send(Msg::Loaded(Box::new(signed_out())));
    let run = harness.press("l").run_of(&JobKey::SignIn(named("corp")));
    let mut here = approval("RXBM-KLZQ");
    here.verification_uri_complete = Some("http://127.0.0.1:4711/device?user_code=RXBM-KLZQ".to_owned());
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(here));
    assert!(harness.screen().contains("the demo approves it by itself"), "{}", harness.screen());
    assert!(harness.screen().contains("go to this address on this machine"), "{}", harness.screen());
    assert!(!harness.screen().contains("any device"), "{}", harness.screen());
}

#[test]
fn a_start_url_is_told_from_others_in_a_narrow_pane() {
    let mut inventory = usual();
    inventory.sessions[2].session.id =
        SessionId::Legacy(StartUrl::from("https://d-90670a1b2c.awsapps.com/start"));
    let mut harness = Harness::sized(inventory, 120, 34);
    assert!(harness.screen().contains(" d-90670a1b"), "{}", harness.screen());
}

#[test]
fn while_a_session_signs_in_its_accounts_say_which_key_shows_the_window() {
    let mut harness = Harness::new(signed_out());
    harness.press("l enter");
    assert!(harness.screen().contains("l shows the window."), "{}", harness.screen());
    assert!(!harness.screen().contains("l signs in to corp and lists"), "{}", harness.screen());
}

#[test]
fn trouble_of_an_enumeration_is_told_in_full() {
    let mut harness = Harness::new(usual());
    let id = named("corp");
    let run = harness.press("3 r").run_of(&JobKey::Enumerate(id.clone()));
    let why = "portal.sso.us-east-1.amazonaws.com did not answer in 30 s.";
    harness.enumerate_event(&id, run, EnumerateEvent::Trouble(why.to_owned()));
    assert!(harness.screen().contains("─ trying again ─"), "{}", harness.screen());
    assert!(harness.screen().contains(why), "{}", harness.screen());
}

#[test]
fn a_token_that_is_over_for_good_is_not_asked_with() {
    let mut inventory = usual();
    inventory.sessions[1].token = token(-60, None);
    let mut harness = Harness::new(inventory);
    harness.press("1 g g j 3");
    assert!(harness.screen().contains("l signs in to partner and lists"), "{}", harness.screen());
    assert!(!hints(&harness).contains(&"open") && !hints(&harness).contains(&"copy name"));
    harness.press("r");
    assert_eq!(harness.effects, []);
    assert_eq!(harness.last_said(), "Listing accounts and roles needs a sign-in to partner: press l.");
}

#[test]
fn what_is_typed_into_a_narrow_pane_is_seen() {
    let mut harness = Harness::sized(usual(), 100, 30);
    harness.press("3 /").type_text("pay admin");
    assert!(harness.screen().contains(" pay admin"), "{}", harness.screen());
    let mut harness = Harness::sized(usual(), 200, 30);
    harness.press("3 /").type_text("pay admin");
    assert!(harness.screen().contains(" 2 of 3 ─ pay admin"), "{}", harness.screen());
}

#[test]
fn a_role_without_a_profile_gets_one_by_enter_and_says_so() {
    // A role that no profile reaches.
    let mut harness = Harness::new(usual());
    harness.press("3 right down down");
    assert!(hints(&harness).contains(&"make profile") && !hints(&harness).contains(&"copy line"));
    for keys in ["c", "w", "x"] {
        harness.press(keys);
        assert_eq!(
            harness.last_said(),
            "No profile reaches ReadOnlyAccess in Dev-Payments. n makes one.",
            "{keys}"
        );
    }
    harness.press("enter");
    let screen = harness.screen();
    assert!(screen.contains("New profile of corp: ReadOnlyAccess in Dev-Payments"), "{screen}");
    // The key is the one of the settings.
    let settings = Settings::parse("[keys]\nnew = 'f4'").expect("settings");
    harness.press("esc").send(Msg::Settings(Box::new(Ok(settings)))).press("c");
    assert!(harness.last_said().ends_with(" F4 makes one."), "{}", harness.last_said());
    // Of a start URL without a section none can be made.
    let mut inventory = usual();
    let legacy = SessionId::Legacy("https://legacy.awsapps.com/start".into());
    inventory.sessions[2].session.id = legacy.clone();
    inventory.organizations.insert(legacy, usual_organization());
    let mut harness = Harness::new(inventory);
    harness.press("1 G 3 down right down");
    assert!(!hints(&harness).contains(&"make profile") && !hints(&harness).contains(&"use"));
    harness.press("enter");
    assert!(harness.state.overlays.is_empty());
    assert!(harness.last_said().contains(" M gives the start URL a session"), "{}", harness.last_said());
}

#[test]
fn a_role_that_several_profiles_reach_offers_no_line() {
    let mut inventory = usual();
    inventory.profiles.push(profile("other", "corp", "345678901234", "Deployer", 90));
    let mut harness = Harness::new(inventory);
    harness.press("3 down right down");
    assert!(!hints(&harness).contains(&"use") && !hints(&harness).contains(&"copy line"));
    harness.press("enter");
    assert!(harness.last_said().contains("choose one in the profiles pane"), "{}", harness.last_said());
}
