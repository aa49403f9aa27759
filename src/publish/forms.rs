//! Forms for issues: what people fill in comes back as the body of an issue, a heading for each question, which the imports read.
//!
//! GitHub has forms, GitLab has templates of descriptions; both are made of the same questions.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::html::{line, plain};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::matrix::role_keys;
use crate::model::Track;
use crate::model::person::fold;
use crate::model::placeholder::filled;
use crate::model::result::Verdict;
use crate::model::template::FieldKind;
use crate::model::words::Word as _;
use crate::workspace::Record;
use crate::yaml;

/// What people are asked.
pub struct Form {
    name: String,
    about: String,
    label: &'static str,
    questions: Vec<Question>,
}

struct Question {
    heading: String,
    help: String,
    is_required: bool,
    answer: Answer,
}

enum Answer {
    Line,
    Text,
    /// One of several; the first is chosen already where there is no other.
    Choice(Vec<String>),
}

/// Headings of a result that a role must not have: the import takes them for what they say.
const TAKEN: [&str; 7] = [
    "track", "scenario", "result", "path", "note", "evidence", "issues",
];

/// A result of one track. With systems, those who registered for it are named to everyone who sees the form.
pub fn result(facts: &EventFacts<'_>, record: &Record<Track>, with_systems: bool) -> Form {
    let track = &record.value;
    let title = line(&track.title);
    let question = |heading: &str, help: &str, is_required, answer| Question {
        heading: heading.to_owned(),
        help: help.to_owned(),
        is_required,
        answer,
    };
    let scenarios = track.scenarios.iter().map(|scenario| {
        let id = line(&scenario.id);
        match filled(scenario.title.as_deref()) {
            Some(title) => format!("{id}: {}", line(title)),
            None => id,
        }
    });
    let mut questions = vec![
        question(
            "Track",
            "",
            true,
            Answer::Choice(vec![record.slug.to_string()]),
        ),
        question("Scenario", "", true, Answer::Choice(scenarios.collect())),
    ];
    let mut seen = BTreeSet::new();
    let roles = track.scenarios.iter().flat_map(|one| role_keys(track, one));
    for role in roles.filter(|role| seen.insert(role.clone())) {
        let named = track
            .role(&role)
            .and_then(|role| filled(role.name.as_deref()))
            .map(line);
        let named = named.filter(|name| !TAKEN.contains(&fold(name).as_str()));
        let systems = facts
            .systems()
            .all
            .iter()
            .filter(|one| one.plays(record.slug.as_str(), &role));
        let systems: Vec<String> = systems
            .map(|one| format!("{} ({})", line(one.name), line(one.organization)))
            .collect();
        let (help, answer) = if with_systems && !systems.is_empty() {
            ("The system in this role.", Answer::Choice(systems))
        } else {
            (
                "The system in this role, as System (Organization).",
                Answer::Line,
            )
        };
        questions.push(question(
            &named.unwrap_or_else(|| line(&role)),
            help,
            false,
            answer,
        ));
    }
    let verdicts = Verdict::ALL.iter().map(|verdict| verdict.words());
    questions.push(question(
        "Result",
        "",
        true,
        Answer::Choice(verdicts.collect()),
    ));
    questions.push(question(
        "Path",
        "The way that was tested, such as json or xml.",
        false,
        Answer::Line,
    ));
    questions.push(question(
        "Note",
        "What others should know. No passwords, tokens or data of patients.",
        false,
        Answer::Text,
    ));
    questions.push(question(
        "Evidence",
        "Links, one a line.",
        false,
        Answer::Text,
    ));
    questions.push(question(
        "Issues",
        "Numbers in the tracker, such as FHIR-1000.",
        false,
        Answer::Line,
    ));
    Form {
        name: format!("Result: {title}"),
        about: format!("What a test of {title} came to"),
        label: "result",
        questions,
    }
}

