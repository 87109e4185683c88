//! What leaves on paper: what is printed for the villages drawn for print, worklists for the counters.

mod booked;
mod printed;
mod worklists;

pub use booked::{ProofSummary, booking_days, bookings_of_file, take_in_proof, work_order_file};

use crate::dispatch_touches::{ChannelReport, Step};
use crate::progress::Progress;
use anyhow::{Context, Result};
use chrono::{Duration, Utc};
use domain::{Channel, Month, PaperSpec, TimeZoneCode, Touch};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use store::{ClaimedTouch, HandOver, HandOverOutcome};

/// Touches claimed at once for paper and counters: a whole print order or worklist round.
const PAPER_ROUND: u32 = 100_000;

/// Files typeset at the same time.
const PAPER_FILES_AT_ONCE: usize = 2;

/// A worklist's file name and its pages.
type Typeset = (String, Result<Vec<u8>, print::PrintError>);

impl Step<'_> {
    /// Makes what is due on paper, then hands it over: noted before anything is made, as before any message, so that whoever is cut short
    /// leaves it unknown and nothing is made twice. Where making fails nothing has left, so the touches go back; what was halted
    /// meanwhile goes back before.
    pub(crate) async fn on_paper(&self, channel: Channel, progress: &dyn Progress) -> Result<ChannelReport> {
        let claimed = self.called(self.claim(channel).await?).await?;
        let made = match channel {
            _ if claimed.is_empty() => Ok(Vec::new()),
            Channel::Print => self.printed(&claimed, progress).await,
            _ if channel.is_booked() => self.booked(channel, &claimed, progress).await,
            _ => self.worklists(&claimed, progress).await,
        };
        let outcome = match &made {
            Ok(_) => HandOverOutcome::HandedOver { provider_id: None },
            Err(_) => HandOverOutcome::Returned,
        };
        self.settle(&claimed, &outcome).await?;
        let files = made?;
        progress.end(&format!("{} members by {}", claimed.len(), channel.name().en));
        if claimed.len() == PAPER_ROUND as usize {
            progress.say(&format!("more is due by {} than is made at once: dispatch once more", channel.name().en));
        }
        if !self.is_played && !files.is_empty() && (channel == Channel::Print || channel.is_booked()) {
            self.tell_where_codes_lead(progress)?;
        }
        let outcomes = BTreeMap::from([("handed_over".to_owned(), claimed.len() as u64)]);
        Ok(ChannelReport { channel, outcomes, files })
    }

    /// Paper goes to villages, and an address of this machine's own is none there.
    fn tell_where_codes_lead(&self, progress: &dyn Progress) -> Result<()> {
        let address = crate::address::of(self.home)?;
        if crate::address::is_of_this_machine(&address) {
            progress.say(&format!(
                "codes on this paper lead to {address}, which only this machine reaches: set JANGKAU_ADDRESS before a plan is made, or the file address.url of the home"
            ));
        }
        Ok(())
    }

    /// The month of a touch's day on the clock of where the person lives: its prices are those that the paper names.
    pub(crate) fn month_of(&self, touch: &Touch) -> Month {
        let zone = self.world.regions.province_of(&touch.area).map_or(TimeZoneCode::Wib, |province| province.zone);
        Month::of(touch.due_at.with_timezone(&zone.offset()).date_naive())
    }

    async fn claim(&self, channel: Channel) -> Result<Vec<ClaimedTouch>> {
        let lease = Utc::now() + Duration::minutes(30);
        Ok(self.store.claim_due(&self.view.name, channel, self.until, PAPER_ROUND, "paper", lease).await?)
    }

    /// Notes that claimed touches are about to be made; answers those that may be.
    async fn called(&self, claimed: Vec<ClaimedTouch>) -> Result<Vec<ClaimedTouch>> {
        let claims: Vec<(&str, i64)> = claimed.iter().map(|c| (c.touch.id.as_str(), c.fence)).collect();
        let called = self.store.call(&claims, Utc::now()).await?;
        let may = |c: &ClaimedTouch| called.contains(&(c.touch.id.clone(), c.fence));
        let (made, kept): (Vec<_>, Vec<_>) = claimed.into_iter().partition(may);
        self.settle(&kept, &HandOverOutcome::Returned).await?;
        Ok(made)
    }

    async fn settle(&self, claimed: &[ClaimedTouch], outcome: &HandOverOutcome) -> Result<()> {
        let results: Vec<HandOver> = claimed
            .iter()
            .map(|c| HandOver {
                touch: c.touch.id.clone(),
                fence: c.fence,
                outcome: outcome.clone(),
                at: self.handed_over(c.touch.due_at),
            })
            .collect();
        Ok(self.store.record_results(&results).await?)
    }

    pub(crate) fn words(&self) -> Result<&PaperSpec> {
        self.spec.paper.as_ref().context("the campaign has no [paper] table")
    }

    /// Writes a file of this dispatch. An earlier dispatch's file of the same name stays: the new one gets a number.
    fn write(&self, name: &str, extension: &str, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.free_path(name, extension)?;
        fs::write(&path, bytes).with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(path)
    }

    /// Where a file of this dispatch may be written.
    fn free_path(&self, name: &str, extension: &str) -> Result<PathBuf> {
        let folder = self.home.campaign_out(&self.view.name)?;
        (1..=9_999)
            .map(|n| match n {
                1 => folder.join(format!("{name}.{extension}")),
                n => folder.join(format!("{name}-{n}.{extension}")),
            })
            .find(|path| !path.exists())
            .context("every file name is taken")
    }
}

fn slug(text: &str) -> String {
    let plain: String = text.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}
