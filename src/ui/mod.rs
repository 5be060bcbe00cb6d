//! ui

pub mod qr;
