//! Names for clusters, made from their means: next month's `fisher-seasonal` is this month's.

mod detail;
mod months;

pub(crate) use detail::detail;

use crate::error::SegmentationError;
use crate::params::{GROUP_PLACE, Shown, Word};
use domain::{Bilingual, Language};
use features::{FeatureDef, FeatureTable, Group};

/// What a cluster is called, and its place among the clusters of its group.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ClusterName {
    /// The key's second part.
    pub key: String,
    /// The word planners read.
    pub name: Bilingual,
    /// The template of the name in a group.
    pub of_group: Option<Bilingual>,
    /// What must show for it to be called so.
    pub shown_by: Option<Shown>,
    /// The word's place in the list; clusters are ordered by it.
    pub order: usize,
}

/// Means of every feature over some rows, leaving out what does not apply; not a number where nothing applies.
pub(crate) fn means(table: &FeatureTable, rows: &[usize]) -> Vec<f64> {
    (0..table.defs().len())
        .map(|feature| {
            let column = table.column(feature);
            let (sum, count) = rows
                .iter()
                .map(|row| column[*row])
                .filter(|value| value.is_finite())
                .fold((0.0, 0_u64), |(sum, count), value| (sum + value, count + 1));
            if count == 0 { f64::NAN } else { sum / count as f64 }
        })
        .collect()
}

/// A word for each set of means, by declared words alone.
pub(crate) fn name_by_words(
    table: &FeatureTable,
    words: &[Word],
    means: &[Vec<f64>],
) -> Result<Vec<ClusterName>, SegmentationError> {
    Ok(best_words(&declared(table, words, means)?, means.len()))
}

