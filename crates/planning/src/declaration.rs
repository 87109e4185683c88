//! Reading a campaign's declaration: every mistake at once, each with its line, its value, what was expected and what was
//! probably meant.

mod decision;
mod expected;
mod follow_ups;
mod mistake;
mod nearest;
mod schema;
mod sense;
mod shape;
mod surroundings;

pub use mistake::{Mistake, Mistakes};
pub use surroundings::Surroundings;

use crate::error::PlanningError;
use domain::{Bilingual, CampaignSpec};
use shape::Reading;

/// Reads and checks `campaign.toml` by itself; `file` is only named in mistakes.
pub fn parse_campaign(file: &str, text: &str) -> Result<CampaignSpec, PlanningError> {
    read_campaign(file, text, &Surroundings::default())
}

/// Reads `campaign.toml` and checks it against what surrounds it: its template files, the holidays, the schedule policy.
pub fn read_campaign(file: &str, text: &str, surroundings: &Surroundings<'_>) -> Result<CampaignSpec, PlanningError> {
    let mut reading = Reading::of(text);
    sense::check(&mut reading);
    follow_ups::check(&mut reading);
    decision::check(&mut reading);
    surroundings::check(&mut reading, surroundings);
    if reading.mistakes.is_empty() {
        match toml::from_str(text) {
            Ok(spec) => return Ok(spec),
            // What the fields above let pass and the types do not.
            Err(error) => {
                let line = reading.line_of(error.span().map_or(0, |span| span.start));
                reading.mistakes.push(Mistake {
                    line,
                    field: String::new(),
                    value: None,
                    says: Bilingual::new(error.message().trim(), error.message().trim()),
                    suggestion: None,
                });
            }
        }
    }
    let mut list = reading.mistakes;
    list.sort_by(|a, b| (a.line, &a.field).cmp(&(b.line, &b.field)));
    Err(PlanningError::Declaration(Mistakes { file: file.to_owned(), list }))
}

#[cfg(test)]
mod tests;
