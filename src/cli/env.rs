//! `ssotui env`: the line that sets `AWS_PROFILE`, to be evaluated or pasted.

use serde_json::json;

use super::Session;
use super::arguments::EnvLine;
use super::select;
use crate::error::Failure;
use crate::tasks::load;
use crate::tui::desktop;

pub fn run(session: &Session, arguments: &EnvLine) -> Result<u8, Failure> {
    let shell = arguments
        .shell
        .or_else(|| super::settings::read(&session.paths, &session.output).shell)
        .unwrap_or_else(|| desktop::detect_shell(&session.env));
    let (profile, line) = match &arguments.profile {
        None => (None, shell.unset_profile().to_owned()),
        Some(name) => {
            let inventory = load::load(&session.paths)?;
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
        session.output.json(&json!({ "profile": profile, "shell": shell.as_str(), "line": line }))?;
    } else {
        session.output.result(&line)?;
    }
    Ok(0)
}
