//! A program in a pseudo-terminal, and the screen that a terminal would show.

use std::error::Error;
use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

use crate::scenarios::Step;

/// The longest wait for a text.
const PATIENCE: Duration = Duration::from_secs(30);
/// A screen that has not changed for so long is finished.
const QUIET: Duration = Duration::from_millis(400);
/// A screen with a spinner or a countdown never is: then this is long enough.
const LONGEST_SETTLING: Duration = Duration::from_secs(2);

/// What to start.
pub struct Program<'a> {
    pub path: &'a Path,
    pub arguments: Vec<String>,
}

/// The running program and its screen.
pub struct Terminal {
    parser: vt100::Parser,
    output: Receiver<Vec<u8>>,
    input: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _pty: Box<dyn MasterPty + Send>,
}

impl Terminal {
    pub fn start(program: &Program<'_>, columns: u16, rows: u16) -> Result<Self, Box<dyn Error>> {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size)?;
        let mut command = CommandBuilder::new(std::path::absolute(program.path)?);
        command.args(&program.arguments);
        command.cwd(std::env::current_dir()?);
        for (name, value) in [
            ("TERM", "xterm-256color"),
            ("COLORTERM", "truecolor"),
            ("LANG", "C.UTF-8"),
            ("LC_ALL", "C.UTF-8"),
            // A browser that opens nothing.
            ("BROWSER", "true"),
        ] {
            command.env(name, value);
        }
        // What the person who takes the pictures is signed in to is nobody's business.
        for name in
            ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_REGION", "NO_COLOR", "DISPLAY", "WAYLAND_DISPLAY"]
        {
            command.env_remove(name);
        }
        let child = pty.slave.spawn_command(command)?;
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader()?;
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut buffer = [0; 16 * 1024];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        let size = |cells: u16| cells.try_into().map_err(|_| "a window has at least one cell");
        Ok(Self {
            parser: vt100::Parser::new(size(rows)?, size(columns)?, 0),
            output,
            input: pty.master.take_writer()?,
            child,
            _pty: pty.master,
        })
    }

    pub fn perform(&mut self, step: &Step) -> Result<(), Box<dyn Error>> {
        match step {
            Step::Wait(text) => self.wait_for(text),
            Step::Press(keys) => {
                self.input.write_all(keys.as_bytes())?;
                self.input.flush()?;
                // One paint per press, as with a person.
                self.settle();
                Ok(())
            }
            Step::Settle => {
                self.settle();
                Ok(())
            }
        }
    }

    /// Reads until nothing comes any more.
    pub fn settle(&mut self) {
        let start = Instant::now();
        while start.elapsed() < LONGEST_SETTLING {
            match self.output.recv_timeout(QUIET) {
                Ok(bytes) => self.parser.process(&bytes),
                Err(_) => break,
            }
        }
    }

    pub fn screen(&self) -> &vt100::Screen {
        self.parser.screen()
    }

    fn wait_for(&mut self, text: &str) -> Result<(), Box<dyn Error>> {
        let start = Instant::now();
        while !self.screen().contents().contains(text) {
            let left = PATIENCE.saturating_sub(start.elapsed());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.parser.process(&bytes),
                Err(RecvTimeoutError::Timeout) => {
                    return Err(format!("{text:?} did not appear on\n{}", self.screen().contents()).into());
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(
                        format!("it ended before {text:?} appeared:\n{}", self.screen().contents()).into()
                    );
                }
            }
        }
        Ok(())
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // The picture is taken; whether the program had ended by itself does not matter.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
