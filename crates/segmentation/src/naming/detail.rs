//! What a full name adds to the short one: when the segment stops, what makes it pay, how far ahead, and where.
//!
//! Templates over the profile, the most telling first. A refit keeps them with the name, so figures in them are coarse.

use super::months::said;
use crate::params::Season;
use crate::profile::Paying;
use domain::contribution::PaidAt;
use domain::{Bilingual, Language, Segment};

/// Parts that are added at most.
const MOST_PARTS: usize = 2;
/// Months paid less than the median month by so much are low.
const LOW_BY: f64 = 0.12;
/// Who pays in low months no more than this part of what they pay in the others stops in them.
const STOPS: f64 = 0.5;
/// Low months that are worth a word although the segment does not stop in them.
const WORTH_SAYING: f64 = 0.15;
/// More months than this are no season.
const MOST_LOW_MONTHS: usize = 6;
/// How much more is paid in discounted months before the discount is what makes the segment pay.
const BY_DISCOUNT: f64 = 0.12;
/// Share of months paid before they began: often, and some.
const OFTEN_AHEAD: f64 = 0.3;
const SOME_AHEAD: f64 = 0.15;
/// Share of payments at one place from which it is the place.
const MOSTLY_AT: f64 = 0.5;

/// What a name is completed with; `None` where nothing is known of payments.
pub(crate) fn detail(segment: &Segment, paying: &Paying, seasons: &[Season]) -> Option<Bilingual> {
    let mean = |feature: &str| segment.facts.iter().find(|f| f.feature == feature).map(|f| f.mean);
    let share_paid = mean("share_paid").filter(|_| paying.shape.iter().any(Option::is_some))?;
    let ahead = mean("share_prepaid").unwrap_or(0.0);
    let season = season(segment, &paying.shape, seasons);
    let first = if let Some((true, months)) = &season {
        Bilingual::new(format!("berhenti di {}", months.id), format!("stopping in {}", months.en))
    } else if mean("discount_difference").is_some_and(|more| more >= BY_DISCOUNT) {
        Bilingual::new("membayar bila ada potongan iuran", "paying when there is a discount")
    } else if let Some((false, months)) = &season {
        Bilingual::new(format!("jarang membayar di {}", months.id), format!("paying less in {}", months.en))
    } else if ahead >= OFTEN_AHEAD {
        often_ahead(&mean)
    } else if paying.lapsed.is_some_and(|share| share >= 0.5) {
        stopped(mean("habit_stop"))
    } else {
        often(share_paid)
    };
    // Who stops in a season is known by that; what little they pay ahead would only lengthen the name.
    let stops = matches!(season, Some((true, _)));
    let mut parts = vec![first];
    if !stops && (SOME_AHEAD..OFTEN_AHEAD).contains(&ahead) {
        parts.push(Bilingual::new("sebagian di muka", "partly ahead"));
    }
    parts.extend(place(&mean));
    parts.truncate(MOST_PARTS);
    let joined = |language| parts.iter().map(|p| p.in_language(language)).collect::<Vec<_>>().join(", ");
    Some(Bilingual::new(joined(Language::Id), joined(Language::En)))
}

