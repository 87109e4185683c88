//! `jangkau mail`: lists, requests for approval and reports to colleagues and partners.

use crate::args::{MailArgs, MailOutArgs, MailWhat};
use crate::clock::today;
use crate::gateway::real_relay;
use crate::say::Out;
use crate::table;
use anyhow::{Result, bail};
use chrono::Utc;
use dispatch::EmailConfig;
use workflow::mail::{AskedList, Letter, addresses, approval, post, report, sent, worklist};
use workflow::{Home, World};

/// Sends, or lists what was sent.
pub async fn mail(out: &Out, args: &MailArgs) -> Result<()> {
    match &args.what {
        MailWhat::Worklist(args) => {
            let way = Way::of(&args.out)?;
            let asked =
                AskedList { campaign: &args.out.campaign, regency: &args.regency, to: &way.to, several: args.several };
            let letter = worklist(&way.home, &World::load(&way.home)?, asked, Utc::now(), out.language).await?;
            way.hand_over(out, &letter).await
        }
        MailWhat::Approval(args) => {
            let way = Way::of(args)?;
            let letter = approval(&way.home, &args.campaign, out.language).await?;
            way.hand_over(out, &letter).await
        }
        MailWhat::Report(args) => {
            let way = Way::of(args)?;
            let letter = report(&way.home, &args.campaign, today(), out.language).await?;
            way.hand_over(out, &letter).await
        }
        MailWhat::Sent(args) => {
            let mails = sent(&Home::open_existing(&args.home.home)?, &args.campaign).await?;
            out.answer(&mails, |language| table::mails(&mails, language))
        }
    }
}

/// From where, through what and to whom; refused before anything is made.
struct Way {
    home: Home,
    relay: EmailConfig,
    to: Vec<String>,
}

impl Way {
    fn of(args: &MailOutArgs) -> Result<Self> {
        Ok(Self {
            home: Home::open_existing(&args.home.home)?,
            relay: real_relay(&args.smtp, &args.mail_from)?,
            to: addresses(&args.to)?,
        })
    }

    /// Sends a letter and says what became of it, mail by mail; an error where not all of it left.
    async fn hand_over(&self, out: &Out, letter: &Letter) -> Result<()> {
        let posted = post(&self.home, letter, &self.to, &self.relay, Utc::now).await?;
        out.answer(&posted, |language| table::mails(&posted.mails, language))?;
        match posted.trouble() {
            None => Ok(()),
            Some(trouble) => bail!("{trouble}"),
        }
    }
}
