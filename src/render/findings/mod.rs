//! Findings in every format, one a file. A finding knows nothing of any of them.

pub mod codequality;
pub mod fingerprint;
pub mod github;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod markdown;
pub mod pieces;
pub mod sarif;
pub mod summary;
pub mod text;

use crate::check::Report;
use crate::model::words::words;
use crate::render::Style;

words! {
    /// The formats findings can be printed in.
    #[derive(Default)]
    pub enum Format {
        /// For people: with the lines they are on
        #[default]
        Text = "text",
        /// For programs: one document
        Json = "json",
        /// For programs: one finding a line
        Jsonl = "jsonl",
        /// For code scanning: SARIF 2.1.0
        Sarif = "sarif",
        /// For GitHub Actions: annotations on the lines
        Github = "github",
        /// For CI servers: JUnit XML
        Junit = "junit",
        /// For GitLab: a Code Quality report
        Codequality = "codequality",
        /// For pull requests and step summaries: a Markdown table
        Markdown = "markdown",
        /// Counts for each rule, most frequent first
        Summary = "summary",
    }
}

impl Format {
    /// The report in this format, with a line end.
    pub fn render(self, report: &Report, style: Style) -> String {
        self.pieces(report, style).collect()
    }

    /// The same in pieces of whole lines: what has all findings of a large report is never in memory as a whole.
    pub fn pieces(self, report: &Report, style: Style) -> Box<dyn Iterator<Item = String> + '_> {
        match self {
            Self::Text => whole(text::render(report, style)),
            Self::Json => Box::new(json::pieces(report)),
            Self::Jsonl => Box::new(jsonl::pieces(report)),
            Self::Sarif => Box::new(sarif::pieces(report)),
            Self::Github => whole(github::render(report)),
            Self::Junit => whole(junit::render(report)),
            Self::Codequality => Box::new(codequality::pieces(report)),
            Self::Markdown => whole(markdown::render(report)),
            Self::Summary => whole(summary::render(report, style)),
        }
    }
}

fn whole(text: String) -> Box<dyn Iterator<Item = String>> {
    Box::new(std::iter::once(text))
}
