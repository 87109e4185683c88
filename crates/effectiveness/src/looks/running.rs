//! What a dashboard may show of a campaign that still runs.

use super::sequence::ConfidenceSequence;
use crate::error::EffectivenessError;
use crate::interval::{Interval, Level};
use crate::sums::BinarySums;
use domain::Bilingual;
use serde::{Deserialize, Serialize};

/// One day's look.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// Which day, from 1.
    pub day: usize,
    /// Everybody treated up to and with this day.
    pub treated: BinarySums,
    /// Everybody held out.
    pub held_out: BinarySums,
    /// The interval that holds at all looks together; `None` while an arm has outcomes of one kind only.
    pub interval: Option<Interval>,
    /// What may be said today, however often somebody looks.
    pub sentence: Bilingual,
}

/// The only intervals that may be shown while a campaign runs: one for each day, from the sums of all days so far (treated,
/// held out). `planned_people` in both arms is where the sequence is narrowest.
///
/// Once a day's interval leaves zero outside, the answer stands, whatever later days show. Refused where a day's sums are
/// smaller than those of the day before.
pub fn while_running(
    cumulative: &[(BinarySums, BinarySums)],
    planned_people: u64,
    level: Level,
) -> Result<Vec<Look>, EffectivenessError> {
    let sequence = ConfidenceSequence::narrowest_at(planned_people, level);
    let shrinks = |before: BinarySums, after: BinarySums| {
        after.count() < before.count() || after.kept() < before.kept() || after.not_kept() < before.not_kept()
    };
    if let Some(day) = cumulative.windows(2).position(|w| shrinks(w[0].0, w[1].0) || shrinks(w[0].1, w[1].1)) {
        return Err(EffectivenessError::SumsShrink { day: day + 2 });
    }
    let mut decided: Option<(usize, bool)> = None;
    let look = |(day, (treated, held_out)): (usize, &(BinarySums, BinarySums))| {
        let interval = sequence.of_rates(*treated, *held_out);
        if let (None, Some(i)) = (decided, interval.filter(|i| !i.contains(0.0))) {
            decided = Some((day + 1, i.low > 0.0));
        }
        Look { day: day + 1, treated: *treated, held_out: *held_out, interval, sentence: sentence(decided) }
    };
    Ok(cumulative.iter().enumerate().map(look).collect())
}

fn sentence(decided: Option<(usize, bool)>) -> Bilingual {
    match decided {
        None => Bilingual::new(
            "Belum dapat disimpulkan; boleh dilihat lagi kapan saja tanpa menambah risiko alarm palsu.",
            "Nothing can be concluded yet; looking again at any time adds no risk of a false alarm.",
        ),
        Some((day, true)) => Bilingual::new(
            format!("Berhasil: sejak hari ke-{day} selangnya di atas nol, dan kesimpulan ini tetap berlaku."),
            format!("It works: since day {day} the interval lies above zero, and that stands."),
        ),
        Some((day, false)) => Bilingual::new(
            format!("Merugikan: sejak hari ke-{day} selangnya di bawah nol; pertimbangkan menghentikannya."),
            format!("It does harm: since day {day} the interval lies below zero; consider stopping."),
        ),
    }
}
