//! What takes time, told as a stream of events. The screen and the command line call the same tasks.
//!
//! ```text
//! signing in   sign_in, single_flight (one at a time), renew, sign_out, vanity
//! finding      enumerate, rate, lists (for one choice), organization_cache
//! a role       role_credentials, key_lines, whoami, console
//! reading      load, watch
//! changing     change, apply, config_file, credentials, backup, undo
//! limits       patience (attempts), bounds (how much is taken in), disk (in words)
//! else         usage (what is used and pinned), doctor
//! ```

pub mod apply;
mod backup;
mod bounds;
pub mod change;
mod config_file;
pub mod console;
mod credentials;
mod disk;
pub mod doctor;
pub mod enumerate;
pub mod key_lines;
pub mod lists;
pub mod load;
mod organization_cache;
mod patience;
mod rate;
pub mod renew;
pub mod role_credentials;
pub mod sign_in;
pub mod sign_out;
pub mod single_flight;
pub mod undo;
pub mod usage;
pub mod vanity;
pub mod watch;
pub mod whoami;

use crate::error::Failure;

/// Does file work off the async threads. What has begun runs to its end, also when the task that waits is dropped.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Failure::new("The work on the files was broken off.", "Its thread was stopped."))
}
