//! A record that was changed here and at the server: both values of each place, who, and when.

use std::fmt::Write as _;

use serde_json::Value;

use crate::model::timeline::moment_text;
use crate::model::zone::Tz;
use crate::render::contacts;
use crate::render::sanitize;
use crate::workspace::git::printed::Commit;
use crate::yaml::merge::Clash;
use crate::yaml::{self, write};

/// How much of a value is shown.
const LENGTH: usize = 300;

/// Who changed the record on each side, and when.
pub struct Sides<'a> {
    pub mine: Option<&'a Commit>,
    pub theirs: Option<&'a Commit>,
}

/// The whole conflict.
pub fn render(
    name: &str,
    clashes: &[Clash],
    sides: &Sides<'_>,
    zone: Tz,
    contacts: bool,
) -> String {
    let mut text = format!(
        "{} was changed here and at the server\n",
        sanitize::message(name)
    );
    let who = |commit: Option<&Commit>| {
        let said =
            commit.map(|commit| format!("{}, {}", commit.who, moment_text(commit.when, zone)));
        sanitize::line(&said.unwrap_or_else(|| "not known".to_owned()), LENGTH)
    };
    let _ = writeln!(text, "  mine    {}", who(sides.mine));
    let _ = writeln!(text, "  theirs  {}", who(sides.theirs));
    for clash in clashes {
        text.push_str(&place(clash, contacts));
    }
    text
}

/// One place with both values.
fn place(clash: &Clash, contacts: bool) -> String {
    let is_whole = clash.path == yaml::Path::root();
    let key = if is_whole {
        "the whole record".to_owned()
    } else {
        clash.path.to_string()
    };
    let value = |value: Option<&yaml::Value>| match value {
        None if is_whole => "removed it".to_owned(),
        None => "took it away".to_owned(),
        // A text of a whole record is one that cannot be parsed.
        Some(value) if is_whole && !value.is_mapping() => "changed it".to_owned(),
        Some(_) if !contacts && clash.path.keys().any(contacts::is_personal) => {
            "(personal data)".to_owned()
        }
        Some(value) => value_line(value, contacts),
    };
    format!(
        "{}\n  mine    {}\n  theirs  {}\n",
        sanitize::line(&key, LENGTH),
        value(clash.mine.as_ref()),
        value(clash.theirs.as_ref())
    )
}

/// A value in one line; personal data only where it is wanted.
fn value_line(value: &yaml::Value, contacts: bool) -> String {
    let mut value = serde_json::to_value(value).unwrap_or_default();
    if !contacts {
        contacts::hide(&mut value);
    }
    let text = match &value {
        Value::String(text) => text.clone(),
        Value::Null => "nothing".to_owned(),
        other => yaml::to_value(other)
            .map(|value| write::block(&value, 0))
            .unwrap_or_default(),
    };
    let line: Vec<&str> = text.split_whitespace().collect();
    sanitize::line(&line.join(" "), LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Moment;
    use crate::model::zone::UTC;

    #[test]
    fn both_values_are_shown_and_personal_data_is_covered() {
        let clash = |path: &str, mine: Option<&str>, theirs: Option<&str>| {
            let value = |text: Option<&str>| text.and_then(|text| yaml::read(text).ok());
            Clash {
                path: yaml::Path::from(path),
                mine: value(mine),
                theirs: value(theirs),
            }
        };
        let commit = Commit {
            id: "c".to_owned(),
            who: "Kim Sample".to_owned(),
            when: Moment::parse("2026-07-02T16:00:00Z").unwrap_or_else(|| unreachable!()),
        };
        let clashes = [
            clash("agenda", Some("\"one\\ntwo\""), None),
            clash("email", Some("a@example.org"), Some("b@example.org")),
            clash("", None, Some("title")),
        ];
        let sides = Sides {
            mine: Some(&commit),
            theirs: None,
        };
        assert_eq!(
            render("track e/t", &clashes, &sides, UTC, false),
            "track e/t was changed here and at the server\n  \
             mine    Kim Sample, Thu 2 Jul 2026, 16:00 UTC\n  \
             theirs  not known\n\
             agenda\n  mine    one two\n  theirs  took it away\n\
             email\n  mine    (personal data)\n  theirs  (personal data)\n\
             the whole record\n  mine    removed it\n  theirs  changed it\n"
        );
    }
}
