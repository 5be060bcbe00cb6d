//! The terminal's modes, kept while another program has the terminal: one that is killed leaves them as it likes.

#[cfg(unix)]
pub use unix::TerminalModes;
#[cfg(windows)]
pub use windows::TerminalModes;

#[cfg(unix)]
mod unix {
    use std::fs::File;

    use rustix::process::getpgrp;
    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};

    /// The modes at one moment.
    #[derive(Debug)]
    pub struct TerminalModes {
        terminal: File,
        modes: Termios,
    }

    impl TerminalModes {
        /// Those of now; `None` where there is no terminal.
        pub fn now() -> Option<Self> {
            let terminal = File::options().read(true).write(true).open("/dev/tty").ok()?;
            let modes = tcgetattr(&terminal).ok()?;
            Some(Self { terminal, modes })
        }

        /// Puts them in force again, unless the terminal is another job's: whoever touches it then is stopped.
        pub fn restore(&self) {
            if tcgetpgrp(&self.terminal).is_ok_and(|job| job == getpgrp()) {
                let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.modes);
            }
        }
    }
}

#[cfg(windows)]
mod windows {
    /// Not kept: each screen that is opened sets those that it needs, and the shells of Windows set theirs.
    #[derive(Debug)]
    pub struct TerminalModes;

    impl TerminalModes {
        pub fn now() -> Option<Self> {
            None
        }

        pub fn restore(&self) {}
    }
}
