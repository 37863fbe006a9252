//! Languages of the face: English, in which everything is written, and Simplified Chinese.
//!
//! Nothing below `cli` knows this module. Finished English text is looked up in a phrase book (`models/lang/`), where it is
//! shown or written for people; see [`Words`]. Tables and documents for programs have fixed names and never pass through here.

mod book;
mod dates;
mod page;
mod pattern;
mod terminal;
mod workbook;

use std::ffi::OsString;
use std::path::Path;
use std::rc::Rc;
use std::sync::OnceLock;

pub use book::{Book, Explained};

use crate::domain::codes::Code;
use crate::domain::findings::Finding;
use crate::domain::words::Words;

/// A language that people can be spoken to in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// As the program is written.
    #[default]
    English,
    /// Simplified Chinese.
    Chinese,
}

/// The files of the Chinese phrase book.
const CHINESE: [&str; 6] = [
    include_str!("../../models/lang/zh/codes.toml"),
    include_str!("../../models/lang/zh/commands.toml"),
    include_str!("../../models/lang/zh/day.toml"),
    include_str!("../../models/lang/zh/demo.toml"),
    include_str!("../../models/lang/zh/messages.toml"),
    include_str!("../../models/lang/zh/pages.toml"),
];

impl Language {
    /// The language of a name such as `zh`, `zh_CN.UTF-8` or `en-GB`; none for others.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name.split(['_', '-', '.', '@']).next()?.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Chinese),
            "en" => Some(Self::English),
            _ => None,
        }
    }

    /// What the user asked for with `--lang`, else the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set; English
    /// where that is neither. The arguments are looked at before they are read, for their own help has a language too.
    #[must_use]
    pub fn choose(arguments: &[OsString], variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
        let behind =
            texts.iter().zip(texts.iter().skip(1)).filter(|(option, _)| **option == "--lang").map(|(_, name)| *name);
        let joined = texts.iter().filter_map(|text| text.strip_prefix("--lang="));
        if let Some(asked) = behind.chain(joined).last() {
            return Self::parse(asked).unwrap_or_default();
        }
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
        set.and_then(|value| Self::parse(value.to_str()?)).unwrap_or_default()
    }

    /// The phrase book; English needs none.
    #[must_use]
    pub fn book(self) -> Option<&'static Book> {
        static CHINESE_BOOK: OnceLock<Book> = OnceLock::new();
        match self {
            Self::English => None,
            Self::Chinese => Some(CHINESE_BOOK.get_or_init(|| Book::new(&CHINESE))),
        }
    }

    /// The speaker for [`crate::domain::words::speaking`].
    #[must_use]
    pub fn words(self) -> Option<Rc<dyn Words>> {
        self.book().map(|book| Rc::new(Speaker { book }) as Rc<dyn Words>)
    }

    /// A text in this language.
    #[must_use]
    pub fn say(self, english: &str) -> String {
        self.book().map_or_else(|| english.to_owned(), |book| book.say(english).text)
    }
}

/// A finding in this language. Where the book does not know the very sentence, it says what the code means, and the English
/// sentence stays behind it in brackets, for its names and figures.
fn in_own_words(book: &Book, finding: &Finding) -> Finding {
    let code = book.code(finding.code.as_str());
    let own = |english: &str, general: Option<&str>| {
        let said = book.say(english);
        match general {
            Some(general) if !said.known => format!("{general}（{english}）"),
            _ => said.text,
        }
    };
    Finding {
        message: own(&finding.message, code.map(|code| code.what.as_str())),
        hint: finding.hint.as_ref().map(|hint| own(hint, code.map(|code| code.todo.as_str()))),
        ..finding.clone()
    }
}

struct Speaker {
    book: &'static Book,
}

impl Words for Speaker {
    fn say(&self, english: &str) -> String {
        self.book.say(english).text
    }

    fn label(&self, english: &str) -> String {
        self.book.label(english)
    }

    fn lines(&self, english: &str) -> String {
        terminal::lines(self.book, english)
    }

