//! `C`: everything that can be copied about the selection, each text shown before it is copied.

use super::acting::link_to;
use super::copying::shell_title;
use super::layout::Pane;
use super::menu::{Menu, MenuItem, MenuPurpose};
use super::overlay::Overlay;
use super::state::State;
use super::tree::TreeRow;
use crate::aws_config::block;
use crate::domain::inventory::SessionEntry;
use crate::domain::names::{AccountId, ProfileName, Region, RoleName};
use crate::domain::profile::{Profile, ProfileKind};
use crate::domain::role::ProfileRole;
use crate::domain::session::{Session, SessionId};
use crate::domain::shell::Shell;
use crate::domain::snippet;
use crate::error::Failure;

/// The items of a menu, and which of them put the profile into use.
#[derive(Default)]
struct Items {
    items: Vec<MenuItem>,
    uses: Vec<usize>,
    /// The one that stands for temporary keys, and whose those are.
    keys: Option<(usize, Box<ProfileRole>)>,
}

impl Items {
    fn add(&mut self, label: impl Into<String>, detail: &str, text: Result<String, Failure>) {
        self.items.push(match text {
            Ok(text) => MenuItem { text: Some(Ok(text)), ..MenuItem::new(label, detail) },
            // Why it cannot be had stands in the place of what it would be.
            Err(Failure { why, hint, .. }) => {
                let all = hint.map_or_else(|| why.clone(), |hint| format!("{why} {hint}"));
                MenuItem { text: Some(Err(all)), ..MenuItem::new(label, why) }
            }
        });
    }

    /// One that puts the profile into use.
    fn add_use(&mut self, label: impl Into<String>, detail: &str, text: Result<String, Failure>) {
        self.uses.push(self.items.len());
        self.add(label, detail, text);
    }

    fn add_plain(&mut self, label: &str, detail: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.add(label, detail, snippet::plain(text));
        }
    }
}

impl State {
    /// `C`
    pub(super) fn copy_menu(&mut self) {
        let (subject, profile, items) = match self.focus {
            Pane::Profiles => match self.selected_profile() {
                Some(profile) => {
                    (profile.name.to_string(), Some(profile.name.clone()), self.about_profile(profile))
                }
                None => return self.nothing_selected(),
            },
            Pane::Sessions => match self.selected_session() {
                Some(entry) => (entry.session.id.to_string(), None, self.about_session(entry)),
                None => return self.nothing_selected(),
            },
            Pane::Accounts => match self.about_row() {
                Some(about) => about,
                None => return self.nothing_selected(),
            },
        };
        let title = format!("Copy {subject}");
        let purpose = MenuPurpose::Copy { subject, profile, uses: items.uses, keys: items.keys };
        self.overlays.push(Overlay::Menu(Box::new(Menu::new(title, purpose, items.items))));
    }

    fn about_profile(&self, profile: &Profile) -> Items {
        let name = &profile.name;
        let own = self.shell();
        let mut items = Items::default();
        let title = shell_title(own);
        items.add_use(format!("{title} line"), "set AWS_PROFILE in this shell", own.set_profile(name));
        items.add(format!("{title} unset"), "remove AWS_PROFILE", Ok(own.unset_profile().to_owned()));
        items.add_use(format!("{title} for good"), in_every_new_shell(own), own.set_profile_for_good(name));
        let unset_for_good = own.unset_profile_for_good();
        items.add("not for good", "take AWS_PROFILE out of every new shell", unset_for_good);
        items.add("--profile", "for aws, cdk and others", snippet::profile_option(own, name));
        items.add("name", "of the profile", snippet::plain(name.as_str()));
        let entry = profile.session.as_ref().and_then(|id| self.inventory.session(id));
        let session = entry.map(|entry| &entry.session);
        let role_arn = setting(profile, "role_arn");
        let account = profile.account_id.clone().or_else(|| role_arn.and_then(snippet::account_of_arn));
        items.add_plain("account id", "twelve digits", account.as_ref().map(|id| id.as_str()));
        match (&profile.account_id, &profile.role_name) {
            (Some(account), Some(role)) => add_role(&mut items, account, role, session),
            _ => items.add_plain("role ARN", "the role that it assumes", role_arn),
        }
        let region = profile.region.as_ref().or(session.and_then(|session| session.sso_region.as_ref()));
        if let (Some(account), Some(role)) = (&profile.account_id, &profile.role_name) {
            add_console(&mut items, account, Some(role), profile.region.as_ref(), session);
        }
        items.add(
            "Terraform provider",
            "a block of HCL",
            snippet::terraform_provider(name, profile.region.as_ref()),
        );
        items.add("boto3 session", "Python", snippet::boto3_session(name));
        items.add("CDK deploy", "a command", snippet::cdk_deploy(own, name));
        if let Some(account) = &account {
            let line = snippet::ecr_login(own, name, account, region);
            items.add("Docker login to ECR", "the account's registry", line);
        }
        items.add(
            "config block",
            "the profile's section, and its session's",
            block::profile(profile, session),
        );
        let role = ProfileRole::of(&self.inventory, profile);
        // The text is not known before it is copied, and never shown.
        let lines = "Lines that set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN. It is asked first.";
        let keys = items.items.len();
        items.add("temporary keys", "secrets, for this shell", role.clone().map(|_| lines.to_owned()));
        items.keys = role.ok().map(|role| (keys, Box::new(role)));
        for shell in Shell::ALL.into_iter().filter(|shell| *shell != own) {
            let title = shell_title(shell);
            items.add_use(format!("{title} line"), "set AWS_PROFILE", shell.set_profile(name));
            items.add(format!("{title} unset"), "remove AWS_PROFILE", Ok(shell.unset_profile().to_owned()));
            let for_good = shell.set_profile_for_good(name);
            items.add_use(format!("{title} for good"), in_every_new_shell(shell), for_good);
        }
        items
    }

