//! How far profiles and roles have drifted apart, told by `--check` and along with `--dry-run`.

use serde_json::{Value, json};

use super::MOST_REMARKS;
use crate::app::text;
use crate::cli::Context;
use crate::cli::output::Output;
use crate::domain::drift::{Drift, Gone, Unnamed};
use crate::domain::names::SessionName;
use crate::domain::organization::Organization;
use crate::error::Failure;

/// Tells the drift, and whether there is any, with the exit code: 0 none, 1 some, or not everything is known.
pub fn check(
    context: &Context,
    session: &SessionName,
    organization: &Organization,
    drift: Option<&Drift>,
    as_json: bool,
) -> Result<u8, Failure> {
    if as_json {
        context.output.json(&json!({
            "session": session,
            "complete": organization.complete,
            "drift": drift.map(Drift::is_any),
            "gone": drift.map(|drift| gone_json(&drift.gone)),
            "unnamed": drift.map(|drift| unnamed_json(&drift.unnamed)),
        }))?;
    }
    let Some(drift) = drift else {
        return Err(Failure::new(
            "Nothing can be said of drift.",
            "Not every account answered, and what seems gone may be there.",
        )
        .hint("Try again in a few minutes."));
    };
    if !as_json {
        let lines: Vec<String> =
            drift.gone.iter().map(gone_line).chain(drift.unnamed.iter().map(unnamed_line)).collect();
        if lines.is_empty() {
            context.output.note("Profiles and roles are in step.");
        } else {
            context.output.result(&lines.join("\n"))?;
        }
    }
    Ok(u8::from(drift.is_any()))
}

/// Says both sides on stderr, not at any length.
pub fn remarks(output: &Output, drift: &Drift) {
    for gone in drift.gone.iter().take(MOST_REMARKS) {
        output.note(&gone_line(gone));
    }
    super::more(output, drift.gone.len(), "profiles whose role is gone");
    for unnamed in drift.unnamed.iter().take(MOST_REMARKS) {
        output.note(&unnamed_line(unnamed));
    }
    super::more(output, drift.unnamed.len(), "roles without a profile");
}

pub fn to_json(drift: Option<&Drift>) -> Value {
    drift.map_or(
        Value::Null,
        |drift| json!({ "gone": gone_json(&drift.gone), "unnamed": unnamed_json(&drift.unnamed) }),
    )
}

fn gone_line(gone: &Gone) -> String {
    format!(
        "gone: {} – {} in {} is not assigned any more{}",
        text::visible(gone.name.as_str()),
        text::visible(gone.role_name.as_str()),
        text::visible(gone.account_id.as_str()),
        if gone.marked { "" } else { " (written by hand)" }
    )
}

fn unnamed_line(unnamed: &Unnamed) -> String {
    let name = unnamed.account_name.as_deref().map(|name| format!(" ({name})")).unwrap_or_default();
    format!(
        "no profile: {} in {}{}",
        text::visible(unnamed.role_name.as_str()),
        text::visible(unnamed.account_id.as_str()),
        text::visible(&name)
    )
}

fn gone_json(gone: &[Gone]) -> Value {
    let one = |it: &Gone| {
        json!({
            "name": it.name, "account_id": it.account_id, "role_name": it.role_name, "populated": it.marked,
        })
    };
    gone.iter().map(one).collect()
}

fn unnamed_json(unnamed: &[Unnamed]) -> Value {
    let one = |it: &Unnamed| json!({ "account_id": it.account_id, "account_name": it.account_name, "role_name": it.role_name });
    unnamed.iter().map(one).collect()
}
