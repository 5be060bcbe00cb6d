//! ssotui: a full-screen terminal manager for AWS SSO profiles. (The house and the flow: see below.)

pub mod app;
pub mod aws;
pub mod aws_config;
pub mod cli;
pub mod demo;
pub mod domain;
pub mod error;
pub mod keys;
pub mod paths;
pub mod settings;
pub mod tasks;
pub mod tui;
pub mod ui;
