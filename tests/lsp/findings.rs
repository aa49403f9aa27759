//! Findings: the same as on the command line, of all that is open and of what is on disk.

use std::path::Path;

use serde_json::{Value, json};

use crate::client::{Client, EVENT, PATIENCE, TRACK, framed, uri};
use crate::support::{Outcome, copied, cxn, said};

/// What the command line says about a text in the place of a file: rule, line and column in UTF-16 units, from 0.
fn command_line(folder: &Path, file: &str, text: &str) -> Outcome<Vec<(String, usize, usize)>> {
    std::fs::write(folder.join(file), text)?;
    let (_, out, _) = said(cxn(folder)?.args(["check", file, "--format", "jsonl"]))?;
    let mut found = Vec::new();
    for line in out.lines() {
        let finding: Value = serde_json::from_str(line)?;
        let number = |key: &str| {
            finding["start"][key]
                .as_u64()
                .map(|n| usize::try_from(n).unwrap_or(0))
        };
        let (row, column) = (
            number("line").ok_or("no line")?,
            number("column").ok_or("no column")?,
        );
        let written = text.split('\n').nth(row - 1).unwrap_or("");
        let units: usize = written.chars().take(column - 1).map(char::len_utf16).sum();
        found.push((
            finding["rule"].as_str().unwrap_or_default().to_owned(),
            row - 1,
            units,
        ));
    }
    Ok(found)
}

fn as_list(diagnostics: &[Value]) -> Vec<(String, usize, usize)> {
    let number =
        |value: &Value| usize::try_from(value.as_u64().unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
    let one = |diagnostic: &Value| {
        let start = &diagnostic["range"]["start"];
        (
            diagnostic["code"].as_str().unwrap_or_default().to_owned(),
            number(&start["line"]),
            number(&start["character"]),
        )
    };
    diagnostics.iter().map(one).collect()
}

#[test]
fn an_editor_shows_what_the_command_line_shows() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let good = std::fs::read_to_string(folder.path().join(TRACK))?;
    let bad = [
        good.replacen("status: approved", "status: aproved", 1),
        good.replacen("leads:", "laeds:", 1),
        good.replacen("    bonus: N/A\n", "", 1)
            .replacen("action: The", "actoin: The", 1),
        good.replacen("title: Patient\n", "title: [Patient\n", 1),
        // Beyond the first 65,536 characters of Unicode, a character counts twice.
        good.clone() + "related-tracks: ['𝔘𝔫𝔡', nowhere]\n",
        good.replacen("minutes: 60", "minutes: sixty", 1)
            .replace('\n', "\r\n"),
    ];
    let address = uri(folder.path(), TRACK)?;
    let mut client = Client::ready()?;
    assert_eq!(client.open(&address, &good)?, Vec::<Value>::new());
    for text in bad {
        let shown = as_list(&client.change(&address, &text)?);
        let other = copied("tests/rules/_base")?;
        let expected = command_line(other.path(), TRACK, &text)?;
        assert!(!expected.is_empty());
        assert_eq!(shown, expected, "{text}");
    }
    assert_eq!(client.change(&address, &good)?, Vec::<Value>::new());
    client.goodbye()
}

#[test]
fn a_change_in_one_document_is_seen_in_another() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let track = std::fs::read_to_string(folder.path().join(TRACK))?;
    let event = std::fs::read_to_string(folder.path().join(EVENT))?;
    let (track_uri, event_uri) = (uri(folder.path(), TRACK)?, uri(folder.path(), EVENT)?);
    let mut client = Client::ready()?;
    assert!(client.open(&track_uri, &track)?.is_empty());
    assert!(client.open(&event_uri, &event)?.is_empty());
    let early = event.replacen(
        "proposals-close: 2026-08-08",
        "proposals-close: 2026-07-01",
        1,
    );
    let params = json!({ "textDocument": { "uri": event_uri, "version": 2 }, "contentChanges": [{ "text": early }] });
    client.tell("textDocument/didChange", &params)?;
    let late = client.until(|message| {
        message["params"]["uri"] == track_uri.as_str()
            && message["params"]["diagnostics"][0]["code"] == "submitted-late"
    })?;
    let related = &late["params"]["diagnostics"][0]["relatedInformation"][0]["location"]["uri"];
    assert_eq!(related, event_uri.as_str());
    client.tell(
        "textDocument/didClose",
        &json!({ "textDocument": { "uri": event_uri } }),
    )?;
    let mended = client.until(|message| {
        message["params"]["uri"] == track_uri.as_str()
            && message["params"]["diagnostics"]
                .as_array()
                .is_some_and(Vec::is_empty)
    })?;
    assert_eq!(mended["method"], "textDocument/publishDiagnostics");
    client.goodbye()
}

