//! What a file would change, worked out without changing anything.

use super::summary::ImportSummary;
use super::{ImportRequest, load_contributions_or_none, load_members_or_none};
use crate::home::Home;
use crate::world::{World, mapping};
use anyhow::{Result, bail};
use chrono::NaiveDate;
use domain::{Channel, Contact, Contribution, Member, MemberId};
use intake::{BadRow, IdentityKey, Mapping, Quarantine, Standing};
use std::collections::{HashMap, HashSet};
use store::{ConsentChange, ConsentDays, ConsentEvent, Reach, Store};

/// Everything an import would change.
pub(super) struct Prepared {
    pub(super) summary: ImportSummary,
    pub(super) sha256: String,
    pub(super) quarantine: Quarantine,
    /// Cells that were left out of rows that were taken in.
    pub(super) blanked: Vec<BadRow>,
    /// The members table afterwards, where it changes.
    pub(super) members: Option<Vec<Member>>,
    /// The contributions table afterwards, where it changes.
    pub(super) contributions: Option<Vec<Contribution>>,
    pub(super) contacts: Vec<Contact>,
    pub(super) consent: Vec<ConsentChange>,
    /// Each consent that a consent file gave or withdrew.
    pub(super) events: Vec<ConsentEvent>,
    /// Members that share an identity, in pairs: the one known first, the other. `None` where members do not change.
    pub(super) shared: Option<Vec<(MemberId, MemberId)>>,
}

impl Prepared {
    fn of(request: &ImportRequest<'_>, rows: u64, quarantine: Quarantine, sha256: String) -> Self {
        Self {
            summary: ImportSummary::of(request, rows, &quarantine),
            sha256,
            quarantine,
            blanked: Vec::new(),
            members: None,
            contributions: None,
            contacts: Vec::new(),
            consent: Vec::new(),
            events: Vec::new(),
            shared: None,
        }
    }
}

/// What a step of preparing may look at.
pub(super) struct Look<'a> {
    pub(super) home: &'a Home,
    pub(super) store: Option<&'a Store>,
    pub(super) request: &'a ImportRequest<'a>,
}

