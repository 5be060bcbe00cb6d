//! Every file that the program reads or writes, computed from one [`Env`] value that is read once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::error::{Failure, FailureKind};

/// The environment, as a value: tests make their own.
#[derive(Debug, Clone, Default)]
pub struct Env {
    variables: BTreeMap<String, String>,
    /// Whether Windows' rules hold (home folder, application data, shells).
    pub windows: bool,
    /// The home folder that the system's user database names, for when `HOME` is unset.
    pub account_home: Option<PathBuf>,
    /// Windows' `%APPDATA%` and `%LOCALAPPDATA%` as the system's own API gives them.
    pub roaming_data: Option<PathBuf>,
    pub local_data: Option<PathBuf>,
}

impl Env {
    /// The environment of this process. Variables that are not Unicode are left out.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn of_process() -> Self {
        Self {
            variables: std::env::vars_os()
                .filter_map(|(key, value)| Some((key.into_string().ok()?, value.into_string().ok()?)))
                .map(|(key, value)| (if cfg!(windows) { key.to_ascii_uppercase() } else { key }, value))
                .collect(),
            windows: cfg!(windows),
            account_home: std::env::home_dir(),
            roaming_data: dirs::config_dir(),
            local_data: dirs::data_local_dir(),
        }
    }

    /// An environment of just these variables, for tests and the demo.
    pub fn of_variables<K: Into<String>, V: Into<String>>(
        variables: impl IntoIterator<Item = (K, V)>,
    ) -> Self {
        Self {
            variables: variables.into_iter().map(|(key, value)| (key.into(), value.into())).collect(),
            windows: cfg!(windows),
            ..Self::default()
        }
    }

    /// A variable as it is, even when empty.
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// A variable that is set and not empty.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.raw(name).filter(|value| !value.is_empty())
    }

    /// The profile that is in use where none is named, in the AWS CLI's order (`botocore/session.py`): `AWS_PROFILE`,
    /// `AWS_DEFAULT_PROFILE`, `default`.
    pub fn current_profile(&self) -> &str {
        self.named_profile().unwrap_or("default")
    }

    /// The profile that a variable names, in the same order.
    pub fn named_profile(&self) -> Option<&str> {
        self.profile_variable().map(|(_, name)| name)
    }

    /// The variable that names the profile in use, and that name.
    pub fn profile_variable(&self) -> Option<(&'static str, &str)> {
        ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"]
            .into_iter()
            .find_map(|variable| Some((variable, self.var(variable)?)))
    }

    /// Every variable.
    pub fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }

    /// Sets a variable in this value (not in the process).
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.variables.insert(name.to_owned(), value.into());
        self
    }

    /// Removes a variable from this value (not from the process).
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.variables.remove(name);
        self
    }

    /// The home folder, as Python's `expanduser` finds it (AWS CLI, boto3): `HOME` on Unix;
    /// `USERPROFILE`, then `HOMEDRIVE` with `HOMEPATH` on Windows, where `HOME` does not count.
    pub fn home(&self) -> Option<PathBuf> {
        if self.windows {
            if let Some(home) = self.var("USERPROFILE") {
                return Some(PathBuf::from(home));
            }
            if let Some(path) = self.var("HOMEPATH") {
                return Some(PathBuf::from(format!("{}{path}", self.var("HOMEDRIVE").unwrap_or_default())));
            }
        } else if let Some(home) = self.var("HOME") {
            return Some(PathBuf::from(home));
        }
        self.account_home.clone()
    }
}

/// The files and folders in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    pub config: PathBuf,
    pub credentials: PathBuf,
    /// `~/.aws/sso/cache`: tokens and registrations. No variable moves it.
    pub sso_cache: PathBuf,
    /// `~/.aws/cli/cache`: role credentials of the AWS CLI.
    pub cli_cache: PathBuf,
    /// ssotui's own `settings.toml`.
    pub settings: PathBuf,
    /// ssotui's own state: what enumeration found, which profiles are used and pinned, backups, locks, what was set aside.
    pub state: PathBuf,
    home: PathBuf,
}

