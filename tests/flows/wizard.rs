//! `n`: a new session, and profiles for chosen roles.

use ssotui::app::form::Form;
use ssotui::app::msg::{Effect, Job, JobEvent, JobKey, Msg};
use ssotui::app::overlay::Overlay;
use ssotui::app::wizard::{SessionField, WizardWindow};
use ssotui::aws_config::edit::{Edit, Target};
use ssotui::aws_config::plan::{ChangeRequest, Plan};
use ssotui::domain::inventory::Inventory;
use ssotui::domain::token::TokenFile;

use crate::support::*;

fn proposed(harness: &Harness) -> Option<&Plan> {
    harness.effects.iter().find_map(|effect| match effect {
        Effect::Start { key: JobKey::Change, job: Job::Propose(ChangeRequest::Apply(plan)), .. } => {
            Some(plan)
        }
        _ => None,
    })
}

/// What the window of the change says before its difference.
fn warned(harness: &Harness) -> String {
    match harness.state.overlays.last() {
        Some(Overlay::Change(window)) => window.warnings.join(" "),
        _ => String::new(),
    }
}

#[expect(clippy::panic, reason = "for tests only")]
fn session_form(harness: &Harness) -> &Form<SessionField> {
    match harness.state.overlays.last() {
        Some(Overlay::Wizard(window)) => match &**window {
            WizardWindow::Session(page) => &page.form,
            WizardWindow::Profiles(_) => panic!("profiles"),
        },
        other => panic!("{other:?}"),
    }
}

/// The values of the edit that adds a section.
fn added<'a>(plan: &'a Plan, target: &Target) -> Option<Vec<(&'a str, &'a str)>> {
    plan.edits.iter().find_map(|edit| match edit {
        Edit::Add { target: added, settings } if added == target => {
            Some(settings.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect())
        }
        _ => None,
    })
}

#[test]
fn a_newcomer_describes_a_session_is_signed_in_and_chooses_roles() {
    let mut harness = Harness::new(Inventory::default());
    harness.press("n").type_text("d-abc.awsapps.com/start");
    assert_eq!(session_form(&harness).answer(&SessionField::Name), "d-abc");
    harness.press("tab").type_text("us-east-1").press("enter");
    let plan = proposed(&harness).expect("a plan");
    assert_eq!(
        added(plan, &Target::session("d-abc")).expect("a session"),
        [
            ("sso_start_url", "https://d-abc.awsapps.com/start"),
            ("sso_region", "us-east-1"),
            ("sso_registration_scopes", "sso:account:access"),
        ]
    );
    // Written; the files are read again, and then it is signed in to.
    let run = harness.run_of(&JobKey::Change);
    harness.job(JobKey::Change, run, JobEvent::Changed(Ok("Configure session d-abc".to_owned())));
    assert!(harness.state.overlays.is_empty());
    let mut inventory = usual();
    let mut session = inventory.sessions[0].clone();
    session.session.id = named("d-abc");
    session.token = TokenFile::Missing;
    inventory.sessions = vec![session];
    inventory.organizations.clear();
    harness.send(Msg::Loaded(Box::new(inventory)));
    assert!(
        harness.effects.iter().any(
            |effect| matches!(effect, Effect::Start { key: JobKey::SignIn(id), .. } if *id == named("d-abc"))
        ),
        "{:?}",
        harness.effects
    );
}

#[test]
fn the_region_comes_with_the_start_url_and_stays_what_the_user_says() {
    let mut harness = Harness::new(Inventory::default());
    harness.press("n").type_text("https://ssoins-7223abc.portal.eu-west-1.app.aws");
    assert_eq!(session_form(&harness).answer(&SessionField::SsoRegion), "eu-west-1");
    harness.press("tab ctrl-u").type_text("eu-west-2").press("shift-tab").type_text("/");
    assert_eq!(session_form(&harness).answer(&SessionField::SsoRegion), "eu-west-2");
}

#[test]
fn a_vanity_domain_is_asked_for_its_region_once() {
    let mut harness = Harness::new(Inventory::default());
    harness.press("n").type_text("https://sso.corp.example").press("tab");
    let run = harness.run_of(&JobKey::FindRegion);
    harness.job(JobKey::FindRegion, run, JobEvent::RegionFound(Some("eu-central-1".into())));
    assert_eq!(session_form(&harness).answer(&SessionField::SsoRegion), "eu-central-1");
    assert_eq!(harness.press("tab").effects, []);
}

