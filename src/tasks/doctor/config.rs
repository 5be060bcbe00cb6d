//! What the shared files say: lines that AWS tools refuse or read differently, and sessions that cannot be right.

use std::collections::BTreeMap;

use super::fix::Remedy;
use super::report::Report;
use crate::aws_config::Reading;
use crate::aws_config::edit::{Edit, Target};
use crate::aws_config::plan::Plan;
use crate::domain::finding::{Finding, FindingKind};
use crate::domain::names::StartUrl;
use crate::domain::partition::{PARTITIONS, Partition, is_region_shaped};
use crate::domain::profile::{ConfigFile, Problem, Profile, Severity, Source};
use crate::domain::session::{Session, SessionId};
use crate::domain::start_url;

/// The scope without which a session's token opens no account.
const ACCESS: &str = "sso:account:access";

pub fn check(report: &mut Report<'_>, reading: &Reading) {
    for problem in &reading.problems {
        add_problem(report, problem, None, FindingKind::ConfigRefused, FindingKind::ConfigDivergence);
    }
    // What is wrong with a file as a whole is mended first, by hand.
    let can_edit = !reading.refused.contains(&ConfigFile::Config);
    for session in &reading.sessions {
        check_session(report, session, &reading.profiles, can_edit);
    }
    for profile in &reading.profiles {
        for problem in &profile.problems {
            let name = format!("Profile {}", profile.name);
            let kinds = (FindingKind::ProfileRefused, FindingKind::ProfileDivergence);
            add_problem(report, problem, Some((&name, profile.source)), kinds.0, kinds.1);
            if can_edit && let Some(plan) = repeated(profile, problem, &reading.sessions) {
                report.fix(Remedy::Edit(plan));
            }
        }
    }
    legacy(report, &reading.profiles);
}

fn add_problem(
    report: &mut Report<'_>,
    problem: &Problem,
    of: Option<(&str, Source)>,
    refused: FindingKind,
    divergence: FindingKind,
) {
    let kind = match problem.severity {
        Severity::Error => refused,
        Severity::Warning => divergence,
    };
    let what = match of {
        Some((name, _)) => format!("{name}: {}", problem.what),
        None => problem.what.clone(),
    };
    let finding = Finding::new(kind, what, &problem.why, &problem.cure);
    match problem.source.or(of.map(|(_, source)| source)) {
        Some(source) => report.add_in(finding, source),
        None => report.add(finding),
    }
}

/// The cure of a start URL or region that a profile repeats from its session, letter by letter.
fn repeated(profile: &Profile, problem: &Problem, sessions: &[Session]) -> Option<Plan> {
    let Some(id @ SessionId::Named(_)) = &profile.session else { return None };
    let session = sessions.iter().find(|session| session.id == *id)?;
    let setting = profile.settings.iter().find(|setting| Some(setting.source) == problem.source)?;
    let theirs = match setting.key {
        "sso_start_url" => session.start_url.as_ref()?.as_str(),
        "sso_region" => session.sso_region.as_ref()?.as_str(),
        _ => return None,
    };
    let fits = problem.severity == Severity::Warning
        && setting.source.file == ConfigFile::Config
        && setting.value == Some(theirs);
    fits.then(|| {
        Plan::new(
            format!("Take {} out of profile {}: its session says it", setting.key, profile.name),
            vec![Edit::Remove {
                target: Target::profile(profile.name.as_str()),
                key: setting.key.to_string(),
            }],
        )
    })
}

fn check_session(report: &mut Report<'_>, session: &Session, profiles: &[Profile], can_edit: bool) {
    let name = format!("Session {}", session.id);
    for problem in &session.problems {
        let kinds = (FindingKind::SessionRefused, FindingKind::SessionDivergence);
        add_problem(report, problem, Some((&name, session.source)), kinds.0, kinds.1);
        if can_edit && let Some(plan) = plain_start_url(session, problem, profiles) {
            report.fix(Remedy::Edit(plan));
        }
    }
    let mut add = |kind, what: String, why: String, cure: &str| {
        report.add_in(Finding::new(kind, format!("{name}: {what}"), why, cure), session.source);
    };
    if let Some(scopes) = session.scopes.as_ref().filter(|scopes| !scopes.is_empty())
        && !scopes.iter().any(|scope| scope == ACCESS)
    {
        add(
            FindingKind::ScopesWithoutAccess,
            format!("sso_registration_scopes leaves out {ACCESS}."),
            "A token without this scope opens no account and no role.".to_owned(),
            "Add sso:account:access to sso_registration_scopes, then sign in again.",
        );
    }
    if let Some(region) = &session.sso_region {
        let region = region.as_str();
        if !is_region_shaped(region) || region.chars().any(|c| c.is_ascii_uppercase()) {
            add(
                FindingKind::RegionMalformed,
                format!("sso_region is no region code: “{region}”."),
                "Region codes are small letters, digits and dashes, such as eu-west-1.".to_owned(),
                "Write the code of the region in which Identity Center was set up.",
            );
            return;
        }
        if !PARTITIONS.iter().any(|partition| partition.sso_regions.contains(&region)) {
            add(
                FindingKind::RegionUnknown,
                format!("no region {region} is known to have Identity Center."),
                "It may be misspelt, or new.".to_owned(),
                "Compare sso_region with the region that the Identity Center console shows.",
            );
        }
    }
    if let Some(url) = &session.start_url {
        check_start_url(url, session.sso_region.as_ref().map(|region| region.as_str()), &mut add);
    }
}

