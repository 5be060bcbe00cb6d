//! ssotui: a full-screen terminal manager for AWS IAM Identity Center (AWS SSO) profiles.
//!
//! A pure core (`State`, `Msg` → `update` → `Vec<Effect>`; `State` → `view`) inside a small shell that owns
//! the terminal, the clock, the disk and the network; and under both a library of tasks that the screen
//! and the command line call alike.
//!
//! # The house
//!
//! ```text
//! main, cli     arguments → command → exit code; one file for each command, for people and as JSON
//! tui           the event loop, the terminal, jobs, clipboard and desktop: all that waits for somebody
//! ui            State → Frame. Pure
//! app           the program as a value: State, Msg, update, Effect. Pure
//! keys          the table of actions, which feeds keymap, footer and help; the way from keys to actions. Pure
//! settings      ssotui's own settings.toml: what it may say, the defaults, what is wrong at which line. Pure
//! tasks         what takes time, told as events: the screen and the command line call the same
//! aws           the wire, and the caches that every AWS tool shares
//! aws_config    ~/.aws/config and credentials as lossless text: reading, edits, plans, differences. Pure
//! domain        facts about AWS SSO, and what follows from them at a given moment. Pure
//! paths, error  the environment and every path, read once; the one type of failure
//! demo          an Identity Center of our own on loopback and a throw-away home, for `ssotui demo` and the tests
//! ```
//!
//! What lies where within a folder, its `mod.rs` says.
//!
//! # The flow
//!
//! ```text
//!          keyboard, mouse, resize     clock      news of jobs      files changed
//!                    │                   │             │                 │
//!                    ▼                   ▼             ▼                 ▼
//!   tui::run ─────────────────────────► Msg ◄──────────────────────────────┐
//!                                        │                                 │
//!                          ┌─────────────▼────────────┐                    │
//!                          │ app::update(&mut State,  │  pure:             │
//!                          │             Msg)         │  no clock, no I/O  │
//!                          └──────┬────────────┬──────┘                    │
//!                           State │            │ Vec<Effect>               │
//!                                 ▼            ▼                           │
//!                     ui::view(&State)    tui::jobs ──► tasks ──► aws, aws_config
//!                                 │     (one task for each JobKey)   ▲
//!                                 ▼                                  │
//!                              terminal            cli ──────────────┘  (the same tasks, no screen)
//! ```
//!
//! - Imports go down only; `tests/architecture.rs` holds the table.
//! - A job is named by what it is about ([`app::msg::JobKey`]): starting another under the same name cancels
//!   the first, and news of an abandoned run are dropped.
//! - Time enters as a message; `State::wake_at` says when the screen next changes by itself. There is no tick.
//! - The loop waits, takes in whatever is there, paints once, and awaits neither network nor disk. The first
//!   frame is painted before any file is read.
//! - Secrets never travel in a `Msg`, an `Effect` or the `State`: a task reads the token from the cache itself.
//! - The terminal is one owned value: what opening it switches on, closing switches off, also on a panic.

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
