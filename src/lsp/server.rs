//! The loop: messages in, answers out, and the open texts in between.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, TryRecvError};
use std::time::{Duration, SystemTime};

use lsp_server::{ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
    DidSaveTextDocument, Exit, Initialized, Notification as _, PublishDiagnostics,
};
use lsp_types::request::{
    CodeActionRequest, Completion, GotoDefinition, HoverRequest, Initialize, RegisterCapability,
    Request as _, Shutdown,
};
use lsp_types::{
    CodeActionParams, CodeActionProviderCapability, CompletionOptions, CompletionParams,
    Diagnostic, DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    GotoDefinitionParams, HoverParams, HoverProviderCapability, OneOf, PublishDiagnosticsParams,
    ServerCapabilities, ServerInfo, TextDocumentPositionParams, TextDocumentSyncCapability,
    TextDocumentSyncKind, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::check::Report;
use crate::lsp::document::Document;
use crate::lsp::frames::Frame;
use crate::lsp::open::{Documents, Places};
use crate::lsp::session::Session;
use crate::lsp::transport::Connection;
use crate::lsp::{actions, complete, definition, diagnostics, hover};
use crate::model::Now;
use crate::workspace::Root;

/// The least pause between two looks at the files of the open workspaces.
const PAUSE: Duration = Duration::from_secs(1);
/// How many times as long as a look the pause after it is: of a large workspace on a slow disk a look takes longer.
const PAUSE_FOR_LOOK: u32 = 20;

/// Why the server stopped before it was asked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ServeError {
    /// The client went away: its end of the pipe is closed.
    #[error("the language client went away without saying goodbye")]
    Gone,
    /// The client said goodbye without asking the server to shut down first.
    #[error("the language client sent 'exit' before 'shutdown'")]
    Unannounced,
}

/// The clocks of a server.
pub struct Clocks<'a> {
    /// The moment that records are judged at, which may be a given one.
    pub judged: &'a dyn Fn() -> Now,
    /// The moment by the clock of the system.
    pub real: &'a dyn Fn() -> SystemTime,
}

/// Serves one client until it exits. `private` is the private half that the environment names.
pub fn serve(
    connection: &Connection,
    clocks: &Clocks<'_>,
    private: Option<PathBuf>,
) -> Result<(), ServeError> {
    let mut server = Server {
        connection,
        clocks,
        places: Places {
            private,
            ..Places::default()
        },
        open: Documents::default(),
        sessions: BTreeMap::new(),
        stage: Stage::New,
        is_stale: false,
        wants_look: false,
        looked: SystemTime::UNIX_EPOCH,
        pause: PAUSE,
        can_watch: false,
    };
    while let Some(frame) = server.next()? {
        match frame {
            Ok(Message::Request(request)) => {
                let response = server.respond(request);
                server.send(response)?;
            }
            Ok(Message::Notification(notification)) if notification.method == Exit::METHOD => {
                return match server.stage {
                    Stage::Over => Ok(()),
                    Stage::New | Stage::Ready => Err(ServeError::Unannounced),
                };
            }
            Ok(Message::Notification(notification)) if server.stage == Stage::Ready => {
                server.hear(notification)?;
            }
            // Before initialization and after shutdown notifications are dropped; what the server asks needs no answer.
            Ok(Message::Notification(_) | Message::Response(_)) => {}
            Err(malformed) => server.send_frame(Err(malformed))?,
        }
    }
    Err(ServeError::Gone)
}

fn capabilities() -> ServerCapabilities {
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::FULL)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some([" ", "-", "[", "/"].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        definition_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Simple(true)),
        ..ServerCapabilities::default()
    }
}

struct Server<'a> {
    connection: &'a Connection,
    clocks: &'a Clocks<'a>,
    places: Places,
    open: Documents,
    /// The workspaces that documents are open of.
    sessions: BTreeMap<Root, Session>,
    stage: Stage,
    /// Whether a text changed since the open documents were judged.
    is_stale: bool,
    /// Whether the client said that files changed.
    wants_look: bool,
    /// When the files were looked at last, and how long not to after that.
    looked: SystemTime,
    pause: Duration,
    /// Whether the client can tell of files that change.
    can_watch: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The client has not introduced itself.
    New,
    Ready,
    /// The client asked for the end: only `exit` may follow.
    Over,
}

