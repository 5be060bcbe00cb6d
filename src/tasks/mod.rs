//! What takes time, told as a stream of events. The screen and the command line call the same tasks.

pub mod apply;
mod backup;
pub mod change;
mod config_file;
mod credentials;
pub mod doctor;
pub mod enumerate;
pub mod load;
mod organization_cache;
mod rate;
pub mod sign_in;
pub mod sign_out;
pub mod undo;
pub mod watch;

use jiff::SignedDuration;
use secrecy::SecretString;

use crate::aws::{Aws, token_cache};
use crate::domain::session::Session;
use crate::error::{Failure, FailureKind};

/// Does file work off the async threads. What has begun runs to its end, also when the task that waits is dropped.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Failure::new("The work on the files was broken off.", "Its thread was stopped."))
}

/// The session's token, if it is there and not over. `what` is what cannot be done without it.
async fn usable_token(aws: &Aws, session: &Session, what: &str) -> Result<SecretString, Failure> {
    let missing =
        |why: &str, hint: String| Failure::new(what, why).kind(FailureKind::SignInNeeded).hint(hint);
    let path = token_cache::path(aws.paths(), &session.id);
    let token = blocking(move || token_cache::load(&path)).await?;
    let sign_in = || format!("Sign in to {}.", session.id);
    match token {
        Ok(Some(token)) => {
            let skew = SignedDuration::from_secs(aws.clock_skew_seconds().unwrap_or_default());
            let now = aws.clock().now().checked_add(skew).unwrap_or(aws.clock().now());
            if token.facts.expires_at <= now {
                return Err(missing("The token has expired.", sign_in()));
            }
            Ok(token.access_token)
        }
        Ok(None) => Err(missing("Nobody is signed in.", sign_in())),
        Err((why, cure)) => Err(missing(&why, cure)),
    }
}
