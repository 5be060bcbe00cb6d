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
fn what_cannot_be_taken_is_told_at_its_field_and_not_written() {
    let mut harness = Harness::new(Inventory::default());
    harness.press("n").type_text("http://corp.example.com");
    assert!(session_form(&harness).current().is_some_and(|field| field.problem.is_some()));
    harness.press("enter");
    assert_eq!(proposed(&harness), None);
    assert!(harness.last_said().contains("start URL"), "{}", harness.last_said());
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
    assert!(harness.last_said().contains("Two profiles would be called x"), "{}", harness.last_said());
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
