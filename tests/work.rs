//! Twice as much input is twice as much work: counted in bytes that are allocated and printed, not in seconds.
//!
//! A rule that names each of its twins, or goes over a file for each of its findings, takes four times as much. Each kind of input
//! that has many findings is doubled here; the long form doubles larger ones: `CXN_LONG=1 cargo test --test work`.

use std::alloc::System;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;

use chrono::{TimeZone as _, Utc};
use cxn::check;
use cxn::model::{Now, nearest};
use cxn::render::Style;
use cxn::render::findings::Format;
use cxn::workspace::load::Scope;
use cxn::workspace::{File, Root, Selection, Workspace};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// One at a time: all of a process is counted.
static ALONE: Mutex<()> = Mutex::new(());

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;
type Texts = BTreeMap<File, String>;

const EVENT: &str = "name: E\ntimezone: UTC\nstarts: 2026-09-19\nends: 2026-09-20\n";

/// What a check of some files costs: bytes for finding, and bytes for saying it in each format; and how many findings of a rule
/// there are.
#[derive(Debug)]
struct Work {
    found: usize,
    checking: usize,
    printing: BTreeMap<&'static str, usize>,
    printed: BTreeMap<&'static str, usize>,
}

fn work(texts: Texts, rule: &str) -> Outcome<Work> {
    let now = Utc.with_ymd_and_hms(2026, 8, 6, 12, 0, 0).single();
    let now = Now::Instant(now.ok_or("no such moment")?);
    let root = Root::whole(std::path::Path::new("/nonexistent/workspace"));
    let workspace = Workspace::load_with(&root, &Scope::default(), texts)?;
    let region = Region::new(ALLOCATOR);
    let report = check::run(&workspace, now, &Selection::All);
    let checking = region.change().bytes_allocated;
    let found = report.findings.iter();
    let found = found.filter(|one| one.finding.rule.name == rule).count();
    let style = Style {
        color: false,
        width: None,
    };
    let (mut printing, mut printed) = (BTreeMap::new(), BTreeMap::new());
    for format in [Format::Text, Format::Json, Format::Sarif, Format::Junit] {
        let region = Region::new(ALLOCATOR);
        let text = format.render(&report, style);
        printing.insert(format.as_str(), region.change().bytes_allocated);
        printed.insert(format.as_str(), text.len());
    }
    Ok(Work {
        found,
        checking,
        printing,
        printed,
    })
}

/// Doubles a size, and fails where the work is more than doubled; a little is left for what grows in steps.
fn doubles(rule: &str, size: usize, texts: impl Fn(usize) -> Texts) -> Outcome {
    let _alone = ALONE.lock();
    let size = match std::env::var_os("CXN_LONG") {
        Some(_) => 8 * size,
        None => size,
    };
    // What is made once, at the first use, is no part of it.
    work(texts(size / 4), rule)?;
    let (once, twice) = (work(texts(size), rule)?, work(texts(2 * size), rule)?);
    assert!(once.found > 0, "{rule}: {once:?}");
    let grows = |one: usize, two: usize| two <= one * 5 / 2 + (1 << 16);
    assert!(
        grows(once.checking, twice.checking),
        "{rule}: checking {} and {} bytes",
        once.checking,
        twice.checking
    );
    for (format, printing) in &once.printing {
        let (one, two) = (*printing, twice.printing[format]);
        assert!(
            grows(one, two),
            "{rule}: {format} takes {one} and {two} bytes"
        );
        let (one, two) = (once.printed[format], twice.printed[format]);
        assert!(
            grows(one, two),
            "{rule}: {format} prints {one} and {two} bytes"
        );
    }
    // For each finding a few lines of a file, not all of it; for fixes as much as there is room for.
    for format in ["text", "sarif"] {
        let (one, json) = (twice.printing[format], twice.printing["json"]);
        assert!(
            one <= 24 * json + (8 << 20),
            "{rule}: {format} takes {one} bytes, JSON {json}"
        );
    }
    Ok(())
}

fn event(slug: &str, more: &str) -> (File, String) {
    (
        File::new(&format!("events/{slug}/event.yaml")),
        format!("{EVENT}{more}"),
    )
}

fn track(slug: &str, text: String) -> (File, String) {
    (File::new(&format!("events/e/tracks/{slug}.yaml")), text)
}

#[test]
fn tracks_of_one_title() -> Outcome {
    doubles("duplicate-title", 200, |size| {
        let tracks = (0..size).map(|n| track(&format!("t{n}"), "title: Same\n".to_owned()));
        tracks.chain([event("e", "")]).collect()
    })
}

#[test]
fn events_of_one_number_and_one_year() -> Outcome {
    for rule in ["event-number-reused", "too-many-main-events"] {
        doubles(rule, 200, |size| {
            (0..size)
                .map(|n| event(&format!("e{n}"), "number: '43'\n"))
                .collect()
        })?;
    }
    Ok(())
}

