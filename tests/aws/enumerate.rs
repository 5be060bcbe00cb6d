//! Accounts and roles: every one of them, once, whatever the portal does.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::SignedDuration;
use serde_json::json;
use ssotui::aws::clock::Clock;
use ssotui::demo::{Fault, Operation, ThrottleHint};
use ssotui::domain::organization::{Account, Organization, Roles};
use ssotui::domain::progress::EnumerateEvent;
use ssotui::error::{Failure, FailureKind};
use ssotui::tasks::enumerate::enumerate;
use ssotui::tasks::load::load;

use crate::{Events, World, session};

async fn run(world: &World) -> (Result<Organization, Failure>, Vec<EnumerateEvent>) {
    let events = Events::new();
    let result = enumerate(&world.aws, &session(), &|event| events.add(event)).await;
    (result, events.all())
}

/// Every account with each of its roles, as pairs.
fn pairs(accounts: &[Account]) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = accounts
        .iter()
        .flat_map(|account| {
            let Roles::Listed(roles) = &account.roles else { return Vec::new() };
            roles.iter().map(|role| (account.id.to_string(), role.to_string())).collect()
        })
        .collect();
    pairs.sort();
    pairs
}

fn assert_whole(world: &World, organization: &Organization) {
    assert!(organization.complete);
    assert_eq!(organization.accounts.len(), world.server.organization().len());
    assert_eq!(pairs(&organization.accounts), pairs(&world.server.organization()), "none lost, none doubled");
}

fn signed_in(accounts: usize, roles: usize) -> World {
    let world = World::new(|options| (options.accounts, options.roles) = (accounts, roles));
    world.sign_in(&session());
    world
}

#[tokio::test]
async fn every_page_is_read_and_tokens_travel_back_unchanged() {
    let world = signed_in(245, 900);
    let mut accounts = world.server.organization();
    accounts[3].roles = Roles::Listed((0..250).map(|role| format!("Role-{role:03}").into()).collect());
    world.server.set_organization(accounts);
    let (organization, events) = run(&world).await;
    let organization = organization.expect("listed");
    assert_whole(&world, &organization);
    let requests = world.server.requests_for(Operation::ListAccounts);
    assert_eq!(requests.len(), 3);
    for request in world.server.requests() {
        assert_eq!(request.parameter("max_result"), Some("100"));
        assert!(request.body.is_empty() && request.header("content-length").is_none(), "a GET has no body");
        assert!(
            request.header("x-amz-sso_bearer_token").is_some() && request.header("authorization").is_none()
        );
    }
    let next = requests[1].parameter("next_token").expect("a token");
    assert!(next.contains('+') && next.contains("/&=") && next.contains("%2B=="), "{next}");
    assert!(requests[1].raw_query.contains("%2F%26%3D100%252B%3D%3D"), "{}", requests[1].raw_query);
    assert_eq!(world.count(Operation::ListAccountRoles), 247, "one account has three pages");

    let streamed: usize = events
        .iter()
        .map(|event| match event {
            EnumerateEvent::Accounts(accounts) => accounts.len(),
            _ => 0,
        })
        .sum();
    assert_eq!(streamed, 245);
    let listed = events.iter().filter(|event| matches!(event, EnumerateEvent::Roles { .. })).count();
    assert_eq!(listed, 245);
    assert_eq!(events.iter().filter(|event| **event == EnumerateEvent::AllAccountsListed).count(), 1);
}

