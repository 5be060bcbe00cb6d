//! Whether the services of every session's region can be reached, and whether this machine's clock agrees with theirs.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;

use super::report::Report;
use crate::aws::Aws;
use crate::aws::endpoints::Service;
use crate::aws::probe::{self, Obstacle, Unreached};
use crate::domain::countdown;
use crate::domain::finding::{Finding, FindingKind};
use crate::domain::names::Region;
use crate::domain::token::CLOCK_TOLERANCE_SECONDS;

/// What came back.
#[derive(Debug, Clone, Default)]
pub struct NetworkFacts {
    /// What could not be reached, by region.
    pub unreached: Vec<(Region, Unreached)>,
    /// Server time minus this machine's, in seconds.
    pub clock_skew_seconds: Option<i64>,
}

impl NetworkFacts {
    /// Whether all of a region's services answer.
    pub fn is_reached(&self, region: &Region) -> bool {
        self.unreached.iter().all(|(other, _)| other != region)
    }
}

/// Asks the sign-in service and the portal of each region, all at once.
pub async fn probe(aws: &Aws, regions: &BTreeSet<Region>) -> NetworkFacts {
    let services = [Service::SsoOidc, Service::Sso];
    let all = regions.iter().flat_map(|region| services.map(|service| (region, service)));
    let answers = join_all(all.map(|(region, service)| async move {
        (region.clone(), probe::reach(aws, service, region).await.err())
    }));
    let unreached = answers.await.into_iter().filter_map(|(region, unreached)| Some((region, unreached?)));
    NetworkFacts { unreached: unreached.collect(), clock_skew_seconds: aws.clock_skew_seconds() }
}

pub fn check(report: &mut Report<'_>, facts: &NetworkFacts) {
    // The same cause for several hosts is told once.
    let mut hosts: BTreeMap<(Obstacle, &str, Option<&str>), BTreeSet<&str>> = BTreeMap::new();
    for (_, unreached) in &facts.unreached {
        let key = (unreached.obstacle, unreached.why.as_str(), unreached.cure.as_deref());
        hosts.entry(key).or_default().insert(&unreached.host);
    }
    for ((obstacle, why, cure), hosts) in hosts {
        let hosts: Vec<&str> = hosts.into_iter().filter(|host| !host.is_empty()).collect();
        let (kind, what, advice) = of_obstacle(obstacle, &hosts.join(" and "));
        report.add(Finding::new(kind, what, why, cure.unwrap_or(advice)));
    }
    let skew = facts.clock_skew_seconds.unwrap_or_default();
    if skew.saturating_abs() > CLOCK_TOLERANCE_SECONDS {
        let off = countdown::words(skew.saturating_abs());
        let way = if skew > 0 { "slow" } else { "fast" };
        report.add(Finding::new(
            FindingKind::ClockSkew,
            format!("This machine's clock is {off} {way}."),
            "The service's answers say another time. AWS refuses requests that are more than five minutes off, and no \
             end of a token can be trusted.",
            "Set the clock, best by switching on its synchronisation.",
        ));
    }
}

fn of_obstacle(obstacle: Obstacle, hosts: &str) -> (FindingKind, String, &'static str) {
    match obstacle {
        Obstacle::Names => (
            FindingKind::NetworkDns,
            format!("The name of {hosts} cannot be looked up."),
            "Check the network and the VPN, then sso_region: a region that does not exist has no hosts.",
        ),
        Obstacle::Proxy => (
            FindingKind::NetworkProxy,
            format!("The proxy does not lead to {hosts}."),
            "Check HTTPS_PROXY (address, name and password) and NO_PROXY.",
        ),
        Obstacle::Certificate => (
            FindingKind::NetworkTls,
            format!("There is no safe connection to {hosts}."),
            "Check the proxy and the VPN.",
        ),
        Obstacle::NoAnswer => (
            FindingKind::NetworkUnreachable,
            format!("{hosts} does not answer."),
            "Check the network, the firewall and the VPN; where only a proxy leads out, set HTTPS_PROXY.",
        ),
        Obstacle::Intercepted => (
            FindingKind::NetworkIntercepted,
            format!("Something else answers for {hosts}."),
            "Check the proxy and the VPN; in a hotel or a café, open a web page first to sign in to its network.",
        ),
        Obstacle::NoClient => (
            FindingKind::NetworkClient,
            "AWS cannot be asked anything.".to_owned(),
            "Install the system's CA certificates, or name a PEM file in AWS_CA_BUNDLE.",
        ),
        Obstacle::Service => (
            FindingKind::ServiceTrouble,
            format!("{hosts} has a trouble of its own."),
            "Try again in a few minutes; health.aws.amazon.com tells of larger ones.",
        ),
    }
}
