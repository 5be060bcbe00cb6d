//! Asking before a profile is used that a rule of the settings guards.

use super::Context;
use super::prompt::Prompt;
use crate::app::text;
use crate::domain::guard::Guard;
use crate::domain::inventory::Inventory;
use crate::domain::profile::Profile;
use crate::error::{Failure, FailureKind};

/// Asks, where a rule says so. `yes` was said on the command line.
///
/// # Errors
/// `Interrupted` after a no; `Usage` where nobody can be asked, naming the flag.
pub fn ask(context: &Context, inventory: &Inventory, profile: &Profile, yes: bool) -> Result<(), Failure> {
    let Some(rule) = rule(context, inventory, profile).filter(|_| !yes) else { return Ok(()) };
    let mut prompt = Prompt::on_terminal(&context.output, false);
    if !prompt.asks() {
        return Err(unasked(profile, &rule).hint("Give --yes to use it without being asked."));
    }
    let about = format!("{} Use it, y or n", guarded(profile, &rule));
    let agreed = prompt.ask(&text::visible(&about), "--yes", None, |answer| {
        match answer.to_ascii_lowercase().as_str() {
            "y" | "yes" => Ok(true),
            "n" | "no" => Ok(false),
            _ => Err(Failure::new("Answer y or n.", "Only those are answers.")),
        }
    })?;
    if agreed {
        return Ok(());
    }
    Err(Failure::new("Nothing was done.", "You said no.").kind(FailureKind::Interrupted))
}

/// The failure where nobody can be asked.
pub fn unasked(profile: &Profile, rule: &Guard) -> Failure {
    Failure::new(guarded(profile, rule), "It must be confirmed, and there is no terminal to ask on.")
        .kind(FailureKind::Usage)
}

fn guarded(profile: &Profile, rule: &Guard) -> String {
    format!("{} is guarded by the rule {}.", profile.name, rule.words())
}

/// The rule that wants to be asked about a profile.
pub fn rule(context: &Context, inventory: &Inventory, profile: &Profile) -> Option<Guard> {
    let guards = super::settings::read(&context.paths, &context.output).guards;
    let account_name = account_name(inventory, profile);
    guards.into_iter().find(|rule| rule.matches(profile, account_name)).filter(|rule| rule.ask)
}

/// The name of a profile's account, where an enumeration told it.
fn account_name<'a>(inventory: &'a Inventory, profile: &Profile) -> Option<&'a str> {
    let organization = inventory.organizations.get(profile.session.as_ref()?)?;
    let id = profile.account_id.as_ref()?;
    organization.accounts.iter().find(|account| account.id == *id)?.name.as_deref()
}
