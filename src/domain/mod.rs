//! Facts about AWS SSO, pure: what profiles, sessions, tokens and organisations are, and what
//! follows from them at a given moment. No files, no network, no clock.
//!
//! ```text
//! what is there   names, profile, profile_settings, session, token, organization, identity, usage, inventory (all of it)
//! AWS's rules     partition, region, start_url, web_address, network, console_link, role
//! over time       sign_in, progress, countdown, drift
//! profiles to be  naming, populate
//! for people      choice, suggest, typo, wildcard, guard, finding
//! for programs    shell, child, snippet, command_line
//! tools           lookup, hex, percent
//! ```

pub mod child;
pub mod choice;
pub mod command_line;
pub mod console_link;
pub mod countdown;
pub mod drift;
pub mod finding;
pub mod guard;
pub mod hex;
pub mod identity;
pub mod inventory;
pub mod lookup;
pub mod names;
pub mod naming;
pub mod network;
pub mod organization;
pub mod partition;
pub mod percent;
pub mod populate;
pub mod profile;
pub mod profile_settings;
pub mod progress;
pub mod region;
pub mod role;
pub mod session;
pub mod shell;
pub mod sign_in;
pub mod snippet;
pub mod start_url;
pub mod suggest;
pub mod token;
pub mod typo;
pub mod usage;
pub mod web_address;
pub mod wildcard;
