//! The events: a fixed calendar of thirteen years, whatever day it is.

use chrono::{Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _};
use chrono_tz::Tz;

/// The moment at which the workspace is in the order that it was made for: two months before the newest event.
pub const NOW: &str = "2026-07-20T12:00:00-04:00";

/// Where people meet: a slug, a location, a zone. Zones of both signs, whole hours and others.
const PLACES: [(&str, &str, Tz); 18] = [
    (
        "rockville",
        "Rockville, Maryland, USA",
        Tz::America__New_York,
    ),
    ("phoenix", "Phoenix, Arizona, USA", Tz::America__Phoenix),
    ("cologne", "Cologne, Germany", Tz::Europe__Berlin),
    ("sydney", "Sydney, Australia", Tz::Australia__Sydney),
    ("madrid", "Madrid, Spain", Tz::Europe__Madrid),
    (
        "san-diego",
        "San Diego, California, USA",
        Tz::America__Los_Angeles,
    ),
    ("pune", "Pune, India", Tz::Asia__Kolkata),
    ("oslo", "Oslo, Norway", Tz::Europe__Oslo),
    ("montreal", "Montréal, Canada", Tz::America__Toronto),
    ("lagos", "Lagos, Nigeria", Tz::Africa__Lagos),
    ("sao-paulo", "São Paulo, Brazil", Tz::America__Sao_Paulo),
    ("kathmandu", "Kathmandu, Nepal", Tz::Asia__Kathmandu),
    ("manila", "Manila, Philippines", Tz::Asia__Manila),
    ("athens", "Athens, Greece", Tz::Europe__Athens),
    ("tokyo", "Tokyo, Japan", Tz::Asia__Tokyo),
    ("auckland", "Auckland, New Zealand", Tz::Pacific__Auckland),
    ("tashkent", "Tashkent, Uzbekistan", Tz::Asia__Tashkent),
    ("st-johns", "St. John's, Canada", Tz::America__St_Johns),
];

/// The month of each of the three main events of a year.
const MONTHS: [u32; 3] = [1, 5, 9];
/// Main events from January 2014 to September 2026.
const MAIN: usize = 39;
/// Months in which affiliates meet.
const BETWEEN: [u32; 9] = [2, 3, 4, 6, 7, 8, 10, 11, 12];

/// An event as it is planned.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its place among all, oldest first.
    pub at: usize,
    /// Name of its folder.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// Its number, for a main event.
    pub number: Option<usize>,
    /// Where, unless everybody is online.
    pub location: Option<&'static str>,
    /// The zone of its dates.
    pub zone: Tz,
    /// First day.
    pub starts: NaiveDate,
    /// Last day.
    pub ends: NaiveDate,
    /// The template of its proposals.
    pub template: &'static str,
    /// Whether it is still to come.
    pub is_live: bool,
    /// Whether it goes on through the night, from one instant to another.
    pub is_round_the_clock: bool,
}

/// That many events, oldest first; the last one is still to come. From four on, every built-in template is in use.
pub fn events(count: usize) -> Vec<Plan> {
    let back: Vec<usize> = match count {
        0..=4 => [0, 15, 22, 30][..count].to_vec(),
        5..=MAIN => (0..count).map(|nth| nth * MAIN / count).collect(),
        _ => (0..MAIN).collect(),
    };
    let mut plans: Vec<Plan> = back
        .iter()
        .enumerate()
        .map(|(nth, back)| {
            let at = MAIN - 1 - back;
            // Every sixth place belongs to an affiliate, two months later.
            if nth % 6 == 5 {
                affiliate(2014 + at / 3, MONTHS[at % 3] + 2, nth)
            } else {
                main(at)
            }
        })
        .collect();
    plans.extend((0..count.saturating_sub(MAIN)).map(|nth| {
        let month = BETWEEN[nth / 12 % BETWEEN.len()];
        affiliate(2014 + nth % 12, month, nth / 12 / BETWEEN.len() + nth % 5)
    }));
    plans.sort_by(|a, b| (a.starts, &a.slug).cmp(&(b.starts, &b.slug)));
    let mut taken = std::collections::BTreeSet::new();
    for (at, plan) in plans.iter_mut().enumerate() {
        plan.at = at;
        let stem = plan.slug.clone();
        for number in 2.. {
            if taken.insert(plan.slug.clone()) {
                break;
            }
            plan.slug = format!("{stem}-{number}");
        }
    }
    plans
}

