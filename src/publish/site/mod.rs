//! The site: static pages that work without JavaScript, from a file as well as from a server, with nothing loaded from elsewhere.
//!
//! A page depends on the records and on the day alone: a day changes which milestones are past. What a template is handed is a plain
//! value; it can reach nothing else, and the work that it may do is bounded.

mod chart;
mod event;
mod links;
mod look;
mod moment;
mod report;
mod results;
mod results_page;
mod series_page;
mod track;
mod trend;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, context};
use rayon::prelude::*;
use serde::Serialize;

use crate::analysis::disclosure::{Level, published_tracks};
use crate::analysis::event_facts::EventFacts;
use crate::model::When;
use event::EventPage;
pub use look::{Look, is_asset};
use track::TrackPage;

/// The pages of a site by their path, with `/` on every platform.
pub type Pages = BTreeMap<String, Vec<u8>>;

/// How many steps a template may take for one page: an index of a thousand tracks takes a hundredth of it.
const FUEL: u64 = 20_000_000;
/// The largest page.
const MAX_PAGE: usize = 16 << 20;

/// A template that does not work.
#[derive(Debug, thiserror::Error)]
#[error("template {name}{}: {reason}", line.map(|line| format!(", line {line}")).unwrap_or_default())]
pub struct TemplateError {
    pub name: String,
    pub line: Option<usize>,
    pub reason: String,
}

impl TemplateError {
    fn new(page: &str, error: &minijinja::Error) -> Self {
        let reason = match error.kind() {
            minijinja::ErrorKind::OutOfFuel => {
                format!("takes more than {FUEL} steps for one page")
            }
            minijinja::ErrorKind::TemplateNotFound => {
                error.detail().unwrap_or("not found").to_owned()
            }
            kind => error
                .detail()
                .map_or_else(|| kind.to_string(), |detail| format!("{kind}: {detail}")),
        };
        Self {
            name: error.name().unwrap_or(page).to_owned(),
            line: error.line(),
            reason,
        }
    }
}

/// One event of a site, with what may leave of its results.
pub struct EventOf<'a> {
    pub facts: &'a EventFacts<'a>,
    pub level: Level,
}

