//! Reading `~/.aws/config` and `~/.aws/credentials`, through the public functions alone.

#![expect(clippy::expect_used, clippy::panic, reason = "a failing test panics")]

mod editing;
mod editing_properties;
#[path = "../support/nasty.rs"]
mod nasty;
mod problems;
mod properties;
mod reading;
