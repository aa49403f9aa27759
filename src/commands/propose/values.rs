//! What a draft is filled with: a file, flags, assignments and answers, in this order; what comes later wins.

use std::collections::BTreeMap;

use anyhow::Result;
use clap::Args;
use clap_complete::ArgValueCompleter;

use crate::check::structure;
use crate::commands::assign;
use crate::commands::assign::Assignment;
use crate::commands::propose::lead;
use crate::commands::propose::page::{self, Choice};
use crate::complete;
use crate::context::{Context, admitted, input_name};
use crate::error::Failure;
use crate::import::proposal::MAX_BYTES;
use crate::model::person::Person;
use crate::model::{Template, Track};
use crate::process::proposal::page::{self as proposal_page, Placement};
use crate::render::sanitize::{MESSAGE_LENGTH, line};
use crate::workspace::{File, RecordKind};
use crate::yaml::{self, Mapping, Step, Value, edit::place};

/// Values of a draft.
#[derive(Debug, Args)]
pub struct Given {
    /// Who leads the track, as "Name <email>", the primary contact first; default: you, from the configuration
    #[arg(long, value_name = "PERSON", help_heading = "Fields")]
    lead: Vec<String>,
    /// The work group, project, accelerator, affiliate or implementer group that proposes it
    #[arg(long, value_name = "GROUP", help_heading = "Fields")]
    group: Option<String>,
    /// What the track is about, in a sentence or two
    #[arg(long, value_name = "TEXT", help_heading = "Fields")]
    short: Option<String>,
    /// What the track is about, in full
    #[arg(long, value_name = "TEXT", help_heading = "Fields")]
    long: Option<String>,
    /// Why the track belongs in the event
    #[arg(long, value_name = "TEXT", help_heading = "Fields")]
    justification: Option<String>,
    /// What is tested: an implementation guide, the design of resources, …
    #[arg(long = "type", value_name = "TEXT", help_heading = "Fields")]
    track_type: Option<String>,
    /// A FHIR version, when it differs from the event's
    #[arg(long = "fhir-version", value_name = "VERSION", help_heading = "Fields")]
    fhir_versions: Vec<String>,
    /// A specification the track uses
    #[arg(long = "specification", value_name = "TEXT", help_heading = "Fields")]
    specifications: Vec<String>,
    /// A resource, profile or operation in focus
    #[arg(long = "artifact", value_name = "TEXT", help_heading = "Fields")]
    artifacts: Vec<String>,
    /// A track it works with
    #[arg(long = "related", value_name = "TRACK", help_heading = "Fields", add = ArgValueCompleter::new(complete::track_names))]
    related: Vec<String>,
    /// An organization that is expected to take part
    #[arg(
        long = "expected",
        value_name = "ORGANIZATION",
        help_heading = "Fields"
    )]
    expected: Vec<String>,
    /// The stream of the community's chat where the track is talked about
    #[arg(long, value_name = "STREAM", help_heading = "Fields")]
    chat: Option<String>,
    /// Any other field, such as prerequisites=None or custom.level=beginner
    #[arg(long, value_name = "KEY=VALUE", help_heading = "Fields")]
    set: Vec<Assignment>,
    /// Fill the draft from a page (Markdown, HTML, Confluence, plain text), or from YAML or JSON with the keys of a track; - is
    /// standard input
    #[arg(long, value_name = "FILE", help_heading = "Fields")]
    from: Option<String>,
    /// Of a page with several tracks, take the one with this name or number
    #[arg(
        long,
        value_name = "NAME",
        requires = "from",
        conflicts_with = "all",
        help_heading = "Fields"
    )]
    track: Option<String>,
    /// Of a page with several tracks, make a draft of each
    #[arg(long, requires = "from", conflicts_with_all = ["title", "slug", "carry", "edit"], help_heading = "Fields")]
    all: bool,
}

/// What a file holds: the values of a draft, and what became of the headings of a page.
#[derive(Debug, Default)]
pub struct Source {
    pub values: Mapping,
    pub placements: Vec<Placement>,
}

impl Given {
    /// Whether standard input is already spoken for.
    pub fn reads_standard_input(&self) -> bool {
        self.from.as_deref() == Some("-")
    }

    /// The file that was named, as it may be shown.
    pub fn file(&self) -> &str {
        self.from.as_deref().map_or("", input_name)
    }

    /// The bytes of the file that was named; none where none was.
    pub fn bytes(&self, context: &Context) -> Result<Vec<u8>> {
        self.from
            .as_deref()
            .map_or(Ok(Vec::new()), |name| context.bytes(name, MAX_BYTES))
    }

    /// Reads the file that was named over the values at hand: one source, or one for each track of a page.
    pub fn read_from(
        &self,
        context: &mut Context,
        template: &Template,
        values: Mapping,
        bytes: &[u8],
    ) -> Result<Vec<Source>> {
        let placements = Vec::new();
        let Some(name) = &self.from else {
            return Ok(vec![Source { values, placements }]);
        };
        if page::is_record(name, bytes) {
            let mut values = values;
            read_record(name, self.file(), bytes, &mut values)?;
            return Ok(vec![Source { values, placements }]);
        }
        let choice = match &self.track {
            _ if self.all => Choice::All,
            Some(track) => Choice::Named(track),
            None => Choice::Any,
        };
        let drafts = page::drafts(context, name, bytes, template, choice)?;
        let sources = drafts.into_iter().map(|draft| {
            let mut values = values.clone();
            values.extend(draft.values);
            let placements = draft.placements;
            Source { values, placements }
        });
        Ok(sources.collect())
    }

