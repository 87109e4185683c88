#![doc = include_str!("../README.md")]

mod axis;
mod bars;
mod calibration;
mod choice;
mod error;
mod flow;
mod forest;
mod monthly;
mod number;
mod segments;
mod sheet;
mod year;

pub use bars::bars;
pub use calibration::{CalibrationRow, calibration};
pub use choice::{ChoicePoint, choice};
pub use error::ChartError;
pub use flow::{Flow, FlowMove, FlowPlace, flow};
pub use forest::{ForestRow, uplift_forest};
pub use monthly::monthly_line;
pub use segments::{
    Drawn, everyone_line, model_calibration, model_choice, model_moves, segment_name, segment_states, segment_year,
    state_name,
};
pub use year::{YearLine, year_shape, year_shape_small};
