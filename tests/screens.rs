//! Pictures of the screen. Each is to be looked at as a picture: aligned, calm, true.

mod support;

use insta::assert_snapshot;
use ssotui::app::msg::{JobEvent, JobKey, Msg};
use ssotui::app::{Facts, Purpose, State};
use ssotui::aws_config::diff::Diff;
use ssotui::aws_config::edit::Target;
use ssotui::aws_config::plan::{Plan, Proposal};
use ssotui::domain::inventory::Inventory;
use ssotui::domain::organization::Roles;
use ssotui::domain::profile::Severity;
use ssotui::domain::progress::{EnumerateEvent, SignInEvent};
use ssotui::domain::sign_in::{SignInChoice, Surroundings};
use ssotui::domain::token::TokenFile;
use ssotui::domain::usage::UsageChange;
use ssotui::error::Failure;
use ssotui::settings::Settings;
use support::*;

const WIDE: (u16, u16) = (120, 34);
const MIDDLE: (u16, u16) = (80, 24);
const NARROW: (u16, u16) = (50, 20);

fn usual_at((columns, rows): (u16, u16)) -> Harness {
    Harness::sized(usual(), columns, rows)
}

#[test]
fn overview_wide() {
    assert_snapshot!(usual_at(WIDE).screen());
}

#[test]
fn overview_middle() {
    assert_snapshot!(usual_at(MIDDLE).screen());
}

#[test]
fn overview_narrow() {
    assert_snapshot!(usual_at(NARROW).screen());
}

#[test]
fn overview_tiny() {
    assert_snapshot!(usual_at((20, 5)).screen());
}

#[test]
fn too_small() {
    assert_snapshot!(usual_at((19, 4)).screen());
}

#[test]
fn overview_ascii() {
    let mut harness =
        Harness::with_facts(Facts { ascii: true, demo: true, aws_profile: None, ..facts(100, 26) });
    harness.send(Msg::Loaded(Box::new(usual()))).press("3 G enter space 1 space");
    assert_snapshot!(harness.screen());
}

#[test]
fn ascii_terminals_get_nothing_else() {
    let mut inventory = signed_out();
    inventory.profiles[0].name = "evil\u{1b}[31m\u{202e}gnp\n".into();
    inventory.profiles[1].name = "東京の本番環境".into();
    let mut harness = Harness::with_facts(Facts { ascii: true, ..facts(80, 24) });
    assert!(harness.screen().is_ascii(), "{}", harness.screen());
    harness.send(Msg::Loaded(Box::new(inventory)));
    for keys in ["g", "esc j", "space", "z", "3 enter", "!", "esc ?", "pagedown pagedown", "esc l"] {
        assert!(harness.press(keys).screen().is_ascii(), "{keys}\n{}", harness.screen());
    }
    let run = ssotui::app::msg::Run(1);
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    assert!(harness.screen().contains("R X B M - K L Z Q"), "{}", harness.screen());
    assert!(harness.screen().is_ascii(), "{}", harness.screen());
}

#[test]
fn overview_styled() {
    let mut harness = usual_at((100, 20));
    insta::assert_debug_snapshot!(harness.buffer());
}

#[test]
fn overview_without_colour() {
    let mut harness = Harness::with_facts(Facts { colour: false, ..facts(60, 12) });
    harness.send(Msg::Loaded(Box::new(usual())));
    insta::assert_debug_snapshot!(harness.buffer());
}

#[test]
fn sessions_focused() {
    assert_snapshot!(usual_at(WIDE).press("1").screen());
}

#[test]
fn every_token_state() {
    let mut inventory = usual();
    inventory.sessions.push(entry("fresh", 60, TokenFile::Missing));
    let broken = TokenFile::Broken {
        why: "The token file is not JSON.".to_owned(),
        cure: "Sign in again to replace it.".to_owned(),
    };
    inventory.sessions.push(entry("torn", 64, broken));
    inventory.sessions.push(entry("skewed", 68, token(3000, None)));
    inventory.sessions.push(entry("ending", 72, token(500, None)));
    let mut harness = Harness::sized(inventory, 100, 34);
    let run = harness.run_of(&JobKey::Enumerate(named("skewed")));
    harness.job(JobKey::Enumerate(named("skewed")), run, JobEvent::ClockSkew { seconds: 900 });
    harness.at(10).press("1 down down down down");
    assert_snapshot!(harness.screen());
}

