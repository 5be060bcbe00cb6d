//! What is drawn on: stdout, or, where that goes somewhere else, stderr, or else the terminal itself. So what a
//! program prints can be taken by another while its screen is seen.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Write};

use crate::error::{Failure, FailureKind};

/// What to do where there is no terminal.
pub const IN_SCRIPTS: &str = "In scripts use a command (ssotui --help has them all), such as ssotui list or \
                              ssotui login; or name the profile: ssotui pick NAME --select-1";

/// The terminal by its own name, whatever stdout and stderr are.
const TERMINAL: &str = if cfg!(windows) { "CONOUT$" } else { "/dev/tty" };

/// Where the screen is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Device {
    Stdout,
    Stderr,
    Terminal,
}

impl Device {
    /// Stdout if it is a terminal, else the next best. `console_draws` is false for a Windows console that says it
    /// obeys escape sequences and does not: then a terminal behind stdout must.
    ///
    /// # Errors
    /// When there is no terminal.
    pub fn choose(console_draws: bool) -> Result<Self, Failure> {
        if io::stdout().is_terminal() || (cfg!(windows) && !console_draws && io::stdin().is_terminal()) {
            return Ok(Self::Stdout);
        }
        if io::stderr().is_terminal() {
            return Ok(Self::Stderr);
        }
        open_terminal().map(|_| Self::Terminal).map_err(|_| {
            Failure::new(
                "The screen needs a terminal.",
                "Neither stdout nor stderr is one, and there is no other.",
            )
            .kind(FailureKind::Usage)
            .hint(IN_SCRIPTS)
        })
    }

    /// # Errors
    /// When the terminal is gone.
    pub fn writer(self) -> io::Result<Box<dyn Write + Send>> {
        Ok(match self {
            Self::Stdout => Box::new(io::stdout()),
            Self::Stderr => Box::new(io::stderr()),
            Self::Terminal => Box::new(open_terminal()?),
        })
    }
}

fn open_terminal() -> io::Result<File> {
    // Windows' console wants both.
    OpenOptions::new().read(cfg!(windows)).write(true).open(TERMINAL)
}
