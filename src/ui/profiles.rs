//! The profiles pane: every profile, its account and role, and how long its token is good.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::canvas::{self, Row, face};
use super::is_focused;
use super::sessions::{cursor_glyph, mark_glyph, paint_row, row_style};
use super::style::Look;
use super::token::Token;
use crate::app::State;
use crate::app::layout::Pane;
use crate::app::line::Line;
use crate::app::profiles::{GAP, LEAST_FOR_WORDS, STATE, columns};
use crate::app::state::Phase;
use crate::app::text::{count, width};
use crate::app::time_left;
use crate::domain::profile::{ProfileKind, Severity};
use crate::keys::Action;

/// The title of the pane where there is no other.
const ALONE: &str = " Profiles ";

/// Draws the pane. Gives the place of the text cursor while a filter is typed.
pub fn draw(buffer: &mut Buffer, look: &Look, state: &State, area: Rect) -> Option<Position> {
    let focused = is_focused(state, Pane::Profiles);
    let inside = if state.is_picking() {
        canvas::frame(buffer, look, area, ALONE, focused)
    } else {
        canvas::pane(buffer, look, area, Pane::Profiles, focused)
    };
    let cursor = title(buffer, look, state, area);
    if let Some(failure) = &state.unread {
        let note = format!(" As before: {} ", failure.what);
        canvas::note_row(buffer, look, area).skip(1).text(&note, look.theme.bad());
    }
    if let Some(parts) = instead_of_rows(look, state) {
        face(buffer, look, inside, &parts);
        return cursor;
    }
    let theme = look.theme;
    let profiles = &state.profiles;
    let with_marks = profiles.has_marks();
    let before = profiles.columns_before();
    let columns = columns(inside.width.saturating_sub(before), profiles.widths);
    let with_words = inside.width.saturating_sub(before) >= LEAST_FOR_WORDS;
    let by_minute = state.settings.reduced_motion;
    let tokens: Vec<Token> =
        state.inventory.sessions.iter().map(|entry| Token::new(state, look, entry)).collect();
    let list = &profiles.list;
    let shown = profiles.shown().get(list.visible()).unwrap_or_default();
    for (line, index) in shown.iter().enumerate() {
        let (Some(profile), Some(facts)) = (state.inventory.profiles.get(*index), profiles.rows.get(*index))
        else {
            continue;
        };
        let selected = list.offset() + line == list.cursor();
        let base = row_style(look, selected, focused);
        let tint = |style: Style| if selected && focused { base } else { style };
        let y = u16::try_from(line).unwrap_or(u16::MAX);
        paint_row(buffer, inside, y, base);
        let mut row = Row::new(buffer, look, inside, y);
        row.text(cursor_glyph(look, selected), base);
        if with_marks {
            let marked = profiles.marks.contains(&profile.name);
            let anchored = profiles.anchor.as_ref() == Some(&profile.name);
            row.column(mark_glyph(look, marked, anchored), 2, tint(theme.accent()));
        }
        if profiles.with_pins {
            let pinned = state.inventory.usage.is_pinned(&profile.name);
            row.column(if pinned { look.glyphs.pinned } else { " " }, 2, tint(theme.accent()));
        }
        let mut field = |text: Option<&str>, cells: u16, style: Style| {
            if cells == 0 {
                return;
            }
            let text = text.unwrap_or_default();
            let matched = profiles.highlights(text);
            row.column_matched(text, cells.saturating_sub(GAP), style, &matched).skip(GAP);
        };
        let sign = match facts.severity {
            Some(Severity::Error) => Some(theme.bad()),
            Some(Severity::Warning) => Some(theme.warning()),
            None => None,
        };
        let guard = state.guard_at(*index);
        let name_style = match (guard, facts.severity) {
            (Some(guard), _) => base.patch(theme.guarded(guard.colour)),
            (None, Some(Severity::Error)) => tint(theme.bad()),
            _ if selected => base.patch(theme.strong()),
            _ => base,
        };
        field(Some(profile.name.as_str()), columns.name, name_style);
        field(facts.account_name.as_deref(), columns.account_name, base);
        field(profile.account_id.as_ref().map(|id| id.as_str()), columns.account, tint(theme.muted()));
        field(profile.role_name.as_ref().map(|role| role.as_str()), columns.role, base);
        if let Some(style) = sign {
            // In the gap after the name.
            let x = before + columns.name.saturating_sub(GAP);
            Row::new(row.buffer(), look, inside, y).skip(x).text("!", tint(style));
        }
        match facts.session.and_then(|session| tokens.get(session)) {
            // Then it does not matter how good the token is.
            Some(_) if facts.gone => {
                row.text(look.glyphs.signed_out, tint(theme.warning()));
                if with_words {
                    row.skip(1).text("gone", tint(theme.warning()));
                }
            }
            Some(token) => {
                let (words, style) = token.short();
                row.text(token.glyph, tint(token.style));
                if with_words {
                    row.skip(1).column(words, STATE - 2, tint(style));
                }
                let left =
                    facts.credentials_expire_at.filter(|end| columns.credentials > 0 && *end > state.now);
                if let Some(end) = left {
                    let words = format!("creds {}", time_left::words(state.now, end, by_minute));
                    row.skip(GAP).text(&words, tint(theme.muted()));
                }
            }
            None if with_words => {
                row.skip(2).text(kind(profile.kind), tint(theme.muted()));
            }
            None => {}
        }
    }
    canvas::list_bar(buffer, look, area, list, focused);
    cursor
}