/// The rule of the first finding in a document, once it is told again.
fn first(client: &mut Client, uri: &str) -> Outcome<String> {
    let found = client.diagnostics(uri)?;
    let rule = found.first().and_then(|one| one["code"].as_str());
    Ok(rule.unwrap_or_default().to_owned())
}

#[test]
fn findings_follow_other_files_on_disk_whether_the_client_tells_or_not() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let track = std::fs::read_to_string(folder.path().join(TRACK))?;
    let event = std::fs::read_to_string(folder.path().join(EVENT))?;
    let late = event.replacen(
        "proposals-close: 2026-08-08",
        "proposals-close: 2026-07-01",
        1,
    );
    let address = uri(folder.path(), TRACK)?;
    let mut client = Client::ready()?;
    assert!(client.open(&address, &track)?.is_empty());
    // Nobody tells.
    std::fs::write(folder.path().join(EVENT), &late)?;
    assert_eq!(first(&mut client, &address)?, "submitted-late");
    std::fs::write(folder.path().join(EVENT), &event)?;
    assert_eq!(first(&mut client, &address)?, "");
    std::fs::write(folder.path().join("cxn.yaml"), "ruels: {}\n")?;
    assert_eq!(first(&mut client, &address)?, "unknown-key");
    std::fs::write(folder.path().join("cxn.yaml"), "")?;
    assert_eq!(first(&mut client, &address)?, "");
    // The event is taken away as a branch without it is checked out, and comes back.
    std::fs::remove_file(folder.path().join(EVENT))?;
    assert_eq!(first(&mut client, &address)?, "event-unreadable");
    std::fs::write(folder.path().join(EVENT), &event)?;
    assert_eq!(first(&mut client, &address)?, "");
    // The client tells.
    std::fs::write(folder.path().join(EVENT), &late)?;
    let change = json!({ "uri": uri(folder.path(), EVENT)?, "type": 2 });
    client.tell(
        "workspace/didChangeWatchedFiles",
        &json!({ "changes": [change] }),
    )?;
    assert_eq!(first(&mut client, &address)?, "submitted-late");
    // What is on disk behind an open document counts once that is closed.
    std::fs::write(
        folder.path().join(TRACK),
        track.replacen("leads:", "laeds:", 1),
    )?;
    client.change(&address, &track)?;
    client.goodbye()
}

#[test]
fn many_changes_at_once_are_judged_once() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let good = std::fs::read_to_string(folder.path().join(TRACK))?;
    let address = uri(folder.path(), TRACK)?;
    let mut client = Client::ready()?;
    client.open(&address, &good)?;
    let mut all = String::new();
    for count in 0..200 {
        let text = format!("{good}# {count}\n");
        let message = json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
            "textDocument": { "uri": address, "version": count + 2 }, "contentChanges": [{ "text": text }] } });
        all += &framed(&message.to_string());
    }
    client.write(all.as_bytes())?;
    let id = client.request("shutdown", &Value::Null)?;
    let mut published = 0;
    loop {
        let message = client.messages.recv_timeout(PATIENCE)?;
        if message["id"] == id {
            break;
        }
        published += 1;
    }
    assert!(published < 150, "{published} judgments for 200 changes");
    client.tell("exit", &Value::Null)?;
    assert_eq!(client.end()?.0, 0);
    Ok(())
}
