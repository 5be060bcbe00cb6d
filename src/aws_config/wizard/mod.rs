//! The wizard: what has been answered, and the plan that follows.
//!
//! What is written is what `aws configure sso` and `aws configure sso-session` of the AWS CLI v2 write
//! (`customizations/configure/{sso,sso_commands}.py`): the profile first, then its session, the keys in that order.
//! Unlike there, keys of a former life that would contradict the session are taken out of a profile, and who else is
//! concerned is told.

mod answers;

use std::collections::BTreeSet;

pub use self::answers::{
    DEFAULT_SCOPES, OUTPUTS, account_id, is_known_sso_region, output, profile_name, region, role_name,
    scopes, session_name, sso_region, usual_profile_name,
};
use super::edit::{Edit, Target};
use super::plan::Plan;
use crate::domain::names::{AccountId, ProfileName, Region, RoleName, SessionName, StartUrl};
use crate::domain::populate;
use crate::domain::profile::{ConfigFile, Profile};
use crate::domain::region;
use crate::domain::session::{Session, SessionId};
use crate::domain::start_url::same_portal;
use crate::error::{Failure, FailureKind};

/// Everything that was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    pub session: SessionAnswers,
    /// None for the session alone.
    pub profiles: Vec<ProfileAnswers>,
}

/// What a session is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionAnswers {
    pub name: SessionName,
    pub start_url: StartUrl,
    pub sso_region: Region,
    /// `None` leaves what is there, or the lack of it.
    pub scopes: Option<Vec<String>>,
}

/// What a profile is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileAnswers {
    pub name: ProfileName,
    /// Account and role; `None` for a profile that only names its session, for its token.
    pub reach: Option<(AccountId, RoleName)>,
    /// `None` leaves what is there.
    pub region: Option<Region>,
    /// `None` leaves what is there.
    pub output: Option<String>,
}

/// What the answers lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub plan: Plan,
    /// What somebody should know before it is done.
    pub warnings: Vec<String>,
}

/// Keys that only a profile of another kind has. They would go before its session, or contradict it.
const OTHER_KINDS: [&str; 8] = [
    "sso_start_url",
    "sso_region",
    "role_arn",
    "source_profile",
    "credential_source",
    "web_identity_token_file",
    "credential_process",
    "login_session",
];
/// Long-lived keys: they are not thrown away by the way.
const STATIC_KEYS: [&str; 3] = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token"];

/// The session as it is to be used, before it is written: for signing in on the way.
pub fn session(answers: &SessionAnswers) -> Session {
    Session {
        id: SessionId::Named(answers.name.clone()),
        start_url: Some(answers.start_url.clone()),
        sso_region: Some(answers.sso_region.clone()),
        scopes: answers.scopes.clone(),
        use_device_code: None,
        source: crate::domain::profile::Source { file: ConfigFile::Config, line: 0 },
        problems: Vec::new(),
    }
}

/// The name to propose for the session: that of a session which has this start URL (and region, where it is known)
/// already, else one after the portal.
pub fn propose_session(
    start_url: &StartUrl,
    sso_region: Option<&Region>,
    sessions: &[Session],
) -> SessionName {
    existing(start_url, sso_region, sessions).cloned().unwrap_or_else(|| {
        let taken = |name: &str| sessions.iter().any(|it| it.id == SessionId::Named(name.into()));
        crate::domain::start_url::session_name(start_url, sso_region, taken)
    })
}

/// The `[sso-session]` of this portal and region, if there is one.
pub(super) fn existing<'a>(
    start_url: &StartUrl,
    sso_region: Option<&Region>,
    sessions: &'a [Session],
) -> Option<&'a SessionName> {
    sessions.iter().find_map(|session| match &session.id {
        SessionId::Named(name)
            if session
                .start_url
                .as_ref()
                .is_some_and(|known| same_portal(known.as_str(), start_url.as_str()))
                && (sso_region.is_none() || sso_region == session.sso_region.as_ref()) =>
        {
            Some(name)
        }
        _ => None,
    })
}

