//! The window of a sign-in: the code large and apart from the address, the QR code, the time left.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::Style;
use ratatui::text::Line;

use super::big_code;
use super::canvas::{self, Row};
use super::qr::Qr;
use super::style::Look;
use crate::app::State;
use crate::app::sign_in::SignIn;
use crate::app::text::{counted, visible, wrap};
use crate::app::time_left;
use crate::domain::countdown;
use crate::domain::progress::DeviceApproval;

/// Cells that the text needs beside a QR code.
const TEXT: u16 = 56;

pub fn draw(buffer: &mut Buffer, look: &Look, state: &State, area: Rect) {
    let Some((id, sign_in)) = state.shown_sign_in() else { return };
    let title = format!(" Sign in to {id} ");
    let inside = canvas::frame(buffer, look, area, &title, true);
    let inside = Rect { x: inside.x + 2, width: inside.width.saturating_sub(4), ..inside };
    let Some(approval) = &sign_in.approval else {
        let mut row = Row::new(buffer, look, inside, if inside.height > 2 { 1 } else { 0 });
        let waiting = match sign_in.waiting_for_other {
            true => " Another program is signing in: its token is waited for…",
            false => " Asking AWS for a code…",
        };
        row.text(look.spinner(), look.theme.accent()).text(waiting, look.theme.text());
        if let Some(trouble) = &sign_in.trouble {
            let text = format!("Trouble: {trouble} Trying again.");
            let below = shrink(inside, 3);
            canvas::face(buffer, look, below, &[(text, look.theme.warning())]);
        }
        return;
    };
    let inside = if inside.height > 12 { shrink(inside, 1) } else { inside };
    let url = approval.verification_uri_complete.as_deref();
    let beside = Size { width: inside.width.saturating_sub(TEXT + 1), height: inside.height };
    match url.filter(|_| state.facts.colour).and_then(|url| Qr::new(url, beside, look.glyphs.ascii)) {
        Some(qr) => {
            let text = Rect { width: inside.width - qr.size.width - 1, ..inside };
            let at = Rect { x: inside.x + inside.width - qr.size.width, ..inside };
            draw_qr(buffer, &qr, at);
            draw_text(buffer, look, state, sign_in, approval, text);
        }
        None => {
            let used = draw_text(buffer, look, state, sign_in, approval, inside);
            let below = shrink(inside, used + 1);
            let room = Size { width: below.width, height: below.height };
            let qr = url.filter(|_| state.facts.colour).and_then(|url| Qr::new(url, room, look.glyphs.ascii));
            if let Some(qr) = qr {
                draw_qr(buffer, &qr, Rect { x: below.x + (below.width - qr.size.width) / 2, ..below });
            }
        }
    }
}

/// What is left of an area below its first lines.
fn shrink(area: Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    Rect { y: area.y + lines, height: area.height - lines, ..area }
}

fn draw_qr(buffer: &mut Buffer, qr: &Qr, at: Rect) {
    for (line, y) in qr.lines.iter().zip(at.y..) {
        if !buffer.area.contains(Position { x: at.x, y }) {
            break;
        }
        let Line { spans, style, .. } = line;
        let mut x = at.x;
        for span in spans {
            (x, _) = buffer.set_span(x, y, &span.clone().style(style.patch(span.style)), qr.size.width);
        }
    }
}

/// Gives the lines that it took.
fn draw_text(
    buffer: &mut Buffer,
    look: &Look,
    state: &State,
    sign_in: &SignIn,
    approval: &DeviceApproval,
    area: Rect,
) -> u16 {
    let theme = look.theme;
    let mut text = Text { buffer, look, area, line: 0, roomy: area.height >= 14 };
    if !text.roomy {
        draw_essentials(&mut text, state, sign_in, approval);
        return text.line;
    }
    text.say("The browser shows a code. Approve only if it is this one:", theme.text());
    text.gap();
    let large = text.code(&approval.user_code);
    text.gap();
    if large {
        text.say(&approval.user_code, theme.strong());
        text.gap();
    }
    let address = address(approval);
    let device = if is_loopback(address) { "on this machine" } else { "on any device" };
    match &sign_in.not_opened {
        Some(why) => {
            text.say(&format!("No browser was opened: {why}"), theme.warning());
            text.say(&format!("Open this address yourself, {device}:"), theme.text());
        }
        None if state.settings.open_browser => {
            text.say(&format!("If no browser opened, go to this address {device}:"), theme.muted());
        }
        None => text.say(&format!("Open this address {device}:"), theme.text()),
    }
    text.say(address, theme.accent());
    text.gap();
    let (left, style) = time_left(state, look, approval);
    let waiting = match left {
        Some(left) => format!("Waiting for you. The code ends in {left}."),
        None => RUN_OUT.to_owned(),
    };
    text.spinning(&waiting, style);
    rest(&mut text, state, sign_in);
    text.line
}

