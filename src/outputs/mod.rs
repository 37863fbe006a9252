//! Domain → bytes: CSV, JSON, XLSX, iCalendar, HTML.
pub mod coverage;
pub mod files;
pub mod folder;
pub mod headline;
pub mod ical;
pub mod json;
pub mod number;
pub mod report;
pub mod shifts;
pub mod table;
pub mod tables;
pub mod text;
pub mod xlsx;

#[cfg(test)]
mod sample;
