//! `ssotui edit`: keys of profiles or sessions, one by one, alike in all that are named.

use clap::{ArgGroup, Args};

use super::arguments::Changing;
use super::{Context, change, select};
use crate::aws_config::assign::{self, Assignments};
use crate::aws_config::edit::Target;
use crate::error::Failure;
use crate::tasks::load;

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("changes").args(["set", "unset"]).required(true).multiple(true)))]
pub struct Edit {
    /// The profiles
    #[arg(value_name = "PROFILE", required_unless_present = "session")]
    pub profiles: Vec<String>,

    /// A session instead of profiles; may be repeated
    #[arg(long, value_name = "SESSION", conflicts_with = "profiles")]
    pub session: Vec<String>,

    /// Give a key a value; may be repeated
    #[arg(long, value_name = "KEY=VALUE", allow_hyphen_values = true)]
    pub set: Vec<String>,

    /// Take a key out; may be repeated
    #[arg(long, value_name = "KEY")]
    pub unset: Vec<String>,

    #[command(flatten)]
    pub changing: Changing,
}

pub fn run(context: &Context, edit: &Edit) -> Result<u8, Failure> {
    let assignments = Assignments {
        set: edit.set.iter().map(|text| assign::parse(text)).collect::<Result<_, _>>()?,
        unset: edit.unset.iter().map(|key| key.trim().to_lowercase()).collect(),
    };
    let inventory = load::load(&context.paths)?;
    let mut targets: Vec<Target> = Vec::new();
    for name in &edit.profiles {
        targets.push(Target::Profile(select::profile(&inventory, name)?.name.clone()));
    }
    for name in &edit.session {
        targets.push(Target::session(select::session(&inventory, name)?.session.id.cache_key()));
    }
    targets.dedup();
    let sessions = inventory.described_sessions();
    let plan = assign::plan(&targets, &assignments, &inventory.profiles, &sessions)?;
    let remarks: Vec<String> =
        assignments.set.iter().filter_map(|(key, value)| assign::remark(key, value)).collect();
    change::carry_out(context, &edit.changing, &plan, &remarks)
}
