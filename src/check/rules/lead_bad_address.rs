//! `lead-bad-address`: the address of a lead is not a mail address.

use crate::check::Check;
use crate::check::facts::EventFacts;
use crate::check::finding::Findings;
use crate::check::people;
use crate::check::rule::{ERROR, rule};
use crate::model::Track;
use crate::model::person::is_address;
use crate::model::track::is_placeholder;
use crate::workspace::Record;

rule! {
    /// The address of a lead is not a mail address.
    ///
    /// ## Why
    ///
    /// Mail to it does not arrive, and nobody notices until an answer is missing.
    ///
    /// ## Example
    ///
    /// Bad:
    ///
    /// ```yaml
    /// leads:
    ///   - name: Robin Example
    ///     email: robin@example
    /// ```
    ///
    /// Good:
    ///
    /// ```yaml
    /// leads:
    ///   - name: Robin Example
    ///     email: robin@example.org
    /// ```
    ///
    /// ## Source
    ///
    /// Design choice: an address has one '@' between a local part and a domain with a dot; only mail itself proves more.
    pub static LEAD_BAD_ADDRESS: Rule {
        name: "lead-bad-address",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (at, lead) in track.value.leads.iter().enumerate() {
        let label = people::label(at, lead);
        // Addresses are personal, so no message repeats one.
        if people::holds_address(lead.name.as_deref()) {
            found
                .add(
                    format!("leads[{at}].name"),
                    format!("the name of {label} holds an address"),
                )
                .expected(["a name"])
                .help("write the name in 'name' and the address in 'email'");
        }
        let email = lead.email.as_deref().unwrap_or_default().trim();
        if email.is_empty() || is_placeholder(email) || is_address(email) {
            continue;
        }
        let finding = found.add(
            format!("leads[{at}].email"),
            format!("the address of {label} is not a mail address"),
        );
        finding.expected(["an address such as robin@example.org"]);
        if email.contains([',', ';']) {
            finding.help("write one address; another lead is another entry of 'leads'");
        } else if people::holds_address(Some(email)) {
            finding.help("write only the address in 'email'; the name has its own line, 'name'");
        } else {
            finding.help("correct the address");
        }
    }
}
