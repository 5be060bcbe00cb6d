//! Populating as edits of the config file.

use super::edit::{Edit, Target};
use super::plan::Plan;
use crate::domain::names::SessionName;
use crate::domain::populate::PopulatePlan;

/// What populating a session asks of the config file.
pub fn plan(session: &SessionName, populate: &PopulatePlan) -> Plan {
    let mut edits = Vec::new();
    for profile in &populate.remove {
        edits.push(Edit::Delete { target: Target::Profile(profile.name.clone()) });
    }
    for changed in &populate.change {
        let target = Target::Profile(changed.profile.name.clone());
        for key in &changed.unset {
            edits.push(Edit::Remove { target: target.clone(), key: key.clone() });
        }
        for (key, value) in &changed.set {
            edits.push(Edit::Set { target: target.clone(), key: key.clone(), value: value.clone() });
        }
    }
    for planned in &populate.add {
        let target = Target::Profile(planned.name.clone());
        edits.push(Edit::Add { target, settings: planned.settings.clone() });
    }
    let changed = populate.change.iter().map(|changed| &changed.profile);
    let must_use = changed.chain(&populate.add).map(|it| (it.name.clone(), session.clone())).collect();
    Plan { must_use, leaves_out: true, ..Plan::new(format!("Populate {session}"), edits) }
}
