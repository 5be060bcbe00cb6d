//! Signing in and out.

use ssotui::app::msg::{CopiedBy, Effect, Job, JobEvent, JobKey, Msg, Run};
use ssotui::app::overlay::Overlay;
use ssotui::domain::inventory::Inventory;
use ssotui::domain::profile_settings::Setting;
use ssotui::domain::progress::{SignInEvent, SignOutReport};
use ssotui::domain::token::{TokenFile, TokenState};
use ssotui::error::{Failure, FailureKind};
use ssotui::settings::{SessionSettings, Settings};

use crate::support::*;

fn key(name: &str) -> JobKey {
    JobKey::SignIn(named(name))
}

fn started(harness: &Harness) -> Vec<String> {
    let sign_in = |effect: &Effect| match effect {
        Effect::Start { job: Job::SignIn { session, .. }, .. } => Some(session.id.to_string()),
        _ => None,
    };
    harness.effects.iter().filter_map(sign_in).collect()
}

/// Signs in to `corp` as far as the code.
fn waiting() -> (Harness, Run) {
    let mut harness = Harness::new(signed_out());
    let run = harness.press("l").run_of(&key("corp"));
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    (harness, run)
}

/// Three sessions to which nobody is signed in.
fn three() -> Inventory {
    let mut inventory = signed_out();
    for entry in &mut inventory.sessions {
        entry.token = TokenFile::Missing;
    }
    inventory
}

#[test]
fn l_signs_in_to_the_session_of_the_selected_profile() {
    let mut harness = Harness::new(signed_out());
    harness.press("j l");
    assert_eq!(started(&harness), ["corp"]);
    assert!(harness.screen().contains("Sign in to corp"));
    assert!(harness.screen().contains("Asking AWS for a code"));
}

#[test]
fn from_a_profiles_row_it_goes_by_the_keys_of_that_profile() {
    let fips = |harness: &Harness| {
        harness.effects.iter().find_map(|effect| match effect {
            Effect::Start { job: Job::SignIn { network, .. }, .. } => {
                Some(network.as_ref().map(|network| network.use_fips))
            }
            _ => None,
        })
    };
    let with_fips = || {
        let mut inventory = signed_out();
        for profile in &mut inventory.profiles {
            let source = profile.source;
            let fips = Setting { key: "use_fips_endpoint", value: Some("true"), source };
            profile.settings = [fips].into_iter().collect();
        }
        Harness::new(inventory)
    };
    assert_eq!(fips(with_fips().press("1 l")), Some(None), "no profile's row: the current profile's");
    let mut harness = with_fips();
    assert_eq!(fips(harness.press("2 j l")), Some(Some(true)));
    assert_eq!(fips(harness.press("m")), Some(Some(true)), "also in the other way");
    assert_eq!(fips(Harness::new(signed_out()).press("2 j l")), Some(Some(false)));
}

#[test]
fn of_marked_rows_each_session_goes_by_the_first_of_its_own() {
    let mut inventory = signed_out();
    inventory.sessions[1].token = TokenFile::Missing;
    for index in [1, 4] {
        let source = inventory.profiles[index].source;
        let fips = Setting { key: "use_fips_endpoint", value: Some("true"), source };
        inventory.profiles[index].settings = [fips].into_iter().collect();
    }
    let fips = |harness: &Harness| -> Vec<(String, Option<bool>)> {
        let of = |effect: &Effect| match effect {
            Effect::Start { job: Job::SignIn { session, network, .. }, .. } => {
                Some((session.id.to_string(), network.as_ref().map(|it| it.use_fips)))
            }
            _ => None,
        };
        harness.effects.iter().filter_map(of).collect()
    };
    // The cursor ends on the row below the last one that was marked.
    let mut harness = Harness::new(inventory);
    harness.press("2 g j space space down space l");
    assert_eq!(fips(&harness), [("partner".to_owned(), Some(true)), ("corp".to_owned(), Some(true))]);
}

#[test]
fn the_complete_address_is_opened_once_per_code() {
    let (mut harness, run) = waiting();
    let url = "https://device.sso.us-east-1.amazonaws.com/?user_code=RXBM-KLZQ".to_owned();
    assert_eq!(harness.effects, [Effect::OpenUrl { url, browser: None }]);
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    assert_eq!(harness.effects, [], "the same code again");
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("OTHE-RONE")));
    assert_eq!(harness.effects.len(), 1, "another code");
    assert!(harness.screen().contains("OTHE-RONE"));
}

