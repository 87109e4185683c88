//! Names of regencies, for places on paper and on pages.

use crate::home::Home;
use crate::world::model_text;
use anyhow::Result;
use domain::RegionCode;
use domain::rules::read_rows;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Names of regencies by code.
pub struct Regencies {
    names: BTreeMap<String, String>,
}

impl Regencies {
    /// Those of a home, `models/regions/regencies.csv`.
    pub fn load(home: &Home) -> Result<Self> {
        #[derive(Deserialize)]
        struct Row {
            code: String,
            name: String,
        }
        let text = model_text(Some(home), "regions/regencies.csv")?;
        let rows: Vec<Row> = read_rows("models/regions/regencies.csv", &text)?;
        Ok(Self { names: rows.into_iter().map(|r| (r.code, r.name)).collect() })
    }

    /// The names themselves.
    pub fn into_names(self) -> BTreeMap<String, String> {
        self.names
    }

    fn regency_of(&self, code: &RegionCode) -> String {
        code.regency().and_then(|r| self.names.get(r)).cloned().unwrap_or_else(|| code.to_string())
    }

    /// A village in its regency.
    pub(crate) fn place_of(&self, code: &RegionCode) -> String {
        format!("Desa {code}, {}", self.regency_of(code))
    }

    /// The counters of a village's regency.
    pub(crate) fn counter_of(&self, code: &RegionCode) -> String {
        format!("Loket mitra {}", self.regency_of(code))
    }
}
