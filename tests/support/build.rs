//! Sessions, profiles and organisations, in few words.

use jiff::Timestamp;
use ssotui::domain::inventory::{Inventory, RoleKey, SessionEntry};
use ssotui::domain::names::{AccountId, ProfileName, Region, RoleName, StartUrl};
use ssotui::domain::organization::{Account, Organization, Roles};
use ssotui::domain::profile::{ConfigFile, Problem, Profile, ProfileKind, Severity, Source};
use ssotui::domain::profile_settings::Setting;
use ssotui::domain::progress::{BrowserApproval, DeviceApproval};
use ssotui::domain::session::{Session, SessionId};
use ssotui::domain::token::{TokenFacts, TokenFile};

use super::at;

pub fn named(name: &str) -> SessionId {
    SessionId::Named(name.into())
}

pub fn session(name: &str, line: usize) -> Session {
    Session {
        id: named(name),
        start_url: Some(StartUrl::new(format!("https://{name}.awsapps.com/start"))),
        sso_region: Some(Region::from("us-east-1")),
        scopes: Some(vec!["sso:account:access".to_owned()]),
        use_device_code: None,
        source: Source { file: ConfigFile::Config, line },
        problems: Vec::new(),
    }
}

/// A token that ends `seconds` after the start, renewable until `renewable`.
pub fn token(seconds: i64, renewable: Option<i64>) -> TokenFile {
    TokenFile::Present(token_facts(seconds, renewable))
}

pub fn token_facts(seconds: i64, renewable: Option<i64>) -> TokenFacts {
    TokenFacts {
        expires_at: at(seconds),
        renewable_until: renewable.map(at),
        registration_expires_at: renewable.map(at),
        start_url: None,
        region: None,
    }
}

pub fn entry(name: &str, line: usize, token: TokenFile) -> SessionEntry {
    SessionEntry { session: session(name, line), token, profiles: 0 }
}

pub fn profile(name: &str, session: &str, account: &str, role: &str, line: usize) -> Profile {
    let source = |below: usize| Source { file: ConfigFile::Config, line: line + below };
    let setting = |(below, (key, value))| Setting { key, value: Some(value), source: source(below) };
    let settings = [
        ("sso_session", session),
        ("sso_account_id", account),
        ("sso_role_name", role),
        ("region", "eu-west-1"),
    ];
    Profile {
        name: ProfileName::from(name),
        kind: ProfileKind::Sso,
        session: Some(named(session)),
        start_url: Some(StartUrl::new(format!("https://{session}.awsapps.com/start"))),
        sso_region: Some(Region::from("us-east-1")),
        account_id: Some(AccountId::from(account)),
        role_name: Some(RoleName::from(role)),
        region: Some(Region::from("eu-west-1")),
        source: source(0),
        settings: (1..).zip(settings).map(setting).collect(),
        problems: Vec::new(),
    }
}

/// A profile without SSO.
pub fn keys_profile(name: &str, line: usize) -> Profile {
    Profile {
        name: ProfileName::from(name),
        kind: ProfileKind::Static,
        session: None,
        start_url: None,
        sso_region: None,
        account_id: None,
        role_name: None,
        region: Some(Region::from("us-east-1")),
        source: Source { file: ConfigFile::Credentials, line },
        settings: [
            Setting {
                key: "aws_access_key_id",
                value: Some("AKIAIOSFODNN7EXAMPLE"),
                source: Source { file: ConfigFile::Credentials, line: line + 1 },
            },
            Setting {
                key: "aws_secret_access_key",
                value: None,
                source: Source { file: ConfigFile::Credentials, line: line + 2 },
            },
        ]
        .into_iter()
        .collect(),
        problems: Vec::new(),
    }
}

pub fn problem(what: &str) -> Problem {
    Problem {
        severity: Severity::Warning,
        what: what.to_owned(),
        why: "botocore reads it, the Go SDK does not.".to_owned(),
        cure: "Remove the blank.".to_owned(),
        source: Some(Source { file: ConfigFile::Config, line: 7 }),
    }
}

pub fn account(id: &str, name: &str, roles: Roles) -> Account {
    Account {
        id: AccountId::from(id),
        name: Some(name.to_owned()),
        email: Some(format!("{}@example.com", name.to_lowercase())),
        roles,
    }
}

pub fn roles(names: &[&str]) -> Roles {
    Roles::Listed(names.iter().map(|name| RoleName::from(*name)).collect())
}

pub fn organization(accounts: Vec<Account>, fetched_at: Timestamp) -> Organization {
    Organization { accounts, complete: true, fetched_at: Some(fetched_at) }
}

