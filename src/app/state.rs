use crate::app::msg::Effect;
use crate::domain::shell::Shell;
use crate::settings::Settings;
use jiff::{Timestamp, tz::TimeZone};
#[derive(Debug, Clone)]
pub struct Facts {
    pub now: Timestamp,
    pub time_zone: TimeZone,
    pub columns: u16,
    pub rows: u16,
    pub aws_profile: Option<String>,
    pub shell: Shell,
    pub ascii: bool,
    pub colour: bool,
    pub demo: bool,
    pub config_path: String,
    pub credentials_path: String,
    pub settings_path: String,
    pub query: Option<String>,
}
#[derive(Debug)]
pub struct State;
impl State {
    pub fn new(_: Facts) -> (Self, Vec<Effect>) {
        (Self, vec![])
    }
    pub fn wake_at(&self) -> Option<Timestamp> {
        None
    }
    pub fn settings(&self) -> &Settings {
        todo!()
    }
}
