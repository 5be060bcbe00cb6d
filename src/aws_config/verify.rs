//! Whether profiles work once a change is made: it is not enough that every line of it is right.
//!
//! A session or `[DEFAULT]` may hold keys that contradict a profile (botocore compares every key that profile and
//! session both have), or that make it one of another kind (`credentials.py`, `SSOProvider._load_sso_config`).

use std::collections::{BTreeMap, HashMap};

use super::Reading;
use super::document::{Document, INHERITED, Property, Section};
use super::edit::{Edit, Target};
use super::problem::shown;
use crate::domain::names::{ProfileName, SessionName};
use crate::domain::profile::{ConfigFile, Profile, ProfileKind, Severity};
use crate::domain::session::SessionId;
use crate::error::{Failure, FailureKind};

/// Why a profile would not work, and what can be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Obstacle {
    pub why: String,
    pub cure: String,
}

impl Obstacle {
    pub fn failure(self, name: &ProfileName) -> Failure {
        let what = format!("Profile {} would not work.", shown(name.as_str()));
        Failure::new(what, self.why).kind(FailureKind::Usage).hint(self.cure)
    }
}

/// A text of the config file before and after a change, and what the latter comes to.
pub(super) struct Verification<'a> {
    before: Keys<'a>,
    after: Keys<'a>,
    reading: Reading,
}

/// The keys of a text by where they stand; `None` is `[DEFAULT]`.
struct Keys<'a> {
    document: Document<'a>,
    sections: HashMap<Option<Target>, Vec<usize>>,
}

impl<'a> Keys<'a> {
    fn of(text: &'a [u8]) -> Self {
        let document = Document::parse(text);
        let mut sections: HashMap<Option<Target>, Vec<usize>> = HashMap::new();
        for (index, section) in document.sections().iter().enumerate() {
            let target = Target::of_section(&document.decoded(section.name()));
            if target.is_some() || document.text(section.name()) == INHERITED {
                sections.entry(target).or_default().push(index);
            }
        }
        Self { document, sections }
    }

    fn sections(&self, of: Option<&Target>) -> impl Iterator<Item = &Section> {
        let places = self.sections.get(&of.cloned()).map(Vec::as_slice).unwrap_or_default();
        places.iter().filter_map(|index| self.document.sections().get(*index))
    }

    fn properties(&self, of: Option<&Target>) -> impl Iterator<Item = &Property> {
        self.sections(of).flat_map(|section| &self.document.properties()[section.properties()])
    }

    /// Every key and value there.
    fn values(&self, of: Option<&Target>) -> impl Iterator<Item = (String, String)> {
        let document = &self.document;
        self.properties(of)
            .map(|property| (document.key(property).into_owned(), document.value(property).into_owned()))
    }

    /// Where a key stands: ` (line 4 of the config file, in [DEFAULT])`; nothing where it does not.
    fn place(&self, of: Option<&Target>, key: &str) -> String {
        let property = self.properties(of).find(|property| self.document.key(property) == key);
        property.map_or_else(String::new, |property| place(property.lines().start, of))
    }
}

/// The line is counted from 0.
fn place(line: usize, of: Option<&Target>) -> String {
    format!(" (line {} of the config file, in {})", line + 1, header(of))
}

fn header(of: Option<&Target>) -> String {
    of.map_or_else(|| "[DEFAULT]".to_owned(), |target| format!("[{}]", shown(&target.header())))
}

impl<'a> Verification<'a> {
    pub fn new(before: &'a [u8], after: &'a [u8], credentials: &[u8]) -> Self {
        Self { before: Keys::of(before), after: Keys::of(after), reading: super::read(after, credentials) }
    }

    /// Those of the profiles that would not work with their session.
    pub fn obstacles(&self, must_use: &[(ProfileName, SessionName)]) -> BTreeMap<ProfileName, Obstacle> {
        let profiles: BTreeMap<&ProfileName, &Profile> =
            self.reading.profiles.iter().map(|profile| (&profile.name, profile)).collect();
        must_use
            .iter()
            .filter_map(|(name, session)| {
                let obstacle = self.obstacle(profiles.get(name).copied(), session)?;
                Some((name.clone(), obstacle))
            })
            .collect()
    }

