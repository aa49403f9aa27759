use crate::analysis::lead_names;
use crate::check::prelude::*;
use crate::model::person::{Person, fold, is_email};
use crate::model::placeholder::is_placeholder;
use crate::yaml::Value;

rule! {
    /// The address of a lead is not a mail address.
    /// ## Why
    /// Mail to it does not arrive, and no one notices until an answer is missing.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// leads:
    ///   - name: Robin Example
    ///     email: robin@example
    /// ```
    /// Good:
    /// ```yaml
    /// leads:
    ///   - name: Robin Example
    ///     email: robin@example.org
    /// ```
    /// ## Source
    /// Design choice: an address has one '@' between a local part and a domain with a dot; only mail itself proves more.
    pub static RULE: Rule {
        name: "lead-bad-address",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Track(check),
    }
}

fn check(track: &Record<Track>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (at, lead) in track.value.leads.iter().enumerate() {
        let label = || lead_names::label(at, lead);
        // Addresses are personal, so no message repeats one.
        if lead_names::contains_email(lead.name.as_deref()) {
            let finding = found
                .add(
                    format!("leads[{at}].name"),
                    format!("the name of {} holds an address", label()),
                )
                .expected(["a name"])
                .help("write the name in 'name' and the address in 'email'");
            finding.fix = apart(at, lead).map(Box::new);
        }
        let email = lead.email.as_deref().unwrap_or_default().trim();
        if email.is_empty() || is_placeholder(email) || is_email(email) {
            continue;
        }
        let finding = found.add(
            format!("leads[{at}].email"),
            format!("the address of {} is not a mail address", label()),
        );
        finding.expected(["an address: NAME@HOST"]);
        if email.contains([',', ';']) {
            finding.help("write one address; another lead is another entry of 'leads'");
        } else if lead_names::contains_email(Some(email)) {
            finding.help("write only the address in 'email'; the name has its own line, 'name'");
            finding.fix = apart(at, lead).map(Box::new);
        } else {
            finding.help("correct the address");
        }
    }
}

/// Writes the name and the address of a lead apart, where it is clear which is which. A name of its own is kept.
fn apart(at: usize, lead: &Person) -> Option<Fix> {
    let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let (name, email) = (text(&lead.name), text(&lead.email));
    let read = |text: &str| {
        let person = Person::parse(text);
        let address = person.email.filter(|address| is_email(address));
        let name = person.name.filter(|name| !name.contains('@'));
        address.map(|address| (name, address))
    };
    let (in_name, in_email) = (read(&name), read(&email));
    let new_email = match (&in_name, &in_email) {
        // Two addresses: which is the right one, no one but the lead knows.
        (Some((_, one)), Some((_, two))) if fold(one) != fold(two) => return None,
        (_, Some((_, address))) => address,
        (Some((_, address)), None) if email.is_empty() => address,
        _ => return None,
    };
    let new_email = new_email.clone();
    let new_name = match (in_name, in_email) {
        (None, _) if lead_names::contains_email(Some(&name)) => return None,
        (None, _) if !name.is_empty() => Some(name.clone()),
        (Some((Some(name), _)), _) | (_, Some((Some(name), _))) => Some(name),
        // An address alone in the place of the name leaves no one's name.
        (Some((None, _)), _) => return None,
        (None, _) => None,
    };
    let place = Path::root().key("leads").index(at);
    let mut changes = Vec::new();
    if email != new_email {
        changes.push(Change::Set(
            place.clone().key("email"),
            Value::from(new_email.as_str()),
        ));
    }
    if let Some(new_name) = new_name.filter(|new| *new != name) {
        changes.push(Change::Set(place.key("name"), Value::from(new_name)));
    }
    let title = "write the name and the address apart";
    (!changes.is_empty()).then(|| Fix::new(true, title, changes))
}
