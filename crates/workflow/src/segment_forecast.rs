//! What is expected of segments in the next twelve months, and whether the forecast of a year ago held.
//!
//! The chances of a segment are learned from the members who stood in it a year ago, because whoever is in a segment of good
//! payers today has paid of late; see `retention`. The forecast of a year ago needs the segments of two years ago.

use crate::features::{features_in_chunks, payment_sums_with_days};
use crate::home::Home;
use crate::progress::Progress;
use crate::segment_people::{Everybody, NOWHERE};
use crate::world::World;
use anyhow::Result;
use chrono::NaiveDate;
use domain::segment_views::{CalibrationPoint, Ranged};
use domain::{Bilingual, Month};
use features::MONTHS_BACK;
use intake::MembersTable;
use retention::{Happened, HazardCounts, Retention, Scope, Spell, calibrate};
use segmentation::{Payments, People, SegmentForecast, SegmentModel, month_traits, payment_records};

/// Months of a year, as the masks count them.
const YEAR: i32 = 12;

/// Forecasts in the order of the model's list of segments.
pub(crate) struct Forecasts {
    pub segments: Vec<SegmentForecast>,
    pub calibration: Vec<CalibrationPoint>,
    /// What can be said of last year's forecast.
    pub verdict: Bilingual,
}

/// Segments and months of everybody as known on an earlier day.
struct Then {
    segments: Vec<u16>,
    months: Vec<(u64, u64)>,
}

pub(crate) fn forecast(
    home: &Home,
    world: &World,
    as_of: NaiveDate,
    model: &SegmentModel,
    members: &MembersTable,
    now: &Everybody,
    progress: &dyn Progress,
) -> Result<Forecasts> {
    let named = model.all_segments();
    let scope = Scope {
        first: now.first,
        as_of_bit: MONTHS_BACK as u8,
        segments: named.len() as u16,
        grace_months: u8::try_from(world.rules.grace_months()).unwrap_or(3),
    };
    let months_on_file = now.period.map_or(0, |(first, _)| Month::of(as_of).months_since(first) + 1);
    let nothing = || vec![SegmentForecast::default(); named.len()];
    if months_on_file < 2 * YEAR {
        let verdict = Bilingual::new(
            format!("Terlalu dini untuk meramal: ada {months_on_file} bulan, perlu {}.", 2 * YEAR),
            format!("Too early to forecast: {months_on_file} months on file, {} are needed.", 2 * YEAR),
        );
        return Ok(Forecasts { segments: nothing(), calibration: Vec::new(), verdict });
    }
    let a_year_ago = on(home, world, a_year_before(as_of), model, members, progress)?;
    let mut counts = HazardCounts::new(scope)?;
    for (row, (covered, due)) in now.months.iter().copied().enumerate() {
        let spell = |segment: u16| Spell { covered, due, segment };
        if a_year_ago.segments[row] != NOWHERE {
            counts.learn(row as u32, &spell(a_year_ago.segments[row]), (MONTHS_BACK - YEAR) as u8)?;
        }
        if now.segments[row] != NOWHERE {
            counts.place(row as u32, &spell(now.segments[row]))?;
        }
    }
    let fitted = Retention::fit(&counts)?;
    let mut segments = nothing();
    for f in fitted.forecasts() {
        if let Some(place) = f.segment.and_then(|s| segments.get_mut(usize::from(s))) {
            *place = SegmentForecast { months_expected: f.months_expected, lapse_risk: f.lapse };
        }
    }
    drop(counts);
    let (calibration, verdict) = if months_on_file >= 3 * YEAR {
        let two_years_ago = on(home, world, a_year_before(a_year_before(as_of)), model, members, progress)?;
        checked(scope, model, now, &a_year_ago, &two_years_ago)?
    } else {
        let words = Bilingual::new(
            format!("Ramalan belum dapat diuji: ada {months_on_file} bulan, perlu {}.", 3 * YEAR),
            format!("The forecast cannot be checked yet: {months_on_file} months on file, {} are needed.", 3 * YEAR),
        );
        (Vec::new(), words)
    };
    Ok(Forecasts { segments, calibration, verdict })
}

/// The forecast that could have been made a year ago, beside what then happened.
fn checked(
    scope: Scope,
    model: &SegmentModel,
    now: &Everybody,
    a_year_ago: &Then,
    two_years_ago: &Then,
) -> Result<(Vec<CalibrationPoint>, Bilingual)> {
    let scope = Scope { first: scope.first.plus(-YEAR), ..scope };
    let mut counts = HazardCounts::new(scope)?;
    for (row, (covered, due)) in a_year_ago.months.iter().copied().enumerate() {
        let spell = |segment: u16| Spell { covered, due, segment };
        if two_years_ago.segments[row] != NOWHERE {
            counts.learn(row as u32, &spell(two_years_ago.segments[row]), (MONTHS_BACK - YEAR) as u8)?;
        }
        if a_year_ago.segments[row] != NOWHERE {
            counts.place(row as u32, &spell(a_year_ago.segments[row]))?;
        }
    }
    let fitted = Retention::fit(&counts)?;
    let mut happened = Happened::new(scope)?;
    for (row, (covered, due)) in a_year_ago.months.iter().copied().enumerate() {
        if a_year_ago.segments[row] != NOWHERE {
            // The same month stands a year higher on the bits of then.
            let since = now.months[row].0 << YEAR;
            happened.add(row as u32, &Spell { covered, due, segment: a_year_ago.segments[row] }, since)?;
        }
    }
    let found = calibrate(&fitted, &happened)?;
    let named = model.all_segments();
    let points = found
        .lapse
        .points
        .iter()
        .filter_map(|p| {
            let segment = named.get(usize::from(p.segment?))?;
            Some(CalibrationPoint {
                segment: segment.id.clone(),
                name: segment.name.clone(),
                people: p.people,
                forecast: Ranged { ..p.forecast },
                happened: p.happened,
            })
        })
        .collect();
    Ok((points, found.lapse.verdict.words()))
}

/// Segments that the model would have given on an earlier day, and the months of that day.
fn on(
    home: &Home,
    world: &World,
    day: NaiveDate,
    model: &SegmentModel,
    members: &MembersTable,
    progress: &dyn Progress,
) -> Result<Then> {
    let sums = payment_sums_with_days(home, world, day, progress)?;
    let traits = month_traits(&sums);
    let mut then = Then { segments: Vec::with_capacity(members.rows()), months: Vec::with_capacity(members.rows()) };
    features_in_chunks(members, &sums, |_, columns, table| {
        let records = payment_records(&sums, columns)?;
        let people = People { table: &table, payments: Some(Payments { records: &records, traits: &traits }) };
        let assigned = model.assign(people)?.segments;
        then.segments.extend(assigned.into_iter().map(|s| s.unwrap_or(NOWHERE)));
        then.months.extend(sums.masks(columns)?.iter().map(|m| (m.covered, m.due)));
        Ok(())
    })?;
    Ok(then)
}

/// The last day of the same month a year before.
fn a_year_before(day: NaiveDate) -> NaiveDate {
    Month::of(day).plus(-YEAR).last_day()
}
