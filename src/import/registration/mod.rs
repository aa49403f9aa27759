//! A row becomes a registration: headings become [`columns`], a row becomes a [`Candidate`](row::Candidate) ([`row`],
//! [`values`], [`tracks`], [`track_marks`]); an [`organization`]'s own file becomes rows, and so do the [`issues`] of a form.

pub mod columns;
pub mod headings;
pub mod issues;
mod lenient;
pub mod moment;
pub mod organization;
pub mod row;
mod systems;
pub mod track_marks;
pub mod tracks;
pub mod unknown;
pub mod values;
