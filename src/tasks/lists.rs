//! The accounts, and the roles of one of them: what a single choice needs, and not the whole organisation.

use std::collections::HashSet;
use std::future::Future;
use std::time::Duration;

use jiff::SignedDuration;
use secrecy::SecretString;

use super::bounds::{self, Kept, Pages, Weight};
use super::renew::usable_token;
use crate::aws::Aws;
use crate::aws::error::ApiError;
use crate::aws::portal::{Page, list_account_roles, list_accounts};
use crate::domain::names::{AccountId, Region, RoleName};
use crate::domain::organization::Account;
use crate::domain::session::Session;
use crate::error::{Failure, FailureKind};

/// How often a page is asked for.
const ATTEMPTS: u32 = 7;
/// For how long it is asked for again: two minutes, less what the last request may take.
const PATIENCE: SignedDuration = SignedDuration::from_secs(90);
/// The pause before the second attempt; it doubles.
const FIRST_BACK_OFF: Duration = Duration::from_millis(250);

/// Every account that the session reaches, as the AWS CLI sorts them: by name, else e-mail, else id, without regard
/// to case. Their roles are pending. Cancelled by dropping.
///
/// # Errors
/// `SignInNeeded` without a usable token; the portal's refusal, or no answer.
pub async fn accounts(aws: &Aws, session: &Session) -> Result<Vec<Account>, Failure> {
    let what = format!("Could not list the accounts of {}.", session.id);
    let (region, token) = access(aws, session, &what).await?;
    let (region, token) = (&region, &token);
    let mut accounts =
        pages(aws, &what, |next| async move { list_accounts(aws, region, token, next.as_deref()).await })
            .await?;
    let mut known = HashSet::new();
    accounts.retain(|account| known.insert(account.id.clone()));
    accounts.sort_by_cached_key(|account| (account.title().to_lowercase(), account.id.clone()));
    Ok(accounts)
}

/// Every role of the account, sorted without regard to case. Cancelled by dropping.
///
/// # Errors
/// As [`accounts`].
pub async fn roles(aws: &Aws, session: &Session, account: &AccountId) -> Result<Vec<RoleName>, Failure> {
    let what = format!("Could not list the roles of {account}.");
    let (region, token) = access(aws, session, &what).await?;
    let (region, token) = (&region, &token);
    let mut roles = pages(aws, &what, |next| async move {
        list_account_roles(aws, region, token, account, next.as_deref()).await
    })
    .await?;
    roles.sort_by_cached_key(|role| (role.as_str().to_lowercase(), role.clone()));
    roles.dedup();
    Ok(roles)
}

async fn access(aws: &Aws, session: &Session, what: &str) -> Result<(Region, SecretString), Failure> {
    let Some(region) = session.sso_region.clone() else {
        return Err(Failure::new(what, "The session has no sso_region.")
            .kind(FailureKind::Usage)
            .hint("Add sso_region to the session in the config file."));
    };
    Ok((region, usable_token(aws, session, what, &|_| {}).await?))
}

/// Every page, one after the other.
async fn pages<T: Weight, F: Future<Output = Result<Page<T>, ApiError>>>(
    aws: &Aws,
    what: &str,
    ask: impl Fn(Option<String>) -> F,
) -> Result<Vec<T>, Failure> {
    let mut items = Vec::new();
    let (mut pages, mut kept) = (Pages::default(), Kept::default());
    let mut next = None;
    loop {
        let page = patiently(aws, || ask(next.clone())).await.map_err(|error| match error.status() {
            Some(401) => Failure::new(what, format!("The portal refused the token: {}", error.cause()))
                .kind(FailureKind::SignInNeeded)
                .hint("Sign in again."),
            _ => error.into_failure(what),
        })?;
        kept.add(&page).map_err(|why| bounds::failure(what, why))?;
        items.extend(page.items);
        let Some(token) = page.next_token else { return Ok(items) };
        pages.turn_to(&token).map_err(|why| bounds::failure(what, why))?;
        next = Some(token);
    }
}

/// Asks again where that may help.
async fn patiently<T, F: Future<Output = Result<T, ApiError>>>(
    aws: &Aws,
    ask: impl Fn() -> F,
) -> Result<T, ApiError> {
    let began = aws.clock().now();
    let mut attempt = 1;
    loop {
        let outcome = ask().await;
        let has_time = attempt < ATTEMPTS && aws.clock().now().duration_since(began) < PATIENCE;
        let error = match outcome {
            Err(error) if error.may_pass() && has_time => error,
            outcome => return outcome,
        };
        let asked_for = match &error {
            ApiError::Service(service) => service.retry_after,
            _ => None,
        };
        let pause = FIRST_BACK_OFF * 2_u32.pow(attempt - 1);
        aws.clock().sleep(asked_for.map_or(pause, |it| it.max(pause).min(Duration::from_secs(20)))).await;
        attempt += 1;
    }
}
