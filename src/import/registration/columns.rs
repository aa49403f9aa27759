//! Which column holds what: what `--map` and a mapping say, then what the headings mean.

use crate::import::registration::headings::{
    FIELDS, Field, IDENTITY, key, may_be_status, meaning, rank,
};
use crate::import::registration::values;
use crate::import::table::{Sheet, Unusable};
use crate::model::contact;
use crate::model::nearest;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub at: usize,
    pub field: Field,
    pub heading: String,
    /// Whether it was said what it holds, and not only read from its heading.
    pub is_mapped: bool,
    /// For one of several columns of tracks: which choice it is.
    rank: usize,
    of_attendee: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// Those that mean something, with tracks in the order of choice.
    pub known: Vec<Column>,
    /// Headings that mean no field; safe to show.
    pub unknown: Vec<String>,
    /// Headings that may say whether a person comes: to be asked about, not to be passed over.
    pub doubtful: Vec<String>,
    /// What people should know of how columns are read.
    pub remarks: Vec<String>,
}

impl Columns {
    /// Finds what each heading means: what was said of it, as `COLUMN=FIELD`, then what it is called.
    ///
    /// # Errors
    /// `--map` speaks of a column or a field that is not there, or no column has names.
    pub fn find(sheet: &Sheet, maps: &[String]) -> Result<Self, Unusable> {
        let header = &sheet.header;
        let mut mapped = vec![None; header.len()];
        for map in maps {
            let (places, field) = mapping(header, map)?;
            for at in places {
                mapped[at] = Some(field);
            }
        }
        let mut columns = Self::default();
        for (at, heading) in header.iter().enumerate() {
            let column = |field, rank, is_mapped, of_attendee| Column {
                at,
                field,
                heading: sanitized(heading),
                is_mapped,
                rank,
                of_attendee,
            };
            match (mapped[at], meaning(heading)) {
                (Some(Field::Ignore), _) => {}
                (Some(field), _) => {
                    let rank = rank(&key(heading)).map_or(0, |(rank, _)| rank);
                    columns.known.push(column(field, rank, true, false));
                }
                (None, Some(one)) => {
                    columns
                        .known
                        .push(column(one.field, one.rank, false, one.of_attendee));
                }
                (None, None) if heading.is_empty() => {}
                (None, None) if may_be_status(heading) && has_answers(sheet, at) => {
                    columns.doubtful.push(sanitized(heading));
                }
                (None, None) => columns.unknown.push(sanitized(heading)),
            }
        }
        columns.known.sort_by_key(|column| (column.rank, column.at));
        columns.leave_out_buyers();
        columns.say_joined_names();
        let has = |field| columns.known.iter().any(|column| column.field == field);
        if has(Field::Name) || has(Field::FirstName) || has(Field::LastName) {
            return Ok(columns);
        }
        let near = header.iter().find(|heading| {
            !nearest::nearest(&key(heading), ["name", "full name", "first name"]).is_empty()
        });
        let example = near.map_or_else(|| "COLUMN".to_owned(), |heading| sanitized(heading));
        Err(Unusable::new(format!(
            "has no column with names: found {}",
            list(header.iter().map(|heading| sanitized(heading)))
        ))
        .hint(format!(
            "expected a row of headings first; say which column it is with --map \"{example}=name\""
        )))
    }

    /// The columns of a field, in order.
    pub fn for_field(&self, field: Field) -> impl Iterator<Item = &Column> {
        self.known
            .iter()
            .filter(move |column| column.field == field)
    }

    /// Whether a heading is among those that mean no field.
    pub fn is_unknown(&self, heading: &str) -> bool {
        self.unknown.contains(&sanitized(heading))
    }

    /// Whether it was said what a column holds.
    pub fn is_mapped(&self, at: usize) -> bool {
        let mut known = self.known.iter();
        known.any(|column| column.at == at && column.is_mapped)
    }

    /// Reads a column as one of tracks, after those that are ranked by their headings.
    pub fn read_as_track(&mut self, at: usize, heading: &str) {
        let heading = sanitized(heading);
        self.unknown.retain(|one| *one != heading);
        let is_mapped = self.is_mapped(at);
        self.leave_out(at);
        self.known.push(Column {
            at,
            field: Field::Tracks,
            heading,
            is_mapped,
            rank: usize::MAX,
            of_attendee: false,
        });
    }

