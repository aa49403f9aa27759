use std::fmt::Write as _;

use proptest::prelude::*;

use crate::check::locate;
use crate::check::structure::*;
use crate::check::suppress;
use crate::workspace::load::Scope;
use crate::workspace::{File, RecordKind, Workspace};
use crate::yaml;
use crate::yaml::tree::Node;

const EVENT: &str = "name: Connectathon 43\nnumber: 43\nkind: main\nmode: hybrid\ntimezone: America/New_York\nstarts: 2026-09-19\nends: 2026-09-20T17:00\nworking-group-meeting:\n  starts: 2026-09-19\n  ends: 2026-09-25\nfhir-versions: [R4, 5.0]\ntimeline:\n  proposals-close: 2026-08-08\n  registration-close: {date: -2w, hard: false}\ncapacity:\n  participants: 300\ncontacts:\n  - name: Olu Organizer\n    email: olu@example.org\n";
const TRACK: &str = "title: Patient\nstatus: submitted\nshort-description: |\n  Creates patients: reads them.\nleads:\n  - name: Robin Example\n    email: robin@example.org\nfhir-versions: 4.0\nexpected-participants:\n  - Example Health\n  - organization: Probe Labs\n    roles: client\nroles:\n  - id: client\n    kind: client\nscenarios:\n  - id: register\n    roles: [client, server]\n    success-criteria:\n      - '[ ] The server answers 201.'\n      - The patient is there.\nkick-off:\n  starts: 2026-09-01T11:00\n  minutes: 60\ncustom:\n  room: [A, B]\nhistory:\n  - when: 2026-07-10T10:00:00-04:00\n    what: submitted\n    by: Robin Example\n";
const REGISTRATION: &str = "name: Ada Attendee\nemail: ada@example.org\norganization: Example Health\nkind: participant\nstatus: confirmed\nattendance: virtual\ntracks: [patient]\nexperience: experienced\nobjectives: See it work.\nregistered: 2026-07-11T09:00:00-04:00\n";
const TEMPLATE: &str = "title: Ours\nfields:\n  - key: title\n    title: Track name\n    kind: line\n    required-from: draft\n    min-length: 3\n    suggested: [Patient, Bulk Data]\n  - key: custom.room\n    title: Room\n    kind: text\n";

fn unread(file: &str, text: &[u8]) -> Option<Unread> {
    let file = File::new(file);
    let kind = file.kind()?;
    let cause = match guard::admit(text) {
        Err(refusal) => UnreadCause::Refused(refusal),
        Ok(text) => UnreadCause::Malformed(fails(kind, text)?, None),
    };
    Some(Unread {
        file,
        kind: Some(kind),
        cause,
    })
}

fn fails(kind: RecordKind, text: &str) -> Option<String> {
    let file = match kind {
        RecordKind::Settings => File::settings(),
        RecordKind::Responsibilities => File::new("responsibilities/d.yaml"),
        RecordKind::Criteria => File::new("criteria/c.yaml"),
        RecordKind::Template => File::new("templates/t.yaml"),
        RecordKind::Event => File::new("events/e/event.yaml"),
        RecordKind::Track => File::new("events/e/tracks/t.yaml"),
        RecordKind::Registration => File::new("events/e/registrations/r.yaml"),
        RecordKind::Result => File::new("events/e/results/t/r.yaml"),
        RecordKind::Issue => File::new("events/e/issues/i.yaml"),
        RecordKind::Report => File::new("events/e/reports/t.yaml"),
        RecordKind::Mapping => File::new("imports/m.yaml"),
    };
    parse_error(&file, text).map(|error| error.to_string())
}

/// The findings of a track with this text: `line:column rule: message`.
fn track(text: &str) -> Vec<String> {
    at_disk("tracks/t.yaml", text.as_bytes())
}

