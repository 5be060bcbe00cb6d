//! `e`, `m` and `d`: what is asked before a section of the config file is edited, renamed or deleted.

use std::collections::BTreeSet;

use super::completion::Completion;
use super::layout::Pane;
use super::line::Line;
use super::menu::{Choice, Menu, MenuItem, MenuPurpose};
use super::msg::Effect;
use super::overlay::Overlay;
use super::prompt::{Prompt, PromptPurpose};
use super::state::State;
use super::text::{counted, visible};
use crate::aws_config::assign::{self, Assignments};
use crate::aws_config::edit::{self, Edit, Target};
use crate::aws_config::known;
use crate::aws_config::migrate::{self, Request};
use crate::aws_config::plan::Plan;
use crate::domain::names::ProfileName;
use crate::domain::profile::{ConfigFile, Problem, Profile, Severity, Source};
use crate::domain::session::SessionId;
use crate::error::Failure;
use crate::keys::Action;

/// The sections that get a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditKey {
    pub targets: Vec<Target>,
}

/// Settings that profiles often have, and what they are for.
const PROFILE_KEYS: [(&str, &str); 9] = [
    ("region", "where commands run"),
    ("output", "json, yaml, text, table"),
    ("sso_session", "the session that signs in"),
    ("sso_account_id", "twelve digits"),
    ("sso_role_name", "the role in the account"),
    ("cli_pager", "what shows long output"),
    ("duration_seconds", "how long an assumed role lasts"),
    ("retry_mode", "standard, adaptive, legacy"),
    ("max_attempts", "how often a request is tried"),
];

/// Settings of an `[sso-session]`.
const SESSION_KEYS: [(&str, &str); 3] = [
    ("sso_start_url", "the address of the access portal"),
    ("sso_region", "where Identity Center lives"),
    ("sso_registration_scopes", "separated by commas"),
];

impl State {
    /// The profiles that a key acts on: all marked ones, else the selected one, in file order.
    pub(super) fn chosen_profiles(&self) -> Vec<&Profile> {
        if self.profiles.marks.is_empty() {
            return self.selected_profile().into_iter().collect();
        }
        let marked = |profile: &&Profile| self.profiles.marks.contains(&profile.name);
        self.inventory.profiles.iter().filter(marked).collect()
    }

    /// The selected session's section, or why there is none.
    fn chosen_session(&self) -> Result<Target, String> {
        let Some(entry) = self.selected_session() else {
            return Err(self.why_nothing_selected());
        };
        match &entry.session.id {
            SessionId::Named(name) => Ok(Target::Session(name.clone())),
            SessionId::Legacy(_) => {
                Err("This start URL stands in the profiles themselves, not in a section of \
                                         its own. ssotui migrate gives it one."
                    .to_owned())
            }
        }
    }

    /// The line that makes botocore refuse the config file, which is not written before that is mended.
    pub(super) fn fault_of_config(&self) -> Option<(&Problem, Source)> {
        let errors = self.inventory.problems.iter().filter(|problem| problem.severity == Severity::Error);
        let mut placed = errors.filter_map(|problem| Some((problem, problem.source?)));
        placed.find(|(_, source)| source.file == ConfigFile::Config)
    }

    /// Whether the config file is not to be changed now; then it is said why, before anybody fills in a form.
    pub(super) fn refuses_changes(&mut self) -> bool {
        let Some((problem, source)) = self.fault_of_config() else { return false };
        let key = self.keymap.key_of(Action::OpenConfig);
        let opens = key.map(|key| format!(" {key} opens it there.")).unwrap_or_default();
        let failure = Failure::new(
            format!("Nothing is changed: see {}:{}.", self.facts.config_path, source.line),
            problem.why.clone(),
        )
        .hint(format!("{}{opens}", problem.cure));
        self.failure(&failure);
        true
    }

    /// `m`
    pub(super) fn rename(&mut self) {
        if self.refuses_changes() {
            return;
        }
        let target = match self.focus {
            Pane::Sessions => self.chosen_session(),
            _ => self
                .selected_profile()
                .map(|profile| Target::Profile(profile.name.clone()))
                .ok_or_else(|| self.why_nothing_selected()),
        };
        match target {
            Ok(target) => {
                let title = format!("Rename {target}");
                let question = "The new name. What refers to it follows.";
                let answer = target.name().to_owned();
                let prompt = Prompt::new(title, question, PromptPurpose::Rename(target), &answer);
                self.overlays.push(Overlay::Prompt(Box::new(prompt)));
            }
            Err(why) => self.info(why),
        }
    }

