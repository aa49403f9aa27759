//! What a registration says, from four sides: the flags, then a file, then who I am, then the answers to questions.

use anyhow::Result;

use crate::check::schema;
use crate::commands::register::flags::New;
use crate::context::{Context, input_name};
use crate::error::Failure;
use crate::model::nearest;
use crate::model::person::{Person, fold, is_email};
use crate::model::plural::one_or;
use crate::model::registration::{Experience, System};
use crate::model::settings::Identity;
use crate::model::words::Word;
use crate::model::{Registration, Slug};
use crate::process::registration::admission::RegistrationPolicy;
use crate::workspace::RecordKind;
use crate::yaml::{self, Mapping, Value};

/// Keys that only the tool writes: a record copied from another event says nothing about this one with them.
const OURS: [&str; 6] = [
    "status",
    "registered",
    "on-hold",
    "source",
    "late-exception",
    "history",
];

/// The address is not repeated: what is said may end up in a log.
const HOLDS_ADDRESS: &str = "the name contains an email address";

const INVALID_ADDRESS: &str = "invalid email address: expected one such as name@example.org";

/// Puts the registration together. Questions are only asked of a person at a terminal.
pub fn fill(
    arguments: New,
    me: Identity,
    policy: &RegistrationPolicy<'_>,
    context: &mut Context,
) -> Result<Registration> {
    let input = match &arguments.from {
        Some(name) => read(name, context)?,
        None => Mapping::new(),
    };
    let said = |key: &str| input.get(key).and_then(Value::as_str).map(str::to_owned);
    let filled = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let name = filled(arguments.person.clone().or_else(|| arguments.name.clone()))
        .or_else(|| filled(said("name")));
    // As a lead is named: "Jane Example <jane@example.org>".
    let written = name.as_deref().map(Person::parse).unwrap_or_default();
    let (name, with_name) = match (written.name, written.email) {
        (Some(plain), Some(email)) => (Some(plain), Some(email)),
        _ => (name, None),
    };
    if name.as_ref().is_some_and(|name| name.contains('@')) {
        return Err(Failure::usage(HOLDS_ADDRESS)
            .hint("write them as \"Jane Example <jane@example.org>\", or pass the email address with --email")
            .into());
    }
    let is_me = name.as_ref().is_none_or(|name| {
        me.name
            .as_ref()
            .is_some_and(|mine| fold(mine) == fold(name))
    });
    let me = if is_me { me } else { Identity::default() };
    let mut name = name.or_else(|| filled(me.name));
    let mut email = filled(arguments.email.clone())
        .or(with_name)
        .or_else(|| filled(said("email")))
        .or_else(|| filled(me.email));
    let organization = filled(arguments.organization.clone())
        .or_else(|| filled(said("organization")))
        .or_else(|| filled(me.organization));

    let mut chat = filled(arguments.chat.clone()).or_else(|| filled(said("chat")));
    let is_known = email.is_some() || policy.is_by_chat() && chat.is_some();
    let guided = context.interactive && (name.is_none() || !is_known);
    if guided {
        name = ask(context, name, "Full name:", full_name)?;
        if policy.is_by_chat() && email.is_none() {
            chat = ask(context, chat, "Name in the chat:", |_| Ok(()))?;
        } else {
            email = ask(context, email, "Email address:", |answer| {
                let is_email = is_email(answer).then_some(());
                is_email.ok_or_else(|| INVALID_ADDRESS.to_owned())
            })?;
        }
    }
    let missing = |what: &str, flag: &str| {
        Failure::usage(format!("the registration has no {what}")).hint(format!(
            "pass {flag}, or set yours in config.yaml (see 'cxn config')"
        ))
    };
    let name = name.ok_or_else(|| missing("name", "NAME"))?;
    if email.is_none() && !policy.is_by_chat() {
        return Err(missing("email address", "--email").into());
    }
    if email.is_none() && chat.is_none() {
        return Err(missing("email address and no name in the chat", "--chat or --email").into());
    }

    let mut input = input;
    input.insert("name".into(), name.trim().into());
    let mut person: Registration = yaml::from_value(input.into()).map_err(|error| {
        let source = arguments.from.as_deref().unwrap_or("the command line");
        Failure::usage(format!(
            "{} cannot be parsed as a registration: {error}",
            input_name(source)
        ))
    })?;
    person.email = email.map(|text| text.trim().to_owned());
    person.chat = chat.map(|text| text.trim().to_owned());
    person.organization = organization.map(|text| text.trim().to_owned());
    apply(arguments, &mut person);
    if guided {
        questions(&mut person, policy, context)?;
    }
    Ok(person)
}

