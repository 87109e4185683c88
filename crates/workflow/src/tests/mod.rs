//! Campaigns worked off by a clock of the test's own, so that they run alike on any day.
#![allow(clippy::unwrap_used)]

mod held_back;
mod over;

use crate::dispatch_touches::Providers;
use crate::home::Home;
use crate::progress::Quiet;
use crate::segment::SegmentChoice;
use crate::world::World;
use chrono::{DateTime, Utc};
use dispatch::{EmailConfig, WhatsAppConfig};
use domain::{Channel, TouchStatus};
use fake_providers::{FakeSmtp, FakeSmtpConfig, FakeWhatsApp, FakeWhatsAppConfig};
use store::Store;

const CAMPAIGN: &str = "tarif-januari-2027";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A home of 3,000 simulated people with the shipped campaign approved.
async fn approved(folder: &std::path::Path) -> (Home, World) {
    let home = Home::open(folder).unwrap();
    let world = World::load(&home).unwrap();
    let (as_of, then) = ("2026-11-30".parse().unwrap(), at("2026-11-30T16:59:59Z"));
    let made = crate::simulate::simulate(&home, &world, 5, 3_000, as_of, &Quiet).unwrap();
    let (members, paid) = (&made.members_file, &made.contributions_file);
    crate::import::import_members(&home, &world, members, "agency-members", then, &Quiet).await.unwrap();
    crate::import::import_contributions(&home, paid, "agency-contributions", then, &Quiet).await.unwrap();
    let choice = SegmentChoice { propose: true, ..SegmentChoice::default() };
    crate::segment::segment(&home, &world, as_of, &choice, &Quiet).await.unwrap();
    let packages = crate::bundle::Asked {
        whom: ["fisher", "farmer"].map(str::to_owned).to_vec(),
        assumed: None,
        month: "2026-12".parse().unwrap(),
        programme: "basic".to_owned(),
        most_add_ons: 1,
        with: Vec::new(),
        drafts: false,
        draws: 20,
        seed: 5,
    };
    let hand = bundling::Hand { by: "rina".to_owned(), on: as_of };
    crate::bundle::bundle(&home, &world, &packages, &hand).await.unwrap();
    let planned = crate::plan::plan(&home, &world, CAMPAIGN, "sari", then, &Quiet).await.unwrap();
    crate::approve::approve(&home, CAMPAIGN, &planned.campaign.plan_hash, "budi", then).await.unwrap();
    (home, world)
}

/// A made-up gateway, which posts no reports, and a made-up relay.
struct MadeUp {
    whatsapp: FakeWhatsApp,
    smtp: FakeSmtp,
    config: FakeWhatsAppConfig,
}

impl MadeUp {
    async fn start(change: impl FnOnce(&mut FakeWhatsAppConfig)) -> Self {
        let mut config = FakeWhatsAppConfig::default();
        change(&mut config);
        let whatsapp = FakeWhatsApp::start(config.clone()).await.unwrap();
        Self { whatsapp, smtp: FakeSmtp::start(FakeSmtpConfig::default()).await.unwrap(), config }
    }

    fn providers(&self) -> Providers {
        let (url, token) = (self.whatsapp.base_url(), self.config.access_token.clone());
        Providers {
            whatsapp: Some(WhatsAppConfig::new(url, &self.config.phone_number_id, token)),
            email: Some(EmailConfig::loopback(self.smtp.port(), "jangkau <no-reply@example.org>", "jangkau")),
            played: None,
        }
    }

    async fn stop(self) {
        self.whatsapp.stop().await;
        self.smtp.stop().await;
    }
}

/// Touches of a channel that stand so.
async fn standing(store: &Store, channel: Channel, status: TouchStatus) -> u64 {
    let counts = store.touch_counts(CAMPAIGN).await.unwrap();
    counts.iter().filter(|c| c.channel == channel && c.status == status).map(|c| c.touches).sum()
}
