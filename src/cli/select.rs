//! Which sessions a command is about.

use super::Context;
use crate::app::text;
use crate::domain::inventory::{Inventory, SessionEntry};
use crate::domain::names::ProfileName;
use crate::domain::profile::Profile;
use crate::domain::suggest;
use crate::error::{Failure, FailureKind};

/// The profile that AWS tools use where none is named.
const DEFAULT: &str = "default";

/// The profile of that name.
///
/// # Errors
/// `NotFound`, with the nearest names.
pub fn profile<'a>(inventory: &'a Inventory, name: &str) -> Result<&'a Profile, Failure> {
    if name.is_empty() {
        return Err(empty("profile", "List the profiles with: ssotui list"));
    }
    inventory.profile(&ProfileName::from(name)).ok_or_else(|| {
        // botocore's own words, which people search for.
        let failure = Failure::new(
            format!("No profile {name}."),
            format!("The config profile ({name}) could not be found."),
        )
        .kind(FailureKind::NotFound);
        match near(inventory, name) {
            Some(near) => failure.hint(format!("Did you mean {near}?")),
            None => failure.hint("List the profiles with: ssotui list"),
        }
    })
}

/// The profiles that may be meant by a name that none has: "a or b".
fn near(inventory: &Inventory, name: &str) -> Option<String> {
    let near = suggest::near(name, inventory.profiles.iter().map(|profile| profile.name.as_str()));
    (!near.is_empty()).then(|| near.join(" or "))
}

/// A variable that names a profile, and that name (`Env::profile_variable`).
pub type Variable<'a> = (&'static str, &'a str);

/// Remarks that the variable names no profile, where the command does without one.
pub fn tell_unknown_variable(context: &Context, inventory: &Inventory) {
    let unknown = context.env.profile_variable().map(|variable| of_variable(inventory, variable));
    if let Some(Err(failure)) = unknown {
        let hint = failure.hint.unwrap_or_default();
        context.output.note(&text::visible(&format!("warning: {} {hint}", failure.what)));
    }
}

/// The profile that the variable names.
///
/// # Errors
/// `NotFound`, with the nearest names.
fn of_variable<'a>(inventory: &'a Inventory, (variable, name): Variable<'_>) -> Result<&'a Profile, Failure> {
    inventory.profile(&ProfileName::from(name)).ok_or_else(|| {
        let failure = Failure::new(
            format!("{variable} names a profile that does not exist: “{name}”."),
            format!("The config profile ({name}) could not be found."),
        )
        .kind(FailureKind::NotFound);
        let cure = format!("Correct or unset {variable}, or name a profile; ssotui list shows them.");
        match near(inventory, name) {
            Some(near) => failure.hint(format!("Did you mean {near}? {cure}")),
            None => failure.hint(cure),
        }
    })
}

/// The profile that is named, else the variable's, else `default` where there is one, as in the AWS CLI.
///
/// # Errors
/// As [`profile`]; `Usage` when neither says which.
pub fn profile_or_current<'a>(
    inventory: &'a Inventory,
    name: Option<&str>,
    variable: Option<Variable<'_>>,
) -> Result<&'a Profile, Failure> {
    if let Some(name) = name {
        return profile(inventory, name);
    }
    if let Some(variable) = variable {
        return of_variable(inventory, variable);
    }
    inventory.profile(&DEFAULT.into()).ok_or_else(|| {
        Failure::new("Which profile?", "None is named, and AWS_PROFILE is not set.")
            .kind(FailureKind::Usage)
            .hint("Name one: ssotui list shows them.")
    })
}

/// The session that a profile uses, itself or through its source profile.
///
/// # Errors
/// `NotFound` for an unknown profile; `Failed` for one that uses no SSO, or a session that does not exist.
pub fn session_of<'a>(inventory: &'a Inventory, name: &str) -> Result<&'a SessionEntry, Failure> {
    let profile = profile(inventory, name).map_err(|failure| match session(inventory, name) {
        Ok(_) => failure.hint(format!("{name} is a session: give --session {name}")),
        Err(_) => failure,
    })?;
    session_of_profile(inventory, profile)
}

