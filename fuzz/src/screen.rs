//! The program without a terminal, a disk and a network: each byte is a key, or something else that happens. Jobs are
//! answered when the input says so; changes to the config file are made, to a text in memory.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ssotui::app::msg::{CopiedBy, Effect, Job, JobEvent, JobKey, Msg, Run};
use ssotui::app::{self, State};
use ssotui::aws_config;
use ssotui::aws_config::plan::{Change, ChangeRequest, Plan, Proposal};
use ssotui::domain::inventory::{Inventory, SessionEntry};
use ssotui::domain::progress::{NotRenewed, SignInEvent};
use ssotui::domain::token::TokenFile;
use ssotui::error::{Failure, FailureKind};

use support::{approval, at, facts, holds, token_facts, usual, usual_organization};

#[path = "../../tests/support/mod.rs"]
mod support;

const CONFIG: &[u8] = include_bytes!("../corpus/config/sso");

/// More bytes than this tell nothing new, slowly.
const LONGEST: usize = 200;

/// Keys that type no character, by bytes from 0x80 on.
const KEYS: [KeyCode; 12] = [
    KeyCode::Up,
    KeyCode::Down,
    KeyCode::Left,
    KeyCode::Right,
    KeyCode::Home,
    KeyCode::End,
    KeyCode::PageUp,
    KeyCode::PageDown,
    KeyCode::BackTab,
    KeyCode::Delete,
    KeyCode::F(5),
    KeyCode::Null,
];

struct Program {
    state: State,
    config: Vec<u8>,
    /// Which wait for an answer, the latest last.
    jobs: Vec<(JobKey, Run, Job)>,
    seconds: i64,
}

/// Whatever is pressed, and whatever comes of it: the program stays whole, its config file readable.
pub fn screen(data: &[u8]) {
    let (state, _) = State::new(facts(120, 34));
    let mut program = Program { state, config: CONFIG.to_vec(), jobs: Vec::new(), seconds: 0 };
    program.send(Msg::Loaded(Box::new(program.inventory())));
    let mut bytes = data.iter().copied().take(LONGEST);
    while let Some(byte) = bytes.next() {
        program.happens(byte, &mut bytes);
        holds::state(&program.state);
    }
    // Painting is slow; what is on the screen in between is the end of a shorter input.
    holds::screen(&program.state);
}

impl Program {
    fn happens(&mut self, byte: u8, bytes: &mut impl Iterator<Item = u8>) {
        let mut next = || bytes.next().unwrap_or_default();
        let key = |code| Msg::Key(KeyEvent::new(code, KeyModifiers::NONE));
        let msg = match byte {
            b'\t' => key(KeyCode::Tab),
            b'\n' => key(KeyCode::Enter),
            0x1b => key(KeyCode::Esc),
            0x7f => key(KeyCode::Backspace),
            0x01..=0x1a => {
                Msg::Key(KeyEvent::new(KeyCode::Char((byte | 0x60) as char), KeyModifiers::CONTROL))
            }
            0x20..=0x7e => key(KeyCode::Char(byte as char)),
            0x80..=0x8f => key(KEYS[usize::from(byte & 0x0f) % KEYS.len()]),
            0x90..=0x9f => return self.answered(byte & 1 == 0),
            0xa0..=0xa7 => {
                let kind = [MouseEventKind::Down(MouseButton::Left), MouseEventKind::ScrollDown]
                    [usize::from(byte & 1)];
                let (column, row) = (u16::from(next()), u16::from(next()));
                Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
            }
            0xa8..=0xaf => Msg::Resize { columns: u16::from(next()), rows: u16::from(next()) % 80 },
            0xb0..=0xb7 => {
                self.seconds += i64::from(next()).pow(2);
                Msg::Now(at(self.seconds))
            }
            0xb8..=0xbf => {
                let pasted: Vec<u8> = (0..next() % 32).map(|_| next()).collect();
                Msg::Paste(String::from_utf8_lossy(&pasted).into_owned())
            }
            // Characters of two and three bytes, some of them wide, combining or without a width.
            _ => {
                let code = u32::from_be_bytes([0, 0, byte & 0x3f, next()]);
                key(KeyCode::Char(char::from_u32(code).unwrap_or('\u{301}')))
            }
        };
        self.send(msg);
    }

