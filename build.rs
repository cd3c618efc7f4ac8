//! Tells Windows what the program can do: take long paths and UTF-8, and run without asking for more rights.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_CFG_WINDOWS").is_none() {
        return;
    }
    // Its defaults: UTF-8 as code page, long paths, the rights of whoever starts it.
    let manifest = embed_manifest::new_manifest("mastersecret").remove_dependency("Microsoft.Windows.Common-Controls");
    if let Err(error) = embed_manifest::embed_manifest(manifest) {
        println!("cargo:error=the manifest for Windows could not be embedded: {error}");
    }
}
