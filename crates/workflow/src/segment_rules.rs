//! How a clerk knows the members of a segment: rule cards, group by group, and how far they go.

use crate::segment::Sampled;
use anyhow::Result;
use domain::segment_views::SegmentProfile;
use features::History;
use segmentation::{People, RuleParams, SegmentModel};

/// What a clerk can read off a member's payment history at a counter.
const ASKED_AT_A_COUNTER: [&str; 10] = [
    "months_since_paid",
    "share_paid",
    "share_paid_last_6",
    "share_on_time",
    "longest_gap_months",
    "reactivations",
    "share_prepaid",
    "seasonality",
    "discount_difference",
    "tenure_months",
];

/// Questions in a row on a card: one more than a clerk needs for the plain cases. A sixth would lift the fidelity by a point.
const QUESTIONS: usize = 5;

/// Questions and rules of a card that nobody could use, to know what questions can reach at all.
const CEILING: (usize, usize) = (8, 200);

/// How well a model can be told by questions.
pub(crate) struct Told {
    /// With the cards as they are.
    pub fidelity: Option<f64>,
    /// With cards of any length.
    pub ceiling: Option<f64>,
}

/// Puts into each profile how a clerk knows its members, and answers the share of people whom the rules put right.
pub(crate) fn with_rules(
    model: &SegmentModel,
    seen: &Sampled,
    mut profiles: Vec<SegmentProfile>,
) -> Result<(Vec<SegmentProfile>, Told)> {
    let named = model.all_segments();
    let people: People<'_> = seen.people();
    let assigned = model.assign(people)?;
    let mut groups: Vec<&str> = named.iter().filter(|s| !s.by_rule).map(|s| s.group.as_str()).collect();
    groups.dedup();
    let known: Vec<&str> = ASKED_AT_A_COUNTER.into_iter().filter(|f| assigned.table.index_of(f).is_ok()).collect();
    let (mut right, mut best, mut judged) = (0, 0, 0);
    for group in groups {
        let inside: Vec<usize> =
            (0..named.len()).filter(|place| !named[*place].by_rule && named[*place].group == group).collect();
        let label = |row: usize| {
            let segment = usize::from(assigned.segments[row]?);
            inside
                .iter()
                .position(|place| *place == segment)
                .filter(|_| assigned.table.history()[row] == History::Known)
        };
        let labels: Vec<Option<usize>> = (0..assigned.table.rows()).map(label).collect();
        if inside.len() < 2 || labels.iter().flatten().count() < 200 {
            continue;
        }
        let asking =
            RuleParams { ask_group: group == "all", seed: model.params().seed, ..RuleParams::over(known.clone()) };
        let usable = RuleParams { max_depth: QUESTIONS, ..asking.clone() };
        let card = usable.fit(&assigned.table, &labels, inside.len(), None)?;
        let longest = RuleParams { max_depth: CEILING.0, max_rules: CEILING.1, ..asking };
        best += longest.fit(&assigned.table, &labels, inside.len(), None)?.fidelity().right;
        let fidelity = card.fidelity();
        right += fidelity.right;
        judged += fidelity.people;
        for (label, place) in inside.iter().enumerate() {
            if let Some(profile) = profiles.iter_mut().find(|p| p.segment.id == named[*place].id) {
                profile.rules = card.views(label);
                let (people, found) = fidelity.by_segment[label];
                profile.rules_find = (people > 0).then(|| found as f64 / people as f64);
            }
        }
    }
    let share = |right: u64| (judged > 0).then(|| right as f64 / judged as f64);
    // A longer card may fall behind the shorter one by chance alone.
    Ok((profiles, Told { fidelity: share(right), ceiling: share(best.max(right)) }))
}
