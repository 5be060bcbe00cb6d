//! The HTTP client: built once, at its first use, from the values in [`Env`] and the profile's CA bundle.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::header::{DATE, HeaderMap, LOCATION};
use reqwest::{Client, ClientBuilder, NoProxy, Proxy, Request, Response};
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;
use serde::de::DeserializeOwned;
use tokio::sync::OnceCell;

use super::ca_bundle;
use super::clock::Clock;
use super::error::{ApiError, decode};
use crate::domain::network::{Configured, ProfileNetwork};
use crate::domain::web_address::is_plain_loopback;
use crate::error::{Failure, FailureKind};
use crate::paths::Env;

/// How long a connection may take to come about.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a whole exchange may take.
pub const TIMEOUT: Duration = Duration::from_secs(30);
/// No answer that ssotui asks for is anywhere near this size.
const MAX_BODY: usize = 8 * 1024 * 1024;
/// Not a skew: nothing was measured yet.
const UNKNOWN_SKEW: i64 = i64::MIN;

/// What the client is made of, and the client once it is made.
pub(super) struct Http {
    settings: Settings,
    /// For everything beyond this machine. Building it reads the CA certificates.
    world: OnceCell<Client>,
    /// For plain http to this very machine: no proxy, and no certificates, which may be missing altogether.
    loopback: OnceCell<Client>,
    /// Server time minus local time in seconds, or [`UNKNOWN_SKEW`].
    skew: Arc<AtomicI64>,
}

/// Why a request has no answer.
#[derive(Debug)]
pub(super) enum Unsent {
    /// There is no client to send it with.
    Impossible(ApiError),
    Network(reqwest::Error),
}

#[derive(Clone)]
struct Settings {
    ca_bundle: Option<Configured>,
    http_proxy: Option<String>,
    https_proxy: Option<String>,
    no_proxy: Option<String>,
}

impl Http {
    pub fn new(env: &Env, profile: &ProfileNetwork) -> Self {
        // Python's urllib, and so botocore, prefers the lower case.
        let either_case =
            |name: &str| env.var(&name.to_ascii_lowercase()).or_else(|| env.var(name)).map(str::to_owned);
        let settings = Settings {
            ca_bundle: ca_bundle::of(env, profile),
            http_proxy: either_case("HTTP_PROXY"),
            https_proxy: either_case("HTTPS_PROXY"),
            no_proxy: either_case("NO_PROXY"),
        };
        Self::of(settings, Arc::new(AtomicI64::new(UNKNOWN_SKEW)))
    }

    fn of(settings: Settings, skew: Arc<AtomicI64>) -> Self {
        Self { settings, world: OnceCell::new(), loopback: OnceCell::new(), skew }
    }

    /// This one if it has that CA bundle, else another with it.
    pub fn with_bundle(this: &Arc<Self>, ca_bundle: Option<Configured>) -> Arc<Self> {
        if this.settings.ca_bundle == ca_bundle {
            return Arc::clone(this);
        }
        let settings = Settings { ca_bundle, ..this.settings.clone() };
        Arc::new(Self::of(settings, Arc::clone(&this.skew)))
    }

    pub fn clock_skew_seconds(&self) -> Option<i64> {
        Some(self.skew.load(Ordering::Relaxed)).filter(|&skew| skew != UNKNOWN_SKEW)
    }

    /// Sends a request and reads its answer to the end (an unread body costs the connection). `secrets` are what the
    /// request carries: should the answer quote them, its error does not.
    pub async fn send(
        &self,
        clock: &dyn Clock,
        request: Request,
        secrets: &[&SecretString],
    ) -> Result<Zeroizing<Vec<u8>>, ApiError> {
        let host = request.url().host_str().unwrap_or_default().to_owned();
        let response = self.execute(request).await.map_err(|unsent| match unsent {
            Unsent::Impossible(error) => error,
            Unsent::Network(error) => network_error(&error, &host),
        })?;
        let status = response.status();
        let headers = response.headers().clone();
        let came_at = clock.now();
        let body = read_body(response, &host).await?;
        let answer =
            if status.is_success() { Ok(body) } else { Err(decode(status, &headers, &body, secrets)) };
        let is_of_aws = match &answer {
            Ok(body) => !is_page(body),
            Err(error) => matches!(error, ApiError::Service(_)),
        };
        if is_of_aws {
            self.measure_skew(came_at, &headers);
        }
        answer
    }

    /// Sends a request, and gives its answer's head, or what came instead as it came.
    pub async fn execute(&self, request: Request) -> Result<Response, Unsent> {
        let client = self.client(&request).await.map_err(Unsent::Impossible)?;
        client.execute(request).await.map_err(Unsent::Network)
    }

