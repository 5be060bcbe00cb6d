//! ssotui's own settings: what `settings.toml` may say, its defaults, and where it is wrong.

mod bindings;
mod guards;
mod reader;
pub mod theme;

use std::collections::BTreeMap;

use toml::de::DeTable;

use crate::domain::console_link::ConsoleWay;
use crate::domain::guard::Guard;
use crate::domain::names::SessionName;
use crate::domain::session::{Session, SessionId};
use crate::domain::shell::Shell;
use crate::domain::sign_in::{Decision, SignInChoice, SignInMethod, Surroundings, Wishes, decide};
use crate::error::Failure;
use crate::keys::{Action, KeySequence};
use reader::{Entry, Reader};
use theme::Theme;

/// The longest time between two fetches of accounts and roles: a year.
const MOST_REFRESH_HOURS: u32 = 24 * 365;
/// What may stand at the top of the file.
const SETTINGS: [&str; 17] = [
    "shell",
    "sign_in",
    "redirect_port",
    "browser",
    "open_browser",
    "console",
    "mouse",
    "theme",
    "ascii",
    "reduced_motion",
    "alert",
    "refresh_hours",
    "frecency",
    "shell_function",
    "keys",
    "sessions",
    "guard",
];

/// Everything that can be set. `Settings::default()` is what the documented defaults say.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The shell that lines are copied for; `None` detects it.
    pub shell: Option<Shell>,
    /// How to sign in.
    pub sign_in: SignInChoice,
    /// The port on which the browser's answer is listened for; `None` is any free one.
    pub redirect_port: Option<u16>,
    /// The command that opens URLs; `None` means `$BROWSER`, then the system's.
    pub browser: Option<String>,
    /// Whether signing in opens the browser by itself.
    pub open_browser: bool,
    /// How the AWS console is opened.
    pub console: ConsoleWay,
    pub mouse: bool,
    pub theme: Theme,
    /// ASCII glyphs only; `None` decides by the locale.
    pub ascii: Option<bool>,
    /// No spinner, countdowns by the minute.
    pub reduced_motion: bool,
    /// How the terminal draws attention to what ends soon.
    pub alert: Alert,
    /// After how many hours the stored accounts and roles are fetched anew at start; 0 means at every start.
    pub refresh_hours: u32,
    /// Whether recency and frequency of use are remembered and count in the order of the profiles.
    pub frecency: bool,
    /// The name of the function that `ssotui init` makes.
    pub shell_function: String,
    /// Keys that replace an action's default ones.
    pub keys: BTreeMap<Action, Vec<KeySequence>>,
    /// Settings of single sessions.
    pub sessions: BTreeMap<SessionName, SessionSettings>,
    /// The profiles to be careful with; the first rule that is about a profile holds.
    pub guards: Vec<Guard>,
}

/// Why a settings file is not usable, and what holds instead.
#[derive(Debug, Clone, PartialEq)]
pub struct Unusable {
    pub failure: Failure,
    pub instead: Settings,
}

impl From<Failure> for Unusable {
    fn from(failure: Failure) -> Self {
        Self { failure, instead: Settings::default() }
    }
}

/// What can be set for one session.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SessionSettings {
    pub browser: Option<String>,
    pub sign_in: Option<SignInChoice>,
}

/// How the terminal draws attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Alert {
    #[default]
    Bell,
    /// OSC 9.
    Notification,
    None,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            shell: None,
            sign_in: SignInChoice::DeviceCode,
            redirect_port: None,
            browser: None,
            open_browser: true,
            console: ConsoleWay::Portal,
            mouse: true,
            theme: Theme::default(),
            ascii: None,
            reduced_motion: false,
            alert: Alert::Bell,
            refresh_hours: 24,
            frecency: true,
            shell_function: "sso".to_owned(),
            keys: BTreeMap::new(),
            sessions: BTreeMap::new(),
            guards: Vec::new(),
        }
    }
}

