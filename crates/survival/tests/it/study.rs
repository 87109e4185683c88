//! A whole file judged: verdicts, grades, what is left out on purpose, and refusals.

use crate::agrees;
use crate::files::{is, numbers, telco, unemployment};
use effectiveness::{Grouping, Level};
use rand::{Rng, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use survival::study::{Finding, Lot, Recommended, Study, StudyAnswer, judge};

const L: Level = Level::NINETY_FIVE;

fn study(durations: Vec<f64>, exits: Vec<u8>) -> Study {
    Study {
        durations,
        exits,
        causes: vec!["lapsed".into()],
        group: None,
        control: None,
        area: None,
        lot: None,
        horizon: None,
        covariates: Vec::new(),
        left_out: vec![0],
    }
}

/// Two arms in 24 areas; treated members stop with chance `treated` a month, others with 0.08; seen for a year.
fn trial(treated: f64) -> Study {
    let mut random = Xoshiro256PlusPlus::seed_from_u64(31);
    let (mut durations, mut exits, mut arms, mut areas) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for area in 0..24 {
        let reached = area % 2 == 0;
        for _ in 0..60 {
            let stop = if reached { treated } else { 0.08 };
            let months = (1..=12_u16).find(|_| random.r#gen::<f64>() < stop);
            durations.push(f64::from(months.unwrap_or(12)));
            exits.push(u8::from(months.is_some()));
            arms.push(if reached { "reached" } else { "holdout" });
            areas.push(format!("village {area:02}"));
        }
    }
    Study {
        group: Some(Grouping::from_labels("arm", &arms)),
        control: Some("holdout".into()),
        area: Some(Grouping::from_labels("village", &areas)),
        lot: Some(Lot::Area),
        left_out: vec![0, 0],
        ..study(durations, exits)
    }
}

fn answered(study: &Study) -> StudyAnswer {
    judge(study, L).unwrap()
}

#[test]
fn the_first_sentence_says_how_many_of_a_hundred_still_pay() {
    let Some(t) = telco() else { return };
    let exits = is(&t, "churn", "Yes").into_iter().map(u8::from).collect();
    let answer = answered(&study(numbers(&t, "tenure"), exits));
    assert_eq!(answer.answer[0].id, "Dari 100 anggota, 84 masih membayar setelah 12 bulan (selang 83 s.d. 85).");
    assert_eq!(answer.answer[0].en, "Of 100 members, 84 still pay after 12 months (interval 83 to 85).");
    let times: Vec<f64> = answer.groups[0].marks.iter().map(|mark| mark.time).collect();
    assert_eq!(times, [1.0, 3.0, 6.0, 12.0, 24.0, 36.0, 48.0, 60.0, 72.0]);
    agrees(answer.groups[0].marks[8].share, 0.592_790_152_052_227_5, 1e-12);
    assert!(answer.contrasts.is_empty() && answer.model.is_none() && answer.difference.is_none());
}

#[test]
fn an_arm_drawn_by_area_is_judged_by_area_and_not_by_member() {
    let answer = answered(&trial(0.04));
    let contrast = &answer.contrasts[0];
    assert_eq!((contrast.finding, contrast.recommended), (Finding::Works, Recommended::OfAreas));
    assert!(contrast.by_member.is_none() && contrast.log_rank.is_none() && answer.difference.is_none());
    assert!(contrast.by_area.is_some() && contrast.log_rank_by_area.unwrap().p_value < 0.01);
    assert_eq!(contrast.grade.to_string(), "A");
    assert!(
        contrast.sentence.id.starts_with("BERHASIL: dalam 12 bulan, anggota reached membayar"),
        "{:?}",
        contrast.sentence
    );
    assert!(answer.notes.iter().any(|note| note.en.contains("left out on purpose")));
    let model = answer.model.unwrap();
    assert_eq!(model.hazard_ratio.clusters, 24);
    assert!(model.hazard_ratio.terms[0].ratio < 0.8 && model.sentences[0].id.contains("peluang berhenti"));
    assert!(model.odds_ratio.terms[0].ratio < model.hazard_ratio.terms[0].ratio);
}

#[test]
fn harm_no_evidence_and_too_early_have_their_own_words() {
    let harm = answered(&trial(0.14));
    assert_eq!(harm.contrasts[0].finding, Finding::Harms);
    assert!(harm.answer[0].en.starts_with("DOES HARM"), "{}", harm.answer[0].en);
    let nothing = answered(&trial(0.08));
    assert_eq!(nothing.contrasts[0].finding, Finding::NoEvidence);
    assert!(nothing.answer[0].id.starts_with("BELUM ADA BUKTI"), "{}", nothing.answer[0].id);
    let mut few = trial(0.04);
    let kept: Vec<usize> = (0..few.durations.len()).filter(|row| row % 60 == 0).take(8).collect();
    let pick = |grouping: &Grouping| {
        let words: Vec<&str> = kept.iter().map(|row| grouping.labels[grouping.codes[*row] as usize].as_str()).collect();
        Grouping::from_labels(grouping.column.clone(), &words)
    };
    few.group = few.group.as_ref().map(pick);
    few.area = few.area.as_ref().map(pick);
    few.durations = kept.iter().map(|row| few.durations[*row]).collect();
    few.exits = kept.iter().map(|row| few.exits[*row]).collect();
    few.horizon = Some(2.0);
    let few = answered(&few);
    assert_eq!(few.contrasts[0].finding, Finding::TooEarly);
    assert!(few.answer[0].id.starts_with("TERLALU DINI"), "{}", few.answer[0].id);
}

#[test]
fn an_arm_in_which_nothing_varies_is_not_told_to_have_too_few_members() {
    let mut alike = trial(0.04);
    (alike.lot, alike.area, alike.horizon) = (None, None, Some(5.0));
    alike.durations.fill(8.0);
    alike.exits.fill(1);
    let answer = answered(&alike);
    assert_eq!(answer.contrasts[0].finding, Finding::TooEarly);
    let told = &answer.answer[0];
    assert!(told.en.starts_with("TOO EARLY: within the first 5 months nothing varies"), "{}", told.en);
    assert!(
        told.id.starts_with("TERLALU DINI: dalam 5 bulan pertama") && !told.id.contains("sedikitnya"),
        "{}",
        told.id
    );
}

#[test]
fn groups_that_nobody_drew_are_described_with_the_lowest_grade_and_adjusted_ones_with_c() {
    let mut undrawn = trial(0.04);
    (undrawn.lot, undrawn.area) = (None, None);
    let answer = answered(&undrawn);
    let contrast = &answer.contrasts[0];
    assert_eq!((contrast.finding, contrast.grade.to_string().as_str()), (Finding::Longer, "D"));
    assert!(contrast.sentence.id.contains("tidak diundi") && contrast.sentence.en.contains("not drawn by lot"));
    assert!(answer.difference.unwrap().sentence.en.contains("beyond chance"));
    undrawn.covariates = vec![("row".into(), (0..undrawn.durations.len()).map(|row| (row % 7) as f64).collect())];
    let answer = answered(&undrawn);
    assert_eq!(answer.model.unwrap().grade.unwrap().to_string(), "C");
    assert_eq!(answer.contrasts[0].grade.to_string(), "D");
    let mut faulty = trial(0.04);
    faulty.left_out = vec![0, 3];
    let answer = answered(&faulty);
    assert_eq!(answer.contrasts[0].grade.to_string(), "B");
    assert!(answer.notes.iter().any(|note| note.id.contains("(reached: 3)")));
}

#[test]
fn causes_are_shares_that_add_up_with_those_still_paying() {
    let Some(t) = unemployment() else { return };
    let flags: Vec<Vec<bool>> = ["censor1", "censor2", "censor3"].iter().map(|c| is(&t, c, "1")).collect();
    let exit = |row: usize| flags.iter().position(|flag| flag[row]).map_or(0, |place| place as u8 + 1);
    let periods = numbers(&t, "spell");
    let exits = (0..periods.len()).map(exit).collect();
    let mut study = study(periods, exits);
    study.causes = vec!["full time".into(), "part time".into(), "left".into()];
    study.horizon = Some(20.0);
    let answer = answered(&study);
    let gone: f64 = answer.groups[0].causes.iter().map(|cause| cause.share).sum();
    agrees(gone + answer.groups[0].at_horizon.share, 1.0, 1e-12);
    agrees(answer.groups[0].causes[0].share, 0.438_805_337_349_533_03, 1e-12);
    assert!(answer.notes.iter().any(|note| note.en.contains("Aalen-Johansen")));
}

#[test]
fn designs_that_do_not_fit_the_file_are_refused_in_a_sentence() {
    let says = |study: &Study, words: &str| {
        let error = judge(study, L).unwrap_err().to_string();
        assert!(error.contains(words), "`{error}` does not say `{words}`");
    };
    let mut mixed = trial(0.04);
    let one_area = vec!["same"; mixed.durations.len()];
    mixed.area = Some(Grouping::from_labels("village", &one_area));
    says(&mixed, "column `village`: area `same` has members of");
    let without = Study { area: None, ..trial(0.04) };
    says(&without, "the design is by area, but no area column was named");
    let uncontrolled = Study { control: None, ..trial(0.04) };
    says(&uncontrolled, "without groups or without a control");
    let unknown = Study { control: Some("nobody".into()), ..trial(0.04) };
    says(&unknown, "the control `nobody` does not occur in column `arm`, which holds holdout, reached");
    let far = Study { horizon: Some(24.0), ..trial(0.04) };
    says(&far, "in group `holdout` nobody was followed beyond 12");
    says(&study(Vec::new(), Vec::new()), "there are no spells");
    let mut named = trial(0.04);
    (named.lot, named.control) = (None, None);
    let names: Vec<String> = (0..named.durations.len()).map(|row| format!("member {row}")).collect();
    named.group = Some(Grouping::from_labels("name", &names));
    says(&named, "column `name` has 1440 groups, expected at most 20");
    let many = Study { causes: vec!["why".into(); 21], ..trial(0.04) };
    says(&many, "there are 21 causes, expected at most 20");
}
