//! The grammar of the command line.

use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use super::configure::Configure;
use super::console::Console;
use super::credential_process::CredentialProcess;
use super::demo::Demo;
use super::doctor::Doctor;
use super::edit::Edit;
use super::exec::Exec;
use super::migrate::Migrate;
use super::populate::Populate;
use super::shell_arguments::{Completions, Init, Man, Pick};
use super::whoami::Whoami;
use crate::domain::shell::Shell;

/// See, pick, sign in to and use AWS SSO (IAM Identity Center) profiles.
///
/// Without a command, the full-screen program starts. Try it without an AWS account: ssotui demo
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, override_usage = USAGE, after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,

    #[command(flatten)]
    pub screen: Screen,

    /// Start with the profiles filtered by these words
    pub query: Vec<String>,

    /// Using a profile ends the screen and prints the profile's name, as the shell's function wants it
    #[arg(long, hide = true, value_name = "SHELL", value_parser = shell)]
    pub choose: Option<Shell>,

    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Words are a query or belong to a command, never both.
const USAGE: &str = "ssotui [OPTIONS] [QUERY]...
       ssotui [OPTIONS] <COMMAND>";

const EXAMPLES: &str = "Examples:
  ssotui                          the screen
  ssotui pay adm                  the screen, filtered
  ssotui login --session corp     sign in to one session
  ssotui status --check           exit code 0 while signed in
  ssotui env prod.admin           the line that sets AWS_PROFILE in your shell
  ssotui exec prod.admin -- make  a program with this profile
  ssotui demo                     everything above with no AWS account

Exit codes: 0 done, 1 failed, 2 usage, 3 sign-in needed, declined or expired,
4 no such profile or session, 130 interrupted; exec: the program's own.";

/// What every command takes.
#[derive(Debug, Clone, Default, Args)]
pub struct Global {
    /// No colours (also: the variable NO_COLOR)
    #[arg(long, global = true, display_order = LAST)]
    pub no_color: bool,

    /// No progress and no remarks, only results and errors
    #[arg(long, short, global = true, display_order = LAST)]
    pub quiet: bool,
}

/// Below a command's own options, above `--help`.
const LAST: usize = 900;

/// What everything takes that draws a screen.
#[derive(Debug, Clone, Default, Args)]
pub struct Screen {
    /// Leave the mouse to the terminal
    #[arg(long, display_order = LAST)]
    pub no_mouse: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// List every profile with its token's state
    List(List),
    /// Show every session with its token's state
    Status(Status),
    /// Sign in, by device code or with the browser
    Login(Login),
    /// Sign out: tell the portal, delete the session's token and its role credentials
    Logout(Logout),
    /// List the accounts and roles that a session reaches
    Roles(Roles),
    /// Set up a session and profiles of it, by questions or by flags
    Configure(Box<Configure>),
    /// Write a profile for every account and role that a session reaches
    Populate(Box<Populate>),
    /// Print the line that sets AWS_PROFILE in your shell
    Env(EnvLine),
    /// Run a program with a profile; without one, your shell
    Exec(Exec),
    /// Ask AWS who a profile is
    Whoami(Whoami),
    /// Open the AWS console as a profile's role
    Console(Console),
    /// Print temporary keys for tools that know no SSO, for credential_process in a config file
    CredentialProcess(CredentialProcess),
    /// Turn legacy profiles, and what other tools left, into profiles of a session
    Migrate(Migrate),
    /// Set and unset keys of profiles or sessions
    Edit(Edit),
    /// Pick a profile from the list, in place, and print its name
    Pick(Pick),
    /// Print the function for your shell that picks a profile and sets AWS_PROFILE
    Init(Init),
    /// Print the completions of all commands for a shell
    Completions(Completions),
    /// Print the manual page, or write the pages of all commands to a folder
    Man(Man),
    /// Give a profile another name; profiles that refer to it follow
    Rename(Rename),
    /// Take profiles out of the config file
    Delete(Delete),
    /// Bring back the config file as it was before the last change
    Undo(Undo),
    /// Look for what is wrong, and say what to do about it
    Doctor(Doctor),
    /// Show where the settings are, print the defaults, check the file
    Settings(Settings),
    /// Try everything against an Identity Center of its own on this machine
    Demo(Demo),
    /// Keep a text in the clipboard after the program has ended
    #[command(hide = true, name = "hold-clipboard")]
    HoldClipboard,
}

