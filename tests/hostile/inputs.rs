//! Inputs for the targets: texts that look enough like the real thing to get far, and then do not.

use std::fmt::Write as _;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

type Bytes = BoxedStrategy<Vec<u8>>;

/// Between the parts of an input: a byte that UTF-8 never has.
const SEPARATOR: u8 = 0xff;

/// Texts that have been trouble somewhere.
const TROUBLE: &[&str] = &[
    "",
    " ",
    "~",
    "null",
    "yes",
    "No",
    "ON",
    "y",
    "=",
    "<<",
    "0",
    "-0",
    "007",
    "0x1F",
    "0b1",
    "0o7",
    "1_000",
    "1e3",
    ".5",
    "5.",
    "+.inf",
    "-.INF",
    ".nan",
    "12:30",
    "1:2:3",
    "190:20:30.15",
    "2026-09-05",
    "2026-9-5",
    "2026-02-30",
    "03/04/2026",
    "19/09/2026",
    "2026-09-05T17:00",
    "2026-09-05T17:00:00.123456789-04:00",
    "-12w",
    "+2w",
    "-3d",
    "-0d",
    "+0w",
    "-9999w",
    "America/New_York",
    "Pacific/Apia",
    "EST5EDT",
    "Robin Example <robin@example.org>",
    "robin@example.org",
    "@",
    "a@b",
    "https://example.org/a?b#c",
    "http://[::1]:80/%zz",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "../../x",
    "/etc/passwd",
    "CON",
    "nul.yaml",
    "aux",
    "a/b\\c",
    "TBD",
    "N/A",
    "unknown, because …",
    "none",
    "patient",
    "patient/server",
    "e/t",
    "approved",
    "submitted",
    "draft",
    "R4",
    "R99",
    "4.0.1",
    "# c",
    "a # b",
    "a: b",
    "- a",
    "? a",
    "? ",
    "- ",
    "--- ",
    "---",
    "...",
    "%YAML 1.1",
    "!!binary x",
    "!x",
    "&a",
    "*a",
    "&a [*a]",
    "|",
    ">",
    "|-",
    ">+2",
    "'",
    "\"",
    "''",
    "\"\\\"",
    "'a' b",
    "[",
    "]",
    "{",
    "}",
    "[a, {b: c}]",
    "{a: }",
    "[,]",
    "\\",
    "`",
    "@x",
    "%",
    "\t",
    "a\tb",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{1b}[31m",
    "\u{9b}31m",
    "\u{202e}",
    "\u{2066}",
    "\u{200b}",
    "\u{ad}",
    "\u{e0041}",
    "\u{7f}",
    "\0",
    "é",
    "e\u{301}",
    "患者",
    "😀",
    "👩\u{200d}👧",
    "ß",
    "İ",
    "ﷺ",
    "\u{fffd}",
    "\u{10ffff}",
    "|a|",
    "[x](http://x)",
    "![x](y)",
    "<script>",
    "<!-- ",
    "@org/team",
    "#1",
    "**",
    "$(x)",
    "`x`",
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "=cmd|' /C calc'!A0",
    "\t=1",
    "＝1",
    "::set-output name=x::y",
    "::error::x",
    "##[error]x",
    "%0A::x",
    "]]>",
    "&amp;",
    "&#0;",
    "&#x202e;",
    "robin&#64;example.org",
    "cxn: ignore[no-lead] why",
    "# cxn: ignore[",
    "# cxn: ignore",
    "<<<<<<< a",
    "=======",
    ">>>>>>> b",
];

/// Keys that records have, and words that come before a colon elsewhere.
const KEYS: &[&str] = &[
    "title",
    "status",
    "leads",
    "name",
    "email",
    "roles",
    "id",
    "kind",
    "scenarios",
    "action",
    "success-criteria",
    "precondition",
    "custom",
    "timeline",
    "proposals-close",
    "starts",
    "ends",
    "timezone",
    "history",
    "when",
    "what",
    "by",
    "note",
    "organization",
    "systems",
    "base-url",
    "tracks",
    "fields",
    "key",
    "required-from",
    "min-length",
    "guidance",
    "suggested",
    "aliases",
    "rules",
    "severity",
    "reason",
    "ignore",
    "rule",
    "path",
    "default-event",
    "review",
    "quorum",
    "body",
    "modeline",
    "template",
    "capacity",
    "kick-off",
    "expected-participants",
    "carried-from",
    "related-tracks",
    "late-exception",
    "decisions",
    "track",
    "decision",
    "votes",
    "version",
    "findings",
    "count",
    "message",
    "file",
    "no-lead",
    "x",
    "y",
    "yes",
    "1",
    "a b",
    "é",
    "'q'",
    "\"q\"",
    "? k",
];

/// The records of the repository's own examples.
static RECORDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let mut found = Vec::new();
    let mut folders = ["examples", "tests/rules/_base", "src/workspace/templates"]
        .map(|folder| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder))
        .to_vec();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(folder) else {
            continue;
        };
        let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                found.extend(std::fs::read(path).ok().filter(|text| text.len() < 3000));
            }
        }
    }
    found
});