    /// Whether requests to this host go through a proxy that the environment names.
    pub fn is_proxied(&self, host: &str) -> bool {
        let bypass = self.settings.no_proxy.as_deref().unwrap_or_default();
        let is_meant = |part: &str| {
            let domain = part.trim_start_matches('.');
            part == "*" || (!domain.is_empty() && (host == domain || host.ends_with(&format!(".{domain}"))))
        };
        self.settings.https_proxy.is_some() && !bypass.split(',').any(|part| is_meant(part.trim()))
    }

    /// Sends a request to somebody who is not AWS, and tells the status and where it leads. Nothing else of the answer
    /// is read.
    pub async fn redirect(&self, request: Request) -> Result<(u16, Option<String>), ApiError> {
        let host = request.url().host_str().unwrap_or_default().to_owned();
        let client = self.client(&request).await?;
        let response = client.execute(request).await.map_err(|error| network_error(&error, &host))?;
        let location = response.headers().get(LOCATION).and_then(|value| value.to_str().ok());
        Ok((response.status().as_u16(), location.map(str::to_owned)))
    }

    async fn client(&self, request: &Request) -> Result<&Client, ApiError> {
        let is_loopback = is_plain_loopback(request.url());
        let cell = if is_loopback { &self.loopback } else { &self.world };
        cell.get_or_try_init(|| async {
            let settings = self.settings.clone();
            // Reads certificates from the disk, which may take a while.
            let built = tokio::task::spawn_blocking(move || {
                if is_loopback { build_loopback() } else { build_world(&settings) }
            });
            match built.await {
                Ok(client) => client,
                Err(_) => Err(setup_failure("The task that built it was stopped.")),
            }
        })
        .await
        .map_err(ApiError::Impossible)
    }

    /// Takes the time from an answer of AWS's own: the clocks of proxies are nobody's.
    pub(super) fn measure_skew(&self, now: Timestamp, headers: &HeaderMap) {
        let date =
            headers.get(DATE).and_then(|date| DateTimeParser::new().parse_timestamp(date.as_bytes()).ok());
        if let Some(date) = date {
            self.skew.store(date.as_second() - now.as_second(), Ordering::Relaxed);
        }
    }
}

/// Reads a successful answer. What the parser says may quote secrets: only the place is told.
pub(super) fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|error| {
        if body.trim_ascii_start().starts_with(b"<") {
            return web_page();
        }
        if body.trim_ascii().is_empty() {
            return ApiError::Malformed("The answer is empty.".into());
        }
        ApiError::Malformed(format!(
            "The answer is not what AWS's service model promises (at line {}, column {}).",
            error.line(),
            error.column()
        ))
    })
}

/// Whether it is a captive portal's or a proxy's page, under whatever status, and not the XML of STS.
pub(super) fn is_page(body: &[u8]) -> bool {
    let start = body.trim_ascii_start();
    let begins = |with: &[u8]| start.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    begins(b"<!doctype") || begins(b"<html") || begins(b"<head") || begins(b"<body") || begins(b"<!--")
}

/// What a page under a status of success is told as.
pub(super) fn web_page() -> ApiError {
    ApiError::Foreign { status: 200, message: "A web page came instead of an answer.".into() }
}

