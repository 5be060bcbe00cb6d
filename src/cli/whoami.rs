//! `ssotui whoami`: account, ARN and user of a profile, as AWS knows them.

use clap::Args;
use serde_json::json;

use super::{Context, credentials, runtime, select};
use crate::app::text;
use crate::domain::role::ProfileRole;
use crate::error::Failure;
use crate::tasks::{load, whoami};

#[derive(Debug, Args)]
pub struct Whoami {
    /// The profile; without it AWS_PROFILE's
    #[arg(value_name = "PROFILE")]
    pub profile: Option<String>,

    /// Machine-readable output
    #[arg(long)]
    pub json: bool,
}

pub fn run(context: &Context, arguments: &Whoami) -> Result<u8, Failure> {
    let inventory = load::load(&context.paths)?;
    let variable = context.env.profile_variable();
    let profile = select::profile_or_current(&inventory, arguments.profile.as_deref(), variable)?;
    let role = ProfileRole::of(&inventory, profile)?;
    let aws = context.aws();
    let told = |event| credentials::tell(context, &role, &event);
    let identity = runtime::run_until_interrupted(whoami::whoami(&aws, &role, &told))
        .map_err(|failure| credentials::with_command(context, failure, &role.session))?;
    if arguments.json {
        context.output.json(&json!({
            "profile": role.profile,
            "account": identity.account,
            "arn": identity.arn,
            "user_id": identity.user_id,
        }))?;
    } else {
        let lines = [("Account", &identity.account), ("ARN", &identity.arn), ("User id", &identity.user_id)]
            .map(|(name, value)| format!("{name:<9}{}", text::visible(value)));
        context.output.result(&lines.join("\n"))?;
    }
    Ok(0)
}