#[test]
fn a_role_that_is_gone() {
    let mut inventory = usual();
    let corp = inventory.organizations.get_mut(&named("corp")).expect("corp's organization");
    corp.accounts[2].roles = roles(&["AdministratorAccess"]);
    let mut harness = Harness::sized(inventory, 120, 34);
    let screen = harness.press("down").screen();
    // The footer is others' business.
    assert_snapshot!(screen.trim_end().rsplit_once('\n').expect("a footer").0);
    let mut incomplete = usual();
    let corp = incomplete.organizations.get_mut(&named("corp")).expect("corp's organization");
    (corp.accounts, corp.complete) = (Vec::new(), false);
    assert!(!Harness::sized(incomplete, 120, 34).screen().contains("gone"));
}

#[test]
fn filter_wide() {
    assert_snapshot!(usual_at(WIDE).press("/").type_text("pay adm").screen());
}

#[test]
fn filter_middle() {
    assert_snapshot!(usual_at(MIDDLE).press("/").type_text("pay adm").screen());
}

#[test]
fn filter_narrow_with_many() {
    let mut harness = Harness::sized(many(2100), NARROW.0, NARROW.1);
    assert_snapshot!(harness.press("/").type_text("prod web").press("enter space space").screen());
}

#[test]
fn filter_without_a_match() {
    assert_snapshot!(usual_at(MIDDLE).press("/").type_text("zzz").screen());
}

fn picking(columns: u16, rows: u16) -> Harness {
    let mut harness = Harness::with_facts(Facts { purpose: Purpose::Pick, ..facts(columns, rows) });
    let mut inventory = usual();
    inventory.usage.apply(&UsageChange::Pinned { profiles: vec!["partner-data".into()], pinned: true });
    harness.send(Msg::Loaded(Box::new(inventory)));
    harness
}

#[test]
fn picking_wide() {
    assert_snapshot!(picking(100, 12).screen());
}

#[test]
fn picking_narrow() {
    assert_snapshot!(picking(40, 10).type_text("pay adm").screen());
}

#[test]
fn picking_in_hardly_any_room() {
    assert_snapshot!(picking(20, 4).screen());
}

#[test]
fn pinned_and_sorted() {
    let mut inventory = usual();
    inventory.usage.apply(&UsageChange::Pinned { profiles: vec!["partner-data".into()], pinned: true });
    assert_snapshot!(Harness::sized(inventory, 100, 20).press("s space").at(60).screen());
}

#[test]
fn tree_open_with_news() {
    let mut harness = usual_at(WIDE);
    let run = harness.press("3 r").run_of(&JobKey::Enumerate(named("corp")));
    let mut found = usual_organization();
    found.accounts.remove(1);
    found.accounts[1].roles = roles(&["AdministratorAccess", "Billing", "Support"]);
    found.accounts.push(account("567890123456", "Sandbox", roles(&["AdministratorAccess"])));
    found.fetched_at = Some(start());
    harness.job(JobKey::Enumerate(named("corp")), run, JobEvent::Enumerated(Ok(found)));
    harness.at(4).press("G k enter j j");
    assert_snapshot!(harness.screen());
}

fn streaming(harness: &mut Harness) {
    let id = named("corp");
    let run = harness.press("3 r").run_of(&JobKey::Enumerate(id.clone()));
    let pending =
        |number: u32| account(&format!("{number:012}"), &format!("Account-{number}"), Roles::Pending);
    harness.enumerate_event(&id, run, EnumerateEvent::Accounts((1..=300).map(pending).collect()));
    harness.enumerate_event(&id, run, EnumerateEvent::AllAccountsListed);
    for number in 1..=11 {
        let account = format!("{number:012}").into();
        let roles = vec!["AdministratorAccess".into(), "ReadOnlyAccess".into()];
        harness.enumerate_event(&id, run, EnumerateEvent::Roles { account, roles });
    }
    let message = "AWS says: ForbiddenException, no access.".to_owned();
    let account = "000000000012".into();
    harness.enumerate_event(&id, run, EnumerateEvent::AccountFailed { account, message });
}

