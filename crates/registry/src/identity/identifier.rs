//! Registered numbers and addresses in the form in which they can be compared.

use super::check_digits::{orcid_is_valid, uscc_is_valid};
use serde::{Deserialize, Serialize};

/// What an identifier is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// 统一社会信用代码, GB 32100.
    Uscc,
    /// ORCID iD.
    Orcid,
    /// Web site.
    Site,
    /// Address of e-mail, or the domain of the addresses.
    Mail,
    /// Any other register; equal values mean the same subject.
    Other(String),
}

/// One identifier as it was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identifier {
    /// What it is.
    pub scheme: Scheme,
    /// Its value.
    pub value: String,
}

/// Hosts whose addresses anybody can have.
const PUBLIC_HOSTS: &[&str] = &[
    "qq.com",
    "163.com",
    "126.com",
    "139.com",
    "189.cn",
    "sina.com",
    "sina.cn",
    "sohu.com",
    "yeah.net",
    "foxmail.com",
    "aliyun.com",
    "gmail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "yahoo.com",
    "icloud.com",
    "proton.me",
    "gmx.de",
    "web.de",
    "github.io",
    "github.com",
    "weibo.com",
    "baidu.com",
    "linkedin.com",
];

/// A number of a register: its own kind of sign (check digit) says whether it was typed well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) scheme: Scheme,
    pub(super) value: String,
    /// False where a check digit is wrong.
    pub(super) valid: bool,
}

/// Reads a number; `None` for addresses and for what cannot be one.
pub(super) fn number(identifier: &Identifier) -> Option<Number> {
    let kept: String = identifier.value.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let mut value = kept.to_ascii_uppercase();
    let valid = match &identifier.scheme {
        Scheme::Uscc if value.len() == 18 => uscc_is_valid(&value),
        Scheme::Orcid if value.len() >= 16 => {
            value = value.split_off(value.len() - 16);
            orcid_is_valid(&value)
        }
        Scheme::Other(_) if !value.is_empty() => true,
        _ => return None,
    };
    Some(Number { scheme: identifier.scheme.clone(), value, valid })
}

/// Host of a site or of an address, without `www.` and `mail.`; `None` where everybody may have an address.
pub(super) fn host(identifier: &Identifier) -> Option<String> {
    let value = identifier.value.trim().to_lowercase();
    let host = match identifier.scheme {
        Scheme::Site => value.split_once("://").map_or(value.as_str(), |(_, rest)| rest),
        Scheme::Mail => value.rsplit_once('@').map_or(value.as_str(), |(_, domain)| domain),
        _ => return None,
    };
    let host = host.split(['/', ':', '?', '#']).next().unwrap_or_default().trim_matches('.');
    let host = ["www.", "mail.", "smtp.", "m."].iter().find_map(|prefix| host.strip_prefix(prefix)).unwrap_or(host);
    (host.contains('.') && !PUBLIC_HOSTS.contains(&host)).then(|| host.to_string())
}

/// A whole address of e-mail.
pub(super) fn address(identifier: &Identifier) -> Option<String> {
    let value = identifier.value.trim().to_lowercase();
    (identifier.scheme == Scheme::Mail && value.split_once('@').is_some_and(|(local, _)| !local.is_empty()))
        .then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_numbers_are_read_however_they_are_written() {
        let of = |scheme, value: &str| Identifier { scheme, value: value.into() };
        for (identifier, expected) in [
            (of(Scheme::Site, "https://www.Example.cn/about?x"), Some("example.cn")),
            (of(Scheme::Site, "example.cn"), Some("example.cn")),
            (of(Scheme::Mail, "office@mail.example.cn"), Some("example.cn")),
            (of(Scheme::Mail, "someone@qq.com"), None),
            (of(Scheme::Uscc, "91350100M000100Y43"), None),
        ] {
            assert_eq!(host(&identifier).as_deref(), expected, "{identifier:?}");
        }
        let orcid = number(&of(Scheme::Orcid, "https://orcid.org/0000-0002-1825-0097")).expect("a number");
        assert_eq!((orcid.value.as_str(), orcid.valid), ("0000000218250097", true));
        assert_eq!(number(&of(Scheme::Uscc, " 9135 0100 m000100y43 ")).map(|n| n.valid), Some(true));
        assert_eq!(number(&of(Scheme::Uscc, "9135")), None);
    }
}
