//! What `ssotui populate` takes. Names and meanings are those of `aws-sso-util configure populate`.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgAction, Args};

use crate::cli::arguments::Changing;
use crate::domain::naming::case::Case;
use crate::domain::naming::format::RegionStyle;
use crate::domain::naming::{IncludeRegion, Options};
use crate::domain::populate::{ExistingConfigAction, OnCollision};

#[derive(Debug, Args)]
pub struct Populate {
    /// The session; without it AWS_PROFILE's, or the only one
    #[arg(long, value_name = "SESSION")]
    pub session: Option<String>,

    /// A region to make profiles for; may be repeated. Without it AWS_CONFIGURE_DEFAULT_REGION, AWS_REGION or
    /// AWS_DEFAULT_REGION
    #[arg(long = "region", short, value_name = "REGION")]
    pub regions: Vec<String>,

    /// Only this account (its id or name, * stands for anything); may be repeated
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Vec<String>,

    /// Only this role (* stands for anything); may be repeated
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,

    /// What names are made of: account_name, account_id, role_name, region, short_region,
    /// default_style_region, or text
    #[arg(
        long,
        value_name = "A,B,…",
        default_value = "account_name,role_name,default_style_region",
        allow_hyphen_values = true
    )]
    pub components: String,

    /// What stands between the components; without it AWS_CONFIGURE_SSO_DEFAULT_PROFILE_NAME_SEPARATOR or a dot
    #[arg(long, visible_alias = "sep", value_name = "TEXT", allow_hyphen_values = true)]
    pub separator: Option<String>,

    /// Names by a template such as "{account_name}.{role_name}"
    #[arg(long, value_name = "TEMPLATE", conflicts_with = "components", allow_hyphen_values = true)]
    pub template: Option<String>,

    /// Whether the first region's profiles have the region in their name too
    #[arg(long, value_name = "WHEN", default_value = "default", value_parser = include_region())]
    pub include_region: IncludeRegion,

    /// How a region is written in names: euwe1 or eu-west-1
    #[arg(long, value_name = "STYLE", default_value = "short", value_parser = region_style())]
    pub region_style: RegionStyle,

    /// Python regex of what to leave out of account names, after the change of case; may be repeated
    #[arg(long, value_name = "REGEX", allow_hyphen_values = true)]
    pub trim_account_name: Vec<String>,

    /// Python regex of what to leave out of role names, after the change of case; may be repeated
    #[arg(long, value_name = "REGEX", allow_hyphen_values = true)]
    pub trim_role_name: Vec<String>,

    /// Change the case of account names
    #[arg(long, value_name = "CASE", value_parser = case())]
    pub account_name_case: Option<Case>,

    /// Change the case of role names
    #[arg(long, value_name = "CASE", value_parser = case())]
    pub role_name_case: Option<Case>,

    /// Replace what not every AWS tool reads in a profile name (the default)
    #[arg(long, overrides_with = "raw_account_names")]
    pub safe_account_names: bool,

    /// Leave account names as they are; names that not every AWS tool reads are refused
    #[arg(long, overrides_with = "safe_account_names", action = ArgAction::SetTrue)]
    pub raw_account_names: bool,

    /// A further key for every profile; may be repeated
    #[arg(long, short, value_name = "KEY=VALUE")]
    pub config_default: Vec<String>,

    /// What becomes of the other keys of profiles that are there: config defaults do not replace them, replace
    /// them, or they all go
    #[arg(long, value_name = "ACTION", default_value = "keep", value_parser = existing_config_action())]
    pub existing_config_action: ExistingConfigAction,

    /// What becomes of profiles that would have the same name: each gets its account's id, none is made, or
    /// nothing at all is done
    #[arg(long, value_name = "ACTION", default_value = "suffix", value_parser = on_collision())]
    pub on_collision: OnCollision,

    /// Remove populated profiles of the session that are not asked for any more
    #[arg(long)]
    pub prune: bool,

    /// Take what was found last time, without asking the portal
    #[arg(long)]
    pub cached: bool,

    /// Write nothing: tell which profiles' roles are gone and which roles have no profile; exit code 1 if populating
    /// would mend some of it
    #[arg(long, conflicts_with_all = ["dry_run", "yes", "prune"])]
    pub check: bool,

    #[command(flatten)]
    pub changing: Changing,
}

impl Populate {
    /// The naming rules. `separator` is the one to use where none is given.
    pub fn naming(&self, separator: Option<&str>) -> Options {
        let usual = Options::default();
        let given = self.separator.as_deref().filter(|given| !given.is_empty()).or(separator);
        Options {
            components: self.components.clone(),
            separator: given.map_or(usual.separator, str::to_owned),
            include_region: self.include_region,
            region_style: self.region_style,
            trim_account_name: self.trim_account_name.clone(),
            trim_role_name: self.trim_role_name.clone(),
            account_name_case: self.account_name_case,
            role_name_case: self.role_name_case,
            raw_account_names: self.raw_account_names,
            template: self.template.clone(),
        }
    }
}

fn include_region() -> impl TypedValueParser<Value = IncludeRegion> {
    PossibleValuesParser::new(["default", "always"]).map(|word| match word.as_str() {
        "always" => IncludeRegion::Always,
        _ => IncludeRegion::Default,
    })
}

fn region_style() -> impl TypedValueParser<Value = RegionStyle> {
    PossibleValuesParser::new(["short", "long"]).map(|word| match word.as_str() {
        "long" => RegionStyle::Long,
        _ => RegionStyle::Short,
    })
}

fn case() -> impl TypedValueParser<Value = Case> {
    PossibleValuesParser::new(Case::ALL.map(Case::as_str))
        .map(|word| Case::from_name(&word).unwrap_or(Case::Lower))
}

fn existing_config_action() -> impl TypedValueParser<Value = ExistingConfigAction> {
    PossibleValuesParser::new(["keep", "overwrite", "discard"]).map(|word| match word.as_str() {
        "overwrite" => ExistingConfigAction::Overwrite,
        "discard" => ExistingConfigAction::Discard,
        _ => ExistingConfigAction::Keep,
    })
}

fn on_collision() -> impl TypedValueParser<Value = OnCollision> {
    PossibleValuesParser::new(["suffix", "skip", "stop"]).map(|word| match word.as_str() {
        "skip" => OnCollision::Skip,
        "stop" => OnCollision::Stop,
        _ => OnCollision::Suffix,
    })
}
