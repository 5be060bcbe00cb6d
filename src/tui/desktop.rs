//! The desktop around the program: its browser, and the shell that it was started from. The only
//! place that starts other programs, always by argument vector, never through a shell.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::domain::shell::Shell;
use crate::domain::web_address;
use crate::error::Failure;
use crate::paths::Env;

/// A command to run. Kept in one place, so that it is easy to see what is started.
#[expect(clippy::disallowed_methods, reason = "this is the place that starts programs")]
pub fn command(program: impl AsRef<OsStr>) -> Command {
    Command::new(program)
}

/// Opens an http(s) URL: with `browser`, else `$BROWSER`, else the system's browser.
///
/// # Errors
/// When the URL is none that may be opened, or nothing could be started.
pub fn open_url(env: &Env, url: &str, browser: Option<&str>) -> Result<(), Failure> {
    let refused = |why: String| Failure::new("The browser was not opened.", why);
    let parsed = web_address::parse(url)
        .ok_or_else(|| refused("Only http and https addresses are opened, and this is none.".to_owned()))?;
    let url = parsed.as_str();
    if let Some(browser) = browser {
        return start(browser, url).map_err(|why| {
            refused(format!("{browser} could not be started: {why}.")).hint("Check the setting browser.")
        });
    }
    if let Some(list) = env.var("BROWSER") {
        // Several commands, the first that starts wins (as Python's webbrowser and xdg-open read it).
        let commands = split_browsers(env, list);
        if commands.iter().any(|command| start(command, url).is_ok()) {
            return Ok(());
        }
        return Err(refused(format!("None of $BROWSER could be started: {list}.")));
    }
    if !has_desktop(env) {
        // xdg-open might start a text browser inside our own terminal.
        return Err(refused("There is no desktop here (DISPLAY is not set).".to_owned())
            .hint("Open the address on another device, or set BROWSER."));
    }
    open::that_detached(url).map_err(|error| refused(format!("{error}.")))
}

/// Whether a page can be opened at all: by a command of `$BROWSER` that is there, or by a desktop.
pub fn can_open_pages(env: &Env) -> bool {
    match env.var("BROWSER") {
        Some(list) => split_browsers(env, list).into_iter().any(|command| is_installed(env, command)),
        None if cfg!(any(windows, target_os = "macos")) => true,
        // Those that the open crate tries.
        None => has_desktop(env) && OPENERS.iter().any(|opener| is_installed(env, opener)),
    }
}

const OPENERS: [&str; 5] = ["xdg-open", "gio", "gnome-open", "kde-open", "wslview"];

/// Whether the program of a command exists: where the command says, or somewhere in `PATH`.
fn is_installed(env: &Env, command: &str) -> bool {
    let Some(program) = split_words(command).ok().and_then(|words| words.into_iter().next()) else {
        return false;
    };
    is_program(env, &program)
}

/// Whether a program exists: at its path, or somewhere in `PATH`.
pub fn is_program(env: &Env, program: &str) -> bool {
    if env.windows {
        // What Windows appends to a name to find a program is its own business.
        return true;
    }
    if program.contains('/') {
        return Path::new(program).is_file();
    }
    std::env::split_paths(env.var("PATH").unwrap_or_default()).any(|folder| folder.join(program).is_file())
}

fn has_desktop(env: &Env) -> bool {
    cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].iter().any(|name| env.var(name).is_some())
}

/// The commands of `$BROWSER`.
fn split_browsers<'a>(env: &Env, list: &'a str) -> Vec<&'a str> {
    let separator = if env.windows { ';' } else { ':' };
    list.split(separator).map(str::trim).filter(|command| !command.is_empty()).collect()
}

/// Starts `command` with the URL in place of `%s`, or after its arguments.
fn start(command: &str, url: &str) -> Result<(), String> {
    let mut words = words_of(command)?;
    if words.is_empty() {
        return Err("it is empty".to_owned());
    }
    let program = words.remove(0);
    let mut placed = false;
    for word in &mut words {
        if word.contains("%s") {
            *word = word.replace("%s", url);
            placed = true;
        }
    }
    if !placed {
        words.push(url.to_owned());
    }
    let mut child = self::command(program)
        .args(words)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| error.to_string())?;
    // Waited for by a thread of its own, so that it leaves no zombie.
    std::thread::spawn(move || child.wait());
    Ok(())
}

