//! The promises of the terminal, kept by the real binary in a pseudo-terminal.
#![cfg(unix)]
#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

mod asking;
mod lending;
mod panicking;
#[path = "../support/pty.rs"]
mod pty;
mod screen;
mod signing_in;
mod suspending;
mod watching;

use std::time::Duration;

use ssotui::demo::{Options, Server};

const CONFIG: &str = "\
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1

[profile prod.admin]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = AdministratorAccess
region = eu-west-1

[profile dev.admin]
sso_session = corp
sso_account_id = 210987654321
sso_role_name = AdministratorAccess
";

/// `~/.aws/sso/cache/<sha1 of "corp">.json`.
const TOKEN_FILE: &str = "ee0bfd2552fbd840c02cc48b6e823320543c450f";

/// A server that approves at once.
fn server() -> Server {
    Server::start(Options { approve_after: Some(Duration::ZERO), ..Options::default() }).expect("a server")
}
