//! What AWS says about sessions and profiles: whether it knows the start URL, takes the token, and still assigns the
//! roles.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::StreamExt;
use futures_util::stream;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;

use super::report::Report;
use crate::aws::Aws;
use crate::aws::error::ApiError;
use crate::aws::oidc::{self, Refusal};
use crate::aws::portal;
use crate::aws::registration_cache::{Purpose, RegistrationKey};
use crate::aws::token_cache;
use crate::domain::command_line;
use crate::domain::drift::Assigned;
use crate::domain::finding::{Finding, FindingKind};
use crate::domain::names::{AccountId, Region, RoleName, StartUrl};
use crate::domain::organization::Organization;
use crate::domain::profile::Profile;
use crate::domain::session::{Session, SessionId};
use crate::tasks::blocking;

/// How many accounts of a session are asked about at most, and how many at a time: far below the portal's limit.
const MOST_ACCOUNTS: usize = 100;
const AT_ONCE: usize = 4;
/// More pages than the roles of an account have.
const MOST_PAGES: usize = 50;

/// What is known of one session.
#[derive(Debug, Clone, Default)]
pub struct AccessFacts {
    /// AWS's words about a start URL that it does not know.
    pub start_url_refused: Option<String>,
    /// Whether the portal refused a token that is not over.
    pub token_refused: bool,
    /// Roles by account, as the portal lists them now. An account without access has none.
    pub roles: BTreeMap<AccountId, BTreeSet<RoleName>>,
}

/// Asks AWS about a session: with its token where there is a good one, else whether a sign-in could begin. (A sign-in
/// that begins here ends by itself: nobody is asked to approve it.)
pub async fn ask(
    aws: &Aws,
    session: &Session,
    profiles: &[Profile],
    cached: Option<&Organization>,
) -> AccessFacts {
    let (Some(region), Some(url)) = (&session.sso_region, &session.start_url) else {
        return AccessFacts::default();
    };
    let Some(token) = token(aws, session).await else {
        let start_url_refused = begin_sign_in(aws, session, region, url).await;
        return AccessFacts { start_url_refused, ..AccessFacts::default() };
    };
    match portal::list_accounts(aws, region, &token, None).await {
        Ok(_) => {}
        Err(error) => {
            let token_refused = error.status() == Some(401);
            return AccessFacts { token_refused, ..AccessFacts::default() };
        }
    }
    let accounts = to_ask(profiles, cached);
    let token = &token;
    let answers = stream::iter(accounts).map(|account| async move {
        let roles = roles(aws, region, token, &account).await?;
        Some((account, roles))
    });
    let roles = answers.buffer_unordered(AT_ONCE).filter_map(std::future::ready).collect().await;
    AccessFacts { roles, ..AccessFacts::default() }
}

/// The session's token, if it is not over. The doctor renews nothing.
async fn token(aws: &Aws, session: &Session) -> Option<SecretString> {
    let path = token_cache::path(aws.paths(), &session.id);
    let stored = blocking(move || token_cache::load(&path)).await.ok()?.ok()??;
    let skew = SignedDuration::from_secs(aws.clock_skew_seconds().unwrap_or_default());
    let now = aws.clock().now().checked_add(skew).ok()?;
    (now < stored.facts.expires_at).then_some(stored.access_token)
}

/// The accounts whose roles are worth asking for: those of profiles whose role is gone by what is cached, else all.
fn to_ask(profiles: &[Profile], cached: Option<&Organization>) -> BTreeSet<AccountId> {
    let assigned = cached.and_then(Assigned::of);
    let doubtful = profiles.iter().filter(|profile| assigned.as_ref().is_none_or(|it| it.is_gone(profile)));
    let accounts: BTreeSet<&AccountId> = doubtful
        .filter(|profile| profile.role_name.is_some())
        .filter_map(|it| it.account_id.as_ref())
        .collect();
    accounts.into_iter().take(MOST_ACCOUNTS).cloned().collect()
}