#[test]
fn tree_streaming_wide() {
    let mut inventory = usual();
    inventory.organizations.clear();
    let mut harness = Harness::sized(inventory, WIDE.0, WIDE.1);
    streaming(&mut harness);
    harness.at(4).press("enter down down down down down enter");
    assert_snapshot!(harness.screen());
}

#[test]
fn tree_streaming_narrow() {
    let mut inventory = usual();
    inventory.organizations.clear();
    let mut harness = Harness::sized(inventory, NARROW.0, NARROW.1);
    streaming(&mut harness);
    assert_snapshot!(harness.at(4).press("enter down").screen());
}

fn signing_in((columns, rows): (u16, u16)) -> Harness {
    let mut harness = Harness::sized(signed_out(), columns, rows);
    let run = harness.press("l").run_of(&JobKey::SignIn(named("corp")));
    harness.sign_in_event(&named("corp"), run, SignInEvent::Starting);
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    harness.at(19);
    harness
}

#[test]
fn sign_in_wide() {
    assert_snapshot!(signing_in(WIDE).screen());
}

#[test]
fn sign_in_middle() {
    assert_snapshot!(signing_in(MIDDLE).screen());
}

#[test]
fn sign_in_narrow() {
    assert_snapshot!(signing_in(NARROW).screen());
}

#[test]
fn sign_in_tall() {
    assert_snapshot!(signing_in((80, 50)).screen());
}

#[test]
fn sign_in_troubled() {
    let mut harness = signing_in(MIDDLE);
    let run = ssotui::app::msg::Run(1);
    harness.sign_in_event(&named("corp"), run, SignInEvent::SlowedDown { interval_seconds: 10 });
    harness.sign_in_event(
        &named("corp"),
        run,
        SignInEvent::Trouble("the network is unreachable.".to_owned()),
    );
    let url = approval("RXBM-KLZQ").verification_uri_complete.expect("a URL");
    let failure = Failure::new("Could not open the browser.", "There is no display.");
    harness.send(Msg::Opened { url, result: Err(failure) });
    assert_snapshot!(harness.screen());
}

#[test]
fn sign_in_starting() {
    assert_snapshot!(Harness::sized(signed_out(), 80, 24).press("l").screen());
}

#[test]
fn sign_in_in_the_background() {
    assert_snapshot!(signing_in(MIDDLE).press("enter").screen());
}

/// As [`signing_in`], with the browser.
fn signing_in_with_browser((columns, rows): (u16, u16), surroundings: Surroundings) -> Harness {
    let mut harness = Harness::with_facts(Facts { surroundings, ..facts(columns, rows) });
    let settings = Settings { sign_in: SignInChoice::Browser, ..Settings::default() };
    harness.send(Msg::Settings(Box::new(Ok(settings)))).send(Msg::Loaded(Box::new(signed_out())));
    let run = harness.press("l").run_of(&JobKey::SignIn(named("corp")));
    let page = SignInEvent::BrowserApproval(browser_approval());
    harness.sign_in_event(&named("corp"), run, page).at(19);
    harness
}

#[test]
fn browser_sign_in_wide() {
    assert_snapshot!(signing_in_with_browser(WIDE, Surroundings::default()).screen());
}

#[test]
fn browser_sign_in_middle() {
    assert_snapshot!(signing_in_with_browser(MIDDLE, Surroundings::default()).screen());
}

#[test]
fn browser_sign_in_narrow() {
    assert_snapshot!(signing_in_with_browser(NARROW, Surroundings::default()).screen());
}

#[test]
fn browser_sign_in_troubled_over_ssh() {
    let ssh = Surroundings { ssh: true, no_browser: true, ..Surroundings::default() };
    let mut harness = signing_in_with_browser(MIDDLE, ssh);
    let failure =
        Failure::new("The browser was not opened.", "There is no desktop here (DISPLAY is not set).");
    harness.send(Msg::Opened { url: browser_approval().url, result: Err(failure) }).press("p");
    let why = "What was pasted belongs to another sign-in. Take the address of the newest tab.";
    harness.send(Msg::AddressTyped(213));
    let run = ssotui::app::msg::Run(1);
    harness.sign_in_event(&named("corp"), run, SignInEvent::NotUsed(why.to_owned()));
    assert_snapshot!(harness.screen());
}

