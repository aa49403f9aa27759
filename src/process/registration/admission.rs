//! Who may register for an event, and when: every reason to refuse, with its dates.

use std::borrow::Cow;
use std::path::Path;

use anyhow::Result;
use chrono::{DateTime, SubsecRound};

use crate::context::Context;
use crate::error::Failure;
use crate::import::registration::tracks::Catalog;
use crate::model::nearest;
use crate::model::registration::{RegistrationStatus, role_reference};
use crate::model::seats::{Queue, SeatLimits};
use crate::model::timeline::{Due, WindowState, distance};
use crate::model::url;
use crate::model::zone::Tz;
use crate::model::{Event, Moment, Now, Registration, Slug, Timeline, When, person};
use crate::process::registration::lookup;
use crate::process::registration::lookup::{Found, Search};
use crate::render::status::day;
use crate::workspace::lock::Lock;
use crate::workspace::seating::Seating;
use crate::workspace::{EventFolder, Workspace};

/// An event as a person who wants to register meets it.
pub struct RegistrationPolicy<'a> {
    folder: &'a EventFolder,
    event: &'a Event,
    timeline: Cow<'a, Timeline>,
    now: DateTime<Tz>,
}

impl<'a> RegistrationPolicy<'a> {
    /// The event of a loaded workspace; its record has to read.
    pub fn of(workspace: &'a Workspace, slug: &Slug, now: Now) -> Result<Self> {
        let folder = workspace.events.get(slug);
        let record = folder.and_then(|folder| Some((folder, folder.event.as_ref()?)));
        let (folder, record) = record.ok_or_else(|| Failure::event_unreadable(slug))?;
        let event = &record.value;
        Ok(Self {
            folder,
            event,
            timeline: Cow::Owned(Timeline::new(event)),
            now: now.at(event.zone_or_utc()),
        })
    }

