//! What columns are usually called, in English and Chinese, and which of them a file without a mapping is read by.

use std::collections::BTreeMap;

use super::clocks;
use super::dates::{DateStyle, Order};
use super::expression;
use super::heading::Heading;
use super::mapping::{Label, Mapping};
use super::records::Record;
use super::values;
use crate::domain::time::Zone;

/// Names by field, spelt as [`plain`] leaves them; earlier names are preferred.
#[rustfmt::skip] // one line per script reads better than one line per name
const NAMES: [(&str, &[&str]); 8] = [
    (
        "offered",
        &[
            "offered", "callsoffered", "offeredcalls", "noffered", "contactsoffered", "contactsqueued",
            "callsqueued", "calls", "callcount", "callvolume", "numberofcalls", "incomingcalls", "inboundcalls",
            "callsinbound", "callspresented", "contactspresented", "offer", "totaloffered", "interactionsoffered", "totalcalls", "arrivals", "volume", "contacts", "count", "y", "呼入量", "呼入总量",
            "呼入数", "呼入", "来电量", "来电数", "来话量", "进线量", "进线数", "话务量", "呼叫量", "总呼入量", "人工呼入量", "请求量",
            "angebot", "angeboten", "angeboteneanrufe", "anrufeangeboten", "eingehendeanrufe", "eingegangeneanrufe", "anrufe",
            "appelsofferts", "appelspresentes", "appelsrecus", "appelsentrants", "appels",
            "llamadasofrecidas", "llamadasrecibidas", "llamadasentrantes", "llamadas",
            "chamadasoferecidas", "chamadasrecebidas", "chamadas", "chiamateofferte", "chiamatericevute", "chiamate",
        ],
    ),
    (
        "answered",
        &[
            "answered", "callsanswered", "answeredcalls", "nanswered", "handled", "callshandled", "handledcalls",
            "contactshandled", "acdcalls", "nhandled", "answer", "handle", "callsaccepted", "contactsanswered", "接通", "接通量", "接通数", "接听量", "接听数", "接起量", "应答量", "应答数",
            "人工接通量", "接入量",
            "beantwortet", "beantworteteanrufe", "angenommen", "angenommeneanrufe", "bearbeiteteanrufe",
            "appelstraites", "appelsrepondus", "appelsdecroches", "llamadasatendidas", "llamadascontestadas", "atendidas",
            "chamadasatendidas", "chiamaterisposte", "chiamategestite",
        ],
    ),
    (
        "abandoned",
        &[
            "abandoned", "abandonedcalls", "callsabandoned", "nabandoned", "abandons", "abncalls", "abancalls",
            "contactsabandoned", "abandoncnt", "abandon", "abandonedcontacts", "abandonedcount", "lostcalls", "missedcalls", "放弃", "放弃量", "放弃数", "呼损", "呼损量", "未接通", "未接通量", "未接量",
            "abgebrochen", "abgebrocheneanrufe", "aufgelegt", "aufgelegteanrufe", "verloreneanrufe",
            "appelsabandonnes", "abandonnes", "appelsperdus", "llamadasabandonadas", "abandonadas",
            "chamadasabandonadas", "chiamateabbandonate", "abbandonate",
        ],
    ),
    (
        "aht_s",
        &[
            "ahts", "aht", "avghandletime", "averagehandletime", "avghandle", "meanhandletime",
            "averagehandlingtime", "avghandlingtime", "avgaht", "avgcallhandletime", "平均处理时长", "平均处理时间", "平均处理时长秒", "平均处理",
            "durchschnbearbeitung", "durchschnbearbeitungszeit", "durchschnittlichebearbeitungszeit", "mittlerebearbeitungszeit",
            "dmt", "dureemoyennedetraitement", "tempsmoyendetraitement", "tmo", "tiempomediodeoperacion",
            "tiempomediodegestion", "tma", "tempomediodeatendimento", "tempomediodigestione",
        ],
    ),
    (
        "queue",
        &[
            "queue", "queuename", "queueid", "firstqueue", "skill", "skillname", "splitskill", "split", "csq", "csqname", "vdn", "workgroup", "队列",
            "队列名称", "技能组", "技能组名称", "技能队列", "业务", "业务类型", "业务线",
            "warteschlange", "warteschlangenname", "file", "filedattente", "cola", "nombredelacola", "fila", "coda",
        ],
    ),
    ("handle_s", &["handles", "totalhandle", "totalhandletime", "thandle", "sumhandletime", "总处理时长", "处理总时长"]),
    ("zone", &["zone", "timezone", "tz", "timezonename", "时区", "zeitzone", "fuseauhoraire", "zonahoraria"]),
    (
        "end",
        &[
            "end", "endtime", "intervalend", "endinterval", "intervalendtime", "periodend", "enddatetime", "intervalending",
            "periodending", "timeending", "halfhourending", "ending", "结束时间", "结束", "截止时间",
            "intervallende", "endzeit", "ende", "heurefin", "horafin",
        ],
    ),
];

