//! From legacy profiles and what other tools left behind to profiles of an `[sso-session]`, whose token can be
//! renewed and which every AWS tool reads without help.

mod marks;

use std::collections::BTreeSet;

pub use self::marks::Origin;
use self::marks::{Leftovers, leftovers};
use super::edit::{Edit, Target};
use super::plan::{LeftOut, Plan};
use super::wizard::{DEFAULT_SCOPES, account_id, existing, role_name};
use crate::domain::names::{AccountId, ProfileName, Region, RoleName, SessionName, StartUrl};
use crate::domain::profile::{ConfigFile, Profile, ProfileKind};
use crate::domain::profile_settings::Setting;
use crate::domain::session::{Session, SessionId};
use crate::domain::start_url::{self, same_portal};

/// What is to be migrated, and how.
#[derive(Debug, Clone, Default)]
pub struct Request<'a> {
    /// Only these; all if it is empty.
    pub names: BTreeSet<&'a str>,
    /// What becomes a profile of this session where nothing tells the start URL (aws-sso-cli).
    pub session: Option<&'a SessionName>,
    /// Leave what other tools wrote as it is.
    pub keep_leftovers: bool,
}

/// An `[sso-session]` that has to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    pub name: SessionName,
    pub start_url: StartUrl,
    pub sso_region: Region,
}

/// A profile that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migrated {
    pub name: ProfileName,
    /// Why it changes.
    pub origins: Vec<Origin>,
    /// The session that it uses then.
    pub session: SessionName,
    pub set: Vec<(String, String)>,
    pub unset: Vec<String>,
}

/// A profile that should change and cannot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    pub name: ProfileName,
    pub origin: Origin,
    pub why: String,
}

/// What migrating comes to. Profiles are in file order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Migration {
    pub sessions: Vec<NewSession>,
    pub profiles: Vec<Migrated>,
    pub left: Vec<Left>,
}

/// Works out what there is to migrate.
pub fn migration<'a>(
    request: &'a Request<'a>,
    profiles: &'a [Profile],
    sessions: &'a [Session],
) -> Migration {
    let mut headers: Vec<usize> = profiles
        .iter()
        .map(|profile| profile.source)
        .chain(sessions.iter().map(|session| session.source))
        .filter(|source| source.file == ConfigFile::Config)
        .map(|source| source.line)
        .collect();
    headers.sort_unstable();
    let referred = profiles.iter().filter_map(|profile| profile.settings.value("sso_session")).collect();
    let mut work = Work { request, sessions, headers, referred, migration: Migration::default() };
    for profile in profiles {
        if request.names.is_empty() || request.names.contains(profile.name.as_str()) {
            work.profile(profile);
        }
    }
    work.migration
}

impl Migration {
    /// Takes out what turned out not to work ([`super::plan::Change::left`]).
    pub fn leave(&mut self, left: &[LeftOut]) {
        for LeftOut { name, why } in left {
            let Some(place) = self.profiles.iter().position(|it| it.name == *name) else { continue };
            let Migrated { name, origins, .. } = self.profiles.remove(place);
            let Some(&origin) = origins.first() else { continue };
            self.left.push(Left { name, origin, why: why.clone() });
        }
        let profiles = &self.profiles;
        self.sessions.retain(|session| profiles.iter().any(|profile| profile.session == session.name));
    }

    /// The edits that make it true.
    pub fn plan(&self) -> Plan {
        let mut edits = Vec::new();
        for profile in &self.profiles {
            let target = Target::Profile(profile.name.clone());
            for key in &profile.unset {
                edits.push(Edit::Remove { target: target.clone(), key: key.clone() });
            }
            for (key, value) in &profile.set {
                edits.push(Edit::Set { target: target.clone(), key: key.clone(), value: value.clone() });
            }
        }
        for session in &self.sessions {
            let settings = [
                ("sso_start_url", session.start_url.as_str()),
                ("sso_region", session.sso_region.as_str()),
                ("sso_registration_scopes", DEFAULT_SCOPES),
            ];
            edits.push(Edit::Add {
                target: Target::Session(session.name.clone()),
                settings: settings.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
            });
        }
        let title = match self.profiles.as_slice() {
            [only] => format!("Migrate profile {}", only.name),
            many => format!("Migrate {} profiles", many.len()),
        };
        let must_use = self.profiles.iter().map(|it| (it.name.clone(), it.session.clone())).collect();
        Plan { must_use, leaves_out: true, ..Plan::new(title, edits) }
    }
}

