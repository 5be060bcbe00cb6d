//! `ssotui status --prompt`: the profile of the environment and its token, in a few words and as fast as can be.

use super::Context;
use crate::app::text;
use crate::aws::clock::{Clock, SystemClock};
use crate::domain::countdown;
use crate::domain::inventory::Inventory;
use crate::domain::token::{TokenEvidence, TokenState};
use crate::error::Failure;
use crate::tasks::load;
use jiff::Timestamp;

pub fn run(context: &Context) -> Result<u8, Failure> {
    let now = SystemClock.now();
    // An empty AWS_PROFILE is none; keys in the environment win over it (AWS CLI, boto3, Go).
    let words = match (context.env.var("AWS_ACCESS_KEY_ID"), context.env.named_profile()) {
        (Some(_), Some(name)) => format!("{name} hidden by AWS_ACCESS_KEY_ID"),
        (Some(_), None) => "AWS_ACCESS_KEY_ID".to_owned(),
        (None, Some(name)) => words(&load::for_profile(&context.paths, name)?, name, now),
        (None, None) => return Ok(0),
    };
    context.output.result(&text::visible(&words))?;
    Ok(0)
}

/// `prod.admin 7h 42m`, `prod.admin expired`, and for a profile that needs no sign-in its name alone.
fn words(inventory: &Inventory, name: &str, now: Timestamp) -> String {
    let Some(profile) = inventory.profile(&name.into()) else { return format!("{name} unknown") };
    let Some(id) = inventory.session_behind(profile) else { return name.to_owned() };
    let Some(entry) = inventory.session(id) else { return format!("{name} without session") };
    let state = entry.state(now, TokenEvidence::default());
    match (state, entry.token.facts()) {
        (TokenState::Valid, Some(facts)) => {
            format!("{name} {}", countdown::words(countdown::seconds_left(now, facts.expires_at)))
        }
        _ => format!("{name} {}", state.as_str().replace('-', " ")),
    }
}