/// The program and its arguments. The path of a program needs no quotes, although Windows' have blanks.
pub fn words_of(command: &str) -> Result<Vec<String>, String> {
    if Path::new(command).is_file() { Ok(vec![command.to_owned()]) } else { split_words(command) }
}

/// Splits a command line at blanks; quotes keep blanks in. A backslash is plain text: Windows paths have them.
fn split_words(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut begun = false;
    for c in line.chars() {
        match quote {
            Some(q) if c == q => quote = None,
            Some(_) => word.push(c),
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                begun = true;
            }
            None if c.is_whitespace() => {
                if begun {
                    words.push(std::mem::take(&mut word));
                    begun = false;
                }
            }
            None => {
                word.push(c);
                begun = true;
            }
        }
    }
    if quote.is_some() {
        return Err("a quote is not closed".to_owned());
    }
    if begun {
        words.push(word);
    }
    Ok(words)
}

/// The shell that the program was started from.
pub fn detect_shell(env: &Env) -> Shell {
    let parents = parent_programs();
    let parents = parents.iter().map(String::as_str);
    Shell::detect(traces(env).into_iter().chain(parents), env.var("SHELL"), env.windows)
}

/// On Windows, where asking for the parent process takes unsafe code: the shell by what it leaves in the
/// environment of what it starts. A program started from PowerShell in cmd, or the other way round, has the
/// traces of both; then it is PowerShell, which most people have.
fn traces(env: &Env) -> Option<&'static str> {
    if !env.windows {
        return None;
    }
    if env.var("MSYSTEM").is_some() {
        // Git's bash for Windows.
        return Some("bash");
    }
    // PowerShell puts the user's own folder before the system's folders of modules.
    let system: Vec<String> = ["PROGRAMFILES", "PROGRAMFILES(X86)", "SYSTEMROOT"]
        .into_iter()
        .filter_map(|name| env.var(name).map(str::to_lowercase))
        .collect();
    let modules = env.var("PSMODULEPATH").unwrap_or_default().to_lowercase();
    let is_own = |folder: &str| !folder.is_empty() && !system.iter().any(|system| folder.starts_with(system));
    if modules.split(';').map(str::trim).any(is_own) {
        return Some("powershell");
    }
    if env.var("NU_VERSION").is_some() {
        return Some("nu");
    }
    env.var("PROMPT").map(|_| "cmd")
}

/// The names of the programs above this one, nearest first.
#[cfg(target_os = "linux")]
fn parent_programs() -> Vec<String> {
    let mut names = Vec::new();
    let mut pid = std::os::unix::process::parent_id();
    // Process trees are shallow; the bound is against a /proc that lies.
    for _ in 0..32 {
        // `pid (name) state ppid …`; the name may itself hold blanks and brackets.
        let Ok(stat) = std::fs::read_to_string(format!("/proc/{pid}/stat")) else { break };
        let Some(((_, name), rest)) =
            stat.rsplit_once(')').and_then(|(start, rest)| Some((start.split_once('(')?, rest)))
        else {
            break;
        };
        names.push(name.to_owned());
        let parent = rest.split_whitespace().nth(1).and_then(|field| field.parse().ok());
        match parent {
            Some(parent) if parent > 1 => pid = parent,
            _ => break,
        }
    }
    names
}

#[cfg(all(unix, not(target_os = "linux")))]
fn parent_programs() -> Vec<String> {
    let Ok(output) = command("ps").args(["-A", "-o", "pid=,ppid=,comm="]).stderr(Stdio::null()).output()
    else {
        return Vec::new();
    };
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let processes: std::collections::HashMap<u32, (u32, &str)> = text
        .lines()
        .filter_map(|line| {
            let (pid, rest) = line.trim_start().split_once(char::is_whitespace)?;
            let (parent, name) = rest.trim_start().split_once(char::is_whitespace)?;
            Some((pid.parse().ok()?, (parent.parse().ok()?, name.trim())))
        })
        .collect();
    let mut names = Vec::new();
    let mut pid = std::os::unix::process::parent_id();
    while let Some((parent, name)) = processes.get(&pid)
        && names.len() < 32
    {
        names.push((*name).to_owned());
        pid = *parent;
    }
    names
}

