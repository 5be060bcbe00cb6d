//! Whether AWS can be reached from here, and if not, what stands in the way: names, proxy, certificates, the way, or
//! somebody who answers in AWS's place.

use std::error::Error;
use std::io;

use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Proxy, Request};
use rustls::CertificateError;

use super::endpoints::Service;
use super::error::{ApiError, clean, decode};
use super::http;
use super::portal::BEARER_TOKEN;
use super::{Aws, ca_bundle};
use crate::domain::names::Region;
use crate::domain::network::ProfileNetwork;
use crate::domain::web_address::is_plain_loopback;
use crate::error::Failure;
use crate::paths::Env;

/// What stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Obstacle {
    /// The host's name (or the proxy's) cannot be looked up.
    Names,
    /// The proxy cannot be reached or does not let the request through.
    Proxy,
    /// The other side's certificate is not trusted, or it does not speak TLS.
    Certificate,
    /// No connection, or no answer in time.
    NoAnswer,
    /// Something that is not AWS answers.
    Intercepted,
    /// There is no HTTPS client or no address to ask with.
    NoClient,
    /// It is AWS that answers, with a trouble of its own.
    Service,
}

/// A service that was not reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreached {
    pub obstacle: Obstacle,
    pub host: String,
    /// The cause, a sentence.
    pub why: String,
    /// What to do, where that is known better than for the obstacle in general.
    pub cure: Option<String>,
}

/// Asks a service for something that it must refuse: any refusal of AWS's own shows that it is reached. Nothing
/// comes into being there, and no secret is sent.
///
/// # Errors
/// What stands in the way.
pub async fn reach(aws: &Aws, service: Service, region: &Region) -> Result<(), Unreached> {
    let mut host = String::new();
    let unreached = |obstacle, host: &str, why: String, cure| {
        Err(Unreached { obstacle, host: host.to_owned(), why, cure })
    };
    let impossible = |host: &str, error: ApiError| {
        let failure = error.into_failure("No request can be sent.");
        unreached(Obstacle::NoClient, host, failure.why, failure.hint)
    };
    let request = match request(aws, service, region) {
        Ok(request) => request,
        Err(error) => return impossible(&host, error),
    };
    request.url().host_str().unwrap_or_default().clone_into(&mut host);
    let plain = is_plain_loopback(request.url());
    let response = match aws.http.execute(request).await {
        Ok(response) => response,
        Err(http::Unsent::Impossible(error)) => return impossible(&host, error),
        Err(http::Unsent::Network(error)) => {
            let proxied = !plain && aws.http.is_proxied(&host);
            let (obstacle, why, cure) = classify(&error, error.is_timeout(), proxied);
            return unreached(obstacle, &host, why, cure);
        }
    };
    let (came_at, status, headers) = (aws.clock().now(), response.status(), response.headers().clone());
    let body = match http::read_body(response, &host).await {
        Ok(body) => body,
        Err(error) => return unreached(Obstacle::NoAnswer, &host, error.cause(), None),
    };
    if status.is_success() {
        let why = format!("{host} said yes to a request that AWS refuses.");
        return unreached(Obstacle::Intercepted, &host, why, None);
    }
    let error = decode(status, &headers, &body, &[]);
    if matches!(error, ApiError::Service(_)) {
        aws.http.measure_skew(came_at, &headers);
    }
    match error {
        ApiError::Service(error) if error.status >= 500 => {
            let why = ApiError::Service(error).cause();
            unreached(Obstacle::Service, &host, why, None)
        }
        ApiError::Service(_) => Ok(()),
        error => unreached(Obstacle::Intercepted, &host, error.cause(), None),
    }
}

