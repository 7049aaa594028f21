//! What is said to a provider and what it says, checked: its discovery document and keys, where a browser is sent, and the ID token that a
//! code is exchanged for. All checks of OpenID Connect Core §3.1.3.7 are those of the crate `openidconnect`; signatures with the client's
//! secret (HMAC) and none at all are not accepted, whatever the provider offers.

use super::OpenIdError;
use super::http::{Http, HttpError, is_private};
use crate::secret::digest;
use crate::{Secret, text};
use jiff::{SignedDuration, Timestamp};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdToken, CoreIdTokenClaims, CoreIdTokenVerifier,
    CoreJwsSigningAlgorithm as Alg, CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AccessTokenHash, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken,
    DiscoveryError, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, SignatureVerificationError,
    TokenResponse, UserInfoError,
};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;

/// So long the discovery document and the keys are believed.
const BELIEVED: SignedDuration = SignedDuration::from_hours(1);
/// Keys that are younger are not fetched again for a token that fits none of them.
const YOUNG: SignedDuration = SignedDuration::from_mins(1);
/// Letters of a subject at most (OpenID Connect Core §2).
const SUBJECT_LETTERS: usize = 255;

/// The path of the portal that a provider sends browsers back to.
pub const RETURN: &str = "/sign-in/openid/return";

/// A provider of OpenID Connect, as an installation names it.
#[derive(Clone, Debug)]
pub struct Provider {
    /// Its address, letter for letter as in its discovery document.
    pub issuer: String,
    /// Whom it knows this installation as.
    pub client_id: String,
    /// With what this installation shows that it is the one; none where the provider has it as a public client.
    pub client_secret: Option<Secret>,
    /// What people know it as.
    pub name: String,
    /// The address of this installation, without a path.
    pub site: String,
}

/// What a browser's secret stands for at the provider. Nothing of it tells anything about the rest.
pub(super) struct Keys {
    /// Comes back with the code.
    pub(super) state: String,
    nonce: String,
    verifier: String,
}

impl Keys {
    pub(super) fn of(browser: &str) -> Self {
        let [state, nonce, verifier] =
            ["openid-state", "openid-nonce", "openid-verifier"].map(|of| digest(of, browser));
        Self { state, nonce, verifier }
    }
}

/// Who signed in at the provider.
pub(super) struct Claimed {
    /// Whom the provider means: never anyone else.
    pub(super) subject: String,
    /// An address that the provider says is theirs, in its one form.
    pub(super) email: Option<String>,
    /// May be empty.
    pub(super) name: String,
}

/// A provider, asked when it is needed.
pub(super) struct Connection {
    pub(super) provider: Provider,
    issuer: IssuerUrl,
    back: RedirectUrl,
    http: Http,
    known: RwLock<Option<Known>>,
}

#[derive(Clone)]
struct Known {
    at: Timestamp,
    metadata: Arc<CoreProviderMetadata>,
}

type Client =
    CoreClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointMaybeSet, EndpointMaybeSet>;

impl Connection {
    pub(super) fn new(provider: Provider) -> Result<Self, OpenIdError> {
        let wrong = |setting: &str, reason: String| OpenIdError::Setting(format!("{setting}: {reason}"));
        let issuer = IssuerUrl::new(provider.issuer.clone()).map_err(|error| wrong("issuer", error.to_string()))?;
        let back = RedirectUrl::new(format!("{}{RETURN}", provider.site.trim_end_matches('/')))
            .map_err(|error| wrong("site", error.to_string()))?;
        for (setting, address) in [("issuer", issuer.url()), ("site", back.url())] {
            if !is_private(address) {
                return Err(wrong(setting, format!("{address} is not an https address")));
            }
        }
        if provider.client_id.is_empty() || provider.name.is_empty() {
            return Err(wrong("client id and name", "both are needed".to_owned()));
        }
        Ok(Self { provider, issuer, back, http: Http::new(), known: RwLock::new(None) })
    }

    /// Where a browser is sent.
    pub(super) async fn address(&self, keys: &Keys, now: Timestamp) -> Result<String, OpenIdError> {
        let known = self.known(BELIEVED, now).await?;
        let verifier = PkceCodeVerifier::new(keys.verifier.clone());
        let (state, nonce) = (keys.state.clone(), keys.nonce.clone());
        let flow = CoreAuthenticationFlow::AuthorizationCode;
        let (address, _, _) = self
            .client(&known)
            .authorize_url(flow, || CsrfToken::new(state), || Nonce::new(nonce))
            .add_scope(Scope::new("email".to_owned()))
            .add_scope(Scope::new("profile".to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        if is_private(&address) {
            Ok(address.into())
        } else {
            Err(untrusted(format!("{address} is not an https address")))
        }
    }

    /// Who a code stands for.
    pub(super) async fn person(&self, code: &str, keys: &Keys, now: Timestamp) -> Result<Claimed, OpenIdError> {
        let mut known = self.known(BELIEVED, now).await?;
        let client = self.client(&known);
        let request = client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(untrusted)?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(keys.verifier.clone()));
        let answer = request.request_async(&self.http).await.map_err(|error| match error {
            RequestTokenError::ServerResponse(answer) => OpenIdError::Refused(answer.to_string()),
            RequestTokenError::Request(error) => unreachable(&error),
            RequestTokenError::Parse(error, _) => untrusted(error),
            RequestTokenError::Other(reason) => OpenIdError::Unreachable(reason),
        })?;
        let token = answer.id_token().ok_or_else(|| untrusted("there is no ID token"))?;
        let mut claims = self.checked(&known, token, keys, now);
        // The provider may have new keys. They are fetched again, but not for each token that somebody makes up.
        let no_key = ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey);
        if claims.as_ref().is_err_and(|error| *error == no_key) {
            known = self.known(YOUNG, now).await?;
            claims = self.checked(&known, token, keys, now);
        }
        let claims = claims.map_err(untrusted)?;
        let client = self.client(&known);
        belongs(&client.id_token_verifier(), &answer, token, &claims)?;
        self.claimed(&client, &answer, &claims).await
    }

