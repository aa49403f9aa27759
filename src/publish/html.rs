//! Text of strangers as HTML: escaped, or as Markdown that was sanitized. Everything else in a page is ours.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use ammonia::{Builder, UrlRelative};
use minijinja::Value;
use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};
use serde::{Serialize, Serializer};

use crate::model::contact::redact;
use crate::render::sanitize::is_hazard;

/// Markup that a template prints as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(pub String);

impl Serialize for Html {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value::from_safe_string(self.0.clone()).serialize(serializer)
    }
}

/// A text in which nothing acts as markup, in an element or in a quoted attribute.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + text.len() / 8);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}

/// A text without addresses of people, and without characters that turn or hide what is next to them.
pub fn plain(text: &str) -> String {
    harmless(text.trim())
}

/// As [`plain`], with the blanks around it: a part of a text.
pub fn harmless(text: &str) -> String {
    let is_harmless = |c: &char| matches!(c, '\n' | '\t') || !is_hazard(*c);
    // What hides in an address would hide the address.
    redact(&text.chars().filter(is_harmless).collect::<String>())
}

/// A web address that a link may have.
pub fn web_address(text: &str) -> Option<&str> {
    let text = text.trim();
    let is_web = ["https://", "http://"]
        .iter()
        .any(|scheme| text.len() > scheme.len() && text.starts_with(scheme));
    let is_one =
        !text.contains(|c: char| c.is_whitespace() || is_hazard(c) || "<>\"'`{}|\\".contains(c));
    (is_web && is_one).then_some(text)
}

/// An address as a link, anything else as text.
pub fn link_or_text(text: &str) -> Html {
    let text = plain(text);
    Html(match web_address(&text) {
        Some(address) => link(address, label(address)),
        None => inline(&text).0,
    })
}

/// An address as people say it.
fn label(address: &str) -> &str {
    let (_, rest) = address.split_once("://").unwrap_or(("", address));
    rest.trim_end_matches('/')
}

fn link(address: &str, label: &str) -> String {
    format!(
        "<a href=\"{}\" rel=\"noopener noreferrer\">{}</a>",
        escape(address),
        escape(label)
    )
}

/// A Markdown text as paragraphs, lists, tables and code. Markup in it is text, an image is a link, and a heading is a bold line: the
/// outline of a page is ours.
pub fn markdown(text: &str) -> Html {
    Html(
        fragment(text)
            .replace(
                "<table>",
                "<div class=\"scroll\" role=\"group\" aria-label=\"Table\" tabindex=\"0\"><table>",
            )
            .replace("</table>", "</table></div>"),
    )
}

/// As [`markdown`], without what a page needs around a table.
pub fn fragment(text: &str) -> String {
    let text = plain(text);
    if is_plain_line(&text) {
        return format!("<p>{}</p>", escape(&text));
    }
    let mut html = String::with_capacity(text.len() * 2);
    pulldown_cmark::html::push_html(&mut html, events(&text).into_iter());
    let clean = sanitizer().clean(&html).to_string();
    clean.trim_end().to_owned()
}

/// As [`markdown`], for a place that holds a line: a text of one paragraph loses its paragraph.
pub fn inline(text: &str) -> Html {
    let html = markdown(text);
    let inner = html
        .0
        .strip_prefix("<p>")
        .and_then(|rest| rest.strip_suffix("</p>"));
    match inner.filter(|inner| !inner.contains("<p>")) {
        Some(inner) => Html(inner.to_owned()),
        None => html,
    }
}

/// A text as it is in a heading or a title: on one line, without markup.
pub fn line(text: &str) -> String {
    let text = plain(text);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text has nothing that Markdown could mean something by.
fn is_plain_line(text: &str) -> bool {
    let is_plain =
        |c: char| c.is_alphanumeric() || " ,;()'/%?\"".contains(c) || c == '.' || c == '-';
    text.starts_with(|c: char| c.is_alphabetic())
        && text.chars().all(is_plain)
        && !text.contains("www.")
}

/// Lines that are wrapped are at least this long, in characters; a shorter one ends where its author wanted it to.
const WRAPPED: usize = 56;

/// Whether an event is within a line.
fn is_inline(event: &Event<'_>) -> bool {
    matches!(
        event,
        Event::Start(
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. }
        ) | Event::End(
            TagEnd::Emphasis
                | TagEnd::Strong
                | TagEnd::Strikethrough
                | TagEnd::Link
                | TagEnd::Image
        )
    )
}