    /// Asks a person for the few things a proposal begins with; an empty answer leaves a field empty.
    pub fn ask(&mut self, context: &mut Context, values: &mut Mapping) -> Result<()> {
        let title = context.ask_until("Title of the track:", |answer| match answer {
            "" => Err("a track needs a title".to_owned()),
            title => Ok(title.to_owned()),
        })?;
        let Some(title) = title else {
            return Ok(());
        };
        values.insert("title".into(), title.into());
        if self.lead.is_empty() && !values.contains_key("leads") {
            let me = context.me()?.identity;
            let default = me.name.filter(|name| !name.trim().is_empty());
            let question = default.map_or_else(
                || "Lead, as Name <email>:".to_owned(),
                |name| format!("Lead, as Name <email> [{}]:", line(&name, MESSAGE_LENGTH)),
            );
            let lead = context.ask_until(&question, |answer| {
                if answer.is_empty() {
                    return Ok(None);
                }
                match what_lead_lacks(&Person::parse(answer), "the answer") {
                    Some(reason) => Err(format!("{reason}: expected {LEAD_FORM}")),
                    None => Ok(Some(answer.to_owned())),
                }
            })?;
            self.lead.extend(lead.flatten());
        }
        if self.group.is_none() && !values.contains_key("submitting-group") {
            self.group = answer(context, "Submitting group:")?;
        }
        if self.short.is_none() && !values.contains_key("short-description") {
            self.short = answer(context, "Short description:")?;
        }
        Ok(())
    }

    /// Puts the flags and then the assignments into the values.
    pub fn apply(&self, values: &mut Mapping) -> Result<()> {
        let leads: Vec<Person> = self.lead.iter().map(|text| Person::parse(text)).collect();
        let lacking = leads
            .iter()
            .find_map(|lead| what_lead_lacks(lead, "--lead"));
        if let Some(reason) = lacking {
            return Err(Failure::usage(reason)
                .hint(format!("expected --lead \"{LEAD_FORM}\""))
                .into());
        }
        if !leads.is_empty() {
            values.insert(
                "leads".into(),
                Value::Sequence(leads.iter().map(lead).collect()),
            );
        }
        let texts = [
            ("submitting-group", &self.group),
            ("short-description", &self.short),
            ("long-description", &self.long),
            ("justification", &self.justification),
            ("type", &self.track_type),
            ("chat-stream", &self.chat),
        ];
        for (key, text) in texts {
            if let Some(text) = text {
                values.insert(key.into(), text.as_str().into());
            }
        }
        let lists = [
            ("fhir-versions", &self.fhir_versions),
            ("specifications", &self.specifications),
            ("artifacts", &self.artifacts),
            ("related-tracks", &self.related),
            ("expected-participants", &self.expected),
        ];
        for (key, list) in lists {
            if !list.is_empty() {
                let items = list.iter().map(|text| Value::from(text.as_str())).collect();
                values.insert(key.into(), Value::Sequence(items));
            }
        }
        self.set
            .iter()
            .try_for_each(|assignment| set(values, assignment))
    }
}

/// Reads the keys of a track from YAML or JSON.
fn read_record(name: &str, shown: &str, bytes: &[u8], values: &mut Mapping) -> Result<()> {
    let text = admitted(name, bytes)?;
    // JSON may be indented with tabs, which YAML does not take.
    let json = text
        .trim_start()
        .starts_with('{')
        .then(|| serde_json::from_str::<Value>(&text).ok())
        .flatten();
    let value = match json {
        Some(value) => value,
        None => yaml::read::<Value>(&text).map_err(|error| {
            Failure::usage(format!("{shown} cannot be parsed as YAML or JSON: {error}"))
        })?,
    };
    let given = match value {
        Value::Mapping(given) => given,
        Value::Null => Mapping::new(),
        _ => {
            return Err(Failure::usage(format!("{shown} has no keys and values"))
                .hint("expected the keys of a track, such as title and short-description")
                .into());
        }
    };
    for (key, value) in given {
        let Some(key) = key.as_str().map(str::to_owned) else {
            return Err(Failure::usage(format!("{shown} has a key that is not a text")).into());
        };
        assign::require_key(RecordKind::Track, &key)?;
        if key == "status" && value.as_str() == Some("draft") {
            continue;
        }
        own_key(&key)?;
        values.insert(key.into(), value);
    }
    complete(values);
    judge(values, shown)
}

