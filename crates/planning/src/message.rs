//! The words of a touch: handlebars templates filled with the member's own prices, fixed when the plan is made.

use crate::error::PlanningError;
use domain::rules::Payer;
use domain::{
    CampaignSpec, Channel, Language, Member, Month, OccupationGroup, ProgrammeRules, ProgrammeSet, Rupiah, written,
};
use handlebars::Handlebars;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// A campaign's templates, strict: an unknown placeholder is an error, not a blank.
pub struct Templates {
    registry: Handlebars<'static>,
}

impl Templates {
    /// Reads the templates a declaration names; `texts` maps file name to content.
    pub fn new(spec: &CampaignSpec, texts: &BTreeMap<String, String>) -> Result<Self, PlanningError> {
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        registry.register_escape_fn(handlebars::no_escape);
        for channel in &spec.channels {
            for (language, file) in [(Language::Id, &channel.template.id), (Language::En, &channel.template.en)] {
                let fail = |reason: String| PlanningError::Template {
                    file: format!("campaigns/{}/{file}", spec.name),
                    reason,
                };
                let text = texts.get(file).ok_or_else(|| fail("the template file is missing".to_owned()))?;
                registry
                    .register_template_string(&key(channel.kind, language), text.trim())
                    .map_err(|e| fail(e.to_string()))?;
            }
        }
        Ok(Self { registry })
    }

    fn render(&self, channel: Channel, language: Language, words: &Words) -> Result<String, PlanningError> {
        self.registry.render(&key(channel, language), words).map_err(|e| PlanningError::Template {
            file: key(channel, language),
            reason: format!("{e}; known placeholders are {}", Words::PLACEHOLDERS.join(", ")),
        })
    }
}

fn key(channel: Channel, language: Language) -> String {
    format!("{}.{language}.hbs", channel.key())
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

type BodyKey = (Channel, Language, OccupationGroup, ProgrammeSet, i64);

/// Renders bodies, once for each distinct set of words.
pub struct Composer<'a> {
    templates: &'a Templates,
    rules: &'a ProgrammeRules,
    spec: &'a CampaignSpec,
    bodies: BTreeMap<BodyKey, String>,
    unverified: BTreeSet<String>,
}

impl<'a> Composer<'a> {
    /// A composer for one campaign.
    pub fn new(templates: &'a Templates, rules: &'a ProgrammeRules, spec: &'a CampaignSpec) -> Self {
        Self { templates, rules, spec, bodies: BTreeMap::new(), unverified: BTreeSet::new() }
    }

    /// The words for a member on a channel.
    pub fn body(&mut self, member: &Member, channel: Channel, language: Language) -> Result<String, PlanningError> {
        let key = (channel, language, member.group, member.programmes, member.declared_income_rupiah);
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
        let body = self.templates.render(channel, language, &words)?;
        self.bodies.insert(key, body.clone());
        Ok(body)
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
