//! The copy menu and the palette.

use crossterm::event::MouseEventKind;
use ssotui::app::msg::Effect;
use ssotui::app::overlay::Overlay;
use ssotui::domain::profile::ProfileKind;
use ssotui::domain::profile_settings::Setting;
use ssotui::keys::ACTIONS;

use crate::support::*;

fn copied(harness: &Harness) -> &str {
    let [Effect::Copy { text, .. }] = harness.effects.as_slice() else { return "not one copy" };
    text
}

/// What choosing the first item for these letters copies.
fn chosen(harness: &mut Harness, letters: &str) -> String {
    harness.press("C").type_text(letters).press("enter");
    copied(harness).to_owned()
}

#[test]
fn everything_about_a_profile_can_be_copied() {
    let mut harness = Harness::new(usual());
    for (letters, expected) in [
        ("powershell line", "$env:AWS_PROFILE='prod-payments.admin'"),
        ("powershell unset", "Remove-Item Env:AWS_PROFILE -ErrorAction SilentlyContinue"),
        (
            "powershell good",
            "[System.Environment]::SetEnvironmentVariable('AWS_PROFILE', 'prod-payments.admin', 'User')",
        ),
        ("fish good", "set -Ux AWS_PROFILE 'prod-payments.admin'"),
        ("zsh good", r"printf '%s\n' 'export AWS_PROFILE='\''prod-payments.admin'\''' >> ~/.zshrc"),
        ("cmd line", "set \"AWS_PROFILE=prod-payments.admin\""),
        ("--profile", "--profile prod-payments.admin"),
        ("name", "prod-payments.admin"),
        ("account id", "123456789012"),
        (
            "role ARN",
            "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_AdministratorAccess_*",
        ),
        (
            "console",
            "https://corp.awsapps.com/start/#/console?account_id=123456789012&role_name=AdministratorAccess&\
             destination=https%3A%2F%2Feu-west-1.console.aws.amazon.com%2Fconsole%2Fhome%3Fregion%3Deu-west-1",
        ),
        (
            "terraform",
            "provider \"aws\" {\n  profile = \"prod-payments.admin\"\n  region  = \"eu-west-1\"\n}\n",
        ),
        ("boto3", "import boto3\n\nsession = boto3.Session(profile_name='prod-payments.admin')\n"),
        ("cdk", "cdk deploy --profile prod-payments.admin"),
        (
            "docker",
            "aws ecr get-login-password --region eu-west-1 --profile prod-payments.admin | docker login --username \
             AWS --password-stdin 123456789012.dkr.ecr.eu-west-1.amazonaws.com",
        ),
        (
            "config block",
            "[profile prod-payments.admin]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = \
             AdministratorAccess\nregion = eu-west-1\n\n[sso-session corp]\nsso_start_url = \
             https://corp.awsapps.com/start\nsso_region = us-east-1\nsso_registration_scopes = sso:account:access\n",
        ),
    ] {
        assert_eq!(chosen(&mut harness, letters), expected, "{letters}");
        assert!(harness.state.overlays.is_empty());
    }
}

#[test]
fn the_text_is_shown_before_it_is_copied() {
    let mut harness = Harness::new(usual());
    harness.press("C").type_text("terraform");
    assert!(harness.screen().contains("  region  = \"eu-west-1\""), "{}", harness.screen());
    harness.press("esc").type_text("boto3");
    assert!(harness.screen().contains("boto3.Session(profile_name='prod-payments.admin')"));
}

#[test]
fn what_cannot_be_copied_says_why_and_stays() {
    let mut inventory = usual();
    inventory.profiles[0].name = "evil\u{1b}[31m".into();
    let mut harness = Harness::new(inventory);
    for letters in ["powershell line", "--profile", "terraform", "boto3", "docker", "config block"] {
        assert_eq!(chosen(&mut harness, letters), "not one copy", "{letters}");
        assert!(!harness.last_said().is_empty() && !harness.screen().contains('\u{1b}'));
        assert_eq!(harness.state.overlays.len(), 1, "it stays open");
        harness.press("esc esc");
    }
    assert_eq!(chosen(&mut harness, "account id"), "123456789012");
    harness.press("C").type_text("zzzz").press("enter");
    assert_eq!(harness.last_said(), "Nothing like that is in the list.");
    assert!(harness.screen().contains("Nothing like that is in the list."));
}

