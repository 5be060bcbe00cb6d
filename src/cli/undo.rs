//! `ssotui undo`: the config file as it was before the last change.

use serde_json::json;

use super::arguments::Undo;
use super::change::{self, Facts};
use super::{Context, status};
use crate::app::text;
use crate::error::Failure;
use crate::tasks::undo;

pub fn run(context: &Context, arguments: &Undo) -> Result<u8, Failure> {
    let found = undo::preview(&context.paths)?;
    let title = format!("Undo: {}", found.title);
    let diff = found.change.diff();
    let mut facts = Facts {
        title: &title,
        diff: &diff,
        applied: false,
        further: json!({ "made_at": status::rfc3339(found.made_at), "overwrites": found.overwrites }),
    };
    if found.overwrites && (arguments.changing.dry_run || arguments.force) {
        let warning = "the config file has been changed since by something else; that is lost.";
        change::tell_warnings(context, &[warning.to_owned()]);
    }
    if arguments.changing.dry_run {
        return facts.tell(context, &arguments.changing);
    }
    if !found.overwrites || arguments.force {
        change::confirm(context, &arguments.changing, &facts)?;
    }
    let done = undo::undo(&context.paths, arguments.force)?;
    // Comparing takes its time: not again what was shown.
    let later = (done.change != found.change).then(|| done.change.diff());
    facts.diff = later.as_ref().unwrap_or(&diff);
    facts.applied = true;
    if let Some(kept) = done.kept {
        let kept = context.paths.display(&kept);
        context.output.note(&format!("What was there is kept in {}.", text::visible(&kept)));
    }
    if !arguments.changing.json {
        context.output.result(&format!("Taken back: {}.", text::visible(&done.title)))?;
        return Ok(0);
    }
    facts.tell(context, &arguments.changing)
}
