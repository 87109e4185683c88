//! What became of the segments that are not simply the same, each as a sentence.

use super::{Crossings, Refit};
use domain::segment_views::{FateView, SegmentFate};
use domain::{Bilingual, Language, SegmentId, written};

/// A part of a segment's people large enough to be called a part of it in a split: one in four.
const PART: u64 = 4;

/// Splits, merges and ends in the order of the earlier segments, then births in that of the later ones.
///
/// - Split: at least a quarter of its people each went into two or more segments that continue no other one, and these
///   together hold more than half of them.
/// - Merged: it is not continued, and more than half of it is in one segment that continues another one or holds more than
///   half of another that is not continued either.
/// - Ended: it is not continued and neither of these.
/// - Born: a later segment that continues none.
pub(super) fn fates(
    refit: &Refit<'_>,
    crossings: &Crossings,
    continues: &[Option<usize>],
    named: &[(SegmentId, Bilingual)],
) -> Vec<FateView> {
    let story = Story { refit, crossings, continues, named };
    let mut fates: Vec<FateView> = (0..refit.before.len()).filter_map(|from| story.of_earlier(from)).collect();
    fates.extend((0..named.len()).filter(|to| continues[*to].is_none()).map(|to| story.of_new(to)));
    fates
}

struct Story<'a> {
    refit: &'a Refit<'a>,
    crossings: &'a Crossings,
    continues: &'a [Option<usize>],
    named: &'a [(SegmentId, Bilingual)],
}

impl Story<'_> {
    fn of_earlier(&self, from: usize) -> Option<FateView> {
        let (id, name) = &self.refit.before[from];
        let told = |fate, sentence| Some(FateView { fate, segment: id.clone(), sentence });
        let parts = self.parts(from);
        if !parts.is_empty() {
            return told(SegmentFate::Split, self.split(from, &parts));
        }
        if self.continues.contains(&Some(from)) {
            return None;
        }
        if let Some(to) = self.home_of_most(from)
            && self.took_another(from, to)
        {
            let (into, share) = (&self.named[to].1, self.share_of(from, to));
            return told(
                SegmentFate::Merged,
                Bilingual::new(
                    format!("{} bergabung ke {}: {} orangnya kini di sana.", name.id, into.id, share.id),
                    format!("{} merged into {}: {} of its people are there now.", name.en, into.en, share.en),
                ),
            );
        }
        told(SegmentFate::Ended, self.end(from))
    }

    /// The later segments that an earlier one was split into, largest part first; none where it was not split.
    fn parts(&self, from: usize) -> Vec<usize> {
        let size = self.crossings.size_before(from);
        let people = |to: usize| self.crossings.people(from, to);
        let mut parts: Vec<usize> = (0..self.named.len())
            .filter(|to| people(*to) > 0 && people(*to) * PART >= size)
            .filter(|to| self.continues[*to].is_none_or(|other| other == from))
            .collect();
        parts.sort_by_key(|to| std::cmp::Reverse(people(*to)));
        let most = 2 * parts.iter().map(|to| people(*to)).sum::<u64>() > size;
        if parts.len() >= 2 && most { parts } else { Vec::new() }
    }

    fn home_of_most(&self, from: usize) -> Option<usize> {
        let size = self.crossings.size_before(from);
        (0..self.named.len()).find(|to| 2 * self.crossings.people(from, *to) > size)
    }

    fn took_another(&self, from: usize, to: usize) -> bool {
        self.continues[to].is_some_and(|other| other != from)
            || (0..self.refit.before.len()).any(|other| {
                other != from && !self.continues.contains(&Some(other)) && self.home_of_most(other) == Some(to)
            })
    }

    fn split(&self, from: usize, parts: &[usize]) -> Bilingual {
        let name = &self.refit.before[from].1;
        let told = |language: Language, and: &str, with: &str| {
            let parts: Vec<String> = parts
                .iter()
                .map(|to| {
                    let share = self.share_of(from, *to);
                    format!("{} {with} {}", self.named[*to].1.in_language(language), share.in_language(language))
                })
                .collect();
            match parts.split_last() {
                Some((last, rest)) => format!("{} {and} {last}", rest.join(", ")),
                None => String::new(),
            }
        };
        Bilingual::new(
            format!("{} terbagi: {} orangnya.", name.id, told(Language::Id, "dan", "dengan")),
            format!("{} was split: {} of its people.", name.en, told(Language::En, "and", "with")),
        )
    }

    fn end(&self, from: usize) -> Bilingual {
        let name = &self.refit.before[from].1;
        let largest = (0..self.named.len()).max_by_key(|to| (self.crossings.people(from, *to), std::cmp::Reverse(*to)));
        match largest.filter(|to| self.crossings.people(from, *to) > 0) {
            Some(to) => {
                let (into, share) = (&self.named[to].1, self.share_of(from, to));
                Bilingual::new(
                    format!("{} tidak ada lagi; yang terbanyak, {} orangnya, kini di {}.", name.id, share.id, into.id),
                    format!("{} is no more; the most, {} of its people, are now in {}.", name.en, share.en, into.en),
                )
            }
            None => Bilingual::new(
                format!("{} tidak ada lagi; tidak seorang pun darinya kini di dalam segmen.", name.id),
                format!("{} is no more; nobody of it is in a segment now.", name.en),
            ),
        }
    }

    fn of_new(&self, to: usize) -> FateView {
        let (id, name) = &self.named[to];
        let people = |from: usize| self.crossings.people(from, to);
        let largest = (0..self.refit.before.len()).max_by_key(|from| (people(*from), std::cmp::Reverse(*from)));
        let sentence = match largest.filter(|from| people(*from) > 0) {
            Some(from) => {
                let was = &self.refit.before[from].1;
                let share = share(people(from), self.crossings.size_after(to));
                Bilingual::new(
                    format!("{} baru; yang terbanyak, {} orangnya, dahulu di {}.", name.id, share.id, was.id),
                    format!("{} is new; the most, {} of its people, were in {}.", name.en, share.en, was.en),
                )
            }
            None => Bilingual::new(
                format!("{} baru; tidak seorang pun di dalamnya dahulu di dalam segmen.", name.id),
                format!("{} is new; nobody in it was in a segment before.", name.en),
            ),
        };
        FateView { fate: SegmentFate::Born, segment: id.clone(), sentence }
    }

    /// The share of an earlier segment's people that is in a later one.
    fn share_of(&self, from: usize, to: usize) -> Bilingual {
        share(self.crossings.people(from, to), self.crossings.size_before(from))
    }
}

fn share(part: u64, whole: u64) -> Bilingual {
    let percent = part as f64 * 100.0 / whole.max(1) as f64;
    let written = |language| format!("{}%", written::number(language, percent, 0));
    Bilingual::new(written(Language::Id), written(Language::En))
}
