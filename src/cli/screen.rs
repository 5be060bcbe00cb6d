//! `ssotui` without a command: the screen.

use std::sync::Arc;

use super::arguments::{Arguments, Global};
use super::{Context, pick, populate, runtime};
use crate::app::{Facts, Purpose};
use crate::aws::Aws;
use crate::aws::clock::{Clock, SystemClock};
use crate::error::Failure;
use crate::paths::{Env, Paths};
use crate::tui::{self, Outcome, Program, desktop};

pub fn run(context: Context, arguments: &Arguments) -> Result<u8, Failure> {
    let Context { env, paths, output } = context;
    let query = (!arguments.query.is_empty()).then(|| arguments.query.join(" "));
    let purpose = if arguments.choose.is_some() { Purpose::Choose } else { Purpose::Screen };
    let facts = facts(&env, &paths, &arguments.global, query, purpose);
    let mouse = !arguments.screen.no_mouse;
    let outcome = runtime::run(start(env.clone(), paths.clone(), facts, mouse))?;
    if let Some(profile) = outcome.answer {
        return pick::hand_over(&Context { env, paths, output }, &profile, arguments.choose);
    }
    Ok(outcome.exit_code)
}

/// What the screen must know of its surroundings.
pub fn facts(env: &Env, paths: &Paths, global: &Global, query: Option<String>, purpose: Purpose) -> Facts {
    Facts {
        now: SystemClock.now(),
        time_zone: tui::time_zone(env),
        columns: 0,
        rows: 0,
        aws_profile: env.raw("AWS_PROFILE").map(str::to_owned),
        shell: desktop::detect_shell(env),
        ascii: !is_utf8(env),
        colour: !global.no_color && env.var("NO_COLOR").is_none(),
        demo: false,
        approves_itself: false,
        surroundings: tui::look_around(env),
        can_suspend: !env.windows,
        config_path: paths.display(&paths.config),
        credentials_path: paths.display(&paths.credentials),
        settings_path: paths.display(&paths.settings),
        default_region: populate::default_region(env).map(str::to_owned),
        name_separator: env.var(populate::SEPARATOR).unwrap_or(".").to_owned(),
        query,
        purpose,
    }
}

/// Starts the screen on these files.
pub async fn start(env: Env, paths: Paths, facts: Facts, mouse: bool) -> Result<Outcome, Failure> {
    // crossterm would drop bold and reverse along with the colours under NO_COLOR; the theme leaves
    // out just the colours.
    crossterm::style::force_color_output(true);
    let aws = Aws::new(&env, paths, Arc::new(SystemClock));
    tui::run(Program { env, aws, facts, mouse }).await
}

/// Whether the terminal shows more than ASCII, by the locale. Windows consoles do.
fn is_utf8(env: &Env) -> bool {
    if env.windows {
        return true;
    }
    if env.var("TERM") == Some("linux") {
        return false;
    }
    ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| env.var(name)).map_or(
        cfg!(target_os = "macos"),
        |locale| {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8")
        },
    )
}
