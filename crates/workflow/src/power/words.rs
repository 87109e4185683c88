//! The answer in words: people, villages, weeks, rupiah; and what it stands on.

use super::{PowerAnswer, PowerUnit, Size};
use domain::written::{count, number};
use domain::{Bilingual, Language};
use effectiveness::power::{Comparisons, Needs, Outcome};

/// The answers, one sentence each.
pub(super) fn sentences(answer: &PowerAnswer, unit: PowerUnit) -> Vec<Bilingual> {
    let both = |say: &dyn Fn(Language) -> String| Bilingual::new(say(Language::Id), say(Language::En));
    let mut sentences = Vec::new();
    if let Some(size) = &answer.size {
        sentences.push(both(&|language| {
            let id = language == Language::Id;
            let uplift = amount(answer, size.uplift, language);
            let power = percent(answer.design.target.power, 0, language);
            let people = |n: u64| count(language, n);
            let arms = answer.design.treated_arms;
            let size_words = match size.size {
                Size::Person(need) if id => {
                    format!(
                        "{} orang pembanding dan {} orang disapa{}",
                        people(need.control),
                        people(need.treated_each),
                        each(arms, true)
                    )
                }
                Size::Person(need) => {
                    format!(
                        "{} held out and {} treated people{}",
                        people(need.control),
                        people(need.treated_each),
                        each(arms, false)
                    )
                }
                Size::Area(need) if id => format!(
                    "{} wilayah pembanding dan {} wilayah disapa{}, seluruhnya sekitar {} orang",
                    people(need.control),
                    people(need.treated_each),
                    each(arms, true),
                    people(need.people)
                ),
                Size::Area(need) => format!(
                    "{} held-out and {} treated areas{}, about {} people in all",
                    people(need.control),
                    people(need.treated_each),
                    each(arms, false),
                    people(need.people)
                ),
            };
            let rest = rest(&size.needs, language);
            if id {
                format!("Agar dampak {uplift} terlihat dengan peluang {power}, diperlukan {size_words}{rest}.")
            } else {
                format!("To find an effect of {uplift} with probability {power}, {size_words} are needed{rest}.")
            }
        }));
    }
    if let Some(smallest) = &answer.smallest {
        sentences.push(both(&|language| {
            let id = language == Language::Id;
            let n = count(language, smallest.control);
            let units = match (unit, id) {
                (PowerUnit::Person(_), true) => "orang pembanding",
                (PowerUnit::Person(_), false) => "held-out people",
                (PowerUnit::Area(_), true) => "wilayah pembanding",
                (PowerUnit::Area(_), false) => "held-out areas",
            };
            let power = percent(answer.design.target.power, 0, language);
            let rest = rest(&smallest.needs, language);
            match (smallest.uplift, id) {
                (Some(uplift), true) => format!(
                    "Dengan {n} {units}, dampak terkecil yang terlihat dengan peluang {power} adalah {}{rest}.",
                    amount(answer, uplift, language)
                ),
                (Some(uplift), false) => format!(
                    "With {n} {units} the smallest effect found with probability {power} is {}{rest}.",
                    amount(answer, uplift, language)
                ),
                (None, true) => format!("Dengan {n} {units} tidak ada dampak yang dapat dipastikan, sebesar apa pun."),
                (None, false) => format!("With {n} {units} no effect can be found for certain, however large."),
            }
        }));
    }
    sentences
}

fn each(arms: u32, id: bool) -> &'static str {
    match (arms > 1, id) {
        (false, _) => "",
        (true, true) => " untuk tiap kelompok",
        (true, false) => " in each arm",
    }
}

/// Weeks and rupiah, as far as they are known.
fn rest(needs: &Needs, language: Language) -> String {
    let id = language == Language::Id;
    let weeks = needs.weeks.map(|weeks| {
        let n = count(language, weeks);
        if id {
            format!("{n} minggu sampai hasilnya diketahui")
        } else {
            format!("{n} weeks until the outcome is known")
        }
    });
    let cost = needs.cost.map(|cost| if id { format!("biaya sapaan {cost}") } else { format!("touches cost {cost}") });
    let parts: Vec<String> = weeks.into_iter().chain(cost).collect();
    if parts.is_empty() { String::new() } else { format!("; {}", parts.join(", ")) }
}

