//! The example's affiliate event on its way to approval, and stopped on it by each of the nine criteria in turn.

mod support;

use std::fs;
use std::path::PathBuf;

use assert_cmd::assert::Assert;
use support::{Outcome, copied};

const SLUG: &str = "2026-11-lagos";
const ASK: [&str; 5] = ["event", "submit", SLUG, "--by", "Olu Apẹẹrẹ"];

/// The example, with the affiliate event as it was before anybody asked for its approval.
struct Example {
    folder: tempfile::TempDir,
    before: String,
}

impl Example {
    fn new() -> Outcome<Self> {
        let folder = copied("examples/connectathons")?;
        let this = Self {
            folder,
            before: String::new(),
        };
        let text = fs::read_to_string(this.file())?;
        let (before, _) = text.split_once("history:\n").ok_or("no history")?;
        fs::write(this.file(), before)?;
        Ok(Self {
            before: before.to_owned(),
            ..this
        })
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join(format!("events/{SLUG}/event.yaml"))
    }

    fn text(&self) -> Outcome<String> {
        Ok(fs::read_to_string(self.file())?)
    }

    /// Takes something out of the record, or puts something else in its place.
    fn replace(&self, from: &str, to: &str) -> Outcome {
        let text = self.text()?;
        if text.matches(from).count() != 1 {
            return Err(format!("not there once: {from}").into());
        }
        Ok(fs::write(self.file(), text.replace(from, to))?)
    }

    fn cxn(&self, now: &str, arguments: &[&str]) -> Outcome<Assert> {
        let mut command = support::cxn(self.folder.path())?;
        Ok(command.env("CXN_NOW", now).args(arguments).assert())
    }
}

const JUNE: &str = "2026-06-24T09:30:00+01:00";
const JULY: &str = "2026-07-08T16:10:00+01:00";

const APPROVE: [&str; 17] = [
    "event",
    "approve",
    SLUG,
    "--note",
    "Small and well prepared.",
    "--body",
    "FMG",
    "--moved-by",
    "Desmond Placeholder",
    "--seconded-by",
    "Gwen Sampleton",
    "--votes",
    "4-0-1",
    "--abstained",
    "Robin Example",
    "--by",
    "Olu Apẹẹrẹ",
];

#[test]
fn the_affiliate_event_goes_through_its_approval_request_to_approval() -> Outcome {
    let example = Example::new()?;
    let request = example.cxn(JUNE, &["event", "approval", SLUG])?.success();
    let request = String::from_utf8_lossy(&request.get_output().stdout).into_owned();
    assert!(request.contains("Approval  not requested\n"), "{request}");
    assert!(
        request.contains("all 9 criteria are met; approval stays a judgment call\n"),
        "{request}"
    );
    assert!(!request.contains('@'), "no addresses: {request}");

    example
        .cxn(JUNE, &APPROVE)?
        .code(1)
        .stderr("error: approval of '2026-11-lagos' has not been requested\nhint: run 'cxn event submit 2026-11-lagos' first\n");
    example.cxn(JUNE, &["event", "submit", SLUG])?.code(2).stderr(
        "error: the record needs a name, and none is given\nhint: pass --by NAME, or set your name in the file that 'cxn config' shows\n",
    );
    assert_eq!(example.text()?, example.before);
    example
        .cxn(JUNE, &ASK)?
        .success()
        .stdout("requested approval of 2026-11-lagos on Wed 24 Jun 2026, 09:30 WAT by Olu Apẹẹrẹ\n")
        .stderr("");
    let asked = format!(
        "{}history:\n  - when: 2026-06-24T09:30:00+01:00\n    what: submitted\n    by: Olu Apẹẹrẹ\n",
        example.before
    );
    assert_eq!(example.text()?, asked);
    example
        .cxn(JUNE, &["event", "submit", SLUG])?
        .code(1)
        .stderr("error: approval of '2026-11-lagos' is already requested\n");

    example
        .cxn(JULY, &APPROVE)?
        .success()
        .stdout("approved 2026-11-lagos on Wed 8 Jul 2026, 16:10 WAT by Olu Apẹẹrẹ (4-0-1)\n")
        .stderr("");
    let approved = format!(
        "{asked}  - when: 2026-07-08T16:10:00+01:00\n    what: approved\n    by: Olu Apẹẹrẹ\n    note: Small and well prepared.\n    decision:\n      body: FMG\n      moved-by: Desmond Placeholder\n      seconded-by: Gwen Sampleton\n      votes: '4-0-1'\n      abstained:\n        - Robin Example\n"
    );
    assert_eq!(example.text()?, approved);
    example
        .cxn(JULY, &APPROVE)?
        .code(1)
        .stderr("error: '2026-11-lagos' is already approved\n");
    example
        .cxn(JULY, &["event", "submit", SLUG])?
        .code(1)
        .stderr("error: '2026-11-lagos' is already approved\n");
    assert_eq!(example.text()?, approved);
    Ok(())
}

