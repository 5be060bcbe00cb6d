//! The accounts pane: what enumeration found, as a tree that fills while it runs.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::canvas::{self, Row, face};
use super::is_focused;
use super::profiles::filter_line;
use super::sessions::{cursor_glyph, paint_row, row_style};
use super::style::Look;
use crate::app::State;
use crate::app::layout::Pane;
use crate::app::sign_in::needs_sign_in;
use crate::app::state::Phase;
use crate::app::text::{count, counted, width};
use crate::app::tree::{AccountNode, News, Tree, TreeRow};
use crate::domain::session::SessionId;
use crate::keys::Action;

/// Cells of a blank and an account id.
const ID: u16 = 14;

/// Draws the pane. Gives the place of the text cursor while a filter is typed.
pub fn draw(buffer: &mut Buffer, look: &Look, state: &State, area: Rect) -> Option<Position> {
    let focused = is_focused(state, Pane::Accounts);
    let inside = canvas::pane(buffer, look, area, Pane::Accounts, focused);
    let (Some(tree), Some(session)) = (state.tree(), &state.shown_session) else {
        let word = if state.phase == Phase::Read { "Nothing to list without a session." } else { "" };
        face(buffer, look, inside, &[(word.to_owned(), look.theme.muted())]);
        return None;
    };
    let cursor = title(buffer, look, tree, area);
    subtitle(buffer, look, state, session, tree, area);
    if tree.rows.is_empty() {
        face(buffer, look, inside, &instead_of_rows(look, state, session, tree));
        return cursor;
    }
    for (line, index) in tree.list.visible().enumerate() {
        let Some(row) = tree.rows.get(index) else { continue };
        let selected = index == tree.list.cursor();
        let base = row_style(look, selected, focused);
        let y = u16::try_from(line).unwrap_or(u16::MAX);
        paint_row(buffer, inside, y, base);
        let mut cells = Row::new(buffer, look, inside, y);
        let sign = if tree.is_marked(*row) { look.glyphs.marked } else { cursor_glyph(look, selected) };
        cells.text(sign, base);
        let Some(account) = tree.accounts.get(row.account()) else { continue };
        let paint = Paint { look, base, plain: selected && focused };
        match *row {
            TreeRow::Account(_) => account_row(&mut cells, paint, tree, account, selected),
            TreeRow::Role(_, role) => role_row(&mut cells, paint, state, session, tree, account, role),
            TreeRow::Note(_) => note_row(&mut cells, paint, tree, account),
        }
    }
    canvas::list_bar(buffer, look, area, &tree.list, focused);
    cursor
}

/// How a row is painted: the selected one of the focused pane has no colours beside its own.
#[derive(Clone, Copy)]
struct Paint<'a> {
    look: &'a Look,
    base: Style,
    plain: bool,
}

impl Paint<'_> {
    fn tint(&self, style: Style) -> Style {
        if self.plain { self.base } else { style }
    }
}

fn account_row(row: &mut Row, paint: Paint, tree: &Tree, account: &AccountNode, selected: bool) {
    let theme = paint.look.theme;
    let glyphs = paint.look.glyphs;
    let open = tree.is_open(account);
    row.text(if open { glyphs.open } else { glyphs.closed }, paint.tint(theme.accent())).skip(1);
    let (note, note_style) = match (&account.failed, account.news) {
        (Some(_), _) => ("failed", theme.bad()),
        (None, News::New) => ("new", theme.good()),
        (None, News::Gone) => ("gone", theme.warning()),
        (None, News::Known) => ("", theme.text()),
    };
    let title = account.title();
    let note_cells = if note.is_empty() { 0 } else { u16::try_from(width(note)).unwrap_or(0) + 1 };
    let id_cells = if title != account.id.as_str() && row.room() >= 10 + ID + note_cells { ID } else { 0 };
    let style = match (account.news, selected) {
        (News::Gone, _) => paint.tint(theme.muted()),
        (_, true) => paint.base.patch(theme.strong()),
        (_, false) => paint.base,
    };
    let cells = row.room().saturating_sub(id_cells + note_cells);
    row.column_matched(title, cells, style, &tree.highlights(title));
    if note_cells > 0 {
        row.skip(1).column(note, note_cells - 1, paint.tint(note_style));
    }
    if id_cells > 0 {
        let id = account.id.as_str();
        row.skip(1).column_matched(id, ID - 1, paint.tint(theme.muted()), &tree.highlights(id));
    }
}

fn role_row(
    row: &mut Row,
    paint: Paint,
    state: &State,
    session: &SessionId,
    tree: &Tree,
    account: &AccountNode,
    role: usize,
) {
    let theme = paint.look.theme;
    let glyphs = paint.look.glyphs;
    let Some(role) = account.roles.get(role) else { return };
    let profiles = state.reaching(session, &account.id, &role.name);
    let (glyph, word, style) = match profiles {
        [] => (glyphs.unreached, "none".to_owned(), theme.muted()),
        [only] => (glyphs.reached, state.inventory.profiles[*only].name.to_string(), theme.good()),
        several => (glyphs.reached, format!("{} profiles", count(several.len())), theme.good()),
    };
    row.skip(2);
    let (name_style, news) = match role.news {
        News::Known => (paint.base, None),
        News::New => (paint.base, Some(("new", theme.good()))),
        News::Gone => (paint.tint(theme.muted()), Some(("gone", theme.warning()))),
    };
    let name = role.name.as_str();
    let wanted = u16::try_from(width(name)).unwrap_or(u16::MAX).saturating_add(2).max(21);
    let cells = wanted.min((row.room() * 3 / 5).max(row.room().saturating_sub(10)));
    row.column_matched(name, cells.saturating_sub(1), name_style, &tree.highlights(name)).skip(1);
    if let Some((word, style)) = news {
        row.text(word, paint.tint(style)).skip(1);
    }
    row.text(glyph, paint.tint(style)).skip(1).text(&word, paint.tint(style));
}

