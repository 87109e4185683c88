//! What holds a day at its room, in words.

use super::{CapacityDay, ChannelCalendar};
use domain::campaign::PortfolioTier;
use domain::{Bilingual, Language, written};

/// What holds a day of a channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// The declaration's own `per_day`.
    PerDay,
    /// Meta's limit on people a day of one business portfolio.
    PortfolioTier(PortfolioTier),
    /// Messages a second of the sender numbers over the open hours.
    Throughput,
    /// Hours that counters give.
    CounterHours,
    /// The printer has not delivered yet.
    LeadTime,
}

impl Limit {
    /// In words.
    pub fn words(self) -> Bilingual {
        match self {
            Self::PerDay => {
                Bilingual::new("batas harian kampanye (`per_day`)", "the campaign's daily limit (`per_day`)")
            }
            Self::PortfolioTier(PortfolioTier::Unlimited) => {
                Bilingual::new("portofolio WhatsApp tanpa batas", "a WhatsApp portfolio without a limit")
            }
            Self::PortfolioTier(tier) => {
                let people = tier.key().parse().unwrap_or(0);
                Bilingual::new(
                    format!("batas portofolio WhatsApp {} orang sehari", written::count(Language::Id, people)),
                    format!("the WhatsApp portfolio tier of {} people a day", written::count(Language::En, people)),
                )
            }
            Self::Throughput => {
                Bilingual::new("pesan per detik dari nomor pengirim", "messages a second of the sender numbers")
            }
            Self::CounterHours => Bilingual::new("jam kerja loket", "the hours of the counters"),
            Self::LeadTime => Bilingual::new("waktu cetak", "the printer's lead time"),
        }
    }
}

/// When the slowest channel is done, and what its fullest day is held by.
pub(super) fn told_done(slowest: &ChannelCalendar, part: f64, fullest: &CapacityDay) -> Bilingual {
    let name = slowest.channel.name();
    let done = slowest.done_on().unwrap_or(fullest.day);
    let held = fullest.limited_by.words();
    let days = slowest.days.iter().filter(|day| day.used > 0).count() as u64;
    let told = |language: Language| {
        (
            written::count(language, slowest.touches()),
            written::count(language, days),
            written::day(language, done),
            written::number(language, part * 100.0, 0),
        )
    };
    let (id, en) = (told(Language::Id), told(Language::En));
    Bilingual::new(
        format!(
            "Selesai {}. Yang paling lama: {}, {} sentuhan dalam {} hari; hari terpadat terisi {}% dari {}.",
            id.2, name.id, id.0, id.1, id.3, held.id
        ),
        format!(
            "Done on {}. The slowest is {}: {} touches in {} days; its fullest day is {}% full, held by {}.",
            en.2, name.en, en.0, en.1, en.3, held.en
        ),
    )
}
