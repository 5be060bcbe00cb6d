//! The whole program as one value.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use ratatui::layout::Size;

use super::change;
use super::copying::Copying;
use super::detail_scroll::DetailScroll;
use super::form::Form;
use super::help;
use super::jobs::Jobs;
use super::just_closed::JustClosed;
use super::layout::{self, Areas, Bits, Pane};
use super::line::Line;
use super::list::List;
use super::mouse::Clicked;
use super::msg::Effect;
use super::overlay::Overlay;
use super::pending::Pending;
use super::populate::Rule;
use super::profiles::Profiles;
use super::sign_in::SignIns;
use super::toasts::Toasts;
use super::tree::Tree;
use super::upkeep::Upkeep;
use crate::domain::inventory::{Inventory, SessionEntry};
use crate::domain::names::{AccountId, RoleName};
use crate::domain::profile::Profile;
use crate::domain::session::SessionId;
use crate::domain::shell::Shell;
use crate::domain::sign_in::Surroundings;
use crate::domain::token::{TokenEvidence, TokenState};
use crate::error::Failure;
use crate::keys::{Context, Keymap};
use crate::settings::Settings;

/// What the program is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Purpose {
    /// The whole screen.
    #[default]
    Screen,
    /// The whole screen, started by the shell's function: using a profile ends the program and gives it to the shell.
    Choose,
    /// The profiles alone, in place: one is taken or none.
    Pick,
}

/// What is known before anything is read.
#[derive(Debug, Clone)]
pub struct Facts {
    pub now: Timestamp,
    /// For the clock in the header.
    pub time_zone: TimeZone,
    pub columns: u16,
    pub rows: u16,
    /// `AWS_PROFILE` of the environment.
    pub aws_profile: Option<String>,
    /// The detected shell.
    pub shell: Shell,
    /// Whether the terminal cannot show more than ASCII.
    pub ascii: bool,
    /// `false` under `NO_COLOR`.
    pub colour: bool,
    /// Whether this is `ssotui demo`.
    pub demo: bool,
    /// Whether the demo approves sign-ins by itself, because no page can be opened here.
    pub approves_itself: bool,
    /// Where the program runs, which may decide about the way to sign in.
    pub surroundings: Surroundings,
    /// Whether the system can stop a program and continue it later.
    pub can_suspend: bool,
    /// For display: where the files are looked for.
    pub config_path: String,
    pub credentials_path: String,
    pub settings_path: String,
    /// The region that the environment names for new profiles.
    pub default_region: Option<String>,
    /// What stands between the parts of the names of new profiles.
    pub name_separator: String,
    /// A filter to begin with.
    pub query: Option<String>,
    pub purpose: Purpose,
}

/// How far reading the files got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    Loading,
    Read,
    /// They could not be read, and never were before.
    Failed(Failure),
}

/// The sessions pane. Row `i` is `inventory.sessions[i]`.
#[derive(Debug, Clone, Default)]
pub struct Sessions {
    pub list: List,
    pub marks: BTreeSet<SessionId>,
    pub anchor: Option<SessionId>,
}

/// A role as a portal knows it: the start URL without its variations (else the session), account and role.
type Role = (String, AccountId, RoleName);