#[test]
fn the_browser_of_the_session_then_the_general_one() {
    let mut settings = Settings { browser: Some("firefox".to_owned()), ..Settings::default() };
    let own = SessionSettings { browser: Some("chromium --profile corp".to_owned()), ..Default::default() };
    settings.sessions.insert("corp".into(), own);
    let mut harness = Harness::new(three());
    harness.send(Msg::Settings(Box::new(Ok(settings)))).press("1");
    for (name, keys, browser) in
        [("corp", "l", "chromium --profile corp"), ("partner", "enter j l", "firefox")]
    {
        let run = harness.press(keys).run_of(&key(name));
        harness.sign_in_event(&named(name), run, SignInEvent::Approval(approval("AAAA-BBBB")));
        assert!(
            matches!(harness.effects.as_slice(), [Effect::OpenUrl { browser: Some(found), .. }] if found == browser),
            "{:?}",
            harness.effects
        );
    }
}

#[test]
fn no_browser_is_opened_where_the_settings_forbid_it_until_o() {
    let mut harness = Harness::new(signed_out());
    let settings = Settings { open_browser: false, ..Settings::default() };
    harness.send(Msg::Settings(Box::new(Ok(settings))));
    let run = harness.press("l").run_of(&key("corp"));
    harness.press("o");
    assert_eq!(harness.last_said(), "The server has not answered yet.");
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    assert_eq!(harness.effects, []);
    assert!(matches!(harness.press("o").effects.as_slice(), [Effect::OpenUrl { .. }]));
}

#[test]
fn only_web_addresses_are_opened() {
    for (complete, plain, opened) in [
        (Some("file:///etc/passwd"), "https://ok.example/", Some("https://ok.example/")),
        (None, "https://ok.example/", Some("https://ok.example/")),
        (Some("javascript:alert(1)"), "calc.exe", None),
        (Some("HTTPS://upper.example/"), "x", Some("HTTPS://upper.example/")),
    ] {
        let mut harness = Harness::new(signed_out());
        let run = harness.press("l").run_of(&key("corp"));
        let mut approval = approval("RXBM-KLZQ");
        approval.verification_uri = plain.to_owned();
        approval.verification_uri_complete = complete.map(str::to_owned);
        harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval));
        let found = harness.effects.iter().find_map(|effect| match effect {
            Effect::OpenUrl { url, .. } => Some(url.as_str()),
            _ => None,
        });
        assert_eq!(found, opened);
    }
}

#[test]
fn the_window_shows_code_address_and_time_and_copies_the_code() {
    let (mut harness, _) = waiting();
    let screen = harness.at(19).screen();
    for text in ["RXBM-KLZQ", "https://device.sso.us-east-1.amazonaws.com/?user_code", "ends in 9m 41s"] {
        assert!(screen.contains(text), "{text}\n{screen}");
    }
    harness.press("y");
    assert!(matches!(harness.effects.as_slice(), [Effect::Copy { text, .. }] if text == "RXBM-KLZQ"));
    harness.send(Msg::Copied { what: "the code".to_owned(), result: Ok(CopiedBy::Clipboard) });
    assert_eq!(harness.last_said(), "Copied the code.");
}

#[test]
fn the_code_in_the_window_is_never_cut_out_of_the_address() {
    let mut harness = Harness::new(signed_out());
    let run = harness.press("l").run_of(&key("corp"));
    let mut approval = approval("TRUE-CODE");
    approval.verification_uri_complete = Some("https://a.example/?user_code=FALS-CODE".to_owned());
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval));
    harness.press("y");
    assert!(matches!(harness.effects.as_slice(), [Effect::Copy { text, .. }] if text == "TRUE-CODE"));
}

#[test]
fn success_is_said_the_files_read_and_accounts_asked_for() {
    let (mut harness, run) = waiting();
    harness.job(key("corp"), run, JobEvent::SignedIn(Ok(token_facts(8 * 3600, None))));
    assert!(harness.state.overlays.is_empty());
    assert_eq!(harness.last_said(), "Signed in to corp.");
    assert!(harness.effects.contains(&Effect::Load));
    harness.run_of(&JobKey::Enumerate(named("corp")));
    let mut inventory = signed_out();
    inventory.sessions[0].token = token(8 * 3600, None);
    harness.send(Msg::Loaded(Box::new(inventory)));
    assert_eq!(harness.effects, [], "the enumeration that runs is not started again");
    assert!(harness.screen().contains("1 signed in"));
}

#[test]
fn failure_is_said_with_its_cause() {
    let (mut harness, run) = waiting();
    let failure = Failure::new("Could not sign in to corp.", "The sign-in was declined in the browser.")
        .kind(FailureKind::SignInNeeded)
        .hint("Press l to try again.");
    harness.job(key("corp"), run, JobEvent::SignedIn(Err(failure)));
    assert!(harness.state.overlays.is_empty());
    assert!(harness.last_said().contains("declined in the browser"));
    assert!(harness.screen().contains("Could not sign in to corp."));
    assert_eq!(started(harness.press("l")), ["corp"], "and it can be tried again");
}

