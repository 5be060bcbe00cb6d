//! The accounts and roles of one session as a tree that fills while an enumeration runs.

mod node;
mod rows;

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;

pub use self::node::{AccountNode, News, RoleNode};
use self::node::{compare_with, node, without_news};
use self::rows::Identity;
use crate::app::filter::{Corpus, Filter};
use crate::app::line::Line;
use crate::app::list::List;
use crate::app::text::counted;
use crate::domain::names::{AccountId, RoleName};
use crate::domain::organization::{Account, Organization};
use crate::error::Failure;

/// A row of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeRow {
    Account(usize),
    Role(usize, usize),
    /// What there is to say below an open account instead of roles.
    Note(usize),
}

impl TreeRow {
    /// The place of its account.
    pub fn account(self) -> usize {
        match self {
            Self::Account(account) | Self::Role(account, _) | Self::Note(account) => account,
        }
    }
}

/// An enumeration under way.
#[derive(Debug, Clone, Default)]
pub struct Running {
    /// Every account is known, so that the total is.
    pub total_known: bool,
    answered: BTreeSet<AccountId>,
    seen: BTreeSet<AccountId>,
    /// What is being tried again.
    pub trouble: Option<String>,
    /// Requests per second after the portal asked for fewer.
    pub throttled: Option<f64>,
}

impl Running {
    pub fn answered(&self) -> usize {
        self.answered.len()
    }

    pub fn total(&self) -> usize {
        self.seen.len()
    }
}

/// The tree of one session.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    pub accounts: Vec<AccountNode>,
    /// Where each account stands in `accounts`.
    places: HashMap<AccountId, usize>,
    pub rows: Vec<TreeRow>,
    pub list: List,
    pub line: Line,
    pub running: Option<Running>,
    /// When the shown enumeration ended, and whether it reached everything.
    pub fetched_at: Option<Timestamp>,
    pub complete: bool,
    /// Whether anything was ever found or asked.
    pub known: bool,
    /// Why the latest enumeration ended without a result.
    pub failure: Option<Failure>,
    /// What was known when the running enumeration began.
    baseline: HashMap<AccountId, AccountNode>,
    /// Roles that are marked; an account is while all its roles are.
    pub marks: BTreeSet<(AccountId, RoleName)>,
    open: BTreeSet<AccountId>,
    filter: Filter,
    /// What the filter searches, until an account changes.
    corpus: Option<Corpus>,
}

impl Tree {
    /// Takes a whole result: the stored one, or that of an enumeration that ended. What is new and
    /// what is gone is told against what was known before.
    pub fn apply(&mut self, found: &Organization) {
        let selected = self.identity();
        let baseline = match self.running {
            Some(_) => std::mem::take(&mut self.baseline),
            None => self.known_for_sure(),
        };
        let compare = self.fetched_at.is_some();
        let mut nodes: Vec<AccountNode> = found.accounts.iter().map(node).collect();
        if compare {
            for node in &mut nodes {
                compare_with(baseline.get(&node.id), node, found.complete);
            }
            let still_there: BTreeSet<&AccountId> =
                found.accounts.iter().map(|account| &account.id).collect();
            // Nothing is concluded from what is missing in an incomplete enumeration.
            let news = if found.complete { News::Gone } else { News::Known };
            let missing = baseline.values().filter(|old| !still_there.contains(&old.id));
            nodes.extend(missing.map(|old| AccountNode { news, ..old.clone() }));
        }
        self.accounts = nodes;
        self.sort();
        self.known = true;
        self.complete = found.complete;
        self.fetched_at = found.fetched_at;
        self.failure = None;
        if let [only] = self.accounts.as_slice() {
            self.open.insert(only.id.clone());
        }
        self.refresh(selected.as_ref());
    }

    /// An enumeration begins. What is known stays in view, without the marks of the one before.
    pub fn start(&mut self) {
        let selected = self.identity();
        self.baseline = self.known_for_sure();
        self.accounts = self.baseline.values().cloned().collect();
        self.sort();
        self.running = Some(Running::default());
        self.failure = None;
        self.refresh(selected.as_ref());
    }

    /// A page of accounts came in.
    pub fn add_accounts(&mut self, page: &[Account]) {
        let selected = self.identity();
        let compare = self.fetched_at.is_some();
        for account in page {
            if let Some(running) = &mut self.running {
                running.seen.insert(account.id.clone());
            }
            match self.places.get(&account.id).and_then(|place| self.accounts.get_mut(*place)) {
                Some(known) => {
                    known.name.clone_from(&account.name);
                    known.email.clone_from(&account.email);
                }
                None => {
                    let news = if compare { News::New } else { News::Known };
                    self.places.insert(account.id.clone(), self.accounts.len());
                    self.accounts.push(AccountNode { news, ..node(account) });
                }
            }
        }
        self.known = true;
        self.sort();
        self.refresh(selected.as_ref());
    }

    pub fn all_accounts_listed(&mut self) {
        if let Some(running) = &mut self.running {
            running.total_known = true;
        }
    }

    /// The roles of an account came in.
    pub fn set_roles(&mut self, account: &AccountId, roles: &[RoleName]) {
        let compare = self.fetched_at.is_some();
        self.answer(account);
        let Some(&place) = self.places.get(account) else { return };
        let selected = self.identity();
        let Some(known) = self.accounts.get_mut(place) else { return };
        known.roles = roles.iter().cloned().map(RoleNode::from).collect();
        known.listed = true;
        known.failed = None;
        if compare {
            compare_with(self.baseline.get(account), known, false);
        }
        self.refresh_account(place, selected.as_ref());
    }

