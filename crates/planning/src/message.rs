//! The words of a touch: handlebars templates filled with the member's own prices, fixed when the plan is made.

mod prices;
mod registered;
mod sound;

pub use prices::{MonthPrices, PriceChange, prices_in};
pub use registered::Registered;

use crate::error::PlanningError;
use crate::policy::SchedulePolicy;
use chrono::NaiveDate;
use domain::rules::{ContributionBand, Payer};
use domain::{
    CampaignSpec, Channel, Language, Member, Month, OccupationGroup, ProgrammeRules, ProgrammeSet, TemplateFilling,
    written,
};
use handlebars::{Handlebars, RenderErrorReason, TemplateErrorReason};
use serde::Serialize;
use sound::{Fault, is_blank, refuse_unsound};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Which words of a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Wording {
    /// Of the first touch on a channel.
    First(Channel),
    /// Of the follow-up to the first touch on a channel.
    FollowUp(Channel),
}

/// A campaign's templates, strict: an unknown placeholder is an error, not a blank.
pub struct Templates {
    registry: Handlebars<'static>,
    /// The channel a follow-up without templates of its own borrows them from, by the channel of its first touch.
    borrowed: BTreeMap<Channel, Channel>,
    /// The provider's templates that files name, by file and language as rendered.
    registered: BTreeMap<String, Registered>,
    /// The files, with their folder, in the same order.
    files: BTreeMap<String, String>,
}

impl Templates {
    /// Reads the templates a declaration names; `texts` maps file name to content, `folder` is where they lie, as errors name it.
    pub fn new(spec: &CampaignSpec, folder: &str, texts: &BTreeMap<String, String>) -> Result<Self, PlanningError> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        registry.register_escape_fn(handlebars::no_escape);
        let mut borrowed = BTreeMap::new();
        let mut registered = BTreeMap::new();
        let mut read = BTreeMap::new();
        let mut named = Vec::new();
        for channel in &spec.channels {
            named.push((Wording::First(channel.kind), &channel.template));
            if let Some(follow_up) = &channel.follow_up {
                match &follow_up.template {
                    Some(own) => named.push((Wording::FollowUp(channel.kind), own)),
                    None => drop(borrowed.insert(channel.kind, follow_up.channel.unwrap_or(channel.kind))),
                }
            }
        }
        for (wording, files) in named {
            for (language, file) in [(Language::Id, &files.id), (Language::En, &files.en)] {
                let shown = format!("{}/{file}", folder.trim_end_matches('/'));
                let fail = |fault: Fault| told(&shown, fault);
                let text =
                    texts.get(file).ok_or_else(|| fail((None, "the template file is missing".to_owned())))?.trim_end();
                refuse_unsound(text).map_err(fail)?;
                let named =
                    Registered::read(text, language, &Words::PLACEHOLDERS).map_err(|reason| fail((None, reason)))?;
                registered.extend(named.map(|template| (key(wording, language), template)));
                registry.register_template_string(&key(wording, language), text).map_err(|e| {
                    let reason = match e.reason() {
                        TemplateErrorReason::MismatchingClosedHelper(opened, closing)
                        | TemplateErrorReason::MismatchingClosedDecorator(opened, closing) => {
                            format!("the block `{opened}` is opened and `{closing}` is closed")
                        }
                        _ => "a placeholder cannot be read; expected one such as {{price_now}}, or a block such as \
                              {{#if group}} … {{/if}}"
                            .to_owned(),
                    };
                    fail((e.pos().map(|(line, _)| line), reason))
                })?;
                read.insert(key(wording, language), shown);
            }
        }
        Ok(Self { registry, borrowed, registered, files: read })
    }

    /// The provider's template behind the words in a language, where the file names one.
    pub fn registered(&self, wording: Wording, language: Language) -> Option<&Registered> {
        self.registered.get(&key(self.whose(wording), language))
    }

    /// Whose words they are: a follow-up may borrow those of a first touch.
    fn whose(&self, wording: Wording) -> Wording {
        match wording {
            Wording::FollowUp(first) => self.borrowed.get(&first).map_or(wording, |channel| Wording::First(*channel)),
            Wording::First(_) => wording,
        }
    }

    /// The file with the words in a language, as errors name it.
    fn file(&self, wording: Wording, language: Language) -> &str {
        self.files.get(&key(self.whose(wording), language)).map_or("", String::as_str)
    }

    /// The words filled in; `whom` is said of a touch for which there is no price change to speak of.
    fn render(
        &self,
        wording: Wording,
        language: Language,
        words: &Words,
        whom: impl Fn() -> String,
    ) -> Result<String, PlanningError> {
        let whose = self.whose(wording);
        self.registry.render(&key(whose, language), words).map_err(|e| {
            let known = Words::PLACEHOLDERS.join(", ");
            let reason = match e.reason() {
                RenderErrorReason::MissingVariable(Some(variable)) if Words::OF_A_CHANGE.contains(&variable.as_str()) => {
                    format!(
                        "`{variable}` speaks of a price change, and none lies ahead of {}; end the schedule, or the follow-up's \
                         `until`, before the price changes, give that step a template of its own, or write what holds only with a \
                         change between {{{{#if {variable}}}}} and {{{{/if}}}}",
                        whom()
                    )
                }
                RenderErrorReason::MissingVariable(Some(variable)) => {
                    format!("`{variable}` stands for nothing; expected one of {known}")
                }
                other => format!("{other}; expected placeholders among {known}"),
            };
            told(self.file(wording, language), (e.line_no, reason))
        })
    }
}

