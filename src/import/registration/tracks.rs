//! Which tracks and roles the words in a cell name: by slug, by title, or as a mapping says. What is only near is a question.

use std::collections::HashMap;

use crate::import::registration::values::is_open;
use crate::model::mapping::{IGNORE, Mapping};
use crate::model::nearest;
use crate::model::person::fold;
use crate::model::track::{Role, RoleKind};
use crate::model::{Slug, Track, TrackStatus};

/// The tracks of an event, as words are looked up in them.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    tracks: Vec<Known>,
    /// What a mapping says of words, folded: the track, or none where they are ignored.
    words: HashMap<String, Option<String>>,
}

#[derive(Debug, Clone)]
struct Known {
    slug: String,
    title: String,
    /// The title as titles are compared: folded once, for it is asked of every row.
    folded: String,
    status: Option<TrackStatus>,
    roles: Vec<Role>,
}

/// What a part of a cell is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    Track(String),
    /// Left out, as the mapping says.
    Ignored,
    /// An answer that names no track on purpose.
    Open(String),
}

/// What stands between the answers of a cell, and within some titles.
const SEPARATORS: [char; 5] = [',', ';', '|', '/', '\n'];

/// The most separators that a title is tried with.
const LONGEST: usize = 8;

impl Catalog {
    /// The tracks that read, and the names of those that do not.
    pub fn new<'a>(
        tracks: impl Iterator<Item = (&'a Slug, &'a Track)>,
        unread: impl Iterator<Item = &'a Slug>,
    ) -> Self {
        let read = tracks.map(|(slug, track)| Known {
            slug: slug.to_string(),
            title: track.title.clone(),
            folded: fold(&track.title),
            status: Some(track.status),
            roles: track.roles.0.clone(),
        });
        let unread = unread.map(|slug| Known {
            slug: slug.to_string(),
            title: slug.to_string(),
            folded: fold(slug.as_str()),
            status: None,
            roles: Vec::new(),
        });
        Self {
            tracks: read.chain(unread).collect(),
            words: HashMap::new(),
        }
    }

    /// The same tracks, with what a mapping calls them.
    #[must_use]
    pub fn with_words(mut self, mapping: &Mapping) -> Self {
        for (word, track) in mapping.tracks.iter() {
            if let Some(track) = track {
                let track = Some(track.clone()).filter(|track| track != IGNORE);
                self.words.insert(fold(word), track);
            }
        }
        self
    }

    /// The status of a track, when it is not part of the event any more.
    pub fn closed(&self, slug: &str) -> Option<TrackStatus> {
        let track = self.tracks.iter().find(|track| track.slug == slug)?;
        track.status.filter(|status| !status.is_open())
    }

    /// The tracks of a cell. A title may hold what stands between answers, so the longest part that is one counts.
    ///
    /// # Errors
    /// The part that names no track, which may be near to one.
    pub fn find(&self, cell: &str) -> Result<Vec<Match>, String> {
        let mut found: Vec<Match> = Vec::new();
        let mut rest = cell.trim_matches(is_gap);
        while !rest.is_empty() {
            let (part, named) = longest(rest, |part| self.named(part))
                .ok_or_else(|| first_part(rest).to_owned())?;
            if !found.contains(&named) {
                found.push(named);
            }
            rest = rest[part.len()..].trim_start_matches(is_gap);
        }
        Ok(found)
    }

    fn named(&self, part: &str) -> Option<Match> {
        if let Some(word) = self.words.get(&fold(part)) {
            return Some(word.clone().map_or(Match::Ignored, Match::Track));
        }
        if let Some(slug) = self.exact(part) {
            return Some(Match::Track(slug.to_owned()));
        }
        is_open(part).then(|| Match::Open(part.trim().to_owned()))
    }

    /// Why a part of a cell names no track, with those it is near to.
    pub fn unknown(&self, part: &str) -> String {
        let near = self.near(part);
        match nearest::did_you_mean(&near) {
            Some(question) => format!("no track '{part}'; {question}"),
            None => format!("no track '{part}'"),
        }
    }

    /// The tracks that a text is near to, by slug or title.
    pub fn near(&self, part: &str) -> Vec<String> {
        let names = self
            .tracks
            .iter()
            .flat_map(|track| [track.slug.as_str(), track.title.as_str()]);
        let near = nearest::nearest(&fold(part), names);
        let mut slugs: Vec<String> = Vec::new();
        for slug in near.iter().filter_map(|name| self.exact(name)) {
            if !slugs.iter().any(|known| known == slug) {
                slugs.push(slug.to_owned());
            }
        }
        slugs
    }

    fn exact(&self, text: &str) -> Option<&str> {
        let folded = fold(text);
        let slug = Slug::from_title(text);
        let same = |track: &&Known| {
            track.slug == folded
                || track.folded == folded
                || slug
                    .as_ref()
                    .is_some_and(|slug| slug.as_str() == track.slug)
        };
        let found = self.tracks.iter().find(same);
        found.map(|track| track.slug.as_str())
    }

    /// Whether a text names a role of any track: a column in which none does holds something else, such as job titles.
    pub fn is_role_somewhere(&self, cell: &str) -> bool {
        let read = self.tracks.iter().filter(|track| track.status.is_some());
        let all: Vec<String> = read.map(|track| track.slug.clone()).collect();
        self.roles(cell, &all).is_ok_and(|roles| !roles.is_empty())
            || self.tracks.iter().any(|track| {
                let of_kind = |kind| track.roles.iter().any(|role| role.kind == Some(kind));
                match fold(cell).as_str() {
                    "client" => of_kind(RoleKind::Client),
                    "server" => of_kind(RoleKind::Server),
                    _ => false,
                }
            })
    }

    /// The roles of a cell, each as `track/role`: written so, or a role's name in the tracks of the row.
    ///
    /// # Errors
    /// A part means no role of these tracks.
    pub fn roles(&self, cell: &str, tracks: &[String]) -> Result<Vec<String>, String> {
        let mut found = Vec::new();
        if let Some(roles) = self.role(cell, tracks) {
            return Ok(roles);
        }
        let words = cell.replace(" and ", ";").replace(" & ", ";");
        let mut rest = words.trim_matches(is_gap);
        while !rest.is_empty() {
            let (part, roles) =
                longest(rest, |part| self.role(part.trim(), tracks)).ok_or_else(|| {
                    let part = first_part(rest);
                    match tracks {
                        [] => format!("no role '{part}' without a track"),
                        tracks => format!("no role '{part}' in {}", tracks.join(", ")),
                    }
                })?;
            for role in roles {
                if !found.contains(&role) {
                    found.push(role);
                }
            }
            rest = rest[part.len()..].trim_start_matches(is_gap);
        }
        Ok(found)
    }

    fn role(&self, text: &str, tracks: &[String]) -> Option<Vec<String>> {
        if let Some((track, role)) = text.split_once('/')
            && let Some(track) = self.exact(track)
        {
            return self.within(track, role).map(|role| vec![role]);
        }
        let found: Vec<String> = tracks
            .iter()
            .filter_map(|track| self.within(track, text))
            .collect();
        (!found.is_empty()).then_some(found)
    }

    /// A role of a track by its id, its name, or as its only role of a kind.
    fn within(&self, track: &str, text: &str) -> Option<String> {
        let known = self.tracks.iter().find(|known| known.slug == track)?;
        let folded = fold(text);
        let named = known.roles.iter().find(|role| {
            fold(&role.id) == folded || role.name.as_ref().is_some_and(|name| fold(name) == folded)
        });
        let kind = match folded.as_str() {
            "client" => Some(RoleKind::Client),
            "server" => Some(RoleKind::Server),
            _ => None,
        };
        let mut of_kind = known
            .roles
            .iter()
            .filter(|role| kind.is_some() && role.kind == kind);
        let role = named.or_else(|| of_kind.next().filter(|_| of_kind.next().is_none()));
        // The roles of a track that does not read are not known to be wrong.
        let unread = || {
            known
                .status
                .is_none()
                .then(|| Slug::from_title(text))
                .flatten()
        };
        let id = role
            .map(|role| role.id.clone())
            .or_else(|| unread().map(|slug| slug.to_string()));
        id.map(|id| format!("{track}/{id}"))
    }
}