fn session_of_profile<'a>(inventory: &'a Inventory, profile: &Profile) -> Result<&'a SessionEntry, Failure> {
    let name = &profile.name;
    let Some(id) = inventory.session_behind(profile) else {
        return Err(Failure::new(
            format!("Profile {name} needs no sign-in."),
            format!("It is of kind {} and uses no SSO session.", profile.kind.as_str()),
        ));
    };
    inventory.session(id).ok_or_else(|| {
        Failure::new(
            format!("Profile {name} has no session to sign in to."),
            format!("The specified sso-session does not exist: \"{id}\"."),
        )
        .kind(FailureKind::NotFound)
        .hint(format!(
            "Add a section [sso-session {id}] with sso_start_url and sso_region to the config file."
        ))
    })
}

/// The session of that name or start URL.
///
/// # Errors
/// `NotFound`, with the names there are.
pub fn session<'a>(inventory: &'a Inventory, name: &str) -> Result<&'a SessionEntry, Failure> {
    if name.is_empty() {
        return Err(empty("session", "List the sessions with: ssotui status"));
    }
    inventory.sessions.iter().find(|entry| entry.session.id.cache_key() == name).ok_or_else(|| {
        let failure = Failure::new(format!("No session {name}."), known_sessions(inventory))
            .kind(FailureKind::NotFound);
        match inventory.profile(&name.into()).and_then(|profile| inventory.session_behind(profile)) {
            Some(id) => failure.hint(format!("{name} is a profile: its session is {id}")),
            None => failure,
        }
    })
}

/// What a variable says that is not set.
fn empty(what: &str, hint: &str) -> Failure {
    Failure::new(format!("Which {what}?"), "The name is empty, as of a variable that is not set.")
        .kind(FailureKind::NotFound)
        .hint(hint)
}

/// The sessions that were named, in order and once each.
///
/// # Errors
/// As [`session`].
pub fn sessions<'a>(inventory: &'a Inventory, names: &[String]) -> Result<Vec<&'a SessionEntry>, Failure> {
    let mut found: Vec<&SessionEntry> = Vec::new();
    for name in names {
        let entry = session(inventory, name)?;
        if !found.iter().any(|known| known.session.id == entry.session.id) {
            found.push(entry);
        }
    }
    Ok(found)
}

/// The sessions to sign in to or out of: the profile's, else those that are named, else the one that is meant.
///
/// # Errors
/// As [`session_of`], [`sessions`] and [`implied`].
pub fn chosen<'a>(
    inventory: &'a Inventory,
    profile: Option<&str>,
    names: &[String],
    variable: Option<Variable<'_>>,
) -> Result<Vec<&'a SessionEntry>, Failure> {
    match profile {
        Some(profile) => Ok(vec![session_of(inventory, profile)?]),
        None if names.is_empty() => Ok(vec![implied(inventory, variable)?]),
        None => sessions(inventory, names),
    }
}

/// The session meant when none is named: that of the variable's profile, the only one, or that of the profile `default`.
///
/// # Errors
/// `Usage` when there are several and nothing says which; `NotFound` when there is none.
pub fn implied<'a>(
    inventory: &'a Inventory,
    variable: Option<Variable<'_>>,
) -> Result<&'a SessionEntry, Failure> {
    if let Some(variable) = variable {
        return session_of_profile(inventory, of_variable(inventory, variable)?);
    }
    let of_default = || {
        let id = inventory.session_behind(inventory.profile(&DEFAULT.into())?)?;
        inventory.session(id)
    };
    match inventory.sessions.as_slice() {
        [only] => Ok(only),
        [] => Err(no_session(inventory)),
        _ => of_default().ok_or_else(|| {
            Failure::new("Which session?", known_sessions(inventory))
                .kind(FailureKind::Usage)
                .hint("Name a profile, or give --session NAME or --all.")
        }),
    }
}

/// There is no session at all.
pub fn no_session(inventory: &Inventory) -> Failure {
    Failure::new("There is no session to sign in to.", known_sessions(inventory))
        .kind(FailureKind::NotFound)
        .hint("Create one with: ssotui configure")
}

fn known_sessions(inventory: &Inventory) -> String {
    if inventory.sessions.is_empty() {
        return "The config file has no [sso-session] section and no profile with an sso_start_url."
            .to_owned();
    }
    let names: Vec<String> = inventory
        .sessions
        .iter()
        .map(|entry| text::visible(entry.session.id.cache_key()).into_owned())
        .collect();
    format!("The config file has these: {}.", names.join(", "))
}
