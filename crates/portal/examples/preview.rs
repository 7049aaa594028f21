//! Serves the portal over a small world written by hand, to look at the pages without importing anything:
//! `cargo run -p portal --example preview [address] [data folder]`.

#[path = "../tests/fixture/mod.rs"]
mod fixture;

use std::path::PathBuf;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let address = arguments.next().unwrap_or_else(|| "127.0.0.1:7700".to_owned()).parse()?;
    let folder = tempfile::tempdir()?;
    let data_dir = match arguments.next() {
        Some(given) => PathBuf::from(given),
        None => {
            fixture::write(folder.path(), "scan-0001");
            folder.path().to_path_buf()
        }
    };
    portal::serve(&data_dir, None, address, |address| println!("http://{address}")).await?;
    Ok(())
}