#[derive(Debug, Args)]
pub struct List {
    /// Only the names, one on each line: the caches are not read, which is faster
    #[arg(long, conflicts_with = "json")]
    pub names: bool,

    /// Machine-readable output
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Status {
    /// Only this session (its name, or its start URL); may be repeated
    #[arg(long, value_name = "SESSION")]
    pub session: Vec<String>,

    /// Only the session that this profile uses
    #[arg(value_name = "PROFILE")]
    pub profile: Option<String>,

    /// The profile of AWS_PROFILE and its token's state in a few words, for a prompt; nothing where it is not set
    #[arg(long, conflicts_with_all = ["session", "profile", "check", "json"])]
    pub prompt: bool,

    /// Say it with the exit code: 0 valid, 1 renewable, 3 sign-in needed, 4 unknown; the worst of several
    #[arg(long)]
    pub check: bool,

    /// With --check: count a token with less time left as not valid, for example 30m or 1h30m
    #[arg(long, value_name = "TIME", requires = "check", value_parser = duration)]
    pub min: Option<Duration>,

    /// Machine-readable output
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Default, Args)]
pub struct Login {
    /// The profile whose session to sign in to; without it AWS_PROFILE's, or the only one
    #[arg(value_name = "PROFILE", conflicts_with_all = ["session", "all"])]
    pub profile: Option<String>,

    /// The session to sign in to (its name, or its start URL); may be repeated
    #[arg(long, value_name = "SESSION", conflicts_with = "all")]
    pub session: Vec<String>,

    /// Every session that needs it, one after another
    #[arg(long)]
    pub all: bool,

    /// Sign in by device code: compare a code in any browser, also on another machine
    #[arg(long)]
    pub device_code: bool,

    /// Sign in with the browser of this machine, which answers by itself. Without either: as set, else by device code
    #[arg(long, conflicts_with = "device_code")]
    pub browser: bool,

    /// Print the address, open nothing
    #[arg(long)]
    pub no_browser: bool,

    /// Begin a new session even if the present one is good: sign out first, then in
    #[arg(long)]
    pub force: bool,