#[cfg(windows)]
fn parent_programs() -> Vec<String> {
    // See `traces`.
    Vec::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_opened() {
        let env = Env::of_variables([("BROWSER", "false")]);
        for url in ["file:///etc/passwd", "javascript:alert(1)", "not a url", "", "ftp://host/"] {
            assert!(open_url(&env, url, None).is_err(), "{url}");
        }
    }

    #[test]
    fn without_a_desktop_nothing_is_started() {
        if cfg!(any(windows, target_os = "macos")) {
            return;
        }
        let failure = open_url(&Env::of_variables([("HOME", "/h")]), "https://example.com/", None)
            .expect_err("no desktop");
        assert!(failure.hint.is_some_and(|hint| hint.contains("BROWSER")));
    }

    #[cfg(unix)]
    #[test]
    fn a_browser_that_is_missing_opens_no_pages() {
        let folder = tempfile::tempdir().expect("a folder");
        let browser = folder.path().join("browser");
        std::fs::write(&browser, "").expect("a file");
        let path = folder.path().to_str().expect("a name");
        let can = |browser: &str| can_open_pages(&Env::of_variables([("BROWSER", browser), ("PATH", path)]));
        assert!(can("browser"));
        assert!(can("missing:browser -x"));
        assert!(can(browser.to_str().expect("a name")));
        assert!(!can("missing"));
        assert!(!can("/nowhere/browser"));
        assert!(!can(":"));
    }

    #[test]
    fn on_windows_the_shell_is_known_by_its_traces() {
        let machine = [("PROGRAMFILES", r"C:\Program Files"), ("SYSTEMROOT", r"C:\Windows")];
        let system =
            r"C:\Program Files\WindowsPowerShell\Modules;C:\WINDOWS\system32\WindowsPowerShell\v1.0\Modules";
        let own = format!(r"C:\Users\me\OneDrive\Documents\PowerShell\Modules;{system}");
        for (variables, expected) in [
            (vec![], Shell::PowerShell),
            (vec![("PSMODULEPATH", system)], Shell::PowerShell),
            (vec![("PSMODULEPATH", system), ("PROMPT", "$P$G")], Shell::Cmd),
            (vec![("PSMODULEPATH", &own), ("PROMPT", "$P$G")], Shell::PowerShell),
            (vec![("PSMODULEPATH", system), ("NU_VERSION", "0.115.1")], Shell::Nushell),
            (vec![("PSMODULEPATH", &own), ("NU_VERSION", "0.115.1")], Shell::PowerShell),
            (vec![("MSYSTEM", "MINGW64"), ("PROMPT", "$P$G"), ("SHELL", "/usr/bin/bash")], Shell::Bash),
        ] {
            let mut env = Env::of_variables(machine.into_iter().chain(variables.iter().copied()));
            env.windows = true;
            let found = Shell::detect(traces(&env), env.var("SHELL"), true);
            assert_eq!(found, expected, "{variables:?}");
        }
        let mut unix = Env::of_variables([("PROMPT", "%m"), ("NU_VERSION", "0.115.1")]);
        unix.windows = false;
        assert_eq!(traces(&unix), None);
    }

    #[test]
    fn a_path_with_blanks_is_one_program() {
        let folder = tempfile::Builder::new().prefix("Mozilla Firefox ").tempdir().expect("a folder");
        let program = folder.path().join("firefox.exe");
        std::fs::write(&program, "").expect("a file");
        let command = program.to_str().expect("UTF-8");
        assert_eq!(words_of(command), Ok(vec![command.to_owned()]));
        let quoted = format!("\"{command}\" -P work");
        assert_eq!(words_of(&quoted), Ok(vec![command.to_owned(), "-P".to_owned(), "work".to_owned()]));
    }

    #[test]
    fn commands_are_split_at_blanks_outside_quotes() {
        let words = |line| split_words(line).expect("words");
        assert_eq!(words("firefox -P work"), ["firefox", "-P", "work"]);
        assert_eq!(words(r#""C:\Program Files\x.exe" --new "#), [r"C:\Program Files\x.exe", "--new"]);
        assert_eq!(words("a '' b"), ["a", "", "b"]);
        assert!(split_words("a 'b").is_err());
    }
}
