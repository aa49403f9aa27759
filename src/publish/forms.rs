//! Forms for issues: what people fill in comes back as the body of an issue, a heading for each question, which the imports read.
//!
//! GitHub has forms, GitLab has templates of descriptions; both are made of the same questions.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::html::{line, plain};
use super::identifier::unique;
use crate::analysis::disclosure::published_tracks;
use crate::analysis::event_facts::EventFacts;
use crate::analysis::matrix::role_keys;
use crate::model::Track;
use crate::model::event::{Mode, PeopleKnownBy};
use crate::model::person::fold;
use crate::model::placeholder::filled;
use crate::model::registration::{Attendance, Experience, FhirFormat, Kind};
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
    /// Any of several.
    Several(Vec<String>),
}

impl Question {
    fn new(heading: &str, help: &str, is_required: bool, answer: Answer) -> Self {
        Self {
            heading: heading.to_owned(),
            help: help.to_owned(),
            is_required,
            answer,
        }
    }
}

/// Headings of a result that a role must not have: the import takes them for what they say.
const TAKEN: [&str; 7] = [
    "track", "scenario", "result", "path", "note", "evidence", "issues",
];

/// A result of one track. With systems, those who registered for it are named to everyone who sees the form.
pub fn result(facts: &EventFacts<'_>, record: &Record<Track>, with_systems: bool) -> Form {
    let track = &record.value;
    let title = line(&track.title);
    let question = Question::new;
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

/// A registration: personal, and for a repository that the organizers alone can read.
pub fn registration(facts: &EventFacts<'_>) -> Form {
    let event = facts.event();
    let is_by_chat = event.people_known_by == Some(PeopleKnownBy::Chat);
    let mut questions = vec![
        Question::new("Name", "", true, Answer::Line),
        Question::new("Email", "", !is_by_chat, Answer::Line),
    ];
    if is_by_chat {
        questions.push(Question::new("Chat name", "", true, Answer::Line));
    }
    let kinds = [Kind::Participant, Kind::Observer, Kind::TrackLead];
    let kinds = kinds.iter().map(|kind| kind.label());
    questions.extend([
        Question::new("Organization", "", false, Answer::Line),
        Question::new(
            "Registration type",
            "",
            true,
            Answer::Choice(kinds.collect()),
        ),
    ]);
    if event.mode == Mode::Hybrid {
        let ways = Attendance::ALL.iter().map(|way| way.label());
        questions.push(Question::new(
            "Attendance",
            "",
            false,
            Answer::Choice(ways.collect()),
        ));
    }
    let tracks: Vec<&Record<Track>> = published_tracks(facts.folder).collect();
    if !tracks.is_empty() {
        let choices: Vec<String> = tracks
            .iter()
            .map(|one| track_choice(one, &tracks))
            .collect();
        for heading in [
            "First choice of track",
            "Second choice of track",
            "Third choice of track",
        ] {
            let answer = Answer::Choice(choices.clone());
            questions.push(Question::new(heading, "", false, answer));
        }
    }
    let roles = tracks.iter().flat_map(|track| {
        let roles = track.value.roles.iter();
        roles.map(|role| format!("{}/{}", track.slug, line(&role.id)))
    });
    let roles: Vec<String> = roles.collect::<BTreeSet<String>>().into_iter().collect();
    if !roles.is_empty() {
        questions.push(Question::new(
            "Roles",
            "What your system does, or you, as track/role.",
            false,
            Answer::Several(roles),
        ));
    }
    let formats = FhirFormat::ALL.iter().map(|one| one.as_str().to_owned());
    let experience = Experience::ALL.iter().map(|one| one.label());
    questions.extend([
        Question::new(
            "System name",
            "The software that you bring, if you bring any.",
            false,
            Answer::Line,
        ),
        Question::new(
            "Base URL",
            "Where it answers, if it is a server.",
            false,
            Answer::Line,
        ),
        Question::new("FHIR versions", "Such as R4, R5.", false, Answer::Line),
        Question::new("Formats", "", false, Answer::Several(formats.collect())),
        Question::new(
            "Experience",
            "",
            false,
            Answer::Choice(experience.collect()),
        ),
        Question::new(
            "Objectives",
            "What you want to achieve.",
            false,
            Answer::Text,
        ),
        Question::new("Dietary needs", "", false, Answer::Line),
        Question::new("Notes", "", false, Answer::Text),
    ]);
    let event = line(&event.name);
    Form {
        name: format!("Registration for {event}"),
        about: format!(
            "Register for {event} (in a private repository: what is written here is personal)"
        ),
        label: "registration",
        questions,
    }
}

/// What a track is called among others: its title, where no other has it.
fn track_choice(track: &Record<Track>, all: &[&Record<Track>]) -> String {
    let title = line(&track.value.title);
    let folded = fold(&title);
    let is_twin = |other: &&&Record<Track>| {
        other.slug != track.slug
            && (fold(&other.value.title) == folded || other.slug.as_str() == folded)
    };
    if title != track.value.title.trim() || all.iter().any(|other| is_twin(&other)) {
        return track.slug.to_string();
    }
    title
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
    let id = unique(&stem, ids);
    let mut attributes = json!({"label": question.heading});
    if let Some(attributes) = attributes.as_object_mut() {
        if !question.help.is_empty() {
            attributes.insert("description".to_owned(), json!(question.help));
        }
        if let Answer::Several(options) = &question.answer {
            attributes.insert("multiple".to_owned(), json!(true));
            attributes.insert("options".to_owned(), json!(options));
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
            Answer::Choice(_) | Answer::Several(_) => "dropdown",
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
            Answer::Choice(options) | Answer::Several(options) => {
                let several = matches!(&question.answer, Answer::Several(_));
                let _ = write!(
                    help,
                    "{}{}: {}",
                    if help.is_empty() { "" } else { " " },
                    if several { "any of" } else { "one of" },
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
