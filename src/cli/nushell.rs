//! Completions for nushell: one `extern` for each command, as clap_complete has none for it. Profiles and sessions are
//! completed by name.

use std::fmt::Write as _;
use std::io::{self, Write};

use clap::{Arg, ArgAction, Command};

/// clap_complete's way of making completions.
pub struct Nushell;

const HEAD: &str = r#"# Completions of ssotui for nushell.

def "nu-complete ssotui profiles" [] {
    ^ssotui list --names | complete | get stdout | lines
}

def "nu-complete ssotui sessions" [] {
    try { ^ssotui status --json | complete | get stdout | from json | get sessions.name } catch { [] }
}
"#;

impl clap_complete::Generator for Nushell {
    fn file_name(&self, name: &str) -> String {
        format!("{name}.nu")
    }

    fn generate(&self, command: &Command, to: &mut dyn Write) {
        let _ = self.try_generate(command, to);
    }

    fn try_generate(&self, command: &Command, to: &mut dyn Write) -> io::Result<()> {
        let mut text = HEAD.to_owned();
        let name = command.get_bin_name().unwrap_or("ssotui");
        write_command(&mut text, name, command);
        to.write_all(text.as_bytes())
    }
}

/// The command and those below it. Writing to a text cannot fail.
fn write_command(text: &mut String, name: &str, command: &Command) {
    let arguments: Vec<&Arg> = command.get_arguments().filter(|one| !one.is_hide_set()).collect();
    for argument in &arguments {
        write_values(text, name, argument);
    }
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = write!(text, "\n# {}\nexport extern {} [\n", one_line(&about), quoted(name));
    for argument in arguments {
        let help = argument.get_help().map(|help| one_line(&help.to_string())).unwrap_or_default();
        for spelling in spellings(name, argument) {
            let _ = writeln!(text, "    {spelling}  # {help}");
        }
    }
    text.push_str("]\n");
    let below = command.get_subcommands().filter(|one| !one.is_hide_set() && one.get_name() != "help");
    for one in below {
        write_command(text, &format!("{name} {}", one.get_name()), one);
    }
}

/// The completer of an argument that takes one of a few values.
fn write_values(text: &mut String, command: &str, argument: &Arg) {
    let values = possible_values(argument);
    if !values.is_empty() {
        let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
        let completer = quoted(&completer_of_values(command, argument));
        let _ = write!(text, "\ndef {completer} [] {{ [{}] }}\n", values.join(" "));
    }
}

fn possible_values(argument: &Arg) -> Vec<String> {
    if !argument.get_action().takes_values() {
        return Vec::new();
    }
    let values = argument.get_possible_values();
    values.iter().filter(|value| !value.is_hide_set()).map(|value| value.get_name().to_owned()).collect()
}

fn completer_of_values(command: &str, argument: &Arg) -> String {
    format!("nu-complete {command} {}", argument.get_id())
}

/// The argument as a signature has it; a flag once for each of its names.
fn spellings(command: &str, argument: &Arg) -> Vec<String> {
    let kind = if argument.get_action().takes_values() { kind(command, argument) } else { String::new() };
    if argument.is_positional() {
        let name = argument.get_id().as_str().replace('_', "-");
        // What is missing is told by the program itself, and better.
        return vec![match argument.get_action() {
            ArgAction::Append => format!("...{name}{kind}"),
            _ => format!("{name}?{kind}"),
        }];
    }
    // A digit would be a number to nushell.
    let short = argument.get_short().filter(|short| !short.is_ascii_digit());
    let short = short.map(|short| format!("(-{short})")).unwrap_or_default();
    let names = argument.get_long_and_visible_aliases().unwrap_or_default();
    let spelled = |(at, name): (usize, &str)| {
        let short = if at == 0 { short.as_str() } else { "" };
        format!("--{name}{short}{kind}")
    };
    names.into_iter().enumerate().map(spelled).collect()
}

/// The type, with who completes it.
fn kind(command: &str, argument: &Arg) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    let completer = match names.first().map(|name| name.as_str()) {
        _ if !possible_values(argument).is_empty() => completer_of_values(command, argument),
        Some("PROFILE" | "OLD") => "nu-complete ssotui profiles".to_owned(),
        Some("SESSION") => "nu-complete ssotui sessions".to_owned(),
        _ => return ": string".to_owned(),
    };
    format!(": string@{}", quoted(&completer))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::examples;

    fn text() -> String {
        let mut text = Vec::new();
        clap_complete::generate(Nushell, &mut examples::command(), "ssotui", &mut text);
        String::from_utf8(text).expect("UTF-8")
    }

    #[test]
    fn every_command_has_its_flags_and_nothing_hidden_is_there() {
        let text = text();
        for expected in [
            "export extern \"ssotui\" [",
            "export extern \"ssotui settings path\" [",
            "    profile?: string@\"nu-complete ssotui profiles\"  # ",
            "    --session: string@\"nu-complete ssotui sessions\"  # ",
            "    --region(-r): string  # ",
            "    --sep: string  # ",
            "    --quiet(-q)  # ",
            "    ...command: string  # ",
            "def \"nu-complete ssotui pick print\" [] { [\"name\" \"env\" \"account-id\" \"arn\"] }",
            "    --print: string@\"nu-complete ssotui pick print\"  # ",
        ] {
            assert!(text.contains(expected), "{expected}\n{text}");
        }
        assert!(!text.contains("hold-clipboard") && !text.contains("--choose"), "{text}");
    }
}
