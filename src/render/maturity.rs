//! Evidence of maturity: the list of all that tracks are about, and the sheet of one.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::analysis::disclosure::{Group, Least};
use crate::analysis::maturity::Evidence;
use crate::analysis::maturity::assessment::{Assessment, Need, Requirement, State};
use crate::analysis::maturity::evidence::{Party, ScenarioEvidence};
use crate::analysis::maturity::questions::{Doubt, Question, if_all_are_one, questions};
use crate::model::Moment;
use crate::model::criteria::CriteriaSet;
use crate::model::names::Names;
use crate::model::plural::{counted, counted_noun, plural};
use crate::render::document::{Document, Section};
use crate::render::event::span;
use crate::render::table::{Cell, Table, number, text};

/// What evidence is held against, and what names mean.
pub struct Measure<'a> {
    /// The name of the criteria.
    pub name: &'a str,
    pub criteria: &'a CriteriaSet,
    pub names: &'a Names,
}

/// Everything that tracks are about, with how far its evidence is.
pub fn list(all: &[Evidence], measure: &Measure<'_>) -> Table {
    let mut table = Table::new([
        text("subject", "Subject"),
        text("kind", "Kind"),
        number("events", "Events"),
        number("tracks", "Tracks"),
        number("organizations", "Organizations"),
        text("exact", "Exact").for_programs(),
        number("covered", "Scenarios exchanged"),
        number("scenarios", "Scenarios"),
        text("last", "Last"),
        text("next", "Next level"),
        text("missing", "Missing"),
    ])
    .named("subjects");
    for evidence in all {
        let assessment = Assessment::new(evidence, measure.criteria);
        let (covered, scope) = scenarios(evidence);
        let next = assessment.next();
        let missing = next.map(|next| lacking(&assessment, &next.level));
        table.row([
            evidence.title.as_str().into(),
            evidence.subject.kind.as_str().into(),
            evidence.events_with_exchange().count.into(),
            evidence.tracks().count().into(),
            least(evidence.organizations()),
            Cell::Flag(evidence.is_exact()),
            covered.into(),
            scope.into(),
            last_day(evidence),
            next.map(|next| next.level.clone()).into(),
            Cell::List(missing.unwrap_or_default()),
        ]);
    }
    table
}

/// The sheet of one subject. Programs get all levels, people those up to the next.
pub fn document(evidence: &Evidence, measure: &Measure<'_>, for_people: bool) -> Document {
    let assessment = Assessment::new(evidence, measure.criteria);
    let questions = questions(evidence);
    let sheet = Sheet {
        evidence,
        measure,
        parties: evidence.parties(),
    };
    let mut sections = vec![
        sheet.about(&assessment, &questions),
        sheet.exchanges(),
        sheet.criteria(&assessment, for_people),
    ];
    let more = [
        sheet.organizations(),
        sheet.questions(&questions),
        sheet.left_out(),
    ];
    sections.extend(more.into_iter().flatten());
    Document { sections }
}

struct Sheet<'a> {
    evidence: &'a Evidence,
    measure: &'a Measure<'a>,
    /// The organizations that may be named.
    parties: BTreeMap<&'a str, Party>,
}

