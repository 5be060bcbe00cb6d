//! Renewing a session's token without a browser: OAuth's `refresh_token` grant with the client that the token file
//! names, as botocore's `SSOTokenProvider` does it (`botocore/tokens.py`).
//!
//! Unlike botocore: one program at a time, a refresh token that the service does not replace is kept, and a network
//! that fails says nothing about the session.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret, SecretString};

use super::single_flight::{is_of, turn, turn_within};
use super::{blocking, disk};
use crate::aws::error::ApiError;
use crate::aws::oidc::{self, IssuedToken, Refusal};
use crate::aws::safe_file::{self, Replacement};
use crate::aws::token_cache::{self, NewToken, Renewal, StoredToken};
use crate::aws::{Aws, timestamp};
use crate::domain::names::{Region, StartUrl};
use crate::domain::progress::{NotRenewed, TokenEvent};
use crate::domain::session::Session;
use crate::domain::token::{RENEW_AHEAD, TokenFacts};
use crate::error::{Failure, FailureKind};

/// A token that is asked for with less time left is renewed first (botocore's refresh window).
const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// How often an answer is asked for when nothing works without one.
const ATTEMPTS: u32 = 3;
/// How long one who has a good token waits for another program: that may be a sign-in that nobody looks at.
const PATIENCE: Duration = Duration::from_secs(3);

/// What getting a token tells meanwhile.
type OnEvent<'a> = &'a (dyn Fn(TokenEvent) + Send + Sync);

/// An access token for work with the session: the one in the cache, renewed first where it is over or ends within 15
/// minutes. Opens no browser. `what` says what cannot be done without one. Cancelled by dropping.
///
/// # Errors
/// `SignInNeeded` when there is no token, or it is over and cannot be renewed; `Failed` when it is over and the
/// renewal found no network, or another trouble: then the session may well be good.
pub async fn usable_token(
    aws: &Aws,
    session: &Session,
    what: &str,
    on_event: OnEvent<'_>,
) -> Result<SecretString, Failure> {
    let token = stored(aws, session, what).await?;
    let now = aws.server_now();
    let left = token.facts.expires_at.duration_since(now);
    let is_good = left.is_positive();
    if left >= WINDOW || (is_good && Means::of(session, &token, now).is_none()) {
        return Ok(token.access_token);
    }
    let (attempts, patience) = if is_good { (1, Some(PATIENCE)) } else { (ATTEMPTS, None) };
    match renewed(aws, session, what, &token, (attempts, patience), on_event).await {
        Ok(renewed) => Ok(renewed.access_token),
        Err(why) if is_good => {
            on_event(TokenEvent::NotRenewed(why.failure().why.clone()));
            Ok(token.access_token)
        }
        Err(NotRenewed::Over(failure) | NotRenewed::Offline(failure) | NotRenewed::Trouble(failure)) => {
            Err(failure)
        }
    }
}

/// Another access token in place of one that the portal refused (401) though its time was not up: what somebody else
/// has put in its place, else a renewed one.
///
/// # Errors
/// As [`usable_token`].
pub async fn replacement(
    aws: &Aws,
    session: &Session,
    what: &str,
    refused: &SecretString,
    on_event: OnEvent<'_>,
) -> Result<SecretString, Failure> {
    let mut token = stored(aws, session, what).await?;
    // Whatever the file says by now, it is compared with the token that was refused.
    token.access_token = refused.clone();
    match renewed(aws, session, what, &token, (ATTEMPTS, None), on_event).await {
        Ok(renewed) => Ok(renewed.access_token),
        Err(NotRenewed::Over(failure) | NotRenewed::Offline(failure) | NotRenewed::Trouble(failure)) => {
            Err(failure)
        }
    }
}

/// Renews the session's token unless it has more than ten minutes left, or another program has just done so. One
/// attempt. Cancelled by dropping.
///
/// # Errors
/// Why it was not renewed.
pub async fn renew(aws: &Aws, session: &Session, on_event: OnEvent<'_>) -> Result<TokenFacts, NotRenewed> {
    let what = format!("Could not renew the session {}.", session.id);
    let token = stored(aws, session, &what).await.map_err(NotRenewed::Over)?;
    if token.facts.expires_at.duration_since(aws.server_now()) > RENEW_AHEAD {
        return Ok(token.facts);
    }
    renewed(aws, session, &what, &token, (1, None), on_event).await.map(|token| token.facts)
}

