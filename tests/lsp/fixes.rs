//! Fixes as quick fixes.

use serde_json::{Value, json};

use crate::client::{Client, TRACK, uri};
use crate::support::{Outcome, copied};

#[test]
fn a_quick_fix_mends_what_it_says_and_nothing_else() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let track = std::fs::read_to_string(folder.path().join(TRACK))?;
    let broken = track.replacen("submitting-group:", "submiting-group:", 1);
    let uri = uri(folder.path(), TRACK)?;
    let mut client = Client::ready()?;
    let found = client.open(&uri, &broken)?;
    let unknown = found
        .iter()
        .find(|one| one["code"] == "unknown-key")
        .ok_or("no finding")?;
    let actions = client.ask(
        "textDocument/codeAction",
        &json!({ "textDocument": { "uri": uri }, "range": unknown["range"], "context": { "diagnostics": [] } }),
    )?;
    let action = &actions["result"][0];
    assert_eq!(
        (
            &action["kind"],
            &action["isPreferred"],
            &action["diagnostics"][0]["code"]
        ),
        (&json!("quickfix"), &json!(true), &json!("unknown-key"))
    );
    let edit = &action["edit"]["changes"][&uri][0];
    let at = |end: &str| -> Outcome<usize> {
        let place = &edit["range"][end];
        let line = usize::try_from(place["line"].as_u64().ok_or("no line")?)?;
        let column = usize::try_from(place["character"].as_u64().ok_or("no column")?)?;
        let before: usize = broken.split_inclusive('\n').take(line).map(str::len).sum();
        Ok(before + column)
    };
    let with = edit["newText"].as_str().ok_or("no text")?;
    let fixed = format!("{}{with}{}", &broken[..at("start")?], &broken[at("end")?..]);
    assert_eq!(fixed, track);
    assert_eq!(client.change(&uri, &fixed)?, Vec::<Value>::new());
    client.goodbye()
}

#[test]
fn what_is_wrong_in_another_file_is_said_at_the_beginning_and_not_fixed_here() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let file = "events/2026-09-rockville/tracks/patient.yaml";
    let text = std::fs::read_to_string(folder.path().join(file))?;
    std::fs::write(
        folder.path().join("cxn.yaml"),
        "default_event: 2026-09-rockville\n",
    )?;
    let mut client = Client::ready()?;
    let uri = uri(folder.path(), file)?;
    let found = client.open(&uri, &text)?;
    let settings = found
        .iter()
        .find(|one| one["code"] == "unknown-key")
        .ok_or("the settings are not spoken of")?;
    let message = settings["message"].as_str().unwrap_or_default();
    assert!(
        message.starts_with("cxn.yaml: unknown key 'default_event' in the settings"),
        "{message}"
    );
    let beginning = json!({ "line": 0, "character": 0 });
    assert_eq!(
        settings["range"],
        json!({ "start": beginning, "end": beginning })
    );
    let params = json!({ "textDocument": { "uri": uri }, "range": settings["range"], "context": { "diagnostics": [] } });
    let answer = client.ask("textDocument/codeAction", &params)?;
    assert_eq!(answer["result"], json!([]));
    client.goodbye()
}
