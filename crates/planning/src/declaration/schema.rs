//! The fields of a declaration and what each may hold. `domain::CampaignSpec` reads the same fields; a test holds both together.

use domain::PrintMaterial;
use domain::campaign::{FloorBy, FollowUpWhen, PortfolioTier};
use domain::{Bilingual, Channel, MembershipState, OccupationGroup, Purpose};

/// What a field may hold.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// Words that are not blank.
    Text,
    /// A day in quotes.
    Day,
    /// A time of day in quotes.
    Clock,
    /// A month in quotes.
    Month,
    /// A whole number from 1.
    Count,
    /// A whole number from 0.
    Whole,
    /// A number from 0 to 1.
    Share,
    /// Rupiah above zero, no more than 64 bits hold.
    Money,
    /// `true` or `false`.
    Flag,
    /// One of a list.
    Word(Words),
    /// A list of them.
    Many(&'static Shape),
    /// A table.
    Table(&'static [Field]),
    /// A list of tables.
    Tables(&'static [Field]),
}

/// A field of a table.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its key.
    pub key: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
}

const fn must(key: &'static str, shape: Shape) -> Field {
    Field { key, shape, required: true }
}

const fn may(key: &'static str, shape: Shape) -> Field {
    Field { key, shape, required: false }
}

/// The lists of words a declaration chooses from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// What a campaign is for.
    Objective,
    /// What messages are about.
    Purpose,
    /// Membership states.
    State,
    /// Occupation groups.
    Group,
    /// Channels.
    Channel,
    /// Conditions of follow-ups.
    When,
    /// WhatsApp messaging limits.
    Tier,
    /// What is printed.
    Material,
    /// What floors go by.
    FloorBy,
}

impl Words {
    /// Each key with the name planners use, which people type instead.
    pub fn list(self) -> Vec<(&'static str, Bilingual)> {
        let named = |key: &'static str, id: &str, en: &str| (key, Bilingual::new(id, en));
        match self {
            Self::Objective => vec![
                named("acquire", "akuisisi", "acquisition"),
                named("retain", "retensi", "retention"),
                named("reactivate", "reaktivasi", "reactivation"),
                named("prepay", "bayar di muka", "prepayment"),
            ],
            Self::Purpose => Purpose::ALL.iter().map(|p| (p.key(), p.name())).collect(),
            Self::State => MembershipState::ALL.iter().map(|s| (s.key(), s.name())).collect(),
            Self::Group => OccupationGroup::ALL.iter().map(|g| (g.key(), g.name())).collect(),
            Self::Channel => Channel::ALL.iter().map(|c| (c.key(), c.name())).collect(),
            Self::When => FollowUpWhen::ALL.iter().map(|w| (w.key(), w.words())).collect(),
            Self::Material => PrintMaterial::ALL.iter().map(|m| named(m.key(), m.key(), m.key())).collect(),
            Self::FloorBy => vec![
                named(FloorBy::Region.key(), "provinsi", "province"),
                named(FloorBy::Occupation.key(), "pekerjaan", "occupation"),
            ],
            Self::Tier => PortfolioTier::ALL.iter().map(|t| named(t.key(), t.key(), t.key())).collect(),
        }
    }

    /// What was expected, in words.
    pub fn expected(self) -> Bilingual {
        let (id, en) = match self {
            Self::Objective => ("tujuan", "an objective"),
            Self::Purpose => ("tujuan persetujuan", "a purpose"),
            Self::State => ("status kepesertaan", "a membership state"),
            Self::Group => ("kelompok pekerjaan", "an occupation group"),
            Self::Channel => ("kanal", "a channel"),
            Self::When => ("syarat", "a condition"),
            Self::Material => ("bahan cetak", "a print material"),
            Self::FloorBy => ("dasar batas bawah", "what a floor goes by"),
            Self::Tier => ("batas portofolio dalam tanda kutip", "a portfolio tier in quotes"),
        };
        let keys: Vec<&str> = self.list().into_iter().map(|(key, _)| key).collect();
        Bilingual::new(format!("{id}: {}", keys.join(", ")), format!("{en}: {}", keys.join(", ")))
    }
}

