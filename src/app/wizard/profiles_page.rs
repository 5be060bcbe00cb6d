//! The page on which profiles for chosen roles are described.

use crate::app::form::{Field, Form};
use crate::app::list::Scroll;
use crate::aws_config::wizard::{self, Answers, OUTPUTS, Outcome, ProfileAnswers, SessionAnswers};
use crate::domain::names::{AccountId, ProfileName, Region, RoleName};
use crate::domain::naming::{Named, Options, Parts, Rules};
use crate::domain::profile::Profile;
use crate::domain::session::{Session, SessionId};
use crate::error::{Failure, FailureKind};

/// The AWS CLI's own proposal for a profile's name.
const TEMPLATE: &str = "{role_name}-{account_id}";

/// What is asked about profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfileField {
    /// The name of the one profile, or the template for the names of several.
    Name,
    Region,
    Output,
}

/// A role that gets a profile.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChosenRole {
    pub account_id: AccountId,
    pub account_name: Option<String>,
    pub role_name: RoleName,
}

impl ChosenRole {
    /// "Admin in Prod"
    pub fn title(&self) -> String {
        format!("{} in {}", self.role_name, self.account())
    }

    pub fn account(&self) -> &str {
        self.account_name.as_deref().unwrap_or(self.account_id.as_str())
    }
}

/// The page.
#[derive(Debug, Clone)]
pub struct ProfilesPage {
    pub session: Session,
    pub roles: Vec<ChosenRole>,
    /// The profiles that reach each role already.
    pub present: Vec<Option<String>>,
    pub form: Form<ProfileField>,
    /// The name of each role's profile, or why it has none.
    pub names: Vec<Result<ProfileName, String>>,
    pub scroll: Scroll,
}

const OUTPUT_WORDS: &[&str] =
    &["not set", OUTPUTS[0], OUTPUTS[1], OUTPUTS[2], OUTPUTS[3], OUTPUTS[4], OUTPUTS[5]];

impl ProfilesPage {
    pub(super) fn new(
        session: Session,
        roles: Vec<ChosenRole>,
        present: Vec<Option<String>>,
        region: &str,
    ) -> Self {
        let there = present.first().into_iter().flatten();
        let there: String = there.map(|names| format!(" The role has one already: {names}.")).collect();
        let name = match roles.as_slice() {
            [only] => Field::text(
                ProfileField::Name,
                "name",
                format!("What the profile is called.{there}"),
                wizard::usual_profile_name(&only.account_id, &only.role_name).as_str(),
            ),
            _ => Field::text(
                ProfileField::Name,
                "names",
                "{account_name}, {account_id}, {role_name}, {region}, {short_region}, and text as it is.",
                TEMPLATE,
            ),
        };
        let form = Form::new(vec![
            name,
            Field::text(ProfileField::Region, "region", "Where the commands run. May be empty.", region),
            Field::choice(ProfileField::Output, "output", "How the AWS CLI shows results.", OUTPUT_WORDS),
        ]);
        let mut page = Self { session, roles, present, form, names: Vec::new(), scroll: Scroll::default() };
        page.follow();
        page
    }

    /// The lines of the form.
    pub fn form_height(&self) -> u16 {
        self.form.height()
    }

    /// How many names are listed below the form: a single one stands in it.
    pub(super) fn listed(&self) -> usize {
        if self.roles.len() > 1 { self.names.len() } else { 0 }
    }

    /// After each key: the names follow.
    pub(super) fn follow(&mut self) {
        self.form.clear_problems();
        if let Err(failure) = self.region() {
            self.form.refuse(&ProfileField::Region, failure.to_string());
        }
        self.names = match self.work_out_names() {
            Ok(names) => names,
            Err(failure) => {
                self.form.refuse(&ProfileField::Name, failure.to_string());
                Vec::new()
            }
        };
    }

    /// It does not go on: the cursor goes to the answer that is wrong, and there it is said why.
    pub(super) fn insist(&mut self, failure: &Failure) {
        if !self.form.go_to_problem() {
            self.form.refuse(&ProfileField::Name, failure.to_string());
            self.form.go_to_problem();
        }
    }

    fn region(&self) -> Result<Option<Region>, Failure> {
        match self.form.answer(&ProfileField::Region).trim() {
            "" => Ok(None),
            text => wizard::region(text).map(Some),
        }
    }

    fn work_out_names(&self) -> Result<Vec<Result<ProfileName, String>>, Failure> {
        let text = self.form.answer(&ProfileField::Name);
        if self.roles.len() == 1 {
            return Ok(vec![Ok(wizard::profile_name(text)?)]);
        }
        let rules = Rules::new(&Options { template: Some(text.to_owned()), ..Options::default() })?;
        let region = self.region().ok().flatten().unwrap_or_else(|| "us-east-1".into());
        let name = |role: &ChosenRole| {
            let parts = Parts {
                account_id: &role.account_id,
                account_name: role.account_name.as_deref(),
                role_name: &role.role_name,
                region: &region,
                first_region: true,
            };
            Ok(match rules.name(&parts)? {
                Named::Plain(name) | Named::MadeSafe { name, .. } => Ok(name),
                Named::Refused { why, .. } => Err(why),
            })
        };
        self.roles.iter().map(name).collect()
    }

    /// What is to be written.
    pub(super) fn outcome(&self, profiles: &[Profile], sessions: &[Session]) -> Result<Outcome, Failure> {
        if let Some(problem) = self.form.fields.iter().find_map(|field| field.problem.as_ref()) {
            return Err(Failure::new("Nothing is written yet.", problem.clone()).kind(FailureKind::Usage));
        }
        let missing = |key: &str| {
            Failure::new(
                format!("No profile can be made for {}.", self.session.id),
                format!("The session has no {key}."),
            )
            .kind(FailureKind::Usage)
            .hint("Edit the session first.")
        };
        let SessionId::Named(name) = &self.session.id else { return Err(missing("section of its own")) };
        let session = SessionAnswers {
            name: name.clone(),
            start_url: self.session.start_url.clone().ok_or_else(|| missing("sso_start_url"))?,
            sso_region: self.session.sso_region.clone().ok_or_else(|| missing("sso_region"))?,
            scopes: None,
        };
        let region = self.region()?;
        let output = match self.form.chosen(&ProfileField::Output) {
            0 => None,
            _ => Some(self.form.answer(&ProfileField::Output).to_owned()),
        };
        let mut wanted = Vec::new();
        for (role, name) in self.roles.iter().zip(&self.names) {
            let name = name.clone().map_err(|why| {
                Failure::new(format!("{} has no name.", role.title()), why).kind(FailureKind::Usage)
            })?;
            wanted.push(ProfileAnswers {
                name,
                reach: Some((role.account_id.clone(), role.role_name.clone())),
                region: region.clone(),
                output: output.clone(),
            });
        }
        wizard::plan(&Answers { session, profiles: wanted }, profiles, sessions)
    }
}
