//! The options of `ssotui doctor`.

use clap::Args;

use crate::domain::finding::FindingKind;

#[derive(Debug, Args)]
#[command(after_help = after_help())]
pub struct Doctor {
    /// Ask nobody: look at files and environment alone
    #[arg(long)]
    pub offline: bool,

    /// Do what is safe, each after asking (see below)
    #[arg(long)]
    pub fix: bool,

    /// With --fix: print what would be done, do nothing
    #[arg(long, requires = "fix", conflicts_with = "yes")]
    pub dry_run: bool,

    /// With --fix: do it without asking
    #[arg(long, short, requires = "fix")]
    pub yes: bool,

    /// Print everything that can be found, with its id, and look at nothing
    #[arg(long, conflicts_with_all = ["offline", "fix"])]
    pub list: bool,

    /// Machine-readable output
    #[arg(long)]
    pub json: bool,
}

const EXAMPLES: &str = "Examples:
  ssotui doctor                   what is wrong, why, and what to do
  ssotui doctor --offline --json  for scripts, without asking AWS
  ssotui doctor --fix             do what is safe, each after asking

Exit codes: 0 no errors (there may be warnings), 1 errors.

What --fix does:
";

/// Examples, exit codes, and what `--fix` does, from the table of findings.
fn after_help() -> String {
    let mut help = EXAMPLES.to_owned();
    let rows: Vec<_> = FindingKind::ALL.iter().map(|kind| kind.row()).collect();
    let width = rows.iter().filter(|row| row.fix.is_some()).map(|row| row.id.len()).max().unwrap_or_default();
    for row in rows {
        if let Some(fix) = row.fix {
            help.push_str(&format!("  {:width$}  {fix}\n", row.id));
        }
    }
    help.push_str(
        "\nFiles are moved to set-aside in the state folder, never deleted. Changes to the config file\n\
         are shown as a difference; ssotui undo takes them back.",
    );
    help
}
