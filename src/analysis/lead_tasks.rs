//! What each track lead still has to do, over all tracks that they lead.

use std::collections::HashMap;

use crate::analysis::agenda::{Task, tasks};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::lead_names::{is_filled, is_open};
use crate::analysis::people::People;
use crate::model::Track;
use crate::model::person::Person;
use crate::workspace::Record;

/// A person who leads tracks that something is due for.
#[derive(Debug)]
pub struct LeadTasks<'a> {
    /// As the first of the tracks names them that has their address.
    pub person: &'a Person,
    pub tracks: Vec<(&'a Record<Track>, Vec<Task>)>,
}

/// The leads who have something to do, in the order of their tracks. `is_near` says which tasks count.
pub fn lead_tasks<'a>(
    facts: &EventFacts<'a>,
    is_near: impl Fn(&Task) -> bool,
) -> Vec<LeadTasks<'a>> {
    let mut people: Vec<LeadTasks<'a>> = Vec::new();
    let mut known = People::default();
    let mut of_tracks: HashMap<String, Vec<Task>> = HashMap::new();
    for task in tasks(facts).into_iter().filter(is_near) {
        if let Some(track) = &task.track {
            of_tracks.entry(track.to_string()).or_default().push(task);
        }
    }
    for record in facts.folder.tracks.values() {
        let Some(tasks) = of_tracks.get(record.slug.as_str()) else {
            continue;
        };
        let leads = record.value.leads.iter();
        for lead in leads.filter(|lead| is_filled(lead) && !is_open(lead)) {
            let at = known.find(lead).unwrap_or_else(|| {
                people.push(LeadTasks {
                    person: lead,
                    tracks: Vec::new(),
                });
                people.len() - 1
            });
            known.add(at, lead);
            let one = &mut people[at];
            if one.person.email.is_none() && lead.email.is_some() {
                one.person = lead;
            }
            // A track may name a person twice.
            if one
                .tracks
                .last()
                .is_none_or(|(last, _)| last.slug != record.slug)
            {
                one.tracks.push((record, tasks.clone()));
            }
        }
    }
    people
}