/// A short text, mostly one that means trouble.
fn piece() -> BoxedStrategy<String> {
    prop_oneof![
        6 => select(TROUBLE).prop_map(str::to_owned),
        2 => select(KEYS).prop_map(str::to_owned),
        1 => "[a-z]{1,6}",
        1 => "\\PC{0,12}",
        1 => "[0-9:._+eExTZ-]{1,12}",
        1 => any::<char>().prop_map(String::from),
    ]
    .boxed()
}

/// Some pieces in a row.
fn text() -> BoxedStrategy<String> {
    prop_oneof![
        2 => piece(),
        2 => vec(piece(), 0..6).prop_map(|pieces| pieces.concat()),
        1 => vec(piece(), 0..6).prop_map(|pieces| pieces.join("\n")),
        1 => vec(piece(), 0..6).prop_map(|pieces| pieces.join(" ")),
        1 => "\\PC{0,60}",
    ]
    .boxed()
}

/// A value as it may stand in YAML, for a person who knows most of the rules.
fn value() -> BoxedStrategy<String> {
    let scalar = prop_oneof![
        4 => piece(),
        2 => piece().prop_map(|text| format!("'{}'", text.replace('\'', "''"))),
        1 => piece().prop_map(|text| serde_json::to_string(&text).unwrap_or_default()),
        1 => "[a-z ,]{0,20}",
    ];
    scalar
        .prop_recursive(3, 8, 3, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..3).prop_map(|items| format!("[{}]", items.join(", "))),
                vec((select(KEYS), inner), 0..3).prop_map(|entries| {
                    let entries: Vec<String> =
                        entries.iter().map(|(k, v)| format!("{k}: {v}")).collect();
                    format!("{{{}}}", entries.join(", "))
                }),
            ]
        })
        .boxed()
}

/// A record line by line: keys, items, comments and blocks of text at depths that mostly fit.
fn yaml() -> BoxedStrategy<String> {
    let key = || select(KEYS);
    let line = prop_oneof![
        6 => (key(), value()).prop_map(|(k, v)| format!("{k}: {v}")),
        2 => key().prop_map(|k| format!("{k}:")),
        2 => value().prop_map(|v| format!("- {v}")),
        2 => (key(), value()).prop_map(|(k, v)| format!("- {k}: {v}")),
        1 => piece().prop_map(|c| format!("# {}", c.replace('\n', " "))),
        1 => (key(), value(), piece()).prop_map(|(k, v, c)| format!("{k}: {v} # {c}")),
        1 => (key(), vec(piece(), 1..3)).prop_map(|(k, l)| format!("{k}: |\n      {}", l.join("\n      "))),
        1 => Just(String::new()),
    ];
    let depth = prop_oneof![5 => Just(0_usize), 3 => Just(2), 2 => Just(4), 1 => 0..7_usize];
    (vec((depth, line), 0..10), any::<u8>())
        .prop_map(|(lines, how)| {
            let end = if how & 7 == 0 { "\r\n" } else { "\n" };
            let mut text = String::from(if how & 0x38 == 0 { "\u{feff}" } else { "" });
            for (depth, line) in lines {
                text.push_str(&" ".repeat(depth));
                text.push_str(&line.replace('\n', end));
                text.push_str(end);
            }
            if how & 0xc0 == 0 {
                text.truncate(text.trim_end().len());
            }
            text
        })
        .boxed()
}

/// A change of some bytes.
#[derive(Debug, Clone)]
enum Change {
    Insert(usize, String),
    Replace(usize, usize, String),
    Remove(usize, usize),
    Double(usize, usize),
    Byte(usize, u8),
    Cut(usize),
}

fn change() -> impl Strategy<Value = Change> {
    let at = || any::<u16>().prop_map(usize::from);
    let length = || 0..40_usize;
    prop_oneof![
        3 => (at(), piece()).prop_map(|(at, text)| Change::Insert(at, text)),
        3 => (at(), length(), piece()).prop_map(|(at, length, text)| Change::Replace(at, length, text)),
        2 => (at(), length()).prop_map(|(at, length)| Change::Remove(at, length)),
        1 => (at(), length()).prop_map(|(at, length)| Change::Double(at, length)),
        1 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        1 => at().prop_map(Change::Cut),
    ]
}

fn apply(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        let length = bytes.len();
        let at = |at: usize| at % (length + 1);
        let range = |from: usize, more: usize| at(from)..(at(from) + more).min(length);
        match change {
            Change::Insert(from, text) => {
                let from = at(*from);
                bytes.splice(from..from, text.bytes());
            }
            Change::Replace(from, more, text) => {
                bytes.splice(range(*from, *more), text.bytes());
            }
            Change::Remove(from, more) => {
                bytes.drain(range(*from, *more));
            }
            Change::Double(from, more) => {
                let range = range(*from, *more);
                let copy = bytes[range.clone()].to_vec();
                bytes.splice(range.end..range.end, copy);
            }
            Change::Byte(from, byte) => {
                if let Some(place) = bytes.get_mut(at(*from)) {
                    *place = *byte;
                }
            }
            Change::Cut(from) => bytes.truncate(at(*from)),
        }
    }
    bytes
}

