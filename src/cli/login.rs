//! `ssotui login`: sign in, for scripts and for terminals without a screen.

use std::sync::Mutex;

use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio::sync::mpsc::unbounded_channel;

use super::Context;
use super::address_prompt;
use super::arguments::Login;
use super::output::{Output, Troubles};
use super::status::{session_json, state};
use super::{runtime, select};
use crate::app::text;
use crate::aws::Aws;
use crate::aws::clock::{Clock, SystemClock};
use crate::domain::countdown;
use crate::domain::inventory::SessionEntry;
use crate::domain::progress::{
    BrowserApproval, DeviceApproval, NotRenewed, SignInEvent, SignOutReport, TokenEvent,
};
use crate::domain::sign_in::{Decision, SignInMethod, Surroundings};
use crate::domain::token::{TokenFacts, TokenFile, TokenState};
use crate::error::{Failure, FailureKind};
use crate::settings::Settings;
use crate::tasks::sign_in::{self, Way};
use crate::tasks::{load, renew, single_flight};
use crate::tui::{desktop, look_around};

pub fn run(context: &Context, login: &Login) -> Result<u8, Failure> {
    let inventory = load::load(&context.paths)?;
    let entries: Vec<&SessionEntry> = if login.all {
        if inventory.sessions.is_empty() {
            return Err(select::no_session(&inventory));
        }
        inventory.sessions.iter().collect()
    } else {
        let variable = context.env.profile_variable();
        select::chosen(&inventory, login.profile.as_deref(), &login.session, variable)?
    };
    let settings = super::settings::read(&context.paths, &context.output);
    let aws = context.aws_with(&inventory, login.profile.as_deref());
    let mut done: Vec<SessionEntry> = Vec::new();
    let mut failures: Vec<Failure> = Vec::new();
    runtime::run_until_interrupted(async {
        // One after another: each may open a browser tab.
        for entry in entries {
            match sign_in_one(context, &aws, &settings, login, entry).await {
                Ok(entry) => done.push(entry),
                Err(failure) if failure.kind == FailureKind::Interrupted => return Err(failure),
                Err(failure) => {
                    context.output.failure(&failure);
                    failures.push(failure);
                }
            }
        }
        Ok(())
    })?;
    if login.json {
        let now = SystemClock.now();
        let sessions: Vec<Value> = done.iter().map(|entry| session_json(entry, now)).collect();
        context.output.json(&json!({ "sessions": sessions }))?;
    }
    Ok(failures.iter().map(|failure| failure.kind.exit_code()).max().unwrap_or(0))
}

/// Signs in unless the token is good or can be renewed, and returns the entry as the files then say it.
pub(super) async fn sign_in_one(
    context: &Context,
    aws: &Aws,
    settings: &Settings,
    login: &Login,
    entry: &SessionEntry,
) -> Result<SessionEntry, Failure> {
    let output = &context.output;
    let name = text::visible(entry.session.id.cache_key()).into_owned();
    let now = SystemClock.now();
    let needs_new = login.force || entry.token_is_of_another_session();
    if let (TokenState::Valid, Some(facts), false) = (state(entry, now), entry.token.facts(), needs_new) {
        let left = countdown::words(countdown::seconds_left(now, facts.expires_at));
        say(
            output,
            login,
            &format!("Signed in to {name} already, for another {left}. A new token: add --force."),
        )?;
        return Ok(entry.clone());
    }
    if state(entry, now) == TokenState::Renewable
        && !needs_new
        && let Some(facts) = renewed(output, aws, &name, entry).await?
    {
        return signed_in(output, login, &format!("Renewed {name}"), facts, entry);
    }
    let decision = decide(context, settings, login, entry);
    // One that cannot be signed in to has no way to tell of.
    if entry.session.missing_keys().is_empty() {
        let (method, because) = (decision.method.words(), decision.because.words());
        output.note(&format!("Signing in to {name} {method}, {because}."));
    }
    let (paste, pasted) = unbounded_channel();
    let takes_paste = decision.method == SignInMethod::Browser && address_prompt::is_possible(output);
    let way = match decision.method {
        SignInMethod::DeviceCode => Way::DeviceCode,
        SignInMethod::Browser => Way::Browser { port: settings.redirect_port, pasted },
    };
    let teller = Teller::new(context, settings, login, entry, &name, takes_paste);
    let on_event = |event: SignInEvent| teller.tell(event);
    let typing = async {
        teller.page_is_shown.notified().await;
        address_prompt::take(output, paste).await
    };
    let on_wait = || on_event(SignInEvent::WaitingForOther);
    let sign_in = async {
        match login.force {
            // Else the portal would only continue the old session, with its end and its roles.
            true => sign_in::sign_in_anew(aws, &entry.session, way, &on_event).await,
            false => sign_in::sign_in(aws, &entry.session, way, &on_event).await,
        }
    };
    let outcome = tokio::select! {
        outcome = single_flight::once(aws, &entry.session, &entry.token, &on_wait, sign_in) => outcome,
        failure = typing, if takes_paste => Err(failure),
    };
    output.progress_done();
    signed_in(output, login, &format!("Signed in to {name}"), outcome?, entry)
}