/// What is taken out of the record, what stands in its place, the criterion it opens, and the rule that says so.
const HOLES: [(&str, &str, &str, &str); 9] = [
    (
        "  kind: affiliate\n",
        "",
        "sponsor",
        "out-of-cycle-no-sponsor",
    ),
    (
        "coordinator:\n  name: Olu Apẹẹrẹ\n",
        "coordinator:\n",
        "coordinator",
        "out-of-cycle-no-coordinator",
    ),
    (
        "technical-lead:\n  name: Amara Ìgbìyànjú\n",
        "technical-lead:\n  name: TBD\n",
        "technical-lead",
        "out-of-cycle-no-technical-lead",
    ),
    (
        "fhir-experienced:\n  - name: Robin Example\n    organization: Example Health\n  - name: Amara Ìgbìyànjú\n    organization: Harmattan Health Standards Affiliate\n",
        "fhir-experienced: []\n",
        "fhir-experience",
        "out-of-cycle-no-fhir-experience",
    ),
    (
        "prior-experience: >-\n  Robin has led the Patient track for years, and Olu's team tested in two virtual Connectathons.\n  Two of the registers that come speak FHIR to their ministry every night.\n",
        "prior-experience: TBD\n",
        "prior-experience",
        "out-of-cycle-no-prior-experience",
    ),
    (
        "fhir-versions: [R4]\n",
        "",
        "version",
        "out-of-cycle-no-version",
    ),
    (
        "  required: no\n",
        "",
        "requirements",
        "out-of-cycle-frozen-version-not-stated",
    ),
    (
        "scenarios:\n  - A newcomer finds out what a server can do, and registers a child who has no name yet.\n  - An outreach app sends a week of immunizations in one batch after days without a network.\n  - The same dose arrives twice, a day apart, and is kept once.\n",
        "",
        "scenarios",
        "out-of-cycle-no-scenarios",
    ),
    (
        "comments-as-stu: yes\n",
        "comments-as-stu: no\n",
        "comments-as-stu",
        "out-of-cycle-comments-not-stu",
    ),
];

#[test]
fn each_criterion_in_turn_stops_the_approval() -> Outcome {
    for (from, to, key, rule) in HOLES {
        let example = Example::new()?;
        example.replace(from, to)?;
        let errors = |example: &Example, severity: &str| -> Outcome<bool> {
            let found = example.cxn(JUNE, &["check", SLUG, "--format", "json"])?;
            let text = String::from_utf8_lossy(&found.get_output().stdout).into_owned();
            let json: serde_json::Value = serde_json::from_str(&text)?;
            let findings = json["findings"].as_array().ok_or("no findings")?;
            Ok(findings
                .iter()
                .any(|one| one["rule"] == *rule && one["severity"] == severity))
        };
        assert!(errors(&example, "warning")?, "{rule} before");
        let said = "requested approval of 2026-11-lagos on Wed 24 Jun 2026, 09:30 WAT by Kim Asker\n1 of 9 criteria is open: cxn event approval 2026-11-lagos\n";
        example
            .cxn(JUNE, &["event", "submit", SLUG, "--by", "Kim Asker"])?
            .success()
            .stdout(said);
        assert!(errors(&example, "error")?, "{rule} after");
        let asked = example.text()?;
        example.cxn(JULY, &APPROVE)?.code(1).stderr(format!(
            "error: 1 of 9 criteria is open for '2026-11-lagos': {key}\nhint: run 'cxn event approval 2026-11-lagos' to see what is missing, or pass --despite \"reason\"\n"
        ));
        assert_eq!(example.text()?, asked, "{rule}: nothing is written");
        let mut despite = APPROVE.to_vec();
        despite.extend(["--despite", "It will be mended by August: 'promised'."]);
        example.cxn(JULY, &despite)?.success();
        assert_eq!(
            example.text()?,
            format!(
                "{asked}  - when: 2026-07-08T16:10:00+01:00\n    what: approved\n    by: Olu Apẹẹrẹ\n    note: Small and well prepared.\n    decision:\n      body: FMG\n      moved-by: Desmond Placeholder\n      seconded-by: Gwen Sampleton\n      votes: '4-0-1'\n      abstained:\n        - Robin Example\n      despite: 'It will be mended by August: ''promised''.'\n"
            )
        );
        assert!(errors(&example, "note")?, "{rule} despite");
    }
    Ok(())
}

#[test]
fn a_declined_event_can_ask_again() -> Outcome {
    let example = Example::new()?;
    let decline = [
        "event",
        "decline",
        SLUG,
        "--note",
        "No room for it.",
        "--votes",
        "1-3-0",
        "--body",
        "FMG",
        "--by",
        "Olu Apẹẹrẹ",
    ];
    example.cxn(JUNE, &ASK)?.success();
    example
        .cxn(JULY, &decline)?
        .success()
        .stdout("declined 2026-11-lagos on Wed 8 Jul 2026, 16:10 WAT by Olu Apẹẹrẹ (1-3-0)\n");
    example.cxn(JULY, &decline)?.code(1).stderr(
        "error: '2026-11-lagos' is already declined\nhint: run 'cxn event submit 2026-11-lagos' to request approval again\n",
    );
    example.cxn(JULY, &ASK)?.success();
    let text = example.text()?;
    let history = text.strip_prefix(&example.before);
    assert_eq!(
        history,
        Some(
            "history:\n  - when: 2026-06-24T09:30:00+01:00\n    what: submitted\n    by: Olu Apẹẹrẹ\n  - when: 2026-07-08T16:10:00+01:00\n    what: declined\n    by: Olu Apẹẹrẹ\n    note: No room for it.\n    decision:\n      body: FMG\n      votes: '1-3-0'\n  - when: 2026-07-08T16:10:00+01:00\n    what: submitted\n    by: Olu Apẹẹrẹ\n"
        )
    );
    Ok(())
}

#[test]
fn comments_order_and_line_ends_stay() -> Outcome {
    let example = Example::new()?;
    let windows = format!("{}# the end\n", example.before).replace('\n', "\r\n");
    fs::write(example.file(), &windows)?;
    example.cxn(JUNE, &ASK)?.success();
    let text = example.text()?;
    let body = windows.strip_suffix("# the end\r\n").ok_or("no end")?;
    assert!(text.starts_with(body), "{text}");
    assert!(text.contains("# the end\r\n"), "{text}");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    Ok(())
}
