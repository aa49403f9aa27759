//! Results of other tools: bytes in, rows out. A file is known by its content, never by its name.
//!
//! What a result file holds besides names, verdicts and times (inputs, tokens, messages, requests, patients) is not read into a row,
//! so that nothing below can keep it or show it. An address serves to find the system that was tested, and shows itself to nobody.

pub mod inferno;
pub mod interop_matrix;
pub mod issue_form;
pub mod junit;
pub mod sheet;
pub mod test_report;
pub mod words;
mod xml;

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::import::issue;
use crate::import::table::{
    MAX_BYTES, Sheet, Unusable, csv, encoding, json as json_table, too_large, xlsx,
};
use crate::model::When;
use crate::model::result::Verdict;

/// The most rows of a file.
pub const MAX_ROWS: usize = 100_000;
/// The most bytes of text in the rows of a file, more than a kilobyte for each: the name of a suite, of a system or of a column is in
/// every row that has it, however often the file holds it.
pub const MAX_TEXT: usize = 2 * MAX_BYTES;

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// The kind of file, as [`Source::tool`](crate::model::result::Source::tool) names it.
    pub tool: &'static str,
    /// The tool's session: a newer file of the same one updates its results.
    pub session: Option<String>,
    /// The runs, in the order of the file.
    pub rows: Vec<Row>,
    /// What should be a run and cannot be read: where it is, and why.
    pub refused: Vec<(String, String)>,
    /// What the file has that is no run, in words, with how often: it is said, not dropped in silence.
    pub skipped: Vec<(String, usize)>,
}

/// One run, or one test of a tool.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Where it is in the file: `row 4`, `issue 12`, `test 3`.
    pub place: String,
    /// The suite.
    pub suite: Option<String>,
    /// The version of the suite or guide.
    pub version: Option<String>,
    /// Names that a mapping may have for it, the most telling first. Empty for runs that name their scenario.
    pub names: Vec<String>,
    /// The track, as the file has it.
    pub track: Option<String>,
    /// The scenario, as the file has it: an id, a title, or both.
    pub scenario: Option<String>,
    /// The systems, as the file has them.
    pub systems: Vec<Named>,
    /// How it went; `None` where the tool has no verdict (yet).
    pub verdict: Option<Verdict>,
    /// The tool's word for that.
    pub word: String,
    /// Whether a tool counts it for the group it is in.
    pub is_required: bool,
    /// The way that was tested.
    pub path: Option<String>,
    /// When it ended.
    pub when: Option<When>,
    /// The person that a sheet says reports it.
    pub reported_by: Option<String>,
    /// What a person wrote about it in a form or a sheet.
    pub note: Option<String>,
    /// Links that a person gave.
    pub evidence: Vec<String>,
    /// Issues, such as `FHIR-12345`.
    pub issues: Vec<String>,
    /// Whether it was taken back: its issue was closed.
    pub is_withdrawn: bool,
}

impl Row {
    /// How many bytes its texts take.
    fn size(&self) -> usize {
        let texts = |list: &[String]| -> usize {
            list.iter().map(|text| size_of_val(text) + text.len()).sum()
        };
        let optional = [
            &self.suite,
            &self.version,
            &self.track,
            &self.scenario,
            &self.path,
            &self.reported_by,
            &self.note,
        ];
        let optional: usize = optional.into_iter().flatten().map(String::len).sum();
        let systems: usize = self.systems.iter().map(Named::size).sum();
        let lists = [&self.names, &self.evidence, &self.issues].map(|list| texts(list));
        self.place.len() + self.word.len() + optional + systems + lists.iter().sum::<usize>()
    }
}

/// The rows of a file as they are found, as many as there is room for.
struct Rows {
    all: Vec<Row>,
    /// How many bytes of text they may still have.
    room: usize,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            all: Vec::new(),
            room: MAX_TEXT,
        }
    }
}

impl Rows {
    fn push(&mut self, row: Row) -> Result<(), Unusable> {
        if self.all.len() == MAX_ROWS {
            return Err(Unusable::new(format!("holds more than {MAX_ROWS} results"))
                .hint("split the file: one event has fewer"));
        }
        self.room = self.room.checked_sub(row.size()).ok_or_else(|| {
            let most = MAX_TEXT >> 20;
            Unusable::new(format!(
                "holds more than {most} MiB of text, counted in each result that has it"
            ))
            .hint("split the file, or give its suites and systems shorter names")
        })?;
        self.all.push(row);
        Ok(())
    }

    /// The place of the next row of a tool that numbers its tests.
    fn next_test(&self) -> String {
        format!("test {}", self.all.len() + 1)
    }
}

/// A system as a file names it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// The role: an id, a name, or the heading of a form.
    pub role: Option<String>,
    /// What the file calls it.
    pub name: Option<String>,
    /// Its organization.
    pub organization: Option<String>,
    /// A short name.
    pub id: Option<String>,
    /// Where it answers.
    pub address: Option<Address>,
}

