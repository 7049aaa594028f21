//! The portal: pages and a JSON API over the newest scan and over the registry.
//!
//! Pages are rendered on the server and work without scripts; scripts only turn two charts into ones that can be zoomed.
//! A scan is joined once into an [`atlas::Atlas`]; a handler looks up, fills a template and is done. Of a
//! visitor nothing is kept but a cookie with the language and the theme; what members write goes to the engines ([`Platform`]), which decide
//! who may do it.

mod alerts;
mod api;
mod assets;
mod atlas;
mod backtest;
mod definitions;
mod device;
mod export;
mod failure;
mod files;
mod form;
mod health;
mod imports;
mod index;
mod indicators;
mod letters;
pub mod locale;
mod meeting_letters;
mod member;
mod numbers;
mod openid;
mod page_cache;
mod pages;
mod platform;
mod profile;
mod shell;
mod show;
mod state;
mod suggestions;
mod svg;
mod troubles;
mod uploads;
mod visit;

pub use export::{ExportError, export_hall};
pub use files::{files_folder, open_files};
pub use index::{SearchError, ask_for_index, rebuild_index};
pub use platform::{Platform, PlatformError, log_key, open_lifecycle, secret_key};
pub use state::{Portal, SIMULATED, is_simulated};

use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Router, middleware};
use observatory::scan::ScanError;
use std::net::SocketAddr;
use std::path::Path;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// Why the portal could not be served.
#[derive(Debug, thiserror::Error)]
pub enum PortalError {
    /// The newest scan is broken.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The address is taken or not allowed.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The registry or the log is broken.
    #[error(transparent)]
    Platform(#[from] PlatformError),
    /// Serving ended with an error.
    #[error("serving: {0}")]
    Serve(std::io::Error),
}

/// Serves the portal over the newest scan below `data_dir`, and the registry in the database at `database` (SQLite in the data folder
/// where it is none), until the process is asked to end. `started` is told the address
/// (port 0 chooses a free one) once visitors are welcome.
pub async fn serve(
    data_dir: &Path,
    database: Option<&str>,
    address: SocketAddr,
    started: impl FnOnce(SocketAddr),
) -> Result<(), PortalError> {
    if !assets::are_built() {
        tracing::warn!("the web assets were not built: pages will be plain; run `cargo xtask web` and build again");
    }
    let platform = Platform::open(data_dir, database).await?;
    let portal = Portal::with(data_dir, Some(platform.clone()))?;
    let pulse = tokio::spawn(platform.run());
    let indexing = tokio::spawn(portal.clone().index());
    let listening = |source| PortalError::Listen { address, source };
    let listener = tokio::net::TcpListener::bind(address).await.map_err(listening)?;
    started(listener.local_addr().map_err(listening)?);
    let served = axum::serve(listener, router(portal).into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(asked_to_end())
        .await;
    pulse.abort();
    indexing.abort();
    served.map_err(PortalError::Serve)
}

/// Completes on Ctrl-C.
async fn asked_to_end() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a handler the portal runs until it is killed.
        std::future::pending::<()>().await;
    }
}

/// All routes.
pub fn router(portal: Portal) -> Router {
    Router::new()
        .merge(pages::routes())
        .nest("/api/v1", api::routes(&portal))
        .route("/health", get(health::show))
        .route("/assets/{name}", get(assets::serve))
        .fallback(async || failure::Failure::NotFound)
        .method_not_allowed_fallback(async || failure::Failure::Method)
        .layer(CatchPanicLayer::custom(|_| failure::Failure::Internal("a handler panicked".into()).into_response()))
        .layer(middleware::from_fn_with_state(portal.clone(), shell::around))
        .layer(CompressionLayer::new())
        .with_state(portal)
}
