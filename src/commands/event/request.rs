//! The flags of `cxn event new` for an out-of-cycle event, and how they are written.

use clap::Args;

use crate::commands::event::page::{Page, person};
use crate::commands::event::values::contact;
use crate::commands::words::word;
use crate::model::out_of_cycle::{SponsorKind, YesNo};
use crate::model::person::Person;
use crate::yaml::{Value, write};

/// What an out-of-cycle event is asked before it is approved.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Out of cycle (what is asked before the event is approved)")]
pub struct Request {
    /// Who sponsors the event
    #[arg(long, value_name = "TEXT")]
    sponsor: Option<String>,
    /// What the sponsor is to HL7
    #[arg(long, value_parser = word::<SponsorKind>(), value_name = "KIND")]
    sponsor_kind: Option<SponsorKind>,
    /// Who runs the event, as "Name <email>"
    #[arg(long, value_name = "PERSON", value_parser = contact)]
    coordinator: Option<Person>,
    /// Who answers technical questions, as "Name <email>"
    #[arg(long, value_name = "PERSON", value_parser = contact)]
    technical_lead: Option<Person>,
    /// A person who is familiar with FHIR (repeatable)
    #[arg(long, value_name = "PERSON", value_parser = contact)]
    fhir_experienced: Vec<Person>,
    /// Who took part in a Connectathon before, or has an implementation
    #[arg(long, value_name = "TEXT")]
    prior_experience: Option<String>,
    /// Whether a frozen version of the specification is needed
    #[arg(long, value_parser = word::<YesNo>(), value_name = "ANSWER")]
    frozen_version_required: Option<YesNo>,
    /// Which frozen version
    #[arg(long, value_name = "TEXT")]
    frozen_version: Option<String>,
    /// Why, or why not
    #[arg(long, value_name = "TEXT")]
    frozen_version_reason: Option<String>,
    /// What else is needed; None is a valid answer (repeatable)
    #[arg(long = "other-requirement", value_name = "TEXT")]
    other_requirements: Vec<String>,
    /// What is to be tested, a sentence each (repeatable)
    #[arg(long = "scenario", value_name = "TEXT")]
    scenarios: Vec<String>,
    /// Whether comments from the event are handled as STU comments
    #[arg(long, value_parser = word::<YesNo>(), value_name = "ANSWER")]
    comments_as_stu: Option<YesNo>,
}

impl Request {
    pub fn first(&self) -> Option<&'static str> {
        let given = [
            ("--sponsor", self.sponsor.is_some()),
            ("--sponsor-kind", self.sponsor_kind.is_some()),
            ("--coordinator", self.coordinator.is_some()),
            ("--technical-lead", self.technical_lead.is_some()),
            ("--fhir-experienced", !self.fhir_experienced.is_empty()),
            ("--prior-experience", self.prior_experience.is_some()),
            (
                "--frozen-version-required",
                self.frozen_version_required.is_some(),
            ),
            ("--frozen-version", self.frozen_version.is_some()),
            (
                "--frozen-version-reason",
                self.frozen_version_reason.is_some(),
            ),
            ("--other-requirement", !self.other_requirements.is_empty()),
            ("--scenario", !self.scenarios.is_empty()),
            ("--comments-as-stu", self.comments_as_stu.is_some()),
        ];
        given
            .into_iter()
            .find_map(|(flag, given)| given.then_some(flag))
    }

    /// Writes every field; what was not given is a comment.
    pub(super) fn write(&self, page: &mut Page) {
        page.gap();
        page.note("Out of cycle: what is asked before the event is approved. 'cxn event approval' shows what is missing.");
        let kind = self.sponsor_kind.map(|kind| kind.to_string());
        table(
            page,
            "sponsor",
            [
                ("name", self.sponsor.clone(), "…"),
                ("kind", kind, "hl7-international | affiliate"),
            ],
        );
        self.people(page);
        page.note("Who took part in a Connectathon before, has an implementation, and so on.");
        page.key(
            "prior-experience",
            self.prior_experience.as_deref().map(Value::from),
            "…",
        );
        page.note("Whether a frozen version of the specification is needed: an explicit no counts, silence does not.");
        let required = self
            .frozen_version_required
            .map(|answer| answer.to_string());
        table(
            page,
            "frozen-version",
            [
                ("required", required, "yes | no"),
                ("version", self.frozen_version.clone(), "…"),
                ("reason", self.frozen_version_reason.clone(), "…"),
            ],
        );
        page.note("What else is needed; None is a valid answer.");
        page.key("other-requirements", list(&self.other_requirements), "None");
        page.note("What is to be tested, a sentence each.");
        page.key("scenarios", list(&self.scenarios), "[…]");
        page.note("Whether comments from the event are handled as STU comments.");
        let comments = self
            .comments_as_stu
            .map(|answer| Value::from(answer.to_string()));
        page.key("comments-as-stu", comments, "yes");
    }

    fn people(&self, page: &mut Page) {
        for (key, somebody) in [
            ("coordinator", &self.coordinator),
            ("technical-lead", &self.technical_lead),
        ] {
            match somebody {
                Some(somebody) => page.lines(&write::entry(key, &person(somebody), 0)),
                None => page.lines(&format!("# {key}:\n#   name: …\n#   email: …\n")),
            }
        }
        page.note("People who are familiar with FHIR; one at least.");
        if self.fhir_experienced.is_empty() {
            page.lines("# fhir-experienced:\n#   - name: …\n");
        } else {
            let people = self.fhir_experienced.iter().map(person).collect();
            page.lines(&write::entry(
                "fhir-experienced",
                &Value::Sequence(people),
                0,
            ));
        }
    }
}

fn list(texts: &[String]) -> Option<Value> {
    (!texts.is_empty()).then(|| Value::from(texts.to_vec()))
}

/// A table with its entries; those that were not given are comments.
fn table<const N: usize>(page: &mut Page, key: &str, entries: [(&str, Option<String>, &str); N]) {
    let is_live = entries.iter().any(|(_, value, _)| value.is_some());
    let (head, mark) = if is_live {
        ("", "  # ")
    } else {
        ("# ", "#   ")
    };
    page.lines(&format!("{head}{key}:\n"));
    for (key, value, example) in entries {
        match value {
            Some(value) => page.lines(&write::entry(key, &Value::from(value), 2)),
            None => page.lines(&format!("{mark}{key}: {example}\n")),
        }
    }
}
