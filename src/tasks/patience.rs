//! Asking a service again that has too much to do, while somebody waits.

use std::future::Future;
use std::time::Duration;

use crate::aws::Aws;
use crate::aws::error::ApiError;

/// How often it is asked.
const ATTEMPTS: u32 = 4;
/// The pause before the second attempt; it doubles.
const FIRST_BACK_OFF: Duration = Duration::from_millis(500);
/// A longer pause is not kept, whatever the service wishes.
const LONGEST_BACK_OFF: Duration = Duration::from_secs(10);

/// Asks until there is an answer other than "not now" (429, 5xx), a few times. A network that is not there is not waited
/// for: what is cached may do.
///
/// # Errors
/// Those of the last attempt.
pub(super) async fn patiently<T, F: Future<Output = Result<T, ApiError>>>(
    aws: &Aws,
    ask: impl Fn() -> F,
) -> Result<T, ApiError> {
    let mut pause = FIRST_BACK_OFF;
    for _ in 1..ATTEMPTS {
        let wish = match ask().await {
            Err(ApiError::Service(error)) if is_busy(error.status) => error.retry_after,
            Err(ApiError::Foreign { status, .. }) if is_busy(status) => None,
            answer => return answer,
        };
        aws.clock().sleep(wish.unwrap_or(pause).min(LONGEST_BACK_OFF)).await;
        pause *= 2;
    }
    ask().await
}

/// Whether an answer may well come in a moment.
fn is_busy(status: u16) -> bool {
    status == 429 || status >= 500
}
