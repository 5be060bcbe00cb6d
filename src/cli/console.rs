//! `ssotui console`: the AWS console as a profile's role, in the browser.

use clap::Args;
use secrecy::{ExposeSecret, SecretString};

use super::{Context, credentials, region, runtime, select};
use crate::app::text;
use crate::domain::console_link::{ConsoleWay, console_page, portal_link};
use crate::domain::names::Region;
use crate::domain::role::ProfileRole;
use crate::error::{Failure, FailureKind};
use crate::tasks::{console, load};
use crate::tui::desktop;

#[derive(Debug, Args)]
pub struct Console {
    /// The profile; without it AWS_PROFILE's
    #[arg(value_name = "PROFILE")]
    pub profile: Option<String>,

    /// The service to open, as the console's addresses name it: ec2, s3, lambda
    #[arg(long, short, value_name = "SERVICE")]
    pub service: Option<String>,

    /// The region to open; without it the profile's
    #[arg(long, short, value_name = "REGION")]
    pub region: Option<String>,

    /// Print the address, open nothing
    #[arg(long, short)]
    pub print: bool,
}

pub fn run(context: &Context, arguments: &Console) -> Result<u8, Failure> {
    let region = region::given(context, arguments.region.as_deref())?;
    let inventory = load::load(&context.paths)?;
    let variable = context.env.profile_variable();
    let profile = select::profile_or_current(&inventory, arguments.profile.as_deref(), variable)?;
    let role = ProfileRole::of(&inventory, profile)?;
    let settings = super::settings::read(&context.paths, &context.output);
    let service = arguments.service.as_deref();
    let link = match settings.console {
        ConsoleWay::Portal => portal(&role, region.as_ref(), service)?,
        ConsoleWay::Federation => {
            let aws = context.aws();
            let told = |event| credentials::tell(context, &role, &event);
            let link = console::sign_in_link(&aws, &role, region.as_ref(), service, &told);
            runtime::run_until_interrupted(link)
                .map_err(|failure| credentials::with_command(context, failure, &role.session))?
        }
    };
    if arguments.print {
        context.output.result(&text::visible(link.expose_secret()))?;
        return Ok(0);
    }
    desktop::open_url(&context.env, link.expose_secret(), settings.browser_for(&role.session.id)).map_err(
        |failure| match failure.hint {
            Some(_) => failure,
            None => failure.hint("Print the address with --print."),
        },
    )?;
    context.output.note(&format!("Opening the console of {}.", text::visible(role.profile.as_str())));
    Ok(0)
}

fn portal(
    role: &ProfileRole,
    region: Option<&Region>,
    service: Option<&str>,
) -> Result<SecretString, Failure> {
    let start_url = role.session.start_url.as_ref().ok_or_else(|| {
        Failure::new("There is no link to the console.", "The session has no sso_start_url.")
            .kind(FailureKind::Usage)
            .hint("Add it to the session in the config file.")
    })?;
    let destination = match (region.or(role.region.as_ref()), service) {
        (Some(region), _) => console_page(region, service)?,
        // A service's page needs some region.
        (None, Some(_)) => {
            role.any_region().map(|region| console_page(region, service)).transpose()?.flatten()
        }
        (None, None) => None,
    };
    Ok(portal_link(start_url, &role.account, Some(&role.role), destination.as_deref())?.into())
}
