//! Strangers' text made safe to show: escapes, direction overrides and invisible characters become visible, long text is cut.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::model::contact;
use crate::model::invisible::{is_control, is_invisible};

/// The longest text shown in a table's cell, in characters.
pub const CELL_LENGTH: usize = 120;
/// The longest text shown in a message, in characters.
pub const MESSAGE_LENGTH: usize = 400;
/// The longest line on standard error, in characters.
pub const SAID_LENGTH: usize = 4 * MESSAGE_LENGTH;

/// A text on one line, without anything that a terminal would act on, cut to a number of characters.
pub fn line(text: &str, limit: usize) -> String {
    let mut shown = String::with_capacity(text.len().min(limit.saturating_mul(4)));
    for (count, c) in text.trim().chars().enumerate() {
        match c {
            _ if count >= limit => {
                shown.push('…');
                break;
            }
            '\n' | '\r' | '\t' => shown.push(' '),
            c if is_hazard(c) => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    disarm(shown)
}

/// In a step of GitHub's a log is read for commands: those of the older kind are found anywhere in a line.
fn disarm(text: String) -> String {
    if text.contains("##[") {
        text.replace("##[", "## [")
    } else {
        text
    }
}

/// Whether GitHub would take a line of a log for a command: two colons, a word, and two colons again.
fn is_command(line: &str) -> bool {
    let rest = line.trim_start().strip_prefix("::");
    rest.is_some_and(|rest| rest.contains("::") && !rest.starts_with([':', ' ']))
}

/// What a log or a terminal gets: nothing in it is a command to who reads the log.
pub fn for_log(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if text.contains("::") {
        text = lines_disarmed(&text).into();
    }
    // GitHub's older commands, and those of Azure Pipelines and TeamCity.
    for command in ["##[", "##vso[", "##teamcity["] {
        if text.contains(command) {
            text = text
                .replace(command, &command.replacen("##", "## ", 1))
                .into();
        }
    }
    text
}

/// A text whose lines GitHub would not take for commands: those that it would begin with an apostrophe.
pub fn lines_disarmed(text: &str) -> String {
    let disarmed = text.split('\n').map(|line| {
        if is_command(line) {
            format!("'{line}")
        } else {
            line.to_owned()
        }
    });
    disarmed.collect::<Vec<_>>().join("\n")
}

/// A line for standard error: a note, a warning, an error or a hint.
pub fn message(text: &str) -> String {
    line(text, SAID_LENGTH)
}

/// A text of several lines, with the same care for each.
pub fn lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(line_untrimmed).collect();
    lines.join("\n")
}

fn line_untrimmed(text: &str) -> String {
    let indent: String = text.chars().take_while(|c| *c == ' ').collect();
    let shown = line(text, usize::MAX);
    if is_command(&shown) {
        return format!("{indent}\\u{{3a}}{}", &shown[1..]);
    }
    indent + &shown
}

/// A text with hazards made visible, its own line ends kept and nothing cut: for formats that carry the whole value.
pub fn whole(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(c),
            c if is_hazard(c) => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
            }
            c => shown.push(c),
        }
    }
    disarm(shown)
}

/// A text with every hazard beyond ASCII replaced by a mark of as many bytes, so that places stay where they are. Those of ASCII
/// stay as well: what draws the lines of findings draws pictures of them.
pub fn in_place(text: &str) -> Cow<'_, str> {
    let acts = |c: char| !matches!(c, '\n' | '\r' | '\t') && is_hazard(c);
    if !text.contains(acts) && !text.contains("##[") {
        return text.into();
    }
    let mark = |c: char| match c.len_utf8() {
        1 => c,
        2 => '\u{a4}',
        3 => '\u{fffd}',
        _ => '\u{1f6ab}',
    };
    let marked: String = text
        .chars()
        .map(|c| if acts(c) { mark(c) } else { c })
        .collect();
    marked.replace("##[", "##(").into()
}

/// A JSON document with hazards escaped: it means the same, and a terminal that shows it acts on nothing.
pub fn json(document: &str) -> String {
    let mut shown = String::with_capacity(document.len());
    let mut rest = document;
    // Nearly all of a document is printable ASCII, which is taken as it is.
    while let Some(at) = rest
        .bytes()
        .position(|byte| !matches!(byte, b'\n' | b' '..=b'~'))
    {
        let (plain, other) = rest.split_at(at);
        shown.push_str(plain);
        let end = other.find(|c: char| c.is_ascii()).unwrap_or(other.len());
        // An ASCII control is one character of its own.
        let (others, after) = other.split_at(end.max(1));
        for c in others.chars() {
            if is_hazard(c) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(shown, "\\u{unit:04x}");
                }
            } else {
                shown.push(c);
            }
        }
        rest = after;
    }
    shown.push_str(rest);
    if shown.contains("##[") {
        return shown.replace("##[", "#\\u0023[");
    }
    shown
}

