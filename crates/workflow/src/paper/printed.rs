//! What a print shop makes: leaflets, posters and letters, with a manifest that says the same to the shop.

use crate::dispatch_touches::Step;
use crate::progress::Progress;
use crate::regencies::Regencies;
use anyhow::{Context, Result};
use chrono::NaiveDate;
use dispatch::reference;
use domain::rules::Payer;
use domain::{
    Channel, LandingView, Language, MemberId, Month, OccupationGroup, PaperSpec, PrintMaterial, ProgrammeSet,
    RegionCode, Rupiah, written,
};
use planning::message::prices_in;
use print::{LETTER_LIMIT, LeafletBatch, LeafletPage, Letter, LetterBatch, PAGE_LIMIT, PriceChange, SheetSize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use store::{ClaimedTouch, CodePlace};

/// What every page of a print order says alike.
struct Order<'a> {
    paper: &'a PaperSpec,
    regencies: Regencies,
    /// Where codes lead.
    address: String,
    codes: BTreeMap<RegionCode, String>,
}

/// The two prices of the lowest income around a month in which paper is handed out.
struct LowestPrices {
    now: Rupiah,
    /// Where no change lies ahead, what is paid now.
    later: Rupiah,
    /// The month from which the later price is due.
    from: Month,
    /// By when it is paid ahead: before the change, else within the campaign's days.
    pay_by: NaiveDate,
    changes: bool,
}

impl Order<'_> {
    fn code(&self, village: &RegionCode) -> Result<&str> {
        self.codes.get(village).map(String::as_str).context("every village has a code")
    }

    fn link(&self, village: &RegionCode) -> Result<String> {
        Ok(format!("{}/q/{}", self.address, self.code(village)?))
    }
}

