//! HTML, as it was saved or exported, and Confluence's storage format: the same tags with some of its own.

mod marks;

use std::cell::RefCell;

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states,
};

use crate::import::proposal::document::{Block, Builder, Container, Document, Kind, Leaf};
use crate::import::table::Unusable;
use marks::{MAX_MARKS, Mark, is_inline, is_mark};

/// Reads a page.
///
/// # Errors
/// It is nested too deep, or holds too many blocks.
pub fn read(source: &str) -> Result<Document, Unusable> {
    let mut builder = Builder::default();
    into(source, 1, &mut builder)?;
    builder.finish()
}

/// Adds the blocks of a piece of HTML to a document; `line` is the one it begins on.
pub fn into(source: &str, line: usize, builder: &mut Builder) -> Result<(), Unusable> {
    let mut state = State::new(std::mem::take(builder));
    state.main = source.contains(MAIN).then_some(0);
    let sink = Sink {
        state: RefCell::new(state),
        first: line as u64,
        failed: RefCell::new(None),
    };
    let tokenizer = Tokenizer::new(sink, TokenizerOpts::default());
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from(source));
    // It stops at a mark of the encoding, which is known already.
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    let Sink { state, failed, .. } = tokenizer.sink;
    let mut state = state.into_inner();
    state.finish_inline();
    *builder = state.builder;
    failed.into_inner().map_or(Ok(()), Err)
}

/// What a page of Confluence has around its content, when a browser saved it.
const MAIN: &str = "id=\"main-content\"";
/// Where such a page has its title, outside of the content.
const TITLE: &str = "title-text";

struct Sink {
    state: RefCell<State>,
    first: u64,
    failed: RefCell<Option<Unusable>>,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        if self.failed.borrow().is_some() {
            return TokenSinkResult::Continue;
        }
        let line = usize::try_from(self.first + line.saturating_sub(1)).unwrap_or(usize::MAX);
        let mut state = self.state.borrow_mut();
        let result = match token {
            Token::TagToken(tag) => {
                let raw = raw_kind(&tag);
                let result = state.tag(&tag, line);
                if result.is_ok()
                    && let Some(raw) = raw
                {
                    return TokenSinkResult::RawData(raw);
                }
                result
            }
            Token::CharacterTokens(text) => {
                state.text(&text, line);
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(error) = result {
            *self.failed.borrow_mut() = Some(error);
        }
        TokenSinkResult::Continue
    }

    /// Confluence keeps text of its macros in CDATA, which HTML does not know.
    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        true
    }
}

/// Elements whose content is no markup.
fn raw_kind(tag: &Tag) -> Option<states::RawKind> {
    if tag.kind == TagKind::EndTag || tag.self_closing {
        return None;
    }
    match &*tag.name {
        "script" | "style" | "noscript" | "xmp" | "iframe" => Some(states::RawKind::Rawtext),
        "title" | "textarea" => Some(states::RawKind::Rcdata),
        _ => None,
    }
}

struct State {
    builder: Builder,
    marks: Vec<Mark>,
    /// The tag whose content is not shown, and how often it is open.
    hidden: Option<(String, usize)>,
    /// The text of a `pre` or of a macro's plain text.
    code: Option<String>,
    /// The name of Confluence's parameter that is open.
    parameter: Option<String>,
    info: String,
    /// Of a page that was saved with everything around it: how deep in its content we are.
    main: Option<usize>,
    /// Whether we are in the title of such a page, which links to itself.
    in_title: bool,
}

impl State {
    fn new(builder: Builder) -> Self {
        Self {
            builder,
            marks: Vec::new(),
            hidden: None,
            code: None,
            parameter: None,
            info: String::new(),
            main: None,
            in_title: false,
        }
    }

    fn text(&mut self, text: &str, line: usize) {
        if self.hidden.is_some() || self.main == Some(0) {
            return;
        }
        match self.parameter.as_deref() {
            None | Some("title" | "key" | "url") => {}
            Some("language") => return self.info.push_str(text.trim()),
            Some(_) => return,
        }
        if let Some(code) = &mut self.code {
            code.push_str(text);
            return;
        }
        let open = self.builder.open_text();
        let before = open.as_deref().and_then(|text| text.chars().next_back());
        if before.is_none() && text.trim().is_empty() {
            return;
        }
        let mut gap = before.is_none_or(char::is_whitespace);
        let mut written = String::with_capacity(text.len());
        for c in text.chars() {
            if c.is_whitespace() && c != '\u{a0}' {
                if !gap {
                    written.push(' ');
                }
                gap = true;
                continue;
            }
            gap = false;
            match c {
                '\u{a0}' => written.push(' '),
                '*' | '`' | '<' | '\\' => {
                    written.push('\\');
                    written.push(c);
                }
                // Marks of where a line may be broken.
                '\u{200b}' | '\u{feff}' => {}
                c => written.push(c),
            }
        }
        self.builder.text(&written, line);
    }

