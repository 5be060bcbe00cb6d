//! How far the profiles of a session and the roles that it reaches have drifted apart.

use std::collections::{HashMap, HashSet};

use super::names::{AccountId, ProfileName, RoleName};
use super::organization::{Organization, Roles};
use super::populate::{Filter, is_marked};
use super::profile::Profile;
use super::session::SessionId;

/// The roles that are assigned: only of an organization of which everything is known.
#[derive(Debug)]
pub struct Assigned<'a>(HashMap<&'a AccountId, HashSet<&'a RoleName>>);

impl<'a> Assigned<'a> {
    /// `None` for an incomplete enumeration: nothing may be concluded from what is missing there.
    pub fn of(organization: &'a Organization) -> Option<Self> {
        organization.complete.then(|| {
            let roles = |roles: &'a Roles| match roles {
                Roles::Listed(roles) => roles.iter().collect(),
                Roles::Pending | Roles::Failed(_) => HashSet::new(),
            };
            Self(organization.accounts.iter().map(|account| (&account.id, roles(&account.roles))).collect())
        })
    }

    /// Whether the profile names a role that is not assigned any more.
    pub fn is_gone(&self, profile: &Profile) -> bool {
        match (&profile.account_id, &profile.role_name) {
            (Some(account), Some(role)) => !self.0.get(account).is_some_and(|roles| roles.contains(role)),
            _ => false,
        }
    }
}

/// Whether the profile's role is not assigned any more; `false` where that is not known.
pub fn is_gone(organization: &Organization, profile: &Profile) -> bool {
    let (Some(account), Some(role)) = (&profile.account_id, &profile.role_name) else { return false };
    let is_listed = |roles: &Roles| matches!(roles, Roles::Listed(roles) if roles.contains(role));
    organization.complete && !organization.accounts.iter().any(|it| it.id == *account && is_listed(&it.roles))
}

/// A profile whose role is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gone {
    pub name: ProfileName,
    pub account_id: AccountId,
    pub role_name: RoleName,
    /// Whether it was made by populating: then pruning takes it away.
    pub marked: bool,
}

/// A role that no profile names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unnamed {
    pub account_id: AccountId,
    pub account_name: Option<String>,
    pub role_name: RoleName,
}

/// What has drifted apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Drift {
    /// In the order of the profiles.
    pub gone: Vec<Gone>,
    /// In the order of the accounts.
    pub unnamed: Vec<Unnamed>,
}

impl Drift {
    /// Whether populating would mend something: profiles that somebody wrote by hand do not count.
    pub fn is_any(&self) -> bool {
        !self.unnamed.is_empty() || self.gone.iter().any(|gone| gone.marked)
    }
}

