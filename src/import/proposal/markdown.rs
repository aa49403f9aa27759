//! Markdown, as repositories and wikis have it: texts are kept as they were written.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{
    CodeBlockKind, Event, LinkType, MetadataBlockKind, Options, Parser, Tag, TagEnd,
};

use crate::import::proposal::document::{Block, Builder, Container, Document, Kind, Leaf};
use crate::import::proposal::html;
use crate::import::table::Unusable;

/// Reads a text.
///
/// # Errors
/// It is nested too deep, or holds too many blocks.
pub fn read(source: &str) -> Result<Document, Unusable> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut reader = Reader {
        source,
        lines: Lines::new(source),
        builder: Builder::default(),
        span: None,
        links: Vec::new(),
        changes: Vec::new(),
        verbatim: None,
        info: String::new(),
        used: HashSet::new(),
    };
    let parser = Parser::new_ext(source, options);
    let definitions: Vec<(String, String, usize)> = parser
        .reference_definitions()
        .iter()
        .map(|(label, one)| (label.to_owned(), one.dest.to_string(), one.span.start))
        .collect();
    for (event, range) in parser.into_offset_iter() {
        reader.take(event, range)?;
    }
    let Reader {
        mut builder,
        used,
        lines,
        ..
    } = reader;
    // A link that the page defines and never uses is a word of the page all the same.
    let mut unused: Vec<_> = definitions
        .into_iter()
        .filter(|(_, to, _)| !used.contains(to))
        .collect();
    unused.sort_by_key(|(.., at)| *at);
    for (label, to, at) in unused {
        builder.begin(Leaf::Paragraph, lines.number(at));
        builder.text(&format!("[{label}]({to})"), 0);
        builder.end();
    }
    builder.finish()
}

/// Where lines begin.
struct Lines(Vec<usize>);

impl Lines {
    fn new(source: &str) -> Self {
        let ends = source.match_indices('\n').map(|(at, _)| at + 1);
        Self(std::iter::once(0).chain(ends).collect())
    }

    fn number(&self, at: usize) -> usize {
        self.0.partition_point(|start| *start <= at)
    }
}

struct Reader<'s> {
    source: &'s str,
    lines: Lines,
    builder: Builder,
    /// What the open block of text covers in the source so far.
    span: Option<Range<usize>>,
    /// Links by reference that are open: their range, where they lead, and what their text covers.
    links: Vec<(Range<usize>, String, Option<Range<usize>>)>,
    /// What is written in another way than in the source: links by reference, with their address.
    changes: Vec<(Range<usize>, String)>,
    /// The text of a block of code, HTML or metadata that is open.
    verbatim: Option<String>,
    /// The language of the block of code that is open.
    info: String,
    used: HashSet<String>,
}

