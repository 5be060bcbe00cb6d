//! What one signs in to: an `[sso-session]` section, or a legacy start URL that profiles name themselves.

use std::fmt;

use super::names::{Region, SessionName, StartUrl};
use super::profile::{Problem, Source};
use super::start_url;

/// The identity of a session. It decides the name of the token file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SessionId {
    /// An `[sso-session NAME]` section.
    Named(SessionName),
    /// The `sso_start_url` of legacy profiles, exactly as written.
    Legacy(StartUrl),
}

impl SessionId {
    /// The text whose SHA-1 names the token file (AWS CLI `SSOTokenLoader`): the session name, else the exact start URL.
    pub fn cache_key(&self) -> &str {
        match self {
            Self::Named(name) => name.as_str(),
            Self::Legacy(url) => url.as_str(),
        }
    }

    /// The name, or the start URL without its scheme: what tells sessions apart comes first.
    pub fn short(&self) -> &str {
        match self {
            Self::Named(name) => name.as_str(),
            Self::Legacy(url) => url.as_str().strip_prefix("https://").unwrap_or(url.as_str()),
        }
    }

    /// Whether its token can ever be renewed: tokens of legacy start URLs never are.
    pub fn is_legacy(&self) -> bool {
        matches!(self, Self::Legacy(_))
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.cache_key())
    }
}

/// A session as the config files describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    /// `None` when the section lacks it: then signing in is impossible and a problem says so.
    pub start_url: Option<StartUrl>,
    pub sso_region: Option<Region>,
    /// `sso_registration_scopes`, split on commas; `None` when the key is absent, which differs from an empty list.
    pub scopes: Option<Vec<String>>,
    /// `sso_use_device_code`, which decides about the way to sign in (proposed for the AWS CLI in aws/aws-cli#10635);
    /// `None` when the key is absent or says neither true nor false.
    pub use_device_code: Option<bool>,
    /// The header line of the section, or of the first legacy profile that names the URL.
    pub source: Source,
    pub problems: Vec<Problem>,
}

impl Session {
    /// What it has in common with every other session of the same portal: its start URL, however that is written; else
    /// itself alone.
    pub fn portal(&self) -> String {
        match &self.start_url {
            Some(url) => start_url::portal(url.as_str()),
            None => self.id.cache_key().to_owned(),
        }
    }

    /// The keys without which nobody can sign in to it and that it lacks.
    pub fn missing_keys(&self) -> Vec<&'static str> {
        let needed = [("sso_start_url", self.start_url.is_none()), ("sso_region", self.sso_region.is_none())];
        needed.into_iter().filter(|(_, is_missing)| *is_missing).map(|(key, _)| key).collect()
    }
}
