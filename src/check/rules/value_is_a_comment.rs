use crate::check::prelude::*;
use crate::yaml::marks::commented;
use crate::yaml::tree::NodeKind;
use crate::yaml::{Step, write};

rule! {
    /// What follows a key begins with a hash, so it is a comment and the key is empty.
    /// ## Why
    /// Streams of a chat are written `#patient` and numbers `#43`. In YAML a hash after a space begins a comment: the file can be parsed, and
    /// the answer is gone.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// chat-stream: #patient
    /// ```
    /// Good:
    /// ```yaml
    /// chat-stream: '#patient' # by the work group
    /// kick-off: # not set yet
    /// ```
    /// ## Source
    /// YAML 1.2.2, section 6.6: comments. Which keys are looked at is a design choice.
    pub static RULE: Rule {
        name: "value-is-a-comment",
        since: "0.1.0",
        severity: WARNING,
        check: Check::SourceText(check),
    }
}

/// Keys whose values people begin with a hash.
const KEYS: [&str; 3] = ["chat", "chat-stream", "number"];

fn check(writing: &SourceText, found: &mut Findings<'_>) {
    if !writing.marks.commented {
        return;
    }
    let mut end = 0;
    let mut lost = Vec::new();
    writing.visit(&mut |path, seen| match seen {
        Seen::Key(_, span) => end = span.end,
        Seen::Value(node) => {
            let is_asked =
                matches!(path.0.last(), Some(Step::Key(key)) if KEYS.contains(&key.as_str()));
            if is_asked && matches!(node.kind, NodeKind::Null) {
                let line = writing.text[end..].lines().next().unwrap_or("");
                let comment = commented(line).map(|at| {
                    // A comment after the value stays one.
                    let value = line[at..].split(" #").next().unwrap_or("").trim_end();
                    end + at..end + at + value.len()
                });
                lost.extend(comment.map(|bytes| (path.clone(), bytes)));
            }
        }
    });
    for (path, bytes) in lost {
        // What is written there may be personal, and is not repeated.
        let message =
            format!("'{path}' is empty: what follows it begins with '#' and is a comment");
        let with = write::quote(&writing.text[bytes.clone()]);
        let finding = found.add(path, message);
        finding
            .on(writing.part(&bytes))
            .help("put it in quotes; leave a space after the '#' if it is a comment");
        let place = Place::clone(&finding.place);
        finding.fix(Fix::needs_a_look(
            "put it in quotes",
            Change::Replace(place, with),
        ));
    }
}
