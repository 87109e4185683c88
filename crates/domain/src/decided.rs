//! What a campaign's decision came to, as it is kept beside the plan and shown: figures and sentences, nobody by name.

use crate::channel::Channel;
use crate::money::Rupiah;
use crate::text::{Bilingual, Language};
use crate::written;
use serde::{Deserialize, Serialize};

/// Who gets what, decided for everyone at once. Months and money are of those touched; people held out by lot take nothing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecisionView {
    /// Where the expected gains come from.
    pub from: Bilingual,
    /// What there was to choose from, in the order of the declaration.
    pub options: Vec<DecidedOption>,
    /// People of the person lot whom the decision gives nothing; they are in no arm.
    pub not_chosen: u64,
    /// Additional kept months expected from touching them.
    pub months: f64,
    /// Their first touches and the follow-ups expected of them, at the most: as if the follow-up could reach each of them.
    pub cost: Rupiah,
    /// What there was to spend on them: the budget less what area channels take first.
    pub budget: Rupiah,
    /// What area channels take first: touches, reserve and print run of their own lot.
    pub taken_first: Rupiah,
    /// What is missing to the best there can be at most, as a share of it.
    pub gap: f64,
    /// What each option is worth to a member of each segment.
    pub gains: Vec<DecidedGain>,
    /// What one more of each limit that binds is worth, the weightiest first.
    pub limits: Vec<Bilingual>,
    /// Groups with a floor and how they are served, by share.
    pub floors: Vec<FloorServed>,
    /// What each rule removed, the dearest first.
    pub removed: Vec<Bilingual>,
    /// The same campaign with other budgets, rising.
    pub scenarios: Vec<BudgetScenario>,
}

/// One option and who got it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecidedOption {
    /// The channel.
    pub channel: Channel,
    /// People touched.
    pub treated: u64,
    /// People who would have been, held out by lot.
    pub held_out: u64,
    /// First touches and expected follow-ups.
    pub cost: Rupiah,
    /// Additional kept months expected.
    pub months: f64,
}

/// What an option is worth to a member of a segment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecidedGain {
    /// Name of the segment.
    pub segment: Bilingual,
    /// The channel.
    pub channel: Channel,
    /// Additional members kept for each person assigned, -1 to 1.
    pub uplift: f64,
    /// Months that an additional member stays.
    pub months_each: f64,
    /// Where the two are known from.
    pub source: Bilingual,
}

/// A group with a floor. People are counted before the lot, which then holds the same share of everybody out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FloorServed {
    /// Its name.
    pub group: Bilingual,
    /// People whom the channels decided among can reach.
    pub people: u64,
    /// Those given something.
    pub chosen: u64,
    /// The least that must be.
    pub least: u64,
    /// The same in words, with what the floor costs.
    pub words: Bilingual,
}

/// The decision at another budget of the whole campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BudgetScenario {
    /// In per cent of the declared one.
    pub percent: u32,
    /// The budget of the campaign.
    pub budget: Rupiah,
    /// What comes of it, or why nothing does.
    pub outcome: Result<ScenarioOutcome, Bilingual>,
}

/// What a budget would bring.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ScenarioOutcome {
    /// Kept months of those touched.
    pub months: f64,
    /// People touched.
    pub treated: u64,
    /// First touches and expected follow-ups.
    pub cost: Rupiah,
}

impl DecisionView {
    /// People touched.
    pub fn treated(&self) -> u64 {
        self.options.iter().map(|option| option.treated).sum()
    }

    /// What it comes to, in a sentence.
    pub fn words(&self) -> Bilingual {
        let say = |language: Language| {
            let months = written::number(language, self.months, 1);
            let people = written::count(language, self.treated());
            // Rounded up, so that it stays true.
            let gap = written::number(language, (self.gap * 1e4).ceil() / 100.0, 2);
            (months, people, gap)
        };
        let ((months_id, people_id, gap_id), (months_en, people_en, gap_en)) = (say(Language::Id), say(Language::En));
        let cost = self.cost;
        Bilingual::new(
            format!(
                "{months_id} bulan iuran tambahan diharapkan dari menghubungi {people_id} orang dengan {cost}; paling banyak {gap_id}% di \
                 bawah yang terbaik yang mungkin."
            ),
            format!(
                "{months_en} additional kept months are expected from contacting {people_en} people for {cost}; at most {gap_en}% below the best \
                 there can be."
            ),
        )
    }

    /// How a reader is to take counts, in a sentence.
    pub fn counted(&self) -> Bilingual {
        let held: u64 = self.options.iter().map(|option| option.held_out).sum();
        let (id, en) = (written::count(Language::Id, held), written::count(Language::En, held));
        Bilingual::new(
            format!(
                "Keputusan melihat semua orang dengan cara yang sama; baru sesudah itu undian menjadikan {id} orang pembanding di \
                 dalam segmen dan pilihan masing-masing, tanpa memakai uang atau kapasitas."
            ),
            format!(
                "The decision looks at everybody alike; only then does the lot hold {en} people out inside their own segment and \
                 option, who take no money and no capacity."
            ),
        )
    }
}