impl Reader<'_> {
    fn take(&mut self, event: Event<'_>, range: Range<usize>) -> Result<(), Unusable> {
        let line = self.lines.number(range.start);
        match event {
            Event::Start(tag) => self.start(tag, &range, line)?,
            Event::End(tag) => self.finish_tag(tag, &range, line)?,
            Event::Text(text) | Event::Html(text) if self.verbatim.is_some() => {
                if let Some(open) = &mut self.verbatim {
                    open.push_str(&text);
                }
            }
            Event::Rule => self.flush(),
            Event::SoftBreak | Event::HardBreak => {}
            Event::Text(_)
            | Event::Code(_)
            | Event::InlineHtml(_)
            | Event::Html(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => self.cover(range, line),
        }
        Ok(())
    }

    /// The open block of text, a new one where there is none, also has this part of the source.
    fn cover(&mut self, range: Range<usize>, line: usize) {
        if let Some((.., inner)) = self.links.last_mut() {
            *inner = Some(joined(inner.take(), range.clone()));
        }
        self.builder.text("", line);
        self.span = Some(joined(self.span.take(), range));
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>, line: usize) -> Result<(), Unusable> {
        match tag {
            Tag::Paragraph => self.begin(Leaf::Paragraph, line),
            Tag::Heading { level, .. } => self.begin(Leaf::Heading(level as u8), line),
            Tag::BlockQuote(_) => self.open(Container::Quote, line)?,
            Tag::List(start) => self.open(Container::List(start), line)?,
            Tag::Item => self.open(Container::Item, line)?,
            Tag::Table(_) => self.open(Container::Table, line)?,
            Tag::TableHead | Tag::TableRow => self.open(Container::Row, line)?,
            Tag::TableCell => {
                self.open(Container::Cell, line)?;
                self.begin(Leaf::Paragraph, line);
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                self.verbatim = Some(String::new());
                self.info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
            }
            Tag::HtmlBlock | Tag::MetadataBlock(_) => {
                self.flush();
                self.verbatim = Some(String::new());
            }
            Tag::Link {
                link_type,
                dest_url,
                ..
            }
            | Tag::Image {
                link_type,
                dest_url,
                ..
            } => {
                self.cover(range.clone(), line);
                self.used.insert(dest_url.to_string());
                let by_reference = matches!(
                    link_type,
                    LinkType::Reference | LinkType::Collapsed | LinkType::Shortcut
                );
                if by_reference {
                    self.links.push((range.clone(), dest_url.to_string(), None));
                }
            }
            _ => self.cover(range.clone(), line),
        }
        Ok(())
    }

    fn finish_tag(
        &mut self,
        tag: TagEnd,
        range: &Range<usize>,
        line: usize,
    ) -> Result<(), Unusable> {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) => self.flush(),
            TagEnd::BlockQuote(_) => self.close(Container::Quote),
            TagEnd::List(_) => self.close(Container::List(None)),
            TagEnd::Item => self.close(Container::Item),
            TagEnd::Table => self.close(Container::Table),
            TagEnd::TableHead | TagEnd::TableRow => self.close(Container::Row),
            TagEnd::TableCell => self.close(Container::Cell),
            TagEnd::CodeBlock => {
                let text = self.verbatim.take().unwrap_or_default();
                let info = std::mem::take(&mut self.info);
                self.builder.end();
                self.builder.push(Block {
                    line,
                    kind: Kind::Code { info, text },
                });
            }
            TagEnd::HtmlBlock => {
                let text = self.verbatim.take().unwrap_or_default();
                html::into(&text, line, &mut self.builder)?;
                self.builder.end();
            }
            TagEnd::MetadataBlock(
                MetadataBlockKind::YamlStyle | MetadataBlockKind::PlusesStyle,
            ) => {
                let text = self.verbatim.take().unwrap_or_default();
                for (at, entry) in text.lines().enumerate() {
                    self.builder.begin(Leaf::Paragraph, line + 1 + at);
                    self.builder.text(entry, line + 1 + at);
                }
                self.builder.end();
            }
            TagEnd::Link | TagEnd::Image => {
                if self.links.last().is_some_and(|(open, ..)| open == range)
                    && let Some((range, to, Some(inner))) = self.links.pop()
                {
                    let bang = if self.source[range.clone()].starts_with('!') {
                        "!"
                    } else {
                        ""
                    };
                    let text = &self.source[inner];
                    self.changes.push((range, format!("{bang}[{text}]({to})")));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, leaf: Leaf, line: usize) {
        self.flush();
        self.builder.begin(leaf, line);
    }

    fn open(&mut self, container: Container, line: usize) -> Result<(), Unusable> {
        self.flush();
        self.builder.open(container, line)
    }

    fn close(&mut self, container: Container) {
        self.flush();
        self.builder.close(container);
    }

    /// Ends the open block of text with what it covers in the source.
    fn flush(&mut self) {
        if let Some(span) = self.span.take() {
            let text = self.slice(&span);
            self.builder.text(&text, 0);
        }
        self.changes.clear();
        self.links.clear();
        self.builder.end();
    }

    /// A part of the source without the marks of the quotes and lists that it is in.
    fn slice(&mut self, span: &Range<usize>) -> String {
        let mut text = String::new();
        let mut at = span.start;
        self.changes.sort_by_key(|(range, _)| range.start);
        for (range, instead) in &self.changes {
            if range.start >= at && range.end <= span.end {
                text.push_str(&self.source[at..range.start]);
                text.push_str(instead);
                at = range.end;
            }
        }
        text.push_str(&self.source[at..span.end]);
        let mut lines = text.lines();
        let mut all = lines.next().unwrap_or_default().to_owned();
        for line in lines {
            all.push('\n');
            all.push_str(line.trim_start_matches(|c: char| c.is_whitespace() || c == '>'));
        }
        unescaped(&all)
    }
}

/// The longest code in a line, in bytes: marks that find no others would be looked for to the end of the text, each of them.
const MAX_CODE: usize = 10_000;

/// A text with the characters that wikis want written as entities, as people write them; what is code stays.
fn unescaped(text: &str) -> String {
    const ENTITIES: [(&str, char); 4] =
        [("&#36;", '$'), ("&lt;", '<'), ("&gt;", '>'), ("&amp;", '&')];
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['&', '`']) {
        kept.push_str(&rest[..at]);
        rest = &rest[at..];
        let length = if rest.starts_with('`') {
            // To the same run of marks again, or the marks alone where there is none.
            let marks = rest.len() - rest.trim_start_matches('`').len();
            let run = &rest[..marks];
            let mut within = rest.len().min(marks + MAX_CODE);
            while !rest.is_char_boundary(within) {
                within -= 1;
            }
            let ends = rest[marks..within].match_indices(run);
            let is_end = |at: &usize| {
                let after = marks + at + marks;
                !rest[after..].starts_with('`') && !rest[..marks + at].ends_with('`')
            };
            let end = ends.map(|(at, _)| at).find(is_end);
            let length = end.map_or(marks, |at| marks + at + marks);
            kept.push_str(&rest[..length]);
            length
        } else {
            let known = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity));
            // An ampersand that would begin another entity stays one.
            let known =
                known.filter(|(entity, c)| *c != '&' || !begins_entity(&rest[entity.len()..]));
            kept.push(known.map_or('&', |(_, c)| *c));
            known.map_or(1, |(entity, _)| entity.len())
        };
        rest = &rest[length..];
    }
    kept.push_str(rest);
    kept
}

