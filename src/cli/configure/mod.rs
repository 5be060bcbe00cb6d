//! `ssotui configure`: all that `aws configure sso` and `aws configure sso-session` ask, by questions or by flags.

mod arguments;
mod missing;
mod profiles;
mod session;

use serde_json::json;

pub use self::arguments::Configure;
use super::change::{self, Facts};
use super::prompt::Prompt;
use super::{Context, runtime};
use crate::aws::clock::SystemClock;
use crate::aws_config::wizard::{self, Answers, Outcome};
use crate::domain::command_line;
use crate::domain::inventory::Inventory;
use crate::domain::session::Session;
use crate::error::Failure;
use crate::tasks::{apply, load};

/// The questions and what is known while they are asked.
struct Wizard<'a> {
    context: &'a Context,
    arguments: &'a Configure,
    inventory: Inventory,
    prompt: Prompt<'a>,
}

impl Wizard<'_> {
    fn sessions(&self) -> Vec<Session> {
        self.inventory.described_sessions()
    }
}

pub fn run(context: &Context, arguments: &Configure) -> Result<u8, Failure> {
    let changing = &arguments.changing;
    let prompt = Prompt::on_terminal(&context.output, changing.yes);
    let inventory = load::load(&context.paths)?;
    let mut wizard = Wizard { context, arguments, inventory, prompt };
    wizard.check_that_all_is_given()?;
    let session = wizard.session()?;
    let profiles = if arguments.sso_session_only { Vec::new() } else { wizard.profiles(&session)? };
    let answers = Answers { session, profiles };
    let Outcome { plan, warnings } = wizard::plan(&answers, &wizard.inventory.profiles, &wizard.sessions())?;
    change::tell_warnings(context, &warnings);
    let diff = apply::preview(&context.paths, &plan)?.diff();
    let further = json!({
        "session": {
            "name": answers.session.name,
            "start_url": answers.session.start_url,
            "sso_region": answers.session.sso_region,
        },
        "profiles": answers.profiles.iter().map(|it| json!({
            "name": it.name,
            "account_id": it.reach.as_ref().map(|(account, _)| account),
            "role_name": it.reach.as_ref().map(|(_, role)| role),
            "region": it.region,
        })).collect::<Vec<_>>(),
        "warnings": warnings,
    });
    let mut facts = Facts { title: &plan.title, diff: &diff, applied: false, further };
    if changing.dry_run {
        return facts.tell(context, changing);
    }
    change::confirm(context, changing, &facts)?;
    let diff = apply::apply(&context.paths, &SystemClock, &plan)?.diff();
    facts.diff = &diff;
    facts.applied = true;
    let code = facts.tell(context, changing)?;
    conclude(context, &answers);
    Ok(code)
}

/// What can be done now.
fn conclude(context: &Context, answers: &Answers) {
    let note = match answers.profiles.as_slice() {
        [] => format!("Sign in with: {}", command_line::login(answers.session.name.as_str(), false)),
        [only] if only.name.as_str() == "default" => "Try it with: aws sts get-caller-identity".to_owned(),
        [first, ..] => format!("Try it with: aws sts get-caller-identity --profile {}", first.name),
    };
    context.output.note(&note);
}
