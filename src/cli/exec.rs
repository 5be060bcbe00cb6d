//! `ssotui exec`: a program with a profile.

use std::ffi::OsString;
use std::io::{self, ErrorKind, IsTerminal};

use clap::Args;

use super::arguments::Login;
use super::status::state;
use super::{Context, credentials, login, region, runtime, select};
use crate::app::text;
use crate::aws::Aws;
use crate::aws::clock::{Clock, SystemClock};
use crate::aws::role_credentials::RoleCredentials;
use crate::domain::child::{self, Change};
use crate::domain::inventory::{Inventory, SessionEntry};
use crate::domain::profile::Profile;
use crate::domain::role::ProfileRole;
use crate::domain::token::TokenState;
use crate::domain::usage::UsageChange;
use crate::error::{Failure, FailureKind};
use crate::tasks::{load, renew, usage};
use crate::tui::{desktop, lend};

/// What shells and `env` answer where the program is not there, or is none.
const NOT_FOUND: u8 = 127;
const NOT_RUNNABLE: u8 = 126;

#[derive(Debug, Args)]
pub struct Exec {
    /// The profile
    #[arg(value_name = "PROFILE")]
    pub profile: String,

    /// Hand over temporary keys instead of AWS_PROFILE, for programs that know no SSO
    #[arg(long)]
    pub credentials: bool,

    /// The region to run in; without it the profile's
    #[arg(long, value_name = "REGION")]
    pub region: Option<String>,

    /// Where signing in is needed, print the address and the code, open nothing
    #[arg(long)]
    pub no_browser: bool,

    /// Use a guarded profile without being asked
    #[arg(long, short)]
    pub yes: bool,

    /// The program and its arguments
    #[arg(trailing_var_arg = true, value_name = "CMD")]
    pub command: Vec<OsString>,
}

pub fn run(context: &Context, exec: &Exec) -> Result<u8, Failure> {
    let region = region::given(context, exec.region.as_deref())?;
    let inventory = load::load(&context.paths)?;
    let profile = select::profile(&inventory, &exec.profile)?;
    let words = if exec.command.is_empty() { shell(context) } else { exec.command.clone() };
    let program = words.first().cloned().unwrap_or_default();
    let not_started = |error: &io::Error| {
        let (failure, code) = not_started(&program.to_string_lossy(), error);
        context.output.failure(&failure);
        code
    };
    if let Err(error) = lend::check_program(&context.env, &program) {
        return Ok(not_started(&error));
    }
    super::guard::ask(context, &inventory, profile, exec.yes)?;
    let aws = context.aws_with(&inventory, Some(&exec.profile));
    let changes = runtime::run_until_interrupted(async {
        if exec.credentials {
            let role = ProfileRole::of(&inventory, profile)?;
            let keys = keys(context, &aws, exec, &inventory, &role).await?;
            let mut changes = child::for_keys(region.as_ref().or(role.region.as_ref()));
            changes.extend(keys.variables().map(|(name, value)| (name, Some(value))));
            Ok::<Vec<Change>, Failure>(changes)
        } else {
            sign_in_if_needed(context, &aws, exec, &inventory, profile).await?;
            Ok(child::with_profile(&profile.name, region.as_ref(), profile.region.as_ref()))
        }
    })?;
    record_use(context, profile);
    let error = match lend::command(&context.env, &words, &changes) {
        Some(command) => lend::run_in_place(command),
        None => io::Error::from(ErrorKind::NotFound),
    };
    Ok(not_started(&error))
}

/// Why the program does not run, and the exit code with which a shell would say so.
fn not_started(program: &str, error: &io::Error) -> (Failure, u8) {
    let what = if program.is_empty() {
        "The program has no name.".to_owned()
    } else {
        format!("{program} could not be started.")
    };
    let is_path = program.contains(std::path::is_separator);
    match error.kind() {
        ErrorKind::NotFound if program.is_empty() => {
            let failure = Failure::new(what, "The first word of the command is empty.");
            (failure.hint("Is it a variable that is not set?"), NOT_FOUND)
        }
        ErrorKind::NotFound if is_path => {
            let why = "There is no such file, or not the interpreter that its first line names.";
            (Failure::new(what, why).hint("Check the path."), NOT_FOUND)
        }
        ErrorKind::NotFound => {
            let failure = Failure::new(what, "No folder of PATH has a program of that name.");
            let hint = "Check its spelling. Aliases and functions are known to your shell alone: run that, \
                        for example with -- sh -c '…'.";
            (failure.hint(hint), NOT_FOUND)
        }
        ErrorKind::PermissionDenied => {
            let why = "It is a folder, or a file that you may not execute.";
            let failure = Failure::new(what, why);
            let is_script = cfg!(unix) && !std::path::Path::new(program).is_dir();
            let hint = is_script.then(|| format!("A script needs: chmod +x '{program}'"));
            (Failure { hint, ..failure }, NOT_RUNNABLE)
        }
        _ => (Failure::new(what, format!("{error}.")), NOT_RUNNABLE),
    }
}