    /// The first profile that worked before and would not any more, under the name that it has then.
    pub fn broken(&self, before: &Reading, edits: &[Edit]) -> Option<(ProfileName, Obstacle)> {
        let renamed: BTreeMap<&ProfileName, &str> = edits
            .iter()
            .filter_map(|edit| match edit {
                Edit::Rename { target: Target::Profile(name), to } => Some((name, to.as_str())),
                _ => None,
            })
            .collect();
        let worked: BTreeMap<&str, &Profile> = before
            .profiles
            .iter()
            .filter(|profile| error(profile).is_none())
            .map(|profile| (renamed.get(&profile.name).copied().unwrap_or(profile.name.as_str()), profile))
            .collect();
        self.reading.profiles.iter().find_map(|profile| {
            let (why, cure) = error(profile)?;
            worked.get(profile.name.as_str())?;
            let obstacle = match &profile.session {
                Some(SessionId::Named(session)) => self.of_session(profile, session),
                _ => None,
            };
            Some((profile.name.clone(), obstacle.unwrap_or(Obstacle { why, cure })))
        })
    }

    fn obstacle(&self, profile: Option<&Profile>, session: &SessionName) -> Option<Obstacle> {
        let elsewhere = || Obstacle {
            why: "Something else in the file goes before.".to_owned(),
            cure: "Look at its sections in the config file.".to_owned(),
        };
        let Some(profile) = profile else { return Some(elsewhere()) };
        if profile.kind != ProfileKind::Sso {
            return Some(self.of_another_kind(profile).unwrap_or_else(elsewhere));
        }
        if profile.session != Some(SessionId::Named(session.clone())) {
            return Some(elsewhere());
        }
        let (why, cure) = error(profile)?;
        Some(self.of_session(profile, session).unwrap_or(Obstacle { why, cure }))
    }

    /// A key that makes botocore look for credentials elsewhere than in the session.
    fn of_another_kind(&self, profile: &Profile) -> Option<Obstacle> {
        let key = match profile.kind {
            ProfileKind::Role => "role_arn",
            ProfileKind::WebIdentity => "web_identity_token_file",
            _ => return None,
        };
        let setting = profile.settings.iter().find(|setting| setting.key == key)?;
        let place = match setting.source.file {
            ConfigFile::Credentials => format!(" (line {} of the credentials file)", setting.source.line),
            ConfigFile::Config => {
                let own = self.before.place(Some(&Target::Profile(profile.name.clone())), key);
                if own.is_empty() { self.before.place(None, key) } else { own }
            }
        };
        Some(Obstacle {
            why: format!("{key} goes before its session{place}."),
            cure: format!("Take {key} out there."),
        })
    }

    /// What contradicts the profile, or is missing, in its session.
    fn of_session(&self, profile: &Profile, name: &SessionName) -> Option<Obstacle> {
        let target = Target::Session(name.clone());
        let mut theirs: BTreeMap<String, (String, Option<&Target>)> = BTreeMap::new();
        for of in [None, Some(&target)] {
            theirs.extend(self.after.values(of).map(|(key, value)| (key, (value, of))));
        }
        let contradiction = theirs.iter().find_map(|(key, (value, of))| {
            let ours = profile.settings.value(key).filter(|ours| ours != value)?;
            Some((key, ours, value, *of))
        });
        if let Some((key, ours, value, of)) = contradiction {
            return Some(Obstacle {
                why: format!(
                    "The AWS CLI and boto3 refuse it: its {} would be {}, but that of its session is {}{}.",
                    shown(key),
                    shown(ours),
                    shown(value),
                    self.before.place(of, key)
                ),
                cure: format!("Take {} out of {}, or write the same value.", shown(key), header(of)),
            });
        }
        let id = SessionId::Named(name.clone());
        let session = self.reading.sessions.iter().find(|session| session.id == id)?;
        let missing = match (&session.start_url, &session.sso_region) {
            (None, _) => "sso_start_url",
            (_, None) => "sso_region",
            _ => return None,
        };
        let place =
            self.before.sections(Some(&target)).next().map(|section| place(section.line(), Some(&target)));
        Some(Obstacle {
            why: format!("Its session has no {missing}{}.", place.unwrap_or_default()),
            cure: format!("Add it: ssotui edit --session {} --set {missing}=…", shown(name.as_str())),
        })
    }
}

