//! Sessions are kept alive while the screen is open, and what ends is announced.

use ssotui::app::msg::{Effect, Job, JobEvent, JobKey, Msg, Run};
use ssotui::domain::inventory::Inventory;
use ssotui::domain::progress::{NotRenewed, SignInEvent, SignOutReport};
use ssotui::domain::session::SessionId;
use ssotui::domain::token::TokenState;
use ssotui::error::{Failure, FailureKind};

use crate::support::*;

const HOUR: i64 = 3600;
const DAYS: Option<i64> = Some(90 * 24 * HOUR);

fn key() -> JobKey {
    JobKey::Renew(named("corp"))
}

/// One session, `corp`, whose token ends so many seconds after the start.
fn corp(seconds: i64, renewable: Option<i64>) -> Inventory {
    let mut inventory = usual();
    inventory.sessions.truncate(1);
    inventory.sessions[0].token = token(seconds, renewable);
    inventory
}

fn load(harness: &mut Harness, inventory: Inventory) {
    harness.send(Msg::Loaded(Box::new(inventory)));
}

/// The renewals that the latest message started.
fn renewals(harness: &Harness) -> Vec<&SessionId> {
    let started = harness.effects.iter().filter_map(|effect| match effect {
        Effect::Start { key: JobKey::Renew(id), .. } => Some(id),
        _ => None,
    });
    started.collect()
}

fn alerts(harness: &Harness) -> Vec<&str> {
    let told = harness.effects.iter().filter_map(|effect| match effect {
        Effect::Alert(text) => Some(text.as_str()),
        _ => None,
    });
    told.collect()
}

fn state(harness: &Harness) -> TokenState {
    harness.state.token_state(&harness.state.inventory.sessions[0])
}

fn over() -> NotRenewed {
    NotRenewed::Over(
        Failure::new("Could not renew the session corp.", "The session is over.")
            .kind(FailureKind::SignInNeeded),
    )
}

fn offline() -> NotRenewed {
    NotRenewed::Offline(Failure::new("Could not renew the session corp.", "There is no network."))
}

fn ended(harness: &mut Harness, run: Run, result: Result<i64, NotRenewed>) {
    harness.job(key(), run, JobEvent::Renewed(result.map(|seconds| token_facts(seconds, DAYS))));
}

#[test]
fn a_token_is_renewed_ten_minutes_before_its_end_and_the_screen_wakes_for_it() {
    let mut harness = Harness::sized(corp(HOUR, DAYS), 39, 12);
    harness.press("2");
    assert_eq!(renewals(&harness), [] as [&SessionId; 0]);
    let mut wake = harness.state.wake_at();
    while let Some(at) = wake.filter(|wake| *wake < at(HOUR - 600)) {
        assert!(renewals(harness.send(Msg::Now(at))).is_empty(), "at {at}");
        wake = harness.state.wake_at();
    }
    assert_eq!(wake, Some(at(HOUR - 600)), "woken in time, also where no countdown is seen");
    harness.at(HOUR - 600);
    let run = harness.run_of(&key());
    harness.at(HOUR - 500);
    assert_eq!(harness.effects, [], "once is enough while it is under way");
    ended(&mut harness, run, Ok(2 * HOUR));
    assert_eq!(harness.effects, [Effect::Load]);
    assert_eq!(harness.said(), [] as [&str; 0], "nobody needs to know");
    harness.at(HOUR + 10);
    assert_eq!((state(&harness), harness.effects.len()), (TokenState::Valid, 0));
    harness.at(2 * HOUR - 600);
    harness.run_of(&key());
}

#[test]
fn a_token_that_another_window_renewed_is_not_taken_for_the_sessions_last() {
    let mut harness = Harness::new(corp(HOUR, DAYS));
    harness.at(HOUR - 600);
    let run = harness.run_of(&key());
    // The files tell of the other window's token before this window's own attempt has ended with it.
    load(&mut harness, corp(2 * HOUR, DAYS));
    ended(&mut harness, run, Ok(2 * HOUR));
    harness.at(2 * HOUR - 600);
    harness.run_of(&key());
}

#[test]
fn a_refusal_says_nothing_of_a_token_that_came_meanwhile() {
    let mut harness = Harness::new(corp(HOUR, DAYS));
    harness.at(HOUR - 600);
    let run = harness.run_of(&key());
    load(&mut harness, corp(2 * HOUR, DAYS));
    ended(&mut harness, run, Err(over()));
    harness.at(2 * HOUR - 600);
    harness.run_of(&key());
}