#[tokio::test]
async fn accounts_and_roles_are_sorted_without_regard_to_case() {
    let world = signed_in(0, 0);
    let account = |id: &str, name: Option<&str>, roles: &[&str]| Account {
        id: id.into(),
        name: name.map(str::to_owned),
        email: None,
        roles: Roles::Listed(roles.iter().map(|&role| role.into()).collect()),
    };
    world.server.set_organization(vec![
        account("222222222222", Some("beta"), &["b", "A", "c"]),
        account("333333333333", Some("Alpha"), &[]),
        account("111111111111", Some("Beta"), &["x"]),
        account("012345678901", None, &["y"]),
    ]);
    let organization = run(&world).await.0.expect("listed");
    let ids: Vec<&str> = organization.accounts.iter().map(|account| account.id.as_str()).collect();
    assert_eq!(ids, ["012345678901", "333333333333", "111111111111", "222222222222"]);
    assert_eq!(organization.accounts[3].roles, Roles::Listed(vec!["A".into(), "b".into(), "c".into()]));
    assert_eq!(organization.accounts[0].title(), "012345678901", "leading zeros stay");
}

#[tokio::test]
async fn storms_of_429_lose_and_double_nothing() {
    for hint in [ThrottleHint::None, ThrottleHint::RetryAfter, ThrottleHint::AmzRetryAfter] {
        let world = World::new(|options| {
            (options.accounts, options.roles, options.throttle_hint) = (120, 300, hint);
            options.rate = Some(20.0);
        });
        world.sign_in(&session());
        let (organization, events) = run(&world).await;
        assert_whole(&world, &organization.expect("listed"));
        assert!(events.iter().any(|event| matches!(event, EnumerateEvent::Throttled { .. })));
        assert!(
            !events.iter().any(|event| matches!(event, EnumerateEvent::Trouble(_))),
            "a 429 is no trouble"
        );
    }
    let world = signed_in(50, 100);
    world.server.faults().next(Operation::ListAccounts, 4, Fault::status(429));
    world.server.faults().next(Operation::ListAccountRoles, 20, Fault::retry_after(429, 1));
    assert_whole(&world, &run(&world).await.0.expect("listed"));
}

#[tokio::test]
async fn trouble_is_tried_again() {
    for fault in [Fault::status(503), Fault::html(502), Fault::Reset, Fault::HalfBody, Fault::Lost] {
        let world = signed_in(30, 90);
        world.server.faults().next(Operation::ListAccounts, 2, fault.clone());
        // Fewer than one request is given up after, should all of them be one's.
        world.server.faults().next(Operation::ListAccountRoles, 5, fault.clone());
        let (organization, events) = run(&world).await;
        assert_whole(&world, &organization.unwrap_or_else(|failure| panic!("{fault:?}: {failure}")));
        assert!(events.iter().any(|event| matches!(event, EnumerateEvent::Trouble(_))), "{fault:?}");
    }
}

#[tokio::test]
async fn a_refused_token_that_cannot_be_renewed_stops_everything_once() {
    let world = signed_in(245, 900);
    world.server.end_sessions();
    let failure = run(&world).await.0.expect_err("401");
    assert_eq!(failure.kind, FailureKind::SignInNeeded);
    assert_eq!((world.count(Operation::ListAccounts), world.count(Operation::CreateToken)), (1, 1));
    // In the middle of it.
    let world = signed_in(245, 900);
    let grant = world.server.grant(SignedDuration::from_hours(1), false);
    world.keep(&session(), grant);
    world.server.faults().always(Operation::ListAccountRoles, Fault::status(401));
    assert_eq!(run(&world).await.0.expect_err("401").kind, FailureKind::SignInNeeded);
    assert!(world.count(Operation::ListAccountRoles) < 20, "the rest is not asked for");
    assert_eq!(world.count(Operation::CreateToken), 0);
}