fn request(aws: &Aws, service: Service, region: &Region) -> Result<Request, ApiError> {
    let nobody = HeaderValue::from_static("none");
    Ok(match service {
        Service::SsoOidc => {
            let mut request = Request::new(Method::POST, aws.url(service, region.as_str(), "token")?);
            request.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            let body = r#"{"clientId":"none","clientSecret":"none","grantType":"refresh_token","refreshToken":"none"}"#;
            *request.body_mut() = Some(body.into());
            request
        }
        Service::Sso | Service::Sts | Service::SignIn => {
            let url = aws.url(service, region.as_str(), "assignment/accounts?max_result=1")?;
            let mut request = Request::new(Method::GET, url);
            request.headers_mut().insert(BEARER_TOKEN, nobody);
            request
        }
    })
}

/// What an error of the network means: the obstacle, its cause, and a cure where one is known.
fn classify(
    error: &(dyn Error + 'static),
    is_timeout: bool,
    proxied: bool,
) -> (Obstacle, String, Option<String>) {
    let chain = chain(error);
    let innermost = chain.last().map(|cause| clean(&cause.to_string())).unwrap_or_default();
    let says = |text: &str| chain.iter().any(|cause| cause.to_string().to_lowercase().starts_with(text));
    if let Some(tls) = chain.iter().find_map(|cause| cause.downcast_ref::<rustls::Error>()) {
        let (why, cure) = of_certificate(tls);
        return (Obstacle::Certificate, why, Some(cure));
    }
    let sentence = |text: &str| format!("The system says: {}.", text.trim_end_matches('.'));
    let proxy =
        says("tunnel error") || says("error connecting to socks proxy") || says("error resolving for socks");
    if says("dns error") {
        return match proxied {
            true => (
                Obstacle::Proxy,
                format!("The proxy's name cannot be looked up. {}", sentence(&innermost)),
                None,
            ),
            false => (Obstacle::Names, sentence(&innermost), None),
        };
    }
    if proxy {
        let why = if says("tunnel error: proxy authorization required") {
            "The proxy wants a name and a password.".to_owned()
        } else {
            format!("The proxy does not connect to this host ({innermost}).")
        };
        return (Obstacle::Proxy, why, None);
    }
    let why = if is_timeout {
        format!("Nothing came within {} seconds.", http::TIMEOUT.as_secs())
    } else {
        sentence(&innermost)
    };
    (if proxied && !is_timeout { Obstacle::Proxy } else { Obstacle::NoAnswer }, why, None)
}

/// An error and its causes, also those that an I/O error carries inside.
fn chain<'e>(error: &'e (dyn Error + 'static)) -> Vec<&'e (dyn Error + 'static)> {
    const LONGEST: usize = 32;
    let mut chain = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        chain.push(error);
        if chain.len() == LONGEST {
            break;
        }
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match inside {
            Some(inside) => Some(inside as &(dyn Error + 'static)),
            None => error.source(),
        };
    }
    chain
}

/// Why TLS did not come about, and what to do.
fn of_certificate(error: &rustls::Error) -> (String, String) {
    let bundle = "If your company's proxy reads the traffic, let AWS_CA_BUNDLE name a PEM file with its CA certificate, \
                  or install that in the system.";
    let rustls::Error::InvalidCertificate(certificate) = error else {
        return (
            format!("TLS did not come about: {}.", clean(&error.to_string()).trim_end_matches('.')),
            "Check the proxy, the VPN and the endpoint variables: the other side may not speak TLS."
                .to_owned(),
        );
    };
    let (why, cure) = match certificate {
        CertificateError::UnknownIssuer => {
            ("Nobody that this machine trusts has issued its certificate.", bundle)
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => (
            "Its certificate has expired, by this machine's clock.",
            "Check this machine's clock; then the proxy.",
        ),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ("Its certificate is not valid yet, by this machine's clock.", "Set this machine's clock.")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => (
            "Its certificate is another host's.",
            "Something answers in AWS's place: check the proxy, the VPN and what the name resolves to.",
        ),
        _ => ("Its certificate is not accepted.", bundle),
    };
    (why.to_owned(), cure.to_owned())
}

/// What is wrong with the CA bundle that is in force with a profile.
pub fn ca_bundle_failure(env: &Env, profile: &ProfileNetwork) -> Option<Failure> {
    ca_bundle::certificates(&ca_bundle::of(env, profile)?).err()
}

/// The proxy variables that are no URL of a proxy. Their values may hold passwords: only the names are told.
pub fn bad_proxies(env: &Env) -> Vec<&'static str> {
    let is_bad = |name: &str| {
        let value = env.var(&name.to_ascii_lowercase()).or_else(|| env.var(name));
        value.is_some_and(|url| Proxy::all(url).is_err())
    };
    ["HTTPS_PROXY", "HTTP_PROXY"].into_iter().filter(|name| is_bad(name)).collect()
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;

    use super::*;

    /// What a client makes of a host that answers every connection with these bytes.
    fn met(answer: &'static [u8], client: impl FnOnce(&str) -> (reqwest::ClientBuilder, String)) -> Obstacle {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let _ = stream.read(&mut [0; 1024]);
                let _ = stream.write_all(answer);
            }
        });
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (builder, url) = client(&address);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let client = builder.tls_certs_only([]).build().expect("a client");
        let error = runtime.block_on(client.get(url).send()).expect_err("no answer");
        classify(&error, error.is_timeout(), false).0
    }

    #[test]
    fn real_errors_are_told_apart() {
        let direct = |url: String| (reqwest::Client::builder().no_proxy(), url);
        let garbage: &[u8] = b"this is no TLS at all, whatever you say";
        assert_eq!(met(garbage, |host| direct(format!("https://{host}/"))), Obstacle::Certificate);
        assert_eq!(met(b"", |host| direct(format!("http://{host}/"))), Obstacle::NoAnswer);
        for answer in [&b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"[..], b"HTTP/1.1 403 No\r\n\r\n"]
        {
            let obstacle = met(answer, |host| {
                let proxy = Proxy::https(format!("http://{host}")).expect("a proxy");
                (reqwest::Client::builder().proxy(proxy), "https://oidc.us-east-1.amazonaws.com/".to_owned())
            });
            assert_eq!(obstacle, Obstacle::Proxy);
        }
        // Labels of more than 63 letters exist nowhere: no resolver is asked.
        let nowhere = format!("http://{}.invalid/", "x".repeat(64));
        assert_eq!(met(b"", |_| direct(nowhere)), Obstacle::Names);
    }

    #[test]
    fn certificates_are_told_apart() {
        let of = |error: CertificateError| {
            let error = io::Error::other(rustls::Error::InvalidCertificate(error));
            classify(&io::Error::other(error), false, true)
        };
        for (error, words) in [
            (CertificateError::UnknownIssuer, "AWS_CA_BUNDLE"),
            (CertificateError::Expired, "clock"),
            (CertificateError::NotValidYet, "clock"),
            (CertificateError::NotValidForName, "in AWS's place"),
            (CertificateError::Revoked, "AWS_CA_BUNDLE"),
        ] {
            let (obstacle, _, cure) = of(error);
            assert_eq!(obstacle, Obstacle::Certificate);
            assert!(cure.expect("a cure").contains(words), "{words}");
        }
    }

    #[test]
    fn where_a_proxy_stands_between_what_fails_is_the_way_to_it() {
        let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
        assert_eq!(classify(&refused, false, true).0, Obstacle::Proxy);
        assert_eq!(classify(&refused, false, false).0, Obstacle::NoAnswer);
        assert_eq!(classify(&refused, true, true).0, Obstacle::NoAnswer);
    }

    #[test]
    fn variables_are_checked_without_quoting_them() {
        let env =
            Env::of_variables([("https_proxy", "http://me:s3cret@[bad"), ("HTTP_PROXY", "http://good:1")]);
        assert_eq!(bad_proxies(&env), ["HTTPS_PROXY"]);
        let env = Env::of_variables([("AWS_CA_BUNDLE", "/does/not/exist.pem")]);
        let profile = ProfileNetwork::default();
        assert!(ca_bundle_failure(&env, &profile).expect("a failure").why.contains("does not exist"));
        assert_eq!(ca_bundle_failure(&Env::default(), &profile), None);
    }
}
