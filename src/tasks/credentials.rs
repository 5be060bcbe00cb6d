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
                if let Some(failure) = rename_obstacle(&document, old.as_str(), to) {
                    return Err(failure.kind(FailureKind::Usage));
                }
            }
            Edit::Delete { target: Target::Profile(name) } if line_of(&document, name.as_str()).is_some() => {
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

/// The text of the credentials file; nothing where it cannot be read, which whoever needs it says. Blocking.
pub(super) fn text(paths: &Paths) -> Vec<u8> {
    load::read(paths, &paths.credentials).ok().flatten().unwrap_or_default()
}

/// Why a profile of the config file cannot have another name, if it is the credentials file's doing.
fn rename_obstacle(document: &Document, old: &str, new: &str) -> Option<Failure> {
    let kept = |why: String| Failure::new(format!("Profile {old} keeps its name."), why);
    let by_hand =
        "ssotui changes the config file only: rename it in the credentials file by hand, in both at once.";
    if let Some(line) = line_of(document, old) {
        let why = format!("The credentials file has a section [{old}] on line {line}.");
        return Some(kept(why).hint(by_hand));
    }
    if let Some(line) = line_of(document, new) {
        // The words for one that stands in the config file.
        let failure = Failure::new(
            format!("There is a profile {new} already."),
            format!("It stands on line {line} of the credentials file."),
        );
        return Some(failure.hint("Take another name."));
    }
    if let Some(line) = reference_to(document, old) {
        let why = format!("A profile in the credentials file refers to it on line {line}.");
        return Some(kept(why).hint(by_hand));
    }
    let line = reference_to(document, new)?;
    let why = format!(
        "A profile in the credentials file refers to a profile {new} on line {line}, and would use it."
    );
    Some(kept(why).hint("Take another name."))
}

/// The line of the first section of that name, counted from 1.
fn line_of(document: &Document, name: &str) -> Option<usize> {
    let section = document.sections().iter().find(|section| document.decoded(section.name()) == name)?;
    Some(section.line() + 1)
}

/// The line on which a profile names that one as its source, counted from 1.
fn reference_to(document: &Document, name: &str) -> Option<usize> {
    let property = document.properties().iter().find(|property| {
        document.key(property) == "source_profile" && document.value(property).trim() == name
    })?;
    Some(property.lines().start + 1)
}
