//! A row becomes a registration: headings become [`columns`], a row becomes a [`Candidate`](row::Candidate) ([`row`],
//! [`values`], [`tracks`]); an [`organization`]'s own file becomes rows.

pub mod columns;
pub mod headings;
pub mod moment;
pub mod organization;
pub mod row;
mod systems;
pub mod tracks;
pub mod unknown;
pub mod values;
