//! The variables that point a program at the demo, as values and as lines for a shell.

use super::server::Server;
use crate::domain::names::ProfileName;
use crate::domain::shell::Shell;

/// A variable to set, or to remove where the value is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    pub name: String,
    pub value: Option<String>,
}

impl Variable {
    pub fn set(name: &str, value: impl Into<String>) -> Self {
        Self { name: name.to_owned(), value: Some(value.into()) }
    }

    pub fn unset(name: &str) -> Self {
        Self { name: name.to_owned(), value: None }
    }
}

/// What would lead a client elsewhere, or to other credentials.
const IN_THE_WAY: [&str; 22] = [
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_LOGIN_CACHE_DIRECTORY",
    "AWS_CA_BUNDLE",
];

/// The variables that point any AWS client at the server, whatever was set before.
pub(super) fn of_server(server: &Server) -> Vec<Variable> {
    let mut variables: Vec<Variable> =
        server.environment().iter().map(|(name, value)| Variable::set(name, value)).collect();
    // A proxy cannot reach this machine's loopback. Python's requests reads the small one first.
    variables.push(Variable::set("NO_PROXY", "127.0.0.1"));
    if !cfg!(windows) {
        variables.push(Variable::set("no_proxy", "127.0.0.1"));
    }
    variables.extend(IN_THE_WAY.into_iter().map(Variable::unset));
    variables
}

/// The lines that set and remove the variables in a shell, each with its line end. A value that the
/// shell cannot hold is left out.
pub fn shell_lines(variables: &[Variable], shell: Shell) -> String {
    variables
        .iter()
        .filter_map(|variable| {
            // The shell's line for AWS_PROFILE, with its quoting, for another name.
            let line = match &variable.value {
                Some(value) => shell.set_profile(&ProfileName::new(value)).ok()?,
                None => shell.unset_profile().to_owned(),
            };
            Some(line.replacen("AWS_PROFILE", &variable.name, 1) + "\n")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_set_and_remove_with_the_quoting_of_the_shell() {
        let variables = [
            Variable::set("AWS_ENDPOINT_URL_SSO", "http://127.0.0.1:4711"),
            Variable::set("HOME", "/tmp/it's AWS_PROFILE"),
            Variable::unset("AWS_REGION"),
        ];
        assert_eq!(
            shell_lines(&variables, Shell::Sh),
            "export AWS_ENDPOINT_URL_SSO='http://127.0.0.1:4711'\n\
             export HOME='/tmp/it'\\''s AWS_PROFILE'\n\
             unset AWS_REGION\n"
        );
        assert_eq!(
            shell_lines(&variables, Shell::PowerShell),
            "$env:AWS_ENDPOINT_URL_SSO='http://127.0.0.1:4711'\n\
             $env:HOME='/tmp/it''s AWS_PROFILE'\n\
             Remove-Item Env:AWS_REGION -ErrorAction SilentlyContinue\n"
        );
    }
}
