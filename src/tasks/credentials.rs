//! Who is mentioned in the credentials file, which is never written: a change to the config file alone must not tear
//! a profile in two.

use super::load;
use crate::aws_config::Document;
use crate::aws_config::edit::{Edit, Target};
use crate::error::{Failure, FailureKind};
use crate::paths::Paths;

/// Refuses edits of the config file that would tear a profile in two. Blocking.
///
/// # Errors
/// `Usage` with the obstacle; when the credentials file cannot be read.
pub fn check(paths: &Paths, edits: &[Edit]) -> Result<(), Failure> {
    let concerns = |edit: &Edit| {
        matches!(
            edit,
            Edit::Rename { target: Target::Profile(_), .. } | Edit::Delete { target: Target::Profile(_) }
        )
    };
    if !edits.iter().any(concerns) {
        return Ok(());
    }
    let bytes = load::read(paths, &paths.credentials)?.unwrap_or_default();
    let document = Document::parse(&bytes);
    for edit in edits {
        match edit {
            Edit::Rename { target: Target::Profile(old), to } => {
                if let Some(obstacle) = mention(&document, &[old.as_str(), to]) {
                    return Err(Failure::new(format!("Profile {old} keeps its name."), obstacle)
                        .kind(FailureKind::Usage)
                        .hint("ssotui changes the config file only: rename it in the credentials file by hand, in both at once."));
                }
            }
            Edit::Delete { target: Target::Profile(name) }
                if line_of(&document, &[name.as_str()]).is_some() =>
            {
                return Err(Failure::new(
                    format!("Profile {name} is not deleted."),
                    "It stands in the credentials file, too, and would live on there.",
                )
                .kind(FailureKind::Usage)
                .hint(
                    "ssotui changes the config file only: take it out of the credentials file by hand first.",
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The first section with one of the names, and its line counted from 1.
fn line_of(document: &Document, names: &[&str]) -> Option<(String, usize)> {
    document.sections().iter().find_map(|section| {
        let name = document.decoded(section.name()).into_owned();
        names.contains(&name.as_str()).then_some((name, section.line() + 1))
    })
}

/// Where there is a section of one of the names, or a profile that refers to one: a sentence.
fn mention(document: &Document, names: &[&str]) -> Option<String> {
    if let Some((name, line)) = line_of(document, names) {
        return Some(format!("The credentials file has a section [{name}] on line {line}."));
    }
    let reference = document.properties().iter().find(|property| {
        document.key(property) == "source_profile" && names.contains(&document.value(property).trim())
    });
    reference.map(|property| {
        format!("A profile in the credentials file refers to it on line {}.", property.lines().start + 1)
    })
}
