//! `ssotui rename`: another name for a profile, with the profiles that refer to it.

use super::arguments::Rename;
use super::{Context, change, select};
use crate::aws_config::edit::{Edit, Target};
use crate::aws_config::plan::Plan;
use crate::error::{Failure, FailureKind};
use crate::tasks::{credentials, load};

pub fn run(context: &Context, rename: &Rename) -> Result<u8, Failure> {
    let inventory = load::load(&context.paths)?;
    select::profile(&inventory, &rename.old)?;
    let names = [rename.old.as_str(), rename.new.as_str()];
    if let Some(obstacle) = credentials::mentions(&context.paths, &names)? {
        return Err(Failure::new(format!("Profile {} keeps its name.", rename.old), obstacle)
            .kind(FailureKind::Usage)
            .hint("ssotui changes the config file only: rename it in the credentials file by hand, in both at once."));
    }
    let plan = Plan::new(
        format!("Rename profile {} to {}", rename.old, rename.new),
        vec![Edit::Rename { target: Target::profile(&rename.old), to: rename.new.clone() }],
    );
    change::carry_out(context, &rename.changing, &plan, &[])
}