/// A proposal by the template of an event; `None` where the event has none.
pub fn proposal(facts: &EventFacts<'_>) -> Option<Form> {
    let fields = facts.template?.fields.iter();
    let questions = fields.map(|field| {
        let form = match field.kind {
            FieldKind::Line | FieldKind::Text => "",
            FieldKind::Url => "A web address.",
            FieldKind::List => "One a line.",
            FieldKind::Leads => "One a line: Name, Organization. Issues may be public: leave email addresses out.",
            FieldKind::Participants => "One organization a line.",
            FieldKind::Roles => "A heading of the third level or a line for each role: name, client or server, what it can do.",
            FieldKind::Scenarios => "For each: title, roles, action, precondition, success criteria, bonus point.",
            FieldKind::KickOff => "Date, time with zone, minutes. No join link.",
        };
        let guidance = field.guidance.as_deref().unwrap_or_default();
        let words: Vec<String> = [guidance, form].iter().map(|text| line(text)).collect();
        Question {
            heading: line(&field.title),
            help: words.join(" ").trim().to_owned(),
            is_required: field.required_from.is_some(),
            answer: match field.kind {
                FieldKind::Line | FieldKind::Url => Answer::Line,
                _ => Answer::Text,
            },
        }
    });
    let event = line(&facts.event().name);
    Some(Form {
        name: format!("Track proposal for {event}"),
        about: format!("Propose a track for {event}"),
        label: "proposal",
        questions: questions.collect(),
    })
}

/// A form in YAML, for `.github/ISSUE_TEMPLATE/`.
pub fn github(form: &Form) -> String {
    let mut ids = BTreeSet::new();
    let fields: Vec<Value> = form
        .questions
        .iter()
        .map(|one| field(one, &mut ids))
        .collect();
    let value = json!({
        "name": form.name,
        "description": form.about,
        "title": format!("{}: ", form.name),
        "labels": [form.label],
        "body": fields,
    });
    // Every text of a form is a plain value, which YAML can say.
    let value = yaml::to_value(&value).unwrap_or_default();
    yaml::write::block(&value, 0)
}

/// An identifier of letters, digits and hyphens that no other question has.
fn field(question: &Question, ids: &mut BTreeSet<String>) -> Value {
    let stem: String = deunicode::deunicode(&question.heading)
        .to_lowercase()
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    let stem = if stem.is_empty() {
        "question".to_owned()
    } else {
        stem
    };
    let mut id = stem.clone();
    let mut number = 2;
    while !ids.insert(id.clone()) {
        id = format!("{stem}-{number}");
        number += 1;
    }
    let mut attributes = json!({"label": question.heading});
    if let Some(attributes) = attributes.as_object_mut() {
        if !question.help.is_empty() {
            attributes.insert("description".to_owned(), json!(question.help));
        }
        if let Answer::Choice(options) = &question.answer {
            attributes.insert("options".to_owned(), json!(options));
            if options.len() == 1 && question.is_required {
                attributes.insert("default".to_owned(), json!(0));
            }
        }
    }
    json!({
        "type": match &question.answer {
            Answer::Line => "input",
            Answer::Text => "textarea",
            Answer::Choice(_) => "dropdown",
        },
        "id": id,
        "attributes": attributes,
        "validations": {"required": question.is_required},
    })
}

/// A description in Markdown, for `.gitlab/issue_templates/`. What is not answered is a comment, which the import leaves out.
pub fn gitlab(form: &Form) -> String {
    let mut text = String::new();
    for question in &form.questions {
        let _ = writeln!(text, "### {}\n", question.heading);
        let mut help = plain(&question.help);
        match &question.answer {
            Answer::Choice(options) if options.len() == 1 && question.is_required => {
                let _ = writeln!(text, "{}\n", options[0]);
            }
            Answer::Choice(options) => {
                let _ = write!(
                    help,
                    "{}one of: {}",
                    if help.is_empty() { "" } else { " " },
                    options.join(" | ")
                );
            }
            _ => {}
        }
        if question.is_required
            && !matches!(&question.answer, Answer::Choice(options) if options.len() == 1)
        {
            help.push_str(if help.is_empty() {
                "required"
            } else {
                " (required)"
            });
        }
        if !help.is_empty() {
            // Two hyphens would end the comment.
            let _ = writeln!(text, "<!-- {} -->\n", help.replace("--", "- -"));
        }
    }
    let _ = writeln!(text, "/label ~{}", form.label);
    text
}
