//! Rules of a decision as they are declared in TOML.

use anyhow::{Result, anyhow, bail};
use assignment::{Capacity, ChannelBudget, DecisionOption, Floor, Grouping, Rules, SmallestCells, Unit, Use};
use domain::{Bilingual, Rupiah};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use toml::Spanned;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Declared {
    budget: i64,
    #[serde(rename = "option")]
    pub(super) options: Vec<DeclaredOption>,
    #[serde(default)]
    channel_budget: BTreeMap<String, i64>,
    #[serde(default, rename = "capacity")]
    capacities: Vec<DeclaredCapacity>,
    #[serde(default, rename = "floor")]
    floors: Vec<DeclaredFloor>,
    smallest_cell: Option<DeclaredCell>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeclaredOption {
    /// Column of the members' file with the kept months expected of it.
    pub(super) column: Spanned<String>,
    #[serde(deserialize_with = "name")]
    name: Bilingual,
    channel: String,
    /// Whole rupiah a member.
    cost: i64,
    #[serde(default)]
    uses: BTreeMap<String, u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeclaredCapacity {
    key: String,
    #[serde(deserialize_with = "name")]
    name: Bilingual,
    #[serde(deserialize_with = "name")]
    unit: Bilingual,
    /// Small units in one unit: 60 where uses are minutes and people read hours.
    #[serde(default = "one")]
    of: u32,
    /// Column of the groups that have one each.
    by: Option<String>,
    /// Small units for all, or for each group that `amounts` does not name.
    amount: Option<u64>,
    #[serde(default)]
    amounts: BTreeMap<String, u64>,
}

fn one() -> u32 {
    1
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeclaredFloor {
    by: String,
    /// For every group that `shares` does not name.
    #[serde(default)]
    share: f64,
    #[serde(default)]
    shares: BTreeMap<String, f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DeclaredCell {
    by: String,
    members: u32,
}

/// A name as one text for both languages, or as one for each.
fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Bilingual, D::Error> {
    struct Name;
    impl<'de> Visitor<'de> for Name {
        type Value = Bilingual;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a name such as \"Kunjungan\", or { id = \"Kunjungan\", en = \"Visit\" }")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<Bilingual, E> {
            Ok(Bilingual::same(text))
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Bilingual, A::Error> {
            Bilingual::deserialize(MapAccessDeserializer::new(map))
        }
    }
    deserializer.deserialize_any(Name)
}

/// What stands in the language of the format, and what people call it.
const IN_WORDS: [(&str, &str); 7] = [
    ("expected i64", "expected a whole number such as 5000000"),
    ("expected u64", "expected a whole number of 0 or more"),
    ("expected u32", "expected a whole number of 0 or more"),
    ("expected f64", "expected a number such as 0.3"),
    ("expected a string", "expected a text in quotes"),
    ("expected a sequence", "expected tables in double brackets, such as [[option]]"),
    ("expected a map", "expected a table, such as { key = 1 }"),
];

impl Declared {
    /// Reads the file; a refusal names its line.
    pub(super) fn read(file: &str, text: &str) -> Result<Self> {
        let line_at = |place: usize| 1 + text.bytes().take(place).filter(|byte| *byte == b'\n').count();
        let declared: Self = toml::from_str(text).map_err(|error| {
            let line = line_at(error.span().map_or(0, |span| span.start));
            let mut says = error.message().replace(['\n', '\r'], " ");
            for (code, words) in IN_WORDS {
                says = says.replace(code, words);
            }
            anyhow!("{file}, line {line}: {says}")
        })?;
        for (place, option) in declared.options.iter().enumerate() {
            let column = option.column.get_ref();
            let earlier = declared.options[..place].iter().find(|other| other.column.get_ref() == column);
            if let Some(other) = earlier {
                let [here, there] = [option, other].map(|option| line_at(option.column.span().start));
                bail!(
                    "{file}, line {here}: column `{column}` is that of the [[option]] on line {there} already; expected a column \
                     for each option"
                );
            }
        }
        Ok(declared)
    }

    /// Columns of the members' file that tell groups apart.
    pub(super) fn groupings(&self) -> Vec<String> {
        let of_capacities = self.capacities.iter().filter_map(|capacity| capacity.by.clone());
        let of_floors = self.floors.iter().map(|floor| floor.by.clone());
        let of_cells = self.smallest_cell.iter().map(|cell| cell.by.clone());
        let mut keys: Vec<String> = of_capacities.chain(of_floors).chain(of_cells).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The rules, with what is declared by group in the order of the groups.
    pub(super) fn rules(&self, groupings: &[Grouping]) -> Result<Rules> {
        let whole = |what: &str, rupiah: i64| {
            if rupiah < 0 {
                bail!("{what} is {rupiah}, expected whole rupiah of 0 or more")
            }
            Ok(Rupiah::whole(rupiah))
        };
        let mut options = Vec::with_capacity(self.options.len());
        for option in &self.options {
            let uses = option.uses.iter().map(|(capacity, amount)| Use { capacity: capacity.clone(), amount: *amount });
            options.push(DecisionOption {
                name: option.name.clone(),
                channel: option.channel.clone(),
                cost: whole(&format!("cost of option {}", option.column.get_ref()), option.cost)?,
                cost_of_distance: Rupiah::ZERO,
                uses: uses.collect(),
            });
        }
        let channel_budgets = self.channel_budget.iter().map(|(channel, budget)| {
            Ok(ChannelBudget {
                channel: channel.clone(),
                name: Bilingual::new(channel.as_str(), channel.as_str()),
                budget: whole(&format!("channel_budget of {channel}"), *budget)?,
            })
        });
        let mut capacities = Vec::with_capacity(self.capacities.len());
        for capacity in &self.capacities {
            let what = format!("capacity {}", capacity.key);
            let amounts = match &capacity.by {
                None => vec![needed(&what, capacity.amount)?],
                Some(by) => by_group(&what, by, groupings, capacity.amount, &capacity.amounts)?,
            };
            capacities.push(Capacity {
                key: capacity.key.clone(),
                name: capacity.name.clone(),
                unit: Unit { name: capacity.unit.clone(), of: capacity.of },
                by: capacity.by.clone(),
                amounts,
            });
        }
        let floors = self.floors.iter().map(|floor| {
            let what = format!("floor by {}", floor.by);
            let shares = by_group(&what, &floor.by, groupings, Some(floor.share), &floor.shares)?;
            Ok(Floor { by: floor.by.clone(), shares })
        });
        Ok(Rules {
            options,
            budget: whole("budget", self.budget)?,
            channel_budgets: channel_budgets.collect::<Result<_>>()?,
            capacities,
            floors: floors.collect::<Result<_>>()?,
            smallest_cells: self
                .smallest_cell
                .as_ref()
                .map(|cell| SmallestCells { by: cell.by.clone(), members: cell.members }),
        })
    }
}

fn needed<T>(what: &str, amount: Option<T>) -> Result<T> {
    match amount {
        Some(amount) => Ok(amount),
        None => bail!("{what} says no amount"),
    }
}

/// One number for each group: that declared for it, else that for all.
fn by_group<T: Copy>(
    what: &str,
    by: &str,
    groupings: &[Grouping],
    for_all: Option<T>,
    of: &BTreeMap<String, T>,
) -> Result<Vec<T>> {
    let Some(grouping) = groupings.iter().find(|grouping| grouping.key == by) else {
        bail!("{what}: there is no column {by}");
    };
    if let Some(unknown) = of.keys().find(|name| !grouping.groups.iter().any(|group| group.id == **name)) {
        bail!("{what} names `{unknown}`, and no member has that in column {by}");
    }
    let number = |group: &Bilingual| match of.get(&group.id).copied().or(for_all) {
        Some(number) => Ok(number),
        None => bail!("{what} says no amount for `{}`", group.id),
    };
    grouping.groups.iter().map(number).collect()
}
