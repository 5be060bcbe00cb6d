//! Other programs that get the terminal: in place of this one, or until they end.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::time::Duration;

use super::signals::{self, Request, Signals};
use super::terminal_modes::TerminalModes;
use super::{desktop, editor};
use crate::app::msg::Lend;
use crate::domain::child::{self, Change};
use crate::domain::shell::Shell;
use crate::error::Failure;
use crate::paths::{Env, Paths};

/// How long after a program's end a Ctrl-C still counts as meant for it.
const GRACE: Duration = Duration::from_millis(20);
/// How long a program that was asked to end is waited for.
const LAST_WORDS: Duration = Duration::from_secs(1);

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

/// Whether there is such a program, as far as files tell: better known before a sign-in than after it.
///
/// # Errors
/// What starting it would fail with.
pub fn check_program(env: &Env, name: &OsStr) -> io::Result<()> {
    let path = Path::new(name);
    if name.is_empty() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let Some(folders) = env.raw("PATH") else { return Ok(()) };
    let mut folders: Vec<PathBuf> = std::env::split_paths(folders).collect();
    if path.components().count() != 1 || path.has_root() || name.as_encoded_bytes().contains(&b'/') {
        folders = vec![PathBuf::new()];
    } else if env.windows {
        // Where the system looks besides.
        folders.extend(std::env::current_exe().ok().and_then(|own| Some(own.parent()?.to_owned())));
        let system = PathBuf::from(env.var("SystemRoot").unwrap_or(r"C:\Windows"));
        folders.extend([PathBuf::new(), system.join("System32"), system]);
    }
    let mut extensions = vec![""];
    if env.windows {
        extensions.push(".exe");
        extensions.extend(env.var("PATHEXT").unwrap_or(".COM;.EXE;.BAT;.CMD").split(';'));
    }
    let mut outcome = Err(io::ErrorKind::NotFound.into());
    for folder in folders {
        for extension in &extensions {
            let mut file = folder.join(path).into_os_string();
            file.push(extension);
            match check_executable(Path::new(&file)) {
                Ok(()) => return Ok(()),
                Err(error) if Path::new(&file).exists() => outcome = Err(error),
                Err(_) => {}
            }
        }
    }
    outcome
}

