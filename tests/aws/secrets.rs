//! What the server hands out in confidence is in the cache files and nowhere else.

use std::fs;

use serde_json::json;
use ssotui::aws::token_cache;
use ssotui::demo::{ErrorPlace, Fault, Operation};
use ssotui::domain::network::ProfileNetwork;
use ssotui::domain::organization::Roles;
use ssotui::domain::role::ProfileRole;
use ssotui::tasks::enumerate::enumerate;
use ssotui::tasks::load::load;
use ssotui::tasks::role_credentials::role_credentials;
use ssotui::tasks::sign_in::{Way, sign_in};
use ssotui::tasks::sign_out::{sign_out, sign_out_everywhere};
use ssotui::tasks::{console, whoami};

use crate::{Events, World, legacy, session};

#[tokio::test]
async fn no_secret_leaves_the_cache() {
    let world = World::new(|_| {});
    let said = Events::new();
    let mut answers = Vec::new();
    fs::create_dir_all(world.paths.config.parent().expect("parent")).expect("folder");
    fs::write(
        &world.paths.config,
        "[sso-session my-sso]\nsso_start_url = https://d-abc123.awsapps.com/start\nsso_region = us-east-1\n",
    )
    .expect("write");
    let faults = world.server.faults();
    // A server that quotes what it was sent, in every place that is shown.
    let quote = || {
        Fault::when(|request| {
            let header = |name| request.header(name).unwrap_or_default();
            let token = format!("{} {}", header("x-amz-sso_bearer_token"), header("x-amz-security-token"));
            let sent = format!("{token} {}", String::from_utf8_lossy(&request.body));
            Some(Fault::body(
                400,
                json!({"error": sent, "error_description": sent, "message": sent}).to_string(),
            ))
        })
    };
    for session in [session(), legacy()] {
        for round in 0..4 {
            faults.clear_all();
            match round {
                0 => faults.next(Operation::CreateToken, 2, Fault::oidc("slow_down", ErrorPlace::Both)),
                1 => faults.always(Operation::CreateToken, quote()),
                2 => faults.always(Operation::StartDeviceAuthorization, quote()),
                // A token in a place where a number belongs: parsers like to quote that.
                _ => faults.always(
                    Operation::CreateToken,
                    Fault::edit(|answer| answer["expiresIn"] = answer["accessToken"].clone()),
                ),
            }
            let result =
                sign_in(&world.aws, &session, Way::DeviceCode, &|event| said.add(format!("{event:?}"))).await;
            answers.push(format!("{result:?}"));
        }
        faults.clear_all();
        for operation in [Operation::Unknown, Operation::ListAccountRoles, Operation::ListAccounts] {
            faults.always(operation, quote());
            let result = enumerate(&world.aws, &session, &|event| said.add(format!("{event:?}"))).await;
            answers.push(format!("{result:?}"));
        }
        faults.clear_all();
        let account = world.server.organization().into_iter().find(|account| account.roles != Roles::Pending);
        let account = account.expect("an account");
        let Roles::Listed(roles) = &account.roles else { panic!("{account:?}") };
        let role = ProfileRole {
            profile: "p".into(),
            session: session.clone(),
            account: account.id.clone(),
            role: roles[0].clone(),
            region: None,
            network: ProfileNetwork::default(),
        };
        for operation in [
            Operation::GetRoleCredentials,
            Operation::GetCallerIdentity,
            Operation::Federation,
            Operation::Unknown,
        ] {
            faults.always(operation, quote());
            answers.push(format!("{:?}", role_credentials(&world.aws, &role, &|_| {}).await));
            answers.push(format!("{:?}", whoami::whoami(&world.aws, &role, &|_| {}).await));
            answers
                .push(format!("{:?}", console::sign_in_link(&world.aws, &role, None, None, &|_| {}).await));
            faults.clear_all();
        }
        let stored = token_cache::load(&token_cache::path(&world.paths, &session.id));
        assert!(matches!(stored, Ok(Some(_))), "signed in");
        answers.push(format!("{stored:?}"));
    }
    answers.push(format!("{:?}", load(&world.paths)));
    answers.push(format!("{:?} {:?}", world.aws, world.aws.paths()));

    let secrets = world.server.secrets();
    assert!(secrets.len() > 10, "there is something to look for");
    for text in said.all().iter().chain(&answers) {
        for secret in &secrets {
            assert!(
                !text.contains(secret.as_str()),
                "a secret is shown in: {}",
                text.replace(secret.as_str(), "…")
            );
        }
    }
    assert!(answers.iter().any(|text| text.contains("[hidden]")), "the server did quote");
    for file in world.files() {
        if file.parent() != Some(&world.paths.sso_cache) && file.parent() != Some(&world.paths.cli_cache) {
            let text = fs::read_to_string(&file).expect("text");
            for secret in &secrets {
                assert!(!text.contains(secret.as_str()), "{} holds a secret", file.display());
            }
        }
    }
    // A URL is written to logs by proxies: it holds none.
    for request in world.server.requests() {
        for secret in &secrets {
            assert!(!request.raw_query.contains(secret.as_str()), "{}", request.path);
        }
    }

    faults.always(Operation::Logout, quote());
    let out =
        format!("{:?} {:?}", sign_out(&world.aws, &session()).await, sign_out_everywhere(&world.aws).await);
    for secret in &secrets {
        assert!(!out.contains(secret.as_str()));
    }
    // Access is gone from the disk; what is left are registrations.
    for file in world.files() {
        let text = fs::read_to_string(&file).expect("text");
        assert!(!text.contains("accessToken") && !text.contains("SecretAccessKey"), "{}", file.display());
    }
}

