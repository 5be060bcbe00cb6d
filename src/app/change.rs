//! The window of a change to the config file: worked out, shown as a diff, and written when the user says so.

use super::list::Scroll;
use super::msg::{Effect, Job, JobKey};
use super::overlay::Overlay;
use super::state::State;
use super::text;
use crate::aws_config::diff::{Diff, DiffKind, DiffLine};
use crate::aws_config::plan::{ChangeRequest, Plan, Proposal};
use crate::error::Failure;

/// The width of the window's text: enough for most values, and not so much that the eye has to travel.
pub(super) const COLUMNS: u16 = 110;

/// What each warning begins with.
pub const WARNING: &str = "warning: ";

/// The window.
#[derive(Debug, Clone)]
pub struct ChangeWindow {
    pub request: ChangeRequest,
    /// What the user should know before saying yes.
    pub warnings: Vec<String>,
    pub phase: ChangePhase,
    pub scroll: Scroll,
}

/// How far the change is.
#[derive(Debug, Clone)]
pub enum ChangePhase {
    /// The file is read and the difference worked out.
    Preparing,
    /// The user decides.
    Proposed(Box<Proposal>),
    /// It is being written.
    Writing(Box<Proposal>),
    /// It cannot be made.
    Refused(Box<Failure>),
    /// It could not be written. Told until the user goes on, whatever is read meanwhile.
    Failed(Box<Failure>),
}

