//! What tests came to, as far as it may leave: a TestReport for each pair of systems in a scenario.

use serde_json::{Value, json};

use super::{Version, id, publisher};
use crate::analysis::disclosure::{Level, named};
use crate::analysis::event_facts::EventFacts;
use crate::analysis::standings::{Partner, Standing};
use crate::model::Track;
use crate::model::placeholder::filled;
use crate::model::result::Verdict;
use crate::model::track::RoleKind;
use crate::publish::html::line;
use crate::publish::identifier::uuid;
use crate::publish::instant::instant;
use crate::workspace::Record;

/// The reports of a track.
pub fn of_track(
    facts: &EventFacts<'_>,
    record: &Record<Track>,
    level: Level,
    version: Version,
) -> Vec<Value> {
    let standings = named(level, facts.standings(&record.slug));
    standings
        .iter()
        .map(|standing| report(facts, record, standing, level, version))
        .collect()
}

fn report(
    facts: &EventFacts<'_>,
    record: &Record<Track>,
    standing: &Standing,
    level: Level,
    version: Version,
) -> Value {
    let track = &record.value;
    let scenario = track
        .scenarios
        .iter()
        .find(|one| one.id == standing.scenario);
    let title = scenario.and_then(|one| filled(one.title.as_deref()));
    let title = line(title.unwrap_or(&standing.scenario));
    let script = id(
        facts,
        &format!("plan/{}/{}", record.slug, standing.scenario),
    );
    let systems: Vec<String> = standing
        .systems
        .iter()
        .map(|(role, one)| format!("{role} {}", key(one)))
        .collect();
    let path = standing
        .path
        .as_deref()
        .map(line)
        .filter(|path| !path.is_empty());
    let own = format!(
        "report/{}/{}/{}/{}",
        record.slug,
        standing.scenario,
        systems.join("/"),
        path.as_deref().unwrap_or_default()
    );
    let participants = standing
        .systems
        .iter()
        .enumerate()
        .map(|(at, (role, one))| {
            let kind = track.role(role).and_then(|role| role.kind);
            let side = match kind {
                Some(RoleKind::Client) => "client",
                Some(RoleKind::Server) => "server",
                _ if at == 0 => "client",
                _ => "server",
            };
            json!({
                "type": side,
                "uri": format!("urn:uuid:{}", uuid(&format!("system {}", key(one)))),
                "display": line(&format!("{}, {}", one.system, one.organization)),
            })
        });
    let has_conflict = !standing.conflict.is_empty();
    let (result, of_action) = outcome(standing.verdict, has_conflict);
    let mut message = standing.verdict.words();
    if has_conflict {
        message.push_str(", and another report says otherwise");
    }
    if let Some(path) = &path {
        message = format!("{message} ({path})");
    }
    let script = if version == Version::R5 {
        json!(format!("urn:uuid:{script}"))
    } else {
        json!({"display": title})
    };
    let mut report = json!({
        "resourceType": "TestReport",
        "id": id(facts, &own),
        "name": format!("{}: {title}", line(&track.title)),
        "status": "completed",
        "testScript": script,
        "result": result,
        "tester": publisher(facts),
        "participant": participants.collect::<Vec<_>>(),
        "test": [{
            "name": line(&standing.scenario),
            "description": title,
            "action": [{"assert": {"result": of_action, "message": message}}],
        }],
    });
    // When a pair passed at last says how often it did not.
    if let Some(report) = report.as_object_mut().filter(|_| level.shows_failures()) {
        let issued = instant(&standing.when.0);
        report.insert("issued".to_owned(), json!(issued));
    }
    report
}

fn key(system: &Partner) -> String {
    let (organization, system) = system.key();
    format!("{organization}/{system}")
}

/// The result of a report and that of its only action; what is finer is in the message.
fn outcome(verdict: Verdict, has_conflict: bool) -> (&'static str, &'static str) {
    if has_conflict {
        return ("pending", "warning");
    }
    match verdict {
        Verdict::Passed => ("pass", "pass"),
        Verdict::Failed => ("fail", "fail"),
        Verdict::PartlyPassed => ("pending", "warning"),
        Verdict::TestDefect => ("pending", "error"),
        Verdict::Blocked | Verdict::NoPartner | Verdict::NotAttempted => ("pending", "skip"),
    }
}
