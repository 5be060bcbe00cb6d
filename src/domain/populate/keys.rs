//! The keys of a populated profile.

use super::{Changed, ExistingConfigAction, Planned, Reach, Request};
use crate::domain::profile::{ConfigFile, Profile};
use crate::error::{Failure, FailureKind};

/// aws-sso-util's mark of profiles that no hand wrote.
pub const MARK: &str = "sso_auto_populated";
/// What the profile is made of: no config default may say otherwise.
const OWN_KEYS: [&str; 5] = ["sso_session", "sso_account_id", "sso_role_name", "region", MARK];
/// What only a legacy profile has; botocore refuses a profile of a session in which they differ from the session's.
const LEGACY_KEYS: [&str; 2] = ["sso_start_url", "sso_region"];

/// Whether a profile was made by populating, here or by aws-sso-util.
pub fn is_marked(profile: &Profile) -> bool {
    profile.settings.value(MARK).is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// Reads `KEY=VALUE`.
///
/// # Errors
/// `Usage` for what is no key and value, or a key that the profile is made of.
pub fn config_default(text: &str) -> Result<(String, String), Failure> {
    let wrong = |why: &str| {
        Failure::new(format!("{text:?} is no config default."), why)
            .kind(FailureKind::Usage)
            .hint("Write a key and a value, for example --config-default output=json")
    };
    let Some((key, value)) = text.split_once('=') else { return Err(wrong("It has no =.")) };
    let (key, value) = (key.trim().to_lowercase(), value.trim());
    if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c)) {
        return Err(wrong("A key is made of letters, digits and _."));
    }
    if value.is_empty() || value.chars().any(char::is_control) {
        return Err(wrong("A value is a text of one line."));
    }
    if OWN_KEYS.contains(&key.as_str()) || LEGACY_KEYS.contains(&key.as_str()) {
        return Err(wrong("This key follows from the session, the account, the role and --region."));
    }
    Ok((key, value.to_owned()))
}

/// The keys that make the profile what it is, and the mark.
fn own(request: &Request<'_>, reach: &Reach) -> [(String, String); 5] {
    let values = [
        request.session.as_str(),
        reach.account_id.as_str(),
        reach.role_name.as_str(),
        reach.region.as_str(),
        "true",
    ];
    std::array::from_fn(|at| (OWN_KEYS[at].to_owned(), values[at].to_owned()))
}

/// The keys of a profile that is not there yet, in the order in which they are written.
pub(super) fn new(request: &Request<'_>, reach: &Reach) -> Vec<(String, String)> {
    let [session, account, role, region, mark] = own(request, reach);
    let mut settings = vec![session, account, role, region];
    for default in request.config_defaults {
        put(&mut settings, default.clone());
    }
    settings.push(mark);
    settings
}

/// What must change in a profile that is there.
pub(super) fn changed(request: &Request<'_>, profile: &Profile, reach: Reach) -> Changed {
    let action = request.existing_config_action;
    // Only what stands in the config file: that is the file that is written.
    let present: Vec<(&str, Option<&str>)> = profile
        .settings
        .iter()
        .filter(|setting| setting.source.file == ConfigFile::Config)
        .map(|setting| (setting.key, setting.value))
        .collect();
    let is_present = |key: &str| present.iter().any(|(known, _)| *known == key);
    let wanted: Vec<(String, String)> = new(request, &reach)
        .into_iter()
        .filter(|(key, _)| {
            action != ExistingConfigAction::Keep || OWN_KEYS.contains(&key.as_str()) || !is_present(key)
        })
        .collect();
    let goes = |key: &str, value: Option<&str>| {
        LEGACY_KEYS.contains(&key)
            // What aws-sso-util wrote for SDKs of old; it knows no sessions.
            || (key == "credential_process"
                && is_marked(profile)
                && value.is_some_and(|value| value.starts_with("aws-sso-util ")))
            || action == ExistingConfigAction::Discard
    };
    let is_wanted = |key: &str| wanted.iter().any(|(wanted, _)| wanted == key);
    let unset: Vec<String> = present
        .iter()
        .filter(|(key, value)| !is_wanted(key) && goes(key, *value))
        .map(|(key, _)| (*key).to_owned())
        .collect();
    let mut settings: Vec<(String, String)> = present
        .iter()
        .filter(|(key, _)| !unset.iter().any(|gone| gone == key))
        .filter_map(|(key, value)| Some(((*key).to_owned(), (*value)?.to_owned())))
        .collect();
    let mut set = Vec::new();
    for (key, value) in wanted {
        if !present.contains(&(key.as_str(), Some(value.as_str()))) {
            set.push((key.clone(), value.clone()));
        }
        put(&mut settings, (key, value));
    }
    Changed { profile: Planned { name: profile.name.clone(), reach, settings }, set, unset }
}

/// Gives a key its value, in its place if it has one.
fn put(settings: &mut Vec<(String, String)>, (key, value): (String, String)) {
    match settings.iter_mut().find(|(known, _)| *known == key) {
        Some((_, present)) => *present = value,
        None => settings.push((key, value)),
    }
}