#[tokio::test]
async fn a_token_that_ends_on_the_way_is_renewed_once_and_nothing_is_lost_or_doubled() {
    for revoked_at in [1, 5, 40] {
        let world = signed_in(120, 400);
        // From this request on, the portal knows no token but a renewed one.
        let old = world.token_file()["accessToken"].clone();
        let asked = Arc::new(AtomicUsize::new(0));
        let revoked = Fault::when(move |request| {
            let is_late = asked.fetch_add(1, Ordering::SeqCst) + 1 >= revoked_at;
            let is_old = request.header("x-amz-sso_bearer_token") == old.as_str();
            (is_late && is_old).then(|| Fault::status(401))
        });
        world.server.faults().always(Operation::ListAccountRoles, revoked);
        let (organization, events) = run(&world).await;
        assert_whole(&world, &organization.expect("listed"));
        assert_eq!(world.count(Operation::CreateToken), 1, "renewed once");
        assert_eq!(world.count(Operation::ListAccounts), 2, "and not begun anew");
        let mut told: Vec<_> = events
            .iter()
            .filter_map(|event| match event {
                EnumerateEvent::Roles { account, .. } => Some(account.clone()),
                _ => None,
            })
            .collect();
        told.sort();
        told.dedup();
        assert_eq!(told.len(), 120, "each account's roles are told once");
    }
}

#[tokio::test]
async fn a_portal_that_refuses_every_token_is_not_asked_for_ever() {
    let world = signed_in(245, 900);
    world.server.faults().always(Operation::ListAccountRoles, Fault::status(401));
    assert_eq!(run(&world).await.0.expect_err("401").kind, FailureKind::SignInNeeded);
    assert_eq!(world.count(Operation::CreateToken), 1);
    assert!(world.count(Operation::ListAccountRoles) < 40, "the rest is not asked for");
}

#[tokio::test]
async fn a_page_refused_with_two_tokens_is_not_asked_for_again_however_long_that_took() {
    let world = signed_in(1, 1);
    let clock = Arc::clone(&world.clock);
    let refused = Fault::when(move |_| {
        clock.advance(Duration::from_secs(61));
        Some(Fault::status(401))
    });
    world.server.faults().always(Operation::ListAccountRoles, refused);
    assert_eq!(run(&world).await.0.expect_err("401").kind, FailureKind::SignInNeeded);
    assert_eq!((world.count(Operation::ListAccountRoles), world.count(Operation::CreateToken)), (2, 1));
}

#[tokio::test]
async fn a_renewed_token_that_is_refused_at_once_is_not_renewed_again() {
    let world = signed_in(245, 900);
    // The new token is good for the accounts, and what was refused with the old one hangs with it: the first answer of
    // roles comes for something new.
    let asked = Mutex::new(BTreeSet::new());
    let refused = Fault::when(move |request| {
        let is_first = asked.lock().expect("no panic").insert(request.raw_query.clone());
        Some(if is_first { Fault::status(401) } else { Fault::Hang })
    });
    world.server.faults().always(Operation::ListAccountRoles, refused);
    assert_eq!(run(&world).await.0.expect_err("401").kind, FailureKind::SignInNeeded);
    assert_eq!(world.count(Operation::CreateToken), 1);
}

#[tokio::test]
async fn a_network_that_is_gone_when_the_token_ends_is_no_ended_session() {
    let world = signed_in(30, 90);
    world.server.revoke_access_tokens();
    world.server.faults().always(Operation::CreateToken, Fault::Reset);
    let failure = run(&world).await.0.expect_err("no token");
    assert_eq!(failure.kind, FailureKind::Failed, "{failure}");
}

#[tokio::test]
async fn without_a_good_token_nothing_is_asked() {
    let world = World::new(|_| {});
    assert_eq!(run(&world).await.0.expect_err("no token").kind, FailureKind::SignInNeeded);
    world.keep(&session(), world.server.grant(SignedDuration::from_hours(1), false));
    world.clock.advance(Duration::from_secs(3600));
    let failure = run(&world).await.0.expect_err("over");
    assert_eq!(failure.kind, FailureKind::SignInNeeded);
    assert!(failure.why.contains("expired"), "{failure}");
    assert!(world.server.requests().is_empty());
}

