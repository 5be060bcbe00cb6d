//! The plan of populating as JSON.

use serde_json::{Map, Value, json};

use crate::domain::populate::{Changed, Planned, PopulatePlan, Reach, Resolution};
use crate::domain::profile::Profile;

/// Everything in the plan; `complete` says whether every account and role was listed.
pub fn plan(plan: &PopulatePlan, complete: bool) -> Value {
    let all = |values: Vec<Value>| Value::Array(values);
    json!({
        "add": all(plan.add.iter().map(planned).collect()),
        "change": all(plan.change.iter().map(changed).collect()),
        "remove": all(plan.remove.iter().map(removed).collect()),
        "keep": all(plan.keep.iter().map(planned).collect()),
        "collisions": all(plan.collisions.iter().map(|it| {
            let (resolution, new_name) = match &it.resolution {
                Resolution::Kept => ("kept", None),
                Resolution::Suffixed(name) => ("suffixed", Some(name)),
                Resolution::Skipped => ("skipped", None),
                Resolution::Open => ("open", None),
            };
            reaching(it.name.as_str(), &it.reach, [
                ("why", json!(it.why)),
                ("resolution", json!(resolution)),
                ("new_name", json!(new_name)),
            ])
        }).collect()),
        "refused": all(
            plan.refused.iter().map(|it| reaching(&it.name, &it.reach, [("why", json!(it.why))])).collect()
        ),
        "made_safe": all(
            plan.made_safe.iter().map(|(name, was)| json!({ "name": name, "instead_of": was })).collect()
        ),
        "complete": complete,
    })
}

fn pairs(settings: &[(String, String)]) -> Value {
    settings.iter().map(|(key, value)| (key.clone(), json!(value))).collect::<Map<_, _>>().into()
}

/// A name, what it reaches, and more.
fn reaching<const N: usize>(name: &str, reach: &Reach, more: [(&str, Value); N]) -> Value {
    let mut object = Map::new();
    object.insert("name".to_owned(), json!(name));
    object.insert("account_id".to_owned(), json!(reach.account_id));
    object.insert("account_name".to_owned(), json!(reach.account_name));
    object.insert("role_name".to_owned(), json!(reach.role_name));
    object.insert("region".to_owned(), json!(reach.region));
    object.extend(more.map(|(key, value)| (key.to_owned(), value)));
    object.into()
}

fn planned(it: &Planned) -> Value {
    reaching(it.name.as_str(), &it.reach, [("settings", pairs(&it.settings))])
}

fn changed(it: &Changed) -> Value {
    reaching(
        it.profile.name.as_str(),
        &it.profile.reach,
        [("settings", pairs(&it.profile.settings)), ("set", pairs(&it.set)), ("unset", json!(it.unset))],
    )
}

fn removed(it: &Profile) -> Value {
    let settings: Map<String, Value> = it
        .settings
        .iter()
        .filter_map(|setting| Some((setting.key.to_string(), json!(setting.value.as_ref()?))))
        .collect();
    json!({
        "name": it.name,
        "account_id": it.account_id,
        "role_name": it.role_name,
        "region": it.region,
        "settings": settings,
    })
}
