//! `ssotui roles`: the accounts and roles that a session reaches.

use std::sync::Mutex;

use serde_json::{Value, json};

use super::arguments::Roles as Arguments;
use super::output::{Output, Troubles, table};
use super::status::{rfc3339, state};
use super::{Context, credentials, runtime, select};
use crate::app::text;
use crate::aws::clock::{Clock, SystemClock};
use crate::domain::inventory::{Inventory, SessionEntry};
use crate::domain::organization::{Organization, Roles};
use crate::domain::progress::EnumerateEvent;
use crate::domain::token::TokenState;
use crate::error::{Failure, FailureKind};
use crate::tasks::{enumerate, load};

pub fn run(context: &Context, arguments: &Arguments) -> Result<u8, Failure> {
    let inventory = load::load(&context.paths)?;
    let entries = chosen(&inventory, arguments)?;
    let mut found: Vec<(String, Organization)> = Vec::new();
    let mut code = 0;
    if arguments.cached {
        if entries.is_empty() {
            context.output.note("Nothing is stored of any session; without --cached the portal is asked.");
        }
        for entry in entries {
            match inventory.organizations.get(&entry.session.id) {
                Some(stored) => found.push((entry.session.id.cache_key().to_owned(), stored.clone())),
                None => {
                    context.output.note(&format!(
                        "Nothing is stored for {}; without --cached the portal is asked.",
                        text::visible(entry.session.id.cache_key())
                    ));
                    code = FailureKind::NotFound.exit_code();
                }
            }
        }
    } else {
        let aws = context.aws_with(&inventory, None);
        runtime::run_until_interrupted(async {
            for entry in entries {
                let counter = Counter::new(&context.output, entry.session.id.cache_key());
                let outcome = enumerate::enumerate(&aws, &entry.session, &|event| counter.see(&event)).await;
                context.output.progress_done();
                match outcome {
                    Ok(organization) => found.push((entry.session.id.cache_key().to_owned(), organization)),
                    Err(failure) => {
                        let failure = credentials::with_command(context, failure, &entry.session);
                        context.output.failure(&failure);
                        code = code.max(failure.kind.exit_code());
                    }
                }
            }
            Ok(())
        })?;
    }
    if found.iter().any(|(_, organization)| !organization.complete) {
        code = code.max(FailureKind::Failed.exit_code());
    }
    if arguments.json {
        let sessions: Vec<Value> =
            found.iter().map(|(name, organization)| to_json(name, organization)).collect();
        context.output.json(&json!({ "sessions": sessions }))?;
    } else {
        show(context, &found)?;
    }
    Ok(code)
}

/// The sessions named, else all that are signed in.
fn chosen<'a>(inventory: &'a Inventory, arguments: &Arguments) -> Result<Vec<&'a SessionEntry>, Failure> {
    if !arguments.session.is_empty() {
        return select::sessions(inventory, &arguments.session);
    }
    if inventory.sessions.is_empty() {
        return Err(select::no_session(inventory));
    }
    if arguments.cached {
        return Ok(inventory
            .sessions
            .iter()
            .filter(|entry| inventory.organizations.contains_key(&entry.session.id))
            .collect());
    }
    let now = SystemClock.now();
    let can_ask =
        |entry: &&SessionEntry| matches!(state(entry, now), TokenState::Valid | TokenState::Renewable);
    let signed_in: Vec<&SessionEntry> = inventory.sessions.iter().filter(can_ask).collect();
    if signed_in.is_empty() {
        return Err(Failure::new("The portal cannot be asked.", "You are signed in to no session.")
            .kind(FailureKind::SignInNeeded)
            .hint(if inventory.sessions.len() > 1 {
                "Sign in with: ssotui login --session NAME, or everywhere: ssotui login --all"
            } else {
                "Sign in with: ssotui login"
            }));
    }
    Ok(signed_in)
}

/// Counts what streams in, for the progress line.
pub(super) struct Counter<'a> {
    output: &'a Output,
    name: String,
    counts: Mutex<(usize, usize)>,
    troubles: Troubles<'a>,
}

impl<'a> Counter<'a> {
    pub(super) fn new(output: &'a Output, name: &str) -> Self {
        Self {
            output,
            name: text::visible(name).into_owned(),
            counts: Mutex::new((0, 0)),
            troubles: Troubles::new(output),
        }
    }

    pub(super) fn see(&self, event: &EnumerateEvent) {
        let Ok(mut counts) = self.counts.lock() else { return };
        match event {
            EnumerateEvent::Accounts(accounts) => counts.1 += accounts.len(),
            EnumerateEvent::Roles { .. } => counts.0 += 1,
            EnumerateEvent::AccountFailed { account, message } => {
                counts.0 += 1;
                self.output.progress_done();
                self.output.note(&format!("warning: account {account}: {}", text::visible(message)));
            }
            EnumerateEvent::Trouble(why) => {
                self.troubles.tell(&format!("{}: trying again: {}", self.name, text::visible(why)));
                return;
            }
            EnumerateEvent::NotKept(why) => {
                self.output.progress_done();
                let name = &self.name;
                self.output.note(&format!(
                    "warning: what {name} reaches could not be kept for the next start: {}",
                    text::visible(why)
                ));
                return;
            }
            EnumerateEvent::Token(event) => {
                self.output.progress_done();
                self.output.note(&format!("{}: {}", self.name, text::visible(&event.to_string())));
                return;
            }
            EnumerateEvent::AllAccountsListed | EnumerateEvent::Throttled { .. } => {}
        }
        self.output.progress(&format!("{}: {} of {} accounts …", self.name, counts.0, counts.1));
    }
}

fn show(context: &Context, found: &[(String, Organization)]) -> Result<(), Failure> {
    if found.is_empty() {
        return Ok(());
    }
    let mut rows = vec![["SESSION", "ACCOUNT", "NAME", "ROLE"].map(str::to_owned).to_vec()];
    for (name, organization) in found {
        for account in &organization.accounts {
            let start = [
                text::visible(name).into_owned(),
                text::visible(account.id.as_str()).into_owned(),
                text::visible(account.title()).into_owned(),
            ];
            match &account.roles {
                Roles::Listed(roles) => {
                    for role in roles {
                        let mut row = start.to_vec();
                        row.push(text::visible(role.as_str()).into_owned());
                        rows.push(row);
                    }
                }
                Roles::Pending | Roles::Failed(_) => {
                    let mut row = start.to_vec();
                    row.push("(not listed)".to_owned());
                    rows.push(row);
                }
            }
        }
    }
    context.output.result(&table(&rows))
}

fn to_json(name: &str, organization: &Organization) -> Value {
    let accounts: Vec<Value> = organization
        .accounts
        .iter()
        .map(|account| {
            let roles: &[_] = match &account.roles {
                Roles::Listed(roles) => roles,
                Roles::Pending | Roles::Failed(_) => &[],
            };
            json!({
                "account_id": account.id,
                "account_name": account.name,
                "email": account.email,
                "roles": roles,
            })
        })
        .collect();
    let errors: Vec<Value> = organization
        .accounts
        .iter()
        .filter_map(|account| match &account.roles {
            Roles::Failed(message) => Some(json!({ "account_id": account.id, "message": message })),
            Roles::Pending | Roles::Listed(_) => None,
        })
        .collect();
    json!({
        "name": name,
        "complete": organization.complete,
        "fetched_at": organization.fetched_at.map(rfc3339),
        "accounts": accounts,
        "errors": errors,
    })
}
