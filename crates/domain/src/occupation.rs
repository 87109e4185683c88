//! What people do for a living: ISCO-08 / KBJI 2014 codes and the groups planners work with.

use crate::error::DomainError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// A four-digit ISCO-08 / KBJI 2014 unit group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OccupationCode(pub u16);

impl FromStr for OccupationCode {
    type Err = DomainError;
    fn from_str(text: &str) -> Result<Self, DomainError> {
        let t = text.trim();
        let bad = || DomainError::unreadable(text, "a four-digit ISCO-08/KBJI 2014 code such as 6222");
        if t.len() != 4 {
            return Err(bad());
        }
        t.parse().map(Self).map_err(|_| bad())
    }
}

impl fmt::Display for OccupationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

/// The occupation groups that campaigns speak to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OccupationGroup {
    /// Nelayan and fish farmers.
    Fisher,
    /// Petani, growers and livestock keepers.
    Farmer,
    /// Pedagang pasar and shopkeepers.
    MarketTrader,
    /// Pedagang kaki lima.
    StreetVendor,
    /// Ojek, drivers, couriers; on a platform or not.
    Transport,
    /// Pekerja rumah tangga.
    DomesticWorker,
    /// Pekerja bangunan lepas.
    ConstructionCasual,
    /// Home makers of goods: tailors, weavers, bakers.
    HomeMaker,
    /// Everyone else.
    Other,
}

impl OccupationGroup {
    /// All groups in display order.
    pub const ALL: [Self; 9] = [
        Self::Fisher,
        Self::Farmer,
        Self::MarketTrader,
        Self::StreetVendor,
        Self::Transport,
        Self::DomesticWorker,
        Self::ConstructionCasual,
        Self::HomeMaker,
        Self::Other,
    ];

    /// The stable key, as in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Fisher => "fisher",
            Self::Farmer => "farmer",
            Self::MarketTrader => "market_trader",
            Self::StreetVendor => "street_vendor",
            Self::Transport => "transport",
            Self::DomesticWorker => "domestic_worker",
            Self::ConstructionCasual => "construction_casual",
            Self::HomeMaker => "home_maker",
            Self::Other => "other",
        }
    }

    /// The name planners use.
    pub fn name(self) -> crate::Bilingual {
        let (id, en) = match self {
            Self::Fisher => ("Nelayan", "Fishers"),
            Self::Farmer => ("Petani", "Farmers"),
            Self::MarketTrader => ("Pedagang pasar", "Market traders"),
            Self::StreetVendor => ("Pedagang kaki lima", "Street vendors"),
            Self::Transport => ("Ojek dan pengemudi", "Drivers and couriers"),
            Self::DomesticWorker => ("Pekerja rumah tangga", "Domestic workers"),
            Self::ConstructionCasual => ("Pekerja bangunan", "Construction casuals"),
            Self::HomeMaker => ("Perajin rumahan", "Home makers of goods"),
            Self::Other => ("Pekerja lain", "Other workers"),
        };
        crate::Bilingual::new(id, en)
    }
}

impl FromStr for OccupationGroup {
    type Err = DomainError;
    fn from_str(text: &str) -> Result<Self, DomainError> {
        Self::ALL.into_iter().find(|g| g.key() == text.trim()).ok_or_else(|| {
            DomainError::unreadable(
                text,
                "an occupation group: fisher, farmer, market_trader, street_vendor, transport, domestic_worker, \
                 construction_casual, home_maker or other",
            )
        })
    }
}

/// Which group each code belongs to; read from `models/occupations.csv` (`code,group,name_id,name_en,source,as_of,confidence`).
#[derive(Debug, Clone, Default)]
pub struct OccupationTable {
    groups: BTreeMap<OccupationCode, OccupationGroup>,
}

impl OccupationTable {
    /// Reads the table from CSV text; `file` is only named in errors.
    pub fn from_csv(file: &str, text: &str) -> Result<Self, DomainError> {
        #[derive(Deserialize)]
        struct Row {
            code: String,
            group: String,
        }
        let mut groups = BTreeMap::new();
        for (i, row) in csv::Reader::from_reader(text.as_bytes()).deserialize::<Row>().enumerate() {
            let fail = |reason: String| DomainError::Rules { file: file.to_owned(), line: Some(i + 2), reason };
            let row = row.map_err(|e| fail(e.to_string()))?;
            let code = row.code.parse().map_err(|e: DomainError| fail(e.to_string()))?;
            let group = row.group.parse().map_err(|e: DomainError| fail(e.to_string()))?;
            groups.insert(code, group);
        }
        Ok(Self { groups })
    }

    /// The group of a code; codes outside the table are [`OccupationGroup::Other`].
    pub fn group_of(&self, code: OccupationCode) -> OccupationGroup {
        self.groups.get(&code).copied().unwrap_or(OccupationGroup::Other)
    }

    /// All codes of a group, ascending.
    pub fn codes_of(&self, group: OccupationGroup) -> Vec<OccupationCode> {
        self.groups.iter().filter(|(_, g)| **g == group).map(|(c, _)| *c).collect()
    }
}