    /// Takes a column out of those that are read.
    pub fn leave_out(&mut self, at: usize) {
        self.known.retain(|column| column.at != at);
    }

    /// Where a file has the attendee's name or email, those without that word are the buyer's.
    fn leave_out_buyers(&mut self) {
        const NAMES: [Field; 3] = [Field::Name, Field::FirstName, Field::LastName];
        for field in IDENTITY {
            let is_same = |column: &Column| {
                column.field == field || (NAMES.contains(&field) && NAMES.contains(&column.field))
            };
            let attendees = self
                .known
                .iter()
                .find(|one| is_same(one) && one.of_attendee);
            let Some(attendees) = attendees.map(|one| one.heading.clone()) else {
                continue;
            };
            let is_buyers = |one: &Column| is_same(one) && !one.of_attendee && !one.is_mapped;
            let buyers = self.known.iter().filter(|one| is_buyers(one));
            let buyers: Vec<String> = buyers.map(|one| one.heading.clone()).collect();
            if !buyers.is_empty() {
                self.remarks.push(format!(
                    "not read: {}, for '{attendees}' is the attendee's; combine them with --map COLUMN={field} for each",
                    list(buyers.into_iter())
                ));
                self.known.retain(|one| !is_buyers(one));
            }
        }
    }

    fn say_joined_names(&mut self) {
        let heading = |field| {
            let column = self.for_field(field).next();
            column.map(|column| column.heading.clone())
        };
        let (whole, first) = (heading(Field::Name), heading(Field::FirstName));
        let pair = match (whole, first, heading(Field::LastName)) {
            (None, Some(first), Some(last)) => (first, last),
            (Some(whole), Some(first), None) => (first, whole),
            _ => return,
        };
        self.remarks.push(format!(
            "names are joined from '{}' and '{}'",
            pair.0, pair.1
        ));
    }
}

fn has_answers(sheet: &Sheet, at: usize) -> bool {
    let mut rows = sheet.rows.iter().filter_map(|row| row.cells.as_ref().ok());
    rows.any(|cells| values::text(&cells[at]).is_ok_and(|text| text.is_some()))
}

/// The columns that a map is about, which are several where they have one heading, and what they hold.
fn mapping(header: &[String], map: &str) -> Result<(Vec<usize>, Field), Unusable> {
    let Some((heading, name)) = map.rsplit_once('=') else {
        return Err(
            Unusable::new(format!("cannot be mapped: '{map}' names no field"))
                .hint("expected COLUMN=FIELD, such as --map \"Ticket holder=name\""),
        );
    };
    let (heading, name) = (heading.trim(), name.trim());
    let names = || FIELDS.iter().map(|(_, name, _)| *name);
    let field = FIELDS.iter().find(|(_, known, _)| *known == name);
    let Some((field, ..)) = field else {
        let near = nearest::nearest(name, names());
        let hint = nearest::did_you_mean(&near).unwrap_or_else(|| {
            format!(
                "expected one of: {}",
                names().collect::<Vec<_>>().join(", ")
            )
        });
        return Err(Unusable::new(format!("cannot be mapped: no field '{name}'")).hint(hint));
    };
    let called = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let all = header.iter().enumerate();
        all.filter(|(_, known)| is(known))
            .map(|(at, _)| at)
            .collect()
    };
    let mut places = called(&|known| known.trim() == heading);
    if places.is_empty() {
        places = called(&|known| key(known) == key(heading));
    }
    if places.is_empty() {
        let safe: Vec<String> = header.iter().map(|heading| sanitized(heading)).collect();
        let near = nearest::nearest(heading, safe.iter().map(String::as_str));
        let hint = nearest::did_you_mean(&near)
            .unwrap_or_else(|| format!("found {}", list(safe.into_iter())));
        return Err(Unusable::new(format!("has no column '{heading}' for --map")).hint(hint));
    }
    Ok((places, *field))
}

/// A heading in a message. A file without headings has a person where they should be, so addresses are covered.
fn sanitized(heading: &str) -> String {
    contact::redact(heading.trim())
}

