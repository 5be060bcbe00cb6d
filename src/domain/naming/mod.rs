//! The rules that turn an account, a role and a region into the name of a profile.
//!
//! The options and their results are those of `aws-sso-util configure populate` 4.33 (`populate_profiles.py`):
//! an account's name is made safe, then the case is changed, then patterns are trimmed, then the parts are
//! put together. What that tool does not know is the template, and that a name must be one that every AWS
//! tool reads.

pub mod case;
pub mod format;
mod pattern;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use self::case::Case;
use self::format::{DEFAULT_STYLE_REGION, Field, Format, RegionStyle};
use self::pattern::Pattern;
use super::names::{AccountId, ProfileName, Region, RoleName};
use crate::error::{Failure, FailureKind};

/// When the region is part of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IncludeRegion {
    /// For every region but the first.
    #[default]
    Default,
    /// For every region.
    Always,
}

/// The rules as somebody writes them down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Parts joined by the separator: names of [fields](Field::NAMES), and text as it is. Comma-separated.
    pub components: String,
    pub separator: String,
    pub include_region: IncludeRegion,
    pub region_style: RegionStyle,
    /// Python patterns whose matches are removed, one after another.
    pub trim_account_name: Vec<String>,
    pub trim_role_name: Vec<String>,
    pub account_name_case: Option<Case>,
    pub role_name_case: Option<Case>,
    /// Account names as they are, blanks and brackets included.
    pub raw_account_names: bool,
    /// Takes the place of the components.
    pub template: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            components: format!("account_name,role_name,{DEFAULT_STYLE_REGION}"),
            separator: ".".to_owned(),
            include_region: IncludeRegion::Default,
            region_style: RegionStyle::Short,
            trim_account_name: Vec::new(),
            trim_role_name: Vec::new(),
            account_name_case: None,
            role_name_case: None,
            raw_account_names: false,
            template: None,
        }
    }
}

/// What a profile is named after.
#[derive(Debug, Clone, Copy)]
pub struct Parts<'a> {
    pub account_id: &'a AccountId,
    /// The portal may leave it out: then the id takes its place.
    pub account_name: Option<&'a str>,
    pub role_name: &'a RoleName,
    pub region: &'a Region,
    /// Whether it is the first of the regions that profiles are made for.
    pub first_region: bool,
}

/// A name, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// The name that the rules give.
    Plain(ProfileName),
    /// The rules give `instead_of`, which not every AWS tool reads: what they do not read was replaced.
    MadeSafe { name: ProfileName, instead_of: String },
    /// The rules give a name that must not be used.
    Refused { name: String, why: String },
}

/// The rules, ready for use.
#[derive(Debug, Clone)]
pub struct Rules {
    first_region: Format,
    other_regions: Format,
    trim_account_name: Vec<Pattern>,
    trim_role_name: Vec<Pattern>,
    account_name_case: Option<Case>,
    role_name_case: Option<Case>,
    raw_account_names: bool,
    separator: String,
}

impl Rules {
    /// Checks and prepares the rules.
    ///
    /// # Errors
    /// A pattern or a template that cannot be read.
    pub fn new(options: &Options) -> Result<Self, Failure> {
        let (without_region, with_region) = match &options.template {
            Some(template) => of_template(template, options)?,
            None => of_components(options)?,
        };
        let patterns = |patterns: &[String]| {
            patterns.iter().map(|pattern| Pattern::new(pattern)).collect::<Result<_, _>>()
        };
        Ok(Self {
            first_region: match options.include_region {
                IncludeRegion::Default => without_region,
                IncludeRegion::Always => with_region.clone(),
            },
            other_regions: with_region,
            trim_account_name: patterns(&options.trim_account_name)?,
            trim_role_name: patterns(&options.trim_role_name)?,
            account_name_case: options.account_name_case,
            role_name_case: options.role_name_case,
            raw_account_names: options.raw_account_names,
            separator: options.separator.clone(),
        })
    }

    /// The name with the account's id after it, to tell it from another account's.
    pub fn with_account_id(&self, name: &ProfileName, account: &AccountId) -> ProfileName {
        safe_name(&format!("{name}{}{account}", self.separator)).into()
    }

    /// The name that the rules give, as aws-sso-util would write it: not every tool may read it.
    ///
    /// # Errors
    /// A pattern that takes too long.
    pub fn text(&self, parts: &Parts<'_>) -> Result<String, Failure> {
        let id = parts.account_id.as_str();
        let name = parts.account_name.filter(|name| !name.is_empty()).unwrap_or(id);
        let name = if self.raw_account_names { name.to_owned() } else { safe_account_name(name) };
        let account = changed(name, self.account_name_case, &self.trim_account_name)?;
        let role = changed(parts.role_name.as_str().to_owned(), self.role_name_case, &self.trim_role_name)?;
        let short = short_region(parts.region.as_str());
        let format = if parts.first_region { &self.first_region } else { &self.other_regions };
        Ok(format.fill(|field| match field {
            Field::AccountName => &account,
            Field::AccountId => id,
            Field::RoleName => &role,
            Field::Region => parts.region.as_str(),
            Field::ShortRegion => &short,
        }))
    }

