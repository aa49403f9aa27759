use std::ops::Range;

use crate::check::prelude::*;
use crate::yaml::tree::NodeKind;
use crate::yaml::{Value, read};

rule! {
    /// A line ends in spaces.
    /// ## Why
    /// No one sees them, many editors remove them on their own, and so they turn up as changed lines in another person's change. Spaces
    /// within a text of several lines belong to it and are left alone.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// title: Patient Matching··
    /// ```
    /// The dots stand for spaces.
    /// Good:
    /// ```yaml
    /// title: Patient Matching
    /// ```
    /// ## Source
    /// Design choice: records are reviewed as changes of lines.
    pub static RULE: Rule {
        name: "trailing-blanks",
        since: "0.1.0",
        severity: NOTE,
        check: Check::SourceText(check),
    }
}

/// So many lines have a finding each; the last one speaks for all that follow.
const MOST: usize = 20;

fn check(writing: &SourceText, found: &mut Findings<'_>) {
    if !writing.marks.blanks {
        return;
    }
    let blanks = blanks(writing);
    let (mut without, mut at) = (String::with_capacity(writing.text.len()), 0);
    for bytes in &blanks {
        without.push_str(&writing.text[at..bytes.start]);
        at = bytes.end;
    }
    without.push_str(&writing.text[at..]);
    // Blanks that mean something after all are no finding; where the file is plain, it is known which they are.
    if !writing.is_plain && read::<Value>(&without).ok() != read::<Value>(&writing.text).ok() {
        return;
    }
    let (single, rest) = blanks.split_at(blanks.len().min(MOST - 1));
    for bytes in single {
        add(writing, std::slice::from_ref(bytes), found);
    }
    if !rest.is_empty() {
        add(writing, rest, found);
    }
}

fn add(writing: &SourceText, lines: &[Range<usize>], found: &mut Findings<'_>) {
    let message = match lines {
        [_] => "the line ends in spaces".to_owned(),
        several => format!("this line and {} below it end in spaces", several.len() - 1),
    };
    let finding = found.add(Path::root(), message);
    finding
        .on(writing.part(&lines[0]))
        .help("delete the spaces");
    let place = |bytes| Place {
        part: writing.part(bytes),
        ..finding.place.clone()
    };
    let changes = lines
        .iter()
        .rev()
        .map(|bytes| Change::Replace(place(bytes), String::new()))
        .collect();
    finding.fix(Fix::new(true, "delete the spaces", changes));
}

/// The spaces at the ends of lines, outside of texts that fill several lines.
fn blanks(writing: &SourceText) -> Vec<Range<usize>> {
    let text = &writing.text;
    let mut kept = Vec::<Range<usize>>::new();
    writing.visit(&mut |_, seen| {
        let (span, is_value) = match seen {
            Seen::Key(_, span) => (span.clone(), false),
            Seen::Value(node) if matches!(node.kind, NodeKind::Map(_) | NodeKind::List(_)) => {
                return;
            }
            Seen::Value(node) => (node.span.clone(), true),
        };
        let inner = text.get(span.clone()).unwrap_or("");
        if inner.contains('\n') || (is_value && inner.starts_with(['|', '>'])) {
            // A block of text reaches to the next line that holds something.
            let rest = &text[span.end..];
            let more = rest.len() - rest.trim_start().len();
            kept.push(span.start..span.end + more);
        }
    });
    kept.sort_by_key(|kept| kept.start);
    let (mut found, mut start) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\r', '\n']);
        let bytes = start + body.trim_end_matches([' ', '\t']).len()..start + body.len();
        let before = kept.partition_point(|kept| kept.start <= bytes.start);
        let is_kept = kept[..before]
            .last()
            .is_some_and(|kept| bytes.start <= kept.end);
        if !bytes.is_empty() && !is_kept {
            found.push(bytes);
        }
        start += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace::File;
    use proptest::prelude::*;

    /// The text with every place that is found made visible.
    fn seen(text: &str) -> String {
        let file = File::new("events/e/tracks/t.yaml");
        let Some(writing) = SourceText::from_text(&file, text) else {
            return "unreadable".to_owned();
        };
        let mut shown = writing.text.clone();
        for bytes in blanks(&writing).into_iter().rev() {
            let dots = "~".repeat(bytes.len());
            shown.replace_range(bytes, &dots);
        }
        shown
    }

    #[test]
    fn blanks_within_a_text_belong_to_it() {
        assert_eq!(
            seen("a: b  \r\n# c\t\r\n  \r\nk: |  \r\n  x  \r\n   \r\nlast: 'y' \r\n"),
            "a: b~~\r\n# c~\r\n~~\r\nk: |  \r\n  x  \r\n   \r\nlast: 'y'~\r\n"
        );
        assert_eq!(
            seen("a: \"x  \n  y\" \nb: one  \n  two\nl: \n  - z "),
            "a: \"x  \n  y\" \nb: one  \n  two\nl:~\n  - z~"
        );
        assert_eq!(seen("k: >+\n  x\n\n  \n"), "k: >+\n  x\n\n  \n");
    }

    fn lines() -> impl Strategy<Value = String> {
        let line =
            "( {0,3}|    )(- |[a-c]: ?|- [a-c]: |)([|>]-?|x|'y'|\\[x, y\\]|# c|x # c|)[ \t]{0,2}";
        prop::collection::vec(line, 1..7).prop_map(|lines| lines.join("\n"))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]
        #[test]
        fn blanks_of_a_plain_file_mean_nothing(text in lines()) {
            let file = File::new("events/e/tracks/t.yaml");
            let Some(writing) = SourceText::from_text(&file, &text).filter(|writing| writing.is_plain) else {
                return Ok(());
            };
            let mut without = text.clone();
            for bytes in blanks(&writing).into_iter().rev() {
                without.replace_range(bytes, "");
            }
            prop_assert_eq!(read::<Value>(&without).ok(), read::<Value>(&text).ok(), "{:?}", text);
        }
    }
}