/// Whether a text would be an entity with an ampersand before it.
fn begins_entity(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '#');
    end.is_some_and(|end| end > 0 && text[end..].starts_with(';'))
}

fn joined(one: Option<Range<usize>>, other: Range<usize>) -> Range<usize> {
    match one {
        Some(one) => one.start.min(other.start)..one.end.max(other.end),
        None => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::proposal::document::markdown;

    #[test]
    fn texts_stay_as_they_were_written() -> Result<(), Unusable> {
        let page = "---\nowner: Ann Example\n---\n# A *b* c #\n\nOne \\*two\\* &amp; `three`  \nfour [five][a] ![six](x.png).\n\n\
            > quoted\n> - in it\n\n1. first\n   goes on\n2. second\n   - inner\n\n```json\n{}\n```\n\n\
            | a | b \\| c |\n|---|---|\n| **d** | e |\n\n<h2>Raw</h2>\n\n[a]: https://example.org/a\n[b]: https://example.org/b\n";
        assert_eq!(
            markdown(&read(page)?.blocks),
            "owner: Ann Example\n\n# A *b* c\n\nOne \\*two\\* & `three`\nfour [five](https://example.org/a) ![six](x.png).\n\n\
             > quoted\n>\n> - in it\n\n1. first\n   goes on\n2. second\n   - inner\n\n```json\n{}\n```\n\n\
             | a | b \\| c |\n| --- | --- |\n| **d** | e |\n\n## Raw\n\n[b](https://example.org/b)"
        );
        Ok(())
    }

    #[test]
    fn entities_are_what_they_stand_for_but_in_code() {
        for (text, expected) in [
            (
                "GET &lt;base>/&#36;all &amp; more",
                "GET <base>/$all & more",
            ),
            (
                "`&lt;` and ``a ` &lt;`` &lt; `",
                "`&lt;` and ``a ` &lt;`` < `",
            ),
            ("&amp;lt; &nbsp; & &copy;", "&amp;lt; &nbsp; & &copy;"),
        ] {
            assert_eq!(unescaped(text), expected);
        }
    }

    #[test]
    fn a_line_of_the_page_is_known_for_each_block() -> Result<(), Unusable> {
        let document = read("# A\n\nb\n\n- c\n")?;
        let lines: Vec<usize> = document.blocks.iter().map(|block| block.line).collect();
        assert_eq!(lines, [1, 3, 5]);
        Ok(())
    }
}
