//! A rule in words: all that was asked about a feature becomes one condition.

use super::grow::Question;
use super::sample::Asked;
use domain::{Bilingual, Language, Rupiah, written};
use features::{FeatureUnit, Group};

/// What the answers on the way to a rule say of one feature.
struct Bounds {
    /// More than this.
    above: Option<f64>,
    /// At most this.
    at_most: Option<f64>,
    /// A person with a value can come this way.
    known: bool,
    /// A person without one can.
    missing: bool,
}

/// The conditions of a rule, in the order the features come up, the group last; `everyone` where nothing is asked.
pub(crate) fn conditions(path: &[(&Question, bool)], features: &[Asked], groups: &[Group]) -> Vec<Bilingual> {
    let mut bounds: Vec<(usize, Bounds)> = Vec::new();
    let mut in_groups: Option<Vec<usize>> = None;
    let mut not_in: Vec<usize> = Vec::new();
    for (question, answer) in path {
        match question {
            Question::AtMost { feature, cut, missing } => {
                let bound = of_feature(&mut bounds, *feature);
                bound.missing &= missing == answer;
                if *answer {
                    bound.at_most = Some(bound.at_most.map_or(*cut, |old| old.min(*cut)));
                } else {
                    bound.above = Some(bound.above.map_or(*cut, |old| old.max(*cut)));
                }
            }
            Question::Known { feature } => {
                let bound = of_feature(&mut bounds, *feature);
                bound.known &= answer;
                bound.missing &= !answer;
            }
            Question::Group { groups } if *answer => {
                let before = in_groups.take().unwrap_or_else(|| groups.clone());
                in_groups = Some(before.into_iter().filter(|g| groups.contains(g)).collect());
            }
            Question::Group { groups } => not_in.extend(groups),
        }
    }
    let mut said: Vec<Bilingual> = bounds
        .iter()
        .map(|(feature, bound)| {
            Bilingual::new(
                of_bounds(&features[*feature], bound, Language::Id),
                of_bounds(&features[*feature], bound, Language::En),
            )
        })
        .collect();
    said.extend(of_groups(in_groups, not_in, groups));
    if said.is_empty() {
        said.push(Bilingual::new("Semua orang", "Everyone"));
    }
    said
}

fn of_feature(bounds: &mut Vec<(usize, Bounds)>, feature: usize) -> &mut Bounds {
    let place = bounds.iter().position(|(known, _)| *known == feature).unwrap_or_else(|| {
        bounds.push((feature, Bounds { above: None, at_most: None, known: true, missing: true }));
        bounds.len() - 1
    });
    &mut bounds[place].1
}

fn of_groups(in_groups: Option<Vec<usize>>, not_in: Vec<usize>, groups: &[Group]) -> Option<Bilingual> {
    let (mut listed, id, en) = match in_groups {
        Some(inside) => (inside.into_iter().filter(|g| !not_in.contains(g)).collect(), "Kelompok", "Group"),
        None if not_in.is_empty() => return None,
        None => (not_in, "Kelompok selain", "Group other than"),
    };
    listed.sort_unstable();
    listed.dedup();
    let names = |language: Language, or: &str| {
        let names: Vec<&str> = listed.iter().map(|g| groups[*g].name.in_language(language)).collect();
        match names.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} {or} {last}", rest.join(", ")),
            _ => names.concat(),
        }
    };
    Some(Bilingual::new(format!("{id} {}", names(Language::Id, "atau")), format!("{en} {}", names(Language::En, "or"))))
}

fn of_bounds(asked: &Asked, bound: &Bounds, language: Language) -> String {
    let say = |id: &'static str, en: &'static str| if language == Language::Id { id } else { en };
    let label = asked.label.in_language(language);
    if !bound.known {
        return format!("{label}: {}", say("tidak ada", "none"));
    }
    // Nobody was without a value when the card was made: the words leave it out.
    let or_none = if asked.missing && bound.missing { say(" atau tidak ada", " or none") } else { "" };
    if asked.yes_no {
        let answer = match (bound.above, bound.at_most) {
            (Some(_), _) => say("ya", "yes"),
            (None, Some(_)) => say("tidak", "no"),
            (None, None) => say("ada", "known"),
        };
        return format!("{label}: {answer}{or_none}");
    }
    let amount = |value: f64| amount(asked, value, language);
    // Whole numbers above 2 begin at 3.
    let from = bound.above.filter(|_| asked.whole && !matches!(asked.unit, FeatureUnit::Rupiah | FeatureUnit::Share));
    let range = match (bound.above, bound.at_most) {
        (None, None) => format!(": {}", say("ada", "known")),
        (None, Some(most)) => format!(" {} {}", say("paling banyak", "at most"), amount(most)),
        (Some(above), None) => match from {
            Some(_) => format!(" {} {}", say("paling sedikit", "at least"), amount(above.floor() + 1.0)),
            None => format!(" {} {}", say("lebih dari", "more than"), amount(above)),
        },
        (Some(above), Some(most)) => {
            let (least, most_whole) = (above.floor() + 1.0, most.floor());
            if from.is_none() {
                let (more, up_to) = (say("lebih dari", "more than"), say("sampai", "up to"));
                format!(" {more} {} {up_to} {}", amount(above), amount(most))
            } else if least >= most_whole {
                format!(" {} {}", say("tepat", "exactly"), amount(most_whole))
            } else {
                let (first, to) = (say("dari", "from"), say("sampai", "to"));
                format!(" {first} {} {to} {}", written::number(language, least, 0), amount(most_whole))
            }
        }
    };
    format!("{label}{range}{or_none}")
}

/// A threshold as people write it. The word for months or years is left out where the label says it.
fn amount(asked: &Asked, value: f64, language: Language) -> String {
    let (id, one, many) = match asked.unit {
        FeatureUnit::Share => return format!("{}%", plain(language, value * 100.0)),
        FeatureUnit::Rupiah => return Rupiah::whole(value.round() as i64).to_string(),
        FeatureUnit::Score | FeatureUnit::DayOfMonth => return plain(language, value),
        FeatureUnit::Months => ("bulan", "month", "months"),
        FeatureUnit::Years => ("tahun", "year", "years"),
        FeatureUnit::People => ("orang", "person", "people"),
    };
    let label = asked.label.in_language(language).to_lowercase();
    let (stem, word) = match language {
        Language::Id => (id, id),
        Language::En => (
            if asked.unit == FeatureUnit::People { many } else { one },
            if (value - 1.0).abs() < 1e-9 { one } else { many },
        ),
    };
    let number = plain(language, value);
    if label.contains(stem) { number } else { format!("{number} {word}") }
}

/// With as many decimals as a short number needs.
fn plain(language: Language, value: f64) -> String {
    let close = |decimals: i32| {
        let scaled = value * 10_f64.powi(decimals);
        (scaled - scaled.round()).abs() < 1e-6
    };
    let decimals = (0..=6).find(|decimals| close(*decimals)).unwrap_or(6);
    written::number(language, value, decimals as usize)
}
