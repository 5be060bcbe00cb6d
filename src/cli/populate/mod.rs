//! `ssotui populate`: a profile for every account and role that a session reaches.

mod arguments;
mod drift;
mod json;

use std::io::{self, IsTerminal};

use serde_json::Value;

pub use self::arguments::Populate;
use super::change::{self, Facts};
use super::output::Output;
use super::roles::Counter;
use super::{Context, credentials, region, runtime, select};
use crate::app::text;
use crate::aws::clock::SystemClock;
use crate::aws_config;
use crate::domain;
use crate::domain::inventory::{Inventory, SessionEntry};
use crate::domain::names::{Region, SessionName};
use crate::domain::naming::Rules;
use crate::domain::organization::Organization;
use crate::domain::populate::{self, Filter, PopulatePlan, Request, Resolution};
use crate::domain::session::SessionId;
use crate::error::{Failure, FailureKind};
use crate::paths::Env;
use crate::tasks::{apply, enumerate, load};

/// aws-sso-util's variable for those who always want the same separator.
pub(super) const SEPARATOR: &str = "AWS_CONFIGURE_SSO_DEFAULT_PROFILE_NAME_SEPARATOR";
/// Where the region comes from when none is named.
const REGIONS: [&str; 3] = ["AWS_CONFIGURE_DEFAULT_REGION", "AWS_REGION", "AWS_DEFAULT_REGION"];

/// The region that the environment names.
pub fn default_region(env: &Env) -> Option<&str> {
    REGIONS.iter().find_map(|name| env.var(name))
}

/// How many remarks of a kind are shown.
const MOST_REMARKS: usize = 20;

pub fn run(context: &Context, arguments: &Populate) -> Result<u8, Failure> {
    if arguments.check {
        return check(context, arguments);
    }
    // Everything that can be wrong with the arguments is told before the portal is asked.
    let rules = Rules::new(&arguments.naming(context.env.var(SEPARATOR)))?;
    let regions = regions(context, arguments)?;
    let config_defaults = arguments
        .config_default
        .iter()
        .map(|text| populate::config_default(text))
        .collect::<Result<Vec<_>, _>>()?;
    let inventory = load::load(&context.paths)?;
    let (entry, name) = chosen(context, &inventory, arguments)?;
    if !arguments.changing.dry_run && !arguments.changing.yes && !io::stdin().is_terminal() {
        return Err(Failure::new("Nothing was written.", "There is no terminal to ask on whether to write.")
            .kind(FailureKind::Usage)
            .hint("Give --yes to write, or --dry-run to see what would change."));
    }
    let organization = organization(context, &inventory, entry, arguments.cached)?;
    let filter = filter(arguments);
    let mut plan = populate::plan(&Request {
        session: name,
        start_url: entry.session.start_url.as_ref(),
        organization: &organization,
        filter: &filter,
        regions: &regions,
        rules: &rules,
        config_defaults: &config_defaults,
        existing_config_action: arguments.existing_config_action,
        on_collision: arguments.on_collision,
        prune: arguments.prune,
        profiles: &inventory.profiles,
    })?;
    let change = apply::preview(&context.paths, &aws_config::populate::plan(name, &plan));
    if let Ok(change) = &change {
        plan.leave(change.left.iter().map(|left| (&left.name, left.why.as_str())));
    }
    remarks(&context.output, &plan, &organization);
    let change = change?;
    let edits = aws_config::populate::plan(name, &plan);
    let changing = &arguments.changing;
    if changing.dry_run {
        let drift = domain::drift::drift(&entry.session.id, &organization, &inventory.profiles, &filter);
        drift.iter().for_each(|drift| drift::remarks(&context.output, drift));
        if changing.json {
            let mut told = json::plan(&plan, organization.complete);
            if let Value::Object(told) = &mut told {
                told.insert("drift".to_owned(), drift::to_json(drift.as_ref()));
            }
            context.output.json(&told)?;
        } else {
            Facts { title: &edits.title, diff: &change.diff(), applied: false, further: Value::Null }
                .tell(context, changing)?;
        }
        plan.must_be_decided()?;
        context.output.note(&format!("{} Nothing was written.", summary(&plan, "would be")));
        return Ok(code(&plan, &organization));
    }
    plan.must_be_decided()?;
    if !changing.yes {
        let diff = change.diff();
        context.output.note(&summary(&plan, "will be"));
        let facts = Facts { title: &edits.title, diff: &diff, applied: false, further: Value::Null };
        change::confirm(context, changing, &facts)?;
    }
    apply::apply(&context.paths, &SystemClock, &edits)?;
    if changing.json {
        context.output.json(&json::plan(&plan, organization.complete))?;
    } else {
        context.output.result(&summary(&plan, "were"))?;
    }
    Ok(code(&plan, &organization))
}

/// `--check`: compares, and writes nothing.
fn check(context: &Context, arguments: &Populate) -> Result<u8, Failure> {
    let inventory = load::load(&context.paths)?;
    let (entry, name) = chosen(context, &inventory, arguments)?;
    let organization = organization(context, &inventory, entry, arguments.cached)?;
    let filter = filter(arguments);
    filter.check(&organization)?;
    let drift = domain::drift::drift(&entry.session.id, &organization, &inventory.profiles, &filter);
    drift::check(context, name, &organization, drift.as_ref(), arguments.changing.json)
}