/// What a profile needs to be one of a session.
struct Destination {
    start_url: Option<String>,
    sso_region: Option<Region>,
    /// Account and role, where they are not in their keys yet.
    reach: Option<(AccountId, RoleName)>,
}

struct Work<'a> {
    request: &'a Request<'a>,
    sessions: &'a [Session],
    /// The lines of the config file on which sections begin.
    headers: Vec<usize>,
    /// The names of sessions that profiles refer to, there or not: a new one must not be taken for theirs.
    referred: BTreeSet<&'a str>,
    migration: Migration,
}

impl<'a> Work<'a> {
    fn profile(&mut self, profile: &Profile) {
        let leftovers = if self.request.keep_leftovers { None } else { leftovers(profile) };
        let is_legacy = profile.kind == ProfileKind::SsoLegacy;
        let has_session = profile.kind == ProfileKind::Sso;
        let url_keys: Vec<Setting<'_>> = profile
            .settings
            .iter()
            .filter(|setting| ["sso_start_url", "sso_region"].contains(&setting.key))
            .collect();
        let mut origins: Vec<Origin> = leftovers.as_ref().map(|it| it.origin).into_iter().collect();
        if is_legacy {
            origins.push(Origin::LegacySso);
        } else if has_session && !url_keys.is_empty() && !self.request.keep_leftovers {
            origins.push(Origin::OldUrlKeys);
        }
        origins.sort();
        let Some(&origin) = origins.first() else { return };
        let outcome = self.migrated(profile, leftovers.as_ref(), &url_keys);
        match outcome {
            Ok((session, set, unset)) => {
                let name = profile.name.clone();
                self.migration.profiles.push(Migrated { name, origins, session, set, unset });
            }
            Err(why) => self.migration.left.push(Left { name: profile.name.clone(), origin, why }),
        }
    }

