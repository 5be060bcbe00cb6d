//! By what the profiles of other tools are known.

use crate::domain::names::{AccountId, Region, RoleName};
use crate::domain::profile::Profile;

/// Who wrote what is to be migrated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Start URL and region in the profile itself, as before AWS CLI 2.9.
    LegacySso,
    /// Start URL or region left behind in a profile that has a session (`aws configure sso` leaves them there).
    OldUrlKeys,
    /// aws-sso-util: `credential_process = aws-sso-util credential-process --profile NAME`.
    AwsSsoUtil,
    /// granted: `granted_sso_…`, `common_fate_generated_from`, `granted_generated_from` and
    /// `credential_process = granted credential-process --profile NAME` (`pkg/awsconfigfile/generator.go`).
    Granted,
    /// aws-sso-cli: `credential_process = …/aws-sso -u open -S "Default" process --arn ARN`
    /// (`internal/awsconfig`), between `# BEGIN_AWS_SSO_CLI` and `# END_AWS_SSO_CLI`.
    AwsSsoCli,
    /// leapp: `credential_process = leapp session generate ID` (`aws-session-service.ts`).
    Leapp,
}

impl Origin {
    /// The word for it in `--json` and in sentences.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LegacySso => "sso-legacy",
            Self::OldUrlKeys => "old-url-keys",
            Self::AwsSsoUtil => "aws-sso-util",
            Self::Granted => "granted",
            Self::AwsSsoCli => "aws-sso-cli",
            Self::Leapp => "leapp",
        }
    }
}

/// granted's marks of the profiles that it made: it would remove them.
const GRANTED_MARKS: [&str; 2] = ["common_fate_generated_from", "granted_generated_from"];

/// What a tool left in a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leftovers {
    pub origin: Origin,
    /// The keys that belong to it.
    pub keys: Vec<String>,
    /// Where its profile leads, as far as it says.
    pub start_url: Option<String>,
    pub sso_region: Option<Region>,
    pub account_id: Option<AccountId>,
    pub role_name: Option<RoleName>,
}

/// What another tool left in the profile, if any did.
pub(super) fn leftovers(profile: &Profile) -> Option<Leftovers> {
    let value = |key: &str| {
        // go-ini puts values with a # into backticks.
        profile.settings.value(key).map(|value| value.trim_matches('`')).filter(|value| !value.is_empty())
    };
    let process = value("credential_process").and_then(Process::of);
    let of_granted = |key: &&str| GRANTED_MARKS.contains(key) || key.starts_with("granted_sso_");
    let mut keys: Vec<String> =
        profile.settings.iter().map(|it| it.key).filter(of_granted).map(str::to_owned).collect();
    let origin = match (&process, keys.is_empty()) {
        (Some(process), _) => process.origin,
        (None, false) => Origin::Granted,
        (None, true) => return None,
    };
    keys.extend(process.is_some().then(|| "credential_process".to_owned()));
    let (account_id, role_name) = process.and_then(|it| it.reach).unzip();
    Some(Leftovers {
        origin,
        keys,
        start_url: value("granted_sso_start_url").map(str::to_owned),
        sso_region: value("granted_sso_region").map(Region::from),
        account_id: value("granted_sso_account_id").map(AccountId::from).or(account_id),
        role_name: value("granted_sso_role_name").map(RoleName::from).or(role_name),
    })
}

/// A credential process that one of these tools is.
struct Process {
    origin: Origin,
    /// Where it names a role by its ARN.
    reach: Option<(AccountId, RoleName)>,
}

