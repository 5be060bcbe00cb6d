//! `--fix`: each cure is shown, confirmed, done and told.

use std::io::{self, IsTerminal};

use serde_json::{Value, json};

use super::Doctor;
use crate::app::text::visible;
use crate::aws::clock::SystemClock;
use crate::cli::{Context, prompt};
use crate::domain::finding::FindingKind;
use crate::error::{Failure, FailureKind};
use crate::tasks::doctor::Diagnosis;
use crate::tasks::doctor::fix::{self, Fix};

/// A cure, and what became of it.
pub struct Done {
    pub kinds: Vec<FindingKind>,
    title: String,
    details: Vec<String>,
    outcome: Outcome,
}

enum Outcome {
    Applied,
    /// The user said no, or it was only to be shown.
    Left,
    Failed(Vec<Failure>),
}

impl Done {
    pub fn is_mended(&self) -> bool {
        matches!(self.outcome, Outcome::Applied)
    }

    pub fn json(&self) -> Value {
        let ids: Vec<&str> = self.kinds.iter().map(|kind| kind.row().id).collect();
        let errors: Vec<String> = match &self.outcome {
            Outcome::Failed(failures) => failures.iter().map(ToString::to_string).collect(),
            Outcome::Applied | Outcome::Left => Vec::new(),
        };
        json!({
            "ids": ids,
            "action": self.title,
            "details": self.details,
            "applied": self.is_mended(),
            "errors": errors,
        })
    }
}

/// Goes through what can be done.
///
/// # Errors
/// `Usage` where nobody can be asked; `Interrupted` by Ctrl-C, with what was done before left as it is.
pub fn run(context: &Context, arguments: &Doctor, found: &[Diagnosis]) -> Result<Vec<Done>, Failure> {
    let fixes = fix::fixes(found);
    if fixes.is_empty() {
        context.output.note("There is nothing that --fix could safely do.");
        return Ok(Vec::new());
    }
    let asks = !arguments.yes && !arguments.dry_run;
    if asks && !io::stdin().is_terminal() {
        return Err(Failure::new(
            "Nothing was changed.",
            "Each cure must be confirmed, and there is no terminal to ask on.",
        )
        .kind(FailureKind::Usage)
        .hint("Give --yes to do all of it without being asked, or --dry-run to see what would be done."));
    }
    fixes.into_iter().map(|fix| one(context, arguments, &fix)).collect()
}

fn one(context: &Context, arguments: &Doctor, fix: &Fix) -> Result<Done, Failure> {
    let paths = &context.paths;
    let title = fix.title(paths);
    let mut done = Done {
        kinds: fix.kinds.iter().copied().collect(),
        title,
        details: Vec::new(),
        outcome: Outcome::Left,
    };
    match fix.details(paths) {
        Ok(details) => done.details = details,
        Err(failure) => {
            context.output.failure(&failure);
            done.outcome = Outcome::Failed(vec![failure]);
            return Ok(done);
        }
    }
    let title = visible(&done.title);
    context.output.line(&format!("{title}{}", if arguments.dry_run { " (not done)" } else { "" }));
    for line in &done.details {
        context.output.line(&format!("  {}", visible(line)));
    }
    if arguments.dry_run || !(arguments.yes || prompt::confirmed(&context.output, "  Do it?")?) {
        return Ok(done);
    }
    done.outcome = match fix.apply(paths, &SystemClock) {
        Ok(()) => {
            let undo = if fix.is_edit { " ssotui undo takes it back." } else { "" };
            context.output.note(&format!("  Done.{undo}"));
            Outcome::Applied
        }
        Err(failures) => {
            for failure in &failures {
                context.output.failure(failure);
            }
            Outcome::Failed(failures)
        }
    };
    Ok(done)
}
