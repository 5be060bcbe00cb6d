//! `ssotui credential-process`: temporary keys for whatever reads `credential_process` of a config file. Standard output
//! holds the JSON and nothing else. It signs nobody in: the program that asks would hang.

use clap::Args;

use super::{Context, credentials, runtime, select};
use crate::domain::role::ProfileRole;
use crate::error::Failure;
use crate::tasks::load;

#[derive(Debug, Args)]
pub struct CredentialProcess {
    /// The profile
    #[arg(value_name = "PROFILE")]
    pub profile: String,
}

pub fn run(context: &Context, arguments: &CredentialProcess) -> Result<u8, Failure> {
    let inventory = load::load(&context.paths)?;
    let role = ProfileRole::of(&inventory, select::profile(&inventory, &arguments.profile)?)?;
    let aws = context.aws();
    let keys = runtime::run_until_interrupted(credentials::of_role(context, &aws, &role))?;
    context.output.json(&keys.process_json())?;
    Ok(0)
}
