//! Who is mentioned in the credentials file, which is never written: a change to the config file alone must not tear
//! a profile in two.

use super::load;
use crate::aws_config::Document;
use crate::error::Failure;
use crate::paths::Paths;

/// Whether the credentials file has a section of that name. Blocking.
///
/// # Errors
/// When the file cannot be read.
pub fn has_section(paths: &Paths, name: &str) -> Result<bool, Failure> {
    let document = Document::parse(&load::read(paths, &paths.credentials)?.unwrap_or_default());
    Ok(document.sections().iter().any(|section| document.decoded(section.name.clone()) == name))
}

/// Where the credentials file has a section of one of the names, or a profile that refers to one: a sentence.
/// Blocking.
///
/// # Errors
/// When the file cannot be read.
pub fn mentions(paths: &Paths, names: &[&str]) -> Result<Option<String>, Failure> {
    let document = Document::parse(&load::read(paths, &paths.credentials)?.unwrap_or_default());
    let is_one = |text: &str| names.contains(&text);
    let section = document.sections().iter().find(|section| is_one(&document.decoded(section.name.clone())));
    if let Some(section) = section {
        let name = document.decoded(section.name.clone());
        return Ok(Some(format!(
            "The credentials file has a section [{name}] on line {}.",
            section.line + 1
        )));
    }
    let reference = document.properties().iter().find(|property| {
        document.key(property) == "source_profile" && is_one(document.value(property).trim())
    });
    Ok(reference.map(|property| {
        format!("A profile in the credentials file refers to it on line {}.", property.lines.start + 1)
    }))
}
