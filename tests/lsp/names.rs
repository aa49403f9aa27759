//! What is known of the place under the cursor: hover, completion and definition.

use serde_json::{Value, json};

use crate::client::{Client, EVENT, PERSON, TRACK, uri};
use crate::support::{Outcome, copied};

#[test]
#[allow(
    clippy::too_many_lines,
    reason = "one conversation, question by question"
)]
fn hover_completion_and_definition_know_the_workspace() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let track = std::fs::read_to_string(folder.path().join(TRACK))?;
    let person = "name: Robin Example\ntracks: [patient]\nsystems:\n  - name: Example Server\n    roles: [patient/server]\n";
    let (track_uri, person_uri) = (uri(folder.path(), TRACK)?, uri(folder.path(), PERSON)?);
    let mut client = Client::ready()?;
    client.open(&track_uri, &track)?;
    client.open(&person_uri, person)?;

    let hover = client.at(
        "textDocument/hover",
        &track_uri,
        &track,
        "short-description",
        3,
    )?;
    let text = hover["contents"]["value"].as_str().ok_or("no hover")?;
    assert!(
        text.starts_with("**Short Description**\n\nWhat the track tests"),
        "{text}"
    );
    let broken = track.replacen("    success-criteria: The server answers 201, and the patient that is read back is the one that was sent.\n", "", 1);
    client.change(&track_uri, &broken)?;
    let hover = client.at("textDocument/hover", &track_uri, &broken, "id: register", 1)?;
    let text = hover["contents"]["value"].as_str().ok_or("no hover")?;
    assert!(
        text.starts_with("**scenario-without-success-criteria**"),
        "{text}"
    );
    assert!(text.contains("Participants"), "{text}");

    let labels = |answer: &Value| -> Vec<String> {
        let items = answer.as_array().into_iter().flatten();
        items
            .filter_map(|item| item["label"].as_str().map(str::to_owned))
            .collect()
    };
    let mut complete = |uri: &str, text: &str, what: &str, more: u64| -> Outcome<Vec<String>> {
        client.change(uri, text)?;
        Ok(labels(&client.at(
            "textDocument/completion",
            uri,
            text,
            what,
            more,
        )?))
    };
    let has = |found: Vec<String>, name: &str| {
        assert!(
            found.iter().any(|label| label == name),
            "{name} is not in {found:?}"
        );
    };
    has(
        complete(&track_uri, &(track.clone() + "prereq"), "prereq", 6)?,
        "prerequisites",
    );
    has(
        complete(
            &track_uri,
            &track.replacen("status: approved", "status: ", 1),
            "status: ",
            8,
        )?,
        "approved",
    );
    has(
        complete(
            &track_uri,
            &track.replacen("roles: [client, server]", "roles: [", 1),
            "roles: [",
            8,
        )?,
        "server",
    );
    has(
        complete(
            &track_uri,
            &(track.clone() + "related-tracks: ["),
            "related-tracks: [",
            17,
        )?,
        "patient",
    );
    complete(&track_uri, &track, "title", 1)?;
    has(
        complete(&person_uri, "name: R\ntracks: [", "tracks: [", 9)?,
        "patient",
    );
    has(
        complete(&person_uri, "name: R\nroles: [", "roles: [", 8)?,
        "patient/client",
    );
    let event = std::fs::read_to_string(folder.path().join(EVENT))?;
    let event_uri = uri(folder.path(), EVENT)?;
    has(complete(&event_uri, &(event + "pag"), "pag", 3)?, "page");
    let settings_uri = uri(folder.path(), "cxn.yaml")?;
    has(
        complete(&settings_uri, "default-event: ", "default-event: ", 15)?,
        "2026-09-rockville",
    );

    client.change(&track_uri, &track)?;
    client.change(&person_uri, person)?;
    for (uri, text, what, more, role) in [
        (
            &track_uri,
            track.as_str(),
            "roles: [client, server]",
            9,
            "  - id: client",
        ),
        (&person_uri, person, "patient/server", 2, "  - id: server"),
    ] {
        let found = client.at("textDocument/definition", uri, text, what, more)?;
        let line = track
            .lines()
            .position(|line| line == role)
            .ok_or("no role")?;
        assert_eq!(
            (&found["uri"], found["range"]["start"]["line"].as_u64()),
            (&json!(track_uri), Some(u64::try_from(line)?))
        );
    }
    let found = client.at(
        "textDocument/definition",
        &person_uri,
        person,
        "tracks: [patient]",
        11,
    )?;
    assert_eq!(found["uri"], track_uri.as_str());
    client.goodbye()
}

