//! A provider of OpenID Connect on this machine, which says what a test wants it to.

use axum::extract::{Form, Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard};

pub(crate) const CLIENT: &str = "liaowang";
pub(crate) const SECRET: &str = "a secret / of the client";

/// The provider. It ends with the test.
pub(crate) struct FakeProvider {
    pub(crate) issuer: String,
    says: Arc<Mutex<Says>>,
    server: tokio::task::JoinHandle<()>,
}

/// What it says.
pub(crate) struct Says {
    /// Claims of ID tokens, over those that are right.
    pub(crate) claims: Value,
    /// What it says when it is asked about someone.
    pub(crate) userinfo: Value,
    /// The head of ID tokens.
    pub(crate) head: Value,
    /// What it signs with, and whether it says so in its keys.
    pub(crate) key: [u8; 32],
    pub(crate) published: [u8; 32],
    /// Seconds since 1970.
    pub(crate) now: i64,
    /// How often its keys were fetched.
    pub(crate) fetched: usize,
    issuer: String,
    /// Nonce and challenge of each code.
    codes: HashMap<String, (String, String)>,
}

type Shared = State<Arc<Mutex<Says>>>;

impl FakeProvider {
    pub(crate) async fn start(now: i64) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let says = Arc::new(Mutex::new(Says {
            claims: json!({ "email": "anna@example.org", "email_verified": true, "name": "Anna Wang" }),
            userinfo: json!({}),
            head: json!({ "alg": "EdDSA", "kid": "one" }),
            key: [7; 32],
            published: [7; 32],
            now,
            fetched: 0,
            issuer: issuer.clone(),
            codes: HashMap::new(),
        }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(says.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { issuer, says, server }
    }

    pub(crate) fn says(&self) -> MutexGuard<'_, Says> {
        self.says.lock().unwrap()
    }

    /// Does what it does when a browser comes and someone signs in: gives a code, and the state back.
    pub(crate) fn sign_in(&self, address: &str) -> (String, String) {
        let (issuer, _) = address.split_once("/authorize?").unwrap();
        assert_eq!(issuer, self.issuer);
        let Query(asked) = Query::<HashMap<String, String>>::try_from_uri(&address.parse::<Uri>().unwrap()).unwrap();
        for (name, value) in [("response_type", "code"), ("client_id", CLIENT), ("code_challenge_method", "S256")] {
            assert_eq!(asked[name], value);
        }
        assert!(asked["scope"].split(' ').any(|scope| scope == "openid"));
        assert!(asked["redirect_uri"].ends_with("/sign-in/openid/return"));
        let mut says = self.says();
        let code = format!("code {}", says.codes.len());
        says.codes.insert(code.clone(), (asked["nonce"].clone(), asked["code_challenge"].clone()));
        (code, asked["state"].clone())
    }

    /// Stops answering.
    pub(crate) fn stop(&self) {
        self.server.abort();
    }
}

impl Drop for FakeProvider {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn discovery(State(says): Shared) -> Json<Value> {
    let issuer = says.lock().unwrap().issuer.clone();
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
    }))
}

async fn keys(State(says): Shared) -> Json<Value> {
    let mut says = says.lock().unwrap();
    says.fetched += 1;
    let x = URL_SAFE_NO_PAD.encode(SigningKey::from_bytes(&says.published).verifying_key().as_bytes());
    let kid = if says.published == [7; 32] { "one" } else { "two" };
    Json(json!({ "keys": [{ "kty": "OKP", "crv": "Ed25519", "use": "sig", "alg": "EdDSA", "kid": kid, "x": x }] }))
}

async fn token(
    State(says): Shared,
    headers: HeaderMap,
    Form(asked): Form<HashMap<String, String>>,
) -> (StatusCode, Json<Value>) {
    let mut says = says.lock().unwrap();
    let refused = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error })));
    // The secret is encoded as in a form, before it is put together with the name (RFC 6749 §2.3.1).
    let client = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:a+secret+%2F+of+the+client")));
    if headers.get("authorization").is_none_or(|given| given != client.as_str()) {
        return refused("invalid_client");
    }
    let Some((nonce, challenge)) = says.codes.remove(&asked["code"]) else { return refused("invalid_grant") };
    if URL_SAFE_NO_PAD.encode(Sha256::digest(&asked["code_verifier"])) != challenge {
        return refused("invalid_grant");
    }
    let mut claims = json!({
        "iss": says.issuer, "sub": "anna-1", "aud": CLIENT, "nonce": nonce, "iat": says.now, "exp": says.now + 300,
    });
    for (name, value) in says.claims.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let encoded = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    let signed = format!("{}.{}", encoded(&says.head), encoded(&claims));
    let signature = match says.head["alg"].as_str() {
        Some("EdDSA") => SigningKey::from_bytes(&says.key).sign(signed.as_bytes()).to_bytes().to_vec(),
        Some("HS256") => hmac(SECRET.as_bytes(), signed.as_bytes()),
        _ => Vec::new(),
    };
    let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature));
    (StatusCode::OK, Json(json!({ "access_token": "access", "token_type": "Bearer", "id_token": token })))
}

async fn userinfo(State(says): Shared, headers: HeaderMap) -> Result<Json<Value>, StatusCode> {
    if headers.get("authorization").is_none_or(|given| given != "Bearer access") {
        return Err(StatusCode::UNAUTHORIZED);
    }
    let says = says.lock().unwrap();
    let mut said = json!({ "sub": "anna-1" });
    for (name, value) in says.userinfo.as_object().unwrap() {
        said[name] = value.clone();
    }
    Ok(Json(said))
}

/// HMAC-SHA-256 with a key of at most 64 bytes (RFC 2104).
fn hmac(key: &[u8], text: &[u8]) -> Vec<u8> {
    let pad = |byte: u8| (0..64).map(|at| key.get(at).unwrap_or(&0) ^ byte).collect::<Vec<u8>>();
    let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
    Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize().to_vec()
}