impl Settings {
    /// The documented defaults, as `settings.toml` would say them: every setting is there, commented out.
    pub const DEFAULT_TEXT: &str = include_str!("../../assets/settings.toml");

    /// The browser command for a session: its own, else the one for all.
    pub fn browser_for(&self, session: &SessionId) -> Option<&str> {
        self.of(session).and_then(|own| own.browser.as_deref()).or(self.browser.as_deref())
    }

    /// Which way to sign in to a session. `asked` is what an option or a key says.
    pub fn sign_in_for(
        &self,
        session: &Session,
        asked: Option<SignInMethod>,
        surroundings: &Surroundings,
    ) -> Decision {
        let wishes = Wishes {
            asked,
            session: self.of(&session.id).and_then(|own| own.sign_in),
            use_device_code: session.use_device_code,
            general: self.sign_in,
            legacy: session.id.is_legacy(),
        };
        // A browser command of one's own is one that can be opened, wherever its window appears.
        let no_browser = surroundings.no_browser && self.browser_for(&session.id).is_none();
        decide(&wishes, &Surroundings { no_browser, ..*surroundings })
    }

    /// What is set for this session alone.
    fn of(&self, session: &SessionId) -> Option<&SessionSettings> {
        match session {
            SessionId::Named(name) => self.sessions.get(name),
            SessionId::Legacy(_) => None,
        }
    }

    /// Reads a `settings.toml`.
    ///
    /// # Errors
    /// What is wrong, with the line and what is allowed there: unknown keys, wrong types or values,
    /// keys that would mean two things at once.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        // Windows editors begin UTF-8 files with a byte order mark.
        let reader = Reader::new(text.strip_prefix('\u{feff}').unwrap_or(text));
        let table = reader.parse()?;
        let mut settings = Self::default();
        for entry in reader.entries(table.get_ref()) {
            settings.set(reader, &entry)?;
        }
        Ok(settings)
    }

    /// What holds in place of a file of this text that [`Self::parse`] refuses: the defaults, and its guards all the same.
    pub fn instead_of(text: &str) -> Self {
        let guards = guards::salvage(text.strip_prefix('\u{feff}').unwrap_or(text));
        Self { guards, ..Self::default() }
    }

    fn set(&mut self, reader: Reader<'_>, entry: &Entry<'_>) -> Result<(), Failure> {
        match entry.key {
            "shell" => self.shell = shell(entry)?,
            "sign_in" => self.sign_in = sign_in(entry)?,
            "redirect_port" => self.redirect_port = redirect_port(entry)?,
            "browser" => self.browser = browser(entry)?,
            "open_browser" => self.open_browser = entry.boolean()?,
            "console" => self.console = console(entry)?,
            "mouse" => self.mouse = entry.boolean()?,
            "theme" => self.theme = theme::read(entry)?,
            "ascii" => self.ascii = ascii(entry)?,
            "reduced_motion" => self.reduced_motion = entry.boolean()?,
            "alert" => self.alert = alert(entry)?,
            "refresh_hours" => self.refresh_hours = entry.number(MOST_REFRESH_HOURS)?,
            "frecency" => self.frecency = entry.boolean()?,
            "shell_function" => self.shell_function = shell_function(entry)?,
            "keys" => self.keys = bindings::read(reader, entry.table("[keys]")?)?,
            "sessions" => self.sessions = sessions(reader, entry.table("[sessions.NAME]")?)?,
            "guard" => self.guards = guards::read(reader, entry)?,
            key if Action::from_id(key).is_some() => {
                return Err(entry
                    .unknown(&SETTINGS)
                    .hint(format!("The keys of {key} are set below [keys].")));
            }
            _ => return Err(entry.unknown(&SETTINGS)),
        }
        Ok(())
    }
}