/// Gives roles and scenarios of a file the ids that they lack, made from their names, and leads the form of a record.
fn complete(values: &mut Mapping) {
    for (list, name) in [("roles", "name"), ("scenarios", "title")] {
        let Some(Value::Sequence(items)) = values.get_mut(list) else {
            continue;
        };
        let id_of = |item: &Value| item.get("id").and_then(Value::as_str).map(str::to_owned);
        let taken = items.iter().filter_map(id_of).map(|id| (id, 2));
        let mut taken: BTreeMap<String, usize> = taken.collect();
        for item in items {
            if let Some(text) = item.as_str().map(str::to_owned) {
                *item = Value::Mapping([(name.into(), text.into())].into_iter().collect());
            }
            let Some(entries) = item.as_mapping_mut() else {
                continue;
            };
            let title = entries
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default();
            if !entries.contains_key("id") && !title.is_empty() {
                let id = proposal_page::id(title, list.trim_end_matches('s'), &mut taken);
                let rest = std::mem::take(entries);
                entries.insert("id".into(), id.into());
                entries.extend(rest);
            }
        }
    }
    if let Some(Value::Sequence(leads)) = values.get_mut("leads") {
        for one in leads {
            if let Some(text) = one.as_str() {
                *one = lead(&Person::parse(text));
            }
        }
    }
}

const LEAD_FORM: &str = "Name <email>";

/// What keeps a person from being a lead, in a text that is called so.
fn what_lead_lacks(lead: &Person, called: &str) -> Option<String> {
    if lead.name.is_none() && lead.email.is_none() {
        return Some(format!("{called} needs a name"));
    }
    let contains_email = lead.name.as_ref().is_some_and(|name| name.contains('@'));
    contains_email.then(|| format!("the name in {called} contains an email address"))
}

/// An answer, or nothing for an empty one.
fn answer(context: &mut Context, question: &str) -> Result<Option<String>> {
    Ok(context.ask(question)?.filter(|answer| !answer.is_empty()))
}

/// Makes one assignment, with the first reading of its value that a track takes.
fn set(values: &mut Mapping, assignment: &Assignment) -> Result<()> {
    if let Some(Step::Key(key)) = assignment.path.0.first() {
        assign::require_key(RecordKind::Track, key)?;
        own_key(key)?;
    }
    let given = format!("{}={}", assignment.path, assignment.value);
    let readings = if assignment.value.is_empty() {
        vec![Value::Null]
    } else {
        assignment.readings()
    };
    let mut refusal = "nothing can be below that key".to_owned();
    for reading in readings {
        let mut whole = Value::Mapping(values.clone());
        let Some(at) = place(&mut whole, &assignment.path) else {
            continue;
        };
        *at = reading;
        let Value::Mapping(changed) = whole else {
            continue;
        };
        match read(&changed) {
            Ok(_) => {
                *values = changed;
                return Ok(());
            }
            Err(reason) => refusal = reason,
        }
    }
    Err(
        Failure::usage(format!("a track does not take {given}: {refusal}"))
            .hint("nothing was written")
            .into(),
    )
}

/// Refuses the keys that only the commands of a proposal's life write.
fn own_key(key: &str) -> Result<()> {
    let hint = match key {
        "status" | "history" => {
            "a draft begins as one; use 'cxn submit' and 'cxn withdraw' afterwards, or --carry for last time's record"
        }
        "source" => "it is written when a list of issues is read",
        "late-exception" => "use --late REASON",
        _ => return Ok(()),
    };
    Err(
        Failure::usage(format!("'{key}' cannot be given to a draft"))
            .hint(hint)
            .into(),
    )
}

/// Me as the lead, when the configuration says who I am.
pub fn me_as_lead(context: &Context) -> Result<Option<(Value, Value)>> {
    let me = context.me()?.identity;
    let person = Person {
        name: me.name,
        email: me.email,
        organization: me.organization,
        ..Person::default()
    };
    let is_somebody = person.name.is_some() || person.email.is_some();
    Ok(is_somebody.then(|| ("leads".into(), Value::Sequence(vec![lead(&person)]))))
}

pub fn track(values: &Mapping) -> Result<Track> {
    Ok(read(values).map_err(|reason| {
        Failure::usage(format!("the draft cannot be parsed as a track: {reason}"))
    })?)
}

/// Refuses values of a file that are none of a track, with everything that is wrong in them.
fn judge(values: &Mapping, shown: &str) -> Result<()> {
    let mut titled = values.clone();
    // The title may still come from the command line.
    if !titled.contains_key("title") {
        titled.insert("title".into(), "x".into());
    }
    let Err(reason) = read(&titled) else {
        return Ok(());
    };
    let text = yaml::write::block(&titled.into(), 0);
    let findings = structure::check_text(&File::new("events/e/tracks/t.yaml"), &text);
    let mut failure = findings
        .first()
        .map_or_else(|| Failure::usage(reason), assign::finding_failure);
    let others = findings.iter().skip(1).map(|finding| &*finding.message);
    let all: Vec<&str> = std::iter::once(failure.message.as_str())
        .chain(others)
        .collect();
    failure.message = format!("{shown} cannot be parsed as a track: {}", all.join("; "));
    Err(failure.into())
}

fn read(values: &Mapping) -> Result<Track, String> {
    yaml::from_value(Value::Mapping(values.clone())).map_err(|error| error.to_string())
}