fn note_row(row: &mut Row, paint: Paint, tree: &Tree, account: &AccountNode) {
    let theme = paint.look.theme;
    row.skip(2);
    match &account.failed {
        Some(why) => row.text("! ", paint.tint(theme.bad())).text(why, paint.tint(theme.text())),
        None if account.listed => row.text("no role here for you", paint.tint(theme.muted())),
        None if tree.running.is_some() => row
            .text(paint.look.spinner(), paint.tint(theme.accent()))
            .text(" asking…", paint.tint(theme.muted())),
        None => row.text("not listed yet", paint.tint(theme.muted())),
    };
}

fn title(buffer: &mut Buffer, look: &Look, tree: &Tree, area: Rect) -> Option<Position> {
    let theme = look.theme;
    let mut row = canvas::title_row(buffer, look, area);
    row.skip(20);
    match &tree.running {
        Some(running) => {
            let text = match (running.total(), running.total_known) {
                (0, _) => "asking".to_owned(),
                (total, true) => {
                    let whole = format!("{} of {}", count(running.answered()), counted(total, "account"));
                    let short = || format!("{} of {}", count(running.answered()), count(total));
                    if width(&whole) + 4 > usize::from(row.room()) { short() } else { whole }
                }
                (total, false) => format!("{} of {}+", count(running.answered()), count(total)),
            };
            row.text(" ", theme.text()).text(look.spinner(), theme.accent());
            row.text(&format!(" {text} "), theme.text());
        }
        None if tree.is_filtered() => {
            let text = format!(" {} of {} ", count(tree.shown_accounts()), count(tree.accounts.len()));
            // What is typed is worth more than how much is left.
            if width(&text) + width(tree.line.text()) + 4 <= usize::from(row.room()) {
                row.text(&text, theme.text());
            }
        }
        None if tree.known => {
            row.text(&format!(" {} ", count(tree.accounts.len())), theme.text());
        }
        None => {}
    }
    filter_line(row, look, &tree.line)
}

/// On the lower border: whose accounts these are, and what is amiss.
fn subtitle(buffer: &mut Buffer, look: &Look, state: &State, session: &SessionId, tree: &Tree, area: Rect) {
    let theme = look.theme;
    let back = state.keymap.key_of(Action::Back).unwrap_or_default();
    let mut row = canvas::note_row(buffer, look, area);
    row.skip(1).text(&format!(" {} ", session.short()), theme.muted());
    let trouble = tree.running.as_ref().is_some_and(|running| running.trouble.is_some());
    let note = match (trouble, &tree.running) {
        // What the trouble is stands in the detail, where it has room.
        (true, _) => " trying again ".to_owned(),
        (false, Some(running)) => match running.throttled {
            Some(rate) => format!(" slowed to {rate:.0} a second "),
            None => format!(" {back} cancels "),
        },
        (false, None) if tree.failure.is_some() && tree.known => " not refreshed ".to_owned(),
        (false, None) if tree.known && !tree.complete => " incomplete ".to_owned(),
        (false, None) => String::new(),
    };
    if !note.is_empty() && row.room() > 4 {
        let style = if tree.running.is_some() && !trouble { theme.muted() } else { theme.warning() };
        row.skip(1).text(&note, style);
    }
}

fn instead_of_rows(look: &Look, state: &State, session: &SessionId, tree: &Tree) -> Vec<(String, Style)> {
    let theme = look.theme;
    let key = |action| state.keymap.key_of(action).unwrap_or_default();
    if tree.is_filtered() {
        return vec![
            ("No account or role matches.".to_owned(), theme.text()),
            (format!("{} clears the filter.", key(Action::Back)), theme.muted()),
        ];
    }
    if let Some(running) = &tree.running {
        let mut parts = vec![("Asking AWS for accounts and roles…".to_owned(), theme.muted())];
        parts.extend(running.trouble.as_ref().map(|why| (format!("Trying again: {why}"), theme.warning())));
        return parts;
    }
    if let Some(failure) = &tree.failure {
        return vec![
            (failure.what.clone(), theme.bad()),
            (failure.why.clone(), theme.text()),
            (failure.hint.clone().unwrap_or_default(), theme.text()),
            (format!("{} asks again.", key(Action::Reload)), theme.muted()),
        ];
    }
    let signed_in =
        state.inventory.session(session).is_some_and(|entry| !needs_sign_in(state.token_state(entry)));
    if tree.known {
        return vec![
            ("No account is assigned to you in this session.".to_owned(), theme.text()),
            (format!("{} asks again.", key(Action::Reload)), theme.muted()),
        ];
    }
    if state.sign_ins.running.contains_key(session) {
        vec![
            ("Listed as soon as you are signed in.".to_owned(), theme.text()),
            (format!("{} shows the window.", key(Action::SignIn)), theme.muted()),
        ]
    } else if signed_in {
        vec![
            ("Not listed yet.".to_owned(), theme.text()),
            (format!("{} lists accounts and roles.", key(Action::Reload)), theme.muted()),
        ]
    } else {
        vec![
            ("Not known yet.".to_owned(), theme.text()),
            (format!("{} signs in to {session} and lists them.", key(Action::SignIn)), theme.muted()),
        ]
    }
}
