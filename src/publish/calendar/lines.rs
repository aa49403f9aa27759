//! Content lines: escaped, folded at 75 bytes between characters, and ended by CR LF.

/// The longest line, in bytes, without its end.
const WIDTH: usize = 75;

#[derive(Debug, Default)]
pub struct Lines(String);

impl Lines {
    /// A line whose value is ours, or none that could be escaped.
    pub fn line(&mut self, name: &str, value: &str) {
        let mut room = WIDTH;
        let kept = |c: &char| !c.is_control();
        let characters = name.chars().chain([':']).chain(value.chars().filter(kept));
        for c in characters {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = WIDTH - 1;
            }
            room -= c.len_utf8();
            self.0.push(c);
        }
        self.0.push_str("\r\n");
    }

    /// A line whose value is a text.
    pub fn text(&mut self, name: &str, text: &str) {
        let mut escaped = String::with_capacity(text.len() + 8);
        for c in text.replace("\r\n", "\n").chars() {
            match c {
                '\\' | ';' | ',' => escaped.extend(['\\', c]),
                '\n' | '\r' => escaped.push_str("\\n"),
                c => escaped.push(c),
            }
        }
        self.line(name, &escaped);
    }

    pub fn into_text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_is_escaped_and_no_line_is_longer_than_readers_take() {
        let mut lines = Lines::default();
        lines.text("SUMMARY", "a;b,c\\d\r\ne\u{7}f\rg");
        assert_eq!(lines.into_text(), "SUMMARY:a\\;b\\,c\\\\d\\nef\\ng\r\n");
        let mut lines = Lines::default();
        let long = "Łódź 🩺 ".repeat(40);
        lines.text("SUMMARY", &long);
        let text = lines.into_text();
        assert!(text.split("\r\n").all(|line| line.len() <= WIDTH));
        assert_eq!(text.replace("\r\n ", ""), format!("SUMMARY:{long}\r\n"));
    }
}
