//! The loop: wait for something, take in whatever else is there, change the state, paint once.

mod effects;

use std::time::Duration;

use crossterm::event::{self, Event, EventStream, KeyEventKind};
use futures_util::StreamExt;
use jiff::Timestamp;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::time::{Instant, sleep_until};

use crate::app::msg::{Effect, JobKey, Lend, Msg};
use crate::app::{Facts, Purpose, State, update};
use crate::aws::Aws;
use crate::domain::names::ProfileName;
use crate::error::Failure;
use crate::paths::Env;
use crate::tasks::watch::{self, Stamps};
use crate::tui::address::{Address, Taken};
use crate::tui::clipboard::Clipboard;
use crate::tui::copies::{Copies, Text};
use crate::tui::device::Device;
use crate::tui::jobs::RunningJobs;
use crate::tui::screen::{Place, Screen};
use crate::tui::signals::{Request, Signals};
use crate::ui;

/// News of tasks come in bursts; painting each would be work for nobody's eyes. Keys are painted at once.
const FRAME: Duration = Duration::from_millis(16);
/// So much is taken in before the next look at everything else: a flood of one kind keeps no other waiting.
const BATCH: usize = 512;
/// How long the rest of a burst of keys is looked for: on Unix crossterm does not look at all in no time. Who is
/// interrupted meanwhile hears it from the stream.
const GLANCE: Duration = Duration::from_micros(100);
/// Rust's own exit code for a panic.
const PANICKED: u8 = 101;

/// What the screen is started with.
#[derive(Debug)]
pub struct Program {
    pub env: Env,
    pub aws: Aws,
    /// Everything that the state must know of the surroundings. Its size is filled in here.
    pub facts: Facts,
    pub mouse: bool,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub exit_code: u8,
    /// The profile that was chosen for whoever started the program.
    pub answer: Option<ProfileName>,
}

/// Runs the screen until the user quits or, where somebody waits for one, a profile is chosen.
///
/// # Errors
/// When there is no terminal, or it goes away.
pub async fn run(program: Program) -> Result<Outcome, Failure> {
    // Before the terminal is taken: from then on no signal may end the program by itself.
    let signals = Signals::new()
        .map_err(|error| Failure::new("The program could not listen for signals.", format!("{error}.")))?;
    let place = if program.facts.purpose == Purpose::Pick { Place::Inline } else { Place::Whole };
    // Wine's console takes escape sequences and does not know what they mean.
    let device = Device::choose(program.env.var("WINEPREFIX").is_none())?;
    let screen = Screen::open_in(place, device, program.mouse && place == Place::Whole)?;
    let mut event_loop = EventLoop::new(program, screen, (place, device));
    let exit_code = event_loop.run(signals).await?;
    Ok(Outcome { exit_code, answer: event_loop.answer })
}

/// What the loop holds.
struct EventLoop {
    /// `None` only while the terminal is given back.
    terminal: Option<(Screen, EventStream)>,
    state: State,
    jobs: RunningJobs,
    copies: Copies,
    /// What is typed in the window of a sign-in with the browser.
    address: Address,
    env: Env,
    aws: Aws,
    mouse_allowed: bool,
    news: UnboundedReceiver<Msg>,
    tell: UnboundedSender<Msg>,
    /// Texts that no clipboard took, for the terminal to try.
    refused: UnboundedReceiver<Text>,
    /// Effects of the start, performed after the first frame.
    first_effects: Vec<Effect>,
    /// Who gets the terminal next.
    lend: Option<Lend>,
    exit_code: Option<u8>,
    answer: Option<ProfileName>,
    place: Place,
    device: Device,
}

/// What woke the loop.
enum Wake {
    Panicked,
    Request(Request),
    Event(Option<std::io::Result<Event>>),
    CopyRefused(Text),
    News(Msg),
    FilesChanged,
    TaskEnded,
    Time,
}

impl EventLoop {
    fn new(program: Program, screen: Screen, (place, device): (Place, Device)) -> Self {
        let Program { env, aws, facts, mouse } = program;
        let (columns, rows) = place.size();
        let (state, first_effects) = State::new(Facts { columns, rows, ..facts });
        let (tell, news) = unbounded_channel();
        let (refuse, refused) = unbounded_channel();
        Self {
            terminal: Some((screen, EventStream::new())),
            state,
            jobs: RunningJobs::new(aws.clone(), env.clone(), tell.clone()),
            copies: Copies { clipboard: Clipboard::new(&env), tell: tell.clone(), refuse },
            address: Address::default(),
            env,
            aws,
            mouse_allowed: mouse,
            news,
            tell,
            refused,
            first_effects,
            lend: None,
            exit_code: None,
            answer: None,
            place,
            device,
        }
    }