/// Keys whose values are personal: shown only when contacts are asked for.
const PERSONAL: [&str; 5] = ["email", "chat", "dietary", "notes", "join"];

/// Whether a key's value is personal: also of one that is misspelled or has more words: no reader knows it, but it is
/// shown with the finding that says so.
fn means_personal(key: &str) -> bool {
    if PERSONAL.contains(&key) {
        return true;
    }
    // What is said of a decision or a step is for everybody.
    if key.len() < 3 || key.len() > 40 || key == "note" {
        return false;
    }
    // 'what' is no slip of 'chat': the first letter is mostly right.
    let first = |text: &str| text.as_bytes().first().map(u8::to_ascii_lowercase);
    let is_slip = |name: &str| {
        let slips = if name.len() > 5 { 2 } else { 1 };
        let key = key.to_lowercase();
        let more = key.strip_prefix(name);
        more.is_some_and(|more| more.starts_with(['-', '_', ' ']) && key != "chat-stream")
            || key.len().abs_diff(name.len()) <= slips
                && strsim::damerau_levenshtein(&key, name) <= slips
    };
    key == "mail"
        || PERSONAL
            .iter()
            .any(|name| first(name) == first(key) && is_slip(name))
}

/// A file's text with every personal value, every address and every phone number covered by asterisks, byte for byte, so that places stay where they are.
pub fn cover(text: &str) -> String {
    let mut covered = String::with_capacity(text.len());
    // The column of the personal key whose value may go on in deeper lines.
    let mut within: Option<usize> = None;
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start_matches(' ');
        let indent = line.len() - rest.len();
        if within.is_some_and(|column| goes_on(rest, indent, column)) {
            line.chars()
                .for_each(|c| cover_unless_blank(c, &mut covered));
            continue;
        }
        let rest = line.trim_start_matches([' ', '-', '{', '\t', '?', '\u{feff}']);
        let key = rest.split(':').next().unwrap_or("");
        let key = key.trim().trim_matches(['\'', '"']);
        let begins = match line.find(':').filter(|_| means_personal(key)) {
            Some(colon) => Some((colon + 1, line.len() - rest.len())),
            // In a mapping on one line the key may stand anywhere; all that follows is covered with it.
            None => inline_key(line).map(|end| (end, indent)),
        };
        within = begins.map(|(_, column)| column);
        let end = begins.map_or(line.len(), |(end, _)| end);
        cover_contacts(&line[..end], &mut covered);
        line[end..]
            .chars()
            .for_each(|c| cover_unless_blank(c, &mut covered));
    }
    covered
}

/// Whether a line belongs to the value of the key in a column above it: it is deeper, empty, or an item of the key's list.
fn goes_on(rest: &str, indent: usize, column: usize) -> bool {
    indent > column
        || rest.trim().is_empty()
        || (indent == column && (rest.starts_with("- ") || rest.trim_end() == "-"))
}

/// Where the value of the first personal key of a mapping on one line begins.
fn inline_key(line: &str) -> Option<usize> {
    let quotes = ['\'', '"'];
    let is_personal = |at: usize| {
        let before = line[..at].trim_end().trim_end_matches(quotes);
        let head = before.trim_end_matches(|c: char| c.is_alphanumeric() || "-_".contains(c));
        let opens = head.trim_end_matches(quotes).trim_end();
        opens.ends_with(['{', ',']) && means_personal(&before[head.len()..])
    };
    line.match_indices(':')
        .find(|(at, _)| is_personal(*at))
        .map(|(at, _)| at + 1)
}

fn cover_contacts(line: &str, covered: &mut String) {
    let mut at = 0;
    for number in contact::phones(line) {
        cover_addresses(&line[at..number.start], covered);
        line[number.clone()]
            .chars()
            .for_each(|c| cover_unless_blank(c, covered));
        at = number.end;
    }
    cover_addresses(&line[at..], covered);
}

fn cover_addresses(line: &str, covered: &mut String) {
    for word in line.split_inclusive(|c: char| c.is_whitespace() || "<>,;()[]{}'\"".contains(c)) {
        if word.contains('@') {
            word.chars().for_each(|c| {
                if c.is_ascii_punctuation() && !"@.-_+".contains(c) {
                    covered.push(c);
                } else {
                    cover_unless_blank(c, covered);
                }
            });
        } else {
            covered.push_str(word);
        }
    }
}