/// The program.
#[derive(Debug, Clone)]
pub struct State {
    pub facts: Facts,
    pub now: Timestamp,
    pub size: Size,
    pub settings: Settings,
    pub keymap: Keymap,
    pub phase: Phase,
    /// What the files said when they were last read.
    pub inventory: Inventory,
    /// Why they could not be read again: what is shown may be out of date.
    pub unread: Option<Failure>,
    pub focus: Pane,
    pub sessions: Sessions,
    pub profiles: Profiles,
    /// Accounts and roles, by session.
    pub trees: BTreeMap<SessionId, Tree>,
    /// The session whose accounts and roles are shown.
    pub shown_session: Option<SessionId>,
    /// Windows over the panes, the top one last.
    pub overlays: Vec<Overlay>,
    pub toasts: Toasts,
    pub pending: Pending,
    pub jobs: Jobs,
    pub sign_ins: SignIns,
    pub evidence: BTreeMap<SessionId, TokenEvidence>,
    pub upkeep: BTreeMap<SessionId, Upkeep>,
    /// For which token (by its end) a session was already asked for its accounts by itself.
    pub(super) asked: BTreeMap<SessionId, Timestamp>,
    pub(super) skew_told: bool,
    /// The rules of the last populate window.
    pub(super) populate_form: Option<Form<Rule>>,
    /// How far the detail is scrolled.
    pub detail: DetailScroll,
    /// The session that the wizard has written and that is not read yet.
    pub(super) wizard_wrote: Option<SessionId>,
    /// The session whose roles the wizard waits for.
    pub(super) wizard_goes_on: Option<SessionId>,
    /// The window that closed by itself last.
    pub(super) just_closed: Option<JustClosed>,
    pub(super) last_click: Option<(Timestamp, Clicked)>,
    /// The address of a console for which a browser was last asked for.
    pub(super) console_opened: Option<String>,
    /// What is being copied.
    pub(super) copying: Option<Copying>,
    /// Which profiles reach a role: worked out when first asked for, which takes a while with thousands.
    reach: OnceCell<HashMap<Role, Vec<usize>>>,
}

impl State {
    /// The program before anything is read, and what it asks for first.
    pub fn new(facts: Facts) -> (Self, Vec<Effect>) {
        let settings = Settings::default();
        let mut state = Self {
            now: facts.now,
            size: Size { width: facts.columns, height: facts.rows },
            keymap: Keymap::new(&settings.keys),
            settings,
            phase: Phase::Loading,
            inventory: Inventory::default(),
            unread: None,
            focus: Pane::default(),
            sessions: Sessions::default(),
            profiles: Profiles::default(),
            trees: BTreeMap::new(),
            shown_session: None,
            overlays: Vec::new(),
            toasts: Toasts::default(),
            pending: Pending::default(),
            jobs: Jobs::default(),
            sign_ins: SignIns::default(),
            evidence: BTreeMap::new(),
            upkeep: BTreeMap::new(),
            asked: BTreeMap::new(),
            skew_told: false,
            populate_form: None,
            detail: DetailScroll::default(),
            wizard_wrote: None,
            wizard_goes_on: None,
            just_closed: None,
            last_click: None,
            console_opened: None,
            copying: None,
            reach: OnceCell::new(),
            facts,
        };
        if let Some(query) = state.facts.query.take() {
            state.profiles.line.set(&query);
        }
        state.profiles.line.editing = state.is_picking();
        state.settle();
        (state, vec![Effect::Load])
    }

    /// Whether only a profile is to be picked: nothing else is shown or done.
    pub fn is_picking(&self) -> bool {
        self.facts.purpose == Purpose::Pick
    }

    /// ASCII glyphs only.
    pub fn ascii(&self) -> bool {
        self.settings.ascii.unwrap_or(self.facts.ascii)
    }

    /// The shell that lines are copied for.
    pub fn shell(&self) -> Shell {
        self.settings.shell.unwrap_or(self.facts.shell)
    }

    /// The narrowest context of a key pressed now.
    pub fn context(&self) -> Context {
        if let Some(overlay) = self.overlays.last() {
            let typing = matches!(self.wanted_address(), Some((_, true)));
            return match overlay.context() {
                _ if typing => Context::AddressLine,
                _ if self.offers_candidates() => Context::Completion,
                context => context,
            };
        }
        if self.line().is_some_and(|line| line.editing) {
            return Context::FilterLine;
        }
        match self.focus {
            Pane::Sessions => Context::Sessions,
            Pane::Profiles => Context::Profiles,
            Pane::Accounts => Context::Accounts,
        }
    }

    /// The filter line of the focused pane.
    pub fn line(&self) -> Option<&Line> {
        match self.focus {
            Pane::Sessions => None,
            Pane::Profiles => Some(&self.profiles.line),
            Pane::Accounts => self.tree().map(|tree| &tree.line),
        }
    }

