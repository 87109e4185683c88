//! What an approval is of.

use domain::{CampaignSpec, FollowUp, PlannedMember, TemplateFilling, Touch};
use sha2::{Digest, Sha256};
use std::io::Write;

/// SHA-256 over the declaration, every member's assignment, every touch with its words, and how those words are said with the
/// provider's registered templates.
pub(super) fn of(
    spec: &CampaignSpec,
    members: &[PlannedMember],
    touches: &[Touch],
    follow_ups: &[FollowUp],
    fillings: &[TemplateFilling],
) -> String {
    let mut hasher = Sha256::new();
    // A declaration was read from TOML, so it can be written to JSON.
    hasher.update(serde_json::to_vec(spec).expect("a declaration is plain data"));
    let mut line = Vec::new();
    let mut add = |words: std::fmt::Arguments<'_>| {
        line.clear();
        line.write_fmt(words).expect("a vector of bytes takes all it is given");
        hasher.update(&line);
    };
    for m in members {
        add(format_args!(
            "{}\t{}\t{:?}\t{:?}\t{}\t{}\t{}\n",
            m.member,
            m.segment,
            m.arm,
            m.send_at,
            m.cost.decimal(),
            m.area,
            m.language.code()
        ));
    }
    for t in touches {
        add(format_args!("{}\t{}\t{}\n", t.id, t.due_at.timestamp(), t.body));
    }
    for f in follow_ups {
        let t = &f.touch;
        let when = (f.when.key(), t.due_at.timestamp());
        add(format_args!("{}\t{}\t{}\t{}\t{}\t{}\n", t.id, f.after, when.0, when.1, t.cost_rupiah, t.body));
    }
    for filling in fillings {
        // Text always becomes JSON.
        hasher.update(serde_json::to_vec(filling).expect("a filling is plain text"));
        hasher.update(b"\n");
    }
    hex::encode(hasher.finalize())
}
