//! One request from its first byte to its last: recorded, held to latency and rate, spoiled or answered.

use std::io;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Limited};
use hyper::Response;
use hyper::body::Incoming;
use jiff::{SignedDuration, Timestamp};

use super::answer::Answer;
use super::faults::Fault;
use super::log::{Operation, Request};
use super::options::ThrottleHint;
use super::respond::{Body, Delivery, huge, respond};
use super::server::Shared;
use super::socket::Cut;
use super::{browser, lock, oidc, page, portal, sign_in, sts};

/// No request of these services comes near.
const LARGEST_REQUEST: usize = 1024 * 1024;

/// An `Err` ends the connection without an answer.
pub(super) async fn serve(
    shared: Arc<Shared>,
    cut: Cut,
    request: hyper::Request<Incoming>,
) -> io::Result<Response<Body>> {
    let request = read(request).await?;
    let number = shared.log.record(request.clone());
    if !shared.options.latency.is_zero() {
        tokio::time::sleep(shared.options.latency).await;
    }
    let mut delivery = Delivery::Whole;
    let mut date = SignedDuration::ZERO;
    let answer = match shared.faults.take(&request) {
        None | Some(Fault::When(_)) => answer(&shared, &request),
        Some(Fault::Answer(answer)) => answer,
        Some(Fault::Edit(edit)) => {
            let mut answer = answer(&shared, &request);
            if let Ok(mut value) = serde_json::from_slice(&answer.body) {
                edit(&mut value);
                answer.body = value.to_string().into_bytes();
            }
            answer
        }
        Some(Fault::Date(by)) => {
            date = by;
            answer(&shared, &request)
        }
        Some(Fault::Delay(by)) => {
            tokio::time::sleep(by).await;
            answer(&shared, &request)
        }
        Some(Fault::HalfBody) => {
            delivery = Delivery::Half;
            answer(&shared, &request)
        }
        Some(Fault::SlowBody(pause)) => {
            delivery = Delivery::Slow(pause);
            answer(&shared, &request)
        }
        Some(Fault::HugeBody(size)) => {
            shared.log.answered(number, 200);
            return Ok(huge(size));
        }
        Some(Fault::Hang) => return std::future::pending().await,
        Some(fault @ (Fault::Reset | Fault::Lost)) => {
            if matches!(fault, Fault::Lost) {
                answer(&shared, &request);
            }
            cut.request();
            return Err(io::ErrorKind::ConnectionReset.into());
        }
    };
    shared.log.answered(number, answer.status);
    let request_id = lock(&shared.store).random.uuid();
    let now = shared.now();
    Ok(respond(answer, &request_id, now.checked_add(date).unwrap_or(now), delivery))
}

async fn read(request: hyper::Request<Incoming>) -> io::Result<Request> {
    let (head, body) = request.into_parts();
    let body = Limited::new(body, LARGEST_REQUEST).collect().await.map_err(io::Error::other)?.to_bytes();
    let raw_query = head.uri.query().unwrap_or_default().to_owned();
    Ok(Request {
        operation: Operation::of(head.method.as_str(), head.uri.path()),
        method: head.method.as_str().to_owned(),
        path: head.uri.path().to_owned(),
        query: url::form_urlencoded::parse(raw_query.as_bytes()).into_owned().collect(),
        raw_query,
        headers: head
            .headers
            .iter()
            .map(|(name, value)| {
                (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
            })
            .collect(),
        body: body.to_vec(),
        status: None,
    })
}

/// The true answer.
fn answer(shared: &Shared, request: &Request) -> Answer {
    if request.operation.is_portal()
        && let Some(rate) = shared.options.rate
        && let Err(wait) = lock(&shared.bucket).take(shared.now(), rate)
    {
        let answer = portal::throttled();
        return match shared.options.throttle_hint {
            ThrottleHint::None => answer,
            ThrottleHint::RetryAfter => answer.header("Retry-After", wait.ceil().max(1.0).to_string()),
            ThrottleHint::AmzRetryAfter => {
                answer.header("x-amz-retry-after", (wait * 1000.0).ceil().to_string())
            }
        };
    }
    let outcome = match request.operation {
        Operation::RegisterClient => oidc::register_client(shared, request),
        Operation::StartDeviceAuthorization => oidc::start_device_authorization(shared, request),
        Operation::CreateToken => oidc::create_token(shared, request),
        Operation::ListAccounts => portal::list_accounts(shared, request),
        Operation::ListAccountRoles => portal::list_account_roles(shared, request),
        Operation::GetRoleCredentials => portal::get_role_credentials(shared, request),
        Operation::Logout => portal::logout(shared, request),
        Operation::GetCallerIdentity => Ok(sts::get_caller_identity(shared, request)),
        Operation::Federation => Ok(sign_in::federation(shared, request)),
        Operation::DevicePage => Ok(browser::device(shared, request)),
        Operation::Authorize => Ok(browser::authorize(shared, request)),
        Operation::Unknown => Ok(page::message(404, "Nothing here", "There is no such page or operation.")),
    };
    outcome.unwrap_or_else(|error| error)
}

/// A token bucket that holds one second's worth.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    /// How many requests it holds, and since when. `None` is full.
    level: Option<(f64, Timestamp)>,
}

pub(super) type SharedBucket = Mutex<Bucket>;

impl Bucket {
    /// Takes one; where there is none, says in how many seconds there will be.
    fn take(&mut self, now: Timestamp, rate: f64) -> Result<(), f64> {
        let full = rate.max(1.0);
        let level = self.level.map_or(full, |(level, since)| {
            let passed = now.duration_since(since).as_secs_f64().max(0.0);
            (level + passed * rate).min(full)
        });
        let enough = level >= 1.0;
        self.level = Some((if enough { level - 1.0 } else { level }, now));
        if enough { Ok(()) } else { Err((1.0 - level) / rate.max(f64::MIN_POSITIVE)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_lets_one_second_through_at_once_and_then_the_rate() {
        let mut bucket = Bucket::default();
        let start = Timestamp::UNIX_EPOCH;
        assert_eq!((0..30).filter(|_| bucket.take(start, 20.0).is_ok()).count(), 20);
        let wait = bucket.take(start, 20.0).unwrap_err();
        assert!((wait - 0.05).abs() < 1e-9, "{wait}");
        let later = start + SignedDuration::from_millis(100);
        assert_eq!((0..30).filter(|_| bucket.take(later, 20.0).is_ok()).count(), 2);
        let much_later = start + SignedDuration::from_secs(60);
        assert_eq!((0..30).filter(|_| bucket.take(much_later, 20.0).is_ok()).count(), 20);
    }

    #[test]
    fn a_rate_below_one_still_lets_something_through_and_a_clock_that_goes_back_is_no_harm() {
        let mut bucket = Bucket::default();
        let start = Timestamp::UNIX_EPOCH;
        assert!(bucket.take(start, 0.5).is_ok());
        assert!(bucket.take(start - SignedDuration::from_secs(9), 0.5).is_err());
        assert!(bucket.take(start, 0.0).is_ok() || bucket.take(start, 0.0).is_err());
    }
}
