//! Systems that are with another person of their organization already.

use std::collections::{BTreeMap, HashMap};

use crate::model::person::fold;
use crate::model::{Registration, Slug};
use crate::process::registration::import_plan::groups::Group;
use crate::workspace::Record;

/// Who has the systems that have ids, by organization and id, in the order of the records.
pub(super) struct Holders<'a>(HashMap<(Option<String>, &'a str), Vec<&'a Slug>>);

impl<'a> Holders<'a> {
    pub(super) fn new(records: &'a BTreeMap<Slug, Record<Registration>>) -> Self {
        let mut holders = HashMap::<_, Vec<&Slug>>::new();
        for record in records.values().filter(|record| record.value.stands()) {
            let ids = record.value.systems.iter();
            for id in ids.filter_map(|system| system.id.as_deref()) {
                let organization = record.value.organization.as_deref().map(fold);
                let known = holders.entry((organization, id)).or_default();
                known.push(&record.slug);
            }
        }
        Self(holders)
    }
}

/// An organization's systems are with one of its people: where another contact comes first now, they stay where they are.
pub(super) fn keep_systems(group: &mut Group<'_>, holders: &Holders<'_>) {
    let own = group.record.map(|record| &record.slug);
    for candidate in &mut group.rows {
        let organization = candidate.person.organization.as_deref().map(fold);
        let (systems, remarks) = (&mut candidate.person.systems, &mut candidate.remarks);
        systems.retain(|system| {
            let Some(id) = system.id.as_deref() else {
                return true;
            };
            let known = holders.0.get(&(organization.clone(), id));
            let mut others = known.into_iter().flatten();
            let Some(holder) = others.find(|slug| Some(**slug) != own) else {
                return true;
            };
            remarks.push(format!("system '{id}' stays with {holder}"));
            false
        });
    }
}