/// One of the given texts with some changes.
fn mutated(originals: Vec<Vec<u8>>) -> Bytes {
    (select(originals), vec(change(), 0..6))
        .prop_map(|(original, changes)| apply(original, &changes))
        .boxed()
}

fn of_texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

/// A record: one of the examples with changes, or one made up.
fn record() -> Bytes {
    prop_oneof![
        3 => mutated(RECORDS.clone()),
        3 => yaml().prop_map(String::into_bytes),
        1 => text().prop_map(String::into_bytes),
    ]
    .boxed()
}

fn bytes_of(text: BoxedStrategy<String>) -> Bytes {
    text.prop_map(String::into_bytes).boxed()
}

fn joined(parts: Vec<Bytes>) -> Bytes {
    parts.prop_map(|parts| parts.join(&SEPARATOR)).boxed()
}

pub fn baselines() -> Bytes {
    mutated(of_texts(&[
        "{\"version\": 1, \"findings\": []}",
        "{\"version\": 1, \"findings\": [{\"file\": \"cxn.yaml\", \"rule\": \"no-lead\", \"message\": \"x\", \"count\": 2}]}",
        "{\"version\": 18446744073709551615}",
        "[[[[[[[[[[[[",
    ]))
}

/// Bodies of issues, alone or in a list.
pub fn issues() -> Bytes {
    const LINES: [&str; 23] = [
        "### Name",
        "### Track Name",
        "### ",
        "###",
        "### Issue",
        "# Title",
        "## Title",
        "<!--",
        "-->",
        "a <!-- b --> c",
        "<!-- a",
        "b -->",
        "```",
        "~~~",
        "_No response_",
        "- [x] A",
        "- [ ] B",
        "/label ~x",
        "text",
        "",
        "  ",
        "\r",
        "\u{202e}",
    ];
    let body = vec(select(&LINES[..]), 0..24).prop_map(|lines| lines.join("\n"));
    let list = vec((body.clone(), 0..4_u8), 0..4).prop_map(|issues| {
        let issues = issues.into_iter().map(|(body, kind)| match kind {
            0 => serde_json::json!({"number": 1, "state": "OPEN", "body": body}),
            1 => serde_json::json!({"iid": 2, "state": "closed", "description": body}),
            2 => serde_json::json!({"number": "x", "body": null, "state": 7}),
            _ => serde_json::json!({"body": body, "pull_request": {}}),
        });
        issues.collect::<serde_json::Value>().to_string()
    });
    prop_oneof![body, list].prop_map(String::into_bytes).boxed()
}

pub fn pages() -> Bytes {
    mutated(of_texts(&[
        "# Track\n\n## Roles\n\n- **Client**: sends\n\n## Scenarios\n\n### One\n\nAction: a\n\n- Pass: b\n",
        "**Leads:** Ann Example <ann@example.org>, [Bo](mailto:bo@example.org)\n**Type** x\n",
        "| Scenario | Action | Pass |\n|---|---|---|\n| a | b | c<br>d |\n",
        "<table><tr><th>Type<td>x<tr><th>Leads<td><ul><li>Ann</table><h2>Scenarios</h2><ol><li>a<ul><li>Action: b",
        "=Track=\n==Roles==\n===A===\n:Action: x\nName\tEmail\nAnn\tann@example.org\n",
        "# Spring\n\n## Track 1: A\n\n## Goals\n\nx\n\n## Track 2: B\n\n> - [x] y\n\n[a]: b\n",
    ]))
}

pub fn csv_import() -> Bytes {
    let cell = || {
        (piece(), any::<u8>()).prop_map(|(text, how)| {
            if how & 3 == 0 {
                format!("\"{}\"", text.replace('"', "\"\""))
            } else {
                text
            }
        })
    };
    let heading = select(
        &[
            "Name",
            "First name",
            "Last name",
            "E-mail",
            "Organization",
            "Track 1",
            "Second choice of track",
            "Role",
            "System",
            "Server URL",
            "Timestamp",
            "Kind",
            "Attendance",
            "Notes",
            "Experience",
            "First time",
            "FHIR version",
            "Formats",
            "",
        ][..],
    );
    let sheet = (
        vec(heading, 1..7),
        vec(vec(cell(), 0..8), 0..4),
        select(&[",", ";", "\t"][..]),
        select(&["\n", "\r\n", "\r"][..]),
        any::<u8>(),
    );
    let sheet = sheet.prop_map(|(header, rows, separator, end, how)| {
        let mut text = header.join(separator) + end;
        for row in rows {
            text.push_str(&row.join(separator));
            text.push_str(end);
        }
        match how {
            0..20 => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            20..40 => [0xfe, 0xff]
                .into_iter()
                .chain(text.encode_utf16().flat_map(u16::to_be_bytes))
                .collect(),
            40..60 => text
                .chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
                .collect(),
            60..70 => format!("sep={separator}{end}{text}").into_bytes(),
            70..90 => format!("\u{feff}{text}").into_bytes(),
            _ => text.into_bytes(),
        }
    });
    let others = mutated(of_texts(&[
        "Name,E-mail,Organization,Tracks\nRobin Example,robin@example.org,Example Health,patient\n",
        "[{\"name\": \"A\", \"email\": \"a@example.org\", \"tracks\": [\"patient\"], \"systems\": [{\"name\": \"S\", \"base-url\": \"https://x.example.org\", \"roles\": [\"patient/server\"]}]}]",
        "{\"organization\": {\"name\": \"X\"}, \"contacts\": [{\"name\": \"A\", \"email\": \"a@example.org\"}, 7], \"components\": [{\"id\": \"e\", \"role\": \"server\", \"track\": \"patient\", \"status\": \"up\", \"url\": \"https://x.example.org\"}]}",
        "- name: A\n  email: a@example.org\n  tracks: [patient]\n  experience: 3\n  notes: |\n    two\n    lines\n",
    ]));
    prop_oneof![4 => sheet, 2 => others, 1 => vec(any::<u8>(), 0..120)].boxed()
}

