//! The tree of accounts and roles.

use insta::assert_snapshot;
use ssotui::app::msg::{JobEvent, JobKey};
use ssotui::domain::organization::Roles;
use ssotui::domain::progress::EnumerateEvent;

use crate::support::*;
use crate::{NARROW, WIDE, usual_at};

#[test]
fn tree_open_with_news() {
    let mut harness = usual_at(WIDE);
    let run = harness.press("3 r").run_of(&JobKey::Enumerate(named("corp")));
    let mut found = usual_organization();
    found.accounts.remove(1);
    found.accounts[1].roles = roles(&["AdministratorAccess", "Billing", "Support"]);
    found.accounts.push(account("567890123456", "Sandbox", roles(&["AdministratorAccess"])));
    found.fetched_at = Some(start());
    harness.job(JobKey::Enumerate(named("corp")), run, JobEvent::Enumerated(Ok(found)));
    harness.at(4).press("G k enter j j");
    assert_snapshot!(harness.screen());
}

fn streaming(harness: &mut Harness) {
    let id = named("corp");
    let run = harness.press("3 r").run_of(&JobKey::Enumerate(id.clone()));
    let pending =
        |number: u32| account(&format!("{number:012}"), &format!("Account-{number}"), Roles::Pending);
    harness.enumerate_event(&id, run, EnumerateEvent::Accounts((1..=300).map(pending).collect()));
    harness.enumerate_event(&id, run, EnumerateEvent::AllAccountsListed);
    for number in 1..=11 {
        let account = format!("{number:012}").into();
        let roles = vec!["AdministratorAccess".into(), "ReadOnlyAccess".into()];
        harness.enumerate_event(&id, run, EnumerateEvent::Roles { account, roles });
    }
    let message = "AWS says: ForbiddenException, no access.".to_owned();
    let account = "000000000012".into();
    harness.enumerate_event(&id, run, EnumerateEvent::AccountFailed { account, message });
}

#[test]
fn tree_streaming_wide() {
    let mut inventory = usual();
    inventory.organizations.clear();
    let mut harness = Harness::sized(inventory, WIDE.0, WIDE.1);
    streaming(&mut harness);
    harness.at(4).press("enter down down down down down enter");
    assert_snapshot!(harness.screen());
}

#[test]
fn tree_streaming_narrow() {
    let mut inventory = usual();
    inventory.organizations.clear();
    let mut harness = Harness::sized(inventory, NARROW.0, NARROW.1);
    streaming(&mut harness);
    assert_snapshot!(harness.at(4).press("enter down").screen());
}

#[test]
fn marked_in_the_accounts_pane() {
    let mut harness = usual_at(WIDE);
    harness.press("3 space");
    assert_snapshot!(harness.screen());
}

#[test]
fn trouble_is_told_whole_in_the_middle_layout() {
    let mut harness = usual_at(crate::MIDDLE);
    let id = named("corp");
    let run = harness.press("3 r").run_of(&JobKey::Enumerate(id.clone()));
    harness.enumerate_event(&id, run, EnumerateEvent::Trouble("No way.".to_owned()));
    let screen = harness.screen();
    assert!(screen.contains("─ corp ─ trying again ─"), "{screen}");
}
