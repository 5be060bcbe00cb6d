//! The system's requests: end, hang up, stop, continue. Each ends in the terminal being whole.

/// What the system asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(windows, expect(dead_code, reason = "Windows has no job control"))]
pub enum Request {
    /// End now, with this exit code.
    End(u8),
    /// Stop until continued (a `SIGTSTP` from elsewhere; the key arrives as a key).
    Suspend,
    /// We were stopped by force and go on: paint everything.
    Continued,
}

impl Request {
    /// Whether it came from a key (Ctrl-C, Ctrl-\\, Ctrl-Break), which everything on the terminal gets.
    pub fn is_interrupt(self) -> bool {
        matches!(self, Self::End(130 | 131))
    }
}

#[cfg(unix)]
pub use unix::{Signals, can_stop, go_on, hold_interrupts, pass_on, stop};
#[cfg(windows)]
pub use windows::{Signals, can_stop, go_on, hold_interrupts, pass_on, stop};

#[cfg(unix)]
mod unix {
    use tokio::signal::unix::{Signal, SignalKind, signal};

    use super::Request;

    /// The signals that a terminal program must not ignore.
    #[derive(Debug)]
    pub struct Signals {
        terminate: Signal,
        hangup: Signal,
        interrupt: Signal,
        quit: Signal,
        suspend: Signal,
        resume: Signal,
    }

    impl Signals {
        pub fn new() -> std::io::Result<Self> {
            Ok(Self {
                terminate: signal(SignalKind::terminate())?,
                hangup: signal(SignalKind::hangup())?,
                interrupt: signal(SignalKind::interrupt())?,
                quit: signal(SignalKind::quit())?,
                suspend: signal(SignalKind::from_raw(rustix::process::Signal::TSTP.as_raw()))?,
                resume: signal(SignalKind::from_raw(rustix::process::Signal::CONT.as_raw()))?,
            })
        }

        pub async fn next(&mut self) -> Request {
            tokio::select! {
                _ = self.terminate.recv() => Request::End(143),
                _ = self.hangup.recv() => Request::End(129),
                _ = self.interrupt.recv() => Request::End(130),
                _ = self.quit.recv() => Request::End(131),
                _ = self.suspend.recv() => Request::Suspend,
                _ = self.resume.recv() => Request::Continued,
            }
        }
    }

    /// Whether somebody would continue this program. A shell with job control gives each command a process
    /// group of its own, apart from that of the session's first process; without one a stop is for ever.
    pub fn can_stop() -> bool {
        rustix::process::getsid(None).is_ok_and(|session| session != rustix::process::getpgrp())
    }

    /// Stops this program and whatever was started with it in one job, as the shell's job control
    /// expects; returns when continued.
    pub fn stop() {
        let _ = rustix::process::kill_current_process_group(rustix::process::Signal::STOP);
    }

    /// Continues whatever of this program's group has stopped itself.
    pub fn go_on() {
        let _ = rustix::process::kill_current_process_group(rustix::process::Signal::CONT);
    }

    /// Nothing has to be kept: whoever listens is not ended by a signal.
    pub fn hold_interrupts() -> Option<std::convert::Infallible> {
        None
    }

    /// Tells a program that was started to end, for the reason that this one ends with this exit code.
    pub fn pass_on(id: u32, code: u8) {
        let signal = match code {
            129 => rustix::process::Signal::HUP,
            _ => rustix::process::Signal::TERM,
        };
        if let Some(id) = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process(id, signal);
        }
    }
}

#[cfg(windows)]
mod windows {
    use tokio::signal::windows::{CtrlBreak, CtrlClose, CtrlShutdown, ctrl_break, ctrl_close, ctrl_shutdown};

    use super::Request;

    #[derive(Debug)]
    pub struct Signals {
        close: CtrlClose,
        shutdown: CtrlShutdown,
        break_: CtrlBreak,
    }

    impl Signals {
        pub fn new() -> std::io::Result<Self> {
            Ok(Self { close: ctrl_close()?, shutdown: ctrl_shutdown()?, break_: ctrl_break()? })
        }

        pub async fn next(&mut self) -> Request {
            tokio::select! {
                _ = self.close.recv() => Request::End(129),
                _ = self.shutdown.recv() => Request::End(143),
                _ = self.break_.recv() => Request::End(130),
            }
        }
    }

    /// There is no job control on Windows.
    pub fn can_stop() -> bool {
        false
    }

    pub fn stop() {}

    pub fn go_on() {}

    /// Keeps Ctrl-C from ending this program while it lives.
    pub fn hold_interrupts() -> Option<tokio::signal::windows::CtrlC> {
        tokio::signal::windows::ctrl_c().ok()
    }

    /// The system tells every program of the console.
    pub fn pass_on(_id: u32, _code: u8) {}
}
