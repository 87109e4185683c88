//! What every handler needs.

use crate::booking_desk::BookingDesk;
use crate::reporting::ReportQueue;
use bundling::{Catalogue, Designed, Segment};
use chrono::{DateTime, NaiveDate, Utc};
use dispatch::CodePolicy;
use domain::views::{CampaignView, NamedCount};
use domain::{
    Bilingual, Language, MemberId, Month, OutcomesRead, ProgrammeRules, ProgrammeSet, RegionTable, UpliftRow,
};
use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use store::{ContactsKey, OutcomesSoFar, Store, VisitReport};
use tokio::sync::{Mutex, watch};

/// What the service reads and writes. Cloning shares the store.
#[derive(Clone)]
pub struct ServiceState {
    /// Where plans, touches and results are kept.
    pub store: Store,
    /// Opens contacts, so that whoever writes "stop" is found; `None`: such wishes are refused and sent again.
    pub contacts_key: Option<ContactsKey>,
    /// What to do about each error code of WhatsApp; the table this version was made with where nobody says otherwise.
    pub codes: Arc<CodePolicy>,
    pub(crate) reports: Arc<ReportQueue>,
    /// The secrets of the `WhatsApp` webhook; without them it answers 503.
    pub whatsapp: Option<WebhookSecrets>,
    /// The folder whose files are offered for download; `None`: there are no downloads.
    pub exports: Option<PathBuf>,
    /// Sets the report of a campaign as PDF; `None`: there are no reports.
    pub campaign_reports: Option<CampaignPress>,
    /// What counters work with; `None`: there are no lists.
    pub counters: Option<Arc<CounterDesk>>,
    /// What work orders are handled with; `None`: no page shows them.
    pub bookings: Option<Arc<BookingDesk>>,
    /// What packages are designed from; `None`: they are shown, not designed.
    pub packages: Option<Arc<PackageDesk>>,
    /// What takes outcomes in; `None`: none are taken, and no page shows how they stand.
    pub outcomes: Option<Arc<OutcomeDesk>>,
    /// Tells why a member has what a plan gives them; `None`: what is kept of them is shown without reasons.
    pub person_reasons: Option<ReasonsTeller>,
    /// When delivery reports are received; the machine's clock where nobody says otherwise.
    pub(crate) clock: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    /// Provinces with their clocks; western time for those that are not there.
    pub regions: Arc<RegionTable>,
    pub(crate) one_at_a_time: Arc<Mutex<()>>,
    /// Whose turn it is to keep packages or move one on: all of them are read, changed and written together. One service keeps
    /// packages; several on one PostgreSQL would need a lock of the store.
    pub(crate) packages_turn: Arc<Mutex<()>>,
    /// Turns true when the service is told to stop: whatever would never end by itself ends then.
    pub(crate) stopping: watch::Receiver<bool>,
}

/// Why a member has what a plan gives them, or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonReasons {
    /// One sentence each.
    pub reasons: Vec<Bilingual>,
    /// What they stand on.
    pub basis: ReasonsBasis,
}

/// What reasons stand on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReasonsBasis {
    /// The plan that is kept, computed again and found the same.
    WholePlan,
    /// What is kept of the member: the plan cannot be computed again as it was.
    KeptRow,
    /// The plan as it would be made today.
    Today,
}

/// Answers for a campaign and a member: the reasons, `None` for somebody whom neither the plan nor the home knows, or why there are none.
/// It is handed in, because the service plans nothing.
pub type ReasonsTeller = Arc<dyn Fn(String, MemberId) -> Telling + Send + Sync>;

/// Reasons on their way.
pub type Telling = Answering<Option<PersonReasons>>;

/// An answer on its way, or why there is none.
pub type Answering<T> = Pin<Box<dyn Future<Output = Result<T, String>> + Send>>;

/// What takes outcomes in, and says how they stand.
pub struct OutcomeDesk {
    /// Senders sign their reports with it.
    pub secret: String,
    /// Reads what somebody sent.
    pub read: OutcomeReader,
    /// Makes the table of a campaign from its sums.
    pub table: OutcomeTable,
    /// The day a report counts as known where it names none, and the last that it may name.
    pub today: fn() -> NaiveDate,
}

/// Reads a body of reports: its bytes, today. Gives its good lines and every line that is none, or why nothing can be read.
pub type OutcomeReader = Arc<dyn Fn(&[u8], NaiveDate) -> Result<OutcomesRead, String> + Send + Sync>;

/// Gives the table of a campaign from its sums, with the names of segments: intervals that may be looked at at any time. It is handed
/// in, because the service links no statistics.
pub type OutcomeTable =
    Arc<dyn Fn(&str, &OutcomesSoFar, &[domain::Segment]) -> Result<Vec<UpliftRow>, String> + Send + Sync>;

/// What counters work with.
pub struct CounterDesk {
    /// Names of regencies by code.
    pub regencies: BTreeMap<String, String>,
    /// Reads a list that comes back.
    pub read: ListReader,
    /// The day a member is met.
    pub today: fn() -> NaiveDate,
}

