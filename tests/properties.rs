//! Whatever is pressed, on whatever screen, with whatever in the files: the program stays whole.

mod support;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;
use ratatui::layout::{Rect, Size};
use ssotui::app::layout::{Bits, Pane, Window, layout};
use ssotui::app::msg::{Effect, JobEvent, JobKey, Msg, Run};
use ssotui::app::{self, Purpose, State, text};
use ssotui::domain::inventory::Inventory;
use ssotui::domain::organization::{Account, Roles};
use ssotui::domain::progress::{EnumerateEvent, SignInEvent};
use ssotui::domain::token::TokenFile;
use ssotui::error::{Failure, FailureKind};
use support::*;

/// Something that happens.
#[derive(Debug, Clone)]
enum Happening {
    Key(KeyEvent),
    Resize(u16, u16),
    Mouse(MouseEventKind, u16, u16),
    Paste(String),
    Later(i64),
    Load(Inventory),
    LoadFailed,
    /// News of the job that was started as the `n`th of those that are known.
    News(usize, News),
}

#[derive(Debug, Clone)]
enum News {
    Approval(String),
    SignedIn(bool),
    Accounts(Vec<Account>),
    Roles(String, Vec<String>),
    Failed(String),
    Enumerated(bool),
    Refused,
    Skew(i64),
}

/// Names as people give them, and as they should not.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,12}",
        1 => "\\PC{0,20}",
        1 => any::<String>().prop_map(|text| text.chars().take(30).collect()),
        1 => Just("\u{1b}]0;owned\u{7}\u{202e}\u{200b}\r\n".to_owned()),
        1 => Just("東京".repeat(40)),
        1 => Just("👩‍👩‍👧‍👦e\u{301}\u{301}\u{301}".to_owned()),
        1 => Just(String::new()),
    ]
}

fn token_file() -> impl Strategy<Value = TokenFile> {
    prop_oneof![
        Just(TokenFile::Missing),
        (name(), name()).prop_map(|(why, cure)| TokenFile::Broken { why, cure }),
        (-100_000i64..100_000, proptest::option::of(-100_000i64..100_000))
            .prop_map(|(end, renewable)| token(end, renewable)),
    ]
}

fn an_account() -> impl Strategy<Value = Account> {
    (0u8..6, proptest::option::of(name()), prop::collection::vec(name(), 0..4), 0u8..3).prop_map(
        |(id, name, names, kind)| Account {
            id: format!("{id:012}").into(),
            name,
            email: None,
            roles: match kind {
                0 => Roles::Pending,
                1 => Roles::Failed(names.join(" ")),
                _ => Roles::Listed(names.into_iter().map(Into::into).collect()),
            },
        },
    )
}

fn an_inventory() -> impl Strategy<Value = Inventory> {
    let sessions = prop::collection::vec((name(), token_file()), 0..5);
    let profiles = prop::collection::vec((name(), 0usize..6, 0u8..4, name()), 0..30);
    let accounts = prop::collection::vec(an_account(), 0..6);
    (sessions, profiles, accounts, any::<bool>()).prop_map(|(sessions, profiles, accounts, stored)| {
        let mut inventory = Inventory { config_exists: true, ..Inventory::default() };
        for (index, (name, token)) in sessions.into_iter().enumerate() {
            inventory.sessions.push(entry(&format!("{index}{name}"), index, token));
        }
        for (index, (name, session, account, role)) in profiles.into_iter().enumerate() {
            let name = format!("{name}{index}");
            inventory.profiles.push(match inventory.sessions.get(session) {
                Some(entry) => {
                    let session = entry.session.id.cache_key().to_owned();
                    profile(&name, &session, &format!("{account:012}"), &role, index)
                }
                None => keys_profile(&name, index),
            });
        }
        if let Some(entry) = inventory.sessions.first().filter(|_| stored) {
            let id = entry.session.id.clone();
            inventory.organizations.insert(id, organization(accounts, at(-60)));
        }
        inventory
    })
}

