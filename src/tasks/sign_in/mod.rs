//! Signing in: registering, then by device code or with the browser to a token, and its file.

mod browser;
mod device;

use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;
use tokio::sync::mpsc::UnboundedReceiver;

use super::{blocking, disk, sign_out, vanity};
use crate::aws::error::ApiError;
use crate::aws::oidc::{self, IssuedToken, Refusal};
use crate::aws::registration_cache::{Purpose, Registration, RegistrationKey};
use crate::aws::timestamp;
use crate::aws::token_cache::{self, NewToken};
use crate::aws::{Aws, TIMEOUT, safe_file};
use crate::domain::names::{Region, SessionName, StartUrl};
use crate::domain::progress::SignInEvent;
use crate::domain::session::{Session, SessionId};
use crate::domain::start_url;
use crate::domain::token::TokenFacts;
use crate::error::{Failure, FailureKind};
use crate::paths::Paths;
use browser::Browser;

/// The scope that makes a session renewable, and the AWS CLI's default where it registers scopes.
const DEFAULT_SCOPE: &str = "sso:account:access";
/// What `slow_down` adds to the interval, for good (RFC 8628).
const SLOW_DOWN_SECONDS: u64 = 5;
/// How often RegisterClient and StartDeviceAuthorization are sent: nobody waits for them with a code in hand.
const ATTEMPTS: u32 = 4;
/// How long all attempts at one of them may take: the last must have its answer by then.
const PATIENCE_SECONDS: u64 = 120;

/// How to sign in.
#[derive(Debug)]
pub enum Way {
    DeviceCode,
    Browser {
        /// The port to listen on; `None` is any free one.
        port: Option<u16>,
        /// Addresses that the browser ended at, as somebody pasted them: it may be on another machine. They hold the
        /// authorization code.
        pasted: UnboundedReceiver<SecretString>,
    },
}

/// Signs in to `session` and writes the token file. Always fetches a new token; reuses a registration
/// that has more than 15 minutes left. Cancelled by dropping.
///
/// With the browser, where no port can be listened on, it goes on by device code and says so; so it does for a legacy
/// start URL, for which the AWS CLI knows no other way.
///
/// # Errors
/// `SignInNeeded` when the user declined or the time ran out; `Failed` for what the server or the network did.
pub async fn sign_in(
    aws: &Aws,
    session: &Session,
    way: Way,
    on_event: &(dyn Fn(SignInEvent) + Send + Sync),
) -> Result<TokenFacts, Failure> {
    run(aws, session, way, None, on_event).await
}

/// Signs out of `session`, then in: a session from its beginning, which [`sign_in`] alone would only continue.
///
/// The old one ends when AWS has answered and before anybody can approve, and not where AWS cannot be reached: then
/// the user stays signed in.
///
/// # Errors
/// Those of [`sign_in`] and of signing out.
pub async fn sign_in_anew(
    aws: &Aws,
    session: &Session,
    way: Way,
    on_event: &(dyn Fn(SignInEvent) + Send + Sync),
) -> Result<TokenFacts, Failure> {
    run(aws, session, way, Some(session), on_event).await
}

async fn run(
    aws: &Aws,
    session: &Session,
    way: Way,
    old: Option<&Session>,
    on_event: &(dyn Fn(SignInEvent) + Send + Sync),
) -> Result<TokenFacts, Failure> {
    let mut sign_in = match SignIn::new(aws, session, on_event) {
        Ok(sign_in) => SignIn { old, ..sign_in },
        Err(failure) => return Err(with_region(aws, session, failure).await),
    };
    on_event(SignInEvent::Starting);
    sign_in.check_place().await?;
    sign_in.find_portal().await?;
    let mut browser = Browser::new(way, session, on_event).await;
    if browser.is_some() {
        sign_in.purpose = Purpose::Browser;
    }
    let mut registration = sign_in.registration().await?;
    let mut may_register_again = true;
    loop {
        let ended = match &mut browser {
            Some(browser) => browser.token(&mut sign_in, &registration).await,
            None => device::token(&mut sign_in, &registration).await,
        };
        match ended {
            Ok(token) => return sign_in.write(registration, token).await,
            Err(Ended::InvalidClient(_)) if may_register_again => {
                may_register_again = false;
                sign_in.forget_registration().await?;
                registration = sign_in.register().await?;
            }
            Err(Ended::InvalidClient(failure) | Ended::Failed(failure)) => return Err(failure),
        }
    }
}

