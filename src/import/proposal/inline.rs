//! What a line of Markdown says: its visible text, and where it links to.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// A link, or an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    pub text: String,
    pub address: String,
}

/// The visible text, without marks; a line end stays one.
pub fn plain(markdown: &str) -> String {
    read(markdown).0
}

/// The links, in order.
pub fn links(markdown: &str) -> Vec<Link> {
    read(markdown).1
}

/// Whether everything that is visible is bold: a heading by another name.
pub fn is_bold(markdown: &str) -> bool {
    let mut depth = 0_usize;
    let mut bold = false;
    for event in Parser::new_ext(markdown, options()) {
        match event {
            Event::Start(Tag::Strong) => depth += 1,
            Event::End(TagEnd::Strong) => depth = depth.saturating_sub(1),
            Event::Text(text) | Event::Code(text) => {
                let is_end = |c: char| c.is_whitespace() || c == ':' || c == '*';
                if depth > 0 {
                    bold = true;
                } else if !text.chars().all(is_end) {
                    return false;
                }
            }
            _ => {}
        }
    }
    bold
}

fn options() -> Options {
    Options::ENABLE_STRIKETHROUGH
}

fn read(markdown: &str) -> (String, Vec<Link>) {
    // Four blanks, or a mark of a block, would make the line something else than text.
    let mut text = String::new();
    let mut links: Vec<(usize, Link)> = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    let mut first = true;
    let lines: Vec<&str> = markdown.lines().map(str::trim).collect();
    let source = format!("\u{2060}{}", lines.join("\n"));
    for event in Parser::new_ext(&source, options()) {
        match event {
            Event::Text(part)
            | Event::Code(part)
            | Event::InlineMath(part)
            | Event::DisplayMath(part) => {
                text.push_str(part.trim_start_matches('\u{2060}'));
            }
            Event::SoftBreak | Event::HardBreak => text.push('\n'),
            Event::InlineHtml(tag) | Event::Html(tag) => {
                if tag.to_ascii_lowercase().starts_with("<br") {
                    text.push('\n');
                } else if tag.starts_with("<!--") {
                    // Hidden where the page is shown.
                } else if !tag.starts_with("</") && !is_mark(&tag) {
                    text.push_str(&tag);
                }
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                open.push(links.len());
                let link = Link {
                    text: String::new(),
                    address: dest_url.to_string(),
                };
                links.push((text.len(), link));
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if let Some((start, link)) = open.pop().and_then(|at| links.get_mut(at)) {
                    text.get(*start..)
                        .unwrap_or_default()
                        .trim()
                        .clone_into(&mut link.text);
                }
            }
            Event::Start(Tag::Paragraph | Tag::Item | Tag::CodeBlock(_) | Tag::Heading { .. })
                if !std::mem::take(&mut first) =>
            {
                text.push('\n');
            }
            _ => {}
        }
    }
    (
        text.trim().to_owned(),
        links.into_iter().map(|(_, link)| link).collect(),
    )
}

/// Whether a tag only says how its text looks.
fn is_mark(tag: &str) -> bool {
    const MARKS: [&str; 14] = [
        "b", "i", "u", "em", "strong", "span", "font", "sup", "sub", "small", "mark", "code", "a",
        "img",
    ];
    let name = tag.trim_start_matches('<');
    let end = name
        .find(|c: char| !c.is_ascii_alphanumeric())
        .unwrap_or(name.len());
    MARKS.contains(&name[..end].to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_visible_text_of_a_line_is_without_its_marks() {
        for (markdown, text) in [
            ("**Bold** and `code`", "Bold and code"),
            (
                "[Example Guide](https://example.org/ig) 1.0",
                "Example Guide 1.0",
            ),
            ("1. First", "1. First"),
            ("# 1", "# 1"),
            ("    far in", "far in"),
            ("a<br>b", "a\nb"),
            ("<u>under</u> <your server>", "under <your server>"),
            ("a &amp; b \\* c", "a & b * c"),
            ("~~old~~ new", "old new"),
        ] {
            assert_eq!(plain(markdown), text, "{markdown}");
        }
        let link = Link {
            text: "Guide".to_owned(),
            address: "https://example.org".to_owned(),
        };
        assert_eq!(links("see **[Guide](https://example.org)**"), [link]);
    }

    #[test]
    fn a_line_is_bold_when_all_of_it_is() {
        for (markdown, bold) in [
            ("**Goal**", true),
            ("**Goal**:", true),
            ("__Goal__", true),
            ("**Goal** of it", false),
            ("Goal", false),
            ("**[Goal](x)**", true),
        ] {
            assert_eq!(is_bold(markdown), bold, "{markdown}");
        }
    }
}
