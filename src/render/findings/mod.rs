//! Findings in every format, one a file. A finding knows nothing of any of them.

pub mod codequality;
pub mod fingerprint;
pub mod github;
pub mod json;
pub mod jsonl;
pub mod junit;
pub mod markdown;
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
        match self {
            Self::Text => text::render(report, style),
            Self::Json => json::render(report),
            Self::Jsonl => jsonl::render(report),
            Self::Sarif => sarif::render(report),
            Self::Github => github::render(report),
            Self::Junit => junit::render(report),
            Self::Codequality => codequality::render(report),
            Self::Markdown => markdown::render(report),
            Self::Summary => summary::render(report, style),
        }
    }
}