/// How far the attempts at one request have come.
struct Retries {
    failures: u32,
    /// Later none is begun.
    last_start: Timestamp,
}

/// Why there is no token.
enum Ended {
    /// The service does not know the registration (any more): a new one may help.
    InvalidClient(Failure),
    Failed(Failure),
}

/// A session without `sso_region`: the start URL may tell what belongs there.
async fn with_region(aws: &Aws, session: &Session, failure: Failure) -> Failure {
    let Some(start_url) = session.start_url.as_ref().filter(|_| session.sso_region.is_none()) else {
        return failure;
    };
    match vanity::region_of(aws, start_url).await {
        Some(region) => failure.hint(format!(
            "Add sso_region = {region} to the session in the config file: that is where the start URL leads."
        )),
        None => failure,
    }
}

struct SignIn<'a> {
    aws: &'a Aws,
    id: &'a SessionId,
    /// As it stands in the config file, which names the files of the caches.
    start_url: &'a StartUrl,
    /// The portal that a start URL on a domain of the organisation's own leads to.
    portal: Option<StartUrl>,
    region: &'a Region,
    /// What the config file says, which decides about the registration's file.
    configured_scopes: Option<&'a [String]>,
    /// What is registered. See [`scopes`].
    scopes: Option<Vec<String>>,
    /// What is registered for.
    purpose: Purpose,
    on_event: &'a (dyn Fn(SignInEvent) + Send + Sync),
    /// What to say when it fails.
    what: String,
    /// What `slow_down` has added to the interval so far.
    extra_seconds: u64,
    /// The session to sign out of before this one can be approved.
    old: Option<&'a Session>,
}

/// The scopes to register.
///
/// A session gets the scopes of its section, else `sso:account:access`: without scopes there is no refresh token and
/// the session cannot be renewed. The AWS CLI's browser flow has the same default, and like it the file is named by
/// what the section says: so the AWS CLI's device flow, which registers no scopes where the section names none, finds
/// ours and uses it, while we replace its own.
/// A legacy start URL's token is renewed by nobody (botocore's legacy provider has no refresh), so that scopes
/// would only part us from the AWS CLI, which registers none: without them both share one registration.
fn scopes(session: &Session) -> Option<Vec<String>> {
    if session.id.is_legacy() {
        return None;
    }
    let named = session.scopes.clone().filter(|scopes| !scopes.is_empty());
    Some(named.unwrap_or_else(|| vec![DEFAULT_SCOPE.to_owned()]))
}

impl<'a> SignIn<'a> {
    fn new(
        aws: &'a Aws,
        session: &'a Session,
        on_event: &'a (dyn Fn(SignInEvent) + Send + Sync),
    ) -> Result<Self, Failure> {
        let what = format!("Could not sign in to {}.", session.id);
        let unusable =
            |why: &str, hint: &str| Failure::new(what.as_str(), why).kind(FailureKind::Usage).hint(hint);
        let (Some(start_url), Some(region)) = (&session.start_url, &session.sso_region) else {
            let missing = session.missing_keys();
            return Err(unusable(
                &format!("The session has no {}.", missing.join(" and no ")),
                &format!("Add {} to the session in the config file.", missing.join(" and ")),
            ));
        };
        if !start_url::is_safe(start_url.as_str()) {
            return Err(unusable(
                "The start URL must begin with https://.",
                "Correct sso_start_url in the config file.",
            ));
        }
        let scopes = scopes(session);
        Ok(Self {
            aws,
            id: &session.id,
            start_url,
            portal: None,
            region,
            configured_scopes: session.scopes.as_deref(),
            purpose: Purpose::DeviceCode { needs_scopes: scopes.is_some() },
            scopes,
            on_event,
            what,
            extra_seconds: 0,
            old: None,
        })
    }

