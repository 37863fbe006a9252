//! An export of each system that is read without options: made-up figures under the systems' own column names.

use super::*;

const SHANGHAI: &str = "Asia/Shanghai";

/// Imports one text and says which mapping read it.
fn read(name: &str, bytes: &[u8], zone: &str) -> (String, Vec<String>, Findings) {
    let (imported, findings) = import_files(&[(name, bytes)], &options(zone));
    let imported = imported.unwrap_or_else(|| panic!("{name}: {findings:?}"));
    (imported.table.files[0].profile.clone(), rows(&imported, zone), findings)
}

/// What `--describe` writes down reads the same when it is given back.
fn reads_the_same_by_its_description(name: &str, bytes: &[u8], zone: &str, expected: &[String]) {
    let files = exports(&[(name, bytes)]);
    let found = describe(&files.paths[0], &options(zone), &mut Findings::new()).expect("readable");
    let own = exports(&[("own.toml", found.mapping.as_bytes())]);
    let named = ImportOptions { profile: Some(own.paths[0].display().to_string()), ..options(zone) };
    let mut findings = Findings::new();
    let again = import(&files.paths, &named, &Silent, &mut findings);
    let again = again.unwrap_or_else(|| panic!("{name}: {findings:?}\n{}", found.mapping));
    assert_eq!(rows(&again, zone), expected, "{name}:\n{}", found.mapping);
}

fn check(text: &str, zone: &str, profile: &str, expected: &[&str]) -> Findings {
    let (used, rows, findings) = read("export.txt", text.as_bytes(), zone);
    assert_eq!(used, profile);
    assert_eq!(rows, expected, "{findings:?}");
    reads_the_same_by_its_description("export.txt", text.as_bytes(), zone, &rows);
    findings
}

#[test]
fn genesys_cloud_queues_with_blank_rows_milliseconds_and_other_media() {
    let text = "\u{feff}Interval Start,Interval End,Interval Complete,Filters,Media Type,Queue Id,Queue Name,Offer,Answer,Abandon,Abandon %,Avg Handle,Avg Talk\r\n\
        ,,,,,,,,,,,,\r\n\
        7/25/25 09:00,7/25/25 09:30,TRUE,,voice,0a,Cards,\"1,200\",1100,100,8.33%,273768,200000\r\n\
        7/25/25 09:00,7/25/25 09:30,TRUE,,chat,0a,Cards,7,7,0,0%,900000,1\r\n\
        7/25/25 09:30,7/25/25 10:00,FALSE,,voice,0a,Cards,5,5,0,0%,1000,1\r\n\
        7/25/25 10:00,7/25/25 10:30,TRUE,,voice,0a,Cards,0,0,0,,,\r\n";
    let expected = ["07-25 09:00 Cards 1200 1100 100 273.768", "07-25 10:00 Cards 0 0 0 -"];
    let findings = check(text, "America/New_York", "genesys_cloud_queues", &expected);
    assert_eq!(codes(&findings), ["I139", "I142"]);
    let clocks = text.replace("273768", " 00:04:33.768").replace("900000", "00:15:00").replace(",1000,", ",00:00:01,");
    let (_, rows, findings) = read("b.csv", clocks.as_bytes(), "America/New_York");
    assert_eq!(rows, expected);
    assert_eq!(codes(&findings), ["I139"]);
}

#[test]
fn genesys_cloud_intervals_of_the_api() {
    let text = "interval,queueName,nOffered,nAnswered,tHandle,tAbandon\n\
        2026-03-02T01:00:00.000Z/2026-03-02T01:30:00.000Z,Cards,12,10,2400500,3000\n";
    check(text, SHANGHAI, "genesys_cloud_api", &["03-02 09:00 Cards 12 10 - 240.05"]);
}

#[test]
fn genesys_cloud_interactions_count_incoming_calls() {
    let text = "Full Export Completed,Partial Result Timestamp,Filters,Users,Date,Initial Direction,First Queue,Total Handle,Total Queue\n\
        YES,,,Agent 1,3/20/26 9:05 AM,Inbound,Cards,0:03:20,0:00:10\n\
        YES,,,,3/20/26 9:07 AM,Inbound,Cards,,0:00:40\n\
        YES,,,Agent 1,3/20/26 9:09 AM,Outbound,Cards,0:01:00,\n";
    check(text, SHANGHAI, "genesys_cloud_interactions", &["03-20 09:00 Cards 2 1 1 200"]);
}