pub fn dates() -> Bytes {
    let number = |most: u32| {
        (0..most, any::<bool>()).prop_map(|(n, two)| {
            if two {
                format!("{n:02}")
            } else {
                n.to_string()
            }
        })
    };
    let sign = || select(&["", "+", "-", "\u{2212}", "Z", "T", " ", "GMT", "UTC"][..]);
    let date = (
        0..10_000_u32,
        number(14),
        number(33),
        select(&["-", "/", "."][..]),
        any::<bool>(),
    )
        .prop_map(|(year, month, day, mark, first)| {
            if first {
                format!("{year:04}{mark}{month}{mark}{day}")
            } else {
                format!("{day}{mark}{month}{mark}{year:04}")
            }
        });
    let clock = (
        number(26),
        number(62),
        number(62),
        0..1_200_000_000_u32,
        0..4_u8,
    )
        .prop_map(|(hour, minute, second, nano, how)| match how {
            0 => format!("{hour}:{minute}"),
            1 => format!("{hour}:{minute}:{second}"),
            2 => format!("{hour}:{minute}:{second}.{nano}"),
            _ => format!("{hour}:{minute} PM"),
        });
    let moment = (
        date.clone(),
        sign(),
        clock,
        sign(),
        number(26),
        select(&[":", ""][..]),
        number(62),
        any::<u8>(),
    )
        .prop_map(
            |(date, mark, clock, sign, hours, colon, minutes, how)| match how & 3 {
                0 => format!("{date}{mark}{clock}{sign}{hours}{colon}{minutes}"),
                1 => format!("{date}T{clock}{sign}"),
                2 => format!("{date} {clock}"),
                _ => format!("{date}T{clock}{sign}{hours}:{minutes}"),
            },
        );
    let offset = (
        select(&["-", "+", "", "\u{2212}"][..]),
        0..20_000_u32,
        select(&["w", "d", "m", ""][..]),
    )
        .prop_map(|(sign, number, unit)| format!("{sign}{number}{unit}"));
    let votes = (0..300_u32, 0..300_u32, 0..300_u32).prop_map(|(a, b, c)| format!("{a}-{b}-{c}"));
    bytes_of(prop_oneof![3 => moment, 2 => date, 2 => offset, 1 => votes, 2 => text()].boxed())
}

pub fn decisions() -> Bytes {
    mutated(of_texts(&[
        "track,decision,note,votes,abstained,change\npatient,approve,\"Good, and ready\",5-0-1,Robin;Sam,title\n",
        "- track: patient\n  decision: request-changes\n  note: More\n  change: [title=X, 'scenarios: more']\n  votes: 5-0-0\n",
        "decisions:\n  - {track: e/t, decision: defer, despite: reason, body: FMG, moved-by: A, seconded-by: B, by: C}\n",
        "[{\"track\": \"t\", \"decision\": \"approved\", \"condition\": [\"a\", \"b\"]}]",
    ]))
}

pub fn diffs() -> Bytes {
    mutated(of_texts(&[
        "100644 778a89440aeab5c3e754b3b3d594804dcb76739c 0\tcxn.yaml\0  ctime: 17:1\n  mtime: 18:2\n  dev: 1\tino: 2\n  uid: 0\tgid: 0\n  size: 209\tflags: 0\n",
        "120000 778a89440aeab5c3e754b3b3d594804dcb76739c 2\ta b\0  ctime: 99999999999999999999:0\n  size: -1\tflags: zz\n100644 0 0\tx\0",
        "a\nb\nc\nd\na\nB\nc\nd\n",
        "a\r\nb\r\n\r\na\nb\n\n",
    ]))
}