    /// One account could not be listed.
    pub fn set_failed(&mut self, account: &AccountId, message: &str) {
        self.answer(account);
        let Some(&place) = self.places.get(account) else { return };
        let selected = self.identity();
        let Some(known) = self.accounts.get_mut(place) else { return };
        known.failed = Some(message.to_owned());
        self.refresh_account(place, selected.as_ref());
    }

    fn answer(&mut self, account: &AccountId) {
        if let Some(running) = &mut self.running {
            running.answered.insert(account.clone());
            running.trouble = None;
        }
    }

    /// The enumeration ended without a result. What came in stays.
    pub fn stop(&mut self, failure: Option<Failure>) {
        self.running = None;
        self.failure = failure;
    }

    /// What is new and what is gone, in words; `None` when nothing is.
    pub fn news(&self) -> Option<String> {
        let accounts = |news| self.accounts.iter().filter(|account| account.news == news).count();
        let known = self.accounts.iter().filter(|account| account.news == News::Known);
        let roles = |news| -> usize {
            known.clone().map(|account| account.roles.iter().filter(|role| role.news == news).count()).sum()
        };
        let counts = [
            (accounts(News::New), "new account"),
            (roles(News::New), "new role"),
            (accounts(News::Gone), "gone account"),
            (roles(News::Gone), "gone role"),
        ];
        let words: Vec<String> = counts
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, what)| counted(*number, what))
            .collect();
        (!words.is_empty()).then(|| words.join(", "))
    }

    /// The selected row.
    pub fn selected(&self) -> Option<TreeRow> {
        self.rows.get(self.list.cursor()).copied()
    }

    /// The selected account (that of the selected role, too).
    pub fn selected_account(&self) -> Option<&AccountNode> {
        self.accounts.get(self.selected()?.account())
    }

    /// The selected role.
    pub fn selected_role(&self) -> Option<(&AccountNode, &RoleNode)> {
        match self.selected()? {
            TreeRow::Role(account, role) => {
                let account = self.accounts.get(account)?;
                Some((account, account.roles.get(role)?))
            }
            TreeRow::Account(_) | TreeRow::Note(_) => None,
        }
    }

    pub fn is_open(&self, account: &AccountNode) -> bool {
        self.open.contains(&account.id)
    }

    /// Opens or closes the selected account. Closing puts the cursor on the account.
    pub fn set_open(&mut self, open: bool) -> bool {
        let Some(account) = self.selected_account().map(|account| account.id.clone()) else { return false };
        let changed = if open { self.open.insert(account.clone()) } else { self.open.remove(&account) };
        let selected = if open { self.identity() } else { Some(Identity::Account(account)) };
        self.refresh(selected.as_ref());
        changed
    }

    pub fn toggle(&mut self) {
        let open = self.selected_account().is_some_and(|account| !self.is_open(account));
        self.set_open(open);
    }

    /// Which characters of a title the filter matched.
    pub fn highlights(&self, field: &str) -> Vec<usize> {
        if self.filter.query().is_empty() { Vec::new() } else { self.filter.highlights(field) }
    }

    pub fn is_filtered(&self) -> bool {
        !self.line.is_empty()
    }

    /// Filters by what stands in the line; the cursor stays on its row where that is still shown.
    pub fn refilter(&mut self) {
        if self.filter.query() != self.line.text() {
            let selected = self.identity();
            self.refresh(selected.as_ref());
        }
    }

    /// How many accounts the filter lets through.
    pub fn shown_accounts(&self) -> usize {
        self.rows.iter().filter(|row| matches!(row, TreeRow::Account(_))).count()
    }

    /// The roles to which the accounts were narrowed: those that are marked, else those of the accounts that the
    /// filter lets through.
    pub fn narrowed(&self) -> Option<BTreeSet<(AccountId, RoleName)>> {
        if !self.marks.is_empty() {
            return Some(self.marks.clone());
        }
        if !self.is_filtered() {
            return None;
        }
        let accounts = self.rows.iter().filter_map(|row| match row {
            TreeRow::Account(place) => self.accounts.get(*place),
            TreeRow::Role(..) | TreeRow::Note(_) => None,
        });
        Some(accounts.flat_map(AccountNode::reaches).collect())
    }

    /// What the marks of a row would be on: the role, or all roles of the account.
    pub fn reaches_of(&self, row: TreeRow) -> BTreeSet<(AccountId, RoleName)> {
        let Some(account) = self.accounts.get(row.account()) else { return BTreeSet::new() };
        match row {
            TreeRow::Role(_, role) => {
                let role = account.roles.get(role);
                role.map(|role| (account.id.clone(), role.name.clone())).into_iter().collect()
            }
            TreeRow::Account(_) | TreeRow::Note(_) => account.reaches().collect(),
        }
    }

    /// Whether a row is marked.
    pub fn is_marked(&self, row: TreeRow) -> bool {
        if self.marks.is_empty() {
            return false;
        }
        let reaches = self.reaches_of(row);
        !reaches.is_empty() && reaches.is_subset(&self.marks)
    }

    /// What was known before, by account.
    fn known_for_sure(&self) -> HashMap<AccountId, AccountNode> {
        without_news(&self.accounts).into_iter().map(|account| (account.id.clone(), account)).collect()
    }

    fn sort(&mut self) {
        self.accounts.sort_by_cached_key(|account| (account.title().to_lowercase(), account.id.clone()));
        let places = self.accounts.iter().enumerate();
        self.places = places.map(|(place, account)| (account.id.clone(), place)).collect();
        self.corpus = None;
    }
}