/// Makes the pages of events: of one, whose page is the first, or of several, with a page that lists them.
///
/// # Errors
/// A template of the workspace does not work.
pub fn pages(events: &[EventOf<'_>], look: &Look, has_list: bool) -> Result<Pages, TemplateError> {
    let environment = environment(look)?;
    let mut pages = Pages::new();
    let mut made: Vec<EventPage> = Vec::with_capacity(events.len());
    // One event after the other, each on all cores: what the pages of all of them are made of would be in memory at once.
    for one in events {
        let event_pages = EventPages::new(one, has_list);
        pages.extend(render_all(&environment, event_pages.jobs())?);
        made.push(event_pages.event);
    }
    if has_list {
        let mut list: Vec<&EventPage> = made.iter().collect();
        list.sort_by(|a, b| (&b.starts, &a.slug).cmp(&(&a.starts, &b.slug)));
        let (past, coming): (Vec<_>, Vec<_>) = list.into_iter().partition(|one| one.is_over);
        let coming: Vec<_> = coming.into_iter().rev().collect();
        let series = series_page::SeriesPage::new(events, |event, track| {
            let path = format!("{event}/tracks/{}", track::file_name(track));
            pages.contains_key(&path)
        });
        let index = Job {
            path: "index.html".to_owned(),
            template: "index.html",
            value: context! {
                root => "", base => "", has_list, has_series => series.is_some(),
                coming => Value::from(Serde(coming)), past => Value::from(Serde(past)),
            },
        };
        let years = series.map(|series| Job {
            path: "series.html".to_owned(),
            template: "series.html",
            value: context! { root => "", base => "", has_list, series => Value::from(Serde(series)) },
        });
        let jobs = std::iter::once(index).chain(years).collect();
        pages.extend(render_all(&environment, jobs)?);
    }
    for (name, bytes) in &look.files {
        pages.insert(name.clone(), bytes.clone());
    }
    Ok(pages)
}

/// The first instant at which pages may be others than now although no record changed: a day begins, or an event ends.
pub fn stays_until(events: &[EventOf<'_>]) -> Option<DateTime<Utc>> {
    let instants = events.iter().flat_map(|one| {
        let facts = one.facts;
        let tomorrow = facts
            .today()
            .succ_opt()
            .map(|day| When::Day(day).start(facts.zone));
        let end = Some(facts.event().closes()).filter(|end| *end > facts.now);
        tomorrow.into_iter().chain(end)
    });
    instants.map(|instant| instant.to_utc()).min()
}

/// A page to be made.
struct Job {
    path: String,
    template: &'static str,
    value: Value,
}

fn render_all(
    environment: &Environment<'_>,
    jobs: Vec<Job>,
) -> Result<Vec<(String, Vec<u8>)>, TemplateError> {
    let jobs = jobs.into_par_iter();
    jobs.map(|job| render(environment, job)).collect()
}

fn render(environment: &Environment<'_>, job: Job) -> Result<(String, Vec<u8>), TemplateError> {
    let failed = |error: &minijinja::Error| TemplateError::new(job.template, error);
    let template = environment
        .get_template(job.template)
        .map_err(|error| failed(&error))?;
    let mut page = template.render(job.value).map_err(|error| failed(&error))?;
    if page.len() > MAX_PAGE {
        return Err(TemplateError {
            name: job.template.to_owned(),
            line: None,
            reason: format!("makes a page of more than {} MiB", MAX_PAGE >> 20),
        });
    }
    if !page.ends_with('\n') {
        page.push('\n');
    }
    Ok((job.path, page.into_bytes()))
}

fn environment(look: &Look) -> Result<Environment<'_>, TemplateError> {
    let mut environment = Environment::empty();
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    if let Ok(syntax) = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
    {
        environment.set_syntax(syntax);
    }
    environment.add_filter("join", minijinja::filters::join);
    environment.add_filter("length", minijinja::filters::length);
    environment.add_filter("lower", minijinja::filters::lower);
    environment.add_filter("upper", minijinja::filters::upper);
    environment.add_filter("first", minijinja::filters::first);
    environment.add_filter("default", minijinja::filters::default);
    environment.add_filter("selectattr", minijinja::filters::selectattr);
    environment.add_test("none", minijinja::tests::is_none);
    environment.add_test("defined", minijinja::tests::is_defined);
    for (name, text) in &look.templates {
        environment
            .add_template(name, text)
            .map_err(|error| TemplateError::new(name, &error))?;
    }
    Ok(environment)
}

/// The pages of one event, before they are markup.
struct EventPages {
    folder: String,
    has_list: bool,
    event: EventPage,
    tracks: Vec<TrackPage>,
    results: Option<results_page::ResultsPage>,
    reports: Option<(report::EventReportPage, Vec<report::ReportPage>)>,
}

impl EventPages {
    fn new(one: &EventOf<'_>, has_list: bool) -> Self {
        let facts = one.facts;
        let folder = if has_list {
            format!("{}/", facts.folder.slug)
        } else {
            String::new()
        };
        let records: Vec<_> = published_tracks(facts.folder).collect();
        let tracks: Vec<TrackPage> = records
            .into_par_iter()
            .map(|record| TrackPage::new(facts, record, one.level))
            .collect();
        let results = results_page::ResultsPage::new(&tracks, one.level);
        let reports = report::pages(facts, one.level);
        let has = (results.is_some(), reports.is_some());
        let event = EventPage::new(facts, &tracks, has);
        Self {
            folder,
            has_list,
            event,
            tracks,
            results,
            reports,
        }
    }

    fn jobs(&self) -> Vec<Job> {
        let mut jobs = Vec::with_capacity(self.tracks.len() + 3);
        let depth = usize::from(self.has_list);
        let up = |more: usize| "../".repeat(depth + more);
        let event = Value::from(Serde(&self.event));
        let has_list = self.has_list;
        let path = |name: &str| format!("{}{name}", self.folder);
        jobs.push(Job {
            path: path("index.html"),
            template: "event.html",
            value: context! { root => up(0), base => "", has_list, event => event.clone() },
        });
        let brief = Value::from(Serde(self.event.brief()));
        jobs.push(Job {
            path: path("tracks/index.html"),
            template: "tracks.html",
            value: context! { root => up(1), base => "../", has_list, event => event },
        });
        if let Some(results) = &self.results {
            jobs.push(Job {
                path: path("results.html"),
                template: "results.html",
                value: context! {
                    root => up(0), base => "", has_list, event => brief.clone(), results => Value::from(Serde(results)),
                },
            });
        }
        if let Some((report, tracks)) = &self.reports {
            jobs.push(Job {
                path: path("reports.html"),
                template: "reports.html",
                value: context! {
                    root => up(0), base => "", has_list, event => brief.clone(), reports => Value::from(Serde(report)),
                },
            });
            jobs.extend(tracks.iter().map(|track| Job {
                path: path(&format!("reports/{}", track.file)),
                template: "report.html",
                value: context! {
                    root => up(1), base => "../", has_list, event => brief.clone(), report => Value::from(Serde(track)),
                },
            }));
        }
        for track in &self.tracks {
            jobs.push(Job {
                path: path(&format!("tracks/{}", track.file)),
                template: "track.html",
                value: context! {
                    root => up(1), base => "../", has_list, event => brief.clone(), track => Value::from(Serde(track)),
                },
            });
        }
        jobs
    }
}

/// What every page of an event says of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
struct Brief<'a> {
    slug: &'a str,
    name: &'a str,
    dates: &'a str,
    zone: &'a str,
    has_results: bool,
    has_reports: bool,
}
