//! The names at the right: what stands in each line, and what it comes to.

use super::PopulateWindow;
use crate::app::text::count;
use crate::domain::names::{AccountId, RoleName};
use crate::domain::populate::{PopulatePlan, Reach, Resolution};

/// A line of the list of names: where in the plan it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PopulateRow {
    /// A name that several would have.
    Collision(usize),
    Refused(usize),
    Add(usize),
    Change(usize),
    Remove(usize),
    Keep(usize),
}

/// What such a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PopulateLine<'a> {
    pub sign: Sign,
    pub name: &'a str,
    /// Which role in which account and region, or what is wrong.
    pub about: String,
}

/// What becomes of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// Somebody must decide.
    Bad,
    /// Two had the same name; it was told apart.
    Resolved,
    Add,
    Change,
    Remove,
    Keep,
}

impl PopulateWindow {
    /// What a line of the list says.
    pub fn line(&self, row: PopulateRow) -> Option<PopulateLine<'_>> {
        let plan = self.outcome.as_ref().ok()?;
        let line = |sign, name, about| Some(PopulateLine { sign, name, about });
        match row {
            PopulateRow::Collision(place) => {
                let collision = plan.collisions.get(place)?;
                let (sign, end) = match &collision.resolution {
                    Resolution::Kept => (Sign::Resolved, "keeps the name".to_owned()),
                    Resolution::Suffixed(name) => (Sign::Resolved, format!("becomes {name}")),
                    Resolution::Skipped => (Sign::Resolved, "is left out".to_owned()),
                    Resolution::Open => (Sign::Bad, collision.why.clone()),
                };
                let about = format!("{}: {end}", reach(&collision.reach));
                line(sign, collision.name.as_str(), about)
            }
            PopulateRow::Refused(place) => {
                let refused = plan.refused.get(place)?;
                line(Sign::Bad, &refused.name, format!("{}: {}", reach(&refused.reach), refused.why))
            }
            PopulateRow::Add(place) => {
                let planned = plan.add.get(place)?;
                line(Sign::Add, planned.name.as_str(), reach(&planned.reach))
            }
            PopulateRow::Change(place) => {
                let planned = &plan.change.get(place)?.profile;
                line(Sign::Change, planned.name.as_str(), reach(&planned.reach))
            }
            PopulateRow::Remove(place) => {
                let profile = plan.remove.get(place)?;
                let account = profile.account_id.as_ref().map(AccountId::as_str).unwrap_or_default();
                let role = profile.role_name.as_ref().map(RoleName::as_str).unwrap_or_default();
                line(Sign::Remove, profile.name.as_str(), format!("{account} {role}"))
            }
            PopulateRow::Keep(place) => {
                let planned = plan.keep.get(place)?;
                line(Sign::Keep, planned.name.as_str(), reach(&planned.reach))
            }
        }
    }
}

/// What needs a decision first, then what changes, then the rest.
pub(super) fn rows(plan: &PopulatePlan) -> Vec<PopulateRow> {
    let open = |place: &usize| plan.collisions[*place].resolution == Resolution::Open;
    let collisions = 0..plan.collisions.len();
    let resolved = collisions.clone().filter(|place| !open(place));
    (0..plan.refused.len())
        .map(PopulateRow::Refused)
        .chain(collisions.filter(open).map(PopulateRow::Collision))
        .chain(resolved.map(PopulateRow::Collision))
        .chain((0..plan.remove.len()).map(PopulateRow::Remove))
        .chain((0..plan.change.len()).map(PopulateRow::Change))
        .chain((0..plan.add.len()).map(PopulateRow::Add))
        .chain((0..plan.keep.len()).map(PopulateRow::Keep))
        .collect()
}

fn reach(reach: &Reach) -> String {
    let account = reach.account_name.as_deref().unwrap_or(reach.account_id.as_str());
    format!("{} in {account}, {}", reach.role_name, reach.region)
}

/// How many names of each kind there are, in a line.
pub fn summary(plan: &PopulatePlan) -> String {
    let part = |number: usize, word: &str| (number > 0).then(|| format!("{} {word}", count(number)));
    let open = plan.collisions.iter().filter(|it| it.resolution == Resolution::Open).count();
    let parts = [
        part(open, "to decide"),
        part(plan.refused.len(), "refused"),
        part(plan.add.len(), "new"),
        part(plan.change.len(), "changed"),
        part(plan.remove.len(), "removed"),
        part(plan.keep.len(), "as they are"),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}