/// The access token to sign out with: where the stored one is over, one that is renewed for this and not kept, if
/// there can be one.
pub(super) async fn for_logout(aws: &Aws, session: &Session, token: StoredToken) -> SecretString {
    let now = aws.server_now();
    if token.facts.expires_at <= now
        && let Some(means) = Means::of(session, &token, now)
        && let Ok(issued) = ask(aws, &means, 1).await
    {
        return issued.access_token;
    }
    token.access_token
}

/// The token in the cache, however old.
async fn stored(aws: &Aws, session: &Session, what: &str) -> Result<StoredToken, Failure> {
    let missing = |why: &str, hint: String| sign_in_needed(what, why).hint(hint);
    let path = token_cache::path(aws.paths(), &session.id);
    match blocking(move || token_cache::load(&path)).await? {
        Ok(Some(token)) => Ok(token),
        Ok(None) => Err(missing("Nobody is signed in.", signing_in(session))),
        Err((why, cure)) => Err(missing(&why, cure)),
    }
}

/// The command, for whoever has no key to press for it.
fn signing_in(session: &Session) -> String {
    format!("Sign in with: ssotui login --session '{}'", session.id)
}

fn sign_in_needed(what: &str, why: &str) -> Failure {
    Failure::new(what, why).kind(FailureKind::SignInNeeded)
}

/// What renewing a token takes, all of it there and none of it over.
struct Means<'a> {
    start_url: &'a StartUrl,
    region: &'a Region,
    renewal: &'a Renewal,
}

impl<'a> Means<'a> {
    /// `None` for legacy start URLs (nobody renews their tokens), for tokens without a refresh token, for registrations
    /// that are over, and for a token of another portal: renewed, it would pass for this one's.
    fn of(session: &'a Session, token: &'a StoredToken, now: Timestamp) -> Option<Self> {
        let renewal = token.renewal.as_ref().filter(|renewal| renewal.registration.expires_at > now)?;
        if session.id.is_legacy() || !is_of(&token.facts, session) {
            return None;
        }
        Some(Self { start_url: session.start_url.as_ref()?, region: session.sso_region.as_ref()?, renewal })
    }
}

/// A token in place of `old`: another program's, if there is a good one by the time it is our turn, else a new one.
/// Our turn is waited for without end where no `patience` is given.
async fn renewed(
    aws: &Aws,
    session: &Session,
    what: &str,
    old: &StoredToken,
    (attempts, patience): (u32, Option<Duration>),
    on_event: OnEvent<'_>,
) -> Result<StoredToken, NotRenewed> {
    let turn = match patience {
        None => turn(aws, &session.id, &|| on_event(TokenEvent::WaitingForOther)).await,
        Some(patience) => {
            let busy = || Failure::new(what, "Another program is signing in or renewing.");
            let turn = turn_within(aws, &session.id, patience, &|| {}).await;
            turn.ok_or_else(|| NotRenewed::Trouble(busy()))?
        }
    };
    let over = |why: &str| NotRenewed::Over(sign_in_needed(what, why).hint(signing_in(session)));
    let read = async || stored(aws, session, what).await.map_err(NotRenewed::Over);
    let is_good_and_new = |token: &StoredToken, than: &StoredToken| {
        !is_same(&token.access_token, &than.access_token) && token.facts.expires_at > aws.server_now()
    };
    let mut token = read().await?;
    if is_good_and_new(&token, old) {
        return Ok(token);
    }
    let mut read_again = false;
    loop {
        let Some(means) = Means::of(session, &token, aws.server_now()) else {
            return Err(over("The token has expired."));
        };
        let room = reserve(aws, session, what, turn.is_held()).await?;
        let error = match ask(aws, &means, attempts).await {
            Ok(issued) => return keep(aws, session, what, &means, room, issued).await,
            Err(error) => error,
        };
        if !ends_session(&error) {
            let is_offline = matches!(error, ApiError::Network(_));
            let failure = error.into_failure(what);
            return Err(if is_offline { NotRenewed::Offline(failure) } else { NotRenewed::Trouble(failure) });
        }
        // A tool that knows no locks may have spent the refresh token a moment ago, and kept what it got for it.
        let again = read().await?;
        if is_good_and_new(&again, &token) {
            return Ok(again);
        }
        let is_new = again
            .renewal
            .as_ref()
            .is_some_and(|renewal| !is_same(&renewal.refresh_token, &means.renewal.refresh_token));
        if read_again || !is_new {
            let why = format!("The session is over and its token cannot be renewed: {}", error.cause());
            return Err(over(&why));
        }
        read_again = true;
        token = again;
    }
}