#[test]
fn browser_sign_in_answered() {
    let mut harness = signing_in_with_browser(MIDDLE, Surroundings::default());
    harness.sign_in_event(&named("corp"), ssotui::app::msg::Run(1), SignInEvent::Answered);
    assert_snapshot!(harness.screen());
}

#[test]
fn browser_sign_in_without_a_port() {
    let mut harness = signing_in_with_browser(MIDDLE, Surroundings::default());
    let run = ssotui::app::msg::Run(1);
    let why = "127.0.0.1:8400 cannot be listened on: Address already in use (os error 98).";
    harness.sign_in_event(&named("corp"), run, SignInEvent::DeviceCodeInstead(why.to_owned()));
    harness.sign_in_event(&named("corp"), run, SignInEvent::Approval(approval("RXBM-KLZQ")));
    assert_snapshot!(harness.screen());
}

fn empty((columns, rows): (u16, u16)) -> Harness {
    Harness::sized(Inventory::default(), columns, rows)
}

#[test]
fn empty_wide() {
    assert_snapshot!(empty(WIDE).screen());
}

#[test]
fn empty_middle() {
    assert_snapshot!(empty(MIDDLE).screen());
}

#[test]
fn empty_narrow() {
    assert_snapshot!(empty(NARROW).screen());
}

#[test]
fn loading_wide() {
    assert_snapshot!(Harness::fresh(WIDE.0, WIDE.1).screen());
}

#[test]
fn loading_narrow() {
    assert_snapshot!(Harness::fresh(NARROW.0, NARROW.1).screen());
}

#[test]
fn error_wide() {
    let mut harness = Harness::fresh(WIDE.0, WIDE.1);
    let failure = Failure::new("Could not read ~/.aws/config.", "Permission denied.")
        .hint("Allow yourself to read it: chmod u+r ~/.aws/config");
    harness.send(Msg::LoadFailed(failure)).at(9);
    assert_snapshot!(harness.screen());
}

#[test]
fn problems_in_the_files() {
    let mut inventory = usual();
    inventory.profiles[0].problems.push(problem("The value of region has a trailing blank."));
    inventory.profiles[1].problems.push(problem("sso_session names no section."));
    inventory.profiles[1].problems[0].severity = Severity::Error;
    assert_snapshot!(Harness::sized(inventory, 100, 30).press("j").screen());
}

#[test]
fn hostile_names() {
    let mut inventory = usual();
    inventory.profiles[0].name = "evil\u{1b}[31m\u{202e}gnp\n".into();
    inventory.profiles[1].name = "東京の本番環境の管理者プロファイル".into();
    inventory.profiles[2].name = "x".repeat(300).into();
    assert_snapshot!(Harness::sized(inventory, 100, 24).screen());
}

#[test]
fn help_wide() {
    assert_snapshot!(usual_at(WIDE).press("?").screen());
}

#[test]
fn help_narrow() {
    assert_snapshot!(usual_at(NARROW).press("? ctrl-d").screen());
}

#[test]
fn toast_wide() {
    let mut harness = usual_at(WIDE);
    harness.press("c");
    let what = "the PowerShell line for prod-payments.admin".to_owned();
    harness.send(Msg::Copied { what, result: Ok(ssotui::app::msg::CopiedBy::Clipboard) });
    harness.send(Msg::LoadFailed(Failure::new("Could not read ~/.aws/config.", "Permission denied.")));
    assert_snapshot!(harness.screen());
}

#[test]
fn toast_narrow() {
    assert_snapshot!(usual_at(NARROW).press("z").screen());
}

#[test]
fn messages() {
    assert_snapshot!(usual_at(MIDDLE).press("z").at(5).press("L down L !").screen());
}

#[test]
fn no_clipboard() {
    let mut harness = usual_at(MIDDLE);
    harness.press("c");
    let what = "the PowerShell line for prod-payments.admin".to_owned();
    let failure = Failure::new("Nothing was copied.", "There is no clipboard here.");
    harness.send(Msg::Copied { what, result: Err(failure) });
    assert_snapshot!(harness.screen());
}

#[test]
fn reduced_motion() {
    let mut harness = usual_at(MIDDLE);
    let settings = Settings { reduced_motion: true, ..Settings::default() };
    harness.send(Msg::Settings(Box::new(Ok(settings))));
    harness.at(7 * 3600 + 42 * 60 - 90).press("1");
    assert_snapshot!(harness.screen());
}

