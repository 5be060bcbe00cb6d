//! The services' own endpoint test cases. They are not part of this repository: `SSOTUI_CONFORMANCE_DATA` names the
//! folder that holds them (`endpoints/sso.json`, `endpoints/sso-oidc.json` and
//! `endpoints/configured-endpoint-url-tests.json`, as the AWS CLI's tests have them).

#![expect(clippy::expect_used, clippy::panic, reason = "helpers of tests fail the test")]

use std::path::PathBuf;

use serde_json::Value;
use ssotui::aws::endpoints::{Endpoints, ProfileEndpoints, Service, configured_url};
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
        let answer = Endpoints::new(&env, &ProfileEndpoints::default())
            .and_then(|endpoints| endpoints.url(service, params["Region"].as_str().unwrap_or_default()));
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

#[test]
fn overrides_have_the_order_of_the_sdks() {
    let Some(data) = data("configured-endpoint-url-tests.json") else { return };
    let mut run = 0;
    for suite in list(&data, "testSuites") {
        for case in list(suite, "endpointUrlTests") {
            let named = |table: &str, key: &str| suite[table][case[key].as_str().unwrap_or_default()].clone();
            let text = |value: &Value| value.as_str().map(str::to_owned);
            let client = named("client_configs", "client_config");
            let env = Env::of_variables(
                named("environments", "environment")
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(key, value)| (key.clone(), text(value).expect("text"))),
            );
            let profile = named("profiles", "profile");
            let services = suite["services"][profile["services"].as_str().unwrap_or_default()].clone();
            let truth = |value: &Value| value == &Value::Bool(true) || value == "true";
            let profile = ProfileEndpoints {
                services: services
                    .as_object()
                    .into_iter()
                    .flatten()
                    .filter_map(|(key, value)| Some((key.clone(), text(&value["endpoint_url"])?)))
                    .collect(),
                endpoint_url: text(&profile["endpoint_url"]),
                // A program has no client settings of its own; the one that ignores everything acts as the profile's.
                ignore_configured: truth(&profile["ignore_configured_endpoint_urls"])
                    || truth(&client["ignore_configured_endpoint_urls"]),
                ..ProfileEndpoints::default()
            };
            let service = case["service"].as_str().expect("a service");
            let url = text(&client["endpoint_url"])
                .or_else(|| configured_url(service, &env, &profile).map(str::to_owned))
                .unwrap_or_else(|| format!("https://{service}.fake-region-10.amazonaws.com"));
            assert_eq!(Some(url.as_str()), case["output"]["endpointUrl"].as_str(), "{case}");
            run += 1;
        }
    }
    assert_eq!(run, 39);
}
