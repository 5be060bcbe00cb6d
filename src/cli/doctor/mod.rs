//! `ssotui doctor`: what is wrong, why, and what to do; and doing what is safe.

mod arguments;
mod fix;
mod text;

use serde_json::{Value, json};

use super::output::table;
use super::{Context, runtime};
use crate::aws::clock::{Clock, SystemClock};
use crate::domain::finding::{Finding, FindingKind, Level};
use crate::error::Failure;
use crate::tasks::doctor::{self, Diagnosis};
use crate::tui::checkup;
pub use arguments::Doctor;

pub fn run(context: &Context, arguments: &Doctor) -> Result<u8, Failure> {
    if arguments.list {
        return list(context, arguments.json);
    }
    let found = examine(context, arguments.offline)?;
    let mended = if arguments.fix {
        if !arguments.json {
            tell(context, &found)?;
        }
        let done = fix::run(context, arguments, &found)?;
        if arguments.json {
            let fixes: Vec<Value> = done.iter().map(fix::Done::json).collect();
            context.output.json(&json!({ "findings": findings_json(&found), "fixes": fixes }))?;
        }
        done.into_iter().filter(fix::Done::is_mended).flat_map(|done| done.kinds).collect()
    } else {
        if arguments.json {
            context.output.json(&json!({ "findings": findings_json(&found) }))?;
        } else {
            tell(context, &found)?;
        }
        Vec::new()
    };
    let is_left =
        |diagnosis: &&Diagnosis| diagnosis.remedy.is_none() || !mended.contains(&diagnosis.finding.kind);
    let errors = found.iter().filter(is_left).filter(|it| it.finding.level() == Level::Error).count();
    Ok(u8::from(errors > 0))
}

/// Looks at everything; at the network unless `offline`.
fn examine(context: &Context, offline: bool) -> Result<Vec<Diagnosis>, Failure> {
    let surroundings = checkup::look(&context.env, &context.paths);
    let aws = (!offline).then(|| context.aws());
    if aws.is_some() {
        context.output.progress("Asking AWS …");
    }
    let found = runtime::run_until_interrupted(doctor::examine(
        &context.paths,
        surroundings,
        SystemClock.now(),
        aws.as_ref(),
    ));
    context.output.progress_done();
    found
}

fn tell(context: &Context, found: &[Diagnosis]) -> Result<(), Failure> {
    let findings: Vec<&Finding> = found.iter().map(|diagnosis| &diagnosis.finding).collect();
    context.output.result(&text::report(&findings, context.output.result_colour))
}

fn findings_json(found: &[Diagnosis]) -> Vec<Value> {
    let one = |finding: &Finding| {
        let place = finding.place.as_ref();
        json!({
            "id": finding.kind.row().id,
            "severity": finding.level().as_str(),
            "what": finding.what,
            "why": finding.why,
            "cure": finding.cure,
            "file": place.map(|place| place.file.display().to_string()),
            "line": place.and_then(|place| place.line),
        })
    };
    found.iter().map(|diagnosis| one(&diagnosis.finding)).collect()
}

/// Everything that can be found.
fn list(context: &Context, as_json: bool) -> Result<u8, Failure> {
    let rows = FindingKind::ALL.iter().map(|kind| kind.row());
    if as_json {
        let rows: Vec<Value> = rows
            .map(|row| json!({ "id": row.id, "severity": row.level.as_str(), "about": row.about, "fix": row.fix }))
            .collect();
        context.output.json(&json!({ "findings": rows }))?;
        return Ok(0);
    }
    let mut lines = vec![["ID", "SEVERITY", "WHAT IS FOUND"].map(str::to_owned).to_vec()];
    lines.extend(rows.map(|row| [row.id, row.level.as_str(), row.about].map(str::to_owned).to_vec()));
    context.output.result(&table(&lines))?;
    Ok(0)
}