/// What is to be written. The profiles must work once it is, or nothing is.
///
/// # Errors
/// `Usage` when two profiles have the same name, or one would be built on long-lived keys or on a section of the
/// credentials file, which is never written.
pub fn plan(answers: &Answers, profiles: &[Profile], sessions: &[Session]) -> Result<Outcome, Failure> {
    let mut outcome = Outcome { plan: Plan::new(title(answers), Vec::new()), warnings: Vec::new() };
    let mut names = BTreeSet::new();
    for profile in &answers.profiles {
        if !names.insert(&profile.name) {
            return Err(Failure::new(
                format!("Two profiles would be called {}.", profile.name),
                "A name stands for one profile.",
            )
            .kind(FailureKind::Usage)
            .hint("Give each a name of its own."));
        }
        let present = profiles.iter().find(|it| it.name == profile.name);
        let settings = settings(&answers.session.name, profile);
        match present {
            None => {
                let target = Target::Profile(profile.name.clone());
                outcome.plan.edits.push(Edit::Add { target, settings });
            }
            Some(present) => change(present, profile, settings, &mut outcome)?,
        }
    }
    let name = SessionId::Named(answers.session.name.clone());
    let present = sessions.iter().find(|session| session.id == name);
    write_session(&answers.session, present, &mut outcome);
    if present.is_some() && !outcome.plan.edits.is_empty() {
        let others = profiles
            .iter()
            .filter(|it| it.session.as_ref() == Some(&name) && !names.contains(&it.name))
            .count();
        let changed = outcome
            .plan
            .edits
            .iter()
            .any(|edit| edit.target() == &Target::Session(answers.session.name.clone()));
        if changed && others > 0 {
            outcome.warnings.push(format!(
                "the session {} is changed, and {others} other profiles use it.",
                answers.session.name
            ));
        }
    }
    outcome.plan.must_use =
        answers.profiles.iter().map(|it| (it.name.clone(), answers.session.name.clone())).collect();
    warn_of_regions(answers, &mut outcome.warnings);
    let id = &name;
    outcome.warnings.extend(answers.profiles.iter().filter_map(|it| reached_already(it, id, profiles)));
    Ok(outcome)
}

/// New regions appear all the time: those that nobody knows are told, and written.
fn warn_of_regions(answers: &Answers, warnings: &mut Vec<String>) {
    let sso_region = &answers.session.sso_region;
    if !is_known_sso_region(sso_region) {
        let meant = region::did_you_mean(sso_region.as_str())
            .filter(|_| region::place(sso_region.as_str()).is_none());
        let meant = meant.map(|meant| format!(" {meant}")).unwrap_or_default();
        warnings.push(format!(
            "{sso_region} is not among the regions that are known to have an Identity Center.{meant}"
        ));
    }
    let regions: BTreeSet<&Region> = answers.profiles.iter().filter_map(|it| it.region.as_ref()).collect();
    let others = regions.into_iter().filter(|it| *it != sso_region);
    warnings.extend(others.filter_map(region::remark));
}

/// The profiles of the session that reach account and role, by their names.
pub fn profiles_of<'a>(
    session: &SessionId,
    account: &AccountId,
    role: &RoleName,
    profiles: &'a [Profile],
) -> Vec<&'a ProfileName> {
    let reaches = |it: &&Profile| {
        it.session.as_ref() == Some(session)
            && it.account_id.as_ref() == Some(account)
            && it.role_name.as_ref() == Some(role)
    };
    profiles.iter().filter(reaches).map(|it| &it.name).collect()
}

/// That others than the profile reach the same. Somebody may want two, for two regions: it is only told.
fn reached_already(wanted: &ProfileAnswers, session: &SessionId, profiles: &[Profile]) -> Option<String> {
    let (account, role) = wanted.reach.as_ref()?;
    let mut others = profiles_of(session, account, role, profiles);
    others.retain(|name| **name != wanted.name);
    let names = listed(&others)?;
    Some(format!("{role} in {account} has a profile already: {names}."))
}

/// `a, b, c and 4 more`; `None` for none.
pub fn listed(names: &[&ProfileName]) -> Option<String> {
    const MOST: usize = 3;
    let shown: Vec<&str> = names.iter().take(MOST).map(|name| name.as_str()).collect();
    let more = names.len().saturating_sub(MOST);
    match (shown.is_empty(), more) {
        (true, _) => None,
        (false, 0) => Some(shown.join(", ")),
        (false, more) => Some(format!("{} and {more} more", shown.join(", "))),
    }
}

fn title(answers: &Answers) -> String {
    match answers.profiles.as_slice() {
        [] => format!("Configure session {}", answers.session.name),
        [only] => format!("Configure profile {}", only.name),
        many => format!("Configure {} profiles", many.len()),
    }
}

