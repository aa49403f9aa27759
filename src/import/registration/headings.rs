//! What a heading means: the words people write over a column, in four languages.

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    Name,
    FirstName,
    LastName,
    Email,
    /// A name in the chat, or of an account.
    Chat,
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
    /// Whether the person comes: an approval, a cancellation, a place on a waiting list.
    Status,
    /// The issue that a form made: `#12`.
    Issue,
    Ignore,
}

/// Every field: its name, which `--map` takes, and the headings that mean it, in the form [`key`] gives them.
#[rustfmt::skip]
pub static FIELDS: [(Field, &str, &[&str]); 25] = [
    (Field::Name, "name", &["full name", "your name", "participant name", "attendee name", "attendee", "person", "navn", "fullt navn", "nombre completo", "nombre y apellidos", "vollstandiger name", "contact name", "contact person"]),
    (Field::FirstName, "first-name", &["given name", "given names", "forename", "fornavn", "nombre", "vorname", "name given name", "name first name"]),
    (Field::LastName, "last-name", &["surname", "family name", "etternavn", "apellido", "apellidos", "nachname", "familienname", "name family name", "name last name"]),
    (Field::Email, "email", &["e mail", "mail", "email address", "e mail address", "mail address", "work email", "contact email", "username", "epost", "e post", "e postadresse", "epostadresse", "correo", "correo electronico", "direccion de correo electronico", "e mail adresse", "emailadresse", "mailadresse"]),
    (Field::Chat, "chat", &["chat name", "chat handle", "zulip", "zulip name", "zulip handle", "chat zulip", "chat fhir org", "slack", "slack name", "discord", "account", "account name", "github", "github name", "github account", "github username", "github handle", "gitlab username"]),
    (Field::Organization, "organization", &["organisation", "organization name", "organisation name", "company", "company name", "employer", "affiliation", "institution", "organisasjon", "virksomhet", "firma", "bedrift", "organizacion", "empresa", "institucion", "unternehmen", "einrichtung"]),
    (Field::Kind, "kind", &["participant or observer", "participation", "participation type", "participant type", "registration type", "registrant type", "attendee type", "ticket", "ticket type", "i am", "capacity", "deltaker eller observator", "deltakelse", "participante u observador", "tipo de participacion", "teilnehmer oder beobachter", "teilnahme als", "i will attend as", "attending as", "are you a participant or observer", "are you a participant or an observer", "are you a participant observer or track lead"]),
    (Field::Attendance, "attendance", &["in person or virtual", "virtual or in person", "attendance mode", "attendance type", "attending", "how will you attend", "mode of attendance", "participation mode", "oppmote", "asistencia", "modalidad", "presencial o virtual", "anwesenheit", "teilnahmeart", "vor ort oder virtuell", "how will you participate", "how will you join", "attending format", "in person virtual"]),
    (Field::Tracks, "tracks", &["track", "track s", "track choice", "track choices", "track selection", "tracks of interest", "preferred tracks", "which track", "which tracks", "spor", "temaspor", "pista", "pistas", "linea", "lineas", "which track is your", "which tracks will you join", "which tracks are you interested in", "which track are you interested in", "which tracks do you want to join", "which tracks do you plan to join"]),
    (Field::Roles, "roles", &["role", "role s", "system role", "system roles", "client or server", "client server", "client and or server", "rolle", "roller", "rollen", "rol", "papel", "cliente o servidor"]),
    (Field::System, "system", &["system name", "system under test", "software", "product", "product name", "application", "application name", "system s", "systemnavn", "programvare", "sistema", "producto", "systemname", "produkt"]),
    (Field::BaseUrl, "base-url", &["url", "server url", "fhir base url", "fhir server url", "fhir server", "server", "endpoint", "fhir endpoint", "server base url", "server address", "servidor", "serveradresse", "serveradresse url", "fhir server base url"]),
    (Field::FhirVersions, "fhir-versions", &["fhir version", "fhir release", "fhir version s", "version of fhir", "fhir versjon", "version de fhir", "version fhir"]),
    (Field::Formats, "formats", &["format", "wire format", "wire formats", "json or xml", "json xml", "json and or xml", "formato", "formatos", "formate"]),
    (Field::Systems, "systems", &["components"]),
    (Field::Experience, "experience", &["experience level", "fhir experience", "connectathon experience", "level of experience", "previous connectathons", "connectathons attended", "erfaring", "experiencia", "erfahrung"]),
    (Field::FirstTime, "first-time", &["first timer", "is this your first time", "is this your first connectathon", "first connectathon", "new to connectathons", "newcomer", "forste gang", "primera vez", "es su primera vez", "erstes mal", "zum ersten mal"]),
    (Field::Objectives, "objectives", &["objective", "goals", "goal", "what do you want to achieve", "what do you hope to achieve", "expectations", "mal", "malsetting", "objetivos", "objetivo", "ziele", "ziel"]),
    (Field::Team, "team", &["team name", "lag", "equipo"]),
    (Field::Dietary, "dietary", &["dietary needs", "dietary requirements", "dietary restrictions", "dietary preferences", "diet", "food allergies", "allergies", "meal preference", "kosthold", "allergier", "mathensyn", "dieta", "necesidades alimentarias", "restricciones alimentarias", "alergias", "ernahrung", "allergien", "essenswunsche"]),
    (Field::Notes, "notes", &["note", "comment", "comments", "remarks", "anything else", "additional comments", "questions or comments", "other", "kommentar", "kommentarer", "merknad", "merknader", "comentarios", "notas", "observaciones", "bemerkungen", "anmerkungen", "kommentare", "anything else we should know", "is there anything else we should know"]),
    (Field::Submitted, "submitted-at", &["timestamp", "submitted", "completed at", "submission date", "submission time", "submit date", "date submitted", "completion time", "registered", "registered at", "registration date", "registration time", "created", "created at", "order date", "tidsstempel", "tidspunkt", "innsendt", "marca temporal", "fecha de registro", "fecha", "zeitstempel", "eingereicht", "anmeldedatum", "conversion date"]),
    (Field::Status, "status", &["attendee status", "registration status", "approval status", "approval", "approved", "order status", "ticket status", "booking status", "application status", "rsvp", "rsvp status", "attendance status", "participation status", "withdrawn", "declined", "rejected", "cancelled", "canceled", "refunded", "waitlisted", "waitlist", "waiting list", "on waitlist", "on waiting list", "pameldingsstatus", "avmeldt", "venteliste", "estado", "estado de registro", "anmeldestatus", "storniert", "warteliste", "invitee status"]),
    (Field::Issue, "issue", &["issue number"]),
    (Field::Ignore, "ignore", &[]),
];

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = FIELDS.iter().find(|(field, ..)| field == self);
        f.write_str(known.map_or("", |(_, name, _)| name))
    }
}

