//! `jangkau person` and `jangkau leakage`.

use crate::args::{LeakageArgs, PersonArgs};
use crate::say::Out;
use crate::table;
use anyhow::Result;
use chrono::Utc;
use store::Right;
use workflow::Home;
use workflow::leakage::leakage as leaked;
use workflow::rights::{claim, consents, receipts};

/// Does what a person asks for, or lists what was done.
pub async fn person(out: &Out, args: &PersonArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    if let Some(member) = &args.consents {
        let kept = consents(&home, member).await?;
        return out.answer(&kept, |language| table::consents(&kept, language));
    }
    let asked = match (&args.restrict, &args.erase) {
        (Some(member), _) => Some((member, Right::Restricted)),
        (None, Some(member)) => Some((member, Right::Erased)),
        (None, None) => None,
    };
    let given = match (asked, &args.by) {
        (Some((member, right)), Some(by)) => vec![claim(&home, member, right, by, Utc::now()).await?],
        _ => receipts(&home).await?,
    };
    out.answer(&given, |language| table::receipts(&given, language))
}

/// Lists who in a holdout was reached.
pub async fn leakage(out: &Out, args: &LeakageArgs) -> Result<()> {
    let home = Home::open_existing(&args.home.home)?;
    let found = leaked(&home, &args.campaign).await?;
    out.answer(&found, |language| table::leakage(&found, language))
}
