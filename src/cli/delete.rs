//! `ssotui delete`: profiles taken out of the config file.

use std::collections::BTreeSet;

use super::arguments::Delete;
use super::{Context, change, select};
use crate::aws_config::edit::{Edit, Target};
use crate::aws_config::plan::Plan;
use crate::error::{Failure, FailureKind};
use crate::tasks::{credentials, load};

pub fn run(context: &Context, delete: &Delete) -> Result<u8, Failure> {
    let inventory = load::load(&context.paths)?;
    let names: BTreeSet<&str> = delete.profiles.iter().map(String::as_str).collect();
    for &name in &names {
        select::profile(&inventory, name)?;
        if credentials::has_section(&context.paths, name)? {
            return Err(Failure::new(
                format!("Profile {name} is not deleted."),
                "It stands in the credentials file, too, and would live on there.",
            )
            .kind(FailureKind::Usage)
            .hint(
                "ssotui changes the config file only: take it out of the credentials file by hand first.",
            ));
        }
    }
    let users = inventory.profiles.iter().filter(|profile| !names.contains(profile.name.as_str()));
    let warnings: Vec<String> = users
        .filter_map(|profile| {
            let setting = profile.settings.iter().find(|setting| setting.key == "source_profile")?;
            let source = setting.value.as_deref().filter(|source| names.contains(source))?;
            Some(format!("profile {} gets its credentials from {source}, which will be gone.", profile.name))
        })
        .collect();
    let title = match delete.profiles.as_slice() {
        [only] => format!("Delete profile {only}"),
        _ => format!("Delete {} profiles", names.len()),
    };
    let edits = names.iter().map(|name| Edit::Delete { target: Target::profile(*name) }).collect();
    change::carry_out(context, &delete.changing, &Plan::new(title, edits), &warnings)
}
