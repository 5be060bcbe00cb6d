//! The page on which a session is described.

use crate::app::completion::Completion;
use crate::app::form::{Field, Form};
use crate::aws_config::wizard::{self, Answers, DEFAULT_SCOPES, Outcome, SessionAnswers};
use crate::domain::names::{Region, StartUrl};
use crate::domain::profile::Profile;
use crate::domain::session::Session;
use crate::domain::start_url;
use crate::domain::suggest::Candidate;
use crate::error::Failure;

/// What is asked about a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionField {
    StartUrl,
    SsoRegion,
    Name,
    Scopes,
}

/// What can be offered, from the config file and AWS's regions. Not names: another session's would change that one.
#[derive(Debug, Default)]
pub(super) struct Offered {
    pub start_urls: Vec<Candidate>,
    pub sso_regions: Vec<Candidate>,
    pub scopes: Vec<Candidate>,
}

/// The page.
#[derive(Debug, Clone)]
pub struct SessionPage {
    pub form: Form<SessionField>,
    /// What was filled in without the user, and may change with the start URL.
    filled_region: String,
    filled_name: String,
    /// The vanity domain that was asked where it leads to, and its answer.
    pub(super) asked: Option<StartUrl>,
    pub(super) found: Option<Region>,
}

impl SessionPage {
    pub(super) fn new(offered: Offered) -> Self {
        let form = Form::new(vec![
            Field::text(
                SessionField::StartUrl,
                "start URL",
                "The address of your AWS access portal, as your administrator gave it to you.",
                "",
            )
            .with_completion(Completion::of(offered.start_urls)),
            Field::text(
                SessionField::SsoRegion,
                "SSO region",
                "The region in which Identity Center lives: us-east-1, for example. Not where your commands run.",
                "",
            )
            .with_completion(Completion::of(offered.sso_regions)),
            Field::text(SessionField::Name, "name", "What the session is called in the config file.", ""),
            Field::text(
                SessionField::Scopes,
                "scopes",
                "What is asked for at sign-in, separated by commas.",
                DEFAULT_SCOPES,
            )
            .with_completion(Completion::of_several(offered.scopes)),
        ]);
        Self { form, filled_region: String::new(), filled_name: String::new(), asked: None, found: None }
    }

    /// The start URL, where one stands there.
    pub(super) fn start_url(&self) -> Option<StartUrl> {
        start_url::check(self.form.answer(&SessionField::StartUrl)).ok()
    }

    /// After each key: what follows from the start URL is filled in, as long as the user has not said otherwise, and
    /// what cannot be taken is said.
    pub(super) fn follow(&mut self, sessions: &[Session]) {
        self.form.clear_problems();
        let url = self.start_url();
        let region = url.as_ref().and_then(start_url::region).or_else(|| {
            let found = self.found.clone();
            found.filter(|_| self.asked == url)
        });
        let region = region.map(|region| region.to_string()).unwrap_or_default();
        self.fill(SessionField::SsoRegion, region);
        let region = wizard::region(self.form.answer(&SessionField::SsoRegion)).ok();
        let name =
            url.as_ref().map(|url| wizard::propose_session(url, region.as_ref(), sessions).to_string());
        self.fill(SessionField::Name, name.unwrap_or_default());
        self.check(false);
    }

    /// It does not go on: the cursor goes to the answer that is missing or wrong, and there it is said why.
    pub(super) fn insist(&mut self, failure: &Failure) {
        self.check(true);
        if !self.form.go_to_problem() {
            // What is wrong only together with the config file: another name is always a way out.
            self.form.refuse(&SessionField::Name, failure.to_string());
            self.form.go_to_problem();
        }
    }

    fn fill(&mut self, key: SessionField, text: String) {
        let filled = match key {
            SessionField::SsoRegion => &mut self.filled_region,
            _ => &mut self.filled_name,
        };
        if self.form.answer(&key) == filled.as_str() && *filled != text {
            self.form.set(&key, &text);
            *filled = text;
        }
    }

    /// Says at each field why its answer cannot be taken; at an empty one only where it must be answered now.
    fn check(&mut self, also_empty: bool) {
        let form = &self.form;
        let url = start_url::check(form.answer(&SessionField::StartUrl));
        let checks: [(SessionField, Option<Failure>); 4] = [
            (SessionField::StartUrl, url.as_ref().err().cloned()),
            (
                SessionField::SsoRegion,
                wizard::sso_region(form.answer(&SessionField::SsoRegion), url.as_ref().ok()).err(),
            ),
            (SessionField::Name, wizard::session_name(form.answer(&SessionField::Name)).err()),
            (SessionField::Scopes, wizard::scopes(form.answer(&SessionField::Scopes)).err()),
        ];
        for (key, failure) in checks {
            if let Some(failure) = failure
                && (also_empty || !self.form.answer(&key).is_empty())
            {
                self.form.refuse(&key, failure.to_string());
            }
        }
    }

    /// What is to be written.
    pub(super) fn outcome(&self, profiles: &[Profile], sessions: &[Session]) -> Result<Outcome, Failure> {
        let start_url = start_url::check(self.form.answer(&SessionField::StartUrl))?;
        let session = SessionAnswers {
            sso_region: wizard::sso_region(self.form.answer(&SessionField::SsoRegion), Some(&start_url))?,
            name: wizard::session_name(self.form.answer(&SessionField::Name))?,
            scopes: Some(wizard::scopes(self.form.answer(&SessionField::Scopes))?),
            start_url,
        };
        wizard::plan(&Answers { session, profiles: Vec::new() }, profiles, sessions)
    }
}
