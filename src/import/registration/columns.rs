//! Which column holds what: headings as people write them, in four languages, and what `--map` says.

use std::fmt;

use crate::import::table::Unusable;
use crate::model::contact;
use crate::model::nearest;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Name,
    FirstName,
    LastName,
    Email,
    Organization,
    Kind,
    Attendance,
    /// One track, or several in a cell.
    Tracks,
    Roles,
    System,
    BaseUrl,
    FhirVersions,
    Formats,
    /// Systems with all their keys, as JSON and YAML can say them.
    Systems,
    Experience,
    FirstTime,
    Objectives,
    Team,
    Dietary,
    Notes,
    Submitted,
    Ignore,
}

/// Every field: its name, which `--map` takes, and the headings that mean it, in the form [`key`] gives them.
#[rustfmt::skip]
pub static FIELDS: [(Field, &str, &[&str]); 22] = [
    (Field::Name, "name", &["full name", "your name", "participant name", "attendee name", "attendee", "person", "navn", "fullt navn", "nombre completo", "nombre y apellidos", "vollstandiger name"]),
    (Field::FirstName, "first-name", &["given name", "given names", "forename", "fornavn", "nombre", "vorname"]),
    (Field::LastName, "last-name", &["surname", "family name", "etternavn", "apellido", "apellidos", "nachname", "familienname"]),
    (Field::Email, "email", &["e mail", "mail", "email address", "e mail address", "mail address", "work email", "contact email", "username", "epost", "e post", "e postadresse", "epostadresse", "correo", "correo electronico", "direccion de correo electronico", "e mail adresse", "emailadresse", "mailadresse"]),
    (Field::Organization, "organization", &["organisation", "organization name", "organisation name", "company", "company name", "employer", "affiliation", "institution", "organisasjon", "virksomhet", "firma", "bedrift", "organizacion", "empresa", "institucion", "unternehmen", "einrichtung"]),
    (Field::Kind, "kind", &["participant or observer", "participation", "participation type", "participant type", "registration type", "registrant type", "attendee type", "ticket", "ticket type", "i am", "capacity", "deltaker eller observator", "deltakelse", "participante u observador", "tipo de participacion", "teilnehmer oder beobachter", "teilnahme als"]),
    (Field::Attendance, "attendance", &["in person or virtual", "virtual or in person", "attendance mode", "attendance type", "attending", "how will you attend", "mode of attendance", "participation mode", "oppmote", "asistencia", "modalidad", "presencial o virtual", "anwesenheit", "teilnahmeart", "vor ort oder virtuell"]),
    (Field::Tracks, "tracks", &["track", "track s", "track choice", "track choices", "track selection", "tracks of interest", "preferred tracks", "which track", "which tracks", "spor", "temaspor", "pista", "pistas", "linea", "lineas"]),
    (Field::Roles, "roles", &["role", "role s", "system role", "system roles", "client or server", "client server", "client and or server", "rolle", "roller", "rollen", "rol", "papel", "cliente o servidor"]),
    (Field::System, "system", &["system name", "system under test", "software", "product", "product name", "application", "application name", "system s", "systemnavn", "programvare", "sistema", "producto", "systemname", "produkt"]),
    (Field::BaseUrl, "base-url", &["url", "server url", "fhir base url", "fhir server url", "fhir server", "server", "endpoint", "fhir endpoint", "server base url", "server address", "servidor", "serveradresse", "serveradresse url"]),
    (Field::FhirVersions, "fhir-versions", &["fhir version", "fhir release", "fhir version s", "version of fhir", "fhir versjon", "version de fhir", "version fhir"]),
    (Field::Formats, "formats", &["format", "wire format", "wire formats", "json or xml", "json xml", "json and or xml", "formato", "formatos", "formate"]),
    (Field::Systems, "systems", &["components"]),
    (Field::Experience, "experience", &["experience level", "fhir experience", "connectathon experience", "level of experience", "previous connectathons", "connectathons attended", "erfaring", "experiencia", "erfahrung"]),
    (Field::FirstTime, "first-time", &["first timer", "is this your first time", "is this your first connectathon", "first connectathon", "new to connectathons", "newcomer", "forste gang", "primera vez", "es su primera vez", "erstes mal", "zum ersten mal"]),
    (Field::Objectives, "objectives", &["objective", "goals", "goal", "what do you want to achieve", "what do you hope to achieve", "expectations", "mal", "malsetting", "objetivos", "objetivo", "ziele", "ziel"]),
    (Field::Team, "team", &["team name", "lag", "equipo"]),
    (Field::Dietary, "dietary", &["dietary needs", "dietary requirements", "dietary restrictions", "dietary preferences", "diet", "food allergies", "allergies", "meal preference", "kosthold", "allergier", "mathensyn", "dieta", "necesidades alimentarias", "restricciones alimentarias", "alergias", "ernahrung", "allergien", "essenswunsche"]),
    (Field::Notes, "notes", &["note", "comment", "comments", "remarks", "anything else", "additional comments", "questions or comments", "other", "kommentar", "kommentarer", "merknad", "merknader", "comentarios", "notas", "observaciones", "bemerkungen", "anmerkungen", "kommentare"]),
    (Field::Submitted, "submitted-at", &["timestamp", "submitted", "submission date", "submission time", "submit date", "date submitted", "completion time", "registered", "registered at", "registration date", "registration time", "created", "created at", "order date", "tidsstempel", "tidspunkt", "innsendt", "marca temporal", "fecha de registro", "fecha", "zeitstempel", "eingereicht", "anmeldedatum"]),
    (Field::Ignore, "ignore", &[]),
];

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = FIELDS.iter().find(|(field, ..)| field == self);
        f.write_str(known.map_or("", |(_, name, _)| name))
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub at: usize,
    pub field: Field,
    pub heading: String,
    /// For one of several columns of tracks: which choice it is.
    rank: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// Those that mean something, with tracks in the order of choice.
    pub known: Vec<Column>,
    /// Headings that nobody knows; safe to show.
    pub unknown: Vec<String>,
}

