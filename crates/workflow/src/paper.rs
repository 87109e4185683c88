//! What leaves on paper: leaflets for the villages drawn for print, worklists for the counters.

use crate::dispatch_touches::{ChannelReport, Step};
use crate::import::load_members;
use crate::progress::Progress;
use crate::regencies::Regencies;
use anyhow::{Context, Result};
use chrono::{Duration, Utc};
use dispatch::{WorklistRow, counter_worklist_csv};
use domain::rules::Payer;
use domain::{
    Channel, LandingView, Language, Member, MemberId, Month, OccupationGroup, PaperSpec, ProgrammeSet, RegionCode,
    SegmentId, written,
};
use planning::message::{payer_of, prices};
use print::{LeafletBatch, LeafletPage, PriceChange, WorklistDocument, WorklistLine};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::PathBuf;
use store::{ClaimedTouch, CodePlace, HandOver, HandOverOutcome};
use tokio::task::JoinSet;

/// Touches claimed at once for paper and counters: a whole print order or worklist round.
const PAPER_ROUND: u32 = 100_000;

/// Worklists typeset at the same time.
const TYPESETTERS: usize = 2;

/// A worklist's file name and its pages.
type Typeset = (String, Result<Vec<u8>, print::PrintError>);

impl Step<'_> {
    /// Makes what is due on paper, then hands it over. Where making fails nothing has left, so the touches go back.
    pub(crate) async fn on_paper(&self, channel: Channel, progress: &dyn Progress) -> Result<ChannelReport> {
        let claimed = self.claim(channel).await?;
        let made = match channel {
            _ if claimed.is_empty() => Ok(Vec::new()),
            Channel::Print => self.leaflets(&claimed, progress).await,
            _ => self.worklists(&claimed, progress).await,
        };
        let outcome = match &made {
            Ok(_) => HandOverOutcome::HandedOver { provider_id: None },
            Err(_) => HandOverOutcome::Returned,
        };
        self.settle(&claimed, &outcome).await?;
        let files = made?;
        progress.end(&format!("{} members by {}", claimed.len(), channel.key()));
        let outcomes = BTreeMap::from([("handed_over".to_owned(), claimed.len() as u64)]);
        Ok(ChannelReport { channel, outcomes, files })
    }

    async fn claim(&self, channel: Channel) -> Result<Vec<ClaimedTouch>> {
        let lease = Utc::now() + Duration::minutes(30);
        Ok(self.store.claim_due(&self.view.name, channel, self.until, PAPER_ROUND, "paper", lease).await?)
    }

    async fn settle(&self, claimed: &[ClaimedTouch], outcome: &HandOverOutcome) -> Result<()> {
        let at = Utc::now();
        let results: Vec<HandOver> = claimed
            .iter()
            .map(|c| HandOver { touch: c.touch.id.clone(), fence: c.fence, outcome: outcome.clone(), at })
            .collect();
        Ok(self.store.record_results(&results).await?)
    }

    fn words(&self) -> Result<&PaperSpec> {
        self.spec.paper.as_ref().context("the campaign has no [paper] table")
    }

    /// One leaflet page for each village with the number of copies, and a manifest that says the same to the print shop.
    async fn leaflets(&self, claimed: &[ClaimedTouch], progress: &dyn Progress) -> Result<Vec<PathBuf>> {
        progress.begin("print leaflets", None);
        let (paper, regencies, language) = (self.words()?, Regencies::load(self.home)?, Language::Id);
        let mut villages: BTreeMap<&RegionCode, Vec<&ClaimedTouch>> = BTreeMap::new();
        for c in claimed {
            villages.entry(&c.touch.area).or_default().push(c);
        }
        let address = crate::address::of(self.home)?;
        let change = Month::of(self.spec.schedule.first_day).plus(1);
        let last_day = change.plus(-1).last_day();
        let (lowest, _) = prices(&self.world.rules, self.spec, &lowest_payer())?;
        let codes = self.codes(villages.keys().copied()).await?;
        self.keep_landing(change).await?;
        let mut manifest = String::from("village,place,copies,page,code\n");
        let mut pages = Vec::with_capacity(villages.len());
        for (village, touches) in &villages {
            let place = regencies.place_of(village);
            let code = codes.get(*village).context("every village has a code")?;
            manifest.push_str(&format!("{village},\"{place}\",{},{},{code}\n", touches.len(), pages.len() + 1));
            pages.push(LeafletPage {
                village: place,
                copies: touches.len() as u32,
                headline: self.spec.title.in_language(language).to_owned(),
                body: vec![touches[0].touch.body.clone()],
                prices: Some(PriceChange {
                    now_label: format!("Sampai {}", written::day(language, last_day)),
                    now: lowest.now,
                    later_label: format!("Mulai {}", written::month(language, change)),
                    later: lowest.after,
                    per: paper.price_note.in_language(language).to_owned(),
                }),
                action: "Bayar di muka paling lambat".to_owned(),
                action_day: Some(last_day),
                conditions: paper.conditions.in_language(language).to_owned(),
                qr_text: format!("{address}/q/{code}"),
            });
        }
        let batch = LeafletBatch {
            title: self.spec.title.in_language(language).to_owned(),
            language,
            issued_on: self.spec.schedule.first_day,
            agency: paper.agency.in_language(language).to_owned(),
            pages,
        };
        let pdf = tokio::task::spawn_blocking(move || print::leaflets_pdf(&batch)).await??;
        Ok(vec![self.write("selebaran", "pdf", &pdf)?, self.write("selebaran-manifest", "csv", manifest.as_bytes())?])
    }

    /// The codes of villages on printed paper.
    async fn codes(&self, villages: impl Iterator<Item = &RegionCode>) -> Result<BTreeMap<RegionCode, String>> {
        let places: Vec<CodePlace> = villages
            .map(|area| CodePlace { campaign: self.view.name.clone(), channel: Channel::Print, area: area.clone() })
            .collect();
        let codes = self.store.codes_for(&self.home.contacts_key()?, &places).await?;
        Ok(codes.into_iter().map(|(place, code)| (place.area, code)).collect())
    }

    /// What the codes lead to: the same prices and conditions as the paper.
    async fn keep_landing(&self, change: Month) -> Result<()> {
        let (paper, (lowest, _)) = (self.words()?, prices(&self.world.rules, self.spec, &lowest_payer())?);
        let landing = LandingView {
            title: self.spec.title.clone(),
            now: lowest.now,
            last_day: change.plus(-1).last_day(),
            later: lowest.after,
            from: change,
            price_note: paper.price_note.clone(),
            conditions: paper.conditions.clone(),
            agency: paper.agency.clone(),
        };
        Ok(self.store.save_landing(&self.view.name, &landing).await?)
    }

    /// One worklist for each regency's counter, as CSV and as PDF; a counter sees its own members only.
    async fn worklists(&self, claimed: &[ClaimedTouch], progress: &dyn Progress) -> Result<Vec<PathBuf>> {
        let counters = self.lines_by_counter(claimed).await?;
        progress.begin("make worklists", Some(counters.len() as u64));
        let mut files = Vec::new();
        let mut typesetting = JoinSet::new();
        for (done, (counter, lines)) in counters.into_iter().enumerate() {
            let (rows, lines): (Vec<WorklistRow>, Vec<WorklistLine>) = lines.into_iter().unzip();
            let name = format!("daftar-kerja-{}", slug(&counter));
            files.push(self.write(&name, "csv", &counter_worklist_csv(&rows)?)?);
            let document = WorklistDocument {
                campaign: self.spec.title.id.clone(),
                counter,
                language: Language::Id,
                issued_on: self.spec.schedule.first_day,
                intro: self.words()?.counter_task.id.clone(),
                rows: lines,
                qr_text: None,
            };
            if typesetting.len() >= TYPESETTERS {
                self.keep_next(&mut typesetting, &mut files).await?;
            }
            typesetting.spawn_blocking(move || (name, print::worklists_pdf(&[document])));
            progress.at(done as u64);
        }
        while !typesetting.is_empty() {
            self.keep_next(&mut typesetting, &mut files).await?;
        }
        files.sort();
        self.count_worklists(claimed.len() as u64).await?;
        Ok(files)
    }

    /// What each counter is to do: a row of its file and a line of its page for every member.
    async fn lines_by_counter(
        &self,
        claimed: &[ClaimedTouch],
    ) -> Result<BTreeMap<String, Vec<(WorklistRow, WorklistLine)>>> {
        let regencies = Regencies::load(self.home)?;
        let ids: Vec<MemberId> = claimed.iter().map(|c| c.touch.member.clone()).collect();
        let contacts = self.store.contacts_of(&self.home.contacts_key()?, &ids).await?;
        let segments = self.segment_names().await?;
        let members: HashMap<MemberId, Member> =
            load_members(self.home)?.into_iter().map(|m| (m.id.clone(), m)).collect();
        let planned: HashMap<MemberId, SegmentId> =
            self.store.plan_members(&self.view.name).await?.into_iter().map(|p| (p.member, p.segment)).collect();
        let mut counters: BTreeMap<String, Vec<(WorklistRow, WorklistLine)>> = BTreeMap::new();
        for ClaimedTouch { touch, .. } in claimed {
            let name = contacts.get(&touch.member).map(|k| k.name.clone()).unwrap_or_default();
            let segment = planned.get(&touch.member).and_then(|s| segments.get(s)).cloned().unwrap_or_default();
            let village = format!("Desa {}", touch.area);
            let member = members.get(&touch.member).context("a planned member is in the members table")?;
            let (own, _) = prices(&self.world.rules, self.spec, &payer_of(member))?;
            let row = WorklistRow {
                touch: touch.id.clone(),
                member: touch.member.clone(),
                name: name.clone(),
                village: village.clone(),
                words: touch.body.clone(),
            };
            let line = WorklistLine {
                member: touch.member.clone(),
                name,
                village,
                segment,
                offer: touch.body.clone(),
                price: own.now,
                note: String::new(),
            };
            counters.entry(regencies.counter_of(&touch.area)).or_default().push((row, line));
        }
        Ok(counters)
    }

    /// Waits for one worklist and writes it.
    async fn keep_next(&self, typesetting: &mut JoinSet<Typeset>, files: &mut Vec<PathBuf>) -> Result<()> {
        if let Some(done) = typesetting.join_next().await {
            let (name, pdf) = done.context("a worklist was not typeset")?;
            files.push(self.write(&name, "pdf", &pdf?)?);
        }
        Ok(())
    }

    async fn segment_names(&self) -> Result<BTreeMap<SegmentId, String>> {
        Ok(self.store.segments().await?.into_iter().map(|s| (s.id, s.name.id)).collect())
    }

    /// The partners page shows how many members stand on the worklists of community agents.
    async fn count_worklists(&self, members: u64) -> Result<()> {
        let mut partners = self.store.partners().await?;
        if let Some(agent) = partners.iter_mut().find(|p| p.key == domain::contribution::PaidAt::CommunityAgent.key()) {
            agent.worklist += members;
        }
        Ok(self.store.save_partners(&partners).await?)
    }

    /// Writes a file of this dispatch. An earlier dispatch's file of the same name stays: the new one gets a number.
    fn write(&self, name: &str, extension: &str, bytes: &[u8]) -> Result<PathBuf> {
        let folder = self.home.campaign_out(&self.view.name)?;
        let path = (1..=9_999)
            .map(|n| match n {
                1 => folder.join(format!("{name}.{extension}")),
                n => folder.join(format!("{name}-{n}.{extension}")),
            })
            .find(|path| !path.exists())
            .context("every file name is taken")?;
        fs::write(&path, bytes).with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(path)
    }
}

fn lowest_payer() -> Payer {
    Payer {
        programmes: ProgrammeSet::Basic,
        declared_income_rupiah: 0,
        group: OccupationGroup::Other,
        paid_by_state: false,
    }
}

fn slug(text: &str) -> String {
    let plain: String = text.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    plain.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-")
}
