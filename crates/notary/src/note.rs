//! Signed notes (<https://c2sp.org/signed-note>): a text, an empty line, and a line per signature. Logs sign with Ed25519; witnesses
//! add Ed25519 cosignatures that carry a time (<https://c2sp.org/tlog-cosignature>).

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

/// Signature lines at most; more are refused.
const SIGNATURES: usize = 64;

/// What is wrong with a note or a key.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum NoteError {
    /// Not the form of a note.
    #[error("this is not a signed note: {0}")]
    Form(&'static str),
    /// Not the form of a key.
    #[error("this is not a key of the signed-note format: {0}")]
    Key(&'static str),
    /// No signature of a key that was asked for.
    #[error("the note bears no signature of {0}")]
    Unsigned(String),
    /// A signature of a known key is wrong.
    #[error("the signature of {0} does not fit the text: it was changed, or signed by someone else")]
    Forged(String),
}

/// What a signature says, and so how it is made; the number is its type in the specification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A log that signs its own checkpoint.
    Log = 1,
    /// A witness that saw the checkpoint at a time, and nothing that contradicts it.
    Witness = 4,
}

/// The public half of a key: who signs, and how to check it. Written as `name+id+base64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    name: String,
    role: Role,
    key: VerifyingKey,
}

/// The secret half of a key. Written as `PRIVATE+KEY+name+id+base64`; never shown by `Debug`.
#[derive(Clone)]
pub struct Key {
    verifier: Verifier,
    secret: SigningKey,
}

impl fmt::Debug for Key {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "Key({})", self.verifier)
    }
}

impl Verifier {
    /// Name of who signs: an address without scheme.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// First four bytes of a hash over name, type and key.
    pub fn id(&self) -> [u8; 4] {
        let hash = Sha256::new()
            .chain_update(&self.name)
            .chain_update([b'\n', self.role as u8])
            .chain_update(self.key.as_bytes())
            .finalize();
        [hash[0], hash[1], hash[2], hash[3]]
    }

    /// Checks a note. Returns its text, and for a witness the time of its signature in seconds since 1970.
    ///
    /// # Errors
    /// Where the note is no note, does not bear this signature, or the signature is wrong.
    pub fn open<'a>(&self, note: &'a str) -> Result<(&'a str, Option<u64>), NoteError> {
        let (text, lines) = split(note)?;
        let id = self.id();
        for line in lines.lines() {
            let (name, signature) = signature_line(line)?;
            if name == self.name && signature[..4] == id {
                return self.check(text, &signature[4..]).map(|time| (text, time));
            }
        }
        Err(NoteError::Unsigned(self.name.clone()))
    }

    fn check(&self, text: &str, signature: &[u8]) -> Result<Option<u64>, NoteError> {
        let forged = || NoteError::Forged(self.name.clone());
        let (time, signature) = match self.role {
            Role::Log => (None, signature),
            Role::Witness => {
                let (time, signature) = signature.split_first_chunk::<8>().ok_or_else(forged)?;
                (Some(u64::from_be_bytes(*time)), signature)
            }
        };
        let signature = Signature::from_slice(signature).map_err(|_| forged())?;
        self.key.verify_strict(message(text, time).as_bytes(), &signature).map_err(|_| forged())?;
        Ok(time)
    }
}

impl Key {
    /// A key from 32 secret random bytes.
    ///
    /// # Errors
    /// Where the name is empty or contains a space or a plus sign.
    pub fn new(name: &str, role: Role, secret: [u8; 32]) -> Result<Self, NoteError> {
        if name.is_empty() || name.contains(|letter: char| letter.is_whitespace() || letter == '+') {
            return Err(NoteError::Key("a name is not empty and has no spaces and no +"));
        }
        let secret = SigningKey::from_bytes(&secret);
        Ok(Self { verifier: Verifier { name: name.to_owned(), role, key: secret.verifying_key() }, secret })
    }

    /// The public half.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// Signs a text that ends with a line break; returns the whole note. `time`, in seconds since 1970, is what a witness states.
    pub fn sign(&self, text: &str, time: u64) -> String {
        format!("{text}\n{}", self.signature(text, time))
    }