    pub(super) fn line_mut(&mut self) -> Option<&mut Line> {
        match self.focus {
            Pane::Sessions => None,
            Pane::Profiles => Some(&mut self.profiles.line),
            Pane::Accounts => self.tree_mut().map(|tree| &mut tree.line),
        }
    }

    /// The tree in the accounts pane.
    pub fn tree(&self) -> Option<&Tree> {
        self.trees.get(self.shown_session.as_ref()?)
    }

    pub(super) fn tree_mut(&mut self) -> Option<&mut Tree> {
        self.trees.get_mut(self.shown_session.as_ref()?)
    }

    /// The state of a session's token now.
    pub fn token_state(&self, entry: &SessionEntry) -> TokenState {
        let id = &entry.session.id;
        let evidence = self.evidence.get(id).copied().unwrap_or_default();
        entry.state(self.now, evidence)
    }

    /// The selected row of the sessions pane.
    pub fn selected_session(&self) -> Option<&SessionEntry> {
        self.inventory.sessions.get(self.sessions.list.cursor())
    }

    /// The selected row of the profiles pane.
    pub fn selected_profile(&self) -> Option<&Profile> {
        self.inventory.profiles.get(self.profiles.selected()?)
    }

    /// The session of the focused pane's selection.
    pub fn session_in_focus(&self) -> Option<&SessionEntry> {
        match self.focus {
            Pane::Sessions => self.selected_session(),
            Pane::Profiles => self.inventory.session(self.selected_profile()?.session.as_ref()?),
            Pane::Accounts => self.inventory.session(self.shown_session.as_ref()?),
        }
    }

    /// The profiles that reach a role through a session's portal, as places in the inventory.
    pub fn reaching(&self, session: &SessionId, account: &AccountId, role: &RoleName) -> &[usize] {
        let portal = self
            .inventory
            .session(session)
            .map_or_else(|| session.cache_key().to_owned(), |entry| entry.session.portal());
        self.reach
            .get_or_init(|| self.work_out_reach())
            .get(&(portal, account.clone(), role.clone()))
            .map_or(&[], Vec::as_slice)
    }

    /// Forgets what followed from the files that were read before.
    pub(super) fn forget_reach(&mut self) {
        self.reach = OnceCell::new();
    }

    fn work_out_reach(&self) -> HashMap<Role, Vec<usize>> {
        let portals: HashMap<&SessionId, String> =
            self.inventory.sessions.iter().map(|entry| (&entry.session.id, entry.session.portal())).collect();
        let mut reach: HashMap<Role, Vec<usize>> = HashMap::new();
        for (place, profile) in self.inventory.profiles.iter().enumerate() {
            let (Some(session), Some(account), Some(role)) =
                (&profile.session, &profile.account_id, &profile.role_name)
            else {
                continue;
            };
            let portal = portals.get(session).map_or_else(|| session.cache_key().to_owned(), Clone::clone);
            reach.entry((portal, account.clone(), role.clone())).or_default().push(place);
        }
        reach
    }

    /// The files were read, and there is nothing in them.
    pub fn is_empty(&self) -> bool {
        self.phase == Phase::Read && self.inventory.profiles.is_empty() && self.inventory.sessions.is_empty()
    }

    /// What the layout needs to know.
    fn bits(&self) -> Bits {
        let window = self.overlays.last().map(|overlay| {
            let columns = self.text_columns();
            overlay.window(columns, u16::try_from(self.text_lines(columns)).unwrap_or(u16::MAX))
        });
        Bits {
            focus: self.focus,
            sessions: self.inventory.sessions.len(),
            window,
            without_detail: self.is_empty() && self.inventory.problems.is_empty(),
            alone: self.is_picking(),
        }
    }

    /// The width of the text in a window over the panes.
    pub fn text_columns(&self) -> u16 {
        self.size.width.saturating_sub(4).min(84)
    }

