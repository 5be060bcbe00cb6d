//! Shells: which one the user has, and the line that sets `AWS_PROFILE` in it, quoted so that any
//! name comes through unchanged. Quoting rules: POSIX `sh`, fish, PowerShell (`about_Quoting_Rules`,
//! where the curly quotes U+2018 to U+201B count as quotes too), nushell's raw strings, and `cmd`.

use super::names::ProfileName;
use crate::error::{Failure, FailureKind};

/// A shell whose lines we can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shell {
    PowerShell,
    Bash,
    Zsh,
    Sh,
    Fish,
    Nushell,
    Cmd,
}

impl Shell {
    pub const ALL: [Self; 7] =
        [Self::PowerShell, Self::Bash, Self::Zsh, Self::Sh, Self::Fish, Self::Nushell, Self::Cmd];

    /// Its name in settings and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PowerShell => "powershell",
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Sh => "sh",
            Self::Fish => "fish",
            Self::Nushell => "nushell",
            Self::Cmd => "cmd",
        }
    }

    /// The shell with that name; `nu` and `pwsh` are understood too.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "pwsh" => Some(Self::PowerShell),
            "nu" => Some(Self::Nushell),
            _ => Self::ALL.into_iter().find(|shell| shell.as_str() == name),
        }
    }

    /// The shell that an executable is, by its file name: `/usr/bin/zsh`, `-bash`, `pwsh.exe`.
    pub fn from_executable(path: &str) -> Option<Self> {
        let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
        let file = file.strip_prefix('-').unwrap_or(file).to_ascii_lowercase();
        match file.strip_suffix(".exe").unwrap_or(&file) {
            "powershell" | "pwsh" | "powershell_ise" | "pwsh-preview" => Some(Self::PowerShell),
            "bash" | "rbash" => Some(Self::Bash),
            "zsh" => Some(Self::Zsh),
            "sh" | "dash" | "ash" | "ksh" | "mksh" | "busybox" => Some(Self::Sh),
            "fish" => Some(Self::Fish),
            "nu" => Some(Self::Nushell),
            "cmd" => Some(Self::Cmd),
            _ => None,
        }
    }

    /// The shell this program was started from: the nearest parent process that is one, then
    /// `$SHELL`, then the platform's own.
    pub fn detect<'a>(
        parents: impl IntoIterator<Item = &'a str>,
        shell_variable: Option<&str>,
        windows: bool,
    ) -> Self {
        parents
            .into_iter()
            .find_map(Self::from_executable)
            .or_else(|| shell_variable.filter(|_| !windows).and_then(Self::from_executable))
            .unwrap_or(if windows { Self::PowerShell } else { Self::Sh })
    }

    /// The line that sets `AWS_PROFILE` for this shell and what it starts.
    ///
    /// # Errors
    /// When the shell cannot hold the name: an empty one or control characters anywhere, `"`, `%` and `!` in `cmd`.
    pub fn set_profile(self, name: &ProfileName) -> Result<String, Failure> {
        let name = name.as_str();
        let refuse = |why: String| {
            Failure::new(format!("No {} line for this profile.", self.as_str()), why)
                .kind(FailureKind::Failed)
                .hint("Rename the profile in ~/.aws/config, using letters, digits and . _ - / only.")
        };
        if name.is_empty() {
            return Err(refuse(
                "Its name is empty, and tools take an empty AWS_PROFILE for none or fail.".to_owned(),
            ));
        }
        if name.chars().any(char::is_control) {
            return Err(refuse("Its name holds a control character.".to_owned()));
        }
        Ok(match self {
            Self::Bash | Self::Zsh | Self::Sh => {
                format!("export AWS_PROFILE='{}'", name.replace('\'', r"'\''"))
            }
            Self::Fish => {
                format!("set -gx AWS_PROFILE '{}'", name.replace('\\', r"\\").replace('\'', r"\'"))
            }
            Self::PowerShell => format!("$env:AWS_PROFILE={}", powershell_string(name)),
            Self::Nushell => format!("$env.AWS_PROFILE = {}", nushell_string(name)),
            Self::Cmd => {
                if let Some(bad) = name.chars().find(|c| matches!(c, '"' | '%' | '!')) {
                    return Err(refuse(format!("cmd has no way to quote {bad} in a value.")));
                }
                format!("set \"AWS_PROFILE={name}\"")
            }
        })
    }

    /// The line that sets another variable, with the same quoting.
    ///
    /// # Errors
    /// As [`Shell::set_profile`].
    pub fn set_variable(self, variable: &str, value: &str) -> Result<String, Failure> {
        let line = self.set_profile(&ProfileName::from(value)).map_err(|failure| Failure {
            what: format!("No {} line for {variable}.", self.as_str()),
            why: failure.why.replace("Its name", "Its value"),
            hint: None,
            ..failure
        })?;
        Ok(line.replacen("AWS_PROFILE", variable, 1))
    }

    /// The line that sets `AWS_PROFILE` for every new shell of the user, and not for the present one.
    ///
    /// # Errors
    /// As [`Shell::set_profile`]; and where the shell cannot keep such a value.
    pub fn set_profile_for_good(self, name: &ProfileName) -> Result<String, Failure> {
        let line = self.set_profile(name)?;
        let append = |file: &str| format!("printf '%s\\n' '{}' >> {file}", line.replace('\'', r"'\''"));
        Ok(match self {
            Self::Bash => append("~/.bashrc"),
            Self::Zsh => append("~/.zshrc"),
            Self::Sh => append("~/.profile"),
            Self::Fish => line.replacen("set -gx", "set -Ux", 1),
            Self::PowerShell => {
                let value = line.trim_start_matches("$env:AWS_PROFILE=");
                format!("[System.Environment]::SetEnvironmentVariable('AWS_PROFILE', {value}, 'User')")
            }
            Self::Nushell => {
                format!(
                    "$\"(char nl)\" + {} + $\"(char nl)\" | save --append $nu.config-path",
                    nushell_string(&line)
                )
            }
            // setx reads a backslash before the closing quote as quoting it.
            Self::Cmd if name.as_str().ends_with('\\') => {
                return Err(Failure::new(
                    "No cmd line for this profile.",
                    "setx cannot hold a value that ends in a backslash.",
                ));
            }
            Self::Cmd => format!("setx AWS_PROFILE \"{name}\""),
        })
    }

    /// The line that takes `AWS_PROFILE` out of every new shell of the user again.
    ///
    /// # Errors
    /// For shells that keep it as a line of a file, which is to be taken out by hand.
    pub fn unset_profile_for_good(self) -> Result<String, Failure> {
        let by_hand = |file: &str| {
            let begin = if self == Self::Nushell { "$env.AWS_PROFILE" } else { "export AWS_PROFILE=" };
            Failure::new(
                format!("No {} line for this.", self.as_str()),
                format!("It stands in {file}, and ssotui does not change that."),
            )
            .hint(format!("Take the line that begins with {begin} out of it."))
        };
        match self {
            Self::Bash => Err(by_hand("~/.bashrc")),
            Self::Zsh => Err(by_hand("~/.zshrc")),
            Self::Sh => Err(by_hand("~/.profile")),
            Self::Nushell => Err(by_hand("$nu.config-path")),
            Self::Fish => Ok("set -Ue AWS_PROFILE".to_owned()),
            // An empty value deletes the variable (.NET, `Environment.SetEnvironmentVariable`).
            Self::PowerShell => {
                Ok("[System.Environment]::SetEnvironmentVariable('AWS_PROFILE', $null, 'User')".to_owned())
            }
            Self::Cmd => Ok(r"reg delete HKCU\Environment /v AWS_PROFILE /f".to_owned()),
        }
    }

    /// A text as one word of a command line, for a program that is started: bare where nothing needs quotes.
    ///
    /// # Errors
    /// When no quoting brings the text through: control characters anywhere; `"` in `cmd` and in Windows PowerShell,
    /// which passes it on without the backslash that programs expect; `%` and `!` in `cmd`; a backslash at the end
    /// where a closing quote follows it.
    pub fn word(self, text: &str) -> Result<String, Failure> {
        let refuse = |why: String| Failure::new(format!("No {} line for this.", self.as_str()), why);
        if text.chars().any(char::is_control) {
            return Err(refuse("It holds a control character.".to_owned()));
        }
        let bare = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
        if text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.chars().all(bare) {
            return Ok(text.to_owned());
        }
        // Both hand a word with blanks to the program in double quotes.
        let in_double_quotes =
            self == Self::Cmd || (self == Self::PowerShell && text.contains(char::is_whitespace));
        if in_double_quotes && text.ends_with('\\') {
            return Err(refuse(format!("{} loses a backslash at the end of a word.", self.as_str())));
        }
        Ok(match self {
            Self::Bash | Self::Zsh | Self::Sh => format!("'{}'", text.replace('\'', r"'\''")),
            Self::Fish => format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'")),
            Self::PowerShell if text.contains('"') => {
                return Err(refuse(
                    "Windows PowerShell loses a \" in what it gives to a program.".to_owned(),
                ));
            }
            Self::PowerShell => powershell_string(text),
            Self::Nushell => nushell_string(text),
            Self::Cmd => match text.chars().find(|c| matches!(c, '"' | '%' | '!')) {
                Some(bad) => return Err(refuse(format!("cmd has no way to quote {bad} in a word."))),
                None => format!("\"{text}\""),
            },
        })
    }

    /// The line that removes `AWS_PROFILE`. Removed, not emptied: an empty one is an error to botocore.
    pub fn unset_profile(self) -> &'static str {
        match self {
            Self::Bash | Self::Zsh | Self::Sh => "unset AWS_PROFILE",
            Self::Fish => "set -e AWS_PROFILE",
            Self::PowerShell => "Remove-Item Env:AWS_PROFILE -ErrorAction SilentlyContinue",
            Self::Nushell => "hide-env AWS_PROFILE",
            Self::Cmd => "set \"AWS_PROFILE=\"",
        }
    }
}