#[test]
fn escape_cancels_and_late_news_are_dropped() {
    let (mut harness, run) = waiting();
    assert_eq!(harness.press("esc").effects, [Effect::Cancel(key("corp"))]);
    assert!(harness.state.overlays.is_empty());
    let said = harness.said().len();
    harness.job(key("corp"), run, JobEvent::SignedIn(Ok(token_facts(3600, None))));
    assert_eq!(harness.effects, []);
    assert_eq!(harness.said().len(), said);
}

#[test]
fn it_goes_on_in_the_background_and_l_shows_it_again() {
    let (mut harness, run) = waiting();
    harness.press("enter");
    assert!(harness.state.overlays.is_empty());
    assert!(harness.screen().contains("signing in"));
    harness.press("l");
    assert_eq!(started(&harness), [] as [&str; 0], "not started twice");
    assert!(harness.screen().contains("RXBM-KLZQ"));
    harness.press("b").job(key("corp"), run, JobEvent::SignedIn(Ok(token_facts(3600, None))));
    assert_eq!(harness.last_said(), "Signed in to corp.");
}

#[test]
fn marked_profiles_sign_in_to_each_session_that_needs_it() {
    let mut inventory = usual();
    inventory.sessions[1].token = TokenFile::Missing;
    let mut harness = Harness::new(inventory);
    harness.press("a l");
    let mut names = started(&harness);
    names.sort();
    assert_eq!(names, ["legacy", "partner"], "corp is signed in");
    assert!(harness.screen().contains("Sign in to partner"), "the first one is in the window");
    harness.press("tab");
    assert!(harness.screen().contains("Sign in to legacy"));
    harness.press("esc");
    assert!(harness.screen().contains("Sign in to partner"), "the other one takes its place");
}

#[test]
fn marks_that_need_nothing_say_so() {
    let mut harness = Harness::new(usual());
    harness.press("space l");
    assert_eq!(harness.last_said(), "None of the marked sessions needs signing in.");
    harness.press("esc G space l");
    assert_eq!(harness.last_said(), "None of the marked profiles uses an SSO session.");
}

#[test]
fn everywhere_goes_one_after_another() {
    let mut harness = Harness::new(three());
    harness.press("A");
    assert_eq!(started(&harness), ["corp"]);
    assert!(harness.screen().contains("Sign in to corp"));
    let run = harness.run_of(&key("corp"));
    harness.job(key("corp"), run, JobEvent::SignedIn(Ok(token_facts(3600, None))));
    assert_eq!(started(&harness), ["partner"]);
    let run = harness.run_of(&key("partner"));
    harness.job(key("partner"), run, JobEvent::SignedIn(Err(Failure::new("No.", "Declined."))));
    assert_eq!(started(&harness), ["legacy"], "a failure does not stop the others");
}

#[test]
fn everywhere_in_the_background_stays_there() {
    let mut harness = Harness::new(three());
    let run = harness.press("A").run_of(&key("corp"));
    harness.press("enter").job(key("corp"), run, JobEvent::SignedIn(Ok(token_facts(3600, None))));
    assert_eq!(started(&harness), ["partner"]);
    assert!(harness.state.overlays.is_empty(), "no window jumps up");
}

#[test]
fn cancelling_one_of_the_queue_cancels_the_rest() {
    let mut harness = Harness::new(three());
    harness.press("A esc");
    assert_eq!(started(&harness).len(), 1);
    assert_eq!(harness.last_said(), "Signing in to corp is cancelled. So are the 2 that waited.");
    let run = harness.press("1 g g l").run_of(&key("corp"));
    harness.job(key("corp"), run, JobEvent::SignedIn(Ok(token_facts(3600, None))));
    assert_eq!(started(&harness), Vec::<String>::new(), "their turn does not come later either");
    let mut inventory = three();
    inventory.sessions.truncate(2);
    let mut harness = Harness::new(inventory);
    harness.press("A esc");
    assert_eq!(harness.last_said(), "Signing in to corp is cancelled. So is the one that waited.");
}

#[test]
fn everywhere_with_nothing_to_do_says_so() {
    let mut inventory = usual();
    inventory.sessions.truncate(2);
    let mut harness = Harness::new(inventory);
    harness.press("A");
    assert_eq!(harness.last_said(), "No session needs signing in.", "what is renewable needs no browser");
}

#[test]
fn a_profile_without_a_session_says_why_not() {
    let mut harness = Harness::new(usual());
    harness.press("G l");
    assert_eq!(harness.effects, []);
    assert!(harness.last_said().contains("ci-robot uses no SSO session"), "{}", harness.last_said());
}

