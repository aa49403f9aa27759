//! The loop: messages in, answers out, and the open texts in between.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument, Exit,
    Notification as _, PublishDiagnostics,
};
use lsp_types::request::{
    CodeActionRequest, Completion, GotoDefinition, HoverRequest, Initialize, Request as _, Shutdown,
};
use lsp_types::{
    CodeActionParams, CodeActionProviderCapability, CompletionOptions, CompletionParams,
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    GotoDefinitionParams, HoverParams, HoverProviderCapability, OneOf, PublishDiagnosticsParams,
    ServerCapabilities, ServerInfo, TextDocumentPositionParams, TextDocumentSyncCapability,
    TextDocumentSyncKind, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::check;
use crate::check::Report;
use crate::lsp::document::Document;
use crate::lsp::{actions, complete, definition, diagnostics, hover};
use crate::model::Now;
use crate::workspace::Selection;
use crate::workspace::load::Scope;
use crate::workspace::{Root, Workspace, find};

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

/// Serves one client until it exits. `clock` tells the moment of each check.
pub fn serve(
    connection: &Connection,
    clock: &dyn Fn() -> Now,
    private: Option<PathBuf>,
) -> Result<(), ServeError> {
    let mut server = Server {
        connection,
        clock,
        private,
        folders: Vec::new(),
        open: BTreeMap::new(),
        stage: Stage::New,
        stale: false,
    };
    for message in &connection.receiver {
        match message {
            Message::Request(request) => {
                let response = server.respond(request);
                server.send(response)?;
            }
            Message::Notification(notification) if notification.method == Exit::METHOD => {
                return match server.stage {
                    Stage::Over => Ok(()),
                    Stage::New | Stage::Ready => Err(ServeError::Unannounced),
                };
            }
            Message::Notification(notification) if server.stage == Stage::Ready => {
                server.hear(notification)?;
            }
            // Before initialization and after shutdown notifications are dropped; the server asks nothing.
            Message::Notification(_) | Message::Response(_) => {}
        }
        // One look at the workspace for all that was typed meanwhile.
        if server.stale && connection.receiver.is_empty() {
            server.stale = false;
            server.judge_all()?;
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
    clock: &'a dyn Fn() -> Now,
    /// The private half that the environment names.
    private: Option<PathBuf>,
    /// The folders that the client has open: a record of a private half is found from its workspace.
    folders: Vec<PathBuf>,
    open: BTreeMap<PathBuf, (Uri, String)>,
    stage: Stage,
    /// Whether a text changed since the open documents were judged.
    stale: bool,
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
    fn respond(&mut self, request: Request) -> Response {
        match (self.stage, request.method.as_str()) {
            (Stage::New, Initialize::METHOD) => {
                self.stage = Stage::Ready;
                self.folders = folders(&request.params);
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
        let sent = self.connection.sender.send(message.into());
        sent.map_err(|_| ServeError::Gone)
    }

    fn answer(&mut self, request: Request) -> Response {
        let id = request.id.clone();
        let result = match request.method.as_str() {
            HoverRequest::METHOD => parameters(request).map(|params: HoverParams| {
                let judge = |document: &Document| self.judge(document);
                self.at(&params.text_document_position_params, |document, offset| {
                    hover::hover(document, &judge(document), offset)
                })
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
                let actions = self.document(uri).map(|document| {
                    actions::actions(&document, &self.judge(&document), uri, params.range)
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

    fn at<T: serde::Serialize>(
        &self,
        place: &TextDocumentPositionParams,
        answer: impl Fn(&Document, usize) -> Option<T>,
    ) -> Value {
        let answered = self
            .document(&place.text_document.uri)
            .and_then(|document| {
                let offset = document.offset(place.position);
                answer(&document, offset)
            });
        json!(answered)
    }

    fn hear(&mut self, notification: Notification) -> Result<(), ServeError> {
        let Notification { method, params } = notification;
        match method.as_str() {
            DidOpenTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidOpenTextDocumentParams>(params) else {
                    return Ok(());
                };
                self.put(params.text_document.uri, &params.text_document.text);
                Ok(())
            }
            DidChangeTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidChangeTextDocumentParams>(params)
                else {
                    return Ok(());
                };
                if let Some(change) = params.content_changes.last() {
                    self.put(params.text_document.uri, &change.text);
                }
                Ok(())
            }
            DidCloseTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidCloseTextDocumentParams>(params)
                else {
                    return Ok(());
                };
                if let Some(path) = path(&params.text_document.uri) {
                    self.open.remove(&path);
                    self.stale = true;
                }
                self.publish(params.text_document.uri, Vec::new())
            }
            DidSaveTextDocument::METHOD => {
                self.stale = true;
                Ok(())
            }
            // Other notifications change nothing here.
            _ => Ok(()),
        }
    }

    fn put(&mut self, uri: Uri, text: &str) {
        if let Some(path) = path(&uri) {
            // The mark is no part of the first line, here as in the files.
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            self.open.insert(path, (uri, text.to_owned()));
            // A change in one document can fix or break another: all open ones are judged again.
            self.stale = true;
        }
    }

    /// Judges every open document, with one look at each workspace.
    fn judge_all(&self) -> Result<(), ServeError> {
        let mut by_root = BTreeMap::<Root, Vec<&PathBuf>>::new();
        for path in self.open.keys() {
            if let Some(root) = self.root_of(path) {
                by_root.entry(root).or_default().push(path);
            }
        }
        for (root, paths) in by_root {
            let mut workspace = self.workspace(&root);
            for path in paths {
                let Some((uri, text)) = self.open.get(path) else {
                    continue;
                };
                let file = root.file(path).filter(|file| file.kind().is_some());
                let mut found = Vec::new();
                if let (Some(loaded), Some(file)) = (workspace.take(), file) {
                    let document = Document::new(loaded, file, text.clone());
                    found = diagnostics::diagnostics(&document, &self.judge(&document));
                    workspace = Some(document.workspace);
                }
                self.publish(uri.clone(), found)?;
            }
        }
        Ok(())
    }

    fn judge(&self, document: &Document) -> Report {
        let selection = Selection::Paths([document.file.as_str().to_owned()].into());
        check::run(&document.workspace, (self.clock)(), &selection)
    }

    fn publish(&self, uri: Uri, diagnostics: Vec<lsp_types::Diagnostic>) -> Result<(), ServeError> {
        let params = PublishDiagnosticsParams {
            uri,
            diagnostics,
            version: None,
        };
        self.send(Notification::new(
            PublishDiagnostics::METHOD.to_owned(),
            params,
        ))
    }

    /// A workspace with the open texts in the place of their files.
    fn workspace(&self, root: &Root) -> Option<Workspace> {
        let overlay = self
            .open
            .iter()
            .filter_map(|(path, (_, text))| Some((root.file(path)?, text.clone())));
        Workspace::load_with(root, &Scope::default(), overlay.collect()).ok()
    }

    /// The workspace that a file is in: one that has it in its private half, else the one of the folders above it.
    fn root_of(&self, path: &Path) -> Option<Root> {
        let open = |folder: &Path| {
            let public = find::upwards(folder).ok()?;
            Root::open(public, self.private.as_deref()).ok()
        };
        let of_client = self.folders.iter().filter_map(|folder| open(folder));
        let is_private = |root: &Root| root.private().is_some_and(|it| path.starts_with(it));
        let mut private = of_client.filter(is_private);
        private.next().or_else(|| open(path.parent()?))
    }

    /// An open document in its workspace, when it is a record of one.
    fn document(&self, uri: &Uri) -> Option<Document> {
        let path = path(uri)?;
        let (_, text) = self.open.get(&path)?;
        let root = self.root_of(&path)?;
        let file = root.file(&path)?;
        file.kind()?;
        Some(Document::new(self.workspace(&root)?, file, text.clone()))
    }
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

fn path(uri: &Uri) -> Option<PathBuf> {
    url::Url::parse(uri.as_str()).ok()?.to_file_path().ok()
}