impl Server<'_> {
    /// The next message; `None` when the client is gone. While nothing comes, what changed is judged: one look for all that was
    /// typed meanwhile, and one at the files now and then.
    fn next(&mut self) -> Result<Option<Frame>, ServeError> {
        loop {
            match self.connection.receiver.try_recv() {
                Ok(frame) => return Ok(Some(frame)),
                Err(TryRecvError::Disconnected) => return Ok(None),
                Err(TryRecvError::Empty) => self.settle()?,
            }
            if self.stage != Stage::Ready || self.open.0.is_empty() {
                return Ok(self.connection.receiver.recv().ok());
            }
            match self.connection.receiver.recv_timeout(self.pause) {
                Ok(frame) => return Ok(Some(frame)),
                Err(RecvTimeoutError::Disconnected) => return Ok(None),
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }

    /// Whether the files of open workspaces were not looked at for a while.
    fn is_look_due(&self) -> bool {
        let since = (self.clocks.real)().duration_since(self.looked);
        // A clock that was set back says nothing.
        since.map_or(true, |since| since >= self.pause)
    }

    /// Judges what changed, and tells the client.
    fn settle(&mut self) -> Result<(), ServeError> {
        if self.stage != Stage::Ready {
            return Ok(());
        }
        let look = !self.open.0.is_empty() && (self.wants_look || self.is_look_due());
        if !look && !self.is_stale {
            return Ok(());
        }
        self.update(look);
        let roots: Vec<Root> = self.sessions.keys().cloned().collect();
        for root in roots {
            self.judge(&root);
        }
        self.publish_all()
    }

    /// Brings the kept workspaces to the texts that are open, and to the files where these are looked at.
    fn update(&mut self, look: bool) {
        let begun = (self.clocks.real)();
        if look {
            self.open.find_places(&self.places);
        }
        let roots = self.open.roots();
        self.sessions.retain(|root, _| roots.contains(root));
        for root in roots {
            let texts = self.open.texts(&root);
            let session = self.sessions.entry(root.clone()).or_default();
            session.update(&root, texts, begun, look);
        }
        self.is_stale = false;
        if look {
            self.wants_look = false;
            self.looked = (self.clocks.real)();
            let took = self.looked.duration_since(begun).unwrap_or_default();
            self.pause = PAUSE.max(took * PAUSE_FOR_LOOK);
        }
    }

    fn judge(&mut self, root: &Root) {
        let now = (self.clocks.judged)();
        if let Some(session) = self.sessions.get_mut(root) {
            session.judge(now);
        }
    }

    /// Publishes what was found in the documents whose texts or findings are others than the client has.
    fn publish_all(&mut self) -> Result<(), ServeError> {
        let mut told = Vec::new();
        for open in self.open.0.values_mut() {
            let place = open.place.as_ref();
            let session = place.and_then(|(root, _)| self.sessions.get(root));
            let judged = session.and_then(|it| it.workspace().zip(it.report()));
            let found = place.zip(judged).map(|((_, file), (workspace, report))| {
                let document = Document::new(workspace, file, &open.text);
                diagnostics::diagnostics(&document, report)
            });
            let found = found.unwrap_or_default();
            let is_new = std::mem::take(&mut open.is_new) && place.is_some();
            if is_new || found != open.shown {
                open.shown.clone_from(&found);
                told.push((open.uri.clone(), found, open.version));
            }
        }
        let mut told = told.into_iter();
        told.try_for_each(|(uri, found, version)| self.publish(uri, found, version))
    }

    fn respond(&mut self, request: Request) -> Response {
        match (self.stage, request.method.as_str()) {
            (Stage::New, Initialize::METHOD) => {
                self.stage = Stage::Ready;
                self.places.folders = folders(&request.params);
                let watching = "/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration";
                self.can_watch = request.params.pointer(watching) == Some(&Value::Bool(true));
                let server = ServerInfo {
                    name: "cxn".to_owned(),
                    version: Some(env!("CARGO_PKG_VERSION").to_owned()),
                };
                let answer = json!({ "capabilities": capabilities(), "serverInfo": server });
                Response::new_ok(request.id, answer)
            }
            (Stage::New, _) => {
                let code = ErrorCode::ServerNotInitialized as i32;
                let message = format!("expected 'initialize' first, found '{}'", request.method);
                Response::new_err(request.id, code, message)
            }
            (Stage::Ready, Shutdown::METHOD) => {
                self.stage = Stage::Over;
                Response::new_ok(request.id, Value::Null)
            }
            (Stage::Ready, method) if method != Initialize::METHOD => self.answer(request),
            (Stage::Ready | Stage::Over, method) => {
                let code = ErrorCode::InvalidRequest as i32;
                Response::new_err(request.id, code, format!("'{method}' comes too late"))
            }
        }
    }

    fn send(&self, message: impl Into<Message>) -> Result<(), ServeError> {
        self.send_frame(Ok(message.into()))
    }

    fn send_frame(&self, frame: Frame) -> Result<(), ServeError> {
        let sent = self.connection.sender.send(frame);
        sent.map_err(|_| ServeError::Gone)
    }

    fn answer(&mut self, request: Request) -> Response {
        let id = request.id.clone();
        let result = match request.method.as_str() {
            HoverRequest::METHOD => parameters(request).map(|params: HoverParams| {
                let place = &params.text_document_position_params;
                json!(self.judged(&place.text_document.uri, |document, report| {
                    hover::hover(document, report, document.offset(place.position))
                }))
            }),
            Completion::METHOD => parameters(request).map(|params: CompletionParams| {
                self.at(&params.text_document_position, complete::complete)
            }),
            GotoDefinition::METHOD => parameters(request).map(|params: GotoDefinitionParams| {
                self.at(
                    &params.text_document_position_params,
                    definition::definition,
                )
            }),
            CodeActionRequest::METHOD => parameters(request).map(|params: CodeActionParams| {
                let uri = &params.text_document.uri;
                let actions = self.judged(uri, |document, report| {
                    Some(actions::actions(document, report, uri, params.range))
                });
                json!(actions.unwrap_or_default())
            }),
            other => Err((
                ErrorCode::MethodNotFound,
                format!("cxn does not answer '{other}'"),
            )),
        };
        match result {
            Ok(value) => Response::new_ok(id, value),
            Err((code, message)) => Response::new_err(id, code as i32, message),
        }
    }

    /// An answer about a place in an open document, from what is kept of its workspace.
    fn at<T: serde::Serialize>(
        &mut self,
        place: &TextDocumentPositionParams,
        answer: impl Fn(&Document<'_>, usize) -> Option<T>,
    ) -> Value {
        let uri = &place.text_document.uri;
        json!(self.document(uri).and_then(|(document, _)| {
            let offset = document.offset(place.position);
            answer(&document, offset)
        }))
    }

    /// An answer about an open document and what was found in it.
    fn judged<T>(
        &mut self,
        uri: &Uri,
        answer: impl FnOnce(&Document<'_>, &Report) -> Option<T>,
    ) -> Option<T> {
        let (root, _) = self.open.get(uri)?.place.clone()?;
        if self.is_stale {
            self.update(false);
        }
        self.judge(&root);
        let (document, report) = self.document(uri)?;
        answer(&document, report?)
    }

    /// An open document in its workspace, when it is a record of one, with what was found there.
    fn document(&mut self, uri: &Uri) -> Option<(Document<'_>, Option<&Report>)> {
        if self.is_stale {
            self.update(false);
        }
        let open = self.open.get(uri)?;
        let (root, file) = open.place.as_ref()?;
        let session = self.sessions.get(root)?;
        let document = Document::new(session.workspace()?, file, &open.text);
        Some((document, session.report()))
    }

    fn hear(&mut self, notification: Notification) -> Result<(), ServeError> {
        let Notification { method, params } = notification;
        match method.as_str() {
            DidOpenTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidOpenTextDocumentParams>(params) else {
                    return Ok(());
                };
                let document = params.text_document;
                let version = Some(document.version);
                self.put(document.uri, version, &document.text);
                Ok(())
            }
            DidChangeTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidChangeTextDocumentParams>(params)
                else {
                    return Ok(());
                };
                if let Some(change) = params.content_changes.last() {
                    let document = params.text_document;
                    self.put(document.uri, Some(document.version), &change.text);
                }
                Ok(())
            }
            DidCloseTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidCloseTextDocumentParams>(params)
                else {
                    return Ok(());
                };
                self.open.close(&params.text_document.uri);
                self.is_stale = true;
                self.publish(params.text_document.uri, Vec::new(), None)
            }
            DidSaveTextDocument::METHOD | DidChangeWatchedFiles::METHOD => {
                self.wants_look = true;
                Ok(())
            }
            Initialized::METHOD if self.can_watch => self.send(watch()),
            // Other notifications change nothing here.
            _ => Ok(()),
        }
    }

    fn put(&mut self, uri: Uri, version: Option<i32>, text: &str) {
        self.open.put(uri, version, text, &self.places);
        // A change in one document can fix or break another: all open ones are judged again.
        self.is_stale = true;
    }

    fn publish(
        &self,
        uri: Uri,
        diagnostics: Vec<Diagnostic>,
        version: Option<i32>,
    ) -> Result<(), ServeError> {
        let params = PublishDiagnosticsParams {
            uri,
            diagnostics,
            version,
        };
        self.send(Notification::new(
            PublishDiagnostics::METHOD.to_owned(),
            params,
        ))
    }
}

/// Asks the client to tell of records that change on disk: then nothing has to wait for the next look.
fn watch() -> Request {
    let options = json!({ "watchers": [{ "globPattern": "**/*.yaml" }] });
    let registration = json!({
        "id": "records",
        "method": DidChangeWatchedFiles::METHOD,
        "registerOptions": options,
    });
    Request::new(
        "watch".to_owned().into(),
        RegisterCapability::METHOD.to_owned(),
        json!({ "registrations": [registration] }),
    )
}

fn parameters<T: DeserializeOwned>(request: Request) -> Result<T, (ErrorCode, String)> {
    serde_json::from_value(request.params)
        .map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

/// The folders that a client names as it introduces itself.
fn folders(params: &Value) -> Vec<PathBuf> {
    let listed = params.get("workspaceFolders").and_then(Value::as_array);
    let listed = listed.into_iter().flatten().filter_map(|it| it.get("uri"));
    listed
        .chain(params.get("rootUri"))
        .filter_map(|uri| url::Url::parse(uri.as_str()?).ok()?.to_file_path().ok())
        .collect()
}