    /// The same event, met at another moment: that of a row in a file.
    #[must_use]
    pub fn at(&self, moment: DateTime<Tz>) -> RegistrationPolicy<'_> {
        RegistrationPolicy {
            folder: self.folder,
            event: self.event,
            timeline: Cow::Borrowed(&self.timeline),
            now: moment,
        }
    }

    pub fn zone(&self) -> Tz {
        self.now.timezone()
    }

    pub fn event_name(&self) -> &str {
        &self.event.name
    }

    /// Names of the event's tracks, readable or not.
    pub fn track_names(&self) -> impl Iterator<Item = &str> {
        let tracks = self.folder.tracks.keys().chain(&self.folder.unread_tracks);
        tracks.map(Slug::as_str)
    }

    /// The tracks, as words in a file are looked up in them.
    pub fn catalog(&self) -> Catalog {
        let tracks = self.folder.tracks.iter();
        Catalog::new(
            tracks.map(|(slug, record)| (slug, &record.value)),
            self.folder.unread_tracks.iter(),
        )
    }

    /// Refuses when the event is over, or outside a window whose edge is hard. Says whether the moment is after the close.
    pub fn window(&self, late: Option<&str>) -> Result<bool> {
        let name = &self.event.name;
        if self.now >= self.event.closes() {
            let last = self.event.last_day();
            return Err(Failure::refused(format!(
                "'{name}' ended on {}, {}",
                day(last),
                self.distance(last)
            ))
            .hint("nobody can register for an event that is over")
            .into());
        }
        match self.standing() {
            WindowState::Early(open) if open.hard => Err(Failure::refused(self.not_yet(open))
                .hint("register from that day on")
                .into()),
            WindowState::Late(close) if close.hard && late.is_none() => {
                Err(Failure::refused(self.no_more(close))
                    .hint("when the organizers allow it all the same, pass --late \"reason\"")
                    .into())
            }
            WindowState::Late(_) => Ok(true),
            _ => Ok(false),
        }
    }

    /// What to say about a window whose edges are soft.
    pub fn warnings(&self) -> Option<String> {
        match self.standing() {
            WindowState::Early(open) if !open.hard => Some(self.not_yet(open)),
            WindowState::Late(close) if !close.hard => Some(self.no_more(close)),
            _ => None,
        }
    }

    fn standing(&self) -> WindowState<'_> {
        self.timeline
            .window_state("registration-open", "registration-close", self.now)
    }

    fn not_yet(&self, open: &Due) -> String {
        format!(
            "registration for '{}' opens {}",
            self.event.name,
            self.said(open)
        )
    }

    fn no_more(&self, close: &Due) -> String {
        format!(
            "registration for '{}' closed {}",
            self.event.name,
            self.said(close)
        )
    }

    fn said(&self, due: &Due) -> String {
        let time = match due.when {
            When::Day(_) => String::new(),
            when => when.start(self.zone()).format(" at %H:%M %Z").to_string(),
        };
        format!(
            "on {}{time} ({}), {}",
            day(due.day()),
            due.origin_text(),
            self.distance(due.day())
        )
    }

    fn distance(&self, day: chrono::NaiveDate) -> String {
        distance(self.now.date_naive(), day)
    }

    /// Refuses what a registration may not say, and puts the tracks of its roles among its tracks. Returns what is worth a warning.
    pub fn judge(&self, registration: &mut Registration) -> Result<Vec<String>> {
        if let Some(email) = &registration.email {
            address(email)?;
        }
        for system in registration.systems.iter() {
            if let Some(text) = system.base_url.as_deref()
                && url::parse_base(text).is_err()
            {
                let text = url::redacted(text);
                return Err(
                    Failure::refused(format!("'{text}' is no base URL of a server"))
                        .hint("expected one such as https://fhir.example.org/r4")
                        .into(),
                );
            }
        }
        for track in registration.tracks.iter() {
            self.known_track(track)?;
        }
        let systems = registration.systems.iter().flat_map(|one| one.roles.iter());
        let mut tracks = registration.tracks.0.clone();
        for reference in registration.roles.iter().chain(systems) {
            let (track, role) = role_reference(reference).ok_or_else(|| {
                Failure::usage(format!("'{reference}' names no role"))
                    .hint("expected TRACK/ROLE, such as patient/server")
            })?;
            self.known_track(track)?;
            self.known_role(track, role)?;
            if !tracks.iter().any(|known| known == track) {
                tracks.push(track.to_owned());
            }
        }
        registration.tracks.0 = tracks;
        let closed = registration.tracks.iter().filter_map(|name| {
            let status = self.folder.tracks.get(name.as_str())?.value.status;
            (!status.is_open()).then(|| format!("track '{name}' is {}", status.label()))
        });
        Ok(closed.collect())
    }

    /// Refuses a track that the event has not.
    pub fn known_track(&self, name: &str) -> Result<(), Failure> {
        if self.folder.has_track(name) {
            return Ok(());
        }
        let near = nearest::nearest(name, self.track_names());
        let names: Vec<&str> = self.track_names().collect();
        let hint = nearest::did_you_mean(&near).unwrap_or_else(|| {
            if names.is_empty() {
                "the event has no track yet; leave --track out".to_owned()
            } else {
                format!("expected one of: {}", names.join(", "))
            }
        });
        Err(
            Failure::not_found(format!("no track '{name}' in event '{}'", self.folder.slug))
                .hint(hint),
        )
    }

    fn known_role(&self, track: &str, role: &str) -> Result<()> {
        // The roles of a track that does not read are not known to be wrong.
        let Some(record) = self.folder.tracks.get(track) else {
            return Ok(());
        };
        if record.value.role(role).is_some() {
            return Ok(());
        }
        let ids: Vec<&str> = record
            .value
            .roles
            .iter()
            .map(|one| one.id.as_str())
            .collect();
        let near = nearest::nearest(role, ids.iter().copied());
        let hint = nearest::did_you_mean(&near).unwrap_or_else(|| {
            if ids.is_empty() {
                "the track has no roles yet; leave --role out".to_owned()
            } else {
                format!("expected one of: {}", ids.join(", "))
            }
        });
        Err(
            Failure::not_found(format!("no role '{role}' in track '{track}'"))
                .hint(hint)
                .into(),
        )
    }

    /// The moment, as it is written into a record.
    pub fn moment(&self) -> Moment {
        Moment(self.now.fixed_offset().trunc_subsecs(6))
    }

    /// What to say at the locked before the event has begun.
    pub fn not_begun(&self) -> Option<String> {
        let first = self.event.first_day();
        (self.now < self.event.opens()).then(|| {
            format!(
                "'{}' begins on {}, {}",
                self.event.name,
                day(first),
                self.distance(first)
            )
        })
    }

    /// Whether the event has a track of this name.
    pub fn has_track(&self, track: &str) -> bool {
        self.folder.has_track(track)
    }

    /// Whether a track of the event has a role of this name; the roles of a track that does not read are not known to be wrong.
    pub fn has_role(&self, track: &str, role: &str) -> bool {
        match self.folder.tracks.get(track) {
            Some(record) => record.value.role(role).is_some(),
            None => self.folder.unread_tracks.contains(track),
        }
    }

    pub fn room(&self) -> SeatLimits {
        let tracks = self.folder.tracks.values();
        let tracks = tracks.map(|track| (track.slug.as_str(), track.value.capacity));
        SeatLimits::new(self.event, tracks)
    }

    /// Everybody who holds a seat or waits for one.
    pub fn line(&self) -> Queue {
        let room = self.room();
        let people = self.folder.registrations.values();
        let claims = people.filter_map(|record| room.claim(&record.slug, &record.value));
        let claims = claims.collect();
        Queue::new(room, claims)
    }

    /// Refuses a person who is registered already; else says what looking for them told.
    pub fn ensure_not_registered(
        &self,
        root: &Path,
        person: &Registration,
        slug: &Slug,
    ) -> Result<Search> {
        let search = lookup::find(root, &self.folder.slug, person, slug)?;
        self.unknown(&search.found)?;
        Ok(search)
    }

    /// Whether there is a seat for a person who is not registered yet. The caller holds the event's lock.
    pub fn seating(
        &self,
        context: &mut Context,
        root: &Path,
        lock: &Lock,
        person: &Registration,
        search: &Search,
    ) -> Result<Seating> {
        let seating = Seating::of(root, &self.folder.slug, lock, self.room(), person, search)?;
        if seating.unread > 0 {
            context.say(&format!(
                "warning: {} not read, so the seats they take are not counted; run 'cxn check {}' to see why",
                if seating.unread == 1 { "1 registration does".to_owned() } else { format!("{} registrations do", seating.unread) },
                self.folder.slug
            ));
        }
        Ok(seating)
    }

    fn unknown(&self, found: &Found) -> Result<()> {
        match found {
            Found::Nobody => Ok(()),
            Found::Record(file, record) => {
                let since = record.registered.map_or_else(String::new, |moment| {
                    let moment = moment.0.with_timezone(&self.zone());
                    format!(" since {}", day(moment.date_naive()))
                });
                let status = match record.status {
                    RegistrationStatus::Confirmed => String::new(),
                    other => format!(" ({})", other.to_string().replace('-', " ")),
                };
                Err(Failure::refused(format!(
                    "'{}' is registered for '{}' already{since}{status}: {file}",
                    record.name, self.event.name
                ))
                .hint(format!("change it instead: cxn register change {}", file.stem()))
                .into())
            }
            Found::Unreadable(file) => Err(Failure::other(format!(
                "{file} speaks of the same address and does not read, so the person may be registered already"
            ))
            .hint(format!("run 'cxn check {file}' to see what is wrong with it"))
            .into()),
        }
    }
}

/// Refuses what cannot be an address for mail. The address is not repeated: what is said may end up in a log.
pub fn address(email: &str) -> Result<(), Failure> {
    if person::is_email(email) {
        return Ok(());
    }
    Err(
        Failure::refused("the address does not look like one for mail")
            .hint("expected one such as name@example.org"),
    )
}