    fn tag(&mut self, tag: &Tag, line: usize) -> Result<(), Unusable> {
        let name = &*tag.name;
        let is_start = tag.kind == TagKind::StartTag;
        if !self.enters(name, tag, is_start) {
            return Ok(());
        }
        if name == "body" {
            self.hidden = None;
        }
        if let Some((hidden, depth)) = &mut self.hidden {
            if *hidden == name && !tag.self_closing {
                *depth = if is_start {
                    *depth + 1
                } else {
                    depth.saturating_sub(1)
                };
                if *depth == 0 {
                    self.hidden = None;
                }
            }
            return Ok(());
        }
        if self.code.is_some() && !matches!(name, "pre" | "ac:plain-text-body" | "br") {
            return Ok(());
        }
        if is_start {
            self.start(name, tag, line)
        } else {
            self.end(name, line);
            Ok(())
        }
    }

    /// Whether a tag is in the content of the page, where only a part of the file is that.
    fn enters(&mut self, name: &str, tag: &Tag, is_start: bool) -> bool {
        let Some(depth) = &mut self.main else {
            return true;
        };
        let id = attribute(tag, "id");
        match (*depth, is_start) {
            (0, true) if matches!(id.as_deref(), Some("main-content" | TITLE)) => {
                *depth = 1;
                self.in_title = id.as_deref() == Some(TITLE);
                return true;
            }
            (0, _) => return false,
            _ => {}
        }
        // The content is a `div`, and the title a heading.
        if name == "div" || name == "h1" {
            *depth = if is_start { *depth + 1 } else { *depth - 1 };
        }
        true
    }

    #[allow(clippy::too_many_lines, reason = "a table of tags")]
    fn start(&mut self, name: &str, tag: &Tag, line: usize) -> Result<(), Unusable> {
        match name {
            // A page's title says what its first heading does.
            "script" | "style" | "noscript" | "template" | "nav" | "svg" | "head" | "iframe"
            | "ac:task-id" | "ac:task-uuid" | "ac:task-status" | "ac:placeholder"
                if !tag.self_closing =>
            {
                self.hidden = Some((name.to_owned(), 1));
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.finish_inline();
                self.builder
                    .begin(Leaf::Heading(name.as_bytes()[1] - b'0'), line);
            }
            "ul" | "menu" | "ac:task-list" => self.open(Container::List(None), line)?,
            "ol" => {
                let start = attribute(tag, "start").and_then(|text| text.parse().ok());
                self.open(Container::List(Some(start.unwrap_or(1))), line)?;
            }
            "li" | "ac:task" => self.open(Container::Item, line)?,
            "table" => self.open(Container::Table, line)?,
            "tr" => self.open(Container::Row, line)?,
            "td" | "th" => self.open(Container::Cell, line)?,
            "blockquote" => self.open(Container::Quote, line)?,
            "pre" | "ac:plain-text-body" if !tag.self_closing => {
                self.finish_inline();
                self.builder.end();
                self.code = Some(String::new());
            }
            "br" => match &mut self.code {
                Some(code) => code.push('\n'),
                None => {
                    if self
                        .builder
                        .open_text()
                        .is_some_and(|text| !text.is_empty())
                    {
                        self.builder.text("\n", line);
                    }
                }
            },
            "img" => self.image(tag, line),
            "input" if attribute(tag, "type").as_deref() == Some("checkbox") => {
                let is_done = attribute(tag, "checked").is_some();
                self.builder
                    .text(if is_done { "[x] " } else { "[ ] " }, line);
            }
            "ac:parameter" if !tag.self_closing => self.parameter = attribute(tag, "ac:name"),
            "ri:user" => {
                let who = attribute(tag, "ri:username").or_else(|| attribute(tag, "ri:userkey"));
                self.builder
                    .text(&who.map_or_else(String::new, |who| format!("@{who}")), line);
            }
            "ri:page" => {
                // Its text follows, unless the link has none.
                if let Some(title) = attribute(tag, "ri:content-title") {
                    self.builder.text(&title, line);
                }
            }
            "ri:attachment" => {
                if let Some(file) = attribute(tag, "ri:filename") {
                    self.builder.text(&file, line);
                }
            }
            "ri:url" => {
                if let Some(to) = attribute(tag, "ri:value") {
                    self.builder.text(&to, line);
                }
            }
            "time" => {
                if let Some(when) = attribute(tag, "datetime").filter(|_| tag.self_closing) {
                    self.builder.text(&when, line);
                }
            }
            "ac:link-body" | "ac:plain-text-link-body" => {
                if self
                    .builder
                    .open_text()
                    .is_some_and(|text| !text.ends_with([' ', '\n']) && !text.is_empty())
                {
                    self.builder.text(" ", line);
                }
            }
            _ if is_mark(name) => {
                if !tag.self_closing && self.marks.len() < MAX_MARKS {
                    let start = self.builder.open_text().map_or(0, |text| text.len());
                    let href = attribute(tag, "href").unwrap_or_default();
                    self.marks.push(Mark {
                        name: name.to_owned(),
                        start,
                        href,
                    });
                }
            }
            _ if is_inline(name) => {}
            _ => {
                self.finish_inline();
                self.builder.end();
            }
        }
        Ok(())
    }

