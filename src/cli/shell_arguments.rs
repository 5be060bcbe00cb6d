//! The arguments of the commands that work with the shell, and of those that tell it about ours.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::arguments::{Screen, shell};
use crate::domain::shell::Shell;
use crate::settings::{FUNCTION_NAMES, is_function_name};

#[derive(Debug, Args)]
pub struct Pick {
    #[command(flatten)]
    pub screen: Screen,

    /// Only profiles that match these words, as in the screen's filter
    pub query: Vec<String>,

    /// Ask nothing where just one profile matches, or is called exactly so
    #[arg(long, short = '1')]
    pub select_1: bool,

    /// What to print
    #[arg(long, value_enum, default_value_t = Print::Name)]
    pub print: Print,

    /// The shell to write for, without it the one you are in; a name that it cannot hold is refused
    #[arg(long, value_name = "SHELL", value_parser = shell)]
    pub shell: Option<Shell>,
}

/// What is printed of the profile that was picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Print {
    /// Its name
    Name,
    /// The line that sets AWS_PROFILE in your shell
    Env,
    /// The id of its account
    AccountId,
    /// Its role's ARN; that of a permission set ends in *, for AWS puts something random there
    Arn,
}

#[derive(Debug, Args)]
pub struct Init {
    /// powershell, bash, zsh, fish, nu or cmd
    #[arg(value_name = "SHELL", value_parser = shell)]
    pub shell: Shell,

    /// What to call the function; without it what the setting shell_function says
    #[arg(long, value_name = "NAME", value_parser = function_name)]
    pub name: Option<String>,
}

#[derive(Debug, Args)]
pub struct Completions {
    #[arg(value_enum, ignore_case = true)]
    pub shell: Completed,
}

/// The shells whose completions there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Completed {
    Bash,
    Elvish,
    Fish,
    #[value(alias = "nushell")]
    Nu,
    #[value(name = "powershell", alias = "pwsh")]
    PowerShell,
    Zsh,
}

#[derive(Debug, Args)]
pub struct Man {
    /// Write ssotui.1 and a page for each command here
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

fn function_name(text: &str) -> Result<String, String> {
    if is_function_name(text) { Ok(text.to_owned()) } else { Err(format!("a name is {FUNCTION_NAMES}")) }
}
