//! Two real surveys, read from the shared folder beside the project; a notice where it is not there. The numbers are those of the
//! reference fits in the folder's README, to their last printed digit.

use crate::{Survey, agrees, is_printed};
use choice::{Attribute, ChoiceModel, Errors, Folds, by_alternative, constants, out_of_sample, willingness_to_pay};
use effectiveness::Level;
use effectiveness::money::FiellerSet;
use std::collections::HashMap;

const ELECTRICITY: [&str; 6] = ["pf", "cl", "loc", "wk", "tod", "seas"];

fn survey(
    file: &str,
    [person, task, alternative, chosen]: [&str; 4],
    attributes: &[&str],
) -> Option<(Survey, studies::Table)> {
    let table = studies::table(file)?;
    let attribute = |name: &&str| Attribute::new(*name, studies::numbers(&table, name));
    let survey = Survey {
        persons: table[person].clone(),
        tasks: table[task].clone(),
        alternatives: table[alternative].clone(),
        chosen: table[chosen].iter().map(|c| c == "1").collect(),
        attributes: attributes.iter().map(attribute).collect(),
    };
    Some((survey, table))
}

fn electricity() -> Option<Survey> {
    Some(survey("electricity_plan_choice.csv.gz", ["id", "chid", "alt", "choice"], &ELECTRICITY)?.0)
}

#[test]
fn plans_for_electricity_give_the_reference_coefficients_and_both_kinds_of_errors() {
    let Some(survey) = electricity() else { return };
    let model = survey.fit().unwrap();
    assert_eq!((model.persons, model.tasks, model.rows), (361, 4_308, 17_232));
    assert!(model.rounds <= 8, "{}", model.rounds);
    is_printed(model.log_likelihood, -4_958.649_119);
    agrees(model.equal_shares_log_likelihood, -4_308.0 * 4_f64.ln(), 1e-12);
    agrees(model.mcfadden_r2, 1.0 - 4_958.649_119 / (4_308.0 * 4_f64.ln()), 1e-9);
    let coefficients = [-0.625_228, -0.108_299, 1.442_243, 0.995_504, -5.462_759, -5.840_031];
    let hessian = [0.023_222, 0.008_244, 0.050_557, 0.044_780, 0.183_713, 0.186_678];
    let by_person = [0.033_444, 0.013_997, 0.078_759, 0.063_782, 0.277_769, 0.272_339];
    let ours = (model.standard_errors(Errors::Hessian).unwrap(), model.standard_errors(Errors::ByPerson).unwrap());
    for k in 0..6 {
        is_printed(model.coefficients[k], coefficients[k]);
        is_printed(ours.0[k], hessian[k]);
        is_printed(ours.1[k], by_person[k]);
    }
}

#[test]
fn what_people_would_pay_for_a_plan_is_the_reference_in_cents() {
    let Some(survey) = electricity() else { return };
    let model = survey.fit().unwrap();
    let level = Level::NINETY_FIVE;
    let paid = willingness_to_pay(&model, "pf", Errors::Hessian, level).unwrap();
    for (place, (estimate, error)) in
        [(-0.173_215, 0.013_818), (2.306_748, 0.101_586), (1.592_226, 0.080_447)].into_iter().enumerate()
    {
        assert_eq!(paid[place].attribute, ELECTRICITY[place + 1]);
        is_printed(paid[place].estimate, estimate);
        is_printed(paid[place].standard_error, error);
        let FiellerSet::Bounded(interval) = paid[place].interval else { panic!("{:?}", paid[place]) };
        // With a price this sure Fieller's ends are those of the delta method, nearly.
        agrees(interval.high - interval.low, 2.0 * 1.959_964 * error, 0.02);
        assert!(interval.contains(estimate));
    }
    let clustered = willingness_to_pay(&model, "pf", Errors::ByPerson, level).unwrap();
    assert!(clustered.iter().zip(&paid).all(|(c, p)| c.standard_error > p.standard_error));
}

#[test]
fn persons_who_were_left_out_choose_as_foretold_far_more_often_than_by_lot() {
    let Some(survey) = electricity() else { return };
    let choices = survey.read().unwrap();
    let outside = out_of_sample(&choices, Folds { folds: 5, seed: 7 }, Level::NINETY_FIVE).unwrap();
    agrees(outside.equal_shares_mean_log_likelihood, -4_f64.ln(), 1e-12);
    agrees(outside.share_foretold_by_lot, 0.25, 1e-12);
    let inside = survey.fit().unwrap().log_likelihood / 4_308.0;
    assert!(outside.mean_log_likelihood < inside && outside.mean_log_likelihood > inside - 0.01, "{outside:?}");
    assert!(outside.share_foretold > 0.45 && outside.gain_interval.low > 0.2, "{outside:?}");
}

#[test]
fn each_person_left_out_is_foretold_as_by_fits_written_out_in_numpy() {
    let Some(survey) = electricity() else { return };
    let outside = out_of_sample(&survey.read().unwrap(), Folds { folds: 361, seed: 1 }, Level::NINETY_FIVE).unwrap();
    agrees(outside.mean_log_likelihood, -1.155_120_424_181_96, 1e-10);
    agrees(outside.share_foretold, 0.477_715_877_437_325_9, 1e-12);
}

fn mode_canada() -> Option<ChoiceModel> {
    let columns = ["case", "case", "alt", "choice"];
    let (all, table) = survey("mode_canada_choice.csv.gz", columns, &["freq", "cost", "ivt", "ovt"])?;
    let mut offered: HashMap<&String, usize> = HashMap::new();
    all.tasks.iter().for_each(|task| *offered.entry(task).or_default() += 1);
    let with_all_four: Vec<usize> = (0..all.tasks.len()).filter(|row| offered[&all.tasks[*row]] == 4).collect();
    let income = studies::numbers(&table, "income");
    let income = Attribute::new("income", with_all_four.iter().map(|row| income[*row]).collect());
    let mut kept = all.rows(&with_all_four);
    let modes: Vec<&str> = kept.alternatives.iter().map(String::as_str).collect();
    let more = [constants(&modes, "train").unwrap(), by_alternative(&income, &modes, "train").unwrap()].concat();
    kept.attributes.extend(more);
    Some(kept.fit().unwrap())
}

#[test]
fn modes_of_travel_with_constants_and_income_by_mode_give_the_reference() {
    let Some(model) = mode_canada() else { return };
    assert_eq!((model.tasks, model.attributes.len()), (2_779, 10));
    assert_eq!(model.attributes[4..], ["air", "bus", "car", "income: air", "income: bus", "income: car"]);
    is_printed(model.log_likelihood, -1_930.565_153);
    let errors = model.standard_errors(Errors::Hessian).unwrap();
    for (k, (estimate, error)) in
        [(0.093_101, 0.004_763), (-0.044_963, 0.003_938), (-0.009_986, 0.000_751), (-0.042_912, 0.002_830)]
            .into_iter()
            .enumerate()
    {
        is_printed(model.coefficients[k], estimate);
        is_printed(errors[k], error);
    }
}

#[test]
fn tasks_with_different_numbers_of_alternatives_are_fitted_too() {
    let Some((all, _)) = survey("mode_canada_choice.csv.gz", ["case", "case", "alt", "choice"], &["freq", "cost"])
    else {
        return;
    };
    let model = all.fit().unwrap();
    assert_eq!(model.tasks, 4_324);
    assert!(model.coefficients[0] > 0.0 && model.rows > 4 * 2_779);
}
