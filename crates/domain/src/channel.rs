//! The ways to reach people, and the unit by which each can be randomised.

use crate::error::DomainError;
use crate::text::Bilingual;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// A way to reach a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A WhatsApp template message.
    Whatsapp,
    /// An e-mail.
    Email,
    /// Paid or own social media.
    SocialMedia,
    /// A printed leaflet with a QR code, handed out in a village.
    Print,
    /// Banner, billboard, x-banner.
    Outdoor,
    /// A partner's counter works through a list of members.
    PartnerCounter,
    /// A meeting held in the community.
    CommunityMeeting,
}

/// What is drawn by lot: a person or an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RandomisationUnit {
    /// Each person is drawn by themselves.
    Person,
    /// A whole area (village, outlet catchment) is drawn; its people share the arm.
    Area,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 7] = [
        Self::Whatsapp,
        Self::Email,
        Self::SocialMedia,
        Self::Print,
        Self::Outdoor,
        Self::PartnerCounter,
        Self::CommunityMeeting,
    ];

    /// The unit the channel can honestly be randomised by: paper, counters and meetings reach whole areas.
    pub fn unit(self) -> RandomisationUnit {
        match self {
            Self::Whatsapp | Self::Email => RandomisationUnit::Person,
            Self::SocialMedia | Self::Print | Self::Outdoor | Self::PartnerCounter | Self::CommunityMeeting => {
                RandomisationUnit::Area
            }
        }
    }

    /// The stable key, as in files.
    pub fn key(self) -> &'static str {
        match self {
            Self::Whatsapp => "whatsapp",
            Self::Email => "email",
            Self::SocialMedia => "social_media",
            Self::Print => "print",
            Self::Outdoor => "outdoor",
            Self::PartnerCounter => "partner_counter",
            Self::CommunityMeeting => "community_meeting",
        }
    }

    /// The name planners use.
    pub fn name(self) -> Bilingual {
        let (id, en) = match self {
            Self::Whatsapp => ("WhatsApp", "WhatsApp"),
            Self::Email => ("Surel", "E-mail"),
            Self::SocialMedia => ("Media sosial", "Social media"),
            Self::Print => ("Cetak", "Print"),
            Self::Outdoor => ("Media luar ruang", "Outdoor"),
            Self::PartnerCounter => ("Loket mitra", "Partner counter"),
            Self::CommunityMeeting => ("Pertemuan warga", "Community meeting"),
        };
        Bilingual::new(id, en)
    }
}

impl FromStr for Channel {
    type Err = DomainError;
    fn from_str(text: &str) -> Result<Self, DomainError> {
        Self::ALL.into_iter().find(|c| c.key() == text.trim()).ok_or_else(|| {
            DomainError::unreadable(
                text,
                "a channel: whatsapp, email, social_media, print, outdoor, partner_counter or community_meeting",
            )
        })
    }
}
