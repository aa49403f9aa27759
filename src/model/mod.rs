//! Events, tracks, registrations and templates as plain types, with the arithmetic of their dates.
//!
//! Nothing here reads a file, the clock, the environment or a terminal, and nothing prints.

pub mod approval;
pub mod clock;
pub mod date;
pub mod decision;
pub mod digest;
pub mod event;
pub mod fhir_version;
pub mod field;
pub mod former_names;
pub mod history;
pub mod invisible;
pub mod line_diff;
pub mod mapping;
pub mod milestone;
pub mod nearest;
pub mod one_or_many;
pub mod out_of_cycle;
pub mod participants;
pub mod person;
pub mod placeholder;
pub mod plural;
pub mod pseudonym;
pub mod registration;
pub mod responsibility;
pub mod result;
pub mod review;
pub mod same_person;
pub mod seats;
pub mod session;
pub mod settings;
pub mod severity;
pub mod slug;
pub mod template;
pub mod timeline;
pub mod track;
pub mod url;
pub mod words;
pub mod zone;

pub use clock::Now;
pub use date::{Date, Moment, When};
pub use event::Event;
pub use registration::Registration;
pub use result::TestResult;
pub use settings::Settings;
pub use severity::Severity;
pub use slug::Slug;
pub use template::Template;
pub use timeline::Timeline;
pub use track::{Track, TrackStatus};
