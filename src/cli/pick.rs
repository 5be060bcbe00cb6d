//! `ssotui pick`: one profile from the list, in place; only the answer goes to stdout.

use super::Context;
use super::arguments::Global;
use super::shell_arguments::{Pick, Print};
use super::{guard, runtime, screen, settings, status};
use crate::app::msg::Msg;
use crate::app::{Purpose, State, text, update};
use crate::aws::clock::{Clock, SystemClock};
use crate::domain::command_line;
use crate::domain::inventory::Inventory;
use crate::domain::names::ProfileName;
use crate::domain::profile::{Profile, ProfileKind};
use crate::domain::shell::Shell;
use crate::domain::snippet;
use crate::domain::token::TokenState;
use crate::domain::usage::UsageChange;
use crate::error::{Failure, FailureKind};
use crate::tasks::{load, usage};
use crate::tui::desktop;

pub fn run(context: &Context, pick: &Pick, global: &Global, mouse: bool) -> Result<u8, Failure> {
    let inventory = load::load(&context.paths)?;
    let query = pick.query.join(" ");
    let matching = matching(context, &inventory, &query, global);
    // A guarded one is not taken unseen: the list asks.
    let guarded = |name: &ProfileName| {
        let profile = inventory.profile(name)?;
        Some((profile, guard::rule(context, &inventory, profile)?))
    };
    let sole = sole(&inventory, &matching, &query).filter(|_| pick.select_1);
    let guarded = sole.and_then(guarded);
    let sole = sole.filter(|_| guarded.is_none());
    if sole.is_none() && matching.is_empty() {
        return Err(nothing(context, &inventory, &query));
    }
    let answer = match sole {
        Some(only) => only.clone(),
        None => {
            let query = (!query.is_empty()).then_some(query);
            let facts = screen::facts(&context.env, &context.paths, global, query, Purpose::Pick);
            let started = screen::start(context.env.clone(), context.paths.clone(), facts, mouse);
            let outcome = runtime::run(started).map_err(|failure| match &guarded {
                // No terminal to show the list on: what was typed would have done without one.
                Some((profile, rule)) if failure.kind == FailureKind::Usage => guard::unasked(profile, rule)
                    .hint("Pick it on a terminal. To start a program with it unasked: ssotui exec --yes"),
                _ => failure,
            })?;
            match outcome.answer {
                Some(profile) => profile,
                None => return Ok(outcome.exit_code),
            }
        }
    };
    // Read again: it may have been written only while the list was shown.
    let inventory = load::load(&context.paths)?;
    let text = printed(context, &inventory, &answer, pick)?;
    context.output.result(&text)?;
    used(context, &inventory, &answer);
    Ok(0)
}

/// Prints the name of the profile that was chosen on the screen.
///
/// # Errors
/// When no shell can hold the name, or stdout cannot be written.
pub fn hand_over(context: &Context, profile: &ProfileName, shell: Option<Shell>) -> Result<u8, Failure> {
    context.output.result(holdable(profile, shell)?)?;
    used(context, &load::load(&context.paths)?, profile);
    Ok(0)
}

/// The profiles that the screen would show for the query, in its order.
fn matching(context: &Context, inventory: &Inventory, query: &str, global: &Global) -> Vec<ProfileName> {
    let facts = screen::facts(&context.env, &context.paths, global, Some(query.to_owned()), Purpose::Pick);
    let (mut state, _) = State::new(facts);
    let settings = settings::read(&context.paths, &context.output);
    update(&mut state, Msg::Settings(Box::new(Ok(settings))));
    update(&mut state, Msg::Loaded(Box::new(inventory.clone())));
    let shown = state.profiles.shown().iter();
    shown.map(|row| state.inventory.profiles[*row].name.clone()).collect()
}

/// The one that is called exactly so, or the only one that matches.
fn sole<'a>(inventory: &'a Inventory, matching: &'a [ProfileName], query: &str) -> Option<&'a ProfileName> {
    match (inventory.profile(&query.into()), matching) {
        (Some(profile), _) => Some(&profile.name),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}

fn nothing(context: &Context, inventory: &Inventory, query: &str) -> Failure {
    let config = context.paths.display(&context.paths.config);
    if inventory.profiles.is_empty() {
        return Failure::new("There is no profile to pick.", format!("{config} has none."))
            .kind(FailureKind::NotFound)
            .hint("Create one with: ssotui configure");
    }
    let all = text::counted(inventory.profiles.len(), "profile");
    Failure::new("No profile matches.", format!("None of the {all} matches \"{query}\"."))
        .kind(FailureKind::NotFound)
        .hint("List the profiles with: ssotui list")
}

/// The name, if that shell, else any, can hold it in a variable.
fn holdable(profile: &ProfileName, shell: Option<Shell>) -> Result<&str, Failure> {
    shell.unwrap_or(Shell::Sh).set_profile(profile).map(|_| profile.as_str())
}

fn printed(
    context: &Context,
    inventory: &Inventory,
    name: &ProfileName,
    pick: &Pick,
) -> Result<String, Failure> {
    let missing = |what: &str, why: &str| Failure::new(format!("Profile {name} has no {what}."), why);
    let profile = || {
        inventory.profile(name).ok_or_else(|| {
            Failure::new(format!("Profile {name} is gone."), "The config file was changed meanwhile.")
                .kind(FailureKind::NotFound)
        })
    };
    match pick.print {
        Print::Name => holdable(name, pick.shell).map(str::to_owned),
        Print::Env => {
            let shell = pick
                .shell
                .or_else(|| settings::read(&context.paths, &context.output).shell)
                .unwrap_or_else(|| desktop::detect_shell(&context.env));
            shell.set_profile(name)
        }
        Print::AccountId => match &profile()?.account_id {
            Some(id) => Ok(text::visible(id.as_str()).into_owned()),
            None => Err(missing("account id", "It does not say to which account it leads.")),
        },
        Print::Arn => Ok(text::visible(&role_arn(profile()?)?).into_owned()),
    }
}

/// The ARN of the role that the profile ends in: its own, or the pattern that matches its permission set's.
fn role_arn(profile: &Profile) -> Result<String, Failure> {
    if profile.kind == ProfileKind::Role || profile.kind == ProfileKind::WebIdentity {
        return profile.settings.value("role_arn").map(str::to_owned).ok_or_else(no_role);
    }
    let (account, role) = profile.account_id.as_ref().zip(profile.role_name.as_ref()).ok_or_else(no_role)?;
    snippet::role_arn(account, role, profile.sso_region.as_ref())
}

fn no_role() -> Failure {
    Failure::new("The profile has no role.", "It names neither a permission set nor a role.")
}

/// Remembers the use, and says on stderr what is still missing for the profile to work.
fn used(context: &Context, inventory: &Inventory, name: &ProfileName) {
    let now = SystemClock.now();
    if settings::read(&context.paths, &context.output).frecency {
        let change = UsageChange::Used { profile: name.clone(), at: now };
        if let Err(failure) = usage::record(&context.paths, &change) {
            context.output.note(&text::visible(&format!("warning: {failure}")));
        }
    }
    let session = inventory.profile(name).and_then(|profile| inventory.session_behind(profile));
    let Some(entry) = session.and_then(|id| inventory.session(id)) else { return };
    let state = status::state(entry, now);
    if !matches!(state, TokenState::Valid | TokenState::Renewable) {
        let session = text::visible(entry.session.id.cache_key());
        let (state, login) = (state.as_str().replace('-', " "), command_line::login_profile(name));
        let said = format!("{session} is {state}. Sign in with: {login}");
        context.output.note(&text::visible(&said));
    }
}