#[tokio::test]
async fn one_accounts_failure_is_its_own() {
    for (fault, expected) in [
        (Fault::status(403), "No access."),
        (Fault::status(400), "Invalid request."),
        (Fault::wrong_types(), "not what AWS's service model promises"),
        (Fault::HugeBody(20 * 1024 * 1024), "longer than 8 MB"),
        (Fault::status(429), "429"),
        (Fault::status(500), "Internal server error."),
        (Fault::body(200, r#"{"roleList": [{"roleName": "x"}], "nextToken": "again"}"#), "same page"),
    ] {
        let world = signed_in(30, 90);
        let victim = world.server.organization()[7].id.clone();
        let id = victim.to_string();
        let fault =
            Fault::when(move |request| (request.parameter("account_id") == Some(&id)).then(|| fault.clone()));
        world.server.faults().always(Operation::ListAccountRoles, fault);
        let (organization, events) = run(&world).await;
        let organization = organization.expect("the others are listed");
        assert!(!organization.complete);
        for account in &organization.accounts {
            match &account.roles {
                Roles::Failed(message) => {
                    assert_eq!(account.id, victim);
                    assert!(message.contains(expected), "{message}");
                }
                roles => assert!(matches!(roles, Roles::Listed(_)), "{roles:?}"),
            }
        }
        let failed: BTreeSet<_> = events
            .iter()
            .filter_map(|event| match event {
                EnumerateEvent::AccountFailed { account, .. } => Some(account.clone()),
                _ => None,
            })
            .collect();
        assert_eq!(failed, BTreeSet::from([victim]));
    }
}

#[tokio::test]
async fn accounts_that_cannot_be_listed_are_a_failure() {
    for (fault, expected) in [
        (Fault::status(403), "No access"),
        (Fault::status(500), "Internal server error"),
        (Fault::status(429), "429"),
        (Fault::html(403), "403"),
        (Fault::redirect("https://example.com/"), "302"),
        (Fault::Reset, "127.0.0.1"),
        (Fault::wrong_types(), "not what AWS's service model promises"),
        (Fault::body(200, r#"{"accountList": [], "nextToken": "again"}"#), "same page"),
    ] {
        let world = signed_in(5, 5);
        world.server.faults().always(Operation::ListAccounts, fault.clone());
        let failure = run(&world).await.0.expect_err("no accounts");
        assert_eq!(failure.kind, FailureKind::Failed);
        assert!(failure.why.contains(expected), "{fault:?}: {failure}");
        assert!(
            world.count(Operation::ListAccounts) < 40,
            "{fault:?}: {}",
            world.count(Operation::ListAccounts)
        );
    }
}

#[tokio::test]
async fn a_portal_that_stops_answering_is_given_up() {
    let world = signed_in(300, 300);
    world.server.faults().next(Operation::ListAccountRoles, 40, Fault::edit(|_| {}));
    world.server.faults().always(Operation::ListAccountRoles, Fault::status(429));
    let organization = run(&world).await.0.expect("what there is");
    assert_eq!(organization.accounts.len(), 300);
    let listed = |account: &&Account| matches!(account.roles, Roles::Listed(_));
    assert_eq!(organization.accounts.iter().filter(listed).count(), 40);
    assert_eq!(organization.answered(), 300, "nobody is left pending");
    assert!(world.count(Operation::ListAccountRoles) < 200);
}

#[tokio::test]
async fn a_portal_that_only_refuses_is_given_up_within_two_minutes() {
    for operation in [Operation::ListAccounts, Operation::ListAccountRoles] {
        for (status, seconds) in [(429, 0), (503, 30)] {
            let world = signed_in(3, 3);
            let clock = std::sync::Arc::clone(&world.clock);
            let fault = Fault::when(move |_| {
                clock.advance(Duration::from_secs(seconds));
                Some(Fault::status(status))
            });
            world.server.faults().always(operation, fault);
            let start = world.clock.now();
            let result = run(&world).await.0;
            assert!(result.map_or(true, |organization| !organization.complete));
            let took = world.clock.now().duration_since(start).as_secs();
            // Three requests at once move this clock thrice.
            assert!(
                took <= 120 + 2 * i64::try_from(seconds).expect("a few"),
                "{operation:?} {status}: {took} s"
            );
        }
    }
}

#[tokio::test]
async fn an_account_refused_twice_minutes_apart_is_not_lost() {
    let world = signed_in(200, 200);
    let victim = world.server.organization()[0].id.to_string();
    let refused = std::sync::atomic::AtomicU32::new(0);
    let clock = std::sync::Arc::clone(&world.clock);
    let fault = Fault::when(move |request| {
        if request.parameter("account_id") == Some(&victim) {
            let count = refused.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            return (count < 3).then(|| Fault::status(429));
        }
        clock.advance(Duration::from_secs(2));
        None
    });
    world.server.faults().always(Operation::ListAccountRoles, fault);
    assert_whole(&world, &run(&world).await.0.expect("listed"));
}

#[tokio::test]
async fn an_account_refused_often_within_a_minute_is_not_lost() {
    let world = signed_in(50, 50);
    let victim = world.server.organization()[0].id.to_string();
    let refused = AtomicUsize::new(0);
    let fault = Fault::when(move |request| {
        let is_meant = request.parameter("account_id") == Some(&victim);
        (is_meant && refused.fetch_add(1, Ordering::SeqCst) < 10).then(|| Fault::status(429))
    });
    world.server.faults().always(Operation::ListAccountRoles, fault);
    assert_whole(&world, &run(&world).await.0.expect("listed"));
}

#[tokio::test]
async fn names_may_be_missing_and_rows_may_come_twice() {
    let world = signed_in(20, 60);
    world.server.faults().always(
        Operation::ListAccounts,
        Fault::edit(|answer| {
            let first = answer["accountList"][0].clone();
            let list = answer["accountList"].as_array_mut().expect("a list");
            list.push(first);
            for account in list {
                account["accountName"] = json!(null);
                account["emailAddress"] = json!("");
                account["status"] = json!({"new": ["member"]});
            }
        }),
    );
    world.server.faults().always(
        Operation::ListAccountRoles,
        Fault::edit(|answer| {
            let list = answer["roleList"].as_array_mut().expect("a list");
            list.extend(list.clone());
        }),
    );
    let organization = run(&world).await.0.expect("listed");
    assert_whole(&world, &organization);
    assert!(organization.accounts.iter().all(|account| account.name.is_none() && account.email.is_none()));
    assert_eq!(world.count(Operation::ListAccountRoles), 20);
}

#[tokio::test]
async fn no_accounts_at_all_is_a_result() {
    let world = signed_in(0, 0);
    let organization = run(&world).await.0.expect("listed");
    assert!(organization.complete && organization.accounts.is_empty());
}

#[tokio::test]
async fn hostile_names_are_shown_and_not_obeyed() {
    let world = World::new(|options| options.organization = Some(ssotui::demo::organization::hostile()));
    world.sign_in(&session());
    let organization = run(&world).await.0.expect("listed");
    for account in &organization.accounts {
        assert!(!account.title().chars().any(char::is_control), "{account:?}");
    }
    assert_eq!(organization.accounts.len(), world.server.organization().len());
}

#[tokio::test]
async fn the_result_is_there_at_the_next_start_and_a_worse_one_does_not_replace_it() {
    let world = signed_in(10, 30);
    std::fs::write(
        &world.paths.config,
        "[sso-session my-sso]\nsso_start_url = https://d-abc123.awsapps.com/start\nsso_region = us-east-1\n",
    )
    .expect("write");
    let organization = run(&world).await.0.expect("listed");
    let kept =
        |world: &World| load(&world.paths).expect("an inventory").organizations.get(&session().id).cloned();
    assert_eq!(kept(&world), Some(organization.clone()));
    world.server.faults().next(Operation::ListAccountRoles, 1, Fault::status(403));
    assert!(!run(&world).await.0.expect("listed").complete);
    assert_eq!(kept(&world), Some(organization));
}
