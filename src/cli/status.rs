//! `ssotui status`: every session with its token's state, and the same as an exit code.

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use serde_json::{Value, json};

use super::Context;
use super::arguments::Status;
use super::output::table;
use super::{prompt_segment, select};
use crate::app::text;
use crate::aws::clock::{Clock, SystemClock};
use crate::domain::countdown;
use crate::domain::inventory::SessionEntry;
use crate::domain::session::SessionId;
use crate::domain::token::{TokenEvidence, TokenState};
use crate::error::{Failure, FailureKind};
use crate::tasks::load;

pub fn run(context: &Context, status: &Status) -> Result<u8, Failure> {
    if status.prompt {
        return prompt_segment::run(context);
    }
    let inventory = load::load(&context.paths)?;
    let now = SystemClock.now();
    let mut entries = select::sessions(&inventory, &status.session)?;
    if let Some(profile) = &status.profile {
        // To --check, exit code 1 means that the token can be renewed.
        let unknown = |failure: Failure| {
            if status.check { failure.kind(FailureKind::NotFound) } else { failure }
        };
        let entry = select::session_of(&inventory, profile).map_err(unknown)?;
        if !entries.iter().any(|known| known.session.id == entry.session.id) {
            entries.push(entry);
        }
    }
    if entries.is_empty() {
        entries = inventory.sessions.iter().collect();
    }
    for entry in &entries {
        for problem in &entry.session.problems {
            let name = text::visible(entry.session.id.cache_key());
            let told = format!("warning: {name}: {} {}", problem.what, problem.cure);
            context.output.note(&text::visible(&told));
        }
    }
    if !status.json && status.profile.is_none() && status.session.is_empty() {
        select::tell_unknown_variable(context, &inventory);
    }
    if status.json {
        let sessions: Vec<Value> = entries.iter().map(|entry| session_json(entry, now)).collect();
        context.output.json(&json!({ "sessions": sessions }))?;
    } else if entries.is_empty() {
        context
            .output
            .note("No sessions: the config file has no [sso-session] section and no sso_start_url.");
    } else {
        let mut rows =
            vec![["SESSION", "TOKEN", "START URL", "REGION", "PROFILES"].map(str::to_owned).to_vec()];
        for entry in &entries {
            rows.push(vec![
                text::visible(entry.session.id.cache_key()).into_owned(),
                token_cell(entry, now),
                entry
                    .session
                    .start_url
                    .as_ref()
                    .map_or("-".into(), |url| text::visible(url.as_str()).into_owned()),
                entry
                    .session
                    .sso_region
                    .as_ref()
                    .map_or("-".into(), |region| text::visible(region.as_str()).into_owned()),
                entry.profiles.to_string(),
            ]);
        }
        context.output.result(&table(&rows))?;
    }
    if !status.check {
        return Ok(0);
    }
    let minimum = status.min.map_or(0, |min| i64::try_from(min.as_secs()).unwrap_or(i64::MAX));
    Ok(entries.iter().map(|entry| check(entry, now, minimum)).max().unwrap_or(UNKNOWN))
}

const VALID: u8 = 0;
const RENEWABLE: u8 = 1;
const SIGN_IN_NEEDED: u8 = 3;
const UNKNOWN: u8 = 4;

/// The exit code for one session: a token with less than `minimum` seconds left counts as over.
fn check(entry: &SessionEntry, now: Timestamp, minimum: i64) -> u8 {
    let enough = entry
        .token
        .facts()
        .is_some_and(|facts| countdown::seconds_left(now, facts.expires_at) >= minimum.max(1));
    match state(entry, now) {
        TokenState::Valid if enough => VALID,
        TokenState::Valid | TokenState::Renewable if entry.is_renewable(now) => RENEWABLE,
        TokenState::Clock => UNKNOWN,
        _ => SIGN_IN_NEEDED,
    }
}

/// The state of a token as the files tell it: a command that asks nobody has no other evidence.
pub fn state(entry: &SessionEntry, now: Timestamp) -> TokenState {
    entry.state(now, TokenEvidence::default())
}

/// The session as `status --json` (and `login --json`) tells it.
pub fn session_json(entry: &SessionEntry, now: Timestamp) -> Value {
    let facts = entry.token.facts();
    let kind = match entry.session.id {
        SessionId::Named(_) => "sso-session",
        SessionId::Legacy(_) => "legacy",
    };
    json!({
        "name": entry.session.id.cache_key(),
        "kind": kind,
        "start_url": entry.session.start_url,
        "sso_region": entry.session.sso_region,
        "state": state(entry, now).as_str(),
        "expires_at": facts.map(|facts| rfc3339(facts.expires_at)),
        "seconds_left": facts.map(|facts| countdown::seconds_left(now, facts.expires_at)),
        "renewable": entry.is_renewable(now),
        "registration_expires_at": facts.and_then(|facts| facts.registration_expires_at).map(rfc3339),
        "profiles": entry.profiles,
    })
}

/// RFC 3339 in UTC with whole seconds and `Z`.
pub fn rfc3339(time: Timestamp) -> String {
    let whole = TimestampRound::new().smallest(Unit::Second).mode(RoundMode::Trunc);
    time.round(whole).unwrap_or(time).to_string()
}

/// The token's state and the time left, for a table: `valid 7h 42m`.
pub fn token_cell(entry: &SessionEntry, now: Timestamp) -> String {
    match (state(entry, now), entry.token.facts()) {
        (TokenState::Valid, Some(facts)) => {
            let left = countdown::words(countdown::seconds_left(now, facts.expires_at));
            format!("{} {left}", TokenState::Valid.as_str())
        }
        (state, _) => state.as_str().to_owned(),
    }
}
