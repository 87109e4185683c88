//! Comparisons that are not made, each with its sentence.

use observational::{
    Contacts, Covariate, Folds, Level, Panel, TwoByTwo, compare, did_panel, did_two_by_two, panel_effects,
    synthetic_control,
};

fn contacts() -> Contacts {
    let rows = 80;
    Contacts {
        outcome: (0..rows).map(|i| f64::from(i * 7 % 11)).collect(),
        treated: (0..rows).map(|i| i * 3 % 7 < 3).collect(),
        covariates: vec![Covariate::Number {
            column: "umur".into(),
            values: (0..rows).map(|i| f64::from(i % 13)).collect(),
        }],
    }
}

fn refusal(contacts: &Contacts) -> String {
    compare(contacts, Level::NINETY_FIVE, None).unwrap_err().to_string()
}

#[test]
fn a_column_that_tells_the_contact_is_no_overlap() {
    let mut c = contacts();
    let values = c.treated.iter().map(|t| if *t { 5.0 } else { 1.0 }).collect();
    c.covariates.push(Covariate::Number { column: "lama_panggilan".into(), values });
    let sentence = refusal(&c);
    assert!(sentence.starts_with("there is no overlap: `"), "{sentence}");
    let mut c = contacts();
    let codes = c.treated.iter().enumerate().map(|(i, t)| u32::from(*t && i % 2 == 0)).collect();
    let labels = vec!["lain".into(), "hanya dihubungi".into()];
    c.covariates.push(Covariate::Group { column: "daftar".into(), codes, labels });
    assert!(refusal(&c).contains("tells who was contacted for certain"), "{}", refusal(&c));
}

#[test]
fn nothing_to_adjust_for_nobody_on_a_side_and_equal_outcomes_are_refused() {
    let c = Contacts { covariates: Vec::new(), ..contacts() };
    assert!(refusal(&c).starts_with("no covariates are named"));
    let c = Contacts { treated: (0..80).map(|i| i < 3).collect(), ..contacts() };
    assert_eq!(refusal(&c), "3 rows were contacted and 77 were not, expected at least 20 of each");
    let c = Contacts { outcome: vec![1.0; 80], ..contacts() };
    assert_eq!(refusal(&c), "every row has the outcome 1, so nothing can be told apart");
}

#[test]
fn columns_of_another_length_and_missing_numbers_are_named() {
    let mut c = contacts();
    c.treated.pop();
    assert_eq!(refusal(&c), "column `treated` has 79 rows, expected 80 as the outcome has");
    let mut c = contacts();
    c.covariates[0] = Covariate::Number { column: "umur".into(), values: vec![f64::NAN; 80] };
    assert_eq!(refusal(&c), "column `umur`, row 1: the value is NaN, expected a finite number");
    let mut c = contacts();
    c.covariates.push(Covariate::Group { column: "kota".into(), codes: vec![2; 80], labels: vec!["a".into()] });
    assert!(refusal(&c).starts_with("column `kota`, row 1: the group code is 2"));
    let mut c = contacts();
    c.covariates.push(c.covariates[0].clone());
    assert!(refusal(&c).contains("sum of multiples of the columns before it"), "{}", refusal(&c));
}

#[test]
fn levels_and_folds_that_are_none_are_refused() {
    assert!(Level::new(95.0).is_err() && Level::new(0.4).is_err() && Level::new(f64::NAN).is_err());
    for folds in [1, 5, 21] {
        let sentence =
            compare(&contacts(), Level::NINETY_FIVE, Some(Folds { folds, seed: 1 })).unwrap_err().to_string();
        assert!(sentence.contains("folds for cross-fitting"), "{sentence}");
    }
}

fn panel(units: usize, periods: usize, treated: impl Fn(u32, u32) -> bool) -> Panel {
    let cells = || (0..units as u32).flat_map(move |u| (0..periods as u32).map(move |p| (u, p)));
    Panel {
        units: (0..units).map(|u| format!("desa {u}")).collect(),
        periods: (0..periods).map(|p| format!("{p}")).collect(),
        unit: cells().map(|c| c.0).collect(),
        period: cells().map(|c| c.1).collect(),
        outcome: cells().map(|(u, p)| f64::from(u * 5 % 7 + p * u % 3)).collect(),
        treated: cells().map(|(u, p)| treated(u, p)).collect(),
    }
}

#[test]
fn panels_that_cannot_answer_are_refused_in_words() {
    let l = Level::NINETY_FIVE;
    let say =
        |answer: Result<observational::Comparison, observational::ObservationalError>| answer.unwrap_err().to_string();
    assert!(say(panel_effects(&panel(2, 5, |u, p| u + p > 3), &[], l)).contains("2 units and 5 periods"));
    assert!(say(panel_effects(&panel(5, 5, |_, _| false), &[], l)).starts_with("no unit changes"));
    assert!(say(panel_effects(&panel(5, 5, |u, _| u == 1), &[], l)).starts_with("no unit changes"));
    assert!(say(did_panel(&panel(5, 5, |_, p| p > 2), l)).starts_with("no unit changes"));
    assert!(
        say(did_panel(&panel(5, 5, |u, p| u == 1 && p == 2), l)).contains("unit `desa 1` is treated and later not")
    );
    let mut twice = panel(5, 5, |u, p| u == 1 && p > 2);
    twice.period[1] = 0;
    assert_eq!(
        say(did_panel(&twice, l)),
        "unit `desa 0` has more than one row in period `0`, expected one row for each unit and period"
    );
    assert_eq!(
        say(synthetic_control(&panel(5, 5, |u, p| u < 2 && p > 2), l)),
        "2 units are treated, expected exactly one for a synthetic control"
    );
    assert!(say(synthetic_control(&panel(5, 5, |u, p| u == 1 && p > 1), l)).starts_with("there are 2 periods before"));
    let mut gap = panel(5, 6, |u, p| u == 1 && p > 3);
    for column in [&mut gap.unit, &mut gap.period] {
        column.remove(7);
    }
    gap.outcome.remove(7);
    gap.treated.remove(7);
    assert!(say(synthetic_control(&gap, l)).starts_with("unit `desa 1` has no row in period `1`"));
    let unknown = panel(9, 5, |_, _| false).with_one_treated("desa 77", "2").unwrap_err().to_string();
    assert!(unknown.starts_with("unit `desa 77` is not in the panel, which holds `desa 0`"), "{unknown}");
    assert!(unknown.ends_with("and 1 more"), "{unknown}");
    assert!(panel(5, 5, |_, _| false).with_one_treated("desa 1", "1999").is_err());
}

#[test]
fn a_difference_in_differences_with_an_empty_cell_names_it() {
    let rows = TwoByTwo {
        outcome: (0..40).map(f64::from).collect(),
        group: (0..40).map(|i| i % 2 == 0).collect(),
        after: (0..40).map(|i| i % 2 == 1).collect(),
        clusters: None,
    };
    let sentence = did_two_by_two(&rows, Level::NINETY_FIVE).unwrap_err().to_string();
    assert_eq!(
        sentence,
        "the group after has 0 rows, expected at least 2 in each of the four cells of a difference in differences"
    );
}
