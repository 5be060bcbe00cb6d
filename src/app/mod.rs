//! The program as a value: [`state`] changed by [`update`], which answers with effects. Pure.

pub mod filter;
pub mod msg;
