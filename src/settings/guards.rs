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

/// The rules of a file that is not usable as a whole: a slip elsewhere in it must not leave production unguarded. A rule
/// that cannot be read itself holds for every profile.
pub(super) fn salvage(text: &str) -> Vec<Guard> {
    let reader = Reader::new(text);
    let guards = match reader.parse() {
        Ok(table) => reader
            .entries(table.get_ref())
            .iter()
            .filter(|entry| entry.key == "guard")
            .flat_map(|entry| match entry.tables("[[guard]]") {
                Ok(tables) => tables.into_iter().map(|table| rule(reader, entry, table).ok()).collect(),
                Err(_) => vec![None],
            })
            .collect(),
        Err(_) => parts(text).map(|part| alone(&part)).collect::<Vec<Option<Guard>>>(),
    };
    let of_all = || Guard { any: vec!["*".to_owned()], ask: true, ..Guard::default() };
    guards.into_iter().map(|guard| guard.unwrap_or_else(of_all)).filter(|guard| !guard.is_empty()).collect()
}

/// The parts of a text that is no TOML which begin with `[[guard]]`, or what was meant as that, each to the next header.
fn parts(text: &str) -> impl Iterator<Item = String> {
    let mut parts: Vec<String> = Vec::new();
    let mut within = false;
    for line in text.lines() {
        let is_guard = line
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '[' | '"' | '\''))
            .strip_prefix("guard")
            .is_some_and(|rest| rest.trim_start_matches(['"', '\'']).trim_start().starts_with([']', '=']));
        if is_guard {
            parts.push(String::new());
        }
        if is_guard || line.trim_start().starts_with('[') {
            within = is_guard;
        }
        if within && let Some(part) = parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    parts.into_iter()
}

/// The rule of a text that holds nothing else.
fn alone(text: &str) -> Option<Guard> {
    let reader = Reader::new(text);
    let table = reader.parse().ok()?;
    match reader.entries(table.get_ref()).as_slice() {
        [entry] => match entry.tables("[[guard]]").ok()?.as_slice() {
            [only] => rule(reader, entry, only).ok(),
            _ => None,
        },
        _ => None,
    }
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
