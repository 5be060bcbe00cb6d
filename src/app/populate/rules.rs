//! The rules of the window as a form, and back.

use crate::app::form::{Field, Form};
use crate::domain::naming::case::Case;
use crate::domain::naming::format::RegionStyle;
use crate::domain::naming::{IncludeRegion, Options, Rules};
use crate::error::Failure;

/// A rule that can be set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    Regions,
    Components,
    Separator,
    Template,
    IncludeRegion,
    RegionStyle,
    TrimAccountName,
    TrimRoleName,
    AccountNameCase,
    RoleNameCase,
    RawAccountNames,
    Accounts,
    Roles,
    ConfigDefaults,
    ExistingConfig,
    OnCollision,
    Prune,
}

const CASES: &[&str] = &["as it is", "capitalize", "casefold", "lower", "title", "upper"];

/// The rules as they are at first: aws-sso-util's defaults.
pub(super) fn form(regions: &str, separator: &str) -> Form<Rule> {
    let usual = Options::default();
    Form::new(vec![
        Field::text(
            Rule::Regions,
            "regions",
            "One profile for each role and region. Separated by commas; the first is the usual one.",
            regions,
        ),
        Field::text(
            Rule::Components,
            "name of",
            "account_name, account_id, role_name, region, short_region, default_style_region, or text. \
             Separated by commas.",
            &usual.components,
        ),
        Field::text(Rule::Separator, "separator", "What stands between the parts of a name.", separator),
        Field::text(
            Rule::Template,
            "template",
            "Instead of the parts: {account_name}.{role_name}, for example.",
            "",
        ),
        Field::choice(
            Rule::IncludeRegion,
            "region in name",
            "Whether the names of the first region have it, too.",
            &["not of the first", "always"],
        ),
        Field::choice(Rule::RegionStyle, "region style", "euwe1 or eu-west-1.", &["short", "long"]),
        Field::text(
            Rule::TrimAccountName,
            "cut account",
            "What to leave out of account names: a regular expression as Python has them.",
            "",
        ),
        Field::text(
            Rule::TrimRoleName,
            "cut role",
            "What to leave out of role names: a regular expression as Python has them.",
            "",
        ),
        Field::choice(Rule::AccountNameCase, "account case", "Letters of account names.", CASES),
        Field::choice(Rule::RoleNameCase, "role case", "Letters of role names.", CASES),
        Field::choice(
            Rule::RawAccountNames,
            "odd characters",
            "What not every AWS tool reads in a name becomes a dash, or is refused.",
            &["dash", "refuse"],
        ),
        Field::text(
            Rule::Accounts,
            "only accounts",
            "Names or ids, separated by commas; * stands for anything. Nothing means all.",
            "",
        ),
        Field::text(
            Rule::Roles,
            "only roles",
            "Names, separated by commas; * stands for anything. Nothing means all.",
            "",
        ),
        Field::text(
            Rule::ConfigDefaults,
            "further keys",
            "For every profile: output=json,cli_pager=less, for example.",
            "",
        ),
        Field::choice(
            Rule::ExistingConfig,
            "other keys",
            "Of profiles that are there: they stay, they stay but further keys replace them, or they go.",
            &["keep", "overwrite", "discard"],
        ),
        Field::choice(
            Rule::OnCollision,
            "same names",
            "Each gets its account's id after the name, none is made, or nothing is written.",
            &["add the id", "leave out", "stop"],
        ),
        Field::choice(
            Rule::Prune,
            "remove gone",
            "Populated profiles of this session that nothing asks for any more.",
            &["no", "yes"],
        ),
    ])
}

/// The naming rules that stand in the form. What is wrong is said at its field.
pub(super) fn naming(form: &mut Form<Rule>) -> Result<Rules, Failure> {
    let case = |rule: &Rule| Case::from_name(form.answer(rule));
    let patterns = |rule: &Rule| match form.answer(rule) {
        "" => Vec::new(),
        pattern => vec![pattern.to_owned()],
    };
    let options = Options {
        components: form.answer(&Rule::Components).to_owned(),
        separator: form.answer(&Rule::Separator).to_owned(),
        include_region: match form.chosen(&Rule::IncludeRegion) {
            1 => IncludeRegion::Always,
            _ => IncludeRegion::Default,
        },
        region_style: match form.chosen(&Rule::RegionStyle) {
            1 => RegionStyle::Long,
            _ => RegionStyle::Short,
        },
        trim_account_name: patterns(&Rule::TrimAccountName),
        trim_role_name: patterns(&Rule::TrimRoleName),
        account_name_case: case(&Rule::AccountNameCase),
        role_name_case: case(&Rule::RoleNameCase),
        raw_account_names: form.chosen(&Rule::RawAccountNames) == 1,
        template: Some(form.answer(&Rule::Template).to_owned()).filter(|template| !template.is_empty()),
    };
    let rules = Rules::new(&options);
    if let Err(failure) = &rules {
        // Each is tried alone, to say which one it is.
        let alone = [
            (Rule::Template, Options { template: options.template.clone(), ..Options::default() }),
            (Rule::Components, Options { components: options.components.clone(), ..Options::default() }),
            (
                Rule::TrimAccountName,
                Options { trim_account_name: options.trim_account_name.clone(), ..Options::default() },
            ),
            (Rule::TrimRoleName, Options { trim_role_name: options.trim_role_name, ..Options::default() }),
        ];
        let culprit = alone.iter().find(|(_, options)| Rules::new(options).is_err());
        if let Some((rule, _)) = culprit {
            form.refuse(rule, failure.to_string());
        }
    }
    rules
}
