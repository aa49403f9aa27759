//! Answers that are left out when they mean nothing: no reason to turn a person away.

use serde_json::Value;

use crate::import::registration::headings::Field;
use crate::import::registration::row::{Reader, within};
use crate::import::registration::values;
use crate::model::registration::Experience;

impl Reader<'_> {
    /// How much of Connectathons the person has seen.
    pub(super) fn experience(
        &self,
        cells: &[Value],
        remarks: &mut Vec<String>,
    ) -> Result<Option<Experience>, String> {
        if let Some((text, column)) = self.first(cells, Field::Experience)? {
            let read = values::experience(&text);
            if read.is_none() {
                remarks.push(within(
                    column,
                    "left out: expected first time, some or experienced",
                ));
            }
            return Ok(read);
        }
        let Some((text, column)) = self.first(cells, Field::FirstTime)? else {
            return Ok(None);
        };
        Ok(match values::yes(&text) {
            Some(true) => Some(Experience::FirstTime),
            Some(false) => Some(Experience::Some),
            None => {
                remarks.push(within(column, "left out: expected yes or no"));
                None
            }
        })
    }

    /// The issue that the row is of: `#12`.
    pub(super) fn issue(
        &self,
        cells: &[Value],
        remarks: &mut Vec<String>,
    ) -> Result<Option<String>, String> {
        let Some((text, column)) = self.first(cells, Field::Issue)? else {
            return Ok(None);
        };
        let number = text.strip_prefix('#').unwrap_or(&text);
        if number.is_empty() || !number.bytes().all(|byte| byte.is_ascii_digit()) {
            remarks.push(within(column, "left out: expected the number of an issue"));
            return Ok(None);
        }
        Ok(Some(format!("#{number}")))
    }
}
