//! The profiles that a session's accounts and roles ask for, held against those that are there: what to add,
//! to change, to remove and to leave, and which names collide.
//!
//! The keys and their precedence are those of `aws-sso-util configure populate` 4.33 (`populate_profiles.py`), but
//! for what is better in a session's profile: it names the session instead of its start URL and region. The mark
//! `sso_auto_populated` is that tool's own, so that each knows the other's profiles.

mod filter;
mod keys;
mod resolve;

use std::collections::{BTreeMap, BTreeSet};

pub use self::filter::Filter;
pub use self::keys::{MARK, config_default, is_marked};
use super::names::{AccountId, ProfileName, Region, RoleName, SessionName, StartUrl};
use super::naming::{Named, Parts, Rules};
use super::organization::{Organization, Roles};
use super::profile::{ConfigFile, Profile};
use super::session::SessionId;
use crate::error::{Failure, FailureKind};

/// What becomes of the other keys of a profile that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ExistingConfigAction {
    /// They stay, and are not replaced by config defaults.
    #[default]
    Keep,
    /// They stay, but config defaults replace them.
    Overwrite,
    /// They go.
    Discard,
}

/// What becomes of profiles that would have the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnCollision {
    /// Each gets its account's id after the name.
    #[default]
    Suffix,
    /// None of them is made.
    Skip,
    /// Nothing at all is done.
    Stop,
}

/// What profiles are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    pub session: &'a SessionName,
    /// The session's: legacy profiles that name it are turned into profiles of the session.
    pub start_url: Option<&'a StartUrl>,
    pub organization: &'a Organization,
    pub filter: &'a Filter,
    /// One profile for each account, role and region, in this order; repetitions count once.
    pub regions: &'a [Region],
    pub rules: &'a Rules,
    /// Further keys.
    pub config_defaults: &'a [(String, String)],
    pub existing_config_action: ExistingConfigAction,
    pub on_collision: OnCollision,
    /// Whether marked profiles of the session that are not asked for any more go.
    pub prune: bool,
    /// Every profile that there is.
    pub profiles: &'a [Profile],
}

/// A role in an account, used in a region.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reach {
    pub account_id: AccountId,
    pub account_name: Option<String>,
    pub role_name: RoleName,
    pub region: Region,
}

/// A profile as it will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    pub name: ProfileName,
    pub reach: Reach,
    /// Its keys and values, without secrets.
    pub settings: Vec<(String, String)>,
}

/// A profile that is there and will be different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    pub profile: Planned,
    /// Keys that get a value.
    pub set: Vec<(String, String)>,
    /// Keys that go.
    pub unset: Vec<String>,
}

/// What became of one of the profiles that would have a name in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collision {
    /// The name that the rules give.
    pub name: ProfileName,
    pub reach: Reach,
    /// With whom, in a sentence.
    pub why: String,
    pub resolution: Resolution,
}

/// How a collision ends for one profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// It has the name already and keeps it.
    Kept,
    /// It gets this name.
    Suffixed(ProfileName),
    /// It is not made.
    Skipped,
    /// Somebody must decide; until then the plan must not be applied.
    Open,
}

/// A profile that is not made because its name must not be used, or not written because it would not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub name: String,
    pub reach: Reach,
    pub why: String,
}

/// What is to be done. Each list is sorted by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PopulatePlan {
    pub add: Vec<Planned>,
    pub change: Vec<Changed>,
    /// Marked profiles of the session that are not asked for any more.
    pub remove: Vec<Profile>,
    pub keep: Vec<Planned>,
    pub collisions: Vec<Collision>,
    pub refused: Vec<Refused>,
    /// Names that were changed so that every AWS tool reads them, and what the rules gave.
    pub made_safe: Vec<(ProfileName, String)>,
    /// Pruning was asked for, but not everything was listed: what seems gone may be there.
    pub prune_withheld: bool,
}

impl PopulatePlan {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.add.is_empty() && self.change.is_empty() && self.remove.is_empty()
    }

    /// Takes out profiles that would not work, by name and with the reason.
    pub fn leave<'l>(&mut self, left: impl IntoIterator<Item = (&'l ProfileName, &'l str)>) {
        let left: BTreeMap<&ProfileName, &str> = left.into_iter().collect();
        if left.is_empty() {
            return;
        }
        let refused = &mut self.refused;
        let mut stays = |planned: &Planned| {
            let Some(why) = left.get(&planned.name) else { return true };
            let (name, reach) = (planned.name.to_string(), planned.reach.clone());
            refused.push(Refused { name, reach, why: (*why).to_owned() });
            false
        };
        self.add.retain(&mut stays);
        self.change.retain(|changed| stays(&changed.profile));
        refused.sort_by(|a, b| (&a.name, &a.reach).cmp(&(&b.name, &b.reach)));
    }

    /// That nothing is left to be decided.
    ///
    /// # Errors
    /// `Usage`, for the first collision that is open.
    pub fn must_be_decided(&self) -> Result<(), Failure> {
        let open: Vec<&Collision> =
            self.collisions.iter().filter(|it| it.resolution == Resolution::Open).collect();
        let Some(first) = open.first() else { return Ok(()) };
        Err(Failure::new(
            format!("Nothing was written: {} profiles have a name in common with another.", open.len()),
            format!("{}: {}", first.name, first.why),
        )
        .kind(FailureKind::Usage)
        .hint("Give --on-collision suffix or skip, or other naming rules."))
    }
}

