//! The throw-away home, and the variables that lead to it.

use jiff::SignedDuration;
use reqwest::StatusCode;
use serde_json::Value;
use ssotui::demo::{Home, Options, Server, shell_lines};
use ssotui::domain::shell::Shell;
use ssotui::paths::{Env, Paths};

use crate::world::{World, token_request};

#[test]
fn the_server_is_on_loopback_and_says_so_to_any_client() {
    let server = Server::start(Options::default()).unwrap();
    assert!(server.base_url().starts_with("http://127.0.0.1:"));
    let port = server.base_url().rsplit(':').next().unwrap().parse().unwrap();
    assert!(Server::start(Options { port, ..Options::default() }).is_err(), "the port is taken");
    let environment = server.environment();
    assert_eq!(environment.len(), 4);
    assert!(environment.iter().all(|(name, value)| name.starts_with("AWS_") && value == server.base_url()));
    let grant = server.grant(SignedDuration::from_hours(1), true);
    let printed = format!("{grant:?} {server:?} {:?}", server.faults());
    assert!(server.secrets().iter().all(|secret| !printed.contains(secret)), "{printed}");
}

/// Reads the one-line JSON of a cache file.
fn cached(folder: &std::path::Path, name: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

#[tokio::test]
async fn the_home_has_a_session_in_every_state_and_the_server_knows_their_tokens() {
    let world = World::start();
    let folder = tempfile::tempdir().unwrap();
    let home = Home::create(folder.path(), &world.server).unwrap();
    home.fill_caches(&world.server).unwrap();
    let cache = folder.path().join(".aws").join("sso").join("cache");
    // SHA-1 of: corp; partner; https://old-demo.awsapps.com/start
    let valid = cached(&cache, "ee0bfd2552fbd840c02cc48b6e823320543c450f.json");
    assert_eq!(valid["startUrl"], "https://demo.awsapps.com/start");
    assert_eq!(valid["expiresAt"], "2030-01-02T03:51:05Z");
    let list = world.portal("/assignment/accounts", valid["accessToken"].as_str().unwrap()).await;
    assert_eq!(list.status(), StatusCode::OK);
    let renewable = cached(&cache, "3624db883007efa198232b3aa774a54360ed3f26.json");
    assert_eq!(renewable["expiresAt"], "2030-01-02T02:39:05Z");
    world
        .json(
            "/token",
            token_request(&renewable, "refresh_token", "refreshToken", &renewable["refreshToken"]),
        )
        .await;
    let expired = cached(&cache, "da75248f1a634249860ec7085a194e2e0d0a0311.json");
    assert!(expired.get("refreshToken").is_none());
    assert_eq!(std::fs::read_dir(&cache).unwrap().count(), 3, "lab is signed out");
    let roles = folder.path().join(".aws").join("cli").join("cache");
    let file = std::fs::read_dir(roles).unwrap().next().unwrap().unwrap();
    let role: Value = serde_json::from_str(&std::fs::read_to_string(file.path()).unwrap()).unwrap();
    assert_eq!(role["ProviderType"], "sso");
    assert_eq!(role["Credentials"]["Expiration"], "2030-01-02T04:04:05Z");
    #[cfg(unix)]
    for path in [folder.path().join(".aws").join("config"), file.path()] {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600, "{path:?}");
    }
}

#[test]
fn nothing_of_the_real_home_is_left_in_the_environment() {
    let server = Server::start(Options::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let home = Home::create(folder.path(), &server).unwrap();
    let real = std::env::temp_dir().join("the-real-home").to_string_lossy().into_owned();
    let names = [
        "HOME",
        "USERPROFILE",
        "APPDATA",
        "LOCALAPPDATA",
        "XDG_CONFIG_HOME",
        "XDG_STATE_HOME",
        "AWS_CONFIG_FILE",
        "AWS_SHARED_CREDENTIALS_FILE",
    ];
    let mut base = Env::of_variables(names.map(|name| (name, real.clone())))
        .with("AWS_PROFILE", "real")
        .with("AWS_ACCESS_KEY_ID", "AKIAREAL")
        .with("PATH", "kept");
    base.roaming_data = Some(real.clone().into());
    base.local_data = Some(real.clone().into());
    base.account_home = Some(real.into());
    let env = home.environment(&base);
    assert_eq!((env.raw("AWS_PROFILE"), env.raw("AWS_ACCESS_KEY_ID")), (None, None));
    assert_eq!((env.raw("PATH"), env.var("AWS_ENDPOINT_URL_SSO")), (Some("kept"), Some(server.base_url())));
    let paths = Paths::of(&env).unwrap();
    for path in
        [paths.config, paths.credentials, paths.sso_cache, paths.cli_cache, paths.settings, paths.state]
    {
        assert!(path.starts_with(folder.path()), "{path:?}");
    }
    let lines = shell_lines(home.variables(), Shell::Sh);
    assert!(lines.contains("unset AWS_PROFILE\n") && lines.contains("export HOME='"), "{lines}");
}