/// Renews the token; `None` where only a browser helps.
async fn renewed(
    output: &Output,
    aws: &Aws,
    name: &str,
    entry: &SessionEntry,
) -> Result<Option<TokenFacts>, Failure> {
    output.progress(&format!("Renewing {name} …"));
    let on_token = |event: TokenEvent| {
        output.progress_done();
        output.note(&format!("{name}: {event}"));
    };
    let renewed = renew::renew(aws, &entry.session, &on_token).await;
    output.progress_done();
    match renewed {
        Ok(facts) => Ok(Some(facts)),
        Err(NotRenewed::Over(_)) => Ok(None),
        Err(NotRenewed::Offline(failure) | NotRenewed::Trouble(failure)) => Err(failure),
    }
}

/// Tells what happens while somebody signs in, and opens the browser.
struct Teller<'a> {
    context: &'a Context,
    settings: &'a Settings,
    login: &'a Login,
    entry: &'a SessionEntry,
    /// The session, fit to be shown.
    name: &'a str,
    /// Whether the address of the last page can be pasted. The terminal may be without its translation of line ends
    /// meanwhile.
    takes_paste: bool,
    /// The code that is shown.
    shown: Mutex<Option<String>>,
    page_is_shown: Notify,
    troubles: Troubles<'a>,
}

impl<'a> Teller<'a> {
    fn new(
        context: &'a Context,
        settings: &'a Settings,
        login: &'a Login,
        entry: &'a SessionEntry,
        name: &'a str,
        takes_paste: bool,
    ) -> Self {
        Self {
            context,
            settings,
            login,
            entry,
            name,
            takes_paste,
            shown: Mutex::new(None),
            page_is_shown: Notify::new(),
            troubles: Troubles::new(&context.output),
        }
    }

    fn tell(&self, event: SignInEvent) {
        let (output, name) = (&self.context.output, self.name);
        match event {
            SignInEvent::Starting => output.progress(&format!("Starting to sign in to {name} …")),
            SignInEvent::Approval(approval) => self.show_code(approval),
            SignInEvent::BrowserApproval(approval) => {
                output.progress_done();
                show_page(output, name, &approval, self.takes_paste, self.settings.redirect_port);
                self.open(&approval.url);
                self.page_is_shown.notify_one();
            }
            SignInEvent::DeviceCodeInstead(why) => self.remark(&format!("By device code instead: {why}")),
            SignInEvent::NotUsed(why) => self.remark(&why),
            SignInEvent::Answered => output.progress("The browser's answer has come. Fetching the token …"),
            SignInEvent::SlowedDown { interval_seconds } => {
                output.progress(&format!("Waiting (asking every {interval_seconds} s) …"));
            }
            SignInEvent::Trouble(why) => {
                self.troubles.tell(&format!("Trying again: {}", text::visible(&why)));
            }
            SignInEvent::Recovered => output.progress("Waiting …"),
            SignInEvent::SignedOut(report) => self.signed_out(&report),
            SignInEvent::WaitingForOther => {
                output.progress_done();
                output.note(&format!(
                    "Another program is signing in to {name} or renewing it: waiting for its token."
                ));
            }
        }
    }