impl Paths {
    /// # Errors
    /// When no home folder can be found.
    pub fn of(env: &Env) -> Result<Self, Failure> {
        let home = env.home().ok_or_else(|| {
            let variable = if env.windows { "USERPROFILE" } else { "HOME" };
            Failure::new("There is no home folder to look for .aws in.", format!("{variable} is not set."))
                .kind(FailureKind::Usage)
                .hint(format!("Set {variable} and start again."))
        })?;
        let aws = home.join(".aws");
        let file = |variable: &str, default: &str| match env.var(variable) {
            Some(value) => expand(value, env, &home),
            None => aws.join(default),
        };
        let absolute =
            |variable: &str| env.var(variable).map(PathBuf::from).filter(|path| path.is_absolute());
        let roaming = absolute("APPDATA").or_else(|| env.roaming_data.clone());
        let local = absolute("LOCALAPPDATA").or_else(|| env.local_data.clone());
        let (settings_base, state_base) = if env.windows {
            (
                roaming.unwrap_or_else(|| home.join("AppData").join("Roaming")),
                local.unwrap_or_else(|| home.join("AppData").join("Local")),
            )
        } else {
            (
                absolute("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config")),
                absolute("XDG_STATE_HOME").unwrap_or_else(|| home.join(".local").join("state")),
            )
        };
        Ok(Self {
            config: file("AWS_CONFIG_FILE", "config"),
            credentials: file("AWS_SHARED_CREDENTIALS_FILE", "credentials"),
            sso_cache: aws.join("sso").join("cache"),
            cli_cache: aws.join("cli").join("cache"),
            settings: settings_base.join("ssotui").join("settings.toml"),
            state: state_base.join("ssotui"),
            home,
        })
    }

    /// The path as a person writes it: with `~` for the home folder.
    pub fn display(&self, path: &Path) -> String {
        match path.strip_prefix(&self.home) {
            Ok(rest) if !rest.as_os_str().is_empty() => {
                // Part by part: a variable may have named it with `/` on Windows.
                rest.iter().fold("~".to_owned(), |shown, part| {
                    format!("{shown}{}{}", std::path::MAIN_SEPARATOR, part.display())
                })
            }
            _ => path.display().to_string(),
        }
    }
}

/// Expands a path variable as botocore does: `$NAME` and `${NAME}` (`%NAME%` on Windows), then a leading `~`.
fn expand(text: &str, env: &Env, home: &Path) -> PathBuf {
    let text = expand_variables(text, env);
    match text.strip_prefix('~') {
        Some("") => home.to_path_buf(),
        Some(rest) if rest.starts_with('/') || (env.windows && rest.starts_with('\\')) => {
            // Below the home folder however many there are: joining an absolute path would leave it.
            home.join(rest.trim_start_matches(|c| c == '/' || (env.windows && c == '\\')))
        }
        _ => PathBuf::from(text),
    }
}

