//! With the browser: that it is waited for, the page's address, and what to do where the browser is elsewhere.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Text, is_loopback, rest, time_left};
use crate::app::State;
use crate::app::sign_in::SignIn;
use crate::app::text::{counted, wrap};
use crate::domain::progress::BrowserApproval;
use crate::keys::Action;
use crate::ui::style::Look;

pub(super) fn draw(
    buffer: &mut Buffer,
    look: &Look,
    state: &State,
    sign_in: &SignIn,
    approval: &BrowserApproval,
    area: Rect,
) {
    let theme = look.theme;
    let mut text = Text { buffer, look, area, line: 0, roomy: area.height >= 14 };
    if sign_in.answered {
        text.spinning("The browser's answer has come. Fetching the token…", theme.text());
        rest(&mut text, state, sign_in);
        return;
    }
    if text.roomy {
        text.say("Approve on the page in your browser: it answers by itself.", theme.text());
        text.gap();
    }
    let (left, style) = time_left(state, look, approval.expires_at);
    let waiting = match left {
        // How long counts more than for what.
        Some(left) if text.area.width < 40 => format!("Waiting. {left} left."),
        Some(left) => format!("Waiting for the browser: {left} left."),
        None => "The time is over.".to_owned(),
    };
    text.spinning(&waiting, style);
    if let Some(characters) = sign_in.typed {
        let typed = match characters {
            0 => "Type or paste the address where the browser ended. It is not shown.".to_owned(),
            _ => format!("{} typed, not shown. Enter signs in.", counted(characters, "character")),
        };
        text.say(&typed, theme.accent().patch(theme.strong()));
    }
    if let Some(why) = &sign_in.not_used {
        text.say(why, theme.warning());
    }
    text.gap();
    let elsewhere = elsewhere(state, approval);
    page(&mut text, state, sign_in, approval, &elsewhere);
    text.gap();
    let style = if state.facts.surroundings.ssh { theme.text() } else { theme.muted() };
    text.say(&elsewhere, style);
    rest(&mut text, state, sign_in);
}

/// The page's address, in the lines that what comes below it leaves.
fn page(text: &mut Text, state: &State, sign_in: &SignIn, approval: &BrowserApproval, below: &str) {
    let theme = text.look.theme;
    let copies = state.keymap.key_of(Action::CopyCode).map(|key| format!("; {key} copies it"));
    let copies = copies.unwrap_or_default();
    let device = if is_loopback(&approval.url) { " on this machine" } else { "" };
    match &sign_in.not_opened {
        Some(why) => {
            text.say(&format!("No browser was opened: {why}"), theme.warning());
            text.say(&format!("Open this address yourself{device}{copies}:"), theme.text());
        }
        None if state.settings.open_browser => {
            text.say(&format!("If no browser opened, go to this address{device}{copies}:"), theme.muted());
        }
        None => text.say(&format!("Open this address{device}{copies}:"), theme.text()),
    }
    let columns = usize::from(text.area.width);
    // What comes below: the other machine, and at the least the way.
    let reserved = u16::try_from(wrap(below, columns).len()).unwrap_or(1) + if text.roomy { 3 } else { 1 };
    let lines = text.area.height.saturating_sub(text.line + reserved).max(1);
    text.say_in(lines, &approval.url, theme.accent());
}

/// What to do where the browser does not reach this machine.
fn elsewhere(state: &State, approval: &BrowserApproval) -> String {
    let paste = match state.keymap.key_of(Action::TypeAddress) {
        Some(key) => format!("paste it here (or {key}, then type it)"),
        None => "paste it here".to_owned(),
    };
    format!(
        "Browser on another machine? It cannot show its last page: copy that page's address, {}?…, and {paste}.",
        approval.redirect_uri
    )
}
