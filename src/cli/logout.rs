//! `ssotui logout`: sign out of one session, several, or all.

use serde_json::json;

use super::Context;
use super::arguments::Logout;
use super::{runtime, select};
use crate::app::text;
use crate::domain::progress::SignOutReport;
use crate::error::Failure;
use crate::tasks::{load, sign_out};

pub fn run(context: &Context, logout: &Logout) -> Result<u8, Failure> {
    if logout.all {
        // Also where a shared file cannot be read.
        let inventory = load::load(&context.paths).unwrap_or_default();
        let aws = context.aws_with(&inventory, None);
        let report = runtime::run_until_interrupted(sign_out::sign_out_everywhere(&aws))?;
        return tell(context, logout, &[("every session".to_owned(), report)]);
    }
    let inventory = load::load(&context.paths)?;
    let variable = context.env.profile_variable();
    let aws = context.aws_with(&inventory, logout.profile.as_deref());
    let entries = select::chosen(&inventory, logout.profile.as_deref(), &logout.session, variable)?;
    let mut reports = Vec::new();
    let mut code = 0;
    runtime::run_until_interrupted(async {
        for entry in entries {
            match sign_out::sign_out(&aws, &entry.session).await {
                Ok(report) => reports.push((entry.session.id.cache_key().to_owned(), report)),
                Err(failure) => {
                    context.output.failure(&failure);
                    code = code.max(failure.kind.exit_code());
                }
            }
        }
        Ok(())
    })?;
    tell(context, logout, &reports)?;
    Ok(code)
}

fn tell(context: &Context, logout: &Logout, reports: &[(String, SignOutReport)]) -> Result<u8, Failure> {
    for (name, report) in reports {
        if let Some(why) = &report.portal_unreachable {
            context.output.note(&format!(
                "warning: the portal could not be told about {}: {} The files are deleted all the same.",
                text::visible(name),
                text::visible(why)
            ));
        }
    }
    if logout.json {
        let sessions: Vec<_> = reports
            .iter()
            .map(|(name, report)| {
                json!({
                    "name": name,
                    "tokens_deleted": report.tokens_deleted,
                    "role_credentials_deleted": report.role_credentials_deleted,
                    "portal_unreachable": report.portal_unreachable,
                })
            })
            .collect();
        context.output.json(&json!({ "sessions": sessions }))?;
        return Ok(0);
    }
    for (name, report) in reports {
        let name = text::visible(name);
        context.output.result(&if report.tokens_deleted == 0 && report.role_credentials_deleted == 0 {
            if logout.all {
                "There was no token.".to_owned()
            } else {
                format!("There was no token of {name}.")
            }
        } else {
            format!(
                "Signed out of {name}: {} and {} deleted.",
                count(report.tokens_deleted, "token"),
                count(report.role_credentials_deleted, "set of role credentials")
            )
        })?;
    }
    Ok(0)
}

/// `1 token`, `2 tokens`, `3 sets of role credentials`.
fn count(number: usize, thing: &str) -> String {
    let plural = match thing.split_once(' ') {
        Some((head, rest)) => format!("{head}s {rest}"),
        None => format!("{thing}s"),
    };
    if number == 1 { format!("1 {thing}") } else { format!("{number} {plural}") }
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn things_are_counted_in_english() {
        assert_eq!(count(1, "token"), "1 token");
        assert_eq!(count(0, "token"), "0 tokens");
        assert_eq!(count(2, "set of role credentials"), "2 sets of role credentials");
    }
}
