//! Taking the address where a browser on another machine ended, on the terminal that `ssotui login` runs in. It holds
//! the authorization code: nothing of it is shown, nor kept by a shell or the scrollback.

use std::io::{self, IsTerminal};

use crossterm::event::{
    DisableBracketedPaste, EnableBracketedPaste, Event, EventStream, KeyCode, KeyModifiers,
};
use crossterm::{execute, terminal};
use futures_util::StreamExt;
use secrecy::SecretString;
use tokio::sync::mpsc::UnboundedSender;

use super::output::Output;
use crate::app::text::counted;
use crate::error::{Failure, FailureKind};
use crate::tui::address::{Address, Taken};

/// Whether somebody is there to paste something.
pub fn is_possible(output: &Output) -> bool {
    output.live && io::stdin().is_terminal()
}

/// Hands over whatever is pasted, or typed and ended with Enter, until it is dropped.
///
/// Gives why it ended by itself: Ctrl-C, which does not reach the program as a signal meanwhile.
pub async fn take(output: &Output, pasted: UnboundedSender<SecretString>) -> Failure {
    let Ok(_raw) = Raw::new() else { return std::future::pending().await };
    let mut address = Address::default();
    let mut events = EventStream::new();
    output.progress(WAITING);
    while let Some(Ok(event)) = events.next().await {
        let whole = match address.take(&event, true) {
            Taken::Typed(characters) => {
                let typed = counted(characters, "character");
                output.progress(&format!("{typed} typed, not shown. Enter signs in …"));
                continue;
            }
            Taken::Whole(whole) => whole,
            Taken::Not => match event {
                Event::Key(key) if key.is_press() && is_interrupt(key.code, key.modifiers) => {
                    output.progress_done();
                    return Failure::new("Interrupted.", "").kind(FailureKind::Interrupted);
                }
                Event::Key(key) if key.is_press() && key.code == KeyCode::Enter => address.give(),
                _ => continue,
            },
        };
        output.progress(WAITING);
        let _ = pasted.send(whole);
    }
    std::future::pending().await
}

const WAITING: &str = "Waiting for the browser, or for a pasted address …";

fn is_interrupt(code: KeyCode, modifiers: KeyModifiers) -> bool {
    code == KeyCode::Char('c') && modifiers == KeyModifiers::CONTROL
}

/// The terminal without echo, and without the limit that it sets to a line: on macOS 1024 characters, fewer than such
/// an address may have.
struct Raw;

impl Raw {
    fn new() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        // From here on dropping it undoes it.
        let raw = Self;
        execute!(io::stderr(), EnableBracketedPaste)?;
        Ok(raw)
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        let _ = execute!(io::stderr(), DisableBracketedPaste);
        let _ = terminal::disable_raw_mode();
    }
}