fn events(text: &str) -> Vec<Event<'_>> {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut events = Vec::new();
    let mut in_link = 0_usize;
    let mut in_code = false;
    // What an image in a link would begin and end, when both are links: a link is in no link.
    let mut images = Vec::new();
    let mut length = 0;
    for event in TextMergeStream::new(Parser::new_ext(text, options)) {
        let event = match event {
            // Entities and escapes are characters by now.
            Event::Text(text) => Event::Text(harmless(&text).into()),
            Event::Start(Tag::Link {
                dest_url, title, ..
            }) => start_link(dest_url, harmless(&title).into()),
            other => other,
        };
        match &event {
            Event::Text(text) | Event::Code(text) => length += text.chars().count(),
            Event::Start(_) | Event::End(_) | Event::HardBreak if !is_inline(&event) => length = 0,
            _ => {}
        }
        match event {
            Event::SoftBreak => {
                let is_short = length < WRAPPED;
                length = 0;
                events.push(if is_short {
                    Event::HardBreak
                } else {
                    Event::SoftBreak
                });
            }
            Event::Html(html) | Event::InlineHtml(html) => events.push(Event::Text(html)),
            Event::Start(Tag::HtmlBlock) => events.push(Event::Start(Tag::Paragraph)),
            Event::End(TagEnd::HtmlBlock) => events.push(Event::End(TagEnd::Paragraph)),
            Event::Start(Tag::Heading { .. }) => {
                events.push(Event::Start(Tag::Paragraph));
                events.push(Event::Start(Tag::Strong));
            }
            Event::End(TagEnd::Heading(_)) => {
                events.push(Event::End(TagEnd::Strong));
                events.push(Event::End(TagEnd::Paragraph));
            }
            Event::Start(Tag::Image {
                dest_url, title, ..
            }) => {
                let is_free = in_link == 0;
                images.push(is_free);
                if is_free {
                    in_link += 1;
                    events.push(start_link(dest_url, title));
                    events.push(Event::Text("Image: ".into()));
                }
            }
            Event::End(TagEnd::Image) => {
                if images.pop() == Some(true) {
                    in_link -= 1;
                    events.push(Event::End(TagEnd::Link));
                }
            }
            Event::Start(Tag::Link { .. }) => {
                in_link += 1;
                events.push(event);
            }
            Event::End(TagEnd::Link) => {
                in_link = in_link.saturating_sub(1);
                events.push(event);
            }
            Event::Start(Tag::CodeBlock(_)) => {
                in_code = true;
                events.push(Event::Start(Tag::CodeBlock(
                    pulldown_cmark::CodeBlockKind::Indented,
                )));
            }
            Event::End(TagEnd::CodeBlock) => {
                in_code = false;
                events.push(event);
            }
            Event::Text(text) if in_link == 0 && !in_code => with_links(&text, &mut events),
            Event::TaskListMarker(done) => {
                events.push(Event::Text(if done { "☑ " } else { "☐ " }.into()));
            }
            other => events.push(other),
        }
    }
    events
}

fn start_link<'t>(dest_url: CowStr<'t>, title: CowStr<'t>) -> Event<'t> {
    Event::Start(Tag::Link {
        link_type: LinkType::Inline,
        dest_url,
        title,
        id: CowStr::Borrowed(""),
    })
}

/// A text whose web addresses are links.
fn with_links(text: &str, events: &mut Vec<Event<'_>>) {
    let owned = |text: &str| CowStr::from(text.to_owned());
    let mut rest = text;
    let begins = |rest: &str| {
        let mut found = rest.match_indices("http").map(|(at, _)| at);
        found.find(|at| {
            ["://", "s://"]
                .iter()
                .any(|mark| rest[at + 4..].starts_with(mark))
        })
    };
    while let Some(at) = begins(rest) {
        let (before, from) = rest.split_at(at);
        let end = from
            .find(|c: char| c.is_whitespace() || "<>\"'`{}|\\".contains(c))
            .unwrap_or(from.len());
        // What ends a sentence is none of its address.
        let address =
            from[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '*', '_']);
        if !before.is_empty() {
            events.push(Event::Text(owned(before)));
        }
        if web_address(address).is_some() {
            events.push(start_link(owned(address), CowStr::Borrowed("")));
            events.push(Event::Text(owned(address)));
            events.push(Event::End(TagEnd::Link));
            rest = &from[address.len()..];
        } else {
            events.push(Event::Text(owned(&from[..end.max(1)])));
            rest = &from[end.max(1)..];
        }
    }
    if !rest.is_empty() {
        events.push(Event::Text(owned(rest)));
    }
}

