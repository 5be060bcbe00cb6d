//! Signature Version 4, verified: written apart from what signs, so that the two are a check on each other.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use ring::{digest, hmac};

use super::log::Request;
use crate::domain::hex;

/// AWS refuses what is further off (IAM user guide).
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// What the header `Authorization` says.
pub(super) struct Signature<'a> {
    pub key_id: &'a str,
    pub service: &'a str,
    day: &'a str,
    region: &'a str,
    signed_headers: &'a str,
    signature: &'a str,
}

impl<'a> Signature<'a> {
    pub(super) fn parse(authorization: &'a str) -> Option<Self> {
        let rest = authorization.strip_prefix("AWS4-HMAC-SHA256 ")?;
        let part = |name: &str| rest.split(',').find_map(|part| part.trim().strip_prefix(name));
        let scope: Vec<&str> = part("Credential=")?.split('/').collect();
        let [key_id, day, region, service, "aws4_request"] = scope.as_slice() else { return None };
        Some(Self {
            key_id,
            service,
            day,
            region,
            signed_headers: part("SignedHeaders=")?,
            signature: part("Signature=")?,
        })
    }

    /// Whether it was made about now, on the day that it names.
    pub(super) fn is_recent(&self, request: &Request, now: Timestamp) -> bool {
        let Some(date) = request.header("x-amz-date").filter(|date| date.starts_with(self.day)) else {
            return false;
        };
        let at = DateTime::strptime("%Y%m%dT%H%M%SZ", date).and_then(|at| at.to_zoned(TimeZone::UTC));
        at.is_ok_and(|at| at.timestamp().duration_since(now).abs() <= TOLERANCE)
    }

    /// Whether it is this request's, made with the key, and covers what it has to: the host, the date and the token.
    pub(super) fn is_of(&self, request: &Request, secret: &str) -> bool {
        let names: Vec<&str> = self.signed_headers.split(';').collect();
        if !["host", "x-amz-date", "x-amz-security-token"].iter().all(|name| names.contains(name)) {
            return false;
        }
        let mut canonical = format!("{}\n{}\n", request.method, request.path);
        let mut query: Vec<&str> = request.raw_query.split('&').filter(|pair| !pair.is_empty()).collect();
        query.sort_unstable();
        canonical.push_str(&query.join("&"));
        canonical.push('\n');
        for name in names {
            let value = request.header(name).unwrap_or_default().trim();
            canonical.push_str(&format!("{name}:{value}\n"));
        }
        canonical.push_str(&format!("\n{}\n{}", self.signed_headers, hash(&request.body)));
        let scope = [self.day, self.region, self.service, "aws4_request"];
        let date = request.header("x-amz-date").unwrap_or_default();
        let text = format!("AWS4-HMAC-SHA256\n{date}\n{}\n{}", scope.join("/"), hash(canonical.as_bytes()));
        let key = scope.iter().fold(format!("AWS4{secret}").into_bytes(), |key, part| mac(&key, part));
        hex::encode(&mac(&key, &text)) == self.signature
    }
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes()).as_ref().to_vec()
}

fn hash(bytes: &[u8]) -> String {
    hex::encode(digest::digest(&digest::SHA256, bytes).as_ref())
}
