//! The frame of every page: title, navigation, the switches of language and theme, the foot.

use crate::assets;
use crate::locale::{Language, Words};
use crate::state::Loaded;
use crate::visit::{Theme, Visit};

/// The frame of a page.
pub(super) struct Chrome {
    pub(super) words: &'static Words,
    pub(super) language: Language,
    /// `auto`, `light` or `dark`.
    pub(super) theme: &'static str,
    pub(super) title: String,
    pub(super) navigation: Vec<Entry>,
    /// For who signed in: the desk, organisations, the account; for visitors: signing in.
    pub(super) own: Vec<Entry>,
    /// What the form for signing out carries; none where nobody is signed in.
    pub(super) csrf: Option<String>,
    pub(super) languages: Vec<Choice>,
    pub(super) themes: Vec<Choice>,
    pub(super) style: String,
    pub(super) icon: String,
    pub(super) scripts: Vec<String>,
    /// Address of this page in its language, for search engines.
    pub(super) canonical: String,
    /// Id and day of the scan that is shown.
    pub(super) scan: Option<(String, String)>,
}

/// An entry of the navigation.
pub(super) struct Entry {
    pub(super) address: &'static str,
    pub(super) text: String,
    pub(super) current: bool,
}

/// An entry of a switch.
pub(super) struct Choice {
    pub(super) address: String,
    pub(super) text: String,
    pub(super) tag: &'static str,
    pub(super) current: bool,
}

impl Chrome {
    /// The frame around the page `title` of section `active` (a path such as `/topics`).
    pub(super) fn new(visit: &Visit, active: &str, title: &str, loaded: Option<&Loaded>) -> Chrome {
        let words = visit.words();
        let navigation = [
            ("/", "nav-overview"),
            ("/hall", "nav-hall"),
            ("/search", "nav-search"),
            ("/map", "nav-map"),
            ("/topics", "nav-topics"),
            ("/backtest", "nav-backtest"),
            ("/status", "nav-status"),
            ("/about", "nav-about"),
        ];
        let own: &[(&'static str, &str)] = match visit.csrf {
            Some(_) => &[("/desk", "nav-desk"), ("/organisations", "nav-organisations"), ("/account", "nav-account")],
            None => &[("/sign-in", "account-sign-in-title")],
        };
        let entry =
            |(address, key): (&'static str, &str)| Entry { address, text: words.say(key), current: address == active };
        Chrome {
            words,
            language: visit.language,
            theme: visit.theme.code(),
            title: if active == "/" {
                words.say("site-title")
            } else {
                format!("{title} – {}", words.say("site-name"))
            },
            navigation: navigation.into_iter().map(entry).collect(),
            own: own.iter().copied().map(entry).collect(),
            csrf: visit.csrf.clone(),
            languages: Language::ALL
                .into_iter()
                .map(|language| Choice {
                    address: visit.in_language(language),
                    text: language.own_name().to_owned(),
                    tag: language.tag(),
                    current: language == visit.language,
                })
                .collect(),
            themes: Theme::ALL
                .into_iter()
                .map(|theme| Choice {
                    address: visit.in_theme(theme),
                    text: words.say(&format!("theme-{}", theme.code())),
                    tag: theme.code(),
                    current: theme == visit.theme,
                })
                .collect(),
            style: assets::address("site.css"),
            icon: assets::address("icon.svg"),
            scripts: Vec::new(),
            canonical: visit.in_language(visit.language),
            scan: loaded.map(|loaded| {
                let manifest = &loaded.atlas.manifest;
                (manifest.scan_id.clone(), day(&manifest.created))
            }),
        }
    }

    /// The same frame with a script.
    pub(super) fn with_script(mut self, name: &str) -> Chrome {
        self.scripts.push(assets::address(name));
        self
    }

    /// A text of the page's language.
    pub(super) fn say(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// BCP 47 tag of the page's language.
    pub(super) fn tag(&self) -> &'static str {
        self.language.tag()
    }
}

/// The day of an RFC 3339 time.
pub(super) fn day(time: &str) -> String {
    time.split('T').next().unwrap_or_default().to_owned()
}
