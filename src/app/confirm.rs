//! A question that is answered with yes or no, before something that should not happen by a slip of the finger.
//!
//! Asked before a guarded profile is used. `Enter` is no answer: pressed twice, it would say yes unread.

use super::msg::{Effect, Lend};
use super::overlay::Overlay;
use super::state::State;
use super::text::{visible, wrap};
use crate::domain::guard::{Guard, GuardColour};
use crate::domain::names::{ProfileName, Region};
use crate::domain::role::ProfileRole;

/// The window.
#[derive(Debug, Clone)]
pub struct Confirm {
    pub title: String,
    /// What is asked, and what there is to know, a sentence or two each.
    pub text: Vec<String>,
    /// The colour of the rule that asks.
    pub colour: Option<GuardColour>,
    pub purpose: ConfirmPurpose,
}

/// What a yes is to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfirmPurpose {
    /// Put a text into the clipboard that puts a profile into use.
    Copy { profile: ProfileName, text: String, what: String },
    /// End the program and give the profile to the shell that waits for it.
    Answer(ProfileName),
    /// Put the temporary keys of a role into the clipboard.
    CopyKeys(Box<ProfileRole>),
    /// Start a shell with the profile.
    Shell { profile: ProfileName, region: Option<Region> },
}

impl Confirm {
    /// Its lines in so many cells, a blank one between paragraphs.
    pub fn lines(&self, columns: usize) -> Vec<String> {
        let paragraphs: Vec<Vec<String>> =
            self.text.iter().map(|text| wrap(&visible(text), columns)).collect();
        paragraphs.join(&String::new())
    }
}

impl State {
    /// The first rule of the settings that is about the profile at this place of the inventory.
    pub fn guard_at(&self, place: usize) -> Option<&Guard> {
        let rules = &self.settings.guards;
        if rules.is_empty() {
            return None;
        }
        let profile = self.inventory.profiles.get(place)?;
        let account = self.profiles.rows.get(place).and_then(|row| row.account_name.as_deref());
        rules.iter().find(|rule| rule.matches(profile, account))
    }

    /// Does what puts a profile into use, after asking where a rule says so.
    pub(super) fn unless_guarded(
        &mut self,
        name: &ProfileName,
        order: &str,
        purpose: ConfirmPurpose,
        effects: &mut Vec<Effect>,
    ) {
        match self.question(name, order, purpose.clone()) {
            Some(confirm) => self.overlays.push(Overlay::Confirm(Box::new(confirm))),
            None => self.confirmed(purpose, effects),
        }
    }

    /// Asks before secrets are copied, whatever the profile.
    pub(super) fn ask_for_keys(&mut self, role: Box<ProfileRole>) {
        let place = self.inventory.profiles.iter().position(|profile| profile.name == role.profile);
        let guard = place.and_then(|place| self.guard_at(place));
        let mut text = vec![
            format!("Copy the temporary keys of {}?", role.profile),
            format!(
                "They are secrets: until they end, whoever has them is you, as {} in account {}. Programs that keep \
                 a history of the clipboard keep them, too.",
                role.role, role.account
            ),
        ];
        text.extend(guard.map(|guard| format!("The profile is guarded by the rule {}.", guard.words())));
        let colour = guard.map(|guard| guard.colour);
        let purpose = ConfirmPurpose::CopyKeys(role);
        let confirm = Confirm { title: "Are you sure?".to_owned(), text, colour, purpose };
        self.overlays.push(Overlay::Confirm(Box::new(confirm)));
    }

    fn question(&self, name: &ProfileName, order: &str, purpose: ConfirmPurpose) -> Option<Confirm> {
        let place = self.inventory.profiles.iter().position(|profile| profile.name == *name)?;
        let profile = self.inventory.profiles.get(place)?;
        let guard = self.guard_at(place).filter(|guard| guard.ask)?;
        let mut about = format!("{name} is guarded by the rule {}.", guard.words());
        if let Some(account) = &profile.account_id {
            about.push_str(&format!(" Account {account}"));
            about.extend(profile.role_name.as_ref().map(|role| format!(", role {role}")));
            about.push('.');
        }
        let text = vec![format!("{order} {name}?"), about];
        Some(Confirm { title: "Are you sure?".to_owned(), text, colour: Some(guard.colour), purpose })
    }

    /// Yes was said, or did not have to be.
    fn confirmed(&mut self, purpose: ConfirmPurpose, effects: &mut Vec<Effect>) {
        match purpose {
            ConfirmPurpose::Copy { profile, text, what } => {
                self.copy_line_of(profile, text, what, effects);
            }
            ConfirmPurpose::CopyKeys(role) => {
                // Not kept to be shown where there is no clipboard.
                self.copying = None;
                let what = format!("the temporary keys of {}", role.profile);
                effects.push(Effect::CopyKeys { role, shell: self.shell(), what });
            }
            ConfirmPurpose::Answer(profile) => effects.push(Effect::Answer(profile)),
            ConfirmPurpose::Shell { profile, region } => {
                self.record_use(profile.clone(), effects);
                effects.push(Effect::Lend(Lend::Shell { shell: self.shell(), profile, region }));
            }
        }
    }

    /// `y`
    pub(super) fn say_yes(&mut self, effects: &mut Vec<Effect>) {
        if let Some(Overlay::Confirm(_)) = self.overlays.last()
            && let Some(Overlay::Confirm(confirm)) = self.overlays.pop()
        {
            self.confirmed(confirm.purpose, effects);
        }
    }

    /// `n`
    pub(super) fn say_no(&mut self) {
        if let Some(Overlay::Confirm(_)) = self.overlays.last() {
            self.overlays.pop();
        }
    }
}
