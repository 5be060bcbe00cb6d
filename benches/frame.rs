//! How long a frame takes with 10,000 profiles, and a key press with the frame after it.

use criterion::{Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ssotui::app::msg::Msg;
use ssotui::app::{State, update};
use ssotui::ui;

#[path = "../tests/support/mod.rs"]
mod support;

fn key(code: KeyCode) -> Msg {
    Msg::Key(KeyEvent::new(code, KeyModifiers::NONE))
}

fn ready() -> (State, Terminal<TestBackend>) {
    let (mut state, _) = State::new(support::facts(200, 50));
    update(&mut state, Msg::Loaded(Box::new(support::many(10_000))));
    update(&mut state, Msg::Painted);
    (state, Terminal::new(TestBackend::new(200, 50)).expect("a terminal"))
}

fn draw(state: &State, terminal: &mut Terminal<TestBackend>) {
    terminal.draw(|frame| ui::view(state, frame)).expect("drawn");
}

fn frames(c: &mut Criterion) {
    let (mut state, mut terminal) = ready();
    c.bench_function("frame/10,000 rows at 200x50", |b| b.iter(|| draw(&state, &mut terminal)));
    c.bench_function("frame/j and the frame after it", |b| {
        b.iter(|| {
            update(&mut state, key(KeyCode::Char('j')));
            draw(&state, &mut terminal);
        });
    });
    c.bench_function("frame/wake_at", |b| b.iter(|| state.wake_at()));

    let (mut state, mut terminal) = ready();
    update(&mut state, key(KeyCode::Char('/')));
    c.bench_function("frame/a letter in the filter and its frame, twice", |b| {
        b.iter(|| {
            for code in [KeyCode::Char('p'), KeyCode::Backspace] {
                update(&mut state, key(code));
                draw(&state, &mut terminal);
            }
        });
    });

    let inventory = support::many(10_000);
    c.bench_function("frame/10,000 profiles loaded again", |b| {
        b.iter_batched(
            || Msg::Loaded(Box::new(inventory.clone())),
            |msg| {
                update(&mut state, msg);
                update(&mut state, Msg::Painted);
            },
            criterion::BatchSize::LargeInput,
        );
    });
}

criterion_group!(benches, frames);
criterion_main!(benches);