fn key() -> impl Strategy<Value = KeyEvent> {
    let bound = prop::sample::select(vec![
        "j", "k", "g", "G", "l", "L", "A", "c", "y", "r", "a", "v", "/", "?", "!", "1", "2", "3", "q", "b",
        "o", " ",
    ])
    .prop_map(|text| KeyCode::Char(text.chars().next().unwrap_or(' ')));
    let special = prop::sample::select(vec![
        KeyCode::Esc,
        KeyCode::Enter,
        KeyCode::Tab,
        KeyCode::BackTab,
        KeyCode::Up,
        KeyCode::Down,
        KeyCode::Left,
        KeyCode::Right,
        KeyCode::PageDown,
        KeyCode::PageUp,
        KeyCode::Home,
        KeyCode::End,
        KeyCode::Backspace,
        KeyCode::Delete,
        KeyCode::F(5),
        KeyCode::Null,
    ]);
    let code = prop_oneof![6 => bound, 4 => special, 1 => any::<char>().prop_map(KeyCode::Char)];
    let modifiers = prop_oneof![
        8 => Just(KeyModifiers::NONE),
        1 => Just(KeyModifiers::CONTROL),
        1 => Just(KeyModifiers::SHIFT),
        1 => Just(KeyModifiers::ALT),
    ];
    (code, modifiers).prop_map(|(code, modifiers)| KeyEvent::new(code, modifiers))
}

fn size() -> impl Strategy<Value = (u16, u16)> {
    prop_oneof![(1u16..=200, 1u16..=60), (15u16..=65, 3u16..=12), Just((120, 34)), Just((80, 24))]
}

