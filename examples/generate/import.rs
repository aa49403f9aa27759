//! The exports of web forms, to be imported into the newest event.

use encoding_rs::WINDOWS_1252;

use super::calendar::Plan;
use super::people::person;
use super::random::Random;
use super::registration::objective;
use super::track::Made;

/// Headings as a form tool writes them.
const HEADINGS: [&str; 15] = [
    "Timestamp",
    "Full name",
    "Email address",
    "Organization",
    "Participant or observer",
    "In person or virtual",
    "Track 1",
    "Track 2",
    "System name",
    "Base URL",
    "FHIR version",
    "Format",
    "First time?",
    "What do you want to achieve?",
    "Comments",
];

/// The answers of people from a number on, a row each, in the order they came in: the last two days.
pub fn rows(
    plan: &Plan,
    first: usize,
    count: usize,
    approved: &[Made],
    random: &mut Random,
) -> Vec<Vec<String>> {
    let step = 36 * 3600 / count.max(1);
    (0..count)
        .map(|nth| {
            let person = person(first + nth);
            // A day has been left free before the earliest of them, and half a day after the last.
            let seconds = nth * step + random.below(step.max(1));
            let moment = plan.moment(plan.before(63), i64::try_from(seconds).unwrap_or(0), 0);
            let timestamp = moment[..19].replace('T', " ");
            let choices = 1 + random.below(2);
            let mut tracks = random.some(approved, choices).into_iter();
            let track = tracks.next();
            let title = |track: &Made| track.title.clone();
            let kind = if random.chance(0.12) {
                "Observer"
            } else {
                "Participant (hands-on)"
            };
            let is_server = random.chance(0.3);
            let name = track.as_ref().map_or("Test", |track| track.topic.title);
            let url = format!("https://fhir{nth}.{}.example.org/r4", person.domain);
            let brings = |text: String| if is_server { text } else { String::new() };
            let things = track.as_ref().map_or("data", |track| track.topic.things);
            vec![
                timestamp,
                person.name,
                person.email,
                person.organization.to_owned(),
                kind.to_owned(),
                random.pick(&["In person", "Virtual"]).to_owned(),
                track.as_ref().map(title).unwrap_or_default(),
                tracks.next().as_ref().map(title).unwrap_or_default(),
                brings(format!("{name} Store")),
                brings(url),
                brings("R4".to_owned()),
                brings("JSON".to_owned()),
                random.pick(&["Yes", "No"]).to_owned(),
                objective(things, random),
                random
                    .pick(&[
                        "",
                        "",
                        "",
                        "Coming with two colleagues,\nwho register themselves",
                        "Says \"hello\" to everybody",
                    ])
                    .to_owned(),
            ]
        })
        .collect()
}

/// A sheet in UTF-8 with commas.
pub fn utf8(rows: &[Vec<String>]) -> Vec<u8> {
    sheet(rows, b',')
}

/// A sheet as an older office program writes it: semicolons, Windows-1252, and only those whom that encoding can name.
pub fn windows(rows: &[Vec<String>]) -> Vec<u8> {
    let can = |row: &&Vec<String>| row.iter().all(|cell| !WINDOWS_1252.encode(cell).2);
    let rows: Vec<Vec<String>> = rows.iter().filter(can).cloned().collect();
    let text = String::from_utf8(sheet(&rows, b';')).unwrap_or_default();
    WINDOWS_1252.encode(&text).0.into_owned()
}

fn sheet(rows: &[Vec<String>], delimiter: u8) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    let rows = rows
        .iter()
        .map(|row| row.iter().map(String::as_str).collect());
    for row in std::iter::once(HEADINGS.to_vec()).chain(rows) {
        // Writing into memory does not fail, and every row has as many cells as there are headings.
        let _ = writer.write_record(row);
    }
    writer.into_inner().unwrap_or_default()
}
