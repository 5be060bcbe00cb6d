//! Finding every account and role that a session reaches, as fast as the portal allows.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::bounds::{self, Kept, Pages};
use super::rate::{RateController, Ticket};
use super::{blocking, disk, organization_cache, renew};
use crate::aws::Aws;
use crate::aws::error::ApiError;
use crate::aws::portal::{Page, list_account_roles, list_accounts};
use crate::domain::names::{AccountId, Region, RoleName};
use crate::domain::organization::{Account, Organization, Roles};
use crate::domain::progress::EnumerateEvent;
use crate::domain::session::Session;
use crate::error::{Failure, FailureKind};

/// How long nothing but refusals and failures is put up with, for one request and for all of them: two minutes, less
/// what the last request may take.
const PATIENCE: SignedDuration = SignedDuration::from_secs(90);
/// How often a request is refused for the rate before it may be given up. In a large organisation the rounds are long:
/// two refusals in a row may lie minutes apart and mean nothing.
const REFUSALS: u32 = 8;
/// How often a request is sent whose answer fails to come for other reasons than the limit.
const ATTEMPTS: u32 = 6;
/// The pause before the second attempt; it doubles.
const FIRST_BACK_OFF: Duration = Duration::from_millis(250);
/// So soon after it was renewed no token ends.
const FRESH: SignedDuration = SignedDuration::from_mins(1);

/// Lists all accounts and roles with the session's token, streaming what it finds, and stores the
/// result in the enumeration cache. A token that ends on the way is renewed, and the listing goes on where it was.
/// Cancelled by dropping.
///
/// # Errors
/// `SignInNeeded` when there is no usable token, or the portal answers 401 and it cannot be renewed; `Failed` when the
/// accounts cannot be listed. A single account's failure is an event and leaves the result incomplete.
pub async fn enumerate(
    aws: &Aws,
    session: &Session,
    on_event: &(dyn Fn(EnumerateEvent) + Send + Sync),
) -> Result<Organization, Failure> {
    let what = format!("Could not list the accounts of {}.", session.id);
    let Some(region) = &session.sso_region else {
        return Err(Failure::new(what, "The session has no sso_region.")
            .kind(FailureKind::Usage)
            .hint("Add sso_region to the session in the config file."));
    };
    let token =
        renew::usable_token(aws, session, &what, &|event| on_event(EnumerateEvent::Token(event))).await?;
    let now = aws.clock().now();
    let enumeration = Enumeration {
        aws,
        session,
        region,
        token: Arc::new(token),
        renewed_at: None,
        refused: None,
        on_event,
        what: &what,
        rate: RateController::new(now),
        ready: VecDeque::from([Work::new(List::Accounts)]),
        delayed: Vec::new(),
        accounts: Vec::new(),
        known: HashMap::new(),
        nameless: 0,
        kept: Kept::default(),
        last_success: now,
    };
    let organization = enumeration.run().await?;
    let (paths, owned, result) = (aws.paths().clone(), session.clone(), organization.clone());
    let stored = blocking(move || organization_cache::store(&paths, &owned, &result)).await?;
    if let Err(error) = stored {
        // The result is whole all the same: it will be asked for again at the next start.
        let why = disk::why(&aws.paths().display(&aws.paths().state), &error);
        on_event(EnumerateEvent::NotKept(why));
    }
    Ok(organization)
}

/// A list that is read page by page.
enum List {
    Accounts,
    /// Of the account at this place.
    Roles(usize, AccountId),
}

/// A list that is not at its end.
struct Work {
    list: List,
    next_token: Option<String>,
    pages: Pages,
    /// Of the pages so far.
    roles: Vec<RoleName>,
    /// How often the current page has failed, not counting refusals for the rate.
    failures: u32,
    refused_since: Option<Timestamp>,
    refusals: u32,
    /// With how many tokens the current page was answered 401.
    unauthorized: u32,
}

impl Work {
    fn new(list: List) -> Self {
        Self {
            list,
            next_token: None,
            pages: Pages::default(),
            roles: Vec::new(),
            failures: 0,
            refused_since: None,
            refusals: 0,
            unauthorized: 0,
        }
    }

    /// Goes on to the next page.
    ///
    /// # Errors
    /// Why there is none: the portal has named it before, or there were too many.
    fn turn_to(&mut self, next_token: &str) -> Result<(), String> {
        self.failures = 0;
        self.refused_since = None;
        self.refusals = 0;
        self.unauthorized = 0;
        self.next_token = Some(next_token.to_owned());
        self.pages.turn_to(next_token)
    }
}

enum Answer {
    Accounts(Page<Account>),
    Roles(Page<RoleName>),
}

/// A question and its answer.
struct Asked {
    work: Work,
    ticket: Ticket,
    /// The token that it was asked with.
    token: Arc<SecretString>,
    answer: Result<Answer, ApiError>,
}

