//! `~/.aws/config` and `~/.aws/credentials` as text: text in, facts out, and with edits text out.
//!
//! ```text
//!  bytes ─► document (lossless lines, botocore's structure) ─► botocore (one file's values)
//!    │                    │                                          │
//!    └─► sdk (the SDKs' view) ─► lint (where the two differ) ─► read ◄┘ ─► validate (kinds, messages)
//!                                  (drafts of profiles and sessions)
//! ```
//!
//! Ten thousand profiles are to be on the screen at once: what is read stays borrowed from the file until a profile is
//! finished, and a long file is read by two threads.

use std::collections::BTreeSet;

use crate::domain::network::Services;
use crate::domain::profile::{ConfigFile, Problem, Profile};
use crate::domain::session::Session;

mod alike;
pub mod assign;
pub mod block;
mod both;
mod botocore;
pub mod diff;
mod document;
mod draft;
pub mod edit;
pub mod known;
mod lint;
pub mod migrate;
pub mod plan;
pub mod populate;
mod problem;
mod read;
mod removal;
pub mod sdk;
mod secret;
mod section;
mod session;
mod shell_words;
mod text;
mod texts;
mod validate;
mod verify;
pub mod wizard;

pub use document::{Document, Fault, FaultKind, Line, LineKind, Property, Section};
pub use read::read;

/// What both files say together, as botocore would see it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// Profiles in file order, config first.
    pub profiles: Vec<Profile>,
    /// `[sso-session]` sections in file order, then legacy start URLs in order of first use.
    pub sessions: Vec<Session>,
    pub services: Services,
    /// Faults of a file as a whole, by line.
    pub problems: Vec<Problem>,
    /// The files that botocore refuses, and with them every profile: [`Reading::problems`] says why. What is
    /// listed of such a file is what the SDKs or a reader of good will would make of it.
    pub refused: BTreeSet<ConfigFile>,
}
