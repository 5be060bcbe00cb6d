//! What the demo's Identity Center is like: its size, its speed, its limits.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::organization;
use crate::domain::organization::Account;

/// Tells the server the time, for every countdown and for the `Date` header. Tests bring one that they move.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What a 429 says about when to come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThrottleHint {
    /// Nothing, as the portal does today.
    #[default]
    None,
    /// `Retry-After`, in whole seconds.
    RetryAfter,
    /// `x-amz-retry-after`, in milliseconds (the AWS SDKs' new retry behaviour reads it).
    AmzRetryAfter,
}

/// How the server behaves.
#[derive(Clone)]
pub struct Options {
    /// How many accounts the organisation has.
    pub accounts: usize,
    /// How many roles all accounts have together, spread unevenly.
    pub roles: usize,
    /// These accounts and roles instead of generated ones. An account whose roles are
    /// [`Roles::Failed`](crate::domain::organization::Roles::Failed) answers 403 to ListAccountRoles.
    pub organization: Option<Vec<Account>>,
    /// How long every answer takes.
    pub latency: Duration,
    /// How many requests a second the portal answers, all its operations together; bursts of one
    /// second's worth. What is over gets a 429. `None` is no limit.
    pub rate: Option<f64>,
    pub throttle_hint: ThrottleHint,
    /// After this long a sign-in is approved by itself; the page's button may come sooner.
    /// `None` waits for the button or for [`Server::approve`](super::Server::approve).
    pub approve_after: Option<Duration>,
    /// How long an access token is good.
    pub token_ttl: Duration,
    /// How long a sign-in lasts in all: no renewal reaches further.
    pub session_duration: Duration,
    /// How long a client registration is good.
    pub registration_ttl: Duration,
    /// How long the credentials of a role are good.
    pub role_credentials_ttl: Duration,
    /// How long a device code waits for its approval.
    pub device_code_ttl: Duration,
    /// The pause between two polls that StartDeviceAuthorization asks for, in whole seconds.
    pub interval: Duration,
    /// Whether a third poll within one interval is answered `slow_down`. (The AWS CLI polls twice at
    /// once at the start, which the service allows.)
    pub enforce_interval: bool,
    /// The page size where the client names none.
    pub page_size: usize,
    /// The port on 127.0.0.1; 0 is any free one.
    pub port: u16,
    /// What all tokens are computed from. `None` is real randomness; tests give a fixed one.
    pub seed: Option<[u8; 32]>,
    pub clock: Clock,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            accounts: 24,
            roles: 60,
            organization: None,
            latency: Duration::ZERO,
            rate: None,
            throttle_hint: ThrottleHint::None,
            approve_after: None,
            token_ttl: Duration::from_secs(60 * 60),
            session_duration: Duration::from_secs(8 * 60 * 60),
            registration_ttl: Duration::from_secs(90 * 24 * 60 * 60),
            role_credentials_ttl: Duration::from_secs(60 * 60),
            device_code_ttl: Duration::from_secs(600),
            interval: Duration::from_secs(1),
            enforce_interval: false,
            page_size: 20,
            port: 0,
            seed: None,
            clock: Arc::new(system_time),
        }
    }
}

impl Options {
    /// Options whose accounts, roles and addresses are as hostile as text can be.
    pub fn hostile() -> Self {
        Self { organization: Some(organization::hostile()), ..Self::default() }
    }
}

impl fmt::Debug for Options {
    /// Without the seed: every token follows from it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("accounts", &self.accounts)
            .field("roles", &self.roles)
            .field("latency", &self.latency)
            .field("rate", &self.rate)
            .field("approve_after", &self.approve_after)
            .field("token_ttl", &self.token_ttl)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

#[expect(clippy::disallowed_methods, reason = "the server's default clock; it may not import aws::clock")]
fn system_time() -> Timestamp {
    Timestamp::now()
}