/// The first few of several names, and how many more there are.
pub fn list(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.map(|name| format!("'{name}'")).collect();
    match names.len() {
        0 => "none".to_owned(),
        length if length > 8 => format!("{} and {} more", names[..8].join(", "), length - 8),
        _ => names.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::Row;

    fn field(heading: &str) -> Option<Field> {
        meaning(heading).map(|one| one.field)
    }

    fn sheet(names: &[&str], rows: &[&[&str]]) -> Sheet {
        let row = |cells: &&[&str]| Row {
            number: 2,
            cells: Ok(cells.iter().map(|cell| (*cell).into()).collect()),
        };
        Sheet {
            header: names.iter().map(|name| (*name).to_owned()).collect(),
            rows: rows.iter().map(row).collect(),
        }
    }

    #[test]
    fn headings_in_six_languages_are_known() {
        for (heading, expected) in [
            ("Full Name", Field::Name),
            ("First name", Field::FirstName),
            ("Etternavn", Field::LastName),
            ("E-Mail-Adresse", Field::Email),
            ("Correo electrónico", Field::Email),
            ("What is your email address?", Field::Email),
            ("Email (work)", Field::Email),
            ("Company / Affiliation", Field::Organization),
            ("Organisasjon", Field::Organization),
            ("Participant or Observer?", Field::Kind),
            ("Deltaker eller observatør", Field::Kind),
            ("In-person or virtual", Field::Attendance),
            ("Track", Field::Tracks),
            ("Track 2", Field::Tracks),
            ("Second choice", Field::Tracks),
            ("Primary track", Field::Tracks),
            ("FHIR Version(s)", Field::FhirVersions),
            ("Base URL", Field::BaseUrl),
            ("First time?", Field::FirstTime),
            ("¿Es su primera vez?", Field::FirstTime),
            ("Prénom", Field::FirstName),
            ("Quelle est votre adresse e-mail ?", Field::Email),
            ("Qual é o seu nome completo?", Field::Name),
            ("Rank the tracks [2nd choice]", Field::Tracks),
            ("[2nd choice]", Field::Tracks),
            ("Dietary [1st choice]", Field::Dietary),
            ("Deuxième choix", Field::Tracks),
            ("Segunda opción de pista", Field::Tracks),
            ("Carimbo de data/hora", Field::Submitted),
            ("Dietary restrictions", Field::Dietary),
            ("Ernährung", Field::Dietary),
            ("Timestamp", Field::Submitted),
            ("Submitted At", Field::Submitted),
        ] {
            let found = field(heading).or_else(|| heading.split('/').find_map(field));
            assert_eq!(found, Some(expected), "{heading}");
        }
        for heading in [
            "Shoe size",
            "",
            "ignore",
            "Phone",
            "Order 1",
            "Attendee #",
            "Participant No.",
            "Attendee ID",
            "Buyer name",
            "Question [1]",
            "Lunch [First choice]",
            "Shirt color [2nd choice]",
        ] {
            assert_eq!(field(heading), None, "{heading}");
        }
    }

    #[test]
    fn what_may_say_whether_a_person_comes_is_read_or_asked_about() -> Result<(), Unusable> {
        for heading in [
            "approval_status",
            "Status",
            "Attendee Status",
            "Registration status",
            "Withdrawn",
            "Refunded?",
            "Waitlist",
        ] {
            assert_eq!(field(heading), Some(Field::Status), "{heading}");
        }
        let sheet = sheet(
            &["Name", "Payment status", "System status", "Review status"],
            &[&["Ann Example", "open", "up", ""]],
        );
        let columns = Columns::find(&sheet, &[])?;
        assert_eq!(columns.doubtful, ["Payment status"]);
        assert_eq!(columns.unknown, ["System status", "Review status"]);
        Ok(())
    }

    #[test]
    fn what_is_the_attendees_counts_and_what_is_the_buyers_does_not() -> Result<(), Unusable> {
        let header = [
            "Name",
            "Email",
            "Attendee First Name",
            "Attendee Surname",
            "Attendee E-mail",
        ];
        let columns = Columns::find(&sheet(&header, &[]), &[])?;
        let read: Vec<(usize, Field)> = columns
            .known
            .iter()
            .map(|one| (one.at, one.field))
            .collect();
        assert_eq!(
            read,
            [
                (2, Field::FirstName),
                (3, Field::LastName),
                (4, Field::Email)
            ]
        );
        assert_eq!(
            columns.remarks,
            [
                "not read: 'Name', for 'Attendee First Name' is the attendee's; combine them with --map COLUMN=name for each",
                "not read: 'Email', for 'Attendee E-mail' is the attendee's; combine them with --map COLUMN=email for each",
                "names are joined from 'Attendee First Name' and 'Attendee Surname'",
            ]
        );
        Ok(())
    }

    #[test]
    fn tracks_are_read_in_the_order_of_choice() -> Result<(), Unusable> {
        let sheet = sheet(&["Track 2", "Name", "Track 1", "Third choice"], &[]);
        let columns = Columns::find(&sheet, &[])?;
        let places: Vec<usize> = columns
            .for_field(Field::Tracks)
            .map(|column| column.at)
            .collect();
        assert_eq!(places, [2, 0, 3]);
        Ok(())
    }

    #[test]
    fn a_choice_in_brackets_is_one_of_tracks_where_the_heading_asks_for_them()
    -> Result<(), Unusable> {
        let header = ["Track [2nd choice]", "Name", "Which tracks? [First choice]"];
        let columns = Columns::find(&sheet(&header, &[]), &[])?;
        let tracks = columns.for_field(Field::Tracks);
        assert_eq!(tracks.map(|column| column.at).collect::<Vec<_>>(), [2, 0]);
        Ok(())
    }

    #[test]
    fn a_map_is_about_every_column_of_its_heading() -> Result<(), Unusable> {
        let header = [
            "Name",
            "Payment status",
            "payment  status",
            "Payment status",
        ];
        let sheet = sheet(&header, &[&["Ann Example", "open", "open", "paid"]]);
        let doubtful =
            |map: &str| Columns::find(&sheet, &[map.to_owned()]).map(|columns| columns.doubtful);
        assert_eq!(doubtful("Payment status=ignore")?, ["payment  status"]);
        assert_eq!(doubtful("PAYMENT STATUS=ignore")?, [""; 0]);
        let columns = Columns::find(&sheet, &["Payment status=status".to_owned()])?;
        let read = columns.for_field(Field::Status).map(|column| column.at);
        assert_eq!(read.collect::<Vec<_>>(), [1, 3]);
        Ok(())
    }

    #[test]
    fn a_map_names_a_column_and_a_field() {
        let sheet = sheet(&["Ticket holder", "Mail", "robin@example.org"], &[]);
        let find = |map: &str| Columns::find(&sheet, &[map.to_owned()]);
        let found =
            find("ticket holder=name").map(|columns| (columns.known.len(), columns.unknown));
        assert_eq!(found, Ok((2, vec!["(address)".to_owned()])));
        let said = |map: &str| {
            find(map)
                .err()
                .map(|error| format!("{error} / {}", error.hint.clone().unwrap_or_default()))
        };
        for (map, expected) in [
            (
                "Ticket holder",
                "cannot be mapped: 'Ticket holder' names no field / expected COLUMN=FIELD, such as --map \"Ticket holder=name\"",
            ),
            (
                "Ticket holder=nam",
                "cannot be mapped: no field 'nam' / did you mean 'name'?",
            ),
            (
                "Ticket holdr=name",
                "has no column 'Ticket holdr' for --map / did you mean 'Ticket holder'?",
            ),
            (
                "Mail=email",
                "has no column with names: found 'Ticket holder', 'Mail', '(address)' / expected a row of headings first; say which column it is with --map \"COLUMN=name\"",
            ),
        ] {
            assert_eq!(said(map).as_deref(), Some(expected));
        }
    }

    #[test]
    fn no_heading_means_two_fields() {
        let mut all: Vec<String> = FIELDS
            .iter()
            .flat_map(|(_, name, aliases)| {
                std::iter::once(name.replace('-', " "))
                    .chain(aliases.iter().map(|alias| (*alias).to_owned()))
            })
            .collect();
        for alias in &all {
            assert_eq!(
                *alias,
                key(alias),
                "headings stand in the form they are compared in"
            );
        }
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