fn at_disk(name: &str, bytes: &[u8]) -> Vec<String> {
    let root = tempfile::tempdir().unwrap_or_else(|error| unreachable!("{error}"));
    let path = root.path().join("events/e").join(name);
    let folder = path.parent().unwrap_or(root.path());
    let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, bytes));
    assert!(written.is_ok(), "{written:?}");
    let workspace = Workspace::load(
        &crate::workspace::Root::whole(root.path()),
        &Scope::default(),
    )
    .unwrap_or_else(|error| unreachable!("{error}"));
    let found = workspace
        .unread
        .iter()
        .filter(|unread| unread.file.as_str().ends_with(name))
        .flat_map(|unread| findings(unread, workspace.text(&unread.file).as_deref()))
        .collect::<Vec<_>>();
    let report = suppress::apply(locate::locate(&workspace, found.into(), &[]), &[]);
    report
        .findings
        .iter()
        .map(|located| {
            let (line, column) = located.spot.start();
            let finding = &located.finding;
            format!("{line}:{column} {}: {}", finding.rule.name, finding.message)
        })
        .collect()
}

const BROKEN: &str = "title: [Patient]\nshort-descripton: é\nleads:\n  - name: Robin\n    mail: robin@example.org\nkick-off:\n  minutes: an hour\nroles: client\n";

#[test]
fn three_wrong_types_and_two_unknown_keys_are_five_findings() {
    let expected = [
        "1:8 wrong-type: 'title' is a list",
        "2:1 unknown-key: unknown key 'short-descripton' in a track",
        "5:5 unknown-key: unknown key 'mail' in 'leads[0]'",
        "7:12 wrong-type: 'kick-off.minutes' is the text 'an hour'",
        "8:8 wrong-type: 'roles' is the text 'client'",
    ];
    assert_eq!(track(BROKEN), expected);
    let windows = BROKEN.replace('\n', "\r\n");
    assert_eq!(track(&windows), expected, "CRLF");
    assert_eq!(track(&format!("\u{feff}{BROKEN}")), expected, "BOM");
    assert_eq!(
        track(&format!("\u{feff}{windows}")),
        expected,
        "BOM and CRLF"
    );
}

#[test]
fn syntax_errors_stand_where_they_are() {
    for bom in ["", "\u{feff}"] {
        for end in ["\n", "\r\n"] {
            let of = |text: &str| track(&format!("{bom}{}", text.replace('\n', end)));
            assert_eq!(
                of("title: é é\nshort-description: é: b\n"),
                [
                    "2:21 syntax: the text of 'short-description' has ': ' in it, which YAML takes for the end of a key"
                ]
            );
            assert_eq!(
                of("title: é\nleads:\n\t- name: A\n"),
                ["3:1 syntax: a tab indents this line"]
            );
            assert_eq!(
                of("title: é\nprerequisites: \"left open\ntype: x\n"),
                ["2:16 syntax: a quoted text that begins here does not end"]
            );
            assert_eq!(
                of("# é\n---\ntitle: a\n---\ntitle: b\n"),
                ["4:1 syntax: the file holds more than one YAML document"]
            );
            assert_eq!(
                of("title: a\n=======\n>>>>>>> theirs\n"),
                ["3:1 syntax: the file holds the marks of a merge conflict"]
            );
        }
    }
}

#[test]
fn a_file_of_another_kind_says_so() {
    for empty in ["", "# é\n", "---\n", "~\n", "\u{feff}", "\n\n"] {
        assert_eq!(
            track(empty),
            ["1:1 wrong-type: the file is empty: it holds no track"],
            "{empty:?}"
        );
    }
    assert_eq!(
        track("- a\n- b\n"),
        ["1:1 wrong-type: the file holds a list, not a track"]
    );
    assert_eq!(
        track("# c\nPatient\n"),
        ["2:1 wrong-type: the file holds the text 'Patient', not a track"]
    );
    assert_eq!(fails(RecordKind::Settings, ""), None);
}

