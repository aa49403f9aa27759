use crate::analysis::lead_names;
use crate::check::prelude::*;
use crate::model::person::Person;

rule! {
    /// The track has only one lead.
    /// ## Why
    /// A lead can fall ill or miss a flight. A second one keeps the track going.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// leads:
    ///   - name: Robin Example
    ///     email: robin@example.org
    /// ```
    /// Good:
    /// ```yaml
    /// leads:
    ///   - name: Robin Example
    ///     email: robin@example.org
    ///   - name: Sam Sample
    ///     email: sam@example.org
    /// ```
    /// ## Source
    /// Experience of past events: tracks without a co-lead were lost when the lead fell ill. Advice; it never blocks.
    pub static RULE: Rule {
        name: "single-lead",
        since: "0.1.0",
        severity: ADVICE,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let mut leads: Vec<&Person> = Vec::new();
    for lead in track
        .value
        .leads
        .iter()
        .filter(|lead| lead_names::is_filled(lead))
    {
        if !lead_names::is_open(lead) && !leads.iter().any(|known| known.is(lead)) {
            leads.push(lead);
        }
        // Two are enough; comparing each of thousands with each would take minutes.
        if leads.len() > 1 {
            return;
        }
    }
    if let [only] = leads[..] {
        let at = track.value.leads.iter().position(|lead| lead == only);
        let label = lead_names::label(at.unwrap_or_default(), only);
        found
            .add("leads", format!("{label} leads the track alone"))
            .help("ask a second person to be the co-lead and add them to 'leads'");
    }
}
