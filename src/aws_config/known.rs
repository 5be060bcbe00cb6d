//! What can be offered for a field: values of AWS's own, and those that stand in the config file already.

use std::collections::BTreeSet;

use super::edit::Target;
use super::wizard::{DEFAULT_SCOPES, OUTPUTS};
use crate::domain::inventory::Inventory;
use crate::domain::names::{ProfileName, Region};
use crate::domain::organization::{Account, Roles};
use crate::domain::profile::Profile;
use crate::domain::region;
use crate::domain::session::{Session, SessionId};
use crate::domain::suggest::{Candidate, distinct};

/// Keys with a few values of which one is right (AWS SDKs and Tools Reference Guide, and the AWS CLI's
/// `topics/config-vars.rst`).
const VALUES: [(&str, &[&str]); 13] = [
    ("output", &OUTPUTS),
    ("retry_mode", &["standard", "adaptive", "legacy"]),
    ("credential_source", &["Environment", "Ec2InstanceMetadata", "EcsContainer"]),
    ("sts_regional_endpoints", &["regional", "legacy"]),
    ("defaults_mode", &["standard", "in-region", "cross-region", "mobile", "auto", "legacy"]),
    ("cli_auto_prompt", &["on", "on-partial"]),
    ("cli_timestamp_format", &["iso8601", "wire"]),
    ("cli_binary_format", &["base64", "raw-in-base64-out"]),
    ("cli_history", &["enabled", "disabled"]),
    ("cli_follow_urlparam", &["true", "false"]),
    ("use_fips_endpoint", &["true", "false"]),
    ("use_dualstack_endpoint", &["true", "false"]),
    ("parameter_validation", &["true", "false"]),
];

/// Regions in use first, the usual one before all others.
fn used_first<'a>(used: impl Iterator<Item = &'a Region>, all: Vec<Candidate>) -> Vec<Candidate> {
    let mut used: Vec<&str> = used.filter(|it| it.is_code()).map(Region::as_str).collect();
    used.sort_unstable();
    let mut counted: Vec<(usize, &str)> = used.chunk_by(|a, b| a == b).map(|it| (it.len(), it[0])).collect();
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let used =
        counted.into_iter().map(|(_, code)| Candidate::new(code, region::place(code).unwrap_or_default()));
    distinct(used.chain(all))
}

fn all_sessions(inventory: &Inventory) -> impl Iterator<Item = &Session> {
    inventory.sessions.iter().map(|entry| &entry.session)
}

/// Regions in which commands run.
pub fn regions(inventory: &Inventory) -> Vec<Candidate> {
    let used = inventory.profiles.iter().filter_map(|profile| profile.region.as_ref());
    used_first(used, region::candidates())
}

/// Regions in which an Identity Center can lie.
pub fn sso_regions(inventory: &Inventory) -> Vec<Candidate> {
    used_first(all_sessions(inventory).filter_map(|it| it.sso_region.as_ref()), region::sso_candidates())
}

/// Start URLs of all sessions, and who has them.
pub fn start_urls(inventory: &Inventory) -> Vec<Candidate> {
    distinct(all_sessions(inventory).filter_map(|session| {
        let about = match &session.id {
            SessionId::Named(name) => format!("session {name}"),
            SessionId::Legacy(_) => "legacy profiles".to_owned(),
        };
        Some(Candidate::new(session.start_url.as_ref()?.as_str(), about))
    }))
}

/// The usual scope, and those of the sessions.
pub fn scopes(inventory: &Inventory) -> Vec<Candidate> {
    let of_session = |session: &Session| {
        let about = format!("of session {}", session.id);
        let scopes = session.scopes.clone().unwrap_or_default();
        scopes.into_iter().map(move |scope| Candidate::new(scope, about.clone())).collect::<Vec<_>>()
    };
    let usual = Candidate::new(DEFAULT_SCOPES, "accounts and roles; the usual one");
    distinct(std::iter::once(usual).chain(all_sessions(inventory).flat_map(of_session)))
}

