//! Every reader of the library, each fed with a file of any bytes: by the tests, by the soak and by the fuzz targets.

use std::path::{Path, PathBuf};

use wfm::domain::findings::{Failure, Findings};
use wfm::domain::import::{ImportOptions, Spread};
use wfm::domain::progress::Silent;
use wfm::domain::units::Minutes;
use wfm::ingest::tables::roster::RosterUse;
use wfm::ingest::tables::{self, kpi};
use wfm::ingest::{calendars, centre, exports};
use wfm::pipeline::adherence::DaySettings;
use wfm::pipeline::inputs::InputFiles;
use wfm::pipeline::kpi::{KpiFiles, KpiRequest};
use wfm::pipeline::people::RosterSettings;
use wfm::pipeline::target::Target;
use wfm::pipeline::volume::StaffSettings;
use wfm::{pipeline, staffing, what_if};

use super::in_package;
use super::known::{known, zone};

/// A reader, and good files that are spoiled for it.
pub(crate) struct Reader {
    /// Its name, also that of its fuzz target.
    pub(crate) name: &'static str,
    /// Reads a file; whatever is in it ends in findings.
    pub(crate) read: fn(&Path, &mut Findings),
    /// Texts that it reads.
    texts: &'static [&'static str],
    /// Files and folders of such in the package.
    files: &'static [&'static str],
}

impl Reader {
    /// The reader of a name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        READERS.iter().find(|reader| reader.name == name)
    }

    /// Every good file.
    pub(crate) fn samples(&self) -> Vec<Vec<u8>> {
        let texts = self.texts.iter().map(|text| text.as_bytes().to_vec());
        let files = self.files.iter().flat_map(|path| files_at(&in_package(path)));
        texts.chain(files.filter_map(|path| std::fs::read(path).ok())).collect()
    }
}