/// A registration in YAML or JSON, which is YAML as well.
fn read(name: &str, context: &mut Context) -> Result<Mapping> {
    let text = context.input(name)?;
    let source = input_name(name);
    let value: Value = yaml::read(&text)
        .map_err(|error| Failure::usage(format!("{source} is not YAML or JSON: {error}")))?;
    let mut input = match value {
        Value::Mapping(map) => map,
        Value::Null => Mapping::new(),
        _ => {
            return Err(Failure::usage(format!(
                "{source} holds no registration: expected keys and values such as 'name: Robin Example'"
            ))
            .into());
        }
    };
    let properties = schema::record_schema(RecordKind::Registration)
        .get("properties")
        .and_then(serde_json::Value::as_object);
    let known: Vec<&str> = properties
        .into_iter()
        .flatten()
        .map(|(name, _)| name.as_str())
        .collect();
    for key in input.keys().filter_map(Value::as_str) {
        if !known.contains(&key) {
            let near = nearest::nearest(key, known.iter().copied());
            let hint = nearest::did_you_mean(&near)
                .unwrap_or_else(|| format!("expected one of: {}", known.join(", ")));
            return Err(
                Failure::usage(format!("{source}: unknown key '{key}' in a registration"))
                    .hint(hint)
                    .into(),
            );
        }
    }
    let dropped: Vec<&str> = OURS
        .into_iter()
        .filter(|key| input.remove(*key).is_some())
        .collect();
    if !dropped.is_empty() {
        context.say(&format!(
            "note: {source}: {} left out, because registering sets {}",
            dropped.join(", "),
            one_or(dropped.len(), "it", "them")
        ));
    }
    Ok(input)
}

/// Lays the flags over what is there.
fn apply(arguments: New, person: &mut Registration) {
    fn put<T>(value: Option<T>, into: &mut Option<T>) {
        if value.is_some() {
            *into = value;
        }
    }
    put(arguments.attendance, &mut person.attendance);
    put(arguments.experience, &mut person.experience);
    put(arguments.objectives, &mut person.objectives);
    put(arguments.team, &mut person.team);
    put(arguments.dietary, &mut person.dietary);
    put(arguments.notes, &mut person.notes);
    person.kind = arguments.kind.unwrap_or(person.kind);
    if !arguments.tracks.is_empty() {
        person.tracks.0 = once(arguments.tracks);
    }
    let roles = once(arguments.roles);
    let Some(name) = arguments.system else {
        if !roles.is_empty() {
            person.roles.0 = roles;
        }
        return;
    };
    // The system that the file describes under this name, or else one more.
    let at = person
        .systems
        .iter()
        .position(|system| fold(&system.name) == fold(&name));
    let at = at.unwrap_or_else(|| {
        person.systems.push(System {
            id: None,
            name,
            base_url: None,
            fhir_versions: Vec::<String>::new().into_iter().collect(),
            formats: crate::model::one_or_many::List::default(),
            roles: Vec::<String>::new().into_iter().collect(),
            status: None,
            probe: None,
        });
        person.systems.len() - 1
    });
    let system = &mut person.systems[at];
    put(arguments.base_url, &mut system.base_url);
    if !arguments.fhir_versions.is_empty() {
        system.fhir_versions.0 = once(arguments.fhir_versions);
    }
    if !arguments.formats.is_empty() {
        system.formats.0 = once(arguments.formats);
    }
    if !roles.is_empty() {
        system.roles.0 = roles;
    }
}