pub fn drafts() -> Bytes {
    let template = vec(
        (
            prop_oneof![
                select(KEYS).prop_map(str::to_owned),
                piece().prop_map(|k| format!("custom.{k}")),
                Just("title".to_owned())
            ],
            piece(),
            select(
                &[
                    "line",
                    "text",
                    "list",
                    "url",
                    "leads",
                    "participants",
                    "roles",
                    "scenarios",
                    "kick-off",
                ][..],
            ),
            text(),
        ),
        0..5,
    )
    .prop_map(|fields| {
        let mut text = String::from("title: Own\nfields:\n");
        for (key, title, kind, guidance) in fields {
            let quote = |text: &str| serde_json::to_string(text).unwrap_or_default();
            let _ = writeln!(
                text,
                "  - {{key: {}, title: {}, kind: {kind}, guidance: {}}}",
                quote(&key),
                quote(&title),
                quote(&guidance)
            );
        }
        text
    });
    joined(vec![
        prop_oneof![3 => bytes_of(template.boxed()), 1 => record()].boxed(),
        record(),
    ])
}

pub fn edits() -> Bytes {
    let path = vec(
        (select(KEYS), proptest::option::weighted(0.4, 0..3_usize)),
        1..4,
    )
    .prop_map(|steps| {
        let steps: Vec<String> = steps
            .into_iter()
            .map(|(key, index)| {
                index.map_or_else(|| key.to_owned(), |index| format!("{key}[{index}]"))
            })
            .collect();
        steps.join(".")
    });
    joined(vec![
        record(),
        bytes_of(select(&["s", "a", "r"][..]).prop_map(str::to_owned).boxed()),
        bytes_of(path.boxed()),
        bytes_of(prop_oneof![value(), text()].boxed()),
    ])
}

pub fn documents() -> Bytes {
    joined(vec![
        mutated(of_texts(&[
            "<w:document xmlns:w='w' xmlns:r='r'><w:body><w:p><w:pPr><w:pStyle w:val='H1'/></w:pPr><w:r><w:t>Track: A</w:t></w:r></w:p><w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Leads</w:t></w:r><w:r><w:t xml:space='preserve'> Ann &lt;ann@example.org&gt;</w:t></w:r></w:p><w:p><w:hyperlink r:id='x1'><w:r><w:t>page</w:t></w:r></w:hyperlink><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p></w:body></w:document>",
            "<w:document xmlns:w='w'><w:tbl><w:tr><w:tc><w:p><w:r><w:t>Type</w:t></w:r></w:p></w:tc><w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>a</w:t><w:br/><w:tab/><w:t>&#98;</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:document>",
        ])),
        mutated(of_texts(&[
            "<w:styles xmlns:w='w'><w:style w:styleId='H1'><w:name w:val='heading 1'/></w:style><w:style w:styleId='T'><w:name w:val='Title'/></w:style></w:styles>",
        ])),
        mutated(of_texts(&[
            "<Relationships><Relationship Id='x1' Target='https://example.org' TargetMode='External'/></Relationships>",
        ])),
    ])
}

pub fn emitter() -> Bytes {
    bytes_of(text())
}

pub fn findings() -> Bytes {
    let name = bytes_of(
        prop_oneof![
            piece(),
            piece().prop_map(|name| name + ".yaml"),
            Just(String::new())
        ]
        .boxed(),
    );
    let maybe = prop_oneof![1 => record(), 2 => Just(Vec::new())].boxed();
    joined(vec![record(), record(), maybe.clone(), maybe, name])
}

pub fn fixes() -> Bytes {
    (0..4_u8, record())
        .prop_map(|(which, text)| [&[which], &text[..]].concat())
        .boxed()
}

pub fn frames() -> Bytes {
    mutated(of_texts(&[
        "Content-Length: 33\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"exit\"}",
        "Content-Length: 58\r\nX: y\r\n\r\n{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\",\"params\":null}Content-Length: 2\r\n\r\n{}",
        "content-length:67108865\n\n",
        "Content-Length: 12\r\n\r\n[[[[[[[[[[[[",
    ]))
}

/// What git prints for each question, with `\0` between fields.
pub fn git() -> Bytes {
    mutated(of_texts(&[
        "commit 778a89440aeab5c3e754b3b3d594804dcb76739c\n778a89440aeab5c3e754b3b3d594804dcb76739c\x00Robin Example\x002026-09-19T11:00:00-04:00\x00\ncommit 1\n1\x00\x00soon\x00\n",
        ":100644 100644 778a89440aeab5c3e754b3b3d594804dcb76739c 878a89440aeab5c3e754b3b3d594804dcb76739c M\x00a b.yaml\x00:000000 120000 0000000000000000000000000000000000000000 1 A\x00l\x00",
        "1 .M N... 100644 100644 100644 778a89440aeab5c3e754b3b3d594804dcb76739c 878a89440aeab5c3e754b3b3d594804dcb76739c a b.yaml\x00? new.yaml\x00u UU N... 1 2 3 4 5 6 7 both.yaml\x00# branch.oid 1\x00",
        "100644 1 1\ta.yaml\x00100644 2 2\ta.yaml\x00100644 3 3\ta.yaml\x00100644 3 18446744073709551616\tb.yaml\x00",
        "778a89440aeab5c3e754b3b3d594804dcb76739c commit 12\nHEAD^{commit} missing\n878a89440aeab5c3e754b3b3d594804dcb76739c tree 12\n",
        "778a89440aeab5c3e754b3b3d594804dcb76739c blob 3\nabc\nx missing\n878a89440aeab5c3e754b3b3d594804dcb76739c blob 20\ntitle: T # aaaaaaaaa\n",
        "100644 778a89440aeab5c3e754b3b3d594804dcb76739c 0\tcxn.yaml\x00  ctime: 17:1\n  mtime: 18:2\n  dev: 1\tino: 2\n  uid: 0\tgid: 0\n  size: 209\tflags: 0\n",
    ]))
}

