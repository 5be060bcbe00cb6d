//! The window in which profiles for all accounts and roles are named: rules at the left, the names that they give
//! at the right, at every key.

mod rows;
mod rules;

use std::collections::BTreeSet;

use ratatui::layout::Rect;

pub use self::rows::{PopulateLine, PopulateRow, Sign, summary};
pub use self::rules::Rule;
use super::completion::Completion;
use super::form::Form;
use super::layout::{Pane, inner};
use super::list::Scroll;
use super::msg::Effect;
use super::overlay::Overlay;
use super::state::State;
use crate::aws_config::{self, known};
use crate::domain::names::{AccountId, Region, RoleName, SessionName, StartUrl};
use crate::domain::organization::Organization;
use crate::domain::populate::{self, ExistingConfigAction, Filter, OnCollision, PopulatePlan, Request};
use crate::domain::profile::Profile;
use crate::domain::region;
use crate::domain::session::SessionId;
use crate::error::Failure;

/// The window.
#[derive(Debug, Clone)]
pub struct PopulateWindow {
    pub session: SessionName,
    start_url: Option<StartUrl>,
    pub form: Form<Rule>,
    /// Only these roles: what the accounts pane showed or had marked.
    only: Option<BTreeSet<(AccountId, RoleName)>>,
    /// What the rules come to.
    pub outcome: Result<PopulatePlan, Failure>,
    /// Lines of the list of names, the ones to look at first.
    pub rows: Vec<PopulateRow>,
    pub scroll: Scroll,
    /// Whether everything was listed.
    pub complete: bool,
}

/// Where the window's parts are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PopulateAreas {
    pub rules: Rect,
    pub names: Rect,
}

/// Rules at the left and names at the right; the names below where there is no room beside.
pub fn areas(area: Rect) -> PopulateAreas {
    if area.width >= 90 {
        let left = (area.width * 2 / 5).clamp(44, 64);
        return PopulateAreas {
            rules: Rect { width: left, ..area },
            names: Rect { x: area.x + left, width: area.width - left, ..area },
        };
    }
    let top = (area.height * 3 / 5).max(6).min(area.height);
    PopulateAreas {
        rules: Rect { height: top, ..area },
        names: Rect { y: area.y + top, height: area.height - top, ..area },
    }
}

impl PopulateWindow {
    fn new(session: SessionName, start_url: Option<StartUrl>, form: Form<Rule>) -> Self {
        Self {
            session,
            start_url,
            form,
            only: None,
            outcome: Ok(PopulatePlan::default()),
            rows: Vec::new(),
            scroll: Scroll::default(),
            complete: false,
        }
    }

    /// Brings the scrolled parts in line with the room there is.
    pub(super) fn settle(&mut self, area: Rect) {
        let areas = areas(area);
        self.form.settle(inner(areas.rules));
        self.scroll.settle(self.rows.len(), usize::from(inner(areas.names).height));
    }

    /// How many roles it was narrowed to in the accounts pane.
    pub fn narrowed_to(&self) -> Option<usize> {
        self.only.as_ref().map(BTreeSet::len)
    }

    /// Works the names out anew.
    fn work_out(&mut self, organization: &Organization, profiles: &[Profile]) {
        self.form.clear_problems();
        self.complete = organization.complete;
        self.outcome = self.plan(organization, profiles);
        self.rows = match &self.outcome {
            Ok(plan) => rows::rows(plan),
            Err(_) => Vec::new(),
        };
    }

    fn plan(&mut self, organization: &Organization, profiles: &[Profile]) -> Result<PopulatePlan, Failure> {
        let regions = self.regions();
        let defaults = self.config_defaults();
        let rules = rules::naming(&mut self.form)?;
        let filter = Filter {
            accounts: list(self.form.answer(&Rule::Accounts)),
            roles: list(self.form.answer(&Rule::Roles)),
            only: self.only.clone(),
        };
        filter.check(organization)?;
        populate::plan(&Request {
            session: &self.session,
            start_url: self.start_url.as_ref(),
            organization,
            filter: &filter,
            regions: &regions?,
            rules: &rules,
            config_defaults: &defaults?,
            existing_config_action: match self.form.chosen(&Rule::ExistingConfig) {
                1 => ExistingConfigAction::Overwrite,
                2 => ExistingConfigAction::Discard,
                _ => ExistingConfigAction::Keep,
            },
            on_collision: match self.form.chosen(&Rule::OnCollision) {
                1 => OnCollision::Skip,
                2 => OnCollision::Stop,
                _ => OnCollision::Suffix,
            },
            prune: self.form.chosen(&Rule::Prune) == 1,
            profiles,
        })
    }

    fn regions(&mut self) -> Result<Vec<Region>, Failure> {
        let regions: Vec<Region> =
            list(self.form.answer(&Rule::Regions)).into_iter().map(Region::from).collect();
        let problem = match regions.iter().find(|region| !region.is_code()) {
            _ if regions.is_empty() => "Which region do the commands run in?".to_owned(),
            Some(wrong) => {
                let meant = region::did_you_mean(wrong.as_str());
                let hint = meant.unwrap_or_else(|| "For example eu-west-1.".to_owned());
                format!("{:?} is no region. {hint}", wrong.as_str())
            }
            None => return Ok(regions),
        };
        self.form.refuse(&Rule::Regions, problem.clone());
        Err(Failure::new(problem, "Every profile needs a region."))
    }

