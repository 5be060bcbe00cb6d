//! The demo's Identity Center, asked by a real HTTP client: the whole protocol once, and each fault once.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

mod faults;
mod home;
mod oidc;
mod portal;
mod world;