impl Columns {
    /// Finds what each heading means: what `--map` says of it, then what it is called.
    ///
    /// # Errors
    /// `--map` speaks of a column or a field that is not there, or no column has names.
    pub fn find(header: &[String], maps: &[String]) -> Result<Self, Unusable> {
        let mut mapped = vec![None; header.len()];
        for map in maps {
            let (at, field) = mapping(header, map)?;
            mapped[at] = Some(field);
        }
        let mut columns = Self::default();
        for (at, heading) in header.iter().enumerate() {
            let meaning = match mapped[at] {
                Some(field) => Some((field, rank(&key(heading)).map_or(0, |(rank, _)| rank))),
                None => meaning(heading),
            };
            match meaning {
                Some((Field::Ignore, _)) => {}
                Some((field, rank)) => columns.known.push(Column {
                    at,
                    field,
                    heading: sanitized(heading),
                    rank,
                }),
                None if heading.is_empty() => {}
                None => columns.unknown.push(sanitized(heading)),
            }
        }
        columns.known.sort_by_key(|column| (column.rank, column.at));
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
}

fn mapping(header: &[String], map: &str) -> Result<(usize, Field), Unusable> {
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
    let same = |known: &&String| key(known) == key(heading);
    let at = header.iter().position(|known| known.trim() == heading);
    let at = at.or_else(|| header.iter().position(|known| same(&known)));
    at.map(|at| (at, *field)).ok_or_else(|| {
        let safe: Vec<String> = header.iter().map(|heading| sanitized(heading)).collect();
        let near = nearest::nearest(heading, safe.iter().map(String::as_str));
        let hint = nearest::did_you_mean(&near)
            .unwrap_or_else(|| format!("found {}", list(safe.into_iter())));
        Unusable::new(format!("has no column '{heading}' for --map")).hint(hint)
    })
}

/// What a heading means, and which choice of several it is.
fn meaning(heading: &str) -> Option<(Field, usize)> {
    let bare = without_brackets(heading);
    [heading, &bare].into_iter().find_map(|heading| {
        let whole = key(heading);
        let asked = question(&whole);
        let exact = [whole.as_str(), asked].into_iter().find_map(|key| {
            let known = FIELDS
                .iter()
                .find(|(_, name, aliases)| name.replace('-', " ") == key || aliases.contains(&key));
            known.map(|(field, ..)| (*field, 0))
        });
        exact
            .filter(|(field, _)| *field != Field::Ignore)
            .or_else(|| {
                let (rank, rest) = rank(&whole)?;
                // "First choice" alone is one of a track: nothing else is ranked on a registration's form.
                let is_track = rest.is_empty()
                    || FIELDS.iter().any(|(field, name, aliases)| {
                        *field == Field::Tracks
                            && (*name == rest || aliases.contains(&rest.as_str()))
                    });
                is_track.then_some((Field::Tracks, rank))
            })
    })
}

/// The number of a choice and what is left of the heading: `track 2`, `second choice of track`, `primary track`.
fn rank(key: &str) -> Option<(usize, String)> {
    let mut rank = None;
    let mut rest = Vec::new();
    for word in key.split(' ') {
        let number = match word {
            "first" | "1st" | "primary" | "erste" | "forste" | "primera" => Some(1),
            "second" | "2nd" | "secondary" | "zweite" | "andre" | "segunda" => Some(2),
            "third" | "3rd" | "tertiary" | "dritte" | "tredje" | "tercera" => Some(3),
            word => word.parse().ok().filter(|number| (1..100).contains(number)),
        };
        match number {
            Some(number) if rank.is_none() => rank = Some(number),
            _ if [
                "choice",
                "preference",
                "preferred",
                "of",
                "nr",
                "no",
                "number",
                "valg",
                "wahl",
                "opcion",
            ]
            .contains(&word) => {}
            _ => rest.push(word),
        }
    }
    rank.map(|rank| (rank, rest.join(" ")))
}

/// A heading as it is compared: letters and digits without accents or case, single blanks between.
pub fn key(heading: &str) -> String {
    let plain = deunicode::deunicode(heading).to_lowercase();
    let words = plain.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// What a form asks for, without its courtesy.
fn question(key: &str) -> &str {
    let openings = [
        "please enter your ",
        "please select your ",
        "please ",
        "what is your ",
        "what are your ",
        "enter your ",
        "your ",
        "ditt ",
        "din ",
        "su ",
        "ihr ",
        "ihre ",
    ];
    let rest = openings
        .iter()
        .find_map(|opening| key.strip_prefix(opening))
        .unwrap_or(key);
    let endings = [" required", " optional", " if any", " if applicable"];
    endings
        .iter()
        .find_map(|ending| rest.strip_suffix(ending))
        .unwrap_or(rest)
}

fn without_brackets(heading: &str) -> String {
    let mut depth = 0_usize;
    let kept = heading.chars().filter(|c| match c {
        '(' | '[' => {
            depth += 1;
            false
        }
        ')' | ']' => {
            depth = depth.saturating_sub(1);
            false
        }
        _ => depth == 0,
    });
    kept.collect()
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

    fn field(heading: &str) -> Option<Field> {
        meaning(heading).map(|(field, _)| field)
    }

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn headings_in_four_languages_are_known() {
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
            ("Dietary restrictions", Field::Dietary),
            ("Ernährung", Field::Dietary),
            ("Timestamp", Field::Submitted),
            ("Submitted At", Field::Submitted),
        ] {
            let found = field(heading).or_else(|| heading.split('/').find_map(field));
            assert_eq!(found, Some(expected), "{heading}");
        }
        for heading in ["Shoe size", "", "ignore", "Phone", "Order 1"] {
            assert_eq!(field(heading), None, "{heading}");
        }
    }

    #[test]
    fn tracks_are_read_in_the_order_of_choice() -> Result<(), Unusable> {
        let header = header(&["Track 2", "Name", "Track 1", "Third choice"]);
        let columns = Columns::find(&header, &[])?;
        let places: Vec<usize> = columns
            .for_field(Field::Tracks)
            .map(|column| column.at)
            .collect();
        assert_eq!(places, [2, 0, 3]);
        Ok(())
    }

    #[test]
    fn a_map_names_a_column_and_a_field() {
        let header = header(&["Ticket holder", "Mail", "robin@example.org"]);
        let find = |map: &str| Columns::find(&header, &[map.to_owned()]);
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