pub fn ignores() -> Bytes {
    let mark = select(
        &[
            "# cxn: ignore",
            "# cxn: ignore[no-lead] ",
            "#cxn: ignore[a,b]: ",
            " # cxn: ignore[x]",
            "\n",
            "\r\n",
            "  ",
        ][..],
    );
    let line = (piece(), mark, piece()).prop_map(|(a, mark, b)| format!("{a}{mark}{b}"));
    bytes_of(vec(line, 0..6).prop_map(|lines| lines.join("\n")).boxed())
}

/// Texts of proposals in Markdown.
pub fn markup() -> Bytes {
    let pages = mutated(of_texts(&[
        "# A\n\nOne *two* **three** `four` [five](https://example.org/?a=1&b=2 \"six\") <https://example.org>\n\n- [x] a\n  1. b\n\n> c\n",
        "| a | b |\n|:--|--:|\n| 1 | <b>2</b> |\n\n```html\n<script>\n```\n\n![x](https://example.org/x.png)\n",
        "see https://example.org/a, http://b.example.org.\n<div onclick='x'>\n\n[r]: javascript:x\n[y][r] &nbsp; &#0; \\* ~~z~~",
    ]));
    prop_oneof![2 => pages, 2 => bytes_of(text())].boxed()
}

/// A record as it was, and twice with changes.
pub fn merges() -> Bytes {
    let sides = (record(), vec(change(), 0..3), vec(change(), 0..3)).prop_map(|(base, a, b)| {
        let mut sides = [base.clone(), apply(base.clone(), &a), apply(base, &b)];
        for side in &mut sides {
            side.retain(|byte| *byte != SEPARATOR);
        }
        sides.join(&SEPARATOR)
    });
    let lists = || {
        let item = (0..4_u8, select(&["a", "b", "c"][..]), 0..3_u8);
        vec(item, 0..4).prop_map(|items| {
            let mut text = String::from("title: T\nroles:\n");
            for (id, name, kind) in items {
                let _ = writeln!(text, "  - id: r{id}\n    name: {name}\n    kind: k{kind}");
            }
            text.into_bytes()
        })
    };
    let lists = joined(vec![lists().boxed(), lists().boxed(), lists().boxed()]);
    prop_oneof![2 => sides.boxed(), 1 => lists].boxed()
}

/// What cxn notes for itself: a list of published files, a note of the cache, and the notes of a run that was stopped.
pub fn notes() -> Bytes {
    // The second digest is that of the file outside.
    let list = mutated(of_texts(&[
        "{\"about\": \"Written by 'cxn publish site', which replaces and removes only the files listed here\", \"files\": {\"a.html\": \"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb\", \"../outside.html\": \"31207a2065f46a5b948fce6fe5c13e85abaf5631e2f894b47dcd4fce14f6c57b\"}}",
        "{\"about\": \"\", \"files\": {\"kept.html\": \"79f076abdd19a752db7267bfff2f9022161d120dea919fdaca2ffdfc24ca8c96\", \"a.html\": \"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d\"}}",
        "{\"files\": {\"gone.html\": \"\", \"/a\": \"\", \"a/../../b\": \"\", \"c\\\\d\": \"\", \"kept.html\": \"x\"}}",
        "{\"about\": \"Written by 'cxn publish reminders', which replaces and removes only the files listed here\"}",
        "{}",
    ]));
    let note = mutated(of_texts(&[
        "",
        "{\"from\": \"inputs\", \"since\": 0, \"until\": 9223372036854775807, \"list\": \"LIST\"}",
        "{\"from\": \"inputs\", \"since\": 1e400}",
    ]));
    let people = mutated(of_texts(&[
        "[{\"number\": 1, \"name\": \"Robin Example\", \"email\": \"robin@example.org\", \"organization\": \"Example Health\"}, {\"number\": 1, \"name\": \"R. Example\"}]",
        "[{\"number\": 18446744073709551615, \"name\": \"person-18446744073709551615\"}, {\"number\": 0, \"name\": \"\"}]",
        "person-999999999",
    ]));
    joined(vec![list, note, people])
}