/// Compares what is asked for with what there is.
///
/// # Errors
/// `NotFound` for a filter that matches nothing; `Usage` for a pattern that takes too long.
pub fn plan(request: &Request<'_>) -> Result<PopulatePlan, Failure> {
    request.filter.check(request.organization)?;
    let existing: BTreeMap<&str, &Profile> =
        request.profiles.iter().map(|profile| (profile.name.as_str(), profile)).collect();
    let mut plan = PopulatePlan::default();
    let named = names(request, &mut plan)?;
    let resolved = resolve::resolve(request, named, &existing, &mut plan.collisions);
    if request.prune {
        if request.organization.complete {
            plan.remove = gone(request, &resolved.keys().map(ProfileName::as_str).collect());
        } else {
            plan.prune_withheld = true;
        }
    }
    // Only now, so that the same account has the same name whatever else is asked for.
    plan.collisions.retain(|collision| request.filter.chooses(&collision.reach));
    for (name, reach) in resolved.into_iter().filter(|(_, reach)| request.filter.chooses(reach)) {
        match existing.get(name.as_str()) {
            None => {
                let settings = keys::new(request, &reach);
                plan.add.push(Planned { name, reach, settings });
            }
            Some(profile) => {
                let changed = keys::changed(request, profile, reach);
                if changed.set.is_empty() && changed.unset.is_empty() {
                    plan.keep.push(changed.profile);
                } else {
                    plan.change.push(changed);
                }
            }
        }
    }
    Ok(plan)
}

/// Every profile that is asked for by the name that the rules give. Those without a usable name go to the plan.
fn names(
    request: &Request<'_>,
    plan: &mut PopulatePlan,
) -> Result<BTreeMap<ProfileName, Vec<Reach>>, Failure> {
    let mut regions: Vec<&Region> = Vec::new();
    for region in request.regions {
        if !regions.contains(&region) {
            regions.push(region);
        }
    }
    let mut named: BTreeMap<ProfileName, Vec<Reach>> = BTreeMap::new();
    for account in &request.organization.accounts {
        let Roles::Listed(roles) = &account.roles else { continue };
        for role in roles {
            let is_sound = could_be_called(role.as_str()) && AccountId::is_one(account.id.as_str());
            for (index, region) in regions.iter().copied().enumerate() {
                let reach = Reach {
                    account_id: account.id.clone(),
                    account_name: account.name.clone(),
                    role_name: role.clone(),
                    region: region.clone(),
                };
                let parts = Parts {
                    account_id: &account.id,
                    account_name: account.name.as_deref(),
                    role_name: role,
                    region,
                    first_region: index == 0,
                };
                let chosen = request.filter.chooses(&reach);
                if !is_sound {
                    if chosen {
                        let why = "No role or account of AWS's is called so: an account id has twelve digits, and the \
                                   name of a role letters, digits and +=,.@_-."
                            .to_owned();
                        plan.refused.push(Refused { name: role.to_string(), reach, why });
                    }
                    continue;
                }
                let name = match request.rules.name(&parts)? {
                    Named::Plain(name) => name,
                    Named::MadeSafe { name, instead_of } => {
                        if chosen {
                            plan.made_safe.push((name.clone(), instead_of));
                        }
                        name
                    }
                    Named::Refused { name, why } => {
                        if chosen {
                            plan.refused.push(Refused { name, reach, why });
                        }
                        continue;
                    }
                };
                named.entry(name).or_default().push(reach);
            }
        }
    }
    plan.made_safe.sort();
    plan.refused.sort_by(|a, b| (&a.name, &a.reach).cmp(&(&b.name, &b.reach)));
    Ok(named)
}

/// Whether a role can be called so. Permission sets' names are of letters, digits and `+=,.@_-` (IAM Identity Center API,
/// CreatePermissionSet).
fn could_be_called(role: &str) -> bool {
    !role.is_empty() && role.chars().all(|c| c.is_alphanumeric() || "+=,.@_-".contains(c))
}

/// The marked profiles of the session that are not wanted any more, of those that the filter is about.
fn gone(request: &Request<'_>, wanted: &BTreeSet<&str>) -> Vec<Profile> {
    let account_name = |id: &AccountId| {
        let account = request.organization.accounts.iter().find(|account| account.id == *id);
        account.and_then(|account| account.name.as_deref())
    };
    let mut gone: Vec<Profile> = request
        .profiles
        .iter()
        .filter(|profile| {
            is_marked(profile)
                && profile.source.file == ConfigFile::Config
                && profile.session == Some(SessionId::Named(request.session.clone()))
                && !wanted.contains(profile.name.as_str())
                && match &profile.account_id {
                    Some(id) => request.filter.account(id, account_name(id)),
                    None => request.filter.accounts.is_empty(),
                }
                && match &profile.role_name {
                    Some(role) => request.filter.role(role),
                    None => request.filter.roles.is_empty(),
                }
                && match (&profile.account_id, &profile.role_name) {
                    (Some(account), Some(role)) => request.filter.is_among(account, role),
                    _ => request.filter.only.is_none(),
                }
        })
        .cloned()
        .collect();
    gone.sort_by(|a, b| a.name.cmp(&b.name));
    gone
}

#[cfg(test)]
mod tests;
