//! Which tracks and roles the words in a cell mean: by slug, by title, or by the nearest of either.

use crate::model::nearest;
use crate::model::person::fold;
use crate::model::track::{Role, RoleKind};
use crate::model::{Slug, Track, TrackStatus};

/// The tracks of an event, as words are looked up in them.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    tracks: Vec<Known>,
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

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    pub slug: String,
    /// Whether it is only the nearest to what was written.
    pub guessed: bool,
}

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
        }
    }

    /// The status of a track, when it is not part of the event any more.
    pub fn closed(&self, slug: &str) -> Option<TrackStatus> {
        let track = self.tracks.iter().find(|track| track.slug == slug)?;
        track.status.filter(|status| !status.is_open())
    }

    /// The tracks of a cell. A title may hold a comma, so the whole is tried before its parts.
    ///
    /// # Errors
    /// A part means no track, or could mean several.
    pub fn find(&self, cell: &str) -> Result<Vec<Match>, String> {
        if let Some(slug) = self.exact(cell) {
            return Ok(vec![slug]);
        }
        let mut found: Vec<Match> = Vec::new();
        let parts = cell
            .split([';', '|', '\n'])
            .map(str::trim)
            .filter(|part| !part.is_empty());
        for part in parts {
            let matches = match self.exact(part) {
                Some(one) => vec![one],
                None => self.between_commas(part)?,
            };
            for one in matches {
                if !found.iter().any(|known| known.slug == one.slug) {
                    found.push(one);
                }
            }
        }
        Ok(found)
    }

    /// The tracks between commas, where a title may hold commas itself: the longest run of pieces that is one wins.
    fn between_commas(&self, text: &str) -> Result<Vec<Match>, String> {
        let pieces: Vec<&str> = text
            .split(',')
            .filter(|piece| !piece.trim().is_empty())
            .collect();
        let mut found = Vec::new();
        let mut at = 0;
        while at < pieces.len() {
            // No title has more commas than this.
            let mut longest = (at + 1..=pieces.len().min(at + 8)).rev();
            let run = longest.find_map(|end| Some((self.exact(&pieces[at..end].join(","))?, end)));
            let (one, end) = match run {
                Some(run) => run,
                None => (self.one(pieces[at].trim())?, at + 1),
            };
            found.push(one);
            at = end;
        }
        Ok(found)
    }

    fn exact(&self, text: &str) -> Option<Match> {
        let folded = fold(text);
        let slug = Slug::from_title(text);
        let same = |track: &&Known| {
            track.slug == folded
                || track.folded == folded
                || slug
                    .as_ref()
                    .is_some_and(|slug| slug.as_str() == track.slug)
        };
        self.tracks.iter().find(same).map(|track| Match {
            slug: track.slug.clone(),
            guessed: false,
        })
    }

    fn one(&self, text: &str) -> Result<Match, String> {
        if let Some(exact) = self.exact(text) {
            return Ok(exact);
        }
        let names = self
            .tracks
            .iter()
            .flat_map(|track| [track.slug.as_str(), track.title.as_str()]);
        let near = nearest::nearest(&fold(text), names);
        let mut slugs: Vec<String> = Vec::new();
        for track in near.iter().filter_map(|name| self.exact(name)) {
            if !slugs.contains(&track.slug) {
                slugs.push(track.slug);
            }
        }
        match &slugs[..] {
            [slug] => Ok(Match {
                slug: slug.clone(),
                guessed: true,
            }),
            [] => Err(format!("no track '{text}'")),
            several => Err(format!(
                "no track '{text}'; {}",
                nearest::did_you_mean(several).unwrap_or_default()
            )),
        }
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
        for part in words
            .split([';', ',', '|', '\n'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let roles = self.role(part, tracks).ok_or_else(|| match tracks {
                [] => format!("no role '{part}' without a track"),
                tracks => format!("no role '{part}' in {}", tracks.join(", ")),
            })?;
            for role in roles {
                if !found.contains(&role) {
                    found.push(role);
                }
            }
        }
        Ok(found)
    }

    fn role(&self, text: &str, tracks: &[String]) -> Option<Vec<String>> {
        if let Some((track, role)) = text.split_once('/')
            && let Some(track) = self.exact(track)
        {
            return self.within(&track.slug, role).map(|role| vec![role]);
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
    fn tracks_are_found_by_slug_title_or_nearest() -> Result<(), Box<dyn std::error::Error>> {
        let catalog = catalog()?;
        let find = |cell: &str| {
            catalog.find(cell).map(|found| {
                let names = found
                    .iter()
                    .map(|one| format!("{}{}", one.slug, if one.guessed { "?" } else { "" }));
                names.collect::<Vec<_>>().join(" ")
            })
        };
        assert_eq!(find("patient; SDC").as_deref(), Ok("patient sdc"));
        assert_eq!(find("questions,  answers and forms").as_deref(), Ok("sdc"));
        assert_eq!(find("Patinet|broken").as_deref(), Ok("patient? broken"));
        assert_eq!(
            find("Patient, Questions, Answers and Forms; patient").as_deref(),
            Ok("patient sdc")
        );
        assert_eq!(
            find("Patient; Questions, Answers and Forms").as_deref(),
            Ok("patient sdc")
        );
        assert_eq!(find("weather"), Err("no track 'weather'".to_owned()));
        assert_eq!(catalog.closed("sdc"), Some(TrackStatus::Declined));
        assert_eq!(catalog.closed("patient"), None);
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