    async fn run(&mut self, mut signals: Signals) -> Result<u8, Failure> {
        self.paint()?;
        let (changed, mut files_changed) = unbounded_channel();
        let paths = self.aws.paths().clone();
        let before = Stamps::of(&paths);
        // Kept until the end: dropping it ends the watching. Setting it up may take a while; what changes meanwhile is
        // read once it is done.
        let tell = self.tell.clone();
        let watching = tokio::task::spawn_blocking(move || {
            let watch = watch::watch(&paths, &before, move || {
                let _ = changed.send(());
            });
            let failure = match &watch {
                Ok(watch) => watch.incomplete.clone(),
                Err(failure) => Some(failure.clone()),
            };
            if let Some(failure) = failure {
                let _ = tell.send(Msg::NotWatched(failure));
            }
            watch
        });
        for effect in std::mem::take(&mut self.first_effects) {
            self.perform(effect)?;
        }
        let mut painted = Instant::now();
        let mut paint_at: Option<Instant> = None;
        while self.exit_code.is_none() {
            let wake_at = self.wake_instant();
            let wake = tokio::select! {
                biased;
                () = Screen::panicked() => Wake::Panicked,
                request = signals.next() => Wake::Request(request),
                event = next_event(&mut self.terminal) => Wake::Event(event),
                Some(text) = self.refused.recv() => Wake::CopyRefused(text),
                Some(news) = self.news.recv() => Wake::News(news),
                Some(()) = files_changed.recv() => Wake::FilesChanged,
                Some(()) = self.jobs.next_end() => Wake::TaskEnded,
                () = sleep_until(paint_at.unwrap_or_else(far_away)) => Wake::Time,
                () = sleep_until(wake_at.unwrap_or_else(far_away)) => Wake::Time,
            };
            if self.is_no_news(&wake) {
                continue;
            }
            self.handle(Msg::Now(self.aws.clock().now()))?;
            let at_once = match wake {
                Wake::Panicked => return Ok(PANICKED),
                Wake::Request(Request::End(code)) => return Ok(code),
                Wake::Request(Request::Suspend) => {
                    self.suspend()?;
                    true
                }
                Wake::Request(Request::Continued) => {
                    self.resize(self.place.size())?;
                    true
                }
                Wake::Event(None) => return Ok(0),
                Wake::Event(Some(event)) => {
                    self.take_event(event)?;
                    self.drain_events()?;
                    true
                }
                Wake::CopyRefused(text) => {
                    self.copy_through_terminal(text);
                    false
                }
                Wake::News(msg) => {
                    self.take_news(msg)?;
                    false
                }
                Wake::FilesChanged => {
                    while files_changed.try_recv().is_ok() {}
                    self.jobs.load();
                    false
                }
                Wake::TaskEnded => false,
                Wake::Time => true,
            };
            if let Some(lend) = self.lend.take() {
                self.lend_out(&lend, &mut signals).await?;
            }
            if at_once || painted.elapsed() >= FRAME {
                self.paint()?;
                painted = Instant::now();
                paint_at = None;
                self.handle(Msg::Painted)?;
            } else {
                paint_at.get_or_insert(painted + FRAME);
            }
        }
        drop(watching);
        Ok(self.exit_code.unwrap_or(0))
    }

    /// Whether nothing comes of it that could be seen: what a task had to say was said before it ended, and the settings
    /// are read with everything else, again and again.
    fn is_no_news(&self, wake: &Wake) -> bool {
        match wake {
            Wake::TaskEnded => true,
            Wake::News(Msg::Settings(read)) => {
                read.as_ref().as_ref().is_ok_and(|it| *it == self.state.settings)
            }
            _ => false,
        }
    }

    /// When the screen next changes by itself.
    fn wake_instant(&self) -> Option<Instant> {
        let at: Timestamp = self.state.wake_at()?;
        let millis = at.as_millisecond().saturating_sub(self.aws.clock().now().as_millisecond());
        // A millisecond late rather than early, or the loop would wake twice for one change.
        let wait = Duration::from_millis(u64::try_from(millis).unwrap_or(0) + 1);
        Instant::now().checked_add(wait)
    }