    fn config_defaults(&mut self) -> Result<Vec<(String, String)>, Failure> {
        let defaults: Result<Vec<_>, Failure> = list(self.form.answer(&Rule::ConfigDefaults))
            .iter()
            .map(|text| populate::config_default(text))
            .collect();
        if let Err(failure) = &defaults {
            self.form.refuse(&Rule::ConfigDefaults, failure.to_string());
        }
        defaults
    }
}

/// The parts of a text between commas.
fn list(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

impl State {
    /// `p`
    pub(super) fn populate(&mut self, effects: &mut Vec<Effect>) {
        if self.refuses_changes() {
            return;
        }
        // A profile that uses no session says nothing of what to populate: the session beside it does.
        let beside = || match self.selected_profile() {
            Some(profile) if profile.session.is_some() => None,
            _ => self.inventory.session(self.shown_session.as_ref()?),
        };
        let Some(entry) = self.session_in_focus().or_else(beside) else { return self.say_why_no_session() };
        let session = entry.session.clone();
        let SessionId::Named(name) = &session.id else {
            return self.info(
                "Profiles are made for sessions with a section of their own. This start URL stands in legacy \
                 profiles; ssotui migrate gives it one.",
            );
        };
        if !self.inventory.organizations.contains_key(&session.id) {
            let running = self.trees.get(&session.id).is_some_and(|tree| tree.running.is_some());
            if !running {
                self.enumerate(session.clone(), effects);
            }
            return self
                .info("The accounts and roles are not known yet. They are being asked for: try again then.");
        }
        let mut form = match self.populate_form.take() {
            Some(form) => form,
            None => rules::form(&self.usual_regions(&session.id), &self.facts.name_separator),
        };
        form.complete(&Rule::Regions, Completion::of_several(known::regions(&self.inventory)));
        let mut window = PopulateWindow::new(name.clone(), session.start_url.clone(), form);
        if self.focus == Pane::Accounts {
            window.only = self.tree().and_then(super::tree::Tree::narrowed);
        }
        self.overlays.push(Overlay::Populate(Box::new(window)));
        self.work_out_populate();
    }

    /// The region of the environment, else the one that most of the session's profiles have, else the session's own.
    pub(super) fn usual_regions(&self, id: &SessionId) -> String {
        if let Some(region) = &self.facts.default_region {
            return region.clone();
        }
        let mut regions: Vec<&str> = self
            .inventory
            .profiles
            .iter()
            .filter(|profile| profile.session.as_ref() == Some(id))
            .filter_map(|profile| profile.region.as_ref().map(Region::as_str))
            .collect();
        regions.sort_unstable();
        let most =
            regions.chunk_by(|a, b| a == b).max_by_key(|same| same.len()).and_then(|same| same.first());
        let own = || self.inventory.session(id)?.session.sso_region.as_ref().map(Region::as_str);
        most.copied().or_else(own).unwrap_or_default().to_owned()
    }

    /// The names follow the rules and what is known of accounts, roles and profiles.
    pub(super) fn work_out_populate(&mut self) {
        let Self { overlays, inventory, .. } = self;
        let window = overlays.iter_mut().find_map(|overlay| match overlay {
            Overlay::Populate(window) => Some(window),
            _ => None,
        });
        let Some(window) = window else { return };
        let id = SessionId::Named(window.session.clone());
        let nothing = Organization::default();
        window.work_out(inventory.organizations.get(&id).unwrap_or(&nothing), &inventory.profiles);
    }

    /// On to the diff.
    pub(super) fn populate_go_on(&mut self, effects: &mut Vec<Effect>) {
        let Some(Overlay::Populate(window)) = self.overlays.last_mut() else { return };
        if window.form.go_to_problem() {
            return;
        }
        let plan = match &window.outcome {
            Ok(plan) => plan,
            Err(failure) => {
                let failure = failure.clone();
                return self.failure(&failure);
            }
        };
        if let Err(failure) = plan.must_be_decided() {
            return self.failure(&failure.hint("Choose under “same names”, or other naming rules."));
        }
        if plan.is_empty() {
            return self.info("There is nothing to change: every profile is as it should be.");
        }
        let mut warnings = Vec::new();
        if plan.prune_withheld {
            warnings.push("not everything was listed, so nothing is removed.".to_owned());
        }
        if !plan.refused.is_empty() {
            warnings.push(format!("{} without a usable name are left out.", plan.refused.len()));
        }
        let edits = aws_config::populate::plan(&window.session, plan);
        self.propose(edits, warnings, effects);
    }

    /// Leaves the window; the rules stay for the next time.
    pub(super) fn close_populate(&mut self) {
        let window = self.overlays.iter().position(|overlay| matches!(overlay, Overlay::Populate(_)));
        if let Some(place) = window
            && let Overlay::Populate(window) = self.overlays.remove(place)
        {
            self.populate_form = Some(window.form);
        }
    }
}
