use super::*;
use crate::domain::naming::Options;
use crate::domain::organization::Account;
use crate::domain::profile::{ProfileKind, Source};
use crate::domain::profile_settings::Setting;

const START_URL: &str = "https://corp.awsapps.com/start";

fn account(id: &str, name: &str, roles: &[&str]) -> Account {
    Account {
        id: id.into(),
        name: Some(name.to_owned()),
        email: None,
        roles: Roles::Listed(roles.iter().copied().map(RoleName::from).collect()),
    }
}

fn organization(accounts: Vec<Account>) -> Organization {
    Organization { accounts, complete: true, fetched_at: None }
}

/// A profile as the reader gives it, of these keys.
fn profile(name: &str, settings: &[(&str, &str)]) -> Profile {
    let source = Source { file: ConfigFile::Config, line: 1 };
    let value = |key: &str| settings.iter().find(|(known, _)| *known == key).map(|(_, value)| *value);
    let session = match (value("sso_session"), value("sso_start_url")) {
        (Some(name), _) => Some(SessionId::Named(name.into())),
        (None, Some(url)) => Some(SessionId::Legacy(url.into())),
        (None, None) => None,
    };
    Profile {
        name: name.into(),
        kind: match &session {
            Some(SessionId::Named(_)) => ProfileKind::Sso,
            Some(SessionId::Legacy(_)) => ProfileKind::SsoLegacy,
            None => ProfileKind::Other,
        },
        session,
        start_url: None,
        sso_region: None,
        account_id: value("sso_account_id").map(Into::into),
        role_name: value("sso_role_name").map(Into::into),
        region: value("region").map(Into::into),
        source,
        settings: settings.iter().map(|(key, value)| Setting { key, value: Some(value), source }).collect(),
        problems: Vec::new(),
    }
}

/// A marked profile of the session corp in eu-west-1.
fn marked(name: &str, account: &str, role: &str) -> Profile {
    profile(
        name,
        &[
            ("sso_session", "corp"),
            ("sso_account_id", account),
            ("sso_role_name", role),
            ("region", "eu-west-1"),
            ("sso_auto_populated", "true"),
        ],
    )
}

/// The usual request, changed by `with`.
fn planned(
    accounts: Vec<Account>,
    profiles: &[Profile],
    with: impl for<'a> FnOnce(Request<'a>) -> Request<'a>,
) -> PopulatePlan {
    try_planned(&organization(accounts), profiles, with).unwrap()
}

fn try_planned(
    organization: &Organization,
    profiles: &[Profile],
    with: impl for<'a> FnOnce(Request<'a>) -> Request<'a>,
) -> Result<PopulatePlan, Failure> {
    let (session, url, regions) = ("corp".into(), START_URL.into(), ["eu-west-1".into()]);
    let rules = Rules::new(&Options::default()).unwrap();
    plan(&with(Request {
        session: &session,
        start_url: Some(&url),
        organization,
        filter: &Filter::default(),
        regions: &regions,
        rules: &rules,
        config_defaults: &[],
        existing_config_action: ExistingConfigAction::Keep,
        on_collision: OnCollision::Suffix,
        prune: false,
        profiles,
    }))
}

fn names(planned: &[Planned]) -> Vec<&str> {
    planned.iter().map(|it| it.name.as_str()).collect()
}

fn pairs(settings: &[(String, String)]) -> Vec<String> {
    settings.iter().map(|(key, value)| format!("{key}={value}")).collect()
}

#[test]
fn new_profiles_are_sorted_and_name_the_session() {
    let defaults = [("output".to_owned(), "json".to_owned())];
    let regions = ["eu-west-1".into(), "us-east-1".into(), "eu-west-1".into()];
    let accounts = vec![account("222222222222", "Prod", &["B", "A"]), account("111111111111", "Dev", &["A"])];
    let plan = plan(&Request {
        session: &"corp".into(),
        start_url: None,
        organization: &organization(accounts),
        filter: &Filter::default(),
        regions: &regions,
        rules: &Rules::new(&Options::default()).unwrap(),
        config_defaults: &defaults,
        existing_config_action: ExistingConfigAction::Keep,
        on_collision: OnCollision::Suffix,
        prune: true,
        profiles: &[],
    })
    .unwrap();
    assert_eq!(
        names(&plan.add),
        ["Dev.A", "Dev.A.usea1", "Prod.A", "Prod.A.usea1", "Prod.B", "Prod.B.usea1"]
    );
    assert_eq!(
        pairs(&plan.add[1].settings),
        [
            "sso_session=corp",
            "sso_account_id=111111111111",
            "sso_role_name=A",
            "region=us-east-1",
            "output=json",
            "sso_auto_populated=true"
        ]
    );
    assert_eq!((plan.change.len(), plan.remove.len(), plan.collisions.len()), (0, 0, 0));
    plan.must_be_decided().unwrap();
}

