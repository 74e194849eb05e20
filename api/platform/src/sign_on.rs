//! Asking somebody else who a person is: OpenID Connect, with the authorization code and PKCE.
//!
//! A provider is found by its discovery document, which is kept for ten minutes. Its keys are asked for at every sign-in,
//! once it has taken the code: a new key is known at once, and one that was withdrawn serves nobody any more. Nothing is
//! believed unless signature, issuer, audience, nonce and term of the ID token hold. Nobody is asked but over https, or,
//! where nothing is meant for real, on this machine; no redirect is followed.

use std::collections::HashMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use chrono::{DateTime, Duration, Utc};
use data_encoding::BASE64URL_NOPAD;
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreClientAuthMethod, CoreIdTokenClaims, CoreJsonWebKeySet,
    CoreJwsSigningAlgorithm as Algorithm, CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AsyncHttpClient, AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndUserEmail,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdTokenVerifier, IssuerUrl,
    Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError,
    Scope, TokenResponse as _, http,
};
use reqwest::{Client, Url, redirect};

use crate::config::is_loopback;
use crate::error::Error;
use crate::id;

/// How long one exchange with a provider may take.
const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
/// How long a discovery document is believed.
const DISCOVERED_FOR: Duration = Duration::minutes(10);
/// Bytes of an answer that are read.
const LONGEST_ANSWER: usize = 1 << 20;
/// Characters of a subject (OpenID Connect Core 1.0, 2).
const LONGEST_SUBJECT: usize = 255;
/// Signatures that are believed: those that only the provider can make. Neither `none` nor one by the shared secret.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPkcs1V15Sha384,
    Algorithm::RsaSsaPkcs1V15Sha512,
    Algorithm::RsaSsaPssSha256,
    Algorithm::RsaSsaPssSha384,
    Algorithm::RsaSsaPssSha512,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EdDsa,
];

/// Why nobody was vouched for. It is for the log, and holds no secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SignOnError(String);

impl SignOnError {
    fn of(what: &str, cause: impl fmt::Display) -> Self {
        Self(format!("{what}: {cause}"))
    }
}

impl From<Error> for SignOnError {
    fn from(error: Error) -> Self {
        Self(error.to_string())
    }
}

/// What a provider and this server know of each other.
pub struct Registration {
    /// The provider's name for itself, exactly as its discovery document says it.
    pub issuer: String,
    /// Its name for this server.
    pub client_id: String,
    /// The secret of the two.
    pub client_secret: String,
    /// Where it sends people back to.
    pub callback: String,
}

/// What shows at the end of an attempt that it is the one that was begun; a secret until then.
pub struct Proof {
    verifier: String,
    nonce: String,
}

impl Proof {
    fn new() -> Result<Self, Error> {
        let random = || Ok::<_, Error>(BASE64URL_NOPAD.encode(&[id::random()?, id::random()?].concat()));
        Ok(Self { verifier: random()?, nonce: random()? })
    }

    /// In one text, to be kept.
    #[must_use]
    pub fn written(&self) -> String {
        format!("{} {}", self.verifier, self.nonce)
    }

    /// From that text.
    #[must_use]
    pub fn read(written: &str) -> Option<Self> {
        let (verifier, nonce) = written.split_once(' ')?;
        Some(Self { verifier: verifier.to_owned(), nonce: nonce.to_owned() })
    }
}

/// Whom a provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    /// The provider's own, lasting name for the person, at most 255 characters.
    pub subject: String,
    /// Her mail address, if the provider says that it has verified it.
    pub email: Option<String>,
}

type Relying = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// When a document was fetched, and what it said.
type Discovered = (DateTime<Utc>, Arc<CoreProviderMetadata>);

/// The way to providers. Cheap to clone; clones share what they have discovered.
#[derive(Clone)]
pub struct SignOn {
    /// Made when it is first needed: reading the system's certificates takes a while.
    client: Arc<OnceLock<Result<Client, SignOnError>>>,
    discovered: Arc<Mutex<HashMap<String, Discovered>>>,
    allows_loopback: bool,
}

impl fmt::Debug for SignOn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SignOn")
            .field("allows_loopback", &self.allows_loopback)
            .finish_non_exhaustive()
    }
}

impl SignOn {
    /// A way to providers; `allows_loopback` lets them be on this machine, without encryption.
    #[must_use]
    pub fn new(allows_loopback: bool) -> Self {
        Self { client: Arc::default(), discovered: Arc::default(), allows_loopback }
    }

