//! `ssotui settings`: where they are, the documented defaults, whether the file is right.

use super::Context;
use super::arguments::{Settings as Arguments, SettingsAction};
use super::output::Output;
use crate::error::Failure;
use crate::paths::Paths;
use crate::settings::{Settings, Unusable};
use crate::tui::settings_file;

pub fn run(context: &Context, arguments: &Arguments) -> Result<u8, Failure> {
    match arguments.action {
        SettingsAction::Path => context.output.result(&context.paths.settings.display().to_string())?,
        SettingsAction::Default => context.output.result(Settings::DEFAULT_TEXT.trim_end())?,
        SettingsAction::Check => {
            let shown = context.paths.display(&context.paths.settings);
            let said = match settings_file::load(&context.paths).map_err(|unusable| unusable.failure)? {
                Some(_) => format!("{shown} is right."),
                None => format!("There is no {shown}; the defaults hold."),
            };
            context.output.result(&said)?;
        }
    }
    Ok(0)
}

/// The settings in force for a headless command: a file that is wrong is told, and the defaults hold, but for its guards.
pub fn read(paths: &Paths, output: &Output) -> Settings {
    match settings_file::load(paths) {
        Ok(settings) => settings.unwrap_or_default(),
        Err(unusable) => {
            let Unusable { failure, instead } = *unusable;
            let of_guards = Settings { guards: instead.guards.clone(), ..Settings::default() };
            let holds = match &instead {
                it if *it == Settings::default() => "The defaults hold.",
                it if *it == of_guards => "The defaults hold, and its guards.",
                _ => "All other settings hold.",
            };
            output.note(&format!("warning: {failure} {holds}"));
            instead
        }
    }
}
