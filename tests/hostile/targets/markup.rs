//! What others read of a stranger's text: pages of the site, feeds and wikis hold no markup of that text, and are well-formed.

use chrono::NaiveDate;
use cxn::model::contact;
use cxn::model::zone::UTC;
use cxn::publish::calendar::{self, Calendar, Entry, Moves, Span};
use cxn::publish::html;
use cxn::publish::wiki::{Block, Cell, Page, confluence, markdown};
use cxn::render::sanitize::is_hazard;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeStream};

/// The bytes are a text in Markdown.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let text = text.as_ref();
    well_formed(&html::fragment(text));
    well_formed(&html::markdown(text).0);
    well_formed(&html::inline(text).0);
    well_formed(&html::link_or_text(text).0);
    let line = html::line(text);
    assert!(!line.contains(is_hazard), "{line:?}");
    let cell = Cell {
        text: text.to_owned(),
        link: html::web_address(text).map(str::to_owned),
    };
    let page = Page(vec![
        Block::Heading(2, line),
        Block::Text(text.to_owned()),
        Block::Items {
            is_ordered: text.len().is_multiple_of(2),
            items: vec![text.to_owned(), text.to_owned()],
        },
        Block::Table(vec!["A", "B"], vec![vec![cell, Cell::default()]]),
    ]);
    well_formed(&confluence(&page));
    let shown = markdown(&page);
    assert!(
        !shown.contains(|c| !matches!(c, '\n' | '\t') && is_hazard(c)),
        "{shown:?}"
    );
    covered(&shown);
    calendar(text);
}

/// A page in Markdown shows no address, and nothing that turns or hides what is next to it, where it is read.
fn covered(markdown: &str) {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut is_in_code = false;
    for event in TextMergeStream::new(Parser::new_ext(markdown, options)) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => is_in_code = true,
            Event::End(TagEnd::CodeBlock) => is_in_code = false,
            Event::Text(text) if !is_in_code => {
                assert_eq!(contact::redact(&text), *text, "{markdown:?}");
                assert!(
                    !text.contains(|c| !matches!(c, '\n' | '\t') && is_hazard(c)),
                    "{markdown:?}"
                );
            }
            _ => {}
        }
    }
}

/// Markup that is XML, of a few elements, which lead nowhere but to the web.
fn well_formed(markup: &str) {
    // Pages put texts into these.
    const AROUND: [&str; 6] = ["root", "div", "h1", "h2", "h3", "h4"];
    let document = format!(
        "<root>{}</root>",
        markup.replace("<br>", "<br/>").replace("<hr>", "<hr/>")
    );
    let document = document.replace("&nbsp;", "\u{a0}");
    let read =
        roxmltree::Document::parse(&document).unwrap_or_else(|error| panic!("{error}\n{document}"));
    for node in read.descendants().filter(roxmltree::Node::is_element) {
        let name = node.tag_name().name();
        assert!(
            html::TAGS.contains(&name) || AROUND.contains(&name),
            "{document}"
        );
        for attribute in node.attributes() {
            match attribute.name() {
                "href" => assert!(
                    ["https:", "http:"]
                        .iter()
                        .any(|scheme| attribute.value().to_lowercase().starts_with(scheme)),
                    "{document}"
                ),
                "rel" | "title" | "start" | "class" | "role" | "aria-label" | "tabindex" => {}
                other => panic!("an attribute '{other}' in {document}"),
            }
        }
    }
    for node in read.descendants().filter(roxmltree::Node::is_text) {
        let text = node.text().unwrap_or_default();
        let is_in_code = node.ancestors().any(|node| node.has_tag_name("code"));
        assert!(is_in_code || contact::redact(text) == text, "{document}");
    }
    let hidden = |c: char| !matches!(c, '\n' | '\t') && is_hazard(c);
    assert!(!markup.contains(hidden), "{markup:?}");
}

/// A calendar whose every text is the stranger's: lines are short and each is one of the calendar's own.
fn calendar(text: &str) {
    let day = NaiveDate::from_ymd_opt(2026, 9, 19).expect("a day");
    let entry = Entry {
        key: text.to_owned(),
        span: Span::Days(day, day),
        summary: text.to_owned(),
        description: text.to_owned(),
        location: Some(text.to_owned()),
        url: html::web_address(text).map(str::to_owned),
        is_busy: false,
        moves: Moves::default(),
    };
    let shown = calendar::render(&Calendar {
        name: text.to_owned(),
        zone: UTC,
        entries: vec![entry],
    });
    let ends: Vec<&str> = shown.split("\r\n").collect();
    assert!(
        ends.iter()
            .all(|line| line.len() <= 75
                && !line.contains(|c: char| c.is_control() || c == '\u{fffe}')),
        "{shown:?}"
    );
    let whole = shown.replace("\r\n ", "");
    let begins = whole.split("\r\n").filter(|line| *line == "BEGIN:VEVENT");
    assert_eq!(begins.count(), 1, "{shown:?}");
    let is_own = |line: &str| {
        let name = line.split([':', ';']).next().unwrap_or_default();
        line.is_empty()
            || !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'-')
    };
    assert!(whole.split("\r\n").all(is_own), "{shown:?}");
}
