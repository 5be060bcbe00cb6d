//! `ssotui list`: every profile with its token's state.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use serde::{Serialize, Serializer};

use super::Context;
use super::arguments::List;
use super::output::table;
use super::select;
use super::status::{rfc3339, state, token_cell};
use crate::app::text;
use crate::aws::clock::{Clock, SystemClock};
use crate::domain::inventory::{Inventory, SessionEntry};
use crate::domain::names::{AccountId, ProfileName, Region, RoleName, StartUrl};
use crate::domain::profile::{ConfigFile, Problem, Profile, Severity};
use crate::error::Failure;
use crate::paths::Paths;
use crate::tasks::load;
use jiff::Timestamp;

pub fn run(context: &Context, list: &List) -> Result<u8, Failure> {
    if list.names {
        // What a terminal could obey stays out: such a name cannot be used in a shell anyway.
        let names = load::names(&context.paths)?;
        let plain = names.iter().map(|name| name.as_str()).filter(|name| !name.chars().any(char::is_control));
        return context.output.lines(plain).map(|()| 0);
    }
    let inventory = load::load(&context.paths)?;
    let now = SystemClock.now();
    for problem in &inventory.problems {
        let place = problem.source.map_or(String::new(), |source| {
            format!("{} line {}: ", context.paths.display(file(&context.paths, source.file)), source.line)
        });
        context.output.note(&text::visible(&format!("warning: {place}{} {}", problem.what, problem.cure)));
    }
    if list.json {
        let profiles = Profiles { inventory: &inventory, paths: &context.paths, now };
        context.output.json(&BTreeMap::from([("profiles", profiles)]))?;
        return Ok(0);
    }
    select::tell_unknown_variable(context, &inventory);
    if inventory.profiles.is_empty() {
        context.output.note(&format!(
            "No profiles in {}. Create one with: ssotui configure",
            context.paths.display(&context.paths.config)
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
            shown(inventory.session_behind(profile).map(|id| id.cache_key())),
            shown(profile.account_id.as_ref().map(|id| id.as_str())),
            shown(profile.role_name.as_ref().map(|name| name.as_str())),
            shown(profile.region.as_ref().map(|region| region.as_str())),
            entry(&inventory, profile).map_or_else(|| "-".to_owned(), |entry| token_cell(entry, now)),
        ]);
    }
    context.output.result(&table(&rows))?;
    Ok(0)
}

/// The profiles for `--json`, one after the other.
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

/// The session whose token the profile's credentials come from; `None` for profiles without SSO.
fn entry<'a>(inventory: &'a Inventory, profile: &Profile) -> Option<&'a SessionEntry> {
    inventory.session(inventory.session_behind(profile)?)
}

/// One profile: written as it is, because a JSON value of each would take most of the time.
#[derive(Serialize)]
struct ProfileJson<'a> {
    name: &'a ProfileName,
    kind: &'static str,
    session: Option<&'a str>,
    start_url: Option<&'a StartUrl>,
    sso_region: Option<&'a Region>,
    account_id: Option<&'a AccountId>,
    role_name: Option<&'a RoleName>,
    region: Option<&'a Region>,
    token: TokenJson,
    credentials: CredentialsJson,
    source: SourceJson<'a>,
    problems: Vec<ProblemJson<'a>>,
}

#[derive(Serialize)]
struct TokenJson {
    state: Option<&'static str>,
    expires_at: Option<String>,
    renewable: Option<bool>,
}

#[derive(Serialize)]
struct CredentialsJson {
    expires_at: Option<String>,
}

#[derive(Serialize)]
struct SourceJson<'a> {
    file: Cow<'a, str>,
    line: usize,
}

#[derive(Serialize)]
struct ProblemJson<'a> {
    severity: &'static str,
    what: &'a str,
    why: &'a str,
    cure: &'a str,
    line: Option<usize>,
}

fn profile_json<'a>(
    inventory: &'a Inventory,
    profile: &'a Profile,
    paths: &'a Paths,
    now: Timestamp,
) -> ProfileJson<'a> {
    let entry = entry(inventory, profile);
    ProfileJson {
        name: &profile.name,
        kind: profile.kind.as_str(),
        session: profile.session.as_ref().filter(|id| !id.is_legacy()).map(|id| id.cache_key()),
        start_url: profile.start_url.as_ref(),
        sso_region: profile.sso_region.as_ref(),
        account_id: profile.account_id.as_ref(),
        role_name: profile.role_name.as_ref(),
        region: profile.region.as_ref(),
        token: TokenJson {
            state: entry.map(|entry| state(entry, now).as_str()),
            expires_at: entry.and_then(|entry| entry.token.facts()).map(|facts| rfc3339(facts.expires_at)),
            renewable: entry.map(|entry| entry.is_renewable(now)),
        },
        credentials: CredentialsJson { expires_at: inventory.credentials_expire_at(profile).map(rfc3339) },
        source: SourceJson {
            file: file(paths, profile.source.file).to_string_lossy(),
            line: profile.source.line,
        },
        problems: profile.problems.iter().map(problem_json).collect(),
    }
}

fn file(paths: &Paths, file: ConfigFile) -> &Path {
    match file {
        ConfigFile::Config => &paths.config,
        ConfigFile::Credentials => &paths.credentials,
    }
}

fn problem_json(problem: &Problem) -> ProblemJson<'_> {
    ProblemJson {
        severity: match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        what: &problem.what,
        why: &problem.why,
        cure: &problem.cure,
        line: problem.source.map(|source| source.line),
    }
}
