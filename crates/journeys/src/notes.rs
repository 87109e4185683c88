//! The sentences that go with credit by rule.

use crate::attribution::Rule;
use crate::by_place::PlaceRule;
use crate::markov::Markov;
use crate::paths::Journeys;
use domain::{Bilingual, Language, written};

/// What credit by rule is worth.
pub(crate) fn label() -> Bilingual {
    Bilingual::new("kredit menurut aturan, bukan bukti (nilai D)", "credit by rule, not evidence (grade D)")
}

pub(crate) fn rule_name(rule: Rule) -> Bilingual {
    match rule {
        Rule::Place(PlaceRule::First) => Bilingual::new("Pertama", "First"),
        Rule::Place(PlaceRule::Last) => Bilingual::new("Terakhir", "Last"),
        Rule::Place(PlaceRule::Linear) => Bilingual::new("Rata", "Linear"),
        Rule::Place(PlaceRule::Position) => Bilingual::new("40-20-40", "40-20-40"),
        Rule::Place(PlaceRule::Decay) => Bilingual::new("Meluruh", "Decay"),
        Rule::Markov(order) => Bilingual::new(format!("Markov {order}"), format!("Markov {order}")),
        Rule::Shapley => Bilingual::new("Shapley", "Shapley"),
    }
}

pub(crate) fn notes(journeys: &Journeys, chain: &Markov) -> Vec<Bilingual> {
    let mut notes = vec![Bilingual::new(
        "Angka ini membagi kredit atas pembayaran yang sudah terjadi. Ia tidak mengatakan berapa pembayaran yang tidak akan terjadi \
         tanpa suatu kanal; untuk itu perlu kelompok yang sengaja tidak disentuh.",
        "These figures share out credit for payments that happened. They do not say how many payments would not have happened \
         without a channel; that takes a group that is left untouched on purpose.",
    )];
    if journeys.lost() == 0 {
        notes.push(Bilingual::new(
            "Semua perjalanan berakhir dengan pembayaran. Tanpa perjalanan yang gagal, aturan Markov dan Shapley tidak dapat membedakan \
             kanal yang sering lewat dari kanal yang sering berhasil.",
            "Every journey ended in a payment. Without journeys that did not, the Markov and Shapley rules cannot tell a channel \
             that is often passed from one that often succeeds.",
        ));
    }
    let rare: Vec<&str> = rare_channels(journeys);
    if !rare.is_empty() {
        let list = rare.join(", ");
        notes.push(Bilingual::new(
            format!("Kanal dengan kurang dari 30 perjalanan: {list}. Kreditnya hampir tidak berarti; lihat selangnya."),
            format!(
                "Channels in fewer than 30 journeys: {list}. Their credit means next to nothing; look at the interval."
            ),
        ));
    }
    if chain.order > 1 && chain.states as u64 > (journeys.converted() + journeys.lost()) / 20 {
        let states = chain.states as u64;
        let (id, en) = (written::count(Language::Id, states), written::count(Language::En, states));
        notes.push(Bilingual::new(
            format!(
                "Rantai tingkat {} punya {id} keadaan, terlalu banyak untuk jumlah perjalanan ini; pakai tingkat 1.",
                chain.order
            ),
            format!("The chain of order {} has {en} states, too many for these journeys; use order 1.", chain.order),
        ));
    }
    notes
}

/// Channels that too few journeys touched.
fn rare_channels(journeys: &Journeys) -> Vec<&str> {
    let mut touched = vec![0_u64; journeys.channels().len()];
    let mut seen_in = vec![usize::MAX; touched.len()];
    for path in 0..journeys.paths() {
        for touch in journeys.path(path) {
            let touch = usize::from(*touch);
            if seen_in[touch] != path {
                seen_in[touch] = path;
                touched[touch] += journeys.conversions[path] + journeys.nulls[path];
            }
        }
    }
    journeys.channels().iter().zip(touched).filter(|(_, n)| *n < 30).map(|(name, _)| name.as_str()).collect()
}