fn news() -> impl Strategy<Value = News> {
    prop_oneof![
        name().prop_map(News::Approval),
        any::<bool>().prop_map(News::SignedIn),
        prop::collection::vec(an_account(), 0..4).prop_map(News::Accounts),
        (name(), prop::collection::vec(name(), 0..4))
            .prop_map(|(account, roles)| News::Roles(account, roles)),
        name().prop_map(News::Failed),
        any::<bool>().prop_map(News::Enumerated),
        Just(News::Refused),
        any::<i64>().prop_map(News::Skew),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    let mouse = prop::sample::select(vec![
        MouseEventKind::Down(MouseButton::Left),
        MouseEventKind::Down(MouseButton::Right),
        MouseEventKind::ScrollDown,
        MouseEventKind::ScrollUp,
        MouseEventKind::Moved,
    ]);
    prop_oneof![
        12 => key().prop_map(Happening::Key),
        2 => size().prop_map(|(columns, rows)| Happening::Resize(columns, rows)),
        3 => (mouse, 0u16..210, 0u16..70).prop_map(|(kind, x, y)| Happening::Mouse(kind, x, y)),
        1 => any::<String>().prop_map(Happening::Paste),
        2 => (0i64..100_000).prop_map(Happening::Later),
        1 => an_inventory().prop_map(Happening::Load),
        1 => Just(Happening::LoadFailed),
        6 => (any::<usize>(), news()).prop_map(|(job, news)| Happening::News(job, news)),
    ]
}

fn message(happening: Happening, jobs: &[(JobKey, Run)], now: &mut i64) -> Option<Msg> {
    Some(match happening {
        Happening::Key(key) => Msg::Key(key),
        Happening::Resize(columns, rows) => Msg::Resize { columns, rows },
        Happening::Mouse(kind, column, row) => {
            Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE })
        }
        Happening::Paste(text) => Msg::Paste(text),
        Happening::Later(seconds) => {
            *now += seconds;
            Msg::Now(at(*now))
        }
        Happening::Load(inventory) => Msg::Loaded(Box::new(inventory)),
        Happening::LoadFailed => Msg::LoadFailed(Failure::new("Could not read.", "Whatever.")),
        Happening::News(place, news) => {
            let (key, run) = jobs.get(place.checked_rem(jobs.len())?)?.clone();
            let refused = Failure::new("No.", "Refused.").kind(FailureKind::SignInNeeded);
            let event = match news {
                News::Approval(code) => JobEvent::SignIn(SignInEvent::Approval(approval(&code))),
                News::SignedIn(true) => JobEvent::SignedIn(Ok(token_facts(*now + 60, None))),
                News::SignedIn(false) => JobEvent::SignedIn(Err(refused)),
                News::Accounts(page) => JobEvent::Enumerate(EnumerateEvent::Accounts(page)),
                News::Roles(account, roles) => JobEvent::Enumerate(EnumerateEvent::Roles {
                    account: account.into(),
                    roles: roles.into_iter().map(Into::into).collect(),
                }),
                News::Failed(message) => {
                    let account = "000000000001".into();
                    JobEvent::Enumerate(EnumerateEvent::AccountFailed { account, message })
                }
                News::Enumerated(complete) => {
                    let mut found = usual_organization();
                    found.complete = complete;
                    JobEvent::Enumerated(Ok(found))
                }
                News::Refused => JobEvent::Enumerated(Err(refused)),
                News::Skew(seconds) => JobEvent::ClockSkew { seconds },
            };
            Msg::Job { key, run, event }
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn nothing_breaks_the_program(
        first in an_inventory(),
        (columns, rows) in size(),
        ascii in any::<bool>(),
        purpose in prop::sample::select(vec![Purpose::Screen, Purpose::Choose, Purpose::Pick]),
        happenings in prop::collection::vec(happening(), 1..40),
    ) {
        let facts = app::Facts { ascii, colour: !ascii, purpose, ..facts(columns, rows) };
        let (mut state, _) = State::new(facts);
        let mut jobs: Vec<(JobKey, Run)> = Vec::new();
        let mut now = 0;
        let mut messages = vec![Msg::Loaded(Box::new(first))];
        for happening in happenings {
            messages.extend(message(happening, &jobs, &mut now));
            for msg in messages.drain(..) {
                for effect in app::update(&mut state, msg) {
                    match effect {
                        Effect::Start { key, run, .. } => jobs.push((key, run)),
                        Effect::OpenUrl { url, .. } => prop_assert!(url.starts_with("https://")),
                        _ => {}
                    }
                }
            }
            holds::state(&state);
            holds::screen(&state);
        }
    }

    #[test]
    fn areas_lie_inside_the_screen_and_apart(
        width in 0u16..300,
        height in 0u16..100,
        focus in prop::sample::select(Pane::ALL.to_vec()),
        sessions in 0usize..200,
        (without_detail, alone) in any::<(bool, bool)>(),
        window in proptest::option::of((0u16..300, 0u16..300)),
    ) {
        let window = window.map(|(columns, lines)| {
            if columns > 250 { Window::SignIn } else { Window::Text { columns, lines } }
        });
        // Alone are the profiles, and no window comes over them.
        let focus = if alone { Pane::Profiles } else { focus };
        let window = window.filter(|_| !alone);
        let areas = layout(Size { width, height }, Bits { focus, sessions, window, without_detail, alone });
        let screen = Rect::new(0, 0, width, height);
        let parts = [
            areas.header,
            areas.tabs,
            areas.sessions,
            areas.profiles,
            areas.accounts,
            areas.detail,
            areas.footer,
        ];
        for (index, one) in parts.iter().enumerate() {
            prop_assert_eq!(one.intersection(screen), *one, "{:?} is outside of {:?}", one, screen);
            for other in &parts[index + 1..] {
                prop_assert!(one.intersection(*other).is_empty(), "{:?} and {:?} overlap", one, other);
            }
        }
        prop_assert_eq!(areas.window.intersection(screen), areas.window);
        if width >= 20 && height >= 5 {
            prop_assert!(areas.pane(focus).height >= 3, "the focused pane has a row: {:?}", areas);
            let covered: u32 = parts.iter().map(|part| part.area()).sum();
            prop_assert_eq!(covered, screen.area(), "every cell belongs to a part");
        }
    }

    #[test]
    fn a_fitted_text_fits(text in name(), columns in 0usize..40) {
        let shown = text::visible(&text);
        prop_assert!(text::width(&text::fit(&shown, columns, "…")) <= columns);
        prop_assert!(text::wrap(&shown, columns).iter().all(|line| text::width(line) <= columns.max(2)));
    }
}
