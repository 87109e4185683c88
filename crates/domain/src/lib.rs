//! The words of the product: what a member, a contribution, a channel, a touch and an uplift are.
//!
//! Everything here is pure. Types parse at the border and cannot hold a bad value afterwards; nothing asks for the
//! time, the environment or randomness. The rules of the world (contributions, discounts, grace) are read from dated
//! files by [`rules`], never written down as constants.

pub mod booking;
pub mod campaign;
pub mod channel;
pub mod contribution;
pub mod counter;
pub mod decided;
pub mod error;
pub mod estimator;
pub mod evidence;
pub mod expected;
pub mod filling;
pub mod grade;
pub mod judgement;
pub mod landing;
pub mod mail;
pub mod member;
pub mod money;
pub mod month;
pub mod occupation;
pub mod outcome;
pub mod plan;
pub mod plan_record;
pub mod provenance;
pub mod purpose;
pub mod region;
pub mod rules;
pub mod segment;
pub mod segment_views;
pub mod send_key;
pub mod share;
pub mod signed;
pub mod text;
pub mod touch;
pub mod views;
pub mod written;

pub use booking::{
    BookingCells, BookingColumn, BookingMistake, BookingReport, BookingStanding, BookingTold, WorkOrder,
};
pub use campaign::{
    AudienceFilter, CampaignSpec, CapacitySpec, ChannelSpec, DecisionSpec, FollowUpSpec, FollowUpStanding,
    FollowUpWhen, HoldoutSpec, OutcomeSpec, PaperSpec, PrintMaterial, ScheduleSpec,
};
pub use channel::{Channel, RandomisationUnit};
pub use contribution::{Contribution, ProgrammeSet};
pub use counter::CounterOutcome;
pub use decided::DecisionView;
pub use error::DomainError;
pub use estimator::estimator_name;
pub use evidence::{CostPerAdditional, EVERYONE, PaidMonths, StillRunning, UpliftRow, Verdict, coverage};
pub use filling::{TemplateFilling, TemplateParameter};
pub use grade::Grade;
pub use judgement::{Concluded, ExpectedUplift, Judgement};
pub use landing::LandingView;
pub use mail::{MailPurpose, MailRecord, MailStanding};
pub use member::{Contact, Member, MemberId, MemberRow, MembershipState, PhoneNumber, Sex};
pub use money::Rupiah;
pub use month::Month;
pub use occupation::{OccupationCode, OccupationGroup, OccupationTable};
pub use outcome::{
    OutcomeReport, OutcomeStanding, OutcomeSum, OutcomeTerms, OutcomesAnswer, OutcomesRead, RefusedReport, ReportKind,
    Reported,
};
pub use plan::{Arm, Candidate, Exclusion, Plan, PlannedMember};
pub use plan_record::{PlanRecord, PlanVersion, PlannedGroup};
pub use provenance::{Confidence, Provenance};
pub use purpose::Purpose;
pub use region::{RegionCode, RegionTable, TimeZoneCode};
pub use rules::{Programme, ProgrammeRules};
pub use segment::{Segment, SegmentId};
pub use send_key::{SendKey, campaign_number, touch_id};
pub use share::Share;
pub use text::{Bilingual, Language};
pub use touch::{DeliveryEvent, FollowUp, Touch, TouchStatus};