    /// The session, the keys that get a value, and those that go; or why it cannot be.
    #[expect(clippy::type_complexity, reason = "told apart right where it is called")]
    fn migrated(
        &mut self,
        profile: &Profile,
        leftovers: Option<&Leftovers>,
        url_keys: &[Setting<'_>],
    ) -> Result<(SessionName, Vec<(String, String)>, Vec<String>), String> {
        if profile.source.file == ConfigFile::Credentials || profile.settings.any_in(ConfigFile::Credentials)
        {
            return Err("It stands in the credentials file, which ssotui does not change.".to_owned());
        }
        let mut unset: Vec<String> = leftovers.map(|it| it.keys.clone()).unwrap_or_default();
        // Keys in [DEFAULT] are everybody's, and cannot be taken out of one profile.
        let is_own = |setting: &&Setting<'_>| self.is_within(profile, setting.source.line);
        unset.extend(url_keys.iter().filter(is_own).map(|setting| setting.key.to_string()));
        if url_keys.iter().any(|setting| !self.is_within(profile, setting.source.line)) {
            return Err(
                "Its start URL or region stands in [DEFAULT], from where every section has it.".to_owned()
            );
        }
        if profile.kind == ProfileKind::Sso
            && let Some(SessionId::Named(name)) = &profile.session
        {
            let Some(session) = self.sessions.iter().find(|it| Some(&it.id) == profile.session.as_ref())
            else {
                return Err(format!("Its session {name} does not exist."));
            };
            url_keys.iter().try_for_each(|setting| says_the_same(setting, session))?;
            return Ok((name.clone(), Vec::new(), unset));
        }
        let destination = destination(profile, leftovers)?;
        let session = self.session(&destination)?;
        let mut set = vec![("sso_session".to_owned(), session.to_string())];
        if let Some((account, role)) = destination.reach {
            set.push(("sso_account_id".to_owned(), account.to_string()));
            set.push(("sso_role_name".to_owned(), role.to_string()));
        }
        Ok((session, set, unset))
    }

    /// Whether the line belongs to the profile's own section.
    fn is_within(&self, profile: &Profile, line: usize) -> bool {
        let next = self.headers.iter().find(|header| **header > profile.source.line);
        line > profile.source.line && next.is_none_or(|next| line < *next)
    }

    /// The session that is there or will be, of that portal and region.
    fn session(&mut self, destination: &Destination) -> Result<SessionName, String> {
        let Some(text) = &destination.start_url else {
            return self.request.session.cloned().ok_or_else(|| {
                "Nothing in it tells the start URL: name a session with --session.".to_owned()
            });
        };
        let start_url =
            start_url::check(text).map_err(|failure| format!("{} {}", failure.what, failure.why))?;
        let region = destination.sso_region.as_ref().or_else(|| self.only_region(&start_url)).cloned();
        let Some(region) = region else {
            return Err("Nothing tells the region of its Identity Center (sso_region).".to_owned());
        };
        if let Some(name) = existing(&start_url, Some(&region), self.sessions) {
            return Ok(name.clone());
        }
        let made = &mut self.migration.sessions;
        if let Some(known) = made
            .iter()
            .find(|it| same_portal(it.start_url.as_str(), start_url.as_str()) && it.sso_region == region)
        {
            return Ok(known.name.clone());
        }
        let taken = |name: &str| {
            made.iter().any(|it| it.name.as_str() == name)
                || self.referred.contains(name)
                || self.sessions.iter().any(|it| it.id == SessionId::Named(name.into()))
        };
        let name = start_url::session_name(&start_url, Some(&region), taken);
        made.push(NewSession { name: name.clone(), start_url, sso_region: region });
        Ok(name)
    }

    /// The region of the one session that has this start URL.
    fn only_region(&self, start_url: &StartUrl) -> Option<&Region> {
        let mut regions = self.sessions.iter().filter_map(|session| {
            let known = session.start_url.as_ref()?;
            same_portal(known.as_str(), start_url.as_str()).then_some(session.sso_region.as_ref()?)
        });
        let first = regions.next()?;
        regions.all(|region| region == first).then_some(first)
    }
}

/// That a profile loses nothing without its own start URL or region: which of two is right is for its owner to say.
fn says_the_same(setting: &Setting<'_>, session: &Session) -> Result<(), String> {
    let theirs = match setting.key {
        "sso_start_url" => session.start_url.as_ref().map(StartUrl::as_str),
        _ => session.sso_region.as_ref().map(Region::as_str),
    };
    if setting.value == theirs {
        return Ok(());
    }
    let (key, ours) = (setting.key, setting.value.unwrap_or("…"));
    let theirs = theirs.map_or_else(|| "that has none".to_owned(), |theirs| format!("that says {theirs}"));
    Err(format!("Its {key} is {ours}, and it has a session {theirs}: take the wrong one out by hand.",))
}

/// Where the profile leads, by its own keys, else by those of the tool that made it.
fn destination(profile: &Profile, leftovers: Option<&Leftovers>) -> Result<Destination, String> {
    if profile.kind == ProfileKind::SsoLegacy {
        return match (&profile.start_url, &profile.sso_region, &profile.account_id, &profile.role_name) {
            (None, ..) => Err("It has no start URL.".to_owned()),
            (_, None, ..) => Err("It has no sso_region.".to_owned()),
            (_, _, Some(_), None) => Err("It has an account without a role.".to_owned()),
            (_, _, None, Some(_)) => Err("It has a role without an account.".to_owned()),
            (Some(url), Some(region), ..) => Ok(Destination {
                start_url: Some(url.to_string()),
                sso_region: Some(region.clone()),
                reach: None,
            }),
        };
    }
    let Some(leftovers) = leftovers else { return Err("It uses no SSO.".to_owned()) };
    if !matches!(profile.kind, ProfileKind::Process | ProfileKind::Other) {
        return Err(format!("It gets its credentials otherwise ({}).", profile.kind.as_str()));
    }
    let (Some(account), Some(role)) = (&leftovers.account_id, &leftovers.role_name) else {
        return Err(format!("What {} left does not tell account and role.", leftovers.origin.as_str()));
    };
    let checked = account_id(account.as_str()).and_then(|account| Ok((account, role_name(role.as_str())?)));
    let reach = checked.map_err(|failure| format!("{} {}", failure.what, failure.why))?;
    Ok(Destination {
        start_url: leftovers.start_url.clone(),
        sso_region: leftovers.sso_region.clone(),
        reach: Some(reach),
    })
}

#[cfg(test)]
mod tests;
