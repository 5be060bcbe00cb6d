//! What `ssotui configure` takes: a flag for every question of the wizard.

use clap::Args;

use crate::cli::arguments::Changing;

#[derive(Debug, Args)]
pub struct Configure {
    /// Only the session, as `aws configure sso-session` does: no sign-in, no profile
    #[arg(long, conflicts_with_all = ["account", "role", "profile", "default_region", "output"])]
    pub sso_session_only: bool,

    /// The session's name: one that is there, or a new one
    #[arg(long, value_name = "NAME")]
    pub session: Option<String>,

    /// The address of the access portal
    #[arg(long, value_name = "URL")]
    pub start_url: Option<String>,

    /// The region that the Identity Center lies in
    #[arg(long, visible_alias = "region", value_name = "REGION")]
    pub sso_region: Option<String>,

    /// What to register for, separated by commas
    #[arg(long, value_name = "A,B,…")]
    pub scopes: Option<String>,

    /// The account: its id or its name
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,

    /// The role; may be repeated: each gets a profile
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,

    /// The region that the profile's commands run in
    #[arg(long, value_name = "REGION")]
    pub default_region: Option<String>,

    /// The output format of the AWS CLI: json, yaml, yaml-stream, text, table or off
    #[arg(long, value_name = "FORMAT")]
    pub output: Option<String>,

    /// The profile's name; may be repeated, one for each role. Without it ROLE-ACCOUNT
    #[arg(long, value_name = "NAME")]
    pub profile: Vec<String>,

    /// Print the address to sign in at, open nothing
    #[arg(long)]
    pub no_browser: bool,

    #[command(flatten)]
    pub changing: Changing,
}