impl Named {
    fn size(&self) -> usize {
        let texts = [&self.role, &self.name, &self.organization, &self.id];
        let address = self.address.as_ref().map_or(0, |address| address.0.len());
        let texts: usize = texts.into_iter().flatten().map(String::len).sum();
        size_of::<Self>() + address + texts
    }
}

/// Where a system answers, as a tool was told: compared with registrations, and shown to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// An address, when there is one.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// Whether it is a system's registered address: the same without a last slash and in any case of its host.
    pub fn is(&self, registered: &str) -> bool {
        let plain = |text: &str| {
            let text = text.trim().trim_end_matches('/');
            match url::Url::parse(text) {
                Ok(url) => {
                    let port = url.port_or_known_default();
                    let path = url.path().trim_end_matches('/').to_owned();
                    format!("{:?} {port:?} {path}", url.host_str())
                }
                Err(_) => text.to_owned(),
            }
        };
        plain(&self.0) == plain(registered)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Address(…)")
    }
}

/// Which kind of thing the items of a JSON list are.
#[derive(Deserialize)]
struct Probe {
    test_session_id: Option<IgnoredAny>,
    test_run_id: Option<IgnoredAny>,
    test_id: Option<IgnoredAny>,
    test_suite_id: Option<IgnoredAny>,
    body: Option<IgnoredAny>,
    /// The number of an issue of GitLab.
    iid: Option<IgnoredAny>,
    #[serde(rename = "resourceType")]
    resource_type: Option<IgnoredAny>,
}

/// The same for an object.
#[derive(Deserialize)]
struct ObjectProbe {
    #[serde(rename = "resourceType")]
    resource_type: Option<IgnoredAny>,
    servers: Option<IgnoredAny>,
    clients: Option<IgnoredAny>,
    body: Option<IgnoredAny>,
    /// The number of an issue of GitLab.
    iid: Option<IgnoredAny>,
}

/// Reads a file of any of the kinds.
///
/// # Errors
/// It is none of them, or is broken; the words never repeat what it holds.
pub fn read(bytes: &[u8]) -> Result<Report, Unusable> {
    if bytes.len() > MAX_BYTES {
        return Err(too_large());
    }
    if xlsx::is_one(bytes) {
        return sheet::report(&xlsx::read(bytes)?);
    }
    let text = encoding::decode(bytes)?;
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    match text.as_bytes().first() {
        None => Err(Unusable::new("is empty")),
        Some(b'<') => from_xml(text),
        Some(b'[' | b'{') => from_json(text),
        Some(_) if issue::is_body(text) => issue_form::body(text),
        Some(_) => sheet::report(&csv::read(text)?),
    }
}

fn from_xml(text: &str) -> Result<Report, Unusable> {
    let root = xml::parse(text)?;
    match root.name.as_str() {
        "TestReport" | "Bundle" => test_report::report(&xml::fhir(&root)),
        "testsuites" | "testsuite" => junit::report(&root),
        _ => Err(unknown()),
    }
}

fn from_json(text: &str) -> Result<Report, Unusable> {
    if text.starts_with('{') {
        let probe: ObjectProbe = json(text)?;
        return if probe.resource_type.is_some() {
            test_report::report(&json(text)?)
        } else if probe.servers.is_some() && probe.clients.is_some() {
            interop_matrix::report(text)
        } else if probe.body.is_some() || probe.iid.is_some() {
            issue_form::issues(text)
        } else {
            sheet::report(&rows(text)?)
        };
    }
    let Ok(items) = serde_json::from_str::<Vec<Probe>>(text) else {
        if issue::is_list(text) {
            return issue_form::issues(text);
        }
        // Broken, or a list of something else: say which.
        json::<IgnoredAny>(text)?;
        return Err(unknown());
    };
    // A list of nothing is what 'gh issue list' prints where there is no issue.
    if items.is_empty() {
        return issue_form::issues(text);
    }
    let is = |has: fn(&Probe) -> bool| items.iter().any(has);
    if is(|item| {
        (item.test_session_id.is_some() || item.test_run_id.is_some())
            || item.test_id.is_some()
            || item.test_suite_id.is_some()
    }) {
        inferno::report(text)
    } else if is(|item| item.body.is_some() || item.iid.is_some()) {
        issue_form::issues(text)
    } else if is(|item| item.resource_type.is_some()) {
        test_report::report(&json(text)?)
    } else {
        sheet::report(&rows(text)?)
    }
}

/// A list of runs in JSON, as rows under headings.
fn rows(text: &str) -> Result<Sheet, Unusable> {
    json_table::sheet(json(text)?)
}

