//! What a request asks of every page alike: language, theme, and how to link back to itself.
//!
//! The language comes from `?lang=`, else the cookie, else `Accept-Language`. A choice made in the address is remembered in a
//! cookie that holds nothing but the choice.

use crate::locale::{Language, Words};
use axum::extract::{FromRequestParts, Query};
use axum::http::{HeaderMap, HeaderValue, Uri, header, request::Parts};
use std::convert::Infallible;

/// Characters of a query parameter that are read.
pub(crate) const LONGEST_PARAMETER: usize = 200;

/// Light, dark, or as the device says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the device says.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All, in the order of the switch.
    pub(crate) const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    /// Value of the `theme` query parameter, cookie and attribute.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Theme::Auto => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    fn parse(code: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.code() == code)
    }
}

/// A request as far as all pages care.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    /// Language of the answer.
    pub language: Language,
    /// Theme of the answer.
    pub theme: Theme,
    /// Path of the request, still percent-encoded.
    pub path: String,
    /// Query of the request without `lang` and `theme`, still percent-encoded.
    pub query: String,
    /// What forms of the session carry; none where nobody is signed in.
    pub csrf: Option<String>,
    parameters: Vec<(String, String)>,
    remember: Vec<(&'static str, &'static str)>,
}

impl Visit {
    /// Reads address and headers.
    pub(crate) fn read(uri: &Uri, headers: &HeaderMap) -> Visit {
        let mut kept = Vec::new();
        let (mut asked_language, mut asked_theme) = (None, None);
        for pair in uri.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("lang", value)) => asked_language = Language::parse(value),
                Some(("theme", value)) => asked_theme = Theme::parse(value),
                _ => kept.push(pair),
            }
        }
        let language =
            asked_language.or_else(|| cookie(headers, "lang").and_then(Language::parse)).unwrap_or_else(|| {
                Language::negotiate(
                    headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default(),
                )
            });
        let theme = asked_theme.or_else(|| cookie(headers, "theme").and_then(Theme::parse)).unwrap_or(Theme::Auto);
        let mut remember = Vec::new();
        if asked_language.is_some() {
            remember.push(("lang", language.code()));
        }
        if asked_theme.is_some() {
            remember.push(("theme", theme.code()));
        }
        let parameters = Query::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default();
        Visit { language, theme, path: uri.path().to_owned(), query: kept.join("&"), csrf: None, parameters, remember }
    }

    /// A query parameter, decoded and trimmed, cut after [`LONGEST_PARAMETER`] characters; none where absent or empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.longer(name, LONGEST_PARAMETER)
    }

    /// The same, cut after so many characters.
    pub(crate) fn longer(&self, name: &str, most: usize) -> Option<&str> {
        let value = self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim())?;
        let end = value.char_indices().nth(most).map_or(value.len(), |(end, _)| end);
        Some(&value[..end]).filter(|value| !value.is_empty())
    }

    /// Words of the visit's language.
    pub(crate) fn words(&self) -> &'static Words {
        self.language.words()
    }

    /// The same page in `language`.
    pub(crate) fn in_language(&self, language: Language) -> String {
        self.with("lang", language.code())
    }

    /// The same page in `theme`.
    pub(crate) fn in_theme(&self, theme: Theme) -> String {
        self.with("theme", theme.code())
    }

    /// Picks the text of the visit's language.
    pub(crate) fn pick<'a>(&self, zh: &'a str, en: &'a str) -> &'a str {
        match self.language {
            Language::Zh => zh,
            Language::En => en,
        }
    }

    fn with(&self, name: &str, value: &str) -> String {
        let separator = if self.query.is_empty() { "" } else { "&" };
        format!("{}?{}{separator}{name}={value}", self.path, self.query)
    }

    /// Cookies that remember what the address asked for.
    pub(crate) fn cookies(&self) -> impl Iterator<Item = HeaderValue> {
        self.remember.iter().filter_map(|(name, value)| {
            HeaderValue::from_str(&format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly")).ok()
        })
    }
}

/// The value of a cookie.
pub(crate) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .find_map(|pair| pair.trim().split_once('=').filter(|(key, _)| *key == name).map(|(_, value)| value))
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visit, Infallible> {
        // The shell has read it already, and knows who is signed in.
        let read = parts.extensions.get::<Visit>().cloned();
        Ok(read.unwrap_or_else(|| Visit::read(&parts.uri, &parts.headers)))
    }
}

/// Percent-encodes a path segment or a query value (RFC 3986: everything but unreserved characters).
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(byte as char);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_and_theme_come_from_address_then_cookie_then_header() {
        for (address, cookies, accept, language, theme) in [
            ("/", "", "", Language::En, Theme::Auto),
            ("/", "", "zh-CN", Language::Zh, Theme::Auto),
            ("/", "theme=dark; lang=zh", "en", Language::Zh, Theme::Dark),
            ("/?lang=en&theme=light", "lang=zh; theme=dark", "zh", Language::En, Theme::Light),
            ("/?lang=xx", "lang=zh", "en", Language::Zh, Theme::Auto),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(cookies));
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accept));
            let visit = Visit::read(&address.parse().expect("a valid address"), &headers);
            assert_eq!((visit.language, visit.theme), (language, theme), "{address} {cookies} {accept}");
        }
    }

    #[test]
    fn the_switch_keeps_the_rest_of_the_address() {
        let visit = Visit::read(&"/topics?q=a%20b&lang=en&page=2".parse().expect("a valid address"), &HeaderMap::new());
        assert_eq!(visit.in_language(Language::Zh), "/topics?q=a%20b&page=2&lang=zh");
    }

    #[test]
    fn encoding_leaves_only_unreserved_characters() {
        assert_eq!(encode("doi:10.1/x y\"中"), "doi%3A10.1%2Fx%20y%22%E4%B8%AD");
    }
}