/// What makes the AWS CLI and boto3 refuse the profile, and the cure.
fn error(profile: &Profile) -> Option<(String, String)> {
    let problem = profile.problems.iter().find(|problem| problem.severity == Severity::Error)?;
    Some((format!("{} {}", problem.what, problem.why), problem.cure.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws_config::plan::Plan;

    const SESSION: &str =
        "[sso-session corp]\nsso_start_url = https://corp.awsapps.com/start\nsso_region = us-east-1\n";

    /// A profile of the session that is to be written.
    fn add(name: &str) -> Edit {
        let settings = [
            ("sso_session", "corp"),
            ("sso_account_id", "012345678901"),
            ("sso_role_name", "Admin"),
            ("region", "eu-west-1"),
        ];
        let settings = settings.map(|(key, value)| (key.to_owned(), value.to_owned())).into();
        Edit::Add { target: Target::profile(name), settings }
    }

    fn plan(names: &[&str], leaves_out: bool) -> Plan {
        let must_use = names.iter().map(|name| ((*name).into(), "corp".into())).collect();
        let edits = names.iter().map(|name| add(name)).collect();
        Plan { must_use, leaves_out, ..Plan::new("Add", edits) }
    }

    /// VAL-05 and VAL-07 of what is written.
    #[test]
    fn a_profile_that_would_not_work_is_not_written_and_the_key_in_the_way_is_named() {
        for (config, why, cure) in [
            (
                format!("{SESSION}region = us-east-1\n"),
                "region would be eu-west-1, but that of its session is us-east-1 (line 4 of the config file, in \
                 [sso-session corp]).",
                "Take region out of [sso-session corp]",
            ),
            (
                format!("[DEFAULT]\nregion = us-east-1\n{SESSION}"),
                "is us-east-1 (line 2 of the config file, in [DEFAULT]).",
                "Take region out of [DEFAULT]",
            ),
            (
                format!("{SESSION}[DEFAULT]\nsso_role_name = Read\n"),
                "its sso_role_name would be Admin, but that of its session is Read (line 5 ",
                "Take sso_role_name out of [DEFAULT]",
            ),
            (
                format!("{SESSION}\n[DEFAULT]\nrole_arn = arn:aws:iam::012345678901:role/x\n"),
                "role_arn goes before its session (line 6 of the config file, in [DEFAULT]).",
                "Take role_arn out there.",
            ),
            (
                "[profile other]\n[sso-session corp]\nsso_region = us-east-1\n".to_owned(),
                "Its session has no sso_start_url (line 2 of the config file, in [sso-session corp]).",
                "ssotui edit --session corp --set sso_start_url=…",
            ),
        ] {
            for leaves_out in [false, true] {
                let failure =
                    plan(&["dev"], leaves_out).against(config.as_bytes(), b"").expect_err("not written");
                assert_eq!(
                    (failure.kind, failure.what.as_str()),
                    (FailureKind::Usage, "Profile dev would not work.")
                );
                assert!(failure.why.contains(why), "{failure}");
                assert!(failure.hint.as_ref().is_some_and(|hint| hint.contains(cure)), "{failure}");
            }
        }
        plan(&["dev"], false).against(SESSION.as_bytes(), b"").expect("works");
        let same = format!("{SESSION}region = eu-west-1\n");
        plan(&["dev"], false).against(same.as_bytes(), b"").expect("the same value is none of the two");
    }

    #[test]
    fn the_others_are_written_where_one_may_be_left_out() {
        let twice = format!("{SESSION}[profile l2]\nregion = eu-west-1\n[profile 'l2']\noutput = json\n");
        let arn = format!("{SESSION}[profile l2]\nrole_arn = arn:aws:iam::012345678901:role/x\n");
        for config in [twice, arn] {
            let mut plan = plan(&["l1", "l2", "l3"], true);
            let set = |key: &str, value: &str| Edit::Set {
                target: Target::profile("l2"),
                key: key.to_owned(),
                value: value.to_owned(),
            };
            plan.edits.splice(1..2, [set("sso_session", "corp"), set("sso_account_id", "012345678901")]);
            let change = plan.against(config.as_bytes(), b"").expect("the others");
            let text = String::from_utf8(change.after).expect("text");
            assert!(text.starts_with(&config) && text.ends_with("region = eu-west-1\n"), "{text}");
            assert_eq!(text.matches("sso_session = corp").count(), 2, "{text}");
            assert_eq!(change.left.len(), 1);
            assert_eq!(change.left[0].name.as_str(), "l2");
            let why = &change.left[0].why;
            assert!(why.contains("(lines 4, 6)") || why.contains("(line 5 of the config file"), "{why}");
        }
    }

    #[test]
    fn a_session_that_nobody_would_use_is_not_written() {
        let mut plan = plan(&["a", "b"], true);
        plan.must_use[1].1 = "new".into();
        let session = [("sso_start_url", "https://new.awsapps.com/start"), ("sso_region", "us-east-1")];
        plan.edits[1] =
            Edit::Set { target: Target::profile("b"), key: "output".into(), value: "json".into() };
        plan.edits.push(Edit::Add {
            target: Target::session("new"),
            settings: session.map(|(key, value)| (key.to_owned(), value.to_owned())).into(),
        });
        let config = format!("{SESSION}[profile b]\nregion = eu-west-1\n");
        let change = plan.against(config.as_bytes(), b"").expect("a alone");
        let text = String::from_utf8(change.after).expect("text");
        assert!(text.contains("[profile a]") && !text.contains("[sso-session new]"), "{text}");
    }

    #[test]
    fn none_of_many_is_told_once() {
        let config = format!("{SESSION}region = us-east-1\n");
        let failure = plan(&["a", "b", "c"], true).against(config.as_bytes(), b"").expect_err("none");
        assert_eq!(failure.what, "None of the 3 profiles would work.");
        assert!(failure.why.starts_with("a: "), "{failure}");
    }

    #[test]
    fn what_worked_before_works_after_an_edit() {
        let config = format!(
            "{SESSION}region = us-east-1\n[profile dev]\nsso_session = corp\nsso_account_id = 012345678901\n\
             sso_role_name = Admin\n[profile old]\nsso_start_url = https://old.awsapps.com/start\n\
             sso_region = us-east-1\nsso_account_id = 012345678901\nsso_role_name = Admin\n\
             [profile broken]\nservices = none\n"
        );
        let set = |name: &str, key: &str, value: &str| Edit::Set {
            target: Target::profile(name),
            key: key.to_owned(),
            value: value.to_owned(),
        };
        let arn = "arn:aws:iam::012345678901:role/x";
        let against = |edits: Vec<Edit>, credentials: &[u8]| {
            Plan::new("Edit", edits).against(config.as_bytes(), credentials)
        };
        let unset = Edit::Remove { target: Target::profile("old"), key: "sso_start_url".to_owned() };
        let of_session = Edit::Set {
            target: Target::session("corp"),
            key: "sso_account_id".to_owned(),
            value: "111111111111".to_owned(),
        };
        for (edit, why) in [
            (set("dev", "region", "eu-west-1"), "(line 4 of the config file, in [sso-session corp])"),
            (set("dev", "services", "zz"), "The services section \"zz\" does not exist."),
            (set("dev", "role_arn", arn), "no source of credentials"),
            (unset, "lacks SSO settings"),
            (of_session, "its sso_account_id would be 012345678901"),
        ] {
            let failure = against(vec![edit], b"").expect_err(why);
            assert!(failure.why.contains(why) && failure.hint.is_some(), "{why}: {failure}");
        }
        let with_source = vec![set("dev", "role_arn", arn), set("dev", "source_profile", "keys")];
        let keys = b"[keys]\naws_access_key_id = AKIA\naws_secret_access_key = x\n";
        against(with_source, keys).expect("a source in the credentials file");
        against(vec![set("broken", "services", "other")], b"").expect("it did not work before");
        against(vec![set("broken", "region", "eu-west-1")], b"").expect("it did not work before");
        let rename = Edit::Rename { target: Target::profile("broken"), to: "dev2".to_owned() };
        against(vec![rename], b"").expect("another name makes nothing worse");
        let delete = Edit::Delete { target: Target::session("corp") };
        against(vec![delete], b"").expect("asked for");
    }
}
