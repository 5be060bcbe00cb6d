//! The role that a profile stands for.

use super::inventory::{Inventory, RoleKey};
use super::names::{AccountId, ProfileName, Region, RoleName};
use super::network::ProfileNetwork;
use super::profile::{Profile, ProfileKind};
use super::session::Session;
use crate::error::{Failure, FailureKind};

/// What it takes to get the credentials of an SSO profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileRole {
    pub profile: ProfileName,
    pub session: Session,
    pub account: AccountId,
    pub role: RoleName,
    /// The profile's own region.
    pub region: Option<Region>,
    /// The profile's own way to AWS.
    pub network: ProfileNetwork,
}

impl ProfileRole {
    /// The role of a profile.
    ///
    /// # Errors
    /// `NotFound` when the profile's session does not exist; `Failed` for a profile that is of another kind, or names
    /// no account and role.
    pub fn of(inventory: &Inventory, profile: &Profile) -> Result<Self, Failure> {
        let name = &profile.name;
        let what = format!("Profile {name} gives no role of Identity Center.");
        let why = match profile.kind {
            ProfileKind::Sso | ProfileKind::SsoLegacy => None,
            ProfileKind::Static => Some("It holds keys, which AWS tools read from the file themselves."),
            ProfileKind::Role | ProfileKind::WebIdentity => {
                Some("It assumes a role, which AWS tools do by themselves.")
            }
            ProfileKind::Process => Some("Its credentials come from a program (credential_process)."),
            ProfileKind::Login => Some("Its credentials come from aws login."),
            ProfileKind::Other => Some("It says nothing about credentials."),
        };
        if let Some(why) = why {
            return Err(Failure::new(what, why)
                .hint("Set AWS_PROFILE to it (ssotui env, or ssotui exec without --credentials)."));
        }
        let (Some(account), Some(role)) = (&profile.account_id, &profile.role_name) else {
            return Err(Failure::new(what, "It lacks sso_account_id or sso_role_name.")
                .hint("Add them in the config file."));
        };
        let entry = profile.session.as_ref().and_then(|id| inventory.session(id)).ok_or_else(|| {
            let session = profile.session.as_ref().map_or("", |id| id.cache_key());
            Failure::new(
                format!("Profile {name} has no session to sign in to."),
                format!("The specified sso-session does not exist: \"{session}\"."),
            )
            .kind(FailureKind::NotFound)
            .hint(format!("Add a section [sso-session {session}] to the config file."))
        })?;
        Ok(Self {
            profile: name.clone(),
            session: entry.session.clone(),
            account: account.clone(),
            role: role.clone(),
            region: profile.region.clone(),
            network: ProfileNetwork::of(&profile.settings, &inventory.services),
        })
    }

    /// Which cached credentials are its own.
    pub fn key(&self) -> RoleKey {
        RoleKey { session: self.session.id.clone(), account: self.account.clone(), role: self.role.clone() }
    }

    /// The region to ask in: the profile's, else the session's. It decides about the partition.
    pub fn any_region(&self) -> Option<&Region> {
        self.region.as_ref().or(self.session.sso_region.as_ref())
    }
}