#[test]
fn renewals_are_a_minute_apart() {
    let mut harness = Harness::new(corp(300, DAYS));
    let mut run = harness.run_of(&key());
    for now in [0, 60, 120, 180] {
        ended(&mut harness, run, Ok(now + 360));
        load(&mut harness, corp(now + 360, DAYS));
        harness.at(now + 59);
        assert!(renewals(&harness).is_empty(), "a short token is renewed often, but not more often");
        run = harness.at(now + 60).run_of(&key());
    }
}

#[test]
fn what_was_over_before_the_start_waits_until_it_is_needed() {
    let mut harness = Harness::new(corp(-60, DAYS));
    assert_eq!(harness.effects, []);
    assert_eq!(state(&harness), TokenState::Renewable);
    harness.press("3 r");
    harness.run_of(&JobKey::Enumerate(named("corp")));
}

#[test]
fn a_machine_that_slept_over_the_end_renews_when_it_wakes() {
    let mut harness = Harness::new(corp(HOUR, DAYS));
    harness.at(5 * HOUR);
    assert_eq!(state(&harness), TokenState::Renewable);
    harness.run_of(&key());
}

#[test]
fn tok_17_no_network_is_offline_and_tried_again_every_minute() {
    let mut harness = Harness::new(corp(300, DAYS));
    let mut run = harness.run_of(&key());
    for minute in 1..20 {
        ended(&mut harness, run, Err(offline()));
        assert_eq!(harness.said().len(), 1, "said once: {:?}", harness.said());
        assert!(harness.screen().contains("offline"), "{}", harness.screen());
        assert!(!harness.screen().contains("expired") || minute < 5, "{}", harness.screen());
        harness.at(minute * 60 - 1);
        assert!(renewals(&harness).is_empty());
        run = harness.at(minute * 60).run_of(&key());
    }
    assert_eq!(state(&harness), TokenState::Renewable, "never signed out");
    assert!(harness.press("1").screen().contains("There is no network."), "{}", harness.screen());
    ended(&mut harness, run, Ok(3 * HOUR));
    assert!(harness.last_said().starts_with("Renewed corp for"), "{}", harness.last_said());
    assert!(!harness.screen().contains("offline"));
}

#[test]
fn tok_15_a_session_that_ends_with_its_token_is_announced_when_renewing_is_refused() {
    let mut harness = Harness::new(corp(600, DAYS));
    let run = harness.run_of(&key());
    ended(&mut harness, run, Err(over()));
    let text = "The session corp ends in 10m and cannot be renewed. l signs in again.";
    assert_eq!((alerts(&harness), harness.last_said()), (vec![text], text));
    assert_eq!(state(&harness), TokenState::Valid, "it is good as long as it lasts");
    load(&mut harness, corp(600, DAYS));
    harness.at(300);
    assert_eq!(harness.effects, [], "told once, and not tried again");
    harness.at(601);
    assert_eq!(state(&harness), TokenState::Expired);
    assert_eq!(harness.effects, []);
}

#[test]
fn tok_16_a_session_that_was_over_while_the_machine_slept_is_told() {
    let mut harness = Harness::new(corp(HOUR, DAYS));
    let run = harness.at(12 * HOUR).run_of(&key());
    ended(&mut harness, run, Err(over()));
    assert_eq!(alerts(&harness), ["The session corp is over. l signs in again."]);
    assert_eq!(state(&harness), TokenState::Expired);
    harness.at(13 * HOUR);
    assert_eq!(harness.effects, []);
}

#[test]
fn a_renewal_that_reaches_no_further_means_the_end_of_the_session() {
    let mut harness = Harness::new(corp(HOUR, DAYS));
    let run = harness.at(HOUR - 600).run_of(&key());
    ended(&mut harness, run, Ok(HOUR));
    assert_eq!(alerts(&harness).len(), 1, "{:?}", harness.effects);
    assert!(harness.last_said().contains("cannot be renewed"), "{}", harness.last_said());
    load(&mut harness, corp(HOUR, DAYS));
    harness.at(HOUR - 400);
    assert_eq!(harness.effects, []);
}

