//! Variables that lead AWS tools elsewhere than it looks, or each of them somewhere else. Who reads what in which order
//! is from the tools' sources: botocore `configprovider.py` and `credentials.py`, aws-sdk-go-v2 `config/env_config.go`
//! and `resolve_credentials.go`, aws-sdk-js-v3 `getProfileName.ts` and `defaultProvider.ts`.

use super::report::Report;
use crate::aws::endpoints::{Endpoints, Service};
use crate::domain::finding::{Finding, FindingKind};
use crate::domain::network::{ProfileNetwork, is_true};
use crate::domain::suggest;
use crate::domain::web_address;
use crate::error::Failure;
use crate::paths::Env;

/// What is known beside the variables themselves.
#[derive(Debug, Clone)]
pub struct EnvironmentFacts<'a> {
    pub env: &'a Env,
    /// The names of all profiles.
    pub profiles: Vec<&'a str>,
    /// Whether the names are known: both files could be read.
    pub profiles_known: bool,
    pub config_exists: bool,
    pub credentials_exist: bool,
    /// Why the CA bundle cannot be used.
    pub ca_bundle: Option<Failure>,
    /// Proxy variables that are no URL.
    pub bad_proxies: Vec<&'static str>,
}

pub fn check(report: &mut Report<'_>, facts: &EnvironmentFacts<'_>) {
    keys(report, facts.env);
    profile(report, facts);
    regions(report, facts.env);
    files(report, facts);
    endpoints(report, facts);
    homes(report, facts.env);
    if let Some(failure) = &facts.ca_bundle {
        report.add(of_failure(FindingKind::EnvCaBundle, failure));
    }
    for variable in &facts.bad_proxies {
        report.add(Finding::new(
            FindingKind::EnvProxyInvalid,
            format!("{variable} cannot be used."),
            "It is not the URL of a proxy.",
            "Write it like http://proxy.example.com:8080, or unset it.",
        ));
    }
}

pub(super) fn of_failure(kind: FindingKind, failure: &Failure) -> Finding {
    Finding::new(kind, &failure.what, &failure.why, failure.hint.as_deref().unwrap_or("Correct or unset it."))
}

fn keys(report: &mut Report<'_>, env: &Env) {
    let key = env.var("AWS_ACCESS_KEY_ID").is_some();
    let secret = env.var("AWS_SECRET_ACCESS_KEY").is_some();
    if key != secret {
        let (set, missing) = if key {
            ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
        } else {
            ("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID")
        };
        report.add(Finding::new(
            FindingKind::EnvKeysPartial,
            format!("{set} is set without {missing}."),
            format!("Partial credentials found in env, missing: {missing}"),
            format!("Unset {set}, or set both."),
        ));
    }
    if key && secret {
        let unset = "Unset AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN.";
        report.add(match env.var("AWS_PROFILE").or_else(|| env.var("AWS_DEFAULT_PROFILE")) {
            Some(profile) => Finding::new(
                FindingKind::EnvKeysBeatProfile,
                format!("The keys in the environment win over the profile {profile}."),
                "The AWS CLI, boto3 and most SDKs take AWS_ACCESS_KEY_ID before AWS_PROFILE (the region still comes from \
                 the profile); the JavaScript SDK takes the profile. You may be somebody else than you think.",
                unset,
            ),
            None => Finding::new(
                FindingKind::EnvKeysSet,
                "The keys in the environment win over the default profile.",
                "AWS tools take AWS_ACCESS_KEY_ID before any profile that is not named to them.",
                unset,
            ),
        });
    }
    if env.var("AWS_SECURITY_TOKEN").is_some() {
        report.add(Finding::new(
            FindingKind::EnvSecurityToken,
            "AWS_SECURITY_TOKEN is set.",
            "It is the outdated name of AWS_SESSION_TOKEN, and boto3 reads it first: an old one spoils new keys.",
            "Unset AWS_SECURITY_TOKEN.",
        ));
    }
}

