//! Changes to the config file that touch only the lines they concern.
//!
//! Everything else stays byte for byte: comments, blank lines, order, spacing, line ends, unknown keys and
//! sections. What is written is in the subset that every reader agrees on: keys in lower case, no quotes, names
//! that every SDK takes. Before a changed text is handed out it is parsed again and must mean exactly what was
//! asked for, and nothing else may mean anything else.

mod check;
mod editor;
mod part;

use std::collections::BTreeMap;
use std::fmt;

use super::botocore::View;
use super::document::Document;
use super::problem;
use super::section::{self, SectionKind};
use super::texts::Texts;
use crate::domain::names::{ProfileName, SessionName};
use crate::domain::profile::ConfigFile;
use crate::error::{Failure, FailureKind};
use editor::Editor;

pub use self::check::{key as check_key, name as check_name, value as check_value};

/// A section of the config file, by the name that readers know it by: `[profile "a"]` is profile `a`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    Profile(ProfileName),
    Session(SessionName),
}

impl Target {
    pub fn profile(name: impl AsRef<str>) -> Self {
        Self::Profile(ProfileName::new(name))
    }

    pub fn session(name: impl AsRef<str>) -> Self {
        Self::Session(SessionName::new(name))
    }

    /// What the section of this raw name is known as; `None` for one that is neither.
    pub(super) fn of_section(name: &str) -> Option<Self> {
        match section::of_config(name) {
            SectionKind::Profile(name) => Some(Self::profile(name)),
            SectionKind::Session(name) => Some(Self::session(name)),
            SectionKind::Services(_) | SectionKind::Dropped(_) | SectionKind::Other => None,
        }
    }

    /// The name alone.
    pub fn name(&self) -> &str {
        match self {
            Self::Profile(name) => name.as_str(),
            Self::Session(name) => name.as_str(),
        }
    }

    /// What stands between the brackets of a header that is newly written.
    pub(super) fn header(&self) -> String {
        match self {
            Self::Profile(name) if name.as_str() == "default" => "default".to_owned(),
            Self::Profile(name) => format!("profile {name}"),
            Self::Session(name) => format!("sso-session {name}"),
        }
    }

    /// The same kind of section by another name.
    fn named(&self, name: &str) -> Self {
        match self {
            Self::Profile(_) => Self::profile(name),
            Self::Session(_) => Self::session(name),
        }
    }

    /// The key by which other sections refer to one of this kind.
    fn reference(&self) -> &'static str {
        match self {
            Self::Profile(_) => "source_profile",
            Self::Session(_) => "sso_session",
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Profile(name) => write!(f, "profile {}", problem::shown(name.as_str())),
            Self::Session(name) => write!(f, "session {}", problem::shown(name.as_str())),
        }
    }
}

/// One change to the config file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// A new section at the end of the file, with these keys in this order.
    Add { target: Target, settings: Vec<(String, String)> },
    /// The key gets this value, in place if it is there, else after the section's last key.
    Set { target: Target, key: String, value: String },
    /// The key goes, with all lines of its value. Nothing happens where there is none.
    Remove { target: Target, key: String },
    /// The section gets another name, and whoever refers to it follows (`source_profile`, `sso_session`).
    Rename { target: Target, to: String },
    /// The header and the keys go. Comments stay.
    Delete { target: Target },
}

impl Edit {
    /// The section that changes.
    pub fn target(&self) -> &Target {
        match self {
            Self::Add { target, .. }
            | Self::Set { target, .. }
            | Self::Remove { target, .. }
            | Self::Rename { target, .. }
            | Self::Delete { target } => target,
        }
    }
}

/// The text after all edits, one after the other.
///
/// # Errors
/// `Usage` when the file is one that botocore refuses (nothing is rewritten until that is mended), when a name or
/// a value is one that not every reader understands, when a new name is taken, or when a section stands in the file
/// twice; `NotFound` when a section to be changed is not there. Each says what to write instead.
pub fn edit(config: &[u8], edits: &[Edit]) -> Result<Vec<u8>, Failure> {
    let document = Document::parse(config);
    if let Some(failure) = refused(&document) {
        return Err(failure);
    }
    let mut editor = Editor::of(&document);
    for edit in edits {
        match edit {
            Edit::Add { target, settings } => editor.add(target, settings)?,
            Edit::Set { target, key, value } => editor.set(target, key, value)?,
            Edit::Remove { target, key } => editor.remove(target, key)?,
            Edit::Rename { target, to } => editor.rename(target, to)?,
            Edit::Delete { target } => editor.delete(target)?,
        }
    }
    editor.finish()
}

/// The sections among these that cannot be changed in this text because each stands there more than once, and why.
pub(super) fn obstacles<'t>(
    config: &[u8],
    targets: impl Iterator<Item = &'t Target>,
) -> BTreeMap<&'t Target, Failure> {
    let document = Document::parse(config);
    let editor = Editor::of(&document);
    targets.filter_map(|target| Some((target, editor.obstacle(target)?))).collect()
}

/// Why nothing is made of a text: botocore refuses it.
fn refused(document: &Document) -> Option<Failure> {
    let texts = Texts::default();
    let view = View::of(document, ConfigFile::Config, &texts);
    let problem = problem::of_faults(document, &view.faults, ConfigFile::Config).into_iter().next()?;
    let why = format!("{} {}", problem.what, problem.why);
    Some(Failure::new("The config file is left as it is.", why).kind(FailureKind::Usage).hint(problem.cure))
}