/// Reads a list that comes back: its file's name and bytes, who reports it, today. Gives its lines that have an outcome, or every
/// mistake.
pub type ListReader =
    Arc<dyn Fn(&str, &[u8], &str, NaiveDate) -> Result<Vec<VisitReport>, Vec<Bilingual>> + Send + Sync>;

/// What packages are designed from, as it was read when the service started.
pub struct PackageDesk {
    /// What they may be made of.
    pub catalogue: Catalogue,
    /// Contributions and discounts.
    pub rules: ProgrammeRules,
    /// Occupation groups and segments with registered members.
    pub segments: Vec<Segment>,
    /// What may be said of each set of programmes, each line with its condition.
    pub leaflet: Vec<(ProgrammeSet, Vec<Bilingual>)>,
    /// Month of sign-up where the form says none.
    pub month: Month,
    /// The day a package is kept or moved on.
    pub today: fn() -> NaiveDate,
    /// Sets the fact sheet of a design as PDF.
    pub press: FactSheetPress,
}

/// Gives the bytes of a PDF, or why there are none.
pub type FactSheetPress = Arc<dyn Fn(&Catalogue, &Designed, Language) -> Result<Vec<u8>, String> + Send + Sync>;

/// What the report of a campaign is made of.
#[derive(Debug, Clone)]
pub struct CampaignParts {
    /// The campaign.
    pub campaign: CampaignView,
    /// Members left out before the lot, by reason.
    pub exclusions: Vec<NamedCount>,
    /// Its results.
    pub uplift: Vec<UpliftRow>,
}

/// Gives the bytes of a PDF, or why there are none. It is handed in, because the service links no typesetter.
pub type CampaignPress = Arc<dyn Fn(&CampaignParts, Language) -> Result<Vec<u8>, String> + Send + Sync>;

impl ServiceState {
    /// Pages and API over a store; the webhook where its secrets are known; no downloads.
    pub fn new(store: Store, whatsapp: Option<WebhookSecrets>) -> Self {
        let (contacts_key, reports, codes) = (None, Arc::default(), Arc::new(CodePolicy::shipped()));
        Self {
            store,
            contacts_key,
            codes,
            reports,
            whatsapp,
            exports: None,
            campaign_reports: None,
            counters: None,
            bookings: None,
            packages: None,
            person_reasons: None,
            regions: Arc::default(),
            clock: Arc::new(Utc::now),
            one_at_a_time: Arc::default(),
            packages_turn: Arc::default(),
            // A receiver whose sender is gone keeps what it last heard.
            stopping: watch::channel(false).1,
            outcomes: None,
        }
    }

    /// The same with reasons for what single members have.
    #[must_use]
    pub fn with_person_reasons(mut self, tell: impl Fn(String, MemberId) -> Telling + Send + Sync + 'static) -> Self {
        self.person_reasons = Some(Arc::new(tell));
        self
    }

    /// The same with provinces, by whose clocks members are told of.
    #[must_use]
    pub fn with_regions(mut self, regions: RegionTable) -> Self {
        self.regions = Arc::new(regions);
        self
    }

    /// The same with the files of a folder for download: `exports/` of the home directory, which need not exist yet.
    #[must_use]
    pub fn with_exports(mut self, folder: impl Into<PathBuf>) -> Self {
        self.exports = Some(folder.into());
        self
    }

    /// The same with the key of the contacts.
    #[must_use]
    pub fn with_contacts_key(mut self, key: ContactsKey) -> Self {
        self.contacts_key = Some(key);
        self
    }

    /// The same with the home's own table of codes.
    #[must_use]
    pub fn with_codes(mut self, codes: Arc<CodePolicy>) -> Self {
        self.codes = codes;
        self
    }

    /// The same by another clock: a demo receives its reports in the time it plays.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// The same with a desk to design packages at.
    #[must_use]
    pub fn with_package_desk(mut self, desk: PackageDesk) -> Self {
        self.packages = Some(Arc::new(desk));
        self
    }

    /// The same with an inlet for outcomes.
    #[must_use]
    pub fn with_outcomes(mut self, desk: OutcomeDesk) -> Self {
        self.outcomes = Some(Arc::new(desk));
        self
    }

    /// The same with lists for counters.
    #[must_use]
    pub fn with_counters(mut self, desk: CounterDesk) -> Self {
        self.counters = Some(Arc::new(desk));
        self
    }

    /// The same with work orders.
    #[must_use]
    pub fn with_bookings(mut self, desk: BookingDesk) -> Self {
        self.bookings = Some(Arc::new(desk));
        self
    }

    /// The same with reports of campaigns for download.
    #[must_use]
    pub fn with_campaign_reports(
        mut self,
        press: impl Fn(&CampaignParts, Language) -> Result<Vec<u8>, String> + Send + Sync + 'static,
    ) -> Self {
        self.campaign_reports = Some(Arc::new(press));
        self
    }
}

/// What proves that a delivery report comes from the provider.
#[derive(Clone)]
pub struct WebhookSecrets {
    /// Signs the body of every report.
    pub app_secret: String,
    /// Sent back to us when the webhook is subscribed.
    pub verify_token: String,
}

impl fmt::Debug for WebhookSecrets {
    /// Never shows a secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecrets { .. }")
    }
}