/// The months in which the segment pays less, and whether it stops in them.
fn season(segment: &Segment, shape: &[Option<f64>; 12], seasons: &[Season]) -> Option<(bool, Bilingual)> {
    let mut known: Vec<f64> = shape.iter().flatten().copied().collect();
    if known.len() < shape.len() {
        return None;
    }
    known.sort_by(f64::total_cmp);
    let median = f64::midpoint(known[5], known[6]);
    let low = shape.map(|share| share.is_some_and(|share| share < median - LOW_BY));
    let count = low.iter().filter(|low| **low).count();
    if !(1..=MOST_LOW_MONTHS).contains(&count) {
        return None;
    }
    let mean = |of_low: bool| {
        let of: Vec<f64> = shape.iter().zip(low).filter(|(_, low)| *low == of_low).filter_map(|(s, _)| *s).collect();
        of.iter().sum::<f64>() / of.len() as f64
    };
    let (in_low, in_others) = (mean(true), mean(false));
    let stops = in_low <= STOPS * in_others;
    if !stops && in_others - in_low < WORTH_SAYING {
        return None;
    }
    // A season is meant where all but one of the low months lie in it, and at least half of it is low.
    let is_season = |season: &&Season| {
        let inside = season.months.iter().filter(|m| low[**m as usize - 1]).count();
        season.group == segment.group && inside > 0 && inside + 1 >= count && 2 * inside >= season.months.len()
    };
    let named = seasons.iter().find(is_season).map(|season| season.name.clone());
    Some((
        stops,
        named
            .unwrap_or_else(|| Bilingual::new(format!("bulan {}", said(&low, Language::Id)), said(&low, Language::En))),
    ))
}

/// Paid ahead, by the block most months were bought in.
fn often_ahead(mean: &impl Fn(&str) -> Option<f64>) -> Bilingual {
    let blocks = [(3, "share_prepaid_3"), (6, "share_prepaid_6"), (12, "share_prepaid_12")];
    let most = blocks
        .iter()
        .filter_map(|(months, feature)| Some((*months, mean(feature)?)))
        .max_by(|(_, a), (_, b)| a.total_cmp(b));
    match most.filter(|(_, share)| *share >= SOME_AHEAD) {
        Some((months, _)) => Bilingual::new(
            format!("sering membayar {months} bulan di muka"),
            format!("often paying {months} months ahead"),
        ),
        None => Bilingual::new("sering membayar di muka", "often paying ahead"),
    }
}

/// Most have stopped: how soon, where the chance to stop in a month is known.
fn stopped(chance: Option<f64>) -> Bilingual {
    let within = |months: i32| chance.is_some_and(|stop| 1.0 - (1.0 - stop).powi(months) >= 0.5);
    if within(6) {
        Bilingual::new("kebanyakan berhenti dalam setengah tahun", "most stopping within half a year")
    } else if within(12) {
        Bilingual::new("kebanyakan berhenti dalam setahun", "most stopping within a year")
    } else {
        Bilingual::new("kebanyakan sudah berhenti", "most of whom have stopped")
    }
}

fn often(share_paid: f64) -> Bilingual {
    match (share_paid * 10.0).round() as u32 {
        9.. if share_paid >= 0.9 => Bilingual::new("membayar hampir setiap bulan", "paying almost every month"),
        0 => Bilingual::new("hampir tidak pernah membayar", "hardly ever paying"),
        months => Bilingual::new(
            format!("membayar sekitar {months} dari 10 bulan"),
            format!("paying about {months} months in 10"),
        ),
    }
}

