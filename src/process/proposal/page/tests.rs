use std::fs;
use std::path::Path;

use super::*;
use crate::import::proposal::{self, outline};
use crate::model::{Template, Track};
use crate::workspace::built_in;
use crate::yaml;

/// Labels that a record has as keys: of the parts of a scenario, and of the columns of tables.
const LABELS: &str = "Action Precondition Success criteria Bonus point Pass Role Roles Expected result Steps Scenario \
    Name Organization Email Zulip Lead Coordinator Kick off call Leads Type";

fn template() -> &'static Template {
    built_in::template("confluence-2023").unwrap_or_else(|| unreachable!())
}

fn drafts(bytes: &[u8]) -> Result<Vec<Draft>, String> {
    let document = proposal::read(bytes).map_err(|error| error.message)?;
    let headings = Headings::new(template());
    let tracks = split(outline::outline(&document, &headings), &headings);
    Ok(tracks.iter().map(|track| fill(track, &headings)).collect())
}

fn lost(bytes: &[u8]) -> Result<Words, String> {
    let document = proposal::read(bytes).map_err(|error| error.message)?;
    let mut page = Words::default();
    page.add_blocks(&document.blocks);
    let mut there = Words::default();
    for _ in 0..8 {
        there.add(LABELS);
    }
    for draft in drafts(bytes)? {
        add_value(&mut there, &Value::Mapping(draft.values.clone()));
        for placement in &draft.placements {
            if !matches!(placement.outcome, Outcome::Unplaced) {
                there.add(&placement.heading);
            }
            if placement.outcome == Outcome::Guidance {
                template()
                    .fields
                    .iter()
                    .for_each(|field| there.add(field.guidance.as_deref().unwrap_or_default()));
            }
        }
    }
    Ok(page.without(&there))
}

#[test]
fn no_word_of_a_page_is_lost_and_every_draft_is_a_track() -> Result<(), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/propose/page.in");
    let mut count = 0;
    for entry in fs::read_dir(folder).map_err(|error| error.to_string())? {
        let path = entry.map_err(|error| error.to_string())?.path();
        if !path.is_file() || path.ends_with("cxn.yaml") {
            continue;
        }
        let bytes = fs::read(&path).map_err(|error| error.to_string())?;
        assert_eq!(lost(&bytes)?, Words::default(), "{}", path.display());
        for draft in drafts(&bytes)? {
            let mut values = draft.values.clone();
            values.entry("title".into()).or_insert("T".into());
            let track: Result<Track, _> = yaml::from_value(Value::Mapping(values));
            assert!(track.is_ok(), "{} {track:?}", path.display());
        }
        count += 1;
    }
    assert!(count > 6, "{count} pages");
    Ok(())
}

/// What became of the headings of a page, a line each.
fn outcomes(text: &str) -> Result<Vec<String>, String> {
    let drafts = drafts(text.as_bytes())?;
    let placements = drafts.iter().flat_map(|draft| &draft.placements);
    Ok(placements
        .map(|one| format!("{}: {:?}", one.heading, one.outcome))
        .collect())
}

#[test]
fn text_without_a_heading_is_said_to_be_unsure() -> Result<(), String> {
    assert_eq!(
        outcomes("# Track\n\nSome text.\n\n## Type\n")?,
        [
            "Track: Placed(\"title\")",
            "Some text.: Unsure(\"long-description\", \"the text above the first heading\")",
            "Type: Empty(\"type\")",
        ]
    );
    assert_eq!(
        outcomes("# Track\n\nSome text.\n\n## Description\n\nMore.\n")?,
        [
            "Track: Placed(\"title\")",
            "Some text.: Unplaced",
            "Description: Placed(\"long-description\")",
        ]
    );
    Ok(())
}

#[test]
fn what_a_template_says_is_left_out() -> Result<(), String> {
    let guidance = template()
        .field("agenda")
        .and_then(|field| field.guidance.clone())
        .unwrap_or_default();
    let page = format!("# Track\n\n## Agenda\n\n{guidance}\n\nNine to five.\n");
    let draft = drafts(page.as_bytes())?.remove(0);
    assert_eq!(
        draft.values.get("agenda").and_then(Value::as_str),
        Some("Nine to five.")
    );
    assert!(
        draft
            .placements
            .iter()
            .any(|one| one.outcome == Outcome::Guidance)
    );
    Ok(())
}

