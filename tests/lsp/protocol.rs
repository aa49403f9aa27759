//! What the protocol asks of a server, and what a client may do to it.

use serde_json::{Value, json};

use crate::client::{Client, TRACK, framed, uri};
use crate::support::{Outcome, copied};

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
            framed(exit),
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
            client.write(text.as_bytes())?;
            client.input = None;
            assert_eq!(client.end()?, (4, format!("error: {said}\n")));
        }
    }
    Ok(())
}

#[test]
fn what_is_no_message_is_answered_and_the_server_goes_on() -> Outcome {
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
            client.write(bytes)?;
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
