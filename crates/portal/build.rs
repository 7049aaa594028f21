//! Has the binary built again when the web assets it embeds were. A debug build reads them from their folder as it runs.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo:rerun-if-changed=../../web/dist/manifest.json");
    }
}
