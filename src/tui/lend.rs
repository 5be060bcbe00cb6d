//! Other programs that get the terminal: in place of this one, or until they end.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::desktop;
use crate::domain::child::Change;
use crate::domain::shell::Shell;
use crate::paths::Env;

/// A command with changed variables; `None` where there are no words.
pub fn command(env: &Env, words: &[OsString], changes: &[Change]) -> Option<Command> {
    let (program, arguments) = words.split_first()?;
    let mut command = desktop::command(find_program(env, program));
    command.args(arguments);
    // Where this program's own environment is not the process's: in the demo.
    let process = Env::of_process();
    for name in process.variables().keys().filter(|name| env.raw(name).is_none()) {
        command.env_remove(name);
    }
    for (name, value) in env.variables().iter().filter(|(name, value)| process.raw(name) != Some(value)) {
        command.env(name, value);
    }
    for (name, value) in changes {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    Some(command)
}

/// What Windows finds under a name only through its shell: `cdk` is `cdk.cmd`. Elsewhere, and where nothing is found,
/// the name as it is.
fn find_program(env: &Env, name: &OsStr) -> OsString {
    let path = Path::new(name);
    if !env.windows || path.extension().is_some() || path.components().count() != 1 {
        return name.to_owned();
    }
    let extensions = env.var("PATHEXT").unwrap_or(".COM;.EXE;.BAT;.CMD");
    let candidates = std::env::split_paths(env.var("PATH").unwrap_or_default()).flat_map(|folder| {
        extensions.split(';').filter(|extension| !extension.is_empty()).map(move |extension| {
            let mut file = folder.join(path).into_os_string();
            file.push(extension);
            PathBuf::from(file)
        })
    });
    candidates
        .into_iter()
        .find(|file| file.is_file())
        .map_or_else(|| name.to_owned(), PathBuf::into_os_string)
}

/// The user's own shell, to be used by hand: `$SHELL` unless this program was started from another one.
pub fn shell(env: &Env, shell: Shell) -> Vec<OsString> {
    if !env.windows
        && let Some(own) = env.var("SHELL")
        && Shell::from_executable(own).is_none_or(|known| known == shell)
    {
        return vec![own.into()];
    }
    let is_there = |name: &str| find_program(env, OsStr::new(name)) != *name;
    let words: &[&str] = match shell {
        Shell::PowerShell if env.windows && !is_there("pwsh") => &["powershell", "-NoLogo"],
        Shell::PowerShell => &["pwsh", "-NoLogo"],
        Shell::Bash => &["bash"],
        Shell::Zsh => &["zsh"],
        Shell::Sh => &["sh"],
        Shell::Fish => &["fish"],
        Shell::Nushell => &["nu"],
        Shell::Cmd => return vec![env.var("COMSPEC").unwrap_or("cmd").into()],
    };
    words.iter().map(OsString::from).collect()
}

/// Puts the program in this one's place: signals, job control and the exit code are its own, and nobody stands
/// between. Returns only where it could not be started.
#[cfg(unix)]
pub fn run_in_place(mut command: Command) -> io::Error {
    use std::os::unix::process::CommandExt;
    command.exec()
}

/// Runs the program and ends with its exit code. Ctrl-C and Ctrl-Break reach both and are the program's to answer.
/// Returns only where it could not be started.
#[cfg(windows)]
pub fn run_in_place(mut command: Command) -> io::Error {
    let waiting = tokio::runtime::Builder::new_current_thread().enable_all().build().and_then(|runtime| {
        let _inside = runtime.enter();
        // Alive until the end: as long as somebody listens, they do not end this program.
        let listeners = (tokio::signal::windows::ctrl_c()?, tokio::signal::windows::ctrl_break()?);
        let status = command.spawn()?.wait()?;
        drop(listeners);
        Ok(status)
    });
    match waiting {
        Ok(status) => std::process::exit(status.code().unwrap_or(1)),
        Err(error) => error,
    }
}
