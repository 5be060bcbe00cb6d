//! What a profile is to botocore, and what botocore says about it (`credentials.py`, `tokens.py`).

use std::collections::BTreeMap;

use super::botocore::Entry;
use super::draft::{Draft, Drafts};
use super::problem::{error, shown, warning};
use crate::domain::names::AccountId;
use crate::domain::profile::{ConfigFile, Problem, ProfileKind, Severity};

/// A chain of source profiles longer than this is not followed.
const LONGEST_CHAIN: usize = 20;

/// How a profile gets its credentials: the first provider of botocore's chain that takes it. Profiles without
/// credentials that one can sign in with are SSO profiles all the same.
pub(super) fn kind(profile: &Draft<'_>) -> ProfileKind {
    let has = |key| profile.entry(key).is_some();
    let sso = if has("sso_session") { ProfileKind::Sso } else { ProfileKind::SsoLegacy };
    if assumes_role(profile) {
        ProfileKind::Role
    } else if profile.entry("web_identity_token_file").is_some_and(|entry| entry.visible() != Some("")) {
        ProfileKind::WebIdentity
    } else if has("sso_account_id") || has("sso_role_name") {
        sso
    } else if profile.access_key_in_credentials {
        ProfileKind::Static
    } else if has("login_session") {
        ProfileKind::Login
    } else if has("credential_process") {
        ProfileKind::Process
    } else if has("aws_access_key_id") {
        ProfileKind::Static
    } else if has("sso_session") || has("sso_start_url") {
        sso
    } else {
        ProfileKind::Other
    }
}

fn assumes_role(profile: &Draft<'_>) -> bool {
    profile.entry("role_arn").is_some() && profile.entry("web_identity_token_file").is_none()
}

fn has_static_keys(profile: &Draft<'_>) -> bool {
    profile.entry("aws_access_key_id").is_some() || profile.entry("aws_secret_access_key").is_some()
}

/// Everything botocore, or another reader, has against a profile's values.
pub(super) fn problems<'d>(
    profile: &Draft<'d>,
    kind: ProfileKind,
    profiles: &Drafts<'d>,
    sessions: &Drafts<'_>,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    problems.extend(sso(profile, kind, sessions));
    problems.extend(repeated(profile));
    problems.extend(mixed(profile, kind));
    problems.extend(account_id(profile));
    match kind {
        ProfileKind::Role => problems.extend(role(profile, profiles)),
        ProfileKind::WebIdentity => problems.extend(web_identity(profile)),
        ProfileKind::Static => problems.extend(partial_keys(profile)),
        _ => {}
    }
    problems
}

fn sso(profile: &Draft<'_>, kind: ProfileKind, sessions: &Drafts<'_>) -> Option<Problem> {
    let with_credentials =
        profile.entry("sso_account_id").is_some() || profile.entry("sso_role_name").is_some();
    let Some(reference) = profile.entry("sso_session") else {
        return if with_credentials { missing(profile, None) } else { legacy_login(profile, kind) };
    };
    let Some(name) = reference.visible().filter(|_| !reference.is_nested()) else {
        return Some(error(
            "The value of sso_session is not a name.",
            "The AWS CLI and boto3 look for a session of exactly that name, on one line.",
            "Write the name of an [sso-session] section.",
            reference.source(),
        ));
    };
    let session = sessions.get(name);
    if !with_credentials {
        return bearer_token(profile, reference, name, session);
    }
    let Some(session) = session else {
        return Some(error(
            format!("The session {:?} does not exist.", shown(name)),
            format!("The specified sso-session does not exist: \"{}\"", shown(name)),
            format!(
                "Add an [sso-session {}] section to the config file, or correct sso_session.",
                shown(name)
            ),
            reference.source(),
        ));
    };
    inconsistent(profile, session).or_else(|| missing(profile, Some(session)))
}

/// Botocore compares every key that profile and session both have, whatever it is called.
fn inconsistent(profile: &Draft<'_>, session: &Draft<'_>) -> Option<Problem> {
    session.entries.iter().find_map(|theirs| {
        let ours = profile.entry(theirs.key).filter(|ours| !ours.same_value(theirs))?;
        let value = |entry: &Entry<'_>| entry.visible().map_or("…", shown).to_owned();
        Some(error(
            format!("The profile and its session disagree about {}.", shown(theirs.key)),
            format!(
                "The value for {} is inconsistent between profile ({}) and sso-session ({}).",
                shown(theirs.key),
                value(ours),
                value(theirs)
            ),
            format!("Remove {} from the profile or from the session.", shown(theirs.key)),
            ours.source(),
        ))
    })
}

