//! What people write in one line: names with addresses, votes, slugs, web addresses, paths, headings.

use cxn::import::registration::columns::Columns;
use cxn::import::table::Sheet;
use cxn::model::{Slug, person, slug, url};
use cxn::yaml::Path;

/// Reads the bytes as each of them.
pub fn target(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let text = text.as_ref();
    if let Ok(slug) = Slug::parse(text) {
        assert_eq!(slug.as_str(), text);
        assert!(text.len() <= slug::MAX_LENGTH && !text.contains(['/', '\\', '.', '\0', ' ', ':']));
    }
    if let Some(slug) = Slug::from_title(text) {
        assert_eq!(Slug::parse(slug.as_str()), Ok(slug.clone()));
        assert_eq!(Slug::from_title(slug.as_str()), Some(slug));
    }
    if person::is_email(text) {
        assert!(text.contains('@') && !text.contains(char::is_whitespace));
    }
    let folded = person::fold(text);
    assert_eq!(person::fold(&folded), folded, "{text}");
    let _ = (
        url::parse_base(text).map_err(url::Fault::describe),
        url::redacted(text),
    );
    let person = person::Person::parse(text);
    let _ = (person.display_name(), person.is(&person));
    let path = Path::from(text);
    let printed = path.to_string();
    assert_eq!(Path::from(&printed).to_string(), printed, "{text}");
    let header: Vec<String> = text.split(',').map(str::to_owned).collect();
    let sheet = Sheet {
        header,
        rows: Vec::new(),
    };
    if let Ok(columns) = Columns::find(&sheet, &[]) {
        assert!(
            columns
                .known
                .iter()
                .all(|column| column.at < sheet.header.len())
        );
    }
    let _ = Columns::find(&sheet, &[text.to_owned()]);
}
