//! Whether two registrations are of one person, where that can be told.

use crate::model::Registration;
use crate::model::nearest;
use crate::model::person::fold;
use crate::model::placeholder::is_unanswered;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sameness {
    Same,
    /// Nothing of one is of the other, or they are namesakes with addresses and organizations of their own.
    Other,
    /// The same address or account, and another name.
    OtherName,
    /// The same name, and another address or account: one who moved, or a namesake.
    OtherAddress,
}

/// Compares two registrations. The order does not matter.
pub fn compare(one: &Registration, other: &Registration) -> Sameness {
    let emails = relation(one.email.as_deref(), other.email.as_deref());
    let chats = relation(one.chat.as_deref(), other.chat.as_deref());
    let organizations = relation(one.organization.as_deref(), other.organization.as_deref());
    let is_reached = emails == Some(true) || (emails.is_none() && chats == Some(true));
    match (fold(&one.name) == fold(&other.name), is_reached) {
        (true, true) => Sameness::Same,
        // Where one of them has no address, the organization tells.
        (true, false) if emails.is_none() && chats.is_none() => match organizations {
            Some(true) => Sameness::Same,
            _ => Sameness::OtherAddress,
        },
        (true, false) if organizations == Some(false) && chats != Some(true) => Sameness::Other,
        (true, false) => Sameness::OtherAddress,
        (false, true) => Sameness::OtherName,
        (false, false) if chats == Some(true) => Sameness::OtherName,
        (false, false) => Sameness::Other,
    }
}

/// Whether two answers are the same; `None` where one of them is open.
fn relation(one: Option<&str>, other: Option<&str>) -> Option<bool> {
    let known = |text: &&str| !is_unanswered(Some(text));
    let (one, other) = (one.filter(known)?, other.filter(known)?);
    Some(fold(one) == fold(other))
}

/// Whether two names may be of one person: written with an initial, in another order, with a slip, or with one name more.
pub fn are_similar(one: &str, other: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let plain = deunicode::deunicode(&fold(name)).to_lowercase();
        let words = plain.split(|c: char| !c.is_ascii_alphanumeric());
        words
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let (mut short, mut long) = (words(one), words(other));
    if short.len() > long.len() {
        std::mem::swap(&mut short, &mut long);
    }
    let is_like = |a: &String, b: &String| {
        let is_initial = |short: &str, long: &str| short.len() == 1 && long.starts_with(short);
        a == b
            || is_initial(a, b)
            || is_initial(b, a)
            || !nearest::nearest(a, [b.as_str()]).is_empty()
    };
    let mut left = long;
    short.iter().all(|word| {
        let found = left.iter().position(|other| is_like(word, other));
        found.map(|at| left.remove(at)).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(text: &str) -> Registration {
        crate::yaml::read(text).unwrap_or_else(|_| unreachable!())
    }

    #[test]
    fn people_are_the_same_others_or_a_question() {
        let robin = "{name: Robin Example, email: r@example.org, organization: A}";
        for (other, expected) in [
            (
                "{name: robin  EXAMPLE, email: R@example.org}",
                Sameness::Same,
            ),
            ("{name: Robin Example, organization: a}", Sameness::Same),
            ("{name: Robin Example}", Sameness::OtherAddress),
            (
                "{name: Robin Example, organization: B}",
                Sameness::OtherAddress,
            ),
            (
                "{name: Robin Example, email: x@example.org, organization: A}",
                Sameness::OtherAddress,
            ),
            (
                "{name: Robin Example, email: x@example.org}",
                Sameness::OtherAddress,
            ),
            (
                "{name: Robin Example, email: x@example.org, organization: B}",
                Sameness::Other,
            ),
            (
                "{name: Sam Sample, email: r@example.org, organization: A}",
                Sameness::OtherName,
            ),
            (
                "{name: Sam Sample, email: s@example.org, organization: A}",
                Sameness::Other,
            ),
        ] {
            let (one, other) = (person(robin), person(other));
            assert_eq!(compare(&one, &other), expected, "{other:?}");
            assert_eq!(compare(&other, &one), expected, "{other:?}");
        }
    }

    #[test]
    fn names_that_may_be_one_persons_are_similar() {
        for (one, other) in [
            ("R. Example", "Robin Example"),
            ("Example, Robin", "Robin Example"),
            ("Robin Exampel", "Robin Example"),
            ("Robin Q. Example", "Robin Example"),
            ("José Ejemplo", "Jose Ejemplo"),
        ] {
            assert!(are_similar(one, other), "{one} and {other}");
        }
        for (one, other) in [
            ("Ann Muster", "Bob Muster"),
            ("Robin Example", "Sam Sample"),
            ("Ann Muster", "Ann Zaun"),
        ] {
            assert!(!are_similar(one, other), "{one} and {other}");
        }
    }
}
