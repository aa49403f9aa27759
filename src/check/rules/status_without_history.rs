use crate::check::prelude::*;

rule! {
    /// The status of a proposal is not what its history says.
    /// ## Why
    /// The history says when something happened and who did it; deadlines and decisions are judged by it. A
    /// status that was typed in by hand leaves both unproven.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// status: approved
    /// history:
    ///   - when: 2026-07-10T10:00:00-04:00
    ///     what: submitted
    /// ```
    /// Good:
    /// ```yaml
    /// status: approved
    /// history:
    ///   - when: 2026-07-10T10:00:00-04:00
    ///     what: submitted
    ///   - when: 2026-07-20T15:00:00-04:00
    ///     what: approved
    ///     by: Review board
    /// ```
    /// ## Source
    /// Design choice: every decision is recorded with its date and its body, as minutes do.
    pub static RULE: Rule {
        name: "status-without-history",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let value = &track.value;
    let mut changes = value.history.iter().enumerate().rev();
    let last = changes.find_map(|(at, entry)| Some((at, entry.what.leads_to()?)));
    let status = value.status;
    let message = match last {
        Some((_, led_to)) if led_to == status => return,
        // What was taken back may be written on.
        None | Some((_, TrackStatus::Withdrawn)) if status == TrackStatus::Draft => return,
        None => format!("the status is '{status}', and no entry of the history led to it"),
        Some((_, led_to)) => {
            format!("the status is '{status}', and the last entry of the history says '{led_to}'")
        }
    };
    let file = &track.file;
    let finding = found.add("status", message);
    if let Some((at, _)) = last {
        finding.related(
            file,
            format!("history[{at}].what"),
            "the last entry is here",
        );
    }
    finding.help("correct the status, or append what happened to 'history': when, what, by");
}