/// Python's `os.path.expandvars`: an unknown variable stays as it is.
fn expand_variables(text: &str, env: &Env) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['$', '%']) {
        out.push_str(&rest[..at]);
        let tail = &rest[at..];
        let name_length =
            |s: &str| s.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(s.len());
        let (name, length) = if let Some(braced) = tail.strip_prefix("${") {
            braced.find('}').map_or(("", 1), |end| (&braced[..end], end + 3))
        } else if let Some(bare) = tail.strip_prefix('$') {
            (&bare[..name_length(bare)], name_length(bare) + 1)
        } else if env.windows {
            tail[1..].find('%').map_or(("", 1), |end| (&tail[1..=end], end + 2))
        } else {
            ("", 1)
        };
        let value = if env.windows { env.raw(&name.to_ascii_uppercase()) } else { env.raw(name) };
        match value.filter(|_| !name.is_empty()) {
            Some(value) => out.push_str(value),
            None => out.push_str(&tail[..length]),
        }
        rest = &tail[length..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unix(variables: &[(&str, &str)]) -> Env {
        Env { windows: false, ..Env::of_variables(variables.iter().copied()) }
    }

    #[test]
    fn the_shared_files_lie_under_home_unless_moved() {
        let paths = Paths::of(&unix(&[("HOME", "/h")])).expect("paths");
        assert_eq!(paths.config, Path::new("/h/.aws/config"));
        assert_eq!(paths.credentials, Path::new("/h/.aws/credentials"));
        let moved = Paths::of(&unix(&[("HOME", "/h"), ("AWS_CONFIG_FILE", "/x/c")])).expect("paths");
        assert_eq!(moved.config, Path::new("/x/c"));
        assert_eq!(moved.sso_cache, Path::new("/h/.aws/sso/cache"), "no variable moves the cache");
    }

    #[test]
    fn variables_and_tilde_expand_as_in_botocore() {
        for (value, expected) in [
            ("~/c", "/h/c"),
            ("$HOME/c", "/h/c"),
            ("${HOME}/c", "/h/c"),
            ("$NOPE/c", "$NOPE/c"),
            ("${NOPE", "${NOPE"),
            ("100%/c", "100%/c"),
            ("~other/c", "~other/c"),
            ("~//c", "/h/c"),
            ("$", "$"),
        ] {
            let paths = Paths::of(&unix(&[("HOME", "/h"), ("AWS_CONFIG_FILE", value)])).expect("paths");
            assert_eq!(paths.config, Path::new(expected), "{value}");
        }
    }

    #[test]
    fn the_current_profile_is_the_aws_clis() {
        let profile = |variables: &[(&str, &str)]| unix(variables).current_profile().to_owned();
        assert_eq!(profile(&[("AWS_PROFILE", "a"), ("AWS_DEFAULT_PROFILE", "b")]), "a");
        assert_eq!(profile(&[("AWS_PROFILE", ""), ("AWS_DEFAULT_PROFILE", "b")]), "b");
        assert_eq!(profile(&[]), "default");
    }

    #[test]
    fn windows_ignores_home() {
        let env = Env {
            windows: true,
            ..Env::of_variables([
                ("HOME", "C:\\x"),
                ("USERPROFILE", "C:\\y"),
                ("HOMEDRIVE", "D:"),
                ("HOMEPATH", "\\z"),
            ])
        };
        assert_eq!(env.home(), Some(PathBuf::from("C:\\y")));
        let env = Env { windows: true, ..Env::of_variables([("HOMEDRIVE", "D:"), ("HOMEPATH", "\\z")]) };
        assert_eq!(env.home(), Some(PathBuf::from("D:\\z")));
    }

    #[test]
    fn windows_paths_are_moved_and_expanded_in_its_own_way() {
        let paths = |file: &str| {
            let variables = [
                ("USERPROFILE", r"C:\Users\me"),
                ("HOME", "/h"),
                ("APPDATA", "relative"),
                ("LOCALAPPDATA", ""),
                ("AWS_CONFIG_FILE", file),
            ];
            Paths::of(&Env { windows: true, ..Env::of_variables(variables) }).expect("paths")
        };
        let below_home =
            |rest: &[&str]| rest.iter().fold(PathBuf::from(r"C:\Users\me"), |path, part| path.join(part));
        for (value, expected) in [
            ("", below_home(&[".aws", "config"])),
            (r"~\c", below_home(&["c"])),
            (r"~\/c", below_home(&["c"])),
            ("~/c", below_home(&["c"])),
            (r"%UserProfile%\c", PathBuf::from(r"C:\Users\me\c")),
            (r"%NOPE%\c", PathBuf::from(r"%NOPE%\c")),
            ("100%", PathBuf::from("100%")),
        ] {
            assert_eq!(paths(value).config, expected, "{value}");
        }
        let paths = paths("");
        assert_eq!(paths.settings, below_home(&["AppData", "Roaming", "ssotui", "settings.toml"]));
        assert_eq!(paths.state, below_home(&["AppData", "Local", "ssotui"]));
    }

    #[test]
    fn without_a_home_the_failure_names_the_variable() {
        let failure = Paths::of(&unix(&[])).expect_err("no home");
        assert!(failure.to_string().contains("HOME"), "{failure}");
    }

    #[test]
    fn home_is_shown_as_a_tilde() {
        let paths = Paths::of(&unix(&[("HOME", "/h")])).expect("paths");
        assert_eq!(
            paths.display(&paths.config),
            format!("~{0}.aws{0}config", std::path::MAIN_SEPARATOR).as_str()
        );
        assert_eq!(paths.display(Path::new("/etc/x")), "/etc/x");
        let named = Paths::of(&unix(&[("HOME", "/h"), ("AWS_CONFIG_FILE", "~/aws/config")])).expect("paths");
        assert_eq!(
            named.display(&named.config),
            format!("~{0}aws{0}config", std::path::MAIN_SEPARATOR),
            "with the system's own separator"
        );
    }
}