fn check_executable(file: &Path) -> io::Result<()> {
    let facts = std::fs::metadata(file)?;
    #[cfg(unix)]
    let allowed = std::os::unix::fs::PermissionsExt::mode(&facts.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let allowed = true;
    if facts.is_file() && allowed { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
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

/// What the terminal is lent for, as a command: a shell with a profile, or the editor on the config file.
///
/// # Errors
/// When the editor that was set cannot be understood, or the config file's folder cannot be made.
pub(super) fn command_for(env: &Env, paths: &Paths, lend: &Lend) -> Result<Command, Failure> {
    let nothing = || Failure::new("There is nothing to start.", "The command is empty.");
    match lend {
        Lend::Shell { shell, profile, region } => {
            let changes = child::with_profile(profile, None, region.as_ref());
            command(env, &self::shell(env, *shell), &changes).ok_or_else(nothing)
        }
        Lend::Editor { line } => {
            // An editor does not make the folder of a new file.
            if let Some(folder) = paths.config.parent() {
                std::fs::create_dir_all(folder).map_err(|error| {
                    Failure::new("The config file's folder could not be made.", format!("{error}."))
                })?;
            }
            let mut words = editor::words(env)?;
            if let Some(line) = line.filter(|_| editor::knows_lines(&words)) {
                words.push(format!("+{line}"));
            }
            let mut words: Vec<OsString> = words.into_iter().map(OsString::from).collect();
            words.push(paths.config.clone().into_os_string());
            command(env, &words, &[]).ok_or_else(nothing)
        }
    }
}

/// Why the other program did not get the terminal.
pub(super) fn not_started(program: &str, error: &io::Error, lend: &Lend) -> Failure {
    let failure = Failure::new(format!("{program} could not be started."), format!("{error}."));
    match lend {
        Lend::Editor { .. } => failure.hint("Name an editor that is there in $VISUAL or $EDITOR."),
        Lend::Shell { .. } => failure,
    }
}

/// How a lent terminal came back.
#[derive(Debug)]
pub(super) enum Outcome {
    /// The program ended, or could not be started.
    Ended(io::Result<ExitStatus>),
    /// This program is asked to end, with this exit code; the other was told.
    End(u8),
}

/// Runs the program on the terminal, which must have been given back. Ctrl-C and the like are meanwhile the program's
/// own; a stop stops both, as in a shell's job.
pub(super) async fn run(mut command: Command, signals: &mut Signals) -> Outcome {
    let _interrupts = signals::hold_interrupts();
    let modes = TerminalModes::now();
    let give_back = || modes.iter().for_each(TerminalModes::restore);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Outcome::Ended(Err(error)),
    };
    let id = child.id();
    let mut waiting = tokio::task::spawn_blocking(move || child.wait());
    let ended = loop {
        tokio::select! {
            biased;
            ended = &mut waiting => break ended.unwrap_or_else(|error| Err(io::Error::other(error))),
            request = signals.next() => match request {
                request if request.is_interrupt() => {}
                Request::End(code) => {
                    // Shells do not end when asked to, only when the terminal hangs up.
                    for code in [code, 129] {
                        signals::pass_on(id, code);
                        if tokio::time::timeout(LAST_WORDS, &mut waiting).await.is_ok() {
                            break;
                        }
                    }
                    give_back();
                    return Outcome::End(code);
                }
                Request::Suspend if signals::can_stop() => signals::stop(),
                // A program that stops itself with all of us, where nobody would continue it.
                Request::Suspend => signals::go_on(),
                Request::Continued => {}
            },
        }
    };
    give_back();
    // What was meant for the program may arrive a little after its end.
    let late = tokio::time::sleep(GRACE);
    tokio::pin!(late);
    loop {
        tokio::select! {
            biased;
            request = signals.next() => {
                if let Request::End(code) = request
                    && !request.is_interrupt()
                {
                    return Outcome::End(code);
                }
            }
            () = &mut late => break,
        }
    }
    Outcome::Ended(ended)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(windows: bool, variables: &[(&str, &str)]) -> Env {
        let mut env = Env::of_variables(variables.iter().copied());
        env.windows = windows;
        env
    }

    #[test]
    fn a_program_is_looked_for_as_the_system_does() {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().to_str().expect("Unicode");
        for name in ["cdk.cmd", "plain"] {
            let file = home.path().join(name);
            std::fs::write(&file, "").expect("written");
            #[cfg(unix)]
            std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o755))
                .expect("set");
        }
        std::fs::create_dir(home.path().join("folder")).expect("a folder");
        let check = |windows, name: &str| {
            let env = of(windows, &[("PATH", folder), ("PATHEXT", ".COM;.cmd")]);
            check_program(&env, OsStr::new(name)).map_err(|error| error.kind())
        };
        assert_eq!(check(true, "cdk"), Ok(()));
        for windows in [false, true] {
            assert_eq!(check(windows, "no-such-program"), Err(io::ErrorKind::NotFound));
            assert_eq!(check(windows, ""), Err(io::ErrorKind::NotFound));
            assert_eq!(check(windows, &format!("{folder}/none")), Err(io::ErrorKind::NotFound));
            assert_eq!(check(windows, "folder"), Err(io::ErrorKind::PermissionDenied));
        }
        assert_eq!(check(false, "plain"), Ok(()));
        #[cfg(unix)]
        {
            // What is no folder, as one that may not be entered, is passed over.
            let path = format!("{folder}/plain:{folder}");
            assert!(check_program(&of(false, &[("PATH", &path)]), OsStr::new("plain")).is_ok());
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o644);
            std::fs::set_permissions(home.path().join("plain"), mode).expect("set");
            assert_eq!(check(false, "plain"), Err(io::ErrorKind::PermissionDenied));
        }
        assert!(
            check_program(&of(false, &[]), OsStr::new("plain")).is_ok(),
            "without PATH the system decides"
        );
    }

    fn words(env: &[(&str, &str)], lend: &Lend) -> Vec<String> {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().to_str().expect("Unicode");
        let own = [("HOME", folder), ("USERPROFILE", folder)];
        let env = Env::of_variables(own.into_iter().chain(env.iter().copied()));
        let paths = Paths::of(&env).expect("paths");
        let command = command_for(&env, &paths, lend).expect("a command");
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        words.map(|word| word.to_string_lossy().replace(folder, "~").replace('\\', "/")).collect()
    }

    #[test]
    fn the_editor_is_the_users_and_goes_to_the_line_where_it_can() {
        let at = Lend::Editor { line: Some(41) };
        let file = "~/.aws/config";
        assert_eq!(
            words(&[("EDITOR", "nvim -u NONE"), ("VISUAL", "")], &at),
            ["nvim", "-u", "NONE", "+41", file]
        );
        assert_eq!(words(&[("EDITOR", "vi"), ("VISUAL", "code --wait")], &at), ["code", "--wait", file]);
        assert_eq!(words(&[("EDITOR", "/usr/bin/vi")], &Lend::Editor { line: None }), ["/usr/bin/vi", file]);
        assert_eq!(words(&[], &at).last().map(String::as_str), Some(file));
        let env = Env::of_variables([("EDITOR", "vi 'x"), ("HOME", "/h"), ("USERPROFILE", "/h")]);
        let failure = editor::words(&env).expect_err("a quote is open");
        assert!(failure.why.contains("EDITOR"), "{failure}");
    }

    #[test]
    fn the_shell_is_the_users_own_unless_he_is_in_another() {
        let env = |own: &str| of(false, &[("SHELL", own)]);
        assert_eq!(shell(&env("/opt/bin/fish"), Shell::Fish), ["/opt/bin/fish"]);
        assert_eq!(shell(&env("/bin/bash"), Shell::Fish), ["fish"]);
        assert_eq!(shell(&env("/bin/xonsh"), Shell::Sh), ["/bin/xonsh"]);
        assert_eq!(shell(&env("/bin/sh"), Shell::PowerShell), ["pwsh", "-NoLogo"]);
        let windows = of(true, &[("COMSPEC", r"C:\w\cmd.exe"), ("SHELL", "/bin/bash")]);
        assert_eq!(shell(&windows, Shell::Cmd), [r"C:\w\cmd.exe"]);
        assert_eq!(shell(&windows, Shell::PowerShell), ["powershell", "-NoLogo"], "where there is no pwsh");
    }

    #[test]
    fn on_windows_a_name_is_found_with_its_ending() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("cdk.CMD"), "").expect("write");
        let variables = [("PATH", folder.path().to_str().expect("Unicode")), ("PATHEXT", ".EXE;.CMD")];
        let env = of(true, &variables);
        let find = |name: &str| find_program(&env, OsStr::new(name));
        assert_eq!(find("cdk"), folder.path().join("cdk.CMD"));
        for name in ["cdk.cmd", "./cdk", "other", ""] {
            assert_eq!(find(name), name, "as it is");
        }
        let unix = of(false, &variables);
        assert_eq!(find_program(&unix, OsStr::new("cdk")), "cdk");
    }

    #[test]
    fn a_program_sees_the_environment_that_this_one_was_given() {
        let env = Env::of_variables([("AWS_CONFIG_FILE", "/demo/config")]);
        let changes = child::with_profile(&"p".into(), None, None);
        let command = command(&env, &["x".into()], &changes).expect("a command");
        let last = |wanted: &str| {
            let found = command.get_envs().filter(|(name, _)| *name == wanted).last();
            found.map(|(_, value)| value.map(OsStr::to_os_string))
        };
        assert_eq!(last("AWS_CONFIG_FILE"), Some(Some("/demo/config".into())));
        assert_eq!(last("AWS_PROFILE"), Some(Some("p".into())));
        assert_eq!(last("PATH"), Some(None), "what is not there is not there for others");
        assert_eq!(last("AWS_SESSION_TOKEN"), Some(None));
    }
}
