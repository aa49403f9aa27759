use crate::check::prelude::*;
use crate::model::person::is_email;

rule! {
    /// The email address of a registration is invalid.
    /// ## Why
    /// Confirmations, changes of place and a seat from the waiting list never arrive.
    ///
    /// The address itself is personal and is not repeated in the message.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// email: robin at example.org
    /// ```
    /// Good:
    /// ```yaml
    /// email: robin@example.org
    /// ```
    /// ## Source
    /// Registration: e-mail is asked of everybody.
    pub static RULE: Rule {
        name: "registration-bad-address",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Registration(check),
    }
}

fn check(person: &Record<Registration>, _: &EventFacts<'_>, found: &mut Findings<'_>) {
    let email = person.value.email.as_deref().map(str::trim);
    if email.is_some_and(|email| !email.is_empty() && !is_email(email)) {
        let name = person.value.name.trim();
        let message = format!("the email address of '{name}' is invalid");
        found
            .add("email", message)
            .on_key()
            .expected(["an address: NAME@HOST"])
            .help("ask the person for the address");
    }
}
