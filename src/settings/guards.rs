//! `[[guard]]`: the profiles to be careful with.

use toml::de::DeTable;

use super::reader::{Entry, Reader};
use crate::domain::guard::{Guard, GuardColour};
use crate::error::Failure;

const ALLOWED: [&str; 6] = ["match", "profile", "account", "role", "colour", "ask"];
const PATTERNS: &str = "a pattern such as \"prod-*\", or a list of patterns";

/// The rules, in their order. One whose patterns are all empty says nothing.
pub(super) fn read(reader: Reader<'_>, entry: &Entry<'_>) -> Result<Vec<Guard>, Failure> {
    let tables = entry.tables("[[guard]]")?;
    let rules = tables.into_iter().map(|table| rule(reader, entry, table)).collect::<Result<Vec<_>, _>>()?;
    Ok(rules.into_iter().filter(|rule| !rule.is_empty()).collect())
}

fn rule(reader: Reader<'_>, guard: &Entry<'_>, table: &DeTable<'_>) -> Result<Guard, Failure> {
    let mut rule = Guard { ask: true, ..Guard::default() };
    let mut patterned = false;
    let mut line = guard.line;
    for entry in reader.entries(table) {
        line = entry.line;
        match entry.key {
            "match" => rule.any = patterns(&entry)?,
            "profile" => rule.profile = patterns(&entry)?,
            "account" => rule.account = patterns(&entry)?,
            "role" => rule.role = patterns(&entry)?,
            "colour" => rule.colour = colour(&entry)?,
            "ask" => rule.ask = entry.boolean()?,
            _ => return Err(entry.unknown(&ALLOWED)),
        }
        patterned |= matches!(entry.key, "match" | "profile" | "account" | "role");
    }
    if !patterned {
        return Err(super::reader::refuse(line, "A [[guard]] says which profiles it is about.")
            .hint(format!("Add match = {PATTERNS}.")));
    }
    Ok(rule)
}

fn patterns(entry: &Entry<'_>) -> Result<Vec<String>, Failure> {
    let texts = entry.texts(PATTERNS)?;
    if texts.iter().any(|text| text.trim().is_empty() || text.chars().any(char::is_control)) {
        return Err(entry.not_allowed(PATTERNS));
    }
    Ok(texts.into_iter().map(str::to_owned).collect())
}

fn colour(entry: &Entry<'_>) -> Result<GuardColour, Failure> {
    let allowed = GuardColour::ALL.map(GuardColour::as_str).join(", ");
    let name = entry.text(&allowed)?;
    let found = GuardColour::ALL.into_iter().find(|colour| colour.as_str() == name);
    found.ok_or_else(|| entry.not_allowed(&allowed))
}