    /// Whether a text can be an issuer: an https address of at most 512 characters without user, query or fragment
    /// (OpenID Connect Discovery 1.0, 3).
    #[must_use]
    pub fn accepts_issuer(&self, text: &str) -> bool {
        let is_plain = |url: &Url| {
            url.username().is_empty()
                && url.password().is_none()
                && url.query().is_none()
                && url.fragment().is_none()
        };
        text.len() <= 512
            && Url::parse(text).is_ok_and(|url| is_plain(&url) && may_be_asked(&url, self.allows_loopback))
    }

    /// Begins an attempt that the provider and the browser know by `state`: where the browser goes, and what proves at
    /// the end that it was this attempt.
    ///
    /// # Errors
    /// [`SignOnError`], when the provider cannot be found or describes itself badly.
    pub async fn begin(
        &self,
        registration: &Registration,
        state: &str,
        now: DateTime<Utc>,
    ) -> Result<(String, Proof), SignOnError> {
        let metadata = self.discover(&registration.issuer, now).await?;
        let endpoint = metadata.authorization_endpoint().url();
        if !may_be_asked(endpoint, self.allows_loopback) {
            return Err(SignOnError("the provider's authorization endpoint is not https".to_owned()));
        }
        let proof = Proof::new()?;
        let verifier = PkceCodeVerifier::new(proof.verifier.clone());
        let (state, nonce) = (CsrfToken::new(state.to_owned()), Nonce::new(proof.nonce.clone()));
        let client = relying(&metadata, registration)?;
        let (url, _, _) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, move || state, move || nonce)
            .add_scope(Scope::new("email".to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
            .url();
        Ok((url.into(), proof))
    }

    /// Finishes an attempt: exchanges the code that the browser brought back, and says whom the provider vouches for.
    ///
    /// # Errors
    /// [`SignOnError`], when the code is not taken, or anything in the answer does not hold.
    pub async fn finish(
        &self,
        registration: &Registration,
        code: String,
        proof: Proof,
        now: DateTime<Utc>,
    ) -> Result<Vouched, SignOnError> {
        let metadata = self.discover(&registration.issuer, now).await?;
        let client = relying(&metadata, registration)?;
        let line = self.line()?;
        let tokens: CoreTokenResponse = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|error| SignOnError::of("no token endpoint", error))?
            .set_pkce_verifier(PkceCodeVerifier::new(proof.verifier))
            .request_async(&line)
            .await
            .map_err(|error| match error {
                RequestTokenError::Request(error) => SignOnError::of("no token was told", error),
                // What stands in a malformed answer may be a secret.
                error => SignOnError::of("the code was not taken", error),
            })?;
        let keys = CoreJsonWebKeySet::fetch_async(metadata.jwks_uri(), &line)
            .await
            .map_err(|error| SignOnError::of("the keys were not told", cause(&error)))?;
        let issuer = metadata.issuer().clone();
        let verifier =
            IdTokenVerifier::new_public_client(ClientId::new(registration.client_id.clone()), issuer, keys)
                .set_allowed_algs(ALGORITHMS)
                .set_time_fn(move || now);
        let token = tokens.id_token().ok_or_else(|| SignOnError("there is no ID token".to_owned()))?;
        let claims = token
            .claims(&verifier, &Nonce::new(proof.nonce))
            .map_err(|error| SignOnError::of("the ID token does not hold", cause(&error)))?;
        let subject = claims.subject().to_string();
        if subject.is_empty() || subject.len() > LONGEST_SUBJECT {
            return Err(SignOnError("the subject is empty or too long".to_owned()));
        }
        let email = email(&client, &tokens, claims, &line).await?;
        Ok(Vouched { subject, email })
    }

    fn line(&self) -> Result<Line, SignOnError> {
        let build = || {
            let client =
                Client::builder().timeout(PATIENCE).no_proxy().redirect(redirect::Policy::none()).build();
            client.map_err(|error| SignOnError::of("no HTTP client", error))
        };
        let client = self.client.get_or_init(build).clone()?;
        Ok(Line { client, allows_loopback: self.allows_loopback })
    }

    async fn discover(
        &self,
        issuer: &str,
        now: DateTime<Utc>,
    ) -> Result<Arc<CoreProviderMetadata>, SignOnError> {
        let known = self.discovered.lock().unwrap_or_else(PoisonError::into_inner).get(issuer).cloned();
        // A clock that was set back must not keep a document for ever.
        if let Some((_, metadata)) = known.filter(|(at, _)| (now - *at).abs() < DISCOVERED_FOR) {
            return Ok(metadata);
        }
        let url = IssuerUrl::new(issuer.to_owned()).map_err(|error| SignOnError::of("no issuer", error))?;
        let found = CoreProviderMetadata::discover_async(url, &self.line()?)
            .await
            .map_err(|error| SignOnError::of("the provider was not discovered", cause(&error)))?;
        let found = Arc::new(found);
        let mut discovered = self.discovered.lock().unwrap_or_else(PoisonError::into_inner);
        discovered.insert(issuer.to_owned(), (now, Arc::clone(&found)));
        Ok(found)
    }
}

