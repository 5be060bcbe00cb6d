//! `ssotui migrate`: legacy profiles, and what other tools left, become profiles of a session.

use std::collections::BTreeSet;

use clap::Args;
use serde_json::{Map, Value, json};

use super::arguments::Changing;
use super::change::{self, Facts};
use super::{Context, select};
use crate::app::text;
use crate::aws::clock::SystemClock;
use crate::aws_config::migrate::{self, Migration, Request};
use crate::domain::command_line;
use crate::domain::session::SessionId;
use crate::error::{Failure, FailureKind};
use crate::tasks::{apply, load};

#[derive(Debug, Args)]
pub struct Migrate {
    /// Only these profiles
    #[arg(value_name = "PROFILE")]
    pub profiles: Vec<String>,

    /// The session of profiles that do not tell their start URL (those of aws-sso-cli)
    #[arg(long, value_name = "SESSION")]
    pub session: Option<String>,

    /// Leave what other tools wrote (credential_process, granted_sso_…, old URL keys) as it is
    #[arg(long)]
    pub keep_leftovers: bool,

    #[command(flatten)]
    pub changing: Changing,
}

pub fn run(context: &Context, arguments: &Migrate) -> Result<u8, Failure> {
    let inventory = load::load(&context.paths)?;
    let sessions = inventory.described_sessions();
    let mut names = BTreeSet::new();
    for name in &arguments.profiles {
        names.insert(select::profile(&inventory, name)?.name.as_str());
    }
    let session = match &arguments.session {
        Some(name) => match &select::session(&inventory, name)?.session.id {
            SessionId::Named(name) => Some(name),
            SessionId::Legacy(_) => {
                return Err(Failure::new(
                    format!("{name} is no session that profiles can name."),
                    "It is a start URL of legacy profiles.",
                )
                .kind(FailureKind::Usage)
                .hint("Make a session with: ssotui configure --sso-session-only"));
            }
        },
        None => None,
    };
    let request = Request { names, session, keep_leftovers: arguments.keep_leftovers };
    let mut migration = migrate::migration(&request, &inventory.profiles, &sessions);
    let change = apply::preview(&context.paths, &migration.plan());
    if let Ok(change) = &change {
        migration.leave(&change.left);
    }
    let plan = migration.plan();
    let changing = &arguments.changing;
    tell(context, &migration);
    let diff = change?.diff();
    let mut facts = Facts { title: &plan.title, diff: &diff, applied: false, further: to_json(&migration) };
    if changing.dry_run {
        return facts.tell(context, changing);
    }
    change::confirm(context, changing, &facts)?;
    let diff = apply::apply(&context.paths, &SystemClock, &plan)?.diff();
    facts.diff = &diff;
    facts.applied = true;
    let code = facts.tell(context, changing)?;
    for session in &migration.sessions {
        context
            .output
            .note(&format!("Sign in once with: {}", command_line::login(session.name.as_str(), false)));
    }
    Ok(code)
}

/// What becomes of whom, and what stays and why.
fn tell(context: &Context, migration: &Migration) {
    let output = &context.output;
    for session in &migration.sessions {
        output
            .note(&format!("new session {}: {} in {}", session.name, session.start_url, session.sso_region));
    }
    for profile in &migration.profiles {
        let origins: Vec<&str> = profile.origins.iter().map(|origin| origin.as_str()).collect();
        output.note(&format!(
            "{} ({}): session {}",
            text::visible(profile.name.as_str()),
            origins.join(", "),
            text::visible(profile.session.as_str())
        ));
    }
    for left in &migration.left {
        output.line(&format!(
            "warning: {} ({}) is left as it is. {}",
            text::visible(left.name.as_str()),
            left.origin.as_str(),
            text::visible(&left.why)
        ));
    }
}

fn to_json(migration: &Migration) -> Value {
    let profiles: Vec<Value> = migration
        .profiles
        .iter()
        .map(|it| {
            let set: Map<String, Value> =
                it.set.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
            let origins: Vec<&str> = it.origins.iter().map(|origin| origin.as_str()).collect();
            json!({
                "name": it.name, "origins": origins, "session": it.session, "set": set, "unset": it.unset,
            })
        })
        .collect();
    json!({
        "sessions": migration.sessions.iter().map(|it| json!({
            "name": it.name, "start_url": it.start_url, "sso_region": it.sso_region,
        })).collect::<Vec<_>>(),
        "profiles": profiles,
        "left": migration.left.iter().map(|it| json!({
            "name": it.name, "origin": it.origin.as_str(), "why": it.why,
        })).collect::<Vec<_>>(),
    })
}
