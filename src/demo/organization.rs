//! Accounts and roles, generated: the same ones for the same size, with the names that companies give.

use std::collections::HashMap;

use crate::domain::names::{AccountId, RoleName};
use crate::domain::organization::{Account, Roles};

const CENTRAL: [&str; 6] =
    ["Management", "Log-Archive", "Security-Audit", "Network-Hub", "Shared-Services", "Backup"];
const STAGES: [&str; 3] = ["Prod", "Staging", "Dev"];
const TEAMS: [&str; 32] = [
    "Payments",
    "Identity",
    "Data-Platform",
    "Website",
    "Mobile",
    "Search",
    "Billing",
    "Logistics",
    "Catalog",
    "Checkout",
    "Inventory",
    "Messaging",
    "Analytics",
    "Machine-Learning",
    "Fraud",
    "Support",
    "Marketing",
    "Partners",
    "Warehouse",
    "Pricing",
    "Recommendations",
    "Media",
    "Observability",
    "Developer-Tools",
    "Finance",
    "Human-Resources",
    "Compliance",
    "Research",
    "Streaming",
    "Loyalty",
    "Reporting",
    "Integrations",
];
const ROLES: [&str; 14] = [
    "AdministratorAccess",
    "ReadOnlyAccess",
    "PowerUserAccess",
    "ViewOnlyAccess",
    "Billing",
    "SecurityAudit",
    "DatabaseAdministrator",
    "NetworkAdministrator",
    "SupportUser",
    "Developer",
    "Deploy",
    "DataScientist",
    "IncidentResponse",
    "SystemAdministrator",
];
/// How many roles an account has beside its first one, relatively. A few have very many, so that
/// their roles fill more than one page.
const WEIGHTS: [usize; 25] = [3, 2, 1, 4, 2, 0, 3, 1, 2, 5, 1, 0, 2, 3, 2, 1, 40, 2, 0, 1, 3, 2, 6, 1, 2];

/// An organisation of that many accounts, with that many roles in all, in the portal's order, which
/// is no order at all. Where there are fewer roles than accounts, the last accounts have none.
pub fn generate(accounts: usize, roles: usize) -> Vec<Account> {
    let counts = spread(accounts, roles);
    (0..accounts)
        .map(|index| {
            let name = account_name(index);
            Account {
                id: account_id(index),
                email: Some(format!("aws+{}@example.com", name.to_lowercase())),
                name: Some(name),
                roles: Roles::Listed((0..counts[index]).map(|role| role_name(index, role)).collect()),
            }
        })
        .collect()
}

/// The smaller organisations behind other start URLs: a partner's, and a laboratory.
pub(super) fn others() -> HashMap<String, Vec<Account>> {
    let small = |first: usize, names: &[&str], roles: &[&str]| -> Vec<Account> {
        names
            .iter()
            .enumerate()
            .map(|(index, name)| Account {
                id: account_id(first + index),
                name: Some((*name).to_owned()),
                email: Some(format!("{}@example.net", name.to_lowercase())),
                // Fewer roles from account to account, but one at least.
                roles: Roles::Listed(
                    roles[..roles.len().saturating_sub(index / 2).max(1)]
                        .iter()
                        .map(|role| RoleName::from(*role))
                        .collect(),
                ),
            })
            .collect()
    };
    let partner = ["Northwind-Test", "Northwind-Prod", "Northwind-Shared", "Northwind-Archive"];
    let lab = ["Sandbox-03", "Sandbox-01", "Sandbox-02"];
    HashMap::from([
        (PARTNER_URL.to_owned(), small(1_000_000, &partner, &["ReadOnlyAccess", "Developer", "Support"])),
        (LAB_URL.to_owned(), small(2_000_000, &lab, &["AdministratorAccess", "ReadOnlyAccess"])),
    ])
}

/// The start URLs that lead to [`others`].
pub(super) const PARTNER_URL: &str = "https://partner-demo.awsapps.com/start";
pub(super) const LAB_URL: &str = "https://lab-demo.awsapps.com/start";

fn account_name(index: usize) -> String {
    let Some(index) = index.checked_sub(CENTRAL.len()) else { return CENTRAL[index].to_owned() };
    let (team, stage) = (index / STAGES.len(), index % STAGES.len());
    let round = team / TEAMS.len();
    let name = format!("{}-{}", STAGES[stage], TEAMS[team % TEAMS.len()]);
    if round == 0 { name } else { format!("{name}-{}", round + 1) }
}

/// Twelve digits, different for every index: the factor shares no divisor with 10^12. The second
/// account's id starts with a zero, which counts.
fn account_id(index: usize) -> AccountId {
    const IDS: u128 = 1_000_000_000_000;
    let index = index as u128;
    AccountId::new(format!("{:012}", (index * 618_033_988_749 + 412_853_097_166) % IDS))
}

