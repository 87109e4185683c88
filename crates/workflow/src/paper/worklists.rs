//! Worklists: what counters go through with members, one list for each regency, as CSV and as PDF.

use super::{PAPER_FILES_AT_ONCE, Typeset, slug};
use crate::dispatch_touches::Step;
use crate::import::load_members;
use crate::progress::Progress;
use crate::regencies::Regencies;
use anyhow::{Context, Result};
use chrono::NaiveDate;
use dispatch::{WorklistRow, counter_worklist_csv};
use domain::{CounterOutcome, Language, Member, MemberId, Month, SegmentId};
use planning::message::{payer_of, prices_in};
use print::{WorklistDocument, WorklistLine};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use store::{ClaimedTouch, CounterLine};
use tokio::task::JoinSet;

impl Step<'_> {
    /// One worklist for each regency's counter, as CSV and as PDF; a counter sees its own members only.
    pub(super) async fn worklists(&self, claimed: &[ClaimedTouch], progress: &dyn Progress) -> Result<Vec<PathBuf>> {
        let lines: Vec<CounterLine> = claimed.iter().map(line_of).collect();
        let months = claimed.iter().map(|c| self.month_of(&c.touch));
        let month = months.min().unwrap_or(Month::of(self.spec.schedule.first_day));
        let counters = self.lines_by_counter(&lines, month).await?;
        progress.begin("make worklists", Some(counters.len() as u64));
        let mut files = Vec::new();
        let mut typesetting = JoinSet::new();
        for (done, (counter, lines)) in counters.into_iter().enumerate() {
            let (name, csv, document) = self.worklist(counter, self.spec.schedule.first_day, lines)?;
            files.push(self.write(&name, "csv", &csv)?);
            if typesetting.len() >= PAPER_FILES_AT_ONCE {
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

    /// One counter's list: its name as a file, the file, and what is typeset.
    pub(crate) fn worklist(
        &self,
        counter: String,
        issued_on: NaiveDate,
        lines: Vec<(WorklistRow, WorklistLine)>,
    ) -> Result<(String, Vec<u8>, WorklistDocument)> {
        let (rows, lines): (Vec<WorklistRow>, Vec<WorklistLine>) = lines.into_iter().unzip();
        let document = WorklistDocument {
            campaign: self.spec.title.id.clone(),
            language: Language::Id,
            issued_on,
            intro: format!("{} {}", self.words()?.counter_task.id, how_to_fill_in(issued_on)),
            rows: lines,
            qr_text: None,
            counter,
        };
        Ok((format!("daftar-kerja-{}", slug(&document.counter)), counter_worklist_csv(&rows)?, document))
    }

    /// What each counter is to do: a row of its file and a line of its page for every member, with what they pay in that month.
    pub(crate) async fn lines_by_counter(
        &self,
        lines: &[CounterLine],
        month: Month,
    ) -> Result<BTreeMap<String, Vec<(WorklistRow, WorklistLine)>>> {
        let regencies = Regencies::load(self.home)?;
        let ids: Vec<MemberId> = lines.iter().map(|line| line.member.clone()).collect();
        let contacts = self.store.contacts_of(&self.home.contacts_key()?, &ids).await?;
        let segments = self.segment_names().await?;
        let members: HashMap<MemberId, Member> =
            load_members(self.home)?.into_iter().map(|m| (m.id.clone(), m)).collect();
        let planned: HashMap<MemberId, SegmentId> =
            self.store.plan_members(&self.view.name).await?.into_iter().map(|p| (p.member, p.segment)).collect();
        let mut counters: BTreeMap<String, Vec<(WorklistRow, WorklistLine)>> = BTreeMap::new();
        for listed in lines {
            let name = contacts.get(&listed.member).map(|k| k.name.clone()).unwrap_or_default();
            let segment = planned.get(&listed.member).and_then(|s| segments.get(s)).cloned().unwrap_or_default();
            let member = members.get(&listed.member).context("a planned member is in the members table")?;
            let (own, _) = prices_in(&self.world.rules, &payer_of(member), month)?;
            let row = WorklistRow::of(listed, name.clone());
            let line = WorklistLine {
                member: listed.member.clone(),
                name,
                village: row.village.clone(),
                segment,
                offer: listed.body.clone(),
                price: own.now,
                note: dispatch::reference(&listed.touch),
            };
            counters.entry(regencies.counter_of(&listed.area)).or_default().push((row, line));
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
}

/// What the columns of the file take, for the clerk who fills them in.
fn how_to_fill_in(issued_on: NaiveDate) -> String {
    let outcomes = CounterOutcome::ALL.map(|outcome| outcome.words().id).join(", ");
    let day = issued_on.format("%d/%m/%Y");
    format!(
        "Isi kolom hasil dengan salah satu dari: {outcomes}; kolom tanggal seperti {day}. Rujukan tiap baris ada di kolom catatan."
    )
}

/// A touch as it stands on a list that nobody has worked yet.
fn line_of(claimed: &ClaimedTouch) -> CounterLine {
    let touch = &claimed.touch;
    CounterLine {
        touch: touch.id.clone(),
        member: touch.member.clone(),
        area: touch.area,
        body: touch.body.clone(),
        visit: None,
    }
}
