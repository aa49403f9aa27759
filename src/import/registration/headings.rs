//! What a heading means: the words people write over a column, in six languages.

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
    (Field::Name, "name", &["full name", "your name", "participant name", "attendee name", "attendee", "person", "navn", "fullt navn", "nombre completo", "nombre y apellidos", "vollstandiger name", "contact name", "contact person", "nom", "nom complet", "votre nom", "nom et prenom", "nome", "nome completo", "nome e sobrenome", "name und vorname", "vor und nachname"]),
    (Field::FirstName, "first-name", &["given name", "given names", "forename", "fornavn", "nombre", "vorname", "name given name", "name first name", "prenom", "primeiro nome"]),
    (Field::LastName, "last-name", &["surname", "family name", "etternavn", "apellido", "apellidos", "nachname", "familienname", "name family name", "name last name", "nom de famille", "sobrenome", "primer apellido"]),
    (Field::Email, "email", &["e mail", "mail", "email address", "e mail address", "mail address", "work email", "contact email", "username", "epost", "e post", "e postadresse", "epostadresse", "correo", "correo electronico", "direccion de correo electronico", "e mail adresse", "emailadresse", "mailadresse", "courriel", "adresse courriel", "adresse e mail", "adresse email", "adresse electronique", "endereco de e mail", "endereco de email", "correo e", "direccion de email", "email institucional"]),
    (Field::Chat, "chat", &["chat name", "chat handle", "zulip", "zulip name", "zulip handle", "chat zulip", "chat fhir org", "slack", "slack name", "discord", "account", "account name", "github", "github name", "github account", "github username", "github handle", "gitlab username"]),
    (Field::Organization, "organization", &["organisation", "organization name", "organisation name", "company", "company name", "employer", "affiliation", "institution", "organisasjon", "virksomhet", "firma", "bedrift", "organizacion", "empresa", "institucion", "unternehmen", "einrichtung", "nombre de la organizacion", "organisme", "nom de l organisme", "entreprise", "societe", "etablissement", "organizacao", "nome da organizacao", "instituicao", "institution organisation", "organisationsname"]),
    (Field::Kind, "kind", &["participant or observer", "participation", "participation type", "participant type", "registration type", "registrant type", "attendee type", "ticket", "ticket type", "i am", "capacity", "deltaker eller observator", "deltakelse", "participante u observador", "tipo de participacion", "teilnehmer oder beobachter", "teilnahme als", "i will attend as", "attending as", "are you a participant or observer", "are you a participant or an observer", "are you a participant observer or track lead", "tipo de participante", "tipo de inscripcion", "participant ou observateur", "type de participation", "participante ou observador", "tipo de participacao", "tipo de inscricao", "art der teilnahme"]),
    (Field::Attendance, "attendance", &["in person or virtual", "virtual or in person", "attendance mode", "attendance type", "attending", "how will you attend", "mode of attendance", "participation mode", "oppmote", "asistencia", "modalidad", "presencial o virtual", "anwesenheit", "teilnahmeart", "vor ort oder virtuell", "how will you participate", "how will you join", "attending format", "in person virtual", "modalidad de participacion", "modalidad de asistencia", "en personne ou virtuel", "en presentiel ou a distance", "presentiel ou distanciel", "mode de participation", "presencial ou virtual", "modalidade", "modalidade de participacao"]),
    (Field::Tracks, "tracks", &["track", "track s", "track choice", "track choices", "track selection", "tracks of interest", "preferred tracks", "which track", "which tracks", "spor", "temaspor", "pista", "pistas", "linea", "lineas", "which track is your", "which tracks will you join", "which tracks are you interested in", "which track are you interested in", "which tracks do you want to join", "which tracks do you plan to join", "pista de interes", "pistas de interes", "pista elegida", "pistas elegidas", "parcours", "piste", "pistes", "choix de piste", "pistes choisies", "trilha", "trilhas", "trilha de interesse", "trilhas de interesse", "gewahlter track", "gewahlte tracks"]),
    (Field::Roles, "roles", &["role", "role s", "system role", "system roles", "client or server", "client server", "client and or server", "rolle", "roller", "rollen", "rol", "papel", "cliente o servidor", "roles del sistema", "rol del sistema", "client ou serveur", "cliente ou servidor", "role du systeme", "papel do sistema", "client oder server"]),
    (Field::System, "system", &["system name", "system under test", "software", "product", "product name", "application", "application name", "system s", "systemnavn", "programvare", "sistema", "producto", "systemname", "produkt", "nombre del sistema", "systeme", "nom du systeme", "logiciel", "nome do sistema", "produto"]),
    (Field::BaseUrl, "base-url", &["url", "server url", "fhir base url", "fhir server url", "fhir server", "server", "endpoint", "fhir endpoint", "server base url", "server address", "servidor", "serveradresse", "serveradresse url", "fhir server base url", "url base", "url del servidor", "url base del servidor", "serveur", "url du serveur", "adresse du serveur", "url do servidor", "server url adresse"]),
    (Field::FhirVersions, "fhir-versions", &["fhir version", "fhir release", "fhir version s", "version of fhir", "fhir versjon", "version de fhir", "version fhir", "versiones de fhir", "versions de fhir", "versions fhir", "versao fhir", "versao do fhir", "versoes do fhir"]),
    (Field::Formats, "formats", &["format", "wire format", "wire formats", "json or xml", "json xml", "json and or xml", "formato", "formatos", "formate"]),
    (Field::Systems, "systems", &["components"]),
    (Field::Experience, "experience", &["experience level", "fhir experience", "connectathon experience", "level of experience", "previous connectathons", "connectathons attended", "erfaring", "experiencia", "erfahrung", "nivel de experiencia", "experiencia con fhir", "niveau d experience", "experience fhir", "experiencia com fhir"]),
    (Field::FirstTime, "first-time", &["first timer", "is this your first time", "is this your first connectathon", "first connectathon", "new to connectathons", "newcomer", "forste gang", "primera vez", "es su primera vez", "erstes mal", "zum ersten mal", "primer connectathon", "es su primer connectathon", "premiere fois", "est ce votre premiere fois", "premier connectathon", "primeira vez", "e a sua primeira vez", "primeiro connectathon", "erster connectathon"]),
    (Field::Objectives, "objectives", &["objective", "goals", "goal", "what do you want to achieve", "what do you hope to achieve", "expectations", "mal", "malsetting", "objetivos", "objetivo", "ziele", "ziel", "objectifs", "objectif", "expectativas", "attentes", "erwartungen"]),
    (Field::Team, "team", &["team name", "lag", "equipo", "nombre del equipo", "equipe", "nom de l equipe", "nome da equipe", "mannschaft"]),
    (Field::Dietary, "dietary", &["dietary needs", "dietary requirements", "dietary restrictions", "dietary preferences", "diet", "food allergies", "allergies", "meal preference", "kosthold", "allergier", "mathensyn", "dieta", "necesidades alimentarias", "restricciones alimentarias", "alergias", "ernahrung", "allergien", "essenswunsche", "restrictions alimentaires", "regime alimentaire", "allergies alimentaires", "restricoes alimentares", "necessidades alimentares", "ernahrungsbedurfnisse"]),
    (Field::Notes, "notes", &["note", "comment", "comments", "remarks", "anything else", "additional comments", "questions or comments", "other", "kommentar", "kommentarer", "merknad", "merknader", "comentarios", "notas", "observaciones", "bemerkungen", "anmerkungen", "kommentare", "anything else we should know", "is there anything else we should know", "comentario", "commentaire", "commentaires", "remarques", "observacoes", "algo mas", "autre chose"]),
    (Field::Submitted, "submitted-at", &["timestamp", "submitted", "completed at", "submission date", "submission time", "submit date", "date submitted", "completion time", "registered", "registered at", "registration date", "registration time", "created", "created at", "order date", "tidsstempel", "tidspunkt", "innsendt", "marca temporal", "fecha de registro", "fecha", "zeitstempel", "eingereicht", "anmeldedatum", "conversion date", "fecha de inscripcion", "fecha y hora", "horodateur", "date d inscription", "carimbo de data hora", "data de inscricao", "datum der anmeldung"]),
    (Field::Status, "status", &["attendee status", "registration status", "approval status", "approval", "approved", "order status", "ticket status", "booking status", "application status", "rsvp", "rsvp status", "attendance status", "participation status", "withdrawn", "declined", "rejected", "cancelled", "canceled", "refunded", "waitlisted", "waitlist", "waiting list", "on waitlist", "on waiting list", "pameldingsstatus", "avmeldt", "venteliste", "estado", "estado de registro", "anmeldestatus", "storniert", "warteliste", "invitee status", "estado de la inscripcion", "estado de inscripcion", "lista de espera", "statut", "statut de l inscription", "liste d attente", "situacao", "status da inscricao", "anmeldestand"]),
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
    // A grid says the choice in brackets: `Rank the tracks [2nd choice]`.
    let choice = in_brackets(heading).and_then(|inner| {
        let (rank, rest) = rank(&key(inner))?;
        let is_number = inner.trim().bytes().all(|byte| byte.is_ascii_digit());
        (rest.is_empty() && !is_number).then_some((Field::Tracks, rank))
    });
    match [heading, &bare].into_iter().find_map(written) {
        Some((Field::Tracks, 0)) => choice.or(Some((Field::Tracks, 0))),
        None => choice.filter(|_| asks_for_tracks(&key(&bare))),
        found => found,
    }
}

