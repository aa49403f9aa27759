//! Records: the guard bounds them, the parsers agree about them, and whatever is wrong with them is said with a place in the text.

use cxn::check::structure::check_text;
use cxn::check::{Part, place};
use cxn::workspace::File;
use cxn::workspace::parse::{Readability, readability};
use cxn::yaml::guard::{self, RefusalKind};
use cxn::yaml::tree::{Node, NodeKind};

const FILES: [&str; 11] = [
    "cxn.yaml",
    "templates/t.yaml",
    "responsibilities/d.yaml",
    "events/e/event.yaml",
    "events/e/tracks/t.yaml",
    "events/e/registrations/p.yaml",
    "events/e/results/t/r.yaml",
    "events/e/issues/i.yaml",
    "imports/m.yaml",
    "events/e/reports/t.yaml",
    "criteria/c.yaml",
];

/// Reads the bytes as every kind of record, the fast way and the slow way.
pub fn target(data: &[u8]) {
    let body = match guard::admit(data) {
        Err(refusal) => {
            assert!(refusal.offset <= data.len());
            let text = String::from_utf8_lossy(data);
            if refusal.kind != RefusalKind::NotUtf8 {
                let found = check_text(&File::new(FILES[4]), &text);
                assert_eq!(found.len(), 1, "a refusal is one finding");
            }
            return;
        }
        Ok(body) => body,
    };
    let text = std::str::from_utf8(data).expect("admitted");
    let tree = Node::parse(body);
    if let Some(tree) = &tree {
        within(body, tree);
    }
    for name in FILES {
        let file = File::new(name);
        let found = check_text(&file, text);
        assert_eq!(
            found.is_empty(),
            readability(&file, text) == Readability::Record,
            "{name}: the fast way and the slow way differ: {found:?}"
        );
        for finding in found {
            assert!(!finding.message.is_empty());
            if let Part::Bytes(start, end) = finding.place.part {
                assert!(start <= end && start <= text.len(), "{finding:?}");
            }
            let bom = text.len() - body.len();
            let bytes = place::bytes_of(body, tree.as_ref(), bom, &finding.place);
            assert!(
                body.get(bytes.clone()).is_some(),
                "{bytes:?} of {finding:?}"
            );
        }
    }
}

/// Every node stands on bytes of the text, inside its parent's.
fn within(text: &str, node: &Node) {
    assert!(text.get(node.span.clone()).is_some(), "{node:?}");
    match &node.kind {
        NodeKind::List(items) => items.iter().for_each(|item| within(text, item)),
        NodeKind::Map(entries) => {
            for entry in entries {
                assert!(text.get(entry.key_span.clone()).is_some(), "{entry:?}");
                within(text, &entry.value);
            }
        }
        NodeKind::Null | NodeKind::Scalar { .. } | NodeKind::Other => {}
    }
}
