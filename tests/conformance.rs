//! Public, language-neutral test vectors. `SSOTUI_CONFORMANCE_DATA` names the folder that they lie in
//! (relative to the package's root); when it is not set, nothing is asked and every test passes.

#![expect(clippy::panic, reason = "a failing test panics")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use ssotui::aws_config::sdk;
use ssotui::paths::{Env, Paths};

/// The vectors in a file of the data folder; `None` when nobody asks for them.
///
/// # Panics
/// When the folder is named but the file is not there or not understood.
#[expect(clippy::disallowed_methods, reason = "a test that is asked for by a variable")]
fn vectors<T: for<'de> Deserialize<'de>>(file: &str) -> Option<T> {
    let Ok(folder) = std::env::var("SSOTUI_CONFORMANCE_DATA") else {
        eprintln!("not asked: SSOTUI_CONFORMANCE_DATA is not set");
        return None;
    };
    let path = Path::new(&folder).join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
}

/// A file of the form `{"tests": […]}`.
#[derive(Deserialize)]
struct Tests<T> {
    tests: Vec<T>,
}

type Sections = BTreeMap<String, BTreeMap<String, String>>;

#[derive(Deserialize)]
struct ParserTest {
    name: String,
    input: ParserInput,
    output: ParserOutput,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ParserInput {
    #[serde(default)]
    config_file: String,
    #[serde(default)]
    credentials_file: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
enum ParserOutput {
    ErrorContaining(String),
    Config {
        profiles: Sections,
        #[serde(default)]
        sso_sessions: Sections,
    },
}

#[test]
fn the_sdk_view_of_config_files_is_that_of_the_specification() {
    let Some(Tests { tests }) = vectors::<Tests<ParserTest>>("config/profile-parser-tests.json") else {
        return;
    };
    assert_eq!(tests.len(), 65);
    for ParserTest { name, input, output } in tests {
        let reading = sdk::read(input.config_file.as_bytes(), input.credentials_file.as_bytes());
        match output {
            ParserOutput::ErrorContaining(expected) => {
                let fault = reading.expect_err(&name).fault.to_string();
                assert!(fault.contains(&expected), "{name}: {fault:?} instead of {expected:?}");
            }
            ParserOutput::Config { profiles, sso_sessions } => {
                let reading = reading.unwrap_or_else(|refusal| panic!("{name}: {refusal:?}"));
                assert_eq!(reading.profiles, profiles, "{name}");
                assert_eq!(reading.sso_sessions, sso_sessions, "{name}");
            }
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LocationTest {
    name: String,
    environment: BTreeMap<String, String>,
    platform: String,
    config_location: String,
    credentials_location: String,
}

/// Where these cases and botocore part, botocore is followed, because the AWS CLI's files are shared: on
/// Windows its home is `USERPROFILE`, else `HOMEDRIVE` with `HOMEPATH`, and `HOME` never counts.
fn botocore_home(test: &LocationTest) -> Option<&'static str> {
    if test.platform != "windows" {
        return None;
    }
    match test.name.as_str() {
        "User home is loaded from $HOME with highest priority on windows platforms." => Some("ignored"),
        // `HOME` alone is set: the home that Windows itself knows is used.
        "The default credentials location can be overridden by the user on windows platforms." => {
            Some("account")
        }
        _ => None,
    }
}

#[test]
fn the_shared_files_lie_where_the_specification_or_botocore_says() {
    let Some(Tests { tests }) = vectors::<Tests<LocationTest>>("config/file-location-tests.json") else {
        return;
    };
    assert_eq!(tests.len(), 9);
    let mut different = 0;
    for test in tests {
        let mut env = Env::of_variables(test.environment.clone());
        env.windows = test.platform == "windows";
        env.account_home = Some(PathBuf::from("account"));
        let paths = Paths::of(&env).unwrap_or_else(|failure| panic!("{}: {failure}", test.name));
        let expected = |location: &str| match (botocore_home(&test), test.environment.get("HOME")) {
            (Some(ours), Some(home)) if location.starts_with(home.as_str()) => {
                location.replacen(home, ours, 1)
            }
            _ => location.to_owned(),
        };
        different += usize::from(botocore_home(&test).is_some());
        assert_eq!(components(&paths.config), components(expected(&test.config_location)), "{}", test.name);
        assert_eq!(
            components(&paths.credentials),
            components(expected(&test.credentials_location)),
            "{}",
            test.name
        );
    }
    assert_eq!(different, 3, "the cases that botocore answers differently");
}

/// A path's parts: the cases of one platform are also run on the other, whose separator differs.
fn components(path: impl AsRef<Path>) -> Vec<String> {
    path.as_ref().to_string_lossy().split(['/', '\\']).map(str::to_owned).collect()
}
