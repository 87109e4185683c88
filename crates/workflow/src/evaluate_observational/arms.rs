//! The two sides of a comparison, named as the arms of an experiment are.

use super::ComparisonColumns;
use anyhow::{Result, bail};
use intake::TextTable;
use std::collections::BTreeSet;

/// Arms of a file of which nobody drew the lot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArmSides {
    /// Column of the arm.
    pub arm: String,
    /// Its value that is the control.
    pub control: String,
    /// Its value that is compared; the only other one where it is not named.
    pub treated: Option<String>,
}

impl ArmSides {
    /// The columns of the comparison; refused where a value does not occur, or where several could be meant.
    pub(super) fn on(&self, table: &TextTable, columns: &ComparisonColumns) -> Result<ComparisonColumns> {
        let values: BTreeSet<&str> = table.column(&self.arm)?.values.iter().flatten().map(String::as_str).collect();
        let place = format!("{}, column {}", table.file, self.arm);
        let listed = |values: &[&str]| values.iter().take(12).copied().collect::<Vec<_>>().join(", ");
        let all: Vec<&str> = values.iter().copied().collect();
        for wanted in std::iter::once(&self.control).chain(&self.treated) {
            if !values.contains(wanted.as_str()) {
                bail!("{place}: the value `{wanted}` does not occur; values are {}", listed(&all));
            }
        }
        let others: Vec<&str> = all.into_iter().filter(|value| *value != self.control).collect();
        let treated = match (&self.treated, others.as_slice()) {
            (Some(treated), _) if *treated == self.control => {
                bail!(
                    "{place}: `{treated}` is named as the control and as the arm that is compared; two sides are expected"
                )
            }
            (Some(treated), _) => treated.as_str(),
            (None, [only]) => only,
            (None, []) => bail!("{place}: every value is `{}`; a second side is expected", self.control),
            (None, several) => bail!(
                "{place}: {} values stand beside the control ({}), and two sides are compared; name one with --treated",
                several.len(),
                listed(several)
            ),
        };
        Ok(ComparisonColumns {
            treated: Some(self.arm.clone()),
            treated_value: Some(treated.to_owned()),
            control_value: Some(self.control.clone()),
            ..columns.clone()
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use intake::read_table;

    #[test]
    fn the_other_side_is_the_only_other_value_or_must_be_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("arms.csv");
        std::fs::write(&file, "arm\nnone\nmail\nprint\n").unwrap();
        let table = read_table(&file).unwrap();
        let sides = |treated: Option<&str>, control: &str| {
            let sides = ArmSides { arm: "arm".into(), control: control.into(), treated: treated.map(Into::into) };
            sides.on(&table, &ComparisonColumns::default())
        };
        let named = sides(Some("mail"), "none").unwrap();
        assert_eq!(named.treated_value.as_deref(), Some("mail"));
        assert_eq!(named.control_value.as_deref(), Some("none"));
        let refused = |treated, control| sides(treated, control).unwrap_err().to_string();
        assert!(refused(None, "none").contains("name one with --treated"));
        assert!(refused(Some("fax"), "none").contains("`fax` does not occur; values are mail, none, print"));
        assert!(refused(Some("none"), "none").contains("two sides are expected"));
    }
}
