//! Who a profile is, its console, a shell with it, and the config file in an editor.

use ssotui::app::msg::{Effect, Job, JobEvent, JobKey, Lend, Msg};
use ssotui::app::overlay::Overlay;
use ssotui::domain::console_link::ConsoleWay;
use ssotui::domain::identity::CallerIdentity;
use ssotui::domain::shell::Shell;
use ssotui::error::Failure;
use ssotui::settings::Settings;

use crate::support::*;

const ADMIN: &str = "prod-payments.admin";

fn identity() -> CallerIdentity {
    CallerIdentity {
        account: "123456789012".into(),
        arn: "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_A_0/me\u{1b}[31m".into(),
        user_id: "AROA:me".into(),
    }
}

fn opened(harness: &Harness) -> &str {
    let [Effect::OpenUrl { url, .. }] = harness.effects.as_slice() else { return "not one page" };
    url
}

#[test]
fn w_asks_aws_and_shows_the_answer() {
    let mut harness = Harness::new(usual());
    harness.press("w");
    let key = JobKey::WhoAmI(ADMIN.into());
    let [Effect::Start { job: Job::WhoAmI(role), .. }] = harness.effects.as_slice() else {
        panic!("{:?}", harness.effects)
    };
    assert_eq!((role.account.as_str(), role.role.as_str()), ("123456789012", "AdministratorAccess"));
    let run = harness.run_of(&key);
    assert_eq!(harness.press("w").effects, [], "once is enough");
    harness.job(key.clone(), run, JobEvent::Identified(Ok(identity())));
    let screen = harness.screen();
    assert!(screen.contains("account  123456789012") && screen.contains("user id  AROA:me"), "{screen}");
    assert!(!screen.contains('\u{1b}'));
    assert!(harness.press("esc").state.overlays.is_empty());
    // It asks again when it is asked to.
    harness.press("w");
    let run = harness.run_of(&key);
    harness.press("?");
    harness.job(key, run, JobEvent::Identified(Ok(identity())));
    assert!(matches!(harness.state.overlays.as_slice(), [Overlay::Help(_)]), "no window comes over another");
    assert!(harness.last_said().contains("assumed-role"), "{}", harness.last_said());
}

#[test]
fn w_says_why_not() {
    let mut harness = Harness::new(usual());
    harness.press("w");
    let key = JobKey::WhoAmI(ADMIN.into());
    let run = harness.run_of(&key);
    let failure = Failure::new("There are no credentials.", "The role is not assigned to you.");
    harness.job(key, run, JobEvent::Identified(Err(failure)));
    assert!(harness.last_said().contains("not assigned"), "{}", harness.last_said());
    harness.press("G w");
    assert_eq!(harness.effects, []);
    assert!(harness.last_said().contains("It holds keys"), "{}", harness.last_said());
    harness.press("1 w");
    assert!(harness.last_said().contains("Choose one of its profiles"), "{}", harness.last_said());
}

#[test]
fn o_opens_the_portals_link() {
    let mut harness = Harness::new(usual());
    let url = opened(harness.press("o")).to_owned();
    assert!(
        url.starts_with(
            "https://corp.awsapps.com/start/#/console?account_id=123456789012&role_name=AdministratorAccess\
             &destination=https%3A%2F%2Feu-west-1.console.aws.amazon.com%2F"
        ),
        "{url}"
    );
    // A role that no profile reaches, and an account alone.
    harness.press("3 right down down");
    assert_eq!(
        opened(harness.press("o")),
        "https://corp.awsapps.com/start/#/console?account_id=210987654321&role_name=ReadOnlyAccess"
    );
    harness.press("up up");
    assert_eq!(
        opened(harness.press("o")),
        "https://corp.awsapps.com/start/#/console?account_id=210987654321"
    );
    harness.press("1 o");
    assert_eq!(harness.effects, []);
    assert!(harness.last_said().contains("Choose one of its profiles"), "{}", harness.last_said());
}

