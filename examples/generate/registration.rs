//! Registrations: who comes in what capacity, who waits, and what they bring.

use std::fmt::Write as _;

use cxn::model::registration::{Attendance, Kind, RegistrationStatus};
use cxn::yaml::write::scalar;

use super::calendar::Plan;
use super::people::Person;
use super::random::Random;
use super::track::Made;
use super::words;

/// One person's registration, before its text.
#[derive(Debug, Clone)]
pub struct Seat {
    /// In what capacity the person comes.
    pub kind: Kind,
    /// Where the registration stands.
    pub status: RegistrationStatus,
    /// In the room or online.
    pub attendance: Option<Attendance>,
    /// When the person registered.
    pub registered: String,
}

/// What an event has room for: the seats of participants and observers, if they are limited.
#[derive(Debug, Clone, Copy, Default)]
pub struct Room {
    pub participants: Option<usize>,
    pub observers: Option<usize>,
}

/// What is wrong with a registration, one thing at a time: each gives one finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    NoExperience,
    NoObjectives,
    UnknownTrack,
    UnknownRole,
    BadAddress,
    TrailingBlanks,
}

/// The registrations of an event in the order they came: leads first, who wait for nobody. Those who come to a full event wait.
pub fn seats(
    plan: &Plan,
    count: usize,
    leads: usize,
    more: usize,
    random: &mut Random,
) -> (Vec<Seat>, Room) {
    let first = i64::try_from(plan.latest(15)).unwrap_or(0);
    // From the morning after registration opened; the last two days before NOW belong to the import.
    let days = 83 - first - i64::from(plan.is_live);
    let step = days * 86_400 * 1_000 / i64::try_from(count.max(1)).unwrap_or(1);
    let mut seats: Vec<Seat> = (0..count)
        .map(|nth| {
            let kind = match nth {
                _ if nth < leads => Kind::TrackLead,
                _ if count > 10 && nth < leads + 2 => Kind::Organizer,
                _ if random.chance(0.14) => Kind::Observer,
                _ => Kind::Participant,
            };
            let millis = step * i64::try_from(nth).unwrap_or(0)
                + i64::try_from(random.below(usize::try_from(step).unwrap_or(1).max(1)))
                    .unwrap_or(0);
            let micros = u32::try_from(millis % 1000 * 1000).unwrap_or(0)
                + u32::try_from(random.below(1000)).unwrap_or(0);
            let attendance = match (plan.location, random.below(10)) {
                (_, 0) => None,
                (None, _) | (Some(_), 1..4) => Some(Attendance::Virtual),
                _ => Some(Attendance::InPerson),
            };
            let status = match kind {
                Kind::Participant | Kind::Observer if random.chance(0.05) => {
                    RegistrationStatus::Cancelled
                }
                _ if !plan.is_live && random.chance(0.85) => RegistrationStatus::CheckedIn,
                _ => RegistrationStatus::Confirmed,
            };
            let registered = plan.moment(plan.before(83), millis / 1000, micros);
            Seat {
                kind,
                status,
                attendance,
                registered,
            }
        })
        .collect();
    let room = room(plan, &mut seats, more);
    (seats, room)
}

/// Limits an event's seats, and puts those on the waiting list who came after the last one was taken.
fn room(plan: &Plan, seats: &mut [Seat], more: usize) -> Room {
    let mut limit = |kind: Kind, is_full: bool, extra: usize| {
        let takes =
            |seat: &&mut Seat| seat.kind == kind && seat.status != RegistrationStatus::Cancelled;
        let count = seats.iter_mut().filter(takes).count();
        if !is_full || count < 10 {
            return count + extra;
        }
        let places = count - count / 8;
        for seat in seats.iter_mut().filter(takes).skip(places) {
            seat.status = RegistrationStatus::Waitlisted;
        }
        places
    };
    if plan.is_live {
        // Observers wait already; most of the import finds a seat.
        let participants = limit(Kind::Participant, false, more * 3 / 4 + 40);
        return Room {
            participants: Some(participants),
            observers: Some(limit(Kind::Observer, true, 40)),
        };
    }
    match plan.at % 3 {
        0 => Room {
            participants: Some(limit(Kind::Participant, true, 0)),
            observers: Some(limit(Kind::Observer, true, 0)),
        },
        1 => Room {
            participants: Some(limit(Kind::Participant, false, 25)),
            observers: None,
        },
        _ => Room::default(),
    }
}

