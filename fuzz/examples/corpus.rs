//! Writes a first corpus for each fuzz target: `cargo run --manifest-path fuzz/Cargo.toml --example corpus`.

fn main() -> std::io::Result<()> {
    wfm_fuzz::write_corpus(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus")))
}
