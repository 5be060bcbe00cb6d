//! What the doctor can find: one table of everything it looks for, and a finding as a value.

use std::path::PathBuf;

/// What a finding is about; findings are told in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Files,
    Environment,
    Config,
    Caches,
    Network,
    Access,
    Program,
}

impl Group {
    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Files => "Files",
            Self::Environment => "Environment",
            Self::Config => "Config",
            Self::Caches => "Tokens and caches",
            Self::Network => "Network",
            Self::Access => "Access",
            Self::Program => "This program",
        }
    }
}

/// How much a finding matters. The gravest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Something does not work.
    Error,
    /// Something works otherwise than it looks, or only for some tools.
    Warning,
    /// Good to know.
    Info,
}

impl Level {
    /// The word for it in `--json` and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct FindingRow {
    /// Its name for scripts, for good.
    pub id: &'static str,
    pub group: Group,
    pub level: Level,
    /// What is found, for a list.
    pub about: &'static str,
    /// What `--fix` does about it, where that is safe.
    pub fix: Option<&'static str>,
}

macro_rules! findings {
    ($($kind:ident $id:literal $group:ident $level:ident $about:literal $(=> $fix:literal)?;)+) => {
        /// What can be found. [`FindingKind::row`] says the rest.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FindingKind {
            $($kind,)+
        }

        impl FindingKind {
            /// Everything that can be found.
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            /// What the table says about it.
            pub fn row(self) -> FindingRow {
                match self {
                    $(Self::$kind => FindingRow {
                        id: $id,
                        group: Group::$group,
                        level: Level::$level,
                        about: $about,
                        fix: None$(.or(Some($fix)))?,
                    },)+
                }
            }
        }
    };
}