pub fn approval(code: &str) -> DeviceApproval {
    DeviceApproval {
        user_code: code.to_owned(),
        verification_uri: "https://device.sso.us-east-1.amazonaws.com/".to_owned(),
        verification_uri_complete: Some(format!(
            "https://device.sso.us-east-1.amazonaws.com/?user_code={code}"
        )),
        expires_at: at(600),
    }
}

/// The page of a sign-in with the browser, its address as long as AWS's are.
pub fn browser_approval() -> BrowserApproval {
    BrowserApproval {
        url: "https://oidc.us-east-1.amazonaws.com/authorize?response_type=code&client_id=Zm9vYmFyYmF6cXV4Zm9vYmFyXy11cy1lYXN0LTE\
              &redirect_uri=http%3A%2F%2F127.0.0.1%3A53211%2Foauth%2Fcallback&state=5b0c1f9e-7f0a-4f0b-9d70-0f5a9c1de001\
              &code_challenge_method=S256&scopes=sso%3Aaccount%3Aaccess&code_challenge=Bte73cqtMNLQNU52f9QrTpYFGP5EqSOPGm0f8tkvHZg"
            .to_owned(),
        redirect_uri: "http://127.0.0.1:53211/oauth/callback".to_owned(),
        expires_at: at(600),
    }
}

/// Three sessions in three states, a handful of profiles, a stored organisation.
pub fn usual() -> Inventory {
    let hour = 3600;
    let profiles = vec![
        profile("prod-payments.admin", "corp", "123456789012", "AdministratorAccess", 21),
        profile("prod-payments.read", "corp", "123456789012", "ReadOnlyAccess", 27),
        profile("dev-payments.admin", "corp", "210987654321", "AdministratorAccess", 33),
        profile("dev-web.deploy", "corp", "345678901234", "Deployer", 39),
        profile("partner-data", "partner", "456789012345", "DataScientist", 45),
        profile("old-payments", "legacy", "210987654321", "Admin", 51),
        keys_profile("ci-robot", 3),
    ];
    let mut inventory = Inventory {
        sessions: vec![
            entry("corp", 1, token(7 * hour + 42 * 60, Some(90 * 24 * hour))),
            entry("partner", 7, token(-60, Some(20 * 24 * hour))),
            entry("legacy", 13, token(-3 * 24 * hour, None)),
        ],
        config_exists: true,
        credentials_exists: true,
        ..Inventory::default()
    };
    for entry in &mut inventory.sessions {
        entry.profiles =
            profiles.iter().filter(|one| one.session.as_ref() == Some(&entry.session.id)).count();
    }
    inventory.role_credentials.insert(
        RoleKey {
            session: named("corp"),
            account: AccountId::from("123456789012"),
            role: RoleName::from("AdministratorAccess"),
        },
        at(42 * 60),
    );
    inventory.organizations.insert(named("corp"), usual_organization());
    inventory.profiles = profiles;
    inventory
}

pub fn usual_organization() -> Organization {
    organization(
        vec![
            account("210987654321", "Dev-Payments", roles(&["AdministratorAccess", "ReadOnlyAccess"])),
            account("345678901234", "Dev-Web", roles(&["Deployer"])),
            account(
                "123456789012",
                "Prod-Payments",
                roles(&["AdministratorAccess", "ReadOnlyAccess", "Support"]),
            ),
        ],
        at(-3600),
    )
}

/// The usual, but nobody has signed in to `corp` and nothing is stored.
pub fn signed_out() -> Inventory {
    let mut inventory = usual();
    inventory.sessions[0].token = TokenFile::Missing;
    inventory.organizations.clear();
    inventory.role_credentials.clear();
    inventory
}

/// Many profiles in one session.
pub fn many(count: usize) -> Inventory {
    let roles = ["AdministratorAccess", "ReadOnlyAccess", "Deployer", "Support"];
    let places = ["payments", "web", "data", "search", "billing", "mobile", "network"];
    let stages = ["prod", "staging", "dev"];
    let profiles: Vec<Profile> = (0..count)
        .map(|index| {
            let place = places[index % places.len()];
            let stage = stages[index / places.len() % stages.len()];
            let role = roles[index % roles.len()];
            let name = format!("{stage}-{place}-{index}.{}", role.to_lowercase());
            let account = format!("{:012}", 100_000_000_000 + index / roles.len());
            profile(&name, "corp", &account, role, index * 6 + 10)
        })
        .collect();
    let mut corp = entry("corp", 1, token(7 * 3600 + 59, None));
    corp.profiles = count;
    let mut inventory =
        Inventory { profiles, sessions: vec![corp], config_exists: true, ..Inventory::default() };
    let organization = Organization { complete: false, ..organization(Vec::new(), at(-60)) };
    inventory.organizations.insert(named("corp"), organization);
    inventory
}
