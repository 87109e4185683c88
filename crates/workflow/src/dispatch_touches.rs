//! Dispatch: due touches leave through WhatsApp and e-mail, as a PDF for the print shop, and as worklists for counters.
//!
//! Every touch is claimed in the ledger before anything is made or sent, and handed over after; what happened in between is
//! never guessed.

use crate::approve::find;
use crate::home::Home;
use crate::progress::Progress;
use crate::world::{World, model_text};
use anyhow::{Context, Result, bail};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use dispatch::{
    DispatchReport, EmailConfig, WhatsAppConfig, WorklistRow, counter_worklist_csv, send_email, send_whatsapp,
};
use domain::rules::{Payer, read_rows};
use domain::views::{CampaignStatus, CampaignView};
use domain::{
    CampaignSpec, Channel, Language, MemberId, Month, OccupationGroup, ProgrammeSet, RegionCode, SegmentId, written,
};
use planning::message::prices;
use print::{LeafletBatch, LeafletPage, PriceChange, WorklistDocument, WorklistLine};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::PathBuf;
use store::{ClaimedTouch, HandOver, HandOverOutcome, Store};
use tokio::task::JoinSet;

/// The providers a dispatch may talk to. A campaign that needs one that is missing is refused before anything is sent.
#[derive(Debug, Clone, Default)]
pub struct Providers {
    /// The WhatsApp Cloud API.
    pub whatsapp: Option<WhatsAppConfig>,
    /// An SMTP relay.
    pub email: Option<EmailConfig>,
}

/// What left on one channel.
#[derive(Debug, Clone, Serialize)]
pub struct ChannelReport {
    /// The channel.
    pub channel: Channel,
    /// Touches by what became of them, in words.
    pub outcomes: BTreeMap<String, u64>,
    /// Files made.
    pub files: Vec<PathBuf>,
}

/// Sends everything of a campaign that is due by `until`. Touches of later hours stay in the outbox.
pub async fn dispatch(
    home: &Home,
    world: &World,
    campaign: &str,
    until: DateTime<Utc>,
    providers: &Providers,
    progress: &dyn Progress,
) -> Result<Vec<ChannelReport>> {
    let store = home.store().await?;
    let view = find(&store, campaign).await?;
    if view.approved_by.is_none() {
        bail!("campaign `{}` is not approved; a second person approves it with `jangkau approve`", view.name);
    }
    let spec = crate::plan::declaration_of(home, &view.name)?;
    for channel in spec.channels.iter().map(|c| c.kind) {
        can_carry(channel, &view.name, providers)?;
    }
    store.expire_leases(&view.name, Utc::now()).await?;
    let step = Step { home, world, store: &store, view: &view, spec: &spec, until };
    let mut reports = Vec::new();
    for channel in spec.channels.iter().map(|c| c.kind) {
        let report = match channel {
            Channel::Whatsapp => step.whatsapp(providers, progress).await?,
            Channel::Email => step.email(providers, progress).await?,
            Channel::Print => step.print(progress).await?,
            Channel::PartnerCounter => step.counters(progress).await?,
            // Refused above.
            Channel::SocialMedia | Channel::Outdoor | Channel::CommunityMeeting => continue,
        };
        reports.push(report);
    }
    store.set_status(&view.name, CampaignStatus::Dispatched).await?;
    Ok(reports)
}

/// Refuses a channel that nothing here can carry.
fn can_carry(channel: Channel, campaign: &str, providers: &Providers) -> Result<()> {
    match channel {
        Channel::Whatsapp if providers.whatsapp.is_none() => bail!(
            "campaign `{campaign}` writes on WhatsApp and no gateway is configured: give --gateway, or --fake-gateway to try it out"
        ),
        Channel::Email if providers.email.is_none() => bail!(
            "campaign `{campaign}` writes e-mail and no relay is configured: give --smtp, or --fake-gateway to try it out"
        ),
        Channel::SocialMedia | Channel::Outdoor | Channel::CommunityMeeting => {
            bail!("campaign `{campaign}` uses {}, which cannot be dispatched yet", channel.key())
        }
        Channel::Whatsapp | Channel::Email | Channel::Print | Channel::PartnerCounter => Ok(()),
    }
}

struct Step<'a> {
    home: &'a Home,
    world: &'a World,
    store: &'a Store,
    view: &'a CampaignView,
    spec: &'a CampaignSpec,
    until: DateTime<Utc>,
}

/// Touches claimed at once for paper and counters: a whole print order or worklist round.
const PAPER_ROUND: u32 = 100_000;

/// Worklists typeset at the same time.
const TYPESETTERS: usize = 2;

/// A worklist's file name and its pages.
type Typeset = (String, Result<Vec<u8>, print::PrintError>);

