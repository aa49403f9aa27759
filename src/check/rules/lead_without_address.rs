use crate::analysis::lead_names;
use crate::check::prelude::*;
use crate::model::placeholder::filled;

rule! {
    /// A lead has no address, or an address has no name.
    /// ## Why
    /// Reviewers write to the lead with their questions, and participants with theirs. The first lead is the primary contact.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// leads:
    ///   - name: Robin Example
    /// ```
    /// Good:
    /// ```yaml
    /// leads:
    ///   - name: Robin Example
    ///     email: robin@example.org
    /// ```
    /// ## Source
    /// Track proposal template: Track Lead(s) and Email(s). Design choice: only the primary contact without an address blocks.
    pub static RULE: Rule {
        name: "lead-without-address",
        since: "0.1.0",
        severity: DRAFT_MAY,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (at, lead) in track.value.leads.iter().enumerate() {
        // A lead who is still to be found has no address either, and an address within the name is another finding.
        if lead_names::is_open(lead) || lead_names::contains_email(lead.name.as_deref()) {
            continue;
        }
        let named = filled(lead.name.as_deref()).is_some();
        let reachable = filled(lead.email.as_deref()).is_some();
        let (key, lacks) = match (named, reachable) {
            (true, false) => ("email", "no address"),
            (false, true) => ("name", "no name"),
            (false, false) if track.value.leads.iter().any(lead_names::is_filled) => {
                ("name", "neither a name nor an address")
            }
            // All is there; or no one at all, which is a track without a lead.
            _ => continue,
        };
        let label = lead_names::label(at, lead);
        let finding = found.add(format!("leads[{at}].{key}"), format!("{label} has {lacks}"));
        if at > 0 {
            finding.severity(Severity::Warning);
        }
        finding.help(match key {
            "email" => "add 'email': where reviewers and participants can write to",
            _ => "add 'name', so that participants know who to ask; or delete the entry",
        });
    }
}