    /// The signature line alone, to be added to a note.
    pub fn signature(&self, text: &str, time: u64) -> String {
        debug_assert!(text.ends_with('\n'), "the text of a note ends with a line break");
        let time = (self.verifier.role == Role::Witness).then_some(time);
        let mut bytes = self.verifier.id().to_vec();
        bytes.extend(time.into_iter().flat_map(u64::to_be_bytes));
        bytes.extend(self.secret.sign(message(text, time).as_bytes()).to_bytes());
        format!("— {} {}\n", self.verifier.name, BASE64_STANDARD.encode(bytes))
    }

    /// The secret in the form of the specification: to be kept where nobody else reads it.
    pub fn secret(&self) -> String {
        let mut bytes = vec![self.verifier.role as u8];
        bytes.extend(self.secret.to_bytes());
        let id = hex(self.verifier.id());
        format!("PRIVATE+KEY+{}+{id}+{}", self.verifier.name, BASE64_STANDARD.encode(bytes))
    }
}

/// What is signed.
fn message(text: &str, time: Option<u64>) -> String {
    time.map_or_else(|| text.to_owned(), |time| format!("cosignature/v1\ntime {time}\n{text}"))
}

/// Text and signature lines of a note.
pub(crate) fn split(note: &str) -> Result<(&str, &str), NoteError> {
    if note.contains(|letter: char| letter.is_ascii_control() && letter != '\n') {
        return Err(NoteError::Form("it contains control characters"));
    }
    let end = note.rfind("\n\n").ok_or(NoteError::Form("there is no empty line before the signatures"))?;
    let (text, lines) = (&note[..=end], &note[end + 2..]);
    if lines.is_empty() || !lines.ends_with('\n') {
        return Err(NoteError::Form("there is no complete signature line"));
    }
    if lines.lines().count() > SIGNATURES {
        return Err(NoteError::Form("it has too many signatures"));
    }
    Ok((text, lines))
}

fn signature_line(line: &str) -> Result<(&str, Vec<u8>), NoteError> {
    let wrong = NoteError::Form("a signature line is not “— name base64”");
    let (name, signature) = line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(wrong.clone())?;
    let signature = BASE64_STANDARD.decode(signature).map_err(|_| wrong.clone())?;
    if name.is_empty() || signature.len() < 5 { Err(wrong) } else { Ok((name, signature)) }
}

fn hex(id: [u8; 4]) -> String {
    format!("{:08x}", u32::from_be_bytes(id))
}

impl fmt::Display for Verifier {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = vec![self.role as u8];
        bytes.extend(self.key.as_bytes());
        write!(to, "{}+{}+{}", self.name, hex(self.id()), BASE64_STANDARD.encode(bytes))
    }
}

impl FromStr for Verifier {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let (name, id, role, key) = parts(text.trim())?;
        let key = VerifyingKey::from_bytes(&key).map_err(|_| NoteError::Key("the bytes are no public key"))?;
        let verifier = Self { name: name.to_owned(), role, key };
        if hex(verifier.id()) == id { Ok(verifier) } else { Err(NoteError::Key("its number does not fit its content")) }
    }
}

impl FromStr for Key {
    type Err = NoteError;

    fn from_str(text: &str) -> Result<Self, NoteError> {
        let text =
            text.trim().strip_prefix("PRIVATE+KEY+").ok_or(NoteError::Key("it does not begin with PRIVATE+KEY+"))?;
        let (name, id, role, secret) = parts(text)?;
        let key = Self::new(name, role, secret)?;
        if hex(key.verifier.id()) == id { Ok(key) } else { Err(NoteError::Key("its number does not fit its content")) }
    }
}

/// Name, number, role and bytes of a key in text.
fn parts(text: &str) -> Result<(&str, &str, Role, [u8; 32]), NoteError> {
    // The base64 may contain plus signs, name and number may not.
    let mut parts = text.splitn(3, '+');
    let (Some(name), Some(id), Some(bytes)) = (parts.next(), parts.next(), parts.next()) else {
        return Err(NoteError::Key("it is not “name+number+base64”"));
    };
    let bytes = BASE64_STANDARD.decode(bytes).map_err(|_| NoteError::Key("its end is not base64"))?;
    let (role, bytes) = match bytes.split_first() {
        Some((1, bytes)) => (Role::Log, bytes),
        Some((4, bytes)) => (Role::Witness, bytes),
        _ => return Err(NoteError::Key("its type is neither a log's nor a witness's Ed25519")),
    };
    let bytes = bytes.try_into().map_err(|_| NoteError::Key("it has not 32 bytes"))?;
    if name.is_empty() { Err(NoteError::Key("it has no name")) } else { Ok((name, id, role, bytes)) }
}