#[test]
fn what_cannot_be_taken_is_told_at_its_field_and_not_written() {
    let mut harness = Harness::new(Inventory::default());
    harness.press("n").type_text("http://corp.example.com");
    assert!(session_form(&harness).current().is_some_and(|field| field.problem.is_some()));
    harness.press("enter");
    assert_eq!(proposed(&harness), None);
    let problem = session_form(&harness).current().and_then(|field| field.shown_problem());
    assert!(problem.is_some_and(|problem| problem.contains("start URL")), "{problem:?}");
}

#[test]
fn what_is_typed_is_completed_only_when_asked_for() {
    let mut harness = Harness::new(Inventory::default());
    harness.press("n tab").type_text("frank");
    let screen = harness.screen();
    assert!(screen.contains("eu-central-1  Europe (Frankfurt)"), "{screen}");
    assert_eq!(session_form(&harness).answer(&SessionField::SsoRegion), "frank");
    harness.press("tab");
    assert_eq!(session_form(&harness).answer(&SessionField::SsoRegion), "eu-central-1");
    assert_eq!(session_form(&harness).cursor, 1, "completed, and still there");
    harness.press("tab");
    assert_eq!(session_form(&harness).cursor, 2, "the next field, as ever");
}

#[test]
fn up_and_down_choose_among_what_is_offered_and_esc_lets_go() {
    let mut harness = Harness::new(Inventory::default());
    harness.press("n tab").type_text("eu-w").press("down down");
    assert!(harness.screen().contains("▌eu-west-2"), "{}", harness.screen());
    harness.press("esc");
    assert_eq!(session_form(&harness).answer(&SessionField::SsoRegion), "eu-w", "the window is still there");
    harness.press("down down down enter");
    assert_eq!(session_form(&harness).answer(&SessionField::SsoRegion), "eu-west-3");
    assert_eq!(proposed(&harness), None, "taken, not yet sent");
    // The first one, and then above it.
    harness.press("ctrl-u").type_text("us-e").press("down up up");
    assert_eq!(session_form(&harness).cursor, 0);
    harness.press("tab right");
    assert_eq!(
        session_form(&harness).answer(&SessionField::SsoRegion),
        "us-e",
        "nobody has typed here since"
    );
    harness.type_text("a").press("right");
    assert_eq!(session_form(&harness).answer(&SessionField::SsoRegion), "us-east-1");
}

#[test]
fn in_the_middle_of_a_text_the_keys_move_in_it() {
    let mut harness = Harness::new(Inventory::default());
    harness.press("n tab").type_text("eu-w").press("left right left down");
    assert_eq!(session_form(&harness).answer(&SessionField::SsoRegion), "eu-w");
    assert_eq!(session_form(&harness).cursor, 2);
}

#[test]
fn an_empty_field_shows_what_is_in_the_file_and_takes_it_at_the_second_key() {
    let mut harness = Harness::new(usual());
    harness.press("n").type_text("Session").press("enter");
    let screen = harness.screen();
    assert!(screen.contains("https://corp.awsapps.com/start") && screen.contains("session corp"), "{screen}");
    harness.press("right");
    assert_eq!(session_form(&harness).answer(&SessionField::StartUrl), "");
    harness.press("right");
    assert_eq!(session_form(&harness).answer(&SessionField::StartUrl), "https://corp.awsapps.com/start");
    assert_eq!(session_form(&harness).answer(&SessionField::Name), "corp", "what follows from it follows");
}

#[test]
fn scopes_are_completed_one_by_one() {
    let mut harness = Harness::new(Inventory::default());
    harness.press("n tab tab tab ctrl-u").type_text("x:y, sso").press("right");
    assert_eq!(session_form(&harness).answer(&SessionField::Scopes), "x:y, sso:account:access");
}

#[test]
fn a_region_with_a_slip_is_written_and_told() {
    let mut harness = Harness::new(Inventory::default());
    harness.press("n").type_text("corp.awsapps.com").press("tab").type_text("eu-wset-1");
    assert!(harness.screen().contains("eu-west-1  Europe (Ireland)"), "{}", harness.screen());
    harness.press("tab");
    assert_eq!(session_form(&harness).cursor, 2, "it may be a new one: nothing is taken for it");
    harness.press("enter");
    assert!(proposed(&harness).is_some());
    assert!(warned(&harness).contains("Did you mean eu-west-1"), "{}", warned(&harness));
}