/// The profile's keys in the AWS CLI's order.
fn settings(session: &SessionName, profile: &ProfileAnswers) -> Vec<(String, String)> {
    let (account, role) = profile.reach.as_ref().map(|(account, role)| (account, role)).unzip();
    [
        ("sso_session", Some(session.as_str())),
        ("sso_account_id", account.map(|it| it.as_str())),
        ("sso_role_name", role.map(|it| it.as_str())),
        ("region", profile.region.as_ref().map(|it| it.as_str())),
        ("output", profile.output.as_deref()),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key.to_owned(), value?.to_owned())))
    .collect()
}

/// A profile that is there already: other keys stay, those of another kind go.
fn change(
    present: &Profile,
    wanted: &ProfileAnswers,
    settings: Vec<(String, String)>,
    outcome: &mut Outcome,
) -> Result<(), Failure> {
    let refuse = |why: &str, hint: &str| {
        Failure::new(format!("Profile {} is left as it is.", wanted.name), why)
            .kind(FailureKind::Usage)
            .hint(hint)
    };
    if present.source.file == ConfigFile::Credentials || present.settings.any_in(ConfigFile::Credentials) {
        return Err(refuse(
            "It stands in the credentials file, too, which ssotui does not change and which would go before.",
            "Take another name, or take it out of the credentials file by hand first.",
        ));
    }
    if present.settings.iter().any(|it| STATIC_KEYS.contains(&it.key)) {
        return Err(refuse(
            "It holds long-lived keys, which would be in the way.",
            "Take another name, or take the keys out by hand first.",
        ));
    }
    let target = Target::Profile(wanted.name.clone());
    let reaches_other = wanted.reach.as_ref().is_some_and(|(account, role)| {
        present.account_id.as_ref() != Some(account) || present.role_name.as_ref() != Some(role)
    });
    let gone: Vec<&str> = present
        .settings
        .iter()
        .map(|setting| setting.key)
        .filter(|key| {
            OTHER_KINDS.contains(key)
                // It was made by populating, and is not any more: pruning must not take it.
                || (*key == populate::MARK && reaches_other)
        })
        .collect();
    if reaches_other && (present.account_id.is_some() || present.role_name.is_some()) {
        let part = |it: Option<&str>| it.unwrap_or("?").to_owned();
        outcome.warnings.push(format!(
            "profile {} reached {} in {} so far.",
            wanted.name,
            part(present.role_name.as_ref().map(|it| it.as_str())),
            part(present.account_id.as_ref().map(|it| it.as_str())),
        ));
    }
    let others: Vec<&str> = gone
        .iter()
        .copied()
        .filter(|key| !["sso_start_url", "sso_region", populate::MARK].contains(key))
        .collect();
    if !others.is_empty() {
        outcome.warnings.push(format!(
            "profile {} got its credentials otherwise so far: {} goes.",
            wanted.name,
            others.join(", ")
        ));
    }
    let edits = &mut outcome.plan.edits;
    edits.extend(gone.iter().map(|key| Edit::Remove { target: target.clone(), key: (*key).to_owned() }));
    for (key, value) in settings {
        if present.settings.value(&key) != Some(value.as_str()) {
            edits.push(Edit::Set { target: target.clone(), key, value });
        }
    }
    Ok(())
}

fn write_session(wanted: &SessionAnswers, present: Option<&Session>, outcome: &mut Outcome) {
    let target = Target::Session(wanted.name.clone());
    let start_url = present.and_then(|it| it.start_url.as_ref()).filter(|it| *it == &wanted.start_url);
    let sso_region = present.and_then(|it| it.sso_region.as_ref()).filter(|it| *it == &wanted.sso_region);
    let same_scopes = present.is_some_and(|it| wanted.scopes.is_none() || it.scopes == wanted.scopes);
    let settings: Vec<(String, String)> = [
        ("sso_start_url", start_url.is_none().then(|| wanted.start_url.to_string())),
        ("sso_region", sso_region.is_none().then(|| wanted.sso_region.to_string())),
        (
            "sso_registration_scopes",
            wanted.scopes.as_ref().filter(|_| !same_scopes).map(|scopes| scopes.join(",")),
        ),
    ]
    .into_iter()
    .filter_map(|(key, value)| Some((key.to_owned(), value?)))
    .collect();
    if present.is_none() {
        outcome.plan.edits.push(Edit::Add { target, settings });
    } else {
        let edit = |(key, value)| Edit::Set { target: target.clone(), key, value };
        outcome.plan.edits.extend(settings.into_iter().map(edit));
    }
}

#[cfg(test)]
mod tests;
