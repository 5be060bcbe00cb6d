//! An Identity Center of our own on loopback, and a throw-away home, for `ssotui demo` and the tests.
//!
//! The server speaks what the AWS services speak, over real HTTP, so that ssotui, boto3, the AWS CLI
//! and every SDK can be pointed at it with the `AWS_ENDPOINT_URL_*` variables:
//!
//! ```text
//! server ── socket (resets) ── serve: record → latency → fault? → answer
//!                                                              ├─ oidc     RegisterClient, StartDeviceAuthorization, CreateToken
//!                                                              ├─ browser  /device and /authorize, with their pages
//!                                                              ├─ portal   ListAccounts, ListAccountRoles, GetRoleCredentials, Logout
//!                                                              ├─ sts      GetCallerIdentity
//!                                                              └─ sign_in  the console's sign-in
//! ```
//!
//! It is as strict as the services are known to be, because a lenient stand-in hides mistakes: every
//! member is checked, tokens end, are renewed and are revoked. Faults can be switched on for each
//! operation ([`Faults`]), and every request can be looked at afterwards ([`Server::requests`]).

mod answer;
mod browser;
mod faults;
mod home;
mod log;
mod oidc;
mod options;
pub mod organization;
mod page;
mod portal;
mod random;
mod respond;
mod sample;
mod serve;
mod server;
mod sign_in;
mod signature;
mod socket;
mod store;
mod sts;
mod variables;

pub use answer::Answer;
pub use faults::{ErrorPlace, Fault, Faults};
pub use home::Home;
pub use log::{Operation, Request};
pub use options::{Clock, Options, ThrottleHint};
pub use server::Server;
pub use store::Grant;
pub use variables::{Variable, shell_lines};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, also after a panic elsewhere: what is behind these locks is valid at every moment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
