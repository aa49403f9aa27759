//! Tables of MediaWiki: `{|`, `|-`, `! head !! head`, `| cell || cell`, `|}`.

use crate::import::proposal::document::{Builder, Container, Leaf};
use crate::import::table::Unusable;

/// How many lines from here on are the table that begins here; 0 where it has no end.
pub fn length(lines: &[&str]) -> usize {
    let end = lines.iter().position(|line| line.starts_with("|}"));
    end.map_or(0, |end| end + 1)
}

/// Reads the lines of a table.
///
/// # Errors
/// The page is beyond a bound.
pub fn read(lines: &[&str], first: usize, builder: &mut Builder) -> Result<(), Unusable> {
    // A caption is above the table; what comes with the end of the table is below it.
    for (at, line) in lines.iter().enumerate() {
        if let Some(caption) = line.strip_prefix("|+") {
            paragraph(builder, without_attributes(caption), first + at);
        }
    }
    builder.open(Container::Table, first)?;
    let mut in_row = false;
    for (at, line) in lines.iter().enumerate().skip(1) {
        let number = first + at;
        let is_other = ["|}", "|+"].iter().any(|mark| line.starts_with(mark));
        if is_other {
            continue;
        }
        if line.starts_with("|-") {
            builder.close(Container::Row);
            in_row = false;
            continue;
        }
        let head = line.strip_prefix('!').map(|cells| (cells, "!!"));
        let cells = head.or_else(|| line.strip_prefix('|').map(|cells| (cells, "||")));
        let Some((cells, mark)) = cells else {
            // Goes on with the cell above.
            let open = builder.open_text().map_or("", |_| "\n");
            builder.text(&format!("{open}{}", line.trim()), number);
            continue;
        };
        for cell in cells.split(mark).flat_map(|cell| cell.split("||")) {
            if !in_row {
                builder.open(Container::Row, number)?;
                in_row = true;
            }
            builder.open(Container::Cell, number)?;
            builder.text(without_attributes(cell), number);
        }
    }
    builder.close(Container::Table);
    if let Some(rest) = lines.last().and_then(|line| line.strip_prefix("|}")) {
        paragraph(builder, rest, first + lines.len().saturating_sub(1));
    }
    Ok(())
}

fn paragraph(builder: &mut Builder, text: &str, line: usize) {
    if !text.trim().is_empty() {
        builder.begin(Leaf::Paragraph, line);
        builder.text(text.trim(), line);
        builder.end();
    }
}

/// The text of a cell, without how it looks: `style="…" | text`.
fn without_attributes(cell: &str) -> &str {
    let parts = cell.split_once('|');
    let text = parts.filter(|(look, _)| look.contains('=') && !look.contains("[["));
    text.map_or(cell, |(_, text)| text).trim()
}