/// The file of a registration.
pub fn text(
    plan: &Plan,
    person: &Person,
    seat: &Seat,
    approved: &[Made],
    is_flawed: bool,
    random: &mut Random,
) -> String {
    let flaw = is_flawed.then(|| flaw(seat, random));
    let mut text = String::new();
    let remark = random
        .chance(0.3)
        .then(|| (random.pick(&words::PERSON_REMARKS), random.below(2)));
    if let Some((remark, 0)) = remark {
        let _ = writeln!(text, "{remark}");
    }
    let blanks = if flaw == Some(Flaw::TrailingBlanks) {
        " "
    } else {
        ""
    };
    let email = match flaw {
        Some(Flaw::BadAddress) => person.email.replace('@', " at "),
        _ => person.email.clone(),
    };
    let _ = writeln!(
        text,
        "name: {}{blanks}\nemail: {email}\norganization: {}\nkind: {}\nstatus: {}",
        scalar(&person.name),
        scalar(person.organization),
        seat.kind,
        seat.status,
    );
    if let Some(attendance) = seat.attendance {
        let _ = writeln!(text, "attendance: {attendance}");
    }
    let organizer = seat.kind == Kind::Organizer;
    let count = if organizer || approved.is_empty() {
        0
    } else {
        1 + random.below(2)
    };
    let tracks = random.some(approved, count);
    let mut names: Vec<&str> = tracks.iter().map(|track| track.slug.as_str()).collect();
    if flaw == Some(Flaw::UnknownTrack) {
        names.push("the-track-that-never-was");
    }
    if !names.is_empty() {
        let _ = writeln!(text, "tracks: [{}]", names.join(", "));
    }
    if flaw == Some(Flaw::UnknownRole) {
        let track = approved
            .first()
            .map_or("patient", |track| track.slug.as_str());
        let _ = writeln!(text, "roles: [{track}/onlooker]");
    }
    if let Some(track) = tracks
        .first()
        .filter(|_| seat.kind == Kind::Participant && random.chance(0.3))
    {
        system(plan, person, track, random, &mut text);
    }
    if !organizer {
        if flaw != Some(Flaw::NoExperience) {
            let _ = writeln!(
                text,
                "experience: {}",
                random.pick(&["first-time", "some", "experienced"])
            );
        }
        if flaw != Some(Flaw::NoObjectives) {
            let things = tracks.first().map_or("data", |track| track.topic.things);
            let _ = writeln!(text, "objectives: {}", objective(things, random));
        }
    }
    if random.chance(0.1) {
        let _ = writeln!(
            text,
            "dietary: {}",
            random.pick(&[
                "vegetarian",
                "vegan",
                "halal",
                "kosher",
                "nothing with nuts"
            ])
        );
    }
    let _ = writeln!(text, "registered: {}", seat.registered);
    let what = match seat.status {
        RegistrationStatus::Waitlisted => Some("waitlisted"),
        _ if random.chance(0.1) => Some("registered"),
        _ => None,
    };
    if let Some(what) = what {
        let _ = writeln!(
            text,
            "history:\n  - when: {}\n    what: {what}\n    by: {}",
            seat.registered,
            scalar(&person.name)
        );
    }
    if let Some((remark, 1)) = remark {
        let _ = writeln!(text, "{remark}");
    }
    text
}

/// What somebody wants to achieve.
pub fn objective(things: &str, random: &mut Random) -> String {
    let number = (2 + random.below(28)).to_string();
    random
        .pick(&words::OBJECTIVES)
        .replace("{things}", things)
        .replace("{n}", &number)
}

fn system(plan: &Plan, person: &Person, track: &Made, random: &mut Random, text: &mut String) {
    let at = random.below(2);
    let role = &track.roles[at];
    let (client, server) = ("Lens", "Store");
    let name = if at == 0 { client } else { server };
    let _ = writeln!(text, "systems:\n  - name: {} {name}", track.topic.title);
    if at == 1 {
        let local = person
            .email
            .split('@')
            .next()
            .unwrap_or("x")
            .replace('.', "-");
        let _ = writeln!(
            text,
            "    base-url: https://{local}.{}.example.org/r4",
            person.domain
        );
    }
    let status = if plan.is_live {
        random.pick(&["planned", "ready"])
    } else {
        "ready"
    };
    let _ = writeln!(
        text,
        "    fhir-versions: [R4]\n    formats: [json]\n    roles: [{}/{role}]\n    status: {status}",
        track.slug
    );
}

fn flaw(seat: &Seat, random: &mut Random) -> Flaw {
    // Rules do not look at who cancelled, but how a file is written counts for all.
    if seat.status == RegistrationStatus::Cancelled || seat.kind == Kind::Organizer {
        return Flaw::TrailingBlanks;
    }
    let flaws = [
        Flaw::NoExperience,
        Flaw::NoObjectives,
        Flaw::UnknownTrack,
        Flaw::UnknownRole,
        Flaw::BadAddress,
        Flaw::TrailingBlanks,
    ];
    flaws[random.below(flaws.len())]
}