/// Names of columns by which exports split the calls of a queue.
#[rustfmt::skip] // as above
const PART_NAMES: [&str; 18] = [
    "site", "sitename", "location", "region", "team", "teamname", "group", "agentgroup", "agent", "agentname",
    "站点", "职场", "地区", "城市", "团队", "班组", "坐席", "standort",
];

/// Names of columns that hold a date, a time of day, or both.
#[rustfmt::skip] // as above
const TIME_NAMES: [&str; 67] = [
    "start", "startinterval", "intervalstartdate", "datetime", "timestamp", "dateandtime", "intervalstart", "starttime", "startdatetime",
    "periodstart", "intervalstarttime", "statstime", "date", "day", "rowdate", "startdate", "calldate",
    "fecha", "ds", "time", "timeofday", "interval", "hour", "period", "slot", "halfhour", "intervals",
    "hourofday", "timeslot", "starttimelocal", "日期", "统计日期", "日期时间", "时间", "开始时间", "起始时间", "统计时间", "时段",
    "时间段", "时刻", "时点", "统计时段", "小时", "开始", "数据时间", "日期和时间",
    "datum", "uhrzeit", "zeit", "startzeit", "beginn", "intervallbeginn", "intervall", "zeitraum", "heure", "debut",
    "heuredebut", "intervalle", "tranchehoraire", "creneau", "hora", "fechahora", "horainicio", "intervalo", "inicio", "ora",
    "horario",
];
/// Those of them that can hold nothing but a time of day where the date has a column of its own.
#[rustfmt::skip] // as above
const CLOCK_NAMES: [&str; 15] = [
    "time", "timeofday", "hour", "halfhour", "hourofday", "timeslot", "starttime", "时间", "时段", "时间段", "时刻", "uhrzeit", "zeit",
    "heure", "hora",
];

/// A column's name without case, spaces, punctuation and what stands in brackets.
pub(super) fn plain(name: &str) -> String {
    let mut depth = 0_u32;
    let mut out = String::new();
    for c in name.chars() {
        match c {
            '(' | '（' | '[' => depth += 1,
            ')' | '）' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 && c.is_alphanumeric() => out.extend(c.to_lowercase().map(unaccented)),
            _ => {}
        }
    }
    out
}

/// Accents are left out as often as not.
const fn unaccented(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        _ => c,
    }
}