/// An error and what is behind it, of what is open to everybody.
fn cause(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |source| format!("{error}: {source}"))
}

/// This server as the provider's client. It shows its secret as OAuth prefers, unless the provider takes it only in the
/// body.
fn relying(metadata: &CoreProviderMetadata, registration: &Registration) -> Result<Relying, SignOnError> {
    let callback = RedirectUrl::new(registration.callback.clone())
        .map_err(|error| SignOnError::of("no address to come back to", error))?;
    let client = CoreClient::from_provider_metadata(
        metadata.clone(),
        ClientId::new(registration.client_id.clone()),
        Some(ClientSecret::new(registration.client_secret.clone())),
    );
    let only_in_body = metadata.token_endpoint_auth_methods_supported().is_some_and(|methods| {
        !methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
            && methods.contains(&CoreClientAuthMethod::ClientSecretPost)
    });
    let auth = if only_in_body { AuthType::RequestBody } else { AuthType::BasicAuth };
    Ok(client.set_redirect_uri(callback).set_auth_type(auth))
}

/// The address that the provider has verified: in the ID token, or else where it tells more about the person.
async fn email(
    client: &Relying,
    tokens: &CoreTokenResponse,
    claims: &CoreIdTokenClaims,
    line: &Line,
) -> Result<Option<String>, SignOnError> {
    let verified = |email: Option<&EndUserEmail>, is_verified: Option<bool>| {
        email.filter(|_| is_verified == Some(true)).map(|email| email.as_str().to_owned())
    };
    if claims.email().is_some() || client.user_info_url().is_none() {
        return Ok(verified(claims.email(), claims.email_verified()));
    }
    let told: CoreUserInfoClaims = client
        .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))
        .map_err(|error| SignOnError::of("no endpoint that tells more", error))?
        .request_async(line)
        .await
        .map_err(|error| SignOnError::of("no more was told of the person", error))?;
    Ok(verified(told.email(), told.email_verified()))
}

/// Whether an address may be asked: over https, or on this machine where that is allowed.
fn may_be_asked(url: &Url, allows_loopback: bool) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && allows_loopback && is_loopback(url.as_str()))
}

/// The line on which a provider is asked.
struct Line {
    client: Client,
    allows_loopback: bool,
}

/// Why a provider did not answer.
#[derive(Debug, thiserror::Error)]
enum LineError {
    #[error("{0} is not asked: only https is")]
    Plain(String),
    #[error("no answer: {0}")]
    Silent(#[from] reqwest::Error),
    #[error("the answer is too long")]
    TooLong,
    #[error("the answer is malformed: {0}")]
    Malformed(#[from] http::Error),
}

impl Line {
    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, LineError> {
        let request = reqwest::Request::try_from(request)?;
        if !may_be_asked(request.url(), self.allows_loopback) {
            return Err(LineError::Plain(request.url().origin().ascii_serialization()));
        }
        let mut answer = self.client.execute(request).await?;
        let mut whole = http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            whole = whole.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                return Err(LineError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(whole.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Line {
    type Error = LineError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, LineError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.ask(request))
    }
}

#[cfg(test)]
mod tests {
    use super::{Proof, SignOn};

    /// OpenID Connect Discovery 1.0, 3.
    #[test]
    fn an_issuer_is_a_plain_https_address() {
        let real = SignOn::new(false);
        for good in
            ["https://login.example.org", "https://login.example.org/realms/示例", "https://[::1]:8443/a"]
        {
            assert!(real.accepts_issuer(good), "{good}");
        }
        for bad in [
            "",
            "login.example.org",
            "http://login.example.org",
            "http://127.0.0.1:8080",
            "https://user@login.example.org",
            "https://login.example.org/?tenant=1",
            "https://login.example.org/#here",
            "ftp://login.example.org",
        ] {
            assert!(!real.accepts_issuer(bad), "{bad}");
        }
        let tried_out = SignOn::new(true);
        assert!(tried_out.accepts_issuer("http://127.0.0.1:8080"));
        assert!(!tried_out.accepts_issuer("http://login.example.org"));
    }

    /// RFC 7636, 4.1.
    #[test]
    fn a_proof_is_long_enough_and_reads_back() {
        let proof = Proof::new().unwrap();
        assert_eq!((proof.verifier.len(), proof.nonce.len()), (43, 43));
        let again = Proof::read(&proof.written()).unwrap();
        assert_eq!((again.verifier, again.nonce), (proof.verifier, proof.nonce));
        assert!(Proof::read("nonsense").is_none());
    }
}