fn missing(profile: &Draft<'_>, session: Option<&Draft<'_>>) -> Option<Problem> {
    let missing: Vec<&str> = ["sso_role_name", "sso_account_id", "sso_start_url", "sso_region"]
        .into_iter()
        .filter(|key| {
            profile.entry(key).is_none() && session.is_none_or(|session| session.entry(key).is_none())
        })
        .collect();
    if missing.is_empty() {
        return None;
    }
    let missing = missing.join(", ");
    Some(error(
        "The profile lacks SSO settings.",
        format!(
            "The profile \"{}\" is configured to use SSO but is missing required configuration: {missing}",
            shown(profile.name)
        ),
        format!("Add {missing}: account and role to the profile, start URL and region to its session."),
        profile.source(),
    ))
}

fn bearer_token(
    profile: &Draft<'_>,
    reference: &Entry<'_>,
    name: &str,
    session: Option<&Draft<'_>>,
) -> Option<Problem> {
    let configured =
        format!("The profile \"{}\" is configured to use the SSO token provider but", shown(profile.name));
    let Some(session) = session.filter(|session| !session.entries.is_empty()) else {
        return Some(error(
            format!("The session {:?} does not exist or is empty.", shown(name)),
            format!("{configured} the \"{}\" sso_session configuration does not exist.", shown(name)),
            format!(
                "Add an [sso-session {}] section to the config file, or correct sso_session.",
                shown(name)
            ),
            reference.source(),
        ));
    };
    let missing: Vec<String> = ["sso_start_url", "sso_region"]
        .into_iter()
        .filter(|key| session.entry(key).is_none())
        .map(|key| format!("'{key}'"))
        .collect();
    if missing.is_empty() {
        return None;
    }
    Some(error(
        "The session of the profile lacks settings.",
        format!("{configured} is missing the following configuration: [{}].", missing.join(", ")),
        format!("Add the missing keys to [sso-session {}].", shown(name)),
        session.source(),
    ))
}

/// A profile that one can only sign in with, by start URL and region.
fn legacy_login(profile: &Draft<'_>, kind: ProfileKind) -> Option<Problem> {
    let url = profile.entry("sso_start_url");
    let (present, missing) = match (url, profile.entry("sso_region")) {
        (Some(url), None) => (url, "sso_region"),
        (None, Some(region)) if !region.inherited => (region, "sso_start_url"),
        _ => return None,
    };
    let mut problem = error(
        format!("The profile lacks {missing}."),
        format!("Missing the following required SSO configuration values: {missing}."),
        format!("Add {missing}, or better: use an [sso-session]."),
        present.source(),
    );
    if !matches!(kind, ProfileKind::Sso | ProfileKind::SsoLegacy | ProfileKind::Other) {
        // Its credentials come from elsewhere: only a sign-in would fail, which it does not need.
        problem.severity = Severity::Warning;
    }
    Some(problem)
}

/// Start URL and region in a profile that has a session.
fn repeated(profile: &Draft<'_>) -> Vec<Problem> {
    if profile.entry("sso_session").is_none() {
        return Vec::new();
    }
    ["sso_start_url", "sso_region"]
        .into_iter()
        .filter_map(|key| profile.entry(key))
        .map(|entry| {
            warning(
                format!("{} stands in the profile although it has a session.", entry.key),
                format!(
                    "{} can only be specified in the [sso-session] config when a session name is given, says the Rust \
                     SDK, and refuses the profile; others accept it while both are equal.",
                    entry.key
                ),
                format!("Remove {} from the profile: the session has it.", entry.key),
                entry.source(),
            )
        })
        .collect()
}

/// SSO settings next to those of another kind.
fn mixed(profile: &Draft<'_>, kind: ProfileKind) -> Vec<Problem> {
    let sso = ["sso_session", "sso_start_url", "sso_account_id", "sso_role_name"];
    if sso.iter().all(|key| profile.entry(key).is_none()) {
        return Vec::new();
    }
    let used = match kind {
        ProfileKind::Sso | ProfileKind::SsoLegacy => "SSO",
        ProfileKind::Static => "the long-lived keys",
        ProfileKind::Role => "role_arn",
        ProfileKind::Process => "credential_process",
        ProfileKind::WebIdentity => "web_identity_token_file",
        ProfileKind::Login => "login_session",
        ProfileKind::Other => "none of them",
    };
    let others = ["aws_access_key_id", "credential_process", "role_arn", "login_session"];
    others
        .into_iter()
        .filter_map(|key| profile.entry(key))
        .map(|other| {
            let elsewhere = if other.key == "aws_access_key_id" {
                "the Go and JavaScript SDKs take the keys first"
            } else {
                "other SDKs have another order"
            };
            let file = if other.source().file == ConfigFile::Credentials {
                " (in the credentials file)"
            } else {
                ""
            };
            warning(
                format!("The profile has SSO settings and {}{file}.", other.key),
                format!("The AWS CLI and boto3 use {used}; {elsewhere}."),
                format!("Keep one kind: remove {} or the sso_ keys.", other.key),
                other.source(),
            )
        })
        .collect()
}

