//! Characters that no one sees: pasted along with a name, they make two of one person. Controls do so as well, where an escape of JSON or
//! YAML brings them.

/// Whether a character is a control and no white space of lines, or one of the two that Unicode keeps for none: no text file holds one
/// as it is, and neither YAML nor XML takes it.
pub const fn is_control(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}')
}

/// Whether a character takes no room and shows nothing.
pub const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

/// Whether a text holds one, wherever it is: only characters that begin with a byte which theirs have are looked at.
pub fn holds_one(text: &str) -> bool {
    let begins = |(_, byte): &(usize, u8)| matches!(byte, 0xc2 | 0xd8 | 0xe1 | 0xe2 | 0xef | 0xf3);
    !text.is_ascii()
        && text
            .bytes()
            .enumerate()
            .filter(begins)
            .any(|(at, _)| text[at..].starts_with(is_invisible))
}

/// Those that do not belong where they are, with their places. Letters of Arabic, Persian and Indian scripts are joined and kept apart
/// by characters of this kind: between two letters beyond ASCII those are part of the word. A text of several lines is prose, in which
/// only controls do not belong.
fn strays(text: &str) -> impl Iterator<Item = (usize, char)> + '_ {
    let is_prose = text.contains('\n');
    let mut before = None;
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while let Some((at, c)) = rest.next() {
            let after = rest.peek().map(|(_, next)| *next);
            let belongs = is_joiner(c) && is_joined(before) && is_joined(after);
            if is_control(c) || (is_invisible(c) && !belongs && !is_prose) {
                return Some((at, c));
            }
            before = Some(c);
        }
        None
    })
}

/// The first one that does not belong where it is.
pub fn first(text: &str) -> Option<char> {
    strays(text).next().map(|(_, c)| c)
}

/// What is wrong with a text, named by what it is: `'name' holds the invisible character U+200B`.
pub fn complaint(what: &str, text: &str) -> Option<String> {
    first(text).map(|c| describe(what, c))
}

/// As [`complaint`], of controls alone.
pub fn control_complaint(what: &str, text: &str) -> Option<String> {
    text.chars()
        .find(|c| is_control(*c))
        .map(|c| describe(what, c))
}

fn describe(what: &str, c: char) -> String {
    let kind = if is_control(c) {
        "control"
    } else {
        "invisible"
    };
    format!("{what} holds the {kind} character U+{:04X}", u32::from(c))
}

/// The text without those that do not belong where they are.
pub fn without(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut done = 0;
    for (at, c) in strays(text) {
        kept.push_str(&text[done..at]);
        done = at + c.len_utf8();
    }
    kept.push_str(&text[done..]);
    kept
}

const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a character can be joined with others: no ASCII, and part of a word or of a picture.
fn is_joined(c: Option<char>) -> bool {
    c.is_some_and(|c| !c.is_ascii() && !c.is_whitespace() && !is_invisible(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_belong_is_found_and_left_out() {
        for (text, found, kept) in [
            ("Ann Example", None, "Ann Example"),
            ("Ann\u{200b} Example", Some('\u{200b}'), "Ann Example"),
            (
                "\u{feff}ann@example.org",
                Some('\u{feff}'),
                "ann@example.org",
            ),
            ("pa\u{ad}tient", Some('\u{ad}'), "patient"),
            ("a\u{200d}b", Some('\u{200d}'), "ab"),
            // Persian keeps two letters apart, and Hindi joins them.
            ("می\u{200c}خواهم", None, "می\u{200c}خواهم"),
            ("क्\u{200d}ष", None, "क्\u{200d}ष"),
            ("می\u{200c}", Some('\u{200c}'), "می"),
            // Prose is left as it is, but for controls.
            ("a\n\u{200b}b", None, "a\n\u{200b}b"),
        ] {
            assert_eq!(first(text), found, "{text:?}");
            assert_eq!(without(text), kept, "{text:?}");
            assert_eq!(first(&without(text)), None, "{text:?}");
            assert_eq!(holds_one(text), text.contains(is_invisible), "{text:?}");
        }
    }

    #[test]
    fn a_control_belongs_nowhere_and_white_space_of_lines_is_none() {
        for (text, found, kept) in [
            ("Ann\u{1b}[31m", Some('\u{1b}'), "Ann[31m"),
            ("a\u{b}b", Some('\u{b}'), "ab"),
            ("a\u{fffe}b", Some('\u{fffe}'), "ab"),
            ("a\nb\u{9b}c\u{200b}", Some('\u{9b}'), "a\nbc\u{200b}"),
            ("a\tb\r\nc\u{85}", None, "a\tb\r\nc\u{85}"),
        ] {
            assert_eq!(first(text), found, "{text:?}");
            assert_eq!(without(text), kept, "{text:?}");
        }
        for c in char::MIN..='\u{ff}' {
            let is_space = matches!(c, '\t' | '\n' | '\r' | '\u{85}');
            assert_eq!(is_control(c), c.is_control() && !is_space, "{c:?}");
        }
    }

    #[test]
    fn the_quick_look_misses_none() {
        for c in ('\u{80}'..=char::MAX).filter(|c| is_invisible(*c)) {
            assert!(holds_one(&c.to_string()), "{c:?}");
        }
    }
}