fn is_same(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}

/// Whether it was decided: asking once more would change nothing.
fn is_refusal(error: &ApiError) -> bool {
    match error {
        ApiError::Service(service) => !error.may_pass() && oidc::refusal(service) != Refusal::SlowDown,
        _ => false,
    }
}

/// Whether it was the service that refused, and for good: by an OAuth code of its own, under the status that belongs to
/// it (RFC 6749, 5.2). Proxies and firewalls refuse in JSON too. (botocore takes every refusal for the end of a token
/// that is over.)
fn ends_session(error: &ApiError) -> bool {
    let ApiError::Service(service) = error else { return false };
    matches!(service.status, 400 | 401)
        && !service.code.is_empty()
        && matches!(
            oidc::refusal(service),
            Refusal::InvalidGrant
                | Refusal::InvalidClient
                | Refusal::InvalidRequest
                | Refusal::Expired
                | Refusal::AccessDenied
        )
}

/// Asks for a new token, again after one and two seconds where there was no answer.
async fn ask(aws: &Aws, means: &Means<'_>, attempts: u32) -> Result<IssuedToken, ApiError> {
    let mut attempt = 1;
    loop {
        let renewal = means.renewal;
        let answer = oidc::refresh(aws, means.region, &renewal.registration, &renewal.refresh_token).await;
        match answer {
            Err(error) if attempt < attempts && !is_refusal(&error) => {
                aws.clock().sleep(Duration::from_secs(1 << (attempt - 1))).await;
                attempt += 1;
            }
            answer => return answer,
        }
    }
}

/// Takes the room for what comes for a refresh token before that is spent. `alone` says that nobody else of ours does.
async fn reserve(aws: &Aws, session: &Session, what: &str, alone: bool) -> Result<Replacement, NotRenewed> {
    let (paths, id) = (aws.paths().clone(), session.id.clone());
    let room = blocking(move || {
        if alone {
            // Who is killed while waiting for the answer leaves the room behind.
            safe_file::sweep(&token_cache::path(&paths, &id));
        }
        token_cache::reserve(&paths, &id)
    });
    let room = room.await.map_err(NotRenewed::Trouble)?;
    room.map_err(|error| NotRenewed::Trouble(disk::unkept(what, "token", &error, aws.paths())))
}

/// Writes the new token: start URL and region as the config file has them, the client as it was, and the old refresh
/// token where there is no new one.
async fn keep(
    aws: &Aws,
    session: &Session,
    what: &str,
    means: &Means<'_>,
    room: Replacement,
    issued: IssuedToken,
) -> Result<StoredToken, NotRenewed> {
    let expires_at = timestamp::after(aws.clock().now(), issued.expires_in_seconds);
    let renewal = Renewal {
        refresh_token: issued.refresh_token.unwrap_or_else(|| means.renewal.refresh_token.clone()),
        registration: means.renewal.registration.clone(),
    };
    let (paths, id) = (aws.paths().clone(), session.id.clone());
    let (start_url, region) = (means.start_url.clone(), means.region.clone());
    let written = blocking(move || {
        // Who has signed out meanwhile wants no token back.
        if !token_cache::path(&paths, &id).exists() {
            return Ok(None);
        }
        let new = NewToken {
            start_url: &start_url,
            region: &region,
            access_token: &issued.access_token,
            expires_at,
            registration: &renewal.registration,
            refresh_token: Some(&renewal.refresh_token),
        };
        let facts = token_cache::write_into(room, &paths, &id, &new)?;
        Ok(Some(StoredToken { access_token: issued.access_token, facts, renewal: Some(renewal) }))
    });
    match written.await.map_err(NotRenewed::Trouble)? {
        Ok(Some(token)) => Ok(token),
        Ok(None) => Err(NotRenewed::Over(sign_in_needed(what, "It was signed out meanwhile."))),
        Err(error) => Err(NotRenewed::Trouble(disk::unkept(what, "token", &error, aws.paths()))),
    }
}
