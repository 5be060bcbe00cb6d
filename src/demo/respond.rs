//! From an answer to HTTP, with all the ways in which a body can fail to arrive.

use std::io;
use std::time::Duration;

use futures_util::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::Response;
use hyper::body::{Bytes, Frame};
use hyper::header::{CONTENT_LENGTH, HeaderName, HeaderValue};
use jiff::Timestamp;

use super::answer::Answer;

pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// How the body travels.
#[derive(Debug, Clone, Copy)]
pub(super) enum Delivery {
    Whole,
    Half,
    Slow(Duration),
}

/// The answer as HTTP, with a request id and the server's own time.
pub(super) fn respond(
    answer: Answer,
    request_id: &str,
    now: Timestamp,
    delivery: Delivery,
) -> Response<Body> {
    let length = answer.body.len();
    let mut response = Response::new(deliver(Bytes::from(answer.body), delivery));
    *response.status_mut() = hyper::StatusCode::from_u16(answer.status).unwrap_or_default();
    let headers = response.headers_mut();
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    let own = [("x-amzn-RequestId".to_owned(), request_id.to_owned()), ("Date".to_owned(), http_date(now))];
    for (name, value) in own.into_iter().chain(answer.headers) {
        if let (Ok(name), Ok(value)) =
            (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_bytes(value.as_bytes()))
        {
            headers.insert(name, value);
        }
    }
    response
}

/// RFC 9110's preferred form: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(at: Timestamp) -> String {
    at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

fn deliver(body: Bytes, delivery: Delivery) -> Body {
    match delivery {
        Delivery::Whole => Full::new(body).map_err(|never| match never {}).boxed_unsync(),
        Delivery::Half => {
            let half = body.slice(..body.len() / 2);
            let parts = stream::unfold(Some(half), |half| async move {
                match half {
                    Some(half) if !half.is_empty() => Some((Ok(Frame::data(half)), Some(Bytes::new()))),
                    Some(_) => {
                        // Lets the first half reach the client before the connection ends.
                        tokio::task::yield_now().await;
                        Some((Err(io::Error::other("half the body")), None))
                    }
                    None => None,
                }
            });
            StreamBody::new(parts).boxed_unsync()
        }
        Delivery::Slow(pause) => {
            let parts = stream::unfold(body, move |mut rest| async move {
                if rest.is_empty() {
                    return None;
                }
                if pause.is_zero() {
                    tokio::task::yield_now().await;
                } else {
                    tokio::time::sleep(pause).await;
                }
                Some((Ok(Frame::data(rest.split_to(1))), rest))
            });
            StreamBody::new(parts).boxed_unsync()
        }
    }
}

/// JSON that goes on for that many bytes within one string, chunk after chunk, in little memory.
pub(super) fn huge(size: u64) -> Response<Body> {
    const CHUNK: &[u8] = &[b'a'; 64 * 1024];
    let parts = stream::unfold(None, move |sent: Option<u64>| async move {
        let Some(sent) = sent else {
            let head = Bytes::from_static(b"{\"accessToken\":\"");
            return Some((Ok(Frame::data(head)), Some(0)));
        };
        if sent >= size {
            return None;
        }
        let length = CHUNK.len().min(usize::try_from(size - sent).unwrap_or(CHUNK.len()));
        Some((Ok(Frame::data(Bytes::from_static(&CHUNK[..length]))), Some(sent + length as u64)))
    });
    let mut response = Response::new(StreamBody::new(parts).boxed_unsync());
    response.headers_mut().insert(hyper::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_http() {
        let at: Timestamp = "1994-11-06T08:49:37Z".parse().unwrap();
        assert_eq!(http_date(at), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