#[test]
fn reports_that_are_no_history_are_named_and_refused() {
    let agents = "Interval Start,Interval End,Interval Complete,Filters,Media Type,Agent Id,Agent Name,Group,Answered,Avg Handle\n\
        7/25/25 00:00,8/26/25 00:00,TRUE,,voice,0a,Agent 1,Group 1; Group 2,388, 00:14:33.768\n";
    let adherence = "\u{feff}\"Agent\",\"Adherence (%)\",\"Conformance (%)\",\"Exceptions\",\"Scheduled Minutes\"\n\
        \"Agent 1\",\"18.10%\",\"Infinity%\",\"191\",\"0\"\n";
    let paid = "Pay report\nSorted By: Name\n\nFirst Name,Last Name,Week Start,Week End,Regular Hours,Overtime Hours\nA,B,07/20/2025,07/26/2025,38.5,-\n";
    for (text, word) in [(agents, "queue performance"), (adherence, "adherence"), (paid, "paid")] {
        let (imported, findings) = import_text(text, &options(SHANGHAI));
        assert!(imported.is_none());
        assert_eq!(codes(&findings), ["I109"], "{word}: {findings:?}");
    }
}

#[test]
fn amazon_connect_of_the_console_and_of_the_api() {
    let console = "Queue,StartInterval,EndInterval,Contacts queued,Contacts handled,Contacts abandoned,Average handle time,Service level 20 seconds\n\
        Cards,2026-03-02T01:00:00.000Z,2026-03-02T01:15:00.000Z,5,4,1,180.5,80%\n\
        Cards,2026-03-02T01:15:00.000Z,2026-03-02T01:30:00.000Z,7,6,1,200.5,-\n";
    check(console, SHANGHAI, "amazon_connect", &["03-02 09:00 Cards 12 10 2 192.5"]);
    let api = "Queue;Start;CONTACTS_QUEUED;CONTACTS_HANDLED;CONTACTS_ABANDONED;HANDLE_TIME;OCCUPANCY\n\
        Cards;2026-03-02T09:00:00+08:00;5;4;1;180,5;85,2\nCards;2026-03-02T09:30:00+08:00;7;6;1;200,25;90,1\n";
    check(api, SHANGHAI, "amazon_connect", &["03-02 09:00 Cards 5 4 1 180.5", "03-02 09:30 Cards 7 6 1 200.25"]);
}

#[test]
fn avaya_cms_intervals_by_number() {
    let text = "row_date\tstarttime\tintrvl\tsplit\tacdcalls\tabncalls\tacceptable\tacdtime\tacwtime\tholdacdtime\tringtime\ti_stafftime\n\
        3/20/2026\t0\t30\t7\t2\t1\t2\t300\t50\t10\t4\t1800\n\
        3/20/2026\t30\t30\t7\t0\t0\t0\t0\t0\t0\t0\t1800\n\
        3/20/2026\t930\t30\t7\t4\t0\t4\t600\t100\t100\t9\t1800\n";
    let expected = ["03-20 00:00 7 3 2 1 180", "03-20 00:30 7 0 0 0 -", "03-20 09:30 7 4 4 0 200"];
    check(text, SHANGHAI, "avaya_cms", &expected);
}

#[test]
fn avaya_cms_reports_take_their_day_from_the_lines_above() {
    let text = "Split/Skill: Cards\nDate: 3/20/2026\nSplit/Skill Interval Report\n\
        Time\tACD Calls\tAvg Speed Ans\tAvg ACD Time\tAvg ACW Time\tAban Calls\t% Aban Calls\n\
        9:00AM\t10\t:05\t3:00\t:20\t1\t9.1\n9:30AM\t12\t:04\t2:00\t:30\t0\t0\nTotals\t22\t:05\t2:27\t:25\t1\t4.3\n";
    let expected = ["03-20 09:00 Cards 11 10 1 200", "03-20 09:30 Cards 12 12 0 150"];
    check(text, SHANGHAI, "avaya_cms_report", &expected);
    let interval = "Date,Interval,ACD Calls,Abandoned Calls,AHT\n03/20/2026,09:00-09:30,10,1,200\n03/20/2026,09:30-10:00,12,0,150\n";
    let expected = expected.map(|row| row.replace("Cards", "all"));
    check(interval, SHANGHAI, "avaya_cms_report", &expected.each_ref().map(String::as_str));
}

