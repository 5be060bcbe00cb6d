//! What enumeration found: the accounts and roles that a session reaches.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::names::{AccountId, RoleName};

/// An account that the portal lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub id: AccountId,
    /// The portal may leave the name out.
    pub name: Option<String>,
    pub email: Option<String>,
    pub roles: Roles,
}

impl Account {
    /// The name, else the e-mail address, else the id (the AWS CLI's `display_account`).
    pub fn title(&self) -> &str {
        self.name.as_deref().or(self.email.as_deref()).unwrap_or(self.id.as_str())
    }
}

/// The roles of an account, as far as they are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Roles {
    /// Not asked yet.
    Pending,
    /// Every page was read. Sorted by name without regard to case.
    Listed(Vec<RoleName>),
    /// Asking for this account failed, in the user's words; the others go on.
    Failed(String),
}

/// The accounts and roles of one session.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Organization {
    /// Sorted by title without regard to case, then by id.
    pub accounts: Vec<Account>,
    /// Whether every account and every role of every account was listed. Nothing may be concluded
    /// from what is missing in an incomplete one.
    pub complete: bool,
    /// When the enumeration ended.
    pub fetched_at: Option<Timestamp>,
}

impl Organization {
    /// How many accounts have their roles listed (or failed).
    pub fn answered(&self) -> usize {
        self.accounts.iter().filter(|account| account.roles != Roles::Pending).count()
    }
}
