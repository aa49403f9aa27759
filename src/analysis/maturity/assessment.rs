//! Evidence held against criteria: what is there for each level, and what is missing for the next.

use crate::analysis::disclosure::{Least, Level};
use crate::analysis::maturity::{Coverage, Evidence};
use crate::model::criteria::{CriteriaSet, Needs};
use crate::model::words::words;

words! {
    /// What a level can need.
    pub enum Need {
        /// Independent organizations that exchanged.
        Organizations = "independent-organizations",
        /// Those with a client.
        Clients = "organizations-with-a-client",
        /// Those with a server.
        Servers = "organizations-with-a-server",
        /// Events with an exchange.
        Events = "events",
        /// Percent of a track's scenarios.
        Coverage = "percent-of-the-scenarios",
        /// Tracks that name their test data.
        TestData = "tracks-with-test-data",
        /// Issues in the tracker.
        Comments = "comments-in-the-tracker",
        /// Organizations that found them.
        CommentingOrganizations = "commenting-organizations",
        /// Something that records of events do not show.
        Other = "other",
    }
}

words! {
    /// Whether the evidence is there.
    pub enum State {
        /// It is there.
        There = "there",
        /// It is not.
        Missing = "missing",
        /// This output may not tell whether it is.
        NotTold = "not-told",
        /// No record of an event shows it: a person has to.
        NotInRecords = "not-in-records",
    }
}

/// One thing that a level needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    pub level: String,
    pub need: Need,
    /// In words, where records do not show it.
    pub words: Option<String>,
    pub needed: Option<usize>,
    /// What was found, as the least number where not everything may be told.
    pub found: Option<Least>,
    pub state: State,
}

/// A level that asks for something that records can show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub level: String,
    /// Who would have to accept it.
    pub acceptor: String,
    /// Whether everything that records can show is there.
    pub is_there: bool,
}

/// Evidence held against criteria.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    pub requirements: Vec<Requirement>,
    /// The levels that can be spoken of: those for which everything that records can show is there, and the next one.
    pub levels: Vec<Step>,
}

impl Assessment {
    pub fn new(evidence: &Evidence, criteria: &CriteriaSet) -> Self {
        let mut requirements = Vec::new();
        let mut levels: Vec<Step> = Vec::new();
        for level in criteria.levels.iter() {
            let measured = measured(evidence, &level.needs);
            let is_there = measured
                .iter()
                .all(|(_, needed, found)| found.count >= *needed);
            // A level that records cannot show anything for follows from no record.
            if !measured.is_empty() && levels.last().is_none_or(|before| before.is_there) {
                levels.push(Step {
                    level: level.level.clone(),
                    acceptor: criteria.acceptor(level).to_owned(),
                    is_there,
                });
            }
            requirements.extend(
                measured
                    .into_iter()
                    .map(|(need, needed, found)| Requirement {
                        level: level.level.clone(),
                        need,
                        words: None,
                        needed: Some(needed),
                        found: Some(found),
                        state: match (found.count >= needed, found.is_exact) {
                            (true, _) => State::There,
                            (false, true) => State::Missing,
                            (false, false) => State::NotTold,
                        },
                    }),
            );
            requirements.extend(level.also.iter().map(|words| Requirement {
                level: level.level.clone(),
                need: Need::Other,
                words: Some(words.clone()),
                needed: None,
                found: None,
                state: State::NotInRecords,
            }));
        }
        Self {
            requirements,
            levels,
        }
    }

    /// What is next: the first level for which the records lack something, or the last that they can show anything for.
    pub fn next(&self) -> Option<&Step> {
        self.levels.last()
    }

    /// What the records lack for a level, or cannot tell.
    pub fn missing<'a>(&'a self, level: &'a str) -> impl Iterator<Item = &'a Requirement> {
        let own = self
            .requirements
            .iter()
            .filter(move |one| one.level == level);
        own.filter(|one| matches!(one.state, State::Missing | State::NotTold))
    }
}

/// How something is found: only what is asked for is worked out.
type Find<'f> = &'f dyn Fn() -> Least;

/// What a level needs of the records, with how much is needed and how much is there.
fn measured(evidence: &Evidence, needs: &Needs) -> Vec<(Need, usize, Least)> {
    // Issues that came up only in tracks that not everyone can see are told at full alone.
    let with_drafts = |count| Least {
        count,
        is_exact: evidence
            .events
            .iter()
            .all(|event| event.level == Level::Full),
    };
    let as_told = |count| Least {
        count,
        is_exact: evidence.is_exact(),
    };
    let coverage = || {
        let best = evidence.coverage();
        as_told(best.first().map_or(0, Coverage::percent))
    };
    let all: [(Need, Option<u32>, Find<'_>); 8] = [
        (Need::Organizations, needs.organizations, &|| {
            evidence.organizations()
        }),
        (Need::Clients, needs.clients, &|| evidence.clients()),
        (Need::Servers, needs.servers, &|| evidence.servers()),
        (Need::Events, needs.events, &|| {
            evidence.events_with_exchange()
        }),
        (Need::Coverage, needs.coverage, &coverage),
        (Need::TestData, needs.test_data.then_some(1), &|| {
            as_told(evidence.test_data().0)
        }),
        (Need::Comments, needs.comments, &|| {
            with_drafts(evidence.comments().len())
        }),
        (
            Need::CommentingOrganizations,
            needs.commenting_organizations,
            &|| evidence.commenting_organizations(),
        ),
    ];
    let asked = all
        .into_iter()
        .filter_map(|(need, needed, found)| Some((need, usize::try_from(needed?).ok()?, found())));
    asked.collect()
}