#[test]
fn avaya_bcms_is_read_as_printed() {
    let heading = "                          BCMS SPLIT REPORT\n\
        Switch Name: North                                  03:04 pm MON  Mar 02, 2026\n\
        Split: 3            Split Name: Cards           Acceptable Service Level: 20\n\
        \x20            ACD   AVG     ABAND AVG   AVG   TOTAL   FLOW FLOW TOTAL   AVG    % IN SERV\n\
        TIME         CALLS SPEED   CALLS TIME  TALK  AFTER   IN   OUT  AUX     STAFF  LEVL\n\
        -----------  ----- -----   ----- ----- ----- ------- ---- ---- ------- -----  ----\n";
    let row = |time: &str, calls: u32, aban: u32| {
        format!(
            "{time:<12}{calls:>5} {:>6} {aban:>5} {:>5} {:>5} {:>7}  {:>4} {:>4} {:>7} {:>5} {:>5}\n",
            ":25", ":32", "3:00", "75:00", 0, 0, "10:00", "4.5", "90"
        )
    };
    let text = heading.to_owned()
        + &row("13:00-14:00", 30, 4)
        + "\u{c}\n"
        + heading
        + &row("14:00-15:00", 0, 1)
        + &row("15:00-16:00", 3, 0)
        + &row(" 8:00- 9:00", 9, 0);
    let hours = ImportOptions { interval: Minutes::new(60), ..options(SHANGHAI) };
    let (imported, findings) = import_text(&text, &hours);
    let imported = imported.unwrap_or_else(|| panic!("{findings:?}"));
    assert_eq!(imported.table.files[0].profile, "avaya_bcms");
    // The mean of the talk times, and the after-call work of the hour over its calls.
    let expected = ["03-02 08:00 Cards 9 9 0 680", "03-02 13:00 Cards 34 30 4 330", "03-02 14:00 Cards 1 0 1 -"];
    assert_eq!(rows(&imported, SHANGHAI), expected);
    assert_eq!(imported.table.files[0].ignored, [("interval not over when the report was printed".to_owned(), 1)]);
    assert!(!findings.has_errors(), "{findings:?}");
}

#[test]
fn nice_iex_periods_between_pipes() {
    let text = "date|period|TZ|ctQueue|contactsReceived|handled|AHT\n03022026|0900|CT|Cards|10|9|200\n\
        03022026|0930|CT|Cards|12|12|180\n03202026|30|CT|Cards|1|1|100\n";
    let expected = ["03-02 09:00 Cards 10 9 - 200", "03-02 09:30 Cards 12 12 - 180", "03-20 00:30 Cards 1 1 - 100"];
    check(text, "America/Chicago", "nice_iex", &expected);
}

#[test]
fn nice_cxone_intervals_and_contacts() {
    let text = "StartDate,StartTime,SkillName,ContactsQueued,ContactsHandled,ContactsAbandoned,AvgHandleTime\n\
        3/20/2026,9:00 AM,Cards,10,9,1,00:04:00\n3/20/2026,9:30 AM,Cards,12,12,0,00:03:00\n";
    let expected = ["03-20 09:00 Cards 10 9 1 240", "03-20 09:30 Cards 12 12 0 180"];
    check(text, SHANGHAI, "nice_cxone", &expected);
    let contacts = "Contact_ID,Start_Date,Start_Time,Skill_Name,Abandon,InQueue,Handle_Time\n\
        1,3/20/2026,9:01:00,Cards,N,5,100\n2,3/20/2026,9:02:00,Cards,Y,30,0\n2,3/20/2026,9:02:00,Cards,Y,30,0\n";
    check(contacts, SHANGHAI, "nice_cxone_contacts", &["03-20 09:00 Cards 2 1 1 100"]);
}

#[test]
fn our_own_calls_csv_is_history_too() {
    let text = "asked,queue,outcome,wait_s,handle_s\n2026-03-20 09:01:00,Cards,answered,5.5,100\n\
        2026-03-20 09:02:00,Cards,abandoned,30,\n2026-03-20 09:03:00,Cards,blocked,0,\n2026-03-20 09:31:00,Cards,self_service,0,\n";
    check(text, SHANGHAI, "wfm_calls", &["03-20 09:00 Cards 2 1 1 100"]);
    let (imported, _) = import_text(text, &options(SHANGHAI));
    let waits: Vec<Option<f64>> =
        imported.expect("usable").calls.iter().map(|call| call.wait.map(Seconds::get)).collect();
    assert_eq!(waits[..2], [Some(5.5), Some(30.0)]);
    let bare = "asked,outcome\n2026-03-20 09:01:00,answered\n2026-03-20 09:02:00,abandoned\n";
    check(bare, SHANGHAI, "wfm_calls", &["03-20 09:00 all 2 1 1 -"]);
}