impl ClusterName {
    /// The name of a cluster of a group: the word's own template, or another one where what the word says does not show in
    /// the means of the cluster.
    pub(crate) fn in_group(&self, group: &Group, table: &FeatureTable, means: &[f64]) -> Bilingual {
        let hidden = self.shown_by.as_ref().filter(|shown| {
            let shows = table.index_of(&shown.feature).is_ok_and(|feature| means[feature] <= shown.at_most);
            !shows
        });
        let Some(template) = hidden.map(|shown| &shown.otherwise).or(self.of_group.as_ref()) else {
            return Bilingual::new(
                format!("{} – {}", group.name.id, self.name.id),
                format!("{} – {}", group.name.en, self.name.en),
            );
        };
        let filled = |template: &str, group: &str| capitalised(&template.replace(GROUP_PLACE, &group.to_lowercase()));
        Bilingual::new(filled(&template.id, &group.name.id), filled(&template.en, &group.name.en))
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A name with the groups that are much more common in a cluster than among everybody: `Musiman, terutama nelayan dan petani`.
pub(crate) fn where_mostly(
    table: &FeatureTable,
    cluster: &[usize],
    everybody: &[usize],
    name: &Bilingual,
) -> Bilingual {
    let shares = |rows: &[usize]| {
        let mut counts = vec![0_u64; table.groups().len()];
        for row in rows {
            counts[table.group_index(*row)] += 1;
        }
        counts.into_iter().map(|c| c as f64 / rows.len().max(1) as f64).collect::<Vec<_>>()
    };
    let (here, all) = (shares(cluster), shares(everybody));
    // Half as common again as among everybody, and at least a tenth of the cluster.
    let mut marked: Vec<usize> = (0..here.len()).filter(|g| here[*g] >= 0.1 && here[*g] >= 1.5 * all[*g]).collect();
    marked.sort_by(|a, b| here[*b].total_cmp(&here[*a]).then(a.cmp(b)));
    marked.truncate(2);
    if marked.is_empty() {
        return name.clone();
    }
    let listed = |language: Language, and: &str| {
        let names: Vec<String> =
            marked.iter().map(|g| table.groups()[*g].name.in_language(language).to_lowercase()).collect();
        names.join(and)
    };
    Bilingual::new(
        format!("{}, terutama {}", name.id, listed(Language::Id, " dan ")),
        format!("{}, mostly {}", name.en, listed(Language::En, " and ")),
    )
}

/// A word for each cluster, all different: the best-scoring pair of cluster and word first, then the best of the rest.
pub(crate) fn name_clusters(
    table: &FeatureTable,
    words: &[Word],
    chosen: &[usize],
    cluster_means: &[Vec<f64>],
    group_mean: &[f64],
    group_spread: &[f64],
) -> Result<Vec<ClusterName>, SegmentationError> {
    let candidates = if words.is_empty() {
        standing_out(table.defs(), chosen, cluster_means, group_mean, group_spread)
    } else {
        declared(table, words, cluster_means)?
    };
    Ok(best_words(&candidates, cluster_means.len()))
}

fn best_words(candidates: &[ScoredWord], clusters: usize) -> Vec<ClusterName> {
    let mut names: Vec<Option<ClusterName>> = vec![None; clusters];
    let mut taken = vec![false; candidates.len()];
    while let Some((word, cluster)) = best_free(candidates, &taken, &names) {
        taken[word] = true;
        names[cluster] = Some(ClusterName { order: word, ..candidates[word].name.clone() });
    }
    names
        .into_iter()
        .enumerate()
        .map(|(cluster, name)| {
            // Only where there are more clusters than words.
            name.unwrap_or_else(|| ClusterName {
                key: format!("part-{}", cluster + 1),
                name: Bilingual::new(format!("Bagian {}", cluster + 1), format!("Part {}", cluster + 1)),
                of_group: None,
                shown_by: None,
                order: candidates.len() + cluster,
            })
        })
        .collect()
}

struct ScoredWord {
    name: ClusterName,
    scores: Vec<f64>,
}

fn best_free(candidates: &[ScoredWord], taken: &[bool], names: &[Option<ClusterName>]) -> Option<(usize, usize)> {
    let mut best: Option<(usize, usize, f64)> = None;
    for (word, candidate) in candidates.iter().enumerate().filter(|(word, _)| !taken[*word]) {
        for (cluster, score) in candidate.scores.iter().enumerate().filter(|(cluster, _)| names[*cluster].is_none()) {
            if best.is_none_or(|(_, _, top)| *score > top) {
                best = Some((word, cluster, *score));
            }
        }
    }
    best.map(|(word, cluster, _)| (word, cluster))
}

fn declared(
    table: &FeatureTable,
    words: &[Word],
    cluster_means: &[Vec<f64>],
) -> Result<Vec<ScoredWord>, SegmentationError> {
    let mut scored = Vec::with_capacity(words.len());
    for word in words {
        let mut scores = vec![0.0; cluster_means.len()];
        for term in &word.terms {
            let feature = table.index_of(&term.feature)?;
            for (score, means) in scores.iter_mut().zip(cluster_means) {
                *score += term.weight * (means[feature] - term.centre) / term.scale;
            }
        }
        let name = ClusterName {
            key: word.key.clone(),
            name: word.name.clone(),
            of_group: word.of_group.clone(),
            shown_by: word.shown_by.clone(),
            order: 0,
        };
        scored.push(ScoredWord { name, scores });
    }
    Ok(scored)
}

/// Without declared words: each chosen feature gives two, high and low, scored by how far the cluster is from its group.
fn standing_out(
    defs: &[FeatureDef],
    chosen: &[usize],
    cluster_means: &[Vec<f64>],
    group_mean: &[f64],
    group_spread: &[f64],
) -> Vec<ScoredWord> {
    let mut scored = Vec::new();
    for feature in chosen.iter().copied().filter(|f| group_spread[*f] > 0.0) {
        let def = &defs[feature];
        for (sign, key, id, en) in [(1.0, "high", "tinggi", "high"), (-1.0, "low", "rendah", "low")] {
            let scores = cluster_means
                .iter()
                .map(|m| sign * (m[feature] - group_mean[feature]) / group_spread[feature])
                .collect();
            let name = ClusterName {
                key: format!("{key}-{}", def.name.replace('_', "-")),
                name: Bilingual::new(format!("{} {id}", def.label.id), format!("{} {en}", def.label.en)),
                of_group: None,
                shown_by: None,
                order: 0,
            };
            scored.push(ScoredWord { name, scores });
        }
    }
    scored
}

/// Why a cluster is a segment: the three of the features it was made from in which it stands furthest from its group.
pub(crate) fn why(
    defs: &[FeatureDef],
    chosen: &[usize],
    cluster: &[f64],
    group_mean: &[f64],
    group_spread: &[f64],
) -> Bilingual {
    let mut distances: Vec<(usize, f64)> = chosen
        .iter()
        .copied()
        .filter(|f| group_spread[*f] > 0.0 && cluster[*f].is_finite())
        .map(|f| (f, (cluster[f] - group_mean[f]) / group_spread[f]))
        .filter(|(_, distance)| distance.abs() >= 0.1)
        .collect();
    distances.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
    distances.truncate(3);
    if distances.is_empty() {
        return Bilingual::new("Tidak berbeda nyata dari kelompoknya", "Does not stand out from its group");
    }
    let sentence = |language: Language, against: &str| {
        let parts: Vec<String> = distances
            .iter()
            .map(|(f, _)| {
                let def = &defs[*f];
                let written = |value| def.unit.written(value, language);
                format!(
                    "{} {} ({against} {})",
                    def.label.in_language(language),
                    written(cluster[*f]),
                    written(group_mean[*f])
                )
            })
            .collect();
        parts.join("; ")
    };
    Bilingual::new(sentence(Language::Id, "kelompoknya"), sentence(Language::En, "the group"))
}