impl Sheet<'_> {
    fn about(&self, assessment: &Assessment, questions: &[Question]) -> Section {
        let evidence = self.evidence;
        let organizations = evidence.organizations();
        let left = if_all_are_one(self.parties.len(), questions);
        let if_one = evidence.organizations_with(left);
        let (covered, scope) = scenarios(evidence);
        let next = assessment.next();
        let mut table = Table::new([
            text("subject", "Subject"),
            text("kind", "Kind"),
            text("criteria", "Criteria"),
            text("source", "Source"),
            number("events", "Events"),
            number("tracks", "Tracks"),
            number("organizations", "Organizations"),
            number("organizations-if-one", "If all doubts are right"),
            text("exact", "Exact"),
            number("covered", "Scenarios exchanged"),
            number("scenarios", "Scenarios"),
            text("first", "First"),
            text("last", "Last"),
            text("next", "Next level"),
            text("next-there", "All that records can show is there"),
            text("accepted-by", "Who would have to accept it"),
        ]);
        let first = evidence.span().map(|(first, _)| first.to_string());
        table.row([
            evidence.title.as_str().into(),
            evidence.subject.kind.as_str().into(),
            self.measure.name.into(),
            self.measure.criteria.source.as_str().into(),
            evidence.events_with_exchange().count.into(),
            evidence.tracks().count().into(),
            organizations.count.into(),
            if_one.into(),
            Cell::Flag(organizations.is_exact),
            covered.into(),
            scope.into(),
            first.into(),
            last_day(evidence),
            next.map(|next| next.level.clone()).into(),
            next.map_or(Cell::Empty, |next| Cell::Flag(next.is_there)),
            next.map(|next| next.acceptor.clone()).into(),
        ]);
        let mut lines = vec![format!(
            "{} ({})",
            evidence.title,
            evidence.subject.kind.as_str()
        )];
        lines.push(match evidence.span() {
            Some((first, last)) => format!(
                "{} exchanged it at {}, {}: {covered} of {} in scope",
                counted_noun(
                    organizations.count,
                    "independent organization",
                    !organizations.is_exact
                ),
                plural(evidence.events_with_exchange().count, "event"),
                span(first, last),
                plural(scope, "scenario"),
            ),
            None if organizations.is_exact => format!(
                "no exchange between independent organizations yet; {} in scope",
                plural(scope, "scenario")
            ),
            None => "no exchange that this output may tell of".to_owned(),
        });
        if if_one < organizations.count {
            lines.push(format!(
                "{if_one} if the questions below are all answered with yes"
            ));
        }
        lines.extend(assessment.levels.iter().map(|step| {
            let missing = if step.is_there {
                "what records can show is there".to_owned()
            } else {
                format!("missing {}", enumerated(&lacking(assessment, &step.level)))
            };
            let acceptor = match step.acceptor.as_str() {
                "" => String::new(),
                acceptor => format!("; {acceptor} would have to accept it"),
            };
            format!("{}: {missing}{acceptor}", step.level)
        }));
        lines.push("This is evidence, and awards no level.".to_owned());
        Section::new("about", evidence.title.as_str(), table).as_lines(lines)
    }

    fn exchanges(&self) -> Section {
        let mut table = Table::new([
            text("workspace", "Workspace").for_programs(),
            text("event", "Event"),
            text("track", "Track"),
            text("scenario", "Scenario"),
            text("covers", "Covers").prose(),
            text("organizations", "Organizations").prose(),
            number("count", "Count").for_programs(),
            number("exchanges", "Exchanges"),
            number("verified", "Verified"),
            text("verified-by", "Verified by"),
            text("last", "Last"),
            text("test-data", "Test data").prose(),
        ]);
        for (event, track) in self.evidence.tracks() {
            for scenario in &track.scenarios {
                let place = match &event.workspace {
                    Some(workspace) => format!("{workspace}: {}", event.event),
                    None => event.event.to_string(),
                };
                table.row([
                    event.workspace.clone().into(),
                    Cell::Data(place, json!(event.event.as_str())),
                    Cell::track(&event.event, &track.track),
                    scenario.scenario.as_str().into(),
                    scenario.covers.clone().into(),
                    self.group(&scenario.organizations),
                    scenario.organizations.count().into(),
                    scenario.exchanges.into(),
                    verified(scenario),
                    Cell::List(scenario.verified_by.iter().cloned().collect()),
                    scenario.last.map_or(Cell::Empty, day),
                    Cell::List(track.test_data.clone()),
                ]);
            }
        }
        let title = "Exchanges between independent organizations";
        Section::new("exchanges", title, table)
    }

    fn criteria(&self, assessment: &Assessment, for_people: bool) -> Section {
        let criteria = self.measure.criteria;
        let mut table = Table::new([
            text("level", "Level"),
            text("need", "What it needs").prose(),
            number("needed", "Needed"),
            number("found", "Found"),
            text("state", "State"),
            text("accepted-by", "Accepted by").for_programs(),
        ]);
        let levels = criteria.levels.iter().map(|level| level.level.as_str());
        let next = assessment.next().map(|next| next.level.as_str());
        let beyond: Vec<&str> = levels
            .skip_while(|level| next.is_some_and(|next| *level != next))
            .skip(1)
            .filter(|_| for_people)
            .collect();
        for one in &assessment.requirements {
            if beyond.contains(&one.level.as_str()) {
                continue;
            }
            let level = criteria
                .levels
                .iter()
                .find(|level| level.level == one.level);
            let acceptor = level.map(|level| criteria.acceptor(level).to_owned());
            table.row([
                one.level.as_str().into(),
                match &one.words {
                    Some(words) => words.as_str().into(),
                    None => Cell::word(one.need.as_str()),
                },
                one.needed.map_or(Cell::Empty, Cell::from),
                one.found.map_or(Cell::Empty, least),
                Cell::word(one.state.as_str()),
                acceptor.into(),
            ]);
        }
        let note = format!("{} ({})", criteria.title, self.measure.name);
        let footer = match &beyond[..] {
            [] => format!("Source: {}", criteria.source),
            beyond => format!("Then {} · Source: {}", beyond.join(", "), criteria.source),
        };
        Section::new("criteria", "Held against", table)
            .note(note)
            .footer(Some(footer))
    }

    fn organizations(&self) -> Option<Section> {
        if self.parties.is_empty() {
            return None;
        }
        let mut table = Table::new([
            text("organization", "Organization"),
            text("names", "Names"),
            text("systems", "Systems").prose(),
            text("events", "Events").prose(),
        ]);
        for (key, party) in &self.parties {
            let systems: BTreeSet<&str> =
                party.systems.iter().map(|one| one.name.as_str()).collect();
            table.row([
                Cell::from(self.title(key)),
                Cell::List(party.names.iter().cloned().collect()),
                Cell::List(systems.into_iter().map(str::to_owned).collect()),
                Cell::List(party.events.iter().cloned().collect()),
            ]);
        }
        Some(Section::new(
            "organizations",
            "Independent organizations",
            table,
        ))
    }

    fn questions(&self, questions: &[Question]) -> Option<Section> {
        if questions.is_empty() {
            return None;
        }
        let mut table = Table::new([
            text("question", "Question").prose(),
            text("doubt", "Doubt").for_programs(),
            text("organizations", "Organizations").for_programs(),
        ]);
        for question in questions {
            let organizations = question.organizations.iter();
            let organizations: Vec<String> = organizations.map(|key| self.title(key)).collect();
            table.row([
                Cell::from(asked(question, &organizations)),
                question.doubt.as_str().into(),
                Cell::List(organizations),
            ]);
        }
        let section = Section::new("questions", "To be asked", table);
        let answer = "answer with aliases or a parent in 'organizations' of cxn.yaml, or leave them independent";
        Some(section.note(answer))
    }

    fn left_out(&self) -> Option<Section> {
        let mut table = Table::new([
            text("workspace", "Workspace").for_programs(),
            text("event", "Event"),
            text("track", "Track"),
            text("scenario", "Scenario"),
            text("systems", "Systems").prose(),
            text("why", "Why"),
        ]);
        for (event, track) in self.evidence.tracks() {
            for one in &track.left_out {
                table.row([
                    event.workspace.clone().into(),
                    event.event.as_str().into(),
                    Cell::track(&event.event, &track.track),
                    one.scenario.as_str().into(),
                    Cell::List(one.systems.clone()),
                    Cell::word(one.why.as_str()),
                ]);
            }
        }
        (!table.is_empty()).then(|| Section::new("left-out", "Passed, and not counted", table))
    }

    /// What an organization is called: as the settings write it, else as it was written first.
    fn title(&self, key: &str) -> String {
        let written = self.parties.get(key).and_then(|party| party.names.first());
        let known = self.measure.names.title(key).map(str::to_owned);
        known
            .or_else(|| written.cloned())
            .unwrap_or_else(|| key.trim_start_matches('/').to_owned())
    }

    fn group(&self, group: &Group) -> Cell {
        match group {
            Group::Named(named) if named.is_empty() => Cell::Data("none".to_owned(), json!([])),
            Group::Named(named) => Cell::List(named.iter().map(|key| self.title(key)).collect()),
            Group::Counted(0) => Cell::Data("fewer than 3, or withheld".to_owned(), Value::Null),
            Group::Counted(count) => Cell::Data(plural(*count, "organization"), Value::Null),
        }
    }
}