fn shell(entry: &Entry<'_>) -> Result<Option<Shell>, Failure> {
    let names: Vec<&str> = Shell::ALL.iter().map(|shell| shell.as_str()).collect();
    let allowed = format!("auto, {}", names.join(", "));
    match entry.text(&allowed)? {
        "auto" => Ok(None),
        name => Shell::from_name(name).map(Some).ok_or_else(|| entry.not_allowed(&allowed)),
    }
}

fn sign_in(entry: &Entry<'_>) -> Result<SignInChoice, Failure> {
    let allowed = SignInChoice::ALL.map(SignInChoice::as_str).join(", ");
    let name = entry.text(&allowed)?;
    SignInChoice::ALL
        .into_iter()
        .find(|choice| choice.as_str() == name)
        .ok_or_else(|| entry.not_allowed(&allowed))
}

fn console(entry: &Entry<'_>) -> Result<ConsoleWay, Failure> {
    let allowed = ConsoleWay::ALL.map(ConsoleWay::as_str).join(", ");
    let name = entry.text(&allowed)?;
    ConsoleWay::ALL.into_iter().find(|way| way.as_str() == name).ok_or_else(|| entry.not_allowed(&allowed))
}

fn alert(entry: &Entry<'_>) -> Result<Alert, Failure> {
    let allowed = "bell, notification, none";
    match entry.text(allowed)? {
        "bell" => Ok(Alert::Bell),
        "notification" => Ok(Alert::Notification),
        "none" => Ok(Alert::None),
        _ => Err(entry.not_allowed(allowed)),
    }
}

fn redirect_port(entry: &Entry<'_>) -> Result<Option<u16>, Failure> {
    let port = entry.number(u32::from(u16::MAX))?;
    Ok(u16::try_from(port).ok().filter(|port| *port != 0))
}

fn browser(entry: &Entry<'_>) -> Result<Option<String>, Failure> {
    let allowed = "a command such as \"firefox\", or \"\" for the usual one";
    let command = entry.text(allowed)?.trim();
    if command.chars().any(char::is_control) {
        return Err(entry.not_allowed(allowed));
    }
    Ok((!command.is_empty()).then(|| command.to_owned()))
}

fn shell_function(entry: &Entry<'_>) -> Result<String, Failure> {
    let name = entry.text(FUNCTION_NAMES)?;
    if is_function_name(name) { Ok(name.to_owned()) } else { Err(entry.not_allowed(FUNCTION_NAMES)) }
}

/// What [`is_function_name`] allows, in words.
pub const FUNCTION_NAMES: &str = "a letter, then letters, digits, _ and - (not ssotui itself)";

/// Whether every shell takes the name for a function, and it hides nothing that the function needs.
pub fn is_function_name(name: &str) -> bool {
    name.len() <= 40
        && !name.eq_ignore_ascii_case("ssotui")
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

fn ascii(entry: &Entry<'_>) -> Result<Option<bool>, Failure> {
    if entry.value.as_str() == Some("auto") {
        return Ok(None);
    }
    let value = entry.value.as_bool();
    value.map(Some).ok_or_else(|| entry.not_allowed("\"auto\", true or false"))
}

fn sessions(
    reader: Reader<'_>,
    table: &DeTable<'_>,
) -> Result<BTreeMap<SessionName, SessionSettings>, Failure> {
    let mut sessions = BTreeMap::new();
    for session in reader.entries(table) {
        let mut settings = SessionSettings::default();
        for entry in reader.entries(session.table("[sessions.NAME]")?) {
            match entry.key {
                "browser" => settings.browser = browser(&entry)?,
                "sign_in" => {
                    let as_for_all = entry.value.as_str() == Some("");
                    settings.sign_in = if as_for_all { None } else { Some(sign_in(&entry)?) };
                }
                _ => return Err(entry.unknown(&["browser", "sign_in"])),
            }
        }
        if settings != SessionSettings::default() {
            sessions.insert(SessionName::new(session.key), settings);
        }
    }
    Ok(sessions)
}

#[cfg(test)]
mod tests;
