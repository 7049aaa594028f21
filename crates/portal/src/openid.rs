//! Which provider of OpenID Connect signs people in, as the environment says: none, unless `LIAOWANG_OIDC_ISSUER` names one. What it needs
//! beside is in `LIAOWANG_OIDC_CLIENT_ID`, `LIAOWANG_OIDC_CLIENT_SECRET` and `LIAOWANG_OIDC_NAME`.

use crate::letters::site;
use accounts::{Provider, Secret};

/// The provider that the environment names.
pub(crate) fn of_environment() -> Option<Provider> {
    let setting = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
    let issuer = setting("LIAOWANG_OIDC_ISSUER")?;
    Some(Provider {
        client_id: setting("LIAOWANG_OIDC_CLIENT_ID").unwrap_or_default(),
        client_secret: setting("LIAOWANG_OIDC_CLIENT_SECRET").map(Secret::from),
        name: setting("LIAOWANG_OIDC_NAME").unwrap_or_else(|| issuer.clone()),
        site: site(),
        issuer,
    })
}