#[test]
fn a_session_without_a_start_url_says_why_not() {
    let mut inventory = signed_out();
    inventory.sessions[0].session.start_url = None;
    let mut harness = Harness::new(inventory);
    harness.press("l");
    assert_eq!(harness.effects, []);
    assert!(harness.last_said().contains("no sso_start_url"), "{}", harness.last_said());
}

#[test]
fn trouble_is_shown_while_it_lasts() {
    let (mut harness, run) = waiting();
    harness.sign_in_event(&named("corp"), run, SignInEvent::Trouble("no network.".to_owned()));
    assert!(harness.screen().contains("Trouble: no network."));
    harness.sign_in_event(&named("corp"), run, SignInEvent::Recovered);
    assert!(!harness.screen().contains("Trouble"));
    harness.sign_in_event(&named("corp"), run, SignInEvent::SlowedDown { interval_seconds: 10 });
    assert!(harness.screen().contains("every 10 seconds"));
}

#[test]
fn a_browser_that_does_not_open_is_told_in_the_window() {
    let (mut harness, _) = waiting();
    let url = "https://device.sso.us-east-1.amazonaws.com/?user_code=RXBM-KLZQ".to_owned();
    harness.send(Msg::Opened { url, result: Err(Failure::new("Not opened.", "There is no display.")) });
    assert!(harness.screen().contains("No browser was opened: There is no display."));
    assert!(harness.said().is_empty(), "and not twice");
}

#[test]
fn signing_out_says_what_was_deleted() {
    let mut harness = Harness::new(usual());
    let key = JobKey::SignOut(named("corp"));
    let run = harness.press("L").run_of(&key);
    let report = SignOutReport { tokens_deleted: 1, role_credentials_deleted: 2, portal_unreachable: None };
    harness.job(key.clone(), run, JobEvent::SignedOut(Ok(report)));
    assert_eq!(
        harness.last_said(),
        "Signed out of corp: 1 token file deleted and 2 files of role credentials."
    );
    assert_eq!(harness.effects, [Effect::Load]);
    let run = harness.press("L").run_of(&key);
    let report = SignOutReport {
        tokens_deleted: 1,
        role_credentials_deleted: 0,
        portal_unreachable: Some("no network.".to_owned()),
    };
    harness.job(key, run, JobEvent::SignedOut(Ok(report)));
    assert!(harness.last_said().ends_with("AWS could not be told: no network."), "{}", harness.last_said());
}

#[test]
fn signing_out_where_nobody_is_signed_in_says_so() {
    let mut harness = Harness::new(signed_out());
    harness.press("L");
    assert_eq!(harness.effects, []);
    assert_eq!(harness.last_said(), "You are not signed in to corp.");
}

#[test]
fn a_wrong_clock_is_explained_once() {
    let (mut harness, run) = waiting();
    for seconds in [10, 900, 901] {
        harness.job(key("corp"), run, JobEvent::ClockSkew { seconds });
    }
    assert_eq!(harness.said().len(), 1);
    assert!(harness.last_said().contains("15m slow"), "{}", harness.last_said());
    let mut inventory = signed_out();
    inventory.sessions[0].token = token(3600, None);
    harness.send(Msg::Loaded(Box::new(inventory)));
    let entry = &harness.state.inventory.sessions[0];
    assert_eq!(harness.state.token_state(entry), TokenState::Clock);
}

#[test]
fn the_window_closes_by_q_without_cancelling() {
    let (mut harness, _) = waiting();
    assert_eq!(harness.press("q").effects, []);
    assert!(!harness.state.overlays.iter().any(|overlay| matches!(overlay, Overlay::SignIn(_))));
    assert_eq!(harness.state.sign_ins.running.len(), 1);
}

#[test]
fn capital_a_says_which_sessions_it_passes_over_and_what_helps() {
    let mut inventory = three();
    inventory.sessions[1].session.start_url = None;
    inventory.sessions[2].session.sso_region = None;
    let mut harness = Harness::new(inventory);
    harness.press("A");
    assert_eq!(started(&harness), ["corp"]);
    let text = "Passed over: partner has no sso_start_url, legacy has no sso_region. Add what is missing. \
                E opens ~/.aws/config.";
    assert!(harness.said().contains(&text), "{:?}", harness.said());
    // Also where there is no other.
    let mut inventory = usual();
    inventory.sessions.truncate(2);
    inventory.sessions[1].token = TokenFile::Missing;
    inventory.sessions[1].session.start_url = None;
    let mut harness = Harness::new(inventory);
    harness.press("A");
    assert_eq!((started(&harness), harness.said().len()), (Vec::<String>::new(), 1), "{:?}", harness.said());
}
