//! What has to be given by flags where nobody can be asked: all of it is told at once.

use super::Wizard;
use super::session::named;
use crate::domain::session::SessionId;
use crate::domain::start_url;
use crate::error::{Failure, FailureKind};

impl Wizard<'_> {
    /// # Errors
    /// `Usage` where nobody can be asked and something is missing, naming every flag; for a flag that is wrong.
    pub(super) fn check_that_all_is_given(&self) -> Result<(), Failure> {
        if self.prompt.asks() {
            return Ok(());
        }
        let missing = self.missing()?;
        let changing = &self.arguments.changing;
        let decided = changing.yes || changing.dry_run;
        if missing.is_empty() && decided {
            return Ok(());
        }
        let why = match missing.as_slice() {
            [] => "There is no terminal to ask on whether to write.",
            _ => "There is no terminal to ask on for what is missing.",
        };
        let mut hint = match missing.as_slice() {
            [] => String::new(),
            missing => format!("Give {}", missing.join(", ")),
        };
        if !decided {
            hint.push_str(if hint.is_empty() { "Give" } else { "; and" });
            hint.push_str(" --yes to write, or --dry-run to see what would change");
        }
        Err(Failure::new("Nothing was written.", why).kind(FailureKind::Usage).hint(format!("{hint}.")))
    }

    /// The flags for what neither a flag nor the config file says. Whether account and role are among it only the
    /// portal knows: the only one is taken.
    fn missing(&self) -> Result<Vec<String>, Failure> {
        let given = self.given()?;
        let sessions = self.sessions();
        let name = given.session.clone().or_else(|| self.proposed_name(&given, &sessions));
        let id = name.clone().map(SessionId::Named);
        let present = sessions.iter().find(|session| Some(&session.id) == id.as_ref());
        let known_url = present.and_then(|session| session.start_url.clone());
        let known_region = present.and_then(|session| session.sso_region.clone());
        let url = given.start_url.or(known_url);
        // Another domain than AWS's is asked for its region over the network.
        let region_may_be_told =
            url.as_ref().is_some_and(|url| !start_url::is_aws(url) || start_url::region(url).is_some());
        let names = named(&sessions);
        if name.is_none() && !names.is_empty() {
            let names: Vec<&str> = names.iter().map(|name| name.as_str()).collect();
            return Ok(vec![format!(
                "--session NAME ({}; for a new one --start-url and --sso-region)",
                names.join(", ")
            )]);
        }
        let all = [
            // A start URL proposes a name.
            (url.is_none(), "--start-url URL"),
            (given.sso_region.or(known_region).is_none() && !region_may_be_told, "--sso-region REGION"),
        ];
        Ok(all.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, flag)| flag.to_owned()).collect())
    }
}