#[test]
fn sessions_accounts_and_roles_have_what_is_theirs() {
    let mut harness = Harness::new(usual());
    harness.press("1");
    assert_eq!(chosen(&mut harness, "start URL"), "https://corp.awsapps.com/start");
    assert_eq!(chosen(&mut harness, "sign in"), "aws sso login --sso-session corp");
    harness.press("3");
    assert_eq!(chosen(&mut harness, "e-mail"), "dev-payments@example.com");
    harness.press("right down");
    assert_eq!(chosen(&mut harness, "powershell line"), "$env:AWS_PROFILE='dev-payments.admin'");
    harness.press("down");
    let arn = chosen(&mut harness, "ARN");
    assert!(
        arn.contains("AWSReservedSSO_ReadOnlyAccess_*"),
        "no profile reaches it, but it has an ARN: {arn}"
    );
}

#[test]
fn an_assumed_role_has_its_own_arn() {
    let mut inventory = usual();
    let profile = &mut inventory.profiles[6];
    profile.kind = ProfileKind::Role;
    let arn = Setting {
        key: "role_arn",
        value: Some("arn:aws:iam::999999999999:role/Deploy"),
        source: profile.source,
    };
    profile.settings = [arn].into_iter().collect();
    let mut harness = Harness::new(inventory);
    harness.press("G");
    assert_eq!(chosen(&mut harness, "role ARN"), "arn:aws:iam::999999999999:role/Deploy");
    assert!(chosen(&mut harness, "docker").contains("999999999999.dkr.ecr.us-east-1.amazonaws.com"));
}

#[test]
fn the_palette_has_every_action_and_does_the_chosen_one_where_it_was_opened() {
    let mut harness = Harness::new(usual());
    harness.press(":");
    let Some(Overlay::Menu(menu)) = harness.state.overlays.last() else { panic!("no menu") };
    assert_eq!(menu.items.len(), ACTIONS.len() - 1, "all but itself");
    harness.type_text("copy-name").press("enter");
    assert_eq!(copied(&harness), "prod-payments.admin");
    harness.press(":").type_text("Go to the sessions").press("enter y");
    assert_eq!(copied(&harness), "corp");
    assert!(harness.press(":").type_text("populate").screen().contains("Make a profile for every account"));
    assert!(matches!(harness.press("enter").state.overlays.as_slice(), [Overlay::Populate(_)]));
}

#[test]
fn the_palette_says_why_something_does_nothing_here() {
    let mut harness = Harness::new(usual());
    harness.press(":").type_text("copy-code").press("enter");
    assert_eq!(harness.last_said(), "Copy code works in the window of a sign-in, not here.");
    assert_eq!(harness.state.overlays.len(), 1);
    harness.press("esc esc 3 :").type_text("rename").press("enter");
    assert_eq!(harness.last_said(), "Rename works in the panes of sessions and profiles, not here.");
    harness.press("esc esc ? :").type_text("sign-in").press("enter");
    assert_eq!(harness.last_said(), "Sign in works in the panes, not here.");
}

#[test]
fn the_mouse_works_in_menus() {
    let mut harness = Harness::new(usual());
    harness.press("C");
    let (x, y) = harness.find("boto3 session");
    harness.click(x, y);
    assert_eq!(harness.effects, []);
    assert!(harness.screen().contains("import boto3"), "the first click selects");
    harness.click(x, y);
    assert!(copied(&harness).starts_with("import boto3"));
    harness.press("C");
    let before = harness.screen();
    harness.mouse(MouseEventKind::ScrollDown, x, y);
    harness.mouse(MouseEventKind::ScrollDown, x, y);
    assert_ne!(harness.screen(), before);
    harness.click(0, 1);
    assert!(harness.state.overlays.is_empty(), "beside it closes it");
}

#[test]
fn home_and_end_go_to_the_ends_of_a_menu_and_the_messages() {
    let mut harness = Harness::new(usual());
    for open in ["C", ":", "e", "n"] {
        harness.press(open);
        let place = |harness: &Harness| match harness.state.overlays.last() {
            Some(Overlay::Menu(menu)) => (menu.list.cursor(), menu.shown().len()),
            _ => (usize::MAX, 0),
        };
        harness.press("end");
        let (cursor, rows) = place(&harness);
        assert_eq!(cursor, rows - 1, "{open}");
        harness.press("pageup home");
        assert_eq!(place(&harness).0, 0, "{open}");
        harness.press("pagedown");
        assert!(place(&harness).0 > 0, "{open}");
        // There letters are typed.
        harness.press("esc");
    }
    harness.resize(80, 12);
    for _ in 0..20 {
        harness.press("z s f");
    }
    let offset = |harness: &Harness| match harness.state.overlays.last() {
        Some(Overlay::Messages(scroll)) => scroll.offset(),
        _ => usize::MAX,
    };
    harness.press("! end");
    let last = offset(&harness);
    assert!(last > 10 && last < usize::MAX, "{last}");
    assert_eq!(offset(harness.press("home")), 0);
    assert_eq!(offset(harness.press("G")), last);
}