#[test]
fn what_is_as_it_should_be_is_kept() {
    let profiles = [marked("Dev.A", "111111111111", "A")];
    let plan = planned(vec![account("111111111111", "Dev", &["A"])], &profiles, |it| it);
    assert_eq!(names(&plan.keep), ["Dev.A"]);
    assert!(plan.is_empty());
}

#[test]
fn a_legacy_profile_of_aws_sso_util_becomes_one_of_the_session() {
    let legacy = profile(
        "Dev.A",
        &[
            ("output", "text"),
            ("sso_start_url", "https://Corp.awsapps.com/start/#/"),
            ("sso_region", "us-east-1"),
            ("sso_account_name", "Dev"),
            ("sso_account_id", "111111111111"),
            ("sso_role_name", "A"),
            ("region", "us-west-2"),
            ("credential_process", "aws-sso-util credential-process --profile Dev.A"),
            ("sso_auto_populated", "true"),
        ],
    );
    let plan = planned(vec![account("111111111111", "Dev", &["A"])], &[legacy], |it| it);
    let changed = &plan.change[0];
    assert_eq!(pairs(&changed.set), ["sso_session=corp", "region=eu-west-1"]);
    assert_eq!(changed.unset, ["sso_start_url", "sso_region", "credential_process"]);
    assert_eq!(
        pairs(&changed.profile.settings),
        [
            "output=text",
            "sso_account_name=Dev",
            "sso_account_id=111111111111",
            "sso_role_name=A",
            "region=eu-west-1",
            "sso_auto_populated=true",
            "sso_session=corp"
        ]
    );
}

#[test]
fn other_keys_are_kept_overwritten_or_discarded() {
    let mut there = marked("Dev.A", "111111111111", "A");
    let more = profile("x", &[("output", "text"), ("cli_pager", "less")]);
    there.settings = there.settings.iter().chain(more.settings.iter()).collect();
    let of = |action| {
        let defaults =
            [("output".to_owned(), "json".to_owned()), ("retry_mode".to_owned(), "standard".to_owned())];
        let organization = organization(vec![account("111111111111", "Dev", &["A"])]);
        let plan = plan(&Request {
            session: &"corp".into(),
            start_url: None,
            organization: &organization,
            filter: &Filter::default(),
            regions: &["eu-west-1".into()],
            rules: &Rules::new(&Options::default()).unwrap(),
            config_defaults: &defaults,
            existing_config_action: action,
            on_collision: OnCollision::Suffix,
            prune: false,
            profiles: std::slice::from_ref(&there),
        })
        .unwrap();
        (pairs(&plan.change[0].set), plan.change[0].unset.clone())
    };
    assert_eq!(of(ExistingConfigAction::Keep), (vec!["retry_mode=standard".to_owned()], vec![]));
    let both = vec!["output=json".to_owned(), "retry_mode=standard".to_owned()];
    assert_eq!(of(ExistingConfigAction::Overwrite), (both.clone(), vec![]));
    assert_eq!(of(ExistingConfigAction::Discard), (both, vec!["cli_pager".to_owned()]));
}

fn twins() -> Vec<Account> {
    vec![
        account("111111111111", "Dev", &["A"]),
        account("222222222222", "Dev", &["A"]),
        account("333333333333", "Prod", &["A"]),
    ]
}

