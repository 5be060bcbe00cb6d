//! Everything that the files on disk say, read at one moment.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::names::{AccountId, ProfileName, RoleName};
use super::organization::Organization;
use super::profile::{Problem, Profile};
use super::session::{Session, SessionId};
use super::token::TokenFile;

/// A session and what lies in its token file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionEntry {
    pub session: Session,
    pub token: TokenFile,
    /// How many profiles use it.
    pub profiles: usize,
}

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
    /// When the role credentials that the AWS CLI cached end.
    pub role_credentials: BTreeMap<RoleKey, Timestamp>,
    /// What earlier enumerations found, from disk.
    pub organizations: BTreeMap<SessionId, Organization>,
    /// Faults of the files as a whole, such as a line that makes botocore refuse the file.
    pub problems: Vec<Problem>,
    /// Whether each shared file is there at all.
    pub config_exists: bool,
    pub credentials_exists: bool,
}

impl Inventory {
    pub fn session(&self, id: &SessionId) -> Option<&SessionEntry> {
        self.sessions.iter().find(|entry| entry.session.id == *id)
    }

    pub fn profile(&self, name: &ProfileName) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == *name)
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