/// A fault of a template file as a refusal.
fn told(file: &str, (line, reason): Fault) -> PlanningError {
    let file = line.map_or_else(|| file.to_owned(), |line| format!("{file}, line {line}"));
    PlanningError::Template { file, reason }
}

fn key(wording: Wording, language: Language) -> String {
    match wording {
        Wording::First(channel) => format!("{}.{language}.hbs", channel.key()),
        Wording::FollowUp(channel) => format!("{}.follow_up.{language}.hbs", channel.key()),
    }
}

/// What a template may say, to a member on the day of a touch.
#[derive(Debug, Clone, Serialize)]
pub struct Words {
    /// Occupation group in the message's language.
    pub group: String,
    /// `JKK+JKM` or `JKK+JKM+JHT`.
    pub programmes: String,
    /// Monthly price in the month of the touch.
    pub price_now: String,
    /// Three months paid at once in the month of the touch: from the change on, or, where none lies ahead, from the month after.
    pub block_price: String,
    /// What changes; nothing of it is there where no change lies ahead.
    #[serde(flatten)]
    pub change: Option<ChangeWords>,
}

/// What a template may say of the next price change after the month of a touch.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeWords {
    /// Monthly price from the change on.
    pub price_after: String,
    /// The first month with the new price.
    pub change_month: String,
    /// Last day at the old price.
    pub deadline: String,
}

impl Words {
    const PLACEHOLDERS: [&'static str; 7] =
        ["group", "programmes", "price_now", "price_after", "change_month", "deadline", "block_price"];
    /// Those that stand for nothing where no price change lies ahead.
    const OF_A_CHANGE: [&'static str; 3] = ["price_after", "change_month", "deadline"];

    /// What stands for a placeholder; nothing for one that is not known.
    fn of(&self, placeholder: &str) -> &str {
        let of_change = |pick: fn(&ChangeWords) -> &str| self.change.as_ref().map_or("", pick);
        match placeholder {
            "group" => &self.group,
            "programmes" => &self.programmes,
            "price_now" => &self.price_now,
            "price_after" => of_change(|change| &change.price_after),
            "change_month" => of_change(|change| &change.change_month),
            "deadline" => of_change(|change| &change.deadline),
            "block_price" => &self.block_price,
            _ => "",
        }
    }
}

/// What the words depend on. Incomes between the same edges of contribution bands pay the same, so the class stands for the income;
/// prices change with the month, so the month stands for the day of the touch.
type BodyKey = (Wording, Language, OccupationGroup, ProgrammeSet, usize, bool, Month);

/// Renders bodies, once for each distinct set of words.
pub struct Composer<'a> {
    templates: &'a Templates,
    rules: &'a ProgrammeRules,
    policy: &'a SchedulePolicy,
    spec: &'a CampaignSpec,
    /// Where declared incomes change class, ascending.
    edges: Vec<i64>,
    bodies: HashMap<BodyKey, String>,
    /// By body.
    fillings: BTreeMap<String, TemplateFilling>,
    unverified: BTreeSet<String>,
}

impl<'a> Composer<'a> {
    /// A composer for one campaign.
    pub fn new(
        templates: &'a Templates,
        rules: &'a ProgrammeRules,
        policy: &'a SchedulePolicy,
        spec: &'a CampaignSpec,
    ) -> Self {
        let edges_of =
            |band: &ContributionBand| [Some(band.income_from), band.income_to.map(|top| top.saturating_add(1))];
        let edges: BTreeSet<i64> = rules.bands().iter().flat_map(edges_of).flatten().collect();
        let edges = edges.into_iter().collect();
        Self {
            templates,
            rules,
            policy,
            spec,
            edges,
            bodies: HashMap::new(),
            fillings: BTreeMap::new(),
            unverified: BTreeSet::new(),
        }
    }

