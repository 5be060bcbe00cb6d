//! The detail pane: the selection explained.

mod account;
mod profile;
mod session;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::{self, Row};
use super::style::Look;
use super::token::Token;
use crate::app::State;
use crate::app::layout::Pane;
use crate::app::text::{broken, counted, visible, width, wrap};
use crate::domain::inventory::SessionEntry;
use crate::domain::profile::{ConfigFile, Problem, Severity, Source};
use crate::domain::token::{TokenFile, TokenState};
use crate::keys::Action;

/// Cells for the name of a fact.
const NAME: usize = 12;

/// Pieces of text, each in its style.
type Pieces = Vec<(String, Style)>;

pub fn draw(buffer: &mut Buffer, look: &Look, state: &State, area: Rect) {
    let inside = canvas::frame(buffer, look, area, " Detail ", false);
    let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(2), ..inside };
    let writer = Detail { state, look, columns: usize::from(inside.width) };
    let lines = match state.focus {
        Pane::Sessions => state.selected_session().map(|entry| writer.session(entry)),
        Pane::Profiles => state.selected_profile().map(|profile| writer.profile(profile)),
        Pane::Accounts => writer.account_or_role(),
    };
    let lines = lines.unwrap_or_else(|| writer.nothing());
    let height = usize::from(inside.height);
    let offset = state.detail.offset(lines.len(), height);
    for (index, pieces) in lines.iter().skip(offset).take(height).enumerate() {
        let mut row = Row::new(buffer, look, inside, u16::try_from(index).unwrap_or(u16::MAX));
        for (text, style) in pieces {
            row.text(text, *style);
        }
    }
    if offset > 0 {
        canvas::scroll_bar(buffer, look, area, offset, lines.len(), false);
    }
    let below = lines.len().saturating_sub(offset + height);
    if below > 0 {
        let note = format!(" {} {} more ", writer.key(Action::DetailDown), counted(below, "line"));
        canvas::note_row(buffer, look, area).reserve(1).right(&note, look.theme.muted());
    }
}

/// Writes lines about something.
struct Detail<'a> {
    state: &'a State,
    look: &'a Look,
    columns: usize,
}

