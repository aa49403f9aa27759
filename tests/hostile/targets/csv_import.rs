//! Imports: any bytes in any encoding become rows of one width or are refused in words, within the bounds.

use cxn::import::registration::columns::Columns;
use cxn::import::registration::row::Reader;
use cxn::import::registration::tracks::Catalog;
use cxn::import::table::{self, MAX_COLUMNS, MAX_ROWS, SheetFormat};
use cxn::model::mapping::{DateOrder, Mapping};
use cxn::model::{Slug, Track};

/// Reads the bytes as every format, finds the columns, and makes registrations of the rows.
pub fn target(data: &[u8]) {
    let track: Track = cxn::yaml::read(
        "title: Patient, and more\nroles:\n  - {id: client, kind: client}\n  - {id: server, kind: server}\n",
    )
    .expect("a track");
    let slug = Slug::parse("patient").expect("a slug");
    let catalog = Catalog::new([(&slug, &track)].into_iter(), std::iter::empty());
    let mapping = Mapping::default();
    for format in [
        None,
        Some(SheetFormat::Csv),
        Some(SheetFormat::Json),
        Some(SheetFormat::Yaml),
        Some(SheetFormat::Xlsx),
    ] {
        let sheet = match table::read(data, format) {
            Ok(sheet) => sheet,
            Err(error) => {
                assert!(!error.message.is_empty());
                continue;
            }
        };
        assert!(sheet.header.len() <= MAX_COLUMNS && sheet.rows.len() <= MAX_ROWS);
        for row in &sheet.rows {
            match &row.cells {
                Ok(cells) => assert_eq!(cells.len(), sheet.header.len()),
                Err(why) => assert!(!why.is_empty()),
            }
        }
        let Ok(columns) = Columns::find(&sheet, &[]) else {
            continue;
        };
        for dates in [None, Some(DateOrder::DayFirst)] {
            let reader = Reader {
                columns: &columns,
                catalog: &catalog,
                zone: "America/New_York".parse().expect("a zone"),
                by_chat: false,
                mapping: &mapping,
                dates,
            };
            for row in &sheet.rows {
                match reader.read(row) {
                    Err(refused) => assert!(!refused.why.is_empty()),
                    Ok(candidate) => {
                        assert!(!candidate.person.name.trim().is_empty());
                        assert!(candidate.person.identity_keys().next().is_some());
                        // What is taken can be written, and is the same person when it is read again.
                        let value = serde_yaml::to_value(&candidate.person).expect("a value");
                        let text = cxn::yaml::write::block(&value, 0);
                        let admitted = cxn::yaml::guard::admit(text.as_bytes());
                        let back: cxn::model::Registration =
                            cxn::yaml::read(admitted.expect("it is read again"))
                                .unwrap_or_else(|error| panic!("{error}\n{text}"));
                        assert_eq!(back.name, candidate.person.name, "{text}");
                        assert_eq!(back.email, candidate.person.email, "{text}");
                        assert_eq!(back.notes, candidate.person.notes, "{text}");
                    }
                }
            }
        }
    }
}