/// A line of the window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeLine<'a> {
    Warning(&'a str),
    /// Between two places of the file. The line of the new text that follows, counted from 1.
    Place(usize),
    Kept(&'a str),
    Removed(&'a str),
    Added(&'a str),
    Blank,
}

impl ChangeWindow {
    fn new(request: ChangeRequest, warnings: Vec<String>) -> Self {
        Self { request, warnings, phase: ChangePhase::Preparing, scroll: Scroll::default() }
    }

    /// What the change is, as an order.
    pub fn title(&self) -> &str {
        match (&self.phase, &self.request) {
            (ChangePhase::Proposed(proposal) | ChangePhase::Writing(proposal), _) => &proposal.title,
            (_, ChangeRequest::Apply(plan)) => &plan.title,
            (_, ChangeRequest::Undo { .. }) => "Undo",
        }
    }

    /// How many lines are added and how many go.
    pub fn counts(&self) -> Option<(usize, usize)> {
        self.diff().map(|diff| (diff.count(DiffKind::Added), diff.count(DiffKind::Removed)))
    }

    fn diff(&self) -> Option<&Diff> {
        match &self.phase {
            ChangePhase::Proposed(proposal) | ChangePhase::Writing(proposal) => Some(&proposal.diff),
            ChangePhase::Preparing | ChangePhase::Refused(_) | ChangePhase::Failed(_) => None,
        }
    }

    fn remarks(&self) -> &[String] {
        match &self.phase {
            ChangePhase::Proposed(proposal) | ChangePhase::Writing(proposal) => &proposal.remarks,
            ChangePhase::Preparing | ChangePhase::Refused(_) | ChangePhase::Failed(_) => &[],
        }
    }

    /// The warnings in lines of so many cells.
    pub fn warning_lines(&self, columns: usize) -> Vec<String> {
        let warnings = self.warnings.iter().chain(self.remarks());
        warnings.flat_map(|warning| text::wrap_lines(&format!("{WARNING}{warning}"), columns)).collect()
    }

    /// The lines of the warnings, then the difference, one place of the file after the other.
    pub fn lines<'a>(&'a self, warnings: &'a [String]) -> impl Iterator<Item = ChangeLine<'a>> {
        let blank = (!warnings.is_empty()).then_some(ChangeLine::Blank);
        let warnings = warnings.iter().map(|warning| ChangeLine::Warning(warning));
        let hunks = self.diff().map(|diff| diff.hunks.as_slice()).unwrap_or_default();
        let hunks = hunks.iter().flat_map(|hunk| {
            std::iter::once(ChangeLine::Place(hunk.new.start + 1)).chain(hunk.lines.iter().map(diff_line))
        });
        warnings.chain(blank).chain(hunks)
    }

    /// How many lines it wants to show.
    pub fn height(&self, columns: usize) -> usize {
        if let ChangePhase::Refused(failure) | ChangePhase::Failed(failure) = &self.phase {
            return text::wrap(&text::visible(&failure.to_string()), columns).len();
        }
        let hunks = self.diff().map(|diff| diff.hunks.as_slice()).unwrap_or_default();
        let warnings = match self.warning_lines(columns).len() {
            0 => 0,
            lines => lines + 1,
        };
        warnings + hunks.iter().map(|hunk| hunk.lines.len() + 1).sum::<usize>()
    }
}

fn diff_line(line: &DiffLine) -> ChangeLine<'_> {
    match line.kind {
        DiffKind::Kept => ChangeLine::Kept(&line.text),
        DiffKind::Removed => ChangeLine::Removed(&line.text),
        DiffKind::Added => ChangeLine::Added(&line.text),
    }
}

impl State {
    /// Shows what a plan would do, to be written or not.
    pub(super) fn propose(&mut self, plan: Plan, warnings: Vec<String>, effects: &mut Vec<Effect>) {
        self.open_change(ChangeRequest::Apply(plan), warnings, effects);
    }

    /// Shows what taking back the last change would do.
    pub(super) fn undo_change(&mut self, effects: &mut Vec<Effect>) {
        self.open_change(ChangeRequest::Undo { force: false }, Vec::new(), effects);
    }

    fn open_change(&mut self, request: ChangeRequest, warnings: Vec<String>, effects: &mut Vec<Effect>) {
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Change(_)));
        let job = Job::Propose(request.clone());
        self.overlays.push(Overlay::Change(Box::new(ChangeWindow::new(request, warnings))));
        effects.push(self.jobs.start(JobKey::Change, job));
    }

    pub(super) fn change_window(&self) -> Option<&ChangeWindow> {
        self.overlays.iter().rev().find_map(|overlay| match overlay {
            Overlay::Change(window) => Some(&**window),
            _ => None,
        })
    }

    fn change_window_mut(&mut self) -> Option<&mut ChangeWindow> {
        self.overlays.iter_mut().rev().find_map(|overlay| match overlay {
            Overlay::Change(window) => Some(&mut **window),
            _ => None,
        })
    }

    /// The user says yes; or, where it could not be written, to trying again.
    pub(super) fn apply_change(&mut self, effects: &mut Vec<Effect>) {
        let Some(window) = self.change_window_mut() else { return };
        let proposal = match &window.phase {
            ChangePhase::Proposed(proposal) => proposal.clone(),
            ChangePhase::Preparing | ChangePhase::Writing(_) => return self.info("One moment."),
            ChangePhase::Refused(_) => return self.info("This cannot be written. The reason stands there."),
            ChangePhase::Failed(_) => {
                window.phase = ChangePhase::Preparing;
                return self.prepare_change(effects);
            }
        };
        if proposal.diff.is_empty() {
            self.close_change(effects);
            return self.info("There is nothing to change.");
        }
        if proposal.overwrites
            && let ChangeRequest::Undo { force } = &mut window.request
            && !*force
        {
            // The second yes is to what would be lost.
            *force = true;
            window.warnings = vec![
                "Something else has changed the file since. The lines in red that you do not know are its \
                      work, and would go. What is there now is kept in the state folder."
                    .to_owned(),
            ];
            let key = self.keymap.key_of(crate::keys::Action::Apply).unwrap_or_default();
            return self.error(format!("The file has been changed since: press {key} again to lose that."));
        }
        let request = window.request.clone();
        window.phase = ChangePhase::Writing(proposal);
        effects.push(self.jobs.start(JobKey::Change, Job::Change(request)));
    }

    /// The window goes. What is being written is written all the same.
    pub(super) fn close_change(&mut self, effects: &mut Vec<Effect>) {
        let writing =
            self.change_window().is_some_and(|window| matches!(window.phase, ChangePhase::Writing(_)));
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Change(_)));
        if !writing {
            effects.extend(self.jobs.cancel(&JobKey::Change));
        }
    }

    /// The difference was worked out.
    pub(super) fn proposed(&mut self, result: Result<Proposal, Failure>, effects: &mut Vec<Effect>) {
        let Some(window) = self.change_window_mut() else { return };
        match result {
            Ok(proposal) if proposal.diff.is_empty() => {
                self.close_change(effects);
                self.info(match proposal.remarks.as_slice() {
                    [] => "There is nothing to change: the file says so already.".to_owned(),
                    remarks => format!("There is nothing to change. {}", remarks.join(" ")),
                });
            }
            Ok(proposal) => window.phase = ChangePhase::Proposed(Box::new(proposal)),
            Err(failure) => window.phase = ChangePhase::Refused(Box::new(failure)),
        }
    }

    /// It was written, or was not.
    pub(super) fn changed(&mut self, result: Result<String, Failure>, effects: &mut Vec<Effect>) {
        match result {
            Ok(title) => {
                if let Some(Overlay::Change(_)) = self.overlays.last() {
                    self.closes_by_itself();
                }
                self.close_change(effects);
                self.close_populate();
                self.close_wizard();
                // What was marked is done with.
                self.profiles.marks.clear();
                for tree in self.trees.values_mut() {
                    tree.marks.clear();
                }
                let undo = self.keymap.key_of(crate::keys::Action::Undo).unwrap_or_default();
                self.info(format!("{title}: done. {undo} takes it back."));
            }
            Err(failure) => match self.change_window_mut() {
                Some(window) => window.phase = ChangePhase::Failed(Box::new(failure)),
                None => self.failure(&failure),
            },
        }
        effects.push(Effect::Load);
    }

    /// The files changed while the difference was shown: it is worked out again.
    pub(super) fn propose_again(&mut self, effects: &mut Vec<Effect>) {
        let phase = self.change_window().map(|window| &window.phase);
        if let Some(ChangePhase::Proposed(_) | ChangePhase::Refused(_)) = phase {
            self.prepare_change(effects);
        }
    }

    fn prepare_change(&mut self, effects: &mut Vec<Effect>) {
        let Some(window) = self.change_window() else { return };
        let job = Job::Propose(window.request.clone());
        effects.push(self.jobs.start(JobKey::Change, job));
    }
}
