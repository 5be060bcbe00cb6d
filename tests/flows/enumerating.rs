//! Accounts and roles: when they are asked for, how they stream in, what is new.

use ssotui::app::msg::{Effect, JobEvent, JobKey, Msg, Run};
use ssotui::app::tree::{News, TreeRow};
use ssotui::domain::inventory::Inventory;
use ssotui::domain::organization::Roles;
use ssotui::domain::progress::EnumerateEvent;
use ssotui::domain::token::TokenState;
use ssotui::error::{Failure, FailureKind};

use crate::support::*;

fn key() -> JobKey {
    JobKey::Enumerate(named("corp"))
}

fn unlisted() -> Inventory {
    let mut inventory = usual();
    inventory.organizations.clear();
    inventory
}

fn event(harness: &mut Harness, run: Run, event: EnumerateEvent) {
    harness.enumerate_event(&named("corp"), run, event);
}

fn roles_of(account: &str, names: &[&str]) -> EnumerateEvent {
    EnumerateEvent::Roles {
        account: account.into(),
        roles: names.iter().map(|name| (*name).into()).collect(),
    }
}

#[test]
fn what_is_valid_and_unknown_is_asked_for_once() {
    let mut harness = Harness::new(unlisted());
    let started: Vec<&Effect> =
        harness.effects.iter().filter(|effect| matches!(effect, Effect::Start { .. })).collect();
    assert_eq!(started.len(), 1, "corp alone is valid: {started:?}");
    let run = harness.run_of(&key());
    harness.send(Msg::Loaded(Box::new(unlisted())));
    assert_eq!(harness.effects, []);
    harness.job(key(), run, JobEvent::Enumerated(Err(Failure::new("Not listed.", "No network."))));
    harness.send(Msg::Loaded(Box::new(unlisted())));
    assert_eq!(harness.effects, [], "a failure is not repeated for the same token");
    let mut renewed = unlisted();
    renewed.sessions[0].token = token(9 * 3600, None);
    harness.send(Msg::Loaded(Box::new(renewed)));
    harness.run_of(&key());
}

#[test]
fn what_is_stored_is_shown_at_once_and_refreshed_when_old() {
    let mut harness = Harness::new(usual());
    assert_eq!(harness.effects, [], "an hour is not old");
    assert!(harness.screen().contains("Dev-Payments"));
    let mut old = usual();
    let day_ago = at(-25 * 3600);
    old.organizations.get_mut(&named("corp")).expect("stored").fetched_at = Some(day_ago);
    let mut harness = Harness::new(old);
    harness.run_of(&key());
    assert!(harness.screen().contains("Dev-Payments"), "shown while it is refreshed");
}

#[test]
fn rows_stream_in_and_the_cursor_stays_on_its_account() {
    let mut harness = Harness::new(unlisted());
    let run = harness.run_of(&key());
    harness.press("3");
    let page = vec![account("333333333333", "Middle", Roles::Pending)];
    event(&mut harness, run, EnumerateEvent::Accounts(page));
    assert!(harness.screen().contains("0 of 1+"), "{}", harness.screen());
    let page = vec![
        account("111111111111", "Alpha", Roles::Pending),
        account("999999999999", "Zulu", Roles::Pending),
    ];
    event(&mut harness, run, EnumerateEvent::Accounts(page));
    event(&mut harness, run, EnumerateEvent::AllAccountsListed);
    let tree = harness.state.tree().expect("a tree");
    assert_eq!(tree.selected_account().expect("selected").title(), "Middle");
    event(&mut harness, run, roles_of("333333333333", &["Admin", "Reader"]));
    harness.press("enter down down");
    event(&mut harness, run, roles_of("111111111111", &["Admin"]));
    let tree = harness.state.tree().expect("a tree");
    assert_eq!(tree.selected_role().expect("a role").1.name.as_str(), "Reader");
    assert!(harness.screen().contains("2 of 3"), "{}", harness.screen());
}

#[test]
fn one_account_failing_is_marked_and_the_rest_goes_on() {
    let mut harness = Harness::new(unlisted());
    let run = harness.run_of(&key());
    let page = vec![
        account("111111111111", "Alpha", Roles::Pending),
        account("222222222222", "Beta", Roles::Pending),
    ];
    event(&mut harness, run, EnumerateEvent::Accounts(page));
    let message = "Access is denied.".to_owned();
    event(&mut harness, run, EnumerateEvent::AccountFailed { account: "111111111111".into(), message });
    event(&mut harness, run, roles_of("222222222222", &["Admin"]));
    let screen = harness.press("3 enter").screen();
    assert!(screen.contains("failed") && screen.contains("! Access is denied."), "{screen}");
    assert!(screen.contains("Beta"));
}

#[test]
fn a_refused_token_is_over_and_offers_to_sign_in() {
    let mut harness = Harness::new(unlisted());
    let run = harness.run_of(&key());
    let failure =
        Failure::new("Could not list accounts.", "AWS refused the token.").kind(FailureKind::SignInNeeded);
    harness.job(key(), run, JobEvent::Enumerated(Err(failure)));
    let state = |harness: &Harness| harness.state.token_state(&harness.state.inventory.sessions[0]);
    assert_eq!(state(&harness), TokenState::Expired, "renewing it was tried");
    assert!(harness.last_said().ends_with("Press l to sign in to corp."), "{}", harness.last_said());
    let mut inventory = unlisted();
    inventory.sessions[0].token = token(8 * 3600, None);
    harness.send(Msg::Loaded(Box::new(inventory)));
    assert_eq!(state(&harness), TokenState::Valid, "another token is another matter");
}