fn cover_unless_blank(c: char, covered: &mut String) {
    if c.is_whitespace() {
        covered.push(c);
    } else {
        covered.push_str(&"*".repeat(c.len_utf8()));
    }
}

/// Characters that a terminal or a reader would not see for what they are.
pub fn is_hazard(c: char) -> bool {
    c.is_control() || is_control(c) || is_invisible(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_on_becomes_visible() {
        assert_eq!(line("a\u{1b}[31mb", 80), "a\\u{1b}[31mb");
        assert_eq!(line("a\u{202e}b\u{200b}c", 80), "a\\u{202e}b\\u{200b}c");
        assert_eq!(line("a\u{fffe}b", 80), "a\\u{fffe}b");
        assert_eq!(line("two\nlines", 80), "two lines");
        assert_eq!(line("José 患者", 80), "José 患者");
    }

    #[test]
    fn whole_values_are_made_visible_and_json_means_the_same() {
        assert_eq!(whole("a\u{1b}b\nc\u{202e}"), "a\\u{1b}b\nc\\u{202e}");
        let text = "\"a\u{202e}b\u{e0001}\"\n";
        assert_eq!(json(text), "\"a\\u202eb\\udb40\\udc01\"\n");
        assert_eq!(
            serde_json::from_str::<String>(&json(text)).ok(),
            serde_json::from_str::<String>(text).ok()
        );
    }

    #[test]
    fn a_log_of_github_gets_no_command() {
        assert_eq!(
            line("a ##[set-output name=x]y", 80),
            "a ## [set-output name=x]y"
        );
        assert_eq!(json("\"##[x]\""), "\"#\\u0023[x]\"");
        assert_eq!(
            lines("a\n  ::error::x\nExample::\n:: x ::\n::: y::z"),
            "a\n  \\u{3a}:error::x\nExample::\n:: x ::\n::: y::z"
        );
    }

    #[test]
    fn a_hazard_in_its_place_is_a_mark_of_as_many_bytes() {
        let text = "a\u{1b}b\u{ad}c\u{202e}d\u{e0041}e\tf\r\n";
        let shown = in_place(text);
        assert_eq!(shown, "a\u{1b}b\u{a4}c\u{fffd}d\u{1f6ab}e\tf\r\n");
        assert_eq!(shown.len(), text.len());
        assert!(matches!(in_place("a\tb\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn long_text_is_cut() {
        let shown = line(&"x".repeat(10_000), CELL_LENGTH);
        assert_eq!(shown.chars().count(), CELL_LENGTH + 1);
        assert!(shown.ends_with('…'));
    }

    #[test]
    fn personal_values_are_covered_byte_for_byte() {
        let text = "leads:\n  - name: R\u{e9}my\n    email: r\u{e9}@example.org # c\n    web: <r@example.org>, x\n";
        let covered = cover(text);
        assert_eq!(
            covered,
            "leads:\n  - name: R\u{e9}my\n    email: *************** * *\n    web: <*************>, x\n"
        );
        assert_eq!(covered.len(), text.len());
    }

    #[test]
    fn a_personal_value_is_covered_however_it_is_written() {
        for text in [
            "dietary : vegan\n",
            "\"notes\" : vegan\n",
            "\u{feff}notes: vegan\n",
            "notes: |\n  vegan\n\n  vegan # vegan\n",
            "notes:\n  vegan\n",
            "dietary:\n- vegan\n",
            "- notes: >-\n    vegan\n",
            "x: {name: a, \"notes\" : vegan,\n  y: vegan}\n",
            "dietry: vegan\n",
            "Dietary: vegan\n",
            "- emial: vegan\n",
            "e-mail: vegan\n",
            "dietary-needs:\n  - vegan\n",
            "x: {name: a, 'nots': vegan}\n",
        ] {
            let covered = cover(text);
            assert!(!covered.contains("vegan"), "{covered}");
            assert_eq!(covered.len(), text.len());
        }
        let text = "note: a\nchat-stream: b\nwhat: c\nx: {name: d, kind: e}\n";
        assert_eq!(cover(text), text);
        let text = "- email: a\n  name: b\n- name: c\nnotes: d\nkind: e\n";
        assert_eq!(
            cover(text),
            "- email: *\n  name: b\n- name: c\nnotes: *\nkind: e\n"
        );
    }

    #[test]
    fn several_lines_keep_their_indentation() {
        assert_eq!(lines("a\n  b\u{7}"), "a\n  b\\u{7}");
    }
}
