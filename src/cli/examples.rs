//! What `--help` teaches by example: a few lines for each command, below its options.

use clap::{Command, CommandFactory, FromArgMatches};

use super::arguments::Arguments;

/// A command and its examples. Those of a command's own commands stand there, too.
const EXAMPLES: &[(&str, &str)] = &[
    (
        "list",
        "  ssotui list                     every profile with its token's state
  ssotui list --json              for scripts: kind, session, account, role, token, file and line
  ssotui list --names | fzf       just the names",
    ),
    (
        "status",
        "  ssotui status                        every session and the time left
  ssotui status --check && terraform plan   only while signed in
  ssotui status --check --min 30m prod.admin    for at least another half hour
  ssotui status --prompt               prod.admin 7h 42m",
    ),
    (
        "login",
        "  ssotui login                    AWS_PROFILE's session, or the only one
  ssotui login prod.admin         the session of a profile
  ssotui login --all              every session that needs it
  ssotui login --no-browser       print the address and the code: open it on any device",
    ),
    (
        "logout",
        "  ssotui logout --session corp    this session alone; others stay
  ssotui logout --all             every token, as aws sso logout does",
    ),
    (
        "roles",
        "  ssotui roles                    the accounts and roles of all sessions that are signed in
  ssotui roles --session corp --json
  ssotui roles --cached           what was found last time",
    ),
    (
        "populate",
        "  ssotui populate -r eu-west-1 --dry-run           show what would be written
  ssotui populate --session corp -r eu-west-1      show it and ask
  ssotui populate -r eu-west-1 --role '*Admin*' --template '{account_name}.{role_name}'
  ssotui populate -r eu-west-1 --prune --yes       also take out what is gone",
    ),
    (
        "configure",
        "  ssotui configure                       asks for everything that is not given
  ssotui configure --sso-session-only    only the session
  ssotui configure --session corp --start-url https://corp.awsapps.com/start --sso-region us-east-1
  ssotui configure --session corp --account 123456789012 --role Admin --role ReadOnly --yes",
    ),
    (
        "migrate",
        "  ssotui migrate --dry-run               what would become of legacy profiles and other tools' leftovers
  ssotui migrate old-profile             only this one",
    ),
    (
        "edit",
        "  ssotui edit prod.admin --set region=eu-west-1
  ssotui edit a b c --set output=json --unset cli_pager
  ssotui edit --session corp --set sso_region=eu-west-1",
    ),
    (
        "env",
        "  eval \"$(ssotui env prod.admin)\"                      bash, zsh
  ssotui env prod.admin --shell fish | source          fish
  ssotui env prod.admin --shell powershell | iex       PowerShell
  ssotui env --unset                                   the line that removes it
  ssotui env prod.admin --permanent                    for every new shell",
    ),
    (
        "exec",
        "  ssotui exec prod.admin -- terraform plan
  ssotui exec prod.admin --region eu-west-1 -- aws s3 ls
  ssotui exec prod.admin --credentials -- ./tool-that-knows-no-sso
  ssotui exec prod.admin                    your shell with this profile",
    ),
    (
        "whoami",
        "  ssotui whoami                  AWS_PROFILE
  ssotui whoami prod.admin --json",
    ),
    (
        "console",
        "  ssotui console prod.admin                       in the browser
  ssotui console prod.admin --service s3 --region eu-west-1
  ssotui console prod.admin --print               only the address",
    ),
    (
        "credential-process",
        "  ssotui credential-process prod.admin

In ~/.aws/config, for a tool that knows no SSO:
  [profile for-old-tools]
  credential_process = ssotui credential-process prod.admin",
    ),
    (
        "pick",
        "  ssotui pick                          the list, in place; Enter takes one, Esc none
  ssotui pick pay adm --select-1       no list where just one profile matches
  aws s3 ls --profile \"$(ssotui pick)\"
  ssotui pick --print account-id

Exit codes: 0 picked, 4 nothing matches, 130 none picked. The list is drawn on the terminal wherever stdout goes.",
    ),
    (
        "init",
        "  eval \"$(ssotui init bash)\"                             in ~/.bashrc
  eval \"$(ssotui init zsh)\"                              in ~/.zshrc
  ssotui init fish | source                              in ~/.config/fish/config.fish
  ssotui init powershell | Out-String | Invoke-Expression    in $PROFILE
  ssotui init nu | save -f ($nu.default-config-dir | path join ssotui.nu)    once; then in config.nu: source ssotui.nu
  ssotui init cmd > %USERPROFILE%\\bin\\sso.cmd            once, into a folder of PATH

Then: sso picks a profile, sso pay adm filters first, sso - goes back, sso --clear sets none,
sso --screen opens the whole screen.",
    ),
    (
        "completions",
        "  ssotui completions bash > ~/.local/share/bash-completion/completions/ssotui
  ssotui completions zsh > \"${fpath[1]}/_ssotui\"
  ssotui completions fish > ~/.config/fish/completions/ssotui.fish
  ssotui completions powershell | Out-String | Invoke-Expression
  ssotui completions nu | save -f ($nu.default-config-dir | path join ssotui-completions.nu)
                                   once; then in config.nu: source ssotui-completions.nu",
    ),
    (
        "man",
        "  ssotui man | man -l -                     read it
  ssotui man ~/.local/share/man/man1        install the pages of all commands",
    ),
    (
        "rename",
        "  ssotui rename old new --dry-run    show what would change
  ssotui rename old new              show it and ask",
    ),
    (
        "delete",
        "  ssotui delete old older            show what would go, and ask
  ssotui delete old --yes",
    ),
    (
        "undo",
        "  ssotui undo                        show what would come back, and ask",
    ),
    (
        "settings",
        "  ssotui settings path
  ssotui settings default            every setting with its default
  ssotui settings check              exit code 2 if something is wrong, with the line",
    ),
    (
        "demo",
        "  ssotui demo                             everything, with no AWS account
  ssotui demo --accounts 3000 --rate 20   a large organization whose portal throttles
  ssotui demo --serve                     prints what points any AWS client at it: paste that into
                                          another window",
    ),
];

