//! The top line: which profile the environment names, how many sessions there are, the time; and the tabs of a narrow screen.

use ratatui::buffer::Buffer;

use super::canvas::Row;
use super::style::Look;
use crate::app::State;
use crate::app::layout::{Areas, CLOCK_FROM};
use crate::app::mouse;
use crate::app::state::Phase;
use crate::app::text::{counted, fit, width};
use crate::domain::token::TokenState;

pub fn draw(buffer: &mut Buffer, look: &Look, state: &State, areas: &Areas) {
    let theme = look.theme;
    let clock = state.now.to_zoned(state.facts.time_zone.clone()).strftime("%H:%M").to_string();
    let sessions = sessions(state);
    let room = areas.header.width;
    let mut used = 8;
    let mut row = Row::new(buffer, look, areas.header, 0);
    row.skip(1).text("ssotui", theme.strong());
    if state.facts.demo {
        row.skip(1).text(" demo ", theme.warning().add_modifier(ratatui::style::Modifier::REVERSED));
        used += 7;
    }
    // From the right: the clock, then the sessions where they leave room for the profile.
    if room >= CLOCK_FROM {
        Row::new(buffer, look, areas.header, 0).reserve(1).right(&clock, theme.muted());
    }
    let profile = match &state.facts.aws_profile {
        Some(name) => format!("AWS_PROFILE {name}"),
        None => "AWS_PROFILE not set".to_owned(),
    };
    let warning = if names_no_profile(state) { NO_SUCH_PROFILE } else { "" };
    let sessions_width = u16::try_from(width(&sessions)).unwrap_or(u16::MAX);
    let profile_width = u16::try_from(width(&profile)).unwrap_or(u16::MAX);
    let right = if room >= CLOCK_FROM { 6 + 4 } else { 1 };
    let warned = u16::try_from(width(warning)).unwrap_or_default();
    let both = used + 2 + profile_width.min(28) + warned + 2 + sessions_width + right <= room;
    if both {
        Row::new(buffer, look, areas.header, 0).reserve(right).right(&sessions, theme.text());
    }
    let reserved = right + if both { sessions_width + 2 } else { 0 };
    let mut row = Row::new(buffer, look, areas.header, 0);
    row.reserve(reserved).skip(used + 2);
    match &state.facts.aws_profile {
        // A label without a value says nothing.
        _ if row.room() < 18 => &mut row,
        Some(name) if warning.is_empty() => {
            row.text("AWS_PROFILE ", theme.muted()).text(name, theme.accent())
        }
        Some(name) => {
            // Rather the words than all of the name; where there is no room for them, a sign.
            let words = if row.room() >= LABEL + LEAST_NAME + warned { warning } else { "!" };
            let taken = LABEL + u16::try_from(width(words)).unwrap_or_default();
            let name = fit(name, usize::from(row.room().saturating_sub(taken)), look.glyphs.cut);
            row.text("AWS_PROFILE ", theme.muted()).text(&name, theme.warning()).text(words, theme.warning())
        }
        None => row.text(&profile, theme.muted()),
    };

    for (pane, x, cells) in mouse::tabs(areas.tabs, state.focus) {
        if areas.tabs.is_empty() {
            break;
        }
        let focused = state.focus == pane;
        let tab = ratatui::layout::Rect { x, width: cells, ..areas.tabs };
        let name = pane.title().split(' ').next().filter(|_| cells >= mouse::TAB).unwrap_or_default();
        let title = format!(" {} {name} ", pane.digit());
        let style = if focused { theme.title(true) } else { theme.muted() };
        Row::new(buffer, look, tab, 0).text(&title, style);
    }
}

/// What stands after a name that no profile has.
const NO_SUCH_PROFILE: &str = " (no such profile)";
/// Cells of `AWS_PROFILE `.
const LABEL: u16 = 12;

/// Of a name so many cells tell something.
const LEAST_NAME: u16 = 8;

/// Whether the environment names a profile that does not exist: then every AWS tool in this shell fails.
fn names_no_profile(state: &State) -> bool {
    let name = state.facts.aws_profile.as_deref();
    state.phase == Phase::Read && name.is_some_and(|name| state.inventory.profile(&name.into()).is_none())
}

/// `3 sessions, 2 signed in`.
fn sessions(state: &State) -> String {
    if state.phase != Phase::Read {
        return String::new();
    }
    let all = state.inventory.sessions.len();
    let signed_in =
        state.inventory.sessions.iter().filter(|entry| state.token_state(entry) == TokenState::Valid).count();
    format!("{}, {signed_in} signed in", counted(all, "session"))
}
