//! The runtime that commands run on.

use std::future::Future;
use std::time::Duration;

use crate::error::{Failure, FailureKind};

/// How long work on files may take after the command has ended.
const LAST_WORK: Duration = Duration::from_secs(2);

/// Two threads: with one, reading certificates or files would hold up the keys.
///
/// # Errors
/// When the system gives no threads.
pub fn start() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::new("The program could not start its worker threads.", format!("{error}.")))
}

/// Runs `task` to its end, or until Ctrl-C: then it is dropped, which cancels it.
///
/// # Errors
/// The task's own failures, and `Interrupted`.
pub fn run<T>(task: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = start()?;
    let outcome = runtime.block_on(async {
        tokio::select! {
            outcome = task => outcome,
            _ = tokio::signal::ctrl_c() => {
                Err(Failure::new("Interrupted.", "").kind(FailureKind::Interrupted))
            }
        }
    });
    // A file that is being written is written to its end. A name that the system looks up is not waited for.
    runtime.shutdown_timeout(LAST_WORK);
    outcome
}
