//! Workbooks: whatever is in the parts of one, its rows are those of any table, or it is refused in words.

use super::{archive, csv_import, trackers};

const REST: [(&str, &str); 3] = [
    (
        "[Content_Types].xml",
        "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>",
    ),
    (
        "xl/workbook.xml",
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>",
    ),
];

/// The bytes are a sheet, shared texts and styles, between bytes that no text has.
pub fn target(data: &[u8]) {
    let own = [
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    ];
    let own = own.into_iter().zip(data.split(|byte| *byte == 0xff));
    let rest = REST.iter().map(|(name, text)| (*name, text.as_bytes()));
    let workbook = archive(rest.chain(own.filter(|(_, part)| !part.is_empty())));
    csv_import::target(&workbook);
    trackers::target(&workbook);
}
