//! Tables written chunk by chunk, each chunk one or more row groups; for exports and populations of millions.

use crate::error::{IntakeError, shown_name};
use crate::home::{ColumnValues, contribution_columns, member_columns, written_columns};
use crate::parquet_file::ParquetAppender;
use domain::{Contribution, Member, MemberId, SegmentId};
use std::path::Path;

/// A Parquet file that grows. It takes its place, and that of an older one, when it is finished; until then, and when it is
/// dropped before, nothing at its path changes.
pub struct TableWriter(ParquetAppender);

impl TableWriter {
    /// Begins a file beside its place.
    pub fn create(path: &Path) -> Result<Self, IntakeError> {
        Ok(Self(ParquetAppender::create(path)?))
    }

    /// Adds rows; the first chunk names the columns and their kinds, later ones must have the same.
    pub fn append(&mut self, columns: &[(&str, ColumnValues)]) -> Result<(), IntakeError> {
        let columns = written_columns(self.0.path(), columns)?;
        self.0.append(columns)
    }

    /// Adds features of members, as [`crate::save_features`] writes them.
    pub fn append_features(&mut self, ids: Vec<MemberId>, features: &[(&str, &[f64])]) -> Result<(), IntakeError> {
        let mut columns = vec![("member_id", ColumnValues::Words(ids.into_iter().map(|id| id.0).collect()))];
        columns.extend(features.iter().map(|(name, values)| (*name, ColumnValues::Measured(values.to_vec()))));
        self.append(&columns)
    }

    /// Adds who is in which segment, as [`crate::save_assignments`] writes them.
    pub fn append_assignments(
        &mut self,
        ids: Vec<MemberId>,
        segments: &[Option<SegmentId>],
    ) -> Result<(), IntakeError> {
        let keys = segments.iter().map(|s| s.as_ref().map(|s| s.0.clone()).unwrap_or_default()).collect();
        let ids = ids.into_iter().map(|id| id.0).collect();
        self.append(&[("member_id", ColumnValues::Words(ids)), ("segment", ColumnValues::Words(keys))])
    }

    /// Adds members to a members table.
    pub fn append_members(&mut self, members: &[Member]) -> Result<(), IntakeError> {
        self.0.append(member_columns(members))
    }

    /// Adds contributions to a contributions table.
    pub fn append_contributions(&mut self, contributions: &[Contribution]) -> Result<(), IntakeError> {
        self.0.append(contribution_columns(contributions))
    }

    /// Ends the file and puts it in its place; answers its rows. A file without a chunk is refused.
    pub fn finish(self) -> Result<u64, IntakeError> {
        let file = shown_name(self.0.path());
        self.0.finish()?.ok_or(IntakeError::HeaderOnly { file })
    }
}