fn account_id(profile: &Draft<'_>) -> Option<Problem> {
    let entry = profile.entry("sso_account_id")?;
    let value = entry.visible()?;
    (!AccountId::is_one(value) && !value.is_empty()).then(|| {
        warning(
            "sso_account_id is not an account id.",
            "An account id has exactly twelve digits, leading zeros included.",
            "Correct sso_account_id.",
            entry.source(),
        )
    })
}

fn role<'d>(profile: &Draft<'d>, profiles: &Drafts<'d>) -> Option<Problem> {
    let source = profile.entry("source_profile");
    let credential_source = profile.entry("credential_source");
    let source = match (source, credential_source) {
        (Some(source), None) => source,
        (None, Some(_)) => return None,
        (Some(source), Some(_)) => {
            return Some(error(
                "The profile has two sources of credentials for its role.",
                format!(
                    "The profile \"{}\" contains both source_profile and credential_source.",
                    shown(profile.name)
                ),
                "Remove one of them.",
                source.source(),
            ));
        }
        (None, None) => {
            return Some(error(
                "The profile has no source of credentials for its role.",
                "Partial credentials found in assume-role, missing: source_profile or credential_source",
                "Add source_profile = NAME of a profile that has credentials.",
                profile.source(),
            ));
        }
    };
    let name = source.visible()?;
    let Some(target) = profiles.get(name) else {
        return Some(error(
            format!("The source profile {:?} does not exist.", shown(name)),
            format!(
                "The source_profile \"{}\" referenced in the profile \"{}\" does not exist.",
                shown(name),
                shown(profile.name)
            ),
            "Add that profile, or correct source_profile.",
            source.source(),
        ));
    };
    if !assumes_role(target) && kind(target) == ProfileKind::Other {
        return Some(error(
            format!("The source profile {:?} has no credentials.", shown(name)),
            format!("The source profile \"{}\" must have credentials.", shown(name)),
            "Name a profile that has credentials of its own.",
            source.source(),
        ));
    }
    let (again, visited) = infinite_loop(profile, profiles)?;
    let visited: Vec<String> = visited.iter().map(|name| format!("'{}'", shown(name))).collect();
    Some(error(
        "The source profiles go round in a circle.",
        format!(
            "Infinite loop in credential configuration detected. Attempting to load from profile {} which has \
             already been visited. Visited profiles: [{}]",
            shown(again),
            visited.join(", ")
        ),
        "Let the last source profile be one with credentials of its own.",
        source.source(),
    ))
}

/// Follows `source_profile` as botocore does: to the profile that is visited twice, with those before it.
fn infinite_loop<'a, 'd>(start: &'a Draft<'d>, profiles: &'a Drafts<'d>) -> Option<(&'a str, Vec<&'a str>)> {
    let mut visited: Vec<&str> = vec![start.name];
    let mut current = start;
    while visited.len() < LONGEST_CHAIN {
        let next = current.entry("source_profile")?.visible()?;
        let target = profiles.get(next)?;
        let own_keys = next == current.name && has_static_keys(target);
        if visited.contains(&next) && !own_keys {
            return Some((next, visited));
        }
        if has_static_keys(target) || !assumes_role(target) {
            return None;
        }
        visited.push(next);
        current = target;
    }
    None
}

/// A `services` key that names no section (`configprovider.py`).
pub(super) fn services<T>(profile: &Draft<'_>, sections: &BTreeMap<String, T>) -> Option<Problem> {
    let entry = profile.entry("services").filter(|entry| !entry.is_nested())?;
    let name = entry.visible().filter(|name| !sections.contains_key(*name))?;
    Some(error(
        format!("The services section {:?} does not exist.", shown(name)),
        format!(
            "The profile is configured to use the services section but the \"{}\" services configuration does not exist.",
            shown(name)
        ),
        format!("Add a [services {}] section to the config file, or remove the services key.", shown(name)),
        entry.source(),
    ))
}

fn web_identity(profile: &Draft<'_>) -> Option<Problem> {
    if profile.value("role_arn").is_some() {
        return None;
    }
    Some(error(
        "The profile has a web identity but no role.",
        "The provided profile or the current environment is configured to assume role with web identity but has no \
         role ARN configured. Ensure that the profile has the role_arnconfiguration set or the AWS_ROLE_ARN env var is set.",
        "Add role_arn.",
        profile.source(),
    ))
}

fn partial_keys(profile: &Draft<'_>) -> Option<Problem> {
    let id = profile.entry("aws_access_key_id")?;
    let provider = if profile.access_key_in_credentials { "shared-credentials-file" } else { "config-file" };
    let complete = profile.entry("aws_secret_access_key").is_some_and(|secret| {
        !profile.access_key_in_credentials || secret.source().file == ConfigFile::Credentials
    });
    (!complete).then(|| {
        error(
            "The profile has an access key id without its secret.",
            format!("Partial credentials found in {provider}, missing: aws_secret_access_key"),
            "Add aws_secret_access_key in the same file.",
            id.source(),
        )
    })
}