/// What is asked about organizations, as a sentence.
fn asked(question: &Question, organizations: &[String]) -> String {
    let quoted = organizations.iter().map(|name| format!("'{name}'"));
    let who = enumerated(&quoted.collect::<Vec<_>>());
    let all = if organizations.len() > 2 {
        "All"
    } else {
        "Both"
    };
    let shared = &question.shared;
    match question.doubt {
        Doubt::SimilarNames => {
            format!("Are {who} one organization, or does one belong to the other?")
        }
        Doubt::SameAddress => format!("Do {who} have one system? {all} were at {shared}"),
        Doubt::SameSoftware => {
            format!("Did {who} develop their systems independently? {all} answered as '{shared}'")
        }
        Doubt::SameProduct => {
            format!("Did {who} develop their systems independently? {all} are called '{shared}'")
        }
        Doubt::NoOrganization => format!("Whose system did {who} bring? No organization is named"),
    }
}

/// `a, b and c`.
fn enumerated(items: &[String]) -> String {
    match items {
        [rest @ .., last] if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        items => items.concat(),
    }
}

/// What the records lack for a level, in words: `2 more independent organizations`.
fn lacking(assessment: &Assessment, level: &str) -> Vec<String> {
    assessment.missing(level).map(lack).collect()
}

fn lack(one: &Requirement) -> String {
    let needed = one.needed.unwrap_or(0);
    let found = one.found.map_or(0, |found| found.count);
    let more = needed.saturating_sub(found);
    let (noun, is_share) = match one.need {
        Need::Organizations => ("independent organization", false),
        Need::Clients => ("organization with a client", false),
        Need::Servers => ("organization with a server", false),
        Need::Events => ("event", false),
        Need::Coverage => ("scenario", true),
        Need::TestData => ("track that names its test data", false),
        Need::Comments => ("comment in the tracker", false),
        Need::CommentingOrganizations => ("commenting organization", false),
        Need::Other => ("", false),
    };
    let text = if is_share {
        format!("{needed} % of a track's scenarios (found {found} %)")
    } else {
        // The noun is in front: `2 more organizations with a client`.
        let (head, rest) = noun.split_once(' ').unwrap_or((noun, ""));
        match (head, more) {
            (_, 1) => format!("1 more {noun}"),
            ("independent" | "commenting", _) => format!("{more} more {noun}s"),
            _ => format!("{more} more {head}s {rest}").trim_end().to_owned(),
        }
    };
    if one.state == State::NotTold {
        format!("{text} (not all may be told)")
    } else {
        text
    }
}

fn least(least: Least) -> Cell {
    if least.is_exact {
        least.count.into()
    } else {
        Cell::Data(counted(least.count, true), json!(least.count))
    }
}

/// How many scenarios were exchanged, and how many all tracks have in scope.
fn scenarios(evidence: &Evidence) -> (usize, usize) {
    let all = evidence.coverage();
    let sum = |pick: fn(&crate::analysis::maturity::Coverage) -> usize| all.iter().map(pick).sum();
    (sum(|one| one.covered), sum(|one| one.scope))
}

fn verified(scenario: &ScenarioEvidence) -> Cell {
    scenario.verified.map_or(Cell::Empty, Cell::from)
}

/// The day of an instant where it was reported; whole for programs.
fn day(moment: Moment) -> Cell {
    let day = moment.0.format("%-d %b %Y").to_string();
    Cell::Data(day, json!(moment.to_string()))
}

fn last_day(evidence: &Evidence) -> Cell {
    evidence.span().map_or(Cell::Empty, |(_, last)| {
        Cell::Data(
            last.format("%-d %b %Y").to_string(),
            json!(last.to_string()),
        )
    })
}
