//! One member of a campaign: the arm, channel, hour and language they have, why, and what came of it.

use crate::numbers;
use crate::state::{PersonReasons, ReasonsBasis};
use crate::words::say;
use chrono::{DateTime, Utc};
use domain::views::CampaignView;
use domain::{Bilingual, Language, MemberId, PlanVersion, PlannedMember, RandomisationUnit, TimeZoneCode, TouchStatus};
use serde::Serialize;
use store::{MemberOutcome, MemberTouch};

/// The page.
#[derive(Debug, Serialize)]
pub(crate) struct PersonPage {
    name: String,
    campaign: String,
    /// The number that was asked for.
    member: String,
    other_language: OtherLanguage,
    /// One sentence: in the plan, left out, or not known.
    verdict: Option<String>,
    facts: Vec<Fact>,
    reasons: Vec<String>,
    /// What the reasons stand on, where that is not the plan itself.
    basis: Option<String>,
    timeline: Vec<Moment>,
}

/// What is known of the member.
pub(crate) struct PersonStanding {
    /// Whom was asked for.
    pub(crate) member: MemberId,
    /// Their place in the plan.
    pub(crate) planned: Option<PlannedMember>,
    /// The name of their segment, where it is known.
    pub(crate) segment: Option<Bilingual>,
    /// Their touches, the earliest due first.
    pub(crate) touches: Vec<MemberTouch>,
    /// What became of them.
    pub(crate) outcome: Option<MemberOutcome>,
    /// The version of the plan that stands.
    pub(crate) version: Option<PlanVersion>,
    /// Why.
    pub(crate) reasons: Option<PersonReasons>,
    /// The clock of where they live.
    pub(crate) zone: TimeZoneCode,
}

#[derive(Debug, Serialize)]
struct OtherLanguage {
    code: &'static str,
    name: &'static str,
}

#[derive(Debug, Serialize)]
struct Fact {
    name: String,
    value: String,
}

#[derive(Debug, Serialize)]
struct Moment {
    /// When; empty where it is not known.
    at: String,
    words: String,
    #[serde(skip)]
    time: Option<DateTime<Utc>>,
}

impl Moment {
    /// Something at a time of the member's clock.
    fn at(language: Language, time: DateTime<Utc>, zone: TimeZoneCode, words: String) -> Self {
        Self { at: numbers::clock(language, time, zone), words, time: Some(time) }
    }

    /// Something whose time is not known.
    fn somewhen(words: String) -> Self {
        Self { at: String::new(), words, time: None }
    }
}

impl PersonPage {
    /// The page; `tells_why` says whether reasons can be computed here at all.
    pub(crate) fn of(
        language: Language,
        campaign: &CampaignView,
        standing: Option<&PersonStanding>,
        tells_why: bool,
    ) -> Self {
        let other_language = match language {
            Language::Id => OtherLanguage { code: "en", name: "English" },
            Language::En => OtherLanguage { code: "id", name: "Bahasa Indonesia" },
        };
        let mut page = Self {
            name: campaign.name.clone(),
            campaign: campaign.title.in_language(language).to_owned(),
            member: standing.map(|s| s.member.0.clone()).unwrap_or_default(),
            other_language,
            verdict: None,
            facts: Vec::new(),
            reasons: Vec::new(),
            basis: None,
            timeline: Vec::new(),
        };
        let Some(standing) = standing else { return page };
        page.verdict = Some(verdict(language, standing, tells_why));
        if let Some(planned) = &standing.planned {
            page.facts = facts(language, standing, planned);
            page.timeline = timeline(language, campaign, standing, planned);
        }
        if let Some(told) = &standing.reasons {
            page.reasons = told.reasons.iter().map(|reason| reason.in_language(language).to_owned()).collect();
            page.basis = match told.basis {
                ReasonsBasis::WholePlan => None,
                ReasonsBasis::KeptRow => Some(say(language, "person-basis-kept", &[])),
                ReasonsBasis::Today => Some(say(language, "person-basis-today", &[])),
            };
        }
        page
    }
}

