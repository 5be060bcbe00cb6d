//! What the server remembers: clients, sign-ins, tokens and role credentials. Secrets all of it, so
//! none of it can be printed with `{:?}`.

use std::collections::HashMap;
use std::io;
use std::time::Duration;

use jiff::Timestamp;

use super::options::Options;
use super::random::Random;
use crate::domain::names::{AccountId, RoleName};

/// A registered client.
#[derive(Clone)]
pub(super) struct Client {
    pub name: String,
    pub secret: String,
    pub expires_at: Timestamp,
    pub scopes: Vec<String>,
    /// Empty for a client that named none: then it may use the device flow.
    pub grant_types: Vec<String>,
    /// The start URL that a client of the browser's way signs in to.
    pub issuer_url: Option<String>,
    /// Without their ports.
    pub redirect_uris: Vec<String>,
}

impl Client {
    /// Whether it may use a grant. A client that named its grants is held to them.
    pub(super) fn may(&self, grant: &str) -> bool {
        self.grant_types.iter().any(|known| known == grant)
            || (self.grant_types.is_empty() && grant != super::oidc::AUTHORIZATION_CODE)
    }
}

/// What the person at the page decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Decision {
    Waiting,
    Approved,
    Denied,
    /// Approved, and the tokens were fetched.
    Used,
}

/// A device authorization.
pub(super) struct Device {
    pub client_id: String,
    pub user_code: String,
    pub start_url: String,
    pub expires_at: Timestamp,
    /// When it is approved by itself.
    pub approved_at: Option<Timestamp>,
    pub decision: Decision,
    /// The latest two polls, for `slow_down`.
    pub polls: [Option<Timestamp>; 2],
}

impl Device {
    /// The decision at a moment: the button's, or the one that came by itself.
    pub(super) fn decision(&self, now: Timestamp) -> Decision {
        match self.decision {
            Decision::Waiting if self.approved_at.is_some_and(|at| now >= at) => Decision::Approved,
            decision => decision,
        }
    }
}

/// An authorization code on its way to CreateToken.
pub(super) struct AuthorizationCode {
    pub client_id: String,
    pub redirect_uri: String,
    /// The S256 challenge.
    pub challenge: String,
    pub expires_at: Timestamp,
}

/// A sign-in.
struct Session {
    start_url: String,
    /// When it ends for good.
    ends_at: Timestamp,
}

/// A refresh token's sign-in and client.
pub(super) struct RefreshToken {
    pub session: u64,
    pub client_id: String,
}

struct AccessToken {
    session: u64,
    expires_at: Timestamp,
}

/// Keys that were handed out, for STS.
#[derive(Clone)]
pub(super) struct RoleKeys {
    pub account_id: AccountId,
    pub role_name: RoleName,
    pub secret_access_key: String,
    pub session_token: String,
    pub expires_at: Timestamp,
}

/// The tokens of a sign-in, with the registration that they belong to: what a token file holds.
#[derive(Clone)]
pub struct Grant {
    pub access_token: String,
    pub expires_at: Timestamp,
    /// `None` for a client without scopes.
    pub refresh_token: Option<String>,
    pub client_id: String,
    pub client_secret: String,
    pub registration_expires_at: Timestamp,
}

impl std::fmt::Debug for Grant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Grant").field("expires_at", &self.expires_at).finish_non_exhaustive()
    }
}

pub(super) struct Store {
    pub random: Random,
    pub clients: HashMap<String, Client>,
    /// By device code.
    pub devices: HashMap<String, Device>,
    pub codes: HashMap<String, AuthorizationCode>,
    pub refresh_tokens: HashMap<String, RefreshToken>,
    access_tokens: HashMap<String, AccessToken>,
    sessions: HashMap<u64, Session>,
    /// By access key id.
    pub role_keys: HashMap<String, RoleKeys>,
    /// Of the console's sign-in.
    pub signin_tokens: Vec<String>,
    /// Everything secret that was handed out.
    pub secrets: Vec<String>,
    next_session: u64,
}

impl Store {
    pub(super) fn new(seed: Option<[u8; 32]>) -> io::Result<Self> {
        Ok(Self {
            random: Random::new(seed)?,
            clients: HashMap::new(),
            devices: HashMap::new(),
            codes: HashMap::new(),
            refresh_tokens: HashMap::new(),
            access_tokens: HashMap::new(),
            sessions: HashMap::new(),
            role_keys: HashMap::new(),
            signin_tokens: Vec::new(),
            secrets: Vec::new(),
            next_session: 0,
        })
    }

    /// Keeps a client under a new id.
    pub(super) fn register(&mut self, client: Client) -> String {
        let id = self.random.client_id();
        self.secrets.push(client.secret.clone());
        self.clients.insert(id.clone(), client);
        id
    }

    /// A new sign-in, which ends when the options say.
    pub(super) fn new_session(&mut self, start_url: String, now: Timestamp, options: &Options) -> u64 {
        self.next_session += 1;
        let session = Session { start_url, ends_at: after(now, options.session_duration) };
        self.sessions.insert(self.next_session, session);
        self.next_session
    }

    /// Fresh tokens of a sign-in for a client: an access token and its end, and a refresh token where the client has scopes.
    pub(super) fn tokens(
        &mut self,
        session: u64,
        client_id: &str,
        expires_at: Timestamp,
    ) -> (String, Timestamp, Option<String>) {
        let end = self.sessions.get(&session).map_or(expires_at, |session| session.ends_at);
        let expires_at = expires_at.min(end);
        let access = self.random.bearer_token("aoa");
        self.access_tokens.insert(access.clone(), AccessToken { session, expires_at });
        self.secrets.push(access.clone());
        let scoped = self.clients.get(client_id).is_some_and(|client| !client.scopes.is_empty());
        let refresh = scoped.then(|| {
            let refresh = self.random.bearer_token("aor");
            let token = RefreshToken { session, client_id: client_id.to_owned() };
            self.refresh_tokens.insert(refresh.clone(), token);
            self.secrets.push(refresh.clone());
            refresh
        });
        (access, expires_at, refresh)
    }

    /// Whether the sign-in still lasts.
    pub(super) fn session_lasts(&self, session: u64, now: Timestamp) -> bool {
        self.sessions.get(&session).is_some_and(|session| now < session.ends_at)
    }

    /// The start URL that an access token leads to, if it is good now.
    pub(super) fn start_url_of(&self, token: &str, now: Timestamp) -> Option<&str> {
        let found = self.access_tokens.get(token).filter(|found| now < found.expires_at)?;
        let session = self.sessions.get(&found.session).filter(|session| now < session.ends_at)?;
        Some(&session.start_url)
    }

    /// Ends the sign-in that the token belongs to, with all its tokens.
    pub(super) fn end_session_of(&mut self, token: &str) {
        if let Some(found) = self.access_tokens.get(token) {
            self.sessions.remove(&found.session);
        }
    }

    /// Makes every access token unknown; refresh tokens stay good.
    pub(super) fn revoke_access_tokens(&mut self) {
        self.access_tokens.clear();
    }

    /// Ends every sign-in.
    pub(super) fn end_sessions(&mut self) {
        self.sessions.clear();
    }
}

/// A moment that much later; the end of time where there is none.
pub(super) fn after(now: Timestamp, duration: Duration) -> Timestamp {
    now.checked_add(duration).unwrap_or(Timestamp::MAX)
}
