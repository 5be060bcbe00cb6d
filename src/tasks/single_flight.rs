//! One sign-in or renewal at a time for each session, across all processes of this program: otherwise everything that
//! runs when a token ends would open a browser tab of its own, or spend the refresh token that another one has just
//! spent.
//!
//! A lock file in the state folder stands for the session's token file. The system frees it when its holder ends,
//! however it ends. (The AWS CLI and the SDKs know no locks; what they write is found by reading again.)

use std::fs;
use std::future::Future;
use std::time::Duration;

use super::{blocking, config_file};
use crate::aws::{Aws, lock, safe_file, token_cache};

use crate::domain::session::{Session, SessionId};
use crate::domain::start_url::same_portal;
use crate::domain::token::{TokenFacts, TokenFile};
use crate::error::Failure;

/// How often one who waits asks again.
const PAUSE: Duration = Duration::from_millis(100);

/// The session's lock, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    lock: Option<fs::File>,
}

impl Turn {
    /// Whether nobody of ours writes the session's token file meanwhile.
    pub fn is_held(&self) -> bool {
        self.lock.is_some()
    }
}

/// Waits until no other program signs in to the session or renews its token; `on_wait` is called once where there is
/// somebody to wait for. Cancelled by dropping.
///
/// Where there can be no lock (a state folder that cannot be written, a disk without locks) nobody is waited for:
/// better two sign-ins than none.
pub(super) async fn turn(aws: &Aws, id: &SessionId, on_wait: &(dyn Fn() + Send + Sync)) -> Turn {
    turn_within(aws, id, Duration::MAX, on_wait).await.unwrap_or(Turn { lock: None })
}

/// The same, but `None` when it is still not this program's turn after a while.
pub(super) async fn turn_within(
    aws: &Aws,
    id: &SessionId,
    patience: Duration,
    on_wait: &(dyn Fn() + Send + Sync),
) -> Option<Turn> {
    let token = token_cache::path(aws.paths(), id);
    let locks = aws.paths().state.join("locks");
    let open = move || {
        let name = config_file::name_of(&safe_file::real_path(&token));
        lock::open(&locks.join(format!("{name}.lock")))
    };
    let Ok(Ok(file)) = blocking(open).await else { return Some(Turn { lock: None }) };
    let mut waited = Duration::ZERO;
    loop {
        match file.try_lock() {
            Ok(()) => return Some(Turn { lock: Some(file) }),
            Err(fs::TryLockError::WouldBlock) if waited < patience => {}
            Err(fs::TryLockError::WouldBlock) => return None,
            Err(fs::TryLockError::Error(_)) => return Some(Turn { lock: None }),
        }
        if waited.is_zero() {
            on_wait();
        }
        aws.clock().sleep(PAUSE).await;
        waited += PAUSE;
    }
}

/// Runs `sign_in` when it is this program's turn, unless the session has a new token by then: one that is good and
/// not what was `seen` when signing in was decided on. `on_wait` is called once where another program is waited for.
/// Cancelled by dropping.
///
/// # Errors
/// Those of `sign_in`.
pub async fn once(
    aws: &Aws,
    session: &Session,
    seen: &TokenFile,
    on_wait: &(dyn Fn() + Send + Sync),
    sign_in: impl Future<Output = Result<TokenFacts, Failure>>,
) -> Result<TokenFacts, Failure> {
    let _turn = turn(aws, &session.id, on_wait).await;
    let token = read(aws, session).await?;
    match token {
        TokenFile::Present(facts)
            if seen.facts() != Some(&facts)
                && facts.expires_at > aws.clock().now()
                && is_of(&facts, session) =>
        {
            Ok(facts)
        }
        _ => sign_in.await,
    }
}

/// What the session's token file says now: what [`once`] compares with.
///
/// # Errors
/// When the program is ending.
pub async fn read(aws: &Aws, session: &Session) -> Result<TokenFile, Failure> {
    let (paths, id) = (aws.paths().clone(), session.id.clone());
    blocking(move || token_cache::read(&paths, &id)).await
}

/// Whether a token was issued by the session's own portal, as far as it says.
pub(super) fn is_of(facts: &TokenFacts, session: &Session) -> bool {
    let urls = facts.start_url.as_deref().zip(session.start_url.as_ref());
    urls.is_none_or(|(stored, ours)| same_portal(stored, ours.as_str()))
}
