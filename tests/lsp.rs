//! The language server, asked by a client that speaks the protocol over pipes.

mod support;

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::{NOW, Outcome, copied, cxn, said};

const TRACK: &str = "events/2026-09-rockville/tracks/patient.yaml";
const EVENT: &str = "events/2026-09-rockville/event.yaml";
const PERSON: &str = "events/2026-09-rockville/registrations/robin-example.yaml";
const PATIENCE: Duration = Duration::from_secs(60);

struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    next: i64,
}

impl Client {
    /// A server that has not been spoken to.
    fn start() -> Outcome<Self> {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("cxn"))
            .arg("lsp")
            .env("CXN_NOW", NOW)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut output = BufReader::new(child.stdout.take().ok_or("no output")?);
        let (sender, messages) = channel();
        thread::spawn(move || {
            while read(&mut output).is_some_and(|message| sender.send(message).is_ok()) {}
        });
        Ok(Self {
            input: child.stdin.take(),
            child,
            messages,
            next: 0,
        })
    }

    /// A server that knows its client.
    fn ready() -> Outcome<Self> {
        let mut client = Self::start()?;
        let answer = client.ask("initialize", &json!({ "capabilities": {} }))?;
        assert_eq!(answer["result"]["serverInfo"]["name"], "cxn");
        client.tell("initialized", &json!({}))?;
        Ok(client)
    }

    fn write(&mut self, text: &str) -> Outcome {
        let input = self.input.as_mut().ok_or("closed")?;
        input.write_all(text.as_bytes())?;
        Ok(input.flush()?)
    }

    fn send(&mut self, message: &Value) -> Outcome {
        let text = message.to_string();
        self.write(&format!("Content-Length: {}\r\n\r\n{text}", text.len()))
    }

    fn tell(&mut self, method: &str, params: &Value) -> Outcome {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn ask(&mut self, method: &str, params: &Value) -> Outcome<Value> {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        self.until(|message| message["id"] == id && message.get("method").is_none())
    }

    fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Outcome<Value> {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = self.messages.recv_timeout(left)?;
            if wanted(&message) {
                return Ok(message);
            }
        }
    }

    fn open(&mut self, uri: &str, text: &str) -> Outcome<Vec<Value>> {
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", &json!({ "textDocument": document }))?;
        self.diagnostics(uri)
    }

    fn change(&mut self, uri: &str, text: &str) -> Outcome<Vec<Value>> {
        let params = json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [{ "text": text }] });
        self.tell("textDocument/didChange", &params)?;
        self.diagnostics(uri)
    }

    fn diagnostics(&mut self, uri: &str) -> Outcome<Vec<Value>> {
        let message = self.until(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
        })?;
        Ok(message["params"]["diagnostics"]
            .as_array()
            .cloned()
            .ok_or("no list")?)
    }

    /// Asks about the place where a text stands, some characters further on.
    fn at(&mut self, method: &str, uri: &str, text: &str, what: &str, more: u64) -> Outcome<Value> {
        let offset = text
            .find(what)
            .ok_or_else(|| format!("'{what}' is not there"))?;
        let before = &text[..offset];
        let line = before.matches('\n').count();
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let character = u64::try_from(before[start..].encode_utf16().count())? + more;
        let params = json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } });
        Ok(self.ask(method, &params)?["result"].clone())
    }

    /// Ends as the protocol wants it.
    fn goodbye(mut self) -> Outcome {
        let answer = self.ask("shutdown", &Value::Null)?;
        assert_eq!(answer["result"], Value::Null);
        self.tell("exit", &Value::Null)?;
        assert_eq!(self.end()?, (0, String::new()));
        Ok(())
    }

    /// How the server ends: exit code and what it said on standard error.
    fn end(&mut self) -> Outcome<(i32, String)> {
        let end = Instant::now() + PATIENCE;
        while self.child.try_wait()?.is_none() {
            if Instant::now() > end {
                self.child.kill()?;
                return Err("the server hangs".into());
            }
            thread::sleep(Duration::from_millis(10));
        }
        let mut said = String::new();
        self.child
            .stderr
            .take()
            .ok_or("no error output")?
            .read_to_string(&mut said)?;
        Ok((self.child.wait()?.code().ok_or("ended by a signal")?, said))
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

fn uri(folder: &Path, file: &str) -> Outcome<String> {
    let path = folder.canonicalize()?.join(file);
    Ok(url::Url::from_file_path(path)
        .map_err(|()| "no address")?
        .to_string())
}

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
    let found = client.at(
        "textDocument/definition",
        &track_uri,
        &track,
        "roles: [client, server]",
        9,
    )?;
    let line = track
        .lines()
        .position(|line| line == "  - id: client")
        .ok_or("no role")?;
    assert_eq!(
        (&found["uri"], found["range"]["start"]["line"].as_u64()),
        (&json!(track_uri), Some(u64::try_from(line)?))
    );
    let found = client.at(
        "textDocument/definition",
        &person_uri,
        person,
        "patient/server",
        2,
    )?;
    let line = track
        .lines()
        .position(|line| line == "  - id: server")
        .ok_or("no role")?;
    assert_eq!(
        (&found["uri"], found["range"]["start"]["line"].as_u64()),
        (&json!(track_uri), Some(u64::try_from(line)?))
    );
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

#[test]
fn a_client_that_breaks_off_ends_the_server_with_one_line() -> Outcome {
    let exit = r#"{"jsonrpc":"2.0","method":"exit"}"#;
    let cases = [
        (
            String::new(),
            "the language client went away without saying goodbye",
        ),
        (
            "hello\n".to_owned(),
            "the language client went away without saying goodbye",
        ),
        (
            "Content-Length: 50\r\n\r\n{\"jsonrpc\"".to_owned(),
            "the language client broke off: a message ends after 10 of 50 bytes",
        ),
        (
            format!("Content-Length: {}\r\n\r\n{exit}", exit.len()),
            "the language client sent 'exit' before 'shutdown'",
        ),
    ];
    for (text, said) in cases {
        for introduced in [false, true] {
            let mut client = if introduced {
                Client::ready()?
            } else {
                Client::start()?
            };
            client.write(&text)?;
            client.input = None;
            assert_eq!(client.end()?, (4, format!("error: {said}\n")));
        }
    }
    Ok(())
}

#[test]
fn what_is_no_message_is_answered_and_the_server_goes_on() -> Outcome {
    let framed = |body: &str| format!("Content-Length: {}\r\n\r\n{body}", body.len());
    let request = "expected a request, a notification or a response of JSON-RPC 2.0";
    let cases: [(Vec<u8>, Value, i64, &str); 8] = [
        (
            framed("{\"jsonrpc\":").into(),
            Value::Null,
            -32700,
            "expected a message in JSON: EOF while parsing a value at line 1 column 11",
        ),
        (
            b"Content-Length: 2\r\n\r\n\"\xe9".to_vec(),
            Value::Null,
            -32700,
            "expected a message in UTF-8, found other bytes after byte 1",
        ),
        (framed("[]").into(), Value::Null, -32600, request),
        (
            framed(r#"{"jsonrpc":"2.0","id":"mine","params":{}}"#).into(),
            json!("mine"),
            -32600,
            request,
        ),
        (
            "hello\n".into(),
            Value::Null,
            -32600,
            "expected a header, found 'hello'",
        ),
        (
            "Content-Type: text/plain\r\n\r\n".into(),
            Value::Null,
            -32600,
            "expected a Content-Length header, found none",
        ),
        (
            "Content-Length: many\r\n\r\n".into(),
            Value::Null,
            -32600,
            "expected a number as Content-Length, found 'many'",
        ),
        (
            // The smallest that is too long; its bytes are read and forgotten.
            [
                b"Content-Length: 67108865\r\n\r\n".to_vec(),
                vec![b' '; 67_108_865],
            ]
            .concat(),
            Value::Null,
            -32600,
            "expected a message of at most 67108864 bytes, found 67108865",
        ),
    ];
    let mut client = Client::start()?;
    for round in 0..2 {
        for (bytes, id, code, said) in &cases {
            let input = client.input.as_mut().ok_or("closed")?;
            input.write_all(bytes)?;
            input.flush()?;
            let answer = client.until(|message| message.get("error").is_some())?;
            let error = json!({ "code": code, "message": said });
            assert_eq!(
                answer,
                json!({ "jsonrpc": "2.0", "id": id, "error": error })
            );
            let next = client.ask("textDocument/unheardOf", &json!({}))?;
            assert_eq!(next["error"]["code"], [-32002, -32601][round]);
        }
        if round == 0 {
            client.ask("initialize", &json!({ "capabilities": {} }))?;
            client.tell("initialized", &json!({}))?;
        }
    }
    let folder = copied("tests/rules/_base")?;
    let track = std::fs::read_to_string(folder.path().join(TRACK))?;
    let address = uri(folder.path(), TRACK)?;
    assert_eq!(client.open(&address, &track)?, Vec::<Value>::new());
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
fn a_client_that_can_tell_of_files_is_asked_to() -> Outcome {
    let mut client = Client::start()?;
    let can = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
    client.ask("initialize", &json!({ "capabilities": can }))?;
    client.tell("initialized", &json!({}))?;
    let asked = client.until(|message| message["method"] == "client/registerCapability")?;
    let watchers = json!([{ "globPattern": "**/*.yaml" }]);
    let registration = json!({ "id": "records", "method": "workspace/didChangeWatchedFiles", "registerOptions": { "watchers": watchers } });
    assert_eq!(asked["params"], json!({ "registrations": [registration] }));
    client.send(&json!({ "jsonrpc": "2.0", "id": asked["id"], "result": null }))?;
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

#[test]
fn what_comes_out_of_turn_is_answered_with_an_error() -> Outcome {
    let mut client = Client::start()?;
    let early = client.ask("textDocument/hover", &json!({}))?;
    assert_eq!(early["error"]["code"], -32002);
    client.ask("initialize", &json!({ "capabilities": {} }))?;
    client.tell("initialized", &json!({}))?;
    client.tell("workspace/unheardOf", &json!({}))?;
    let again = client.ask("initialize", &json!({ "capabilities": {} }))?;
    assert_eq!(again["error"]["code"], -32600);
    let unknown = client.ask("textDocument/unheardOf", &json!({}))?;
    assert_eq!(unknown["error"]["code"], -32601);
    let wrong = client.ask("textDocument/hover", &json!({ "position": 7 }))?;
    assert_eq!(wrong["error"]["code"], -32602);
    // A file of no workspace, and an address that is no file.
    for address in ["file:///nowhere/at/all.yaml", "untitled:1"] {
        let params = json!({ "textDocument": { "uri": address }, "position": { "line": 0, "character": 0 } });
        assert_eq!(
            client.ask("textDocument/hover", &params)?["result"],
            Value::Null
        );
    }
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
        let body = message.to_string();
        let head = format!("Content-Length: {}\r\n\r\n", body.len());
        all.extend([head, body]);
    }
    client.write(&all)?;
    client.next += 1;
    let id = client.next;
    client.send(&json!({ "jsonrpc": "2.0", "id": id, "method": "shutdown" }))?;
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