/// Remembers the use. What cannot be remembered must not keep the program from running.
fn record_use(context: &Context, profile: &Profile) {
    if super::settings::read(&context.paths, &context.output).frecency {
        let used = UsageChange::Used { profile: profile.name.clone(), at: SystemClock.now() };
        let _ = usage::record(&context.paths, &used);
    }
}

/// The user's own shell.
fn shell(context: &Context) -> Vec<OsString> {
    let shell = super::settings::read(&context.paths, &context.output).shell;
    lend::shell(&context.env, shell.unwrap_or_else(|| desktop::detect_shell(&context.env)))
}

/// The role's keys; where that takes signing in, after signing in.
async fn keys(
    context: &Context,
    aws: &Aws,
    exec: &Exec,
    inventory: &Inventory,
    role: &ProfileRole,
) -> Result<RoleCredentials, Failure> {
    match credentials::of_role(context, aws, role).await {
        Err(failure) if failure.kind == FailureKind::SignInNeeded => {
            let entry = inventory.session(&role.session.id).ok_or_else(|| failure.clone())?;
            sign_in(context, aws, exec, entry, failure).await?;
            credentials::of_role(context, aws, role).await
        }
        outcome => outcome,
    }
}

/// Makes sure that there is a token with which the program's own SDK can get keys.
async fn sign_in_if_needed(
    context: &Context,
    aws: &Aws,
    exec: &Exec,
    inventory: &Inventory,
    profile: &Profile,
) -> Result<(), Failure> {
    let Some(entry) = inventory.session_behind(profile).and_then(|id| inventory.session(id)) else {
        // Another kind of profile, or one that is broken: its tools will say.
        return Ok(());
    };
    let what = format!("{} cannot be used.", profile.name);
    let told = |event| {
        context.output.note(&text::visible(&format!("{}: {event}", entry.session.id)));
    };
    match renew::usable_token(aws, &entry.session, &what, &told).await {
        Err(failure) if failure.kind == FailureKind::SignInNeeded => {
            sign_in(context, aws, exec, entry, failure).await
        }
        // The AWS tools renew a token themselves, and may have role credentials still: the program shall see.
        Err(failure) => {
            context.output.note(&format!("warning: {}", text::visible(&failure.to_string())));
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}

/// Signs in as `ssotui login` does. Where nobody sees the code, the failure that made it necessary is the answer.
async fn sign_in(
    context: &Context,
    aws: &Aws,
    exec: &Exec,
    entry: &SessionEntry,
    needed: Failure,
) -> Result<(), Failure> {
    if !io::stderr().is_terminal() {
        return Err(needed.hint(format!(
            "On a terminal it would sign in by itself. Here, sign in first: {}",
            credentials::sign_in_command(context, &entry.session)
        )));
    }
    let settings = super::settings::read(&context.paths, &context.output);
    // A token that looks good, and was refused all the same, belongs to a session that is over.
    let force = state(entry, SystemClock.now()) == TokenState::Valid;
    // Standard output is the program's: what is said of the sign-in goes to stderr, as it does with --json.
    let login = Login { no_browser: exec.no_browser, force, json: true, ..Login::default() };
    login::sign_in_one(context, aws, &settings, &login, entry).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_started_is_told_as_a_shell_would() {
        for (program, kind, code, told) in [
            ("terrafrom", ErrorKind::NotFound, 127, "No folder of PATH"),
            ("./make", ErrorKind::NotFound, 127, "no such file"),
            ("", ErrorKind::NotFound, 127, "The program has no name."),
            ("/tmp", ErrorKind::PermissionDenied, 126, "may not execute"),
            ("x", ErrorKind::ArgumentListTooLong, 126, "x could not be started."),
        ] {
            let (failure, exit_code) = not_started(program, &kind.into());
            assert_eq!(exit_code, code, "{program}");
            assert!(failure.to_string().contains(told), "{failure}");
        }
    }
}