pub fn people() -> Bytes {
    bytes_of(
        prop_oneof![3 => text(), 1 => vec(select(KEYS), 1..5).prop_map(|keys| keys.join(","))]
            .boxed(),
    )
}

pub fn records() -> Bytes {
    record()
}

/// The sections of a template, a report, and what people call things.
pub fn reports() -> Bytes {
    let sections = mutated(of_texts(&[
        "report:\n  - {key: summary, title: Summary, required: true, draft: [people, systems, scenarios, pairs, verdicts, not-reached, issues], guidance: 'What {people} did: in short'}\n  - {key: custom.next, title: Next, draft: [issues]}\n",
        "report:\n  - key: participants\n    title: '# Who'\n    draft: [people]\n  - key: participants\n    title: Who again\n    draft: [systems]\n  - {key: custom., title: a, draft: [people]}\n",
        "report:\n  - {key: 'custom.a: b', title: a, draft: [verdicts]}\n  - {key: x, title: y, guidance: |-\n      a\n      b}\n",
    ]));
    let written = mutated(of_texts(&[
        "numbers: {people: 2, systems: 3, x: 1}\nsummary: '{people} of {organizations} met, {nothing} more. robin@example.org'\nparticipants: |\n  - a\n\n  A title [x](javascript:1) <b>\ncustom: {next: Soon, other: ''}\nmore:\n  - {heading: More, text: '{results}'}\ndrafted: {summary: abcdefgh}\nhistory:\n  - {when: '2026-09-20T12:00:00Z', what: drafted}\n  - {when: '2026-09-21T12:00:00Z', what: closed, by: Robin Example}\n",
        "summary: TBD\nissues-found: '{issues-specification'\nnext-steps: '{{people}} {people}}'\n",
    ]));
    joined(vec![
        prop_oneof![3 => sections, 1 => record()].boxed(),
        prop_oneof![3 => written, 1 => record()].boxed(),
        bytes_of(text()),
    ])
}

pub fn results() -> Bytes {
    let mapping = prop_oneof![
        2 => Just(Vec::new()),
        1 => mutated(of_texts(&[
            "tests:\n  suite/one: patient/create\n  two: ignore\nsystems:\n  Alpha Server: a\nverdicts: {ok: passed}\ntested: {server: Beta}\n",
        ])),
    ];
    let file = mutated(of_texts(&[
        "### Scenario\n\ncreate\n\n### Client\n\nAlpha\n\n### Server\n\nBeta\n\n### Verdict\n\npassed\n\n### Notes\n\n_No response_\n",
        "[{\"number\":7,\"state\":\"CLOSED\",\"updatedAt\":\"2026-09-19T15:00:00Z\",\"body\":\"### Scenario\\n\\nread\\n\\n### Verdict\\n\\nfailed\"}]",
        "[{\"id\":\"r\",\"test_id\":\"suite-one\",\"test_session_id\":\"s\",\"result\":\"pass\",\"updated_at\":\"2026-09-19T15:00:00.000Z\",\"inputs\":[{\"name\":\"url\",\"value\":\"https://b.example.org/fhir\"}]}]",
        "{\"resourceType\":\"TestReport\",\"status\":\"completed\",\"name\":\"suite/one\",\"result\":\"pass\",\"participant\":[{\"type\":\"server\",\"uri\":\"https://b.example.org/fhir\"}],\"test\":[{\"name\":\"two\",\"action\":[{\"assert\":{\"result\":\"fail\"}}]}]}",
        "<TestReport xmlns=\"http://hl7.org/fhir\"><status value=\"completed\"/><result value=\"pass\"/><testScript value=\"suite/one\"/></TestReport>",
        "<testsuites><testsuite name=\"suite\"><testcase classname=\"suite\" name=\"one[x]\" time=\"1\"><failure message=\"m\"/></testcase></testsuite></testsuites>",
        "{\"servers\":[\"Beta\"],\"clients\":[\"Alpha\"],\"results\":[[{\"abbr\":\"one\",\"name\":\"create\",\"result\":\"succeeded\"}]]}",
        "Scenario,Client,Server,Result,When\ncreate,Alpha,Beta,passed,2026-09-19 15:00\nread,Alpha,Beta,n/a,\n",
        "create,Alpha,Beta\nAlpha,,x\nBeta,passed,\n",
        "patient/create Alpha Beta passed\nread 'Alpha' Beta failed # why\n",
        "- {scenario: create, systems: [Alpha, Beta], verdict: passed}\n",
    ]));
    (mapping, file)
        .prop_map(|(mapping, file)| {
            if mapping.is_empty() {
                file
            } else {
                [mapping, vec![SEPARATOR], file].concat()
            }
        })
        .boxed()
}

pub fn sanitizers() -> Bytes {
    prop_oneof![4 => bytes_of(text()), 1 => record()].boxed()
}