#[test]
fn a_circle_of_proposals() -> Outcome {
    doubles("carried-in-a-circle", 200, |size| {
        let tracks = (0..size).map(|n| {
            let from = (n + 1) % size;
            track(
                &format!("t{n}"),
                format!("title: T{n}\ncarried-from: e/t{from}\n"),
            )
        });
        tracks.chain([event("e", "")]).collect()
    })
}

#[test]
fn roles_that_are_not_there() -> Outcome {
    // More than the names of which the nearest is sought: below that each is compared with each.
    doubles("unknown-role", nearest::MOST + 200, |size| {
        let mut text = "title: T\nroles:\n".to_owned();
        for n in 0..size {
            let _ = writeln!(text, "  - {{id: role-{n}, kind: server}}");
        }
        text += "scenarios:\n  - id: s\n    roles:\n";
        for n in 0..size / 2 {
            let _ = writeln!(text, "      - rule-{n}");
        }
        [event("e", ""), track("t", text)].into()
    })
}

#[test]
fn people_of_tracks_and_roles_that_are_not_there() -> Outcome {
    for (rule, line) in [
        ("registration-unknown-track", "tracks: [trakN]"),
        ("registration-unknown-role", "roles: [t1/rule]"),
        ("registered-twice", "email: robin@example.org"),
    ] {
        doubles(rule, 100, |size| {
            let tracks = (0..size).map(|n| {
                let roles = "roles:\n  - {id: role, kind: server}\n";
                track(&format!("t{n}"), format!("title: T{n}\n{roles}"))
            });
            let people = (0..size).map(|n| {
                let file = File::new(&format!("events/e/registrations/p{n}.yaml"));
                let line = line.replace('N', &n.to_string());
                (
                    file,
                    format!("name: P{n}\n{line}\nregistered: 2026-08-01T12:00:00Z\n"),
                )
            });
            tracks.chain(people).chain([event("e", "")]).collect()
        })?;
    }
    Ok(())
}

#[test]
fn leads_of_one_track() -> Outcome {
    doubles("lead-bad-address", 400, |size| {
        let leads = (0..size).map(|n| format!("  - name: Robin {n}\n    email: robin-{n}\n"));
        let leads: Vec<String> = leads.collect();
        let text = format!("title: T\nleads:\n{}", leads.concat());
        [event("e", ""), track("t", text)].into()
    })
}

#[test]
fn calls_of_one_lead() -> Outcome {
    doubles("leads-two-kick-offs", 200, |size| {
        let call = "leads:\n  - {name: Robin Example}\nkick-off: {starts: 2026-09-01T11:00}\n";
        let tracks = (0..size).map(|n| track(&format!("t{n}"), format!("title: T{n}\n{call}")));
        tracks.chain([event("e", "")]).collect()
    })
}

#[test]
fn issues_that_say_the_same() -> Outcome {
    // Word for word, and with a word of their own each: all share their words, and none is the nearest.
    for title in [
        "Search by name does not fold case",
        "Search by name does not fold case, and servers answer differently to each client, N",
    ] {
        doubles("issue-near-duplicate", 400, |size| {
            let issues = (0..size).map(|n| {
                let letters =
                    [n / 676, n / 26 % 26, n % 26].map(|n| ('a'..='z').nth(n).unwrap_or('a'));
                let title = title.replace('N', &String::from_iter(letters));
                let text = format!("title: {title}\nagainst: open-question\n");
                (File::new(&format!("events/e/issues/i{n}.yaml")), text)
            });
            issues.chain([event("e", "")]).collect()
        })?;
    }
    Ok(())
}

#[test]
fn lines_that_each_have_a_finding() -> Outcome {
    // One with a place alone, one with a fix of its bytes, one that is fixed through the whole text, and one in one long line.
    for (rule, line) in [
        ("unknown-key", "key-N: x\n"),
        ("trailing-blanks", "# N \n"),
        ("unused-ignore", "# cxn: ignore[no-lead] N\n"),
    ] {
        doubles(rule, 200, |size| {
            let lines = (0..size).map(|n| line.replace('N', &n.to_string()));
            [
                event("e", ""),
                track("t", format!("title: T\n{}", lines.collect::<String>())),
            ]
            .into()
        })?;
    }
    doubles("unknown-key", 200, |size| {
        let keys: Vec<String> = (0..size).map(|n| format!("key-{n}: x")).collect();
        [
            event("e", ""),
            track("t", format!("{{title: T, {}}}\n", keys.join(", "))),
        ]
        .into()
    })
}

#[test]
fn settings_with_many_ignores() -> Outcome {
    doubles("settings-unused-ignore", 200, |size| {
        let ignores: Vec<String> = (0..size)
            .map(|n| format!("  - {{rule: no-lead, path: events/e/tracks/none-{n}, reason: r}}\n"))
            .collect();
        let ignores = ignores.concat();
        let tracks = (0..size).map(|n| track(&format!("t{n}"), format!("title: T{n}\n")));
        let settings = (File::settings(), format!("ignore:\n{ignores}"));
        tracks.chain([event("e", ""), settings]).collect()
    })
}
