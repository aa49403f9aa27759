//! Columns that are called as tracks: a mark below each that a person chose, or the number of the choice.

use serde_json::Value;

use crate::import::registration::columns::{Columns, list};
use crate::import::registration::headings::{Field, in_brackets, key, rank};
use crate::import::registration::tracks::{Catalog, Match};
use crate::import::registration::values;
use crate::import::table::Sheet;

/// What is not told of columns that are called as tracks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// An answer below a column is no mark.
    Answer { heading: String, found: String },
    /// Rows have one number for several of these columns, as in a rating.
    Ratings { headings: Vec<String> },
}

/// A column that is called as a track.
struct Marks {
    at: usize,
    track: String,
    /// For each row which choice the track is: 1 where it is only marked.
    choices: Vec<Option<usize>>,
}

/// Puts the tracks that are marked in their columns in the place of the marks, in the order of choice.
///
/// # Errors
/// An answer below such a column is no mark, or a person gives two tracks one number: what that means was not said with `--map`.
pub fn settle(sheet: &mut Sheet, columns: &mut Columns, catalog: &Catalog) -> Result<(), Doubt> {
    let mut all = Vec::new();
    for (at, heading) in sheet.header.iter().enumerate() {
        let Some(track) = called_as(heading, catalog) else {
            continue;
        };
        let known = columns.known.iter().find(|column| column.at == at);
        let is_mapped = known.is_some_and(|column| column.is_mapped);
        let is_read = match known {
            Some(column) => column.field == Field::Tracks,
            None => columns.is_unknown(heading),
        };
        if is_read && let Some(choices) = choices(sheet, at, (&track, is_mapped), catalog)? {
            all.push(Marks { at, track, choices });
        }
    }
    let open = all.iter().filter(|one| !columns.is_mapped(one.at));
    let mut headings: Vec<String> = Vec::new();
    for heading in open.map(|one| &sheet.header[one.at]) {
        // Of columns with one heading all are meant.
        if !headings.iter().any(|one| key(one) == key(heading)) {
            headings.push(heading.clone());
        }
    }
    if !headings.is_empty() && rates(&all) {
        return Err(Doubt::Ratings { headings });
    }
    for (row, line) in sheet.rows.iter_mut().enumerate() {
        let Ok(cells) = &mut line.cells else { continue };
        let chosen = all.iter().filter_map(|one| Some((one.choices[row]?, one)));
        let mut chosen: Vec<(usize, &Marks)> = chosen.collect();
        chosen.sort_by_key(|(choice, _)| *choice);
        let mut chosen = chosen.into_iter();
        for column in &all {
            let track = chosen.next().map(|(_, one)| one.track.as_str());
            cells[column.at] = track.map_or(Value::Null, Value::from);
        }
    }
    for one in &all {
        columns.read_as_track(one.at, &sheet.header[one.at]);
    }
    if !all.is_empty() {
        let names = all.iter().map(|one| sheet.header[one.at].clone());
        columns.remarks.push(format!(
            "a mark below {} is a choice of the track",
            list(names)
        ));
    }
    Ok(())
}

/// The track that a heading is called as: as a whole, or in the brackets of a grid, `Which tracks? [Patient]`.
fn called_as(heading: &str, catalog: &Catalog) -> Option<String> {
    let whole = [Some(heading), in_brackets(heading)];
    whole
        .into_iter()
        .flatten()
        .find_map(|name| match catalog.find(name).ok()?.as_slice() {
            [Match::Track(track)] => Some(track.clone()),
            _ => None,
        })
}

/// The choices of a column, by row; none for a column that was said to hold names of tracks, and does.
fn choices(
    sheet: &Sheet,
    at: usize,
    (track, is_mapped): (&str, bool),
    catalog: &Catalog,
) -> Result<Option<Vec<Option<usize>>>, Doubt> {
    let mut choices = Vec::new();
    for row in &sheet.rows {
        let cell = row.cells.as_ref().ok().and_then(|cells| cells.get(at));
        let text = cell.map(values::naming).and_then(Result::ok);
        let text = text.unwrap_or_default().join(", ");
        choices.push(match choice(&text) {
            Ok(choice) => choice,
            Err(()) => match catalog.find(&text).as_deref() {
                Ok([Match::Track(named)]) if named == track => Some(1),
                Ok(_) if is_mapped => return Ok(None),
                _ if is_mapped => Some(1),
                _ => {
                    return Err(Doubt::Answer {
                        heading: sheet.header[at].clone(),
                        found: text,
                    });
                }
            },
        });
    }
    Ok(Some(choices))
}

/// Which choice a mark says, if it is one: `x`, `yes`, `2`, `2nd choice`; none for an empty cell and a no.
fn choice(text: &str) -> Result<Option<usize>, ()> {
    const MARKS: [&str; 8] = ["✓", "✔", "☑", "✅", "•", "selected", "checked", "ticked"];
    if text.is_empty() {
        return Ok(None);
    }
    if let Some(is_marked) = values::yes(text) {
        return Ok(is_marked.then_some(1));
    }
    if MARKS.contains(&text.to_lowercase().as_str()) {
        return Ok(Some(1));
    }
    match rank(&key(text)) {
        Some((rank, rest)) if rest.is_empty() => Ok(Some(rank)),
        _ => Err(()),
    }
}

