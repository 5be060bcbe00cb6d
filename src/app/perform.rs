//! What each action does.

use super::layout::Pane;
use super::list::{Motion, Scroll};
use super::msg::Effect;
use super::overlay::Overlay;
use super::state::{Phase, Purpose, State};
use super::tree::TreeRow;
use crate::keys::Action;

impl State {
    /// Does what an action says, in the place where the user is.
    pub(super) fn perform(&mut self, action: Action, effects: &mut Vec<Effect>) {
        match action {
            Action::QuitNow => effects.push(Effect::Quit { exit_code: self.exit_code_of_quitting() }),
            Action::Quit => self.quit(effects),
            Action::Suspend => self.suspend(effects),
            Action::Help => self.toggle(Overlay::Help(Scroll::default())),
            Action::Messages => self.toggle(Overlay::Messages(Scroll::default())),
            Action::Palette => self.palette(),
            Action::Back => self.back(effects),
            Action::Down => self.go(Motion::Down),
            Action::Up => self.go(Motion::Up),
            Action::HalfPageDown => self.go(Motion::HalfPageDown),
            Action::HalfPageUp => self.go(Motion::HalfPageUp),
            Action::PageDown => self.go(Motion::PageDown),
            Action::PageUp => self.go(Motion::PageUp),
            Action::Top => self.go(Motion::Top),
            Action::Bottom => self.go(Motion::Bottom),
            Action::NextPane => self.focus_on(self.focus.next()),
            Action::PreviousPane => self.focus_on(self.focus.previous()),
            Action::SessionsPane => self.focus_on(Pane::Sessions),
            Action::ProfilesPane => self.focus_on(Pane::Profiles),
            Action::AccountsPane => self.focus_on(Pane::Accounts),
            Action::Open => self.open(),
            Action::Close => self.close(),
            Action::DetailDown => self.scroll_detail(1),
            Action::DetailUp => self.scroll_detail(-1),
            Action::Filter => self.filter(),
            Action::AcceptFilter if self.is_picking() => self.use_profile(effects),
            Action::AcceptFilter => self.accept_filter(),
            Action::WhoAmI => self.who_am_i(effects),
            Action::Console => self.open_console(effects),
            Action::RunShell => self.run_shell(effects),
            Action::OpenConfig => self.open_config(effects),
            Action::Edit => self.edit(),
            Action::Rename => self.rename(),
            Action::Delete => self.delete(effects),
            Action::Undo => self.undo_change(effects),
            Action::New => self.new_something(),
            Action::Migrate => self.migrate(effects),
            Action::MarkItem => self.mark_item(),
            Action::Populate => self.populate(effects),
            Action::Doctor => self.open_doctor(effects),
            Action::Accept => self.accept(effects),
            Action::NextField if self.next_completes() => self.take_candidate(),
            Action::NextField => self.move_field(true, effects),
            Action::PreviousField => self.move_field(false, effects),
            Action::TakeCandidate => self.take_candidate(),
            Action::NextCandidate => self.next_candidate(effects),
            Action::PreviousCandidate => self.previous_candidate(effects),
            Action::Apply => self.apply_change(effects),
            Action::Yes => self.say_yes(effects),
            Action::No => self.say_no(),
            Action::SignIn => self.sign_in(effects),
            Action::SignInAll => self.sign_in_all(effects),
            Action::SignOut => self.sign_out(effects),
            Action::SignInAnew => self.sign_in_anew(effects),
            Action::Use => self.use_it(effects),
            Action::CopyLine => self.copy_line(effects),
            Action::CopyMenu => self.copy_menu(),
            Action::CopyName => self.copy_name(effects),
            Action::Reload => self.reload(effects),
            Action::Mark => self.mark(),
            Action::MarkAll => self.mark_all(),
            Action::MarkRange => self.mark_range(),
            Action::Pin => self.pin(effects),
            Action::Sort => self.sort(),
            Action::CopyShown => self.copy_shown(effects),
            Action::CopyCode => self.copy_code(effects),
            Action::OpenBrowser => self.open_browser_again(effects),
            Action::Background => self.background(),
            Action::NextSignIn => self.next_sign_in(),
            Action::OtherWay => self.other_way(effects),
            Action::TypeAddress => self.type_address(),
            Action::SendAddress => self.send_address(effects),
        }
    }

    fn suspend(&mut self, effects: &mut Vec<Effect>) {
        if self.facts.purpose != Purpose::Screen {
            return self.info("The shell waits for an answer, and cannot go on before.");
        }
        if self.facts.can_suspend {
            return effects.push(Effect::Suspend);
        }
        let quit = self.keymap.key_of(Action::Quit).unwrap_or_default();
        self.info(format!(
            "Windows cannot stop a program and continue it later. Open another window, or press {quit} to quit."
        ));
    }