/// Completes the columns of a mapping from the names of a header and the look of the rows below it. Whether the result can be
/// read as interval counts is for [`is_usable`] to say.
pub(super) fn complete(mapping: &mut Mapping, header: &[String], rows: &[Record], heading: &Heading) {
    let columns = &mut mapping.columns;
    for (field, names) in NAMES {
        // A total is of use only where no column holds the mean.
        if columns.contains_key(field) || (field == "handle_s" && columns.contains_key("aht_s")) {
            continue;
        }
        let free = |name: &str| !columns.values().any(|c| c == name) && !name.contains(['%', '％']);
        let is_count = ["offered", "answered", "abandoned"].contains(&field);
        let fits = |at: usize| !is_count || may_be_counts(at, rows);
        let found =
            names.iter().find_map(|n| header.iter().enumerate().find(|(at, h)| plain(h) == *n && free(h) && fits(*at)));
        let Some((at, name)) = found else { continue };
        if field != "zone" || are_zones(at, rows) {
            columns.insert(field.to_owned(), name.clone());
        }
    }
    if !["start", "date"].iter().any(|f| columns.contains_key(*f)) {
        guess_time(columns, header, rows, heading);
    } else if columns.contains_key("date") && !columns.contains_key("time") && !columns.contains_key("start") {
        add_clock(columns, header, rows);
    }
    if is_labelled_by_its_end(columns, header, rows) {
        mapping.label = Label::End;
    }
    if !has_counts(&mapping.columns) {
        guess_counts(&mut mapping.columns, header, rows);
    }
    if !mapping.columns.contains_key("part") {
        let own =
            |name: &String| PART_NAMES.contains(&plain(name).as_str()) && !mapping.columns.values().any(|c| c == name);
        let parts: Vec<&str> = header.iter().filter(|h| own(h)).map(String::as_str).collect();
        if !parts.is_empty() {
            mapping.columns.insert("part".into(), parts.join(" + "));
        }
    }
}

/// The column of the time of day beside a date: one that looks like clocks, else one whose name allows nothing else. Rows whose
/// time cannot be read are refused one by one; read without their time they would be totals of a day.
fn add_clock(columns: &mut BTreeMap<String, String>, header: &[String], rows: &[Record]) {
    let dated = |row: &&Record| {
        let date = columns.get("date").and_then(|date| expression::position(header, date));
        date.is_some_and(|at| look_of_cell(row.cell(at), true) == Look::Stamp)
    };
    if rows.iter().any(|row| dated(&row)) {
        return;
    }
    let found = time_columns(columns, header, rows);
    let clock = found.iter().find(|(_, look)| *look == Look::Clock);
    let named =
        || found.iter().find(|(name, _)| CLOCK_NAMES.contains(&plain(name).as_str()) && is_filled(name, header, rows));
    if let Some((name, _)) = clock.or_else(named) {
        columns.insert("time".into(), name.clone());
    } else if let Some(name) = clocks_beside_date(columns, header, rows) {
        columns.insert("time".into(), name);
    }
}

fn is_filled(name: &str, header: &[String], rows: &[Record]) -> bool {
    let at = header.iter().position(|h| h == name);
    at.is_some_and(|at| rows.iter().any(|row| !values::is_blank(row.cell(at))))
}

/// A column right beside the date, under whatever name, that holds a clock of whole five minutes in every row.
fn clocks_beside_date(columns: &BTreeMap<String, String>, header: &[String], rows: &[Record]) -> Option<String> {
    let date = columns.get("date").and_then(|date| expression::position(header, date))?;
    let is_clock = |cell: &str| cell.contains(':') && clocks::clock(cell).is_some_and(|c| c.seconds % 300 == 0);
    let filled = |at: usize| rows.iter().map(move |row| row.cell(at)).filter(|cell| !cell.is_empty());
    [date.checked_add(1), date.checked_sub(1)].into_iter().flatten().find_map(|at| {
        let name = header.get(at).filter(|name| !columns.values().any(|c| c == *name))?;
        (filled(at).count() > 1 && filled(at).all(is_clock)).then(|| name.clone())
    })
}

/// Where only the end of the intervals is written, its column takes the place of the start.
fn is_labelled_by_its_end(columns: &mut BTreeMap<String, String>, header: &[String], rows: &[Record]) -> bool {
    let Some(end) = columns.get("end").cloned() else { return false };
    if columns.contains_key("start") || columns.contains_key("time") {
        return false;
    }
    let look = header.iter().position(|h| *h == end).map_or(Look::Other, |at| look_of(at, rows, true));
    let field = match (look, columns.contains_key("date")) {
        (Look::Clock, true) => "time",
        (Look::Stamp, _) => "start",
        _ => return false,
    };
    if field == "start" {
        columns.remove("date");
    }
    columns.remove("end");
    columns.insert(field.to_owned(), end);
    true
}

