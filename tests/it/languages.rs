//! The program in Simplified Chinese: what people read follows the language, what programs read does not.

use std::fs;

use crate::harness::{Run, contents, fresh, wfm, wfm_args};

/// Whether a text has a Chinese character.
fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}

#[test]
fn help_and_complaints_follow_the_language() {
    let dir = fresh();
    let help = wfm("plan --help --lang zh", dir.path());
    help.expect_code(0);
    for part in ["主要工作", "用法：wfm plan", "选项：", "示例："] {
        assert!(help.stdout.contains(part), "{part}: {help}");
    }
    let wrong = wfm("plam demo --lang zh", dir.path());
    wrong.expect_code(2);
    assert!(wrong.stderr.contains("错误：没有子命令 'plam'"), "{wrong}");
    let explained = wfm("explain K304 --lang=zh", dir.path());
    assert!(explained.stdout.starts_with("# K304：两次在岗之间的休息短于合同\n\n怎么办："), "{explained}");
    let english = wfm("explain K304", dir.path());
    assert!(!is_chinese(&english.stdout), "{english}");
}

#[test]
fn documents_for_programs_are_the_same_bytes_in_every_language() {
    let dir = fresh();
    for line in [
        "erlang c --calls 120 --interval 30 --aht 240 --target 80/20 --format json",
        "erlang c --calls 120 --interval 30 --aht 240 --target 80/20 --format csv",
        "explain U101 --format json",
        "plan nowhere --format json",
        "plan demo --gap 7 --format json",
    ] {
        let (english, chinese) = (wfm(line, dir.path()), wfm(&format!("{line} --lang zh"), dir.path()));
        assert_eq!((english.code, &english.stdout), (chinese.code, &chinese.stdout), "{line}");
    }
}

#[test]
fn a_finding_is_told_in_chinese_with_its_place_code_and_text() {
    let dir = fresh();
    fs::write(dir.path().join("centre.toml"), "[centre]\ntime_zone = \"Asia/Shanghia\"\n\n[[queue]]\nid = \"cards\"\n")
        .expect("written");
    let run = wfm_args(&["doctor", ".", "--lang", "zh"], dir.path());
    for part in ["centre.toml", "错误 C108: 没有时区 \"Asia/Shanghia\"", "是否指 \"Asia/Shanghai\"？"] {
        assert!(run.stderr.contains(part), "{part}: {run}");
    }
}

#[test]
fn the_made_up_centre_speaks_chinese_and_is_planned_like_the_english_one() {
    let dirs = [fresh(), fresh()];
    let [english, chinese] = [("init demo", &dirs[0]), ("init demo --lang zh", &dirs[1])].map(|(line, dir)| {
        wfm(line, dir.path()).expect_code(0);
        contents(&dir.path().join("demo"))
    });
    assert_eq!(english.keys().collect::<Vec<_>>(), chinese.keys().collect::<Vec<_>>());
    let text = |name: &str| String::from_utf8(chinese[std::path::Path::new(name)].clone()).expect("UTF-8");
    let (settings, agents) = (text("centre.toml"), text("agents.csv"));
    assert!(settings.contains("id = \"早班\"") && settings.contains("name = \"示例信用卡客服中心\""), "{settings}");
    let is_code = |line: &str| line.contains('=') || line.starts_with("# [");
    for line in settings.lines().filter(|line| line.starts_with("# ") && !is_code(line)) {
        assert!(is_chinese(line), "{line}");
    }
    assert!(agents.starts_with("agent,name,team,contract,skills\n"), "{agents}");
    for line in agents.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert!(
            cells[1..].iter().all(|cell| is_chinese(cell) && !cell.bytes().any(|b| b.is_ascii_alphabetic())),
            "{line}"
        );
    }
    assert!(text("special_days.csv").contains(",swapwork,国庆节,") || text("special_days.csv").contains("双十一"));
    for (dir, language) in [(&dirs[0], ""), (&dirs[1], " --lang zh")] {
        let run: Run = wfm(&format!("doctor demo{language}"), dir.path());
        run.expect_code(0);
        assert_eq!(is_chinese(&run.stdout), !language.is_empty(), "{run}");
    }
}

// microlp takes too long for 120 agents
#[cfg(feature = "highs")]
#[test]
fn a_chinese_plan_is_read_in_chinese_and_its_data_are_english() {
    let dir = fresh();
    wfm("init demo --lang zh", dir.path()).expect_code(0);
    let told = |line: &str| {
        let run = wfm(line, dir.path());
        assert!(matches!(run.code, Some(0 | 1)), "{run}");
        (run.stderr.contains("一页看全，可贴墙"), contents(&dir.path().join("demo/plan")))
    };
    let (in_chinese, chinese) = told("plan demo --work-limit 1 --lang zh");
    let (in_english, english) = told("report demo --lang en");
    assert!(in_chinese && !in_english);
    for (name, bytes) in &english {
        let ending = name.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        assert!(matches!(ending, "html" | "xlsx") || *bytes == chinese[name], "{} differs", name.display());
    }
    let page = |plan: &std::collections::BTreeMap<std::path::PathBuf, Vec<u8>>| {
        String::from_utf8(plan[std::path::Path::new("report.html")].clone()).expect("UTF-8")
    };
    let report = page(&chinese);
    let parts = [
        "<html lang=\"zh-CN\">",
        "<h2>人员需求与班表</h2>",
        "11月2日周一 – 2026年11月8日周日",
        "全部规则均已遵守",
        "休息",
    ];
    for part in parts {
        assert!(report.contains(part), "{part}");
        assert!(!page(&english).contains(part), "{part} in English");
    }
    assert!(!report.contains("Mon 2 Nov") && page(&english).contains("Mon 2 Nov"));
}
