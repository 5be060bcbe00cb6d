//! Pictures of the screen. Each is to be looked at as a picture: aligned, calm, true.

mod accounts;
mod changing;
mod colours;
mod completing;
mod copying;
mod faces;
mod filtering;
mod help;
mod messages;
mod overview;
mod populating;
mod signing_in;
mod signing_in_with_browser;
#[path = "../support/mod.rs"]
mod support;
mod wizard;

use ssotui::app::msg::Msg;
use ssotui::settings::Settings;

use support::*;

const WIDE: (u16, u16) = (120, 34);
const MIDDLE: (u16, u16) = (80, 24);
const NARROW: (u16, u16) = (50, 20);

fn usual_at((columns, rows): (u16, u16)) -> Harness {
    Harness::sized(usual(), columns, rows)
}

fn with_settings(harness: &mut Harness, text: &str) {
    harness.send(Msg::Settings(Box::new(Settings::parse(text).map_err(Into::into))));
}