pub fn sessions() -> Bytes {
    let message = (0..8_u8, 0..5_u8, 0..30_u8, 0..40_u8, record()).prop_map(
        |(method, file, line, column, mut text)| {
            text.retain(|byte| *byte != SEPARATOR);
            [&[method, file, line, column], &text[..]].concat()
        },
    );
    let json = mutated(of_texts(&[
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"textDocument/hover\",\"params\":{\"textDocument\":{\"uri\":\"file:///x\"},\"position\":{\"line\":4294967295,\"character\":4294967295}}}",
        "{\"jsonrpc\":\"2.0\",\"method\":\"textDocument/didOpen\",\"params\":{\"textDocument\":{\"uri\":\"untitled:a\",\"languageId\":\"yaml\",\"version\":1,\"text\":\"title: x\"}}}",
        "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"initialize\",\"params\":{}}",
    ]));
    let open = record().prop_map(|mut text| {
        text.retain(|byte| *byte != SEPARATOR);
        [&[4, 0, 0, 0], &text[..]].concat()
    });
    (
        open,
        vec(prop_oneof![6 => message.boxed(), 1 => json], 1..6),
    )
        .prop_map(|(open, mut messages)| {
            messages.insert(0, open);
            messages.join(&SEPARATOR)
        })
        .boxed()
}

pub fn settings() -> Bytes {
    let made = mutated(of_texts(&[
        "default-event: e\nmodeline: true\nrules:\n  no-lead: {severity: 'off', reason: why}\nignore:\n  - {rule: still-draft, path: events/e, reason: why}\nreview: {body: FMG, quorum: 5, chair-votes: true}\n",
        "rules:\n  syntax: {severity: 'off', reason: x}\n  unused-ignore: {severity: note}\nignore:\n  - {rule: no-lead, path: ../.., reason: x}\n",
    ]));
    prop_oneof![3 => made, 1 => record()].boxed()
}

pub fn statements() -> Bytes {
    let made = mutated(of_texts(&[
        "{\"resourceType\": \"CapabilityStatement\", \"fhirVersion\": \"4.0.1\", \"software\": {\"name\": \"Example Server\", \"version\": \"7.1\"}}",
        "{\"resourceType\": \"Conformance\", \"fhirVersion\": 1, \"software\": []}",
        "{\"resourceType\": \"Bundle\"}",
        "<CapabilityStatement/>",
    ]));
    let named = text().prop_map(|text| {
        let statement = serde_json::json!({"resourceType": "CapabilityStatement", "fhirVersion": text, "software": {"name": text, "version": text}});
        statement.to_string().into_bytes()
    });
    prop_oneof![2 => made, 1 => named.boxed(), 1 => bytes_of(text())].boxed()
}

pub fn timelines() -> Bytes {
    vec(any::<u8>(), 8).boxed()
}

pub fn trackers() -> Bytes {
    mutated(of_texts(&[
        "Summary,Issue key,Status,Resolution\nA,FHIR-1,Published,Persuasive\nB,fhir-2,Submitted,\n b b,FHIR-3,,\n",
        "Key;Title\nFHIR-1;\"a \"\"b\"\"\"\n;x\n",
        "[{\"key\": \"FHIR-1\", \"summary\": \"B b\", \"status\": 7}]",
        "- {Issue key: FHIR-1, Status: null}\n",
        "e/patient/create",
        "patient/",
    ]))
}

pub fn vocabularies() -> Bytes {
    joined(vec![
        mutated(of_texts(&[
            "<specifications><specification key=\"core\" name=\"FHIR Core\" deprecated=\"false\"/><specification key=\"../core\" name=\"A &amp;amp; B\"/></specifications>",
        ])),
        mutated(of_texts(&[
            "<workgroups><workgroup key=\"fhir-i\" name=\"FHIR &lt;I&gt;\"/></workgroups>",
        ])),
        mutated(of_texts(&[
            "<?xml version=\"1.0\"?><specification defaultWorkgroup=\"fhir-i\"><version code=\"4.0\"/><artifact key=\"Patient\" name=\"Patient\" workgroup=\"pa\"/><page key=\"index\" deprecated=\"true\"/></specification>",
        ])),
    ])
}

pub fn workbooks() -> Bytes {
    joined(vec![
        mutated(of_texts(&[
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:C2\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"inlineStr\"><is><t>E-mail</t></is></c><c r=\"C1\" t=\"str\"><v>Issue key</v></c></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>1</v></c><c r=\"B2\" t=\"str\"><v>a@example.org</v></c><c r=\"C2\" s=\"1\"><v>46284.5</v></c></row></sheetData></worksheet>",
            "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData><row><c t=\"b\"><v>1</v></c><c t=\"e\"><v>#N/A</v></c><c t=\"n\"><v>-1e3</v></c><c t=\"d\"><v>2026-09-19T00:00:00</v></c></row></sheetData></worksheet>",
        ])),
        mutated(of_texts(&[
            "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" count=\"2\" uniqueCount=\"2\"><si><t>Name</t></si><si><r><t>Ann</t></r><r><t xml:space=\"preserve\"> Example</t></r></si></sst>",
        ])),
        mutated(of_texts(&[
            "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"yyyy-mm-dd\"/></numFmts><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>",
        ])),
    ])
}