impl Detail<'_> {
    fn muted(&self, text: impl Into<String>) -> (String, Style) {
        (text.into(), self.look.theme.muted())
    }

    fn plain(&self, text: impl Into<String>) -> (String, Style) {
        (text.into(), self.look.theme.text())
    }

    fn strong(&self, text: impl Into<String>) -> (String, Style) {
        (text.into(), self.look.theme.strong())
    }

    fn key(&self, action: Action) -> String {
        self.state.keymap.key_of(action).unwrap_or_default()
    }

    /// Facts one after another with dots between, on as many lines as they take.
    fn dotted(&self, facts: Vec<Pieces>, columns: usize) -> Vec<Pieces> {
        let mut lines: Vec<Pieces> = Vec::new();
        let mut used = 0;
        for fact in facts {
            let cells: usize = fact.iter().map(|(text, _)| width(&visible(text))).sum();
            if let [(text, style)] = fact.as_slice()
                && cells > columns
            {
                // Here all of it is to be read.
                lines.extend(broken(&visible(text), columns).into_iter().map(|part| vec![(part, *style)]));
                used = columns;
                continue;
            }
            match lines.last_mut() {
                Some(line) if used + 3 + cells <= columns => {
                    line.push(self.muted(format!(" {} ", self.look.glyphs.dot)));
                    line.extend(fact);
                    used += 3 + cells;
                }
                _ => {
                    lines.push(fact);
                    used = cells;
                }
            }
        }
        lines
    }

    /// A fact with its name in a column of its own.
    fn fact(&self, name: &str, value: Pieces) -> Pieces {
        let mut line = vec![self.muted(format!("{name:<NAME$}"))];
        line.extend(value);
        line
    }

    /// Several facts under one name.
    fn facts(&self, name: &str, values: Vec<Pieces>) -> Vec<Pieces> {
        let lines = self.dotted(values, self.columns.saturating_sub(NAME));
        let name = |index| if index == 0 { name } else { "" };
        lines.into_iter().enumerate().map(|(index, value)| self.fact(name(index), value)).collect()
    }

    /// A file and a line: `~/.aws/config:41`.
    fn place(&self, source: Source) -> String {
        let facts = &self.state.facts;
        let file = match source.file {
            ConfigFile::Config => &facts.config_path,
            ConfigFile::Credentials => &facts.credentials_path,
        };
        format!("{file}:{}", source.line)
    }

    /// A problem: what, why, the cure, and where.
    fn problem(&self, problem: &Problem) -> Vec<Pieces> {
        let theme = self.look.theme;
        let style = match problem.severity {
            Severity::Error => theme.bad(),
            Severity::Warning => theme.warning(),
        };
        let place = problem.source.map(|source| format!(" ({})", self.place(source))).unwrap_or_default();
        let text = format!("{}{place}", problem.told());
        let lines = wrap(&visible(&text), self.columns.saturating_sub(2));
        let sign = |index| if index == 0 { "! " } else { "  " };
        lines
            .into_iter()
            .enumerate()
            .map(|(index, words)| vec![(sign(index).to_owned(), style), self.plain(words)])
            .collect()
    }

    fn problems(&self, problems: &[Problem]) -> Vec<Pieces> {
        problems.iter().flat_map(|problem| self.problem(problem)).collect()
    }

    /// What is wrong with a file as a whole.
    fn file_problems(&self, severity: Severity) -> Vec<Pieces> {
        let problems = self.state.inventory.problems.iter();
        problems
            .filter(|problem| problem.severity == severity)
            .flat_map(|problem| self.problem(problem))
            .collect()
    }

    /// What there is to say when nothing is selected.
    fn nothing(&self) -> Vec<Pieces> {
        self.problems(&self.state.inventory.problems)
    }

    /// The state of a session's token and what it means.
    fn token_facts(&self, entry: &SessionEntry) -> Vec<Pieces> {
        let token = Token::new(self.state, self.look, entry);
        let mut value = vec![(format!("{} {}", token.glyph, token.word), token.style)];
        value.extend(token.left.map(|(left, style)| (format!(" {left}"), style)));
        let mut values = vec![value];
        if let Some(text) = self.explain(entry) {
            let room = self.columns.saturating_sub(NAME);
            values.extend(wrap(&visible(&text), room).into_iter().map(|words| vec![self.muted(words)]));
        }
        self.facts("token", values)
    }

    /// What a state means and what helps.
    fn explain(&self, entry: &SessionEntry) -> Option<String> {
        let sign_in = self.key(Action::SignIn);
        if self.state.sign_ins.running.contains_key(&entry.session.id) {
            return Some(format!("{sign_in} shows the window"));
        }
        let upkeep = self.state.upkeep.get(&entry.session.id);
        if let Some((upkeep, trouble)) = upkeep.and_then(|upkeep| Some((upkeep, upkeep.trouble.as_ref()?))) {
            let again = if upkeep.was_good {
                "Tried again every minute.".to_owned()
            } else {
                format!("{sign_in} tries again.")
            };
            return Some(format!("not renewed: {} {again}", trouble.failure().why));
        }
        Some(match self.state.token_state(entry) {
            TokenState::Valid => {
                if entry.session.id.is_legacy() {
                    return Some("cannot be renewed: that takes an [sso-session]".to_owned());
                }
                let until = entry.token.facts()?.renewable_until?;
                if until <= self.state.now {
                    return None;
                }
                "renewable".to_owned()
            }
            TokenState::Renewable => format!("{sign_in} renews it without a browser"),
            TokenState::Expired | TokenState::SignedOut => format!("{sign_in} signs in"),
            TokenState::Broken => match &entry.token {
                TokenFile::Broken { why, cure } => format!("{why} {cure}"),
                TokenFile::Missing | TokenFile::Present(_) => return None,
            },
            TokenState::Clock => "this machine's clock is wrong, so no countdown is right".to_owned(),
        })
    }
}
