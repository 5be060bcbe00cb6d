//! The command line: what can be asked for, and one file for each command. The one without a name draws the screen,
//! `demo` draws it on a home of its own, and `pick` draws the list alone.

mod address_prompt;
mod arguments;
mod change;
mod configure;
mod console;
mod credential_process;
mod credentials;
mod delete;
mod demo;
mod doctor;
mod edit;
mod env;
mod examples;
mod exec;
mod guard;
mod init;
mod list;
mod login;
mod logout;
mod manual;
mod migrate;
mod nushell;
mod output;
mod pick;
mod populate;
mod prompt;
mod prompt_segment;
mod region;
mod rename;
mod roles;
mod runtime;
mod screen;
mod select;
mod settings;
mod shell_arguments;
mod status;
mod undo;
mod whoami;

use std::process::ExitCode;
use std::sync::Arc;

use crate::aws::Aws;
use crate::aws::clock::SystemClock;
use crate::domain::inventory::Inventory;
use crate::error::Failure;
use crate::paths::{Env, Paths};
use arguments::{Arguments, Command};
use output::Output;

/// What every command gets.
struct Context {
    env: Env,
    paths: Paths,
    output: Output,
}

impl Context {
    /// The tools to reach AWS with, on the way that the environment says.
    fn aws(&self) -> Aws {
        Aws::new(&self.env, self.paths.clone(), Arc::new(SystemClock))
    }

    /// The same on the way of a profile: the one that is named, else the current one, as in the AWS CLI.
    fn aws_with(&self, inventory: &Inventory, profile: Option<&str>) -> Aws {
        let profile = profile.unwrap_or(self.env.current_profile());
        self.aws().with_network(&inventory.network(&profile.into()))
    }
}

/// Runs the program as the process's arguments and environment say.
pub fn main() -> ExitCode {
    runtime::keep_memory_private();
    let arguments = match examples::parse() {
        Ok(arguments) => arguments,
        Err(error) => return output::usage(&error),
    };
    let env = Env::of_process();
    let output = Output::new(&arguments.global, &env);
    let outcome = run(arguments, env, output.clone());
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(failure) => {
            output.failure(&failure);
            ExitCode::from(failure.kind.exit_code())
        }
    }
}

fn run(arguments: Arguments, env: Env, output: Output) -> Result<u8, Failure> {
    let has_mouse = |own: &arguments::Screen| !(arguments.screen.no_mouse || own.no_mouse);
    if let Some(Command::Demo(demo)) = arguments.command {
        return demo::run(&demo, &env, &output, &arguments.global, has_mouse(&demo.screen));
    }
    let paths = Paths::of(&env)?;
    let context = Context { env, paths, output };
    match arguments.command {
        None => screen::run(context, &arguments),
        Some(Command::Pick(pick)) => pick::run(&context, &pick, &arguments.global, has_mouse(&pick.screen)),
        Some(Command::Init(init)) => init::run(&context, &init),
        Some(Command::Completions(completions)) => manual::completions(&context, &completions),
        Some(Command::Man(man)) => manual::man(&context, &man),
        Some(Command::List(list)) => list::run(&context, &list),
        Some(Command::Status(status)) => status::run(&context, &status),
        Some(Command::Login(login)) => login::run(&context, &login),
        Some(Command::Logout(logout)) => logout::run(&context, &logout),
        Some(Command::Roles(roles)) => roles::run(&context, &roles),
        Some(Command::Env(env)) => env::run(&context, &env),
        Some(Command::Exec(exec)) => exec::run(&context, &exec),
        Some(Command::Whoami(whoami)) => whoami::run(&context, &whoami),
        Some(Command::Console(console)) => console::run(&context, &console),
        Some(Command::CredentialProcess(process)) => credential_process::run(&context, &process),
        Some(Command::Configure(configure)) => configure::run(&context, &configure),
        Some(Command::Populate(populate)) => populate::run(&context, &populate),
        Some(Command::Migrate(migrate)) => migrate::run(&context, &migrate),
        Some(Command::Edit(edit)) => edit::run(&context, &edit),
        Some(Command::Rename(rename)) => rename::run(&context, &rename),
        Some(Command::Delete(delete)) => delete::run(&context, &delete),
        Some(Command::Undo(undo)) => undo::run(&context, &undo),
        Some(Command::Doctor(doctor)) => doctor::run(&context, &doctor),
        Some(Command::Settings(settings)) => settings::run(&context, &settings),
        Some(Command::HoldClipboard) => crate::tui::clipboard::hold(),
        Some(Command::Demo(_)) => Ok(0),
    }
}
