//! The twelve-channel file that ChannelAttribution ships, read from the shared folder beside the project; a notice where it is not there.

use crate::agrees;
use journeys::{Attribution, Bootstrap, JourneyRow, Journeys, PlaceRule, Rule, attribute};
use rust_decimal::Decimal;

struct Row {
    path: String,
    conversions: u64,
    nulls: u64,
    value: Decimal,
}

fn rows() -> Option<Vec<Row>> {
    let text = studies::text("channel_paths.csv.gz")?;
    let mut reader = csv::Reader::from_reader(text.as_slice());
    let row = |record: csv::StringRecord| Row {
        path: record[0].to_owned(),
        conversions: record[1].parse().unwrap(),
        value: record[2].parse().unwrap(),
        nulls: record[3].parse().unwrap(),
    };
    Some(reader.records().map(|record| row(record.unwrap())).collect())
}

fn journeys() -> Option<Journeys> {
    let rows = rows()?;
    let rows: Vec<JourneyRow<'_>> = rows
        .iter()
        .map(|r| JourneyRow { path: &r.path, conversions: r.conversions, nulls: r.nulls, value: r.value })
        .collect();
    Some(Journeys::read(&rows, " > ").unwrap())
}

fn conversions(answer: &Attribution, rule: Rule) -> Vec<f64> {
    let found = answer.rules.iter().find(|r| r.rule == rule).unwrap();
    found.channels.iter().map(|c| c.conversions).collect()
}

/// Channel, first, last, linear, removal effect, Markov: an exact solve in numpy of the chain of this file.
const TABLE: [(&str, f64, f64, f64, f64, f64); 12] = [
    ("alpha", 6308.0, 8447.0, 7_574.718_594, 0.558_399, 5_344.947_682),
    ("beta", 2831.0, 989.0, 2_083.500_145, 0.264_039, 2_527.352_167),
    ("delta", 1.0, 5.0, 1.725, 0.000_482, 4.613_618),
    ("epsilon", 99.0, 531.0, 272.170_438, 0.062_639, 599.570_650),
    ("eta", 3164.0, 4167.0, 3_539.951_157, 0.349_026, 3_340.847_402),
    ("gamma", 165.0, 92.0, 121.041_639, 0.017_880, 171.145_443),
    ("iota", 4606.0, 3355.0, 3_857.096_221, 0.405_835, 3_884.614_702),
    ("kappa", 74.0, 230.0, 137.964_078, 0.028_663, 274.363_256),
    ("lambda", 902.0, 1207.0, 1_035.257_572, 0.134_022, 1_282.847_223),
    ("mi", 2.0, 2.0, 2.222_222, 0.000_180, 1.722_425),
    ("theta", 1606.0, 653.0, 1_022.801_394, 0.206_010, 1_971.912_880),
    ("zeta", 27.0, 107.0, 136.551_540, 0.039_811, 381.062_553),
];

#[test]
fn every_column_of_the_reference_table_is_met_to_its_last_printed_digit() {
    let Some(journeys) = journeys() else { return };
    let answer = attribute(&journeys, 1, Bootstrap { draws: 0, ..Bootstrap::default() }).unwrap();
    assert_eq!((answer.conversions, answer.nulls), (19_785, 68_602));
    assert_eq!(answer.value.map(|v| v.round_dp(4)), Some("74802.9716".parse().unwrap()));
    assert!((answer.markov.conversion_probability - 0.223_845_135_6).abs() < 5.1e-11);
    let first = conversions(&answer, Rule::Place(PlaceRule::First));
    let last = conversions(&answer, Rule::Place(PlaceRule::Last));
    let linear = conversions(&answer, Rule::Place(PlaceRule::Linear));
    let markov = conversions(&answer, Rule::Markov(1));
    for (i, row) in TABLE.iter().enumerate() {
        assert_eq!(journeys.channels()[i], row.0);
        agrees(first[i], row.1, 1e-12);
        agrees(last[i], row.2, 1e-12);
        assert!((linear[i] - row.3).abs() < 5.1e-7, "{}: {}", row.0, linear[i]);
        assert!((answer.markov.removal_effects[i] - row.4).abs() < 5.1e-7);
        assert!((markov[i] - row.5).abs() < 5.1e-7, "{}: {}", row.0, markov[i]);
    }
}

#[test]
fn money_is_shared_to_the_hundredth_and_nothing_is_lost() {
    let Some(journeys) = journeys() else { return };
    let answer = attribute(&journeys, 1, Bootstrap { draws: 0, ..Bootstrap::default() }).unwrap();
    assert_eq!(answer.rules.len(), 7);
    for rule in &answer.rules {
        let sum: Decimal = rule.channels.iter().filter_map(|c| c.value).sum();
        assert_eq!(sum, "74802.97".parse().unwrap(), "{:?}", rule.rule);
    }
}

#[test]
fn intervals_hold_the_estimate_and_reach_far_for_channels_that_hardly_occur() {
    let Some(journeys) = journeys() else { return };
    let answer = attribute(&journeys, 1, Bootstrap { draws: 400, ..Bootstrap::default() }).unwrap();
    let markov = answer.rules.iter().find(|r| r.rule == Rule::Markov(1)).unwrap();
    for credit in &markov.channels {
        let interval = credit.interval.unwrap();
        assert!(interval.low <= credit.share && credit.share <= interval.high, "{credit:?}");
    }
    let wide = |name: &str| {
        let c = markov.channels.iter().find(|c| c.channel == name).unwrap();
        let interval = c.interval.unwrap();
        (interval.high - interval.low) / c.share
    };
    assert!(wide("delta") > 1.0 && wide("mi") > 1.0 && wide("alpha") < 0.03, "{} {}", wide("mi"), wide("alpha"));
    assert!(answer.notes.iter().any(|n| n.en.contains("fewer than 30 journeys: mi.")), "{:?}", answer.notes);
}

#[test]
fn higher_orders_keep_the_chance_of_a_payment_and_share_out_everything() {
    let Some(journeys) = journeys() else { return };
    for order in 2..=3 {
        let m = journeys::markov(&journeys, order).unwrap();
        agrees(m.conversion_probability, 19_785.0 / 88_387.0, 1e-11);
        agrees(m.shares.iter().sum::<f64>(), 1.0, 1e-12);
        assert!(m.states > if order == 2 { 80 } else { 256 }, "{}", m.states);
    }
}
