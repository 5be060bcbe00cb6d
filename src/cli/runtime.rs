//! The runtime that commands run on.

use std::future::Future;

use crate::error::{Failure, FailureKind};

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
    start()?.block_on(async {
        tokio::select! {
            outcome = task => outcome,
            _ = tokio::signal::ctrl_c() => {
                Err(Failure::new("Interrupted.", "").kind(FailureKind::Interrupted))
            }
        }
    })
}
