//! Changes of the config file: menus, prompts, and the difference that is shown.

use insta::assert_snapshot;
use ssotui::app::msg::{JobEvent, JobKey};
use ssotui::aws_config::diff::Diff;
use ssotui::aws_config::edit::Target;
use ssotui::aws_config::plan::{Plan, Proposal};

use crate::support::*;
use crate::{MIDDLE, NARROW, WIDE, usual_at};

#[expect(clippy::expect_used, reason = "for tests only")]
fn rename_proposed(size: (u16, u16)) -> Harness {
    let mut harness = usual_at(size);
    harness.press("m ctrl-u").type_text("payments").press("enter");
    let run = harness.run_of(&JobKey::Change);
    let before = b"# accounts\n[profile prod-payments.admin]\nsso_session = corp\nregion = eu-west-1\n\n[profile deploy]\nsource_profile = prod-payments.admin\naws_secret_access_key = s3cr3t\n";
    let plan = Plan::rename(&Target::profile("prod-payments.admin"), "payments");
    let diff = plan.against(before, b"").expect("a change").diff();
    let proposal = Proposal { title: plan.title, diff, remarks: Vec::new(), overwrites: false };
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
    let proposal =
        Proposal { title: "Delete session corp".to_owned(), diff, remarks: Vec::new(), overwrites: false };
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