    /// `d`
    pub(super) fn delete(&mut self, effects: &mut Vec<Effect>) {
        if self.refuses_changes() {
            return;
        }
        match self.focus {
            Pane::Sessions => match self.chosen_session() {
                Ok(target) => self.delete_session(target, effects),
                Err(why) => self.info(why),
            },
            _ => {
                let names: BTreeSet<ProfileName> =
                    self.chosen_profiles().into_iter().map(|profile| profile.name.clone()).collect();
                if names.is_empty() {
                    return self.nothing_selected();
                }
                let (plan, warnings) = Plan::delete_profiles(&names, &self.inventory.profiles);
                self.propose(plan, warnings, effects);
            }
        }
    }

    fn delete_session(&mut self, target: Target, effects: &mut Vec<Effect>) {
        let id = SessionId::Named(target.name().into());
        let users =
            self.inventory.profiles.iter().filter(|profile| profile.session.as_ref() == Some(&id)).count();
        let mut warnings = Vec::new();
        if users > 0 {
            warnings.push(format!(
                "{} sign in through it and will not work without it.",
                counted(users, "profile")
            ));
        }
        let plan = Plan::new(format!("Delete {target}"), vec![Edit::Delete { target }]);
        self.propose(plan, warnings, effects);
    }

    /// `e`
    pub(super) fn edit(&mut self) {
        if self.refuses_changes() {
            return;
        }
        let profiles = match self.focus {
            Pane::Sessions => Vec::new(),
            _ => self.chosen_profiles(),
        };
        let (targets, settings, keys): (Vec<Target>, Vec<KeyValue>, &[(&str, &str)]) = match self.focus {
            Pane::Sessions => match self.chosen_session() {
                Ok(target) => (vec![target], self.session_settings(), &SESSION_KEYS),
                Err(why) => return self.info(why),
            },
            _ => {
                let targets = profiles.iter().map(|profile| Target::Profile(profile.name.clone())).collect();
                (targets, common_settings(&profiles), &PROFILE_KEYS)
            }
        };
        let title = match targets.as_slice() {
            [] => return self.nothing_selected(),
            [only] => format!("Edit {only}"),
            several => format!("Edit {} profiles", several.len()),
        };
        let mut items: Vec<MenuItem> = settings
            .iter()
            .map(|(key, value)| {
                let value = value.as_deref().unwrap_or("(secret)");
                MenuItem::new(key.as_str(), format!("= {}", visible(value)))
            })
            .collect();
        let others = keys.iter().filter(|(key, _)| !settings.iter().any(|(known, _)| known == key));
        items.extend(others.map(|(key, about)| {
            let is_set = |profile: &&Profile| profile.settings.has(key);
            let value = if profiles.iter().any(is_set) { "not alike" } else { "not set" };
            MenuItem::new(*key, format!("{value}; {about}"))
        }));
        let menu = Menu::new(title, MenuPurpose::EditKey(EditKey { targets }), items);
        self.overlays.push(Overlay::Menu(Box::new(menu)));
    }

    fn session_settings(&self) -> Vec<KeyValue> {
        let Some(entry) = self.selected_session() else { return Vec::new() };
        let session = &entry.session;
        let values = [
            ("sso_start_url", session.start_url.as_ref().map(ToString::to_string)),
            ("sso_region", session.sso_region.as_ref().map(ToString::to_string)),
            ("sso_registration_scopes", session.scopes.as_ref().map(|scopes| scopes.join(","))),
        ];
        values.into_iter().filter_map(|(key, value)| Some((key.to_owned(), Some(value?)))).collect()
    }

    /// A setting was chosen: its value is asked for.
    pub(super) fn edit_key(&mut self, edit: EditKey, choice: Choice<'_>, items: &[MenuItem]) {
        let key = match choice {
            Choice::Item(place) => items.get(place).map(|item| item.label.clone()).unwrap_or_default(),
            Choice::Text(text) => text.trim().to_ascii_lowercase(),
        };
        if let Err(failure) = edit::check_key(&key) {
            return self.failure(&failure);
        }
        let settings = match edit.targets.first() {
            Some(Target::Session(_)) => self.session_settings(),
            _ => common_settings(&self.chosen_profiles()),
        };
        let value = match settings.into_iter().find(|(known, _)| *known == key) {
            Some((_, None)) => {
                return self.info("That is a secret, which ssotui neither shows nor takes. Use your editor.");
            }
            Some((_, Some(value))) if value.contains('\n') => {
                return self.info(format!("{key} has several lines. Use your editor for it."));
            }
            Some((_, Some(value))) => value,
            None => String::new(),
        };
        if Line::for_value(&value).text() != value {
            return self
                .info(format!("{key} holds characters that cannot be typed here. Use your editor for it."));
        }
        let title = format!("{} of {}", key, of_targets(&edit.targets));
        let question = "The value. With nothing here, the setting is taken out.";
        let completion = Completion::for_key(&key, known::values(&self.inventory, &edit.targets, &key));
        let prompt = Prompt::new(title, question, PromptPurpose::Value { edit, key }, &value)
            .with_completion(completion);
        self.overlays.push(Overlay::Prompt(Box::new(prompt)));
    }

