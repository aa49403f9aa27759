//! The systems of a row: as columns describe one, and with all their keys, as JSON and YAML have them.

use serde_json::Value;

use crate::import::registration::headings::Field;
use crate::import::registration::row::{Aside, Reader, sanitized, within};
use crate::import::registration::values;
use crate::model::fhir_version;
use crate::model::nearest;
use crate::model::one_or_many::{List, Texts};
use crate::model::registration::System;
use crate::model::url;
use crate::model::url::Fault;

impl Reader<'_> {
    /// The FHIR versions of a row; a near miss is no version.
    fn versions(&self, cells: &[Value], aside: &mut Aside) -> Result<Vec<String>, String> {
        let mut versions = Vec::new();
        for (column, text) in self.all(cells, Field::FhirVersions)? {
            let parts = text.split([',', ';', '|', '/', '\n']).map(str::trim);
            for part in parts.filter(|part| !part.is_empty()) {
                if values::is_open(part) {
                    aside.keep(column, part);
                    continue;
                }
                ensure_version(part).map_err(|why| within(column, &why))?;
                if !versions.iter().any(|known| known == part) {
                    versions.push(part.to_owned());
                }
            }
        }
        Ok(versions)
    }

    /// The system that columns describe, without the roles of the row.
    pub(super) fn system(
        &self,
        cells: &[Value],
        aside: &mut Aside,
    ) -> Result<Option<System>, String> {
        let first = |field| -> Result<Option<String>, String> {
            Ok(self
                .all(cells, field)?
                .into_iter()
                .next()
                .map(|(_, text)| text))
        };
        let url = first(Field::BaseUrl)?;
        let name = first(Field::System)?.or_else(|| {
            let host = url
                .as_deref()?
                .split("://")
                .nth(1)?
                .split(['/', '?', '#'])
                .next()?;
            (!host.contains('@')).then(|| host.to_owned())
        });
        let versions = self.versions(cells, aside)?;
        let mut formats = Vec::new();
        for (column, text) in self.all(cells, Field::Formats)? {
            let found = values::formats(&text);
            if found.is_empty() {
                aside.keep(column, &text);
            }
            formats.extend(found);
        }
        if let Some(url) = &url {
            judge(url)?;
        }
        let Some(name) = name else {
            if !versions.is_empty() || !formats.is_empty() {
                aside
                    .remarks
                    .push("FHIR version and format left out: the row names no system".to_owned());
            }
            return Ok(None);
        };
        Ok(Some(System {
            name,
            base_url: url,
            fhir_versions: Texts(versions),
            formats: List(formats),
            ..System::default()
        }))
    }

    /// Systems with all their keys, as JSON and YAML say them.
    pub(super) fn structured(
        &self,
        cells: &[Value],
        tracks: &[String],
    ) -> Result<Vec<System>, String> {
        let mut systems = Vec::new();
        for column in self.columns.for_field(Field::Systems) {
            let list = match &cells[column.at] {
                Value::Null => continue,
                Value::Array(list) => list.as_slice(),
                other => std::slice::from_ref(other),
            };
            for system in list {
                let Value::Object(system) = system else {
                    return Err(within(
                        column,
                        "expected systems with keys such as name and base-url",
                    ));
                };
                let mut system = system.clone();
                let text = |key| match system.get(key) {
                    Some(value) => values::text(value),
                    None => Ok(None),
                };
                let (url, status) = (text("base-url")?, text("status")?);
                if let Some(url) = &url {
                    judge(url)?;
                }
                if let Some(status) = status {
                    let read = values::system_status(&status).ok_or_else(|| {
                        let status = sanitized(&status);
                        within(
                            column,
                            &format!(
                                "unknown status '{status}': expected up, not-yet, broken or planned"
                            ),
                        )
                    })?;
                    system.insert("status".to_owned(), read.as_str().into());
                }
                if let Some(roles) = system.get("roles") {
                    let mut found = Vec::new();
                    for role in values::naming(roles)? {
                        let roles = self.catalog.roles(&role, tracks);
                        found.extend(roles.map_err(|why| within(column, &why))?);
                    }
                    system.insert("roles".to_owned(), found.into());
                }
                let system: System = serde_json::from_value(Value::Object(system))
                    .map_err(|error| format!("cannot be parsed as a registration: {error}"))?;
                for version in system.fhir_versions.iter() {
                    ensure_version(version).map_err(|why| within(column, &why))?;
                }
                systems.push(system);
            }
        }
        Ok(systems)
    }
}

/// Refuses what names no version of FHIR, with those that are near.
fn ensure_version(text: &str) -> Result<(), String> {
    if !fhir_version::releases(text).is_empty() {
        return Ok(());
    }
    let near = nearest::nearest(text, fhir_version::KNOWN);
    let question = nearest::did_you_mean(&near);
    let question = question.map_or_else(String::new, |question| format!("; {question}"));
    Err(format!("no FHIR version '{}'{question}", sanitized(text)))
}

/// Refuses what is no server's address, and repeats nothing that may be a password.
fn judge(address: &str) -> Result<(), String> {
    match url::parse_base(address) {
        Err(Fault::Credentials) => {
            Err("has a base URL with a user name or password in it; leave them out".to_owned())
        }
        Ok(_) => Ok(()),
        Err(_) => {
            let shown = sanitized(url::redacted(address));
            Err(format!(
                "invalid base URL '{shown}': expected one such as https://fhir.example.org/r4"
            ))
        }
    }
}