/// Each value once, in the order of the first.
fn once<T: PartialEq>(values: Vec<T>) -> Vec<T> {
    let mut kept = Vec::with_capacity(values.len());
    for value in values {
        if !kept.contains(&value) {
            kept.push(value);
        }
    }
    kept
}

/// What organizers wish that everybody said; an empty answer leaves it out.
fn questions(
    person: &mut Registration,
    policy: &RegistrationPolicy<'_>,
    context: &mut Context,
) -> Result<()> {
    let skip = "(Enter to leave it out)";
    let any = |_: &str| Ok(());
    if person.organization.is_none() {
        person.organization = ask(context, None, &format!("Organization {skip}:"), any)?;
    }
    let tracks: Vec<&str> = policy.track_names().collect();
    if person.tracks.is_empty() && !tracks.is_empty() {
        let question = format!(
            "Tracks, the most wanted first, of {} {skip}:",
            tracks.join(", ")
        );
        let known = |answer: &str| {
            let mut asked = person.clone();
            asked.tracks.0 = names(answer).map(str::to_owned).collect();
            asked.roles.0.clear();
            asked.systems.0.clear();
            let judged = policy.judge(&mut asked);
            judged.map(|_| ()).map_err(|failure| in_a_line(&failure))
        };
        let answer = ask(context, None, &question, known)?.unwrap_or_default();
        person.tracks.0 = once(names(&answer).map(str::to_owned).collect());
    }
    if person.experience.is_none() {
        let question = format!("Connectathons before: first-time, some or experienced {skip}:");
        let answer = ask(context, None, &question, |answer| {
            experience(answer).map(|_| ())
        })?;
        person.experience = answer.and_then(|answer| experience(&answer).ok());
    }
    if person.objectives.is_none() {
        person.objectives = ask(context, None, &format!("What to achieve {skip}:"), any)?;
    }
    Ok(())
}

/// The names in an answer, between commas and blanks.
fn names(answer: &str) -> impl Iterator<Item = &str> {
    answer.split([',', ' ']).filter(|name| !name.is_empty())
}

fn experience(answer: &str) -> Result<Experience, String> {
    Experience::from_word(&answer.to_ascii_lowercase()).ok_or_else(|| {
        format!("invalid answer '{answer}': expected first-time, some or experienced")
    })
}

/// A name that a record can be kept under.
fn full_name(answer: &str) -> Result<(), String> {
    if answer.contains('@') {
        return Err(format!("{HOLDS_ADDRESS}; the next question is for that"));
    }
    match Slug::from_title(answer) {
        Some(_) => Ok(()),
        None => Err(format!(
            "no file can be named after '{answer}': expected a name with a letter or a digit"
        )),
    }
}

/// What is wrong with an answer, with the hint behind it.
fn in_a_line(failure: &Failure) -> String {
    match &failure.hint {
        Some(hint) => format!("{failure}: {hint}"),
        None => failure.to_string(),
    }
}

/// The value, or the answer to a question for it, which is asked again when it is wrong; nothing for an empty one.
fn ask(
    context: &mut Context,
    value: Option<String>,
    question: &str,
    judge: impl Fn(&str) -> Result<(), String>,
) -> Result<Option<String>> {
    if value.is_some() {
        return Ok(value);
    }
    let answer = context.ask_until(question, |answer| {
        let given = (!answer.is_empty()).then(|| answer.to_owned());
        given
            .map(|answer| judge(&answer).map(|()| answer))
            .transpose()
    })?;
    Ok(answer.flatten())
}