    /// `M`
    pub(super) fn migrate(&mut self, effects: &mut Vec<Effect>) {
        if self.refuses_changes() {
            return;
        }
        let names = self.profiles.marks.iter().map(ProfileName::as_str).collect();
        let request = Request { names, ..Request::default() };
        let sessions = self.sessions_known();
        let migration = migrate::migration(&request, &self.inventory.profiles, &sessions);
        let left = migration.left.iter();
        let warnings: Vec<String> = left.map(|left| format!("{} stays. {}", left.name, left.why)).collect();
        let plan = migration.plan();
        if !plan.edits.is_empty() {
            return self.propose(plan, warnings, effects);
        }
        match warnings.first() {
            Some(warning) => self.info(format!("Nothing can be migrated by itself: {warning}")),
            None => self
                .info("There is nothing to migrate: no legacy profile, and nothing that other tools left."),
        }
    }

    /// What is wrong with the answer that stands in the prompt.
    pub(super) fn check_prompt(&self, prompt: &Prompt) -> Option<String> {
        let answer = prompt.line.text();
        let checked = match &prompt.purpose {
            PromptPurpose::Rename(target) => {
                let to = match target {
                    Target::Profile(_) => Target::profile(answer),
                    Target::Session(_) => Target::session(answer),
                };
                if to != *target && self.is_taken(&to) {
                    return Some(format!("There is a {to} already."));
                }
                edit::check_name(&to)
            }
            PromptPurpose::Value { edit, key } => {
                edit::check_value(key, answer).and_then(|()| self.assign(edit, key, answer).map(drop))
            }
        };
        checked.err().map(|failure| failure.to_string())
    }

    fn is_taken(&self, target: &Target) -> bool {
        match target {
            Target::Profile(name) => self.inventory.profile(name).is_some(),
            Target::Session(name) => self.inventory.session(&SessionId::Named(name.clone())).is_some(),
        }
    }

    /// The prompt was answered.
    pub(super) fn answered(&mut self, prompt: &Prompt, effects: &mut Vec<Effect>) {
        let answer = prompt.line.text();
        let mut remarks = Vec::new();
        let plan = match &prompt.purpose {
            PromptPurpose::Rename(target) => Ok(Plan::rename(target, answer)),
            PromptPurpose::Value { edit, key } => {
                remarks.extend(assign::remark(key, answer));
                self.assign(edit, key, answer)
            }
        };
        match plan {
            Ok(plan) => self.propose(plan, remarks, effects),
            Err(failure) => self.failure(&failure),
        }
    }

    /// The plan that gives a setting its new value, or takes it out.
    fn assign(&self, edit: &EditKey, key: &str, value: &str) -> Result<Plan, Failure> {
        let mut assignments = Assignments::default();
        match value {
            "" => assignments.unset.push(key.to_owned()),
            value => assignments.set.push((key.to_owned(), value.to_owned())),
        }
        let sessions = self.sessions_known();
        assign::plan(&edit.targets, &assignments, &self.inventory.profiles, &sessions)
    }
}

/// "profile a", "12 profiles"
fn of_targets(targets: &[Target]) -> String {
    match targets {
        [only] => only.to_string(),
        several => counted(several.len(), "profile"),
    }
}

/// A key with its value, unless that is a secret.
type KeyValue = (String, Option<String>);

/// The settings of the config file that stand in all of the profiles, with the value where all agree.
fn common_settings(profiles: &[&Profile]) -> Vec<KeyValue> {
    let Some((first, others)) = profiles.split_first() else { return Vec::new() };
    let in_config = first.settings.iter().filter(|setting| setting.source.file == ConfigFile::Config);
    in_config
        .filter(|setting| {
            others.iter().all(|profile| {
                profile.settings.get(setting.key).is_some_and(|other| other.value == setting.value)
            })
        })
        .map(|setting| (setting.key.to_owned(), setting.value.map(str::to_owned)))
        .collect()
}