#[test]
fn nothing_is_no_text() {
    for nothing in ["", "~", "null", "NULL", "Null"] {
        assert_eq!(
            track(&format!("title: {nothing}\n")),
            ["1:1 wrong-type: 'title' is empty"].map(|line| if nothing.is_empty() {
                line.to_owned()
            } else {
                line.replace("1:1", "1:8")
            }),
            "{nothing}"
        );
    }
    assert_eq!(track("title: 'null'\n"), Vec::<String>::new());
}

#[test]
fn what_stands_in_the_second_of_two_keys_is_shown_there() {
    assert_eq!(
        track("title: a\nkick-off:\n  minutes: 5\nkick-off:\n  minutes: x\n"),
        [
            "4:1 duplicate-key: the key 'kick-off' is here again",
            "5:12 wrong-type: 'kick-off.minutes' is the text 'x'",
        ]
    );
}

#[test]
fn hostile_files_have_a_bounded_number_of_findings() {
    let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (one, next) in ('a'..'d').zip('b'..'e') {
        let nine = vec![format!("*{one}"); 9].join(", ");
        let _ = writeln!(bomb, "{next}: &{next} [{nine}]");
    }
    let custom = format!("title: x\ncustom:\n  {}", bomb.replace('\n', "\n  "));
    let (mut stairs, mut lists) = (String::new(), String::new());
    for depth in 0..65 {
        let _ = writeln!(stairs, "{:depth$}a:", "");
        let _ = writeln!(lists, "{:depth$}-", "");
    }
    let cases = [
        ("bomb", bomb),
        ("bomb under custom", custom),
        ("dashes", "- ".repeat(65)),
        ("brackets", "[".repeat(65)),
        ("stairs", stairs),
        ("lists", lists),
        ("many keys", "a: 1\n".repeat(50_000)),
        ("many items", format!("title:\n{}", "- 1\n".repeat(50_000))),
        (
            "many wrong leads",
            format!("title: x\nleads:\n{}", "- 1\n".repeat(50_000)),
        ),
        ("large", "x".repeat(10 << 20)),
    ];
    for (name, text) in cases {
        let found = track(&text);
        assert!(!found.is_empty(), "{name}");
        assert!(found.len() <= 110, "{name}: {}", found.len());
    }
}

/// Values that people might write where another is wanted.
const VALUES: [&str; 40] = [
    "&a x",
    "!t x",
    "!!int 4",
    "*a",
    "|",
    "- a",
    "x # c",
    "'it''s: x'",
    "",
    "~",
    "null",
    "[]",
    "{}",
    "40",
    "4.0",
    "-1",
    "0x3c",
    "1e3",
    "true",
    "TRUE",
    "'x'",
    "\"\"",
    "text",
    "[a]",
    "[~]",
    "[[a]]",
    "[{a: b}]",
    "{a: b}",
    "{id: a}",
    "2026-9-5",
    "2026-09-05",
    "-6w",
    "2026-09-05T10:00Z",
    "client",
    "approved",
    "line",
    ".inf",
    "+60",
    "{date: -2w}",
    "99999999999999999999",
];

fn mutated() -> impl Strategy<Value = (&'static str, String)> {
    let bases = prop::sample::select(vec![
        ("events/e/event.yaml", EVENT),
        ("events/e/tracks/t.yaml", TRACK),
        ("events/e/registrations/p.yaml", REGISTRATION),
        ("templates/t.yaml", TEMPLATE),
    ]);
    let steps = prop::collection::vec(
        (
            any::<prop::sample::Index>(),
            0..8_u8,
            any::<prop::sample::Index>(),
        ),
        1..4,
    );
    (bases, steps).prop_map(|((file, base), steps)| {
        let mut lines: Vec<String> = base.lines().map(str::to_owned).collect();
        for (at, what, with) in steps {
            let at = at
                .index(lines.len().max(1))
                .min(lines.len().saturating_sub(1));
            let Some(line) = lines.get(at).cloned() else {
                continue;
            };
            let (key, value) = line
                .split_once(": ")
                .unwrap_or((line.trim_end_matches(':'), ""));
            let other = VALUES[with.index(VALUES.len())];
            match what {
                0..=3 => lines[at] = format!("{key}: {other}"),
                4 => lines[at] = format!("{key}s: {value}"),
                5 => lines.insert(at, line),
                6 => drop(lines.remove(at)),
                _ => lines[at] = format!("{} {other}", line.trim_end()),
            }
        }
        (file, lines.join("\n") + "\n")
    })
}

