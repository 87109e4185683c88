//! Import: agency and partner files become checked tables. Read, check, write.

use crate::home::Home;
use crate::overview::refresh_overview;
use crate::progress::Progress;
use crate::world::{World, mapping};
use anyhow::{Context, Result, bail};
use chrono::{DateTime, NaiveDate, Utc};
use domain::views::ImportView;
use domain::{Contribution, Member, Month};
use intake::BadRow;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// What an import did.
#[derive(Debug, Clone, Serialize)]
pub struct ImportSummary {
    /// File name.
    pub file: String,
    /// `members` or `contributions`.
    pub kind: &'static str,
    /// Rows in the file.
    pub rows: u64,
    /// Rows taken in that were not known before.
    pub new: u64,
    /// Rows taken in that replaced a known row.
    pub replaced: u64,
    /// Rows put aside.
    pub quarantined: u64,
    /// Where the rows put aside are listed, each with its reason.
    pub quarantine_file: Option<String>,
    /// The very same file was taken in before, so nothing was done.
    pub already_known: bool,
    /// Phones and addresses that could not be read; the member stays without them.
    pub blanked: u64,
    /// Members whose identity token another member also has.
    pub shared_identities: u64,
}

/// Takes a members file in: members table, contacts in the store, quarantine.
pub async fn import_members(
    home: &Home,
    world: &World,
    path: &Path,
    mapping_name: &str,
    at: DateTime<Utc>,
    progress: &dyn Progress,
) -> Result<ImportSummary> {
    progress.begin("import members", None);
    let mapping = mapping(Some(home), mapping_name)?;
    let import = intake::import_members(
        path,
        &mapping,
        &home.identity_key()?,
        &world.occupations,
        &world.regions,
        at.date_naive(),
    )?;
    let store = home.store().await?;
    let mut summary = ImportSummary::of("members", path, import.rows, import.quarantined_rows);
    summary.blanked = import.blanked.len() as u64;
    summary.shared_identities = import.shared_identities;
    if store.known_import("members", &import.sha256).await?.is_some() {
        summary.already_known = true;
        progress.end(&summary.sentence());
        return Ok(summary);
    }
    let mut members = load_members_or_none(home)?;
    let mut rows: HashMap<_, _> = members.iter().enumerate().map(|(i, m)| (m.id.clone(), i)).collect();
    for member in import.members {
        if let Some(&row) = rows.get(&member.id) {
            members[row] = member;
            summary.replaced += 1;
        } else {
            rows.insert(member.id.clone(), members.len());
            members.push(member);
            summary.new += 1;
        }
    }
    let mut put_aside = import.quarantine;
    put_aside.extend(import.blanked);
    summary.quarantine_file = write_quarantine(home, path, &put_aside)?;
    store.save_contacts(&import.contacts).await?;
    intake::save_members(&home.table("members"), &members)?;
    store.record_import(&view(&summary, &import.sha256, at)).await?;
    progress.end(&summary.sentence());
    Ok(summary)
}

/// Takes a contributions file in: contributions table, quarantine. Members must be known first.
pub async fn import_contributions(
    home: &Home,
    path: &Path,
    mapping_name: &str,
    at: DateTime<Utc>,
    progress: &dyn Progress,
) -> Result<ImportSummary> {
    progress.begin("import contributions", None);
    let mapping = mapping(Some(home), mapping_name)?;
    let members = load_members_or_none(home)?;
    if members.is_empty() {
        bail!("no members are known yet: import a members file before {}", path.display());
    }
    let import = intake::import_contributions(path, &mapping, &members, at.date_naive())?;
    let store = home.store().await?;
    let mut summary = ImportSummary::of("contributions", path, import.rows, import.quarantined_rows);
    if store.known_import("contributions", &import.sha256).await?.is_some() {
        summary.already_known = true;
        progress.end(&summary.sentence());
        return Ok(summary);
    }
    let mut all = load_contributions_or_none(home)?;
    let known: HashSet<(u32, Month)> = all.iter().map(|c| (c.member.0, c.coverage_month)).collect();
    let mut put_aside = import.quarantine;
    for (i, contribution) in import.contributions.into_iter().enumerate() {
        if known.contains(&(contribution.member.0, contribution.coverage_month)) {
            summary.quarantined += 1;
            put_aside.push(BadRow {
                file: file_name(path),
                line: i as u64 + 1,
                column: "coverage_month".to_owned(),
                value: contribution.coverage_month.to_string(),
                expected: "a month that is not yet paid for by this member".to_owned(),
            });
        } else {
            all.push(contribution);
            summary.new += 1;
        }
    }
    all.sort_by_key(|c| (c.member, c.coverage_month));
    summary.quarantine_file = write_quarantine(home, path, &put_aside)?;
    intake::save_contributions(&home.table("contributions"), &all)?;
    store.record_import(&view(&summary, &import.sha256, at)).await?;
    progress.end(&summary.sentence());
    Ok(summary)
}

