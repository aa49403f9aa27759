use crate::check::prelude::*;
use crate::model::milestone::Edge;
use crate::model::timeline::{Due, Origin};

rule! {
    /// Milestones of an event are in an order that cannot work.
    /// ## Why
    /// A window that closes before it opens refuses everybody, and a milestone before the event that falls after
    /// its start is missed by all. Two dates that the event sets and holds to are an error; where one of them is a
    /// default or soft, it is a warning.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// timeline:
    ///   registration-open: 2026-08-01
    ///   registration-close: 2026-07-15
    /// ```
    /// Good:
    /// ```yaml
    /// timeline:
    ///   registration-open: 2026-07-15
    ///   registration-close: 2026-08-01
    /// ```
    /// ## Source
    /// HL7 Connectathon process: windows open before they close; the early bird ends within registration; proposals,
    /// orientation, freeze and kick-off come before the event, reports after it.
    pub static RULE: Rule {
        name: "milestones-out-of-order",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Event(check),
    }
}

/// Milestones in pairs: the first must not come after the second.
const PAIRS: [(&str, &str); 4] = [
    ("proposals-open", "proposals-close"),
    ("registration-open", "registration-close"),
    ("registration-open", "early-bird-ends"),
    ("early-bird-ends", "registration-close"),
];

/// Milestones that must not come after the event starts. Some events register people at the door.
const BEFORE: [&str; 9] = [
    "proposals-open",
    "proposals-close",
    "registration-open",
    "early-bird-ends",
    "scenarios-ready",
    "test-scripts-due",
    "specification-freeze",
    "track-lead-orientation",
    "kick-off-by",
];

fn check(facts: &EventFacts<'_>, found: &mut Findings<'_>) {
    let (event, timeline, zone) = (facts.event(), &facts.timeline, facts.zone);
    for (first, second) in PAIRS {
        if let (Some(first), Some(second)) = (timeline.get(first), timeline.get(second))
            && is_after(first, second)
        {
            pair(facts, first, second, found);
        }
    }
    let (starts, ends) = (event.starts.to_string(), event.ends.to_string());
    for due in BEFORE.iter().filter_map(|name| timeline.get(name)) {
        if due.when.start(zone) > event.opens() {
            let message = format!("{} comes after the event starts ({starts})", named(due));
            against(
                facts,
                due,
                message,
                "starts",
                "the event starts here",
                found,
            );
        }
    }
    if event.closes() <= event.opens() {
        return;
    }
    if let Some(due) = timeline.get("registration-close")
        && due.when.start(zone) >= event.closes()
    {
        let message = format!("{} comes after the event ends ({ends})", named(due));
        against(facts, due, message, "ends", "the event ends here", found);
    }
    if let Some(due) = timeline.get("report-due")
        && due.at() < event.closes()
    {
        let message = format!("{} comes before the event ends ({ends})", named(due));
        against(facts, due, message, "ends", "the event ends here", found);
    }
}

/// A close counts from the instant after it, so a window that is open for no instant has both ends at one.
fn is_after(first: &Due, second: &Due) -> bool {
    match first.edge {
        Edge::Opens => first.at() >= second.at(),
        Edge::Closes => first.at() > second.at(),
    }
}

fn pair(facts: &EventFacts<'_>, first: &Due, second: &Due, found: &mut Findings<'_>) {
    let file = &facts.record.file;
    let message = format!("{} comes after {}", named(first), named(second));
    let (here, there) = if first.origin == Origin::Event {
        (first, second)
    } else {
        (second, first)
    };
    let finding = found.add(path(here), message);
    if first.hard && second.hard {
        finding.severity(Severity::Error);
    }
    if there.origin == Origin::Event {
        finding.related(file, path(there), format!("{} here", there.label));
        finding.help("correct one of the two");
    } else {
        let help = format!("set '{}' as well: its default no longer fits", there.name);
        finding.help(help);
    }
}

/// A milestone against a date of the event itself.
fn against(
    facts: &EventFacts<'_>,
    due: &Due,
    message: String,
    key: &str,
    label: &str,
    found: &mut Findings<'_>,
) {
    let finding = found.add(path(due), message);
    if due.hard {
        finding.severity(Severity::Error);
    }
    finding
        .related(&facts.record.file, key, label)
        .help("correct one of the two");
}

fn named(due: &Due) -> String {
    match due.origin {
        Origin::Event => format!("'{}' ({})", due.name, due.when),
        Origin::Default(_) => format!("'{}' ({}, {})", due.name, due.when, due.origin_text()),
    }
}

fn path(due: &Due) -> Path {
    Path::from("timeline").key(&due.name)
}
