//! A client that speaks the protocol over pipes.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{NOW, Outcome};

pub const TRACK: &str = "events/2026-09-rockville/tracks/patient.yaml";
pub const EVENT: &str = "events/2026-09-rockville/event.yaml";
pub const PERSON: &str = "events/2026-09-rockville/registrations/robin-example.yaml";
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Client {
    child: Child,
    pub input: Option<ChildStdin>,
    pub messages: Receiver<Value>,
    next: i64,
}

/// A message with its header.
pub fn framed(body: &str) -> String {
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

impl Client {
    /// A server that has not been spoken to.
    pub fn start() -> Outcome<Self> {
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
    pub fn ready() -> Outcome<Self> {
        let mut client = Self::start()?;
        let answer = client.ask("initialize", &json!({ "capabilities": {} }))?;
        assert_eq!(answer["result"]["serverInfo"]["name"], "cxn");
        client.tell("initialized", &json!({}))?;
        Ok(client)
    }

    pub fn write(&mut self, bytes: &[u8]) -> Outcome {
        let input = self.input.as_mut().ok_or("closed")?;
        input.write_all(bytes)?;
        Ok(input.flush()?)
    }

    pub fn send(&mut self, message: &Value) -> Outcome {
        self.write(framed(&message.to_string()).as_bytes())
    }

    pub fn tell(&mut self, method: &str, params: &Value) -> Outcome {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    /// Sends a request; its number.
    pub fn request(&mut self, method: &str, params: &Value) -> Outcome<i64> {
        self.next += 1;
        let id = self.next;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))?;
        Ok(id)
    }

    pub fn ask(&mut self, method: &str, params: &Value) -> Outcome<Value> {
        let id = self.request(method, params)?;
        self.until(|message| message["id"] == id && message.get("method").is_none())
    }

    pub fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Outcome<Value> {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let message = self.messages.recv_timeout(left)?;
            if wanted(&message) {
                return Ok(message);
            }
        }
    }

    pub fn open(&mut self, uri: &str, text: &str) -> Outcome<Vec<Value>> {
        let document = json!({ "uri": uri, "languageId": "yaml", "version": 1, "text": text });
        self.tell("textDocument/didOpen", &json!({ "textDocument": document }))?;
        self.diagnostics(uri)
    }

    pub fn change(&mut self, uri: &str, text: &str) -> Outcome<Vec<Value>> {
        let params = json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [{ "text": text }] });
        self.tell("textDocument/didChange", &params)?;
        self.diagnostics(uri)
    }

    pub fn diagnostics(&mut self, uri: &str) -> Outcome<Vec<Value>> {
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
    pub fn at(
        &mut self,
        method: &str,
        uri: &str,
        text: &str,
        what: &str,
        more: u64,
    ) -> Outcome<Value> {
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
    pub fn goodbye(mut self) -> Outcome {
        let answer = self.ask("shutdown", &Value::Null)?;
        assert_eq!(answer["result"], Value::Null);
        self.tell("exit", &Value::Null)?;
        assert_eq!(self.end()?, (0, String::new()));
        Ok(())
    }

    /// How the server ends: exit code and what it said on standard error.
    pub fn end(&mut self) -> Outcome<(i32, String)> {
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

pub fn uri(folder: &Path, file: &str) -> Outcome<String> {
    let path = folder.canonicalize()?.join(file);
    Ok(url::Url::from_file_path(path)
        .map_err(|()| "no address")?
        .to_string())
}
