//! Sessions with the language server: whatever is asked in whatever order, every request has one answer and the server lives until
//! it is told to go.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::SystemTime;

use chrono::{TimeZone as _, Utc};
use cxn::lsp::{Clocks, Connection, serve};
use cxn::model::Now;
use lsp_server::{Message, Notification, Request, RequestId};
use serde_json::{Value, json};

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("cxn-sessions-{}", std::process::id()));
    let base = Path::new(env!("CARGO_MANIFEST_DIR"));
    let base = [
        base.join("tests/rules/_base"),
        base.join("../../rules/_base"),
    ];
    let base = base.iter().find(|base| base.is_dir()).expect("the base");
    copy(base, &folder);
    folder
});

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

const METHODS: [&str; 9] = [
    "textDocument/hover",
    "textDocument/completion",
    "textDocument/definition",
    "textDocument/codeAction",
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didClose",
    "textDocument/didSave",
    "workspace/didChangeWatchedFiles",
];
const FILES: [&str; 5] = [
    "events/2026-09-rockville/tracks/patient.yaml",
    "events/2026-09-rockville/event.yaml",
    "events/2026-09-rockville/registrations/sam-sample.yaml",
    "cxn.yaml",
    "../outside.yaml",
];

/// The bytes are messages between bytes that no text has: a method, a file, a line and a column in four of them, then a text; or
/// the whole message in JSON.
pub fn target(data: &[u8]) {
    let (server, client) = Connection::memory();
    let send = |message: Message| client.sender.send(Ok(message)).expect("the server listens");
    let mut asked = BTreeMap::new();
    let mut ask = |method: &str, params: Value| {
        let id = i32::try_from(asked.len()).unwrap_or(0);
        asked.insert(RequestId::from(id), 0);
        send(Message::Request(Request::new(
            id.into(),
            method.to_owned(),
            params,
        )));
    };
    ask("initialize", json!({ "capabilities": {} }));
    for part in data.split(|byte| *byte == 0xff).take(12) {
        if let Ok(message) = serde_json::from_slice::<Message>(part) {
            match message {
                Message::Request(request) if request.method != "shutdown" => {
                    ask(&request.method, request.params);
                }
                Message::Notification(note) if note.method != "exit" => {
                    send(Message::Notification(note));
                }
                _ => {}
            }
            continue;
        }
        let [method, file, line, column, text @ ..] = part else {
            continue;
        };
        let method = METHODS[usize::from(*method) % METHODS.len()];
        let path = FOLDER.join(FILES[usize::from(*file) % FILES.len()]);
        let uri = format!("file://{}", path.display());
        let text = String::from_utf8_lossy(text);
        let place = json!({ "line": line, "character": column });
        let params = match method {
            "textDocument/didOpen" => {
                json!({ "textDocument": { "uri": uri, "languageId": "yaml", "version": 1, "text": text } })
            }
            "textDocument/didChange" => {
                json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [{ "text": text }] })
            }
            "textDocument/codeAction" => {
                json!({ "textDocument": { "uri": uri }, "range": { "start": place, "end": place }, "context": { "diagnostics": [] } })
            }
            _ => json!({ "textDocument": { "uri": uri }, "position": place }),
        };
        if method.contains("/did") {
            send(Message::Notification(Notification::new(
                method.to_owned(),
                params,
            )));
        } else {
            ask(method, params);
        }
    }
    ask("shutdown", Value::Null);
    send(Message::Notification(Notification::new(
        "exit".to_owned(),
        Value::Null,
    )));
    let now = Now::Instant(Utc.with_ymd_and_hms(2026, 8, 1, 12, 0, 0).unwrap());
    let clocks = Clocks {
        judged: &|| now,
        real: &SystemTime::now,
    };
    assert_eq!(serve(&server, &clocks, None), Ok(()));
    drop(server);
    for frame in client.receiver {
        if let Ok(Message::Response(response)) = frame {
            let answers = asked
                .get_mut(&response.id)
                .expect("an answer to a question");
            *answers += 1;
        }
    }
    assert!(asked.values().all(|answers| *answers == 1), "{asked:?}");
}