/// What a completion makes of a text at its `^`: the text with the answer of that name in it.
fn completed(client: &mut Client, uri: &str, text: &str, name: &str) -> Outcome<String> {
    let (before, after) = text.split_once('^').ok_or("no cursor")?;
    let text = format!("{before}{after}");
    client.change(uri, &text)?;
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let character = before[start..].encode_utf16().count();
    let place = json!({ "line": line, "character": character });
    let params = json!({ "textDocument": { "uri": uri }, "position": place });
    let answer = client.ask("textDocument/completion", &params)?;
    let items = answer["result"].as_array().ok_or("no items")?;
    let named: Vec<&Value> = items.iter().filter(|item| item["label"] == name).collect();
    let [item] = named[..] else {
        return Ok(format!("{} times {name}", named.len()));
    };
    assert_eq!(item["filterText"], name);
    let range = &item["textEdit"]["range"];
    assert_eq!(range["end"], place);
    assert_eq!(range["start"]["line"], place["line"]);
    let column = usize::try_from(range["start"]["character"].as_u64().ok_or("no column")?)?;
    let units: Vec<u16> = before[start..].encode_utf16().take(column).collect();
    let kept = String::from_utf16(&units)?;
    let new = item["textEdit"]["newText"].as_str().ok_or("no text")?;
    Ok(format!("{}{kept}{new}{after}", &before[..start]))
}

#[test]
#[allow(clippy::too_many_lines, reason = "a table")]
fn a_completion_takes_the_place_of_all_that_is_written_of_a_word() -> Outcome {
    let folder = copied("tests/rules/_base")?;
    let track = std::fs::read_to_string(folder.path().join(TRACK))?;
    let (track_uri, person_uri) = (uri(folder.path(), TRACK)?, uri(folder.path(), PERSON)?);
    let event_uri = uri(folder.path(), EVENT)?;
    let mut client = Client::ready()?;
    client.open(&track_uri, &track)?;
    client.open(&person_uri, "name: R\n")?;
    client.open(
        &event_uri,
        &std::fs::read_to_string(folder.path().join(EVENT))?,
    )?;
    let none = |name: &str| format!("0 times {name}");
    for (uri, text, name, made) in [
        (
            &person_uri,
            "name: R\nroles: [patient/cl^",
            "patient/client",
            "name: R\nroles: [patient/client",
        ),
        (
            &person_uri,
            "name: R\nroles:\n  - patient/cl^",
            "patient/client",
            "name: R\nroles:\n  - patient/client",
        ),
        (
            &person_uri,
            "name: R\nroles:\n  - 'patient/cl^'",
            "patient/client",
            "name: R\nroles:\n  - 'patient/client'",
        ),
        // A hyphen does not end a key, a slash or a space no word.
        (
            &track_uri,
            "title: A\nshort-d^",
            "short-description",
            "title: A\nshort-description: ",
        ),
        (
            &track_uri,
            "title: A\nshort-d^: x\n",
            "short-description",
            "title: A\nshort-description: x\n",
        ),
        (
            &track_uri,
            "title: 'Ä 𝔘'\nstatus: changes-r^",
            "changes-requested",
            "title: 'Ä 𝔘'\nstatus: changes-requested",
        ),
        (&track_uri, "status:^", "approved", "status: approved"),
        (
            &event_uri,
            "timezone: America/New^",
            "America/New_York",
            "timezone: America/New_York",
        ),
        (
            &track_uri,
            "leads:\n  - em^",
            "email",
            "leads:\n  - email: ",
        ),
        (
            &track_uri,
            "scenarios:\n  - id: a\n    prep^",
            "preparatory",
            "scenarios:\n  - id: a\n    preparatory: ",
        ),
        (
            &track_uri,
            "scenarios:\n  - id: a\n    preparatory: t^",
            "true",
            "scenarios:\n  - id: a\n    preparatory: true",
        ),
        // A key that is there is not offered, before the cursor or after it; in another mapping it is.
        (
            &track_uri,
            "title: A\n^\nstatus: draft\n",
            "title",
            &none("title"),
        ),
        (
            &track_uri,
            "title: A\n^\nstatus: draft\n",
            "status",
            &none("status"),
        ),
        (
            &track_uri,
            "leads:\n  - name: A\n  - na^\n    email: x\n",
            "name",
            "leads:\n  - name: A\n  - name: \n    email: x\n",
        ),
        (
            &track_uri,
            "leads:\n  - name: A\n  - na^\n    email: x\n",
            "email",
            &none("email"),
        ),
    ] {
        assert_eq!(completed(&mut client, uri, text, name)?, *made, "{text}");
    }
    client.goodbye()
}
