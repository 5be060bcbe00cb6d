//! The services' own endpoint test cases. They are not part of this repository: `SSOTUI_CONFORMANCE_DATA` names the
//! folder that holds them (`endpoints/sso.json`, `endpoints/sso-oidc.json` and
//! `endpoints/configured-endpoint-url-tests.json`, as the AWS CLI's tests have them).

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests fail the test")]

use std::path::PathBuf;

use serde_json::Value;
use ssotui::aws::endpoints::{Endpoints, Service, configured_url};
use ssotui::aws_config;
use ssotui::domain::network::ProfileNetwork;
use ssotui::paths::Env;

/// A file of the data folder, or `None` when nobody asked for these tests.
fn data(file: &str) -> Option<Value> {
    let env = Env::of_process();
    let Some(folder) = env.var("SSOTUI_CONFORMANCE_DATA") else {
        eprintln!("not asked for: SSOTUI_CONFORMANCE_DATA is not set");
        return None;
    };
    let path = PathBuf::from(folder).join("endpoints").join(file);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_slice(&bytes).expect("JSON"))
}

fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

fn rule_set(file: &str, service: Service) {
    let Some(data) = data(file) else { return };
    let cases = list(&data, "testCases");
    assert_eq!(cases.len(), 40);
    for case in cases {
        let params = &case["params"];
        let on = |key: &str| params[key].as_bool().unwrap_or(false).to_string();
        let env = Env::of_variables([
            ("AWS_USE_FIPS_ENDPOINT", on("UseFIPS")),
            ("AWS_USE_DUALSTACK_ENDPOINT", on("UseDualStack")),
            ("AWS_ENDPOINT_URL", params["Endpoint"].as_str().unwrap_or_default().to_owned()),
        ]);
        let endpoints = Endpoints::new(&env, &ProfileNetwork::default());
        let answer = endpoints.url(service, params["Region"].as_str().unwrap_or_default());
        match (answer, &case["expect"]) {
            (Ok(url), expect) => assert_eq!(
                Some(url.as_str().trim_end_matches('/')),
                expect["endpoint"]["url"].as_str(),
                "{case}"
            ),
            (Err(failure), expect) => {
                assert_eq!(Some(failure.why.as_str()), expect["error"].as_str(), "{case}")
            }
        }
    }
}

#[test]
fn the_portal_is_where_its_rule_set_says() {
    rule_set("sso.json", Service::Sso);
}

#[test]
fn oidc_is_where_its_rule_set_says() {
    rule_set("sso-oidc.json", Service::SsoOidc);
}

/// A config file with the profile of a case, `p`, and its section of services, which is called as the case calls it.
fn config_file(profile: &Value, services: &Value) -> String {
    let mut text = "[profile p]\n".to_owned();
    for (key, value) in profile.as_object().into_iter().flatten() {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        text.push_str(&format!("{key} = {value}\n"));
    }
    if let Some(name) = profile["services"].as_str() {
        text.push_str(&format!("[services {name}]\n"));
    }
    for (service, keys) in services.as_object().into_iter().flatten() {
        text.push_str(&format!("{service} =\n"));
        for (key, value) in keys.as_object().into_iter().flatten() {
            text.push_str(&format!("  {key} = {}\n", value.as_str().expect("text")));
        }
    }
    text
}

#[test]
fn overrides_have_the_order_of_the_sdks() {
    let Some(data) = data("configured-endpoint-url-tests.json") else { return };
    let mut run = 0;
    let mut by_file = 0;
    for suite in list(&data, "testSuites") {
        for case in list(suite, "endpointUrlTests") {
            let named = |table: &str, key: &str| suite[table][case[key].as_str().unwrap_or_default()].clone();
            let text = |value: &Value| value.as_str().map(str::to_owned);
            let client = named("client_configs", "client_config");
            let variables = named("environments", "environment");
            let variables = variables.as_object().into_iter().flatten();
            let env =
                Env::of_variables(variables.map(|(key, value)| (key.clone(), text(value).expect("text"))));
            let profile = named("profiles", "profile");
            let services = &suite["services"][profile["services"].as_str().unwrap_or_default()];
            let reading = aws_config::read(config_file(&profile, services).as_bytes(), b"");
            let mut network = ProfileNetwork::of(&reading.profiles[0].settings, &reading.services);
            // A program has no client settings of its own; the one that ignores everything acts as the profile's.
            let ignores = &client["ignore_configured_endpoint_urls"];
            network.ignore_configured |= ignores == &Value::Bool(true) || ignores == "true";
            let service = case["service"].as_str().expect("a service");
            let configured = configured_url(service, &env, &network).expect("no fault");
            by_file +=
                usize::from(configured.as_ref().is_some_and(|it| it.place.ends_with("of the config file")));
            let url = text(&client["endpoint_url"])
                .or_else(|| configured?.value)
                .unwrap_or_else(|| format!("https://{service}.fake-region-10.amazonaws.com"));
            assert_eq!(Some(url.as_str()), case["output"]["endpointUrl"].as_str(), "{case}");
            run += 1;
        }
    }
    assert_eq!(run, 39);
    assert!(by_file > 5, "{by_file} answers come from the file");
}
