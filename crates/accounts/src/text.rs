//! What people enter about themselves, in its one form.

use crate::AccountsError;
use registry::content::is_email;
use std::net::IpAddr;
use unicode_normalization::UnicodeNormalization;

/// A name has at most so many letters.
pub const NAME_LETTERS: usize = 100;
/// Of what a browser says about itself, so much is kept.
const AGENT_LETTERS: usize = 300;

/// From where someone asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Their address on the network.
    pub address: IpAddr,
    /// What their browser says it is.
    pub agent: String,
}

impl Client {
    /// Whom attempts are counted for: an address, or a network of IPv6 (/64), within which one machine may choose freely.
    pub(crate) fn network(&self) -> String {
        match self.address.to_canonical() {
            IpAddr::V4(address) => address.to_string(),
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
            }
        }
    }

    pub(crate) fn agent(&self) -> String {
        self.agent.chars().filter(|letter| !letter.is_control()).take(AGENT_LETTERS).collect()
    }
}

/// An address of e-mail in its one form: composed, in lower case. Two addresses that differ in case only belong to one person.
pub(crate) fn email(text: &str) -> Result<String, AccountsError> {
    let text = text.trim().nfc().collect::<String>().to_lowercase();
    if is_email(&text) { Ok(text) } else { Err(AccountsError::Email) }
}

/// A name in its one form; empty where there is none.
pub(crate) fn name(text: &str) -> Result<String, AccountsError> {
    let text: String = text.nfc().filter(|letter| !letter.is_control()).collect();
    let text = text.trim();
    if text.chars().count() > NAME_LETTERS {
        return Err(AccountsError::Name { most: NAME_LETTERS });
    }
    Ok(text.to_owned())
}

/// Names in Chinese and English, of which one may be empty.
pub(crate) fn names(zh: &str, en: &str) -> Result<(String, String), AccountsError> {
    match (name(zh)?, name(en)?) {
        (zh, en) if zh.is_empty() && en.is_empty() => Err(AccountsError::Name { most: NAME_LETTERS }),
        names => Ok(names),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_one_form() {
        for (given, kept) in [
            (" Anna@Example.ORG ", Some("anna@example.org")),
            ("Ünal@example.org", Some("ünal@example.org")),
            ("U\u{308}nal@example.org", Some("ünal@example.org")),
            ("anna", None),
            ("anna@example", None),
            ("anna@ex ample.org", None),
            ("a@b.org, c@d.org", None),
        ] {
            assert_eq!(email(given).ok().as_deref(), kept, "{given}");
        }
    }

    #[test]
    fn one_name_is_enough() {
        assert_eq!(names(" 安娜\n", "").unwrap(), ("安娜".into(), String::new()));
        assert!(names(" ", "\t").is_err());
        assert!(names(&"名".repeat(101), "").is_err());
    }

    #[test]
    fn a_network_is_what_one_machine_has() {
        for (address, network) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ] {
            assert_eq!(Client { address: address.parse().unwrap(), agent: String::new() }.network(), network);
        }
    }
}
