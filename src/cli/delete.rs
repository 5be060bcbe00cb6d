//! `ssotui delete`: profiles taken out of the config file.

use std::collections::BTreeSet;

use super::arguments::Delete;
use super::{Context, change, select};
use crate::aws_config::plan::Plan;
use crate::domain::names::ProfileName;
use crate::error::Failure;
use crate::tasks::load;

pub fn run(context: &Context, delete: &Delete) -> Result<u8, Failure> {
    let inventory = load::load(&context.paths)?;
    let names: BTreeSet<ProfileName> = delete.profiles.iter().map(|name| name.as_str().into()).collect();
    for name in &names {
        select::profile(&inventory, name.as_str())?;
    }
    let (plan, warnings) = Plan::delete_profiles(&names, &inventory.profiles);
    change::carry_out(context, &delete.changing, &plan, &warnings)
}
