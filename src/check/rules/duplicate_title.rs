use crate::check::prelude::*;

rule! {
    /// Two open tracks of an event have the same title.
    /// ## Why
    /// People choose tracks by their titles. Two of one name are the same proposal twice, or two that cannot be told apart.
    /// ## Example
    /// Bad:
    /// ```yaml
    /// # tracks/patient.yaml and tracks/patient-2.yaml
    /// title: Patient
    /// ```
    /// Good:
    /// ```yaml
    /// # tracks/patient-2.yaml
    /// title: Patient matching
    /// ```
    /// ## Source
    /// Design choice: titles are compared without case and extra spaces; withdrawn, declined and deferred tracks do not count.
    pub static RULE: Rule {
        name: "duplicate-title",
        since: "0.1.0",
        severity: WARNING,
        check: Check::Track(check),
    }
}

/// How many of the others are named.
const NAMED: usize = 10;

fn check(track: &Record<Track>, event: &EventFacts<'_>, found: &mut Findings<'_>) {
    let title = track.value.title.trim();
    let same = event.same_title(&track.value);
    if same.len() < 2 || title.is_empty() {
        return;
    }
    let twins = || same.iter().filter(|slug| ***slug != track.slug).take(NAMED);
    let names: Vec<String> = twins().map(|slug| format!("'{slug}'")).collect();
    let (plural, more) = match same.len() - 1 {
        1 => ("track", String::new()),
        count if count <= NAMED => ("tracks", String::new()),
        count => ("tracks", format!(" and {} more", count - NAMED)),
    };
    let finding = found.add(
        "title",
        format!(
            "the title '{title}' is also that of the {plural} {}{more}",
            names.join(", ")
        ),
    );
    for slug in twins() {
        let file = &event.folder.tracks[*slug].file;
        finding.related(file, "title", "the same title");
    }
    finding.help("withdraw the one that is not meant, or give one a title that tells them apart");
}