    /// The words for a member, of a touch on a day of their own clock. Refuses words on a price change where none lies ahead of that
    /// day: a deadline that is over, a price that holds already.
    pub fn body(
        &mut self,
        member: &Member,
        wording: Wording,
        language: Language,
        day: NaiveDate,
    ) -> Result<String, PlanningError> {
        let class = self.edges.partition_point(|edge| *edge <= member.declared_income_rupiah);
        let month = Month::of(day);
        let key = (wording, language, member.group, member.programmes, class, member.paid_by_state, month);
        if let Some(body) = self.bodies.get(&key) {
            return Ok(body.clone());
        }
        let (prices, unverified) = prices_in(self.rules, &payer_of(member), month)?;
        self.unverified.extend(unverified);
        let words = words_of(member, language, &prices);
        let whom = || {
            let group = member.group.name().en.to_lowercase();
            format!("the touch on {} to {group} with {}", written::day(Language::En, day), member.programmes)
        };
        let body = self.templates.render(wording, language, &words, whom)?.trim().to_owned();
        self.refuse_unsendable(&body, wording, language)?;
        if let Some(registered) = self.templates.registered(wording, language) {
            self.fillings.entry(body.clone()).or_insert_with(|| registered.fill(&body, &words));
        }
        self.bodies.insert(key, body.clone());
        Ok(body)
    }

    /// Refuses a body that says nothing or that its channel does not take.
    fn refuse_unsendable(&mut self, body: &str, wording: Wording, language: Language) -> Result<(), PlanningError> {
        let file = self.templates.file(wording, language);
        if is_blank(body) {
            let reason = "nothing is left of the template once it is filled; expected the words to send";
            return Err(told(file, (None, reason.to_owned())));
        }
        if self.channel_of(wording) == Channel::Whatsapp {
            let figures = self.policy.capacity();
            let (most, unsure) = figures.on(Channel::Whatsapp, "body_characters", self.spec.schedule.first_day)?;
            self.unverified.extend(unsure);
            let characters = body.chars().count() as u64;
            if characters > most {
                let reason = format!("the filled template has {characters} characters; WhatsApp takes {most} at most");
                return Err(told(file, (None, reason)));
            }
        }
        Ok(())
    }

    /// The channel that words go out on: a follow-up may have another than its first touch.
    fn channel_of(&self, wording: Wording) -> Channel {
        match wording {
            Wording::First(channel) => channel,
            Wording::FollowUp(first) => {
                let own = self.spec.channels.iter().find(|channel| channel.kind == first);
                own.and_then(|channel| channel.follow_up.as_ref()?.channel).unwrap_or(first)
            }
        }
    }

    /// How the bodies so far are said with the provider's templates, by body; those of files that name none are left out.
    pub fn fillings(&self) -> Vec<TemplateFilling> {
        self.fillings.values().cloned().collect()
    }

    /// Unverified rows that the rendered prices lean on.
    pub fn unverified(&self) -> &BTreeSet<String> {
        &self.unverified
    }
}

/// A member as a payer.
pub fn payer_of(member: &Member) -> Payer {
    Payer {
        programmes: member.programmes,
        declared_income_rupiah: member.declared_income_rupiah,
        group: member.group,
        paid_by_state: member.paid_by_state,
    }
}

fn words_of(member: &Member, language: Language, prices: &MonthPrices) -> Words {
    Words {
        group: member.group.name().in_language(language).to_owned(),
        programmes: member.programmes.to_string(),
        price_now: prices.now.to_string(),
        block_price: prices.block.to_string(),
        change: prices.change.map(|change| ChangeWords {
            price_after: change.after.to_string(),
            change_month: written::month(language, change.month),
            deadline: written::day(language, change.month.plus(-1).last_day()),
        }),
    }
}