/// The file, or those right in the folder, by name.
fn files_at(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(path) else { return vec![path.to_owned()] };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// Imports an export as counts and as states of agents, and describes it.
fn export(path: &Path, findings: &mut Findings) {
    let options = ImportOptions { zone: Some(zone()), ..ImportOptions::new(Minutes::new(30)) };
    drop(exports::import(&[path.to_owned()], &options, &Silent, findings));
    let options = ImportOptions::new(Minutes::new(15));
    drop(exports::states(&[path.to_owned()], &options, findings));
    drop(exports::describe(path, &options, findings));
}

/// Reads a good export with a mapping of somebody's own.
fn mapping(path: &Path, findings: &mut Findings) {
    // A mapping is told from the name of a shipped one by its ending.
    let named = path.with_extension("toml");
    if std::fs::copy(path, &named).is_ok() {
        let profile = Some(named.display().to_string());
        let options = ImportOptions { profile, ..ImportOptions::new(Minutes::new(30)) };
        drop(exports::import(&[in_package("docs/tutorial/export.csv")], &options, &Silent, findings));
    }
}

/// Reads a centre whose rules, holidays or targets are the file.
fn pack(path: &Path, section: &str, findings: &mut Findings) {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let text = section.replace("FILE", &name);
    let config = path.with_file_name("centre-with-a-pack.toml");
    if std::fs::write(&config, text).is_ok() {
        drop(centre::read(&config, findings));
    }
}

/// The findings of a path of the pipeline, whatever its end.
fn all<T>(end: Result<T, Failure>, findings: &mut Findings) {
    if let Err(Failure::Invalid(found) | Failure::Infeasible(found)) = end {
        findings.extend(found);
    }
}

/// Checks a small roster in which one file is another.
fn check(part: &str, path: &Path, findings: &mut Findings) {
    let file = |name: &str| {
        if name == part { path.to_owned() } else { in_package("fixtures/findings/_people").join(name) }
    };
    let inputs = InputFiles { config: file("centre.toml"), agents: file("agents.csv"), ..InputFiles::default() };
    let settings = RosterSettings { inputs, requirement: file("requirement.csv"), ..RosterSettings::default() };
    let summary = (part == "roster.json").then_some(path);
    all(pipeline::people::check(&settings, &file("roster.csv"), summary), findings);
}

/// The adherence of a small day in which one file is another.
fn adherence(part: &str, path: &Path, findings: &mut Findings) {
    let file = |name: &str| {
        if name == part { path.to_owned() } else { in_package("fixtures/findings/_day").join(name) }
    };
    let settings = DaySettings {
        config: file("centre.toml"),
        roster: file("roster.csv"),
        states: file("states.csv"),
        ..DaySettings::default()
    };
    all(pipeline::adherence::adherence(&settings, &Target::Stdout), findings);
}

fn indicators(files: KpiFiles, findings: &mut Findings) {
    let request = KpiRequest { files, zone: Some(zone()), ..KpiRequest::default() };
    all(pipeline::kpi::kpi(&request, &Target::Stdout), findings);
}

/// Every reader; a new one belongs here and among the fuzz targets.
pub(crate) static READERS: &[Reader] = &[
    Reader {
        name: "export",
        read: export,
        texts: &[
            "date,start,queue,offered,answered,abandoned,aht_s\n1/13/2026,09:00,x,5,4,1,180.5\n1/13/2026,09:15-09:30,x,\"1,200\",4,1,0:03:00\n\
             1/13/2026,24:00,y,5,,,\n\n合计,,,5\n",
            "vru+line,call_id,customer_id,priority,type,date,vru_entry,vru_exit,vru_time,q_start,q_exit,q_time,outcome,ser_start,ser_exit,ser_time,server\n\
             AA0101,33116,9664491,2,PS,990101,0:00:31,0:00:36,5,0:00:36,0:03:09,153,HANG,0:00:00,0:00:00,0,NO_SERVER\n\
             AA0101,33118,27997683,2,PS,990101,23:59:59,6:55:26,6,6:55:26,6:55:43,17,AGENT,6:55:43,6:56:37,54,MICHAL\n",
            "Schedule States Report,,,,,,,,,,\nDate Period:,11/17/25 - 11/18/25,,12:00 AM - 12:00 AM,,,,,,,\n\
             Site,Time zone,Team,Agent,Date,Schedule State,Start Time,End Time,Duration,Paid Hours,\n\
             Hub,America/New_York,Team,Ann,11/17/25,Queue,4:07 PM,6:00 PM,01:53,01:53,\n\
             Hub,America/New_York,Team,Ann,11/17/25,Queue,11:30 PM,12:30 AM,01:00,01:00,\n\
             Hub,America/New_York,Team,Ann,,,,,8:30:00 AM,8:00:00 AM,Total for Agent\n",
            "date|period|TZ|ctQueue|contactsReceived|handled|AHT\n03022026|0900|CT|Cards|10|9|200\n03022026|0930|CT|Cards|12|12|180\n",
            "                          BCMS SPLIT REPORT\nSwitch Name: North                                  03:04 pm MON  Mar 02, 2026\n\
             Split: 3            Split Name: Cards           Acceptable Service Level: 20\n\
             \x20            ACD   AVG     ABAND AVG   AVG   TOTAL   FLOW FLOW TOTAL   AVG    % IN SERV\n\
             TIME         CALLS SPEED   CALLS TIME  TALK  AFTER   IN   OUT  AUX     STAFF  LEVL\n\
             -----------  ----- -----   ----- ----- ----- ------- ---- ---- ------- -----  ----\n\
             13:00-14:00     30    :25     4   :32  3:00   75:00     0    0   10:00   4.5    90\n",
            "row_date\tstarttime\tintrvl\tsplit\tacdcalls\tabncalls\tacceptable\tacdtime\tacwtime\tholdacdtime\tringtime\ti_stafftime\n\
             3/20/2026\t0\t30\t7\t2\t1\t2\t300\t50\t10\t4\t1800\n3/20/2026\t930\t30\t7\t4\t0\t4\t600\t100\t100\t9\t1800\n",
            "StatsTime,Inbound.CallsOffered,Inbound.CallsHandled,Inbound.CallsAbandonedInIVR,Inbound.CallsAbandonedInQueue,\
             Inbound.CallsAbandonedInRing,Inbound.TotalTalkTime,Inbound.TotalHoldTime,Inbound.TotalWorkTime,Inbound.ServiceLevel20\n\
             1772413200000,20,10,6,3,1,1500,100,400,0.8\n1772416800000,4,2,1,1,0,300,0,100,1\n",
        ],
        files: &["fixtures/findings/I102", "fixtures/findings/I143", "fixtures/findings/I145"],
    },
    Reader { name: "mapping", read: mapping, texts: &[], files: &["models/imports"] },
    Reader {
        name: "spread",
        read: |path, findings| {
            let spread = Some(Spread::File(path.to_owned()));
            let options = ImportOptions { zone: Some(zone()), spread, ..ImportOptions::new(Minutes::new(30)) };
            let daily = in_package("fixtures/findings/I144/export.csv");
            drop(exports::import(&[daily], &options, &Silent, findings));
        },
        texts: &[],
        files: &["fixtures/findings/I144/profile.csv"],
    },
    Reader {
        name: "centre",
        read: |path, findings| drop(centre::read(path, findings)),
        texts: &[],
        files: &[
            "fixtures/centres/full/centre.toml",
            "docs/tutorial/centre.toml",
            "fixtures/centres/other-work/centre.toml",
        ],
    },
    Reader {
        name: "rule_pack",
        read: |path, findings| {
            pack(path, "[centre]\ntime_zone = \"UTC\"\nrules = [\"FILE\"]\n[[queue]]\nid = \"cards\"\n", findings);
        },
        texts: &[],
        files: &["models/rules/cn.toml", "models/rules/eu.toml"],
    },
    Reader {
        name: "holidays",
        read: |path, findings| {
            pack(path, "[centre]\ntime_zone = \"UTC\"\nholidays = \"FILE\"\n[[queue]]\nid = \"cards\"\n", findings);
        },
        texts: &["date,type,name,known_ahead\n2026-06-18,campaign,618,1\n2026-02-17,full,\"春节, 1\",1\n"],
        files: &[],
    },
    Reader {
        name: "kpi_targets",
        read: |path, findings| {
            pack(path, "[centre]\ntime_zone = \"UTC\"\n[kpi]\npack = \"FILE\"\n[[queue]]\nid = \"cards\"\n", findings);
        },
        texts: &[],
        files: &["models/kpi/default.toml", "models/kpi/technical_support.toml"],
    },
    Reader {
        name: "agents",
        read: |path, findings| drop(tables::agents::read(path, &known().centre, findings)),
        texts: &[
            "agent,name,team,contract,skills,valid_from,earliest_start\nA1,Li Na,T1,full,cards;loans,2026-01-01,07:00\nA2,\"O, B\",T1,full,cards,,\n",
        ],
        files: &[],
    },
    Reader {
        name: "time_off",
        read: |path, findings| drop(tables::time_off::read(path, &known().centre, &known().agents, findings)),
        texts: &[
            "agent,start,end,kind\nA1,2026-12-01,2026-12-03,leave\nA2,2026-12-01 08:00,2026-12-02T12:00:00+08:00,sick\n",
        ],
        files: &[],
    },
    Reader {
        name: "allowances",
        read: |path, findings| drop(tables::allowances::read(path, &known().agents, findings)),
        texts: &["from,to,max_away,team\n2026-12-01,2026-12-31,2,T1\n2026-12-24,2026-12-26,0,\n"],
        files: &[],
    },
    Reader {
        name: "availability",
        read: |path, findings| drop(tables::availability::read(path, &known().agents, findings)),
        texts: &["agent,weekday,from,to\nA1,mon,08:00,18:00\nA2,周五,22:00,06:00\n"],
        files: &[],
    },
    Reader {
        name: "activities",
        read: |path, findings| drop(tables::activities::read(path, &known().centre, &known().agents, findings)),
        texts: &[
            "agent,start,end,team,minutes,from,to,kind\nA1,2026-12-01 09:00,2026-12-01 10:00,,,,,training\n,,,T1,60,2026-12-01,2026-12-03,meeting\n",
        ],
        files: &[],
    },
    Reader {
        name: "preferences",
        read: |path, findings| drop(tables::preferences::read(path, &known().centre, &known().agents, findings)),
        texts: &["agent,kind,value,weight\nA1,day_off,2026-12-01,2\nA1,shift,day,1\nA2,start_after,9:00,1\n"],
        files: &[],
    },
    Reader {
        name: "requirement",
        read: |path, findings| drop(tables::requirement::read(path, &known().centre, findings)),
        texts: &["start,queue,scheduled,carried_in\n2026-12-01 00:30,loans,3,0.5\n2026-12-01 01:00,cards,3,\n"],
        files: &[],
    },
    Reader {
        name: "curves",
        read: |path, findings| drop(tables::curves::read(path, &known().centre, findings)),
        texts: &[
            "start,queue,agents,answered_in_time,offered\n2026-12-01 00:30,cards,1,2.5,12.5\n2026-12-01 00:30,cards,2,9,12.5\n",
        ],
        files: &[],
    },
    Reader {
        name: "forecast",
        read: |path, findings| drop(tables::forecast::read(path, &known().centre, findings)),
        texts: &[
            "start,queue,offered,p10,p90,aht_s\n2026-12-01 00:30,cards,12.5,8,17,180\n2026-12-01 01:00,loans,1,0,2,90\n",
        ],
        files: &[],
    },
    Reader {
        name: "forecast_days",
        read: |path, findings| drop(tables::forecast::read_days(path, &known().centre, findings)),
        texts: &["date,queue,offered,p10,p90\n2026-12-01,cards,100,80,120\n"],
        files: &[],
    },
    Reader {
        name: "history",
        read: |path, findings| drop(tables::history::read(path, zone(), &[], findings)),
        texts: &[
            "start,queue,offered,answered,abandoned,aht_s\n2026-03-29 02:30,cards,12,11,1,180.5\n2026-10-25T02:30:00+01:00,,3,,,\n",
        ],
        files: &[],
    },
    Reader {
        name: "overrides",
        read: |path, findings| drop(tables::overrides::read(path, &known().centre, findings)),
        texts: &[
            "date,start,queue,kind,value,reason\n2026-12-01,09:00,cards,factor,1.2,mailing\n2026-12-02,,cards,total,900,\n",
        ],
        files: &[],
    },
    Reader {
        name: "special_days",
        read: |path, findings| drop(tables::special_days::read(path, findings)),
        texts: &["date,type,name,known_ahead\n2026-06-18,campaign,618,1\n2026-06-19,outage,,0\n"],
        files: &[],
    },
    Reader {
        name: "roster",
        read: |path, findings| {
            for usage in [RosterUse::Locked, RosterUse::Previous, RosterUse::Compared] {
                drop(tables::roster::read(path, &known().centre, &known().agents, usage, findings));
            }
        },
        texts: &[
            "agent,day,shift,activity,queue,start,end,paid\nA1,2026-03-16,day,work,cards,2026-03-16 08:00,2026-03-16 11:00,true\n\
             A1,2026-03-16,day,meal,,2026-03-16 11:00,2026-03-16 12:00,false\n",
        ],
        files: &[],
    },
    Reader {
        name: "states",
        read: |path, findings| drop(tables::states::read(path, zone(), findings)),
        texts: &[
            "time,agent,state,reason\n2026-03-16T07:55:00+01:00,A1,available,\n2026-03-16 08:00,'=A2,on_call,\"a, b\"\n",
        ],
        files: &["fixtures/findings/_day/states.csv"],
    },
    Reader {
        name: "exceptions",
        read: |path, findings| drop(tables::exceptions::read(path, zone(), findings)),
        texts: &[
            "agent,start,end,as,reason,status\nA1,2026-03-16 09:00,2026-03-16 10:00,in,coaching,\n*,2026-03-16 12:00,2026-03-16 13:00,neutral,drill,requested\n",
        ],
        files: &[],
    },
    Reader {
        name: "requests",
        read: |path, findings| drop(tables::requests::read(path, &known().agents, findings)),
        texts: &[
            "id,kind,agent,day,until,with,with_day,leave_kind,reason,state\n1,swap,A1,2026-12-07,,A2,2026-12-08,,,\n2,leave,A2,2026-12-09,2026-12-10,,,sick,,requested\n",
        ],
        files: &[],
    },
    Reader {
        name: "open_items",
        read: |path, findings| drop(tables::open_items::read(path, &known().centre, findings)),
        texts: &["item,queue,since,owner\ncall back 12,cards,2026-12-07 09:00,A1\nprinter,,,\n"],
        files: &[],
    },
    Reader {
        name: "kpi_calls",
        read: |path, findings| {
            drop(kpi::calls::read(path, zone(), &[], findings));
            indicators(KpiFiles { calls: vec![path.to_owned()], ..KpiFiles::default() }, findings);
        },
        texts: &[
            "asked,outcome,queue,agent,wait_s,ring_s,rings,talk_s,hold_s,acw_s,handle_s,queued,transferred,resolved\n\
                  2026-03-16 09:00:05,answered,cards,A1,12,3,1,180,10,20,210,true,false,true\n2026-03-16 09:01:00,abandoned,cards,,40,,,,,,,true,,\n",
        ],
        files: &[],
    },
    Reader {
        name: "kpi_counts",
        read: |path, findings| {
            drop(kpi::counts::read(path, zone(), &[], findings));
            indicators(KpiFiles { history: Some(path.to_owned()), ..KpiFiles::default() }, findings);
        },
        texts: &[
            "start,queue,offered,answered,abandoned,answered_in_time,talk_s,hold_s,acw_s,asa_s\n2026-03-16 09:00,cards,12,11,1,9,1980,20,330,14\n",
        ],
        files: &[],
    },
    Reader {
        name: "kpi_costs",
        read: |path, findings| drop(kpi::records::costs(path, findings)),
        texts: &["from,to,kind,amount\n2026-03-01,2026-03-31,wages,12000.50\n2026-03-16,,lines,3\n"],
        files: &[],
    },
    Reader {
        name: "kpi_quality",
        read: |path, findings| drop(kpi::records::quality(path, findings)),
        texts: &["date,agent,score\n2026-03-16,A1,87.5\n2026-03-17,A2,100\n"],
        files: &[],
    },
    Reader {
        name: "kpi_contacts",
        read: |path, findings| drop(kpi::records::contacts(path, findings)),
        texts: &["date,queue,agent,resolved\n2026-03-16,cards,A1,true\n2026-03-17,cards,A2,0\n"],
        files: &[],
    },
    Reader {
        name: "kpi_heads",
        read: |path, findings| drop(kpi::records::heads(path, findings)),
        texts: &["month,team,leavers,fte\n2026-03,T1,1,12.5\n2026-04,,0,30\n"],
        files: &[],
    },
    Reader {
        name: "foreign_ids",
        read: |path, findings| drop(tables::foreign_ids::read(path, findings)),
        texts: &["kind,name,id\nagent,A1,8d2a\nagent,A2,\"u, 2\"\nactivity,work,0\nactivity,meal,1\n"],
        files: &[],
    },
    Reader {
        name: "calendars",
        read: |path, findings| {
            // A calendar is known by its ending.
            let folder = path.with_extension("calendars");
            let made = std::fs::create_dir_all(&folder);
            if made.and_then(|()| std::fs::copy(path, folder.join("A1.ics"))).is_ok() {
                drop(calendars::read(&folder, findings));
            }
        },
        texts: &[
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nUID:A1.2026-10-24.1@wfm.roster\r\n\
             DTSTART;TZID=Europe/Berlin:20261024T220000\r\nDTEND;TZID=\"Europe/Berlin\":20261025T060000\r\nSUMMARY:night · a\\, b\r\n\
             DESCRIPTION:one\\ntwo and a long li\r\n ne\r\nSEQUENCE:3\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        ],
        files: &[],
    },
    Reader {
        name: "erlang_cases",
        read: |path, findings| {
            let bytes = std::fs::read(path).unwrap_or_default();
            drop(staffing::run_cases("cases.csv", &bytes, findings));
        },
        texts: &[
            "id,model,calls,interval_s,aht_s,patience_s,sl_target,threshold_s,max_occ,shrinkage\n1,erlang_c,120,1800,240,,0.8,20,1,0.3\n2,erlang_a,100,1800,180,90,0.8,20,0.9,0\n",
            "id,model,load,blocking_target,c,K,aht_s,threshold_s\n1,erlang_b,12.5,0.01,,,,\n2,mmck,8,,10,12,180,20\n",
        ],
        files: &[],
    },
    Reader {
        name: "what_if",
        read: |path, _| {
            let text = std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            drop(what_if::parse(&text.unwrap_or_default(), &known().centre, &known().agents));
        },
        texts: &["agents:full=2,hours:full=+2h", "starts:day=05:00", "window:day.meal=-30m..+30m,days:full=-1"],
        files: &[],
    },
    Reader {
        name: "checked_centre",
        read: |path, findings| check("centre.toml", path, findings),
        texts: &[],
        files: &["fixtures/findings/_people/centre.toml"],
    },
    Reader {
        name: "checked_agents",
        read: |path, findings| check("agents.csv", path, findings),
        texts: &[],
        files: &["fixtures/findings/_people/agents.csv"],
    },
    Reader {
        name: "checked_requirement",
        read: |path, findings| check("requirement.csv", path, findings),
        texts: &[],
        files: &["fixtures/findings/_people/requirement.csv"],
    },
    Reader {
        name: "checked_roster",
        read: |path, findings| check("roster.csv", path, findings),
        texts: &[],
        files: &["fixtures/findings/_people/roster.csv"],
    },
    Reader {
        name: "checked_summary",
        read: |path, findings| check("roster.json", path, findings),
        texts: &[],
        files: &["fixtures/rosters/valid/roster.json", "fixtures/findings/K601/roster.json"],
    },
    Reader {
        name: "staffed_forecast",
        read: |path, findings| {
            let config = in_package("fixtures/centres/full/centre.toml");
            let settings = StaffSettings { forecast: path.to_owned(), config, ..StaffSettings::default() };
            all(pipeline::volume::staff(&settings, &Target::Stdout), findings);
        },
        texts: &[
            "start,queue,offered,p10,p90,aht_s\n2026-12-01 10:30,cards,12.5,8,17,180\n2026-12-01 11:00,loans,1,0,2,90\n",
        ],
        files: &[],
    },
    Reader {
        name: "adherence_roster",
        read: |path, findings| adherence("roster.csv", path, findings),
        texts: &[],
        files: &["fixtures/findings/_day/roster.csv"],
    },
    Reader {
        name: "adherence_states",
        read: |path, findings| adherence("states.csv", path, findings),
        texts: &[],
        files: &["fixtures/findings/_day/states.csv"],
    },
];