#[test]
fn a_cancelled_one_keeps_what_came_in() {
    let mut harness = Harness::new(unlisted());
    let run = harness.run_of(&key());
    event(
        &mut harness,
        run,
        EnumerateEvent::Accounts(vec![account("111111111111", "Alpha", Roles::Pending)]),
    );
    harness.press("3 esc");
    assert_eq!(harness.effects, [Effect::Cancel(key())]);
    assert!(harness.screen().contains("Alpha"));
    event(&mut harness, run, EnumerateEvent::Accounts(vec![account("222222222222", "Late", Roles::Pending)]));
    assert!(!harness.screen().contains("Late"), "news of a cancelled run are dropped");
}

#[test]
fn new_and_gone_are_told_on_a_complete_answer_only() {
    let mut found = usual_organization();
    found.accounts.remove(1);
    found.accounts[0].roles = roles(&["AdministratorAccess", "Billing"]);
    found.fetched_at = Some(start());
    for complete in [true, false] {
        let mut harness = Harness::new(usual());
        let run = harness.press("3 r").run_of(&key());
        let found = ssotui::domain::organization::Organization { complete, ..found.clone() };
        harness.job(key(), run, JobEvent::Enumerated(Ok(found)));
        let gone = if complete { ", 1 gone account, 1 gone role" } else { "" };
        assert_eq!(harness.last_said(), format!("corp: 1 new role{gone}."));
        let tree = harness.state.tree().expect("a tree");
        let news = |name: &str| tree.accounts.iter().find(|one| one.title() == name).map(|one| one.news);
        assert_eq!(news("Dev-Web"), Some(if complete { News::Gone } else { News::Known }));
        let dev = tree.accounts.iter().find(|one| one.title() == "Dev-Payments").expect("there");
        let role =
            |name: &str| dev.roles.iter().find(|role| role.name.as_str() == name).map(|role| role.news);
        assert_eq!(role("Billing"), Some(News::New));
        assert_eq!(role("ReadOnlyAccess"), complete.then_some(News::Gone));
    }
}

#[test]
fn nothing_is_new_the_first_time_and_marks_end_with_the_next_run() {
    let mut harness = Harness::new(unlisted());
    let run = harness.run_of(&key());
    harness.job(key(), run, JobEvent::Enumerated(Ok(usual_organization())));
    let all_known = |harness: &Harness| {
        let tree = harness.state.tree().expect("a tree");
        tree.accounts
            .iter()
            .all(|one| one.news == News::Known && one.roles.iter().all(|role| role.news == News::Known))
    };
    assert!(all_known(&harness));
    let mut more = usual_organization();
    more.accounts.push(account("567890123456", "Sandbox", roles(&["Admin"])));
    for (turn, known) in [(1, false), (2, true)] {
        more.fetched_at = Some(at(turn));
        let run = harness.press("3 r").run_of(&key());
        harness.job(key(), run, JobEvent::Enumerated(Ok(more.clone())));
        assert_eq!(all_known(&harness), known, "turn {turn}");
    }
}

#[test]
fn one_that_runs_is_not_started_again_by_a_reading() {
    let mut harness = Harness::new(usual());
    harness.press("3 r").run_of(&key());
    harness.send(Msg::Loaded(Box::new(unlisted())));
    assert_eq!(harness.effects, []);
}

#[test]
fn r_needs_a_sign_in() {
    let mut harness = Harness::new(signed_out());
    harness.press("1 r");
    assert_eq!(harness.effects, []);
    assert_eq!(harness.last_said(), "Listing accounts and roles needs a sign-in to corp: press l.");
    assert_eq!(harness.press("2 r").effects, [Effect::Load], "on profiles it reads the files");
}

#[test]
fn roles_tell_which_profile_reaches_them() {
    let mut harness = Harness::new(usual());
    let screen = harness.press("3 G enter").screen();
    assert!(screen.contains("✓ prod-pa"), "{screen}");
    assert!(screen.contains("+ none"), "{screen}");
}

#[test]
fn account_names_come_to_the_profiles() {
    let mut harness = Harness::sized(unlisted(), 200, 34);
    assert!(!harness.screen().contains("Prod-Payments"));
    let run = Run(1);
    harness.job(key(), run, JobEvent::Enumerated(Ok(usual_organization())));
    let row = harness.screen().lines().find(|line| line.contains("prod-payments.read")).map(str::to_owned);
    assert!(row.expect("the row").contains("Prod-Payments"));
    harness.press("/").type_text("Dev-Web");
    assert_eq!(harness.profile(), "dev-web.deploy", "and can be searched");
}

#[test]
fn the_only_account_is_open() {
    let mut inventory = unlisted();
    let only = organization(vec![account("111111111111", "Only", roles(&["Admin"]))], at(-60));
    inventory.organizations.insert(named("corp"), only);
    let harness = Harness::new(inventory);
    let rows = &harness.state.tree().expect("a tree").rows;
    assert_eq!(rows.as_slice(), [TreeRow::Account(0), TreeRow::Role(0, 0)]);
}

#[test]
fn what_could_not_be_kept_is_told_and_stays_told() {
    let mut harness = Harness::new(unlisted());
    let run = harness.run_of(&key());
    event(&mut harness, run, EnumerateEvent::NotKept("There is no room left.".to_owned()));
    let last = harness.last_said();
    assert!(last.contains("could not be kept") && last.contains("There is no room left."), "{last}");
}