findings! {
    FileUnreadable "file-unreadable" Files Error "the config or credentials file cannot be read";
    FileOpen "file-open" Files Warning "others may read or write a file that holds secrets"
        => "takes the rights of others away (mode 0600)";
    ConfigOpen "config-open" Files Warning "others may write the config file"
        => "takes the right to write away from others";
    FolderOpen "folder-open" Files Warning "others may write in ~/.aws or one of its cache folders"
        => "takes the right to write away from others";
    FolderListed "folder-listed" Files Info "others may list the token cache"
        => "takes the rights of others away (mode 0700)";
    OwnerDiffers "owner-differs" Files Error "a file belongs to another user, as after sudo aws";
    FolderUnusable "folder-unusable" Files Error "a cache folder cannot be written, or is a file";
    ConfigMissing "config-missing" Files Info "there is no config file";
    LockHeld "lock-held" Files Info "another process holds a lock of this program now";

    EnvKeysBeatProfile "env-keys-beat-profile" Environment Warning "AWS_ACCESS_KEY_ID is set beside a profile and wins";
    EnvKeysSet "env-keys-set" Environment Info "AWS_ACCESS_KEY_ID is set and wins over the default profile";
    EnvKeysPartial "env-keys-partial" Environment Error "half of a key pair is set";
    EnvSecurityToken "env-security-token" Environment Warning "the outdated AWS_SECURITY_TOKEN is set";
    EnvProfilesDiffer "env-profiles-differ" Environment Warning "AWS_PROFILE and AWS_DEFAULT_PROFILE name different profiles";
    EnvDefaultProfileAlone "env-default-profile-alone" Environment Info "only AWS_DEFAULT_PROFILE is set";
    EnvProfileEmpty "env-profile-empty" Environment Error "AWS_PROFILE is set, but empty";
    EnvProfileUnknown "env-profile-unknown" Environment Error "AWS_PROFILE names no profile";
    EnvRegionsDiffer "env-regions-differ" Environment Warning "AWS_REGION and AWS_DEFAULT_REGION differ";
    EnvRegionAlone "env-region-alone" Environment Info "AWS_REGION is set, which boto3 does not read";
    EnvFileMissing "env-file-missing" Environment Warning "AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE names no file";
    EnvFileMoved "env-file-moved" Environment Info "AWS_CONFIG_FILE or AWS_SHARED_CREDENTIALS_FILE is set";
    EnvFileExpanded "env-file-expanded" Environment Warning "the path in such a variable is read and written at different places";
    EnvEndpointForAll "env-endpoint-for-all" Environment Warning "AWS_ENDPOINT_URL diverts sign-ins too";
    EnvEndpoint "env-endpoint" Environment Info "an AWS_ENDPOINT_URL_… diverts sign-ins or accounts";
    EnvEndpointIgnored "env-endpoint-ignored" Environment Info "endpoints are set, and ignored";
    EnvEndpointInvalid "env-endpoint-invalid" Environment Error "the endpoints of the environment cannot be used";
    EnvHomesDiffer "env-homes-differ" Environment Warning "HOME and USERPROFILE differ on Windows";
    EnvHomeMissing "env-home-missing" Environment Warning "HOME is not set";
    EnvCaBundle "env-ca-bundle" Environment Error "the CA bundle of the environment cannot be used";
    EnvProxyInvalid "env-proxy-invalid" Environment Error "a proxy variable is no URL of a proxy";

    ConfigRefused "config-refused" Config Error "a line makes the AWS CLI refuse a whole file";
    ConfigDivergence "config-divergence" Config Warning "AWS tools read a file differently";
    SessionRefused "session-refused" Config Error "a session cannot be signed in to";
    SessionDivergence "session-divergence" Config Warning "AWS tools read a session differently"
        => "takes # and what follows out of a session's start URL";
    ProfileRefused "profile-refused" Config Error "the AWS CLI refuses a profile";
    ProfileDivergence "profile-divergence" Config Warning "AWS tools read a profile differently"
        => "takes a start URL or region out of a profile whose session says the same";
    LegacyProfiles "legacy-profiles" Config Info "profiles whose sign-in can never be renewed";
    RegionMalformed "region-malformed" Config Error "sso_region is no region code";
    RegionUnknown "region-unknown" Config Warning "sso_region is no region that is known to have Identity Center";
    RegionContradicted "region-contradicted" Config Warning "the start URL is of another region or partition than sso_region";
    StartUrlUnlikely "start-url-unlikely" Config Warning "the start URL is hardly one of an access portal";
    StartUrlVanity "start-url-vanity" Config Info "the start URL is on a domain that is not AWS's";
    ScopesWithoutAccess "scopes-without-access" Config Warning "a session's scopes leave out sso:account:access";
    ToolMarks "tool-marks" Config Info "another tool keeps profiles here";
    ToolsFight "tools-fight" Config Warning "two tools keep the same profile";
    ProfileEndpointForAll "profile-endpoint-for-all" Config Warning "a profile's endpoint_url diverts sign-ins too";
    ProfileEndpoint "profile-endpoint" Config Info "a [services] section diverts sign-ins, accounts or STS";
    ProfileEndpointInvalid "profile-endpoint-invalid" Config Error "the endpoints of a profile cannot be used";
    ProfileCaBundle "profile-ca-bundle" Config Error "the CA bundle of a profile cannot be used";
    ProcessMissing "process-missing" Config Warning "the program of a credential_process is not there";

    TokenBroken "token-broken" Caches Error "a session's token file cannot be used"
        => "moves the file aside";
    TokenElsewhere "token-elsewhere" Caches Warning "a session's token was issued for another start URL or region";
    TokenSpelling "token-spelling" Caches Warning "a token file is spelt so that some SDKs fail on it";
    TokenForeign "token-foreign" Caches Info "a token belongs to no session of the config file";
    TokenForeignExpired "token-foreign-expired" Caches Info "an expired token belongs to no session of the config file"
        => "moves the file aside";
    TokenNotRenewable "token-not-renewable" Caches Info "a session's token cannot be renewed";
    RegistrationBroken "registration-broken" Caches Error "a client registration cannot be read; aws sso login fails on it"
        => "moves the file aside";
    RegistrationExpired "registration-expired" Caches Info "a client registration is over"
        => "moves the file aside";
    CacheFileBroken "cache-file-broken" Caches Warning "a cache file cannot be read"
        => "moves the file aside";
    CacheLeftover "cache-leftover" Caches Info "a temporary file was left behind in a cache"
        => "moves a file that is a day old aside";
    CredentialsExpired "credentials-expired" Caches Info "cached role credentials are over"
        => "moves the files aside";
    AccountsUnreadable "accounts-unreadable" Caches Info "a cached list of accounts and roles cannot be used"
        => "moves the file aside";

    NetworkDns "network-dns" Network Error "a name of AWS cannot be looked up";
    NetworkProxy "network-proxy" Network Error "the proxy does not let the request through";
    NetworkTls "network-tls" Network Error "the certificate of the other side is not trusted";
    NetworkUnreachable "network-unreachable" Network Error "no connection, or no answer in time";
    NetworkIntercepted "network-intercepted" Network Error "something that is not AWS answers in its place";
    NetworkClient "network-client" Network Error "no HTTPS client can be set up";
    ServiceTrouble "service-trouble" Network Warning "AWS answers, but with a trouble of its own";
    ClockSkew "clock-skew" Network Error "this machine's clock is wrong";

    StartUrlRefused "start-url-refused" Access Error "AWS does not know the start URL in this region";
    TokenRefused "token-refused" Access Warning "the portal refuses a token that is not over";
    RoleGone "role-gone" Access Warning "a profile's role is not assigned any more";

    SettingsRefused "settings-refused" Program Error "the settings file is wrong, so that the defaults hold";
    StateUnwritable "state-unwritable" Program Error "the state folder cannot be written";
    BrowserMissing "browser-missing" Program Info "no browser can be opened here";
    ClipboardMissing "clipboard-missing" Program Info "there is no clipboard here";
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub file: PathBuf,
    /// The file as a person writes it: with `~`.
    pub shown: String,
    /// Counted from 1.
    pub line: Option<usize>,
}