/// A `Handle` of durations is no count. Where nothing can be read, reading says so line by line.
fn may_be_counts(column: usize, rows: &[Record]) -> bool {
    let mut cells = rows.iter().map(|r| r.cell(column)).filter(|c| !values::is_blank(c)).peekable();
    cells.peek().is_none()
        || cells.any(|c| values::number(c).is_some())
        || rows.iter().all(|r| !r.cell(column).contains(':'))
}

/// Whether a column of this name holds zones.
pub(super) fn is_zone(name: &str) -> bool {
    NAMES.iter().any(|(field, names)| *field == "zone" && names.contains(&plain(name).as_str()))
}

fn are_zones(column: usize, rows: &[Record]) -> bool {
    let mut cells = rows.iter().map(|r| r.cell(column)).filter(|c| !c.is_empty()).peekable();
    cells.peek().is_some() && cells.all(|c| Zone::parse(c).is_some())
}

/// Whether the fields name a time and a count.
pub(super) fn is_usable(columns: &BTreeMap<String, String>, heading: &Heading) -> bool {
    let dated = ["start", "date"].iter().any(|f| columns.contains_key(*f));
    has_counts(columns) && (dated || (heading.date.is_some() && columns.contains_key("time")))
}

fn has_counts(columns: &BTreeMap<String, String>) -> bool {
    let has = |f: &str| columns.contains_key(f);
    has("offered") || (has("answered") && has("abandoned"))
}

/// What the cells of a column look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Stamp,
    Date,
    Clock,
    Other,
}

/// Time columns by name (or, without one, the first column if it looks like times), in header order, with their look.
fn time_columns(columns: &BTreeMap<String, String>, header: &[String], rows: &[Record]) -> Vec<(String, Look)> {
    let mut found: Vec<(String, Look)> = Vec::new();
    for (i, name) in header.iter().enumerate() {
        if columns.values().any(|c| c == name) {
            continue;
        }
        let named = TIME_NAMES.contains(&plain(name).as_str());
        let look = look_of(i, rows, named);
        if named || (i == 0 && matches!(look, Look::Stamp | Look::Date)) {
            found.push((name.clone(), look));
        }
    }
    found
}

fn guess_time(columns: &mut BTreeMap<String, String>, header: &[String], rows: &[Record], heading: &Heading) {
    let found = time_columns(columns, header, rows);
    let first = |look: Look| found.iter().find(|(_, l)| *l == look).map(|(name, _)| name.clone());
    if let Some(start) = first(Look::Stamp) {
        columns.insert("start".into(), start);
    } else if let Some(date) = first(Look::Date) {
        columns.insert("date".into(), date);
        add_clock(columns, header, rows);
    } else if let Some(time) = first(Look::Clock).filter(|_| heading.date.is_some()) {
        columns.insert("time".into(), time);
    } else if let Some((name, _)) = found.first() {
        // No row can be read: let reading say so, line by line.
        columns.insert("start".into(), name.clone());
    }
}

/// In a file of one time column and one column of numbers, the numbers are the calls.
fn guess_counts(columns: &mut BTreeMap<String, String>, header: &[String], rows: &[Record]) {
    if !["start", "date", "time"].iter().any(|f| columns.contains_key(*f)) || rows.is_empty() {
        return;
    }
    let is_count = |i: usize| {
        let mut cells = rows.iter().map(|r| r.cell(i)).filter(|c| !values::is_blank(c)).peekable();
        cells.peek().is_some() && cells.all(|c| values::number(c).is_some_and(|v| v >= 0.0))
    };
    let mut numeric =
        header.iter().enumerate().filter(|(i, h)| !columns.values().any(|c| c == *h) && is_count(*i)).map(|(_, h)| h);
    if let (Some(name), None) = (numeric.next(), numeric.next()) {
        columns.insert("offered".into(), name.clone());
    }
}