fn filter(arguments: &Populate) -> Filter {
    Filter { accounts: arguments.account.clone(), roles: arguments.role.clone(), only: None }
}

/// Not everything that was asked for could be done.
fn code(plan: &PopulatePlan, organization: &Organization) -> u8 {
    if organization.complete && plan.refused.is_empty() { 0 } else { FailureKind::Failed.exit_code() }
}

/// The regions named, else the one of the environment.
fn regions(context: &Context, arguments: &Populate) -> Result<Vec<Region>, Failure> {
    let named = arguments.regions.iter().map(String::as_str);
    let by_environment = default_region(&context.env).filter(|_| arguments.regions.is_empty());
    let mut regions = Vec::new();
    for text in named.chain(by_environment) {
        regions.extend(region::given(context, Some(text))?);
    }
    if regions.is_empty() {
        return Err(Failure::new(
            "Which region?",
            "Every profile needs the region that its commands run in.",
        )
        .kind(FailureKind::Usage)
        .hint("Give --region, for example --region eu-west-1"));
    }
    Ok(regions)
}

/// The session, which must be a section of its own.
fn chosen<'a>(
    context: &Context,
    inventory: &'a Inventory,
    arguments: &Populate,
) -> Result<(&'a SessionEntry, &'a SessionName), Failure> {
    let entry = match &arguments.session {
        Some(name) => select::session(inventory, name)?,
        None => select::implied(inventory, context.env.profile_variable()).map_err(|failure| {
            // Which profile's and --all are for signing in.
            if failure.kind == FailureKind::Usage { failure.hint("Give --session NAME.") } else { failure }
        })?,
    };
    match &entry.session.id {
        SessionId::Named(name) => Ok((entry, name)),
        SessionId::Legacy(url) => Err(Failure::new(
            format!("{url} is no session that profiles can name."),
            "It stands in legacy profiles only, whose tokens cannot be renewed.",
        )
        .kind(FailureKind::Usage)
        .hint("Turn them into profiles of a session with: ssotui migrate")),
    }
}

/// What the session reaches: as it was found last, or as the portal says now.
fn organization(
    context: &Context,
    inventory: &Inventory,
    entry: &SessionEntry,
    cached: bool,
) -> Result<Organization, Failure> {
    let name = entry.session.id.cache_key();
    if cached {
        return inventory.organizations.get(&entry.session.id).cloned().ok_or_else(|| {
            Failure::new(format!("Nothing is known of {name}."), "Its accounts and roles were never listed.")
                .kind(FailureKind::NotFound)
                .hint("Without --cached the portal is asked.")
        });
    }
    let aws = context.aws_with(inventory, None);
    let counter = Counter::new(&context.output, name);
    let outcome = runtime::run_until_interrupted(async {
        enumerate::enumerate(&aws, &entry.session, &|event| counter.see(&event)).await
    });
    context.output.progress_done();
    outcome.map_err(|failure| credentials::with_command(context, failure, &entry.session))
}

/// A name for a remark.
fn short(name: &str) -> String {
    text::fit(&text::visible(name), 80, "…").into_owned()
}

/// What somebody should know who reads only the summary.
fn remarks(output: &Output, plan: &PopulatePlan, organization: &Organization) {
    for collision in plan.collisions.iter().take(MOST_REMARKS) {
        let end = match &collision.resolution {
            Resolution::Kept => "It keeps the name.".to_owned(),
            Resolution::Suffixed(name) => format!("It is called {name}."),
            Resolution::Skipped => "It is left out.".to_owned(),
            Resolution::Open => continue,
        };
        let reach = &collision.reach;
        output.note(&format!(
            "collision: {} of {} in {}: {} {end}",
            collision.name,
            text::visible(reach.role_name.as_str()),
            text::visible(reach.account_id.as_str()),
            text::visible(&collision.why)
        ));
    }
    more(output, plan.collisions.len(), "collisions");
    for (name, instead_of) in plan.made_safe.iter().take(MOST_REMARKS) {
        let (instead_of, name) = (short(instead_of), short(name.as_str()));
        output.note(&format!("renamed: not every AWS tool reads \"{instead_of}\", so it is called {name}."));
    }
    more(output, plan.made_safe.len(), "names that were changed");
    for refused in &plan.refused {
        output.line(&format!(
            "left out: {} in {}: {}",
            short(refused.reach.role_name.as_str()),
            short(refused.reach.account_id.as_str()),
            text::visible(&refused.why)
        ));
    }
    if !organization.complete {
        output.line(
            "warning: not every account answered; profiles of those that did not are left as they are.",
        );
    }
    if plan.prune_withheld {
        output.line(
            "warning: nothing is removed, because what seems gone may be in an account that did not answer.",
        );
    }
}

/// That some were not shown.
fn more(output: &Output, count: usize, what: &str) {
    if count > MOST_REMARKS {
        output.note(&format!("… and {} more {what}; --dry-run --json lists all.", count - MOST_REMARKS));
    }
}

/// How many profiles are concerned.
fn summary(plan: &PopulatePlan, were: &str) -> String {
    format!(
        "{} profiles {were} added, {} changed, {} removed; {} are as they should be.",
        plan.add.len(),
        plan.change.len(),
        plan.remove.len(),
        plan.keep.len()
    )
}
