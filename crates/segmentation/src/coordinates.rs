//! Where a person stands: chances of habits and scaled features in one row of numbers, categories beside them.

use crate::error::SegmentationError;
use crate::params::{Category, Segmentation};
use crate::people::People;
use crate::scaling::Scaling;
use domain::Bilingual;
use features::{FeatureDef, FeatureTable, FeatureUnit};
use habits::{Behaviour, HabitModel};
use serde::{Deserialize, Serialize};

/// How a person's numbers are made; part of a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Frame {
    /// Habits, where the parameters ask for them.
    pub habits: Option<HabitModel>,
    /// Features that coordinates come from, in the order of the parameters.
    pub features: Vec<String>,
}

/// People with everything a method looks at.
pub(crate) struct Seen {
    /// The table with the columns that the habits add.
    pub table: FeatureTable,
    /// Weighted chances, `habits` numbers a row.
    pub chances: Vec<f64>,
    /// Habits.
    pub habits: usize,
    /// Places of the chosen features in the table.
    pub chosen: Vec<usize>,
    /// Categories, one row a person.
    pub categories: Vec<u32>,
}

impl Frame {
    /// The people as methods see them. The same for fitting and for assigning.
    pub(crate) fn see(&self, params: &Segmentation, people: People<'_>) -> Result<Seen, SegmentationError> {
        people.check()?;
        let chosen: Vec<usize> =
            self.features.iter().map(|name| people.table.index_of(name)).collect::<Result<_, _>>()?;
        let (table, chances, habits) = match (&self.habits, params.habits) {
            (Some(model), Some(term)) => {
                let payments = people.payments.ok_or_else(|| SegmentationError::Payments {
                    reason: "the parameters ask for [habits], and no payments are given".to_owned(),
                })?;
                let mut chances = model.chances(payments.records, payments.traits)?;
                let table = with_behaviours(people.table, &model.behaviours(&chances))?;
                chances.chunks_mut(model.habits.len()).for_each(|row| sharpen(row, term.sharpness, term.weight));
                (table, chances, model.habits.len())
            }
            _ => (people.table.clone(), Vec::new(), 0),
        };
        let categories = categories(params, &table)?;
        Ok(Seen { table, chances, habits, chosen, categories })
    }
}

impl Seen {
    /// Coordinates of a row.
    pub(crate) fn point(&self, scalings: &[Scaling], row: usize) -> Vec<f64> {
        let mut point = self.chances[row * self.habits..(row + 1) * self.habits].to_vec();
        point.extend(
            self.chosen
                .iter()
                .zip(scalings)
                .map(|(feature, scaling)| (self.table.column(*feature)[row] - scaling.centre) * scaling.factor),
        );
        point
    }

    pub(crate) fn width(&self) -> usize {
        self.habits + self.chosen.len()
    }

    /// The likeliest habit of a row; the first of equals.
    pub(crate) fn likeliest(&self, row: usize) -> usize {
        let weights = &self.chances[row * self.habits..(row + 1) * self.habits];
        (0..weights.len()).fold(0, |best, i| if weights[i] > weights[best] { i } else { best })
    }

    /// The categories of a row.
    pub(crate) fn categories_of(&self, row: usize, width: usize) -> &[u32] {
        &self.categories[row * width..(row + 1) * width]
    }
}

/// Chances to a power, brought to the sum `weight`.
fn sharpen(chances: &mut [f64], power: f64, weight: f64) {
    let top = chances.iter().copied().fold(0.0, f64::max);
    for chance in chances.iter_mut() {
        *chance = (*chance / top).powf(power);
    }
    let sum: f64 = chances.iter().sum();
    for chance in chances.iter_mut() {
        *chance *= weight / sum;
    }
}

fn categories(params: &Segmentation, table: &FeatureTable) -> Result<Vec<u32>, SegmentationError> {
    let mut codes = Vec::with_capacity(params.categories.len() * table.rows());
    let urban =
        if params.categories.iter().any(|c| c.name == Category::Urban) { Some(table.feature("urban")?) } else { None };
    for row in 0..table.rows() {
        for category in &params.categories {
            codes.push(match category.name {
                Category::Group => table.group_index(row) as u32,
                Category::Urban => urban.map_or(0, |column| u32::from(column[row] > 0.5)),
            });
        }
    }
    Ok(codes)
}

/// What habits say of a person, as features like any other, so that segments can be named and profiled by them.
pub(crate) fn habit_defs() -> Vec<FeatureDef> {
    use FeatureUnit::{DayOfMonth, Share};
    let rows: [(&str, FeatureUnit, &str, &str, &str, &str); 6] = [
        (
            "habit_skip",
            Share,
            "Peluang melewatkan bulan",
            "Chance to skip a month",
            "Pada bulan biasa dengan potongan iuran",
            "In an ordinary month with a discount",
        ),
        (
            "habit_skip_lean",
            Share,
            "Tambahan peluang melewatkan bulan paceklik",
            "Extra chance to skip lean months",
            "Tambahan peluang melewatkan pada bulan paceklik",
            "How much higher the chance to skip is in lean months",
        ),
        (
            "habit_skip_full_price",
            Share,
            "Tambahan peluang melewatkan pada harga penuh",
            "Extra chance to skip at full price",
            "Tambahan peluang melewatkan tanpa potongan",
            "How much higher the chance to skip is without a discount",
        ),
        (
            "habit_stop",
            Share,
            "Peluang berhenti tiap bulan",
            "Chance to stop each month",
            "Peluang berhenti membayar tiap bulan",
            "Chance a month to stop paying",
        ),
        (
            "habit_block",
            Share,
            "Pembayaran untuk beberapa bulan sekaligus",
            "Payments for several months at once",
            "Bagian pembayaran yang membeli beberapa bulan",
            "Part of payments that buy several months",
        ),
        (
            "habit_day",
            DayOfMonth,
            "Tanggal membayar",
            "Day of payment",
            "Tanggal membayar rata-rata",
            "Mean day of the month",
        ),
    ];
    rows.into_iter()
        .map(|(name, unit, label_id, label_en, id, en)| FeatureDef {
            name: name.to_owned(),
            unit,
            label: Bilingual::new(label_id, label_en),
            meaning: Bilingual::new(id, en),
            formula: "sum over habits of chance of the habit * its value".to_owned(),
        })
        .collect()
}

/// A behaviour in the order of [`habit_defs`].
pub(crate) fn behaviour_values(b: &Behaviour) -> [f64; 6] {
    [b.skip, b.skip_lean, b.skip_full_price, b.stop, b.block, b.day]
}

fn with_behaviours(table: &FeatureTable, behaviours: &[Behaviour]) -> Result<FeatureTable, SegmentationError> {
    let defs = habit_defs();
    let mut columns: Vec<Vec<f64>> = defs.iter().map(|_| Vec::with_capacity(behaviours.len())).collect();
    for (behaviour, history) in behaviours.iter().zip(table.history()) {
        let known = *history == features::History::Known;
        for (column, value) in columns.iter_mut().zip(behaviour_values(behaviour)) {
            column.push(if known { value } else { f64::NAN });
        }
    }
    Ok(table.with(defs, columns)?)
}