    fn quit(&mut self, effects: &mut Vec<Effect>) {
        if self.overlays.is_empty() {
            effects.push(Effect::Quit { exit_code: 0 });
        } else {
            self.close_window(effects);
        }
    }

    /// Closes the window on top. A sign-in goes on behind, what else it has under way ends with it.
    pub(super) fn close_window(&mut self, effects: &mut Vec<Effect>) {
        match self.overlays.last() {
            Some(Overlay::SignIn(_)) => self.background(),
            Some(Overlay::Change(_)) => self.close_change(effects),
            Some(Overlay::Doctor(_)) => self.close_doctor(effects),
            Some(Overlay::Populate(_)) => self.close_populate(),
            _ => drop(self.overlays.pop()),
        }
    }

    /// Opens a window, or closes it where it is on top.
    fn toggle(&mut self, overlay: Overlay) {
        let same = |other: &Overlay| std::mem::discriminant(other) == std::mem::discriminant(&overlay);
        if self.overlays.last().is_some_and(same) {
            self.overlays.pop();
        } else {
            self.overlays.retain(|other| !same(other));
            self.overlays.push(overlay);
        }
    }

    /// One step back: the window, the text, the filter, the marks. A pending key was handled before.
    fn back(&mut self, effects: &mut Vec<Effect>) {
        if self.is_picking() {
            return effects.push(Effect::Quit { exit_code: self.exit_code_of_quitting() });
        }
        match self.overlays.last() {
            Some(Overlay::SignIn(id)) => {
                let id = id.clone();
                if self.stop_typing_address(&id) {
                    return;
                }
                return self.cancel_sign_in(&id, effects);
            }
            Some(Overlay::Menu(menu)) if !menu.line.is_empty() => return self.clear_line(),
            Some(_) if self.is_choosing_candidate() => return self.choose_no_candidate(),
            Some(_) => return self.close_window(effects),
            None => {}
        }
        if let Some(line) = self.line_mut() {
            if line.editing && line.is_empty() {
                line.editing = false;
                return;
            }
            if !line.is_empty() {
                line.clear();
                self.refilter();
                return;
            }
        }
        if self.clear_marks() {
            return;
        }
        if self.focus == Pane::Accounts && self.cancel_enumeration(effects) {
            return;
        }
        if self.toasts.shown(self.now).next().is_some() {
            self.toasts.dismiss(self.now);
            return;
        }
        let key = self.keymap.key_of(Action::Quit).unwrap_or_default();
        self.info(format!("Nothing to go back from. Press {key} to quit."));
    }

    /// Takes what was typed or chosen in the window on top.
    fn accept(&mut self, effects: &mut Vec<Effect>) {
        if self.is_choosing_candidate() {
            return self.take_candidate();
        }
        match self.overlays.last() {
            Some(Overlay::Prompt(prompt)) => match self.check_prompt(prompt) {
                Some(problem) => self.set_problem(Some(problem)),
                None => {
                    if let Some(Overlay::Prompt(prompt)) = self.overlays.pop() {
                        self.answered(&prompt, effects);
                    }
                }
            },
            Some(Overlay::Populate(_)) => self.populate_go_on(effects),
            Some(Overlay::Wizard(_)) => self.wizard_go_on(effects),
            Some(Overlay::Menu(_)) => self.choose(effects),
            _ => {}
        }
    }

    pub(super) fn move_field(&mut self, forward: bool, effects: &mut Vec<Effect>) {
        self.find_region(effects);
        if let Some(form) = self.overlays.last_mut().and_then(Overlay::form_mut) {
            form.go(forward);
        }
    }

    fn mark_item(&mut self) {
        if let Some(Overlay::Menu(menu)) = self.overlays.last_mut()
            && !menu.mark()
        {
            self.info("Only one can be chosen here.");
        }
    }

    /// What was typed or chosen in the window on top changed.
    pub(super) fn typed_in_window(&mut self) {
        match self.overlays.last_mut() {
            Some(Overlay::Menu(menu)) => menu.refilter(),
            Some(Overlay::Prompt(prompt)) => {
                prompt.completion.follow(prompt.line.text());
                let prompt = prompt.clone();
                let problem = self.check_prompt(&prompt);
                self.set_problem(problem);
            }
            Some(Overlay::Wizard(_)) => self.follow_wizard(),
            Some(Overlay::Populate(_)) => self.work_out_populate(),
            _ => {}
        }
    }

    fn set_problem(&mut self, problem: Option<String>) {
        if let Some(Overlay::Prompt(prompt)) = self.overlays.last_mut() {
            prompt.problem = problem;
        }
    }

    fn clear_line(&mut self) {
        if let Some(line) = self.overlays.last_mut().and_then(Overlay::line_mut) {
            line.clear();
        }
        self.typed_in_window();
    }

