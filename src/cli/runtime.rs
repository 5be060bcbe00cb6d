//! The runtime that commands run on.

use std::future::Future;
use std::time::Duration;

use crate::error::{Failure, FailureKind};

/// How long writes to disk are waited for at the end. Other work that blocks, such as looking up a
/// name in a broken network or reading a pipe that nobody writes to, may take for ever: it is left behind.
const LAST_WRITES: Duration = Duration::from_secs(2);

/// Keeps the memory of this process, tokens among it, out of core dumps and from other programs of the same user, as
/// far as the system offers that: on Linux. Programs that are started are not concerned (execve resets it).
pub fn keep_memory_private() {
    #[cfg(target_os = "linux")]
    // A system that refuses leaves things as they are everywhere else.
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Runs `task` to its end.
///
/// # Errors
/// The task's own failures; when the system gives no threads.
pub fn run<T>(task: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    // Two threads: with one, reading certificates or files would hold up the keys.
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(
            |error| Failure::new("The program could not start its worker threads.", format!("{error}.")),
        )?;
    let outcome = runtime.block_on(task);
    runtime.shutdown_timeout(LAST_WRITES);
    outcome
}

/// Runs `task` to its end, or until Ctrl-C: then it is dropped, which cancels it.
///
/// # Errors
/// As [`run`], and `Interrupted`.
pub fn run_until_interrupted<T>(task: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    run(async {
        tokio::select! {
            outcome = task => outcome,
            _ = tokio::signal::ctrl_c() => {
                Err(Failure::new("Interrupted.", "").kind(FailureKind::Interrupted))
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn no_core_dump_is_made() {
        use rustix::process::{DumpableBehavior, dumpable_behavior};
        keep_memory_private();
        assert_eq!(dumpable_behavior(), Ok(DumpableBehavior::NotDumpable));
    }

    #[test]
    fn what_blocks_for_ever_does_not_hold_up_the_end() {
        let (_never, nothing) = mpsc::channel::<()>();
        let (ended, end) = mpsc::channel();
        std::thread::spawn(move || {
            let outcome = run(async {
                drop(tokio::task::spawn_blocking(move || nothing.recv()));
                Ok(())
            });
            let _ = ended.send(outcome);
        });
        // A deadline that only a failing test reaches.
        assert_eq!(end.recv_timeout(Duration::from_secs(30)), Ok(Ok(())));
    }

    #[test]
    fn what_was_begun_is_ended() {
        let (start, started) = tokio::sync::oneshot::channel();
        let (go, gone) = mpsc::channel::<()>();
        let (write, written) = mpsc::channel();
        let outcome = run(async {
            drop(tokio::task::spawn_blocking(move || {
                let _ = start.send(());
                let _ = gone.recv();
                let _ = write.send("the token");
            }));
            let _ = started.await;
            drop(go);
            Ok(())
        });
        assert_eq!(outcome, Ok(()));
        assert_eq!(written.try_recv(), Ok("the token"));
    }
}
