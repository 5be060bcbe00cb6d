//! `ssotui env`: the line that sets `AWS_PROFILE`, to be evaluated or pasted.

use serde_json::json;

use super::Context;
use super::arguments::EnvLine;
use super::select;
use crate::error::Failure;
use crate::tasks::load;
use crate::tui::desktop;

pub fn run(context: &Context, arguments: &EnvLine) -> Result<u8, Failure> {
    let shell = arguments
        .shell
        .or_else(|| super::settings::read(&context.paths, &context.output).shell)
        .unwrap_or_else(|| desktop::detect_shell(&context.env));
    let (profile, line) = match &arguments.profile {
        None => (None, shell.unset_profile().to_owned()),
        Some(name) => {
            let inventory = load::load(&context.paths)?;
            let profile = select::profile(&inventory, name)?;
            let line = if arguments.permanent {
                shell.set_profile_for_good(&profile.name)?
            } else {
                shell.set_profile(&profile.name)?
            };
            (Some(profile.name.clone()), line)
        }
    };
    if arguments.json {
        context.output.json(&json!({ "profile": profile, "shell": shell.as_str(), "line": line }))?;
    } else {
        context.output.result(&line)?;
    }
    Ok(0)
}
