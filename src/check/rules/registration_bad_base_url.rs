use crate::check::prelude::*;
use crate::model::placeholder::is_placeholder;
use crate::model::placeholder::says_none;
use crate::model::registration::SystemStatus;
use crate::model::url;
use crate::model::url::Fault;

rule! {
    /// The base URL of a system is not one that a test partner can use.
    /// ## Why
    /// Hundreds of systems register and cannot be reached on the morning of the event. A user name or a
    /// password in it would be published with it.
    ///
    /// It begins with `http://` or `https://`, names a host, holds neither credentials nor white space, and ends
    /// before any `?` or `#`.
    /// "None" is an answer of a system that only sends, and TBD is one until the system is ready.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// systems:
    ///   - name: Probe Server
    ///     base-url: fhir.example.org/r4
    /// ```
    /// Good:
    /// ```yaml
    /// systems:
    ///   - name: Probe Server
    ///     base-url: https://fhir.example.org/r4
    /// ```
    /// ## Source
    /// Registration: base URL. The FHIR specification calls it the service base URL.
    pub static RULE: Rule {
        name: "registration-bad-base-url",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    for (at, system) in person.value.systems.iter().enumerate() {
        let Some(url) = system.base_url.as_deref().map(str::trim) else {
            continue;
        };
        let is_due = system.status == Some(SystemStatus::Ready);
        if says_none(url) || url.is_empty() || (is_placeholder(url) && !is_due) {
            continue;
        }
        let Err(fault) = url::parse_base(url) else {
            continue;
        };
        let name = system.name.trim();
        let what = if fault == Fault::Credentials {
            "holds a user name or a password".to_owned()
        } else {
            format!("is '{}', {}", url::redacted(url), fault.describe())
        };
        let finding = found.add(
            format!("systems[{at}].base-url"),
            format!("the base URL of system '{name}' {what}"),
        );
        finding.expected(["https://host/path"]);
        finding.help(if fault == Fault::Credentials {
            "take them out, and change them: they have been in a file that many read"
        } else {
            "write the address that a client puts before '/Patient'"
        });
    }
}
