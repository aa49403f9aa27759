//! Issues for those who decide about them: a sheet for the tracker's importer, a sheet of comments for a ballot, and Markdown.

pub mod ballot;
pub mod csv;
pub mod markdown;

use crate::model::Issue;
use crate::model::contact::cover;
use crate::model::placeholder::filled;
use crate::model::words::words;

/// What is said of all issues of an event.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// The event's name, in words.
    pub event: &'a str,
    /// The event's folder.
    pub slug: &'a str,
    /// Whether comments of the event are those of a standard for trial use.
    ///
    /// Source: the out-of-cycle Connectathon process, by which comments from the event are handled as STU comments.
    pub are_stu_comments: bool,
}

words! {
    /// What a column holds.
    pub enum Field {
        Title = "title",
        Against = "against",
        /// Change request, or question.
        Kind = "kind",
        Specification = "specification",
        Version = "version",
        Artifacts = "artifacts",
        Pages = "pages",
        WorkGroup = "work-group",
        Tracks = "tracks",
        Description = "description",
        ProposedChange = "proposed-change",
        /// The description with the proposed change below it.
        Text = "text",
        /// The event, and for an out-of-cycle event that it is an STU comment.
        Labels = "labels",
        Key = "key",
        Status = "status",
        Resolution = "resolution",
    }
}

impl Field {
    /// What an issue says there. A list has a value for each item.
    pub fn values(self, issue: &Issue, source: Source<'_>) -> Vec<String> {
        let mut values = self.written(issue, source);
        // Whoever found it may have signed with an address: it goes to a public tracker.
        values.iter_mut().for_each(cover);
        values
    }

    fn written(self, issue: &Issue, source: Source<'_>) -> Vec<String> {
        let one = |text: Option<&str>| -> Vec<String> {
            filled(text).map(str::to_owned).into_iter().collect()
        };
        let ticket = issue.tracker.as_ref();
        match self {
            Self::Title => one(Some(&issue.title)),
            Self::Against => vec![issue.against.label()],
            Self::Kind => vec![kind(issue).to_owned()],
            Self::Specification => one(issue.specification.as_deref()),
            Self::Version => one(issue.version.as_deref()),
            Self::Artifacts => issue.artifacts.0.clone(),
            Self::Pages => issue.pages.0.clone(),
            Self::WorkGroup => one(issue.work_group.as_deref()),
            Self::Tracks => issue.tracks.0.clone(),
            Self::Description => one(issue.description.as_deref()),
            Self::ProposedChange => one(issue.proposed_change.as_deref()),
            Self::Text => one(Some(&text(issue, source))),
            Self::Labels => {
                let stu = source.are_stu_comments.then(|| "stu-comment".to_owned());
                ["connectathon".to_owned(), source.slug.to_owned()]
                    .into_iter()
                    .chain(stu)
                    .collect()
            }
            Self::Key => one(issue.key()),
            Self::Status => one(ticket.and_then(|one| one.status.as_deref())),
            Self::Resolution => one(ticket.and_then(|one| one.resolution.as_deref())),
        }
    }
}

/// What a tracker calls it.
fn kind(issue: &Issue) -> &'static str {
    use crate::model::issue::Target;
    match issue.against {
        Target::OpenQuestion => "Question",
        _ => "Change Request",
    }
}

/// The description, the proposed change, and where it came up.
fn text(issue: &Issue, source: Source<'_>) -> String {
    let mut parts = Vec::new();
    parts.extend(filled(issue.description.as_deref()).map(str::to_owned));
    let change = filled(issue.proposed_change.as_deref());
    parts.extend(change.map(|text| format!("Proposed change: {text}")));
    let tracks: Vec<&str> = issue.tracks.iter().map(|track| track.trim()).collect();
    parts.push(match tracks[..] {
        [] => format!("Found at {}.", source.event),
        [one] => format!("Found at {}, track {one}.", source.event),
        _ => format!("Found at {}, tracks {}.", source.event, tracks.join(", ")),
    });
    if source.are_stu_comments {
        parts.push("This is an STU comment.".to_owned());
    }
    parts.join("\n\n")
}
