//! The window of a sign-in: by device code or with the browser.

mod browser;
mod device;

use jiff::Timestamp;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::big_code;
use super::canvas::{self, Row};
use super::style::Look;
use crate::app::State;
use crate::app::sign_in::{Approval, SignIn};
use crate::app::text::{counted, visible, wrap};
use crate::app::time_left;
use crate::domain::countdown;
use crate::domain::sign_in::{Because, SignInMethod};
use crate::domain::web_address;
use crate::keys::Action;

pub fn draw(buffer: &mut Buffer, look: &Look, state: &State, area: Rect) {
    let Some((id, sign_in)) = state.shown_sign_in() else { return };
    let title = format!(" Sign in to {id} {} ", sign_in.decision.method.words());
    let inside = canvas::frame(buffer, look, area, &title, true);
    let inside = Rect { x: inside.x + 2, width: inside.width.saturating_sub(4), ..inside };
    let Some(approval) = &sign_in.approval else {
        let mut row = Row::new(buffer, look, inside, if inside.height > 2 { 1 } else { 0 });
        let waiting = match sign_in.decision.method {
            _ if sign_in.waiting_for_other => {
                " Another program is signing in or renewing: its token is waited for…"
            }
            SignInMethod::DeviceCode => " Asking AWS for a code…",
            SignInMethod::Browser => " Asking AWS for the page to open…",
        };
        row.text(look.spinner(), look.theme.accent()).text(waiting, look.theme.text());
        let mut below = shrink(inside, 3);
        if let Some(trouble) = &sign_in.trouble {
            let text = format!("Trouble: {trouble} Trying again.");
            canvas::face(buffer, look, below, &[(text, look.theme.warning())]);
            below = shrink(below, below.height.min(5));
        }
        let mut text = Text { buffer, look, area: below, line: 0, roomy: false };
        text.way(state, sign_in);
        return;
    };
    let inside = if inside.height > 12 { shrink(inside, 1) } else { inside };
    match approval {
        Approval::DeviceCode(approval) => device::draw(buffer, look, state, sign_in, approval, inside),
        Approval::Browser(approval) => browser::draw(buffer, look, state, sign_in, approval, inside),
    }
}

/// What is left of an area below its first lines.
fn shrink(area: Rect, lines: u16) -> Rect {
    let lines = lines.min(area.height);
    Rect { y: area.y + lines, height: area.height - lines, ..area }
}

/// How long the approval is waited for, and in which colour; `None` when that is over.
fn time_left(state: &State, look: &Look, end: Timestamp) -> (Option<String>, Style) {
    let theme = look.theme;
    let left = time_left::words(state.now, end, state.settings.reduced_motion);
    match countdown::seconds_left(state.now, end) {
        0 => (None, theme.warning()),
        1..60 => (Some(left), theme.warning()),
        _ => (Some(left), theme.text()),
    }
}

/// What may be said beside the code: trouble, patience, other sign-ins.
fn rest(text: &mut Text, state: &State, sign_in: &SignIn) {
    let theme = text.look.theme;
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
    text.way(state, sign_in);
}

/// The way, for the beginning of a sentence.
fn capital(method: SignInMethod) -> &'static str {
    match method {
        SignInMethod::DeviceCode => "By device code",
        SignInMethod::Browser => "With the browser",
    }
}

/// Whether only this machine reaches an address, as the demo's.
fn is_loopback(address: &str) -> bool {
    web_address::parse(address).is_some_and(|url| web_address::is_this_machine(&url))
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

    /// As [`Text::say`], in so many lines; the last one says whether there is more.
    fn say_in(&mut self, lines: u16, text: &str, style: Style) {
        let mut words = wrap(&visible(text), usize::from(self.area.width));
        let lines = usize::from(lines);
        if words.len() > lines {
            words.truncate(lines);
            if let Some(last) = words.last_mut() {
                last.pop();
                last.push(if self.look.glyphs.ascii { '~' } else { '…' });
            }
        }
        for line in words {
            Row::new(self.buffer, self.look, self.area, self.line).text(&line, style);
            self.line += 1;
        }
    }

    /// Which way, why, and the key for the other one.
    fn way(&mut self, state: &State, sign_in: &SignIn) {
        let theme = self.look.theme;
        let decision = sign_in.decision;
        let (mut said, style) = match &sign_in.instead {
            Some(why) => (format!("{}: {why}", capital(decision.method)), theme.warning()),
            None => (format!("{}, {}.", capital(decision.method), decision.because.words()), theme.muted()),
        };
        let key = state.keymap.key_of(Action::OtherWay).filter(|_| decision.because != Because::Legacy);
        if let Some(key) = key {
            said.push_str(&format!(" {key}: {}.", decision.method.other().words()));
        }
        self.say(&said, style);
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
