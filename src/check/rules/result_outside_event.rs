use crate::check::prelude::*;
use crate::model::{Slug, TestResult};
use chrono::Days;

rule! {
    /// A result is from before the event, from long after it, or from a day that is still to come.
    /// ## Why
    /// What was tested at home before is not what two partners found out together; only preparatory tests are done
    /// before. More than a week after the last day it is mostly a slip in the date, or an import into the wrong event. A day that is still to come
    /// makes the result the latest one, which decides over what is reported until then.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # the event starts on 2026-09-19
    /// when: 2026-08-19T10:00:00-04:00
    /// ```
    /// Good:
    /// ```yaml
    /// when: 2026-09-19T10:00:00-04:00
    /// ```
    /// ## Source
    /// Design choice: evidence is counted per event.
    pub static RULE: Rule {
        name: "result-outside-event",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Result(check),
    }
}

/// How many days after the event results are still written down.
const DAYS: u64 = 7;

fn check(
    result: &Record<TestResult>,
    track: &Slug,
    facts: &EventFacts<'_>,
    found: &mut Findings<'_>,
) {
    let value = &result.value;
    let day = facts.local(value.when).date_naive();
    let event = facts.event();
    let (first, last) = (event.first_day(), event.last_day());
    let is_preparatory = facts.track(track.as_str()).is_some_and(|record| {
        let scenarios = &record.value.scenarios;
        scenarios
            .iter()
            .any(|one| one.id == value.scenario && one.preparatory)
    });
    let message = if day < first && !is_preparatory {
        format!("the result is from {day}, before the event, which starts on {first}")
    } else if last
        .checked_add_days(Days::new(DAYS))
        .is_some_and(|latest| day > latest)
    {
        format!(
            "the result is from {day}, more than {DAYS} days after the event, which ended on {last}"
        )
    } else if day > facts.today() {
        format!("the result is from {day}, which is still to come")
    } else {
        return;
    };
    let finding = found.add("when", message);
    finding.related(&facts.record.file, "starts", "the event starts here");
    finding.help(if day < first {
        "correct the date, or mark the scenario as 'preparatory: true'"
    } else {
        "correct the date"
    });
}