impl Process {
    fn of(command: &str) -> Option<Self> {
        // The program may be a path with blanks between quotes.
        let command = command.trim_start();
        let (program, arguments) = match command.strip_prefix('"') {
            Some(rest) => rest.split_once('"')?,
            None => command.split_once(char::is_whitespace)?,
        };
        let file = program.rsplit(['/', '\\']).next().unwrap_or(program).to_ascii_lowercase();
        let words: Vec<&str> = arguments.split_whitespace().map(|it| it.trim_matches(['"', '\''])).collect();
        let has = |word: &str| words.contains(&word);
        let origin = match file.strip_suffix(".exe").unwrap_or(&file) {
            "aws-sso-util" if has("credential-process") => Origin::AwsSsoUtil,
            "granted" if has("credential-process") => Origin::Granted,
            "aws-sso" if has("process") => Origin::AwsSsoCli,
            "leapp" if has("session") && has("generate") => Origin::Leapp,
            _ => return None,
        };
        let arn = words.iter().find_map(|word| word.strip_prefix("--arn=")).or_else(|| {
            let at = words.iter().position(|word| ["--arn", "-a"].contains(word))?;
            words.get(at + 1).copied()
        });
        Some(Self { origin, reach: arn.and_then(reach) })
    }
}

/// Account and role of `arn:aws:iam::ACCOUNT:role/ROLE`.
fn reach(arn: &str) -> Option<(AccountId, RoleName)> {
    let mut parts = arn.splitn(6, ':');
    let (prefix, _, service, _, account) =
        (parts.next()?, parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let role = parts.next()?.strip_prefix("role/")?;
    (prefix == "arn"
        && service == "iam"
        && AccountId::is_one(account)
        && !role.is_empty()
        && !role.contains('/'))
    .then(|| (account.into(), role.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(config: &str) -> Option<Leftovers> {
        let reading = crate::aws_config::read(format!("[profile p]\n{config}").as_bytes(), b"");
        leftovers(&reading.profiles[0])
    }

    #[test]
    fn every_tool_is_known_by_its_process() {
        for (command, origin) in [
            ("aws-sso-util credential-process --profile p", Origin::AwsSsoUtil),
            ("/opt/bin/aws-sso-util credential-process --profile p", Origin::AwsSsoUtil),
            ("granted credential-process --auto-login --profile p", Origin::Granted),
            (r#""C:\Program Files\Granted\granted.exe" credential-process --profile p"#, Origin::Granted),
            ("leapp session generate 0a1b2c3d-4e5f", Origin::Leapp),
            (
                "aws-sso -u open -S \"Default\" process --arn arn:aws:iam::012345678901:role/A",
                Origin::AwsSsoCli,
            ),
        ] {
            let found = of(&format!("credential_process = {command}\n")).expect(command);
            assert_eq!(
                (found.origin, found.keys),
                (origin, vec!["credential_process".to_owned()]),
                "{command}"
            );
        }
        for other in
            ["my-helper --profile p", "aws-sso-utilx credential-process", "granted", "leapp session list", ""]
        {
            assert_eq!(of(&format!("credential_process = {other}\n")), None, "{other}");
        }
        assert_eq!(of("region = eu-west-1\n"), None);
    }

    #[test]
    fn an_arn_tells_account_and_role() {
        let found = |arn: &str| {
            let found = of(&format!("credential_process = aws-sso process --sso x --arn {arn}\n"))?;
            Some(format!("{} {}", found.account_id?, found.role_name?))
        };
        assert_eq!(found("arn:aws:iam::012345678901:role/Admin").as_deref(), Some("012345678901 Admin"));
        assert_eq!(found("arn:aws-cn:iam::012345678901:role/A-b").as_deref(), Some("012345678901 A-b"));
        for wrong in ["arn:aws:iam::1:role/x", "arn:aws:iam::012345678901:user/x", "arn", "arn:aws:s3:::x"] {
            assert_eq!(found(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_keys_of_granted_are_read_out_of_their_backticks() {
        let found = of("granted_sso_start_url = `https://corp.awsapps.com/start/#`\n\
                        granted_sso_region = ap-south-1\ngranted_sso_account_id = 012345678901\n\
                        granted_sso_role_name = Admin\ncommon_fate_generated_from = aws-sso\n\
                        credential_process = granted credential-process --profile p\n")
        .expect("granted");
        assert_eq!(found.start_url.as_deref(), Some("https://corp.awsapps.com/start/#"));
        assert_eq!(found.sso_region, Some("ap-south-1".into()));
        assert_eq!((found.account_id, found.role_name), (Some("012345678901".into()), Some("Admin".into())));
        assert_eq!((found.origin, found.keys.len()), (Origin::Granted, 6));
    }
}