/// The sections that a profile can name as its session.
pub fn sessions(inventory: &Inventory) -> Vec<Candidate> {
    let named = |session: &Session| match &session.id {
        SessionId::Named(name) => {
            let about = session.start_url.as_ref().map(ToString::to_string);
            Some(Candidate::new(name.as_str(), about.unwrap_or_default()))
        }
        SessionId::Legacy(_) => None,
    };
    distinct(all_sessions(inventory).filter_map(named))
}

/// The names of the profiles among the sections, of which there may be thousands.
fn names(targets: &[Target]) -> BTreeSet<&ProfileName> {
    let names = targets.iter().filter_map(|target| match target {
        Target::Profile(name) => Some(name),
        Target::Session(_) => None,
    });
    names.collect()
}

/// The profiles among the sections.
fn chosen<'a>(inventory: &'a Inventory, targets: &[Target]) -> Vec<&'a Profile> {
    let names = names(targets);
    inventory.profiles.iter().filter(|profile| names.contains(&profile.name)).collect()
}

/// Profiles that another one can build on.
fn profiles(inventory: &Inventory, targets: &[Target]) -> Vec<Candidate> {
    let names = names(targets);
    let others = |profile: &&Profile| !names.contains(&profile.name);
    let candidate = |profile: &Profile| {
        let role = profile.role_name.as_ref().map(ToString::to_string);
        Candidate::new(profile.name.as_str(), role.unwrap_or_default())
    };
    distinct(inventory.profiles.iter().filter(others).map(candidate))
}

/// The accounts that the profiles' sessions reach.
fn accounts<'a>(inventory: &'a Inventory, targets: &[Target]) -> Vec<&'a Account> {
    let profiles = chosen(inventory, targets).into_iter();
    let sessions: BTreeSet<&SessionId> = profiles.filter_map(|profile| profile.session.as_ref()).collect();
    let organizations = sessions.into_iter().filter_map(|id| inventory.organizations.get(id));
    organizations.flat_map(|organization| &organization.accounts).collect()
}

/// The roles of the profiles' accounts; of all accounts where a profile has none.
fn roles(inventory: &Inventory, targets: &[Target]) -> Vec<Candidate> {
    let profiles = chosen(inventory, targets);
    let wanted: BTreeSet<_> = profiles.iter().map(|profile| profile.account_id.as_ref()).collect();
    let any = wanted.contains(&None);
    let accounts = accounts(inventory, targets).into_iter();
    let accounts = accounts.filter(|account| any || wanted.contains(&Some(&account.id)));
    distinct(accounts.flat_map(|account| match &account.roles {
        Roles::Listed(names) => {
            let about = format!("in {}", account.title());
            names.iter().map(|role| Candidate::new(role.as_str(), about.clone())).collect()
        }
        _ => Vec::new(),
    }))
}

/// The values that a key of the config file can have in these sections, as far as they are known.
pub fn values(inventory: &Inventory, targets: &[Target], key: &str) -> Vec<Candidate> {
    match key {
        "region" => regions(inventory),
        "sso_region" => sso_regions(inventory),
        "sso_start_url" => start_urls(inventory),
        "sso_session" => sessions(inventory),
        "source_profile" => profiles(inventory, targets),
        "sso_registration_scopes" => scopes(inventory),
        "sso_account_id" => {
            let candidate =
                |it: &Account| Candidate::new(it.id.as_str(), it.name.clone().unwrap_or_default());
            distinct(accounts(inventory, targets).into_iter().map(candidate))
        }
        "sso_role_name" => roles(inventory, targets),
        _ => {
            let values = VALUES.iter().find(|(known, _)| *known == key).map(|(_, values)| *values);
            values.unwrap_or_default().iter().map(|value| Candidate::new(*value, "")).collect()
        }
    }
}
