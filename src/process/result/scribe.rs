//! Results as a scribe writes them down: one a line, as on the command line, or a list in YAML or JSON.

use serde::Deserialize;

use crate::import::result::words;
use crate::model::one_or_many::Texts;
use crate::model::result::Capacity;
use crate::yaml;

/// One line, taken apart into words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Entry {
    /// `TRACK/SCENARIO`, or the scenario alone beside a track.
    pub scenario: String,
    pub track: Option<String>,
    pub systems: Systems,
    pub verdict: String,
    pub path: Option<String>,
    pub when: Option<String>,
    pub reported_by: Option<String>,
    pub reported_as: Option<Capacity>,
    pub note: Option<String>,
    pub evidence: Texts,
    pub issues: Texts,
}

/// Systems in the order of the roles, or each by its role.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Systems {
    InOrder(Vec<String>),
    ByRole(std::collections::BTreeMap<String, String>),
}

impl Default for Systems {
    fn default() -> Self {
        Self::InOrder(Vec::new())
    }
}

/// Entries with their places, as messages name them: `line 3`, `result 2`.
pub fn read(text: &str) -> Result<Vec<(String, Entry)>, String> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .unwrap_or_default();
    let is_list = first.starts_with(['[', '{'])
        || first.starts_with("- ")
        || first.starts_with("scenario:")
        || first.starts_with("track:");
    if is_list {
        let entries: Vec<Entry> = if first.starts_with(['[', '-']) {
            yaml::read(text)
        } else {
            yaml::read(text).map(|one| vec![one])
        }
        .map_err(|error| error.to_string())?;
        let entries = entries.into_iter().enumerate();
        return Ok(entries
            .map(|(at, entry)| (format!("result {}", at + 1), entry))
            .collect());
    }
    let mut entries = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let place = format!("line {}", at + 1);
        let entry = line_entry(line).map_err(|reason| format!("{place}: {reason}"))?;
        entries.push((place, entry));
    }
    Ok(entries)
}

/// `TRACK/SCENARIO SYSTEM… VERDICT [NOTE]`: what has a blank in it stands in quotation marks.
fn line_entry(line: &str) -> Result<Entry, String> {
    let words = words_of(line)?;
    let mut words = words.into_iter();
    let scenario = words.next().unwrap_or_default();
    let rest: Vec<String> = words.collect();
    let Some(at) = rest.iter().position(|word| words::verdict(word).is_some()) else {
        return Err("no verdict found: expected TRACK/SCENARIO SYSTEM… VERDICT [NOTE]".to_owned());
    };
    let (systems, note): (Vec<String>, &[String]) = (rest[..at].to_vec(), &rest[at + 1..]);
    let (by_role, in_order): (Vec<String>, Vec<String>) =
        systems.into_iter().partition(|word| word.contains('='));
    let systems = if by_role.is_empty() {
        Systems::InOrder(in_order)
    } else if in_order.is_empty() {
        let pairs = by_role.iter().filter_map(|word| word.split_once('='));
        Systems::ByRole(
            pairs
                .map(|(role, system)| (role.to_owned(), system.to_owned()))
                .collect(),
        )
    } else {
        return Err("systems are named in order and by role: expected one of the two".to_owned());
    };
    Ok(Entry {
        scenario,
        systems,
        verdict: rest[at].clone(),
        note: Some(note.join(" ")).filter(|note| !note.is_empty()),
        ..Entry::default()
    })
}

fn words_of(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let (mut open, mut begun) = (None, false);
    for c in line.chars() {
        match open {
            Some(mark) if c == mark => open = None,
            Some(_) => word.push(c),
            None if matches!(c, '"' | '\'') && word.ends_with(['=', '/'])
                || matches!(c, '"' | '\'') && word.is_empty() =>
            {
                (open, begun) = (Some(c), true);
            }
            None if c.is_whitespace() => {
                if begun || !word.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            None => word.push(c),
        }
    }
    if open.is_some() {
        return Err("a quotation mark is never closed".to_owned());
    }
    if begun || !word.is_empty() {
        words.push(word);
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_the_command_line_takes() -> Result<(), String> {
        let text = "# Saturday\n\npatient/register Alpha 'Sample Systems/Gamma 2' passed\n\
            patient/register client=\"Alpha 3\" no-partner they didn't come\n";
        let entries = read(text)?;
        assert_eq!(entries.len(), 2);
        let (place, one) = &entries[0];
        assert_eq!(
            (place.as_str(), one.scenario.as_str(), one.verdict.as_str()),
            ("line 3", "patient/register", "passed")
        );
        assert_eq!(
            one.systems,
            Systems::InOrder(vec!["Alpha".into(), "Sample Systems/Gamma 2".into()])
        );
        let (_, other) = &entries[1];
        assert_eq!(
            other.systems,
            Systems::ByRole([("client".to_owned(), "Alpha 3".to_owned())].into())
        );
        assert_eq!(other.note.as_deref(), Some("they didn't come"));
        assert_eq!(
            read("a/b X Y").err().as_deref(),
            Some("line 1: no verdict found: expected TRACK/SCENARIO SYSTEM… VERDICT [NOTE]")
        );
        assert_eq!(
            read("a/b 'X passed").err().as_deref(),
            Some("line 1: a quotation mark is never closed")
        );
        Ok(())
    }

    #[test]
    fn a_list_in_yaml_or_json_says_more() -> Result<(), String> {
        for text in [
            "- scenario: patient/register\n  systems: {client: Alpha}\n  verdict: failed\n  path: xml\n",
            r#"[{"scenario": "patient/register", "systems": {"client": "Alpha"}, "verdict": "failed", "path": "xml"}]"#,
        ] {
            let entries = read(text)?;
            assert_eq!(entries[0].1.path.as_deref(), Some("xml"));
            assert_eq!(
                entries[0].1.systems,
                Systems::ByRole([("client".to_owned(), "Alpha".to_owned())].into())
            );
        }
        assert!(read("- scenario: a\n  colour: red\n").is_err());
        Ok(())
    }
}
