//! A profile as botocore would see it, with the file and line of everything in it.

use super::names::{AccountId, ProfileName, Region, RoleName, StartUrl};
use super::profile_settings::ProfileSettings;
use super::session::SessionId;

/// Which of the two shared files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ConfigFile {
    Config,
    Credentials,
}

/// Where something stands: a file and a line counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Source {
    pub file: ConfigFile,
    pub line: usize,
}

/// How a profile gets its credentials. The order of precedence is botocore's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProfileKind {
    /// `sso_session` with account and role (or without: a bearer-token profile).
    Sso,
    /// `sso_start_url` and `sso_region` in the profile itself.
    SsoLegacy,
    /// Long-lived keys.
    Static,
    /// `role_arn` with a source profile or source of credentials.
    Role,
    /// `credential_process`.
    Process,
    /// `role_arn` with `web_identity_token_file`.
    WebIdentity,
    /// `login_session`, written by `aws login`.
    Login,
    /// None of these: settings only.
    Other,
}

impl ProfileKind {
    /// The word for it in `--json` and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sso => "sso",
            Self::SsoLegacy => "sso-legacy",
            Self::Static => "static",
            Self::Role => "role",
            Self::Process => "process",
            Self::WebIdentity => "web-identity",
            Self::Login => "login",
            Self::Other => "other",
        }
    }
}

/// How much a problem matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Some AWS tools understand this differently.
    Warning,
    /// The AWS CLI and boto3 refuse this.
    Error,
}

/// Something wrong in the files, with its cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub severity: Severity,
    pub what: String,
    pub why: String,
    pub cure: String,
    pub source: Option<Source>,
}

impl Problem {
    /// All of it in a row. The reason may be botocore's own words, which end as they like.
    pub fn told(&self) -> String {
        let stop = if self.why.ends_with(char::is_alphanumeric) { "." } else { "" };
        format!("{} {}{stop} {}", self.what, self.why, self.cure)
    }
}

/// A profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    pub name: ProfileName,
    pub kind: ProfileKind,
    /// The session whose token it uses; `None` for profiles that use no SSO.
    pub session: Option<SessionId>,
    pub start_url: Option<StartUrl>,
    pub sso_region: Option<Region>,
    pub account_id: Option<AccountId>,
    pub role_name: Option<RoleName>,
    /// The region that the profile's commands run in.
    pub region: Option<Region>,
    /// Its header line (the config file's when both files have one).
    pub source: Source,
    /// Every key that is in force, in file order.
    pub settings: ProfileSettings,
    pub problems: Vec<Problem>,
}
