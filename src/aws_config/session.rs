//! Sessions: `[sso-session]` sections, and the start URLs that legacy profiles name themselves.

use std::collections::HashMap;

use super::draft::Draft;
use super::problem::{error, shown, warning};
use crate::domain::names::{SessionName, StartUrl};
use crate::domain::profile::{Problem, Profile, ProfileKind, Source};
use crate::domain::session::{Session, SessionId};
use crate::domain::start_url::is_safe;

/// The keys that a session is made of.
const OWN_KEYS: [&str; 4] = ["sso_start_url", "sso_region", "sso_registration_scopes", "sso_use_device_code"];

/// An `[sso-session]` section. `problems` are those that are known so far.
pub(super) fn named(section: &Draft<'_>, problems: &[Problem]) -> Session {
    let mut problems = problems.to_vec();
    for key in ["sso_start_url", "sso_region"] {
        if section.value(key).is_none() {
            problems.push(lacks(key, section.source()));
        }
    }
    if let Some(entry) = section.entry("sso_start_url") {
        problems.extend(start_url(entry.visible().unwrap_or_default(), entry.source()));
    }
    for entry in section.entries.iter() {
        if !entry.inherited && !OWN_KEYS.contains(&entry.key) {
            problems.push(warning(
                format!("{} has no place in a session.", shown(entry.key)),
                "The AWS CLI and boto3 refuse every profile of the session in which this key has another value; \
                 nobody reads it from here.",
                format!("Move {} to the profiles that need it.", shown(entry.key)),
                entry.source(),
            ));
        }
    }
    Session {
        id: SessionId::Named(SessionName::new(section.name)),
        start_url: section.value("sso_start_url").map(Into::into),
        sso_region: section.value("sso_region").map(Into::into),
        scopes: section
            .entry("sso_registration_scopes")
            .map(|entry| scopes(entry.visible().unwrap_or_default())),
        use_device_code: section.value("sso_use_device_code").and_then(boolean),
        source: section.source(),
        problems,
    }
}

/// Scopes as the AWS CLI splits them (`customizations/sso/utils.py`).
fn scopes(value: &str) -> Vec<String> {
    value.split(',').map(super::text::trim).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}

/// A boolean as botocore reads one (`ensure_boolean`): `true` in any case, else false; here other words are neither.
fn boolean(value: &str) -> Option<bool> {
    [("true", true), ("false", false)]
        .into_iter()
        .find_map(|(word, meaning)| value.eq_ignore_ascii_case(word).then_some(meaning))
}

fn lacks(key: &str, source: Source) -> Problem {
    error(
        format!("The session lacks {key}."),
        format!("Missing the following required SSO configuration values: {key}."),
        format!("Add {key}."),
        source,
    )
}

/// One session for every exact start URL of legacy profiles, in order of first use.
pub(super) fn legacy(profiles: &[Profile]) -> Vec<Session> {
    let mut sessions: Vec<Session> = Vec::new();
    let mut by_url: HashMap<&StartUrl, usize> = HashMap::new();
    for profile in profiles.iter().filter(|profile| profile.kind == ProfileKind::SsoLegacy) {
        let (Some(id @ SessionId::Legacy(url)), Some(start)) = (&profile.session, &profile.start_url) else {
            continue;
        };
        let Some(&known) = by_url.get(url) else {
            let source = setting_source(profile, "sso_start_url");
            by_url.insert(url, sessions.len());
            sessions.push(Session {
                id: id.clone(),
                start_url: Some(start.clone()),
                sso_region: profile.sso_region.clone(),
                scopes: None,
                use_device_code: None,
                source: profile.source,
                problems: start_url(url.as_str(), source),
            });
            continue;
        };
        let session = &mut sessions[known];
        match (&session.sso_region, &profile.sso_region) {
            (None, Some(region)) => session.sso_region = Some(region.clone()),
            (Some(first), Some(region)) if first != region => session.problems.push(warning(
                "Profiles of one start URL name different regions.",
                format!(
                    "The profile {:?} says {}, an earlier one {}; a token holds for one region only.",
                    shown(profile.name.as_str()),
                    shown(region.as_str()),
                    shown(first.as_str())
                ),
                "Correct sso_region, or use an [sso-session] for each region.",
                setting_source(profile, "sso_region"),
            )),
            _ => {}
        }
    }
    for session in &mut sessions {
        if session.sso_region.is_none() {
            session.problems.push(lacks("sso_region", session.source));
        }
    }
    sessions
}

fn setting_source(profile: &Profile, key: &str) -> Source {
    profile
        .settings
        .iter()
        .find(|setting| setting.key == key)
        .map_or(profile.source, |setting| setting.source)
}

/// What is wrong with a start URL by itself.
pub(super) fn start_url(url: &str, source: Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    if !url.is_empty() && !is_safe(url) {
        problems.push(error(
            "The start URL is not an https address.",
            "A sign-in over anything but https could be read by others; the AWS CLI demands https too.",
            "Write the start URL as the access portal shows it: https://….awsapps.com/start",
            source,
        ));
    }
    if url.contains('#') {
        problems.push(warning(
            "The start URL has a # in it.",
            "The part from # on belongs to the portal's page, yet the AWS CLI names a legacy profile's token file by \
             the exact text, so spellings with and without it are signed in apart; some readers take # for a comment.",
            "Write the start URL without # and what follows it.",
            source,
        ));
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_for_the_device_code_is_true_or_false() {
        for (value, expected) in [
            ("true", Some(true)),
            ("True", Some(true)),
            ("FALSE", Some(false)),
            ("yes", None),
            ("1", None),
            ("", None),
        ] {
            assert_eq!(boolean(value), expected, "{value}");
        }
    }

    #[test]
    fn scopes_are_split_at_commas_and_empty_ones_dropped() {
        assert_eq!(scopes("a, b ,,"), ["a", "b"]);
        assert!(scopes("").is_empty());
    }
}
