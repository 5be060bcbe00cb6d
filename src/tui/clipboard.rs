//! Putting text into a clipboard: the desktop's own, or tmux's where the desktop is on another machine.
//! What neither takes goes to the terminal (`Screen::copy`).

use std::future::Future;
use std::io::{self, Read, Write};
use std::process::{Child, Stdio};

use tokio::task::spawn_blocking;

use super::desktop;
use crate::app::msg::CopiedBy;
use crate::error::Failure;
use crate::paths::Env;

/// More than any line that we copy; a bound for what the holder reads.
const MOST_BYTES: u64 = 1 << 20;

/// Which clipboards there are.
#[derive(Debug, Clone, Copy)]
pub struct Clipboard {
    desktop: bool,
    tmux: bool,
}

impl Clipboard {
    pub fn new(env: &Env) -> Self {
        let ssh = env.var("SSH_TTY").is_some() || env.var("SSH_CONNECTION").is_some();
        let display = env.var("DISPLAY").is_some() || env.var("WAYLAND_DISPLAY").is_some();
        Self {
            desktop: !ssh && (display || cfg!(any(windows, target_os = "macos"))),
            tmux: env.var("TMUX").is_some(),
        }
    }

    /// Whether there is any, beside the terminal itself.
    pub fn exists(&self) -> bool {
        self.desktop || self.tmux
    }

    /// Copies in the background. `None` where no clipboard took the text.
    pub fn copy(&self, text: String) -> impl Future<Output = Option<CopiedBy>> + use<> {
        let (desktop, tmux) = (self.desktop, self.tmux);
        // Displays and tmux are other programs: they may take their time.
        let copied = spawn_blocking(move || {
            if desktop && copy_to_desktop(&text).is_ok() {
                Some(CopiedBy::Clipboard)
            } else if tmux && copy_through_tmux(&text).is_ok() {
                Some(CopiedBy::Terminal)
            } else {
                None
            }
        });
        async move { copied.await.ok().flatten() }
    }
}

/// Inside tmux the text goes to tmux, which passes it on to its terminal: by default it drops the
/// sequence that would ask the terminal itself.
fn copy_through_tmux(text: &str) -> io::Result<()> {
    let mut tmux = desktop::command("tmux")
        .args(["load-buffer", "-w", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let fed = feed(&mut tmux, text);
    // Waited for in any case, so that no zombie stays.
    let ended = tmux.wait()?;
    fed?;
    if ended.success() { Ok(()) } else { Err(io::Error::other("tmux refused")) }
}

/// Gives the program the text as its whole input.
fn feed(program: &mut Child, text: &str) -> io::Result<()> {
    match program.stdin.take() {
        Some(mut stdin) => stdin.write_all(text.as_bytes()),
        None => Ok(()),
    }
}

/// On X11 and Wayland the text lives in the program that copied it, so a small process of our own
/// keeps it until something else is copied.
#[cfg(all(unix, not(target_os = "macos")))]
fn copy_to_desktop(text: &str) -> io::Result<()> {
    use std::os::unix::process::CommandExt;

    let mut holder = desktop::command(std::env::current_exe()?)
        .arg("hold-clipboard")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        // Not in our job: the shell must not stop or hang it up with us.
        .process_group(0)
        .spawn()?;
    let fed = feed(&mut holder, text);
    let mut answer = String::new();
    if let Some(stdout) = holder.stdout.take() {
        // No answer is an empty one.
        let _ = io::BufRead::read_line(&mut io::BufReader::new(stdout), &mut answer);
    }
    if fed.is_ok() && answer.trim_end() == HOLDING {
        // It is waited for, so that no zombie stays while we run.
        std::thread::spawn(move || holder.wait());
        Ok(())
    } else {
        let _ = holder.kill();
        let _ = holder.wait();
        Err(io::Error::other("the desktop has no clipboard"))
    }
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn copy_to_desktop(text: &str) -> io::Result<()> {
    arboard::Clipboard::new().and_then(|mut clipboard| clipboard.set_text(text)).map_err(io::Error::other)
}

/// What the holder says when the text is in the clipboard.
const HOLDING: &str = "holding";

/// The hidden command behind copying on X11 and Wayland: takes a text from stdin, says so on stdout,
/// and stays until something else is copied.
///
/// # Errors
/// When there is no clipboard.
pub fn hold() -> Result<u8, Failure> {
    let failed = |why: String| Failure::new("The clipboard could not be set.", why);
    let mut text = String::new();
    io::stdin()
        .lock()
        .take(MOST_BYTES)
        .read_to_string(&mut text)
        .map_err(|error| failed(error.to_string()))?;
    let mut clipboard = arboard::Clipboard::new().map_err(|error| failed(error.to_string()))?;
    let say = || {
        let mut out = io::stdout().lock();
        let _ = writeln!(out, "{HOLDING}");
        let _ = out.flush();
    };
    hold_text(&mut clipboard, text, say).map_err(|error| failed(error.to_string()))?;
    Ok(0)
}

#[cfg(all(unix, not(target_os = "macos")))]
fn hold_text(clipboard: &mut arboard::Clipboard, text: String, say: impl Fn()) -> Result<(), arboard::Error> {
    use arboard::SetExtLinux;

    // Said before waiting, which ends only when another text takes this one's place: opening the
    // clipboard has succeeded, and that is what fails where there is no desktop.
    say();
    clipboard.set().wait().text(text)
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn hold_text(clipboard: &mut arboard::Clipboard, text: String, say: impl Fn()) -> Result<(), arboard::Error> {
    clipboard.set_text(text)?;
    say();
    Ok(())
}
