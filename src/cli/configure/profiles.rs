//! The wizard's questions about accounts, roles and profiles.

use super::Wizard;
use crate::app::text;
use crate::aws::Aws;
use crate::aws::clock::{Clock, SystemClock};
use crate::aws_config::known;
use crate::aws_config::wizard::{self, ProfileAnswers, SessionAnswers};
use crate::cli::arguments::Login;
use crate::cli::status::state;
use crate::cli::{credentials, login, runtime};
use crate::domain::choice::{Choice, choose};
use crate::domain::inventory::SessionEntry;
use crate::domain::names::{AccountId, ProfileName, Region, RoleName};
use crate::domain::organization::Account;
use crate::domain::token::TokenState;
use crate::error::{Failure, FailureKind};
use crate::tasks::lists;

/// So many rows of a list are shown at once.
const ROWS: usize = 20;
/// The scope without which the portal lists nothing.
const ACCOUNT_ACCESS: &str = "sso:account:access";

impl Wizard<'_> {
    /// Account, roles, region, output and names. The network is waited for only once everything that can be answered
    /// without it has been.
    pub(super) fn profiles(&mut self, session: &SessionAnswers) -> Result<Vec<ProfileAnswers>, Failure> {
        let arguments = self.arguments;
        let mut names =
            arguments.profile.iter().map(|name| wizard::profile_name(name)).collect::<Result<Vec<_>, _>>()?;
        let exact = self.exact()?;
        let region = self.region()?;
        let output = self.output()?;
        let reaches: Vec<Option<(AccountId, RoleName)>> = match exact {
            Some((account, roles)) => roles.into_iter().map(|role| Some((account.clone(), role))).collect(),
            None if session.scopes.as_ref().is_some_and(|it| !it.iter().any(|it| it == ACCOUNT_ACCESS)) => {
                self.context
                    .output
                    .note("Without the scope sso:account:access there are no accounts to choose.");
                vec![None]
            }
            None => {
                let (account, roles) = self.choose(session)?;
                roles.into_iter().map(|role| Some((account.clone(), role))).collect()
            }
        };
        if names.is_empty() {
            names = reaches.iter().map(|reach| self.name(reach.as_ref())).collect::<Result<_, _>>()?;
        }
        if names.len() != reaches.len() {
            return Err(Failure::new(
                format!("{} names for {} profiles.", names.len(), reaches.len()),
                "Every role gets a profile of its own.",
            )
            .kind(FailureKind::Usage)
            .hint("Give --profile once for each role, or not at all."));
        }
        let profile =
            |(name, reach)| ProfileAnswers { name, reach, region: region.clone(), output: output.clone() };
        Ok(names.into_iter().zip(reaches).map(profile).collect())
    }

    /// Account and roles where the flags say both so that nobody has to be asked. Whether they are assigned is not
    /// checked then.
    fn exact(&self) -> Result<Option<(AccountId, Vec<RoleName>)>, Failure> {
        let Some(account) = &self.arguments.account else { return Ok(None) };
        let Ok(account) = wizard::account_id(account) else { return Ok(None) };
        let roles =
            self.arguments.role.iter().map(|role| wizard::role_name(role)).collect::<Result<Vec<_>, _>>()?;
        Ok(Some((account, roles)).filter(|(_, roles)| !roles.is_empty()))
    }

    /// The value of a key in the profile that is being configured, which without a name is the current one, as in
    /// `aws configure sso`.
    pub(super) fn present(&self, key: &str) -> Option<String> {
        let name = match self.arguments.profile.as_slice() {
            [] => self.context.env.current_profile(),
            [name] => name,
            _ => return None,
        };
        let profile = self.inventory.profile(&name.into())?;
        profile.settings.value(key).map(str::to_owned)
    }

    fn region(&mut self) -> Result<Option<Region>, Failure> {
        if let Some(region) = &self.arguments.default_region {
            return wizard::region(region).map(Some);
        }
        let present = self.present("region");
        let check = |text: &str| if text.is_empty() { Ok(None) } else { wizard::region(text).map(Some) };
        let proposal = present.as_deref().unwrap_or_default();
        if !self.prompt.asks() {
            return Ok(None);
        }
        let known = known::regions(&self.inventory);
        self.prompt.ask_known("Default client Region", "--default-region", Some(proposal), &known, check)
    }

    fn output(&mut self) -> Result<Option<String>, Failure> {
        if let Some(output) = &self.arguments.output {
            return wizard::output(output).map(Some);
        }
        let present = self.present("output");
        let check = |text: &str| if text.is_empty() { Ok(None) } else { wizard::output(text).map(Some) };
        let proposal = present.as_deref().unwrap_or_default();
        if !self.prompt.asks() {
            return Ok(None);
        }
        let question = "CLI default output format (json if not specified)";
        let known = known::values(&self.inventory, &[], "output");
        self.prompt.ask_known(question, "--output", Some(proposal), &known, check)
    }

    fn name(&mut self, reach: Option<&(AccountId, RoleName)>) -> Result<ProfileName, Failure> {
        let usual = reach.map(|(account, role)| wizard::usual_profile_name(account, role));
        let proposal = usual.as_ref().map(|name| name.as_str());
        let question = match reach {
            Some((_, role)) => format!("Profile name for {}", text::visible(role.as_str())),
            None => "Profile name".to_owned(),
        };
        self.prompt.ask(&question, "--profile NAME", proposal, wizard::profile_name)
    }

    /// Signs in where that is needed, and lets an account and roles be chosen of those that there are.
    fn choose(&mut self, answers: &SessionAnswers) -> Result<(AccountId, Vec<RoleName>), Failure> {
        let aws = self.context.aws_with(&self.inventory, None);
        let entry = self.sign_in(&aws, answers)?;
        let with_command = |failure| credentials::with_command(self.context, failure, &entry.session);
        let accounts = runtime::run_until_interrupted(async { lists::accounts(&aws, &entry.session).await })
            .map_err(with_command)?;
        let account = self.account(&accounts)?.id.clone();
        let roles =
            runtime::run_until_interrupted(async { lists::roles(&aws, &entry.session, &account).await })
                .map_err(with_command)?;
        let roles = self.roles(&account, &roles)?;
        Ok((account, roles))
    }

    fn sign_in(&self, aws: &Aws, answers: &SessionAnswers) -> Result<SessionEntry, Failure> {
        let session = wizard::session(answers);
        let token = crate::aws::token_cache::read(&self.context.paths, &session.id);
        let entry = SessionEntry { session, token, profiles: 0 };
        if state(&entry, SystemClock.now()) == TokenState::Valid && !entry.token_is_of_another_session() {
            return Ok(entry);
        }
        let settings = crate::cli::settings::read(&self.context.paths, &self.context.output);
        // Told as JSON it keeps stdout for the result.
        let how = Login { no_browser: self.arguments.no_browser, json: true, ..Login::default() };
        runtime::run_until_interrupted(async {
            login::sign_in_one(self.context, aws, &settings, &how, &entry).await
        })
    }

    fn account<'a>(&mut self, accounts: &'a [Account]) -> Result<&'a Account, Failure> {
        let fields: Vec<Vec<&str>> = accounts
            .iter()
            .map(|it| {
                [Some(it.id.as_str()), it.name.as_deref(), it.email.as_deref()]
                    .into_iter()
                    .flatten()
                    .collect()
            })
            .collect();
        let rows: Vec<String> = accounts.iter().map(account_row).collect();
        let wanted = self.arguments.account.as_deref();
        let chosen = match (accounts, wanted) {
            ([], _) => {
                return Err(Failure::new("No AWS accounts are available to you.", "The portal lists none.")
                    .kind(FailureKind::NotFound)
                    .hint("Ask whoever runs your Identity Center to assign you some."));
            }
            ([only], None) => {
                self.context.output.note(&format!("The only AWS account available to you is: {}", rows[0]));
                return Ok(only);
            }
            (_, Some(wanted)) => pick(&fields, wanted, "account", "ssotui roles")?,
            (_, None) => {
                let title = format!("There are {} AWS accounts available to you.", accounts.len());
                self.pick(&title, "Account", "--account ACCOUNT", &fields, &rows, false)?
            }
        };
        chosen.first().and_then(|index| accounts.get(*index)).ok_or_else(nothing_chosen)
    }

    fn roles(&mut self, account: &AccountId, roles: &[RoleName]) -> Result<Vec<RoleName>, Failure> {
        let fields: Vec<Vec<&str>> = roles.iter().map(|role| vec![role.as_str()]).collect();
        let rows: Vec<String> = roles.iter().map(|role| text::visible(role.as_str()).into_owned()).collect();
        let wanted = &self.arguments.role;
        let chosen = match (roles, wanted.as_slice()) {
            ([], _) => {
                return Err(Failure::new(
                    format!("No roles are available for the account {account}."),
                    "The portal lists none.",
                )
                .kind(FailureKind::NotFound)
                .hint("Choose another account."));
            }
            ([only], []) => {
                self.context.output.note(&format!("The only role available to you is: {}", rows[0]));
                return Ok(vec![only.clone()]);
            }
            (_, []) => {
                let title = format!("There are {} roles available to you.", roles.len());
                let question = "Roles (several: 1,3 or 1-3 or all)";
                self.pick(&title, question, "--role ROLE", &fields, &rows, true)?
            }
            (_, wanted) => {
                let mut chosen = Vec::new();
                for role in wanted {
                    chosen.extend(pick(&fields, role, "role", "ssotui roles")?);
                }
                chosen
            }
        };
        Ok(chosen.into_iter().filter_map(|index| roles.get(index).cloned()).collect())
    }

    /// Shows a list, and narrows it down until something is chosen.
    fn pick(
        &mut self,
        title: &str,
        question: &str,
        flag: &str,
        fields: &[Vec<&str>],
        rows: &[String],
        several: bool,
    ) -> Result<Vec<usize>, Failure> {
        let output = &self.context.output;
        let mut shown: Vec<usize> = (0..rows.len()).collect();
        if self.prompt.asks() {
            output.line(title);
        }
        loop {
            if self.prompt.asks() {
                for (number, row) in shown.iter().take(ROWS).enumerate() {
                    output.line(&format!("{:>4}  {}", number + 1, rows[*row]));
                }
                if shown.len() > ROWS {
                    output
                        .line(&format!("      … and {} more: type a part of the name.", shown.len() - ROWS));
                }
            }
            let choice = self.prompt.ask(question, flag, None, |answer| {
                match choose(fields, &shown, answer, several) {
                    Choice::Nothing(why) => Err(Failure::new(why, "")),
                    choice => Ok(choice),
                }
            })?;
            match choice {
                Choice::Chosen(chosen) => {
                    let names: Vec<&str> = chosen.iter().map(|row| rows[*row].as_str()).collect();
                    output.note(&format!("Chosen: {}", names.join(", ")));
                    return Ok(chosen);
                }
                Choice::Narrowed(left) => shown = left,
                Choice::Nothing(_) => {}
            }
        }
    }
}

/// `name, e-mail (id)`, as far as they are known (AWS CLI `display_account`).
fn account_row(account: &Account) -> String {
    let known: Vec<&str> =
        [account.name.as_deref(), account.email.as_deref()].into_iter().flatten().collect();
    let row = if known.is_empty() {
        account.id.to_string()
    } else {
        format!("{} ({})", known.join(", "), account.id)
    };
    text::visible(&row).into_owned()
}

/// The one that a flag names.
fn pick(fields: &[Vec<&str>], wanted: &str, kind: &str, list: &str) -> Result<Vec<usize>, Failure> {
    let why = match choose(fields, &[], wanted, false) {
        Choice::Chosen(chosen) => return Ok(chosen),
        Choice::Narrowed(found) => format!("{} of them match.", found.len()),
        Choice::Nothing(why) => why,
    };
    Err(Failure::new(format!("No {kind} {wanted}."), why)
        .kind(FailureKind::NotFound)
        .hint(format!("Give the whole name; list what there is with: {list}")))
}

fn nothing_chosen() -> Failure {
    Failure::new("Nothing was chosen.", "").kind(FailureKind::Usage)
}
