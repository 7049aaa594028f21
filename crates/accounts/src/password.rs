//! Passwords: which will do, and how they are kept.
//!
//! They are kept as Argon2id hashes with the parameters that the OWASP Password Storage Cheat Sheet recommends ([`OWASP`]): guessing one
//! from a stolen database costs 19 MiB and two passes over it each time. Hashing is work for tens of milliseconds, so it is done beside
//! the threads that answer requests, and by as many at a time as the machine has cores.

use crate::{AccountsError, PasswordProblem, Secret};
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// Letters at least.
pub const LEAST: usize = 10;
/// Letters at most.
pub const MOST: usize = 128;

/// The parameters of OWASP: 19 MiB, two passes, one lane.
pub const OWASP: Params = match Params::new(19 * 1024, 2, 1, None) {
    Ok(parameters) => parameters,
    Err(_) => panic!("the parameters are within what Argon2 allows"),
};

/// Passwords of at least [`LEAST`] letters that are tried first, in lower case.
const COMMON: [&str; 72] = [
    "0123456789",
    "0987654321",
    "1029384756",
    "1122334455",
    "123456789a",
    "1234567890",
    "1234567891",
    "123456789q",
    "12345678910",
    "123456789abc",
    "1234512345",
    "1234554321",
    "123123123123",
    "1231231234",
    "12341234123",
    "1357924680",
    "1q2w3e4r5t",
    "1q2w3e4r5t6y",
    "1qaz2wsx3edc",
    "1qazxsw23edc",
    "2718281828",
    "3141592653",
    "31415926535",
    "5201314520",
    "5201314521",
    "52013141314",
    "9876543210",
    "a123456789",
    "aa123456789",
    "abc1234567",
    "abc123456789",
    "abcd123456",
    "abcd1234567",
    "abcdefghij",
    "abcdefghijk",
    "admin12345",
    "admin123456",
    "administrator",
    "asd123456789",
    "asdfghjkl1",
    "asdfghjkl;",
    "changeme123",
    "football123",
    "iloveyou12",
    "iloveyou123",
    "iloveyou1314",
    "jordan2323",
    "letmein123",
    "liaowang123",
    "liaowang2026",
    "michael123",
    "passw0rd123",
    "password01",
    "password12",
    "password123",
    "password1234",
    "princess123",
    "q123456789",
    "qazwsxedcrfv",
    "qq123456789",
    "qwe123456789",
    "qwer123456",
    "qwerty12345",
    "qwerty123456",
    "qwertyuiop",
    "qwertyuiop123",
    "sunshine123",
    "welcome123",
    "woaini1314",
    "woaini520",
    "woaini5201314",
    "zxcvbnm123",
];

/// How passwords are hashed.
#[derive(Clone)]
pub(crate) struct Passwords {
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
    /// The hash of no password, looked at where there is no account, so that both take the same time.
    nobody: Arc<str>,
}

impl Passwords {
    pub(crate) fn new(parameters: Params) -> Result<Self, AccountsError> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters);
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let nobody = hash(&argon2, Secret::random("")?.expose())?.into();
        Ok(Self { argon2, turns: Arc::new(Semaphore::new(cores)), nobody })
    }

    /// The hash of a password as a PHC string.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, AccountsError> {
        let (argon2, password) = (self.argon2.clone(), password.to_owned());
        self.beside(move || hash(&argon2, &password)).await?
    }

    /// Whether a password is the one of a hash. Without a hash it is not, and finding that out takes as long.
    pub(crate) async fn fits(&self, password: &str, kept: Option<&str>) -> Result<bool, AccountsError> {
        let there = kept.is_some() && password.chars().nth(MOST).is_none();
        let kept = if there { kept.unwrap_or_default().to_owned() } else { self.nobody.to_string() };
        let (argon2, password) = (self.argon2.clone(), normal(password).chars().take(MOST).collect::<String>());
        let fits = move || {
            let kept = PasswordHash::new(&kept).map_err(machine)?;
            Ok::<_, AccountsError>(argon2.verify_password(password.as_bytes(), &kept).is_ok())
        };
        Ok(self.beside(fits).await?? && there)
    }

    async fn beside<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, AccountsError> {
        let _turn = self.turns.acquire().await.map_err(machine)?;
        tokio::task::spawn_blocking(work).await.map_err(machine)
    }
}

/// Whether a password will do for a person of this address and these names.
pub(crate) fn check(password: &str, email: &str, names: &[&str]) -> Result<(), PasswordProblem> {
    let password = normal(password);
    match password.chars().count() {
        letters if letters < LEAST => return Err(PasswordProblem::TooShort { least: LEAST }),
        letters if letters > MOST => return Err(PasswordProblem::TooLong { most: MOST }),
        _ => {}
    }
    let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<String>();
    let password = plain(&password);
    let local = email.split('@').next().unwrap_or_default();
    if [email, local].iter().chain(names).any(|own| plain(&normal(own)) == password) {
        return Err(PasswordProblem::Yourself);
    }
    let first = password.chars().next();
    if password.chars().all(|letter| Some(letter) == first) || COMMON.contains(&password.as_str()) {
        return Err(PasswordProblem::Common);
    }
    Ok(())
}

/// One form for what keyboards write in several (NIST SP 800-63B, 5.1.1.2).
fn normal(password: &str) -> String {
    password.nfkc().collect()
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String, AccountsError> {
    Ok(argon2.hash_password(normal(password).as_bytes()).map_err(machine)?.to_string())
}

fn machine(error: impl std::fmt::Display) -> AccountsError {
    AccountsError::Machine(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_passwords_will_not_do() {
        let long = "长短".repeat(64);
        for (password, verdict) in [
            ("correct horse", Ok(())),
            ("十个汉字也是可以用的", Ok(())),
            (&long, Ok(())),
            (&format!("{long}长"), Err(PasswordProblem::TooLong { most: 128 })),
            ("short-one", Err(PasswordProblem::TooShort { least: 10 })),
            ("Anna.Lee@Example.org", Err(PasswordProblem::Yourself)),
            ("anna.lee.1990", Ok(())),
            ("ANNAMARIALEE", Err(PasswordProblem::Yourself)),
            ("anna maria lee", Err(PasswordProblem::Yourself)),
            ("Password123", Err(PasswordProblem::Common)),
            ("zzzzzzzzzzzz", Err(PasswordProblem::Common)),
        ] {
            assert_eq!(check(password, "anna.lee@example.org", &["安娜", "Anna Maria Lee"]), verdict, "{password}");
        }
        for (common, next) in COMMON.iter().zip(COMMON.iter().skip(1).map(Some).chain([None])) {
            assert_eq!(*common, common.to_lowercase());
            assert!(next.is_none_or(|next| next != common), "{common} is there twice");
        }
    }

    #[tokio::test]
    async fn a_hash_fits_its_password_only_and_says_how_it_was_made() {
        let passwords = Passwords::new(OWASP).unwrap();
        let kept = passwords.hash("correct horse ﬁ").await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        for (password, there, fits) in [
            ("correct horse ﬁ", true, true),
            ("correct horse fi", true, true),
            ("correct horse", true, false),
            ("correct horse ﬁ", false, false),
            (&"x".repeat(10_000), true, false),
        ] {
            assert_eq!(passwords.fits(password, there.then_some(&*kept)).await.unwrap(), fits, "{password}");
        }
        assert_ne!(kept, passwords.hash("correct horse ﬁ").await.unwrap(), "each hash has its own salt");
    }
}
