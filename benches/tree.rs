//! What the accounts pane costs while the largest organisation streams in: 5,000 accounts with six roles each, without a
//! filter and with one on, the frames aside.

use criterion::{Criterion, criterion_group, criterion_main};
use ssotui::app::tree::Tree;
use ssotui::domain::names::RoleName;
use ssotui::domain::organization::{Account, Roles};

const ACCOUNTS: usize = 5000;
const ROLES: [&str; 6] = [
    "AdministratorAccess",
    "PowerUserAccess",
    "ReadOnlyAccess",
    "Billing",
    "SecurityAudit",
    "ViewOnlyAccess",
];

fn streamed(accounts: &[Account], roles: &[RoleName], filter: &str) -> Tree {
    let mut tree = Tree::default();
    tree.start();
    tree.line.paste(filter);
    for page in accounts.chunks(100) {
        tree.add_accounts(page);
    }
    for account in accounts {
        tree.set_roles(&account.id, roles);
    }
    tree
}

fn trees(c: &mut Criterion) {
    let accounts: Vec<Account> = (0..ACCOUNTS)
        .map(|number| Account {
            id: format!("{number:012}").into(),
            name: Some(format!("Team {} {}", number % 97, number)),
            email: Some(format!("team-{number}@example.com")),
            roles: Roles::Pending,
        })
        .collect();
    let roles = ROLES.map(RoleName::from);
    let mut group = c.benchmark_group("tree_5000_accounts_30000_roles");
    group.sample_size(10);
    for (name, filter) in [("streamed", ""), ("streamed through a filter", "adm team 9")] {
        group.bench_function(name, |b| b.iter(|| streamed(&accounts, &roles, filter)));
    }
    let mut tree = streamed(&accounts, &roles, "adm");
    group.bench_function("two letters in the filter while it streams", |b| {
        b.iter(|| {
            for text in ["i", "n"] {
                tree.set_roles(&accounts[7].id, &roles);
                tree.line.paste(text);
                tree.refilter();
            }
            tree.line.clear();
        });
    });
    group.finish();
}

criterion_group!(benches, trees);
criterion_main!(benches);