#[test]
fn roles_that_are_not_the_tracks_stay_words() -> Result<(), String> {
    let page = "# T\n\n## Roles\n\n- App\n\n## Scenarios\n\n### One\n\nRoles: App, Robot\n\nAction: Go.\n\nPass: Gone.\n";
    let draft = drafts(page.as_bytes())?.remove(0);
    let scenario = draft
        .values
        .get("scenarios")
        .and_then(|list| list.get(0))
        .cloned()
        .unwrap_or_default();
    assert_eq!(scenario.get("roles"), None);
    assert_eq!(
        scenario.get("description").and_then(Value::as_str),
        Some("**Roles:** App, Robot")
    );
    Ok(())
}

#[test]
fn ids_are_made_from_names_and_no_two_are_the_same() {
    let mut taken = BTreeMap::new();
    let ids: Vec<String> = ["Read it", "read it!", "漢", "…"]
        .iter()
        .map(|name| id(name, "role-4", &mut taken))
        .collect();
    assert_eq!(ids, ["read-it", "read-it-2", "han", "role-4"]);
}

#[test]
fn a_page_of_word_is_read() -> Result<(), Box<dyn std::error::Error>> {
    let document = "<w:document xmlns:w='w' xmlns:r='r'><w:body>\
        <w:p><w:pPr><w:pStyle w:val='Titel'/></w:pPr><w:r><w:t>Vital Signs</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pStyle w:val='berschrift2'/></w:pPr><w:r><w:t>Track </w:t></w:r><w:r><w:t>Leads</w:t></w:r></w:p>\
        <w:p><w:hyperlink r:id='r1'><w:r><w:t>Ann Example</w:t></w:r></w:hyperlink><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>\
        <w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Goals:</w:t></w:r></w:p>\
        <w:p><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>Read &amp; write</w:t></w:r></w:p>\
        <w:p><w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>a pulse</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>Type</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Newcomers</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:p><w:r><w:t>Zulip</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>#signs</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        </w:body></w:document>";
    let styles = "<w:styles xmlns:w='w'><w:style w:styleId='Titel'><w:name w:val='Title'/></w:style>\
        <w:style w:styleId='berschrift2'><w:name w:val='heading 2'/></w:style></w:styles>";
    let links = "<Relationships><Relationship Id='r1' Target='mailto:ann@example.org' TargetMode='External'/></Relationships>";
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in [
        ("word/document.xml", document),
        ("word/styles.xml", styles),
        ("word/_rels/document.xml.rels", links),
    ] {
        archive.start_file(name, stored)?;
        std::io::Write::write_all(&mut archive, text.as_bytes())?;
    }
    let bytes = archive.finish()?.into_inner();
    let draft = drafts(&bytes)?.remove(0);
    let text = yaml::write::block(&Value::Mapping(draft.values), 0);
    assert_eq!(
        text,
        "title: Vital Signs\njustification: |-\n  - Read & write\n    - a pulse\ntype: Newcomers\nchat-stream: '#signs'\n\
         leads:\n  - name: Ann Example\n    email: ann@example.org\n"
    );
    Ok(())
}

#[test]
fn bounds_are_said_with_the_smallest_page_beyond_each() {
    let message = |bytes: &[u8]| {
        proposal::read(bytes)
            .map(|_| ())
            .map_err(|error| error.message)
    };
    let quotes = |depth: usize| format!("# T\n\n{} x\n", ">".repeat(depth));
    assert_eq!(message(quotes(32).as_bytes()), Ok(()));
    assert_eq!(
        message(quotes(33).as_bytes()),
        Err("nests lists, quotes or tables more than 32 levels deep, in line 3".to_owned())
    );
    let items = |count: usize| format!("# T\n\n{}", "- x\n".repeat(count));
    // A heading, a list, and for each item its container and its text.
    assert_eq!(message(items(24_999).as_bytes()), Ok(()));
    assert_eq!(
        message(items(25_000).as_bytes()),
        Err("holds more than 50000 blocks of text".to_owned())
    );
    let large = vec![b'x'; proposal::MAX_BYTES + 1];
    assert_eq!(message(&large), Err("is larger than 16 MiB".to_owned()));
    assert_eq!(message(b" \n"), Err("has no text".to_owned()));
    assert_eq!(
        message(b"PK\x03\x04"),
        Err("cannot be parsed as a Word document".to_owned())
    );
}