/// The roles of an account; none where the portal lets nobody in; `None` where it did not say.
async fn roles(
    aws: &Aws,
    region: &Region,
    token: &SecretString,
    account: &AccountId,
) -> Option<BTreeSet<RoleName>> {
    let mut roles = BTreeSet::new();
    let mut next = None;
    for _ in 0..MOST_PAGES {
        match portal::list_account_roles(aws, region, token, account, next.as_deref()).await {
            Ok(page) => {
                roles.extend(page.items);
                next = page.next_token;
                if next.is_none() {
                    return Some(roles);
                }
            }
            Err(error) if matches!(error.status(), Some(403 | 404)) => return Some(BTreeSet::new()),
            Err(_) => return None,
        }
    }
    None
}

/// Begins a device authorisation. AWS's words, where it refuses the start URL.
async fn begin_sign_in(aws: &Aws, session: &Session, region: &Region, url: &StartUrl) -> Option<String> {
    let cached = {
        let (paths, now) = (aws.paths().clone(), aws.clock().now());
        let (session, region, url) = (session.clone(), region.clone(), url.clone());
        let read = move || {
            key(&session, &region, &url).read(&paths, now, Purpose::DeviceCode { needs_scopes: false })
        };
        blocking(read).await.ok().flatten()
    };
    let registration = match cached {
        Some(registration) => registration,
        None => {
            oidc::register_client(aws, region, "ssotui-doctor", session.scopes.as_deref(), None).await.ok()?
        }
    };
    match oidc::start_device_authorization(aws, region, &registration, url).await {
        Err(ApiError::Service(error)) if oidc::refusal(&error) == Refusal::InvalidRequest => {
            Some(ApiError::Service(error).cause())
        }
        _ => None,
    }
}

/// The session's registration in the cache.
pub fn key<'a>(session: &'a Session, region: &'a Region, start_url: &'a StartUrl) -> RegistrationKey<'a> {
    let session_name = match &session.id {
        SessionId::Named(name) => Some(name),
        SessionId::Legacy(_) => None,
    };
    RegistrationKey { region, scopes: session.scopes.as_deref(), session_name, start_url }
}

/// `cached` is what an earlier enumeration found.
pub fn check(
    report: &mut Report<'_>,
    session: &Session,
    profiles: &[Profile],
    cached: Option<&Organization>,
    facts: &AccessFacts,
) {
    let id = &session.id;
    let region = session.sso_region.as_ref().map_or("?", |region| region.as_str());
    if let Some(words) = &facts.start_url_refused {
        let finding = Finding::new(
            FindingKind::StartUrlRefused,
            format!("Session {id}: AWS in {region} does not know the start URL."),
            format!("It says: {words}"),
            "Compare start URL and sso_region with the settings page of Identity Center: one of them is wrong.",
        );
        report.add_in(finding, session.source);
    }
    if facts.token_refused {
        let finding = Finding::new(
            FindingKind::TokenRefused,
            format!("Session {id}: the portal in {region} refuses the token."),
            "By its file it is not over: the session was ended, or sso_region is not the portal's.",
            format!("Check sso_region, then sign in again: {}", command_line::login(id.cache_key(), true)),
        );
        report.add_in(finding, session.source);
    }
    let assigned = cached.and_then(Assigned::of);
    let as_of = cached.and_then(|cached| cached.fetched_at);
    for profile in profiles {
        let (Some(account), Some(role)) = (&profile.account_id, &profile.role_name) else { continue };
        let why = match facts.roles.get(account) {
            Some(roles) if roles.contains(role) => continue,
            Some(_) => "The portal does not list it any more.".to_owned(),
            None if assigned.as_ref().is_some_and(|assigned| assigned.is_gone(profile)) => {
                format!("The portal did not list it {}.", when(as_of))
            }
            None => continue,
        };
        let finding = Finding::new(
            FindingKind::RoleGone,
            format!("Profile {}: the role {role} in account {account} is not assigned to you.", profile.name),
            why,
            "Ask for it again, or remove the profile: ssotui populate --prune, ssotui delete",
        );
        report.add_in(finding, profile.source);
    }
}

fn when(time: Option<Timestamp>) -> String {
    time.map_or("when it was last asked".to_owned(), |time| {
        format!("on {}", time.strftime("%Y-%m-%d at %H:%M UTC"))
    })
}