    fn take_event(&mut self, event: std::io::Result<Event>) -> Result<(), Failure> {
        let event = event
            .map_err(|error| Failure::new("The keyboard can no longer be read.", format!("{error}.")))?;
        let wanted = self.state.wanted_address().map(|(id, typing)| (JobKey::SignIn(id.clone()), typing));
        if let Some((key, typing)) = wanted {
            match self.address.take(&event, typing) {
                Taken::Not => {}
                Taken::Typed(characters) => return self.handle(Msg::AddressTyped(characters)),
                Taken::Whole(address) => {
                    self.jobs.paste(&key, address);
                    return Ok(());
                }
            }
        }
        let msg = match event {
            // Windows, and terminals with the kitty protocol, report releases too.
            Event::Key(key) if key.kind == KeyEventKind::Release => return Ok(()),
            Event::Key(key) => Msg::Key(key),
            Event::Mouse(mouse) => Msg::Mouse(mouse),
            Event::Paste(text) => Msg::Paste(text),
            // Windows tells that the size changed, but not to what: its number is that of the buffer
            // with all that scrolled away (crossterm adds one to it).
            Event::Resize(columns, rows) => {
                let told = (columns, rows);
                let size = if cfg!(windows) { Screen::known_size().unwrap_or(told) } else { told };
                return self.resize(self.place.of(size));
            }
            Event::FocusGained | Event::FocusLost => return Ok(()),
        };
        self.handle(msg)
    }

    /// Takes in the events that are there already, such as the rest of a burst of keys.
    fn drain_events(&mut self) -> Result<(), Failure> {
        let mut left = BATCH;
        while self.exit_code.is_none() && left > 0 {
            left -= 1;
            match event::poll(GLANCE) {
                Ok(true) => self.take_event(event::read())?,
                // What cannot be read is told by the stream.
                Ok(false) | Err(_) => break,
            }
        }
        Ok(())
    }

    fn take_news(&mut self, first: Msg) -> Result<(), Failure> {
        let mut next = Some(first);
        let mut left = BATCH;
        while let Some(msg) = next {
            let loaded = matches!(msg, Msg::Loaded(_) | Msg::LoadFailed(_));
            let settings = matches!(msg, Msg::Settings(_));
            if let Msg::Loaded(inventory) = &msg {
                self.jobs.use_network(&inventory.network(&self.env.current_profile().into()));
            }
            self.handle(msg)?;
            if loaded {
                self.jobs.loaded();
            }
            if settings {
                let wanted = self.mouse_wanted();
                if let Some((screen, _)) = &mut self.terminal {
                    screen.set_mouse(wanted);
                }
            }
            left -= 1;
            next = if left > 0 { self.news.try_recv().ok() } else { None };
        }
        Ok(())
    }

    fn mouse_wanted(&self) -> bool {
        self.mouse_allowed && self.state.settings.mouse && self.place == Place::Whole
    }

    fn handle(&mut self, msg: Msg) -> Result<(), Failure> {
        for effect in update(&mut self.state, msg) {
            self.perform(effect)?;
        }
        if !matches!(self.state.wanted_address(), Some((_, true))) {
            self.address.clear();
        }
        Ok(())
    }

    fn resize(&mut self, (columns, rows): (u16, u16)) -> Result<(), Failure> {
        if let Some((screen, _)) = &mut self.terminal {
            screen.resize(columns, rows)?;
        }
        self.handle(Msg::Resize { columns, rows })
    }

    fn paint(&mut self) -> Result<(), Failure> {
        // A thread that panics gives the terminal back; the program ends next.
        if let Some((screen, _)) = &mut self.terminal
            && Screen::is_open()
        {
            let state = &self.state;
            screen.draw(|frame| ui::view(state, frame))?;
        }
        Ok(())
    }
}

async fn next_event(terminal: &mut Option<(Screen, EventStream)>) -> Option<std::io::Result<Event>> {
    match terminal {
        Some((_, events)) => events.next().await,
        None => std::future::pending().await,
    }
}

fn far_away() -> Instant {
    // About a month: no timer of the screen is as far, and the clock is looked at again then.
    Instant::now() + Duration::from_secs(30 * 24 * 3600)
}
