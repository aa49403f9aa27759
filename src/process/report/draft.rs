//! The draft of a report: numbers of the records, and a text for each section that the records say something for.

use std::fmt::Write as _;

use crate::analysis::disclosure::Level;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::report::sections;
use crate::analysis::report_numbers::{Counted, numbers};
use crate::error::Failure;
use crate::model::history::Entry;
use crate::model::one_or_many::{List, Table};
use crate::model::report::{ReportChange, SECTIONS, TrackReport, mark_of};
use crate::model::template::ReportSection;
use crate::model::words::Word as _;
use crate::model::{Moment, Track};
use crate::process::report::paragraphs::Source;
use crate::workspace::Record;
use crate::workspace::proposal_form::comment;
use crate::yaml::{self, Value, guard, write};

/// What the records say of a track.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Every number, by its name.
    pub numbers: Table<usize>,
    /// The sections that have a text, by key, in the template's order.
    pub texts: Vec<(String, String)>,
}

/// Draws a report from the records of a track. The numbers are whole, for they stay here; the texts say what may leave.
pub fn draft(facts: &EventFacts<'_>, track: &Record<Track>) -> Draft {
    let all = numbers(facts, Some(&track.slug), Level::Full);
    let all = all.into_iter();
    let numbers = all.filter_map(|(number, count)| Some((number.as_str().to_owned(), count?)));
    let source = Source::new(facts, track);
    let texts = sections(facts).iter().filter_map(|section| {
        let drawn = section.draft.iter();
        let paragraphs: Vec<String> = drawn.filter_map(|one| source.paragraph(*one)).collect();
        let text = paragraphs.join("\n\n");
        (!text.is_empty()).then(|| (section.key.clone(), text))
    });
    Draft {
        numbers: Table(numbers.collect()),
        texts: texts.collect(),
    }
}

/// The text of a new report's file, read again and compared with what was meant.
pub fn text(
    facts: &EventFacts<'_>,
    track: &Record<Track>,
    draft: &Draft,
    when: Moment,
    by: Option<String>,
) -> Result<String, Failure> {
    let event = &facts.folder.slug;
    let mut text = String::new();
    let head = format!(
        "The report of '{}' at {}, drafted from the records. Write below what they do not say; {{people}} and the other names of \
         numbers are filled in. 'cxn report show {event}/{}' shows it, 'cxn report draft' again takes new numbers and keeps what you \
         wrote, and 'cxn report close' lets it leave.",
        track.value.title,
        facts.event().name,
        track.slug
    );
    comment(&mut text, &head, 0);
    text.push_str(
        "\n# What the records said, each with the command that shows what was counted.\nnumbers:\n",
    );
    for number in crate::analysis::report_numbers::Number::ALL {
        let Some(count) = draft.numbers.get(number.as_str()) else {
            continue;
        };
        let trace = number.trace(event, Some(&track.slug));
        let column = match trace.counted {
            Counted::Rows => String::new(),
            Counted::Sum(column) => format!(", column {column}"),
        };
        let _ = writeln!(text, "  {number}: {count}  # {}{column}", trace.command);
    }
    let is_custom = |section: &&ReportSection| !SECTIONS.contains(&section.key.as_str());
    let listed = sections(facts).iter();
    let (custom, own): (Vec<_>, Vec<_>) = listed.partition(is_custom);
    for section in own {
        put_section(&mut text, section, &section.key, draft, 0);
    }
    if !custom.is_empty() {
        text.push_str("\ncustom:\n");
    }
    for section in custom {
        let name = section.key.trim_start_matches("custom.");
        put_section(&mut text, section, name, draft, 2);
    }
    let marks = draft.texts.iter();
    let marks: Table<String> = Table(
        marks
            .map(|(key, text)| (key.clone(), mark_of(text)))
            .collect(),
    );
    let entry = entry(when, by, None);
    let mut put = |key: &str, value: Result<Value, yaml::Error>| -> Result<(), Failure> {
        let value =
            value.map_err(|error| Failure::other(format!("cannot write the report: {error}")))?;
        text.push_str(&write::entry(key, &value, 0));
        Ok(())
    };
    if !marks.is_none() {
        put("drafted", yaml::to_value(&marks))?;
    }
    put("history", yaml::to_value(List(vec![entry])))?;
    let read = guard::admit(text.as_bytes()).ok();
    let read = read.and_then(|text| yaml::read::<TrackReport>(text).ok());
    let holds = |report: &TrackReport| {
        let mut texts = draft.texts.iter();
        report.numbers == draft.numbers
            && texts.all(|(key, text)| report.section(key) == Some(text.trim()))
    };
    if read.as_ref().is_some_and(holds) {
        Ok(text)
    } else {
        Err(Failure::other(
            "the draft would not hold what the records say; nothing was written",
        ))
    }
}

/// The entry of a history for a draft.
pub fn entry(when: Moment, by: Option<String>, note: Option<String>) -> Entry<ReportChange> {
    Entry::new(when, ReportChange::Drafted, by, note)
}

/// A section with its guidance above it; without a text it is left open.
fn put_section(
    text: &mut String,
    section: &ReportSection,
    key: &str,
    draft: &Draft,
    indent: usize,
) {
    let pad = " ".repeat(indent);
    text.push('\n');
    if let Some(guidance) = &section.guidance {
        comment(text, guidance, indent);
    }
    let drafted = draft.texts.iter().find(|(one, _)| *one == section.key);
    let Some((_, drafted)) = drafted else {
        let _ = writeln!(text, "{pad}{key}:");
        return;
    };
    // A block, so that more can be written below without a thought of quotes.
    let body: Vec<String> = drafted
        .lines()
        .map(|line| match line {
            "" => String::new(),
            line => format!("{pad}  {line}"),
        })
        .collect();
    let block = format!("{pad}{key}: |\n{}\n", body.join("\n"));
    let is_plain = yaml::read::<std::collections::BTreeMap<String, String>>(&block)
        .is_ok_and(|read| read.values().all(|value| value.trim() == drafted.trim()));
    text.push_str(&if is_plain {
        block
    } else {
        write::entry(key, &Value::from(drafted.as_str()), indent)
    });
}