/// The grammar of the command line with its examples.
pub fn command() -> Command {
    let command = Arguments::command();
    EXAMPLES.iter().fold(command, |command, (name, examples)| {
        if command.find_subcommand(name).is_none() {
            return command;
        }
        command.mut_subcommand(name, |one| {
            let own = one.get_after_help().map(|help| format!("{help}\n\n")).unwrap_or_default();
            one.after_help(format!("{own}Examples:\n{examples}"))
        })
    })
}

/// The arguments of this process.
///
/// # Errors
/// What clap has to say: a wrong command line, or the help that was asked for.
pub fn parse() -> Result<Arguments, clap::Error> {
    Arguments::from_arg_matches(&command().try_get_matches()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_teaches_by_example() {
        let command = command();
        for one in command.get_subcommands().filter(|one| !one.is_hide_set()) {
            let help = one.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(
                help.contains(&format!("ssotui {}", one.get_name())),
                "{} has no example",
                one.get_name()
            );
        }
        for (name, _) in EXAMPLES {
            assert!(command.find_subcommand(name).is_some(), "there is no command {name}");
        }
    }

    /// Every line that is a command line of ours is one that is understood.
    #[test]
    fn examples_are_understood() {
        for (_, examples) in EXAMPLES {
            for line in examples.lines().filter_map(|line| line.strip_prefix("  ssotui ")) {
                let end = line.find("  ").or(line.find([';', '|', '>', '&'])).unwrap_or(line.len());
                let line = &line[..end.min(line.find([';', '|', '>', '&']).unwrap_or(line.len()))];
                let words = line.split_whitespace().map(|word| word.trim_matches('\''));
                let parsed = command().try_get_matches_from(std::iter::once("ssotui").chain(words));
                assert!(
                    parsed.is_ok(),
                    "{line}: {}",
                    parsed.err().map_or_else(String::new, |e| e.to_string())
                );
            }
        }
    }
}