    fn finding(&self, finding: &Finding) -> Finding {
        in_own_words(self.book, finding)
    }

    fn page(&self, code: Code) -> String {
        match self.book.code(code.as_str()) {
            Some(Explained { what, todo }) => {
                format!("# {}：{what}\n\n怎么办：{todo}\n\n{}", code.as_str(), code.page())
            }
            None => code.page().to_owned(),
        }
    }

    fn name(&self, english: &str) -> String {
        self.book.name(english).unwrap_or(english).to_owned()
    }

    fn file(&self, name: &Path, bytes: Vec<u8>) -> Vec<u8> {
        let ending = name.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
        match ending.as_str() {
            "html" | "svg" => match String::from_utf8(bytes) {
                Ok(text) => page::page(self.book, "zh-CN", &text).into_bytes(),
                Err(error) => error.into_bytes(),
            },
            "xlsx" => workbook::said(self.book, &bytes).unwrap_or(bytes),
            _ => bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::kpi::Indicator;

    fn chosen(arguments: &[&str], variables: &[(&str, &str)]) -> Language {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        let variable = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, value)| OsString::from(value));
        Language::choose(&arguments, variable)
    }

    #[test]
    fn an_option_wins_over_the_environment_and_the_first_variable_that_is_set_counts() {
        let zh = [("LANG", "zh_CN.UTF-8")];
        assert_eq!(chosen(&["wfm"], &[]), Language::English);
        assert_eq!(chosen(&["wfm"], &zh), Language::Chinese);
        assert_eq!(chosen(&["wfm", "--lang", "en"], &zh), Language::English);
        assert_eq!(chosen(&["wfm", "--lang=zh"], &[]), Language::Chinese);
        assert_eq!(chosen(&["wfm"], &[("LC_ALL", "C"), ("LANG", "zh_CN")]), Language::English);
        assert_eq!(chosen(&["wfm"], &[("LC_ALL", ""), ("LC_MESSAGES", "zh"), ("LANG", "de_DE")]), Language::Chinese);
    }

    #[test]
    fn the_book_has_no_faults_and_every_code() {
        let book = Language::Chinese.book().expect("a book");
        assert!(book.faults().is_empty(), "{:#?}", book.faults());
        let missing: Vec<&str> =
            Code::ALL.iter().map(|c| c.as_str()).filter(|code| book.code(code).is_none()).collect();
        assert!(missing.is_empty(), "models/lang/zh/codes.toml says nothing of {missing:?}");
    }

    #[test]
    fn indicators_have_the_names_that_the_list_gives_them() {
        for indicator in Indicator::ALL.into_iter().filter(|indicator| *indicator != Indicator::Adherence) {
            assert_eq!(Language::Chinese.say(indicator.english()), indicator.chinese());
        }
    }

    #[test]
    fn a_finding_that_the_book_does_not_know_loses_nothing() {
        let finding = Finding::new(Code::OptionInvalid, "glub 42 is no frob").hint("write a better frob");
        let own = Language::Chinese.words().expect("Chinese").finding(&finding);
        assert!(
            own.message.ends_with("（glub 42 is no frob）") && own.message.len() > finding.message.len() + 6,
            "{own}"
        );
        assert!(own.hint.as_ref().is_some_and(|hint| hint.contains("write a better frob")), "{own}");
        assert_eq!((own.code, own.severity), (finding.code, finding.severity));
    }

    #[test]
    fn files_for_programs_keep_their_bytes() {
        let words = Language::Chinese.words().expect("Chinese");
        for name in ["roster.csv", "roster.json", "a.ics", "centre.toml"] {
            assert_eq!(words.file(Path::new(name), b"queue,calls\n".to_vec()), b"queue,calls\n");
        }
        assert_eq!(words.file(Path::new("a.html"), vec![0xff, b'<']), vec![0xff, b'<']);
        assert_eq!(words.file(Path::new("a.xlsx"), b"no workbook".to_vec()), b"no workbook");
    }
}
