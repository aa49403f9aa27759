//! Texts to read: put together from pieces, and records with places changed.

/// Numbers that look random and are the same every time.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        // Xorshift, after Marsaglia 2003.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap_or(0)
    }

    pub fn one<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// Values, keys and what may be around them, after the chapters of YAML 1.2: what is plain, and what only looks like it.
const PIECES: &[&str] = &[
    // 5: characters and indicators.
    "a",
    "b",
    "x y",
    "é",
    "日本",
    "“q”",
    "\u{a0}",
    "\u{2028}",
    "\u{85}",
    "\u{feff}",
    "\t",
    "\r",
    "\u{7f}",
    ",",
    "-",
    "?",
    ":",
    "#",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "'",
    "\"",
    "%",
    "@",
    "`",
    "[",
    "]",
    "{",
    "}",
    "\\n",
    "\u{fffd}",
    "，",
    // 6: indentation, line ends, comments.
    "\n",
    "\r\n",
    "\n\n",
    "  ",
    " ",
    "\n  ",
    "\n    ",
    " # c",
    "#c",
    "\n# c\n",
    "\n  # cxn: ignore[x] y\n",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    // 7: plain and quoted texts, in brackets and out of them.
    "'a'",
    "'it''s'",
    "\"a\"",
    "\"a\\tb\"",
    "''",
    "\"\"",
    "'a\n  b'",
    "[a, b]",
    "[a,b]",
    "[]",
    "{}",
    "{a: b}",
    "{a: b, c: [d, 'e']}",
    "[a, b, ]",
    "[a\n, b]",
    "{a}",
    "{a:b}",
    "[a: b]",
    "['x', \"y\"]",
    "[x#y]",
    "[x #y]",
    "[a:b, http://x.org/?q]",
    "[R4, US Core 6.1]",
    "[[a], {b: c}]",
    "{'a': b}",
    // 8: blocks.
    "|\n  x\n",
    "|-\n    x\n     y\n\n    z\n",
    ">\n  x\n  y\n",
    ">-\n  x\n\n   y\n  z\n",
    "|+\n  x\n\n\n",
    "|2\n    x\n",
    ">1-\n  x\n",
    "| # c\n  x\n",
    "|\n",
    "- a\n",
    "- a: b\n  c: d\n",
    "-\n",
    "- - a\n",
    "-\n  a: b\n",
    "? a\n: b\n",
    "a: b\n",
    "a:\n",
    "c:\n- a\n- b\n",
    "c:\n  - a\n",
    "  d: e\n",
    "'k': v\n",
    "\"k\": v\n",
    "two words: v\n",
    "1: v\n",
    "<<: v\n",
    "b: x\n  y\n\n  z\n",
    "b:\n  x\n  y\n",
    // 10: what a text without quotes is.
    "null",
    "Null",
    "NULL",
    "nULL",
    "~",
    "true",
    "True",
    "TRUE",
    "no",
    "yes",
    "off",
    "0",
    "-0",
    "+0",
    "00",
    "7",
    "-7",
    "+7",
    "007",
    "0x1F",
    "0o17",
    "0b101",
    "-0x1f",
    "+0x1f",
    "0x",
    "0x-1",
    "1_000",
    "1.5",
    "-1.5",
    "+1.5",
    ".5",
    "5.",
    "1e3",
    "1E-3",
    "1e400",
    ".inf",
    "-.Inf",
    "+.INF",
    ".nan",
    "inf",
    "nan",
    "12:30",
    "2026-09-19",
    "2026-09-19T12:00:00Z",
    "4.0.1",
    "18446744073709551615",
    "18446744073709551616",
    "-9223372036854775808",
    "-9223372036854775809",
    "340282366920938463463374607431768211456",
    "1e",
    "+-1",
    "-+1",
    "0xfffffffffffffffff",
    "=",
    "<<",
    "1,000",
];

const KEYS: &[&str] = &[
    "a: ",
    "b: ",
    "c: ",
    "d: ",
    "e: ",
    "- ",
    "  - ",
    "  a: ",
    "    b: ",
    "- a: ",
    "",
    "a:\n  ",
    "title: ",
    "name: ",
    "leads:\n- name: ",
    "custom:\n  k: ",
    "true: ",
    "null: ",
    "1: ",
    "no: ",
];

/// A text of a few lines, put together from pieces.
pub fn composed(random: &mut Random) -> String {
    let mut text = String::new();
    for _ in 0..=random.below(5) {
        text.push_str(random.one(KEYS));
        for _ in 0..=random.below(2) {
            text.push_str(random.one(PIECES));
        }
        text.push_str(random.one(&["\n", "\n", "\n", "\n", "\r\n", " \n", ""]));
    }
    text
}

/// A record, or some of its lines, with a few places changed.
pub fn mutated(random: &mut Random, records: &[String]) -> String {
    let record = &records[random.below(records.len())];
    let lines: Vec<&str> = record.split_inclusive('\n').collect();
    let first = if random.below(3) == 0 {
        0
    } else {
        random.below(lines.len().max(1))
    };
    let most = 1 + random.below(24);
    let mut lines: Vec<String> = lines
        .iter()
        .skip(first)
        .take(most)
        .map(|line| (*line).to_owned())
        .collect();
    for _ in 0..random.below(4) {
        let at = random.below(lines.len().max(1));
        let other = random.below(lines.len().max(1));
        let Some(line) = lines.get(at).cloned() else {
            break;
        };
        match random.below(8) {
            0 => {
                lines.remove(at);
            }
            1 => lines.insert(other, line),
            2 => lines[at].insert_str(0, random.one(&["  ", " ", "    ", "- "])),
            3 => lines[at] = line.trim_start_matches([' ', '-']).to_owned(),
            4 => lines[at] = line.replace('\n', "\r\n"),
            _ => {
                let bytes = (0..=line.len())
                    .filter(|at| line.is_char_boundary(*at))
                    .collect::<Vec<_>>();
                let start = bytes[random.below(bytes.len())];
                let end = if random.below(2) == 0 {
                    start
                } else {
                    bytes[random.below(bytes.len())].max(start)
                };
                lines[at].replace_range(start..end, random.one(PIECES));
            }
        }
    }
    lines.concat()
}

/// The records of the examples and of the rules' fixtures.
pub fn records() -> Vec<String> {
    let mut folders: Vec<std::path::PathBuf> = ["examples", "tests"]
        .map(|name| std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(name))
        .into();
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                texts.extend(
                    std::fs::read_to_string(path)
                        .ok()
                        .filter(|text| text.len() < 20_000),
                );
            }
        }
    }
    texts.sort();
    texts.dedup();
    texts
}
