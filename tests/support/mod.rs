//! What the tests share. Each test program uses a part of it.
#![expect(dead_code, reason = "each test program uses a part")]

#[cfg(unix)]
pub mod pty;
pub mod world;
