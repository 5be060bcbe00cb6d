//! Other tools at work in the same config file, by the marks that they leave: aws-sso-util `configure populate`
//! (`sso_auto_populated`), granted (`pkg/awsconfigfile/generator.go`), aws-sso-cli (`internal/awsconfig`), leapp
//! (`aws-session-service.ts`), aws-vault (`credential_process = aws-vault exec …`).

use std::collections::{BTreeMap, BTreeSet};

use super::report::Report;
use crate::domain::finding::{Finding, FindingKind};
use crate::domain::profile::{ConfigFile, Profile, Source};

/// What aws-sso-cli puts around the profiles that it writes.
const BLOCK: [&str; 2] = ["BEGIN_AWS_SSO_CLI", "END_AWS_SSO_CLI"];

/// A tool that keeps profiles in the config file, and what it does with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Tool {
    AwsSsoUtil,
    Granted,
    AwsSsoCli,
    Leapp,
    AwsVault,
}

impl Tool {
    fn name(self) -> &'static str {
        match self {
            Self::AwsSsoUtil => "aws-sso-util (or ssotui populate)",
            Self::Granted => "granted",
            Self::AwsSsoCli => "aws-sso-cli",
            Self::Leapp => "leapp",
            Self::AwsVault => "aws-vault",
        }
    }

    fn habit(self) -> &'static str {
        match self {
            Self::AwsSsoUtil => "Populating writes the profiles that it marked (sso_auto_populated) anew.",
            Self::Granted => {
                "It writes its profiles anew, rearranges the whole file, and removes what it once made."
            }
            Self::AwsSsoCli => "It writes everything between its two comment lines anew.",
            Self::Leapp => "It hands out credentials while its own window runs, and only then.",
            Self::AwsVault => {
                "It keeps tokens in a store of its own: a sign-in made elsewhere does not count there."
            }
        }
    }

    /// The tool that a `credential_process` starts.
    fn of_process(command: &str) -> Option<Self> {
        let file = program(command)?.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
        Some(match file.strip_suffix(".exe").unwrap_or(&file) {
            "aws-sso-util" => Self::AwsSsoUtil,
            "granted" => Self::Granted,
            "aws-sso" => Self::AwsSsoCli,
            "leapp" => Self::Leapp,
            "aws-vault" => Self::AwsVault,
            _ => return None,
        })
    }
}

/// The program of a command line, which may stand in quotes.
fn program(command: &str) -> Option<&str> {
    let command = command.trim_start();
    let quote = command.chars().next().filter(|c| matches!(c, '"' | '\''));
    match quote {
        Some(quote) => command[1..].split(quote).next(),
        None => command.split_whitespace().next(),
    }
    .filter(|program| !program.is_empty())
}

/// `is_installed` tells whether a program is there.
pub fn check(
    report: &mut Report<'_>,
    profiles: &[Profile],
    config: &str,
    is_installed: &dyn Fn(&str) -> bool,
) {
    let block = block(config);
    let mut kept: BTreeMap<Tool, (usize, Source)> = BTreeMap::new();
    let mut missing: BTreeMap<&str, (usize, Source)> = BTreeMap::new();
    for profile in profiles {
        let tools = marks(profile, block.as_ref());
        for tool in &tools {
            kept.entry(*tool).or_insert((0, profile.source)).0 += 1;
        }
        if tools.len() > 1 {
            let names: Vec<&str> = tools.iter().map(|tool| tool.name()).collect();
            let finding = Finding::new(
                FindingKind::ToolsFight,
                format!("Profile {} bears the marks of {}.", profile.name, names.join(" and ")),
                "Each of them writes the profile anew as it sees fit, and one undoes what the other did.",
                "Decide on one: ssotui migrate takes the others' keys out; remove the profile in the other tool too.",
            );
            report.add_in(finding, profile.source);
        }
        let process = profile.settings.get("credential_process");
        let program = process.and_then(|setting| setting.value).and_then(program);
        if let (Some(setting), Some(program)) = (process, program)
            && !is_installed(program)
        {
            missing.entry(program).or_insert((0, setting.source)).0 += 1;
        }
    }
    for (tool, (count, source)) in kept {
        let finding = Finding::new(
            FindingKind::ToolMarks,
            format!("{} keeps {count} profile{} here.", tool.name(), if count == 1 { "" } else { "s" }),
            tool.habit(),
            "Nothing to do while you use it. If you do not: ssotui migrate",
        );
        report.add_in(finding, source);
    }
    for (program, (count, source)) in missing {
        let profiles = if count == 1 { "1 profile gets".to_owned() } else { format!("{count} profiles get") };
        let finding = Finding::new(
            FindingKind::ProcessMissing,
            format!("{profiles} credentials from a program that is not there: {program}."),
            "credential_process names it, and AWS tools start it whenever they need credentials.",
            "Install it, or turn the profiles into SSO profiles: ssotui migrate",
        );
        report.add_in(finding, source);
    }
}

/// The lines of aws-sso-cli's block, counted from 1.
fn block(config: &str) -> Option<std::ops::Range<usize>> {
    let line = |mark: &str| {
        let is_mark = |line: &str| line.trim_start().starts_with('#') && line.contains(mark);
        config.lines().position(is_mark).map(|index| index + 1)
    };
    Some(line(BLOCK[0])?..line(BLOCK[1])?)
}

fn marks(profile: &Profile, block: Option<&std::ops::Range<usize>>) -> BTreeSet<Tool> {
    let mut tools = BTreeSet::new();
    for setting in profile.settings.iter() {
        let value = setting.value.unwrap_or_default();
        tools.extend(match setting.key {
            "sso_auto_populated" if value.eq_ignore_ascii_case("true") => Some(Tool::AwsSsoUtil),
            "credential_process" => Tool::of_process(value),
            key if key.starts_with("granted_sso_") => Some(Tool::Granted),
            "common_fate_generated_from" | "granted_generated_from" => Some(Tool::Granted),
            _ => None,
        });
    }
    let in_block = block.is_some_and(|block| block.contains(&profile.source.line));
    if in_block && profile.source.file == ConfigFile::Config {
        tools.insert(Tool::AwsSsoCli);
    }
    tools
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_found_in_quotes_and_paths() {
        for (command, expected) in [
            (r#""C:\Program Files\Granted\granted.exe" credential-process"#, Some(Tool::Granted)),
            ("'/opt/my tools/aws-sso' -S x process", Some(Tool::AwsSsoCli)),
            ("/usr/local/bin/aws-vault exec x --json", Some(Tool::AwsVault)),
            ("LEAPP session generate", Some(Tool::Leapp)),
            ("my-helper", None),
            ("\"", None),
            ("", None),
        ] {
            assert_eq!(Tool::of_process(command), expected, "{command}");
        }
    }
}
