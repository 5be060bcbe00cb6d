//! The names that AWS SSO gives to things, each a type of its own so that they cannot be mixed up.
//!
//! Short ones lie within the value: ten thousand profiles have sixty thousand names. Start URLs are longer, and few:
//! profiles share them.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use compact_str::CompactString;
use serde::{Deserialize, Serialize};

macro_rules! name {
    ($(#[$doc:meta])* $name:ident($text:ty)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name($text);

        impl $name {
            /// Takes the text as it is.
            pub fn new(text: impl AsRef<str>) -> Self {
                Self(text.as_ref().into())
            }

            /// The text as it is.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.into())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text.into())
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

name!(/// The name of a profile in the config or credentials file.
    ProfileName(CompactString));
name!(/// The name of an `[sso-session]` section.
    SessionName(CompactString));
name!(/// A twelve-digit AWS account id. Text, because leading zeros count.
    AccountId(CompactString));
impl AccountId {
    /// Whether the text is the id of an account: twelve digits.
    pub fn is_one(text: &str) -> bool {
        text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
    }
}
name!(/// The name of a role (permission set) as the portal lists it.
    RoleName(CompactString));
name!(/// An AWS region code such as `eu-west-1`.
    Region(CompactString));
impl Region {
    /// Whether it looks like the code of a region: two words at least of small letters and digits, and a number at the
    /// end, with dashes in between, as in `us-east-1` and `us-gov-west-1`.
    pub fn is_code(&self) -> bool {
        let fits = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        let parts: Vec<&str> = self.0.split('-').collect();
        self.0.len() <= 63
            && parts.len() >= 3
            && parts.iter().all(|part| fits(part))
            && parts.last().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit()))
    }
}

name!(/// An `sso_start_url`, exactly as configured: its bytes name the legacy token file.
    StartUrl(Arc<str>));
