//! People in YAML: the same shapes as in JSON, within the bounds of every YAML file.

use serde_json::Value;

use crate::import::table::json;
use crate::import::table::{Sheet, Unusable};
use crate::yaml::guard;

/// Reads a text in YAML.
///
/// # Errors
/// It is too large or too deep for YAML, does not read, or holds no people.
pub fn read(text: &str) -> Result<Sheet, Unusable> {
    let text = guard::admit(text.as_bytes()).map_err(|refusal| {
        Unusable::new(format!("cannot be read as YAML: found {}", refusal.found))
            .hint("expected at most 1 MiB in YAML; write larger lists as JSON or CSV")
    })?;
    let value: Value = crate::yaml::read(text)
        .map_err(|error| Unusable::new(format!("cannot be parsed as YAML: {error}")))?;
    json::sheet(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_people_reads_as_in_json() {
        let sheet = read("- name: A\n  tracks: [x]\n- name: B\n");
        assert_eq!(
            sheet.map(|sheet| (sheet.header, sheet.rows.len())),
            Ok((vec!["name".to_owned(), "tracks".to_owned()], 2))
        );
        assert!(read("- [").is_err());
    }
}