fn main(at: usize) -> Plan {
    let (year, month) = (2014 + at / 3, MONTHS[at % 3]);
    let is_live = at == MAIN - 1;
    let is_virtual = !is_live && at % 4 == 1;
    let (place, location, zone) = PLACES[(MAIN - 1 - at) % PLACES.len()];
    let starts = saturday(year, month);
    let is_round_the_clock = is_virtual && at % 8 == 1;
    Plan {
        at: 0,
        slug: format!(
            "{year}-{month:02}-{}",
            if is_virtual { "virtual" } else { place }
        ),
        name: format!("Connectathon {}", at + 5),
        number: Some(at + 5),
        location: (!is_virtual).then_some(location),
        zone: if is_round_the_clock { Tz::UTC } else { zone },
        starts,
        ends: starts + Days::new(if is_virtual { 2 } else { 1 }),
        template: template(year),
        is_live,
        is_round_the_clock,
    }
}

fn affiliate(year: usize, month: u32, place: usize) -> Plan {
    let (place, location, zone) = PLACES[(place * 5 + 9) % PLACES.len()];
    let starts = saturday(year, month);
    let city = location.split(',').next().unwrap_or(location);
    Plan {
        at: 0,
        slug: format!("{year}-{month:02}-{place}"),
        name: format!("{city} Connectathon {year}"),
        number: None,
        location: Some(location),
        zone,
        starts,
        ends: starts + Days::new(1),
        template: template(year),
        is_live: false,
        is_round_the_clock: false,
    }
}

fn template(year: usize) -> &'static str {
    match year {
        ..2019 => "wiki-2016",
        2019..2021 => "confluence-2020",
        2021..2023 => "confluence-2021",
        _ => "confluence-2023",
    }
}

/// The third Saturday of a month.
fn saturday(year: usize, month: u32) -> NaiveDate {
    let year = i32::try_from(year).unwrap_or_default();
    NaiveDate::from_weekday_of_month_opt(year, month, chrono::Weekday::Sat, 3).unwrap_or_default()
}

impl Plan {
    /// A day as many days before the first one.
    pub fn before(&self, days: u64) -> NaiveDate {
        self.starts - Days::new(days)
    }

    /// A moment as records keep it, that many seconds after eight o'clock of a day, with the offset of the event's zone.
    pub fn moment(&self, day: NaiveDate, seconds: i64, micros: u32) -> String {
        let eight = day.and_time(NaiveTime::MIN) + TimeDelta::hours(8);
        let local = eight + TimeDelta::seconds(seconds) + TimeDelta::microseconds(micros.into());
        let moment = self.zone.from_local_datetime(&local).earliest();
        // No clock is changed between eight and eight; a moment of the night is written in UTC if it does not exist.
        let moment = moment.unwrap_or_else(|| self.zone.from_utc_datetime(&local));
        moment.format("%Y-%m-%dT%H:%M:%S%.6f%:z").to_string()
    }

    /// The last day on which something can have happened to a proposal, counted in days before the event.
    pub fn latest(&self, otherwise: u64) -> u64 {
        // The newest event is seen 61 days before it starts; a day in between leaves room for its zone.
        if self.is_live { 63 } else { otherwise }
    }

    /// What is short for it: `c43`, or the slug.
    pub fn tag(&self) -> String {
        self.number
            .map_or_else(|| self.slug.clone(), |number| format!("c{number}"))
    }

