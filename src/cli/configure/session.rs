//! The wizard's questions about the session.

use super::Wizard;
use crate::aws_config::known;
use crate::aws_config::wizard::{self, DEFAULT_SCOPES, SessionAnswers};
use crate::domain::names::{Region, SessionName, StartUrl};
use crate::domain::session::{Session, SessionId};
use crate::domain::start_url;
use crate::error::Failure;
use crate::tasks::vanity;

impl Wizard<'_> {
    /// Name, start URL, region and scopes, in the AWS CLI's order. What a session that is there says is taken as it
    /// is when a profile is configured, and proposed when the session itself is.
    pub(super) fn session(&mut self) -> Result<SessionAnswers, Failure> {
        // Nothing is asked while a flag is wrong.
        let given = self.given()?;
        let name = self.session_name(&given)?;
        let id = SessionId::Named(name.clone());
        let sessions = self.sessions();
        let present = sessions.iter().find(|session| session.id == id);
        let asks_all = present.is_none() || self.arguments.sso_session_only;
        let start_url = self.start_url(&given, present, asks_all)?;
        let sso_region = self.sso_region(&given, present, &start_url, asks_all)?;
        let scopes = match (given.scopes, present) {
            (Some(scopes), _) => Some(scopes),
            (None, Some(_)) if !asks_all => None,
            (None, present) => {
                let known = present.and_then(|it| it.scopes.as_ref()).map(|scopes| scopes.join(","));
                // A session without scopes is left so, unless somebody says otherwise.
                if present.is_some() && known.is_none() && !self.prompt.asks() {
                    None
                } else {
                    let proposal = known.filter(|it| !it.is_empty()).unwrap_or(DEFAULT_SCOPES.to_owned());
                    let question = "SSO registration scopes";
                    let known = known::scopes(&self.inventory);
                    let check = wizard::scopes;
                    Some(self.prompt.ask_known(question, "--scopes", Some(&proposal), &known, check)?)
                }
            }
        };
        Ok(SessionAnswers { name, start_url, sso_region, scopes })
    }

    pub(super) fn given(&self) -> Result<Given, Failure> {
        let arguments = self.arguments;
        let start_url = arguments.start_url.as_deref().map(start_url::check).transpose()?;
        Ok(Given {
            session: arguments.session.as_deref().map(wizard::session_name).transpose()?,
            sso_region: arguments
                .sso_region
                .as_deref()
                .map(|text| wizard::sso_region(text, start_url.as_ref()))
                .transpose()?,
            scopes: arguments.scopes.as_deref().map(wizard::scopes).transpose()?,
            start_url,
        })
    }

    fn session_name(&mut self, given: &Given) -> Result<SessionName, Failure> {
        if let Some(name) = &given.session {
            return Ok(name.clone());
        }
        let sessions = self.sessions();
        let named = named(&sessions);
        let proposal = self.proposed_name(given, &sessions);
        if self.prompt.asks() && !named.is_empty() {
            let names: Vec<&str> = named.iter().map(|name| name.as_str()).collect();
            self.context.output.line(&format!(
                "Sessions there are: {}. Another name makes a new one.",
                crate::app::text::visible(&names.join(", "))
            ));
        }
        let proposal = proposal.as_ref().map(|name| name.as_str());
        self.prompt.ask("SSO session name", "--session NAME", proposal, wizard::session_name)
    }

    /// The name that the session has if nobody says otherwise.
    pub(super) fn proposed_name(&self, given: &Given, sessions: &[Session]) -> Option<SessionName> {
        let of_profile = || {
            let name =
                self.arguments.profile.first().map_or(self.context.env.current_profile(), String::as_str);
            match &self.inventory.profile(&name.into())?.session {
                Some(SessionId::Named(name)) if !self.arguments.sso_session_only => Some(name.clone()),
                _ => None,
            }
        };
        let only = || match named(sessions).as_slice() {
            [only] if !self.arguments.sso_session_only => Some((*only).clone()),
            _ => None,
        };
        match &given.start_url {
            Some(url) => Some(wizard::propose_session(url, given.sso_region.as_ref(), sessions)),
            None => of_profile().or_else(only),
        }
    }

    fn start_url(
        &mut self,
        given: &Given,
        present: Option<&Session>,
        asks_all: bool,
    ) -> Result<StartUrl, Failure> {
        let known = present.and_then(|session| session.start_url.clone());
        match (&given.start_url, known) {
            (Some(url), _) => Ok(url.clone()),
            // As it stands there: whoever wrote it with a # had it so.
            (None, Some(known)) if !asks_all => Ok(known),
            (None, known) => {
                let of_profile = self.present("sso_start_url").filter(|_| self.prompt.asks());
                let proposal = known.as_ref().map(|url| url.as_str()).or(of_profile.as_deref());
                let question = "SSO start URL";
                let known_urls = known::start_urls(&self.inventory);
                let check = start_url::check;
                let url = self.prompt.ask_known(question, "--start-url URL", proposal, &known_urls, check)?;
                Ok(known.filter(|known| start_url::same_portal(known.as_str(), url.as_str())).unwrap_or(url))
            }
        }
    }

    fn sso_region(
        &mut self,
        given: &Given,
        present: Option<&Session>,
        start_url: &StartUrl,
        asks_all: bool,
    ) -> Result<Region, Failure> {
        let known = present.and_then(|session| session.sso_region.clone());
        match (&given.sso_region, &known) {
            (Some(region), _) => return wizard::sso_region(region.as_str(), Some(start_url)),
            (None, Some(known)) if !asks_all => return Ok(known.clone()),
            _ => {}
        }
        let told = self.region_of(start_url)?;
        if let Some(region) = &told {
            self.context.output.note(&format!("The start URL leads to an Identity Center in {region}."));
            if !start_url::is_aws(start_url) || !self.prompt.asks() {
                // A vanity domain knows better than anybody.
                return Ok(region.clone());
            }
        }
        let of_profile = || self.present("sso_region").filter(|_| self.prompt.asks()).map(Region::from);
        let proposal = told.or(known).or_else(of_profile);
        self.prompt.ask_known(
            "SSO region",
            "--sso-region REGION",
            proposal.as_ref().map(|region| region.as_str()),
            &known::sso_regions(&self.inventory),
            |text| wizard::sso_region(text, Some(start_url)),
        )
    }

    /// What the start URL tells of its region. Only a vanity domain is asked over the network.
    fn region_of(&self, url: &StartUrl) -> Result<Option<Region>, Failure> {
        if start_url::is_aws(url) {
            return Ok(start_url::region(url));
        }
        let aws = self.context.aws_with(&self.inventory, None);
        self.context.output.progress("Asking where the start URL leads …");
        let region = super::runtime::run_until_interrupted(async { Ok(vanity::region_of(&aws, url).await) });
        self.context.output.progress_done();
        region
    }
}

/// What flags say of the session, checked.
pub(super) struct Given {
    pub(super) session: Option<SessionName>,
    pub(super) start_url: Option<StartUrl>,
    pub(super) sso_region: Option<Region>,
    scopes: Option<Vec<String>>,
}

/// The names of those that have a section of their own.
pub(super) fn named(sessions: &[Session]) -> Vec<&SessionName> {
    let names = sessions.iter().map(|session| match &session.id {
        SessionId::Named(name) => Some(name),
        SessionId::Legacy(_) => None,
    });
    names.flatten().collect()
}