impl Step<'_> {
    /// What the declaration asks to print for the villages drawn for print.
    pub(super) async fn printed(&self, claimed: &[ClaimedTouch], progress: &dyn Progress) -> Result<Vec<PathBuf>> {
        progress.begin("print", None);
        let mut villages: BTreeMap<&RegionCode, Vec<&ClaimedTouch>> = BTreeMap::new();
        for c in claimed {
            villages.entry(&c.touch.area).or_default().push(c);
        }
        let order = Order {
            paper: self.words()?,
            regencies: Regencies::load(self.home)?,
            address: crate::address::of(self.home)?,
            codes: self.codes(villages.keys().copied()).await?,
        };
        if let Some(first) = claimed.iter().min_by_key(|c| c.touch.due_at) {
            self.keep_landing(&order, self.month_of(&first.touch)).await?;
        }
        match order.paper.material {
            PrintMaterial::Leaflet => self.leaflets(&order, &villages, SheetSize::Leaflet, "selebaran").await,
            PrintMaterial::Poster => self.leaflets(&order, &villages, SheetSize::Poster, "poster").await,
            PrintMaterial::Letter => self.letters(&order, claimed).await,
        }
    }

    /// The two prices of the lowest income, in the words of a page.
    fn price_change(order: &Order<'_>, lowest: &LowestPrices, language: Language) -> Option<PriceChange> {
        let (until, from) = match language {
            Language::Id => ("Sampai", "Mulai"),
            Language::En => ("Until", "From"),
        };
        lowest.changes.then(|| PriceChange {
            now_label: format!("{until} {}", written::day(language, lowest.pay_by)),
            now: lowest.now,
            later_label: format!("{from} {}", written::month(language, lowest.from)),
            later: lowest.later,
            per: order.paper.price_note.in_language(language).to_owned(),
        })
    }

    fn lowest_prices(&self, month: Month) -> Result<LowestPrices> {
        let (lowest, _) = prices_in(&self.world.rules, &lowest_payer(), month)?;
        Ok(match lowest.change {
            Some(change) => LowestPrices {
                now: lowest.now,
                later: change.after,
                from: change.month,
                pay_by: change.month.plus(-1).last_day(),
                changes: true,
            },
            None => LowestPrices {
                now: lowest.now,
                later: lowest.now,
                from: month.plus(1),
                pay_by: self.spec.schedule.last_day,
                changes: false,
            },
        })
    }

    /// One page for each village with the number of copies.
    async fn leaflets(
        &self,
        order: &Order<'_>,
        villages: &BTreeMap<&RegionCode, Vec<&ClaimedTouch>>,
        size: SheetSize,
        name: &str,
    ) -> Result<Vec<PathBuf>> {
        let language = Language::Id;
        let mut manifest = String::from("village,place,copies,file,page,code\n");
        let mut pages = Vec::with_capacity(villages.len());
        for (village, touches) in villages {
            let place = order.regencies.place_of(village);
            // One poster hangs in a village, whatever the number of members.
            let copies = if size == SheetSize::Poster { 1 } else { touches.len() as u32 };
            let (file, page) = (pages.len() / PAGE_LIMIT + 1, pages.len() % PAGE_LIMIT + 1);
            let code = order.code(village)?;
            let lowest = self.lowest_prices(self.month_of(&touches[0].touch))?;
            manifest.push_str(&format!("{village},\"{place}\",{copies},{file},{page},{code}\n"));
            pages.push(LeafletPage {
                village: place,
                copies,
                headline: self.spec.title.in_language(language).to_owned(),
                body: vec![touches[0].touch.body.clone()],
                prices: Self::price_change(order, &lowest, language),
                action: pay_by(language),
                action_day: Some(lowest.pay_by),
                conditions: order.paper.conditions.in_language(language).to_owned(),
                qr_text: order.link(village)?,
            });
        }
        let mut files = Vec::new();
        for pages in pages.chunks(PAGE_LIMIT) {
            let batch = LeafletBatch {
                title: self.spec.title.in_language(language).to_owned(),
                language,
                issued_on: self.spec.schedule.first_day,
                agency: order.paper.agency.in_language(language).to_owned(),
                size,
                crop_marks: order.paper.crop_marks,
                pages: pages.to_vec(),
            };
            let pdf = tokio::task::spawn_blocking(move || print::leaflets_pdf(&batch)).await??;
            files.push(self.write(name, "pdf", &pdf)?);
        }
        files.push(self.write(&format!("{name}-manifest"), "csv", manifest.as_bytes())?);
        Ok(files)
    }

    /// A letter to each member, in their language, village by village so that the post carries them in bundles.
    async fn letters(&self, order: &Order<'_>, claimed: &[ClaimedTouch]) -> Result<Vec<PathBuf>> {
        let ids: Vec<MemberId> = claimed.iter().map(|c| c.touch.member.clone()).collect();
        let contacts = self.store.contacts_of(&self.home.contacts_key()?, &ids).await?;
        let mut manifest = String::from("file,page,reference,village,code\n");
        let mut files = Vec::new();
        for language in [Language::Id, Language::En] {
            let mut own: Vec<&ClaimedTouch> = claimed.iter().filter(|c| c.touch.language == language).collect();
            let month = |c: &ClaimedTouch| self.month_of(&c.touch);
            own.sort_by(|a, b| {
                (month(a), &a.touch.area, &a.touch.member).cmp(&(month(b), &b.touch.area, &b.touch.member))
            });
            // A batch speaks of the prices of one month.
            let batches = own.chunk_by(|a, b| month(a) == month(b)).flat_map(|same| same.chunks(LETTER_LIMIT));
            for touches in batches {
                let lowest = self.lowest_prices(month(touches[0]))?;
                let mut letters = Vec::with_capacity(touches.len());
                for ClaimedTouch { touch, .. } in touches {
                    letters.push(Letter {
                        name: contacts.get(&touch.member).map(|c| c.name.clone()).unwrap_or_default(),
                        place: order.regencies.place_of(&touch.area),
                        reference: reference(&touch.id),
                        body: touch.body.split("\n\n").map(str::to_owned).collect(),
                        qr_text: order.link(&touch.area)?,
                    });
                }
                let batch = LetterBatch {
                    title: self.spec.title.in_language(language).to_owned(),
                    language,
                    issued_on: self.spec.schedule.first_day,
                    agency: order.paper.agency.in_language(language).to_owned(),
                    headline: self.spec.title.in_language(language).to_owned(),
                    prices: Self::price_change(order, &lowest, language),
                    action: pay_by(language),
                    action_day: Some(lowest.pay_by),
                    conditions: order.paper.conditions.in_language(language).to_owned(),
                    crop_marks: order.paper.crop_marks,
                    letters,
                };
                let pdf = tokio::task::spawn_blocking(move || print::letters_pdf(&batch)).await??;
                let file = self.write(&format!("surat-{language}"), "pdf", &pdf)?;
                let shown = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                for (page, ClaimedTouch { touch, .. }) in touches.iter().enumerate() {
                    let (reference, code) = (reference(&touch.id), order.code(&touch.area)?);
                    manifest.push_str(&format!("{shown},{},{reference},{},{code}\n", page + 1, touch.area));
                }
                files.push(file);
            }
        }
        files.push(self.write("surat-manifest", "csv", manifest.as_bytes())?);
        Ok(files)
    }

    /// The codes of villages on printed paper.
    async fn codes(&self, villages: impl Iterator<Item = &RegionCode>) -> Result<BTreeMap<RegionCode, String>> {
        let places: Vec<CodePlace> = villages
            .map(|area| CodePlace { campaign: self.view.name.clone(), channel: Channel::Print, area: *area })
            .collect();
        let codes = self.store.codes_for(&self.home.contacts_key()?, &places).await?;
        Ok(codes.into_iter().map(|(place, code)| (place.area, code)).collect())
    }

    /// What the codes lead to: the same prices and conditions as the paper.
    async fn keep_landing(&self, order: &Order<'_>, month: Month) -> Result<()> {
        let (paper, lowest) = (order.paper, self.lowest_prices(month)?);
        let landing = LandingView {
            title: self.spec.title.clone(),
            now: lowest.now,
            last_day: lowest.pay_by,
            later: lowest.later,
            from: lowest.from,
            price_note: paper.price_note.clone(),
            conditions: paper.conditions.clone(),
            agency: paper.agency.clone(),
        };
        Ok(self.store.save_landing(&self.view.name, &landing).await?)
    }
}

fn pay_by(language: Language) -> String {
    match language {
        Language::Id => "Bayar di muka paling lambat",
        Language::En => "Pay ahead by",
    }
    .to_owned()
}

fn lowest_payer() -> Payer {
    Payer {
        programmes: ProgrammeSet::Basic,
        declared_income_rupiah: 0,
        group: OccupationGroup::Other,
        paid_by_state: false,
    }
}
