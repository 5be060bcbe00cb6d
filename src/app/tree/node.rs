//! Accounts and roles with what changed since the enumeration before.

use std::collections::BTreeSet;

use crate::domain::names::{AccountId, RoleName};
use crate::domain::organization::{Account, Roles};

/// What the latest enumeration says compared with the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum News {
    #[default]
    Known,
    New,
    Gone,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleNode {
    pub name: RoleName,
    pub news: News,
}

impl From<RoleName> for RoleNode {
    fn from(name: RoleName) -> Self {
        Self { name, news: News::Known }
    }
}

/// An account with what is known of its roles, from the run at hand or an earlier one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountNode {
    pub id: AccountId,
    pub name: Option<String>,
    pub email: Option<String>,
    pub roles: Vec<RoleNode>,
    /// Whether `roles` is an answer at all: `false` while it is still being asked for.
    pub listed: bool,
    /// Why the roles could not be listed this time.
    pub failed: Option<String>,
    pub news: News,
}

impl AccountNode {
    /// The name, else the e-mail address, else the id.
    pub fn title(&self) -> &str {
        self.name.as_deref().or(self.email.as_deref()).unwrap_or(self.id.as_str())
    }

    /// Its roles, each with the account's id.
    pub fn reaches(&self) -> impl Iterator<Item = (AccountId, RoleName)> {
        self.roles.iter().map(|role| (self.id.clone(), role.name.clone()))
    }
}

pub(super) fn node(account: &Account) -> AccountNode {
    let (roles, listed, failed) = match &account.roles {
        Roles::Pending => (Vec::new(), false, None),
        Roles::Listed(names) => (names.iter().cloned().map(RoleNode::from).collect(), true, None),
        Roles::Failed(message) => (Vec::new(), false, Some(message.clone())),
    };
    AccountNode {
        id: account.id.clone(),
        name: account.name.clone(),
        email: account.email.clone(),
        roles,
        listed,
        failed,
        news: News::Known,
    }
}

/// What is known for sure: marks taken off, and what was gone left out.
pub(super) fn without_news(accounts: &[AccountNode]) -> Vec<AccountNode> {
    let there = |news: News| news != News::Gone;
    accounts
        .iter()
        .filter(|account| there(account.news))
        .map(|account| AccountNode {
            news: News::Known,
            roles: account
                .roles
                .iter()
                .filter(|role| there(role.news))
                .map(|role| RoleNode::from(role.name.clone()))
                .collect(),
            ..account.clone()
        })
        .collect()
}

/// Marks what is new in `node` against the same account before; `complete` allows to say what is gone.
pub(super) fn compare_with(old: Option<&AccountNode>, node: &mut AccountNode, complete: bool) {
    let Some(old) = old else {
        node.news = News::New;
        return;
    };
    if !node.listed {
        // Not answered this time: the roles known from before still stand.
        node.roles.clone_from(&old.roles);
        node.listed = old.listed;
        return;
    }
    if !old.listed {
        return;
    }
    let before: BTreeSet<&RoleName> = old.roles.iter().map(|role| &role.name).collect();
    let mut gone = before.clone();
    for role in &mut node.roles {
        gone.remove(&role.name);
        if !before.contains(&role.name) {
            role.news = News::New;
        }
    }
    if complete {
        let gone: Vec<RoleNode> =
            gone.into_iter().map(|name| RoleNode { name: name.clone(), news: News::Gone }).collect();
        node.roles.extend(gone);
    }
}

/// What the filter searches: the account, and every role's name.
pub(super) fn fields(account: &AccountNode) -> Vec<String> {
    let mut fields = vec![account.title().to_owned(), account.id.as_str().to_owned()];
    fields.extend(account.email.clone());
    fields.extend(account.roles.iter().map(|role| role.name.as_str().to_owned()));
    fields
}