/// The cure of a `#` in a session's start URL. Not for legacy ones: their very text names the token file.
fn plain_start_url(session: &Session, problem: &Problem, profiles: &[Profile]) -> Option<Plan> {
    let SessionId::Named(name) = &session.id else { return None };
    let url = session.start_url.as_ref()?.as_str();
    let (page, _) = url.split_once('#')?;
    let plain = page.trim_end_matches('/');
    // One that stands in profiles, too, must stay the same as theirs.
    let is_repeated = profiles.iter().any(|profile| {
        profile.session.as_ref() == Some(&session.id) && profile.settings.has("sso_start_url")
    });
    let fits = problem.severity == Severity::Warning
        && problem.what.contains('#')
        && start_url::is_safe(plain)
        && !is_repeated;
    fits.then(|| {
        let set = Edit::Set {
            target: Target::session(name.as_str()),
            key: "sso_start_url".to_owned(),
            value: plain.to_owned(),
        };
        Plan::new(format!("Write the start URL of session {name} without #"), vec![set])
    })
}

/// What the start URL itself gives away. The forms are those that the AWS CLI knows (`sso/resolve.py`).
fn check_start_url(
    url: &StartUrl,
    region: Option<&str>,
    add: &mut impl FnMut(FindingKind, String, String, &str),
) {
    const AS_SHOWN: &str = "Write the start URL as the access portal shows it: https://….awsapps.com/start";
    let Ok(parsed) = url::Url::parse(url.as_str()) else {
        return add(
            FindingKind::StartUrlUnlikely,
            "the start URL is no URL.".to_owned(),
            "It cannot be read as an address.".to_owned(),
            AS_SHOWN,
        );
    };
    let host = parsed.host_str().unwrap_or_default().to_ascii_lowercase();
    if parsed.scheme() != "https" {
        // That it must be https is told with the session's own problems; this machine itself is the demo's.
        return;
    }
    let consoles = [".console.aws.amazon.com", ".signin.aws.amazon.com", ".signin.aws"];
    let is_console = consoles.iter().any(|suffix| host.ends_with(suffix) || host == suffix[1..]);
    let is_start = |path: &str| path.trim_end_matches('/') == "/start" || path.starts_with("/directory/");
    if is_console {
        add(
            FindingKind::StartUrlUnlikely,
            "the start URL is one of the AWS console.".to_owned(),
            "The console's sign-in for IAM users is not an access portal.".to_owned(),
            AS_SHOWN,
        );
    } else if (host.ends_with(".awsapps.com") || host.ends_with(".awsapps.cn")) && !is_start(parsed.path()) {
        add(
            FindingKind::StartUrlUnlikely,
            format!("the start URL does not end in /start, but in “{}”.", parsed.path()),
            "Access portals on this host are at /start; AWS hardly knows another spelling.".to_owned(),
            AS_SHOWN,
        );
    } else if !start_url::is_aws(url) {
        add(
            FindingKind::StartUrlVanity,
            format!("the start URL is on a domain of its own: {host}."),
            "The AWS CLI follows such a domain to the portal from version 2.35.13 on; most SDKs and other tools do not."
                .to_owned(),
            "If a tool fails on it, write the start URL to which the domain leads.",
        );
    }
    let Some(region) = region else { return };
    if let Some(in_host) = start_url::region(url) {
        if in_host.as_str() != region {
            add(
                FindingKind::RegionContradicted,
                format!("sso_region is {region}, but the start URL is of {in_host}."),
                "Signing in in the wrong region fails, or leads to a token that the portal refuses."
                    .to_owned(),
                "Write the region that stands in the start URL into sso_region.",
            );
        }
    } else if let Some(partition) = start_url::partition(url)
        && partition.id != Partition::of_region(region).id
    {
        add(
            FindingKind::RegionContradicted,
            format!("sso_region is {region}, but the start URL is of the partition {}.", partition.id),
            "Regions of one partition know nothing of the portals of another.".to_owned(),
            "Correct sso_region or the start URL.",
        );
    }
}

/// One finding for each start URL that profiles name themselves.
fn legacy(report: &mut Report<'_>, profiles: &[Profile]) {
    let mut by_url: BTreeMap<&StartUrl, (usize, Source)> = BTreeMap::new();
    for profile in profiles {
        if let Some(SessionId::Legacy(url)) = &profile.session {
            by_url.entry(url).or_insert((0, profile.source)).0 += 1;
        }
    }
    for (url, (count, source)) in by_url {
        let profiles =
            if count == 1 { "1 profile names".to_owned() } else { format!("{count} profiles name") };
        let finding = Finding::new(
            FindingKind::LegacyProfiles,
            format!("{profiles} the start URL {url} instead of an [sso-session]."),
            "No tool can renew the token of such a profile: you sign in again every few hours.",
            "Move them to a session: ssotui migrate",
        );
        report.add_in(finding, source);
    }
}
