//! The commands, by the real binary, on servers, networks, files and names that are all wrong: no panic, no end that
//! does not come, a clear message, the right exit code, nothing but JSON on stdout, no control character, no secret, and
//! no file changed that should not be.

#![expect(clippy::expect_used, reason = "helpers of tests fail the test")]

mod files;
mod hostile;
mod lasting;
mod network;
mod sound;
mod told;
#[path = "../support/world.rs"]
#[expect(dead_code, reason = "each program of tests uses its own part")]
mod world;
