//! Using a profile: giving it to the shell, or copying its line; remembering that; pinning and sorting.

use super::confirm::ConfirmPurpose;
use super::msg::Effect;
use super::order::{Ranking, Sort};
use super::state::{Purpose, State};
use super::text::counted;
use crate::domain::names::ProfileName;
use crate::domain::usage::{Usage, UsageChange};
use crate::error::Failure;

impl State {
    /// Gives the selected profile to the shell that waits for one; where none does, copies its line.
    pub(super) fn use_profile(&mut self, effects: &mut Vec<Effect>) {
        if self.facts.purpose == Purpose::Screen {
            return self.copy_line(effects);
        }
        match self.profile_in_focus() {
            Ok(profile) => {
                let purpose = ConfirmPurpose::Answer(profile.clone());
                self.unless_guarded(&profile, "Use", purpose, effects);
            }
            Err(why) => self.info(why),
        }
    }

    /// Who waits for a profile is told when there is none.
    pub(super) fn exit_code_of_quitting(&self) -> u8 {
        if self.facts.purpose == Purpose::Screen { 0 } else { 130 }
    }

    /// Remembers that a profile was used, unless the settings say otherwise.
    pub(super) fn record_use(&mut self, profile: ProfileName, effects: &mut Vec<Effect>) {
        if self.settings.frecency {
            self.record(UsageChange::Used { profile, at: self.now }, effects);
        }
    }

    fn record(&mut self, change: UsageChange, effects: &mut Vec<Effect>) {
        self.inventory.usage.apply(&change);
        self.reorder();
        effects.push(Effect::Record(change));
    }

    /// What is on disk now: also what other processes remembered.
    pub(super) fn recorded(&mut self, result: Result<Usage, Failure>) {
        match result {
            Ok(usage) => {
                self.inventory.usage = usage;
                self.reorder();
            }
            Err(failure) => self.failure(&failure),
        }
    }

    /// Pins the marked profiles, else the selected one; where all are pinned, takes the pins out.
    pub(super) fn pin(&mut self, effects: &mut Vec<Effect>) {
        let mut profiles: Vec<ProfileName> = self.profiles.marks.iter().cloned().collect();
        if profiles.is_empty() {
            match self.selected_profile() {
                Some(profile) => profiles.push(profile.name.clone()),
                None => return self.nothing_selected(),
            }
        }
        let pinned = !profiles.iter().all(|profile| self.inventory.usage.is_pinned(profile));
        let what = match profiles.as_slice() {
            [only] => only.to_string(),
            several => counted(several.len(), "profile"),
        };
        self.info(if pinned { format!("Pinned {what}.") } else { format!("{what} no longer pinned.") });
        self.record(UsageChange::Pinned { profiles, pinned }, effects);
    }

    /// Sorts by the next thing.
    pub(super) fn sort(&mut self) {
        self.profiles.sort = self.profiles.sort.next();
        self.reorder();
        match self.profiles.sort.words() {
            Some(words) => self.info(format!("Sorted {words}.")),
            None => self.info("Sorted as in the file."),
        }
    }

    /// What the order of the profiles follows.
    pub(super) fn ranking(&self) -> Ranking {
        Ranking {
            sort: self.profiles.sort,
            now: self.now,
            frecency: self.settings.frecency,
            used_first: self.is_picking(),
        }
    }

    /// Orders the profiles anew; the cursor stays on its profile.
    pub(super) fn reorder(&mut self) {
        if self.profiles.rows.len() != self.inventory.profiles.len() {
            return;
        }
        let selected = self.selected_profile().map(|profile| profile.name.clone());
        let ranking = self.ranking();
        self.profiles.reorder(selected.as_ref(), &self.inventory, ranking);
    }

    /// By what the profiles are sorted, for the title.
    pub fn sorted_by(&self) -> Option<&'static str> {
        let sort: Sort = self.profiles.sort;
        sort.words()
    }
}
