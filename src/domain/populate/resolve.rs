//! Names that several profiles would have.

use std::collections::BTreeMap;

use super::keys::is_marked;
use super::{Collision, OnCollision, Reach, Request, Resolution};
use crate::domain::names::ProfileName;
use crate::domain::profile::{Profile, ProfileKind};
use crate::domain::session::SessionId;
use crate::domain::start_url::same_portal;

/// One profile for each name, and what became of the names that several would have.
pub(super) fn resolve(
    request: &Request<'_>,
    named: BTreeMap<ProfileName, Vec<Reach>>,
    existing: &BTreeMap<&str, &Profile>,
    collisions: &mut Vec<Collision>,
) -> BTreeMap<ProfileName, Reach> {
    let taken = |name: &ProfileName, reach: &Reach| {
        existing.get(name.as_str()).is_some_and(|profile| !may_become(request, profile, reach))
    };
    // Everybody who must have another name, and how many want that one.
    let mut resolved = BTreeMap::new();
    let mut apart = Vec::new();
    for (name, mut reaches) in named {
        if let [reach] = reaches.as_slice()
            && !taken(&name, reach)
        {
            resolved.extend(reaches.pop().map(|reach| (name, reach)));
            continue;
        }
        for reach in &reaches {
            if existing.get(name.as_str()).is_some_and(|profile| reaches_it(request, profile, reach)) {
                let why = others(&reaches, reach);
                let resolution = Resolution::Kept;
                collisions.push(Collision { name: name.clone(), reach: reach.clone(), why, resolution });
                resolved.insert(name.clone(), reach.clone());
            } else {
                let why = if taken(&name, reach) {
                    "a profile of this name is there already, and reaches something else.".to_owned()
                } else {
                    others(&reaches, reach)
                };
                apart.push((name.clone(), reach.clone(), why));
            }
        }
    }
    let mut wanted: BTreeMap<ProfileName, usize> = BTreeMap::new();
    for (name, reach, _) in &apart {
        *wanted.entry(request.rules.with_account_id(name, &reach.account_id)).or_default() += 1;
    }
    let mut suffixed = Vec::new();
    for (name, reach, mut why) in apart {
        let resolution = match request.on_collision {
            OnCollision::Skip => Resolution::Skipped,
            OnCollision::Stop => Resolution::Open,
            OnCollision::Suffix => {
                let other = request.rules.with_account_id(&name, &reach.account_id);
                let free = !resolved.contains_key(&other) && wanted.get(&other) == Some(&1);
                if free && !taken(&other, &reach) {
                    suffixed.push((other.clone(), reach.clone()));
                    Resolution::Suffixed(other)
                } else {
                    why.push_str(&format!(" {other} does not tell them apart either."));
                    Resolution::Open
                }
            }
        };
        collisions.push(Collision { name, reach, why, resolution });
    }
    resolved.extend(suffixed);
    collisions.sort_by(|a, b| (&a.name, &a.reach).cmp(&(&b.name, &b.reach)));
    resolved
}

/// The others of the same name, in a sentence.
fn others(reaches: &[Reach], reach: &Reach) -> String {
    let others: Vec<String> = reaches
        .iter()
        .filter(|other| *other != reach)
        .take(3)
        .map(|other| format!("{} in {} ({})", other.role_name, other.account_id, other.region))
        .collect();
    let more = reaches.len().saturating_sub(1 + others.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more} would have the same name.", others.join(", "))
}

/// Whether a profile that is there is of this session: named by it, or a legacy one of its start URL.
fn of_session(request: &Request<'_>, profile: &Profile) -> bool {
    match &profile.session {
        Some(SessionId::Named(name)) => name == request.session && profile.kind == ProfileKind::Sso,
        Some(SessionId::Legacy(url)) => {
            request.start_url.is_some_and(|own| same_portal(own.as_str(), url.as_str()))
                && profile.kind == ProfileKind::SsoLegacy
        }
        None => false,
    }
}

/// Whether a profile that is there may be given this reach: it is a marked one of the session, or reaches the same
/// account and role through it. Anything else is somebody's own and stays as it is.
fn may_become(request: &Request<'_>, profile: &Profile, reach: &Reach) -> bool {
    of_session(request, profile)
        && (is_marked(profile)
            || (profile.account_id.as_ref() == Some(&reach.account_id)
                && profile.role_name.as_ref() == Some(&reach.role_name)))
}

/// Whether a profile that is there is exactly this one.
fn reaches_it(request: &Request<'_>, profile: &Profile, reach: &Reach) -> bool {
    of_session(request, profile)
        && profile.account_id.as_ref() == Some(&reach.account_id)
        && profile.role_name.as_ref() == Some(&reach.role_name)
        && profile.region.as_ref() == Some(&reach.region)
}