/// What a heading says of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meaning {
    pub field: Field,
    /// For one of several columns of tracks: which choice it is.
    pub rank: usize,
    /// Whether it is said to be of the person who comes, and not of the one who bought the ticket.
    pub of_attendee: bool,
}

/// What a column of the person who comes begins with, where another one is of the buyer.
const ATTENDEE: [&str; 7] = [
    "attendee ",
    "participant ",
    "guest ",
    "ticket holder ",
    "registrant ",
    "deltaker ",
    "teilnehmer ",
];

/// What a heading means.
pub fn meaning(heading: &str) -> Option<Meaning> {
    if is_number(heading) {
        return None;
    }
    let whole = key(heading);
    let of_attendee = ATTENDEE.iter().find_map(|start| whole.strip_prefix(start));
    let plain = |(field, rank)| Meaning {
        field,
        rank,
        of_attendee: of_attendee.is_some(),
    };
    named(heading)
        .or_else(|| named(of_attendee?).filter(|(field, _)| IDENTITY.contains(field)))
        .map(plain)
}

/// Who the person is and whether they come: what a form asks of a buyer and of an attendee.
pub const IDENTITY: [Field; 6] = [
    Field::Name,
    Field::FirstName,
    Field::LastName,
    Field::Email,
    Field::Organization,
    Field::Status,
];

/// Whether a heading is of a number: `Attendee #`, `No.`, and not `Track #1`.
fn is_number(heading: &str) -> bool {
    let plain = deunicode::deunicode(heading);
    let mut signs = plain.match_indices('#');
    signs.any(|(at, _)| {
        !plain[at + 1..]
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit())
    })
}

/// Whether a heading that means no field may still say whether a person comes.
pub fn may_be_status(heading: &str) -> bool {
    const OTHERS: [&str; 9] = [
        "system",
        "server",
        "component",
        "fhir",
        "marital",
        "visa",
        "employment",
        "project",
        "member",
    ];
    let key = key(heading);
    let mut words = key.split(' ');
    let speaks = words.clone().any(|word| {
        [
            "status",
            "approval",
            "rsvp",
            "withdrawn",
            "withdrawal",
            "cancelled",
            "canceled",
            "cancellation",
        ]
        .contains(&word)
            || [
                "refunded",
                "declined",
                "rejected",
                "waitlist",
                "waitlisted",
                "estado",
                "avmelding",
                "stornierung",
            ]
            .contains(&word)
    });
    speaks && !words.any(|word| OTHERS.contains(&word))
}

/// The field of a heading, and which choice of several it is.
fn named(heading: &str) -> Option<(Field, usize)> {
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
            .or_else(|| Some((twin(&whole)?, 0)))
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

/// What a second column of the same name holds, which spreadsheets call `Name2`: who the person is, and not another choice.
fn twin(key: &str) -> Option<Field> {
    let first = key.strip_suffix(|c: char| ('2'..='9').contains(&c))?;
    let known = FIELDS.iter().filter(|(field, ..)| IDENTITY.contains(field));
    let mut known = known
        .filter(|(_, name, aliases)| name.replace('-', " ") == first || aliases.contains(&first));
    known.next().map(|(field, ..)| *field)
}

/// The number of a choice and what is left of the heading: `track 2`, `second choice of track`, `primary track`.
pub fn rank(key: &str) -> Option<(usize, String)> {
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
        "question ",
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