/// Where most of it is paid, if at one place.
fn place(mean: &impl Fn(&str) -> Option<f64>) -> Option<Bilingual> {
    let at = |place: &PaidAt| mean(&format!("share_at_{}", place.key())).unwrap_or(0.0);
    let most = PaidAt::ALL.into_iter().find(|place| at(place) >= MOSTLY_AT)?;
    Some(match most {
        PaidAt::PostOffice => Bilingual::new("lewat kantor pos", "at post offices"),
        PaidAt::BankAgent => Bilingual::new("lewat agen bank", "at bank agents"),
        PaidAt::CommunityAgent => Bilingual::new("lewat agen komunitas", "at community agents"),
        PaidAt::Digital => Bilingual::new("lewat kanal digital", "by digital payment"),
        PaidAt::Branch => Bilingual::new("lewat kantor cabang", "at branches"),
        PaidAt::State => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use domain::SegmentId;
    use domain::segment::SegmentFact;

    fn told(group: &str, shape: [f64; 12], lapsed: f64, facts: &[(&str, f64)]) -> (String, String) {
        let fact = |(feature, mean): &(&str, f64)| SegmentFact {
            feature: (*feature).to_owned(),
            label: Bilingual::default(),
            unit: "share".to_owned(),
            mean: *mean,
            overall_mean: 0.5,
        };
        let segment = Segment {
            id: SegmentId("a".to_owned()),
            name: Bilingual::default(),
            detail: None,
            why: Bilingual::default(),
            group: group.to_owned(),
            size: 100,
            facts: facts.iter().map(fact).collect(),
        };
        let seasons = [Season {
            group: "fisher".to_owned(),
            months: vec![12, 1, 2, 3],
            name: Bilingual::new("musim barat", "the west monsoon"),
        }];
        let paying = Paying { shape: shape.map(Some), lapsed: Some(lapsed) };
        let told = detail(&segment, &paying, &seasons).unwrap();
        (told.id, told.en)
    }

    fn pair(id: &str, en: &str) -> (String, String) {
        (id.to_owned(), en.to_owned())
    }

    const WINTER: [f64; 12] = [0.31, 0.3, 0.27, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.35];

    #[test]
    fn a_segment_that_stops_in_a_season_with_a_name_is_told_by_that_name() {
        let facts = [("share_paid", 0.7), ("discount_difference", 0.2), ("share_prepaid", 0.1)];
        assert_eq!(
            told("fisher", WINTER, 0.1, &facts),
            pair("berhenti di musim barat", "stopping in the west monsoon")
        );
        assert_eq!(
            told("farmer", WINTER, 0.1, &facts),
            pair("berhenti di bulan Desember–Maret", "stopping in December–March")
        );
    }

    #[test]
    fn a_discount_explains_low_months_that_are_not_stopped_in() {
        let shape = [0.45, 0.45, 0.45, 0.66, 0.66, 0.66, 0.66, 0.66, 0.66, 0.66, 0.66, 0.48];
        assert_eq!(
            told("fisher", shape, 0.1, &[("share_paid", 0.6), ("discount_difference", 0.28)]).0,
            "membayar bila ada potongan iuran"
        );
        assert_eq!(
            told("fisher", shape, 0.1, &[("share_paid", 0.6), ("discount_difference", 0.0)]).0,
            "jarang membayar di musim barat"
        );
    }

    #[test]
    fn who_pays_ahead_stops_or_pays_always_is_told_so_with_the_place() {
        let flat = [0.9; 12];
        let ahead = [("share_paid", 0.9), ("share_prepaid", 0.6), ("share_prepaid_3", 0.1), ("share_prepaid_6", 0.4)];
        assert_eq!(
            told("transport", flat, 0.1, &ahead),
            pair("sering membayar 6 bulan di muka", "often paying 6 months ahead")
        );
        let always = [("share_paid", 0.94), ("share_prepaid", 0.05), ("share_at_digital", 0.62)];
        assert_eq!(
            told("transport", flat, 0.1, &always),
            pair("membayar hampir setiap bulan, lewat kanal digital", "paying almost every month, by digital payment")
        );
        let part = [("share_paid", 0.88), ("share_prepaid", 0.2)];
        assert_eq!(told("transport", flat, 0.1, &part).0, "membayar sekitar 9 dari 10 bulan, sebagian di muka");
        let gone = [("share_paid", 0.3), ("habit_stop", 0.07)];
        assert_eq!(
            told("transport", [0.3; 12], 0.8, &gone),
            pair("kebanyakan berhenti dalam setahun", "most stopping within a year")
        );
    }

    #[test]
    fn months_that_were_never_due_make_no_season_and_no_payments_make_no_detail() {
        let segment = Segment {
            id: SegmentId("a".to_owned()),
            name: Bilingual::default(),
            detail: None,
            why: Bilingual::default(),
            group: "fisher".to_owned(),
            size: 1,
            facts: Vec::new(),
        };
        assert_eq!(detail(&segment, &Paying { shape: [None; 12], lapsed: None }, &[]), None);
        let mut shape = WINTER.map(Some);
        shape[5] = None;
        assert_eq!(season(&segment, &shape, &[]), None);
    }
}
