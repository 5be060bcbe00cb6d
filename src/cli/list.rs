//! `ssotui list`: every profile with its token's state.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::Session;
use super::arguments::List;
use super::output::table;
use super::status::{cell, rfc3339};
use crate::app::text;
use crate::aws::clock::{Clock, SystemClock};
use crate::domain::inventory::Inventory;
use crate::domain::profile::{ConfigFile, Problem, Profile, Severity};
use crate::domain::token::{TokenEvidence, TokenState};
use crate::error::Failure;
use crate::paths::Paths;
use crate::tasks::load;
use jiff::Timestamp;

pub fn run(session: &Session, list: &List) -> Result<u8, Failure> {
    let inventory = load::load(&session.paths)?;
    let now = SystemClock.now();
    for problem in &inventory.problems {
        let line = problem.source.map_or(String::new(), |source| format!(" (line {})", source.line));
        session.output.note(&text::visible(&format!("warning: {}{line} {}", problem.what, problem.cure)));
    }
    if list.json {
        let profiles = Profiles { inventory: &inventory, paths: &session.paths, now };
        session.output.json(&BTreeMap::from([("profiles", profiles)]))?;
        return Ok(0);
    }
    if inventory.profiles.is_empty() {
        session.output.note(&format!(
            "No profiles in {}. Create one with: aws configure sso",
            session.paths.display(&session.paths.config)
        ));
        return Ok(0);
    }
    let mut rows = vec![
        ["PROFILE", "KIND", "SESSION", "ACCOUNT", "ROLE", "REGION", "TOKEN"].map(str::to_owned).to_vec(),
    ];
    for profile in &inventory.profiles {
        let shown =
            |text: Option<&str>| text.map_or_else(|| "-".to_owned(), |text| text::visible(text).into_owned());
        rows.push(vec![
            text::visible(profile.name.as_str()).into_owned(),
            profile.kind.as_str().to_owned(),
            shown(profile.session.as_ref().map(|id| id.cache_key())),
            shown(profile.account_id.as_ref().map(|id| id.as_str())),
            shown(profile.role_name.as_ref().map(|name| name.as_str())),
            shown(profile.region.as_ref().map(|region| region.as_str())),
            token(&inventory, profile, now)
                .map_or_else(|| "-".to_owned(), |(state, expires)| cell(state, expires, now)),
        ]);
    }
    session.output.result(&table(&rows))?;
    Ok(0)
}

/// The profiles for `--json`, one after the other: ten thousand at once as values would fill 100 MB.
struct Profiles<'a> {
    inventory: &'a Inventory,
    paths: &'a Paths,
    now: Timestamp,
}

impl Serialize for Profiles<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let profiles = self.inventory.profiles.iter();
        serializer
            .collect_seq(profiles.map(|profile| profile_json(self.inventory, profile, self.paths, self.now)))
    }
}

/// The state of the profile's token and when it ends; `None` for profiles without SSO.
fn token(
    inventory: &Inventory,
    profile: &Profile,
    now: Timestamp,
) -> Option<(TokenState, Option<Timestamp>)> {
    let id = profile.session.as_ref()?;
    let entry = inventory.session(id)?;
    let state = entry.token.state(now, id.is_legacy(), TokenEvidence::default());
    Some((state, entry.token.facts().map(|facts| facts.expires_at)))
}

fn profile_json(inventory: &Inventory, profile: &Profile, paths: &Paths, now: Timestamp) -> Value {
    let token = token(inventory, profile, now);
    let renewable = profile
        .session
        .as_ref()
        .filter(|id| !id.is_legacy())
        .and_then(|id| inventory.session(id))
        .and_then(|entry| entry.token.facts())
        .and_then(|facts| facts.renewable_until)
        .is_some_and(|until| now < until);
    let file = match profile.source.file {
        ConfigFile::Config => &paths.config,
        ConfigFile::Credentials => &paths.credentials,
    };
    json!({
        "name": profile.name,
        "kind": profile.kind.as_str(),
        "session": profile.session.as_ref().filter(|id| !id.is_legacy()).map(|id| id.cache_key()),
        "start_url": profile.start_url,
        "sso_region": profile.sso_region,
        "account_id": profile.account_id,
        "role_name": profile.role_name,
        "region": profile.region,
        "token": {
            "state": token.map(|(state, _)| state.as_str()),
            "expires_at": token.and_then(|(_, expires_at)| expires_at).map(rfc3339),
            "renewable": token.map(|_| renewable),
        },
        "credentials": json!({ "expires_at": inventory.credentials_expire_at(profile).map(rfc3339) }),
        "source": { "file": file, "line": profile.source.line },
        "problems": profile.problems.iter().map(problem_json).collect::<Vec<_>>(),
    })
}

fn problem_json(problem: &Problem) -> Value {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    json!({
        "severity": severity,
        "what": problem.what,
        "why": problem.why,
        "cure": problem.cure,
        "line": problem.source.map(|source| source.line),
    })
}
