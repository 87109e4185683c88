//! Counters' lists.

use super::{count, grid};
use domain::{CounterOutcome, Language};
use workflow::counters::{ListSummary, VisitSummary};
use workflow::paper::ProofSummary;

/// How far each list is.
pub fn counter_lists(lists: &[ListSummary], language: Language) -> String {
    let english = language == Language::En;
    if lists.is_empty() {
        return if english {
            "no lists yet: they are open once a campaign with partner counters is dispatched"
        } else {
            "belum ada daftar: daftar terbuka sejak kampanye dengan loket mitra dikirim"
        }
        .to_owned();
    }
    let mut header = if english {
        vec!["Campaign", "Counter", "Members", "Open, not met included"]
    } else {
        vec!["Kampanye", "Loket", "Peserta", "Belum selesai, termasuk belum bertemu"]
    };
    let outcomes = CounterOutcome::ALL.map(CounterOutcome::words);
    header.extend(outcomes.iter().map(|words| words.in_language(language)));
    let row = |list: &ListSummary| {
        let of = |outcome: CounterOutcome| list.outcomes.get(outcome.key()).copied().unwrap_or(0);
        let named = [list.campaign.clone(), list.place.clone()];
        let counts = [list.members, list.open].into_iter().chain(CounterOutcome::ALL.map(of));
        named.into_iter().chain(counts.map(|n| count(n, language))).collect()
    };
    grid(&header, 2, lists.iter().map(row).collect())
}

/// What a list that came back changed.
pub fn visits(taken: &VisitSummary, language: Language) -> String {
    let n = |n: u64| count(n, language);
    let (reported, noted, known) = (n(taken.reported), n(taken.noted), n(taken.known));
    let (twice, strangers) = (n(taken.met_twice), n(taken.strangers.len() as u64));
    let mut text = match language {
        Language::Id => format!(
            "{reported} baris dengan hasil: {noted} baru dicatat, {known} sudah diketahui; {twice} orang sudah ditemui lewat daftar lain; {strangers} rujukan tidak ada di daftar mana pun"
        ),
        Language::En => format!(
            "{reported} lines with an outcome: {noted} newly noted, {known} known already; {twice} people had been met through another list; {strangers} references stand on no list"
        ),
    };
    if !taken.strangers.is_empty() {
        text.push_str(&format!("\n  {}", taken.strangers.join(", ")));
    }
    text
}

/// What work orders that came back changed.
pub fn proofs(taken: &ProofSummary, language: Language) -> String {
    let (orders, touches) = (count(taken.orders, language), count(taken.touches, language));
    let strangers = taken.strangers.join(", ");
    let mut text = match language {
        Language::Id => format!("{orders} pesanan dengan bukti; {touches} sentuhan tercatat sampai"),
        Language::En => format!("{orders} orders with a proof; {touches} touches noted as delivered"),
    };
    if taken.not_placed > 0 {
        let not = count(taken.not_placed, language);
        text = match language {
            Language::Id => format!("{orders} pesanan dengan bukti, {not} tidak dipasang; {touches} sentuhan tercatat"),
            Language::En => format!("{orders} orders with a proof, {not} not placed; {touches} touches noted"),
        };
    }
    if !strangers.is_empty() {
        text.push_str(&match language {
            Language::Id => format!("; tidak dikenal: {strangers}"),
            Language::En => format!("; not known: {strangers}"),
        });
    }
    text
}