    fn end(&mut self, name: &str, line: usize) {
        match name {
            "ul" | "ol" | "menu" | "ac:task-list" => self.close(Container::List(None)),
            "li" | "ac:task" => self.close(Container::Item),
            "table" => self.close(Container::Table),
            "tr" => self.close(Container::Row),
            "td" | "th" => self.close(Container::Cell),
            "blockquote" => self.close(Container::Quote),
            "ac:parameter" => {
                if matches!(
                    self.parameter.take().as_deref(),
                    Some("title" | "key" | "url")
                ) {
                    self.builder.text(" ", line);
                }
            }
            "pre" | "ac:plain-text-body" => {
                if let Some(text) = self.code.take().filter(|text| !text.trim().is_empty()) {
                    let text = text.trim_matches('\n').to_owned();
                    let info = std::mem::take(&mut self.info);
                    self.builder.push(Block {
                        line,
                        kind: Kind::Code { info, text },
                    });
                }
            }
            _ if is_mark(name) => self.end_mark(name),
            _ if is_inline(name) => {}
            _ => {
                self.finish_inline();
                self.builder.end();
            }
        }
    }

    fn open(&mut self, container: Container, line: usize) -> Result<(), Unusable> {
        self.finish_inline();
        self.builder.open(container, line)
    }

    fn close(&mut self, container: Container) {
        self.finish_inline();
        self.builder.close(container);
    }

    fn image(&mut self, tag: &Tag, line: usize) {
        let of = |name| attribute(tag, name).unwrap_or_default();
        let (alt, source) = (of("alt"), of("src"));
        if !alt.is_empty() || (!source.is_empty() && !source.starts_with("data:")) {
            let source = if source.starts_with("data:") {
                ""
            } else {
                &source
            };
            self.builder.text(&format!("![{alt}]({source})"), line);
        }
    }
}

fn attribute(tag: &Tag, name: &str) -> Option<String> {
    tag.attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .map(|attribute| attribute.value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::proposal::document::markdown;

    #[test]
    fn tags_become_marks_and_text_stays_text() -> Result<(), Unusable> {
        for (html, text) in [
            (
                "<h2> A\n<b>b</b></h2><p>one<br>two</p>",
                "## A **b**\n\none\ntwo",
            ),
            ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
            ("<ol start=3><li><p>x</p></li></ol>", "3. x"),
            (
                "<p>a * b &lt;c&gt; <code>d*</code></p>",
                "a \\* b \\<c> `d*`",
            ),
            (
                "<a href='https://example.org'>https://example.org</a>",
                "https://example.org",
            ),
            (
                "<a href='mailto:a@example.org'>Ann</a>",
                "[Ann](mailto:a@example.org)",
            ),
            ("<b>bold <i>both</i> </b>rest", "**bold *both*** rest"),
            (
                "<table><tr><th>a<th>b<tr><td>c|d<td><p>e</p><p>f</p></table>",
                "| a | b |\n| --- | --- |\n| c\\|d | e<br>f |",
            ),
            ("<pre>x\n  y</pre>", "```\nx\n  y\n```"),
            ("<script>hidden()</script><style>p {}</style>shown", "shown"),
            ("<input type=checkbox checked> done", "[x] done"),
            (
                "<ac:structured-macro ac:name=\"code\"><ac:parameter ac:name=\"language\">json</ac:parameter><ac:plain-text-body><![CDATA[<b>]]></ac:plain-text-body></ac:structured-macro>",
                "```json\n<b>\n```",
            ),
            ("</td></table><p>stray", "stray"),
        ] {
            assert_eq!(markdown(&read(html)?.blocks), text, "{html}");
        }
        Ok(())
    }

    #[test]
    fn so_many_marks_are_open_at_a_time() -> Result<(), Unusable> {
        let links = |count: usize| {
            let open = "<a href='x'>".repeat(count);
            let page = format!("<p>{open}text{}", "</a>".repeat(count));
            read(&page).map(|page| markdown(&page.blocks).matches("](x)").count())
        };
        assert_eq!(links(MAX_MARKS)?, MAX_MARKS);
        assert_eq!(links(MAX_MARKS + 1)?, MAX_MARKS);
        Ok(())
    }

    #[test]
    fn rows_of_a_table_are_as_wide_as_the_widest_and_count_so() {
        let table = |rows: usize| {
            let page = format!(
                "<table><tr>{}{}",
                "<td>x".repeat(250),
                "<tr><td>x".repeat(rows)
            );
            read(&page).err().map(|error| error.message)
        };
        assert_eq!(table(100), None);
        let error = table(250);
        assert_eq!(
            error.as_deref(),
            Some("holds more than 50000 blocks of text")
        );
    }
}