#[test]
fn a_renewal_right_after_the_token_came_tells_nothing_of_the_end_of_the_session() {
    // Tokens of five minutes: each renewal reaches as much further as time has passed.
    let mut harness = Harness::new(corp(300, DAYS));
    for seconds in [0, 60, 120] {
        let run = if seconds == 0 { harness.run_of(&key()) } else { harness.at(seconds).run_of(&key()) };
        ended(&mut harness, run, Ok(seconds + 302));
        assert_eq!(alerts(&harness), [""; 0], "{seconds}");
        load(&mut harness, corp(seconds + 302, DAYS));
    }
    // The session's own end: a minute later it is clear.
    let mut harness = Harness::new(corp(500, DAYS));
    for (seconds, told) in [(0, 0), (60, 1)] {
        let run = if seconds == 0 { harness.run_of(&key()) } else { harness.at(seconds).run_of(&key()) };
        ended(&mut harness, run, Ok(501));
        assert_eq!(alerts(&harness).len(), told, "{seconds}");
        load(&mut harness, corp(501, DAYS));
    }
}

#[test]
fn what_is_known_of_the_end_at_the_start_is_told_at_once() {
    for renewable in [None, Some(200)] {
        let harness = Harness::new(corp(300, renewable));
        let is_kept = renewable.is_some();
        assert_eq!((renewals(&harness).len(), alerts(&harness).len()), (is_kept.into(), (!is_kept).into()));
    }
    // A token that was there long before: the first renewal tells.
    for (written, told) in [(-HOUR, 1), (-20, 0), (HOUR, 0)] {
        let mut inventory = corp(500, DAYS);
        inventory.tokens_written_at.insert(named("corp"), at(written));
        let mut harness = Harness::new(inventory);
        let run = harness.run_of(&key());
        ended(&mut harness, run, Ok(501));
        assert_eq!(alerts(&harness).len(), told, "written at {written}");
    }
}

#[test]
fn the_end_of_what_cannot_be_renewed_is_announced_ten_minutes_ahead_and_once() {
    let mut harness = Harness::new(corp(HOUR, None));
    assert_eq!(harness.at(HOUR - 601).effects, []);
    assert_eq!(harness.state.wake_at(), Some(at(HOUR - 600)));
    harness.at(HOUR - 600);
    assert_eq!(alerts(&harness), ["The session corp ends in 10m and cannot be renewed. l signs in again."]);
    load(&mut harness, corp(HOUR, None));
    assert_eq!(harness.at(HOUR - 300).effects, []);
    load(&mut harness, corp(2 * HOUR, None));
    assert_eq!(alerts(harness.at(2 * HOUR - 600)).len(), 1, "another token is another end");
}

#[test]
fn a_registration_that_ends_before_the_token_renews_nothing() {
    let mut harness = Harness::new(corp(HOUR, Some(HOUR - 700)));
    harness.at(HOUR - 600);
    assert_eq!((renewals(&harness).len(), alerts(&harness).len()), (0, 1));
}

#[test]
fn a_token_of_another_portal_is_not_renewed() {
    let mut inventory = corp(300, DAYS);
    let ssotui::domain::token::TokenFile::Present(facts) = &mut inventory.sessions[0].token else { return };
    facts.start_url = Some("https://other.awsapps.com/start".to_owned());
    let harness = Harness::new(inventory);
    assert!(renewals(&harness).is_empty(), "{:?}", harness.effects);
}

#[test]
fn l_on_what_can_be_renewed_needs_no_browser() {
    let mut harness = Harness::new(corp(-60, DAYS));
    let run = harness.press("1 l").run_of(&key());
    assert!(harness.state.overlays.is_empty());
    harness.press("l");
    assert!(renewals(&harness).is_empty(), "one is enough");
    ended(&mut harness, run, Ok(HOUR));
    assert_eq!(harness.last_said(), "Renewed corp for 1h 0m.");
    // Where that is refused, a browser is.
    let mut harness = Harness::new(corp(-60, DAYS));
    let run = harness.press("1 l").run_of(&key());
    ended(&mut harness, run, Err(over()));
    harness.run_of(&JobKey::SignIn(named("corp")));
    assert!(harness.screen().contains("Sign in to corp"));
    // And where nobody answers, that is said.
    let mut harness = Harness::new(corp(-60, DAYS));
    let run = harness.press("1 l").run_of(&key());
    ended(&mut harness, run, Err(offline()));
    assert!(harness.last_said().contains("There is no network."), "{}", harness.last_said());
    assert!(harness.state.overlays.is_empty());
}

/// The sessions to which signing in was started, and whether anew.
fn started(harness: &Harness) -> Vec<(String, bool)> {
    let sign_in = |effect: &Effect| match effect {
        Effect::Start { job: Job::SignIn { session, anew, .. }, .. } => Some((session.id.to_string(), *anew)),
        _ => None,
    };
    harness.effects.iter().filter_map(sign_in).collect()
}

