use crate::world::POPULATION_TOML;
use simulator::{POPULATION_FILE, SimulationParams, SimulatorError};

fn refusal(from: &str, to: &str) -> (String, Option<usize>) {
    assert!(POPULATION_TOML.contains(from), "{from}");
    let error = SimulationParams::from_toml(POPULATION_FILE, &POPULATION_TOML.replacen(from, to, 1)).unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with(POPULATION_FILE), "{message}");
    let SimulatorError::Params { line, .. } = error else { panic!("{message}") };
    (message, line)
}

fn line_of(text: &str) -> usize {
    POPULATION_TOML.lines().position(|line| line == text).unwrap() + 1
}

#[test]
fn a_misspelt_key_is_refused_with_its_line() {
    let (message, line) = refusal("\nmember_share = 0.75", "\nmembr_share = 0.75");
    assert_eq!(line, Some(line_of("member_share = 0.75")), "{message}");
    assert!(message.contains("membr_share"), "{message}");
}

#[test]
fn a_mix_that_does_not_add_up_is_refused_with_its_section_and_sum() {
    let (message, line) = refusal("farmer = 0.08", "farmer = 0.09");
    assert_eq!(line, Some(line_of("[occupation_mix.urban]")), "{message}");
    assert!(message.contains("1.0100"), "{message}");
    let (message, _) = refusal("three = 0.50", "three = 0.60");
    assert!(message.contains("[prepay]"), "{message}");
}

#[test]
fn a_chance_above_one_is_refused_where_it_is_written() {
    let (message, line) = refusal("after_first = 0.12", "after_first = 1.2");
    assert_eq!(line, Some(line_of("after_first = 0.12")), "{message}");
    let (message, line) = refusal("mean_income = 4_201_899", "mean_income = -5");
    assert_eq!(line, Some(line_of("mean_income = 4_201_899")), "{message}");
}

#[test]
fn a_group_that_is_missing_is_refused_by_name() {
    let (message, _) = refusal("group = \"home_maker\"", "group = \"other\"");
    assert!(message.contains("home_maker") || message.contains("other"), "{message}");
}

#[test]
fn every_section_names_a_source() {
    let sections = crate::world::WORLD.params.sections();
    assert!(sections.len() > 40);
    assert!(sections.iter().all(|s| !s.source.trim().is_empty()));
    assert!(sections.iter().any(|s| s.confidence.needs_checking()));
}
