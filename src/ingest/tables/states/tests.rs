use super::super::testing::{places, read_text};
use super::*;
use crate::ingest::when;

fn states(text: impl AsRef<[u8]>, zone: &str) -> (StateLog, Findings) {
    let zone = Zone::parse(zone).expect("zone");
    read_text(text, |path, findings| read(path, zone, findings))
}

/// Minute of the day in UTC and state of each event of an agent.
fn seen(log: &StateLog, agent: &str) -> Vec<(i64, String)> {
    let name = |event: &StateEvent| log.states[event.state.0 as usize].clone();
    log.events[&AgentId::new(agent)].iter().map(|e| (e.at.unix().rem_euclid(86_400) / 60, name(e))).collect()
}

#[test]
fn every_form_of_a_time_is_the_moment_that_the_other_tables_read() {
    let forms = [
        "2026-12-01 09:00:00",
        "2026-12-01T09:00:00",
        "2026-12-01T09:00:00Z",
        "2026-12-01T09:00:00+08:00",
        "2026-12-01T09:00:00-03:30",
        "2026-12-01 09:00",
        "2026/12/1 9:00",
        "2026-12-01 09:00:30.250",
        "\"2026-12-01 09:00:59\"",
        "2026-03-29 02:30:00",
        "2026-03-29 01:59:59",
        "2026-03-29 03:00:00",
        "2026-10-25 02:30:00",
        "2026-10-25 03:00:00",
        "2026-12-01 24:00",
    ];
    let zone = Zone::parse("Europe/Berlin").expect("zone");
    for form in forms {
        let (log, findings) = states(format!("time,agent,state\n{form},A,available\n"), "Europe/Berlin");
        assert!(!findings.has_errors(), "{form}: {findings:?}");
        let expected = when::moment(form.trim_matches('"'), zone).expect("valid").at;
        assert_eq!(log.events[&AgentId::new("A")][0].at, expected, "{form}");
    }
}

#[test]
fn rows_are_put_in_order_and_the_last_of_a_second_counts() {
    let text = "time,agent,state,reason\n\
        2026-12-01T09:00:00Z,A,available,\n\
        2026-12-01T09:30:00Z,A,break,\n\
        2026-12-01T09:10:00Z,A,on_call,late row\n\
        2026-12-01T09:30:00Z,A,break,\n\
        2026-12-01T09:30:00Z,A,meal,\n\
        2026-12-01T09:05:00Z,B,available,\n";
    let (log, findings) = states(text, "UTC");
    let expected = [(540, "available".to_owned()), (550, "on_call".into()), (570, "meal".into())];
    assert_eq!(seen(&log, "A"), expected);
    assert_eq!((log.rows, log.out_of_order, log.repeated + log.contradicted), (6, 1, 2));
    assert_eq!(log.covers.map(|(a, b)| b.seconds_since(a)), Some(1800));
    assert_eq!(places(&findings), [("D105", 0, "")]);
}

#[test]
fn faults_are_found_with_their_line_and_the_rest_is_read() {
    let text = "time,agent,state\n\
        2026-12-01T09:00:00Z,A,available\n\
        soon,A,break\n\
        2026-12-01T09:20:00Z,,break\n\
        \n\
        2026-13-01T09:20:00Z,A,break\n\
        2026-12-01T09:40:00Z,A\n\
        2026-12-01T09:50:00Z,A,meal";
    let (log, findings) = states(text, "UTC");
    assert_eq!(
        places(&findings),
        [("T106", 3, "time"), ("T105", 4, "agent"), ("T106", 6, "time"), ("T104", 7, ""), ("T105", 7, "state")]
    );
    assert_eq!(seen(&log, "A").len(), 2, "the last line has no line end");
}

#[test]
fn columns_are_found_by_name_quotes_and_separators_are_understood() {
    let text = "\u{feff}Agent;State;Time;Skill\r\n\"Lee; Ann\";on call;2026-12-01 09:00:00;x\r\nB;\"acw\";2026-12-01 09:01:00;y\r\n";
    let (log, findings) = states(text, "UTC");
    assert!(!findings.has_errors(), "{findings:?}");
    assert_eq!(seen(&log, "Lee; Ann"), [(540, "on call".to_owned())]);
    assert_eq!(seen(&log, "B"), [(541, "acw".to_owned())]);
}

#[test]
fn packed_and_other_encodings_are_read() {
    let text = "time,agent,state\n2026-12-01 09:00:00,王,available\n";
    let (bytes, _, _) = encoding_rs::GB18030.encode(text);
    let (log, _) = states(bytes.as_ref(), "UTC");
    assert_eq!(seen(&log, "王"), [(540, "available".to_owned())]);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packer, text.as_bytes()).expect("packed");
    let (log, _) = states(packer.finish().expect("packed"), "UTC");
    assert_eq!(log.rows, 1);
}

#[test]
fn a_growing_file_is_read_line_by_line_and_half_a_line_waits() {
    let mut findings = Findings::new();
    let mut first =
        std::io::Cursor::new("time,agent,state\n2026-12-01 09:00:00,A,available\n2026-12-01 09:1".to_owned());
    let mut feed = StateFeed::open("s", &mut first, Zone::UTC, &mut findings).expect("header");
    assert!(feed.next(&mut first, false).is_some());
    assert!(feed.next(&mut first, false).is_none(), "half a line");
    let mut rest = std::io::Cursor::new("0:00,A,break\n".to_owned());
    let (agent, event) = feed.next(&mut rest, false).expect("the other half");
    assert_eq!((agent, event.at.unix().rem_euclid(86_400)), (0, 33_000));
    assert_eq!((feed.agents().len(), feed.states()), (1, &["available".to_owned(), "break".to_owned()][..]));
    drop(feed);
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn an_empty_feed_is_an_error() {
    for text in ["", "time,agent,state\n", "agent,state\nA,b\n"] {
        let (_, findings) = states(text, "UTC");
        assert!(findings.has_errors(), "{text:?}");
    }
}