#[test]
fn twins_are_told_apart_by_their_accounts_and_never_merged() {
    let plan = planned(twins(), &[], |it| it);
    assert_eq!(names(&plan.add), ["Dev.A.111111111111", "Dev.A.222222222222", "Prod.A"]);
    assert_eq!(plan.collisions.len(), 2);
    assert_eq!(plan.collisions[0].resolution, Resolution::Suffixed("Dev.A.111111111111".into()));
    assert!(
        plan.collisions[0].why.contains("A in 222222222222 (eu-west-1) would have"),
        "{:?}",
        plan.collisions
    );
    // The one that has the name keeps it.
    let plan = planned(twins(), &[marked("Dev.A", "222222222222", "A")], |it| it);
    assert_eq!(names(&plan.add), ["Dev.A.111111111111", "Prod.A"]);
    assert_eq!(names(&plan.keep), ["Dev.A"]);
    assert_eq!(plan.collisions[1].resolution, Resolution::Kept);
}

#[test]
fn twins_are_skipped_or_stop_everything_when_that_is_asked_for() {
    let plan = planned(twins(), &[], |it| Request { on_collision: OnCollision::Skip, ..it });
    assert_eq!(names(&plan.add), ["Prod.A"]);
    assert!(plan.collisions.iter().all(|it| it.resolution == Resolution::Skipped));
    plan.must_be_decided().unwrap();
    let plan = planned(twins(), &[], |it| Request { on_collision: OnCollision::Stop, ..it });
    let failure = plan.must_be_decided().unwrap_err();
    assert!(failure.what.contains("2 profiles") && failure.why.starts_with("Dev.A: "), "{failure}");
}

#[test]
fn an_account_has_the_same_name_whatever_else_is_asked_for() {
    let filter = Filter { accounts: vec!["1*".into()], ..Filter::default() };
    let organization = organization(twins());
    let plan = plan(&Request {
        session: &"corp".into(),
        start_url: None,
        organization: &organization,
        filter: &filter,
        regions: &["eu-west-1".into()],
        rules: &Rules::new(&Options::default()).unwrap(),
        config_defaults: &[],
        existing_config_action: ExistingConfigAction::Keep,
        on_collision: OnCollision::Suffix,
        prune: true,
        profiles: &[marked("gone", "333333333333", "A"), marked("gone-too", "111111111111", "B")],
    })
    .unwrap();
    assert_eq!(names(&plan.add), ["Dev.A.111111111111"]);
    assert_eq!(plan.collisions.len(), 1);
    let removed: Vec<&str> = plan.remove.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(removed, ["gone-too"], "only of the accounts that were asked for");
}

#[test]
fn roles_that_become_the_same_are_not_helped_by_the_account() {
    let rules = Options { trim_role_name: vec!["[0-9]".into()], ..Options::default() };
    let rules = Rules::new(&rules).unwrap();
    let plan = plan_with(&organization(vec![account("111111111111", "Dev", &["A1", "A2"])]), &rules).unwrap();
    assert!(plan.is_empty());
    assert!(plan.must_be_decided().unwrap_err().why.contains("does not tell them apart either"));
}

#[test]
fn somebody_elses_profile_is_never_written_over() {
    let keys = |session: &'static str, account: &'static str| {
        [("sso_session", session), ("sso_account_id", account), ("sso_role_name", "A")]
    };
    let accounts = || vec![account("111111111111", "Dev", &["A"])];
    for theirs in [
        profile("Dev.A", &[("role_arn", "arn:aws:iam::1:role/x")]),
        profile("Dev.A", &keys("corp", "999999999999")),
        profile("Dev.A", &keys("partner", "111111111111")),
    ] {
        let plan = planned(accounts(), &[theirs], |it| Request { prune: true, ..it });
        assert_eq!(names(&plan.add), ["Dev.A.111111111111"]);
        assert!(plan.change.is_empty() && plan.remove.is_empty());
        assert!(plan.collisions[0].why.contains("is there already"));
    }
    // One that reaches the same is taken over.
    let plan = planned(accounts(), &[profile("Dev.A", &keys("corp", "111111111111"))], |it| it);
    assert_eq!(pairs(&plan.change[0].set), ["region=eu-west-1", "sso_auto_populated=true"]);
    // Both the name and the name with the account are somebody else's.
    let theirs = [profile("Dev.A", &[]), profile("Dev.A.111111111111", &[])];
    assert!(planned(accounts(), &theirs, |it| it).must_be_decided().is_err());
}

