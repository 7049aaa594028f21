//! The two languages of the portal, and every word on its pages.
//!
//! Words live in `locales/<language>/*.ftl` (Fluent) and are compiled into the binary; [`Words::say`] looks one up. A key that
//! is missing is shown as the key itself, so that a mistake is seen and never breaks a page; a test keeps both languages complete.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::sync::LazyLock;

/// A language of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Language {
    /// Simplified Chinese.
    Zh,
    /// English.
    En,
}

impl Language {
    /// Both, in the order of the switch.
    pub const ALL: [Language; 2] = [Language::Zh, Language::En];

    /// BCP 47 tag for the `lang` attribute.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Zh => "zh-CN",
            Language::En => "en",
        }
    }

    /// Value of the `lang` query parameter and cookie.
    pub fn code(self) -> &'static str {
        match self {
            Language::Zh => "zh",
            Language::En => "en",
        }
    }

    /// Name of the language in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Language::Zh => "中文",
            Language::En => "English",
        }
    }

    /// Reads a tag such as `zh`, `zh-CN` or `en-GB`.
    pub fn parse(tag: &str) -> Option<Language> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("zh") {
            Some(Language::Zh)
        } else if primary.eq_ignore_ascii_case("en") {
            Some(Language::En)
        } else {
            None
        }
    }

    /// The best of an `Accept-Language` header (RFC 9110 §12.5.4); English when it names neither.
    pub fn negotiate(header: &str) -> Language {
        let mut best: Option<(f32, Language)> = None;
        for part in header.split(',').take(20) {
            let mut pieces = part.split(';');
            let Some(language) = pieces.next().and_then(Language::parse) else { continue };
            let quality = pieces
                .find_map(|piece| piece.trim().strip_prefix("q="))
                .map_or(1.0, |text| text.trim().parse::<f32>().unwrap_or(0.0));
            if quality > 0.0 && best.is_none_or(|(top, _)| quality > top) {
                best = Some((quality, language));
            }
        }
        best.map_or(Language::En, |(_, language)| language)
    }

    /// The words of this language.
    pub fn words(self) -> &'static Words {
        static ZH: LazyLock<Words> = LazyLock::new(|| Words::load(Language::Zh));
        static EN: LazyLock<Words> = LazyLock::new(|| Words::load(Language::En));
        match self {
            Language::Zh => &ZH,
            Language::En => &EN,
        }
    }
}

macro_rules! sources {
    ($folder:literal) => {
        [
            include_str!(concat!("../../../locales/", $folder, "/common.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/overview.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/topics.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/topic.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/indicators.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/backtest.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/status.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/about.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/hall.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/api.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/desk.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/account.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/bulk.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/files.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/letters.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/parties.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/operator.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/openid.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/search.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/conversations.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/suggestions.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/meetings.ftl")),
            include_str!(concat!("../../../locales/", $folder, "/cli.ftl")),
        ]
    };
}

/// Fluent sources of a language, file by file.
pub(crate) fn sources(language: Language) -> [&'static str; 23] {
    match language {
        Language::Zh => sources!("zh-CN"),
        Language::En => sources!("en"),
    }
}

/// The words of one language.
pub struct Words {
    /// Their language.
    pub language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    fn load(language: Language) -> Words {
        let tag = language.tag().parse().expect("the tags above are well-formed");
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Direction marks around every number would only be noise: both languages run left to right.
        bundle.set_use_isolating(false);
        for source in sources(language) {
            let resource = match FluentResource::try_new(source.to_owned()) {
                Ok(resource) => resource,
                Err((resource, errors)) => {
                    tracing::error!(language = language.tag(), ?errors, "a locale file has errors");
                    resource
                }
            };
            if let Err(errors) = bundle.add_resource(resource) {
                tracing::error!(language = language.tag(), ?errors, "a locale file repeats a key");
            }
        }
        Words { language, bundle }
    }

    /// Whether there is a text for `key`.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.get_message(key).is_some_and(|message| message.value().is_some())
    }

    /// The text of `key`.
    pub fn say(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The text of `key` if there is one.
    pub fn try_say(&self, key: &str) -> Option<String> {
        self.has(key).then(|| self.say(key))
    }

    /// The text of `key` with variables that are texts.
    pub fn say_with(&self, key: &str, values: &[(&str, String)]) -> String {
        self.fill(key, values.iter().map(|(name, value)| (*name, value.as_str().into())))
    }

    /// The text of `key` with its variables filled in.
    pub fn fill<'a>(&self, key: &str, values: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>) -> String {
        let arguments: FluentArgs<'a> = values.into_iter().collect();
        self.format(key, Some(&arguments))
    }

    /// The text of `key` for a number of things: `$count` chooses the plural, `$shown` is the number with separators.
    pub fn count(&self, key: &str, count: u64) -> String {
        self.fill(key, [("count", count.into()), ("shown", crate::numbers::grouped(count as f64).into())])
    }

    fn format(&self, key: &str, arguments: Option<&FluentArgs<'_>>) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            tracing::warn!(key, language = self.language.tag(), "no text for this key");
            return key.to_owned();
        };
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, arguments, &mut errors).into_owned();
        if !errors.is_empty() {
            tracing::warn!(key, ?errors, "a text could not be filled in");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_language_is_weighed() {
        for (header, expected) in [
            ("", Language::En),
            ("zh-CN,zh;q=0.9,en;q=0.8", Language::Zh),
            ("en-GB,en;q=0.9,zh;q=0.5", Language::En),
            ("fr,zh-TW;q=0.3", Language::Zh),
            ("fr;q=1.0", Language::En),
            ("en;q=0, zh;q=0.1", Language::Zh),
            ("*;q=0.5, zh_CN", Language::Zh),
            ("zh;q=abc, en;q=0.1", Language::En),
        ] {
            assert_eq!(Language::negotiate(header), expected, "{header}");
        }
    }

    #[test]
    fn a_missing_key_shows_itself() {
        assert_eq!(Language::En.words().say("no-such-key"), "no-such-key");
    }
}
