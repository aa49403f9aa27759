//! Text made safe for Markdown: strangers' text becomes text, never markup.

/// Escapes every character that Markdown or the HTML within it would act on.
pub fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' | '$' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    // GitHub looks for mentions and issues in the text that Markdown leaves, where an entity is its character again:
    // only an invisible blank behind the mark keeps them from acting. Bare links are made before that.
    escaped
        .replace('@', "@&#8203;")
        .replace("\\#", "\\#&#8203;")
        .replace("://", "&#58;//")
        .replace("www.", "www&#46;")
        .replace("WWW.", "WWW&#46;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn markup_becomes_text() {
        assert_eq!(
            super::markdown("$everything$"),
            "\\$everything\\$",
            "a formula in wikis"
        );
        assert_eq!(
            super::markdown("<b>*x*</b> | [a](http://x) @me #7 www.x"),
            "&lt;b&gt;\\*x\\*&lt;/b&gt; \\| \\[a\\](http&#58;//x) @&#8203;me \\#&#8203;7 www&#46;x"
        );
    }
}
