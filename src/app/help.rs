//! The lines of the help and of the past messages.

use super::state::State;
use super::text::{self, width};
use super::toasts::Tone;
use crate::keys::{GROUPS, Keymap};

/// A line of the help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HelpLine {
    Heading(&'static str),
    /// What a key does. The further lines of a long explanation have no keys.
    Keys {
        keys: String,
        help: String,
    },
    Note(String),
    Blank,
}

/// The cells for the keys in a window of so many.
pub fn keys_width(columns: usize) -> usize {
    if columns < 60 { 10 } else { 22 }
}

/// The whole help at a width. The keys are changed in the file at `settings_path`.
pub fn lines(keymap: &Keymap, settings_path: &str, columns: usize) -> Vec<HelpLine> {
    let mut lines = Vec::new();
    for group in GROUPS {
        if !lines.is_empty() {
            lines.push(HelpLine::Blank);
        }
        lines.push(HelpLine::Heading(group.title));
        for row in group.rows {
            let keys = keymap.keys_of(row.action).join("  ");
            push_row(&mut lines, &keys, row.help, columns);
        }
    }
    lines.push(HelpLine::Blank);
    let notes = [
        format!("Every key can be changed in {settings_path}."),
        "The mouse selects, a double click is Enter. With Shift it selects text, as without this program."
            .to_owned(),
    ];
    for note in notes {
        lines.extend(text::wrap(&text::visible(&note), columns).into_iter().map(HelpLine::Note));
    }
    lines
}

fn push_row(lines: &mut Vec<HelpLine>, keys: &str, help: &str, columns: usize) {
    let keys_width = keys_width(columns);
    let room = columns.saturating_sub(keys_width + 2).max(12);
    let mut keys = text::wrap(keys, keys_width).into_iter();
    let mut help = text::wrap(help, room).into_iter();
    loop {
        match (keys.next(), help.next()) {
            (None, None) => return,
            (key, help) => {
                lines.push(HelpLine::Keys { keys: key.unwrap_or_default(), help: help.unwrap_or_default() })
            }
        }
    }
}

/// A line of the past messages: its time (on the first line), its tone, its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageLine {
    pub time: String,
    pub tone: Tone,
    pub text: String,
}

/// All past messages, newest first.
pub fn messages(state: &State, columns: usize) -> Vec<MessageLine> {
    let zone = &state.facts.time_zone;
    let mut lines = Vec::new();
    for toast in state.toasts.log().iter().rev() {
        let time = toast.at.to_zoned(zone.clone()).strftime("%H:%M:%S").to_string();
        let room = columns.saturating_sub(width(&time) + 2).max(12);
        for (index, text) in text::wrap(&text::visible(&toast.text), room).into_iter().enumerate() {
            let time = if index == 0 { time.clone() } else { String::new() };
            lines.push(MessageLine { time, tone: toast.tone, text });
        }
    }
    lines
}
