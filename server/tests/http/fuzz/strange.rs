//! Values at the edges of what can be stored, sent or shown.

use serde_json::{Value, json};

use super::Fuzzer;

/// JSON that no serialiser would write, put in where its place was kept.
const RAW: [&str; 16] = [
    "18446744073709551616",
    "-9223372036854775809",
    "1e400",
    "-0",
    "0.1",
    "1.0",
    "1E3",
    "99999999999999999999999999999999999999999999999999",
    "\"\\ud800\"",
    "\"\\udfff\\ud800\"",
    "nul",
    "'a'",
    "NaN",
    "{\"item\":1,\"item\":2}",
    "{\"a\":1,}",
    "01",
];

const TEXTS: [&str; 44] = [
    "",
    " ",
    "\0",
    "a\0b",
    "\r\n",
    "\u{7f}",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{10ffff}",
    "\u{e000}",
    "\u{202e}evil\u{2066}",
    "\u{2069}\u{2069}",
    "a\u{200d}\u{200b}b",
    "ǅ ß ẞ ﬃ İ ı",
    "👩🏽‍🚀",
    "-1",
    "0",
    "9223372036854775807",
    "-9223372036854775808",
    "1e9",
    "NaN",
    "null",
    "true",
    "{}",
    "[]",
    "'; drop table item; --",
    "%00",
    "%",
    "\\",
    "../../etc/passwd",
    "/themen/migration",
    "//boese.example",
    "</script><script>window.__xss=1</script>",
    "{{7*7}}${7*7}",
    "00000000-0000-0000-0000-000000000000",
    "0001-01-01",
    "9999-12-31",
    "2024-02-30",
    "9999-12-31T23:59",
    "stand-9223372036854775807",
    "1.title@9223372036854775807",
];

impl Fuzzer {
    pub(super) fn text(&mut self) -> String {
        match self.random.below(12) {
            0 => self.slug(),
            1 => self.long_text(),
            2 => self.words(),
            3 => format!("{}{}", self.pick(&TEXTS), self.words()),
            4 => format!("{}.{}", self.item(), self.field_name()),
            _ => self.pick(&TEXTS).to_owned(),
        }
    }

    fn long_text(&mut self) -> String {
        let unit = self.pick(&[
            "a", "ä", "\u{301}", "👍", "a ", "a\n", "[", "> ", "*a", "`", "![", "<a", "- ", "&#0;", "\u{202b}",
        ]);
        let length = self.pick(&[300, 301, 2_000, 2_001, 10_000, 20_001, 100_000, 100_001]);
        unit.chars().cycle().take(length).collect()
    }

    /// Characters of all planes.
    pub(super) fn words(&mut self) -> String {
        let length = self.random.below(12);
        let limits = [0x80, 0x250, 0x3000, 0x0001_1000, 0x0011_0000];
        let mut text = String::new();
        for _ in 0..length {
            let limit = self.pick(&limits);
            let number = u32::try_from(self.random.below(limit)).unwrap_or_default();
            text.extend(char::from_u32(number));
        }
        text
    }

    pub(super) fn field_name(&mut self) -> &'static str {
        self.pick(&[
            "title",
            "introduction",
            "name",
            "pronouns",
            "role",
            "email",
            "published_on",
            "teaser",
            "body",
            "contacts",
            "topics",
            "slug",
            "portrait",
            "photo_credit",
            "synonyms",
            "size",
        ])
    }

    pub(super) fn number(&mut self) -> i64 {
        match self.random.below(4) {
            0 => self.pick(&[i64::MIN, -1, 0, 1, i64::from(i32::MAX) + 1, i64::MAX]),
            1 => self.item(),
            _ => i64::try_from(self.random.below(4)).unwrap_or_default(),
        }
    }

    pub(super) fn value(&mut self) -> Value {
        match self.random.below(10) {
            0 => Value::Null,
            1 => json!(self.chance(2)),
            2 => json!(self.number()),
            3 => json!(1.5),
            4 => json!([]),
            5 => json!({}),
            6 => json!([self.text(), self.number()]),
            7 => json!({ self.text(): self.text() }),
            8 => json!(format!("@@{}@@", self.random.below(RAW.len() as u64))),
            _ => json!(self.text()),
        }
    }

    /// Puts something else in one place of a value, takes it out, or puts something beside it.
    pub(super) fn mutate(&mut self, value: &mut Value) {
        let goes_deeper = !self.chance(3);
        match value {
            Value::Object(map) if goes_deeper && !map.is_empty() => {
                let keys: Vec<String> = map.keys().cloned().collect();
                let key = self.pick(&keys);
                match self.random.below(8) {
                    0 => drop(map.remove(&key)),
                    1 => drop(map.insert(self.text(), self.value())),
                    _ => map.get_mut(&key).into_iter().for_each(|inner| self.mutate(inner)),
                }
            }
            Value::Array(list) if goes_deeper && !list.is_empty() => {
                let places: Vec<usize> = (0..list.len()).collect();
                let place = self.pick(&places);
                match self.random.below(8) {
                    0 => drop(list.remove(place)),
                    1 => list.push(self.value()),
                    2 => {
                        let same = list[place].clone();
                        let times = self.pick(&[1, 50, 1_000]);
                        list.extend(std::iter::repeat_n(same, times));
                    }
                    _ => self.mutate(&mut list[place]),
                }
            }
            other => *other = self.value(),
        }
    }

    /// A value as it is sent, perhaps damaged on its way.
    pub(super) fn sent(&mut self, value: &Value) -> Vec<u8> {
        let mut text = value.to_string();
        for (number, raw) in RAW.iter().enumerate() {
            text = text.replace(&format!("\"@@{number}@@\""), raw);
        }
        let mut bytes = text.into_bytes();
        match self.random.below(16) {
            0 => bytes = self.bytes(),
            1 => bytes.splice(0..0, *b"\xef\xbb\xbf").for_each(drop),
            2 => bytes.extend(self.bytes()),
            3 => self.damage(&mut bytes),
            4 => bytes = [vec![b'['; 10_000], bytes, vec![b']'; 10_000]].concat(),
            5 => bytes = b"{\"a\":".repeat(10_000),
            _ => {}
        }
        bytes
    }

    /// Cuts, doubles or changes a place.
    pub(super) fn damage(&mut self, bytes: &mut Vec<u8>) {
        let place = usize::try_from(self.random.below(bytes.len() as u64 + 1)).unwrap_or_default();
        match self.random.below(4) {
            0 => bytes.truncate(place),
            1 => bytes.insert(place, 0xff),
            2 => bytes.insert(place, 0),
            _ => bytes.extend_from_within(place..),
        }
    }

    pub(super) fn bytes(&mut self) -> Vec<u8> {
        let length = self.pick(&[0, 1, 2, 16, 200, 5_000]);
        (0..length).map(|_| u8::try_from(self.random.below(256)).unwrap_or_default()).collect()
    }

    /// As a query or a form, some of it not encoded as it should be.
    pub(super) fn encoded(&mut self, pairs: &[(String, String)]) -> String {
        match self.random.below(10) {
            0 => self
                .pick(&[
                    "%",
                    "%zz",
                    "%ff=%c3",
                    "&&&=",
                    "=",
                    "a[b][c][d]=1",
                    "slug[]=x",
                    "slug=%00",
                    "slug=a&slug=b",
                    "+",
                    "q=",
                ])
                .to_owned(),
            1 => format!("{}=1", "a[b]".repeat(1_000)),
            2 => (0..2_000).map(|number| format!("a{number}=")).collect::<Vec<_>>().join("&"),
            _ => form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish(),
        }
    }
}
