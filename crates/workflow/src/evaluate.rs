//! Evaluate: what each channel caused in each segment, against the people and villages held out.

mod running;
mod truth;

use crate::allocate::campaign_basis;
use crate::approve::find;
use crate::home::Home;
use crate::plan::kept_declaration;
use crate::progress::Progress;
use anyhow::{Context, Result, bail};
use domain::views::CampaignStatus;
use domain::{Channel, MemberId, OutcomeTerms, PlannedMember, Rupiah, TouchStatus, UpliftRow};
use effectiveness::{CampaignSums, CampaignTerms, Level, MemberResult, uplift_table};
pub(crate) use running::newest_known_day;
use running::still_running;
use std::collections::HashMap;
use store::Store;
use truth::load_truth;

/// Confidence level of every interval in the table.
pub const LEVEL: f64 = 0.95;

/// Estimates uplift by segment and channel as assigned (intention to treat), keeps and returns the table.
pub async fn evaluate(home: &Home, campaign: &str, progress: &dyn Progress) -> Result<Vec<UpliftRow>> {
    progress.begin("evaluate", None);
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    let outcomes: HashMap<MemberId, (bool, i64)> =
        store.outcomes(&view.name).await?.into_iter().map(|o| (o.member, (o.kept, o.months_paid))).collect();
    if outcomes.is_empty() {
        bail!("campaign `{}` has no outcomes yet; take them in with `jangkau record {0} FILE`", view.name);
    }
    let planned = store.plan_members(&view.name).await?;
    let statuses = statuses_of(&store, &view.name).await?;
    let truth = if home.is_simulated() { Some(load_truth(home)?) } else { None };
    let mut sums = CampaignSums::default();
    for p in &planned {
        let (kept, months_paid) = *outcomes
            .get(&p.member)
            .with_context(|| format!("member {} is in the plan and has no outcome; record again", p.member))?;
        let status = p.arm.channel().and_then(|c| statuses.get(&(p.member.clone(), c)).copied());
        let result = MemberResult {
            kept,
            months: months_paid as f64,
            delivered: is_delivered(status),
            cost: billed(p, status),
            true_effects: &truth.as_ref().map(|t| t.of(p)).unwrap_or_default(),
        };
        sums.add(&p.segment, p.arm, p.area.as_str(), &result);
    }
    let segments = store.segments().await?.into_iter().map(|s| (s.id, s.name)).collect();
    let spec = kept_declaration(home, &store, &view).await?;
    let terms = CampaignTerms {
        campaign: &view.name,
        segments: &segments,
        window: OutcomeTerms::of(&spec).window(),
        running: still_running(newest_known_day(&store).await?, spec.outcome.known_by),
        level: Level::new(LEVEL)?,
    };
    let rows = uplift_table(&sums, &terms);
    store.save_uplift(&view.name, &rows).await?;
    campaign_basis(home, &store, &view.name, &spec, &rows).await?;
    store.set_status(&view.name, CampaignStatus::Evaluated).await?;
    progress.end(&format!("{} people, {} lines", planned.len(), rows.len()));
    Ok(rows)
}

async fn statuses_of(store: &Store, campaign: &str) -> Result<HashMap<(MemberId, Channel), TouchStatus>> {
    Ok(store.touch_statuses(campaign).await?.into_iter().map(|(m, c, s)| ((m, c), s)).collect())
}

fn is_delivered(status: Option<TouchStatus>) -> bool {
    matches!(status, Some(TouchStatus::Delivered | TouchStatus::Read))
}

/// What a touch cost: WhatsApp bills what was delivered, paper and counters bill what they were handed.
fn billed(planned: &PlannedMember, status: Option<TouchStatus>) -> Rupiah {
    let is_billed = match planned.arm.channel() {
        Some(Channel::Whatsapp) => is_delivered(status),
        Some(_) => matches!(status, Some(TouchStatus::HandedOver | TouchStatus::Delivered | TouchStatus::Read)),
        None => false,
    };
    if is_billed { planned.cost } else { Rupiah::ZERO }
}
