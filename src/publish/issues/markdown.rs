//! Issues as a page of Markdown, by what they are against.

use std::fmt::Write as _;

use crate::model::Issue;
use crate::model::issue::Target;
use crate::model::words::Word as _;
use crate::publish::issues::{Field, Source};
use crate::render::{markup, sanitize};

/// The page.
pub fn render(issues: &[&Issue], source: Source<'_>) -> String {
    let mut text = format!("# Issues from {}\n", plain(source.event));
    if source.are_stu_comments {
        text.push_str("\nComments from this event are STU comments.\n");
    }
    for target in Target::ALL {
        let mut of_target = issues
            .iter()
            .filter(|issue| issue.against == *target)
            .peekable();
        if of_target.peek().is_none() {
            continue;
        }
        let _ = write!(text, "\n## Against {}\n", against(*target));
        for issue in of_target {
            let _ = write!(text, "\n### {}\n\n", plain(issue.title.trim()));
            let fields = [
                ("Tracker", Field::Key),
                ("Status", Field::Status),
                ("Resolution", Field::Resolution),
                ("Specification", Field::Specification),
                ("Version", Field::Version),
                ("Artifacts", Field::Artifacts),
                ("Pages", Field::Pages),
                ("Work group", Field::WorkGroup),
                ("Tracks", Field::Tracks),
            ];
            for (label, field) in fields {
                let values = field.values(issue, source);
                if !values.is_empty() {
                    let _ = writeln!(text, "- **{label}:** {}", plain(&values.join(", ")));
                }
            }
            for (label, field) in [
                ("", Field::Description),
                ("Proposed change: ", Field::ProposedChange),
            ] {
                for part in field.values(issue, source) {
                    let part = markup::markdown(&sanitize::lines(&part));
                    let _ = write!(
                        text,
                        "
{label}{part}
"
                    );
                }
            }
        }
    }
    text
}

/// A line of others' text, in which nothing acts.
fn plain(text: &str) -> String {
    markup::markdown(&sanitize::line(text, usize::MAX))
}

fn against(target: Target) -> &'static str {
    match target {
        Target::Specification => "the specification",
        Target::Server => "servers",
        Target::TestData => "test data",
        Target::Tool => "test tools",
        Target::OpenQuestion => "nothing yet: open questions",
    }
}
