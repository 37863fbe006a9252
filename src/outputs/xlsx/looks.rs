//! Colours and formats of the workbook.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use super::super::shifts::Shift;
use crate::domain::time::Zone;
use chrono::Timelike;

/// What kind of shift it is, by the clock: planners tell them apart by colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Starts from 04:00 to before 09:00.
    Early,
    /// Starts from 09:00 to before 12:00.
    Day,
    /// Starts from 12:00 and ends on the day or at its midnight.
    Late,
    /// Runs past midnight, or starts before 04:00.
    Night,
}

impl Kind {
    /// The kind of a shift.
    pub(super) fn of(shift: &Shift<'_>, zone: Zone) -> Self {
        let (start, end) = (zone.local(shift.start), zone.local(shift.end));
        let ends_at_midnight = end.hour() == 0 && end.minute() == 0;
        let crosses = end.date() > start.date() && !ends_at_midnight;
        match start.hour() {
            _ if crosses => Self::Night,
            0..=3 => Self::Night,
            4..=8 => Self::Early,
            9..=11 => Self::Day,
            _ => Self::Late,
        }
    }
}

/// All formats, made once.
#[derive(Debug)]
pub(super) struct Looks {
    pub(super) title: Format,
    pub(super) small: Format,
    pub(super) head: Format,
    pub(super) special: Format,
    pub(super) team: Format,
    pub(super) text: Format,
    pub(super) figure: Format,
    pub(super) hours: Format,
    pub(super) total: Format,
    pub(super) off: Format,
    pub(super) leave: Format,
    pub(super) agents: Format,
    pub(super) count: Format,
    pub(super) short: Format,
    pub(super) over: Format,
    early: Format,
    day: Format,
    late: Format,
    night: Format,
}

impl Looks {
    pub(super) fn new() -> Self {
        let plain = Format::new().set_font_size(10).set_align(FormatAlign::VerticalCenter);
        let boxed = plain.clone().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00C3_C9D2));
        let centred = boxed.clone().set_align(FormatAlign::Center);
        let filled = |rgb: u32| centred.clone().set_background_color(Color::RGB(rgb));
        let head = filled(0x001B_2430).set_font_color(Color::White).set_bold().set_text_wrap();
        Self {
            title: Format::new().set_font_size(16).set_bold(),
            small: plain.clone().set_font_color(Color::RGB(0x005B_6675)),
            special: head.clone().set_background_color(Color::RGB(0x008A_6A12)),
            head,
            team: boxed.clone().set_bold().set_background_color(Color::RGB(0x00E6_E9EE)),
            // The prefix keeps a name such as =1+1 a name when somebody edits the cell.
            text: boxed.clone().set_quote_prefix(),
            figure: centred.clone(),
            hours: centred.clone().set_num_format("0.0#"),
            total: centred.clone().set_bold().set_num_format("0.0#"),
            off: centred.clone().set_font_color(Color::RGB(0x00A0_A8B4)),
            leave: filled(0x00D9_DDE3).set_italic(),
            // As it is: a format such as 0.## would write 5 as "5." in Excel.
            agents: centred.clone(),
            count: centred.clone().set_bold(),
            short: Format::new().set_background_color(Color::RGB(0x00F4_B5A5)).set_font_color(Color::RGB(0x008E_1D08)),
            over: Format::new().set_background_color(Color::RGB(0x00CF_E0F2)).set_font_color(Color::RGB(0x001D_4E7E)),
            early: filled(0x00FF_F0C2),
            day: filled(0x00DD_EBF7),
            late: filled(0x00FB_DDC9),
            night: filled(0x00CF_C6E6),
        }
    }

    /// The format of a shift.
    pub(super) fn shift(&self, kind: Kind) -> &Format {
        match kind {
            Kind::Early => &self.early,
            Kind::Day => &self.day,
            Kind::Late => &self.late,
            Kind::Night => &self.night,
        }
    }
}
