//! `ssotui demo`: everything, against an Identity Center on this machine and a home folder that is
//! thrown away; or that Identity Center alone.

use std::time::Duration;

use clap::Args;

use super::arguments::{Global, Screen};
use super::output::Output;
use super::{runtime, screen};
use crate::app::{Facts, Purpose};
use crate::demo::{Home, Options, Server, Variable, shell_lines};
use crate::error::{Failure, FailureKind};
use crate::paths::{Env, Paths};
use crate::tui::desktop;

/// Every account and role is kept in memory.
const MOST_ACCOUNTS: usize = 100_000;
const MOST_ROLES: usize = 1_000_000;

/// How long the demo waits for its own approval where no page can be opened: long enough to see the code.
const APPROVE_AFTER: Duration = Duration::from_secs(4);

#[derive(Debug, Clone, Args)]
pub struct Demo {
    #[command(flatten)]
    pub screen: Screen,

    /// Run the Identity Center alone and print the variables that point any AWS client at it
    #[arg(long)]
    pub serve: bool,

    /// How many accounts there are
    #[arg(long, value_name = "N")]
    pub accounts: Option<usize>,

    /// How many roles there are in all
    #[arg(long, value_name = "N")]
    pub roles: Option<usize>,

    /// How long each answer takes
    #[arg(long, value_name = "MS")]
    pub latency_ms: Option<u64>,

    /// Answer 429 above so many requests a second
    #[arg(long, value_name = "N")]
    pub rate: Option<f64>,

    /// Approve a sign-in by itself after so many seconds
    #[arg(long, value_name = "SECONDS")]
    pub approve_after: Option<f64>,

    /// How long a token is good for
    #[arg(long, value_name = "SECONDS")]
    pub token_ttl: Option<u64>,

    /// With --serve: the port to listen on
    #[arg(long, value_name = "PORT", requires = "serve")]
    pub port: Option<u16>,
}

pub fn run(demo: &Demo, env: &Env, output: &Output, global: &Global, mouse: bool) -> Result<u8, Failure> {
    let options = options(demo, env)?;
    let approves_itself = options.approve_after.is_some();
    let server = Server::start(options).map_err(|error| {
        Failure::new("The demo's Identity Center could not start.", format!("{error}."))
            .hint("Is the port taken? Without --port any free one is used.")
    })?;
    if demo.serve {
        let variables: Vec<Variable> =
            server.environment().into_iter().map(|(name, value)| Variable::set(&name, value)).collect();
        output.result(shell_lines(&variables, desktop::detect_shell(env)).trim_end())?;
        output.note(&format!("Serving on {} until Ctrl-C.", server.base_url()));
        return serve_until_interrupted();
    }
    let unusable = |error: std::io::Error| {
        Failure::new("The demo's home folder could not be made.", format!("{error}."))
    };
    let folder = tempfile::Builder::new().prefix("ssotui-demo-").tempdir().map_err(unusable)?;
    let home = Home::create(folder.path(), &server).map_err(unusable)?;
    home.fill_caches(&server).map_err(unusable)?;
    let env = home.environment(env);
    let paths = Paths::of(&env)?;
    let facts = screen::facts(&env, &paths, global, None, Purpose::Screen);
    let facts = Facts { demo: true, approves_itself, ..facts };
    let outcome = runtime::run(screen::start(env, paths, facts, mouse));
    drop(folder);
    Ok(outcome?.exit_code)
}

fn options(demo: &Demo, env: &Env) -> Result<Options, Failure> {
    let refuse = |why: String| Failure::new("The demo cannot be like that.", why).kind(FailureKind::Usage);
    let seconds = |value: f64| {
        Duration::try_from_secs_f64(value).map_err(|_| refuse(format!("{value} is no number of seconds.")))
    };
    if let Some(rate) = demo.rate
        && !(rate.is_finite() && rate > 0.0)
    {
        return Err(refuse(format!("{rate} is no rate above zero.")));
    }
    for (wanted, most, things) in
        [(demo.accounts, MOST_ACCOUNTS, "accounts"), (demo.roles, MOST_ROLES, "roles")]
    {
        if wanted.is_some_and(|wanted| wanted > most) {
            return Err(refuse(format!("It has room for {most} {things}.")));
        }
    }
    let standard = Options::default();
    let accounts = demo.accounts.unwrap_or(standard.accounts);
    let approve_after = match demo.approve_after {
        Some(after) => Some(seconds(after)?),
        None if desktop::can_open_pages(env) => None,
        None => Some(APPROVE_AFTER),
    };
    Ok(Options {
        accounts,
        // As many roles for each account as the demo's own organisation has.
        roles: demo
            .roles
            .unwrap_or_else(|| accounts.saturating_mul(standard.roles) / standard.accounts.max(1)),
        latency: Duration::from_millis(demo.latency_ms.unwrap_or(0)),
        rate: demo.rate,
        approve_after,
        token_ttl: demo.token_ttl.map_or(standard.token_ttl, Duration::from_secs),
        port: demo.port.unwrap_or(0),
        ..standard
    })
}

/// The server has a thread of its own; this one waits for the end.
fn serve_until_interrupted() -> Result<u8, Failure> {
    runtime::run_until_interrupted(std::future::pending())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::arguments::{Arguments, Command};
    use clap::Parser;

    fn of(arguments: &[&str]) -> Result<Options, Failure> {
        let words = ["ssotui", "demo"].iter().chain(arguments);
        match Arguments::try_parse_from(words).expect("arguments").command {
            Some(Command::Demo(demo)) => options(&demo, &Env::of_variables::<&str, &str>([])),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn sizes_that_cannot_be_are_refused() {
        assert_eq!(of(&["--accounts", "5000"]).map(|options| options.accounts), Ok(5000));
        for (argument, value) in [
            ("--accounts", "18446744073709551615"),
            ("--roles", "99999999999"),
            ("--rate", "0"),
            ("--rate", "NaN"),
            ("--approve-after", "1e300"),
        ] {
            assert_eq!(of(&[argument, value]).expect_err(value).kind, FailureKind::Usage);
        }
    }
}
