//! Text made safe for Markdown: strangers' text becomes text, never markup.

/// Escapes every character that Markdown or the HTML within it would act on.
pub fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '&' => escaped.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => {
                escaped.push('\\');
                escaped.push(c);
            }
            c => escaped.push(c),
        }
    }
    // A mention or a link made of bare text would still act in a pull request.
    escaped.replace('@', "&#64;").replace("://", "&#58;//")
}

#[cfg(test)]
mod tests {
    #[test]
    fn markup_becomes_text() {
        assert_eq!(
            super::markdown("<b>*x*</b> | [a](http://x) @me"),
            "&lt;b&gt;\\*x\\*&lt;/b&gt; \\| \\[a\\](http&#58;//x) &#64;me"
        );
    }
}
