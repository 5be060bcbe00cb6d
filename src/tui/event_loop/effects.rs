//! What the program asks for, done.

use crossterm::event::EventStream;

use super::EventLoop;
use crate::app::msg::{CopiedBy, Effect, Lend, Msg};
use crate::app::text;
use crate::error::Failure;
use crate::tui::copies::Text;
use crate::tui::screen::Screen;
use crate::tui::signals::{Signals, can_stop, stop};
use crate::tui::{desktop, editor, lend};

impl EventLoop {
    pub(super) fn perform(&mut self, effect: Effect) -> Result<(), Failure> {
        match effect {
            Effect::Load => self.jobs.load(),
            Effect::Start { key, run, job } => self.jobs.start(key, run, job),
            Effect::Cancel(key) => self.jobs.cancel(&key),
            Effect::SendAddress(key) => self.jobs.paste(&key, self.address.give()),
            Effect::Copy { text, what } => self.copies.text(text, what),
            Effect::CopyKeys { role, shell, what } => {
                self.copies.keys(self.aws.clone(), *role, shell, what);
            }
            Effect::OpenUrl { url, browser } => self.open_url(url, browser),
            Effect::Lend(lend) => self.lend = Some(lend),
            Effect::Alert(text) => self.alert(&text),
            Effect::Suspend => self.suspend()?,
            Effect::Quit { exit_code } => self.exit_code = Some(exit_code),
            Effect::Record(change) => self.jobs.record(change),
            Effect::Answer(profile) => {
                self.answer = Some(profile);
                self.exit_code = Some(0);
            }
        }
        Ok(())
    }

    pub(super) fn copy_through_terminal(&mut self, Text { text, what }: Text) {
        let Some((screen, _)) = &mut self.terminal else { return };
        let result = screen.copy(&text).map(|()| CopiedBy::Terminal).map_err(|error| {
            Failure::new(
                "Nothing was copied.",
                format!("The terminal takes no text for the clipboard: {error}."),
            )
        });
        let _ = self.tell.send(Msg::Copied { what, result });
    }

    fn alert(&mut self, text: &str) {
        let how = self.state.settings.alert;
        if let Some((screen, _)) = &mut self.terminal {
            screen.alert(how, text);
        }
    }

    fn open_url(&self, url: String, browser: Option<String>) {
        let env = self.env.clone();
        let tell = self.tell.clone();
        // Launchers may take their time.
        tokio::task::spawn_blocking(move || {
            let result = desktop::open_url(&env, &url, browser.as_deref());
            let _ = tell.send(Msg::Opened { url, result });
        });
    }

    /// Gives the terminal back, stops, and takes it again when continued.
    pub(super) fn suspend(&mut self) -> Result<(), Failure> {
        if !can_stop() {
            return self.handle(Msg::CannotSuspend);
        }
        self.give_back();
        stop();
        self.take_again()
    }

    fn give_back(&mut self) {
        if let Some((screen, events)) = self.terminal.take() {
            // The reader first, so that nothing reads keys that are meant for the shell.
            drop(events);
            drop(screen);
        }
    }

    fn take_again(&mut self) -> Result<(), Failure> {
        self.terminal =
            Some((Screen::open_in(self.place, self.device, self.mouse_wanted())?, EventStream::new()));
        self.resize(self.place.size())
    }

    /// Lets another program have the terminal until it ends. Jobs go on meanwhile.
    pub(super) async fn lend_out(&mut self, lend: &Lend, signals: &mut Signals) -> Result<(), Failure> {
        let command = match lend::command_for(&self.env, self.aws.paths(), lend) {
            Ok(command) => command,
            Err(failure) => return self.handle(Msg::Returned(Err(failure))),
        };
        let program = command.get_program().to_string_lossy().into_owned();
        let config = self.aws.paths().config.clone();
        let before = std::fs::read(&config).ok();
        self.give_back();
        if let Lend::Shell { profile, .. } = lend {
            let name = text::visible(profile.as_str());
            eprintln!("A shell with AWS_PROFILE {name}. Its end (exit) comes back to ssotui.");
        }
        match lend::run(command, signals).await {
            lend::Outcome::End(code) => {
                self.exit_code = Some(code);
                Ok(())
            }
            lend::Outcome::Ended(ended) => {
                self.take_again()?;
                let result = match (ended, lend) {
                    (Ok(status), Lend::Editor { .. }) => {
                        let changed = std::fs::read(&config).ok() != before;
                        editor::ended(&program, status, changed)
                    }
                    (Ok(_), Lend::Shell { .. }) => Ok(()),
                    (Err(error), lend) => Err(lend::not_started(&program, &error, lend)),
                };
                self.handle(Msg::Returned(result))
            }
        }
    }
}