const BILINGUAL: Shape = Shape::Table(&[must("id", Shape::Text), must("en", Shape::Text)]);
const FOLLOW_UP: &[Field] = &[
    must("when", Shape::Word(Words::When)),
    may("after_days", Shape::Count),
    may("on", Shape::Day),
    may("until", Shape::Day),
    may("channel", Shape::Word(Words::Channel)),
    may("template", BILINGUAL),
    may("per_day", Shape::Count),
    may("expected_share", Shape::Share),
];
const CHANNEL: &[Field] = &[
    must("kind", Shape::Word(Words::Channel)),
    must("template", BILINGUAL),
    must("per_day", Shape::Count),
    may("follow_up", Shape::Table(FOLLOW_UP)),
];
const WHATSAPP: &[Field] = &[
    may("numbers", Shape::Count),
    may("high_throughput", Shape::Flag),
    must("portfolio_tier", Shape::Word(Words::Tier)),
];
const COUNTER: &[Field] =
    &[must("outlets", Shape::Count), may("hours_per_week", Shape::Count), may("minutes_per_visit", Shape::Count)];
const PRINT: &[Field] =
    &[may("smallest_run", Shape::Count), may("lead_days", Shape::Whole), may("ordered_on", Shape::Day)];

const DECISION: &[Field] = &[
    may("from", Shape::Text),
    may("lost_each_week", Shape::Share),
    may("smallest_cell", Shape::Count),
    may("channel_budget", Shape::Tables(&[must("channel", Shape::Word(Words::Channel)), must("budget", Shape::Money)])),
    may(
        "floor",
        Shape::Tables(&[
            must("by", Shape::Word(Words::FloorBy)),
            may("of", Shape::Text),
            may("share", Shape::Share),
            may("people", Shape::Count),
        ]),
    ),
];

/// The top of the file.
pub const CAMPAIGN: &[Field] = &[
    must("name", Shape::Text),
    must("title", BILINGUAL),
    must("objective", Shape::Word(Words::Objective)),
    may("purpose", Shape::Word(Words::Purpose)),
    must("owner", Shape::Text),
    may("approvers", Shape::Many(&Shape::Text)),
    must(
        "audience",
        Shape::Table(&[
            must("as_of", Shape::Day),
            must("states", Shape::Many(&Shape::Word(Words::State))),
            may("without_groups", Shape::Many(&Shape::Word(Words::Group))),
            may("segments", Shape::Many(&Shape::Text)),
            may("without_state_paid", Shape::Flag),
        ]),
    ),
    may("packages", Shape::Tables(&[must("group", Shape::Word(Words::Group)), must("package", Shape::Text)])),
    must(
        "holdout",
        Shape::Table(&[
            must("seed", Shape::Text),
            must("person_share", Shape::Share),
            must("area_share", Shape::Share),
        ]),
    ),
    must("channel", Shape::Tables(CHANNEL)),
    may(
        "paper",
        Shape::Table(&[
            must("agency", BILINGUAL),
            must("price_note", BILINGUAL),
            must("conditions", BILINGUAL),
            must("counter_task", BILINGUAL),
            may("material", Shape::Word(Words::Material)),
            may("crop_marks", Shape::Flag),
        ]),
    ),
    must(
        "schedule",
        Shape::Table(&[
            must("first_day", Shape::Day),
            must("last_day", Shape::Day),
            must("not_before", Shape::Clock),
            must("not_after", Shape::Clock),
            may("skip_holidays", Shape::Flag),
            may("skip_friday_prayers", Shape::Flag),
        ]),
    ),
    may(
        "capacity",
        Shape::Table(&[
            may("whatsapp", Shape::Table(WHATSAPP)),
            may("partner_counter", Shape::Table(COUNTER)),
            may("print", Shape::Table(PRINT)),
        ]),
    ),
    may("decision", Shape::Table(DECISION)),
    must(
        "outcome",
        Shape::Table(&[
            must("covered_month", Shape::Month),
            must("known_by", Shape::Day),
            may("smallest_uplift", Shape::Share),
            may("answer_anyway", Shape::Text),
        ]),
    ),
    must("budget", Shape::Money),
];

/// Tables that have a field of this key, as people write them (`[schedule]`, `[[channel]]`, or the top).
pub fn homes_of(key: &str) -> Vec<String> {
    fn visit(fields: &'static [Field], home: &str, key: &str, found: &mut Vec<String>) {
        if fields.iter().any(|field| field.key == key) {
            found.push(home.to_owned());
        }
        for field in fields {
            let path = if home.is_empty() { field.key.to_owned() } else { format!("{home}.{}", field.key) };
            if let Shape::Table(inner) | Shape::Tables(inner) = field.shape {
                visit(inner, &path, key, found);
            }
        }
    }
    let mut found = Vec::new();
    visit(CAMPAIGN, "", key, &mut found);
    found
}
