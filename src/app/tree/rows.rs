//! Which rows the tree has, made anew or only where one account changed: in a large organisation news of thousands of
//! accounts come within seconds.

use super::node::{AccountNode, fields};
use super::{Tree, TreeRow};
use crate::app::filter::{Corpus, Filter};
use crate::domain::names::{AccountId, RoleName};

/// The identity of a row, to find it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Identity {
    Account(AccountId),
    Role(AccountId, RoleName),
}

impl Tree {
    /// The selected row's.
    pub(super) fn identity(&self) -> Option<Identity> {
        let row = self.selected()?;
        let account = self.accounts.get(row.account())?;
        Some(match row {
            TreeRow::Role(_, role) => {
                Identity::Role(account.id.clone(), account.roles.get(role)?.name.clone())
            }
            TreeRow::Account(_) | TreeRow::Note(_) => Identity::Account(account.id.clone()),
        })
    }

    /// Makes the rows anew and puts the cursor back on the row it was on.
    pub(super) fn refresh(&mut self, selected: Option<&Identity>) {
        let shown: Vec<usize> = if self.line.is_empty() {
            self.filter = Filter::default();
            (0..self.accounts.len()).collect()
        } else {
            let corpus = self.corpus.get_or_insert_with(|| Corpus::new(self.accounts.iter().map(fields)));
            self.filter.set_query(corpus, self.line.text());
            let mut shown = self.filter.shown().to_vec();
            shown.sort_unstable();
            shown
        };
        let mut rows = Vec::with_capacity(shown.len());
        for place in shown {
            rows.extend(self.rows_of(place));
        }
        self.rows = rows;
        if let Some(row) = selected.and_then(|identity| self.find(identity)) {
            self.list.select(row);
        }
    }

    /// One account changed, but none came, went or moved: replaces its rows and no others.
    pub(super) fn refresh_account(&mut self, place: usize, selected: Option<&Identity>) {
        self.corpus = None;
        let is_shown = self.line.is_empty() || self.lets_through(&self.accounts[place]);
        let new = if is_shown { self.rows_of(place) } else { Vec::new() };
        // Accounts stand in the order of their places.
        let start = self.rows.partition_point(|row| row.account() < place);
        let end = self.rows.partition_point(|row| row.account() <= place);
        // Of a closed account nothing but its title is to be seen.
        if new.len() < 2 && self.rows[start..end] == new {
            return;
        }
        self.rows.splice(start..end, new);
        if let Some(row) = selected.and_then(|identity| self.find(identity)) {
            self.list.select(row);
        }
    }

    fn lets_through(&self, account: &AccountNode) -> bool {
        let mut filter = Filter::default();
        filter.set_query(&Corpus::new([fields(account)]), self.line.text());
        !filter.shown().is_empty()
    }

    /// The row of an account, and those below it when it is open.
    fn rows_of(&self, place: usize) -> Vec<TreeRow> {
        let mut rows = vec![TreeRow::Account(place)];
        let account = &self.accounts[place];
        if self.is_open(account) {
            rows.extend((0..account.roles.len()).map(|role| TreeRow::Role(place, role)));
            if account.roles.is_empty() || account.failed.is_some() {
                rows.push(TreeRow::Note(place));
            }
        }
        rows
    }

    fn find(&self, identity: &Identity) -> Option<usize> {
        let (Identity::Account(id) | Identity::Role(id, _)) = identity;
        let place = *self.places.get(id)?;
        let account_row = self.rows.partition_point(|row| row.account() < place);
        if self.rows.get(account_row) != Some(&TreeRow::Account(place)) {
            return None;
        }
        let Identity::Role(_, name) = identity else { return Some(account_row) };
        let roles = &self.accounts[place].roles;
        let role_row = self.rows[account_row + 1..]
            .iter()
            .take_while(|row| row.account() == place)
            .position(|row| matches!(row, TreeRow::Role(_, role) if roles[*role].name == *name));
        Some(role_row.map_or(account_row, |row| account_row + 1 + row))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::organization::{Account, Roles};

    fn account(number: usize) -> Account {
        Account {
            id: format!("{number:012}").into(),
            name: Some(format!("Account {}", number * 7 % 10)),
            email: None,
            roles: Roles::Pending,
        }
    }

    proptest! {
        #[test]
        fn news_of_one_account_make_the_rows_that_all_would(
            query in prop::sample::select(vec!["", "adm", "3", "read 4", "zzz"]),
            open in prop::collection::btree_set(0usize..12, 0..5),
            cursor in 0usize..20,
            news in prop::collection::vec((0usize..14, prop::collection::vec("Admin|ReadOnly|Ops", 0..3), any::<bool>()), 1..20),
        ) {
            let mut tree = Tree::default();
            tree.add_accounts(&(0..12).map(account).collect::<Vec<_>>());
            tree.open = open.iter().map(|number| account(*number).id).collect();
            tree.line.paste(query);
            tree.refresh(None);
            tree.list.settle(tree.rows.len(), 5);
            tree.list.select(cursor.min(tree.rows.len().saturating_sub(1)));
            for (number, roles, failed) in news {
                let id = account(number).id;
                let before = tree.identity();
                match failed {
                    true => tree.set_failed(&id, "No."),
                    false => tree.set_roles(&id, &roles.into_iter().map(RoleName::from).collect::<Vec<_>>()),
                }
                tree.list.settle(tree.rows.len(), 5);
                let mut anew = tree.clone();
                anew.corpus = None;
                anew.filter = Filter::default();
                anew.refresh(before.as_ref());
                prop_assert_eq!(&tree.rows, &anew.rows);
                anew.list.settle(anew.rows.len(), 5);
                prop_assert_eq!(tree.identity(), anew.identity());
            }
        }
    }
}