/// Renews what pages show of the tables, as known on a day.
pub async fn refresh(home: &Home, world: &World, as_of: NaiveDate, progress: &dyn Progress) -> Result<()> {
    progress.begin("membership states", None);
    let members = load_members_or_none(home)?;
    let contributions = load_contributions_or_none(home)?;
    refresh_overview(home, world, &members, &contributions, as_of).await?;
    progress.end(&format!("{} people as known on {as_of}", members.len()));
    Ok(())
}

/// The members table; empty before the first import.
pub fn load_members_or_none(home: &Home) -> Result<Vec<Member>> {
    let path = home.table("members");
    if path.is_file() { intake::load_members(&path).context("the members table") } else { Ok(Vec::new()) }
}

/// The contributions table; empty before the first import.
pub fn load_contributions_or_none(home: &Home) -> Result<Vec<Contribution>> {
    let path = home.table("contributions");
    if path.is_file() { intake::load_contributions(&path).context("the contributions table") } else { Ok(Vec::new()) }
}

/// The members table, which must exist.
pub fn load_members(home: &Home) -> Result<Vec<Member>> {
    let members = load_members_or_none(home)?;
    if members.is_empty() {
        bail!("{} holds no members yet: run `jangkau import --members FILE` first", home.root().display());
    }
    Ok(members)
}

fn write_quarantine(home: &Home, path: &Path, rows: &[BadRow]) -> Result<Option<String>> {
    if rows.is_empty() {
        return Ok(None);
    }
    let file = home.quarantine(&file_name(path));
    intake::write_quarantine(&file, rows)?;
    Ok(Some(file.display().to_string()))
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned())
}

fn view(summary: &ImportSummary, sha256: &str, at: DateTime<Utc>) -> ImportView {
    ImportView {
        file: summary.file.clone(),
        kind: summary.kind.to_owned(),
        at,
        sha256: sha256.to_owned(),
        rows: summary.rows,
        quarantined: summary.quarantined,
        by: String::new(),
        mapping: String::new(),
        taken_in: summary.new + summary.replaced,
    }
}

impl ImportSummary {
    /// A file that was read, before anything is known of its rows.
    fn of(kind: &'static str, path: &Path, rows: u64, quarantined: u64) -> Self {
        Self {
            file: file_name(path),
            kind,
            rows,
            new: 0,
            replaced: 0,
            quarantined,
            quarantine_file: None,
            already_known: false,
            blanked: 0,
            shared_identities: 0,
        }
    }

    /// One sentence for people.
    pub fn sentence(&self) -> String {
        if self.already_known {
            return format!("{}: this very file was taken in before, nothing changed", self.file);
        }
        let mut text = format!(
            "{}: {} rows, {} new, {} replaced, {} put aside",
            self.file, self.rows, self.new, self.replaced, self.quarantined
        );
        if self.shared_identities > 0 {
            text.push_str(&format!("; {} members share an identity with another", self.shared_identities));
        }
        if let Some(file) = &self.quarantine_file {
            text.push_str(&format!(" (reasons in {file})"));
        }
        text
    }
}