fn builder() -> ClientBuilder {
    // Another crate of the process may have chosen one before: any will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder()
        .user_agent(concat!("ssotui/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TIMEOUT)
        // AWS's APIs do not redirect; a token must not follow somebody who does.
        .redirect(reqwest::redirect::Policy::none())
}

fn build_loopback() -> Result<Client, Failure> {
    builder().no_proxy().tls_certs_only([]).build().map_err(|error| setup_failure(&innermost(&error)))
}

fn build_world(settings: &Settings) -> Result<Client, Failure> {
    let mut builder = builder();
    if let Some(bundle) = &settings.ca_bundle {
        builder = builder.tls_certs_only(ca_bundle::certificates(bundle)?);
    }
    // Where the environment names no proxy, the system's settings hold (Windows, macOS).
    let bypass = settings.no_proxy.as_deref().and_then(NoProxy::from_string);
    if let Some(url) = &settings.http_proxy {
        let proxy = Proxy::http(url.as_str()).map_err(|_| proxy_failure("HTTP_PROXY"))?;
        builder = builder.proxy(proxy.no_proxy(bypass.clone()));
    }
    if let Some(url) = &settings.https_proxy {
        let proxy = Proxy::https(url.as_str()).map_err(|_| proxy_failure("HTTPS_PROXY"))?;
        builder = builder.proxy(proxy.no_proxy(bypass));
    }
    builder.build().map_err(|error| {
        setup_failure(&innermost(&error))
            .hint("Install the system's CA certificates, or name a PEM file in AWS_CA_BUNDLE.")
    })
}

fn setup_failure(why: &str) -> Failure {
    Failure::new("The HTTPS client could not be set up.", format!("{}.", why.trim_end_matches('.')))
}

/// The URL may hold a password: it is not quoted.
fn proxy_failure(variable: &str) -> Failure {
    Failure::new("The proxy cannot be used.", format!("{variable} is not the URL of a proxy."))
        .kind(FailureKind::Usage)
        .hint("Write it like http://proxy.example.com:8080, or unset it.")
}

/// The body may hold a token: it is overwritten when it is dropped.
pub(super) async fn read_body(mut response: Response, host: &str) -> Result<Zeroizing<Vec<u8>>, ApiError> {
    // Room from the start, because what a growing text leaves behind is not overwritten.
    let length = response.content_length().and_then(|length| usize::try_from(length).ok());
    let mut body = Zeroizing::new(Vec::with_capacity(length.unwrap_or(0).clamp(8 * 1024, MAX_BODY)));
    while let Some(chunk) = response.chunk().await.map_err(|error| network_error(&error, host))? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(ApiError::Malformed(format!(
                "The answer is longer than {} MB.",
                MAX_BODY / (1024 * 1024)
            )));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

fn network_error(error: &reqwest::Error, host: &str) -> ApiError {
    let why = innermost(error);
    ApiError::Network(if error.is_connect() && error.is_timeout() {
        format!("{host} could not be reached within {} seconds.", CONNECT_TIMEOUT.as_secs())
    } else if error.is_timeout() {
        format!("{host} did not answer within {} seconds.", TIMEOUT.as_secs())
    } else if error.is_connect() {
        format!("{host} could not be reached: {why}.")
    } else {
        format!("The connection to {host} broke: {why}.")
    })
}

/// The last cause in the chain: the others only say that something went wrong.
fn innermost(error: &reqwest::Error) -> String {
    let mut cause: &dyn Error = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    super::error::clean(&cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world(variables: &[(&str, &str)]) -> Result<Client, Failure> {
        let env = Env::of_variables(variables.iter().copied());
        build_world(&Http::new(&env, &ProfileNetwork::default()).settings)
    }

    #[test]
    fn who_trusts_the_same_certificates_shares_the_client_and_everybody_the_clock() {
        let http = Arc::new(Http::new(&Env::default(), &ProfileNetwork::default()));
        assert!(Arc::ptr_eq(&http, &Http::with_bundle(&http, None)));
        let bundle = Configured { value: Some("/a".into()), place: "ca_bundle".into() };
        let other = Http::with_bundle(&http, Some(bundle));
        assert!(!Arc::ptr_eq(&http, &other));
        other.skew.store(600, Ordering::Relaxed);
        assert_eq!(http.clock_skew_seconds(), Some(600));
    }

    #[test]
    fn a_proxy_is_checked_without_quoting_its_password() {
        let failure = world(&[("https_proxy", "http://user:s3cret@[bad")]).expect_err("no URL");
        assert!(failure.why.contains("HTTPS_PROXY") && !failure.to_string().contains("s3cret"), "{failure}");
    }

    #[test]
    fn loopback_needs_no_certificates() {
        build_loopback().expect("a client");
    }

    #[test]
    fn the_date_header_tells_the_skew() {
        let http = Arc::new(Http::new(&Env::default(), &ProfileNetwork::default()));
        assert_eq!(http.clock_skew_seconds(), None);
        let now: Timestamp = "1994-11-06T08:39:37Z".parse().expect("time");
        let mut headers = HeaderMap::new();
        http.measure_skew(now, &headers);
        assert_eq!(http.clock_skew_seconds(), None);
        headers.insert(DATE, reqwest::header::HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"));
        http.measure_skew(now, &headers);
        assert_eq!(http.clock_skew_seconds(), Some(600));
        headers.insert(DATE, reqwest::header::HeaderValue::from_static("yesterday"));
        http.measure_skew(now, &headers);
        assert_eq!(http.clock_skew_seconds(), Some(600));
    }

    #[test]
    fn a_malformed_answer_is_not_quoted() {
        let error = parse::<u64>(b"\"s3cret\"").expect_err("text is no number");
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
        assert!(parse::<u64>(b"<html>").expect_err("a page").may_pass());
    }
}