impl Look<'_> {
    fn mapping(&self) -> Result<Mapping> {
        // A home that is not there yet has no mappings of its own.
        mapping(Some(self.home), self.request.mapping)
    }

    fn identity_key(&self) -> Result<IdentityKey> {
        if self.request.dry_run { self.home.identity_key_to_look() } else { self.home.identity_key() }
    }

    /// The members that a file about members needs.
    fn known_members(&self) -> Result<Vec<Member>> {
        let members = load_members_or_none(self.home)?;
        if members.is_empty() {
            bail!("no members are known yet: import a members file before {}", self.request.file.display());
        }
        Ok(members)
    }

    async fn reach_of(&self, members: &[MemberId]) -> Result<HashMap<MemberId, Reach>> {
        match self.store {
            Some(store) => Ok(store.reach_of(members).await?),
            None => Ok(HashMap::new()),
        }
    }

    /// Lines of the very same file that were put aside when it was taken in before; the others have had their say. `None` where all
    /// have theirs now.
    async fn put_aside_before(&self, sha256: &str) -> Result<Option<HashSet<u64>>> {
        let Some(store) = self.store else { return Ok(None) };
        match store.known_import(self.request.kind.key(), sha256).await? {
            Some(before) => Ok(store.put_aside(&before).await?),
            None => Ok(None),
        }
    }

    /// Who asked to be forgotten: a file that still knows them does not bring them back.
    pub(super) async fn forgotten(&self) -> Result<HashSet<MemberId>> {
        match self.store {
            Some(store) => Ok(store.forgotten().await?),
            None => Ok(HashSet::new()),
        }
    }

    /// Contacts as they are, opened. Nothing is on record where there is no store yet.
    async fn contacts_of(&self, members: &[MemberId]) -> Result<HashMap<MemberId, Contact>> {
        let Some(store) = self.store.filter(|_| !members.is_empty()) else { return Ok(HashMap::new()) };
        let key = if self.request.dry_run { self.home.contacts_key_to_look()? } else { self.home.contacts_key()? };
        Ok(store.contacts_of(&key, members).await?)
    }

    /// A members file: its rows replace those of the same number, others are added below.
    pub(super) async fn members(&self, world: &World) -> Result<Prepared> {
        let (request, mapping) = (self.request, self.mapping()?);
        let import = intake::import_members(
            request.file,
            &mapping,
            &self.identity_key()?,
            &world.occupations,
            &world.regions,
            request.at.date_naive(),
        )?;
        let mut prepared = Prepared::of(request, import.rows, import.quarantine, import.sha256);
        prepared.summary.blanked = import.blanked.len() as u64;
        prepared.blanked = import.blanked;
        let mut members = load_members_or_none(self.home)?;
        let mut rows: HashMap<MemberId, usize> = members.iter().enumerate().map(|(i, m)| (m.id.clone(), i)).collect();
        let aside = self.put_aside_before(&prepared.sha256).await?;
        let people = import.members.into_iter().zip(import.contacts).zip(import.lines);
        let (of_file, said): (Vec<Member>, Vec<Contact>) =
            people.filter(|(_, line)| has_a_say(aside.as_ref(), *line)).map(|(person, _)| person).unzip();
        prepared.summary.same = prepared.summary.rows - prepared.summary.quarantined - of_file.len() as u64;
        prepared.contacts = said;
        self.keep_what_the_file_does_not_say(&mapping, &mut prepared.contacts, &rows).await?;
        let ids: Vec<MemberId> = of_file.iter().map(|m| m.id.clone()).collect();
        let reach = self.reach_of(&ids).await?;
        for (mut member, contact) in of_file.into_iter().zip(&mut prepared.contacts) {
            let before = reach.get(&member.id).copied().unwrap_or_default();
            contact.whatsapp_consent_on = unless_withdrawn(contact.whatsapp_consent_on, before.whatsapp);
            contact.email_consent_on = unless_withdrawn(contact.email_consent_on, before.email);
            reached_by(&mut member, contact);
            if let Some(&row) = rows.get(&member.id) {
                members[row] = member;
                prepared.summary.replaced += 1;
            } else {
                rows.insert(member.id.clone(), members.len());
                members.push(member);
                prepared.summary.new += 1;
            }
        }
        let shared = shared_identities(&members);
        let of_file: HashSet<&MemberId> = ids.iter().collect();
        let is_of_file = |(first, other): &&(MemberId, MemberId)| of_file.contains(first) || of_file.contains(other);
        prepared.summary.shared_identities = shared.iter().filter(is_of_file).count() as u64;
        prepared.shared = Some(shared);
        prepared.members = Some(members).filter(|all| !all.is_empty());
        Ok(prepared)
    }

    /// A roster without a column for phones says nothing of phones: what is on record stays.
    async fn keep_what_the_file_does_not_say(
        &self,
        mapping: &Mapping,
        contacts: &mut [Contact],
        known: &HashMap<MemberId, usize>,
    ) -> Result<()> {
        let is_silent = |field: &str| mapping.column(field).is_none();
        let fields = ["name", "phone", "email", "whatsapp_consent_on", "email_consent_on"];
        if !fields.into_iter().any(is_silent) {
            return Ok(());
        }
        let ids: Vec<MemberId> =
            contacts.iter().map(|c| c.member.clone()).filter(|id| known.contains_key(id)).collect();
        let mut before = self.contacts_of(&ids).await?;
        for contact in contacts {
            let Some(old) = before.remove(&contact.member) else { continue };
            if is_silent("name") {
                contact.name = old.name;
            }
            if is_silent("phone") {
                contact.phone = old.phone;
            }
            if is_silent("email") {
                contact.email = old.email;
            }
            if is_silent("whatsapp_consent_on") {
                contact.whatsapp_consent_on = old.whatsapp_consent_on;
            }
            if is_silent("email_consent_on") {
                contact.email_consent_on = old.email_consent_on;
            }
        }
        Ok(())
    }

    /// A contributions file: months that are not paid yet are added.
    pub(super) fn contributions(&self) -> Result<Prepared> {
        let (request, mapping, members) = (self.request, self.mapping()?, self.known_members()?);
        let mut all = load_contributions_or_none(self.home)?;
        let today = request.at.date_naive();
        let standing = Standing { members: &members, key: &self.identity_key()?, earlier: &all, today };
        let import = intake::import_contributions(request.file, &mapping, &standing)?;
        let mut prepared = Prepared::of(request, import.rows, import.quarantine, import.sha256);
        prepared.summary.new = import.contributions.len() as u64;
        prepared.summary.same = import.same;
        all.extend(import.contributions);
        all.sort_by_key(|c| (c.member, c.coverage_month));
        // A table without rows is none.
        prepared.contributions = Some(all).filter(|all| !all.is_empty());
        Ok(prepared)
    }

    /// A contacts file: what it names replaces what is on record, the rest stays, consent stays.
    pub(super) async fn contacts(&self) -> Result<Prepared> {
        let (request, mut members) = (self.request, self.known_members()?);
        let import = intake::import_contacts(request.file, &self.mapping()?, &members, &self.identity_key()?)?;
        let mut prepared = Prepared::of(request, import.rows, import.quarantine, import.sha256);
        let aside = self.put_aside_before(&prepared.sha256).await?;
        let (changes, known): (Vec<_>, Vec<_>) =
            import.changes.into_iter().partition(|change| has_a_say(aside.as_ref(), change.line));
        prepared.summary.same = known.len() as u64;
        let ids: Vec<MemberId> = changes.iter().map(|c| members[c.member.index()].id.clone()).collect();
        let mut before = self.contacts_of(&ids).await?;
        for (id, change) in ids.into_iter().zip(changes) {
            let old = before.remove(&id);
            let mut contact = old.clone().unwrap_or_else(|| nobody(id));
            contact.name = change.name.unwrap_or(contact.name);
            contact.phone = change.phone.or(contact.phone);
            contact.email = change.email.or(contact.email);
            reached_by(&mut members[change.member.index()], &contact);
            match old {
                Some(old) if old == contact => prepared.summary.same += 1,
                Some(_) => prepared.summary.replaced += 1,
                None => prepared.summary.new += 1,
            }
            prepared.contacts.push(contact);
        }
        prepared.members = Some(members);
        Ok(prepared)
    }

    /// A consent file: the latest day of each member, channel and purpose counts; each row is kept with the words agreed to and what
    /// shows it.
    pub(super) async fn consent(&self) -> Result<Prepared> {
        let (request, mut members) = (self.request, self.known_members()?);
        let (mapping, key) = (self.mapping()?, self.identity_key()?);
        let import = intake::import_consent(request.file, &mapping, &members, &key, request.at.date_naive())?;
        let mut prepared = Prepared::of(request, import.rows, import.quarantine, import.sha256);
        let aside = self.put_aside_before(&prepared.sha256).await?;
        let (changes, known): (Vec<_>, Vec<_>) =
            import.changes.into_iter().partition(|change| has_a_say(aside.as_ref(), change.line));
        prepared.summary.same = known.len() as u64;
        let ids: Vec<MemberId> = changes.iter().map(|c| members[c.member.index()].id.clone()).collect();
        let mut reach = self.reach_of(&ids).await?;
        let mut changed: Vec<(MemberId, Channel)> = Vec::new();
        for (id, change) in ids.into_iter().zip(changes) {
            prepared.events.extend(events_of(&id, &change, &prepared.summary.file));
            if change.purpose.is_some() {
                // It counts beside consent to everything, which stays as it is.
                prepared.summary.new += 1;
                continue;
            }
            let now = reach.entry(id.clone()).or_default();
            let (whatsapp_before, email_before) = (now.whatsapp, now.email);
            let days = if change.channel == Channel::Whatsapp { &mut now.whatsapp } else { &mut now.email };
            *days = days.after(change.given_on, change.withdrawn_on);
            if (now.whatsapp, now.email) == (whatsapp_before, email_before) {
                prepared.summary.same += 1;
            } else {
                prepared.summary.new += 1;
                changed.push((id, change.channel));
            }
            let member = &mut members[change.member.index()];
            (member.phone_known, member.email_known) = (now.has_phone, now.has_email);
            member.whatsapp_reachable = now.has_phone && now.whatsapp.given_on.is_some();
            member.email_reachable = now.has_email && now.email.given_on.is_some();
        }
        changed.sort();
        changed.dedup();
        let after = |(id, channel): (MemberId, Channel)| {
            let now = reach.get(&id).copied().unwrap_or_default();
            let days = if channel == Channel::Whatsapp { now.whatsapp } else { now.email };
            (id, channel, days)
        };
        prepared.consent = changed.into_iter().map(after).collect();
        prepared.members = Some(members);
        Ok(prepared)
    }
}

