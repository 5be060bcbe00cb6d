//! What long tasks tell while they run. Shared by the screen and the command line; holds no secret.

use std::fmt;

use jiff::Timestamp;

use super::names::{AccountId, RoleName};
use super::organization::Account;
use crate::error::Failure;

/// What the user needs to approve a sign-in (RFC 8628). The device code, a secret, is not here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceApproval {
    /// The code to compare or type. From the server's own field, never cut out of a URL.
    pub user_code: String,
    /// Where to type it.
    pub verification_uri: String,
    /// The address that needs no typing. Not every server sends one.
    pub verification_uri_complete: Option<String>,
    /// When the code ends.
    pub expires_at: Timestamp,
}

/// What the user needs to sign in with the browser (RFC 6749, 7636). Holds the challenge and the state, no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserApproval {
    /// The page to approve on.
    pub url: String,
    /// Where the browser goes from there: this machine, which may not be the browser's.
    pub redirect_uri: String,
    /// When it is no longer waited for.
    pub expires_at: Timestamp,
}

/// The steps of a sign-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInEvent {
    /// The client is being registered or the device authorisation started.
    Starting,
    /// Waiting for the user. Comes again when the registration had to be renewed.
    Approval(DeviceApproval),
    /// As [`SignInEvent::Approval`], with the browser.
    BrowserApproval(BrowserApproval),
    /// The browser's answer could not be listened for, why: it goes on by device code.
    DeviceCodeInstead(String),
    /// An answer came that belongs to another sign-in, or to none: why it was not used. The right one is waited for.
    NotUsed(String),
    /// The browser's answer came; the token is being fetched with it.
    Answered,
    /// The server asked for patience: the new interval in seconds.
    SlowedDown { interval_seconds: u64 },
    /// A poll failed in a way that may pass (network, 5xx); polling goes on.
    Trouble(String),
    /// Polls are answered again.
    Recovered,
    /// Another program signs in to the session, or renews its token: its token is waited for, and used.
    WaitingForOther,
    /// The old session was signed out of, to begin a new one.
    SignedOut(SignOutReport),
}

/// What may have to be told while a token is being got for work that needs one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenEvent {
    /// Another program signs in to the session, or renews its token: its token is waited for.
    WaitingForOther,
    /// The token ends soon and could not be renewed, but is still good: why.
    NotRenewed(String),
}

impl fmt::Display for TokenEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WaitingForOther => {
                f.write_str("another program is signing in or renewing: its token is waited for.")
            }
            Self::NotRenewed(why) => write!(f, "the token ends soon and was not renewed: {why}"),
        }
    }
}

/// Why a token was not renewed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRenewed {
    /// The session is over, or never could be renewed: only signing in helps.
    Over(Failure),
    /// Nobody answered. The session may well be good.
    Offline(Failure),
    /// Something else is in the way: the service's own trouble, a folder that cannot be written.
    Trouble(Failure),
}

impl NotRenewed {
    /// The failure to show.
    pub fn failure(&self) -> &Failure {
        match self {
            Self::Over(failure) | Self::Offline(failure) | Self::Trouble(failure) => failure,
        }
    }
}

/// The steps of an enumeration.
#[derive(Debug, Clone, PartialEq)]
pub enum EnumerateEvent {
    /// A page of accounts, their roles still pending.
    Accounts(Vec<Account>),
    /// No further accounts: the total is known.
    AllAccountsListed,
    /// All roles of an account.
    Roles { account: AccountId, roles: Vec<RoleName> },
    /// One account could not be listed. The others go on.
    AccountFailed { account: AccountId, message: String },
    /// The portal said 429; the rate was lowered. Not a failure.
    Throttled { requests_per_second: f64 },
    /// A page could not be fetched yet and is being tried again.
    Trouble(String),
    /// All was listed, but could not be kept for the next start: why.
    NotKept(String),
    /// News of the token that the portal is asked with.
    Token(TokenEvent),
}

/// What signing out did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignOutReport {
    /// Token files deleted.
    pub tokens_deleted: usize,
    /// Cached role credentials deleted.
    pub role_credentials_deleted: usize,
    /// Why the portal could not be told, when it could not. The files are gone all the same.
    pub portal_unreachable: Option<String>,
}
