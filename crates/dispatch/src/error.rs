//! What can go wrong while sending.

use crate::report::DispatchReport;
use domain::Bilingual;
use std::fmt;

/// A refusal or failure of dispatch.
#[derive(Debug, thiserror::Error)]
pub enum DispatchError {
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] store::StoreError),
    /// A dated file cannot be used.
    #[error(transparent)]
    Rules(#[from] domain::DomainError),
    /// The plan waits for a second person.
    #[error("campaign `{campaign}` is not approved; nothing was sent")]
    NotApproved {
        /// Campaign key.
        campaign: String,
    },
    /// Somebody stopped the campaign.
    #[error("campaign `{campaign}` was {how} by {by}; nothing is sent")]
    Halted {
        /// Campaign key.
        campaign: String,
        /// `paused` or `cancelled`.
        how: &'static str,
        /// By whom.
        by: String,
    },
    /// A setting cannot be used.
    #[error("setting {setting} is `{value}`; expected {expected}")]
    Setting {
        /// Name of the setting.
        setting: &'static str,
        /// Its value.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
    /// The client could not be made.
    #[error("cannot prepare the connection to the provider: {0}")]
    Client(String),
    /// The relay was asked and did not let us in; nothing left.
    #[error("the relay {host} takes nothing: {reason}: {detail}")]
    Relay {
        /// Its host.
        host: String,
        /// Why.
        reason: StopReason,
        /// Its words, or ours.
        detail: String,
    },
    /// Files that are too large for a mail.
    #[error("the files are {bytes} bytes and a mail takes {most}; hand them over by another way")]
    TooLarge {
        /// Theirs.
        bytes: usize,
        /// The most.
        most: usize,
    },
    /// The sender stopped before the outbox was empty. What was claimed and not sent went back to the outbox.
    #[error("sending stopped after {} touches: {reason}{}: {detail}", report.settled(), code.map(|c| format!(" (code {c})")).unwrap_or_default())]
    Stopped {
        /// Why.
        reason: StopReason,
        /// The provider's code, where it gave one.
        code: Option<i64>,
        /// The provider's words, or ours.
        detail: String,
        /// What was done until then.
        report: Box<DispatchReport>,
    },
    /// People wrote that they want no more messages, and without the contacts key nobody can tell who they are.
    #[error("{people} people wrote that they want no more messages; the contacts key is needed to find them")]
    NoContactsKey {
        /// How many.
        people: usize,
    },
    /// A webhook body is not what the provider sends.
    #[error("the webhook body cannot be read: {reason}; expected the envelope of a whatsapp_business_account")]
    Webhook {
        /// What is wrong.
        reason: String,
    },
    /// A worklist could not be written.
    #[error("the worklist cannot be written: {0}")]
    Worklist(#[from] csv::Error),
}

/// Why a sender stopped although touches were due. Each asks for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// The access token or password is wrong, expired, or lacks a permission.
    Credentials,
    /// The provider restricted, locked or stopped billing the account or number.
    AccountRestricted,
    /// The template does not exist, is paused, or takes other parameters.
    Template,
    /// The provider kept refusing for want of throughput.
    Throttled,
    /// No connection could be made; nothing left.
    Unreachable,
    /// The ledger's database did not answer for long.
    Ledger,
    /// Somebody paused or cancelled the campaign.
    Halted,
    /// Every sender number is paused, by the provider's word or a person's.
    NumbersPaused,
    /// The portfolio has written to as many different people in 24 hours as it may.
    DayUsedUp,
    /// A hold stands on the channel, for this campaign or for all.
    Held,
    /// The sender was told to end: what was on its way is settled, the rest went back.
    Told,
}

impl StopReason {
    /// What happened and what mends it.
    pub fn words(self) -> Bilingual {
        let (id, en) = match self {
            Self::Credentials => (
                "penyedia menolak token atau kata sandi; perbarui lalu kirim lagi",
                "the provider refused the access token or password; renew it and send again",
            ),
            Self::AccountRestricted => (
                "penyedia membatasi akun atau nomor; selesaikan di sana sebelum mengirim",
                "the provider restricted the account or number; settle it there before sending",
            ),
            Self::Template => (
                "templat tidak dapat dipakai; daftarkan atau perbaiki lalu kirim lagi",
                "the template cannot be used; register or repair it and send again",
            ),
            Self::Throttled => (
                "penyedia terus menolak karena terlalu cepat; turunkan laju atau kirim nanti",
                "the provider kept refusing for want of throughput; lower the rate or send later",
            ),
            Self::Halted => (
                "kampanye dihentikan; yang belum dikirim kembali ke antrean",
                "the campaign was halted; what was not called yet went back",
            ),
            Self::Unreachable => (
                "penyedia tidak dapat dihubungi; tidak ada yang terkirim, coba lagi nanti",
                "the provider cannot be reached; nothing left, send again later",
            ),
            Self::Ledger => (
                "basis data tidak menjawab; periksa lalu kirim lagi",
                "the database does not answer; look at it and send again",
            ),
            Self::NumbersPaused => (
                "semua nomor pengirim dijeda; periksa mutu dan pemblokiran, lalu cabut jedanya",
                "every sender number is paused; look at its quality and blocks, then lift the hold",
            ),
            Self::DayUsedUp => (
                "jatah orang sehari portofolio ini habis; yang tersisa tetap di antrean",
                "the people this portfolio may write to in a day are used up; the rest stays in the outbox",
            ),
            Self::Told => (
                "pengirim diminta berhenti; yang belum dikirim kembali ke antrean",
                "the sender was told to end; what was not called yet went back",
            ),
            Self::Held => (
                "pengiriman ditahan; setelah penyebabnya beres, cabut penahanannya lalu kirim lagi",
                "sending is held; once its cause is settled, lift the hold and send again",
            ),
        };
        Bilingual::new(id, en)
    }
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().en)
    }
}
