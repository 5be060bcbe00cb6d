//! The doctor's window: what is wrong, why, and what to do, to be scrolled through.

use super::list::Scroll;
use super::msg::{Effect, Job, JobKey};
use super::overlay::Overlay;
use super::state::State;
use super::text::{self, counted};
use crate::domain::finding::{self, Finding, Group, Level};
use crate::error::Failure;

/// How many findings of one kind are shown; the command line tells them all.
const MOST: usize = 5;
/// How far what belongs to a finding stands in.
const INDENT: usize = 2;

/// The window.
#[derive(Debug, Clone)]
pub struct DoctorWindow {
    pub phase: DoctorPhase,
    pub scroll: Scroll,
}

/// How far the doctor is.
#[derive(Debug, Clone)]
pub enum DoctorPhase {
    Looking,
    /// In the order in which they are told.
    Found(Vec<Finding>),
    Failed(Failure),
}

/// A line of the window, its controls made visible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DoctorLine {
    Heading(&'static str),
    /// What is found. The further lines of a long sentence have no level.
    What(Option<Level>, String),
    /// Where, why, and how many more.
    Detail(String),
    Cure(String),
    /// Something about the whole.
    Note(String),
    Blank,
}

impl DoctorWindow {
    /// All lines at a width.
    pub fn lines(&self, columns: usize) -> Vec<DoctorLine> {
        let wrapped = |text: &str| text::wrap(&text::visible(text), columns);
        match &self.phase {
            DoctorPhase::Looking => vec![DoctorLine::Note("Looking at files and asking AWS …".to_owned())],
            DoctorPhase::Failed(failure) => {
                wrapped(&failure.to_string()).into_iter().map(DoctorLine::Note).collect()
            }
            DoctorPhase::Found(findings) if findings.is_empty() => {
                vec![DoctorLine::Note("Nothing is wrong.".to_owned())]
            }
            DoctorPhase::Found(findings) => {
                let [errors, warnings, infos] = finding::count(findings);
                let summary = format!(
                    "{}, {}, {}.",
                    counted(errors, "error"),
                    counted(warnings, "warning"),
                    counted(infos, "remark")
                );
                let mut lines = vec![DoctorLine::Note(summary)];
                if findings.iter().any(|finding| finding.fixable) {
                    lines.extend(
                        wrapped("Some of it can be mended safely, each after asking: ssotui doctor --fix")
                            .into_iter()
                            .map(DoctorLine::Note),
                    );
                }
                push_groups(&mut lines, findings, columns);
                lines
            }
        }
    }
}

fn push_groups(lines: &mut Vec<DoctorLine>, findings: &[Finding], columns: usize) {
    let mut group: Option<Group> = None;
    for same in findings.chunk_by(|one, other| one.kind == other.kind) {
        let row = same[0].kind.row();
        if group != Some(row.group) {
            lines.push(DoctorLine::Blank);
            lines.push(DoctorLine::Heading(row.group.title()));
            group = Some(row.group);
        }
        for finding in same.iter().take(MOST) {
            push(lines, finding, columns);
        }
        if same.len() > MOST {
            let more = format!("… and {} more like it: ssotui doctor --json", same.len() - MOST);
            lines.push(DoctorLine::Detail(more));
        }
    }
}

fn push(lines: &mut Vec<DoctorLine>, finding: &Finding, columns: usize) {
    let level = finding.level();
    let wrapped = |text: &str, room: usize| text::wrap(&text::visible(text), room.max(12));
    let room = columns.saturating_sub(level_width(level));
    for (index, line) in wrapped(&finding.what, room).into_iter().enumerate() {
        lines.push(DoctorLine::What((index == 0).then_some(level), line));
    }
    let room = columns.saturating_sub(INDENT);
    if let Some(place) = &finding.place {
        let line = place.line.map_or_else(String::new, |line| format!(":{line}"));
        lines.extend(wrapped(&format!("{}{line}", place.shown), room).into_iter().map(DoctorLine::Detail));
    }
    lines.extend(wrapped(&finding.why, room).into_iter().map(DoctorLine::Detail));
    lines.extend(wrapped(&finding.cure, room).into_iter().map(DoctorLine::Cure));
}

/// The cells of a level's word with its colon and a blank.
fn level_width(level: Level) -> usize {
    level.as_str().len() + 2
}

impl State {
    /// Shows the window, and looks anew.
    pub(super) fn open_doctor(&mut self, effects: &mut Vec<Effect>) {
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Doctor(_)));
        let window = DoctorWindow { phase: DoctorPhase::Looking, scroll: Scroll::default() };
        self.overlays.push(Overlay::Doctor(Box::new(window)));
        effects.push(self.jobs.start(JobKey::Doctor, Job::Doctor));
    }

    /// The window goes, and nobody looks any further.
    pub(super) fn close_doctor(&mut self, effects: &mut Vec<Effect>) {
        self.overlays.retain(|overlay| !matches!(overlay, Overlay::Doctor(_)));
        effects.extend(self.jobs.cancel(&JobKey::Doctor));
    }

    /// The doctor has looked.
    pub(super) fn examined(&mut self, result: Result<Vec<Finding>, Failure>) {
        let window = self.overlays.iter_mut().rev().find_map(|overlay| match overlay {
            Overlay::Doctor(window) => Some(window),
            _ => None,
        });
        if let Some(window) = window {
            window.phase = match result {
                Ok(findings) => DoctorPhase::Found(findings),
                Err(failure) => DoctorPhase::Failed(failure),
            };
        }
    }
}