fn verdict(language: Language, standing: &PersonStanding, tells_why: bool) -> String {
    let key = match (&standing.planned, &standing.reasons) {
        (Some(planned), _) if planned.arm.channel().is_some() => "person-treated",
        (Some(_), _) => "person-held-out",
        (None, Some(_)) => "person-left-out",
        (None, None) if tells_why => "person-unknown",
        (None, None) => "person-not-in-plan",
    };
    say(language, key, &[("member", &standing.member.0)])
}

fn facts(language: Language, standing: &PersonStanding, planned: &PlannedMember) -> Vec<Fact> {
    let lot = match planned.arm.unit() {
        RandomisationUnit::Person => say(language, "person-lot-person", &[]),
        RandomisationUnit::Area => say(language, "person-lot-area", &[]),
    };
    let arm = match planned.arm.channel() {
        Some(channel) => channel.name().in_language(language).to_owned(),
        None => say(language, "held-out", &[]),
    };
    let nothing = || "\u{2013}".to_owned();
    let spoken = say(language, &format!("person-language-{}", planned.language.code()), &[]);
    let when = planned.send_at.map_or_else(nothing, |at| numbers::clock(language, at, standing.zone));
    [
        ("person-arm", arm),
        ("person-lot", lot),
        ("person-when", when),
        ("language", if planned.send_at.is_some() { spoken } else { nothing() }),
        ("segment", segment_name(language, standing, planned)),
        ("person-group", planned.group.name().in_language(language).to_owned()),
        ("village", planned.area.to_string()),
        ("cost", numbers::rupiah(planned.cost)),
    ]
    .into_iter()
    .map(|(key, value)| Fact { name: say(language, key, &[]), value })
    .collect()
}

fn segment_name(language: Language, standing: &PersonStanding, planned: &PlannedMember) -> String {
    standing.segment.as_ref().map_or_else(|| planned.segment.0.clone(), |name| name.in_language(language).to_owned())
}

/// What happened, and what will, in order; last what has no time.
fn timeline(
    language: Language,
    campaign: &CampaignView,
    standing: &PersonStanding,
    planned: &PlannedMember,
) -> Vec<Moment> {
    let at = |time, words| Moment::at(language, time, standing.zone, words);
    let mut moments = Vec::new();
    if let Some(version) = &standing.version {
        let places = [("version", version.version.to_string()), ("by", version.planned_by.clone())];
        let places = places.each_ref().map(|(name, text)| (*name, text.as_str()));
        moments.push(at(version.planned_at, say(language, "person-planned", &places)));
    }
    moments.push(match (&campaign.approved_by, campaign.approved_at) {
        (Some(by), Some(when)) => at(when, say(language, "person-approved", &[("by", by)])),
        _ => Moment::somewhen(say(language, "person-not-approved", &[])),
    });
    if let Some(halted) = &campaign.halted {
        let places = [("how", halted.how.words().in_language(language).to_owned()), ("by", halted.by.clone())];
        let places = places.each_ref().map(|(name, text)| (*name, text.as_str()));
        moments.push(at(halted.at, say(language, "person-halted", &places)));
    }
    if planned.arm.channel().is_none() {
        moments.push(Moment::somewhen(say(language, "person-nothing-sent", &[])));
    }
    for touch in &standing.touches {
        let named = touch.channel.name();
        let words = |key: &str, status: TouchStatus| {
            let standing = say(language, &format!("person-touch-{}", status.key()), &[]);
            say(language, key, &[("channel", named.in_language(language)), ("standing", &standing)])
        };
        let key = if touch.step == 1 { "person-touch-first" } else { "person-touch-later" };
        moments.push(at(touch.due_at, words(key, touch.status)));
        moments.extend(touch.happened.iter().map(|(status, when)| at(*when, words("person-touch-then", *status))));
    }
    if let Some(outcome) = &standing.outcome {
        let key = if outcome.kept { "person-outcome-kept" } else { "person-outcome-not-kept" };
        let months = numbers::count(language, outcome.months_paid.unsigned_abs());
        moments.push(Moment::somewhen(say(language, key, &[("months", &months)])));
    }
    moments.sort_by_key(|moment| (moment.time.is_none(), moment.time));
    // The audience is drawn before anything else happens, as it was known on a day.
    let drawn = say(language, "person-in-audience", &[("segment", &segment_name(language, standing, planned))]);
    moments.insert(0, Moment { at: numbers::day(language, campaign.as_of), words: drawn, time: None });
    moments
}