fn profile(report: &mut Report<'_>, facts: &EnvironmentFacts<'_>) {
    let env = facts.env;
    for variable in ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"] {
        if env.raw(variable) == Some("") {
            report.add(Finding::new(
                FindingKind::EnvProfileEmpty,
                format!("{variable} is set, but empty."),
                "The AWS CLI and boto3 look for a profile of no name: The config profile () could not be found.",
                format!("Unset {variable} instead of emptying it."),
            ));
        }
    }
    let (profile, default) = (env.var("AWS_PROFILE"), env.var("AWS_DEFAULT_PROFILE"));
    match (profile, default) {
        (Some(profile), Some(default)) if profile != default => report.add(Finding::new(
            FindingKind::EnvProfilesDiffer,
            format!("AWS_PROFILE says {profile}, AWS_DEFAULT_PROFILE says {default}."),
            "The AWS CLI and most SDKs go by AWS_PROFILE, boto3 by AWS_DEFAULT_PROFILE.",
            "Unset AWS_DEFAULT_PROFILE.",
        )),
        (None, Some(default)) => report.add(Finding::new(
            FindingKind::EnvDefaultProfileAlone,
            format!("Only AWS_DEFAULT_PROFILE says {default}."),
            "The AWS CLI, boto3 and Go read it; the JavaScript, Java and Rust SDKs know only AWS_PROFILE.",
            "Set AWS_PROFILE instead.",
        )),
        _ => {}
    }
    if !facts.profiles_known {
        return;
    }
    for (variable, name) in [("AWS_PROFILE", profile), ("AWS_DEFAULT_PROFILE", default)] {
        let Some(name) = name.filter(|name| !facts.profiles.contains(name)) else { continue };
        let trimmed = name.trim();
        let cure = if trimmed != name && facts.profiles.contains(&trimmed) {
            format!(
                "There is a profile {trimmed}: set {variable} without the blank (in cmd: set \"{variable}={trimmed}\")."
            )
        } else {
            let near = suggest::near(name, facts.profiles.iter().copied());
            let meant =
                if near.is_empty() { String::new() } else { format!("Did you mean {}? ", near.join(" or ")) };
            format!("{meant}Correct or unset {variable}; ssotui list shows what there is.")
        };
        report.add(Finding::new(
            FindingKind::EnvProfileUnknown,
            format!("{variable} names a profile that does not exist: “{name}”."),
            format!("The config profile ({name}) could not be found."),
            cure,
        ));
    }
}

fn regions(report: &mut Report<'_>, env: &Env) {
    match (env.var("AWS_REGION"), env.var("AWS_DEFAULT_REGION")) {
        (Some(region), Some(default)) if region != default => report.add(Finding::new(
            FindingKind::EnvRegionsDiffer,
            format!("AWS_REGION says {region}, AWS_DEFAULT_REGION says {default}."),
            "The AWS CLI and most SDKs go by AWS_REGION, boto3 by AWS_DEFAULT_REGION alone.",
            "Set both to the same region, or unset both.",
        )),
        (Some(region), None) => report.add(Finding::new(
            FindingKind::EnvRegionAlone,
            format!("AWS_REGION says {region}, which boto3 does not read."),
            "boto3 knows only AWS_DEFAULT_REGION, and goes by the profile's region.",
            "Set AWS_DEFAULT_REGION too, or unset AWS_REGION.",
        )),
        _ => {}
    }
}

fn files(report: &mut Report<'_>, facts: &EnvironmentFacts<'_>) {
    for (variable, exists) in
        [("AWS_CONFIG_FILE", facts.config_exists), ("AWS_SHARED_CREDENTIALS_FILE", facts.credentials_exist)]
    {
        let Some(value) = facts.env.var(variable) else { continue };
        report.add(if exists {
            Finding::new(
                FindingKind::EnvFileMoved,
                format!("{variable} says {value}."),
                "Tools that are started without it (from a desktop, by a service) read the file in ~/.aws instead. \
                 Tokens stay in ~/.aws in any case.",
                format!("Unset {variable} if that is not meant."),
            )
        } else {
            Finding::new(
                FindingKind::EnvFileMissing,
                format!("{variable} names a file that does not exist: {value}."),
                "AWS tools take that for an empty file, without a word.",
                format!("Correct or unset {variable}."),
            )
        });
        if value.contains('$') || (facts.env.windows && value.contains('%')) {
            report.add(Finding::new(
                FindingKind::EnvFileExpanded,
                format!("{variable} holds a variable: {value}."),
                "The AWS CLI replaces it where it reads the file, not where it writes it; the SDKs never do.",
                format!("Let {variable} say the whole path."),
            ));
        }
    }
}

