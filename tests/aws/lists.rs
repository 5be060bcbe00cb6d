//! The accounts, and the roles of one of them.

use std::collections::BTreeSet;

use ssotui::demo::{Fault, Operation};
use ssotui::domain::organization::Roles;
use ssotui::error::FailureKind;
use ssotui::tasks::lists;

use crate::{World, session};

#[tokio::test]
async fn every_page_comes_sorted_as_the_aws_cli_sorts() {
    let world = World::new(|options| {
        options.accounts = 250;
        options.roles = 600;
    });
    let session = session();
    world.sign_in(&session);
    let accounts = lists::accounts(&world.aws, &session).await.expect("accounts");
    assert_eq!((accounts.len(), world.count(Operation::ListAccounts)), (250, 3));
    assert!(accounts.is_sorted_by_key(|it| (it.title().to_lowercase(), it.id.clone())));
    assert_eq!(world.count(Operation::ListAccountRoles), 0, "no more than is needed");
    for account in world.server.organization().iter().take(20) {
        let Roles::Listed(expected) = &account.roles else { panic!("generated roles are listed") };
        let roles = lists::roles(&world.aws, &session, &account.id).await.expect("roles");
        assert!(roles.is_sorted_by_key(|it| it.as_str().to_lowercase()), "{roles:?}");
        assert_eq!(roles.iter().collect::<BTreeSet<_>>(), expected.iter().collect(), "{account:?}");
    }
}

#[tokio::test]
async fn what_may_pass_is_asked_again_and_what_may_not_is_told() {
    let world = World::new(|_| {});
    let session = session();
    let failure = lists::accounts(&world.aws, &session).await.expect_err("nobody is signed in");
    assert_eq!(failure.kind, FailureKind::SignInNeeded);
    world.sign_in(&session);
    let faults = world.server.faults();
    faults.next(Operation::ListAccounts, 1, Fault::retry_after(429, 3));
    faults.next(Operation::ListAccounts, 1, Fault::Reset);
    assert!(!lists::accounts(&world.aws, &session).await.expect("accounts").is_empty());
    assert_eq!(world.clock.sleeps(), [3, 0]);
    faults.always(Operation::ListAccounts, Fault::status(503));
    let failure = lists::accounts(&world.aws, &session).await.expect_err("always 503");
    assert_eq!(failure.kind, FailureKind::Failed);
    faults.clear_all();
    world.server.revoke_access_tokens();
    let failure = lists::accounts(&world.aws, &session).await.expect_err("revoked");
    assert_eq!(failure.kind, FailureKind::SignInNeeded);
}