    /// Shows a code, once.
    fn show_code(&self, approval: DeviceApproval) {
        self.context.output.progress_done();
        let Ok(mut shown) = self.shown.lock() else { return };
        if shown.as_deref() == Some(approval.user_code.as_str()) {
            return;
        }
        show_approval(&self.context.output, self.name, &approval);
        self.open(approval.verification_uri_complete.as_deref().unwrap_or(&approval.verification_uri));
        *shown = Some(approval.user_code);
    }

    fn open(&self, url: &str) {
        let browser = self.settings.browser_for(&self.entry.session.id);
        let opens = !self.login.no_browser && self.settings.open_browser;
        if opens && let Err(failure) = desktop::open_url(&self.context.env, url, browser) {
            let why = text::visible(&failure.why);
            self.context.output.note(&format!("The browser was not opened: {why}"));
        }
    }

    fn signed_out(&self, report: &SignOutReport) {
        if report.tokens_deleted > 0 {
            self.remark(&format!("Signed out of the old session of {}.", self.name));
        }
    }

    fn remark(&self, said: &str) {
        self.context.output.progress_done();
        let end = if self.takes_paste { "\r" } else { "" };
        self.context.output.note(&format!("{}{end}", text::visible(said)));
    }
}

/// The result for people: to stderr where stdout holds JSON.
fn say(output: &Output, login: &Login, said: &str) -> Result<(), Failure> {
    if login.json {
        output.note(said);
        return Ok(());
    }
    output.result(said)
}

/// Says how long the token is good, and returns the entry with it.
fn signed_in(
    output: &Output,
    login: &Login,
    what: &str,
    facts: TokenFacts,
    entry: &SessionEntry,
) -> Result<SessionEntry, Failure> {
    let left = countdown::words(countdown::seconds_left(SystemClock.now(), facts.expires_at));
    say(output, login, &format!("{what} for {left}."))?;
    Ok(SessionEntry { token: TokenFile::Present(facts), ..entry.clone() })
}

/// The code apart from the address: it is there to be compared.
fn show_approval(output: &Output, name: &str, approval: &DeviceApproval) {
    output.line(&format!("To sign in to {name}, open this address:\n"));
    output.line(&format!("    {}\n", text::visible(&approval.verification_uri)));
    output.line("and enter, or compare, this code:\n");
    output.line(&format!("    {}\n", text::visible(&approval.user_code)));
    if let Some(complete) = &approval.verification_uri_complete {
        output.line(&format!("The address with the code filled in:\n\n    {}\n", text::visible(complete)));
    }
}

/// Which way, by the command line, the settings and the surroundings.
fn decide(context: &Context, settings: &Settings, login: &Login, entry: &SessionEntry) -> Decision {
    let asked = match (login.device_code, login.browser) {
        (true, _) => Some(SignInMethod::DeviceCode),
        (false, true) => Some(SignInMethod::Browser),
        (false, false) => None,
    };
    let surroundings = look_around(&context.env);
    let no_browser = surroundings.no_browser || login.no_browser;
    settings.sign_in_for(&entry.session, asked, &Surroundings { no_browser, ..surroundings })
}

fn show_page(
    output: &Output,
    name: &str,
    approval: &BrowserApproval,
    takes_paste: bool,
    fixed_port: Option<u16>,
) {
    output.line(&format!("To sign in to {name}, approve on this page in your browser:\n"));
    output.line(&format!("    {}\n", text::visible(&approval.url)));
    let cure = match (takes_paste, fixed_port) {
        (true, _) => format!(
            "It cannot show its last page. Copy that page's\naddress ({}?…), paste it here and press Enter.",
            text::visible(&approval.redirect_uri)
        ),
        // Nobody can paste anything here.
        (false, Some(port)) => format!(
            "Its port {port} must\nlead here (ssh -L {port}:127.0.0.1:{port}). Or take --device-code, or run this on a terminal, to \
             paste\nthe address of the page where it ends."
        ),
        (false, None) => "Take --device-code, or\nrun this on a terminal, to paste the address of the page where it ends, or set \
                          redirect_port and\nforward that port to here."
            .to_owned(),
    };
    output.note(&format!("The page answers by itself. Is the browser on another machine? {cure}\n"));
}
