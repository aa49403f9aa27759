//! Whole proposals against all rules: a fresh draft is never in error, and a submission with every answer has no finding.

use std::error::Error;
use std::fs;
use std::path::Path;

use cxn::check;
use cxn::model::Severity;
use cxn::model::{Now, When};
use cxn::workspace::Selection;
use cxn::workspace::load::Scope;
use cxn::workspace::{Workspace, built_in};

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const EVENT: &str = "events/2026-09-rockville";

/// The findings on one track of a workspace like the rules' base, whose event follows a template.
fn judge(template: &str, track: &str) -> Outcome<Vec<(Severity, String)>> {
    let base = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/rules/_base")
        .join(EVENT)
        .join("event.yaml");
    let folder = tempfile::tempdir()?;
    let event = folder.path().join(EVENT);
    fs::create_dir_all(event.join("tracks"))?;
    fs::write(folder.path().join("cxn.yaml"), "")?;
    fs::write(
        event.join("event.yaml"),
        fs::read_to_string(base)?.replace("confluence-2023", template),
    )?;
    fs::write(event.join("tracks/probe.yaml"), track)?;
    let people = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/rules/_base")
        .join(EVENT)
        .join("registrations");
    fs::create_dir_all(event.join("registrations"))?;
    for person in fs::read_dir(people)? {
        let person = person?;
        fs::copy(
            person.path(),
            event.join("registrations").join(person.file_name()),
        )?;
    }
    let workspace = Workspace::load(
        &cxn::workspace::Root::whole(folder.path()),
        &Scope::default(),
    )?;
    let Some(When::Instant(now)) = When::parse("2026-07-01T12:00:00Z") else {
        return Err("the moment does not read".into());
    };
    let file = [format!("{EVENT}/tracks/probe.yaml")].into();
    let report = check::run(
        &workspace,
        Now::Instant(now.to_utc()),
        &Selection::Paths(file),
    );
    let line = |located: &check::Located| {
        let finding = &located.finding;
        (
            finding.severity,
            format!("{}: {}", finding.rule.name, finding.message),
        )
    };
    Ok(report.findings.iter().map(line).collect())
}

fn errors(findings: &[(Severity, String)]) -> Vec<&str> {
    findings
        .iter()
        .filter(|(severity, _)| *severity == Severity::Error)
        .map(|(_, text)| text.as_str())
        .collect()
}

#[test]
fn a_fresh_draft_of_every_template_is_not_in_error() -> Outcome {
    let sketch = "title: Probe\nstatus: draft\nshort-description:\nlong-description:\njustification:\nsubmitting-group: TBD\n\
        leads:\n  - name: Robin Example\n    email:\nexpected-participants:\nroles:\n  - id: client\n    name: Client\n  - id: server\n\
        scenarios:\n  - id: first\n    roles: [client, server]\n    action:\n    precondition:\n    success-criteria:\n    bonus:\n\
        chat-stream:\nkick-off:\n";
    for template in built_in::template_names() {
        for draft in ["title: Probe\n", sketch] {
            let found = judge(template, draft)?;
            assert_eq!(errors(&found), Vec::<&str>::new(), "{template}");
            assert!(!found.is_empty(), "{template}: a gap is worth a warning");
        }
    }
    Ok(())
}

#[test]
fn a_submission_with_gaps_is_in_error_under_every_template() -> Outcome {
    for template in built_in::template_names() {
        let found = judge(template, "title: Probe\nstatus: submitted\n")?;
        let errors = errors(&found);
        for rule in [
            "missing-field",
            "no-lead",
            "no-scenario",
            "no-participants-expected",
        ] {
            let count = errors
                .iter()
                .filter(|text| text.starts_with(&format!("{rule}:")))
                .count();
            assert!(count > 0, "{template}: {rule}: {errors:?}");
            assert!(
                rule == "missing-field" || count == 1,
                "{template}: {errors:?}"
            );
        }
    }
    Ok(())
}

#[test]
fn a_submission_with_every_answer_has_no_finding() -> Outcome {
    let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules/_base");
    let approved = fs::read_to_string(base.join(EVENT).join("tracks/patient.yaml"))?;
    let (proposal, _) = approved
        .split_once("history:")
        .ok_or("the base track has no history")?;
    let submitted = format!(
        "{}justification: Newcomers learn to exchange a patient, which everything else builds on.\n\
         history:\n  - when: 2026-06-30T10:00:00-04:00\n    what: submitted\n    by: Robin Example\n",
        proposal.replace("status: approved", "status: submitted")
    );
    for template in built_in::template_names() {
        assert_eq!(judge(template, &submitted)?, [], "{template}");
    }
    Ok(())
}