    fn about_session(&self, entry: &SessionEntry) -> Items {
        let session = &entry.session;
        let mut items = Items::default();
        if let SessionId::Named(name) = &session.id {
            items.add("name", "of the session", snippet::plain(name.as_str()));
            let word = self.shell().word(name.as_str());
            let line = word.map(|word| format!("aws sso login --sso-session {word}"));
            items.add("sign in with the AWS CLI", "a command", line);
        }
        let url = session.start_url.as_ref().map(|url| url.as_str());
        items.add_plain("start URL", "the access portal", url);
        let region = session.sso_region.as_ref().map(|region| region.as_str());
        items.add_plain("SSO region", "where Identity Center lives", region);
        items.add("config block", "the session's section", block::session(session));
        items
    }

    /// What there is to say about an account or a role: with a profile that reaches the role, all about that.
    fn about_row(&self) -> Option<(String, Option<ProfileName>, Items)> {
        let tree = self.tree()?;
        let id = self.shown_session.as_ref()?;
        let account = tree.selected_account()?;
        let session = self.inventory.session(id).map(|entry| &entry.session);
        let mut items = Items::default();
        if let TreeRow::Role(..) = tree.selected()? {
            let role = &tree.selected_role()?.1.name;
            if let [only] = self.reaching(id, &account.id, role) {
                let profile = &self.inventory.profiles[*only];
                return Some((
                    profile.name.to_string(),
                    Some(profile.name.clone()),
                    self.about_profile(profile),
                ));
            }
            items.add_plain("role name", "the permission set", Some(role.as_str()));
            items.add_plain("account id", "twelve digits", Some(account.id.as_str()));
            add_role(&mut items, &account.id, role, session);
            add_console(&mut items, &account.id, Some(role), None, session);
            return Some((format!("{role} in {}", account.title()), None, items));
        }
        items.add_plain("account id", "twelve digits", Some(account.id.as_str()));
        items.add_plain("account name", "", account.name.as_deref());
        items.add_plain("e-mail", "of the account", account.email.as_deref());
        add_console(&mut items, &account.id, None, None, session);
        Some((account.title().to_owned(), None, items))
    }
}

fn add_role(items: &mut Items, account: &AccountId, role: &RoleName, session: Option<&Session>) {
    let sso_region = session.and_then(|session| session.sso_region.as_ref());
    let arn = snippet::role_arn(account, role, sso_region);
    items.add("role ARN", "for ArnLike: * stands for what AWS adds", arn);
}

fn add_console(
    items: &mut Items,
    account: &AccountId,
    role: Option<&RoleName>,
    region: Option<&Region>,
    session: Option<&Session>,
) {
    if let Some(session) = session {
        items.add("console link", "holds no secret", link_to(session, account, role, region));
    }
}

fn setting<'a>(profile: &'a Profile, key: &str) -> Option<&'a str> {
    let of_role = matches!(profile.kind, ProfileKind::Role | ProfileKind::WebIdentity);
    profile.settings.value(key).filter(|_| of_role)
}

/// Where the line for good puts it.
fn in_every_new_shell(shell: Shell) -> &'static str {
    match shell {
        Shell::PowerShell | Shell::Cmd => "for the user, in every new window",
        Shell::Fish => "a universal variable, in every fish",
        Shell::Bash => "in every new shell, through ~/.bashrc",
        Shell::Zsh => "in every new shell, through ~/.zshrc",
        Shell::Sh => "in every new shell, through ~/.profile",
        Shell::Nushell => "in every new shell, through its config",
    }
}