#[test]
fn without_a_browser_the_link_can_be_taken_elsewhere() {
    let mut harness = Harness::new(usual());
    let url = opened(harness.press("o")).to_owned();
    let failure = Failure::new("The browser was not opened.", "There is no desktop here.");
    harness.send(Msg::Opened { url: url.clone(), result: Err(failure) });
    assert!(
        matches!(harness.state.overlays.as_slice(), [Overlay::Text(window)] if window.text == url),
        "{:?}",
        harness.state.overlays
    );
}

#[test]
fn the_demos_link_leads_nowhere_and_is_only_shown() {
    let mut facts = facts(120, 34);
    facts.demo = true;
    let mut harness = Harness::with_facts(facts);
    harness.send(Msg::Loaded(Box::new(usual())));
    assert_eq!(harness.press("o").effects, []);
    assert!(harness.screen().contains("The demo has no console"), "{}", harness.screen());
}

#[test]
fn o_signs_in_with_the_roles_keys_where_the_settings_say_so() {
    let mut harness = Harness::new(usual());
    let settings =
        Settings { console: ConsoleWay::Federation, browser: Some("firefox".into()), ..Settings::default() };
    harness.send(Msg::Settings(Box::new(Ok(settings))));
    harness.press("o");
    let [Effect::Start { key, run, job: Job::OpenConsole { browser, .. } }] = harness.effects.as_slice()
    else {
        panic!("{:?}", harness.effects)
    };
    assert_eq!(browser.as_deref(), Some("firefox"));
    let (key, run) = (key.clone(), *run);
    assert_eq!(harness.press("o").effects, [], "once is enough");
    harness.job(key, run, JobEvent::ConsoleOpened(Ok(())));
    assert_eq!(harness.last_said(), "The console of prod-payments.admin opens in the browser.");
}

#[test]
fn x_lends_the_terminal_to_a_shell_with_the_profile() {
    let mut harness = Harness::new(usual());
    harness.press("x");
    let shell = |profile: &str| {
        Effect::Lend(Lend::Shell {
            shell: Shell::PowerShell,
            profile: profile.into(),
            region: Some("eu-west-1".into()),
        })
    };
    assert!(matches!(&harness.effects[..], [Effect::Record(_), lent] if *lent == shell(ADMIN)));
    harness.send(Msg::Returned(Ok(())));
    assert_eq!(harness.effects, [Effect::Load], "what was done there shows at once");
    assert_eq!(harness.press("3 right down x").effects.last(), Some(&shell("dev-payments.admin")));
    let failure = Failure::new("pwsh could not be started.", "No such file.");
    harness.send(Msg::Returned(Err(failure)));
    assert_eq!(harness.last_said(), "pwsh could not be started. No such file.");
}

#[test]
fn x_signs_in_first_where_that_is_needed() {
    let mut harness = Harness::new(signed_out());
    harness.press("x");
    assert!(
        matches!(harness.effects.as_slice(), [Effect::Start { job: Job::SignIn { .. }, .. }]),
        "{:?}",
        harness.effects
    );
    assert!(harness.last_said().contains("then press x again"), "{}", harness.last_said());
    // A profile without a session needs none.
    let mut harness = Harness::new(signed_out());
    harness.press("G x");
    assert!(
        matches!(harness.effects.as_slice(), [Effect::Record(_), Effect::Lend(Lend::Shell { .. })]),
        "{:?}",
        harness.effects
    );
}

#[test]
fn capital_e_opens_the_config_at_the_selection() {
    let mut harness = Harness::new(usual());
    let editor = |line| [Effect::Lend(Lend::Editor { line })];
    assert_eq!(harness.press("E").effects, editor(Some(21)));
    assert_eq!(harness.press("1 j E").effects, editor(Some(7)));
    let mut nothing = Harness::new(ssotui::domain::inventory::Inventory::default());
    assert_eq!(nothing.press("E").effects, editor(None));
}
