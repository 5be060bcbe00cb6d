//! Whatever a server answers: no panic, an end, and nothing that a terminal would obey.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value};
use ssotui::demo::{Answer, Fault, Operation};
use ssotui::domain::progress::{EnumerateEvent, SignInEvent};
use ssotui::tasks::{
    enumerate::enumerate,
    sign_in::{Way, sign_in},
    sign_out::sign_out,
};

use crate::{Events, World, session};

/// The members that the services use, so that the random answers get past the first look.
const MEMBERS: [&str; 23] = [
    "clientId",
    "clientSecret",
    "clientSecretExpiresAt",
    "deviceCode",
    "userCode",
    "verificationUri",
    "verificationUriComplete",
    "expiresIn",
    "interval",
    "accessToken",
    "refreshToken",
    "error",
    "error_description",
    "message",
    "__type",
    "accountList",
    "accountId",
    "accountName",
    "emailAddress",
    "roleList",
    "roleName",
    "nextToken",
    "tokenType",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_]{0,12}",
        "\\PC{0,20}",
        any::<String>(),
        Just("authorization_pending".to_owned()),
        Just("slow_down".to_owned()),
        Just("invalid_client".to_owned()),
        Just("http://127.0.0.1:1/device?user_code=\u{1b}[31m".to_owned()),
        Just("https://device.example/".to_owned()),
        Just("\u{1b}]52;c;ZXZpbA==\u{7}\u{202e}".to_owned()),
    ]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (0i64..20).prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        let member = prop_oneof![
            4 => proptest::sample::select(&MEMBERS[..]).prop_map(str::to_owned),
            1 => text(),
        ];
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((member, inner), 0..8)
                .prop_map(|members| Value::from(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

fn answer() -> impl Strategy<Value = Answer> {
    let status =
        proptest::sample::select(&[200u16, 200, 200, 204, 301, 400, 401, 403, 404, 429, 500, 502][..]);
    let body = prop_oneof![
        6 => json().prop_map(|value| value.to_string().into_bytes()),
        1 => proptest::collection::vec(any::<u8>(), 0..64),
        1 => Just(b"<html><body>Bad gateway</body></html>".to_vec()),
    ];
    let header = proptest::option::of(prop_oneof![
        (
            "Retry-After",
            prop_oneof![Just("-1".to_owned()), Just("99999999999999999999".to_owned()), "[0-9]{1,3}"]
        ),
        ("x-amz-retry-after", prop_oneof![Just("soon".to_owned()), "[0-9]{1,5}"]),
        ("x-amzn-ErrorType", "[A-Za-z#:]{0,30}"),
        ("Date", prop_oneof![Just("Thu, 01 Jan 1970 00:00:00 GMT".to_owned()), "[ -~]{0,30}"]),
    ]);
    (status, body, header).prop_map(|(status, body, header)| {
        let answer = Answer::new(status, "application/json", body);
        match header {
            Some((name, value)) => answer.header(&name, value),
            None => answer,
        }
    })
}

/// What is wrong at each operation; `None` is the true answer, so that later ones are reached too.
type Answers = [Option<Answer>; 6];

const OPERATIONS: [Operation; 6] = [
    Operation::RegisterClient,
    Operation::StartDeviceAuthorization,
    Operation::CreateToken,
    Operation::ListAccounts,
    Operation::ListAccountRoles,
    Operation::Logout,
];

fn answers() -> impl Strategy<Value = Answers> {
    let one = || proptest::option::weighted(0.5, answer());
    (one(), one(), one(), one(), one(), one()).prop_map(|(a, b, c, d, e, f)| [a, b, c, d, e, f])
}

fn is_harmless(text: &str) -> bool {
    !text.chars().any(|c| c.is_control() && c != '\n')
}

#[test]
fn no_answer_breaks_a_task() {
    // Few cases: each is a dozen requests over HTTP.
    let mut runner = TestRunner::new(Config { cases: 64, failure_persistence: None, ..Config::default() });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runner
        .run(&answers(), |answers| {
            let world = World::new(|options| (options.accounts, options.roles) = (3, 5));
            let session = session();
            for (operation, answer) in OPERATIONS.into_iter().zip(answers) {
                if let Some(answer) = answer {
                    world.server.faults().always(operation, Fault::Answer(answer));
                }
            }
            runtime.block_on(async {
                let events = Events::new();
                let signed_in =
                    sign_in(&world.aws, &session, Way::DeviceCode, &|event: SignInEvent| events.add(event))
                        .await;
                if signed_in.is_err() {
                    world.sign_in(&session);
                }
                let found = Events::new();
                let listed = enumerate(&world.aws, &session, &|event: EnumerateEvent| found.add(event)).await;
                let left = sign_out(&world.aws, &session).await;
                for failure in [signed_in.err(), listed.err(), left.err()].into_iter().flatten() {
                    prop_assert!(is_harmless(&failure.to_string()), "{:?}", failure);
                }
                Ok(())
            })
        })
        .expect("no answer breaks a task");
}

#[tokio::test]
async fn an_answer_longer_than_any_is_not_taken_in() {
    let world = World::new(|_| {});
    world.sign_in(&session());
    let endless = " ".repeat(9 * 1024 * 1024) + r#"{"accountList": []}"#;
    world.server.faults().always(Operation::ListAccounts, Fault::body(200, endless));
    let failure = enumerate(&world.aws, &session(), &|_| {}).await.expect_err("too long");
    assert!(failure.why.contains("longer than 8 MB"), "{failure}");
}