/// Something found, with its cause and its cure, each a sentence. Holds no secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub kind: FindingKind,
    pub what: String,
    pub why: String,
    pub cure: String,
    pub place: Option<Place>,
    /// Whether `--fix` would do something about it.
    pub fixable: bool,
}

impl Finding {
    pub fn new(
        kind: FindingKind,
        what: impl Into<String>,
        why: impl Into<String>,
        cure: impl Into<String>,
    ) -> Self {
        Self { kind, what: what.into(), why: why.into(), cure: cure.into(), place: None, fixable: false }
    }

    /// The same finding at a place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    pub fn level(&self) -> Level {
        self.kind.row().level
    }
}

/// Puts findings in the order in which they are told: by group, the gravest first, then by place.
pub fn sort<T>(findings: &mut [T], finding: impl Fn(&T) -> &Finding) {
    findings.sort_by(|a, b| {
        let key = |it: &T| {
            let found = finding(it);
            let row = found.kind.row();
            let place = found.place.as_ref().map(|place| (place.shown.clone(), place.line));
            (row.group, row.level, found.kind, place)
        };
        key(a).cmp(&key(b))
    });
}

/// How many findings there are of each level: errors, warnings, infos.
pub fn count<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> [usize; 3] {
    findings.into_iter().fold([0; 3], |mut counts, finding| {
        counts[finding.level() as usize] += 1;
        counts
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_kebab_case_and_the_table_is_in_the_order_of_the_groups() {
        let rows: Vec<FindingRow> = FindingKind::ALL.iter().map(|kind| kind.row()).collect();
        let ids: BTreeSet<&str> = rows.iter().map(|row| row.id).collect();
        assert_eq!(ids.len(), rows.len());
        for row in &rows {
            let fits = row.id.split('-').all(|word| {
                !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
            });
            assert!(fits && !row.about.ends_with('.'), "{}", row.id);
        }
        assert!(rows.is_sorted_by_key(|row| row.group));
    }

    #[test]
    fn the_gravest_of_a_group_comes_first() {
        let mut findings: Vec<Finding> = [
            FindingKind::ClockSkew,
            FindingKind::EnvKeysSet,
            FindingKind::EnvKeysPartial,
            FindingKind::ConfigMissing,
        ]
        .map(|kind| Finding::new(kind, "", "", ""))
        .into();
        sort(&mut findings, |finding| finding);
        let kinds: Vec<FindingKind> = findings.iter().map(|finding| finding.kind).collect();
        assert_eq!(
            kinds,
            [
                FindingKind::ConfigMissing,
                FindingKind::EnvKeysPartial,
                FindingKind::EnvKeysSet,
                FindingKind::ClockSkew
            ]
        );
        assert_eq!(count(&findings), [2, 0, 2]);
    }
}