/// The longest beginning of a text, up to a separator, that names something.
fn longest<T>(text: &str, named: impl Fn(&str) -> Option<T>) -> Option<(&str, T)> {
    let ends = text.match_indices(SEPARATORS).map(|(at, _)| at);
    let ends = ends.chain(std::iter::once(text.len()));
    let ends: Vec<usize> = ends.take(LONGEST).collect();
    let mut parts = ends.into_iter().rev().map(|end| &text[..end]);
    parts.find_map(|part| Some((part, named(part)?)))
}

/// Whether a character is only between answers.
fn is_gap(c: char) -> bool {
    c.is_whitespace() || SEPARATORS.contains(&c)
}

/// A text up to its first separator.
fn first_part(text: &str) -> &str {
    text.split(SEPARATORS).next().unwrap_or(text).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalog() -> Result<Catalog, Box<dyn std::error::Error>> {
        let patient: Track = crate::yaml::read(
            "title: Patient\nroles: [{id: server, kind: server}, {id: app, name: Patient App, kind: client}]\n",
        )?;
        let questions: Track =
            crate::yaml::read("title: Questions, Answers and Forms\nstatus: declined\n")?;
        let (a, b, c) = (
            Slug::parse("patient")?,
            Slug::parse("sdc")?,
            Slug::parse("broken")?,
        );
        Ok(Catalog::new(
            [(&a, &patient), (&b, &questions)].into_iter(),
            [&c].into_iter(),
        ))
    }

    #[test]
    fn tracks_are_found_when_they_are_named_and_not_when_they_are_near()
    -> Result<(), Box<dyn std::error::Error>> {
        let mapping = crate::yaml::read("tracks: {Forms: sdc, Lunch: ignore, Later: }")?;
        let catalog = catalog()?.with_words(&mapping);
        let find = |cell: &str| {
            catalog.find(cell).map(|found| {
                let names = found.iter().map(|one| match one {
                    Match::Track(slug) => slug.clone(),
                    Match::Ignored => "-".to_owned(),
                    Match::Open(answer) => format!("({answer})"),
                });
                names.collect::<Vec<_>>().join(" ")
            })
        };
        for (cell, expected) in [
            ("patient; SDC", Ok("patient sdc")),
            ("questions,  answers and forms", Ok("sdc")),
            (
                "Patient, Questions, Answers and Forms; patient",
                Ok("patient sdc"),
            ),
            ("Questions, Answers and Forms / PATIENT", Ok("sdc patient")),
            ("broken|patient\nsdc", Ok("broken patient sdc")),
            ("forms, Lunch", Ok("sdc -")),
            ("Patient, Undecided", Ok("patient (Undecided)")),
            ("Other: what you like", Ok("(Other: what you like)")),
            ("Patinet|broken", Err("Patinet")),
            ("patient, weather", Err("weather")),
        ] {
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(find(cell), expected, "{cell}");
        }
        assert_eq!(
            catalog.unknown("Patinet"),
            "no track 'Patinet'; did you mean 'patient'?"
        );
        assert_eq!(catalog.unknown("weather"), "no track 'weather'");
        assert_eq!(catalog.closed("sdc"), Some(TrackStatus::Declined));
        assert_eq!(catalog.closed("patient"), None);
        Ok(())
    }

    #[test]
    fn a_job_title_is_no_role_of_any_track() -> Result<(), Box<dyn std::error::Error>> {
        let catalog = catalog()?;
        for role in ["server", "Patient App", "patient/app", "Client and Server"] {
            assert!(catalog.is_role_somewhere(role), "{role}");
        }
        for title in ["Software engineer", "Server administrator", "CEO"] {
            assert!(!catalog.is_role_somewhere(title), "{title}");
        }
        Ok(())
    }

    #[test]
    fn roles_are_found_within_the_tracks_of_the_row() -> Result<(), Box<dyn std::error::Error>> {
        let catalog = catalog()?;
        let tracks = ["patient".to_owned()];
        let roles = |cell: &str| catalog.roles(cell, &tracks).map(|roles| roles.join(" "));
        assert_eq!(
            roles("Client and Server").as_deref(),
            Ok("patient/app patient/server")
        );
        assert_eq!(roles("patient app").as_deref(), Ok("patient/app"));
        assert_eq!(
            roles("Patient/server, client").as_deref(),
            Ok("patient/server patient/app")
        );
        assert_eq!(roles("broken/anything").as_deref(), Ok("broken/anything"));
        assert_eq!(
            roles("printer"),
            Err("no role 'printer' in patient".to_owned())
        );
        assert_eq!(
            catalog.roles("server", &[]),
            Err("no role 'server' without a track".to_owned())
        );
        Ok(())
    }
}