/// The field that the words of a heading are, and which choice of several they say.
fn written(heading: &str) -> Option<(Field, usize)> {
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
            let is_track = rest.is_empty() || track_headings().any(|known| known == rest);
            is_track.then_some((Field::Tracks, rank))
        })
}

/// The headings of tracks.
fn track_headings() -> impl Iterator<Item = &'static str> {
    let tracks = FIELDS.iter().filter(|(field, ..)| *field == Field::Tracks);
    tracks.flat_map(|(_, name, aliases)| std::iter::once(*name).chain(aliases.iter().copied()))
}

/// Whether what is before the brackets of a choice is nothing, or has a word for tracks.
fn asks_for_tracks(key: &str) -> bool {
    key.is_empty()
        || key
            .split(' ')
            .any(|word| track_headings().any(|known| known == word))
}

/// What a heading ends with in brackets, as the columns of a grid do.
pub fn in_brackets(heading: &str) -> Option<&str> {
    let (_, inner) = heading.trim().strip_suffix(']')?.rsplit_once('[')?;
    Some(inner.trim())
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
            "first" | "1st" | "primary" | "erste" | "erstwahl" | "forste" | "primera"
            | "primeira" | "premier" | "premiere" | "1er" | "1ere" => Some(1),
            "second" | "2nd" | "secondary" | "zweite" | "zweitwahl" | "andre" | "segunda"
            | "seconde" | "deuxieme" | "2e" | "2eme" => Some(2),
            "third" | "3rd" | "tertiary" | "dritte" | "drittwahl" | "tredje" | "tercera"
            | "terceira" | "troisieme" | "3e" | "3eme" => Some(3),
            "4th" | "fourth" => Some(4),
            "5th" | "fifth" => Some(5),
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
                "opcao",
                "eleccion",
                "escolha",
                "choix",
                "preferencia",
                "de",
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
        "cual es su ",
        "cual es tu ",
        "su ",
        "tu ",
        "wie lautet ihr ",
        "wie lautet ihre ",
        "ihr ",
        "ihre ",
        "quel est votre ",
        "quelle est votre ",
        "votre ",
        "qual e o seu ",
        "qual e a sua ",
        "seu ",
        "sua ",
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
