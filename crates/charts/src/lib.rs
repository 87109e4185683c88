#![doc = include_str!("../README.md")]

mod axis;
mod balance;
mod bars;
mod calibration;
mod choice;
mod curve;
mod double;
mod error;
mod flow;
mod forest;
mod monthly;
mod number;
mod participants;
mod qini;
mod retention_curve;
mod segments;
mod sheet;
mod year;

pub use balance::{BalancePoint, balance_plot};
pub use bars::bars;
pub use calibration::{CalibrationRow, calibration};
pub use choice::{ChoicePoint, choice};
pub use curve::{Curve, CurveMark, PlottedLine, curve};
pub use double::{DoublePoint, synthetic_lines};
pub use error::ChartError;
pub use flow::{Flow, FlowMove, FlowPlace, flow};
pub use forest::{ForestRow, uplift_forest};
pub use monthly::monthly_line;
pub use participants::{ParticipantGroup, Stop, participants};
pub use qini::{QiniPoint, qini};
pub use retention_curve::{CurveLine, CurvePoint, MOST_CURVES, retention_curve};
pub use segments::{
    Drawn, everyone_line, model_calibration, model_choice, model_moves, segment_name, segment_states, segment_year,
    state_name,
};
pub use year::{YearLine, year_shape, year_shape_small};