/// Where there is little room: the code, the address, the time; then what else fits.
fn draw_essentials(text: &mut Text, state: &State, sign_in: &SignIn, approval: &DeviceApproval) {
    let theme = text.look.theme;
    text.code(&approval.user_code);
    text.say(address(approval), theme.accent());
    let (left, style) = time_left(state, text.look, approval);
    let waiting = left.map_or_else(|| RUN_OUT.to_owned(), |left| format!("Waiting. {left} left."));
    text.spinning(&waiting, style);
    text.say("Approve only if the browser shows this code.", theme.text());
    rest(text, state, sign_in);
    if let Some(why) = &sign_in.not_opened {
        text.say(&format!("No browser was opened: {why}"), theme.warning());
    }
}

const RUN_OUT: &str = "The code has run out.";

/// The address that needs no typing of the code, if there is one.
fn address(approval: &DeviceApproval) -> &str {
    approval.verification_uri_complete.as_deref().unwrap_or(&approval.verification_uri)
}

/// Whether only this machine reaches an address, as the demo's.
fn is_loopback(address: &str) -> bool {
    let host = address.split_once("://").map_or(address, |(_, rest)| rest);
    ["127.0.0.1", "localhost", "[::1]"].iter().any(|loopback| {
        host.strip_prefix(loopback).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
    })
}

/// How long the code is good, and in which colour; `None` when it has run out.
fn time_left(state: &State, look: &Look, approval: &DeviceApproval) -> (Option<String>, Style) {
    let theme = look.theme;
    let left = time_left::words(state.now, approval.expires_at, state.settings.reduced_motion);
    match countdown::seconds_left(state.now, approval.expires_at) {
        0 => (None, theme.warning()),
        1..60 => (Some(left), theme.warning()),
        _ => (Some(left), theme.text()),
    }
}

/// What may be said beside the code: trouble, patience, other sign-ins.
fn rest(text: &mut Text, state: &State, sign_in: &SignIn) {
    let theme = text.look.theme;
    if state.facts.approves_itself {
        text.say("Or wait: the demo approves it by itself in a few seconds.", theme.text());
    }
    if let Some(trouble) = &sign_in.trouble {
        text.say(&format!("Trouble: {trouble} Trying again."), theme.warning());
    }
    if let Some(seconds) = sign_in.slowed_down {
        text.say(&format!("AWS asks for patience: it is asked every {seconds} seconds now."), theme.muted());
    }
    let others = state.sign_ins.running.len().saturating_sub(1);
    let waiting = state.sign_ins.queue.len();
    if others > 0 {
        text.say(&format!("{} more under way.", counted(others, "sign-in")), theme.muted());
    }
    if waiting > 0 {
        text.say(&format!("{} waiting for its turn.", counted(waiting, "sign-in")), theme.muted());
    }
}

/// Lines one below the other.
struct Text<'a> {
    buffer: &'a mut Buffer,
    look: &'a Look,
    area: Rect,
    line: u16,
    roomy: bool,
}

impl Text<'_> {
    fn gap(&mut self) {
        if self.roomy {
            self.line += 1;
        }
    }

    fn say(&mut self, text: &str, style: Style) {
        for words in wrap(&visible(text), usize::from(self.area.width)) {
            Row::new(self.buffer, self.look, self.area, self.line).text(&words, style);
            self.line += 1;
        }
    }

    fn spinning(&mut self, text: &str, style: Style) {
        let mut row = Row::new(self.buffer, self.look, self.area, self.line);
        row.text(self.look.spinner(), self.look.theme.accent()).skip(1).text(text, style);
        self.line += 1;
    }

    /// Gives whether the code is written in large letters.
    fn code(&mut self, code: &str) -> bool {
        let style = self.look.theme.accent().patch(self.look.theme.strong());
        let area = shrink(self.area, self.line);
        // Large letters only where the address and the time keep their lines.
        let area =
            if area.height < big_code::ROWS + 6 { Rect { height: area.height.min(1), ..area } } else { area };
        let lines = big_code::draw(self.buffer, self.look, area, code, style);
        self.line += lines;
        lines > 1
    }
}
