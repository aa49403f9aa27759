//! The matrix of the QUIC interop runner, the form that other interop runners took over: every client against every server.
//!
//! `results` is one flat list, client by client. `null` is a test that never ran, and is no verdict.

use serde::Deserialize;
use serde_json::Value;

use super::{Named, Report, Row, Rows, Skipped, Unusable, json};
use crate::model::result::Verdict;
use crate::model::{Moment, When};

#[derive(Deserialize)]
struct Matrix {
    end_time: Option<f64>,
    servers: Vec<String>,
    clients: Vec<String>,
    results: Vec<Vec<Value>>,
}

/// Reads the matrix.
pub fn report(text: &str) -> Result<Report, Unusable> {
    let matrix: Matrix = json(text)?;
    let (clients, servers) = (matrix.clients.len(), matrix.servers.len());
    if matrix.results.len() != clients * servers {
        return Err(Unusable::new(format!(
            "has {} cells: expected {clients} clients times {servers} servers",
            matrix.results.len()
        )));
    }
    let when = matrix.end_time.map(moment).transpose()?;
    let mut skipped = Skipped::default();
    let mut rows = Rows::default();
    let systems = matrix.clients.iter().flat_map(|client| {
        let servers = matrix.servers.iter();
        servers.map(move |server| (client, server))
    });
    for ((client, server), cell) in systems.zip(&matrix.results) {
        for test in cell {
            let field = |key: &str| test.get(key).and_then(Value::as_str);
            let Some(name) = field("name").or_else(|| field("abbr")) else {
                skipped.add("test without a name");
                continue;
            };
            let (verdict, word) = match field("result") {
                Some("succeeded") => (Verdict::Passed, "succeeded"),
                Some("failed") => (Verdict::Failed, "failed"),
                Some("unsupported") => (Verdict::NotAttempted, "unsupported"),
                _ => {
                    skipped.add("test that never ran");
                    continue;
                }
            };
            rows.push(Row {
                place: rows.next_test(),
                names: vec![name.to_owned()],
                systems: vec![named("client", client), named("server", server)],
                verdict: Some(verdict),
                word: word.to_owned(),
                is_required: true,
                when,
                ..Row::default()
            })?;
        }
    }
    Ok(Report {
        tool: "interop-matrix",
        session: None,
        rows: rows.all,
        refused: Vec::new(),
        skipped: skipped.all,
    })
}

fn named(role: &str, name: &str) -> Named {
    Named {
        role: Some(role.to_owned()),
        name: Some(name.to_owned()),
        ..Named::default()
    }
}

/// The moment of a number of seconds since 1970; a number of milliseconds is of another age, in which no record has its time.
fn moment(seconds: f64) -> Result<When, Unusable> {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a number outside the calendar is not an instant"
    )]
    let instant = chrono::DateTime::from_timestamp(seconds as i64, 0);
    let moment = instant.map(|instant| Moment(instant.fixed_offset()));
    let recorded = moment.and_then(|moment| Moment::parse(&moment.to_string()));
    let Moment(instant) = recorded.ok_or_else(|| {
        Unusable::new("has an invalid 'end_time': expected seconds since 1970, up to the year 9999")
            .hint("divide it by 1000 if it is a number of milliseconds, or take it out")
    })?;
    Ok(When::Instant(instant))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_goes_client_by_client_and_null_is_no_verdict() -> Result<(), Unusable> {
        let text = r#"{"start_time": 1767225600.0, "end_time": 1767229200.0, "log_dir": "MARKER", "servers": ["s1", "s2"], "clients": ["c1"],
            "urls": {"c1": "https://example.org/MARKER"}, "results": [
            [{"abbr": "H", "name": "handshake", "result": "succeeded"}, {"abbr": "R", "name": "resumption", "result": null}],
            [{"abbr": "H", "name": "handshake", "result": "failed"}, {"abbr": "R", "name": "resumption", "result": "unsupported"}]]}"#;
        let report = report(text)?;
        let short: Vec<_> = report
            .rows
            .iter()
            .map(|row| {
                let server = row.systems[1].name.as_deref().unwrap_or_default();
                (server, row.names[0].as_str(), row.verdict)
            })
            .collect();
        assert_eq!(
            short,
            [
                ("s1", "handshake", Some(Verdict::Passed)),
                ("s2", "handshake", Some(Verdict::Failed)),
                ("s2", "resumption", Some(Verdict::NotAttempted)),
            ]
        );
        assert_eq!(report.skipped, [("test that never ran".to_owned(), 1)]);
        assert_eq!(
            report.rows[0].when.map(|when| when.to_string()).as_deref(),
            Some("2026-01-01T01:00:00Z")
        );
        assert!(!format!("{report:?}").contains("MARKER"));
        for (end, is_time) in [
            ("253402300799", true),
            ("253402300800", false),
            ("1767229200000.0", false),
            ("-1e300", false),
        ] {
            let report = super::report(&text.replace("1767229200.0", end));
            let message = report.err().map(|error| error.message);
            let wrong =
                "has an invalid 'end_time': expected seconds since 1970, up to the year 9999";
            assert_eq!(message.as_deref(), (!is_time).then_some(wrong), "{end}");
        }
        let short = text.replace("\"c1\"]", "\"c1\", \"c2\"]");
        let error = super::report(&short).err().map(|error| error.message);
        assert_eq!(
            error.as_deref(),
            Some("has 2 cells: expected 2 clients times 2 servers")
        );
        Ok(())
    }
}
