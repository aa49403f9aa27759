use crate::check::finding::bounded;
use crate::check::prelude::*;
use crate::model::nearest::zones_of_offset;
use crate::model::nearest::{did_you_mean, nearest_of_many};
use crate::model::zone;
use crate::model::zone::Tz;
use crate::workspace::File;

rule! {
    /// A time zone is not a name of the IANA database.
    /// ## Why
    /// All dates of an event are in its zone, so a wrong one moves every deadline; until it is fixed, dates are
    /// reckoned in UTC. Abbreviations mean different zones in different countries, and `EST` never has summer
    /// time: such old names are read, with a warning.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// timezone: EST5EDT-ish
    /// ```
    /// Good:
    /// ```yaml
    /// timezone: America/New_York
    /// ```
    /// ## Source
    /// IANA time zone database. Design choice: a date without a time is a whole day in the event's zone.
    pub static RULE: Rule {
        name: "unknown-timezone",
        since: "0.1.0",
        severity: ERROR,
        check: Check::Workspace(check),
    }
}

/// What people write for a zone, and the place whose clocks they most likely mean.
const ABBREVIATIONS: [(&str, &str); 26] = [
    ("et", "America/New_York"),
    ("est", "America/New_York"),
    ("edt", "America/New_York"),
    ("eastern", "America/New_York"),
    ("ct", "America/Chicago"),
    ("cst", "America/Chicago"),
    ("cdt", "America/Chicago"),
    ("central", "America/Chicago"),
    ("mt", "America/Denver"),
    ("mst", "America/Denver"),
    ("mdt", "America/Denver"),
    ("mountain", "America/Denver"),
    ("pt", "America/Los_Angeles"),
    ("pst", "America/Los_Angeles"),
    ("pdt", "America/Los_Angeles"),
    ("pacific", "America/Los_Angeles"),
    ("cet", "Europe/Berlin"),
    ("cest", "Europe/Berlin"),
    ("gb", "Europe/London"),
    ("bst", "Europe/London"),
    ("wet", "Europe/Lisbon"),
    ("ist", "Asia/Kolkata"),
    ("jst", "Asia/Tokyo"),
    ("japan", "Asia/Tokyo"),
    ("aest", "Australia/Sydney"),
    ("gmt", "UTC"),
];

/// What to do about a name that could mean several places.
const HELP: &str = "write the IANA name of a place whose clocks the dates follow, such as America/New_York: abbreviations and offsets know no daylight saving";

fn check(facts: &WorkspaceFacts<'_>, found: &mut Vec<Finding>, rule: &'static RuleInfo) {
    let mut judge = |file: &File, path: Path, name: &str| {
        if let Some((severity, message)) = verdict(&path, name) {
            let (suggestions, is_sure) = suggestions(name);
            let mut findings = Findings::new(rule, file, None, found);
            let finding = findings.add(path, message);
            finding.severity(severity);
            if suggestions.is_empty() {
                finding.expected(["an IANA name such as America/New_York"]);
            } else {
                finding.expected(suggestions.iter().cloned());
            }
            finding.help = did_you_mean(&suggestions)
                .filter(|_| is_sure)
                .or_else(|| Some(HELP.to_owned()))
                .map(bounded);
            if is_sure {
                finding.offer_nearest(&suggestions);
            }
        }
    };
    for folder in facts.workspace.events.values() {
        if let Some(record) = &folder.event {
            judge(&record.file, "timezone".into(), &record.value.timezone);
            for (at, contact) in record.value.contacts.iter().enumerate() {
                if let Some(name) = &contact.timezone {
                    judge(
                        &record.file,
                        format!("contacts[{at}].timezone").into(),
                        name,
                    );
                }
            }
        }
        for track in folder.tracks.values() {
            for (at, lead) in track.value.leads.iter().enumerate() {
                if let Some(name) = lead
                    .timezone
                    .as_ref()
                    .filter(|_| track.value.status.is_open())
                {
                    judge(&track.file, format!("leads[{at}].timezone").into(), name);
                }
            }
        }
    }
}

/// What is wrong with a name, if anything. Names without a slash are the database's old ones.
fn verdict(path: &Path, name: &str) -> Option<(Severity, String)> {
    match name.parse::<Tz>() {
        Ok(_) if name.contains('/') || name == "UTC" => None,
        Ok(_) => Some((
            Severity::Warning,
            format!("'{path}' is '{name}', an old name that says no place"),
        )),
        Err(_) => Some((
            Severity::Error,
            format!("'{path}' is '{name}', which is not the name of a time zone"),
        )),
    }
}

/// Names that may have been meant: the same in other letters or the nearest, or the place of an abbreviation, which is a guess.
fn suggestions(name: &str) -> (Vec<String>, bool) {
    if let Some(zones) = zones_of_offset(name) {
        return (zones, true);
    }
    let places = || zone::names().filter(|name| name.contains('/') || *name == "UTC");
    let written = name.trim().replace(' ', "_");
    let same: Vec<String> = places()
        .filter(|place| {
            let last = place.rsplit('/').next().unwrap_or(place);
            place.eq_ignore_ascii_case(&written) || last.eq_ignore_ascii_case(&written)
        })
        .filter(|place| !place.starts_with("Etc/") && !place.starts_with("US/"))
        .map(str::to_owned)
        .take(3)
        .collect();
    if !same.is_empty() {
        return (same, true);
    }
    let word: String = written
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    let meant = ABBREVIATIONS
        .iter()
        .find(|(short, _)| word.eq_ignore_ascii_case(short));
    if let Some((_, place)) = meant {
        return (vec![(*place).to_owned()], false);
    }
    let near = nearest_of_many(&written, places());
    let is_sure = !near.is_empty();
    (near, is_sure)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_found() {
        for (name, meant) in [
            ("EST5EDT-ish", "America/New_York"),
            ("EST", "America/New_York"),
            ("america/new_york", "America/New_York"),
            ("New York", "America/New_York"),
            ("America/New-York", "America/New_York"),
            ("utc", "UTC"),
            ("GMT+2", "Etc/GMT-2"),
        ] {
            let (found, _) = suggestions(name);
            assert_eq!(
                found.first().map(String::as_str),
                Some(meant),
                "{name}: {found:?}"
            );
        }
        assert_eq!(suggestions("+02:00"), (vec!["Etc/GMT-2".to_owned()], true));
        assert_eq!(suggestions("UTC+5:30"), (Vec::new(), true));
        assert_eq!(suggestions("zzz"), (Vec::new(), false));
    }

    #[test]
    fn every_place_of_an_abbreviation_is_in_the_database() {
        for (_, place) in ABBREVIATIONS {
            assert!(place.parse::<Tz>().is_ok(), "{place}");
        }
    }
}
