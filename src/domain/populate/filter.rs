//! Which accounts and roles profiles are made for.

use std::collections::BTreeSet;

use super::Reach;
use crate::domain::names::{AccountId, RoleName};
use crate::domain::organization::{Account, Organization, Roles};
use crate::domain::wildcard::matches;
use crate::error::{Failure, FailureKind};

/// Accounts by id or name, roles by name; `*` stands for anything, and case does not matter. Empty lists choose all.
/// Of those, `only` may choose some by their exact ids and names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub accounts: Vec<String>,
    pub roles: Vec<String>,
    pub only: Option<BTreeSet<(AccountId, RoleName)>>,
}

impl Filter {
    /// Whether an account is chosen.
    pub fn account(&self, id: &AccountId, name: Option<&str>) -> bool {
        self.accounts.is_empty()
            || self
                .accounts
                .iter()
                .any(|wanted| matches(wanted, id.as_str()) || name.is_some_and(|name| matches(wanted, name)))
    }

    /// Whether a role is chosen.
    pub fn role(&self, role: &RoleName) -> bool {
        self.roles.is_empty() || self.roles.iter().any(|wanted| matches(wanted, role.as_str()))
    }

    /// Whether both are chosen.
    pub(super) fn chooses(&self, reach: &Reach) -> bool {
        self.account(&reach.account_id, reach.account_name.as_deref())
            && self.role(&reach.role_name)
            && self.is_among(&reach.account_id, &reach.role_name)
    }

    /// Whether a role in an account is one of those that were chosen one by one.
    pub fn is_among(&self, account: &AccountId, role: &RoleName) -> bool {
        self.only.as_ref().is_none_or(|only| only.contains(&(account.clone(), role.clone())))
    }

    /// That everything asked for is there.
    ///
    /// # Errors
    /// `NotFound` for an account or a role that matches nothing.
    pub fn check(&self, organization: &Organization) -> Result<(), Failure> {
        let missing = |kind: &str, wanted: &str| {
            Failure::new(
                format!("No {kind} {wanted}."),
                format!("Nothing that this session reaches matches {wanted:?}."),
            )
            .kind(FailureKind::NotFound)
            .hint("List what there is with: ssotui roles")
        };
        for wanted in &self.accounts {
            let found = |account: &Account| {
                matches(wanted, account.id.as_str())
                    || account.name.as_deref().is_some_and(|name| matches(wanted, name))
            };
            if !organization.accounts.iter().any(found) {
                return Err(missing("account", wanted));
            }
        }
        for wanted in &self.roles {
            let found = |account: &Account| match &account.roles {
                Roles::Listed(roles) => roles.iter().any(|role| matches(wanted, role.as_str())),
                Roles::Pending | Roles::Failed(_) => false,
            };
            if !organization.accounts.iter().any(found) {
                return Err(missing("role", wanted));
            }
        }
        Ok(())
    }
}
