//! Everything that the files on disk say, read at one moment.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::names::{AccountId, ProfileName, RoleName};
use super::network::{ProfileNetwork, Services};
use super::organization::Organization;
use super::profile::{Problem, Profile, ProfileKind};
use super::session::{Session, SessionId};
use super::start_url::same_portal;
use super::token::{TokenEvidence, TokenFile, TokenState};
use super::usage::Usage;

/// A session and what lies in its token file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionEntry {
    pub session: Session,
    pub token: TokenFile,
    /// How many profiles use it.
    pub profiles: usize,
}

impl SessionEntry {
    /// Whether the token in the file was issued for another start URL or region: the session's name was another's
    /// before, and nothing in the AWS tools compares what they find under it.
    pub fn token_is_of_another_session(&self) -> bool {
        let Some(facts) = self.token.facts() else { return false };
        let differs = |stored: &Option<String>, ours: Option<&str>| {
            stored.as_deref().zip(ours).is_some_and(|(stored, ours)| !same_portal(stored, ours))
        };
        differs(&facts.start_url, self.session.start_url.as_ref().map(|url| url.as_str()))
            || differs(&facts.region, self.session.sso_region.as_ref().map(|region| region.as_str()))
    }

    /// The state of its token at `now`, in the light of what else is known.
    pub fn state(&self, now: Timestamp, evidence: TokenEvidence) -> TokenState {
        self.token.state(now, self.session.id.is_legacy(), evidence)
    }

    /// Whether its token could be renewed without a browser at `now`, if it had to be.
    pub fn is_renewable(&self, now: Timestamp) -> bool {
        !self.session.id.is_legacy()
            && self.token.facts().and_then(|facts| facts.renewable_until).is_some_and(|until| now < until)
    }
}

/// A chain of source profiles longer than this is not followed.
const LONGEST_CHAIN: usize = 20;

/// Which cached role credentials belong to a profile.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RoleKey {
    pub session: SessionId,
    pub account: AccountId,
    pub role: RoleName,
}

/// The files of one moment.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inventory {
    /// In file order, the config file first.
    pub profiles: Vec<Profile>,
    /// `[sso-session]` sections in file order, then legacy start URLs in order of first use.
    pub sessions: Vec<SessionEntry>,
    pub services: Services,
    /// When the sessions' token files were written: no token came later.
    pub tokens_written_at: BTreeMap<SessionId, Timestamp>,
    /// When the role credentials that the AWS CLI cached end.
    pub role_credentials: BTreeMap<RoleKey, Timestamp>,
    /// What earlier enumerations found, from disk.
    pub organizations: BTreeMap<SessionId, Organization>,
    /// Faults of the files as a whole, such as a line that makes botocore refuse the file.
    pub problems: Vec<Problem>,
    /// Whether each shared file is there at all.
    pub config_exists: bool,
    pub credentials_exists: bool,
    /// Which profiles are used and pinned.
    pub usage: Usage,
}

impl Inventory {
    pub fn session(&self, id: &SessionId) -> Option<&SessionEntry> {
        self.sessions.iter().find(|entry| entry.session.id == *id)
    }

    /// The sessions as the files describe them, without their tokens.
    pub fn described_sessions(&self) -> Vec<Session> {
        self.sessions.iter().map(|entry| entry.session.clone()).collect()
    }

    pub fn profile(&self, name: &ProfileName) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == *name)
    }

    /// The way to AWS that the keys of this profile say; nothing where there is no such profile.
    pub fn network(&self, name: &ProfileName) -> ProfileNetwork {
        let profile = self.profile(name);
        profile.map(|it| ProfileNetwork::of(&it.settings, &self.services)).unwrap_or_default()
    }

    /// The session that has to be signed in to for this profile to work: its own, or that of the profile from which it
    /// assumes its role.
    pub fn session_behind<'a>(&'a self, profile: &'a Profile) -> Option<&'a SessionId> {
        let mut profile = profile;
        for _ in 0..LONGEST_CHAIN {
            if profile.session.is_some() || profile.kind != ProfileKind::Role {
                return profile.session.as_ref();
            }
            profile = self.profile(&profile.settings.value("source_profile")?.into())?;
        }
        None
    }

    /// When the role credentials that the AWS CLI cached for this profile end.
    pub fn credentials_expire_at(&self, profile: &Profile) -> Option<Timestamp> {
        if self.role_credentials.is_empty() {
            // Mostly; and the key below is three copies.
            return None;
        }
        let key = RoleKey {
            session: profile.session.clone()?,
            account: profile.account_id.clone()?,
            role: profile.role_name.clone()?,
        };
        self.role_credentials.get(&key).copied()
    }
}