/// A single-quoted string. Every kind of single quote closes one, and two of them are one in it.
fn powershell_string(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('\'');
    for c in text.chars() {
        quoted.push(c);
        if matches!(c, '\'' | '\u{2018}'..='\u{201B}') {
            quoted.push(c);
        }
    }
    quoted.push('\'');
    quoted
}

/// A plain single-quoted string, or a raw one with enough `#` where the text holds a quote; but nushell counts a `#` at
/// the beginning of a raw string among those around it.
fn nushell_string(text: &str) -> String {
    if !text.contains('\'') {
        return format!("'{text}'");
    }
    if text.starts_with('#') {
        return format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""));
    }
    let mut hashes = "#".to_owned();
    while text.contains(&format!("'{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}'{text}'{hashes}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(shell: Shell, name: &str) -> String {
        shell.set_profile(&ProfileName::from(name)).expect("a line")
    }

    #[test]
    fn other_variables_are_set_with_the_same_quoting() {
        let line = |shell: Shell, value| shell.set_variable("AWS_SESSION_TOKEN", value);
        let token = "it's AWS_PROFILE/+==";
        assert_eq!(
            line(Shell::Sh, token).as_deref(),
            Ok("export AWS_SESSION_TOKEN='it'\\''s AWS_PROFILE/+=='")
        );
        assert_eq!(
            line(Shell::PowerShell, token).as_deref(),
            Ok("$env:AWS_SESSION_TOKEN='it''s AWS_PROFILE/+=='")
        );
        let refused = line(Shell::Cmd, "s3cret%").expect_err("no way to quote it");
        assert!(!refused.to_string().contains("s3cret"), "{refused}");
    }

    #[test]
    fn the_plain_line_of_each_shell() {
        for (shell, expected) in [
            (Shell::PowerShell, "$env:AWS_PROFILE='prod.admin'"),
            (Shell::Bash, "export AWS_PROFILE='prod.admin'"),
            (Shell::Zsh, "export AWS_PROFILE='prod.admin'"),
            (Shell::Sh, "export AWS_PROFILE='prod.admin'"),
            (Shell::Fish, "set -gx AWS_PROFILE 'prod.admin'"),
            (Shell::Nushell, "$env.AWS_PROFILE = 'prod.admin'"),
            (Shell::Cmd, "set \"AWS_PROFILE=prod.admin\""),
        ] {
            assert_eq!(line(shell, "prod.admin"), expected);
        }
    }

    #[test]
    fn quotes_are_quoted() {
        assert_eq!(line(Shell::Bash, "it's"), r"export AWS_PROFILE='it'\''s'");
        assert_eq!(line(Shell::Fish, r"a\it's"), r"set -gx AWS_PROFILE 'a\\it\'s'");
        assert_eq!(line(Shell::PowerShell, "it's"), "$env:AWS_PROFILE='it''s'");
        assert_eq!(line(Shell::PowerShell, "it\u{2019}s$x`"), "$env:AWS_PROFILE='it\u{2019}\u{2019}s$x`'");
        assert_eq!(line(Shell::Nushell, "it's"), "$env.AWS_PROFILE = r#'it's'#");
        assert_eq!(line(Shell::Nushell, "a'#b"), "$env.AWS_PROFILE = r##'a'#b'##");
        assert_eq!(line(Shell::Nushell, "#'prod'"), "$env.AWS_PROFILE = \"#'prod'\"");
        assert_eq!(line(Shell::Nushell, r##"#'a"b\c"##), r##"$env.AWS_PROFILE = "#'a\"b\\c""##);
        assert_eq!(line(Shell::Nushell, "#prod"), "$env.AWS_PROFILE = '#prod'");
        assert_eq!(line(Shell::Nushell, "a'##b'#"), "$env.AWS_PROFILE = r###'a'##b'#'###");
        for quote in ['\u{2018}', '\u{2019}', '\u{201a}', '\u{201b}'] {
            assert_eq!(
                line(Shell::PowerShell, &format!("a{quote}b")),
                format!("$env:AWS_PROFILE='a{quote}{quote}b'")
            );
        }
        assert_eq!(line(Shell::Cmd, "a&b|c<d>e^f"), "set \"AWS_PROFILE=a&b|c<d>e^f\"");
    }

    #[test]
    fn what_was_set_for_good_is_taken_back_or_told_where_it_stands() {
        for (shell, line) in [
            (Shell::PowerShell, "[System.Environment]::SetEnvironmentVariable('AWS_PROFILE', $null, 'User')"),
            (Shell::Fish, "set -Ue AWS_PROFILE"),
            (Shell::Cmd, r"reg delete HKCU\Environment /v AWS_PROFILE /f"),
        ] {
            assert_eq!(shell.unset_profile_for_good().as_deref(), Ok(line));
        }
        for shell in [Shell::Bash, Shell::Zsh, Shell::Sh, Shell::Nushell] {
            let failure = shell.unset_profile_for_good().expect_err("a line of a file");
            assert!(failure.hint.is_some_and(|hint| hint.contains("AWS_PROFILE")));
        }
    }

    #[test]
    fn the_line_for_good_of_each_shell() {
        for (shell, expected) in [
            (
                Shell::PowerShell,
                "[System.Environment]::SetEnvironmentVariable('AWS_PROFILE', 'it''s', 'User')",
            ),
            (Shell::Bash, r"printf '%s\n' 'export AWS_PROFILE='\''it'\''\'\'''\''s'\''' >> ~/.bashrc"),
            (Shell::Fish, r"set -Ux AWS_PROFILE 'it\'s'"),
            (
                Shell::Nushell,
                "$\"(char nl)\" + r##'$env.AWS_PROFILE = r#'it's'#'## + $\"(char nl)\" | save --append $nu.config-path",
            ),
            (Shell::Cmd, "setx AWS_PROFILE \"it's\""),
        ] {
            assert_eq!(shell.set_profile_for_good(&"it's".into()).expect("a line"), expected);
        }
        assert!(Shell::Cmd.set_profile_for_good(&r"a\".into()).is_err());
    }

    #[test]
    fn what_a_shell_cannot_hold_is_refused() {
        for name in ["a\"b", "a%b", "a!b"] {
            assert!(Shell::Cmd.set_profile(&name.into()).is_err(), "{name}");
        }
        for shell in Shell::ALL {
            for name in ["a\nb", "a\u{1b}[31m", "a\u{7f}", "a\u{9b}b"] {
                assert!(shell.set_profile(&name.into()).is_err(), "{shell:?} {name:?}");
            }
        }
    }

    #[test]
    fn words_are_quoted_where_they_must_be() {
        for shell in Shell::ALL {
            assert_eq!(shell.word("prod.admin").as_deref(), Ok("prod.admin"));
            assert!(shell.word("a\nb").is_err());
        }
        for (shell, text, expected) in [
            (Shell::Bash, "it's $x", r"'it'\''s $x'"),
            (Shell::Fish, r"a\b", r"'a\\b'"),
            (Shell::PowerShell, "it's", "'it''s'"),
            (Shell::PowerShell, "-x", "'-x'"),
            (Shell::Nushell, "it's", "r#'it's'#"),
            (Shell::Cmd, "a&b", "\"a&b\""),
            (Shell::Sh, "", "''"),
        ] {
            assert_eq!(shell.word(text).as_deref(), Ok(expected));
        }
        for (shell, text) in [
            (Shell::PowerShell, "a\"b"),
            (Shell::PowerShell, "a b\\"),
            (Shell::Cmd, "a\"b"),
            (Shell::Cmd, "100%"),
            (Shell::Cmd, "a\\"),
        ] {
            assert!(shell.word(text).is_err(), "{shell:?} {text}");
        }
        assert_eq!(Shell::PowerShell.word("a\\").as_deref(), Ok("'a\\'"), "no blank, so no double quotes");
    }

    #[test]
    fn detection_prefers_the_nearest_parent() {
        assert_eq!(Shell::detect(["cargo", "fish", "bash"], Some("/bin/zsh"), false), Shell::Fish);
        assert_eq!(Shell::detect(["tmux: server"], Some("/bin/zsh"), false), Shell::Zsh);
        assert_eq!(Shell::detect([], None, false), Shell::Sh);
        assert_eq!(Shell::detect([], Some("/usr/bin/bash"), true), Shell::PowerShell);
        assert_eq!(Shell::detect([r"C:\Windows\System32\cmd.exe"], None, true), Shell::Cmd);
        assert_eq!(Shell::from_executable("-zsh"), Some(Shell::Zsh));
    }

    #[test]
    fn names_round_trip() {
        for shell in Shell::ALL {
            assert_eq!(Shell::from_name(shell.as_str()), Some(shell));
        }
        assert_eq!(Shell::from_name("tcsh"), None);
    }
}
