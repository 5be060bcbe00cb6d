//! The windows that lie over the panes.

use super::change::{self, ChangeWindow};
use super::completion::Completion;
use super::confirm::Confirm;
use super::doctor::DoctorWindow;
use super::form::AnyForm;
use super::layout::Window;
use super::line::Line;
use super::list::Scroll;
use super::menu::Menu;
use super::populate::PopulateWindow;
use super::prompt::Prompt;
use super::text_window::TextWindow;
use super::wizard::WizardWindow;
use crate::domain::session::SessionId;
use crate::keys::Context;

/// A window. The top one takes the keys.
#[derive(Debug, Clone)]
pub enum Overlay {
    /// The sign-in to a session, under way.
    SignIn(SessionId),
    Help(Scroll),
    /// Everything that was said.
    Messages(Scroll),
    /// A text to be read and copied, or to select with the mouse.
    Text(Box<TextWindow>),
    /// A choice.
    Menu(Box<Menu>),
    /// A question that is answered with a line of text.
    Prompt(Box<Prompt>),
    /// A question that is answered with yes or no.
    Confirm(Box<Confirm>),
    /// A new session or new profiles.
    Wizard(Box<WizardWindow>),
    /// Profiles for all accounts and roles.
    Populate(Box<PopulateWindow>),
    /// A change to the config file, shown before it is made.
    Change(Box<ChangeWindow>),
    /// What is wrong, and what to do.
    Doctor(Box<DoctorWindow>),
}

impl Overlay {
    /// The narrowest context of a key pressed in it.
    pub fn context(&self) -> Context {
        match self {
            Self::SignIn(_) => Context::SignIn,
            Self::Help(_) | Self::Messages(_) | Self::Doctor(_) => Context::List,
            Self::Text(_) => Context::Text,
            Self::Menu(_) => Context::Menu,
            Self::Prompt(_) => Context::Prompt,
            Self::Confirm(_) => Context::Confirm,
            Self::Wizard(_) | Self::Populate(_) => Context::Form,
            Self::Change(_) => Context::Change,
        }
    }

    /// Whether all of it is to be read, or it asks for a word: nothing may lie over it.
    pub fn is_read(&self) -> bool {
        matches!(self, Self::SignIn(_) | Self::Text(_) | Self::Confirm(_) | Self::Prompt(_))
    }

    pub(super) fn is_sign_in_to(&self, session: &SessionId) -> bool {
        matches!(self, Self::SignIn(id) if id == session)
    }

    pub fn scroll_mut(&mut self) -> Option<&mut Scroll> {
        match self {
            Self::Help(scroll) | Self::Messages(scroll) => Some(scroll),
            Self::Text(window) => Some(&mut window.scroll),
            Self::Change(change) => Some(&mut change.scroll),
            Self::Doctor(doctor) => Some(&mut doctor.scroll),
            Self::Populate(window) => Some(&mut window.scroll),
            Self::Wizard(window) => match &mut **window {
                WizardWindow::Profiles(page) => Some(&mut page.scroll),
                WizardWindow::Session(_) => None,
            },
            Self::SignIn(_) | Self::Menu(_) | Self::Prompt(_) | Self::Confirm(_) => None,
        }
    }

    /// The line into which text is typed here.
    pub fn line_mut(&mut self) -> Option<&mut Line> {
        match self {
            Self::Menu(menu) => Some(&mut menu.line),
            Self::Prompt(prompt) => Some(&mut prompt.line),
            _ => None,
        }
    }

    fn form(&self) -> Option<&dyn AnyForm> {
        match self {
            Self::Populate(window) => Some(&window.form),
            Self::Wizard(window) => match &**window {
                WizardWindow::Session(page) => Some(&page.form),
                WizardWindow::Profiles(page) => Some(&page.form),
            },
            _ => None,
        }
    }

    pub(super) fn form_mut(&mut self) -> Option<&mut dyn AnyForm> {
        match self {
            Self::Populate(window) => Some(&mut window.form),
            Self::Wizard(window) => match &mut **window {
                WizardWindow::Session(page) => Some(&mut page.form),
                WizardWindow::Profiles(page) => Some(&mut page.form),
            },
            _ => None,
        }
    }

    /// The text with the cursor, and what is offered for it.
    pub fn typing(&self) -> Option<(&Line, &Completion)> {
        match self {
            Self::Prompt(prompt) => Some((&prompt.line, &prompt.completion)),
            _ => self.form()?.typing(),
        }
    }

    pub(super) fn typing_mut(&mut self) -> Option<(&mut Line, &mut Completion)> {
        match self {
            Self::Prompt(prompt) => Some((&mut prompt.line, &mut prompt.completion)),
            _ => self.form_mut()?.typing_mut(),
        }
    }

    /// What is wrong with the answer at the cursor.
    pub(super) fn problem(&self) -> Option<&str> {
        match self {
            Self::Prompt(prompt) => prompt.problem.as_deref(),
            _ => self.form()?.problem(),
        }
    }

    /// How much room it wants, where its text has so many lines of so many cells.
    pub(super) fn window(&self, columns: u16, lines: u16) -> Window {
        match self {
            Self::SignIn(_) => Window::SignIn,
            Self::Populate(_) => Window::Whole,
            Self::Change(_) => Window::Text { columns: change::COLUMNS, lines: lines.max(3) },
            Self::Help(_)
            | Self::Messages(_)
            | Self::Text(_)
            | Self::Menu(_)
            | Self::Prompt(_)
            | Self::Confirm(_)
            | Self::Doctor(_)
            | Self::Wizard(_) => Window::Text { columns, lines },
        }
    }
}