    /// How many lines the top window's text has at a width.
    fn text_lines(&self, columns: u16) -> usize {
        match self.overlays.last() {
            Some(Overlay::Help(_)) => {
                let path = &self.facts.settings_path;
                help::lines(&self.keymap, path, usize::from(columns)).len()
            }
            Some(Overlay::Messages(_)) => help::messages(self, usize::from(columns)).len().max(1),
            Some(Overlay::Text(window)) => window.lines(usize::from(columns)).len(),
            Some(Overlay::Menu(menu)) => menu.height(usize::from(columns)),
            Some(Overlay::Confirm(confirm)) => confirm.lines(usize::from(columns)).len(),
            Some(Overlay::Prompt(prompt)) => prompt.height(usize::from(columns)),
            Some(Overlay::Wizard(window)) => window.height(),
            Some(Overlay::Change(window)) => {
                window.height(usize::from(self.size.width.saturating_sub(4).min(change::COLUMNS)))
            }
            Some(Overlay::Doctor(window)) => window.lines(usize::from(columns)).len(),
            Some(Overlay::SignIn(_) | Overlay::Populate(_)) | None => 0,
        }
    }

    /// Where everything is now.
    pub fn areas(&self) -> Areas {
        layout::layout(self.size, self.bits())
    }

    /// Brings cursors and windows in line with the rows there are and the room there is, and the
    /// accounts with the selection.
    pub(super) fn settle(&mut self) {
        self.follow_selection();
        let areas = self.areas();
        let rows = |pane: Pane| usize::from(layout::inner(areas.pane(pane)).height);
        self.sessions.list.settle(self.inventory.sessions.len(), rows(Pane::Sessions));
        let shown = self.profiles.shown().len();
        self.profiles.list.settle(shown, rows(Pane::Profiles));
        if let Some(tree) = self.tree_mut() {
            let len = tree.rows.len();
            tree.list.settle(len, rows(Pane::Accounts));
        }
        let lines = self.text_lines(self.text_columns());
        let height = usize::from(layout::inner(areas.window).height);
        match self.overlays.last_mut() {
            Some(Overlay::Help(scroll) | Overlay::Messages(scroll)) => scroll.settle(lines, height),
            Some(Overlay::Text(window)) => window.scroll.settle(lines, height),
            Some(Overlay::Change(window)) => window.scroll.settle(lines, height),
            Some(Overlay::Doctor(window)) => window.scroll.settle(lines, height),
            Some(Overlay::Menu(menu)) => {
                let shown = menu.shown().len();
                let list = menu.areas(layout::inner(areas.window)).list.height;
                menu.list.settle(shown, usize::from(list));
            }
            Some(Overlay::Populate(window)) => window.settle(areas.window),
            Some(Overlay::Wizard(window)) => window.settle(layout::inner(areas.window)),
            Some(Overlay::SignIn(_) | Overlay::Prompt(_) | Overlay::Confirm(_)) | None => {}
        }
        self.settle_detail();
    }

    fn follow_selection(&mut self) {
        let wanted = match self.focus {
            Pane::Sessions => self.selected_session().map(|entry| entry.session.id.clone()),
            Pane::Profiles => self.selected_profile().and_then(|profile| profile.session.clone()),
            Pane::Accounts => None,
        };
        let exists = |id: &SessionId| self.inventory.session(id).is_some();
        let shown =
            wanted.filter(&exists).or_else(|| self.shown_session.clone().filter(&exists)).or_else(|| {
                self.selected_session()
                    .or(self.inventory.sessions.first())
                    .map(|entry| entry.session.id.clone())
            });
        if let Some(id) = &shown
            && !self.trees.contains_key(id)
        {
            self.trees.insert(id.clone(), Tree::default());
        }
        self.shown_session = shown;
    }

    /// The screen row of the focused pane's cursor.
    pub fn cursor_row(&self, areas: &Areas) -> Option<u16> {
        let area = layout::inner(areas.pane(self.focus));
        let list = match self.focus {
            Pane::Sessions => &self.sessions.list,
            Pane::Profiles => &self.profiles.list,
            Pane::Accounts => &self.tree()?.list,
        };
        let below = u16::try_from(list.cursor().checked_sub(list.offset())?).ok()?;
        (below < area.height).then_some(area.y + below)
    }
}