/// The elements that texts may have on pages.
#[rustfmt::skip]
pub const TAGS: [&str; 19] = [
    "p", "br", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "a",
    "table", "thead", "tbody", "tr", "th", "td",
];

/// What is left of markup: no style, no class, no image, no form, and links to the web alone.
fn sanitizer() -> &'static Builder<'static> {
    static SANITIZER: OnceLock<Builder<'static>> = OnceLock::new();
    SANITIZER.get_or_init(|| {
        let mut builder = Builder::empty();
        builder
            .tags(HashSet::from(TAGS))
            .tag_attributes(HashMap::from([
                ("a", HashSet::from(["href"])),
                ("ol", HashSet::from(["start"])),
            ]))
            .url_schemes(HashSet::from(["http", "https"]))
            .url_relative(UrlRelative::Deny)
            .link_rel(Some("noopener noreferrer"));
        builder
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_markup_and_markup_becomes_text() {
        for (text, html) in [
            ("Plain words", "<p>Plain words</p>"),
            ("a < b & c", "<p>a &lt; b &amp; c</p>"),
            (
                "**bold** and `code`",
                "<p><strong>bold</strong> and <code>code</code></p>",
            ),
            ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"),
            ("# Title", "<p><strong>Title</strong></p>"),
            (
                "<b onclick=x>hi</b>",
                "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;</p>",
            ),
            (
                "<script>alert(1)</script>",
                "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
            ),
            (
                "[x](javascript:alert(1))",
                "<p><a rel=\"noopener noreferrer\">x</a></p>",
            ),
            (
                "[x](//evil.example.org)",
                "<p><a rel=\"noopener noreferrer\">x</a></p>",
            ),
            (
                "![pixel](https://example.org/p.png)",
                "<p><a href=\"https://example.org/p.png\" rel=\"noopener noreferrer\">Image: pixel</a></p>",
            ),
            (
                "See https://example.org/a_b_c.",
                "<p>See <a href=\"https://example.org/a_b_c\" rel=\"noopener noreferrer\">https://example.org/a_b_c</a>.</p>",
            ),
            ("ask robin@example.org", "<p>ask (address)</p>"),
            ("ask \u{200b}robin@example.org", "<p>ask (address)</p>"),
            ("ask robin&#64;example.org", "<p>ask (address)</p>"),
            ("ask robin\\@example.org", "<p>ask (address)</p>"),
            ("a\u{202e}b", "<p>ab</p>"),
            ("a&#x202e;b&#7;c&#xfffe;", "<p>abc</p>"),
            (
                "Sat: test\nSun: report",
                "<p>Sat: test<br>\nSun: report</p>",
            ),
            (
                "A line as long as those that editors wrap, by the habit of\ntheir authors",
                "<p>A line as long as those that editors wrap, by the habit of\ntheir authors</p>",
            ),
        ] {
            assert_eq!(markdown(text).0, html, "{text}");
        }
    }

    #[test]
    fn a_line_stays_in_its_line() {
        assert_eq!(inline("one *two*").0, "one <em>two</em>");
        assert_eq!(inline("one\n\ntwo").0, "<p>one</p>\n<p>two</p>");
        assert_eq!(line(" a\n b "), "a b");
        assert_eq!(web_address("https://example.org/a\u{feff}"), None);
        assert_eq!(link_or_text("javascript:alert(1)").0, "javascript:alert(1)");
        assert_eq!(
            link_or_text("https://example.org/?a=1&b=2").0,
            "<a href=\"https://example.org/?a=1&amp;b=2\" rel=\"noopener noreferrer\">example.org/?a=1&amp;b=2</a>"
        );
    }
}