    /// What an ID token says, where it is one of the provider for us and for this sign-in.
    fn checked(
        &self,
        known: &Known,
        token: &CoreIdToken,
        keys: &Keys,
        now: Timestamp,
    ) -> Result<CoreIdTokenClaims, ClaimsVerificationError> {
        let client = self.client(known);
        // Every time that has been can be said in both ways.
        let now = SystemTime::try_from(now).unwrap_or_else(|_| SystemTime::now());
        let offered = known.metadata.id_token_signing_alg_values_supported().iter().cloned();
        let not_ours = [Alg::HmacSha256, Alg::HmacSha384, Alg::HmacSha512, Alg::None];
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(offered.filter(|offered| !not_ours.contains(offered)))
            .set_time_fn(move || now.into());
        token.claims(&verifier, &Nonce::new(keys.nonce.clone())).cloned()
    }

    /// Whom the claims mean. What the token does not say of address and name, the provider is asked for.
    async fn claimed(
        &self,
        client: &Client,
        answer: &CoreTokenResponse,
        claims: &CoreIdTokenClaims,
    ) -> Result<Claimed, OpenIdError> {
        let subject = claims.subject().clone();
        if subject.is_empty() || subject.chars().count() > SUBJECT_LETTERS {
            return Err(untrusted("the subject is empty or too long"));
        }
        let mut email = claims.email().cloned().zip(claims.email_verified());
        let mut name = claims.name().and_then(|names| names.get(None)).cloned();
        if (email.is_none() || name.is_none()) && client.user_info_url().is_some() {
            let request = client.user_info(answer.access_token().clone(), Some(subject.clone())).map_err(untrusted)?;
            let more: CoreUserInfoClaims = request.request_async(&self.http).await.map_err(|error| match error {
                UserInfoError::Request(error) => unreachable(&error),
                UserInfoError::Response(status, ..) => OpenIdError::Unreachable(status.to_string()),
                other => untrusted(other),
            })?;
            email = email.or_else(|| more.email().cloned().zip(more.email_verified()));
            name = name.or_else(|| more.name().and_then(|names| names.get(None)).cloned());
        }
        let email = email.filter(|(_, verified)| *verified).and_then(|(email, _)| text::email(&email).ok());
        Ok(Claimed { subject: subject.to_string(), email, name: name.map(|name| name.to_string()).unwrap_or_default() })
    }

    fn client(&self, known: &Known) -> Client {
        let metadata = CoreProviderMetadata::clone(&known.metadata);
        let secret = self.provider.client_secret.as_ref().map(|secret| ClientSecret::new(secret.expose().to_owned()));
        // Where a provider does not say how, it is `client_secret_basic`.
        let by_post = metadata.token_endpoint_auth_methods_supported().is_some_and(|methods| {
            methods.contains(&CoreClientAuthMethod::ClientSecretPost)
                && !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
        });
        CoreClient::from_provider_metadata(metadata, ClientId::new(self.provider.client_id.clone()), secret)
            .set_redirect_uri(self.back.clone())
            .set_auth_type(if by_post { AuthType::RequestBody } else { AuthType::BasicAuth })
    }

    /// Discovery document and keys, not older than this.
    async fn known(&self, oldest: SignedDuration, now: Timestamp) -> Result<Known, OpenIdError> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| now.duration_since(known.at) < oldest) {
            return Ok(known);
        }
        let found = CoreProviderMetadata::discover_async(self.issuer.clone(), &self.http).await;
        let metadata = found.map_err(|error| match error {
            DiscoveryError::Request(error) => unreachable(&error),
            DiscoveryError::Response(_, _, reason) => OpenIdError::Unreachable(reason),
            other => untrusted(other),
        })?;
        let known = Known { at: now, metadata: Arc::new(metadata) };
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }
}

/// Refuses an access token that is not the one of an ID token, where that says which it is.
fn belongs(
    verifier: &CoreIdTokenVerifier<'_>,
    answer: &CoreTokenResponse,
    token: &CoreIdToken,
    claims: &CoreIdTokenClaims,
) -> Result<(), OpenIdError> {
    let Some(expected) = claims.access_token_hash() else { return Ok(()) };
    let algorithm = token.signing_alg().map_err(untrusted)?;
    let key = token.signing_key(verifier).map_err(untrusted)?;
    let actual = AccessTokenHash::from_token(answer.access_token(), algorithm, key).map_err(untrusted)?;
    if actual == *expected { Ok(()) } else { Err(untrusted("the access token is another one's")) }
}

/// An error and what it came from.
fn untrusted(error: impl ToString) -> OpenIdError {
    OpenIdError::Untrusted(error.to_string())
}

fn unreachable(error: &HttpError) -> OpenIdError {
    OpenIdError::Unreachable(error.to_string())
}