/// Holds the session's profiles against what it reaches, as far as the filter chooses. `None` for an incomplete
/// enumeration.
pub fn drift(
    session: &SessionId,
    organization: &Organization,
    profiles: &[Profile],
    filter: &Filter,
) -> Option<Drift> {
    let assigned = Assigned::of(organization)?;
    let name_of = |id: &AccountId| {
        organization.accounts.iter().find(|it| it.id == *id).and_then(|it| it.name.as_deref())
    };
    let chosen = |account: &AccountId, name: Option<&str>, role: &RoleName| {
        filter.account(account, name) && filter.role(role) && filter.is_among(account, role)
    };
    let ours = || profiles.iter().filter(|profile| profile.session.as_ref() == Some(session));
    let gone = ours()
        .filter(|profile| assigned.is_gone(profile))
        .filter_map(|profile| {
            let (account_id, role_name) = (profile.account_id.clone()?, profile.role_name.clone()?);
            chosen(&account_id, name_of(&account_id), &role_name).then(|| Gone {
                name: profile.name.clone(),
                account_id,
                role_name,
                marked: is_marked(profile),
            })
        })
        .collect();
    let named: HashSet<(&AccountId, &RoleName)> =
        ours().filter_map(|it| Some((it.account_id.as_ref()?, it.role_name.as_ref()?))).collect();
    let mut unnamed = Vec::new();
    for account in &organization.accounts {
        let Roles::Listed(roles) = &account.roles else { continue };
        for role in roles {
            if !named.contains(&(&account.id, role)) && chosen(&account.id, account.name.as_deref(), role) {
                unnamed.push(Unnamed {
                    account_id: account.id.clone(),
                    account_name: account.name.clone(),
                    role_name: role.clone(),
                });
            }
        }
    }
    Some(Drift { gone, unnamed })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::organization::Account;
    use crate::domain::profile::{ConfigFile, ProfileKind, Source};
    use crate::domain::profile_settings::Setting;

    const SOURCE: Source = Source { file: ConfigFile::Config, line: 1 };

    fn profile(name: &str, session: &str, account: &str, role: &str, marked: bool) -> Profile {
        let mark = || Setting { key: "sso_auto_populated", value: Some("true"), source: SOURCE };
        Profile {
            name: name.into(),
            kind: ProfileKind::Sso,
            session: Some(SessionId::Named(session.into())),
            start_url: None,
            sso_region: None,
            account_id: Some(account.into()).filter(|it: &AccountId| !it.as_str().is_empty()),
            role_name: Some(role.into()),
            region: None,
            source: SOURCE,
            settings: marked.then(mark).into_iter().collect(),
            problems: Vec::new(),
        }
    }

    fn organization(complete: bool) -> Organization {
        let account = |id: &str, name: &str, roles: &[&str]| Account {
            id: id.into(),
            name: Some(name.into()),
            email: None,
            roles: Roles::Listed(roles.iter().map(|role| (*role).into()).collect()),
        };
        Organization {
            accounts: vec![account("1", "Dev", &["Admin", "Read"]), account("2", "Prod", &["Admin"])],
            complete,
            fetched_at: None,
        }
    }

    fn profiles() -> Vec<Profile> {
        vec![
            profile("dev", "corp", "1", "Admin", true),
            profile("gone-role", "corp", "1", "Former", true),
            profile("gone-account", "corp", "9", "Admin", false),
            profile("other", "partner", "2", "Admin", true),
            profile("half", "corp", "", "Former", true),
        ]
    }

    fn found(filter: &Filter) -> (Vec<(String, bool)>, Vec<String>) {
        let session = SessionId::Named("corp".into());
        let drift = drift(&session, &organization(true), &profiles(), filter).expect("complete");
        let gone = drift.gone.iter().map(|it| (it.name.to_string(), it.marked)).collect();
        let unnamed = drift.unnamed.iter().map(|it| format!("{}/{}", it.account_id, it.role_name)).collect();
        (gone, unnamed)
    }

    #[test]
    fn both_sides_are_told_for_this_session_only() {
        let (gone, unnamed) = found(&Filter::default());
        assert_eq!(gone, [("gone-role".to_owned(), true), ("gone-account".to_owned(), false)]);
        assert_eq!(unnamed, ["1/Read", "2/Admin"]);
    }

    #[test]
    fn one_profile_alone_is_judged_as_all_are() {
        let organization = organization(true);
        let assigned = Assigned::of(&organization).expect("complete");
        for profile in profiles() {
            assert_eq!(is_gone(&organization, &profile), assigned.is_gone(&profile), "{}", profile.name);
        }
    }

    #[test]
    fn the_filter_chooses() {
        let filter = Filter { accounts: vec!["dev".into()], ..Filter::default() };
        let (gone, unnamed) = found(&filter);
        assert_eq!((gone, unnamed), (vec![("gone-role".to_owned(), true)], vec!["1/Read".to_owned()]));
    }

    #[test]
    fn nothing_is_claimed_of_what_is_not_known_whole() {
        let session = SessionId::Named("corp".into());
        assert_eq!(drift(&session, &organization(false), &profiles(), &Filter::default()), None);
        assert!(Assigned::of(&organization(false)).is_none());
        assert!(profiles().iter().all(|profile| !is_gone(&organization(false), profile)));
    }

    #[test]
    fn what_a_hand_wrote_is_no_reason_to_populate() {
        let session = SessionId::Named("corp".into());
        let mut all = vec![
            profile("a", "corp", "1", "Admin", true),
            profile("b", "corp", "1", "Read", false),
            profile("c", "corp", "2", "Admin", true),
            profile("by-hand", "corp", "9", "Admin", false),
        ];
        let is_any = |profiles: &[Profile]| {
            drift(&session, &organization(true), profiles, &Filter::default()).expect("complete").is_any()
        };
        assert!(!is_any(&all));
        all.push(profile("d", "corp", "9", "Admin", true));
        assert!(is_any(&all));
        all.truncate(2);
        assert!(is_any(&all), "a role without a profile");
    }
}