#[test]
fn capital_r_signs_in_anew_and_tells_when_the_old_session_is_over() {
    let mut harness = Harness::new(corp(7 * HOUR, DAYS));
    let key = JobKey::SignIn(named("corp"));
    let run = harness.press("1 R").run_of(&key);
    assert_eq!(started(&harness), [("corp".to_owned(), true)]);
    assert!(harness.screen().contains("Sign in to corp"));
    // The other way, as long as nothing has happened, still means a new session.
    let mut other = Harness::new(corp(7 * HOUR, DAYS));
    assert_eq!(started(other.press("1 R m")).last(), Some(&("corp".to_owned(), true)));
    let report = SignOutReport { tokens_deleted: 1, ..SignOutReport::default() };
    harness.sign_in_event(&named("corp"), run, SignInEvent::SignedOut(report));
    assert_eq!(harness.effects, [Effect::Load], "what is gone shows at once");
    assert_eq!(harness.last_said(), "Signed out of corp: 1 token file deleted.");
    assert_eq!(started(harness.press("m")), [("corp".to_owned(), false)], "once is enough");
    // Nothing was signed out of where AWS could not be reached, and that is told.
    let mut harness = Harness::new(corp(7 * HOUR, DAYS));
    let run = harness.press("1 R").run_of(&key);
    let failure = Failure::new("There is no new session, and you stay signed in to corp.", "No network.");
    harness.job(key, run, JobEvent::SignedIn(Err(failure)));
    assert!(harness.last_said().contains("you stay signed in"), "{}", harness.last_said());
    assert!(harness.screen().contains("1 signed in"), "{}", harness.screen());
}

#[test]
fn marked_sessions_end_and_begin_anew_together() {
    let both = |keys: &str| {
        let mut harness = Harness::new(usual());
        harness.press("1 space space").press(keys);
        harness
    };
    let mut harness = both("R");
    let expected = [("partner".to_owned(), true), ("corp".to_owned(), true)];
    assert_eq!(started(&harness), expected, "the first one's window ends on top");
    assert!(harness.screen().contains("Sign in to corp"));
    let out = |harness: &Harness| {
        let out = |effect: &Effect| match effect {
            Effect::Start { job: Job::SignOut(session), .. } => Some(session.id.to_string()),
            _ => None,
        };
        harness.effects.iter().filter_map(out).collect::<Vec<_>>()
    };
    assert_eq!(out(&both("L")), ["corp", "partner"]);
    // Profiles stand for their sessions; those without one are passed over.
    let mut harness = Harness::new(usual());
    assert_eq!(out(harness.press("g g space space G space L")), ["corp"]);
    let mut harness = Harness::new(usual());
    harness.press("G space L");
    assert_eq!(harness.last_said(), "None of the marked profiles uses an SSO session.");
    // Marked roles are all of the session that is shown.
    let mut harness = Harness::new(usual());
    assert_eq!(out(harness.press("3 space L")), ["corp"]);
}

#[test]
fn capital_r_where_nobody_is_signed_in_signs_in() {
    let mut harness = Harness::new(signed_out());
    harness.press("1 R");
    assert_eq!(started(&harness), [("corp".to_owned(), false)]);
}

#[test]
fn signing_out_ends_the_renewal_under_way() {
    let mut harness = Harness::new(corp(300, DAYS));
    harness.run_of(&key());
    harness.press("1 L");
    assert!(harness.effects.contains(&Effect::Cancel(key())), "{:?}", harness.effects);
}

#[test]
fn nothing_is_renewed_while_the_user_signs_in() {
    let mut harness = Harness::new(corp(HOUR, DAYS));
    harness.press("1 l");
    harness.run_of(&JobKey::SignIn(named("corp")));
    harness.at(HOUR - 300);
    assert_eq!(harness.effects, []);
}

#[test]
fn another_programs_sign_in_is_waited_for_and_said() {
    let mut harness = Harness::new(signed_out());
    let run = harness.press("1 l").run_of(&JobKey::SignIn(named("corp")));
    harness.sign_in_event(&named("corp"), run, SignInEvent::WaitingForOther);
    assert!(harness.screen().contains("Another program is signing in"), "{}", harness.screen());
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    assert!(!harness.screen().contains("Another program"), "its turn came");
    harness.press("esc");
    assert_eq!(harness.effects, [Effect::Cancel(JobKey::SignIn(named("corp")))]);
}
