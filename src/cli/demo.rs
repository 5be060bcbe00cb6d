//! `ssotui demo`: everything, against an Identity Center on this machine and a home folder that is
//! thrown away; or that Identity Center alone.

use std::time::Duration;

use super::arguments::{Demo, Global};
use super::output::Output;
use super::screen::World;
use super::{runtime, screen};
use crate::demo::{Home, Options, Server, Variable, shell_lines};
use crate::error::{Failure, FailureKind};
use crate::paths::{Env, Paths};
use crate::tui::desktop;

/// How long the demo waits for its own approval where no page can be opened: long enough to see the code.
const APPROVE_AFTER: Duration = Duration::from_secs(4);

pub fn run(demo: &Demo, env: &Env, output: &Output, global: &Global) -> Result<u8, Failure> {
    let options = options(demo, env)?;
    let world = World::Demo { approves_itself: options.approve_after.is_some() };
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
    let code = runtime::start()?.block_on(screen::start(env, paths, None, global, world));
    drop(folder);
    code
}

fn options(demo: &Demo, env: &Env) -> Result<Options, Failure> {
    let seconds = |value: f64| {
        Duration::try_from_secs_f64(value).map_err(|_| {
            Failure::new("The demo cannot be like that.", format!("{value} is no number of seconds."))
                .kind(FailureKind::Usage)
        })
    };
    if let Some(rate) = demo.rate
        && !(rate.is_finite() && rate > 0.0)
    {
        return Err(Failure::new("The demo cannot be like that.", format!("{rate} is no rate above zero."))
            .kind(FailureKind::Usage));
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
    runtime::run(std::future::pending())
}