/// What stands in the place of a token's state for profiles that have none.
fn kind(kind: ProfileKind) -> &'static str {
    match kind {
        ProfileKind::Static => "keys",
        other => other.as_str(),
    }
}

fn title(buffer: &mut Buffer, look: &Look, state: &State, area: Rect) -> Option<Position> {
    let theme = look.theme;
    let all = state.inventory.profiles.len();
    let mut row = canvas::title_row(buffer, look, area);
    row.skip(if state.is_picking() { 10 } else { 12 });
    if state.phase == Phase::Read {
        let sorted = state.sorted_by().map(|words| format!("{words} ")).unwrap_or_default();
        let text = if state.profiles.is_filtered() {
            format!(" {} of {} {sorted}", count(state.profiles.shown().len()), count(all))
        } else {
            format!(" {} {sorted}", count(all))
        };
        // What is typed is worth more than how much is left.
        let typed = width(state.profiles.line.text());
        if typed == 0 || width(&text) + typed + 4 <= usize::from(row.room()) {
            row.text(&text, theme.text());
        }
    }
    filter_line(row, look, &state.profiles.line)
}

/// What stands where nothing is typed yet.
const WHAT_TO_DO: &str = "type to filter ";

/// The filter on a pane's border. Gives the place of the text cursor.
pub fn filter_line(mut row: Row, look: &Look, line: &Line) -> Option<Position> {
    if line.is_empty() && !line.editing {
        return None;
    }
    row.text(look.glyphs.line, look.theme.muted()).text(" ", look.theme.text());
    if line.is_empty() && usize::from(row.room()) > WHAT_TO_DO.len() {
        let at = row.position(0);
        row.text(WHAT_TO_DO, look.theme.muted());
        return Some(at);
    }
    // While it is longer than its place, the part around the cursor is seen.
    let room = usize::from(row.room()).saturating_sub(2);
    let text: String = {
        let before: Vec<char> = line.text().chars().collect();
        let cursor = line.cursor_column();
        let mut start = 0;
        let mut cells = cursor;
        while cells > room && start < before.len() {
            cells = cells.saturating_sub(width(before[start].encode_utf8(&mut [0; 4])));
            start += 1;
        }
        before[start..].iter().collect()
    };
    let hidden = width(line.text()).saturating_sub(width(&text));
    let at = row.position(line.cursor_column().saturating_sub(hidden));
    let style = look.theme.accent().patch(look.theme.strong());
    row.text(&text, style).text(" ", look.theme.text());
    line.editing.then_some(at)
}

/// Why there are no rows, and what helps.
fn instead_of_rows(look: &Look, state: &State) -> Option<Vec<(String, Style)>> {
    let theme = look.theme;
    let key = |action| state.keymap.key_of(action).unwrap_or_default();
    match &state.phase {
        Phase::Loading => {
            return Some(vec![(format!("Reading {}…", state.facts.config_path), theme.muted())]);
        }
        Phase::Failed(failure) => {
            let mut parts = vec![(failure.what.clone(), theme.bad()), (failure.why.clone(), theme.text())];
            parts.extend(failure.hint.clone().map(|hint| (hint, theme.text())));
            parts.push((String::new(), theme.text()));
            parts.push((format!("{} reads the files again.", key(Action::Reload)), theme.muted()));
            return Some(parts);
        }
        Phase::Read => {}
    }
    let inventory = &state.inventory;
    if inventory.profiles.is_empty() {
        let blank = || (String::new(), theme.text());
        if !inventory.config_exists && !inventory.credentials_exists {
            return Some(vec![
                ("No AWS configuration yet.".to_owned(), theme.strong()),
                blank(),
                (key(Action::New), theme.accent()),
                ("sets up a session and its profiles, step by step.".to_owned(), theme.muted()),
                ("ssotui demo".to_owned(), theme.accent()),
                ("shows everything on an organization of its own.".to_owned(), theme.muted()),
                blank(),
                (
                    format!("Looked for {} and {}.", state.facts.config_path, state.facts.credentials_path),
                    theme.muted(),
                ),
            ]);
        }
        let mut parts =
            vec![(format!("No profile in {}.", state.facts.config_path), theme.strong()), blank()];
        let mut helps = |what: String, does: &str| {
            parts.push((what, theme.accent()));
            parts.push((does.to_owned(), theme.muted()));
        };
        if inventory.sessions.is_empty() {
            helps(key(Action::New), "sets up a session and its profiles, step by step.");
            helps("ssotui demo".to_owned(), "shows everything on an organization of its own.");
        } else {
            helps(key(Action::Populate), "makes one for every account and role of the session.");
            helps(key(Action::New), "makes those that you choose, or adds another session.");
        }
        return Some(parts);
    }
    if state.profiles.shown().is_empty() {
        return Some(vec![
            ("No profile matches.".to_owned(), theme.text()),
            (format!("{} clears the filter.", key(Action::Back)), theme.muted()),
        ]);
    }
    None
}
