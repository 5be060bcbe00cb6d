//! `ssotui rename`: another name for a profile, with the profiles that refer to it.

use super::arguments::Rename;
use super::{Context, change, select};
use crate::aws_config::edit::Target;
use crate::aws_config::plan::Plan;
use crate::error::Failure;
use crate::tasks::load;

pub fn run(context: &Context, rename: &Rename) -> Result<u8, Failure> {
    select::profile(&load::load(&context.paths)?, &rename.old)?;
    let plan = Plan::rename(&Target::profile(&rename.old), &rename.new);
    change::carry_out(context, &rename.changing, &plan, &[])
}