#[test]
fn cisco_uccx_and_five9_reports() {
    let uccx = "Contact Service Queue Activity by Interval\n\nCSQ Name,Interval Start Time,Interval End Time,Contacts Presented,Contacts Handled,Contacts Abandoned,Avg Handle Time,Max Handle Time\n\
        Cards,3/20/26 9:00:00 AM,3/20/26 9:30:00 AM,10,9,1,00:03:20,00:09:00\n\
        Cards,3/20/26 9:30:00 AM,3/20/26 10:00:00 AM,12,12,0,00:02:30,00:09:00\nGrand Total,,,22,21,1,00:02:53,\n";
    let expected = ["03-20 09:00 Cards 10 9 1 200", "03-20 09:30 Cards 12 12 0 150"];
    check(uccx, SHANGHAI, "cisco_uccx", &expected);
    let five9 = "Date,Time,Calls Inbound,Calls Handled,Calls Abandoned,Avg Handle Time (sec)\n\
        03/20/2026,9:00 AM,10,9,1,200\n03/20/2026,9:30 AM,12,12,0,150\n";
    let expected = ["03-20 09:00 all 10 9 1 200", "03-20 09:30 all 12 12 0 150"];
    check(five9, SHANGHAI, "five9", &expected);
}

#[test]
fn alibaba_cloud_reports_leave_out_who_hung_up_in_the_menu() {
    // 2026-03-02 09:00 in Shanghai, in milliseconds.
    let head = "StatsTime,Inbound.CallsOffered,Inbound.CallsHandled,Inbound.CallsAbandonedInIVR,Inbound.CallsAbandonedInQueue,\
        Inbound.CallsAbandonedInRing,Inbound.TotalTalkTime,Inbound.TotalHoldTime,Inbound.TotalWorkTime,Inbound.ServiceLevel20\n";
    let text = head.to_owned() + "1772413200000,20,10,6,3,1,1500,100,400,0.8\n1772416800000,4,2,1,1,0,300,0,100,1\n";
    let hours = ImportOptions { interval: Minutes::new(60), ..options(SHANGHAI) };
    let (imported, findings) = import_text(&text, &hours);
    let imported = imported.unwrap_or_else(|| panic!("{findings:?}"));
    assert_eq!(imported.table.files[0].profile, "aliyun_ccc");
    assert_eq!(rows(&imported, SHANGHAI), ["03-02 09:00 all 14 10 4 200", "03-02 10:00 all 3 2 1 200"]);
    let group = "StatsTime,SkillGroupName,CallsOffered,CallsHandled,CallsAbandoned,TotalTalkTime,TotalWorkTime\n1772413200000,信用卡,14,10,4,1500,500\n";
    let gbk = encoding_rs::GB18030.encode(group).0;
    let (imported, _) = import_files(&[("a.csv", &gbk)], &hours);
    let imported = imported.expect("usable");
    assert_eq!(imported.table.files[0].profile, "aliyun_ccc_group");
    assert_eq!(rows(&imported, SHANGHAI), ["03-02 09:00 信用卡 14 10 4 200"]);
}

#[test]
fn asterisk_counts_calls_by_the_event_that_ends_them() {
    // The log begins in the middle of a call, and breaks off in the middle of another.
    let log = "1772413203|a.0|9000|Local/2004|CONNECT|2|b.0\n1772413213|a.0|9000|Local/2004|COMPLETECALLER|2|10|1\n\
        1772413260|a.1|9000|NONE|ENTERQUEUE||7145|1\n1772413261|a.1|9000|Local/2005|RINGNOANSWER|2000\n\
        1772413266|a.1|9000|7140|CONNECT|6|b.1|3\n1772413291|NONE|NONE|7140|PAUSE|\n\
        1772413291|a.1|9000|7140|COMPLETEAGENT|6|25|1\n\
        1772413300|a.2|9000|NONE|ENTERQUEUE||7146|1\n1772413340|a.2|9000|NONE|ABANDON|1|1|40\n\
        1772415000|a.3|9000|NONE|ENTERQUEUE||7147|1\n1772415060|a.3|9000|NONE|EXITWITHTIMEOUT|1|1|60\n\
        1772415100|a.4|9000|NONE|ENTERQUEUE||7148|1\n";
    let expected = ["03-02 09:00 9000 3 2 1 17.5", "03-02 09:30 9000 1 0 1 -"];
    let findings = check(log, SHANGHAI, "asterisk_queue_log", &expected);
    assert_eq!(codes(&findings), ["I139", "I145"]);
    // The same log twice, and the log that follows it: every call once.
    let next = "1772415130|a.4|9000|7140|CONNECT|30|b.4|3\n1772415190|a.4|9000|7140|COMPLETEAGENT|30|60|1\n";
    let (imported, findings) =
        import_files(&[("a", log.as_bytes()), ("b", log.as_bytes()), ("c", next.as_bytes())], &options(SHANGHAI));
    let imported = imported.expect("usable");
    assert_eq!(rows(&imported, SHANGHAI), [expected[0], "03-02 09:30 9000 2 1 1 60"]);
    assert_eq!(imported.calls[2].wait.map(Seconds::get), Some(40.0));
    assert!(!findings.has(Code::RowsConflict), "{findings:?}");
}