impl Step<'_> {
    async fn whatsapp(&self, providers: &Providers, progress: &dyn Progress) -> Result<ChannelReport> {
        let config = providers.whatsapp.as_ref().context("no WhatsApp gateway is configured")?;
        progress.begin("send WhatsApp", Some(self.waiting(Channel::Whatsapp).await?));
        let at = |done| progress.at(done);
        let report = send_whatsapp(self.store, config, &self.view.name, self.until, Utc::now, &at).await?;
        Ok(sent(Channel::Whatsapp, &report, progress))
    }

    async fn email(&self, providers: &Providers, progress: &dyn Progress) -> Result<ChannelReport> {
        let mut config = providers.email.clone().context("no SMTP relay is configured")?;
        config.subject = self.spec.title.in_language(Language::Id).to_owned();
        progress.begin("send e-mail", Some(self.waiting(Channel::Email).await?));
        let at = |done| progress.at(done);
        let report = send_email(self.store, &config, &self.view.name, self.until, Utc::now, &at).await?;
        Ok(sent(Channel::Email, &report, progress))
    }

    async fn waiting(&self, channel: Channel) -> Result<u64> {
        let counts = self.store.touch_counts(&self.view.name).await?;
        Ok(counts
            .iter()
            .filter(|c| c.channel == channel && c.status == domain::TouchStatus::Planned)
            .map(|c| c.touches)
            .sum())
    }

    async fn claim(&self, channel: Channel) -> Result<Vec<ClaimedTouch>> {
        let now = Utc::now();
        let lease = now + Duration::minutes(30);
        Ok(self.store.claim_due(&self.view.name, channel, self.until, PAPER_ROUND, "paper", lease).await?)
    }

    async fn hand_over(&self, claimed: &[ClaimedTouch], order: &str) -> Result<()> {
        let at = Utc::now();
        let results: Vec<HandOver> = claimed
            .iter()
            .map(|c| HandOver {
                touch: c.touch.id.clone(),
                fence: c.fence,
                outcome: HandOverOutcome::HandedOver { provider_id: Some(format!("{order}/{}", c.touch.id)) },
                at,
            })
            .collect();
        Ok(self.store.record_results(&results).await?)
    }

    /// One leaflet page for each village with the number of copies, and a manifest that says the same to the print shop.
    async fn print(&self, progress: &dyn Progress) -> Result<ChannelReport> {
        let claimed = self.claim(Channel::Print).await?;
        progress.begin("print leaflets", None);
        let mut files = Vec::new();
        if !claimed.is_empty() {
            let regencies = Regencies::load(self.home)?;
            let language = Language::Id;
            let mut villages: BTreeMap<&RegionCode, Vec<&ClaimedTouch>> = BTreeMap::new();
            for c in &claimed {
                villages.entry(&c.touch.area).or_default().push(c);
            }
            let change = Month::of(self.spec.schedule.first_day).plus(1);
            let (lowest, _) = prices(&self.world.rules, self.spec, &lowest_payer())?;
            let mut manifest = String::from("village,place,copies,page\n");
            let pages: Vec<LeafletPage> = villages
                .iter()
                .enumerate()
                .map(|(i, (village, touches))| {
                    let place = regencies.place_of(village);
                    manifest.push_str(&format!("{village},\"{place}\",{},{}\n", touches.len(), i + 1));
                    LeafletPage {
                        village: place,
                        copies: touches.len() as u32,
                        headline: self.spec.title.in_language(language).to_owned(),
                        body: vec![touches[0].touch.body.clone()],
                        prices: Some(PriceChange {
                            now_label: format!("Sampai {}", written::day(language, change.plus(-1).last_day())),
                            now: lowest.now,
                            later_label: format!("Mulai {}", written::month(language, change)),
                            later: lowest.after,
                            per: "sebulan pada penghasilan terendah, untuk JKK dan JKM".to_owned(),
                        }),
                        action: "Bayar di muka paling lambat".to_owned(),
                        action_day: Some(change.plus(-1).last_day()),
                        conditions: "Iuran mengikuti penghasilan yang Anda daftarkan. Perlindungan berlaku selama iuran dibayar, \
                                     dengan syarat program. Harga bayar di muka untuk bulan sesudah potongan berakhir menunggu \
                                     kepastian kantor cabang."
                            .to_owned(),
                        qr_text: format!("https://jangkau.invalid/q/{}/{village}", self.view.name),
                    }
                })
                .collect();
            let batch = LeafletBatch {
                title: self.spec.title.in_language(language).to_owned(),
                language,
                issued_on: self.spec.schedule.first_day,
                agency: "BPJS Ketenagakerjaan, kepesertaan Bukan Penerima Upah".to_owned(),
                pages,
            };
            let pdf = tokio::task::spawn_blocking(move || print::leaflets_pdf(&batch)).await??;
            files.push(self.write("selebaran.pdf", &pdf)?);
            files.push(self.write("selebaran-manifest.csv", manifest.as_bytes())?);
            self.hand_over(&claimed, "print").await?;
        }
        progress.end(&format!("{} leaflets", claimed.len()));
        Ok(paper_report(Channel::Print, claimed.len(), files))
    }

    /// One worklist for each regency's counter, as CSV and as PDF; a counter sees its own members only.
    async fn counters(&self, progress: &dyn Progress) -> Result<ChannelReport> {
        let claimed = self.claim(Channel::PartnerCounter).await?;
        progress.begin("make worklists", None);
        let mut files = Vec::new();
        if !claimed.is_empty() {
            let regencies = Regencies::load(self.home)?;
            let ids: Vec<MemberId> = claimed.iter().map(|c| c.touch.member.clone()).collect();
            let contacts = self.store.contacts_of(&ids).await?;
            let segments = self.segment_names().await?;
            let members: HashMap<MemberId, domain::Member> =
                crate::import::load_members(self.home)?.into_iter().map(|m| (m.id.clone(), m)).collect();
            let planned: HashMap<MemberId, SegmentId> =
                self.store.plan_members(&self.view.name).await?.into_iter().map(|p| (p.member, p.segment)).collect();
            let mut counters: BTreeMap<String, Vec<(WorklistRow, WorklistLine)>> = BTreeMap::new();
            for c in &claimed {
                let touch = &c.touch;
                let counter = regencies.counter_of(&touch.area);
                let name = contacts.get(&touch.member).map(|k| k.name.clone()).unwrap_or_default();
                let segment = planned.get(&touch.member).and_then(|s| segments.get(s)).cloned().unwrap_or_default();
                let village = format!("Desa {}", touch.area);
                let member = members.get(&touch.member).context("a planned member is in the members table")?;
                let (own, _) = prices(&self.world.rules, self.spec, &planning::message::payer_of(member))?;
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
                    offer: format!("Bayar 3 bulan di muka: {}", own.block),
                    price: own.now,
                    note: String::new(),
                };
                counters.entry(counter).or_default().push((row, line));
            }
            let change = Month::of(self.spec.schedule.first_day).plus(1);
            let intro = format!(
                "Temui setiap peserta dan tawarkan bayar 3 bulan di muka paling lambat {}; iuran naik mulai {}. \
                 Centang yang sudah ditemui dan laporkan dengan nomor rujukan pada berkas CSV.",
                written::day(Language::Id, change.plus(-1).last_day()),
                written::month(Language::Id, change)
            );
            let campaign = self.spec.title.id.clone();
            let issued_on: NaiveDate = self.spec.schedule.first_day;
            progress.begin("make worklists", Some(counters.len() as u64));
            let mut typesetting = JoinSet::new();
            for (done, (counter, lines)) in counters.into_iter().enumerate() {
                let (rows, lines): (Vec<WorklistRow>, Vec<WorklistLine>) = lines.into_iter().unzip();
                let name = format!("daftar-kerja-{}", slug(&counter));
                files.push(self.write(&format!("{name}.csv"), &counter_worklist_csv(&rows)?)?);
                let document = WorklistDocument {
                    campaign: campaign.clone(),
                    counter,
                    language: Language::Id,
                    issued_on,
                    intro: intro.clone(),
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
            self.hand_over(&claimed, "counter").await?;
        }
        progress.end(&format!("{} members on worklists", claimed.len()));
        self.count_worklists(claimed.len() as u64).await?;
        Ok(paper_report(Channel::PartnerCounter, claimed.len(), files))
    }

    /// Waits for one worklist and writes it.
    async fn keep_next(&self, typesetting: &mut JoinSet<Typeset>, files: &mut Vec<PathBuf>) -> Result<()> {
        if let Some(done) = typesetting.join_next().await {
            let (name, pdf) = done.context("a worklist was not typeset")?;
            files.push(self.write(&format!("{name}.pdf"), &pdf?)?);
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

    fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.home.campaign_out(&self.view.name)?.join(name);
        fs::write(&path, bytes).with_context(|| format!("{} cannot be written", path.display()))?;
        Ok(path)
    }
}

fn sent(channel: Channel, report: &DispatchReport, progress: &dyn Progress) -> ChannelReport {
    progress.end(&report.to_string());
    ChannelReport { channel, outcomes: report.by_word(), files: Vec::new() }
}

fn paper_report(channel: Channel, touches: usize, files: Vec<PathBuf>) -> ChannelReport {
    ChannelReport { channel, outcomes: BTreeMap::from([("handed_over".to_owned(), touches as u64)]), files }
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

/// Names of regencies, for places on paper.
struct Regencies {
    names: BTreeMap<String, String>,
}

impl Regencies {
    fn load(home: &Home) -> Result<Self> {
        #[derive(Deserialize)]
        struct Row {
            code: String,
            name: String,
        }
        let text = model_text(Some(home), "regions/regencies.csv")?;
        let rows: Vec<Row> = read_rows("models/regions/regencies.csv", &text)?;
        Ok(Self { names: rows.into_iter().map(|r| (r.code, r.name)).collect() })
    }

    fn regency_of(&self, code: &RegionCode) -> String {
        code.regency().and_then(|r| self.names.get(r)).cloned().unwrap_or_else(|| code.to_string())
    }

    fn place_of(&self, code: &RegionCode) -> String {
        format!("Desa {code}, {}", self.regency_of(code))
    }

    fn counter_of(&self, code: &RegionCode) -> String {
        format!("Loket mitra {}", self.regency_of(code))
    }
}
