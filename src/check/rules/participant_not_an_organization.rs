use crate::check::prelude::*;
use crate::model::participants::Expected;
use crate::model::participants::is_only_an_address;
use crate::model::person::is_email;

rule! {
    /// An expected participant is an address and not an organization.
    /// ## Why
    /// A server is not a person who comes. Its address belongs to the reference implementations; here it hides who is expected.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// expected-participants:
    ///   - https://fhir.example.org/r4
    /// ```
    /// Good:
    /// ```yaml
    /// expected-participants:
    ///   - Example Health
    /// reference-implementations:
    ///   - https://fhir.example.org/r4
    /// ```
    /// ## Source
    /// Real proposals that list server addresses as participants. A note; it never blocks.
    pub static RULE: Rule {
        name: "participant-not-an-organization",
        since: "0.1.0",
        severity: NOTE,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let key = "expected-participants";
    match &track.value.expected_participants {
        Expected::Words(words) => report(words, Path::from(key), found),
        Expected::List(list) => {
            for (at, one) in list.iter().enumerate() {
                if let Some(organization) = &one.organization {
                    let place = Path::from(key).index(at).key("organization");
                    report(organization, place, found);
                }
            }
        }
    }
}

fn report(text: &str, place: Path, found: &mut Findings<'_>) {
    if !is_only_an_address(text) {
        return;
    }
    if is_email(text.trim()) {
        // Addresses of people are personal, so the message does not repeat it.
        found
            .add(place, "an email address is listed as a participant")
            .help("name the organization");
    } else {
        found
            .add(
                place,
                format!("the address '{}' is listed as a participant", text.trim()),
            )
            .help(
                "name the organization; a server's address belongs to 'reference-implementations'",
            );
    }
}