fn role_name(account: usize, index: usize) -> RoleName {
    let turn = if index == 0 { 0 } else { (account * 5 + index - 1) % (ROLES.len() - 1) + 1 };
    match (index.saturating_sub(1)) / (ROLES.len() - 1) {
        0 => RoleName::from(ROLES[turn]),
        round => RoleName::new(format!("{}-{}", ROLES[turn], round + 1)),
    }
}

/// One role for everyone as far as they go, the rest by weight.
fn spread(accounts: usize, roles: usize) -> Vec<usize> {
    let mut counts: Vec<usize> = (0..accounts).map(|index| usize::from(index < roles)).collect();
    let rest = roles.saturating_sub(accounts);
    let total: usize = (0..accounts).map(|index| WEIGHTS[index % WEIGHTS.len()]).sum();
    let (mut weight, mut given) = (0, 0);
    for (index, count) in counts.iter_mut().enumerate() {
        weight += WEIGHTS[index % WEIGHTS.len()];
        // Rounding the running sum, so that exactly `rest` roles are given in the end.
        let due = rest * weight / total.max(1);
        *count += due - given;
        given = due;
    }
    counts
}

/// Names that attack a terminal, a layout, a shell or a file: none may do anything but be shown.
pub fn hostile() -> Vec<Account> {
    let names = [
        "\u{1b}[2J\u{1b}[H\u{1b}]0;owned\u{7}",
        "\u{1b}]52;c;ZWNobyBvd25lZA==\u{7}",
        "line one\nline two\r\n[profile evil]\nregion = x",
        "\u{202e}nimda-dorP\u{2066}",
        "zero\u{200b}width\u{feff}\u{ad}",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}",
        "日本語のアカウント名 👩‍👩‍👧‍👦🏳️‍🌈",
        "$(touch /tmp/owned); `id` & del * | \"' %PATH% !x!",
        "\0\u{1}\u{7f}\u{9b}31m\u{85}",
        "",
        "   ",
        "<script>alert(1)</script>&amp;",
    ];
    let roles = ["Role+=,.@-", "\u{1b}[31mRed", "a\nb", "\u{202e}nimdA", "", "$(id)'\"%!`"];
    let mut accounts: Vec<Account> = names
        .iter()
        .enumerate()
        .map(|(index, name)| Account {
            id: account_id(index),
            name: Some((*name).to_owned()),
            email: (index % 2 == 0).then(|| format!("{name}@example.com")),
            roles: Roles::Listed(roles.iter().map(|role| RoleName::from(*role)).collect()),
        })
        .collect();
    let long = |length: usize| "x\u{300}長".repeat(length / 6);
    accounts.push(Account {
        id: account_id(names.len()),
        name: Some(long(10_000)),
        email: Some(long(10_000)),
        roles: Roles::Listed(vec![RoleName::new(long(10_000))]),
    });
    accounts.push(Account {
        id: AccountId::from("\u{1b}[31mno id"),
        name: None,
        email: None,
        roles: Roles::Listed(Vec::new()),
    });
    accounts
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn roles(account: &Account) -> &[RoleName] {
        match &account.roles {
            Roles::Listed(roles) => roles,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn any_size_is_met_exactly_without_doubles() {
        for (accounts, wanted) in
            [(0, 0), (0, 5), (1, 0), (1, 1), (24, 60), (300, 1050), (10, 3), (2000, 9000)]
        {
            let generated = generate(accounts, wanted);
            assert_eq!(generated.len(), accounts);
            let total: usize = generated.iter().map(|account| roles(account).len()).sum();
            assert_eq!(total, if accounts == 0 { 0 } else { wanted }, "{accounts} accounts, {wanted} roles");
            let ids: BTreeSet<_> = generated.iter().map(|account| account.id.as_str()).collect();
            let names: BTreeSet<_> = generated.iter().map(|account| account.title()).collect();
            assert_eq!((ids.len(), names.len()), (accounts, accounts));
            assert!(ids.iter().all(|id| id.len() == 12));
            for account in &generated {
                let distinct: BTreeSet<_> = roles(account).iter().collect();
                assert_eq!(distinct.len(), roles(account).len(), "{}", account.title());
            }
        }
    }

    #[test]
    fn roles_are_spread_unevenly_and_some_fill_more_than_a_page() {
        let generated = generate(300, 1050);
        let most = generated.iter().map(|account| roles(account).len()).max();
        let least = generated.iter().map(|account| roles(account).len()).min();
        assert!(most > Some(20), "{most:?}");
        assert_eq!(least, Some(1));
    }

    #[test]
    fn the_portal_lists_in_no_order() {
        let generated = generate(24, 60);
        assert!(!generated.iter().map(Account::title).is_sorted());
        assert!(!generated.iter().map(|account| account.id.as_str()).is_sorted());
    }
}
