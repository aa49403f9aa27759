//! What people put into a cell: answers in their own words.

use serde_json::Value;

use crate::import::registration::headings::key;
use crate::model::mapping::Coming;
use crate::model::placeholder::is_placeholder;
use crate::model::placeholder::says_none;
use crate::model::registration::{Attendance, Experience, FhirFormat, Kind, SystemStatus};

/// The answers of a cell: none for a blank or a placeholder, several where a list stands in JSON.
///
/// # Errors
/// There is a table where a text belongs.
pub fn texts(cell: &Value) -> Result<Vec<String>, String> {
    let text = match cell {
        Value::Null => return Ok(Vec::new()),
        Value::String(text) => text.trim().to_owned(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => {
            let texts: Result<Vec<Vec<String>>, String> = items.iter().map(texts).collect();
            return Ok(texts?.concat());
        }
        Value::Object(_) => return Err("has a table instead of a text".to_owned()),
    };
    let open = text.is_empty() || is_placeholder(&text);
    Ok(if open { Vec::new() } else { vec![text] })
}

/// The answer of a cell as one text.
///
/// # Errors
/// As for [`texts`].
pub fn text(cell: &Value) -> Result<Option<String>, String> {
    let texts = texts(cell)?;
    Ok((!texts.is_empty()).then(|| texts.join(", ")))
}

/// The answers of a cell that name something; "None" and "N/A" name nothing. A list that a tool wrote into a text is a list:
/// `["A","B"]`, `[A, B]`.
///
/// # Errors
/// As for [`texts`].
pub fn naming(cell: &Value) -> Result<Vec<String>, String> {
    let listed = cell.as_str().and_then(|text| {
        let text = text.trim();
        let inner = text.strip_prefix('[')?.strip_suffix(']')?;
        Some(serde_json::from_str(text).unwrap_or_else(|_| unquoted(inner)))
    });
    let mut texts = texts(listed.as_ref().unwrap_or(cell))?;
    texts.retain(|text| !says_none(text));
    Ok(texts)
}

/// The items between brackets: apart where each has quotation marks around it, else as one text, for a title may hold commas.
fn unquoted(inner: &str) -> Value {
    let inner = inner.trim();
    for mark in ['\'', '"'] {
        let quoted = inner
            .strip_prefix(mark)
            .and_then(|rest| rest.strip_suffix(mark));
        if let Some(quoted) = quoted {
            let between = format!("{mark},");
            let items = quoted.split(between.as_str());
            return items
                .map(|item| Value::from(item.trim_start().trim_start_matches(mark)))
                .collect();
        }
    }
    Value::from(inner)
}

/// Whether an answer leaves open what a person chooses: kept for people to read, and no reason to turn anybody away.
pub fn is_open(answer: &str) -> bool {
    const OPEN: [&str; 34] = [
        "any",
        "any track",
        "anything",
        "any of them",
        "all",
        "all tracks",
        "either",
        "no preference",
        "open",
        "maybe",
        "undecided",
        "not decided",
        "not decided yet",
        "not yet decided",
        "to be decided",
        "decide later",
        "later",
        "not sure",
        "not sure yet",
        "unsure",
        "i am not sure",
        "i m not sure",
        "don t know",
        "dont know",
        "do not know",
        "i don t know",
        "i dont know",
        "i do not know",
        "other",
        "usikker",
        "vet ikke",
        "noch offen",
        "weiss nicht",
        "no se",
    ];
    let whole = key(answer);
    let whole = whole.strip_suffix(" yet").unwrap_or(&whole);
    let other = answer.trim().to_lowercase();
    let other = other.strip_prefix("other").map(str::trim_start);
    OPEN.contains(&whole) || other.is_some_and(|rest| rest.starts_with([':', '-', '(']))
}

/// The meaning of which a word is the whole answer.
fn exactly<T: Copy>(answer: &str, words: &[(T, &[&str])]) -> Option<T> {
    let answer = key(answer);
    let mut words = words.iter();
    let whole = words.find(|(_, words)| words.contains(&answer.as_str()));
    whole.map(|(value, _)| *value)
}

/// A word of a list that an answer is, or begins with and has no other of: `Participant (hands-on)` is `participant`, and
/// `Participant or observer` is neither.
fn among<T: Copy>(answer: &str, words: &[(T, &[&str])]) -> Option<T> {
    exactly(answer, words).or_else(|| {
        let answer = format!(" {} ", key(answer));
        let holds = |word: &&str| answer.contains(&format!(" {word} "));
        let mut named = words.iter().filter(|(_, words)| words.iter().any(holds));
        let (value, words) = named.next()?;
        let begins = |word: &&str| answer.starts_with(&format!(" {word} "));
        (named.next().is_none() && words.iter().any(begins)).then_some(*value)
    })
}

#[rustfmt::skip]
pub fn kind(answer: &str) -> Option<Kind> {
    // A lead may be one of developers, too.
    let lead = exactly(answer, &[(Kind::TrackLead, &["lead", "co lead", "responsable de pista", "responsable de piste", "lider de trilha"])]);
    lead.or_else(|| among(answer, &[
        (Kind::Participant, &["participant", "tester", "testing", "developer", "implementer", "attendee", "deltaker", "participante", "teilnehmer", "teilnehmerin"]),
        (Kind::Observer, &["observer", "observing", "observator", "observador", "observadora", "beobachter", "beobachterin", "observateur", "observatrice"]),
        (Kind::TrackLead, &["track lead", "track leader", "track co lead", "sporleder", "lider de pista", "trackleiter"]),
        (Kind::Organizer, &["organizer", "organiser", "staff", "arrangor", "organizador", "organizadora", "veranstalter", "organisateur", "organisatrice"]),
    ]))
}

/// Whether a person comes, in the words of form and ticket tools. Only a whole answer counts: a refund in part is neither.
#[rustfmt::skip]
pub fn coming(answer: &str) -> Option<Coming> {
    exactly(answer, &[
        (Coming::Confirmed, &["confirmed", "approved", "accepted", "registered", "attending", "will attend", "going", "coming", "yes", "true", "paid", "complete", "completed", "checked in", "attended", "active", "valid", "booked", "placed", "bekreftet", "pameldt", "confirmado", "bestatigt", "angemeldet", "confirmada", "aprobado", "aprobada", "inscrito", "inscrita", "confirme", "confirmee", "inscrit", "inscrite", "aprovado", "aprovada"]),
        (Coming::Waitlisted, &["waitlisted", "waitlist", "wait list", "waiting list", "waiting", "on waitlist", "on the waitlist", "on waiting list", "on the waiting list", "venteliste", "lista de espera", "warteliste", "en lista de espera", "liste d attente", "sur liste d attente", "em lista de espera"]),
        (Coming::Pending, &["pending", "pending approval", "approval pending", "awaiting approval", "pending payment", "awaiting payment", "unpaid", "requested", "applied", "in review", "under review", "invited", "tentative", "maybe", "interested", "undecided", "no response", "draft", "started", "incomplete", "in progress", "pendiente", "en attente", "pendente", "ausstehend"]),
        (Coming::NotComing, &["declined", "rejected", "denied", "not approved", "cancelled", "canceled", "withdrawn", "withdrew", "refunded", "fully refunded", "not attending", "will not attend", "not going", "not coming", "cannot attend", "can t attend", "no", "false", "deleted", "removed", "expired", "void", "voided", "issue closed", "no show", "dropped", "avmeldt", "avlyst", "kansellert", "cancelado", "cancelada", "storniert", "abgemeldet", "abgesagt", "rechazado", "rechazada", "annule", "annulee", "refuse", "refusee", "recusado", "recusada", "abgelehnt"]),
    ])
}

#[rustfmt::skip]
pub fn attendance(answer: &str) -> Option<Attendance> {
    among(answer, &[
        (Attendance::InPerson, &["in person", "onsite", "on site", "in the room", "physical", "physically", "face to face", "fysisk", "presencial", "vor ort", "prasenz", "en persona", "en personne", "en presentiel", "presentiel", "sur place", "pessoalmente"]),
        (Attendance::Virtual, &["virtual", "virtually", "remote", "remotely", "online", "digital", "digitalt", "en linea", "a distancia", "virtuell", "en ligne", "virtuel", "distanciel", "remoto"]),
    ])
}

/// How much of Connectathons a person has seen; a number counts the Connectathons before.
#[rustfmt::skip]
pub fn experience(answer: &str) -> Option<Experience> {
    if let Ok(count) = answer.trim().trim_end_matches('+').parse::<u32>() {
        return Some(match count {
            0 => Experience::FirstTime,
            1..=3 => Experience::Some,
            _ => Experience::Experienced,
        });
    }
    among(answer, &[
        (Experience::FirstTime, &["first time", "first timer", "first", "none", "no", "never", "newcomer", "new", "beginner", "novice", "ingen", "ninguna", "keine", "primera vez", "primeira vez", "premiere fois", "aucune", "nenhuma", "ninguno"]),
        (Experience::Some, &["some", "a few", "one", "a little", "intermediate", "noe", "alguna", "etwas", "algo", "un peu", "alguma"]),
        (Experience::Experienced, &["experienced", "many", "expert", "advanced", "several", "veteran", "erfaren", "mucha", "viel", "beaucoup", "muita", "experimentado", "experimentada"]),
    ])
}

#[rustfmt::skip]
pub fn yes(answer: &str) -> Option<bool> {
    among(answer, &[
        (true, &["yes", "y", "true", "1", "x", "ja", "si", "oui", "sim"]),
        (false, &["no", "n", "false", "0", "nei", "nein", "non", "nao"]),
    ])
}

/// The formats that an answer names: `JSON and XML`.
pub fn formats(answer: &str) -> Vec<FhirFormat> {
    let answer = key(answer);
    let words: Vec<&str> = answer.split(' ').collect();
    let both = words.contains(&"both");
    [("json", FhirFormat::Json), ("xml", FhirFormat::Xml)]
        .into_iter()
        .filter(|(word, _)| both || words.contains(word))
        .map(|(_, format)| format)
        .collect()
}

/// How far a system is; `up`, as organizations' files say it, is ready.
#[rustfmt::skip]
pub fn system_status(answer: &str) -> Option<SystemStatus> {
    among(answer, &[
        (SystemStatus::Planned, &["planned"]),
        (SystemStatus::Ready, &["up", "ready"]),
        (SystemStatus::NotYet, &["not yet"]),
        (SystemStatus::Broken, &["broken", "down"]),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_in_their_own_words_are_understood() {
        assert_eq!(kind("Participant (hands-on)"), Some(Kind::Participant));
        assert_eq!(kind("Observatør"), Some(Kind::Observer));
        assert_eq!(kind("guest"), None);
        assert_eq!(kind("Lead"), Some(Kind::TrackLead));
        assert_eq!(kind("Lead architect"), None);
        assert_eq!(kind("Participant or observer"), None);
        assert_eq!(attendance("In person, or virtual"), None);
        assert_eq!(attendance("Virtual, from Oslo"), Some(Attendance::Virtual));
        assert_eq!(attendance("In-Person"), Some(Attendance::InPerson));
        assert_eq!(attendance("Präsenz"), Some(Attendance::InPerson));
        assert_eq!(experience("12"), Some(Experience::Experienced));
        assert_eq!(experience("None"), Some(Experience::FirstTime));
        assert_eq!(yes("Sí"), Some(true));
        assert_eq!(
            formats("JSON and/or XML"),
            [FhirFormat::Json, FhirFormat::Xml]
        );
        assert_eq!(formats("smoke signals"), []);
        assert_eq!(system_status("not-yet"), Some(SystemStatus::NotYet));
        assert_eq!(
            texts(&json!(["a", null, 4, "TBD"])),
            Ok(vec!["a".to_owned(), "4".to_owned()])
        );
        assert_eq!(naming(&json!("N/A")), Ok(vec![]));
        assert!(texts(&json!({"a": 1})).is_err());
    }
    #[test]
    fn whether_a_person_comes_is_read_from_whole_answers_only() {
        for (answer, expected) in [
            ("approved", Some(Coming::Confirmed)),
            ("pending_approval", Some(Coming::Pending)),
            ("Waitlist", Some(Coming::Waitlisted)),
            ("Not Attending", Some(Coming::NotComing)),
            ("CANCELED", Some(Coming::NotComing)),
            ("Checked In", Some(Coming::Confirmed)),
            ("registered, then withdrawn", None),
            ("partially refunded", None),
            ("s", None),
        ] {
            assert_eq!(coming(answer), expected, "{answer}");
        }
    }

    #[test]
    fn answers_that_leave_it_open_are_no_names() {
        for open in [
            "Any",
            "I don't know yet",
            "Undecided",
            "Other: whatever is fun",
            "OTHER (see notes)",
            "not sure",
        ] {
            assert!(is_open(open), "{open}");
        }
        for named in ["Anything FHIR", "Otherwise", "Other Tracks", "Patient"] {
            assert!(!is_open(named), "{named}");
        }
    }

    #[test]
    fn lists_in_a_cell_are_lists() {
        for (cell, expected) in [
            (r#"["A, b","C"]"#, &["A, b", "C"][..]),
            ("['A, b', 'C']", &["A, b", "C"]),
            ("[A, B]", &["A, B"]),
            ("[None]", &[]),
            ("A [draft]", &["A [draft]"]),
        ] {
            let expected: Vec<String> = expected.iter().map(|one| (*one).to_owned()).collect();
            assert_eq!(naming(&json!(cell)), Ok(expected), "{cell}");
        }
    }
}