/// A resize is seen by the terminal before the program is told.
#[test]
fn a_terminal_of_another_size_is_harmless() {
    let harness = signing_in(WIDE);
    for (columns, rows) in [(1, 1), (0, 0), (120, 5), (60, 34), (100, 30), (300, 100)] {
        let backend = ratatui::backend::TestBackend::new(columns, rows);
        let mut terminal = ratatui::Terminal::new(backend).expect("a terminal");
        terminal.draw(|frame| ssotui::ui::view(&harness.state, frame)).expect("drawn");
    }
}

/// Keeps the type in view: a state is all that a screen is made from.
#[test]
fn the_same_state_gives_the_same_screen() {
    let mut harness = usual_at(WIDE);
    let first = harness.screen();
    let copy: State = harness.state.clone();
    harness.state = copy;
    assert_eq!(first, harness.screen());
}

#[test]
fn overview_very_wide() {
    assert_snapshot!(usual_at((160, 16)).screen());
}

#[expect(clippy::expect_used, reason = "for tests only")]
fn rename_proposed(size: (u16, u16)) -> Harness {
    let mut harness = usual_at(size);
    harness.press("m ctrl-u").type_text("payments").press("enter");
    let run = harness.run_of(&JobKey::Change);
    let before = b"# accounts\n[profile prod-payments.admin]\nsso_session = corp\nregion = eu-west-1\n\n[profile deploy]\nsource_profile = prod-payments.admin\naws_secret_access_key = s3cr3t\n";
    let plan = Plan::rename(&Target::profile("prod-payments.admin"), "payments");
    let diff = plan.against(before).expect("a change").diff();
    let proposal = Proposal { title: plan.title, diff, overwrites: false };
    harness.job(JobKey::Change, run, JobEvent::Proposed(Ok(proposal)));
    harness
}

#[test]
fn change_wide() {
    assert_snapshot!(rename_proposed(WIDE).screen());
}

#[test]
fn change_narrow() {
    assert_snapshot!(rename_proposed(NARROW).screen());
}

#[test]
fn change_with_a_warning() {
    let mut harness = usual_at(MIDDLE);
    harness.press("1 g g d");
    let run = harness.run_of(&JobKey::Change);
    let diff = Diff::of(b"[sso-session corp]\nsso_region = us-east-1\n", b"");
    let proposal = Proposal { title: "Delete session corp".to_owned(), diff, overwrites: false };
    harness.job(JobKey::Change, run, JobEvent::Proposed(Ok(proposal)));
    assert_snapshot!(harness.screen());
}

#[test]
fn prompt_with_a_problem() {
    let mut harness = usual_at(MIDDLE);
    harness.press("m").type_text("!").screen();
    assert_snapshot!(harness.screen());
}

#[test]
fn menu_narrowed() {
    let mut harness = usual_at(MIDDLE);
    harness.press("e").type_text("reg");
    assert_snapshot!(harness.screen());
}

fn populating(size: (u16, u16)) -> Harness {
    let mut harness = usual_at(size);
    harness.press("p");
    harness
}

#[test]
fn populate_wide() {
    assert_snapshot!(populating(WIDE).screen());
}

#[test]
fn populate_middle() {
    assert_snapshot!(populating(MIDDLE).screen());
}

#[test]
fn populate_narrow() {
    assert_snapshot!(populating(NARROW).screen());
}

#[test]
fn populate_with_names_in_common() {
    let mut harness = populating(WIDE);
    harness.press("tab ctrl-u").type_text("role_name").press("shift-tab shift-tab shift-tab").type_text("s");
    assert_snapshot!(harness.screen());
}

#[test]
fn marked_in_the_accounts_pane() {
    let mut harness = usual_at(WIDE);
    harness.press("3 space");
    assert_snapshot!(harness.screen());
}

#[test]
fn wizard_session_middle() {
    let mut harness = usual_at(MIDDLE);
    harness.press("n").type_text("Session").press("enter").type_text("corp.awsapps.cn/start").press("tab");
    harness.type_text("us-east-1");
    assert_snapshot!(harness.screen());
}

