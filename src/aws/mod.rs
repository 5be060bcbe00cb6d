//! The wire and the caches: OIDC, the portal, and the files under `~/.aws` that every AWS tool shares.
//!
//! ```text
//! the wire     http, ca_bundle, endpoints, error, probe, clock
//! services     oidc, pkce, callback (the browser's way back), portal, role_credentials, sts, sigv4, xml, federation, vanity
//! the caches   token_cache, registration_cache, role_cache, cache_listing, json_file, python_json, timestamp
//! files        safe_file, writable, lock
//! ```

mod ca_bundle;
pub mod cache_listing;
pub mod callback;
pub mod clock;
pub mod endpoints;
pub mod error;
pub mod federation;
mod http;
mod json_file;
pub mod lock;
pub mod oidc;
pub mod pkce;
pub mod portal;
pub mod probe;
mod python_json;
pub mod registration_cache;
pub mod role_cache;
pub mod role_credentials;
pub mod safe_file;
pub mod sigv4;
pub mod sts;
pub mod timestamp;
pub mod token_cache;
pub mod vanity;
pub mod writable;
mod xml;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use reqwest::Request;
use secrecy::SecretString;
use secrecy::zeroize::Zeroizing;
use url::Url;

use crate::domain::network::ProfileNetwork;
use crate::error::Failure;
use crate::paths::{Env, Paths};
use clock::Clock;
use endpoints::{Endpoints, Service};
use error::ApiError;
use http::Http;

pub use http::TIMEOUT;
pub use python_json::file_name as cache_file_name;

/// What every task needs: the files, the way to AWS, the clock, and one HTTP client for all who trust the same CA
/// certificates, built at its first use. Cheap to clone.
#[derive(Clone)]
pub struct Aws {
    env: Arc<Env>,
    paths: Arc<Paths>,
    clock: Arc<dyn Clock>,
    endpoints: Arc<Endpoints>,
    http: Arc<Http>,
}

impl std::fmt::Debug for Aws {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Aws").finish_non_exhaustive()
    }
}

impl Aws {
    /// On the way that the environment says, no profile's keys considered: [`Aws::with_network`] adds those. What is
    /// wrong with a variable is told when it is needed: a profile may say that it does not count.
    pub fn new(env: &Env, paths: Paths, clock: Arc<dyn Clock>) -> Self {
        let profile = ProfileNetwork::default();
        Self {
            env: Arc::new(env.clone()),
            paths: Arc::new(paths),
            clock,
            endpoints: Arc::new(Endpoints::new(env, &profile)),
            http: Arc::new(Http::new(env, &profile)),
        }
    }

    /// The same tools on the way that a profile's keys say, in place of another profile's. The environment wins. What is
    /// wrong with a key is told when it is needed.
    #[must_use]
    pub fn with_network(&self, profile: &ProfileNetwork) -> Self {
        Self {
            endpoints: Arc::new(Endpoints::new(&self.env, profile)),
            http: Http::with_bundle(&self.http, ca_bundle::of(&self.env, profile)),
            ..self.clone()
        }
    }

    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// The server's time minus this machine's in seconds, as the `Date` header of AWS's latest answer told.
    /// `None` before the first one.
    pub fn clock_skew_seconds(&self) -> Option<i64> {
        self.http.clock_skew_seconds()
    }

    /// The server's time, as far as it is known: this machine's clock may be off.
    pub fn server_now(&self) -> Timestamp {
        let skew = SignedDuration::from_secs(self.clock_skew_seconds().unwrap_or_default());
        let now = self.clock.now();
        now.checked_add(skew).unwrap_or(now)
    }

    /// The URL of an operation, which may bring a query.
    fn url(&self, service: Service, region: &str, operation: &str) -> Result<Url, ApiError> {
        let base = self.endpoints.url(service, region).map_err(ApiError::Impossible)?;
        // A custom endpoint may have a path of its own.
        let text = format!("{}/{operation}", base.as_str().trim_end_matches('/'));
        Url::parse(&text).map_err(|_| ApiError::Malformed("The endpoint is not a URL.".into()))
    }

    /// Scheme and host of a service, without the path that a custom endpoint may have.
    fn origin(&self, service: Service, region: &str) -> Result<String, Failure> {
        Ok(self.endpoints.url(service, region)?.origin().ascii_serialization())
    }

    async fn send(
        &self,
        request: Request,
        secrets: &[&SecretString],
    ) -> Result<Zeroizing<Vec<u8>>, ApiError> {
        self.http.send(self.clock(), request, secrets).await
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use crate::paths::{Env, Paths};

    /// A throw-away home folder and the paths in it.
    pub fn home() -> (tempfile::TempDir, Paths) {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().to_str().expect("a Unicode path");
        let data = home.path().join("local");
        let paths = Paths::of(&Env::of_variables([
            ("HOME", folder),
            ("USERPROFILE", folder),
            ("APPDATA", data.to_str().expect("a Unicode path")),
            ("LOCALAPPDATA", data.to_str().expect("a Unicode path")),
        ]))
        .expect("paths");
        (home, paths)
    }
}
