//! What a profile name is put together from: text and fields in braces.

use crate::error::{Failure, FailureKind};

/// What may stand in braces. The names are aws-sso-util's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    AccountName,
    AccountId,
    RoleName,
    Region,
    ShortRegion,
}

impl Field {
    /// Every name that a field goes by; `default_style_region` depends on the region style.
    pub const NAMES: [&str; 7] = [
        "account_name",
        "account_id",
        "account_number",
        "role_name",
        "region",
        "short_region",
        DEFAULT_STYLE_REGION,
    ];

    fn from_name(name: &str, style: RegionStyle) -> Option<Self> {
        Some(match name {
            "account_name" => Self::AccountName,
            "account_id" | "account_number" => Self::AccountId,
            "role_name" => Self::RoleName,
            "region" => Self::Region,
            "short_region" => Self::ShortRegion,
            DEFAULT_STYLE_REGION => style.field(),
            _ => return None,
        })
    }

    fn is_region(self) -> bool {
        matches!(self, Self::Region | Self::ShortRegion)
    }
}

/// The component that the region style decides.
pub const DEFAULT_STYLE_REGION: &str = "default_style_region";

/// How a region is written where a name says only "the region".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RegionStyle {
    /// `euwe1`.
    #[default]
    Short,
    /// `eu-west-1`.
    Long,
}

impl RegionStyle {
    pub(super) fn field(self) -> Field {
        match self {
            Self::Short => Field::ShortRegion,
            Self::Long => Field::Region,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    Field(Field),
}

/// Text with fields, as Python's `str.format` reads it: `{account_name}`, and `{{` and `}}` for braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Format(Vec<Piece>);

impl Format {
    /// Reads a template such as `{account_name}.{role_name}`.
    ///
    /// # Errors
    /// A lone brace, or a field that does not exist.
    pub fn parse(template: &str, style: RegionStyle) -> Result<Self, Failure> {
        let wrong = |why: String| {
            Failure::new(format!("The profile name {template:?} cannot be put together."), why)
                .kind(FailureKind::Usage)
                .hint(format!(
                    "Fields are {}; write {{{{ and }}}} for braces.",
                    Field::NAMES.map(|name| format!("{{{name}}}")).join(", ")
                ))
        };
        let mut pieces = Vec::new();
        let mut text = String::new();
        let mut rest = template;
        while let Some(at) = rest.find(['{', '}']) {
            text.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            let after = &rest[at + 1..];
            if let Some(after) = after.strip_prefix(brace) {
                text.push_str(brace);
                rest = after;
                continue;
            }
            if brace == "}" {
                return Err(wrong("A } closes nothing.".to_owned()));
            }
            let Some((name, after)) = after.split_once('}') else {
                return Err(wrong("A { is not closed.".to_owned()));
            };
            let Some(field) = Field::from_name(name, style) else {
                return Err(wrong(format!("There is no field {{{name}}}.")));
            };
            if !text.is_empty() {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
            }
            pieces.push(Piece::Field(field));
            rest = after;
        }
        text.push_str(rest);
        if !text.is_empty() {
            pieces.push(Piece::Text(text));
        }
        Ok(Self(pieces))
    }

    /// The text with each field's value in its place.
    pub fn fill<'a>(&self, value: impl Fn(Field) -> &'a str) -> String {
        self.0.iter().fold(String::new(), |mut filled, piece| {
            filled.push_str(match piece {
                Piece::Text(text) => text,
                Piece::Field(field) => value(*field),
            });
            filled
        })
    }

    /// Whether names of different regions differ.
    pub fn names_the_region(&self) -> bool {
        self.0.iter().any(|piece| matches!(piece, Piece::Field(field) if field.is_region()))
    }

    /// This with the region after it.
    #[must_use]
    pub(super) fn with_region(&self, separator: &str, style: RegionStyle) -> Self {
        let mut pieces = self.0.clone();
        pieces.push(Piece::Text(separator.to_owned()));
        pieces.push(Piece::Field(style.field()));
        Self(pieces)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(template: &str) -> String {
        Format::parse(template, RegionStyle::Short).unwrap().fill(|field| match field {
            Field::AccountName => "Prod",
            Field::AccountId => "123456789012",
            Field::RoleName => "Admin",
            Field::Region => "eu-west-1",
            Field::ShortRegion => "euwe1",
        })
    }

    #[test]
    fn fields_and_braces() {
        assert_eq!(filled("{account_name}.{role_name}"), "Prod.Admin");
        assert_eq!(filled("x{{{account_number}}}y{default_style_region}"), "x{123456789012}yeuwe1");
        assert_eq!(filled(""), "");
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for template in ["{", "}", "a{b", "{}", "{nothing}", "{account_name:.3}", "{account_name!r}", "{{{"] {
            let failure = Format::parse(template, RegionStyle::Short).unwrap_err();
            assert_eq!(failure.kind, FailureKind::Usage, "{template}");
            assert!(failure.hint.unwrap().contains("{role_name}"));
        }
    }
}