    /// Machine-readable output
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Logout {
    /// The profile whose session to sign out of
    #[arg(value_name = "PROFILE", conflicts_with_all = ["session", "all"])]
    pub profile: Option<String>,

    /// The session to sign out of (its name, or its start URL); may be repeated
    #[arg(long, value_name = "SESSION", conflicts_with = "all")]
    pub session: Vec<String>,

    /// Every token in the cache, other tools' too, as `aws sso logout` does
    #[arg(long)]
    pub all: bool,

    /// Machine-readable output
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Roles {
    /// Only this session (its name, or its start URL); may be repeated. Without it: all that are signed in
    #[arg(long, value_name = "SESSION")]
    pub session: Vec<String>,

    /// What was found last time, without asking the portal
    #[arg(long)]
    pub cached: bool,

    /// Machine-readable output
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct EnvLine {
    /// The profile
    #[arg(value_name = "PROFILE", required_unless_present = "unset")]
    pub profile: Option<String>,

    /// The shell to write for; without it the one you are in
    #[arg(long, value_name = "SHELL", value_parser = shell)]
    pub shell: Option<Shell>,

    /// The line that removes AWS_PROFILE, whichever profile it names
    #[arg(long)]
    pub unset: bool,

    /// The line that sets it for every new shell of yours, or with --unset takes it out of them
    #[arg(long)]
    pub permanent: bool,

    /// Lines with temporary keys instead: secrets, for tools that know no SSO
    #[arg(long, conflicts_with_all = ["unset", "permanent"])]
    pub credentials: bool,

    /// Give the keys of a guarded profile without being asked
    #[arg(long, short, requires = "credentials")]
    pub yes: bool,

    /// Machine-readable output
    #[arg(long)]
    pub json: bool,
}

/// What every command takes that changes the config file.
#[derive(Debug, Clone, Default, Args)]
pub struct Changing {
    /// Print the difference, change nothing
    #[arg(long, conflicts_with = "yes")]
    pub dry_run: bool,

    /// Do it without asking
    #[arg(long, short)]
    pub yes: bool,

    /// Machine-readable output
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub struct Rename {
    /// The profile
    #[arg(value_name = "OLD")]
    pub old: String,

    /// Its new name
    #[arg(value_name = "NEW")]
    pub new: String,

    #[command(flatten)]
    pub changing: Changing,
}

#[derive(Debug, Args)]
pub struct Delete {
    /// The profiles
    #[arg(value_name = "PROFILE", required = true)]
    pub profiles: Vec<String>,

    #[command(flatten)]
    pub changing: Changing,
}

#[derive(Debug, Args)]
pub struct Undo {
    /// Do it even if something else has changed the file since
    #[arg(long)]
    pub force: bool,

    #[command(flatten)]
    pub changing: Changing,
}

#[derive(Debug, Args)]
pub struct Settings {
    #[command(subcommand)]
    pub action: SettingsAction,
}

#[derive(Debug, Subcommand)]
pub enum SettingsAction {
    /// Where the file is, or would be
    Path,
    /// The documented defaults, ready to be saved and changed
    Default,
    /// Whether the file is right; exit code 2 if not
    Check,
}

/// `90s`, `30m`, `1h30m`, or seconds alone.
fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || format!("{text} is no length of time; write 90s, 30m or 1h30m");
    let mut total: u64 = 0;
    let mut number = String::new();
    for c in text.chars() {
        if c.is_ascii_digit() {
            number.push(c);
            continue;
        }
        let unit = match c {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return Err(wrong()),
        };
        let count: u64 = number.parse().map_err(|_| wrong())?;
        total = count.checked_mul(unit).and_then(|part| total.checked_add(part)).ok_or_else(wrong)?;
        number.clear();
    }
    if !number.is_empty() {
        let seconds: u64 = number.parse().map_err(|_| wrong())?;
        total = total.checked_add(seconds).ok_or_else(wrong)?;
    } else if text.is_empty() {
        return Err(wrong());
    }
    Ok(Duration::from_secs(total))
}

/// A shell by its name.
pub(super) fn shell(text: &str) -> Result<Shell, String> {
    Shell::from_name(&text.to_ascii_lowercase()).ok_or_else(|| {
        let known: Vec<_> = Shell::ALL.iter().map(|shell| shell.as_str()).collect();
        format!("{text} is none of {}", known.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_grammar_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn lengths_of_time() {
        assert_eq!(duration("30m"), Ok(Duration::from_secs(1800)));
        assert_eq!(duration("1h30m"), Ok(Duration::from_secs(5400)));
        assert_eq!(duration("90"), Ok(Duration::from_secs(90)));
        for wrong in ["", "m", "5x", "-5m", "99999999999999999999h", "18446744073709551615d"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_every_command_takes_may_stand_after_it() {
        for option in ["--no-color", "--quiet"] {
            Arguments::try_parse_from(["ssotui", "list", option]).expect(option);
        }
    }

    #[test]
    fn what_is_for_the_screen_stands_where_there_is_one() {
        let mut command = Arguments::command();
        command.build();
        let takes_mouse = |command: &clap::Command| {
            command.get_arguments().any(|argument| argument.get_long() == Some("no-mouse"))
        };
        let those = command.get_subcommands().filter(|one| takes_mouse(one)).map(clap::Command::get_name);
        assert_eq!(those.collect::<Vec<_>>(), ["pick", "demo"]);
        assert!(takes_mouse(&command));
    }

    #[test]
    fn help_tells_first_what_is_the_commands_own() {
        let mut command = Arguments::command();
        command.build();
        let login = command.find_subcommand_mut("login").expect("a command").render_help().to_string();
        let place = |option: &str| login.find(option).expect(option);
        assert!(place("--json") < place("--no-color") && place("--no-color") < place("--help"), "{login}");
    }

    #[test]
    fn a_word_alone_is_a_query_and_a_command_a_command() {
        let words = Arguments::try_parse_from(["ssotui", "prod"]).expect("a query");
        assert_eq!(words.query, ["prod"]);
        let command = Arguments::try_parse_from(["ssotui", "list", "--json"]).expect("a command");
        assert!(matches!(command.command, Some(Command::List(List { json: true, .. }))));
        let late = Arguments::try_parse_from(["ssotui", "prod", "list"]).expect("a query");
        assert_eq!((late.query.len(), late.command.is_none()), (2, true));
    }

    #[test]
    fn options_may_come_before_the_command() {
        let quiet = Arguments::try_parse_from(["ssotui", "--quiet", "list"]).expect("a command");
        assert!(quiet.global.quiet && matches!(quiet.command, Some(Command::List(_))), "{quiet:?}");
        let demo = Arguments::try_parse_from(["ssotui", "--no-mouse", "demo"]).expect("a command");
        assert!(demo.screen.no_mouse && matches!(demo.command, Some(Command::Demo(_))), "{demo:?}");
    }
}