#[test]
fn schedules_become_states_and_no_history() {
    let text = "Schedule States Report,,,,,,,,,,\nDate Period:,11/17/25 - 11/18/25,,12:00 AM - 12:00 AM,,,,,,,\n\
        Site,Time zone,Team,Agent,Date,Schedule State,Start Time,End Time,Duration,Paid Hours,\n\
        Hub,America/New_York,Team,Ann,11/17/25,Queue,4:07 PM,6:00 PM,01:53,01:53,\n\
        Hub,America/New_York,Team,Ann,11/17/25,Break,6:00:00 PM,6:15:00 PM,00:15,00:15,\n\
        Hub,America/New_York,Team,Ann,11/17/25,Queue,11:30 PM,12:30 AM,01:00,01:00,\n\
        Hub,America/New_York,Team,Ann,11/17/25,Queue,1:00 AM,2:00 AM,01:00,01:00,\n\
        Hub,America/New_York,Team,Ann,,,,,8:30:00 AM,8:00:00 AM,Total for Agent\n\
        Hub,Asia/Kolkata,Team,Bob,11/17/25,Day Off,Full Day,Full Day,07:30,00:00,\n\
        Hub,Asia/Kolkata,Team,,,,,,,10:00:00,Total for Team\n";
    let (imported, findings) = import_text(text, &options("UTC"));
    assert!(imported.is_none() && findings.has(Code::NotHistory), "{findings:?}");
    let files = exports(&[("states.csv", text.as_bytes())]);
    let mut findings = Findings::new();
    let found = states(&files.paths, &options("UTC"), &mut findings).expect("usable");
    assert!(findings.iter().all(|f| f.code == Code::ProfileRecognised), "{findings:?}");
    let shown = |zone: &str, agent: &str| -> Vec<String> {
        let zone = Zone::parse(zone).expect("a zone");
        let own = found.rows.iter().filter(|row| row.agent == agent);
        own.map(|row| format!("{} {}", zone.local(row.time).format("%d %H:%M"), row.state)).collect()
    };
    assert_eq!(
        shown("America/New_York", "Ann"),
        [
            "17 16:07 Queue",
            "17 18:00 Break",
            "17 18:15 offline",
            "17 23:30 Queue",
            "18 00:30 offline",
            "18 01:00 Queue",
            "18 02:00 offline"
        ]
    );
    assert_eq!(shown("Asia/Kolkata", "Bob"), ["17 00:00 Day Off", "18 00:00 offline"]);
}

/// A sample of the folder of shared data; nothing where that is absent.
fn sample(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/data/vendor_formats").join(path);
    if path.is_file() { Some(path) } else { None }
}

#[test]
fn real_samples_are_recognised() {
    for (file, code) in [
        ("genesys_cloud/AgentPerformanceSummary.csv", "I109"),
        ("genesys_cloud/HistoricalAdherence.csv", "I109"),
        ("schedule_states/ScheduleStatesReport_sample.csv", "I109"),
        ("kaggle_daily_kpi/daily_kpi_iso_seconds.csv", "I135"),
        ("asterisk/queue_log_sample.txt", "I139"),
    ] {
        // Where the shared data are absent there is nothing to look at.
        let Some(path) = sample(file) else { continue };
        let mut findings = Findings::new();
        let imported = import(&[path], &options("America/New_York"), &Silent, &mut findings);
        assert!(codes(&findings).contains(&code), "{file}: {findings:?}");
        assert_eq!(imported.is_none(), code == "I109", "{file}");
    }
    if let Some(path) = sample("schedule_states/ScheduleStatesReport_sample.csv") {
        let mut findings = Findings::new();
        let found = states(&[path], &options("UTC"), &mut findings).expect("usable");
        assert!(found.rows.len() > 15 && !findings.has_errors(), "{findings:?}");
    }
}
