//! Prometheus' text format 0.0.4, read strictly: whatever is not as it should be ends the test.

use std::collections::{BTreeMap, BTreeSet};

/// What was told.
#[derive(Debug, Default)]
pub struct Figures {
    samples: BTreeMap<String, String>,
    kinds: BTreeMap<String, String>,
    /// Each label's name and value.
    pub labels: BTreeSet<(String, String)>,
}

impl Figures {
    #[track_caller]
    pub fn parse(text: &str) -> Self {
        assert!(text.ends_with('\n'), "the last line ends");
        let mut figures = Self::default();
        let mut helped = String::new();
        for line in text.lines() {
            if let Some(help) = line.strip_prefix("# HELP ") {
                let (name, words) = help.split_once(' ').expect("a help");
                assert!(words.len() > 10 && words.ends_with('.'), "{line}");
                name.clone_into(&mut helped);
            } else if let Some(kind) = line.strip_prefix("# TYPE ") {
                let (name, kind) = kind.split_once(' ').expect("a type");
                assert_eq!(name, helped, "the help stands before the type");
                assert!(["counter", "gauge", "histogram"].contains(&kind), "{line}");
                assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
                assert!(figures.kinds.insert(name.to_owned(), kind.to_owned()).is_none(), "{name} stands there twice");
            } else {
                figures.sample(line, &helped);
            }
        }
        figures
    }

    #[track_caller]
    fn sample(&mut self, line: &str, helped: &str) {
        let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("{line}"));
        let (name, labels) = series.split_once('{').unwrap_or((series, "}"));
        let is_name = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
        assert!(is_name(name), "{line}");
        let histogram = self.kinds.get(helped).is_some_and(|kind| kind == "histogram");
        let base = ["_bucket", "_sum", "_count"].iter().find_map(|end| name.strip_suffix(end)).filter(|_| histogram);
        assert_eq!(base.unwrap_or(name), helped, "each sample stands below its help");
        assert!(name.starts_with("themenseite_") || name.starts_with("process_"), "{line}");
        let labels = labels.strip_suffix('}').unwrap_or_else(|| panic!("{line}"));
        // No value holds a comma or a quotation mark.
        for label in labels.split(',').filter(|label| !label.is_empty()) {
            let (key, value) = label.split_once("=\"").unwrap_or_else(|| panic!("{line}"));
            let value = value.strip_suffix('"').unwrap_or_else(|| panic!("{line}"));
            assert!(is_name(key) && !value.contains(['"', '\\']), "{line}");
            self.labels.insert((key.to_owned(), value.to_owned()));
        }
        assert!(value.parse::<f64>().is_ok_and(|value| value >= 0.0), "{line}");
        assert!(self.samples.insert(series.to_owned(), value.to_owned()).is_none(), "{series} stands there twice");
    }

    /// The whole number of a series, written as it stands there behind `themenseite_`; 0 where there is none.
    #[track_caller]
    pub fn get(&self, series: &str) -> u64 {
        let value = self.samples.get(&format!("themenseite_{series}"));
        value.map_or(0, |value| value.parse().unwrap_or_else(|_| panic!("{series} is {value}")))
    }

    /// Whether there is such a series.
    pub fn has(&self, series: &str) -> bool {
        self.samples.contains_key(series)
    }
}
