//! Keys of profiles that lead sign-ins and STS elsewhere than to AWS, or nowhere. The trap is that of emulators: a
//! profile's `endpoint_url` is meant for S3 or the like, and holds for sign-in, accounts and STS too.

use std::collections::{BTreeMap, BTreeSet};

use super::environment::of_failure;
use super::report::Report;
use crate::aws::endpoints::{Endpoints, Service, configured_url};
use crate::aws::probe;
use crate::aws_config::Reading;
use crate::domain::finding::{Finding, FindingKind};
use crate::domain::network::ProfileNetwork;
use crate::domain::profile::{Profile, Source};
use crate::error::Failure;
use crate::paths::Env;

/// The way to AWS of a profile that says something about it.
#[derive(Debug, Clone)]
pub struct Way {
    profile: String,
    /// What leads a service of ours elsewhere, and the profile's line that says so.
    diversions: Vec<(Diversion, Source)>,
    /// Why a service cannot be reached, and why the CA bundle cannot be used; with the key's line.
    endpoints: Option<(Failure, Source)>,
    ca_bundle: Option<(Failure, Source)>,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Diversion {
    /// The key of a `[services]` section; `None` for the profile's own `endpoint_url`, which is for all services.
    section: Option<String>,
    url: String,
}

/// The ways of all profiles. Blocking: CA bundles are read.
pub fn gather(env: &Env, reading: &Reading) -> Vec<Way> {
    let mut bundles = BTreeSet::new();
    let ways = reading.profiles.iter().filter_map(|profile| {
        let network = ProfileNetwork::of(&profile.settings, &reading.services);
        if network == ProfileNetwork::default() {
            return None;
        }
        let path = network.ca_bundle.as_ref().map(|bundle| bundle.value.clone());
        // Many profiles of one company name the same file.
        let is_new = path.is_some_and(|path| bundles.insert(path));
        let env_alone = ProfileNetwork::default();
        let bundle = ProfileNetwork { ca_bundle: network.ca_bundle.clone(), ..env_alone.clone() };
        let is_the_envs = Endpoints::new(env, &env_alone).check().is_err();
        // A section that is missing is told as a fault of the profile itself.
        let is_told = is_the_envs || network.missing_services.is_some();
        let fault = Endpoints::new(env, &network).check().err().filter(|_| !is_told);
        Some(Way {
            profile: profile.name.to_string(),
            diversions: if is_concerned(env, profile) {
                diversions(env, profile, &network)
            } else {
                Vec::new()
            },
            endpoints: fault.map(|failure| {
                (
                    failure,
                    source(
                        profile,
                        &["endpoint_url", "services", "use_fips_endpoint", "use_dualstack_endpoint"],
                    ),
                )
            }),
            ca_bundle: probe::ca_bundle_failure(&Env::default(), &bundle)
                .filter(|_| is_new)
                .map(|failure| (failure, source(profile, &["ca_bundle"]))),
        })
    });
    ways.collect()
}

pub fn check(report: &mut Report<'_>, ways: &[Way]) {
    // Many profiles of one company have the same keys.
    let mut users: BTreeMap<&Diversion, (usize, &str, Source)> = BTreeMap::new();
    for way in ways {
        for (kind, fault) in [
            (FindingKind::ProfileEndpointInvalid, &way.endpoints),
            (FindingKind::ProfileCaBundle, &way.ca_bundle),
        ] {
            if let Some((failure, source)) = fault {
                let mut finding = of_failure(kind, failure);
                finding.what = format!("Profile {}: {}", way.profile, finding.what);
                report.add_in(finding, *source);
            }
        }
        for (diversion, source) in &way.diversions {
            users.entry(diversion).or_insert((0, &way.profile, *source)).0 += 1;
        }
    }
    for (Diversion { section, url }, (count, first, source)) in users {
        let profiles = match count {
            1 => format!("Profile {first}"),
            _ => format!("Profile {first} and {} more", count - 1),
        };
        let finding = match section {
            None => Finding::new(
                FindingKind::ProfileEndpointForAll,
                format!("{profiles}: endpoint_url sends every service to {url}."),
                "That is sign-in, accounts and STS too, which an emulator such as LocalStack hardly has.",
                "Name the services that are meant in a [services] section instead.",
            ),
            Some(key) => Finding::new(
                FindingKind::ProfileEndpoint,
                format!("{profiles}: {key} says {url}."),
                "Requests go there instead of to AWS.",
                "Take it out of the section if that is not meant.",
            ),
        };
        report.add_in(finding, source);
    }
}

/// Whether the profile's keys lead anything of Identity Center's: its own, or that of every session while it is the
/// current one. Keys for an emulator by themselves are what they are meant to be.
fn is_concerned(env: &Env, profile: &Profile) -> bool {
    profile.session.is_some() || profile.name.as_str() == env.current_profile()
}

fn diversions(env: &Env, profile: &Profile, network: &ProfileNetwork) -> Vec<(Diversion, Source)> {
    let services = [Service::Sso, Service::SsoOidc, Service::Sts];
    let mut found = BTreeSet::new();
    for service in services {
        let Ok(Some(configured)) = configured_url(service.id(), env, network) else { continue };
        let for_all = network.endpoint_url.as_ref() == Some(&configured);
        // A variable is told of with the environment.
        if !for_all && network.service_urls.get(service.id()) != Some(&configured) {
            continue;
        }
        let Some(url) = configured.value else { continue };
        let (section, key) =
            if for_all { (None, "endpoint_url") } else { (Some(configured.place), "services") };
        found.insert((Diversion { section, url }, source(profile, &[key])));
    }
    found.into_iter().collect()
}

/// Where the first of these keys stands that the profile has.
fn source(profile: &Profile, keys: &[&str]) -> Source {
    let of = |key: &&str| profile.settings.get(key);
    keys.iter().find_map(of).map_or(profile.source, |setting| setting.source)
}