/// Reads JSON; an error names the place, never what is there.
fn json<'t, T: Deserialize<'t>>(text: &'t str) -> Result<T, Unusable> {
    serde_json::from_str(text).map_err(|error| Unusable::json(&error))
}

fn unknown() -> Unusable {
    Unusable::new("is not a file of results that cxn knows").hint(
        "expected issue forms, Inferno results, a FHIR TestReport, JUnit XML, an interop matrix, or a sheet in CSV or XLSX",
    )
}

/// Counts what is skipped, by what it is.
#[derive(Default)]
struct Skipped {
    all: Vec<(String, usize)>,
    /// Where each is in the list: a form may ask any number of questions.
    places: HashMap<String, usize>,
}

impl Skipped {
    fn add(&mut self, what: &str) {
        if let Some(at) = self.places.get(what) {
            self.all[*at].1 += 1;
        } else {
            self.places.insert(what.to_owned(), self.all.len());
            self.all.push((what.to_owned(), 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_and_never_shown() {
        let one = Address::new(" https://Fhir.Example.org:443/r4/?token=MARKER ");
        let one = one.unwrap_or_else(|| unreachable!());
        assert!(one.is("https://fhir.example.org/r4"));
        assert!(!one.is("https://fhir.example.org/r5"));
        assert_eq!(format!("{one:?}"), "Address(…)");
        assert_eq!(Address::new("  "), None);
    }

    fn said(text: &str) -> Option<String> {
        read(text.as_bytes()).err().map(|error| error.message)
    }

    #[test]
    fn a_file_has_so_many_rows_and_columns() {
        let too_many = Some("holds more than 100000 results".to_owned());
        let tests = "<testcase name='a'/>".repeat(MAX_ROWS);
        assert_eq!(said(&format!("<testsuite>{tests}</testsuite>")), None);
        // An error of the suite is a row as well.
        let suite = format!("<testsuite>{tests}<error/></testsuite>");
        assert_eq!(said(&suite), too_many);
        let list = |item: &str| vec![item; MAX_ROWS + 1].join(",");
        let test = list(r#"{"name": "a", "result": "failed"}"#);
        let matrix = format!(r#"{{"servers": ["s"], "clients": ["c"], "results": [[{test}]]}}"#);
        assert_eq!(said(&matrix), too_many);
        let reports = list(r#"{"resourceType": "TestReport", "result": "pass"}"#);
        assert_eq!(said(&format!("[{reports}]")), too_many);
        let tests: Vec<String> = (0..=MAX_ROWS)
            .map(|id| format!(r#"{{"test_id": {id}}}"#))
            .collect();
        assert_eq!(said(&format!("[{}]", tests.join(","))), too_many);
        // A matrix of 400 systems in 251 rows.
        let sheet = format!(
            "{}\n{}",
            ",x".repeat(400),
            ("a".to_owned() + &",ok".repeat(400) + "\n").repeat(251)
        );
        assert_eq!(said(&sheet), too_many);
        let keys: Vec<String> = (0..1001).map(|at| format!("\"{at}\": 0")).collect();
        let columns = "holds more than 1000 columns".to_owned();
        assert_eq!(
            said(&format!("[{{{}}}]", keys.join(","))),
            Some(columns.clone())
        );
        assert_eq!(
            said(&format!("result{}\n", ",x".repeat(1000))),
            Some(columns)
        );
    }

    #[test]
    fn a_text_counts_in_each_row_that_has_it() {
        let named = Named {
            role: Some("ab".to_owned()),
            address: Address::new("cd"),
            ..Named::default()
        };
        let row = Row {
            place: "e".to_owned(),
            names: vec!["fg".to_owned()],
            note: Some("h".to_owned()),
            systems: vec![named],
            ..Row::default()
        };
        let size = row.size();
        assert_eq!(size, 8 + size_of::<String>() + size_of::<Named>());
        let mut rows = Rows {
            room: 2 * size - 1,
            ..Rows::default()
        };
        assert_eq!(rows.push(row.clone()), Ok(()));
        let error = rows.push(row).err().map(|error| error.message);
        assert_eq!(
            error.as_deref(),
            Some("holds more than 128 MiB of text, counted in each result that has it")
        );
    }

    #[test]
    fn a_broken_file_is_refused_without_a_word_of_it() {
        for text in [
            "[{\"test_id\": \"a\", \"inputs\": [MARKER]}]",
            "{\"resourceType\": \"TestReport\", \"MARKER",
            "[\"MARKER\"]",
            "<html>MARKER</html>",
            "<TestReport><MARKER></TestReport>",
            "",
            "\u{0}\u{1}MARKER",
        ] {
            match read(text.as_bytes()) {
                Ok(report) => assert_eq!(report.rows, [], "{text}"),
                Err(error) => {
                    let said = format!("{error} {:?}", error.hint);
                    assert!(!said.contains("MARKER"), "{said}");
                }
            }
        }
    }
}