    fn go(&mut self, motion: Motion) {
        if let Some(overlay) = self.overlays.last_mut() {
            if let Overlay::Menu(menu) = overlay {
                menu.list.go(motion);
                return;
            }
            if let Some(scroll) = overlay.scroll_mut() {
                scroll.go(motion);
            }
            return;
        }
        match self.focus {
            Pane::Sessions => self.sessions.list.go(motion),
            Pane::Profiles => self.profiles.list.go(motion),
            Pane::Accounts => self.tree_mut().is_some_and(|tree| tree.list.go(motion)),
        };
    }

    pub(super) fn focus_on(&mut self, pane: Pane) {
        if let Some(line) = self.line_mut() {
            line.editing = false;
        }
        self.focus = pane;
    }

    fn open(&mut self) {
        match self.focus {
            Pane::Sessions => self.focus_on(Pane::Profiles),
            Pane::Profiles => self.info("No pane lies further right."),
            Pane::Accounts => {
                let is_account = self
                    .tree()
                    .and_then(|tree| tree.selected())
                    .is_some_and(|row| matches!(row, TreeRow::Account(_)));
                let opened = is_account && self.tree_mut().is_some_and(|tree| tree.set_open(true));
                if !opened {
                    self.focus_on(Pane::Profiles);
                }
            }
        }
    }

    fn close(&mut self) {
        match self.focus {
            Pane::Sessions => self.info("No pane lies further left."),
            Pane::Profiles => self.focus_on(Pane::Sessions),
            Pane::Accounts => {
                if !self.tree_mut().is_some_and(|tree| tree.set_open(false)) {
                    self.info("The account is closed already.");
                }
            }
        }
    }

    pub(super) fn filter(&mut self) {
        if self.focus == Pane::Sessions || self.line().is_none() {
            self.focus_on(Pane::Profiles);
        }
        if let Some(line) = self.line_mut() {
            line.editing = true;
        }
    }

    fn accept_filter(&mut self) {
        if let Some(line) = self.line_mut() {
            line.editing = false;
        }
    }

    /// `Enter`: opens an account; else the profile is used.
    pub(super) fn use_it(&mut self, effects: &mut Vec<Effect>) {
        match self.focus {
            Pane::Sessions => self.focus_on(Pane::Accounts),
            Pane::Profiles => self.use_profile(effects),
            Pane::Accounts => match self.tree().and_then(|tree| tree.selected()) {
                // What is missing is made.
                Some(TreeRow::Role(..)) if self.profiles_of_selected_role() == Some(0) => {
                    self.make_profile_of_role();
                }
                Some(TreeRow::Role(..)) => self.use_profile(effects),
                Some(TreeRow::Account(_) | TreeRow::Note(_)) => {
                    if let Some(tree) = self.tree_mut() {
                        tree.toggle();
                    }
                }
                None => self.nothing_selected(),
            },
        }
    }

    pub(super) fn nothing_selected(&mut self) {
        let why = self.why_nothing_selected();
        self.info(why);
    }

    /// Why no row is selected, and which key helps.
    pub(super) fn why_nothing_selected(&self) -> String {
        let helps = |action: Action, does: &str| match self.keymap.key_of(action) {
            Some(key) => format!(" {key} {does}."),
            None => String::new(),
        };
        let filtered = self.line().is_some_and(|line| !line.is_empty());
        match self.focus {
            _ if self.phase != Phase::Read => "The files are not read yet.".to_owned(),
            _ if filtered => format!("No row matches the filter.{}", helps(Action::Back, "clears it")),
            Pane::Sessions => format!("There is no session yet.{}", helps(Action::New, "adds one")),
            Pane::Profiles if self.inventory.sessions.is_empty() => {
                format!("There is no profile yet.{}", helps(Action::New, "adds a session to begin with"))
            }
            Pane::Profiles => format!("There is no profile yet.{}", helps(Action::New, "makes some")),
            Pane::Accounts => {
                format!("No account is known yet.{}", helps(Action::Reload, "asks AWS for them"))
            }
        }
    }

    fn reload(&mut self, effects: &mut Vec<Effect>) {
        if self.focus == Pane::Profiles {
            effects.push(Effect::Load);
            self.info("Reading the files again.");
            return;
        }
        let Some(entry) = self.session_in_focus() else {
            effects.push(Effect::Load);
            self.info("Reading the files again.");
            return;
        };
        let session = entry.session.clone();
        self.enumerate(session, effects);
    }

    /// Why the selection has no session.
    pub(super) fn say_why_no_session(&mut self) {
        if self.focus == Pane::Profiles
            && let Some(profile) = self.selected_profile()
        {
            let text = match &profile.session {
                Some(id) => format!(
                    "{} names the session {id}, and {} has no section [sso-session {id}].",
                    profile.name, self.facts.config_path
                ),
                None => format!(
                    "{} uses no SSO session (it is of kind {}): there is nothing to sign in to.",
                    profile.name,
                    profile.kind.as_str()
                ),
            };
            return self.info(text);
        }
        self.nothing_selected();
    }
}