#[test]
fn a_role_that_has_a_profile_says_so_before_it_gets_another() {
    let mut harness = Harness::new(usual());
    harness.press("n enter").type_text("pay admin").press("tab tab enter");
    let screen = harness.screen();
    assert!(screen.contains("Dev-Payments has dev-payments.admin"), "{screen}");
    harness.press("enter");
    assert!(warned(&harness).contains("has a profile already: dev-payments.admin"), "{}", warned(&harness));
    assert!(proposed(&harness).is_some(), "no obstacle");
}

#[test]
fn several_roles_are_marked_and_get_profiles_at_once() {
    let mut harness = Harness::new(usual());
    harness.press("n enter").type_text("pay read");
    harness.press("tab tab enter");
    let screen = harness.screen();
    assert!(
        screen.contains("2 new profiles of corp") && screen.contains("ReadOnlyAccess-210987654321"),
        "{screen}"
    );
    harness.press("enter");
    let plan = proposed(&harness).expect("a plan");
    assert_eq!(
        added(plan, &Target::profile("ReadOnlyAccess-210987654321")).expect("a profile"),
        [
            ("sso_session", "corp"),
            ("sso_account_id", "210987654321"),
            ("sso_role_name", "ReadOnlyAccess"),
            ("region", "eu-west-1"),
        ]
    );
    assert_eq!(plan.edits.len(), 2, "the session is as it was");
}

#[test]
fn a_role_in_the_accounts_pane_is_chosen_already_and_its_profile_is_named() {
    let mut harness = Harness::new(usual());
    harness.press("3 right down down n ctrl-u").type_text("mine").press("tab tab right enter");
    let plan = proposed(&harness).expect("a plan");
    let settings = added(plan, &Target::profile("mine")).expect("a profile");
    assert!(
        settings.contains(&("output", "json")) && settings.contains(&("sso_role_name", "ReadOnlyAccess"))
    );
}

#[test]
fn names_that_would_be_the_same_are_refused() {
    let mut harness = Harness::new(usual());
    harness
        .press("n enter")
        .type_text("pay read")
        .press("tab tab enter ctrl-u")
        .type_text("x")
        .press("enter");
    assert_eq!(proposed(&harness), None);
    assert!(harness.screen().contains("Two profiles would be called x"), "{}", harness.screen());
}

#[test]
fn what_is_not_in_the_list_is_not_chosen() {
    let mut harness = Harness::new(usual());
    harness.press("n enter").type_text("zzz").press("enter");
    assert!(matches!(harness.state.overlays.last(), Some(Overlay::Menu(_))));
}

#[test]
fn roles_that_are_not_known_are_asked_for_and_then_chosen() {
    let mut inventory = usual();
    inventory.organizations.clear();
    let mut harness = Harness::new(inventory);
    let run = harness.run_of(&JobKey::Enumerate(named("corp")));
    harness.press("n enter");
    assert!(harness.state.overlays.is_empty());
    harness.job(JobKey::Enumerate(named("corp")), run, JobEvent::Enumerated(Ok(usual_organization())));
    assert!(harness.screen().contains("Roles of corp"), "{}", harness.screen());
}

#[test]
fn what_is_missing_is_told_under_its_field() {
    let mut harness = Harness::new(Inventory::default());
    harness.press("n enter");
    assert_eq!(session_form(&harness).cursor, 0);
    let problem = session_form(&harness).current().and_then(|field| field.shown_problem()).map(str::to_owned);
    let screen = harness.screen();
    let first = problem.as_deref().and_then(|it| it.split(' ').next()).unwrap_or("nothing was said");
    assert!(screen.contains(first), "{first}\n{screen}");
    assert_eq!(harness.said(), Vec::<&str>::new(), "not in a message that goes");
    // The region is missing, whatever is offered there.
    harness.type_text("d-abc.awsapps.com/start").press("enter");
    assert_eq!(session_form(&harness).cursor, 1);
    assert!(session_form(&harness).current().and_then(|field| field.shown_problem()).is_some());
    // Typing goes on there, and it is said no more.
    harness.type_text("us-east-1");
    assert!(session_form(&harness).current().and_then(|field| field.shown_problem()).is_none());
    assert!(proposed(harness.press("enter")).is_some());
}
