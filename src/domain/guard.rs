//! Rules that mark profiles as ones to be careful with: production, mostly.

use super::profile::Profile;
use super::wildcard;

/// A rule. It is about the profiles that all of its given patterns match.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Guard {
    /// Matches the profile's name, its account's name or id, or its role.
    pub any: Vec<String>,
    /// Matches the profile's name.
    pub profile: Vec<String>,
    /// Matches the account's name or id.
    pub account: Vec<String>,
    /// Matches the role.
    pub role: Vec<String>,
    pub colour: GuardColour,
    /// Whether to ask before such a profile is used.
    pub ask: bool,
}

/// The colour of a rule's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GuardColour {
    #[default]
    Red,
    Yellow,
    Green,
    Blue,
    Magenta,
    Cyan,
}

impl GuardColour {
    pub const ALL: [Self; 6] = [Self::Red, Self::Yellow, Self::Green, Self::Blue, Self::Magenta, Self::Cyan];

    /// Its name in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Blue => "blue",
            Self::Magenta => "magenta",
            Self::Cyan => "cyan",
        }
    }
}

impl Guard {
    /// Whether the rule is about a profile. The account's name is known where an enumeration told it.
    pub fn matches(&self, profile: &Profile, account_name: Option<&str>) -> bool {
        let name = Some(profile.name.as_str());
        let account = profile.account_id.as_ref().map(|id| id.as_str());
        let role = profile.role_name.as_ref().map(|role| role.as_str());
        let fits = |patterns: &[String], texts: &[Option<&str>]| {
            patterns.is_empty()
                || texts
                    .iter()
                    .flatten()
                    .any(|text| patterns.iter().any(|pattern| wildcard::matches(pattern, text)))
        };
        !self.is_empty()
            && fits(&self.any, &[name, account_name, account, role])
            && fits(&self.profile, &[name])
            && fits(&self.account, &[account_name, account])
            && fits(&self.role, &[role])
    }

    /// Whether it has no pattern at all.
    pub fn is_empty(&self) -> bool {
        [&self.any, &self.profile, &self.account, &self.role].into_iter().all(Vec::is_empty)
    }

    /// Its patterns in words: `prod-*`, `account prod-*, role Admin*`.
    pub fn words(&self) -> String {
        let named = [
            ("", &self.any),
            ("profile ", &self.profile),
            ("account ", &self.account),
            ("role ", &self.role),
        ];
        let parts = named.into_iter().filter(|(_, patterns)| !patterns.is_empty());
        parts
            .map(|(name, patterns)| format!("{name}{}", patterns.join(" or ")))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::profile::{ConfigFile, ProfileKind, Source};
    use crate::domain::profile_settings::ProfileSettings;

    fn profile(name: &str, account: Option<&str>, role: Option<&str>) -> Profile {
        Profile {
            name: name.into(),
            kind: ProfileKind::Sso,
            session: None,
            start_url: None,
            sso_region: None,
            account_id: account.map(Into::into),
            role_name: role.map(Into::into),
            region: None,
            source: Source { file: ConfigFile::Config, line: 1 },
            settings: ProfileSettings::default(),
            problems: Vec::new(),
        }
    }

    fn guard(any: &[&str], account: &[&str], role: &[&str]) -> Guard {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Guard { any: texts(any), account: texts(account), role: texts(role), ..Guard::default() }
    }

    #[test]
    fn one_pattern_matches_any_name() {
        let rule = guard(&["prod-*", "*admin*"], &[], &[]);
        assert!(rule.matches(&profile("PROD-web", None, None), None));
        assert!(rule.matches(&profile("x", Some("123456789012"), Some("SysAdmin")), None));
        assert!(rule.matches(&profile("x", Some("123456789012"), None), Some("Prod-Web")));
        assert!(!rule.matches(&profile("x", Some("123456789012"), Some("Read")), Some("Web")));
        assert!(guard(&["123456789012"], &[], &[]).matches(&profile("x", Some("123456789012"), None), None));
    }

    #[test]
    fn all_kinds_of_patterns_must_match() {
        let rule = guard(&[], &["prod-*", "111111111111"], &["Admin*"]);
        assert!(rule.matches(&profile("x", Some("111111111111"), Some("Administrator")), None));
        assert!(rule.matches(&profile("x", Some("2"), Some("Admin")), Some("prod-1")));
        assert!(!rule.matches(&profile("x", Some("2"), Some("Read")), Some("prod-1")));
        assert!(!rule.matches(&profile("prod-1", None, Some("Admin")), None), "it has no account");
        assert!(!Guard::default().matches(&profile("x", None, None), None), "no pattern matches nothing");
        assert_eq!(rule.words(), "account prod-* or 111111111111, role Admin*");
    }
}
