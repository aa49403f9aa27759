use crate::analysis::near_duplicates::near_duplicates;
use crate::check::prelude::*;
use crate::model::Issue;
use crate::model::person::fold;

rule! {
    /// An open issue says much the same as an earlier one, of its event or of an event before.
    /// ## Why
    /// One fault of a specification shows in several tracks, and again at the next event. Two issues are two tickets, two discussions
    /// and two answers; one that names all its tracks says how much it matters.
    ///
    /// It is a candidate, not a judgment. How alike two issues are is told by the words of their titles and descriptions. Titles that name
    /// different elements or profiles are different, and so are issues about different artifacts. Measured on issues of others, in
    /// events of 60: of 1,678 pairs that people of two large projects had called duplicates, 361 are told, for people have other words
    /// for the same; of 47,717 pairs that no one had called so, 4 are. Among the titles alone of 904 changes to one guide, a
    /// harder case, it is 14 of 25,088. Issues that share a key of the tracker are known to be one and are not told.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # issues/search-by-name-….yaml
    /// title: Search by name does not say whether case is folded
    /// tracks: [patient]
    /// # issues/case-folding-….yaml
    /// title: Does search by name fold case? The page does not say
    /// tracks: [us-core]
    /// ```
    /// Good:
    /// ```yaml
    /// # one of them is closed, and the other names the tracks of both
    /// title: Search by name does not say whether case is folded
    /// tracks: [patient, us-core]
    /// ```
    /// ## Source
    /// Design choice: one issue is one record. The pairs are from the trackers of Eclipse and Firefox, one of each group of duplicates and
    /// none that a test run filed by itself; the titles are from the change log of US Core.
    pub static RULE: Rule {
        name: "issue-near-duplicate",
        since: "0.1.0",
        severity: NOTE,
        check: Check::Workspace(check),
    }
}

/// An issue with its event's name.
type OfEvent<'a> = (&'a str, &'a Record<Issue>);

fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let issues = in_order(facts);
    let is_asked = |(_, issue): &OfEvent<'_>| {
        !issue.value.is_closed() && facts.selection.includes(&issue.file)
    };
    if !issues.iter().any(is_asked) {
        return;
    }
    let values: Vec<&Issue> = issues.iter().map(|(_, issue)| &*issue.value).collect();
    let twins = near_duplicates(&values, |at, earlier| {
        let (one, other) = (&issues[at], &issues[earlier]);
        let is_settled = one.0 == other.0 && other.1.value.is_closed();
        is_asked(one) && !is_settled && !is_one_in_the_tracker(values[at], values[earlier])
    });
    for ((event, issue), twin) in issues.iter().zip(twins) {
        let Some((before, first)) = twin.map(|twin| issues[twin.place]) else {
            continue;
        };
        let title = first.value.title.trim();
        let mut findings = Findings::new(rule, &issue.file, None, found);
        if before == *event {
            findings
                .add("title", format!("the issue says much the same as '{}': {title}", first.slug))
                .related(&first.file, "title", "the other issue")
                .help("if they are one, link the places of one to the other with 'cxn issue link', and close it with 'cxn issue close'");
        } else {
            let known = first.value.key();
            let known = known.map_or_else(String::new, |key| format!(" ({key})"));
            findings
                .add("title", format!("the issue says much the same as '{before}/{}'{known} of an earlier event: {title}", first.slug))
                .related(&first.file, "title", "the earlier issue")
                .help("if it is the same, give it the same key of the tracker with 'cxn issue set', and say there that it was found again");
        }
    }
}

/// All issues, those of the earliest event first, and in an event by when they were recorded.
fn in_order<'a>(facts: &WorkspaceFacts<'a>) -> Vec<OfEvent<'a>> {
    let mut folders: Vec<_> = facts.workspace.events.values().collect();
    folders.sort_by_cached_key(|folder| {
        let event = folder.event.as_ref();
        event.map(|event| event.value.opens())
    });
    let issues = folders.into_iter().flat_map(|folder| {
        let mut own: Vec<&Record<Issue>> = folder.issues.values().collect();
        own.sort_by_key(|issue| {
            let recorded = issue.value.history.first();
            (recorded.map(|entry| entry.when), &issue.slug)
        });
        let name = folder.slug.as_str();
        own.into_iter().map(move |issue| (name, issue))
    });
    issues.collect()
}

/// Whether both name one key: then it is known that they are one.
fn is_one_in_the_tracker(one: &Issue, other: &Issue) -> bool {
    let keys = one.key().zip(other.key());
    keys.is_some_and(|(one, other)| fold(one) == fold(other))
}