/// Whether a row has numbers that are not those of choices: the same for two tracks, as in a rating.
fn rates(all: &[Marks]) -> bool {
    let rows = all.iter().map(|one| one.choices.len()).max().unwrap_or(0);
    (0..rows).any(|row| {
        let mut numbers: Vec<usize> = all.iter().filter_map(|one| one.choices[row]).collect();
        numbers.sort_unstable();
        numbers.last() > Some(&1) && numbers.windows(2).any(|pair| pair[0] == pair[1])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::table::Row;
    use crate::model::{Slug, Track};

    fn settled(header: &[&str], rows: &[&[&str]], maps: &[&str]) -> Result<Vec<String>, Doubt> {
        let slug = |text| Slug::parse(text).unwrap_or_else(|_| unreachable!());
        let track = |title: &str| -> Track {
            crate::yaml::read(&format!("title: '{title}'")).unwrap_or_else(|_| unreachable!())
        };
        let tracks = [
            (slug("patient"), track("Patient")),
            (slug("imaging"), track("Imaging, and Reports")),
            (slug("sdc"), track("Forms")),
        ];
        let catalog = Catalog::new(tracks.iter().map(|(a, b)| (a, b)), [].into_iter());
        let row = |cells: &&[&str]| Row {
            number: 2,
            cells: Ok(cells.iter().map(|cell| (*cell).into()).collect()),
        };
        let mut sheet = Sheet {
            header: header.iter().map(|name| (*name).to_owned()).collect(),
            rows: rows.iter().map(row).collect(),
        };
        let maps: Vec<String> = maps.iter().map(|map| (*map).to_owned()).collect();
        let mut columns = Columns::find(&sheet, &maps).unwrap_or_else(|_| unreachable!());
        settle(&mut sheet, &mut columns, &catalog)?;
        let rows = sheet.rows.iter().filter_map(|row| row.cells.as_ref().ok());
        let tracks = |cells: &Vec<Value>| {
            let columns = columns.for_field(Field::Tracks);
            let cells = columns.filter_map(|column| cells[column.at].as_str());
            cells
                .filter(|cell| !cell.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        };
        Ok(rows.map(tracks).collect())
    }

    const HEADER: [&str; 4] = ["Name", "Patient", "Imaging, and Reports", "Tracks [SDC]"];

    #[test]
    fn a_mark_chooses_the_track_of_its_column() {
        let rows: [&[&str]; 4] = [
            &["A", "x", "", "TRUE"],
            &["B", "no", "1", "0"],
            &["C", "Patient", "✓", "sí"],
            &["D", "", "", ""],
        ];
        assert_eq!(
            settled(&HEADER, &rows, &[]),
            Ok(["patient sdc", "imaging", "patient imaging sdc", ""]
                .map(str::to_owned)
                .to_vec())
        );
    }

    #[test]
    fn numbers_are_the_order_of_choice_after_what_is_chosen_by_name() {
        let rows: [&[&str]; 2] = [&["A", "3", "1", "2nd choice"], &["B", "2", "", "1"]];
        assert_eq!(
            settled(&HEADER, &rows, &[]),
            Ok(["imaging sdc patient", "sdc patient"]
                .map(str::to_owned)
                .to_vec())
        );
        let header = ["Name", "Patient", "First choice", "Forms"];
        let rows: [&[&str]; 1] = [&["A", "2", "Imaging", "1"]];
        assert_eq!(
            settled(&header, &rows, &[]),
            Ok(vec!["Imaging sdc patient".to_owned()])
        );
    }

    #[test]
    fn what_is_no_mark_is_a_question_until_it_is_said() {
        let doubt = |found: &str| {
            Err(Doubt::Answer {
                heading: "Patient".to_owned(),
                found: found.to_owned(),
            })
        };
        let rows: [&[&str]; 2] = [&["A", "Client", "", ""], &["B", "no", "x", ""]];
        assert_eq!(settled(&HEADER, &rows, &[]), doubt("Client"));
        let said = ["patient", "imaging"].map(str::to_owned).to_vec();
        assert_eq!(settled(&HEADER, &rows, &["Patient=tracks"]), Ok(said));
        let said = ["", "imaging"].map(str::to_owned).to_vec();
        assert_eq!(settled(&HEADER, &rows, &["Patient=ignore"]), Ok(said));
        let rates: [&[&str]; 1] = [&["A", "5", "5", "1"]];
        assert_eq!(
            settled(&HEADER, &rates, &[]),
            Err(Doubt::Ratings {
                headings: HEADER[1..].iter().map(|one| (*one).to_owned()).collect(),
            })
        );
        // Once the columns that are open are said, there is no question left.
        let maps = HEADER[1..].iter().map(|one| format!("{one}=tracks"));
        let maps: Vec<String> = maps.collect();
        let maps: Vec<&str> = maps.iter().map(String::as_str).collect();
        assert_eq!(
            settled(&HEADER, &rates, &maps),
            Ok(vec!["sdc patient imaging".to_owned()])
        );
        // A column that was said to hold names does.
        let names: [&[&str]; 1] = [&["A", "Forms", "", ""]];
        assert_eq!(
            settled(&HEADER, &names, &["Patient=tracks"]),
            Ok(vec!["Forms".to_owned()])
        );
    }
}