fn has_other(node: &Node) -> bool {
    use crate::yaml::tree::NodeKind;
    match &node.kind {
        NodeKind::Other => true,
        NodeKind::List(items) => items.iter().any(has_other),
        NodeKind::Map(entries) => entries.iter().any(|entry| has_other(&entry.value)),
        NodeKind::Null | NodeKind::Scalar { .. } => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1000) })]

    #[test]
    fn the_slow_way_finds_something_exactly_where_the_fast_way_fails((file, text) in mutated()) {
        let place = File::new(file);
        let kind = place.kind().unwrap_or(RecordKind::Settings);
        if guard::admit(text.as_bytes()).is_err() {
            return Ok(());
        }
        let failed = fails(kind, &text);
        if yaml::read::<serde::de::IgnoredAny>(&text).is_err() {
            prop_assert!(failed.is_some(), "{text}");
            return Ok(());
        }
        let Some(tree) = Node::parse(&text) else {
            return Err(TestCaseError::fail(format!("the two parsers disagree on\n{text}")));
        };
        let found = walk::findings(&place, kind, &text, 0, &tree);
        let said: Vec<_> = found.into_iter().map(|finding| finding.message).collect();
        // Aliases and tagged values are the parser's business; what it says of them is passed on.
        let same = failed.is_some() != said.is_empty() || (failed.is_some() && has_other(&tree));
        prop_assert!(same, "{:?} {:?}\n{}", failed, said, text);
    }
}

#[test]
fn the_examples_read() {
    for (file, text) in [
        ("events/e/event.yaml", EVENT),
        ("events/e/tracks/t.yaml", TRACK),
        ("events/e/registrations/p.yaml", REGISTRATION),
        ("templates/t.yaml", TEMPLATE),
    ] {
        assert!(unread(file, text.as_bytes()).is_none(), "{file}");
    }
}

/// A track of texts, in every way that they are written, with comments and lines of lists among them.
fn texts_with_more() -> impl Strategy<Value = String> {
    let head = proptest::sample::select(vec![" ", " >", " >-", " |", " '", " ~", "", " #", " # "]);
    let rest = proptest::sample::select(vec![
        "one",
        "two #3",
        "three # 4",
        "four # five",
        "six #seven",
        "# eight",
        "#nine",
        "- ten",
        "* eleven",
        "12. x",
        "13) y",
        "| a | b |",
        "\u{2022} z",
        "",
        "&a b",
        "!t c",
        "x: y",
        "# cxn: ignore[syntax] why",
        "'",
    ]);
    let line = (proptest::sample::select(vec![0, 1, 2, 2, 2, 3, 4]), rest);
    let lines = proptest::collection::vec(line, 0..5);
    let texts = proptest::collection::vec((head, "one|two #1|# x|", lines), 1..4);
    texts.prop_map(|texts| {
        let keys = ["long-description", "agenda", "justification"];
        let mut text = "title: Patient\n".to_owned();
        for (key, (head, first, lines)) in keys.iter().zip(texts) {
            let _ = writeln!(text, "{key}:{head}{first}");
            for (indent, line) in lines {
                let _ = writeln!(text, "{:indent$}{line}", "");
            }
        }
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(5000) })]

    #[test]
    fn no_text_is_altered_without_its_mark(text in texts_with_more()) {
        if fails(RecordKind::Track, &text).is_none() {
            let altered = cut(RecordKind::Track, &text).len() + joined(RecordKind::Track, &text).len();
            prop_assert!(altered == 0 || yaml::marks(&text).altered, "{text}");
        }
    }
}
