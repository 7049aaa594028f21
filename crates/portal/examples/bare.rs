//! A bare axum handler that answers everything with the bytes of a file, to measure pages against:
//! `cargo run --release -p portal --example bare ADDRESS FILE`.

use axum::Router;
use axum::body::Bytes;
use axum::response::Html;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(address), Some(file)) = (arguments.next(), arguments.next()) else {
        return Err("usage: bare ADDRESS FILE".into());
    };
    let page = Bytes::from(std::fs::read(file)?);
    let router = Router::new().fallback(async move || Html(page.clone()));
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("http://{address}");
    axum::serve(listener, router).await?;
    Ok(())
}