    /// The name of the profile.
    ///
    /// # Errors
    /// As [`Rules::text`].
    pub fn name(&self, parts: &Parts<'_>) -> Result<Named, Failure> {
        let text = self.text(parts)?;
        let safe = safe_name(&text);
        Ok(if safe.is_empty() {
            let why = if text.is_empty() {
                "Nothing is left of the name.".to_owned()
            } else {
                format!("No character of {text:?} is one that every AWS tool reads in a name.")
            };
            Named::Refused { name: text, why }
        } else if safe == "default" {
            let why = "The profile \"default\" is the one of every command that names no profile.".to_owned();
            Named::Refused { name: text, why }
        } else if safe == text {
            Named::Plain(safe.into())
        } else if self.raw_account_names {
            let why = format!("Not every AWS tool reads {text:?}; {safe:?} they all do.");
            Named::Refused { name: text, why }
        } else {
            Named::MadeSafe { name: safe.into(), instead_of: text }
        })
    }
}

/// The format without and with the region, of components (`generate_profile_name_format`).
fn of_components(options: &Options) -> Result<(Format, Format), Failure> {
    let known = |component: &str| {
        if Field::NAMES.contains(&component) { format!("{{{component}}}") } else { component.to_owned() }
    };
    let joined = |with_region: bool| {
        let parts: Vec<String> = options
            .components
            .split(',')
            .filter(|part| with_region || !matches!(*part, "region" | "short_region" | DEFAULT_STYLE_REGION))
            .map(known)
            .collect();
        Format::parse(&parts.join(&options.separator), options.region_style)
    };
    Ok((joined(false)?, joined(true)?))
}

/// The format without and with the region, of a template. One that names the region is used as it is.
fn of_template(template: &str, options: &Options) -> Result<(Format, Format), Failure> {
    if template.trim().is_empty() {
        return Err(Failure::new("The template of the names is empty.", "No profile would have a name.")
            .kind(FailureKind::Usage)
            .hint("For example \"{account_name}.{role_name}\", or none at all."));
    }
    let format = Format::parse(template, options.region_style)?;
    let with_region = if format.names_the_region() {
        format.clone()
    } else {
        format.with_region(&options.separator, options.region_style)
    };
    Ok((format, with_region))
}

fn changed(name: String, case: Option<Case>, patterns: &[Pattern]) -> Result<String, Failure> {
    let name = match case {
        Some(case) => case.apply(&name),
        None => name,
    };
    patterns.iter().try_fold(name, |name, pattern| pattern.remove(&name))
}

/// Blanks and brackets, which a section's header cannot hold, become one `-` each run (`get_safe_account_name`).
fn safe_account_name(name: &str) -> String {
    // Python's blanks: Unicode's, and the four separators of ASCII.
    let unsafe_here =
        |c: char| c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c) || matches!(c, '[' | ']');
    dashed(name, unsafe_here).trim_matches('-').to_owned()
}

/// The text with letters of other alphabets and signs that not every AWS tool reads in a profile name replaced:
/// `Büro (Köln)` becomes `Buro-Koln`.
///
/// The AWS SDKs for Rust, Kotlin and Java take only these letters (aws-sdk-rust, `aws-runtime`
/// `env_config/normalize.rs`); the others take more, but not the same.
pub fn safe_name(text: &str) -> String {
    let read_by_all = |c: char| c.is_ascii_alphanumeric() || "_-/.%@:+".contains(c);
    if text.chars().all(read_by_all) {
        return text.to_owned();
    }
    // Letters lose their accents rather than their place.
    let plain: String = text.nfkd().filter(|c| !is_combining_mark(*c)).collect();
    dashed(&plain, |c| !read_by_all(c)).trim_matches('-').to_owned()
}

/// One `-` for each run of such characters.
fn dashed(text: &str, replaced: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_run = false;
    for c in text.chars() {
        let run = replaced(c);
        if !run {
            out.push(c);
        } else if !in_run {
            out.push('-');
        }
        in_run = run;
    }
    out
}

/// `euwe1` for `eu-west-1` (`get_short_region`). A region of another shape stays as it is.
pub fn short_region(region: &str) -> String {
    let mut parts = region.rsplitn(3, '-');
    let (Some(number), Some(direction), Some(area)) = (parts.next(), parts.next(), parts.next()) else {
        return region.to_owned();
    };
    let area = if area == "us-gov" { "gov" } else { area };
    let direction = match direction {
        "north" => "no",
        "northeast" => "ne",
        "east" => "ea",
        "southeast" => "se",
        "south" => "so",
        "southwest" => "sw",
        "west" => "we",
        "northwest" => "nw",
        "central" => "ce",
        other => other,
    };
    format!("{area}{direction}{number}")
}

#[cfg(test)]
mod tests;