fn endpoints(report: &mut Report<'_>, facts: &EnvironmentFacts<'_>) {
    let env = facts.env;
    let services = Service::ALL.map(Service::variable);
    let all = env.var("AWS_ENDPOINT_URL");
    let set: Vec<&str> = services.iter().filter(|name| env.var(name).is_some()).map(String::as_str).collect();
    let ignored = env.var("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").is_some_and(is_true);
    if ignored {
        if all.is_some() || !set.is_empty() {
            report.add(Finding::new(
                FindingKind::EnvEndpointIgnored,
                "Endpoints are set, and ignored.",
                "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true: no AWS_ENDPOINT_URL variable counts.",
                "Unset it if the endpoints are meant.",
            ));
        }
        return;
    }
    if let Err(failure) = Endpoints::new(env, &ProfileNetwork::default()).check() {
        report.add(of_failure(FindingKind::EnvEndpointInvalid, &failure));
    }
    if let Some(url) = all
        && set.len() < services.len()
    {
        report.add(Finding::new(
            FindingKind::EnvEndpointForAll,
            format!("AWS_ENDPOINT_URL sends every service to {}.", without_password(url)),
            "That is sign-in, accounts and STS too, which an emulator such as LocalStack hardly has.",
            "Use AWS_ENDPOINT_URL_S3 and the like for the services that are meant.",
        ));
    }
    // Those that say the same are one finding: ssotui demo and emulators set several.
    let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
    for name in set {
        let url = env.var(name).unwrap_or_default();
        match said.iter_mut().find(|(known, _)| *known == url) {
            Some((_, names)) => names.push(name),
            None => said.push((url, vec![name])),
        }
    }
    for (url, names) in said {
        let says = if names.len() == 1 { "says" } else { "say" };
        let (why, cure) = if is_this_machine(url) {
            (
                "Requests go to this machine instead of to AWS, as in ssotui demo and with emulators.",
                "In the demo leave them. Elsewhere unset",
            )
        } else {
            ("Requests go there instead of to AWS.", "If that is not meant, unset")
        };
        report.add(Finding::new(
            FindingKind::EnvEndpoint,
            format!("{} {says} {}.", names.join(", "), without_password(url)),
            why,
            format!("{cure} {}.", names.join(" ")),
        ));
    }
}

fn is_this_machine(url: &str) -> bool {
    web_address::parse(url).is_some_and(|url| web_address::is_this_machine(&url))
}

/// An address without what stands before an `@`.
fn without_password(url: &str) -> String {
    match (url.split_once("://"), url.rsplit_once('@')) {
        (Some((scheme, _)), Some((_, host))) => format!("{scheme}://{host}"),
        _ => url.to_owned(),
    }
}

fn homes(report: &mut Report<'_>, env: &Env) {
    if !env.windows {
        if env.var("HOME").is_none() {
            report.add(Finding::new(
                FindingKind::EnvHomeMissing,
                "HOME is not set.",
                "The AWS CLI, boto3 and Go ask the system for your home folder; the Rust SDK gives up.",
                "Set HOME.",
            ));
        }
        return;
    }
    if let (Some(home), Some(profile)) = (env.var("HOME"), env.var("USERPROFILE"))
        && !home.eq_ignore_ascii_case(profile)
    {
        report.add(Finding::new(
            FindingKind::EnvHomesDiffer,
            "HOME and USERPROFILE are different folders.",
            format!(
                "The AWS CLI, boto3, Go and this program look for .aws in {profile}; the JavaScript, Java and Rust SDKs in {home}."
            ),
            "Unset HOME, or let it be the same.",
        ));
    }
}
