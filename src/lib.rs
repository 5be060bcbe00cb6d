//! ssotui: a full-screen terminal manager for AWS IAM Identity Center (AWS SSO) profiles.
//!
//! A pure core (`State`, `Msg` → `update` → `Vec<Effect>`; `State` → `view`) inside a small shell that owns
//! the terminal, the clock, the disk and the network; and under both a library of tasks that the screen
//! and the command line call alike.
//!
//! # The house
//!
//! ```text
//! main, cli     arguments → command → exit code; one file for each command, human and JSON output
//! tui           the only code that waits: loop, screen (open, close, panic) on a device (stdout, stderr, the terminal),
//!               whole or inline among the shell's lines, signals, jobs, clipboard, desktop, lend (the terminal, to a
//!               shell or an editor), editor (which one)
//! ui            State → Frame. Pure
//! app           the program as a value: State, Msg, update, Effect; one file for each idea. Pure
//! keys          the table of actions (keymap, footer, help) and the way from keys to actions
//! settings      ssotui's own settings.toml: parse, defaults, what is wrong at which line
//! tasks         what takes time, told as events: sign_in, renew, single_flight (one of these at a time), sign_out,
//!               enumerate, lists (of one choice), load, watch, apply (a plan), undo, vanity (start URLs), usage (which
//!               profiles are used and pinned), role_credentials, whoami, console, doctor (a file for each group of
//!               checks)
//! aws           the wire and the caches: http, ca_bundle, oidc, pkce, callback (the browser's way back), portal, sts
//!               (with sigv4, a signer of our own), federation (the console's sign-in), endpoints, vanity, token,
//!               registration and role cache, cache_listing, probe (what stands in the way), safe_file, writable, lock
//! aws_config    ~/.aws/config and credentials as lossless text: document, what botocore reads, what the SDKs read,
//!               edit, plan (edits to be made), verify (whether profiles work then), diff, known (values to offer);
//!               what leads to a plan: wizard (answers), assign (keys), migrate (legacy profiles and what other tools
//!               left), populate
//! domain        facts: names, profile (with profile_settings, its keys), session, start_url, token (state at a moment), organization, partition, region,
//!               network (a profile's way to AWS), suggest (what may be meant by what is typed, with typo), shell,
//!               sign_in (which way, and why), naming (rules for profile names), command_line (what hints say to type), populate (which profiles there
//!               should be), drift (which are gone or missing), choice (from a list, by a line of text), role (of a profile),
//!               console_link, child (what a program sees that is started with a profile), lookup (a quick map),
//!               finding (the table of what the doctor finds), web_address (which may be opened). Pure
//! paths, error  the environment and every path, read once; one type of failure
//! demo          an Identity Center of our own on loopback and a throw-away home, for `ssotui demo` and the tests
//! ```
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
