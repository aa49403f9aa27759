use super::*;

fn page() -> Page {
    let mut page = Page::default();
    page.heading(1, "A & B");
    page.text("one<br>\ntwo &nbsp; $x");
    page.items(true, vec!["first\nsecond".to_owned(), "- x".to_owned()]);
    let link = Cell {
        text: "https://example.org/?a=1&b=2".to_owned(),
        link: Some("https://example.org/?a=1&b=2".to_owned()),
    };
    let row = vec![Cell::from("a|b\nc".to_owned()), link];
    page.0.push(Block::Table(vec!["X", "Y"], vec![row]));
    page
}

#[test]
fn a_page_in_markdown() {
    assert_eq!(
        markdown(&page()),
        "# A &amp; B\n\none&lt;br>\ntwo &nbsp; &#36;x\n\n1. first\n   second\n2. - x\n\n| X | Y |\n| --- | --- |\n| a\\|b c | <https://example.org/?a=1&b=2> |\n"
    );
}

#[test]
fn a_page_in_storage_format_is_xml() {
    let text = confluence(&page());
    assert_eq!(
        text,
        "<h1>A &amp; B</h1>\n<p>one&lt;br&gt;<br />\ntwo \u{a0} $x</p>\n<ol>\n<li><p>first<br />\nsecond</p></li>\n<li><ul>\n<li>x</li>\n</ul></li>\n</ol>\n<table><tbody>\n<tr><th>X</th><th>Y</th></tr>\n<tr><td>a|b\nc</td><td><a href=\"https://example.org/?a=1&amp;b=2\">https://example.org/?a=1&amp;b=2</a></td></tr>\n</tbody></table>\n"
    );
}
