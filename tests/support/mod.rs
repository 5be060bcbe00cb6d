//! The program without a terminal: a state, keys to press, and the screen as text.

#![allow(
    dead_code,
    clippy::allow_attributes,
    clippy::expect_used,
    clippy::panic,
    reason = "for tests only, and each test file uses a part of it"
)]

pub mod build;
pub mod holds;

use crossterm::event::{KeyEvent, MouseButton, MouseEvent, MouseEventKind};
use jiff::{SignedDuration, Timestamp};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ssotui::app::msg::{Effect, JobEvent, JobKey, Msg, Run};
use ssotui::app::{self, Facts, Purpose, State};
use ssotui::domain::inventory::Inventory;
use ssotui::domain::progress::{EnumerateEvent, SignInEvent};
use ssotui::domain::session::SessionId;
use ssotui::domain::shell::Shell;
use ssotui::keys::KeySequence;
use ssotui::ui;

pub use build::*;

/// The state, everything it asked for, and the latest screen.
pub struct Harness {
    pub state: State,
    /// What the latest message made the program ask for.
    pub effects: Vec<Effect>,
    terminal: Terminal<TestBackend>,
}

/// 2026-01-02 09:41:00 UTC.
pub fn start() -> Timestamp {
    "2026-01-02T09:41:00Z".parse().expect("a time")
}

/// `seconds` after the start.
pub fn at(seconds: i64) -> Timestamp {
    start() + SignedDuration::from_secs(seconds)
}

pub fn facts(columns: u16, rows: u16) -> Facts {
    Facts {
        now: start(),
        time_zone: jiff::tz::TimeZone::UTC,
        columns,
        rows,
        aws_profile: Some("prod-payments.admin".to_owned()),
        shell: Shell::PowerShell,
        ascii: false,
        colour: true,
        demo: false,
        approves_itself: false,
        surroundings: Default::default(),
        can_suspend: true,
        config_path: "~/.aws/config".to_owned(),
        credentials_path: "~/.aws/credentials".to_owned(),
        settings_path: "~/.config/ssotui/settings.toml".to_owned(),
        default_region: None,
        name_separator: ".".to_owned(),
        query: None,
        purpose: Purpose::Screen,
    }
}

impl Harness {
    /// A program that has read nothing yet.
    pub fn fresh(columns: u16, rows: u16) -> Self {
        Self::with_facts(facts(columns, rows))
    }

    pub fn with_facts(facts: Facts) -> Self {
        let terminal = Terminal::new(TestBackend::new(facts.columns, facts.rows)).expect("a terminal");
        let (state, effects) = State::new(facts);
        Self { state, effects, terminal }
    }

    /// A program that has read `inventory`. What it then asks for by itself is in `effects`.
    pub fn new(inventory: Inventory) -> Self {
        let mut harness = Self::fresh(120, 34);
        harness.send(Msg::Loaded(Box::new(inventory)));
        harness
    }

    pub fn sized(inventory: Inventory, columns: u16, rows: u16) -> Self {
        let mut harness = Self::fresh(columns, rows);
        harness.send(Msg::Loaded(Box::new(inventory)));
        harness
    }

    /// Something happens.
    pub fn send(&mut self, msg: Msg) -> &mut Self {
        if let Msg::Resize { columns, rows } = msg {
            self.terminal.backend_mut().resize(columns, rows);
        }
        self.effects = app::update(&mut self.state, msg);
        self
    }

    /// Presses keys as settings write them, separated by blanks: `j`, `g g`, `ctrl-c`.
    pub fn press(&mut self, keys: &str) -> &mut Self {
        let mut effects = Vec::new();
        let sequence: KeySequence = keys.parse().unwrap_or_else(|error| panic!("{keys}: {error}"));
        for combination in sequence.0 {
            let code = *combination.codes.first();
            self.send(Msg::Key(KeyEvent::new(code, combination.modifiers)));
            effects.append(&mut self.effects);
        }
        self.effects = effects;
        self
    }

    /// Types letters, whatever they are bound to.
    pub fn type_text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.send(Msg::Key(KeyEvent::new(
                crossterm::event::KeyCode::Char(c),
                crossterm::event::KeyModifiers::NONE,
            )));
        }
        self
    }

    /// The clock moves to `seconds` after the start.
    pub fn at(&mut self, seconds: i64) -> &mut Self {
        self.send(Msg::Now(at(seconds)))
    }

    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.send(Msg::Resize { columns, rows })
    }

    pub fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) -> &mut Self {
        let modifiers = crossterm::event::KeyModifiers::NONE;
        self.send(Msg::Mouse(MouseEvent { kind, column, row, modifiers }))
    }

    pub fn click(&mut self, column: u16, row: u16) -> &mut Self {
        self.mouse(MouseEventKind::Down(MouseButton::Left), column, row)
    }

    /// The row and column of a text on the screen.
    pub fn find(&mut self, text: &str) -> (u16, u16) {
        let screen = self.screen();
        for (row, line) in screen.lines().enumerate() {
            if let Some(byte) = line.find(text) {
                let column = line[..byte].chars().count();
                return (u16::try_from(column).expect("small"), u16::try_from(row).expect("small"));
            }
        }
        panic!("{text:?} is not on the screen:\n{screen}");
    }

    /// The number of the latest start of a job among the latest effects.
    pub fn run_of(&self, key: &JobKey) -> Run {
        let run = self.effects.iter().find_map(|effect| match effect {
            Effect::Start { key: started, run, .. } if started == key => Some(*run),
            _ => None,
        });
        run.unwrap_or_else(|| panic!("{key:?} was not started: {:?}", self.effects))
    }

    pub fn job(&mut self, key: JobKey, run: Run, event: JobEvent) -> &mut Self {
        self.send(Msg::Job { key, run, event })
    }

    pub fn sign_in_event(&mut self, id: &SessionId, run: Run, event: SignInEvent) -> &mut Self {
        self.job(JobKey::SignIn(id.clone()), run, JobEvent::SignIn(event))
    }

    pub fn enumerate_event(&mut self, id: &SessionId, run: Run, event: EnumerateEvent) -> &mut Self {
        self.job(JobKey::Enumerate(id.clone()), run, JobEvent::Enumerate(event))
    }

    /// Draws and gives the screen as text, without the blanks at the end of lines.
    pub fn screen(&mut self) -> String {
        self.terminal.draw(|frame| ui::view(&self.state, frame)).expect("drawn");
        let buffer = self.terminal.backend().buffer();
        let mut text = String::new();
        for y in 0..buffer.area.height {
            let mut line = String::new();
            let mut x = 0;
            while x < buffer.area.width {
                let symbol = buffer[(x, y)].symbol();
                line.push_str(symbol);
                x += u16::try_from(app::text::width(symbol).max(1)).expect("small");
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }

    /// The screen with its styles.
    pub fn buffer(&mut self) -> &ratatui::buffer::Buffer {
        self.screen();
        self.terminal.backend().buffer()
    }

    /// Everything that was said so far.
    pub fn said(&self) -> Vec<&str> {
        self.state.toasts.log().iter().map(|toast| toast.text.as_str()).collect()
    }

    /// The latest message.
    pub fn last_said(&self) -> &str {
        self.said().last().copied().unwrap_or_default()
    }

    /// The name of the selected profile.
    pub fn profile(&self) -> &str {
        self.state.selected_profile().map_or("", |profile| profile.name.as_str())
    }
}