#[test]
fn whatever_holds_a_secret_prints_none() {
    let registration = ssotui::aws::registration_cache::Registration {
        client_id: "id".into(),
        client_secret: "s3cret".into(),
        expires_at: "2030-01-01T00:00:00Z".parse().expect("time"),
    };
    let token = token_cache::NewToken {
        start_url: &"https://d-abc123.awsapps.com/start".into(),
        region: &"us-east-1".into(),
        access_token: &"s3cret".into(),
        expires_at: registration.expires_at,
        registration: &registration,
        refresh_token: Some(&"s3cret".into()),
    };
    let started = ssotui::aws::oidc::started(
        br#"{"deviceCode": "s3cret", "userCode": "A-B", "verificationUri": "https://x.example/"}"#,
    );
    let issued = ssotui::aws::oidc::issued_token(
        br#"{"accessToken": "s3cret", "expiresIn": 1, "refreshToken": "s3cret"}"#,
    );
    let stored = token_cache::token_of(&json!({
        "accessToken": "s3cret", "expiresAt": "2030-01-01T00:00:00Z", "refreshToken": "s3cret", "clientId": "id",
        "clientSecret": "s3cret", "registrationExpiresAt": "2030-01-01T00:00:00Z",
    }));
    let (started, issued, stored) = (started.expect("read"), issued.expect("read"), stored.expect("read"));
    // As a panic prints it: expect, unwrap and assert_eq quote by Debug.
    for printed in [
        format!("{registration:?}"),
        format!("{token:?}"),
        format!("{started:#?}"),
        format!("{issued:?}"),
        format!("{stored:?}"),
    ] {
        assert!(!printed.contains("s3cret") && printed.contains("REDACTED"), "{printed}");
    }
    let panic = std::panic::catch_unwind(|| panic!("{:?}", (&issued, &stored))).expect_err("a panic");
    let message = panic.downcast_ref::<String>().expect("a message");
    assert!(!message.contains("s3cret"), "{message}");
}

#[tokio::test]
async fn a_token_follows_no_redirect() {
    let world = World::new(|_| {});
    world.sign_in(&session());
    let elsewhere = format!("{}/elsewhere", world.server.base_url().trim_end_matches('/'));
    for operation in [Operation::ListAccounts, Operation::Logout] {
        world.server.faults().always(operation, Fault::redirect(&elsewhere));
    }
    enumerate(&world.aws, &session(), &|_| {}).await.expect_err("no answer");
    sign_out(&world.aws, &session()).await.expect("signed out");
    let requests = world.server.requests();
    assert!(requests.len() > 1 && requests.iter().all(|request| !request.path.contains("elsewhere")));
}