/// An uplift in points or in the outcome's unit.
fn amount(answer: &PowerAnswer, uplift: f64, language: Language) -> String {
    let sign = if uplift > 0.0 { "+" } else { "" };
    match (answer.design.outcome, language) {
        (Outcome::Rate { .. }, Language::Id) => format!("{sign}{} poin persen", number(language, uplift * 100.0, 2)),
        (Outcome::Rate { .. }, Language::En) => {
            format!("{sign}{} percentage points", number(language, uplift * 100.0, 2))
        }
        (Outcome::Mean { .. }, _) => format!("{sign}{}", number(language, uplift, 2)),
    }
}

fn percent(share: f64, places: usize, language: Language) -> String {
    format!("{}%", number(language, share * 100.0, places))
}

/// What the figures stand on.
pub(super) fn notes(answer: &PowerAnswer, unit: PowerUnit) -> Vec<Bilingual> {
    let design = &answer.design;
    let mut notes = Vec::new();
    let mut add = |say: &dyn Fn(Language) -> String| notes.push(Bilingual::new(say(Language::Id), say(Language::En)));
    if let PowerUnit::Area(plan) = unit {
        let effect = answer.size.and_then(|s| match s.size {
            Size::Area(need) => Some(need.design_effect),
            Size::Person(_) => None,
        });
        add(&|l| {
            let icc = number(l, plan.icc, 4);
            let effect = effect.map_or_else(String::new, |e| {
                let word = if l == Language::Id { "efek rancangan" } else { "design effect" };
                format!("; {word} {}", number(l, e, 2))
            });
            let source =
                answer.past.as_ref().filter(|p| p.icc.is_some_and(|icc| (icc.max(0.0) - plan.icc).abs() < 1e-12));
            match (l, source) {
                (Language::Id, Some(p)) => {
                    format!("Korelasi dalam wilayah {icc} berasal dari {}{effect}.", p.file)
                }
                (Language::En, Some(p)) => {
                    format!("The intra-area correlation {icc} is that of {}{effect}.", p.file)
                }
                (Language::Id, None) => {
                    format!("Korelasi dalam wilayah {icc} adalah anggapan{effect}.")
                }
                (Language::En, None) => {
                    format!("The intra-area correlation {icc} is an assumption{effect}.")
                }
            }
        });
        if answer
            .size
            .is_some_and(|s| matches!(s.size, Size::Area(need) if need.control < 10 || need.treated_each < 10))
        {
            add(&|l| match l {
                Language::Id => {
                    "Kurang dari 10 wilayah di satu kelompok: hasilnya nanti rapuh; rencanakan sedikitnya 10.".into()
                }
                Language::En => {
                    "Fewer than 10 areas in an arm: the result will be fragile; plan for at least 10.".into()
                }
            });
        }
    }
    if design.reached < 1.0 {
        add(&|l| {
            let share = percent(design.reached, 0, l);
            match l {
                Language::Id => format!(
                    "Hanya {share} yang benar-benar dijangkau: dampak pada semua yang diundi menyusut sebesar itu."
                ),
                Language::En => format!(
                    "Only {share} are really reached: the effect on all who are assigned shrinks to that share."
                ),
            }
        });
    }
    if design.treated_arms > 1 {
        let alpha =
            design.comparisons.alpha_of_one(design.target.alpha, design.treated_arms, design.treated_per_control);
        add(&|l| {
            let (arms, share) = (design.treated_arms, percent(alpha, 2, l));
            let (name, other) = match design.comparisons {
                Comparisons::Bonferroni => ("Bonferroni", "Dunnett"),
                Comparisons::Dunnett => ("Dunnett", "Bonferroni"),
            };
            match l {
                Language::Id => format!(
                    "{arms} kelompok disapa: tiap perbandingan diuji pada {share} ({name}; pilihan lain {other})."
                ),
                Language::En => format!(
                    "{arms} treated arms: each comparison is tested at {share} ({name}; the other choice is {other})."
                ),
            }
        });
    }
    let inflation = answer.size.map(|s| match s.size {
        Size::Person(need) => need.looks_inflation,
        Size::Area(need) => need.looks_inflation,
    });
    if design.looks.looks > 1 {
        add(&|l| {
            let more = inflation.map_or_else(|| "-".to_owned(), |i| percent(i - 1.0, 1, l));
            match l {
                Language::Id => {
                    format!("Hasil dilihat {} kali (Lan-DeMets): perlu {more} lebih banyak.", design.looks.looks)
                }
                Language::En => {
                    format!("Results are looked at {} times (Lan-DeMets): {more} more are needed.", design.looks.looks)
                }
            }
        });
    }
    notes
}