fn completing(size: (u16, u16), keys: &str) -> Harness {
    let mut harness = usual_at(size);
    harness.press("n").type_text("Session").press("enter").type_text("new.awsapps.com/start").press("tab");
    harness.type_text("eu").press(keys);
    harness
}

#[test]
fn completion_narrow() {
    assert_snapshot!(completing(NARROW, "down").screen());
}

#[test]
fn completion_middle() {
    assert_snapshot!(completing(MIDDLE, "down down").screen());
}

#[test]
fn completion_very_wide() {
    let harness = &mut completing((200, 50), "down down down down down down down");
    assert_snapshot!(harness.screen());
}

#[test]
fn completion_of_a_value() {
    let mut harness = usual_at(MIDDLE);
    harness.press("e").type_text("output").press("enter").type_text("y");
    assert_snapshot!(harness.screen());
}

#[test]
fn completion_of_a_region_with_a_slip() {
    let mut harness = usual_at(NARROW);
    harness.press("e").type_text("region").press("enter ctrl-u").type_text("us-wset-2");
    assert_snapshot!(harness.screen());
}

#[test]
fn wizard_of_a_role_with_a_profile() {
    let mut harness = usual_at(MIDDLE);
    harness.press("3 right down n");
    assert_snapshot!(harness.screen());
}

#[test]
fn wizard_roles_wide() {
    let mut harness = usual_at(WIDE);
    harness.press("n enter").type_text("pay").press("tab");
    assert_snapshot!(harness.screen());
}

#[test]
fn wizard_profiles_narrow() {
    let mut harness = usual_at(NARROW);
    harness.press("n enter").type_text("pay").press("tab tab enter");
    assert_snapshot!(harness.screen());
}

#[test]
fn copy_menu_wide() {
    assert_snapshot!(usual_at(WIDE).press("C").screen());
}

#[test]
fn copy_menu_middle() {
    assert_snapshot!(usual_at(MIDDLE).press("C").type_text("terra").screen());
}

#[test]
fn copy_menu_narrow() {
    assert_snapshot!(usual_at(NARROW).press("C").type_text("docker").screen());
}

#[test]
fn palette() {
    assert_snapshot!(usual_at(MIDDLE).press(":").screen());
}

#[test]
fn palette_of_what_is_not_here() {
    assert_snapshot!(usual_at(MIDDLE).press("1 :").type_text("copy-code").screen());
}

fn with_settings(harness: &mut Harness, text: &str) {
    harness.send(Msg::Settings(Box::new(Settings::parse(text))));
}

#[test]
fn guarded_profile() {
    let mut harness = usual_at(MIDDLE);
    with_settings(&mut harness, "[[guard]]\nmatch = 'prod-*'");
    harness.press("c");
    assert_snapshot!(harness.screen());
}

#[test]
fn themes_styled() {
    for theme in ssotui::settings::theme::built_in() {
        let mut harness = usual_at((60, 12));
        with_settings(&mut harness, &format!("theme = '{theme}'\n[[guard]]\nmatch = 'prod-*'"));
        harness.press("L");
        insta::assert_debug_snapshot!(format!("theme_{theme}"), harness.buffer());
    }
}

#[test]
fn a_theme_reaches_every_cell_and_no_colour_wins() {
    use ratatui::style::Color;
    for theme in ssotui::settings::theme::built_in().skip(1) {
        let mut harness = usual_at((100, 30));
        with_settings(&mut harness, &format!("theme = '{theme}'"));
        let background = harness.state.settings.theme.colours.expect("colours").background;
        let background = Color::Rgb(background.0, background.1, background.2);
        for keys in ["z", "/", "esc C", "esc :", "esc ?", "esc !", "esc p"] {
            let buffer = harness.press(keys).buffer();
            assert!(buffer.content().iter().all(|cell| cell.bg != Color::Reset), "{theme} {keys}");
            assert!(buffer.content().iter().any(|cell| cell.bg == background));
        }
    }
    let mut harness = Harness::with_facts(Facts { colour: false, ..facts(60, 12) });
    harness.send(Msg::Loaded(Box::new(usual())));
    with_settings(&mut harness, "theme = 'moss'");
    let content = harness.buffer().content();
    assert!(content.iter().all(|cell| cell.bg == Color::Reset && cell.fg == Color::Reset));
}
