//! `ssotui env`: the line that sets `AWS_PROFILE`, to be evaluated or pasted.

use serde_json::json;

use super::Context;
use super::arguments::EnvLine;
use super::{runtime, select};
use crate::domain::role::ProfileRole;
use crate::domain::shell::Shell;
use crate::error::Failure;
use crate::tasks::{key_lines, load};
use crate::tui::desktop;

pub fn run(context: &Context, arguments: &EnvLine) -> Result<u8, Failure> {
    let shell = arguments
        .shell
        .or_else(|| super::settings::read(&context.paths, &context.output).shell)
        .unwrap_or_else(|| desktop::detect_shell(&context.env));
    if arguments.credentials {
        return credentials(context, arguments, shell);
    }
    let (profile, line) = match &arguments.profile {
        _ if arguments.unset && arguments.permanent => (None, shell.unset_profile_for_good()?),
        None => (None, shell.unset_profile().to_owned()),
        Some(_) if arguments.unset => (None, shell.unset_profile().to_owned()),
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

/// The lines that set a profile's temporary keys, and remove `AWS_PROFILE`, which would win over them in some SDKs.
fn credentials(context: &Context, arguments: &EnvLine, shell: Shell) -> Result<u8, Failure> {
    let inventory = load::load(&context.paths)?;
    let profile = select::profile(&inventory, arguments.profile.as_deref().unwrap_or_default())?;
    super::guard::ask(context, &inventory, profile, arguments.yes)?;
    let role = ProfileRole::of(&inventory, profile)?;
    let aws = context.aws();
    let keys = runtime::run_until_interrupted(super::credentials::of_role(context, &aws, &role))?;
    if arguments.json {
        let told = json!({ "profile": role.profile, "shell": shell.as_str(), "variables": key_lines::variables(&keys, &role) });
        context.output.json(&told)?;
        return Ok(0);
    }
    context.output.result(&key_lines::lines(&keys, &role, shell)?)?;
    Ok(0)
}