fn look_of(column: usize, rows: &[Record], named: bool) -> Look {
    let mut votes = [(Look::Stamp, 0_u32), (Look::Date, 0), (Look::Clock, 0)];
    for row in rows {
        let look = look_of_cell(row.cell(column), named);
        if let Some((_, n)) = votes.iter_mut().find(|(l, _)| *l == look) {
            *n += 1;
        }
    }
    votes.iter().rev().max_by_key(|(_, n)| *n).filter(|(_, n)| *n > 0).map_or(Look::Other, |(look, _)| *look)
}

fn look_of_cell(cell: &str, named: bool) -> Look {
    let styles = [Order::MonthDayYear, Order::DayMonthYear].map(|order| DateStyle { order, short_compact: false });
    // A bare number is a date only under a name that says so.
    if !named && values::number(cell).is_some() {
        return Look::Other;
    }
    let read = styles.iter().chain([&DateStyle::ISO]).find_map(|style| clocks::stamp(cell, *style).ok());
    match read {
        Some(stamp) if stamp.has_clock => Look::Stamp,
        Some(_) => Look::Date,
        None if clocks::clock(cell).is_some() => Look::Clock,
        None => Look::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(header: &str, row: &str) -> Option<String> {
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let (mut mapping, heading) = (Mapping::default(), Heading::default());
        complete(&mut mapping, &cells(header), &[Record::of(2, cells(row))], &heading);
        let columns = mapping.columns;
        let end = if mapping.label == Label::End { "end of " } else { "" };
        is_usable(&columns, &heading).then(|| {
            columns
                .iter()
                .map(|(f, c)| if f == "time" || f == "start" { format!("{f}={end}{c}") } else { format!("{f}={c}") })
                .collect::<Vec<_>>()
                .join(" ")
        })
    }

    #[test]
    fn columns_are_found_by_name_and_look() {
        let cases = [
            ("DateTime,Calls", "2003-03-03T07:00:00Z,1", "offered=Calls start=DateTime"),
            ("hour,call_count", "8/14/2023 8:00,28", "offered=call_count start=hour"),
            ("timestamp,calls,aht_s", "2023-01-02T08:00,4,200", "aht_s=aht_s offered=calls start=timestamp"),
            ("date,start,calls,flag", "1999-01-01,00:00,2.0,", "date=date offered=calls time=start"),
            ("date,calls,weekday", "1-1-2013,24,2", "date=date offered=calls"),
            (
                "日期,时段,呼入量,接通,放弃",
                "2026/3/1,09:00-09:30,5,4,1",
                "abandoned=放弃 answered=接通 date=日期 offered=呼入量 time=时段",
            ),
            (
                "时间,来电量,平均处理时长(秒)",
                "2026-03-01 09:00,5,200",
                "aht_s=平均处理时长(秒) offered=来电量 start=时间",
            ),
            (
                "row_date,starttime,split,acdcalls,abncalls",
                "2026-03-01,0900,7,4,1",
                "abandoned=abncalls answered=acdcalls date=row_date queue=split time=starttime",
            ),
            ("when,n", "2026-03-01 09:00,5", "offered=n start=when"),
            ("Interval End,Calls", "2026-03-01 09:30,5", "offered=Calls start=end of Interval End"),
            ("Date,Period Ending,Calls", "2026-03-01,09:30,5", "date=Date offered=Calls time=end of Period Ending"),
            ("Date,Time,Abandon %,Offer,TZ", "2026-03-01,9:30 AM,4.2%,5,CT", "date=Date offered=Offer time=Time"),
            (
                "Date,Time zone,Offered,Answered,Total Handle",
                "3/20/2026 09:30,Asia/Kolkata,5,4,900",
                "answered=Answered handle_s=Total Handle offered=Offered start=Date zone=Time zone",
            ),
        ];
        for (header, row, fields) in cases {
            assert_eq!(guess(header, row).as_deref(), Some(fields), "{header}");
        }
        assert_eq!(guess("name,team", "Wang,blue"), None);
        assert_eq!(guess("a,b,c", "1,2,3"), None);
    }
}
