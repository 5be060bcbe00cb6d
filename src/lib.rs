//! ssotui: a full-screen terminal manager for AWS SSO (IAM Identity Center) profiles.
//!
//! A pure core (`State`, `Msg` → `update` → `Vec<Effect>`; `State` → `view`) inside a small shell that owns the
//! terminal, the clock, the disk and the network; and under both, tasks that the screen and the command line
//! call alike.
//!
//! # The house
//!
//! Each module uses only those above it in this list, as `tests/architecture.rs` checks in detail.
//!
//! - [`error`]: one type of failure for toast, stderr and exit code.
//! - [`domain`]: facts about SSO, pure: names, profiles, sessions, tokens, organisations, shell lines.
//! - [`paths`]: every file that is read or written, computed from the environment, which is read once.
//! - [`aws_config`]: `~/.aws/config` and `credentials` as text: text in, text out.
//! - [`keys`]: what keys do: the table of actions, the notation of keys, the keymap.
//! - [`settings`]: `settings.toml`: its defaults, and what is wrong with it.
//! - [`app`]: the program as a value: its state, changed by messages, answering with effects. Pure.
//! - [`ui`]: state to frame. Pure.
//! - [`aws`]: the wire and the caches, with no notion of a screen.
//! - [`tasks`]: what takes time, told as a stream of events: signing in and out, enumerating, loading, watching.
//! - [`tui`]: the only code that waits: the loop, the terminal, the jobs, the desktop.
//! - [`demo`]: an Identity Center on loopback and a throw-away home. Uses only `domain`, `paths` and `error`.
//! - [`cli`]: arguments and commands, one file each, with human and JSON output.
//!
//! # The flow
//!
//! ```text
//!         keyboard, mouse, resize     clock     files changed     news of jobs
//!                    │                  │             │                ▲ │
//!                    └──────────────────┴──────┬──────┴────────────────┼─┘
//!                                              ▼                       │
//!                                             Msg                      │
//!                                              │                       │
//!                            ┌─────────────────▼─────────────────┐     │
//!                            │ app: update(&mut State, Msg)      │     │
//!                            │      no clock, no input or output │     │
//!                            └──────┬──────────────────────┬─────┘     │
//!                                 State               Vec<Effect>      │
//!                                   │                      │           │
//!                                   ▼                      ▼           │
//!                            ui: view(&State)          tui: jobs ──► tasks ──► aws, aws_config
//!                                   │                                  ▲
//!                                   ▼                                  │
//!                                terminal                             cli (the same tasks, no screen)
//! ```
//!
//! Jobs are named by what they are about; starting one under a live name replaces it, and news of a replaced one
//! is dropped. Time enters as a message. The loop waits, drains, paints once; nothing in it awaits the network or
//! the disk. Secrets never travel in messages, effects or state: a task reads the token from the cache itself.

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
