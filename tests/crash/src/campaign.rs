//! An invented campaign whose right outcome is known for everybody in it.

use anyhow::Result;
use chrono::{DateTime, TimeDelta, Utc};
use domain::views::{CampaignStatus, CampaignView};
use domain::{
    Arm, Bilingual, Channel, Contact, Language, MemberId, MemberRow, OccupationGroup, Plan, PlannedMember,
    RandomisationUnit, Rupiah, SegmentId, Touch,
};
use store::{ContactsKey, Store};

/// Its key.
pub const CAMPAIGN: &str = "tahan-banting-2026";

/// Everybody in the campaign by number: first the treated, then the held out. All are due long ago, in the order of their numbers.
#[derive(Debug, Clone, Copy)]
pub struct Campaign {
    /// People with a touch on WhatsApp.
    pub treated: u32,
    /// People in the holdout.
    pub held_out: u32,
}

impl Campaign {
    /// So many treated and a tenth of that held out.
    pub fn of(treated: u32) -> Self {
        Self { treated, held_out: treated.div_ceil(10) }
    }

    /// Treated people without consent from the start: one in twenty.
    pub fn without_consent(self) -> impl Iterator<Item = u32> {
        (0..self.treated).filter(|n| n % 20 == 0)
    }

    /// Treated people who write "stop" before sending starts: one in forty.
    pub fn stops_at_first(self) -> impl Iterator<Item = u32> {
        (0..self.treated).filter(|n| n % 40 == 1)
    }

    /// Treated people who write "stop" while others are sent to: one in twenty of the later half.
    pub fn stops_on_the_way(self) -> impl Iterator<Item = u32> {
        (self.treated / 2..self.treated).filter(|n| n % 20 == 3)
    }

    /// Saves plan and contacts, and approves.
    pub async fn save(self, store: &Store) -> Result<()> {
        let members: Vec<PlannedMember> = (0..self.treated + self.held_out).map(|n| self.planned(n)).collect();
        let touches: Vec<Touch> = members.iter().take(self.treated as usize).zip(0..).map(touch).collect();
        let plan = Plan {
            campaign: CAMPAIGN.into(),
            hash: "hash-1".into(),
            as_of: "2026-01-04".parse()?,
            members,
            excluded: vec![],
            warnings: vec![],
        };
        let view = CampaignView {
            name: CAMPAIGN.into(),
            title: Bilingual::new("Diskon berakhir", "Discount ends"),
            status: CampaignStatus::Planned,
            plan_hash: plan.hash.clone(),
            as_of: plan.as_of,
            planned_by: "Sari".into(),
            approved_by: None,
            approved_at: None,
            members: u64::from(self.treated + self.held_out),
            held_out: u64::from(self.held_out),
            cost: plan.cost(),
            budget: Rupiah::whole(100_000_000),
            warnings: vec![],
            halted: None,
        };
        store.save_plan(&view, &plan, &touches, &[]).await?;
        let contacts: Vec<Contact> = (0..self.treated + self.held_out)
            .map(|n| Contact {
                member: member(n),
                name: "Wati".into(),
                phone: format!("0812{n:08}").parse().ok(),
                email: None,
                whatsapp_consent_on: if n < self.treated && n % 20 == 0 { None } else { "2026-01-02".parse().ok() },
                email_consent_on: None,
            })
            .collect();
        store.save_contacts(&contacts_key(), &contacts).await?;
        store.approve(CAMPAIGN, "hash-1", "Budi", Utc::now()).await?;
        Ok(())
    }

    fn planned(self, n: u32) -> PlannedMember {
        let treated = n < self.treated;
        PlannedMember {
            row: MemberRow(n),
            member: member(n),
            segment: SegmentId("fisher-seasonal".into()),
            group: OccupationGroup::ALL[0],
            area: "33.21.04.2007".parse().expect("the code of a village"),
            arm: if treated { Arm::Treated(Channel::Whatsapp) } else { Arm::HeldOut(RandomisationUnit::Person) },
            language: Language::Id,
            send_at: treated.then(|| due_at(n)),
            cost: Rupiah::whole(586),
        }
    }
}

fn touch((planned, n): (&PlannedMember, u32)) -> Touch {
    Touch {
        id: touch_id(&planned.member),
        campaign: CAMPAIGN.into(),
        member: planned.member.clone(),
        channel: Channel::Whatsapp,
        step: 1,
        area: planned.area,
        language: planned.language,
        body: "Iuran Anda Rp8.400 sampai 31 Desember.".into(),
        due_at: due_at(n),
        cost_rupiah: 586,
    }
}

fn due_at(n: u32) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_459) + TimeDelta::seconds(n.into())
}

/// A member by number.
pub fn member(n: u32) -> MemberId {
    MemberId(format!("M{n:06}"))
}

/// Our id of a member's touch.
pub fn touch_id(member: &MemberId) -> String {
    format!("t-{member}")
}

/// A member's number in digits, as the provider writes it.
pub fn digits(n: u32) -> String {
    format!("62812{n:08}")
}

/// What the invented contacts are sealed with.
pub fn contacts_key() -> ContactsKey {
    ContactsKey::from_bytes(&[7; 32])
}
