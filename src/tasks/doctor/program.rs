//! This program itself: its settings, its state folder, and the desktop that it works with.

use super::entry::Entry;
use super::report::Report;
use crate::domain::finding::{Finding, FindingKind, Place};
use crate::error::Failure;

/// What is known of them.
#[derive(Debug, Clone)]
pub struct ProgramFacts {
    /// Why the settings file is not in force.
    pub settings: Option<Failure>,
    pub settings_place: Place,
    /// The state folder.
    pub state: Option<Entry>,
    /// What that would have to be made in, where it is not there.
    pub above_state: Option<Entry>,
    pub can_open_pages: bool,
    pub has_clipboard: bool,
}

pub fn check(report: &mut Report<'_>, facts: &ProgramFacts) {
    if let Some(failure) = &facts.settings {
        let cure =
            failure.hint.as_deref().unwrap_or("Correct it; ssotui settings default prints what is allowed.");
        let line = line_of(&failure.what).or_else(|| line_of(&failure.why));
        let place = Place { line, ..facts.settings_place.clone() };
        let why = format!("{} Until then the defaults hold.", failure.why);
        report.add(Finding::new(FindingKind::SettingsRefused, &failure.what, why, cure).at(place));
    }
    if let Some(state) = &facts.state
        && let Some((obstacle, cure)) = state.obstacle_within()
    {
        let finding = Finding::new(
            FindingKind::StateUnwritable,
            "This program can keep nothing.",
            format!(
                "Its folder {obstacle} Without it the config file is not changed, because no backup can be kept."
            ),
            cure,
        );
        report.add_at(finding, &state.path);
    }
    if let Some(above) = &facts.above_state
        && let Some((obstacle, cure)) = above.obstacle_within()
    {
        let shown = report.shown(&above.path);
        let finding = Finding::new(
            FindingKind::StateUnwritable,
            "This program can keep nothing.",
            format!(
                "Its folder cannot be made: {shown} {obstacle} Without it the config file is not changed, because no \
                 backup can be kept."
            ),
            cure,
        );
        report.add_at(finding, &above.path);
    }
    if !facts.can_open_pages {
        report.add(Finding::new(
            FindingKind::BrowserMissing,
            "No browser can be opened here.",
            "There is no desktop, and BROWSER names none.",
            "Nothing to do: a sign-in shows its address, to be opened on any device.",
        ));
    }
    if !facts.has_clipboard {
        report.add(Finding::new(
            FindingKind::ClipboardMissing,
            "There is no clipboard here.",
            "There is no desktop; texts are sent to the terminal instead, and not every terminal takes them.",
            "Nothing to do: what cannot be copied is shown, to be selected.",
        ));
    }
}

/// The line that a sentence about the settings names.
fn line_of(text: &str) -> Option<usize> {
    let text = text.to_lowercase();
    let (_, rest) = text.split_once("line ")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