    /// Finds out before the user approves that the token could not be kept.
    async fn check_place(&self) -> Result<(), Failure> {
        let path = token_cache::path(self.aws.paths(), self.id);
        let shown = self.aws.paths().display(&path);
        let (is_folder, place) = blocking(move || (path.is_dir(), safe_file::check_place(&path))).await?;
        if is_folder {
            let why = format!("There is a folder where the token file belongs: {shown}.");
            return Err(Failure::new(self.what.as_str(), why).hint("Remove the folder."));
        }
        place.map_err(|error| disk::unkept(&self.what, "token", &error, self.aws.paths()))
    }

    /// Finds the portal behind a vanity domain. The service is told the portal's address, as by the AWS CLI from
    /// 2.35.13 (`customizations/sso/login.py`: `resolve_start_url`, then `resolved_start_url`; aws-cli#10419, "the
    /// resolved URL is passed to OIDC service APIs"), while the files of the caches keep what is configured. The AWS
    /// CLI also signs in to the portal's region and writes it into the config file; nothing is written here without
    /// being asked for, so that a region which cannot be right is told. A domain that does not answer decides nothing.
    ///
    /// # Errors
    /// When the portal lies in another region than `sso_region` says: a token of one is no good in the other.
    async fn find_portal(&mut self) -> Result<(), Failure> {
        let portal = vanity::portal_of(self.aws, self.start_url).await;
        if let Some(region) = portal.as_ref().and_then(start_url::region)
            && region != *self.region
        {
            let why = format!(
                "The start URL leads to an Identity Center in {region}, and sso_region says {}.",
                self.region
            );
            let hint = match self.id {
                SessionId::Named(name) => {
                    format!("Correct it: ssotui edit --session {name} --set sso_region={region}")
                }
                SessionId::Legacy(_) => {
                    format!("Set sso_region = {region} in the profiles of the start URL.")
                }
            };
            return Err(Failure::new(self.what.as_str(), why).kind(FailureKind::Usage).hint(hint));
        }
        self.portal = portal;
        Ok(())
    }

    /// The start URL that the service knows.
    fn address(&self) -> &StartUrl {
        self.portal.as_ref().unwrap_or(self.start_url)
    }

    /// The registration from the cache, else a new one.
    async fn registration(&mut self) -> Result<Registration, Failure> {
        let now = self.aws.clock().now();
        let purpose = self.purpose;
        match self.with_key(move |key, paths| key.read(paths, now, purpose)).await? {
            Some(registration) => Ok(registration),
            None => self.register().await,
        }
    }

    async fn register(&mut self) -> Result<Registration, Failure> {
        // As the AWS CLI names its clients: what an administrator sees in the logs.
        let client_name = match self.id {
            SessionId::Named(name) => format!("botocore-client-{name}"),
            SessionId::Legacy(_) => format!("botocore-client-{}", self.aws.clock().now().as_second()),
        };
        let mut retries = self.retries();
        let registration = loop {
            let scopes = self.scopes.as_deref();
            let issuer = (self.purpose == Purpose::Browser).then(|| self.address());
            match oidc::register_client(self.aws, self.region, &client_name, scopes, issuer).await {
                Ok(registration) => break registration,
                Err(error) => self.wait_to_retry(error, &mut retries).await?,
            }
        };
        let (kept, scopes, purpose) = (registration.clone(), self.scopes.clone(), self.purpose);
        self.with_key(move |key, paths| key.write(paths, &kept, scopes.as_deref(), purpose))
            .await?
            .map_err(|error| disk::unkept(&self.what, "registration", &error, self.aws.paths()))?;
        Ok(registration)
    }

    async fn forget_registration(&self) -> Result<(), Failure> {
        // Should it stay, the new one is written over it.
        self.with_key(|key, paths| key.remove(paths).unwrap_or_default()).await
    }