struct Enumeration<'a> {
    aws: &'a Aws,
    session: &'a Session,
    region: &'a Region,
    token: Arc<SecretString>,
    /// When it replaced a refused one.
    renewed_at: Option<Timestamp>,
    /// Why the portal refused the token: it has to be renewed before anything else is asked.
    refused: Option<String>,
    on_event: &'a (dyn Fn(EnumerateEvent) + Send + Sync),
    /// What to say when the whole enumeration fails.
    what: &'a str,
    rate: RateController,
    ready: VecDeque<Work>,
    /// With the moment from which it may be tried again.
    delayed: Vec<(Timestamp, Work)>,
    /// In the order of discovery.
    accounts: Vec<Account>,
    known: HashMap<AccountId, usize>,
    /// Accounts without an id: there are more than are listed.
    nameless: usize,
    kept: Kept,
    last_success: Timestamp,
}

impl Enumeration<'_> {
    async fn run(mut self) -> Result<Organization, Failure> {
        let mut in_flight = FuturesUnordered::new();
        loop {
            if let Some(cause) = self.refused.take() {
                self.renew(&cause).await?;
            }
            let now = self.aws.clock().now();
            self.release_delayed(now);
            let wait = loop {
                if self.ready.is_empty() {
                    break self.next_release(now);
                }
                match self.rate.wait(now) {
                    Some(Duration::ZERO) => {}
                    wait => break wait,
                }
                if let Some(work) = self.ready.pop_front() {
                    let ticket = self.rate.started(now);
                    in_flight.push(ask(self.aws, self.region, Arc::clone(&self.token), work, ticket));
                }
            };
            tokio::select! {
                biased;
                Some(asked) = in_flight.next() => self.answered(asked)?,
                () = self.aws.clock().sleep(wait.unwrap_or_default()), if wait.is_some() => {}
                else => break,
            }
        }
        Ok(self.finish())
    }

    fn release_delayed(&mut self, now: Timestamp) {
        let (due, later) = self.delayed.drain(..).partition(|(at, _)| *at <= now);
        self.delayed = later;
        let due: Vec<_> = due;
        self.ready.extend(due.into_iter().map(|(_, work)| work));
    }

    fn next_release(&self, now: Timestamp) -> Option<Duration> {
        let next = self.delayed.iter().map(|(at, _)| *at).min()?;
        Some(Duration::try_from(next.duration_since(now)).unwrap_or_default())
    }

    /// Puts another token in the place of one that the portal refused.
    async fn renew(&mut self, cause: &str) -> Result<(), Failure> {
        let tell = |event| (self.on_event)(EnumerateEvent::Token(event));
        match renew::replacement(self.aws, self.session, self.what, &self.token, &tell).await {
            Ok(token) => {
                self.token = Arc::new(token);
                let now = self.aws.clock().now();
                self.renewed_at = Some(now);
                self.last_success = now;
                Ok(())
            }
            Err(failure) if failure.kind == FailureKind::SignInNeeded => Err(self.unauthorized(cause)),
            Err(failure) => Err(failure),
        }
    }

    fn unauthorized(&self, cause: &str) -> Failure {
        Failure::new(self.what, format!("The portal refused the token: {cause}"))
            .kind(FailureKind::SignInNeeded)
            .hint("Sign in again.")
    }

    fn answered(&mut self, asked: Asked) -> Result<(), Failure> {
        let Asked { mut work, ticket, token, answer } = asked;
        let now = self.aws.clock().now();
        let error = match answer {
            Ok(answer) => {
                self.rate.accepted(ticket, now);
                self.last_success = now;
                return match answer {
                    Answer::Accounts(page) => self.accounts_page(work, page),
                    Answer::Roles(page) => self.roles_page(work, page),
                };
            }
            Err(error) => error,
        };
        let cause = error.cause();
        let out_of_patience = now.duration_since(self.last_success) > PATIENCE;
        match &error {
            ApiError::Service(service) if service.status == 429 => {
                if let Some(requests_per_second) = self.rate.refused(ticket, now, service.retry_after) {
                    (self.on_event)(EnumerateEvent::Throttled { requests_per_second });
                }
                let since = *work.refused_since.get_or_insert(now);
                work.refusals += 1;
                if work.refusals >= REFUSALS && now.duration_since(since) > PATIENCE {
                    return self.fail(&work, error);
                }
                self.put_back(work);
            }
            ApiError::Service(service) if service.status == 401 => {
                self.rate.accepted(ticket, now);
                work.unauthorized += 1;
                let is_current = Arc::ptr_eq(&token, &self.token);
                let is_fresh = self.renewed_at.is_some_and(|at| now.duration_since(at) < FRESH);
                if work.unauthorized > 1 || (is_current && is_fresh) {
                    // No further token would help.
                    return Err(self.unauthorized(&cause));
                }
                if is_current {
                    self.refused = Some(cause.clone());
                }
                self.ready.push_front(work);
            }
            _ if error.may_pass() => {
                self.rate.failed(now);
                work.failures += 1;
                if work.failures >= ATTEMPTS {
                    return self.fail(&work, error);
                }
                (self.on_event)(EnumerateEvent::Trouble(cause.clone()));
                let pause = FIRST_BACK_OFF * 2_u32.pow(work.failures - 1);
                self.delayed.push((now.checked_add(pause).unwrap_or(now), work));
            }
            _ => {
                self.rate.accepted(ticket, now);
                self.last_success = now;
                return self.fail(&work, error);
            }
        }
        if out_of_patience { self.give_up(&cause) } else { Ok(()) }
    }

    /// Refused requests wait behind the others: one that is refused for ever holds nobody up.
    fn put_back(&mut self, work: Work) {
        match work.list {
            List::Accounts => self.ready.push_front(work),
            List::Roles(..) => self.ready.push_back(work),
        }
    }

    fn accounts_page(&mut self, mut work: Work, page: Page<Account>) -> Result<(), Failure> {
        self.kept.add(&page).map_err(|why| bounds::failure(self.what, why))?;
        if page.nameless > 0 {
            self.nameless += page.nameless;
            (self.on_event)(EnumerateEvent::Trouble(format!(
                "The portal lists {} without an id: the list is not complete.",
                match page.nameless {
                    1 => "an account".to_owned(),
                    many => format!("{many} accounts"),
                }
            )));
        }
        let mut found = Vec::new();
        for account in page.items {
            if !self.known.contains_key(&account.id) {
                let place = self.accounts.len();
                self.known.insert(account.id.clone(), place);
                self.ready.push_back(Work::new(List::Roles(place, account.id.clone())));
                self.accounts.push(account.clone());
                found.push(account);
            }
        }
        if !found.is_empty() {
            (self.on_event)(EnumerateEvent::Accounts(found));
        }
        match page.next_token {
            None => (self.on_event)(EnumerateEvent::AllAccountsListed),
            Some(next_token) => match work.turn_to(&next_token) {
                Ok(()) => self.ready.push_front(work),
                Err(why) => return Err(bounds::failure(self.what, why)),
            },
        }
        Ok(())
    }

    fn roles_page(&mut self, mut work: Work, page: Page<RoleName>) -> Result<(), Failure> {
        let List::Roles(place, account) = &work.list else { return Ok(()) };
        let (place, account) = (*place, account.clone());
        if page.nameless > 0 {
            self.fail_account(place, account, "The portal lists a role without a name.");
            return Ok(());
        }
        self.kept.add(&page).map_err(|why| bounds::failure(self.what, why))?;
        work.roles.extend(page.items);
        match page.next_token {
            None => {
                let mut roles = work.roles;
                roles.sort_by_cached_key(|role| (role.as_str().to_lowercase(), role.clone()));
                roles.dedup();
                if let Some(known) = self.accounts.get_mut(place) {
                    known.roles = Roles::Listed(roles.clone());
                }
                (self.on_event)(EnumerateEvent::Roles { account, roles });
            }
            Some(next_token) => match work.turn_to(&next_token) {
                Ok(()) => self.ready.push_front(work),
                Err(why) => self.fail_account(place, account, &why),
            },
        }
        Ok(())
    }

    /// A list cannot be had: without the accounts there is nothing, without an account's roles there is less.
    fn fail(&mut self, work: &Work, error: ApiError) -> Result<(), Failure> {
        match &work.list {
            List::Accounts => Err(error.into_failure(self.what)),
            List::Roles(place, account) => {
                self.fail_account(*place, account.clone(), &error.cause());
                Ok(())
            }
        }
    }

    fn fail_account(&mut self, place: usize, account: AccountId, message: &str) {
        if let Some(known) = self.accounts.get_mut(place) {
            known.roles = Roles::Failed(message.to_owned());
        }
        (self.on_event)(EnumerateEvent::AccountFailed { account, message: message.to_owned() });
    }

    /// Nothing has come through for so long that the rest need not be tried one by one.
    fn give_up(&mut self, cause: &str) -> Result<(), Failure> {
        let delayed = std::mem::take(&mut self.delayed).into_iter().map(|(_, work)| work);
        for work in std::mem::take(&mut self.ready).into_iter().chain(delayed) {
            match work.list {
                List::Accounts => {
                    return Err(
                        Failure::new(self.what, cause).hint("Check the network, and try again later.")
                    );
                }
                List::Roles(place, account) => self.fail_account(place, account, cause),
            }
        }
        Ok(())
    }

    fn finish(self) -> Organization {
        let mut accounts = self.accounts;
        accounts.sort_by_cached_key(|account| (account.title().to_lowercase(), account.id.clone()));
        Organization {
            complete: self.nameless == 0
                && accounts.iter().all(|account| matches!(account.roles, Roles::Listed(_))),
            accounts,
            fetched_at: Some(self.aws.clock().now()),
        }
    }
}

/// Asks for the next page of a list.
async fn ask(aws: &Aws, region: &Region, token: Arc<SecretString>, work: Work, ticket: Ticket) -> Asked {
    let next_token = work.next_token.as_deref();
    let answer = match &work.list {
        List::Accounts => list_accounts(aws, region, &token, next_token).await.map(Answer::Accounts),
        List::Roles(_, account) => {
            list_account_roles(aws, region, &token, account, next_token).await.map(Answer::Roles)
        }
    };
    Asked { work, ticket, token, answer }
}
