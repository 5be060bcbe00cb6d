//! Commands of ssotui as hints show them, to be typed or pasted: names are quoted as the system's usual shell wants them.

use super::names::ProfileName;
use super::shell::Shell;

/// Signs in to a session, which its name or its start URL names. A token that looks good, and was refused all the same,
/// is taken for a sign-in that is there unless `anew`.
pub fn login(session: &str, anew: bool) -> String {
    let force = if anew { " --force" } else { "" };
    format!("ssotui login --session {}{force}", word(session))
}

/// Signs in to a profile's session.
pub fn login_profile(profile: &ProfileName) -> String {
    format!("ssotui login {}", word(profile.as_str()))
}

/// Takes a profile out of the config file.
pub fn delete(profile: &ProfileName) -> String {
    format!("ssotui delete {}", word(profile.as_str()))
}

/// A name that no quoting brings through is left to the reader.
fn word(name: &str) -> String {
    let shell = if cfg!(windows) { Shell::PowerShell } else { Shell::Sh };
    let word = if name.starts_with('-') { None } else { shell.word(name).ok() };
    word.unwrap_or_else(|| "NAME".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_where_a_shell_would_misread_them() {
        assert_eq!(login("corp", false), "ssotui login --session corp");
        assert_eq!(login("corp", true), "ssotui login --session corp --force");
        let url = "https://corp.awsapps.com/start?a&b";
        assert_eq!(login(url, false), "ssotui login --session 'https://corp.awsapps.com/start?a&b'");
        assert_eq!(login_profile(&"my prod".into()), "ssotui login 'my prod'");
        assert_eq!(delete(&"a;reboot".into()), "ssotui delete 'a;reboot'");
        for hostile in ["a\nreboot", "-x"] {
            assert_eq!(delete(&hostile.into()), "ssotui delete NAME");
        }
        let quoted = login_profile(&"it's".into());
        assert_eq!(quoted, if cfg!(windows) { "ssotui login 'it''s'" } else { r"ssotui login 'it'\''s'" });
    }
}