    /// Works on the registration's file, off the async threads.
    async fn with_key<T: Send + 'static>(
        &self,
        work: impl FnOnce(RegistrationKey<'_>, &Paths) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (region, start_url) = (self.region.clone(), self.start_url.clone());
        let (scopes, paths) = (self.configured_scopes.map(<[String]>::to_vec), self.aws.paths().clone());
        let session_name: Option<SessionName> = match self.id {
            SessionId::Named(name) => Some(name.clone()),
            SessionId::Legacy(_) => None,
        };
        blocking(move || {
            let key = RegistrationKey {
                region: &region,
                scopes: scopes.as_deref(),
                session_name: session_name.as_ref(),
                start_url: &start_url,
            };
            work(key, &paths)
        })
        .await
    }

    /// Signs out of the old session, if there is one to make way: once, and as the last step before the user can approve.
    async fn make_way(&mut self) -> Result<(), Ended> {
        if let Some(old) = self.old {
            let report = sign_out::make_way(self.aws, old).await.map_err(Ended::Failed)?;
            self.old = None;
            (self.on_event)(SignInEvent::SignedOut(report));
        }
        Ok(())
    }

    fn retries(&self) -> Retries {
        Retries {
            failures: 0,
            last_start: timestamp::after(self.aws.clock().now(), PATIENCE_SECONDS - TIMEOUT.as_secs()),
        }
    }

    /// Waits before a request that nobody has to approve is sent again, or gives up.
    async fn wait_to_retry(&mut self, error: ApiError, retries: &mut Retries) -> Result<(), Failure> {
        let slow_down = refusal(&error) == Some(Refusal::SlowDown);
        retries.failures += 1;
        let seconds =
            if slow_down { self.extra_seconds + SLOW_DOWN_SECONDS } else { 1 << (retries.failures - 1) };
        let too_late = timestamp::after(self.aws.clock().now(), seconds) > retries.last_start;
        if retries.failures >= ATTEMPTS || too_late || !(slow_down || error.may_pass()) {
            return Err(error.into_failure(&self.what));
        }
        if slow_down {
            self.slow_down(0);
        } else {
            (self.on_event)(SignInEvent::Trouble(error.cause()));
        }
        self.aws.clock().sleep(Duration::from_secs(seconds)).await;
        Ok(())
    }

    /// Lengthens the interval for good, and says so.
    fn slow_down(&mut self, interval_seconds: u64) -> u64 {
        self.extra_seconds += SLOW_DOWN_SECONDS;
        let interval_seconds = interval_seconds.saturating_add(self.extra_seconds);
        (self.on_event)(SignInEvent::SlowedDown { interval_seconds });
        interval_seconds
    }

    /// How long it is until then; `None` when it is over.
    fn left(&self, deadline: Timestamp) -> Option<Duration> {
        Duration::try_from(deadline.duration_since(self.aws.clock().now()))
            .ok()
            .filter(|left| !left.is_zero())
    }

    /// The user said no, or nothing for too long.
    fn not_granted(&self, why: &str, hint: &str) -> Ended {
        Ended::Failed(Failure::new(self.what.as_str(), why).kind(FailureKind::SignInNeeded).hint(hint))
    }

    fn declined(&self) -> Ended {
        self.not_granted("The sign-in was declined in the browser.", "Sign in again and approve the request.")
    }

    async fn write(&self, registration: Registration, token: IssuedToken) -> Result<TokenFacts, Failure> {
        let expires_at = timestamp::after(self.aws.clock().now(), token.expires_in_seconds);
        let (paths, id) = (self.aws.paths().clone(), self.id.clone());
        let (start_url, region) = (self.start_url.clone(), self.region.clone());
        let written = blocking(move || {
            let new = NewToken {
                start_url: &start_url,
                region: &region,
                access_token: &token.access_token,
                expires_at,
                registration: &registration,
                refresh_token: token.refresh_token.as_ref(),
            };
            token_cache::write(&paths, &id, &new)
        });
        written.await?.map_err(|error| disk::unkept(&self.what, "token", &error, self.aws.paths()))
    }
}

/// What the service says with its refusal, if it was the service that spoke. Its own trouble says nothing about the
/// request.
fn refusal(error: &ApiError) -> Option<Refusal> {
    match error {
        ApiError::Service(service) => {
            Some(oidc::refusal(service)).filter(|refusal| *refusal == Refusal::SlowDown || !error.may_pass())
        }
        _ => None,
    }
}