    /// The file of the event.
    pub fn text(&self, capacity: &str, opens_late: bool) -> String {
        let Self {
            slug,
            name,
            starts,
            ends,
            zone,
            template,
            ..
        } = self;
        let kind = if self.number.is_some() {
            "main"
        } else {
            "out-of-cycle"
        };
        let mode = match self.location {
            None => "virtual",
            Some(_) if self.at % 2 == 1 => "hybrid",
            Some(_) => "in-person",
        };
        let mut text = String::new();
        if self.is_live {
            text.push_str(
                "# The event that is being prepared. Its own dates win over the defaults.\n",
            );
        } else if self.at.is_multiple_of(3) {
            text.push_str(
                "# Over. Kept for its proposals, which later ones were carried on from.\n",
            );
        }
        text += &format!("name: {name}\n");
        if let Some(number) = self.number {
            text += &format!("number: '{number}'\n");
        }
        text += &format!("kind: {kind}\nmode: {mode}\n");
        if let Some(location) = self.location {
            text += &format!("location: {location}\n");
        }
        text += &format!("timezone: {}\n", zone.name());
        text += &if self.is_round_the_clock {
            format!(
                "# round the clock: two instants instead of days\nstarts: {starts}T20:00Z\nends: {ends}T22:00Z\n"
            )
        } else {
            format!("starts: {starts}\nends: {ends}\n")
        };
        if self.number.is_some() && self.location.is_some() {
            let last = *starts + Days::new(6);
            text += &format!("working-group-meeting:\n  starts: {starts}\n  ends: {last}\n");
        }
        let versions = match starts.year() {
            ..2017 => "[DSTU2]",
            2017..2019 => "[STU3]",
            2019..2024 => "[R4]",
            _ => "[R4, R5]",
        };
        text += &format!(
            "fhir-versions: {versions}\ntemplate: {template}\npage: https://events.example.org/{slug}\n"
        );
        text.push_str("timeline:\n");
        if opens_late {
            text += &format!("  registration-open: {}\n", self.before(49));
        }
        text += &format!(
            "  proposals-close: {}\n  # nobody is turned away for this one\n  specification-freeze: {{date: {}, hard: false}}\n  kick-off-by: {}\n  registration-close: {}\n",
            self.before(42),
            self.before(34),
            self.before(2),
            self.before(14),
        );
        text += capacity;
        text += "contacts:\n  - name: Maren Beispiel\n    email: maren.beispiel@example.org\n    organization: Connectathon Office\n    role: coordinator\n";
        if self.number.is_none() {
            text += &format!(
                "# what the FHIR Management Group asks of an event that is not its own\nsponsor:\n  name: Affiliate of {city}\n  kind: affiliate\ncoordinator:\n  name: Maren Beispiel\n  email: maren.beispiel@example.org\n  organization: Connectathon Office\ntechnical-lead:\n  name: Desmond Placeholder\n  email: desmond@example.org\n  organization: Connectathon Office\nfhir-experienced:\n  - name: Robin Example\n    organization: Example Health\nprior-experience: The team ran two virtual events, and most of its members came to main ones.\nfrozen-version:\n  required: no\n  reason: Only published versions are tested.\nother-requirements: [A server that answers in the room when the line is down]\nscenarios:\n  - A newcomer registers a patient and finds the record again.\n  - A clinic sends a week of records in one batch.\ncomments-as-stu: yes\nhistory:\n  - when: {submitted}\n    what: submitted\n    by: Maren Beispiel\n  - when: {approved}\n    what: approved\n    by: FHIR Management Group\n    note: Well prepared.\n",
                city = self
                    .location
                    .and_then(|place| place.split(',').next())
                    .unwrap_or("the region"),
                submitted = self.moment(self.before(140), 3600, 0),
                approved = self.moment(self.before(126), 7200, 0),
            );
        }
        text
    }
}