    fn send(&mut self, msg: Msg) {
        for effect in app::update(&mut self.state, msg) {
            match effect {
                Effect::Start { key, run, job } => self.jobs.push((key, run, job)),
                Effect::Load => self.send(Msg::Loaded(Box::new(self.inventory()))),
                Effect::Copy { what, .. } => {
                    self.send(Msg::Copied { what, result: Ok(CopiedBy::Terminal) });
                }
                Effect::Lend(_) => self.send(Msg::Returned(Ok(()))),
                Effect::OpenUrl { url, .. } => assert!(url.starts_with("https://"), "{url}"),
                _ => {}
            }
        }
    }

    /// The usual one, but with what is in the config file now.
    fn inventory(&self) -> Inventory {
        let reading = aws_config::read(&self.config, b"");
        assert!(reading.refused.is_empty(), "{}", String::from_utf8_lossy(&self.config));
        let usual = usual();
        let sessions = reading.sessions.into_iter().map(|session| SessionEntry {
            token: usual.session(&session.id).map_or(TokenFile::Missing, |entry| entry.token.clone()),
            profiles: reading.profiles.iter().filter(|it| it.session.as_ref() == Some(&session.id)).count(),
            session,
        });
        Inventory { sessions: sessions.collect(), profiles: reading.profiles, ..usual }
    }

    /// What this plan makes of the config file.
    fn change(&self, plan: &Plan) -> Result<Change, Failure> {
        plan.against(&self.config, b"")
    }

    /// The latest job ends, well or not.
    fn answered(&mut self, well: bool) {
        let Some((key, run, job)) = self.jobs.pop() else { return };
        let refused = Failure::new("It did not work.", "It was refused.").kind(FailureKind::SignInNeeded);
        let or_refused = |_: ()| if well { Ok(()) } else { Err(refused.clone()) };
        let done = or_refused(());
        let event = match job {
            Job::SignIn { .. } => {
                let (key, event) =
                    (key.clone(), JobEvent::SignIn(SignInEvent::Approval(approval("ABCD-EFGH"))));
                self.send(Msg::Job { key, run, event });
                JobEvent::SignedIn(done.map(|()| token_facts(self.seconds + 3600, None)))
            }
            Job::SignOut(_) => JobEvent::SignedOut(done.map(|()| Default::default())),
            Job::Renew(_) => {
                let renewed = done.map(|()| token_facts(self.seconds + 3600, Some(self.seconds + 90_000)));
                JobEvent::Renewed(renewed.map_err(NotRenewed::Over))
            }
            Job::Enumerate(_) => JobEvent::Enumerated(done.map(|()| usual_organization())),
            Job::FindRegion(_) => JobEvent::RegionFound(well.then(|| "eu-central-1".into())),
            Job::Propose(ChangeRequest::Apply(plan)) => {
                JobEvent::Proposed(done.and_then(|()| self.change(&plan)).map(|change| Proposal {
                    title: plan.title.clone(),
                    diff: change.diff(),
                    remarks: plan.remarks(&change),
                    overwrites: false,
                }))
            }
            Job::Change(ChangeRequest::Apply(plan)) => {
                let changed = done.and_then(|()| self.change(&plan));
                JobEvent::Changed(changed.map(|change| {
                    self.config = change.after;
                    plan.title
                }))
            }
            Job::Propose(_) => JobEvent::Proposed(Err(refused)),
            Job::Change(_) => JobEvent::Changed(Err(refused)),
            Job::Doctor => JobEvent::Examined(done.map(|()| Vec::new())),
            Job::WhoAmI(_) => JobEvent::Identified(Err(refused)),
            Job::OpenConsole { .. } => JobEvent::ConsoleOpened(done),
        };
        // What was written is read again.
        let reload = matches!(event, JobEvent::Changed(Ok(_)));
        self.send(Msg::Job { key, run, event });
        if reload {
            self.send(Msg::Loaded(Box::new(self.inventory())));
        }
    }
}