/// Whether a row counts now: in a file that is taken in again, only if it was put aside before.
fn has_a_say(aside_before: Option<&HashSet<u64>>, line: u64) -> bool {
    aside_before.is_none_or(|aside| aside.contains(&line))
}

/// What a row of a consent file keeps for good: that it was given, that it was withdrawn, or both.
fn events_of(member: &MemberId, change: &intake::ConsentChange, file: &str) -> Vec<ConsentEvent> {
    let days = [(true, change.given_on), (false, change.withdrawn_on)];
    let event = |(given, day): (bool, Option<NaiveDate>)| {
        Some(ConsentEvent {
            member: member.clone(),
            channel: change.channel,
            purpose: change.purpose,
            given,
            on: day?,
            text_version: change.text_version.clone().unwrap_or_default(),
            evidence: change.evidence.clone().unwrap_or_else(|| format!("file {file}")),
        })
    };
    days.into_iter().filter_map(event).collect()
}

/// Says in the members table what the contact has, not what it is.
fn reached_by(member: &mut Member, contact: &Contact) {
    (member.phone_known, member.email_known) = (contact.phone.is_some(), contact.email.is_some());
    member.whatsapp_reachable = member.phone_known && contact.whatsapp_consent_on.is_some();
    member.email_reachable = member.email_known && contact.email_consent_on.is_some();
}

fn unless_withdrawn(given_on: Option<NaiveDate>, before: ConsentDays) -> Option<NaiveDate> {
    given_on.filter(|given| before.withdrawn_on.is_none_or(|day| *given > day))
}

fn nobody(member: MemberId) -> Contact {
    Contact { member, name: String::new(), phone: None, email: None, whatsapp_consent_on: None, email_consent_on: None }
}

/// Members with the same identity token: the first in the table with each of the others.
fn shared_identities(members: &[Member]) -> Vec<(MemberId, MemberId)> {
    let mut first: HashMap<&str, &MemberId> = HashMap::with_capacity(members.len());
    let mut pairs = Vec::new();
    for member in members.iter().filter(|m| !m.identity_token.is_empty()) {
        match first.get(member.identity_token.as_str()) {
            Some(known) => pairs.push(((*known).clone(), member.id.clone())),
            None => {
                first.insert(&member.identity_token, &member.id);
            }
        }
    }
    pairs
}
