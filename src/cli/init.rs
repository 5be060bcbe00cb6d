//! `ssotui init`: the function for a shell that picks a profile and sets `AWS_PROFILE` there.

use super::Context;

use super::settings;
use super::shell_arguments::Init;
use crate::domain::shell::Shell;
use crate::error::{Failure, FailureKind};

/// The name that the function has in the texts.
const NAME: &str = "sso";

pub fn run(context: &Context, init: &Init) -> Result<u8, Failure> {
    let name = match &init.name {
        Some(name) => name.clone(),
        None => settings::read(&context.paths, &context.output).shell_function,
    };
    context.output.result(named(text(init.shell)?, &name).trim_end())?;
    Ok(0)
}

fn text(shell: Shell) -> Result<&'static str, Failure> {
    Ok(match shell {
        Shell::PowerShell => include_str!("../../assets/shell/ssotui.ps1"),
        Shell::Bash => include_str!("../../assets/shell/ssotui.bash"),
        Shell::Zsh => include_str!("../../assets/shell/ssotui.zsh"),
        Shell::Fish => include_str!("../../assets/shell/ssotui.fish"),
        Shell::Nushell => include_str!("../../assets/shell/ssotui.nu"),
        Shell::Cmd => include_str!("../../assets/shell/ssotui.cmd"),
        Shell::Sh => {
            return Err(Failure::new("There is no function for sh.", "Only shells for people have one.")
                .kind(FailureKind::Usage)
                .hint("Use: eval \"$(ssotui pick --print env --shell sh)\""));
        }
    })
}

/// The text with another name for the function, wherever its name stands as a word of its own.
fn named(text: &str, name: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    while let Some(at) = rest.find(NAME) {
        let (before, after) = (&rest[..at], &rest[at + NAME.len()..]);
        let alone = !out.chars().chain(before.chars()).next_back().is_some_and(is_part)
            && !after.starts_with(is_part);
        out.push_str(before);
        out.push_str(if alone { name } else { NAME });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHELLS: [Shell; 6] =
        [Shell::PowerShell, Shell::Bash, Shell::Zsh, Shell::Fish, Shell::Nushell, Shell::Cmd];

    #[test]
    fn the_name_is_replaced_where_it_stands_alone() {
        assert_eq!(
            named("sso() { ssotui x; } # sso -, sso", "aws-use"),
            "aws-use() { ssotui x; } # aws-use -, aws-use"
        );
        assert_eq!(named("__sso sso_x sso.cmd ssosso", "n"), "__sso sso_x sso.cmd ssosso");
    }

    #[test]
    fn every_text_is_plain_and_has_the_function() {
        for shell in SHELLS {
            let text = text(shell).expect("a text");
            assert!(text.is_ascii(), "{shell:?}: PowerShell 5.1 and cmd read the bytes by a code page");
            assert_ne!(named(text, "other"), text, "{shell:?} does not name the function");
        }
        assert!(super::text(Shell::Sh).is_err());
    }
}