#[test]
fn the_rows_of_a_table_are_tracks_and_a_list_of_related_ones_is_not() -> Result<(), String> {
    let titles = |text: &str| -> Result<Vec<String>, String> {
        let drafts = drafts(text.as_bytes())?;
        let title = |draft: &Draft| match draft.values.get("title") {
            Some(Value::String(title)) => title.clone(),
            other => format!("{other:?}"),
        };
        Ok(drafts.iter().map(title).collect())
    };
    let table = "| Track | Lead | Chat |\n|---|---|---|\n| A | Ann Example | #a |\n| B | Bo Sample | #b |\n";
    assert_eq!(titles(&format!("# Tracks\n\n{table}"))?, ["A", "B"]);
    assert_eq!(
        titles("{|\n! Track !! Lead !! Chat\n|-\n| A || Ann Example || #a\n|}\n")?,
        ["A"]
    );
    // A track with fields of its own is one track, whatever it lists.
    let one = format!(
        "# T\n\n## Leads\n\nAnn Example\n\n## Roles\n\n- Client\n\n## Related Tracks\n\n{table}"
    );
    assert_eq!(titles(&one)?, ["T"]);
    assert_eq!(
        titles(&one.replace("## Related Tracks", "## Agenda"))?,
        ["T"]
    );
    let other = "# T\n\n| Name | Organization |\n|---|---|\n| Ann | Example Health |\n";
    assert_eq!(titles(other)?, ["T"]);
    Ok(())
}

#[test]
fn a_field_that_a_form_was_left_without_is_empty() -> Result<(), String> {
    assert_eq!(
        outcomes("### Track Name\n\nT\n\n### Roles\n\n_No response_\n")?,
        ["Track Name: Placed(\"title\")", "Roles: Empty(\"roles\")"]
    );
    Ok(())
}

#[test]
fn roles_in_the_line_of_their_label_and_scenarios_in_numbered_rows_are_each_one()
-> Result<(), String> {
    let values = |text: &str, key: &str| -> Result<String, String> {
        let drafts = drafts(text.as_bytes())?;
        let value = drafts.first().and_then(|draft| draft.values.get(key));
        serde_json::to_string(&value).map_err(|error| error.to_string())
    };
    assert_eq!(
        values("Track Name: T\nRoles: client, server\n", "roles")?,
        r#"[{"id":"client","name":"client","kind":"client"},{"id":"server","name":"server","kind":"server"}]"#
    );
    assert_eq!(
        values(
            "# T\nRoles: **Blood bank** (server), **Ward (night, day)** (client)\n",
            "roles"
        )?,
        r#"[{"id":"blood-bank","name":"Blood bank","description":"(server)"},{"id":"ward-night-day","name":"Ward (night, day)","description":"(client)"}]"#
    );
    let found = values(
        "# T\n\n## Scenarios\n\n| Title | Given | When | Then |\n|---|---|---|---|\n| Fetch | a study | it asks | pixels |\n",
        "scenarios",
    )?;
    for part in [r#""action":"it asks""#, r#""success-criteria":"pixels""#] {
        assert!(found.contains(part), "{found}");
    }
    let found = values(
        "Track Name: T\nRoles\n* Lab\n** sends results\n* Clinic\n",
        "roles",
    )?;
    assert_eq!(
        found,
        r#"[{"id":"lab","name":"Lab","description":"- sends results"},{"id":"clinic","name":"Clinic"}]"#
    );
    let table = "# T\n\n## Scenarios\n\n| # | Scenario | Action | Success criteria |\n|---|---|---|---|\n| 1 | Ask | a | b |\n| 2 | Tell | c | d |\n";
    let found = values(table, "scenarios")?;
    for part in [r#""title":"Ask""#, r#""title":"Tell""#, r#""action":"c""#] {
        assert!(found.contains(part), "{found}");
    }
    Ok(())
}

#[test]
fn a_label_of_another_field_ends_the_roles() -> Result<(), String> {
    let page = "== T ==\n\n=== Roles ===\n* A\n* B\n\n'''Track Lead:''' Ann Example\n";
    assert_eq!(
        outcomes(page)?,
        [
            "T: Placed(\"title\")",
            "Roles: Placed(\"roles\")",
            "Track Lead:: Placed(\"leads\")"
        ]
    );
    Ok(())
}
