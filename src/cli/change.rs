//! What the commands that change the config file have in common: show, ask, do, tell.

use std::io::{self, IsTerminal};

use serde_json::{Value, json};

use super::arguments::Changing;
use super::{Context, prompt};
use crate::app::text;
use crate::aws::clock::SystemClock;
use crate::aws_config::diff::{Diff, DiffKind};
use crate::aws_config::plan::Plan;
use crate::error::{Failure, FailureKind};
use crate::tasks::apply;

/// Makes a plan true, after it was confirmed.
pub fn carry_out(
    context: &Context,
    changing: &Changing,
    plan: &Plan,
    warnings: &[String],
) -> Result<u8, Failure> {
    let change = apply::preview(&context.paths, plan)?;
    let diff = change.diff();
    let mut facts = Facts { title: &plan.title, diff: &diff, applied: false, further: json!({}) };
    tell_warnings(context, warnings);
    tell_warnings(context, &plan.remarks(&change));
    if changing.dry_run {
        return facts.tell(context, changing);
    }
    confirm(context, changing, &facts)?;
    // What is told is what was done: somebody else may have changed the file since it was shown.
    let diff = apply::apply(&context.paths, &SystemClock, plan)?.diff();
    facts.diff = &diff;
    facts.applied = true;
    facts.tell(context, changing)
}

pub fn tell_warnings(context: &Context, warnings: &[String]) {
    for warning in warnings {
        context.output.note(&format!("warning: {}", text::visible(warning)));
    }
}

/// What is told of a change before and after it is made.
pub struct Facts<'a> {
    pub title: &'a str,
    pub diff: &'a Diff,
    pub applied: bool,
    /// More for `--json`.
    pub further: Value,
}

impl Facts<'_> {
    pub fn tell(&self, context: &Context, changing: &Changing) -> Result<u8, Failure> {
        if changing.json {
            let mut object = json!({
                "title": self.title,
                "file": context.paths.config.display().to_string(),
                "applied": self.applied,
                "added_lines": self.diff.count(DiffKind::Added),
                "removed_lines": self.diff.count(DiffKind::Removed),
                "diff": self.diff.to_string(),
            });
            if let (Value::Object(all), Value::Object(further)) = (&mut object, &self.further) {
                all.extend(further.clone());
            }
            context.output.json(&object)?;
        } else if self.diff.is_empty() {
            context.output.note("There is nothing to change.");
        } else if self.applied {
            context.output.result(&format!(
                "{}: done. ssotui undo takes the last change back.",
                text::visible(self.title)
            ))?;
        } else {
            context.output.result(&unified(context, self.diff))?;
        }
        Ok(0)
    }
}

/// The difference as `diff -u` would print it, fit for a terminal.
fn unified(context: &Context, diff: &Diff) -> String {
    let file = context.paths.display(&context.paths.config);
    let text = format!("--- {file}\n+++ {file}\n{diff}");
    let lines: Vec<_> = text.lines().map(text::visible).collect();
    lines.join("\n")
}

/// Asks whether to go on, unless that was said already.
///
/// # Errors
/// `Usage` where nobody can be asked; `Interrupted` when the answer is no.
pub fn confirm(context: &Context, changing: &Changing, facts: &Facts<'_>) -> Result<(), Failure> {
    if changing.yes || facts.diff.is_empty() {
        return Ok(());
    }
    let title = text::visible(facts.title);
    if !io::stdin().is_terminal() {
        return Err(Failure::new(
            "Nothing was changed.",
            format!("“{title}” must be confirmed, and there is no terminal to ask on."),
        )
        .kind(FailureKind::Usage)
        .hint("Give --yes to change the file without being asked, or --dry-run to see what would change."));
    }
    context.output.line(&unified(context, facts.diff));
    if prompt::confirmed(&context.output, &format!("{title}?"))? {
        return Ok(());
    }
    Err(Failure::new("Nothing was changed.", "The answer was not yes.").kind(FailureKind::Interrupted))
}
