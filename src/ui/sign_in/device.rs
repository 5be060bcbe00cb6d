//! By device code: the code large and apart from the address, the QR code, the time left.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};
use ratatui::text::Line;

use super::{Text, is_loopback, rest, shrink, time_left};
use crate::app::State;
use crate::app::sign_in::SignIn;
use crate::domain::progress::DeviceApproval;
use crate::ui::qr::Qr;
use crate::ui::style::Look;

/// Cells that the text needs beside a QR code.
const TEXT: u16 = 56;

pub(super) fn draw(
    buffer: &mut Buffer,
    look: &Look,
    state: &State,
    sign_in: &SignIn,
    approval: &DeviceApproval,
    inside: Rect,
) {
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
    // The first of these that fits: all; the essentials with air between them; the essentials. The code is larger in those.
    let all: Draw = if area.height >= 14 { draw_all } else { draw_essentials };
    let ways: [(Draw, bool); 3] = [(all, true), (draw_essentials, true), (draw_essentials, false)];
    let fits = |(draw, roomy): (Draw, bool)| {
        let mut nowhere = Buffer::empty(area);
        let mut text = Text { buffer: &mut nowhere, look, area, line: 0, roomy };
        draw(&mut text, state, sign_in, approval);
        text.line <= area.height
    };
    let (draw, roomy) = ways.into_iter().find(|way| fits(*way)).unwrap_or((draw_essentials, false));
    let mut text = Text { buffer, look, area, line: 0, roomy };
    draw(&mut text, state, sign_in, approval);
    text.line
}

type Draw = fn(&mut Text, &State, &SignIn, &DeviceApproval);

fn draw_all(text: &mut Text, state: &State, sign_in: &SignIn, approval: &DeviceApproval) {
    let (theme, look) = (text.look.theme, text.look);
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
    let (left, style) = time_left(state, look, approval.expires_at);
    let waiting = match left {
        Some(left) => format!("Waiting for you. The code ends in {left}."),
        None => RUN_OUT.to_owned(),
    };
    text.spinning(&waiting, style);
    if state.facts.approves_itself {
        text.say(APPROVES_ITSELF, theme.text());
    }
    rest(text, state, sign_in);
}

/// Where there is little room: the code, the address, the time; then what else fits.
fn draw_essentials(text: &mut Text, state: &State, sign_in: &SignIn, approval: &DeviceApproval) {
    let theme = text.look.theme;
    text.code(&approval.user_code);
    text.gap();
    text.say(address(approval), theme.accent());
    text.gap();
    let (left, style) = time_left(state, text.look, approval.expires_at);
    let waiting = left.map_or_else(|| RUN_OUT.to_owned(), |left| format!("Waiting. {left} left."));
    text.spinning(&waiting, style);
    text.gap();
    text.say("Approve only if the browser shows this code.", theme.text());
    if state.facts.approves_itself {
        text.say(APPROVES_ITSELF, theme.text());
    }
    rest(text, state, sign_in);
    if let Some(why) = &sign_in.not_opened {
        text.say(&format!("No browser was opened: {why}"), theme.warning());
    }
}

const APPROVES_ITSELF: &str = "Or wait: the demo approves it by itself in a few seconds.";
const RUN_OUT: &str = "The code has run out.";

/// The address that needs no typing of the code, if there is one.
fn address(approval: &DeviceApproval) -> &str {
    approval.verification_uri_complete.as_deref().unwrap_or(&approval.verification_uri)
}
