//! The words of a touch: handlebars templates filled with the member's own prices, fixed when the plan is made.

mod registered;

pub use registered::Registered;

use crate::error::PlanningError;
use domain::rules::{ContributionBand, Payer};
use domain::{
    CampaignSpec, Channel, Language, Member, Month, OccupationGroup, ProgrammeRules, ProgrammeSet, Rupiah,
    TemplateFilling, written,
};
use handlebars::Handlebars;
use serde::Serialize;
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
}

impl Templates {
    /// Reads the templates a declaration names; `texts` maps file name to content.
    pub fn new(spec: &CampaignSpec, texts: &BTreeMap<String, String>) -> Result<Self, PlanningError> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        registry.register_escape_fn(handlebars::no_escape);
        let mut borrowed = BTreeMap::new();
        let mut registered = BTreeMap::new();
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
                let fail = |reason: String| PlanningError::Template {
                    file: format!("campaigns/{}/{file}", spec.name),
                    reason,
                };
                let text = texts.get(file).ok_or_else(|| fail("the template file is missing".to_owned()))?;
                let named = Registered::read(text, language, &Words::PLACEHOLDERS).map_err(&fail)?;
                registered.extend(named.map(|template| (key(wording, language), template)));
                registry
                    .register_template_string(&key(wording, language), text.trim())
                    .map_err(|e| fail(e.to_string()))?;
            }
        }
        Ok(Self { registry, borrowed, registered })
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

    fn render(&self, wording: Wording, language: Language, words: &Words) -> Result<String, PlanningError> {
        let wording = self.whose(wording);
        self.registry.render(&key(wording, language), words).map_err(|e| PlanningError::Template {
            file: key(wording, language),
            reason: format!("{e}; known placeholders are {}", Words::PLACEHOLDERS.join(", ")),
        })
    }
}

fn key(wording: Wording, language: Language) -> String {
    match wording {
        Wording::First(channel) => format!("{}.{language}.hbs", channel.key()),
        Wording::FollowUp(channel) => format!("{}.follow_up.{language}.hbs", channel.key()),
    }
}

/// What a template may say.
#[derive(Debug, Clone, Serialize)]
pub struct Words {
    /// Occupation group in the message's language.
    pub group: String,
    /// `JKK+JKM` or `JKK+JKM+JHT`.
    pub programmes: String,
    /// Monthly price in the month the campaign starts.
    pub price_now: String,
    /// Monthly price in the month the outcome is measured.
    pub price_after: String,
    /// The first month with the new price.
    pub change_month: String,
    /// Last day at the old price.
    pub deadline: String,
    /// Three months from the change, paid on the first day of the campaign.
    pub block_price: String,
}

impl Words {
    const PLACEHOLDERS: [&'static str; 7] =
        ["group", "programmes", "price_now", "price_after", "change_month", "deadline", "block_price"];

    /// What stands for a placeholder; nothing for one that is not known.
    fn of(&self, placeholder: &str) -> &str {
        match placeholder {
            "group" => &self.group,
            "programmes" => &self.programmes,
            "price_now" => &self.price_now,
            "price_after" => &self.price_after,
            "change_month" => &self.change_month,
            "deadline" => &self.deadline,
            "block_price" => &self.block_price,
            _ => "",
        }
    }
}

/// Prices of one member around the campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prices {
    /// In the month the campaign starts.
    pub now: Rupiah,
    /// In the month the outcome is measured.
    pub after: Rupiah,
    /// Three months from the first month after the campaign, paid on its first day.
    pub block: Rupiah,
}

/// What the words depend on. Incomes between the same edges of contribution bands pay the same, so the class stands for the income.
type BodyKey = (Wording, Language, OccupationGroup, ProgrammeSet, usize, bool);

/// Renders bodies, once for each distinct set of words.
pub struct Composer<'a> {
    templates: &'a Templates,
    rules: &'a ProgrammeRules,
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
    pub fn new(templates: &'a Templates, rules: &'a ProgrammeRules, spec: &'a CampaignSpec) -> Self {
        let edges_of =
            |band: &ContributionBand| [Some(band.income_from), band.income_to.map(|top| top.saturating_add(1))];
        let edges: BTreeSet<i64> = rules.bands().iter().flat_map(edges_of).flatten().collect();
        let edges = edges.into_iter().collect();
        Self {
            templates,
            rules,
            spec,
            edges,
            bodies: HashMap::new(),
            fillings: BTreeMap::new(),
            unverified: BTreeSet::new(),
        }
    }

    /// The words for a member.
    pub fn body(&mut self, member: &Member, wording: Wording, language: Language) -> Result<String, PlanningError> {
        let class = self.edges.partition_point(|edge| *edge <= member.declared_income_rupiah);
        let key = (wording, language, member.group, member.programmes, class, member.paid_by_state);
        if let Some(body) = self.bodies.get(&key) {
            return Ok(body.clone());
        }
        let payer = payer_of(member);
        let (prices, unverified) = prices(self.rules, self.spec, &payer)?;
        self.unverified.extend(unverified);
        let change = Month::of(self.spec.schedule.first_day).plus(1);
        let words = Words {
            group: member.group.name().in_language(language).to_owned(),
            programmes: member.programmes.to_string(),
            price_now: prices.now.to_string(),
            price_after: prices.after.to_string(),
            change_month: written::month(language, change),
            deadline: written::day(language, change.plus(-1).last_day()),
            block_price: prices.block.to_string(),
        };
        let body = self.templates.render(wording, language, &words)?.trim().to_owned();
        if let Some(registered) = self.templates.registered(wording, language) {
            self.fillings.entry(body.clone()).or_insert_with(|| registered.fill(&body, &words));
        }
        self.bodies.insert(key, body.clone());
        Ok(body)
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

/// The three prices of a payer around a campaign, and the unverified rows they lean on.
pub fn prices(
    rules: &ProgrammeRules,
    spec: &CampaignSpec,
    payer: &Payer,
) -> Result<(Prices, BTreeSet<String>), PlanningError> {
    let start = Month::of(spec.schedule.first_day);
    let now = rules.quote(payer, start)?;
    let after = rules.quote(payer, spec.outcome.covered_month)?;
    let block = rules.quote_block(payer, start.plus(1), 3, spec.schedule.first_day)?;
    let mut unverified = now.unverified;
    unverified.extend(after.unverified);
    unverified.extend(block.unverified);
    Ok((Prices { now: now.amount, after: after.amount, block: block.amount }, unverified))
}
