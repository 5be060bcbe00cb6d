//! `~/.aws/config` and `~/.aws/credentials` as text: text in, facts out, and (later edits) text out.

use crate::domain::profile::{Problem, Profile};
use crate::domain::session::Session;

/// What both files say together, as botocore would see it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Profiles in file order, config first.
    pub profiles: Vec<Profile>,
    /// `[sso-session]` sections in file order, then legacy start URLs in order of first use.
    pub sessions: Vec<Session>,
    /// Faults of a file as a whole, by line.
    pub problems: Vec<Problem>,
}

/// Reads the two files' bytes; an absent file is an empty one.
pub fn read(config: &[u8], credentials: &[u8]) -> Reading {
    let _ = (config, credentials);
    Reading::default()
}