#[test]
fn pruning_removes_only_marked_profiles_of_the_session() {
    let by_hand = profile(
        "by-hand",
        &[("sso_session", "corp"), ("sso_account_id", "999999999999"), ("sso_role_name", "A")],
    );
    let elsewhere = profile(
        "elsewhere",
        &[("sso_session", "partner"), ("sso_auto_populated", "true"), ("sso_role_name", "A")],
    );
    let profiles =
        [by_hand, elsewhere, marked("old", "999999999999", "A"), marked("Dev.A", "111111111111", "A")];
    let accounts = || vec![account("111111111111", "Dev", &["A"])];
    fn prune(it: Request<'_>) -> Request<'_> {
        Request { prune: true, ..it }
    }
    let removed = |plan: &PopulatePlan| plan.remove.iter().map(|it| it.name.to_string()).collect::<Vec<_>>();
    assert_eq!(removed(&planned(accounts(), &profiles, prune)), ["old"]);
    assert!(planned(accounts(), &profiles, |it| it).remove.is_empty());
    // Of an account that could not be asked for, nothing is known.
    let mut failed = account("999999999999", "Other", &[]);
    failed.roles = Roles::Failed("Forbidden".to_owned());
    let mut incomplete = organization(accounts());
    incomplete.accounts.push(failed);
    incomplete.complete = false;
    let plan = try_planned(&incomplete, &profiles, prune).unwrap();
    assert!(plan.remove.is_empty() && plan.prune_withheld);
}

#[test]
fn names_made_safe_and_refused_are_told() {
    let accounts =
        || vec![account("111111111111", "Büro", &["A"]), account("222222222222", "Dev [1]", &["A"])];
    let plan = planned(accounts(), &[], |it| it);
    assert_eq!(names(&plan.add), ["Buro.A", "Dev-1.A"]);
    assert_eq!(plan.made_safe, [("Buro.A".into(), "Büro.A".to_owned())]);
    let raw = Rules::new(&Options { raw_account_names: true, ..Options::default() }).unwrap();
    let plan = plan_with(&organization(accounts()), &raw).unwrap();
    assert_eq!(plan.refused.len(), 2);
    assert_eq!(plan.refused[1].name, "Dev [1].A");
    assert!(plan.refused[1].why.contains("\"Dev-1-.A\" they all do"), "{:?}", plan.refused);
    assert!(plan.is_empty());
}

#[test]
fn a_role_that_cannot_be_written_keeps_no_other_from_it() {
    let roles = ["A", "B\u{1b}[31m", "C D", " ", "#E", "F\nG", "H\u{202e}", "I\u{200b}"];
    let plan = planned(vec![account("111111111111", "Dev", &roles)], &[], |it| it);
    assert_eq!(names(&plan.add), ["Dev.A"]);
    assert_eq!(plan.refused.len(), 7);
    for id in ["1", "11111111111a", "1111111111111", "١١١١١١١١١١١١"] {
        let plan = planned(vec![account(id, "Dev", &["A"])], &[], |it| it);
        assert_eq!((plan.add.len(), plan.refused.len()), (0, 1), "{id}");
    }
}

fn plan_with(organization: &Organization, rules: &Rules) -> Result<PopulatePlan, Failure> {
    plan(&Request {
        session: &"corp".into(),
        start_url: None,
        organization,
        filter: &Filter::default(),
        regions: &["eu-west-1".into()],
        rules,
        config_defaults: &[],
        existing_config_action: ExistingConfigAction::Keep,
        on_collision: OnCollision::Suffix,
        prune: false,
        profiles: &[],
    })
}

#[test]
fn a_filter_that_matches_nothing_is_an_error() {
    for (accounts, roles) in [(vec!["Prof".to_owned()], vec![]), (vec![], vec!["B".to_owned()])] {
        let filter = Filter { accounts, roles, only: None };
        assert_eq!(filter.check(&organization(twins())).unwrap_err().kind, FailureKind::NotFound);
    }
    let filter =
        Filter { accounts: vec!["333333333333".into(), "dev".into()], roles: vec!["a".into()], only: None };
    filter.check(&organization(twins())).unwrap();
}

#[test]
fn config_defaults_are_checked() {
    assert_eq!(config_default(" Output = json ").unwrap(), ("output".into(), "json".into()));
    assert_eq!(config_default("a=b=c").unwrap(), ("a".into(), "b=c".into()));
    for wrong in ["output", "=x", "output=", "a b=c", "region=x", "sso_start_url=x", "a=b\nc", "ä=x"] {
        assert_eq!(config_default(wrong).unwrap_err().kind, FailureKind::Usage, "{wrong}");
    }
}
