//! The tape as a tree of values with their places.

use super::text::text;
use super::{Kind, Token};
use crate::yaml::tree::{Entry, Node, NodeKind, without_space};

/// The tree of a text's tape.
pub fn tree(source: &str, tokens: &[Token]) -> Node {
    let mut walk = Walk {
        source,
        tokens: tokens.iter(),
    };
    let mut root = walk.node();
    root.span.end = without_space(source).len();
    root
}

struct Walk<'t> {
    source: &'t str,
    tokens: std::slice::Iter<'t, Token>,
}

impl Walk<'_> {
    fn next(&mut self) -> Token {
        const NOTHING: Token = Token {
            kind: Kind::End,
            indent: 0,
            start: 0,
            end: 0,
        };
        self.tokens.next().copied().unwrap_or(NOTHING)
    }

    fn peek(&self) -> Option<Kind> {
        self.tokens.as_slice().first().map(|token| token.kind)
    }

    fn node(&mut self) -> Node {
        let token = self.next();
        let start = token.start as usize;
        match token.kind {
            Kind::List => {
                let mut items = Vec::new();
                while !matches!(self.peek(), None | Some(Kind::End)) {
                    items.push(self.node());
                }
                self.collection(NodeKind::List(items), start)
            }
            Kind::Map => {
                let mut entries = Vec::new();
                while !matches!(self.peek(), None | Some(Kind::End)) {
                    let key = self.next();
                    entries.push(Entry {
                        key: text(self.source, key).into_owned(),
                        key_span: span(self.source, key),
                        value: self.node(),
                    });
                }
                self.collection(NodeKind::Map(entries), start)
            }
            Kind::Empty | Kind::Null | Kind::End => Node {
                kind: NodeKind::Null,
                span: token.range(),
            },
            kind => {
                let plain = matches!(kind, Kind::Plain | Kind::Folded);
                // A plain text on one line stands as it is read.
                let text = (kind != Kind::Plain).then(|| text(self.source, token).into_owned());
                Node {
                    kind: NodeKind::Scalar { text, plain },
                    span: span(self.source, token),
                }
            }
        }
    }

    fn collection(&mut self, kind: NodeKind, start: usize) -> Node {
        let end = self.next().start as usize;
        Node {
            kind,
            span: start..trimmed(self.source, start, end),
        }
    }
}

/// The bytes of a scalar with its quotes.
fn span(source: &str, token: Token) -> std::ops::Range<usize> {
    let range = token.range();
    match token.kind {
        Kind::Single | Kind::SingleEscaped | Kind::Double => range.start - 1..range.end + 1,
        _ => range.start..trimmed(source, range.start, range.end),
    }
}

/// The end of a part of the source without the white space in it.
fn trimmed(source: &str, start: usize, end: usize) -> usize {
    start + without_space(source.get(start..end).unwrap_or("")).len()
}
