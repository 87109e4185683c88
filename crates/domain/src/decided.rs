//! What a campaign's decision came to, as it is kept beside the plan and shown: figures and sentences, nobody by name.

use crate::channel::Channel;
use crate::money::Rupiah;
use crate::text::{Bilingual, Language};
use crate::written;
use chrono::{Days, NaiveDate};
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
    /// What each channel is worth to a member of each segment.
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

/// A week of a campaign's schedule: seven days counted from its first day; the last may have fewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ScheduleWeek {
    /// 1 is the first.
    pub number: u32,
    /// Its first day.
    pub first: NaiveDate,
    /// Its last day.
    pub last: NaiveDate,
}

impl ScheduleWeek {
    /// The weeks from a first to a last day, both included.
    pub fn all(first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = Self> {
        let starts = first.iter_weeks().take_while(move |start| *start <= last);
        starts.zip(1..).map(move |(start, number)| Self {
            number,
            first: start,
            last: start.checked_add_days(Days::new(6)).map_or(last, |end| end.min(last)),
        })
    }

    /// As people read it.
    pub fn name(&self) -> Bilingual {
        let day = |language| written::day(language, self.first);
        Bilingual::new(
            format!("minggu {} (sejak {})", self.number, day(Language::Id)),
            format!("week {} (from {})", self.number, day(Language::En)),
        )
    }
}

/// An option as people read it.
pub fn option_name(channel: Channel, week: Option<ScheduleWeek>) -> Bilingual {
    let name = channel.name();
    match week.map(|week| week.name()) {
        Some(week) => Bilingual::new(format!("{}, {}", name.id, week.id), format!("{}, {}", name.en, week.en)),
        None => name,
    }
}

/// One option and who got it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DecidedOption {
    /// The channel.
    pub channel: Channel,
    /// The week of the schedule; `None` where weeks are not decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub week: Option<ScheduleWeek>,
    /// People touched.
    pub treated: u64,
    /// People who would have been, held out by lot.
    pub held_out: u64,
    /// First touches and expected follow-ups.
    pub cost: Rupiah,
    /// Additional kept months expected.
    pub months: f64,
}

impl DecidedOption {
    /// As people read it.
    pub fn name(&self) -> Bilingual {
        option_name(self.channel, self.week)
    }
}

/// What a channel is worth to a member of a segment.
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn weeks_cover_every_day_of_a_schedule_once() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let weeks: Vec<ScheduleWeek> = ScheduleWeek::all(day("2026-12-01"), day("2026-12-19")).collect();
        let spans: Vec<(NaiveDate, NaiveDate)> = weeks.iter().map(|week| (week.first, week.last)).collect();
        let wanted = [("2026-12-01", "2026-12-07"), ("2026-12-08", "2026-12-14"), ("2026-12-15", "2026-12-19")];
        assert_eq!(spans, wanted.map(|(first, last)| (day(first), day(last))));
        assert_eq!(weeks[1].name().id, "minggu 2 (sejak 8 Desember 2026)");
        let week = weeks[2];
        assert_eq!(option_name(Channel::Whatsapp, Some(week)).en, "WhatsApp, week 3 (from 15 December 2026)");
        assert_eq!(ScheduleWeek::all(day("2026-12-01"), day("2026-12-01")).count(), 1);
        assert_eq!(ScheduleWeek::all(day("2026-12-01"), day("2026-12-08")).last().unwrap().first, day("2026-12-08"));
    }
}
