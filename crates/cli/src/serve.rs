//! `jangkau serve`: the dashboard, on this machine only.

use crate::args::ServeArgs;
use crate::clock::today;
use crate::ending::told_to_end;
use crate::say::Out;
use anyhow::{Context, Result};
use bundling::{Catalogue, Designed};
use chrono::NaiveDate;
use domain::{Bilingual, Channel, Language, MemberId, Month, Segment};
use service::{
    Answering, BookingDesk, CampaignParts, CounterDesk, OutcomeDesk, PackageDesk, PersonReasons, ReasonsBasis,
    ServiceState, Telling, WebhookSecrets, loopback_only,
};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use store::OutcomesSoFar;
use tokio::net::TcpListener;
use workflow::bundle::{everybody, leaflets};
use workflow::counters::visits_of_file;
use workflow::outcomes::{begin_missing, outcomes_of_body, table_so_far};
use workflow::paper::{booking_days, bookings_of_file, work_order_file};
use workflow::plan::Basis;
use workflow::regencies::Regencies;
use workflow::reports::{CampaignResults, Origin, campaign_report, package_report, report_pdf};
use workflow::{Home, World};

/// Serves the dashboard of a home until interrupted.
pub async fn serve(out: &Out, args: &ServeArgs) -> Result<()> {
    dashboard(out, &args.home.home, &args.address).await
}

/// Serves a home's dashboard on a loopback address until Ctrl-C.
pub async fn dashboard(out: &Out, home: &Path, address: &str) -> Result<()> {
    let home = Home::open_existing(home)?;
    let socket: SocketAddr = address
        .parse()
        .with_context(|| format!("`{address}` is not an address; expected host and port such as 127.0.0.1:8087"))?;
    loopback_only(socket)?;
    let listener = TcpListener::bind(socket).await.with_context(|| {
        format!("{address} cannot be listened on; is another jangkau running? choose another with --address")
    })?;
    let world = World::load(&home)?;
    begin_missing(&home).await?;
    let state = ServiceState::new(home.store().await?, webhook_secrets())
        .with_contacts_key(home.contacts_key()?)
        .with_exports(home.exports())
        .with_campaign_reports(campaign_pdf)
        .with_codes(Arc::clone(&world.codes))
        .with_regions(world.regions.clone())
        .with_counters(counter_desk(&home)?)
        .with_bookings(booking_desk(&home)?)
        .with_package_desk(package_desk(&home, world).await?)
        .with_outcomes(outcome_desk(&home)?)
        .with_person_reasons(teller(&home));
    let shown = listener.local_addr()?;
    out.line(&Bilingual::new(
        format!("Dasbor: http://{shown}  (Ctrl-C untuk berhenti)"),
        format!("Dashboard: http://{shown}  (Ctrl-C to stop)"),
    ))?;
    service::serve(listener, state, told_to_end()).await?;
    Ok(())
}

/// Why members have what a plan gives them, computed from the home as it is when somebody asks.
fn teller(home: &Home) -> impl Fn(String, MemberId) -> Telling + Send + Sync + 'static {
    let home = home.clone();
    move |campaign, member| {
        let home = home.clone();
        Box::pin(async move {
            let told =
                workflow::plan::reasons(&home, &campaign, &member).await.map_err(|error| format!("{error:#}"))?;
            Ok(told.map(|told| PersonReasons {
                reasons: told.reasons,
                basis: match told.basis {
                    Basis::WholePlan => ReasonsBasis::WholePlan,
                    Basis::KeptRow => ReasonsBasis::KeptRow,
                    Basis::Today => ReasonsBasis::Today,
                },
            }))
        })
    }
}

/// What counters work with on their pages.
fn counter_desk(home: &Home) -> Result<CounterDesk> {
    let read = |file: &str, bytes: &[u8], by: &str, today| visits_of_file(file, bytes, by, today);
    Ok(CounterDesk { regencies: Regencies::load(home)?.into_names(), read: Arc::new(read), today })
}

/// What the page of work orders works with: the same workbooks and the same reading as the commands.
fn booking_desk(home: &Home) -> Result<BookingDesk> {
    let (of_days, of_workbook) = (home.clone(), home.clone());
    let days = move |campaign: String| -> Answering<(NaiveDate, NaiveDate)> {
        let home = of_days.clone();
        Box::pin(async move { booking_days(&home, &campaign).await.map_err(|error| format!("{error:#}")) })
    };
    let workbook = move |campaign: String, channel: Channel| -> Answering<Option<Vec<u8>>> {
        let home = of_workbook.clone();
        Box::pin(async move { work_order_file(&home, &campaign, channel).await.map_err(|error| format!("{error:#}")) })
    };
    let read = |file: &str, bytes: &[u8], by: &str, today| bookings_of_file(file, bytes, by, today);
    Ok(BookingDesk {
        regencies: Regencies::load(home)?.into_names(),
        days: Arc::new(days),
        workbook: Arc::new(workbook),
        read: Arc::new(read),
        today,
    })
}

/// What takes outcomes in, and says how they stand.
fn outcome_desk(home: &Home) -> Result<OutcomeDesk> {
    let table = |campaign: &str, so_far: &OutcomesSoFar, segments: &[Segment]| {
        table_so_far(campaign, so_far, segments).map_err(|error| format!("{error:#}"))
    };
    Ok(OutcomeDesk {
        secret: home.outcomes_secret()?,
        read: Arc::new(|bytes: &[u8], today| outcomes_of_body(bytes, today)),
        table: Arc::new(table),
        today,
    })
}

/// What packages are designed from on the pages.
async fn package_desk(home: &Home, world: World) -> Result<PackageDesk> {
    Ok(PackageDesk {
        segments: everybody(home).await?,
        leaflet: leaflets(home)?,
        catalogue: world.catalogue,
        rules: world.rules,
        month: Month::of(today()),
        today,
        press: Arc::new(fact_sheet),
    })
}

/// The same fact sheet as `jangkau bundle design --report` writes.
fn fact_sheet(catalogue: &Catalogue, designed: &Designed, language: Language) -> Result<Vec<u8>, String> {
    let parts = designed.picks.first().map(|pick| pick.package.id.as_str()).unwrap_or_default();
    let command = format!("jangkau bundle compare {parts} --segment {}", designed.segment.key);
    let origin = Origin { file: "models/catalogue".to_owned(), sha256: None, command };
    let made = package_report(catalogue, designed, &origin, language).and_then(|report| report_pdf(&report, today()));
    made.map_err(|error| format!("{error:#}"))
}

/// The same report as `jangkau evaluate --campaign --report` writes.
fn campaign_pdf(parts: &CampaignParts, language: Language) -> Result<Vec<u8>, String> {
    let results = CampaignResults { campaign: &parts.campaign, exclusions: &parts.exclusions, rows: &parts.uplift };
    let made = campaign_report(results, language).and_then(|report| report_pdf(&report, today()));
    made.map_err(|error| format!("{error:#}"))
}

/// Webhook secrets from the environment; without them the webhook answers that none is configured.
fn webhook_secrets() -> Option<WebhookSecrets> {
    let app_secret = std::env::var("JANGKAU_WHATSAPP_APP_SECRET").ok()?;
    let verify_token = std::env::var("JANGKAU_WHATSAPP_VERIFY_TOKEN").ok()?;
    Some(WebhookSecrets { app_secret, verify_token })
}
