//! The doctor: looks at files, environment, caches, network and access, and says what is wrong, why, and what to do.
//!
//! ```text
//!  disk ─► files, environment, config, tools, caches, program ─► report ─► (fix)
//!  aws  ─► network, access ────────────────────────────────────────┘
//! ```
//!
//! Each group gathers what it needs to know first; its check is then pure. What can be found is in one table:
//! [`FindingKind`](crate::domain::finding::FindingKind).

pub mod access;
pub mod caches;
pub mod config;
mod disk;
pub mod entry;
pub mod environment;
pub mod files;
pub mod fix;
pub mod network;
pub mod program;
pub mod report;
pub mod tools;
pub mod ways;

use std::collections::BTreeSet;

use futures_util::future::join_all;
use jiff::Timestamp;

use super::blocking;
use crate::aws::Aws;
use crate::aws::endpoints::Endpoints;
use crate::domain::finding;
use crate::domain::names::Region;
use crate::domain::partition::is_region_shaped;
use crate::error::Failure;
use crate::paths::{Env, Paths};
use disk::Disk;
pub use report::Diagnosis;
use report::Report;

/// What is known outside: the environment, the settings, the desktop.
#[derive(Debug, Clone)]
pub struct Surroundings {
    pub env: Env,
    /// Why the settings file is not in force.
    pub settings: Option<Failure>,
    pub can_open_pages: bool,
    pub has_clipboard: bool,
    /// Whether a program is there.
    pub is_installed: fn(&Env, &str) -> bool,
}

/// Looks at everything, in the order in which it is told. Without `aws` the network is left alone. Cancelled by
/// dropping.
///
/// # Errors
/// When the work on the files is broken off.
pub async fn examine(
    paths: &Paths,
    surroundings: Surroundings,
    now: Timestamp,
    aws: Option<&Aws>,
) -> Result<Vec<Diagnosis>, Failure> {
    let owned = paths.clone();
    let (disk, way, mut found) = blocking(move || {
        let disk = Disk::read(&owned, &surroundings);
        let mut report = Report::new(&owned);
        disk.check(&mut report, &surroundings, now);
        let way = disk.network(&surroundings.env);
        // A way that leads nowhere leaves nobody to ask.
        let way = Some(way).filter(|way| Endpoints::new(&surroundings.env, way).check().is_ok());
        (disk, way, report.found)
    })
    .await?;
    let mut report = Report::new(paths);
    match aws.zip(way) {
        Some((aws, way)) => online(&mut report, &disk, &aws.with_network(&way)).await,
        None => {
            for session in &disk.sessions {
                let id = &session.entry.session.id;
                let profiles = disk.profiles_of(id);
                access::check(
                    &mut report,
                    &session.entry.session,
                    &profiles,
                    disk.organizations.get(id),
                    &access::AccessFacts::default(),
                );
            }
        }
    }
    found.append(&mut report.found);
    finding::sort(&mut found, |diagnosis| &diagnosis.finding);
    Ok(found)
}

async fn online(report: &mut Report<'_>, disk: &Disk, aws: &Aws) {
    let regions: BTreeSet<Region> = disk
        .sessions
        .iter()
        .filter_map(|session| session.entry.session.sso_region.clone())
        .filter(|region| is_region_shaped(region.as_str()))
        .collect();
    let network = network::probe(aws, &regions).await;
    network::check(report, &network);
    let network = &network;
    let asked = disk.sessions.iter().map(|session| async move {
        let session = &session.entry.session;
        let profiles = disk.profiles_of(&session.id);
        let cached = disk.organizations.get(&session.id);
        let reached = session.sso_region.as_ref().is_some_and(|region| network.is_reached(region));
        let facts = if reached {
            access::ask(aws, session, &profiles, cached).await
        } else {
            access::AccessFacts::default()
        };
        (session, profiles, cached, facts)
    });
    for (session, profiles, cached, facts) in join_all(asked).await {
        access::check(report, session, &profiles, cached, &facts);
    }
}

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;
