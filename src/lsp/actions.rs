//! Fixes as quick fixes.

use lsp_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, DocumentChangeOperation, DocumentChanges,
    Range, RenameFile, ResourceOp, TextEdit, Uri, WorkspaceEdit,
};

use crate::check::{Fix, Located, Report, fix};
use crate::lsp::diagnostics::diagnostic;
use crate::lsp::document::{Document, address};

/// The fixes of the findings that a range touches. Only a safe one is preferred: an editor may make it at one stroke.
pub fn actions(
    document: &Document<'_>,
    report: &Report,
    uri: &Uri,
    wanted: Range,
) -> Vec<CodeActionOrCommand> {
    let mut actions = Vec::new();
    let here = |located: &&Located| located.finding.place.file == *document.file;
    for located in report.findings.iter().filter(here) {
        let here = document.range(&located.spot.bytes());
        let touches = here.start <= wanted.end && wanted.start <= here.end;
        let Some(fix) = located.finding.fix.as_ref().filter(|_| touches) else {
            continue;
        };
        let Some(edit) = edit(document, fix, uri) else {
            continue;
        };
        actions.push(CodeActionOrCommand::CodeAction(CodeAction {
            title: fix.title.to_string(),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![diagnostic(document, report, located)]),
            edit: Some(edit),
            is_preferred: Some(fix.safe),
            ..CodeAction::default()
        }));
    }
    actions
}

fn edit(document: &Document<'_>, fix: &Fix, uri: &Uri) -> Option<WorkspaceEdit> {
    if let Some(to) = fix.renames() {
        let rename = RenameFile {
            old_uri: uri.clone(),
            new_uri: address(document.workspace, to)?,
            options: None,
            annotation_id: None,
        };
        let operation = DocumentChangeOperation::Op(ResourceOp::Rename(rename));
        return Some(WorkspaceEdit {
            document_changes: Some(DocumentChanges::Operations(vec![operation])),
            ..WorkspaceEdit::default()
        });
    }
    let fixed = fix.apply(document.text)?;
    let (bytes, with) = fix::difference(document.text, &fixed)?;
    let edit = TextEdit {
        range: document.range(&bytes),
        new_text: with.to_owned(),
    };
    #[allow(clippy::mutable_key_type, reason = "the protocol's own type")]
    let changes = [(uri.clone(), vec![edit])].into();
    Some(WorkspaceEdit {
        changes: Some(changes),
        ..WorkspaceEdit::default()
    })
}
