use super::*;

/// The name of a profile for the role AdministratorAccess of an account in `eu-west-1`.
fn named(options: &Options, account: Option<&str>, first_region: bool) -> Named {
    Rules::new(options)
        .unwrap()
        .name(&Parts {
            account_id: &"123456789012".into(),
            account_name: account,
            role_name: &"AdministratorAccess".into(),
            region: &"eu-west-1".into(),
            first_region,
        })
        .unwrap()
}

fn name(options: &Options, account: &str, first_region: bool) -> String {
    match named(options, Some(account), first_region) {
        Named::Plain(name) => name.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_usual_names() {
    assert_eq!(name(&Options::default(), "Prod", true), "Prod.AdministratorAccess");
    assert_eq!(name(&Options::default(), "Prod", false), "Prod.AdministratorAccess.euwe1");
    assert_eq!(name(&Options::default(), "", true), "123456789012.AdministratorAccess");
    assert_eq!(
        named(&Options::default(), None, true),
        Named::Plain("123456789012.AdministratorAccess".into())
    );
}

#[test]
fn the_region_is_written_as_asked() {
    let options =
        |include_region, region_style| Options { include_region, region_style, ..Options::default() };
    let always = |style| name(&options(IncludeRegion::Always, style), "P", true);
    assert_eq!(always(RegionStyle::Short), "P.AdministratorAccess.euwe1");
    assert_eq!(always(RegionStyle::Long), "P.AdministratorAccess.eu-west-1");
    for (region, short) in [
        ("us-east-1", "usea1"),
        ("ap-southeast-2", "apse2"),
        ("eu-central-1", "euce1"),
        ("us-gov-west-1", "govwe1"),
        ("us-iso-east-1", "us-isoea1"),
        ("eusc-de-east-1", "eusc-deea1"),
        ("local", "local"),
        ("a-b", "a-b"),
        ("", ""),
    ] {
        assert_eq!(short_region(region), short);
    }
}

#[test]
fn components_are_fields_and_text() {
    let options = |components: &str| Options {
        components: components.to_owned(),
        separator: "/".to_owned(),
        ..Options::default()
    };
    assert_eq!(
        name(&options("aws,account_id,region,role_name"), "P", true),
        "aws/123456789012/AdministratorAccess"
    );
    assert_eq!(
        name(&options("aws,account_number,region,role_name"), "P", false),
        "aws/123456789012/eu-west-1/AdministratorAccess"
    );
    assert_eq!(name(&options("x-{role_name},account_name"), "P", true), "x-AdministratorAccess/P");
}

#[test]
fn the_case_changes_before_patterns_are_trimmed() {
    let options = |pattern: &str| Options {
        role_name_case: Some(Case::Lower),
        account_name_case: Some(Case::Upper),
        trim_role_name: vec![pattern.to_owned()],
        trim_account_name: vec!["^ACME-".to_owned(), "-*DEV".to_owned()],
        ..Options::default()
    };
    assert_eq!(name(&options("(?<=admin)istratoraccess"), "Acme Shop dev", true), "SHOP.admin");
    assert_eq!(name(&options("Access"), "Acme Shop dev", true), "SHOP.administratoraccess");
}

#[test]
fn a_template_is_used_as_it_is_and_told_apart_by_region() {
    let options = |template: &str| Options { template: Some(template.to_owned()), ..Options::default() };
    assert_eq!(name(&options("{role_name}@{account_name}"), "P", true), "AdministratorAccess@P");
    assert_eq!(name(&options("{role_name}@{account_name}"), "P", false), "AdministratorAccess@P.euwe1");
    assert_eq!(name(&options("{region}:{account_id}"), "P", true), "eu-west-1:123456789012");
    assert_eq!(name(&options("{region}:{account_id}"), "P", false), "eu-west-1:123456789012");
    let always = Options { include_region: IncludeRegion::Always, ..options("{account_id}") };
    assert_eq!(name(&always, "P", true), "123456789012.euwe1");
}

#[test]
fn names_that_not_every_tool_reads_are_made_safe_and_told() {
    assert_eq!(name(&Options::default(), " [Shop]  dev ", true), "Shop-dev.AdministratorAccess");
    assert_eq!(
        named(&Options::default(), Some("Büro (Köln)"), true),
        Named::MadeSafe {
            name: "Buro--Koln-.AdministratorAccess".into(),
            instead_of: "Büro-(Köln).AdministratorAccess".to_owned()
        }
    );
}

#[test]
fn names_that_must_not_be_used_are_refused_with_the_reason() {
    let why = |options: &Options, account: &str| match named(options, Some(account), true) {
        Named::Refused { why, .. } => why,
        other => panic!("{other:?}"),
    };
    let template = |template: &str| Options { template: Some(template.to_owned()), ..Options::default() };
    let raw = Options { raw_account_names: true, ..Options::default() };
    assert!(why(&raw, "My Shop").contains("\"My-Shop.AdministratorAccess\" they all do"));
    let trimmed = Options { trim_account_name: vec![".".into()], ..template("{account_name}") };
    assert!(why(&trimmed, "P").contains("Nothing is left"));
    assert!(why(&template("{account_name}"), "東京").contains("No character"));
    assert!(why(&template("{account_name}"), "default").contains("names no profile"));
    assert!(why(&template("{account_name}"), " default!").contains("names no profile"));
}

#[test]
fn wrong_rules_are_refused() {
    let refused = |options: &Options| Rules::new(options).unwrap_err().what;
    assert!(refused(&Options { template: Some("{".into()), ..Options::default() }).contains("\"{\""));
    assert!(refused(&Options { template: Some(" ".into()), ..Options::default() }).contains("empty"));
    assert!(refused(&Options { separator: "}".into(), ..Options::default() }).contains("put together"));
    assert!(refused(&Options { trim_role_name: vec!["(".into()], ..Options::default() }).contains("\"(\""));
    assert!(
        refused(&Options { trim_account_name: vec!["[".into()], ..Options::default() }).contains("\"[\"")
    );
}
