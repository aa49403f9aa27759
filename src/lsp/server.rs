//! The loop: messages in, answers out, and the open texts in between.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use lsp_types::notification::{
    DidChangeTextDocument, DidCloseTextDocument, DidOpenTextDocument, DidSaveTextDocument,
    Notification as _, PublishDiagnostics,
};
use lsp_types::request::{
    CodeActionRequest, Completion, GotoDefinition, HoverRequest, Request as _,
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

use super::{actions, complete, definition, diagnostics, hover, position};
use crate::check::{self, Report, Selection};
use crate::model::Now;
use crate::workspace::load::Scope;
use crate::workspace::{File, Workspace, find};

/// Why the server stopped before it was asked to.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The client broke the protocol or went away.
    #[error("the language client broke off: {0}")]
    Client(String),
}

/// Serves one client until it says goodbye. `clock` tells the moment of each check.
pub fn serve(connection: &Connection, clock: &dyn Fn() -> Now) -> Result<(), ServeError> {
    let broke_off = |error: &dyn std::fmt::Display| ServeError::Client(error.to_string());
    let (id, _) = connection
        .initialize_start()
        .map_err(|error| broke_off(&error))?;
    let answer = json!({
        "capabilities": capabilities(),
        "serverInfo": ServerInfo { name: "cxn".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) },
    });
    connection
        .initialize_finish(id, answer)
        .map_err(|error| broke_off(&error))?;
    let mut server = Server {
        connection,
        clock,
        open: BTreeMap::new(),
    };
    for message in &connection.receiver {
        match message {
            Message::Request(request) => {
                if connection
                    .handle_shutdown(&request)
                    .map_err(|error| broke_off(&error))?
                {
                    return Ok(());
                }
                let response = server.answer(request);
                connection
                    .sender
                    .send(response.into())
                    .map_err(|error| broke_off(&error))?;
            }
            Message::Notification(notification) => server.hear(notification)?,
            Message::Response(_) => {}
        }
    }
    Ok(())
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
    open: BTreeMap<PathBuf, (Uri, String)>,
}

/// A document in its workspace.
pub(super) struct Document {
    /// The workspace with the open texts in it.
    pub workspace: Workspace,
    /// The document's file.
    pub file: File,
    /// The document's text.
    pub text: String,
}

impl Server<'_> {
    fn answer(&mut self, request: Request) -> Response {
        let id = request.id.clone();
        let result = match request.method.as_str() {
            HoverRequest::METHOD => parameters(request).map(|params: HoverParams| {
                self.at(&params.text_document_position_params, hover::hover)
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
                let offset = position::offset(&document.text, place.position);
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
                self.put(params.text_document.uri, params.text_document.text)
            }
            DidChangeTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidChangeTextDocumentParams>(params)
                else {
                    return Ok(());
                };
                match params.content_changes.into_iter().next_back() {
                    Some(change) => self.put(params.text_document.uri, change.text),
                    None => Ok(()),
                }
            }
            DidCloseTextDocument::METHOD => {
                let Ok(params) = serde_json::from_value::<DidCloseTextDocumentParams>(params)
                else {
                    return Ok(());
                };
                if let Some(path) = path(&params.text_document.uri) {
                    self.open.remove(&path);
                }
                self.publish(params.text_document.uri, Vec::new())
            }
            DidSaveTextDocument::METHOD => self.judge_all(),
            // What a client tells beyond that is its own business.
            _ => Ok(()),
        }
    }

    fn put(&mut self, uri: Uri, text: String) -> Result<(), ServeError> {
        if let Some(path) = path(&uri) {
            self.open.insert(path, (uri, text));
        }
        // A change in one document can mend or break another: all open ones are judged again.
        self.judge_all()
    }

    fn judge_all(&mut self) -> Result<(), ServeError> {
        let uris: Vec<Uri> = self.open.values().map(|(uri, _)| uri.clone()).collect();
        for uri in uris {
            let diagnostics = self
                .document(&uri)
                .map(|document| diagnostics::diagnostics(&document, &self.judge(&document)));
            self.publish(uri, diagnostics.unwrap_or_default())?;
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
        let notification = Notification::new(PublishDiagnostics::METHOD.to_owned(), params);
        self.connection
            .sender
            .send(notification.into())
            .map_err(|error| ServeError::Client(error.to_string()))
    }

    /// An open document in its workspace, when it is a record of one.
    fn document(&self, uri: &Uri) -> Option<Document> {
        let path = path(uri)?;
        let (_, text) = self.open.get(&path)?;
        let root = find::upwards(path.parent()?).ok()?;
        let overlay: BTreeMap<File, String> = self
            .open
            .iter()
            .filter_map(|(path, (_, text))| Some((in_root(&root, path)?, text.clone())))
            .collect();
        let file = in_root(&root, &path)?;
        file.kind()?;
        let workspace = Workspace::load_with(&root, &Scope::default(), overlay).ok()?;
        Some(Document {
            workspace,
            file,
            text: text.clone(),
        })
    }
}

fn parameters<T: DeserializeOwned>(request: Request) -> Result<T, (ErrorCode, String)> {
    serde_json::from_value(request.params)
        .map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

fn in_root(root: &Path, path: &Path) -> Option<File> {
    let inside = path.strip_prefix(root).ok()?;
    let parts: Option<Vec<&str>> = inside
        .components()
        .map(|part| part.as_os_str().to_str())
        .collect();
    Some(File::new(&parts?.join("/")))
}

fn path(uri: &Uri) -> Option<PathBuf> {
    url::Url::parse(uri.as_str()).ok()?.to_file_path().ok()
}

/// The address of a file of a workspace.
pub(super) fn address(workspace: &Workspace, file: &File) -> Option<Uri> {
    let url = url::Url::from_file_path(file.on_disk(workspace.root())).ok()?;
    url.as_str().parse().ok()
}
