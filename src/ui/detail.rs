//! The detail pane: the selection explained.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::canvas::{self, Row};
use super::style::Look;
use super::token::Token;
use crate::app::State;
use crate::app::layout::Pane;
use crate::app::text::{counted, visible, width, wrap};
use crate::app::time_left;
use crate::app::tree::TreeRow;
use crate::domain::inventory::SessionEntry;
use crate::domain::profile::{ConfigFile, Problem, Profile, Setting, Severity, Source};
use crate::domain::token::{TokenFile, TokenState};
use crate::keys::Action;

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
    for (index, pieces) in lines.iter().take(usize::from(inside.height)).enumerate() {
        let mut row = Row::new(buffer, look, inside, u16::try_from(index).unwrap_or(u16::MAX));
        for (text, style) in pieces {
            row.text(text, *style);
        }
    }
    let hidden = lines.len().saturating_sub(usize::from(inside.height));
    if hidden > 0 {
        let note = format!(" {} more ", counted(hidden, "line"));
        let border = Rect { x: area.x + 1, width: area.width.saturating_sub(3), ..area };
        Row::new(buffer, look, border, area.height - 1).right(&note, look.theme.muted());
    }
}

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

    fn dot(&self) -> (String, Style) {
        self.muted(format!(" {} ", self.look.glyphs.dot))
    }

    fn key(&self, action: Action) -> String {
        self.state.keymap.key_of(action).unwrap_or_default()
    }

    /// A fact with its name in a column of its own.
    fn fact(&self, name: &str, value: Pieces) -> Pieces {
        let mut line = vec![self.muted(format!("{name:<12}"))];
        line.extend(value);
        line
    }

    fn place(&self, source: Source) -> String {
        let facts = &self.state.facts;
        let file = match source.file {
            ConfigFile::Config => &facts.config_path,
            ConfigFile::Credentials => &facts.credentials_path,
        };
        format!("{file}:{}", source.line)
    }

    fn token(&self, entry: &SessionEntry) -> Pieces {
        let token = Token::new(self.state, self.look, entry);
        let mut pieces = vec![(format!("{} {}", token.glyph, token.word), token.style)];
        pieces.extend(token.left.map(|(left, style)| (format!(" {left}"), style)));
        pieces
    }

    fn nothing(&self) -> Vec<Pieces> {
        let problems = &self.state.inventory.problems;
        problems.iter().flat_map(|problem| self.problem(problem)).collect()
    }

    fn profile(&self, profile: &Profile) -> Vec<Pieces> {
        let state = self.state;
        let mut first =
            vec![self.strong(profile.name.as_str()), self.dot(), self.plain(profile.kind.as_str())];
        let entry = profile.session.as_ref().and_then(|id| state.inventory.session(id));
        if let Some(id) = &profile.session {
            first.extend([self.dot(), self.muted("session "), self.plain(id.cache_key())]);
            if entry.is_none() {
                first.push((" (no such section)".to_owned(), self.look.theme.bad()));
            }
        }
        if let Some(region) = &profile.region {
            first.extend([self.dot(), self.muted("region "), self.plain(region.as_str())]);
        }
        first.extend([self.dot(), self.muted(self.place(profile.source))]);
        let mut lines = vec![first, self.copied_line(profile)];
        lines.extend(profile.problems.iter().flat_map(|problem| self.problem(problem)));
        if let Some(entry) = entry {
            let mut token = self.token(entry);
            token.extend(self.explain(entry));
            lines.push(self.fact("token", token));
        }
        lines.extend(self.account_and_role(profile));
        if let Some(end) = state.inventory.credentials_expire_at(profile) {
            let value = if end > state.now {
                format!("cached, {} left", time_left::words(state.now, end, state.settings.reduced_motion))
            } else {
                "cached, expired".to_owned()
            };
            lines.push(self.fact("credentials", vec![self.plain(value)]));
        }
        lines.extend(self.settings(profile));
        lines.extend(state.inventory.problems.iter().flat_map(|problem| self.problem(problem)));
        lines
    }

    /// The line that `c` copies.
    fn copied_line(&self, profile: &Profile) -> Pieces {
        match self.state.line_for(&profile.name) {
            Ok(line) => {
                let hint = format!("{} copies", self.key(Action::CopyLine));
                let gap = self.columns.saturating_sub(width(&visible(&line)) + width(&hint)).max(2);
                vec![(line, self.look.theme.accent()), self.plain(" ".repeat(gap)), self.muted(hint)]
            }
            Err(why) => vec![(format!("No line to copy: {why}"), self.look.theme.warning())],
        }
    }

    fn account_and_role(&self, profile: &Profile) -> Option<Pieces> {
        let state = self.state;
        let id = profile.account_id.as_ref()?;
        let organization = profile.session.as_ref().and_then(|session| state.trees.get(session));
        let account = organization.and_then(|tree| tree.accounts.iter().find(|account| account.id == *id));
        let mut value = vec![self.plain(id.as_str())];
        if let Some(name) = account.and_then(|account| account.name.as_deref()) {
            value.extend([self.plain(" "), self.strong(name)]);
        }
        if let Some(role) = &profile.role_name {
            value.extend([self.dot(), self.muted("role "), self.plain(role.as_str())]);
        }
        Some(self.fact("account", value))
    }

    /// Every key with its value and the line where it stands.
    fn settings(&self, profile: &Profile) -> Vec<Pieces> {
        let value = |setting: &Setting| match &setting.value {
            Some(value) => self.plain(visible(value)),
            None => self.muted("(secret, not shown)"),
        };
        let widest = |texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0);
        let settings = &profile.settings;
        let keys = widest(&mut settings.iter().map(|setting| width(&visible(&setting.key)))).min(28);
        let values = widest(&mut settings.iter().map(|setting| width(&value(setting).0)));
        let places = widest(&mut settings.iter().map(|setting| width(&self.place(setting.source))));
        // The places stand below each other where every value leaves them room.
        let values = values.min(self.columns.saturating_sub(keys + 3 + 2 + places));
        let pad = |text: &str, cells: usize| " ".repeat(cells.saturating_sub(width(text)));
        let line = |setting: &Setting| {
            let key = visible(&setting.key);
            let value = value(setting);
            let place = self.place(setting.source);
            let gap = format!("{}  ", pad(&value.0, values));
            vec![
                self.muted(format!("{key}{} = ", pad(&key, keys))),
                value,
                self.plain(gap),
                self.muted(place),
            ]
        };
        settings.iter().map(line).collect()
    }

    fn problem(&self, problem: &Problem) -> Vec<Pieces> {
        let theme = self.look.theme;
        let style = match problem.severity {
            Severity::Error => theme.bad(),
            Severity::Warning => theme.warning(),
        };
        let place = problem.source.map(|source| format!(" ({})", self.place(source))).unwrap_or_default();
        let text = format!("{} {} {}{place}", problem.what, problem.why, problem.cure);
        let lines = wrap(&visible(&text), self.columns.saturating_sub(2));
        let sign = |index| if index == 0 { "! " } else { "  " };
        lines
            .into_iter()
            .enumerate()
            .map(|(index, words)| vec![(sign(index).to_owned(), style), self.plain(words)])
            .collect()
    }

    fn session(&self, entry: &SessionEntry) -> Vec<Pieces> {
        let session = &entry.session;
        let kind = if session.id.is_legacy() { "start URL of profiles" } else { "sso-session" };
        let mut first = vec![self.strong(session.id.cache_key()), self.dot(), self.plain(kind)];
        first.extend([self.dot(), self.muted(self.place(session.source))]);
        let mut token = self.token(entry);
        token.extend(self.explain(entry));
        let mut lines = vec![first, self.fact("token", token)];
        lines.extend(session.problems.iter().flat_map(|problem| self.problem(problem)));
        let missing = |key: &str| (format!("{key} is missing"), self.look.theme.bad());
        let url = match &session.start_url {
            Some(url) => self.plain(url.as_str()),
            None => missing("sso_start_url"),
        };
        lines.push(self.fact("start URL", vec![url]));
        let region = match &session.sso_region {
            Some(region) => self.plain(region.as_str()),
            None => missing("sso_region"),
        };
        lines.push(self.fact("SSO region", vec![region]));
        let scopes = match &session.scopes {
            Some(scopes) => self.plain(scopes.join(", ")),
            None => self.muted("sso:account:access (the default)"),
        };
        lines.push(self.fact("scopes", vec![scopes]));
        lines.push(self.fact("profiles", vec![self.plain(counted(entry.profiles, "profile"))]));
        if let Some(tree) = self.state.trees.get(&session.id)
            && let Some(at) = tree.fetched_at
        {
            let at = at.to_zoned(self.state.facts.time_zone.clone()).strftime("%Y-%m-%d %H:%M");
            let roles: usize = tree.accounts.iter().map(|account| account.roles.len()).sum();
            let text = format!(
                "{}, {}, listed {at}",
                counted(tree.accounts.len(), "account"),
                counted(roles, "role")
            );
            lines.push(self.fact("reaches", vec![self.plain(text)]));
        }
        lines
    }

    /// What a state means and what helps.
    fn explain(&self, entry: &SessionEntry) -> Pieces {
        let sign_in = self.key(Action::SignIn);
        let text = match self.state.token_state(entry) {
            _ if self.state.sign_ins.running.contains_key(&entry.session.id) => {
                format!("{sign_in} shows the window")
            }
            TokenState::Valid => match entry.token.facts().and_then(|facts| facts.renewable_until) {
                Some(until) if until > self.state.now => "renewable".to_owned(),
                _ => return Vec::new(),
            },
            TokenState::Renewable => "AWS tools renew it when they use it".to_owned(),
            TokenState::Expired | TokenState::SignedOut => format!("{sign_in} signs in"),
            TokenState::Broken => match &entry.token {
                TokenFile::Broken { why, cure } => format!("{why} {cure}"),
                TokenFile::Missing | TokenFile::Present(_) => return Vec::new(),
            },
            TokenState::Clock => "this machine's clock is wrong, so no countdown is right".to_owned(),
        };
        vec![self.dot(), self.muted(text)]
    }

    fn account_or_role(&self) -> Option<Vec<Pieces>> {
        let tree = self.state.tree()?;
        let session = self.state.shown_session.as_ref()?;
        let account = tree.selected_account()?;
        let mut first = vec![self.strong(account.title()), self.dot(), self.plain(account.id.as_str())];
        if let Some(email) = &account.email {
            first.extend([self.dot(), self.muted(email.as_str())]);
        }
        first.extend([self.dot(), self.muted("session "), self.plain(session.cache_key())]);
        let mut lines = vec![first];
        if let Some(why) = &account.failed {
            let failed = format!("The roles could not be listed: {why}");
            lines.extend(
                wrap(&visible(&failed), self.columns)
                    .into_iter()
                    .map(|words| vec![(words, self.look.theme.bad())]),
            );
        }
        match tree.selected()? {
            TreeRow::Role(..) => {
                let (_, role) = tree.selected_role()?;
                lines.push(self.fact("role", vec![self.strong(role.name.as_str())]));
                let reaching = self.state.reaching(session, &account.id, &role.name);
                match reaching {
                    [] => lines.push(self.fact("profiles", vec![self.muted("none reaches it")])),
                    [only] => {
                        let profile = &self.state.inventory.profiles[*only];
                        let place = self.place(profile.source);
                        let value = vec![self.plain(profile.name.as_str()), self.dot(), self.muted(place)];
                        lines.push(self.fact("profile", value));
                        lines.push(self.copied_line(profile));
                    }
                    several => {
                        for (index, place) in several.iter().enumerate() {
                            let profile = &self.state.inventory.profiles[*place];
                            let name = if index == 0 { "profiles" } else { "" };
                            let place = self.place(profile.source);
                            let value =
                                vec![self.plain(profile.name.as_str()), self.dot(), self.muted(place)];
                            lines.push(self.fact(name, value));
                        }
                    }
                }
            }
            TreeRow::Account(_) | TreeRow::Note(_) => {
                let reached = account
                    .roles
                    .iter()
                    .filter(|role| !self.state.reaching(session, &account.id, &role.name).is_empty())
                    .count();
                let text = format!("{}, {reached} with a profile", counted(account.roles.len(), "role"));
                lines.push(self.fact("roles", vec![self.plain(text)]));
            }
        }
        Some(lines)
    }
}
